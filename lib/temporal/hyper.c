/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the posterior of the scales is: its mode and its shape around it. */
#include "temporal/hyper.h"
#include "temporal/prior.h"

#include <math.h>

#include <gsl/gsl_math.h>

#include "core/cholesky.h"

enum { MODE_STEPS = 40, PILOT_SWEEPS = 60 };

static const double pilot_tolerance = 1e-4;

double rk_rule_log_prior(const rk_rule *rule, const rk_ep *ep, const double hyper[RK_HYPERS])
{
    double total = 0.0;
    for (size_t k = 0; k < rule->free; k++)
        total += rk_prior_log_density(&ep->model->settings, rule->which[k], hyper[rule->which[k]]);
    return total;
}

void rk_rule_hyper(
    const rk_rule *rule, const rk_ep *ep, const double *logs, double hyper[RK_HYPERS])
{
    for (int k = 0; k < RK_HYPERS; k++)
        hyper[k] = ep->model->settings.fixed[k];
    for (size_t k = 0; k < rule->free; k++)
        hyper[rule->which[k]] = exp(logs[k]);
}

/* Log posterior density of the logs, and its gradient. */
static double log_density(const rk_rule *rule, rk_ep *ep, const double *logs, double *gradient)
{
    double hyper[RK_HYPERS];
    rk_rule_hyper(rule, ep, logs, hyper);
    rk_ep_run(ep, hyper, pilot_tolerance, PILOT_SWEEPS);
    double total = ep->log_evidence + rk_rule_log_prior(rule, ep, hyper);
    for (size_t k = 0; k < rule->free; k++) {
        size_t which = rule->which[k];
        double slope = ep->slope[which] + rk_prior_slope(&ep->model->settings, which, hyper[which]);
        gradient[k] = hyper[which] * slope + 1.0;
        total += logs[k];
    }
    return total;
}

/* Inverse-Hessian update of Broyden, Fletcher, Goldfarb and Shanno, skipped where the curvature is
 * not positive. */
static void update_inverse(
    size_t n, double inverse[RK_HYPERS][RK_HYPERS], const double *step, const double *change)
{
    double curvature = 0.0, image[RK_HYPERS], quadratic = 0.0;
    for (size_t i = 0; i < n; i++)
        curvature += step[i] * change[i];
    if (curvature < 1e-10)
        return;
    for (size_t i = 0; i < n; i++) {
        image[i] = 0.0;
        for (size_t j = 0; j < n; j++)
            image[i] += inverse[i][j] * change[j];
        quadratic += image[i] * change[i];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            inverse[i][j] += (1.0 + quadratic / curvature) * step[i] * step[j] / curvature -
                             (image[i] * step[j] + step[i] * image[j]) / curvature;
}

static void ascent_step(
    size_t n, double inverse[RK_HYPERS][RK_HYPERS], const double *gradient, double *step)
{
    double longest = 0.0;
    for (size_t i = 0; i < n; i++) {
        step[i] = 0.0;
        for (size_t j = 0; j < n; j++)
            step[i] += inverse[i][j] * gradient[j];
        longest = fmax(longest, fabs(step[i]));
    }
    for (size_t i = 0; i < n; i++)
        step[i] *= longest > 1.0 ? 1.0 / longest : 1.0;
}

/* Climbs from the prior's mode to the posterior's. */
static void find_mode(rk_rule *rule, rk_ep *ep)
{
    size_t n = rule->free;
    double inverse[RK_HYPERS][RK_HYPERS] = {{0}}, gradient[RK_HYPERS], step[RK_HYPERS],
           trial[RK_HYPERS];
    for (size_t k = 0; k < n; k++) {
        rule->mode[k] = log(ep->model->settings.scale[rule->which[k]]);
        inverse[k][k] = 0.5;
    }
    double value = log_density(rule, ep, rule->mode, gradient);
    ascent_step(n, inverse, gradient, step);
    for (int pass = 0; pass < MODE_STEPS; pass++) {
        double trial_gradient[RK_HYPERS], change[RK_HYPERS], gain = 0.0;
        for (size_t k = 0; k < n; k++) {
            trial[k] = rule->mode[k] + step[k];
            gain += step[k] * gradient[k];
        }
        if (fabs(gain) < 1e-3)
            break;
        double at_trial = log_density(rule, ep, trial, trial_gradient);
        if (!(at_trial > value - 1e-3)) {
            for (size_t k = 0; k < n; k++)
                step[k] *= 0.4;
            continue;
        }
        for (size_t k = 0; k < n; k++) {
            change[k] = gradient[k] - trial_gradient[k];
            rule->mode[k] = trial[k];
        }
        update_inverse(n, inverse, step, change);
        for (size_t k = 0; k < n; k++)
            gradient[k] = trial_gradient[k];
        value = at_trial;
        ascent_step(n, inverse, gradient, step);
    }
}

/* Minus the Hessian at the mode, from differences of gradients over about half a posterior sd. */
static void find_curvature(const rk_rule *rule, rk_ep *ep, double curvature[RK_HYPERS][RK_HYPERS])
{
    size_t n = rule->free;
    for (size_t k = 0; k < n; k++) {
        double logs[RK_HYPERS], up[RK_HYPERS], down[RK_HYPERS], step = 0.3;
        for (int refine = 0; refine < 2; refine++) {
            for (size_t j = 0; j < n; j++)
                logs[j] = rule->mode[j];
            logs[k] = rule->mode[k] + step;
            log_density(rule, ep, logs, up);
            logs[k] = rule->mode[k] - step;
            log_density(rule, ep, logs, down);
            for (size_t j = 0; j < n; j++)
                curvature[k][j] = (down[j] - up[j]) / (2.0 * step);
            if (curvature[k][k] < 8.0)
                break;
            step = 0.6 / sqrt(curvature[k][k]);
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            curvature[i][j] = curvature[j][i] = 0.5 * (curvature[i][j] + curvature[j][i]);
}

/* The factor of the inverse of the curvature, with pivots of both kept above a floor. */
static void find_factor(rk_rule *rule, double curvature[RK_HYPERS][RK_HYPERS])
{
    size_t n = rule->free;
    rk_cholesky_floored(n, RK_HYPERS, curvature[0], 0.0, 1.05);
    for (size_t row = 0; row < n; row++) {
        double x[RK_HYPERS] = {0.0};
        x[row] = 1.0;
        rk_cholesky_lower_solve(n, RK_HYPERS, curvature[0], x);
        for (size_t k = 0; k <= row; k++)
            rule->factor[row][k] = x[k];
    }
    rk_cholesky_floored(n, RK_HYPERS, rule->factor[0], 0.0, 1e-8);
}

void rk_rule_fit(rk_rule *rule, rk_ep *ep, size_t nodes)
{
    *rule = (rk_rule){.nodes = 1};
    for (size_t k = 0; k < RK_HYPERS; k++)
        if (isnan(ep->model->settings.fixed[k]))
            rule->which[rule->free++] = k;
    if (rule->free == 0)
        return;
    double curvature[RK_HYPERS][RK_HYPERS];
    find_mode(rule, ep);
    find_curvature(rule, ep, curvature);
    find_factor(rule, curvature);
    rk_rule_begin(rule, nodes);
}
