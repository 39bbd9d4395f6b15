/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/hyper.h"

#include <math.h>

#include <gsl/gsl_math.h>

#include "core/quadrature.h"
#include "core/special.h"

enum { MODE_STEPS = 40, MEASURE_POINTS = 8 * RK_GAUSS_LEGENDRE_POINTS, PILOT_SWEEPS = 60 };

static const double pilot_tolerance = 1e-4;

double rk_rule_log_prior(const rk_rule *rule, const rk_ep *ep, const double hyper[RK_HYPERS])
{
    double total = 0.0;
    for (size_t k = 0; k < rule->free; k++) {
        double scale = ep->model->settings.scale[rule->which[k]], x = hyper[rule->which[k]] / scale;
        total += 0.5 * log(2.0 / M_PI) - log(scale) - 0.5 * x * x;
    }
    return total;
}

static void hyper_at(const rk_rule *rule, const rk_ep *ep, const double *logs, double hyper[RK_HYPERS])
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
    hyper_at(rule, ep, logs, hyper);
    rk_ep_run(ep, hyper, pilot_tolerance, PILOT_SWEEPS);
    double total = ep->log_evidence + rk_rule_log_prior(rule, ep, hyper);
    for (size_t k = 0; k < rule->free; k++) {
        size_t which = rule->which[k];
        double x = hyper[which] / ep->model->settings.scale[which];
        gradient[k] = hyper[which] * ep->slope[which] - x * x + 1.0;
        total += logs[k];
    }
    return total;
}

/* Inverse-Hessian update of Broyden, Fletcher, Goldfarb and Shanno, skipped where the curvature is not positive. */
static void update_inverse(size_t n, double inverse[RK_HYPERS][RK_HYPERS], const double *step, const double *change)
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

static void ascent_step(size_t n, double inverse[RK_HYPERS][RK_HYPERS], const double *gradient, double *step)
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
    double inverse[RK_HYPERS][RK_HYPERS] = {{0}}, gradient[RK_HYPERS], step[RK_HYPERS], trial[RK_HYPERS];
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

