/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/ep.h"

#include <math.h>

#include <gsl/gsl_math.h>

/* A factor is not sharper than this times the prior of theta: a point that stands for a narrow
 * range. */
static const double most_precision = 1e11;

/* The first guess of how far a figure is off, in variance. */
static const double first_noise = 0.25;

void rk_ep_begin(rk_ep *ep, size_t gap)
{
    const rk_model *model = ep->model;
    ep->gap = gap;
    for (size_t i = 0; i < model->sites; i++) {
        const rk_statement *statement = &model->site[i].statement;
        double width = statement->kind == RK_STATEMENT_BOX ? statement->high - statement->low : 0.0;
        ep->shift[i] = 0.0;
        ep->precision[i] = isinf(width) ? 0.0 : 1.0 / (width * width / 12.0 + first_noise);
    }
}

rk_statement rk_ep_statement(const rk_ep *ep, size_t site, double *noise)
{
    const rk_site *figure = &ep->model->site[site];
    rk_statement statement = figure->statement;
    double folded =
        figure->folded + (figure->folds ? ep->hyper[RK_BIAS_SD] * ep->hyper[RK_BIAS_SD] : 0.0);
    statement.gross_variance += folded;
    *noise = folded + statement.error_share * ep->hyper[RK_ERROR] * ep->hyper[RK_ERROR] +
             statement.date_share * ep->hyper[RK_DRIFT] * ep->hyper[RK_DRIFT];
    return statement;
}

/* Prior of theta and of the constants at the present scales. */
static void set_hyper(rk_ep *ep, const double hyper[RK_HYPERS])
{
    const rk_model *model = ep->model;
    const rk_settings *settings = &model->settings;
    rk_gaussian *g = &ep->gaussian;
    for (int k = 0; k < RK_HYPERS; k++)
        ep->hyper[k] = hyper[k];
    g->trend = settings->trend;
    g->drift_variance = hyper[RK_DRIFT] * hyper[RK_DRIFT];
    g->root_mean = settings->initial_mean;
    g->root_variance = settings->initial_sd * settings->initial_sd;
    g->slope_variance = settings->slope_sd * settings->slope_sd;
    g->constants = model->constants;
    if (model->common) {
        g->constant_mean[0] = settings->common_mean;
        g->constant_variance[0] = gsl_pow_2(settings->common_sd[model->base]);
    }
    for (size_t s = 0; s < model->problem->source_count; s++) {
        const rk_bias *bias = &model->bias[s];
        if (bias->place != RK_PLACE_CONSTANT)
            continue;
        g->constant_mean[bias->index] = bias->mean;
        g->constant_variance[bias->index] = rk_bias_variance(bias, hyper[RK_BIAS_SD]);
    }
}

void rk_ep_lay_factors(rk_ep *ep)
{
    const rk_model *model = ep->model;
    rk_gaussian *g = &ep->gaussian;
    g->step = model->step;
    g->steps = model->steps;
    g->root = model->root;
    for (size_t k = 0; k < model->steps; k++) {
        g->extra_mean[k] = model->extra_mean[k];
        g->extra_variance[k] = model->extra_variance[k];
        g->precision[k] = g->shift[k] = g->origin[k] = 0.0;
    }
    if (ep->gap < model->gaps)
        g->extra_variance[model->gap_step[ep->gap]] += gsl_pow_2(model->settings.shock_sd);
    for (size_t i = 0; i < model->sites; i++) {
        size_t k = model->site_step[i];
        g->precision[k] = ep->precision[i];
        g->shift[k] = ep->shift[i];
        g->origin[k] = model->site[i].origin;
    }
}

/* What everything else says about h: leave-one-out mean and variance, in the form that keeps its
 * digits. */
static void find_cavity(rk_ep *ep, size_t i)
{
    const rk_gaussian *g = &ep->gaussian;
    size_t k = ep->model->site_step[i];
    double keep = g->keep[k], w = g->precision[k];
    if (keep < 0.5) {
        ep->cavity_spread[i] = (1.0 - keep) / (w * keep);
        ep->cavity_mean[i] = (g->shift[k] - g->score[k] / keep) / w;
    } else {
        ep->cavity_spread[i] = g->variance[k] / keep;
        ep->cavity_mean[i] = (g->mean[k] - g->shift[k] * g->variance[k]) / keep;
    }
    ep->cavity_spread[i] = fmax(ep->cavity_spread[i], RK_LEAST_VARIANCE);
}