/* Inverse of a small positive definite matrix through its Cholesky factor, with pivots kept above a floor. */
static void invert(size_t n, double matrix[RK_HYPERS][RK_HYPERS], double inverse[RK_HYPERS][RK_HYPERS])
{
    double lower[RK_HYPERS][RK_HYPERS] = {{0}};
    for (size_t j = 0; j < n; j++) {
        double pivot = matrix[j][j];
        for (size_t k = 0; k < j; k++)
            pivot -= lower[j][k] * lower[j][k];
        lower[j][j] = sqrt(fmax(pivot, 1.05));
        for (size_t i = j + 1; i < n; i++) {
            double sum = matrix[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= lower[i][k] * lower[j][k];
            lower[i][j] = sum / lower[j][j];
        }
    }
    for (size_t column = 0; column < n; column++) {
        double x[RK_HYPERS];
        for (size_t i = 0; i < n; i++) {
            x[i] = i == column;
            for (size_t k = 0; k < i; k++)
                x[i] -= lower[i][k] * x[k];
            x[i] /= lower[i][i];
        }
        for (size_t i = n; i-- > 0;) {
            for (size_t k = i + 1; k < n; k++)
                x[i] -= lower[k][i] * x[k];
            x[i] /= lower[i][i];
            inverse[i][column] = x[i];
        }
    }
}

static void find_factor(rk_rule *rule, double covariance[RK_HYPERS][RK_HYPERS])
{
    for (size_t j = 0; j < rule->free; j++) {
        double pivot = covariance[j][j];
        for (size_t k = 0; k < j; k++)
            pivot -= rule->factor[j][k] * rule->factor[j][k];
        rule->factor[j][j] = sqrt(fmax(pivot, 1e-8));
        for (size_t i = j + 1; i < rule->free; i++) {
            double sum = covariance[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= rule->factor[i][k] * rule->factor[j][k];
            rule->factor[i][j] = sum / rule->factor[j][j];
        }
    }
}

/* Where the polynomials of a Gauss rule live: log(y + bend), between y itself and its log. Measured on the reference
 * cases, it needs two nodes fewer than either end. */
static const double bend = 4.0;

/*
 * The Gauss rule along coordinate k. There y = exp(length x), where x has its mode at 0 and variance length^2 at the
 * mode, so y is fitted by normal(1 - s^2, s^2) truncated to y > 0, with s^2 = length^2 / (1 - length^2).
 */
static bool fit_coordinate(rk_rule *rule, size_t k, size_t count)
{
    double square = rule->factor[k][k] * rule->factor[k][k], variance = square / fmax(1.0 - square, 0.02);
    double s = sqrt(variance), centre = 1.0 - variance,
           nearest = fmax(-centre / s, 0.0); /* in sds; the density's top */
    double low = fmax(0.0, centre - 9.0 * s), high = fmax(centre, 0.0) + 9.0 * s;
    double point[MEASURE_POINTS], mass[MEASURE_POINTS], total = 0.0;
    size_t panels = MEASURE_POINTS / RK_GAUSS_LEGENDRE_POINTS;
    double half = 0.5 * (high - low) / (double)panels;
    for (size_t i = 0; i < MEASURE_POINTS; i++) {
        size_t panel = i / RK_GAUSS_LEGENDRE_POINTS, j = i % RK_GAUSS_LEGENDRE_POINTS;
        double y = low + half * ((double)(2 * panel + 1) + rk_gauss_legendre_node[j]), z = (y - centre) / s;
        point[i] = log(y + bend);
        mass[i] = half * rk_gauss_legendre_weight[j] * exp(-0.5 * (z - nearest) * (z + nearest));
        total += mass[i];
    }
    double node[RK_RULE_MOST], share[RK_RULE_MOST];
    if (!rk_gauss_measure(point, mass, MEASURE_POINTS, count, node, share))
        return false;
    for (size_t i = 0; i < count; i++) {
        double y = fmax(exp(node[i]) - bend, 1e-12), z = (y - centre) / s;
        rule->position[k][i] = y;
        rule->share[k][i] = share[i];
        rule->log_weight[k][i] = log(share[i]) + log(total) + 0.5 * (z - nearest) * (z + nearest) - log(y);
    }
    rule->count[k] = count;
    return true;
}

/* Log of the integral along coordinate k through the mode, by the rule there. */
static double slice_evidence(const rk_rule *rule, rk_ep *ep, size_t k)
{
    double term[RK_RULE_MOST], logs[RK_HYPERS], gradient[RK_HYPERS];
    for (size_t i = 0; i < rule->count[k]; i++) {
        for (size_t j = 0; j < rule->free; j++)
            logs[j] = rule->mode[j] + rule->factor[j][k] * log(rule->position[k][i]) / rule->factor[k][k];
        term[i] = rule->log_weight[k][i] + log_density(rule, ep, logs, gradient);
    }
    return rk_log_sum_exp(term, rule->count[k]);
}

/* Whether the rule wants another node: beyond the usual number only where the last one still mattered much. */
static bool wants_more(const rk_effort *effort, size_t count, double change)
{
    if (count > RK_RULE_MOST || change < effort->tolerance)
        return false;
    return count <= effort->most || change > 2.0 * effort->tolerance;
}

/* The rule along coordinate k: nodes are added until one more no longer matters, twice over, as a difference may be
 * small by chance. */
static void grow_coordinate(rk_rule *rule, rk_ep *ep, size_t k, const rk_effort *effort)
{
    double before = NAN, last = INFINITY, change = INFINITY;
    for (size_t count = effort->least - 2; wants_more(effort, count, change); count++) {
        if (!fit_coordinate(rule, k, count))
            break;
        double evidence = slice_evidence(rule, ep, k), difference = fabs(evidence - before);
        change = isfinite(difference) ? fmax(difference, 0.5 * last) : INFINITY;
        last = isfinite(difference) ? difference : INFINITY;
        before = evidence;
    }
    rule->change = fmax(rule->change, change);
}

void rk_rule_fit(rk_rule *rule, rk_ep *ep, const rk_effort *effort)
{
    *rule = (rk_rule){.nodes = 1};
    for (size_t k = 0; k < RK_HYPERS; k++)
        if (isnan(ep->model->settings.fixed[k]))
            rule->which[rule->free++] = k;
    if (rule->free == 0)
        return;
    double curvature[RK_HYPERS][RK_HYPERS], covariance[RK_HYPERS][RK_HYPERS];
    find_mode(rule, ep);
    find_curvature(rule, ep, curvature);
    invert(rule->free, curvature, covariance);
    find_factor(rule, covariance);
    for (size_t k = 0; k < rule->free; k++) {
        grow_coordinate(rule, ep, k, effort);
        rule->nodes *= rule->count[k];
    }
}

/* Snake order: neighbours in the list differ in one coordinate by one place, so that one node's factors start the next.
 */
static void unpack(const rk_rule *rule, size_t node, size_t place[RK_HYPERS])
{
    size_t rest = node, outer = 0;
    for (size_t k = rule->free; k-- > 0;) {
        size_t inner = 1;
        for (size_t j = 0; j < k; j++)
            inner *= rule->count[j];
        place[k] = rest / inner;
        rest %= inner;
        if (outer & 1)
            place[k] = rule->count[k] - 1 - place[k];
        outer += place[k];
    }
}

void rk_rule_node(
    const rk_rule *rule, const rk_ep *ep, size_t node, double hyper[RK_HYPERS], double *log_weight, double *share)
{
    size_t place[RK_HYPERS];
    unpack(rule, node, place);
    double logs[RK_HYPERS];
    *log_weight = 0.0;
    *share = 1.0;
    for (size_t k = 0; k < rule->free; k++) {
        logs[k] = rule->mode[k];
        for (size_t j = 0; j <= k; j++)
            logs[k] += rule->factor[k][j] * log(rule->position[j][place[j]]) / rule->factor[j][j];
        *log_weight += rule->log_weight[k][place[k]];
        *share *= rule->share[k][place[k]];
    }
    hyper_at(rule, ep, logs, hyper);
    for (size_t k = 0; k < rule->free; k++)
        *log_weight += logs[k];
    *log_weight += rk_rule_log_prior(rule, ep, hyper);
}

double rk_rule_overlap(const rk_rule *rule, const double *weight)
{
    double overlap = rule->free ? 0.0 : 1.0;
    for (size_t node = 0; rule->free && node < rule->nodes; node++) {
        size_t place[RK_HYPERS];
        double share = 1.0;
        unpack(rule, node, place);
        for (size_t k = 0; k < rule->free; k++)
            share *= rule->share[k][place[k]];
        overlap += fmin(share, weight[node]);
    }
    return overlap;
}