/* The factor that matches the exact statement; returns how far the present one is from it. */
static double match_factor(rk_ep *ep, size_t i)
{
    double V = ep->cavity_spread[i], m = ep->cavity_mean[i], noise, mean, variance;
    rk_statement statement = rk_ep_statement(ep, i, &noise);
    ep->log_mass[i] = rk_statement_moments(&statement, m, V, noise, &mean, &variance);
    double share = fmax(variance / V, 1e-14);
    double precision = share < 1.0 ? fmin((1.0 - share) / (V * share), most_precision) : 0.0;
    double shift = (mean - m) / V + mean * precision;
    double now = V / (1.0 + V * ep->precision[i]), now_mean = now * (m / V + ep->shift[i]);
    double target = V / (1.0 + V * precision);
    ep->next_precision[i] = precision;
    ep->next_shift[i] = shift;
    return fmax(fabs(mean - now_mean) / sqrt(target), fabs(target / now - 1.0));
}

static double log_factor(const rk_ep *ep, size_t i)
{
    double precision = ep->precision[i], shift = ep->shift[i], V = ep->cavity_spread[i],
           m = ep->cavity_mean[i];
    double growth = 1.0 + precision * V;
    return 0.5 *
           (((shift * shift * V + 2.0 * shift * m) - precision * m * m) / growth - log(growth));
}

static void sum_evidence(rk_ep *ep)
{
    double total = ep->gaussian.log_normaliser + M_LN2 * (double)ep->model->directional;
    for (size_t i = 0; i < ep->model->sites; i++)
        total += ep->log_mass[i] - log_factor(ep, i);
    ep->log_evidence = total;
}

/* At the fixed point the factors do not move to first order: what depends on the scales is the
 * Gaussian prior and the noise within the statements. */
static void sum_slopes(rk_ep *ep)
{
    const rk_model *model = ep->model;
    const rk_gaussian *g = &ep->gaussian;
    double drift = g->drift_slope, error = 0.0, bias = 0.0;
    for (size_t i = 0; i < model->sites; i++) {
        double noise;
        rk_statement statement = rk_ep_statement(ep, i, &noise);
        rk_statement_slopes slopes =
            rk_statement_find_slopes(&statement, ep->cavity_mean[i], ep->cavity_spread[i], noise);
        error += slopes.ordinary * statement.error_share;
        drift += slopes.ordinary * statement.date_share;
        bias += model->site[i].folds ? slopes.both : 0.0;
    }
    for (size_t s = 0; s < model->problem->source_count; s++) {
        const rk_bias *b = &model->bias[s];
        if (b->place == RK_PLACE_CONSTANT && b->exchangeable)
            bias +=
                0.5 * (gsl_pow_2(g->constant_score[b->index]) - g->constant_information[b->index]);
    }
    ep->slope[RK_DRIFT] = 2.0 * ep->hyper[RK_DRIFT] * drift;
    ep->slope[RK_ERROR] = 2.0 * ep->hyper[RK_ERROR] * error;
    ep->slope[RK_BIAS_SD] = 2.0 * ep->hyper[RK_BIAS_SD] * bias;
}

static void move_factors(rk_ep *ep, double damping)
{
    for (size_t i = 0; i < ep->model->sites; i++) {
        ep->precision[i] += damping * (ep->next_precision[i] - ep->precision[i]);
        ep->shift[i] += damping * (ep->next_shift[i] - ep->shift[i]);
    }
}

void rk_ep_run(rk_ep *ep, const double hyper[RK_HYPERS], double tolerance, size_t most_sweeps)
{
    set_hyper(ep, hyper);
    double damping = 1.0, before = INFINITY;
    ep->converged = false;
    for (size_t k = 0; k < most_sweeps && !ep->converged; k++) {
        rk_ep_lay_factors(ep);
        rk_gaussian_solve(&ep->gaussian);
        ep->sweeps++;
        ep->residual = 0.0;
        for (size_t i = 0; i < ep->model->sites; i++) {
            find_cavity(ep, i);
            ep->residual = fmax(ep->residual, match_factor(ep, i));
        }
        ep->converged = ep->residual <= tolerance;
        if (ep->converged || k + 1 == most_sweeps)
            break;
        if (!isfinite(ep->residual)) { /* start afresh, more slowly */
            rk_ep_begin(ep, ep->gap);
            damping *= 0.5;
            continue;
        }
        damping = ep->residual > before ? fmax(0.5 * damping, 0.05) : fmin(1.2 * damping, 1.0);
        before = ep->residual;
        move_factors(ep, damping);
    }
    sum_evidence(ep);
    sum_slopes(ep);
}
