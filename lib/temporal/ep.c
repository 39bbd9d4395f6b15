/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/ep.h"

#include <math.h>

#include <gsl/gsl_math.h>

#include "core/truncated.h"

/* Noise and spreads below this variance (a relative 1e-12 of the figure) are not told from zero. */
static const double least_variance = 1e-24;

size_t rk_ep_doubles(const rk_sizes *sizes)
{
    size_t chain = rk_chain_doubles(sizes->dimension, sizes->steps);
    size_t scratch = rk_chain_scratch(sizes->dimension, sizes->steps);
    size_t arrow = rk_arrow_doubles(sizes->dimension, sizes->steps);
    return 8 * sizes->sites + chain + (arrow > scratch ? arrow - scratch : 0);
}

void rk_ep_place(rk_ep *ep, const rk_model *model, const rk_sizes *sizes, double *memory)
{
    double **arrays[] = {&ep->noise, &ep->precision, &ep->shift, &ep->cavity_mean, &ep->cavity_spread, &ep->log_mass,
        &ep->next_precision, &ep->next_shift};
    ep->model = model;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++, memory += sizes->sites)
        *arrays[i] = memory;
    rk_chain_place(&ep->chain, sizes->dimension, sizes->steps, memory);
    rk_arrow_place(&ep->arrow, sizes->dimension, sizes->steps, ep->chain.covariance);
}

void rk_ep_reset(rk_ep *ep)
{
    for (size_t i = 0; i < ep->model->sites; i++) {
        const rk_site *site = &ep->model->site[i];
        double width = site->high - site->low;
        ep->shift[i] = 0.0;
        ep->precision[i] = site->gaussian || isinf(width) ? 0.0 : 12.0 / (width * width);
    }
}

void rk_ep_begin(rk_ep *ep)
{
    const rk_model *model = ep->model;
    rk_chain *chain = &ep->chain;
    chain->dimension = model->dimension;
    chain->trend = model->settings.trend;
    chain->start_time = model->start_time;
    chain->shared = model->place[model->sources].kind == RK_PLACE_STATE ? model->place[model->sources].index : 0;
    ep->sweeps = 0;
    rk_ep_reset(ep);
}

/* Prior of the state and noise of every site at the present hyperparameters. */
static void set_hyper(rk_ep *ep, const double hyper[RK_HYPERS])
{
    const rk_model *model = ep->model;
    const rk_settings *settings = &model->settings;
    rk_chain *chain = &ep->chain;
    for (int k = 0; k < RK_HYPERS; k++)
        ep->hyper[k] = hyper[k];
    chain->drift_variance = hyper[RK_DRIFT] * hyper[RK_DRIFT];
    chain->start_mean[0] = settings->initial_mean;
    chain->start_variance[0] = settings->initial_sd * settings->initial_sd;
    if (settings->trend) {
        chain->start_mean[1] = 0.0;
        chain->start_variance[1] = settings->slope_sd * settings->slope_sd;
    }
    for (size_t s = 0; s <= model->sources; s++) {
        const rk_place *place = &model->place[s];
        if (place->kind != RK_PLACE_STATE)
            continue;
        chain->start_mean[place->index] = place->mean;
        chain->start_variance[place->index] = rk_place_variance(place, hyper[RK_BIAS_SD]);
    }
    for (size_t i = 0; i < model->sites; i++) {
        const rk_site *site = &model->site[i];
        double noise = site->noise + site->error_share * hyper[RK_ERROR] * hyper[RK_ERROR];
        if (site->takes_bias)
            noise += hyper[RK_BIAS_SD] * hyper[RK_BIAS_SD];
        ep->noise[i] = site->error_share > 0.0 ? fmax(noise, least_variance) : noise;
    }
}

/* The factor on z, carried over to h: the noise between them is integrated out. */
static void set_factor(rk_ep *ep, size_t site, size_t step)
{
    rk_chain *chain = &ep->chain;
    double noise = ep->noise[site];
    chain->origin[step] = ep->model->site[site].origin;
    if (ep->model->site[site].gaussian) {
        chain->precision[step] = 1.0 / noise;
        chain->shift[step] = 0.0;
        return;
    }
    double through = 1.0 / (1.0 + noise * ep->precision[site]);
    chain->precision[step] = ep->precision[site] * through;
    chain->shift[step] = ep->shift[site] * through;
}

/* What everything else says about z: leave-one-out mean and variance, in the form that keeps its digits. */
static void find_cavity(rk_ep *ep, size_t i)
{
    const rk_chain *chain = &ep->chain;
    double keep = chain->keep[i], w = chain->precision[i], mean, variance;
    if (keep < 0.5) {
        variance = (1.0 - keep) / (w * keep);
        mean = (chain->shift[i] - chain->score[i] / keep) / w;
    } else {
        variance = chain->variance[i] / keep;
        mean = (chain->mean[i] - chain->shift[i] * chain->variance[i]) / keep;
    }
    ep->cavity_mean[i] = mean;
    ep->cavity_spread[i] = fmax(variance + ep->noise[i], least_variance);
}

/* The factor that matches the exact statement; returns how far the present one is from it. */
static double match_factor(rk_ep *ep, size_t i)
{
    const rk_site *site = &ep->model->site[i];
    double V = ep->cavity_spread[i], m = ep->cavity_mean[i], sd = sqrt(V);
    rk_truncated exact = rk_truncated_moments((site->low - m) / sd, (site->high - m) / sd);
    ep->log_mass[i] = exact.log_mass;
    double share = fmin(fmax(exact.variance, 1e-30), 1.0); /* log-concave: never wider than the cavity */
    double target_precision = (1.0 - share) / (V * share);
    double target_mean = m + sd * exact.mean;
    double target_shift = target_mean / (V * share) - m / V;
    double now = V / (1.0 + V * ep->precision[i]);
    double now_mean = now * (m / V + ep->shift[i]);
    double off = fabs(target_mean - now_mean) / sqrt(V * share);
    double spread_off = fabs(V * share / now - 1.0);
    ep->next_precision[i] = target_precision;
    ep->next_shift[i] = target_shift;
    return fmax(off, spread_off);
}

static double match_factors(rk_ep *ep)
{
    double worst = 0.0;
    for (size_t i = 0; i < ep->model->sites; i++)
        if (!ep->model->site[i].gaussian)
            worst = fmax(worst, match_factor(ep, i));
    return worst;
}

static void move_factors(rk_ep *ep, double damping)
{
    for (size_t i = 0; i < ep->model->sites; i++) {
        if (ep->model->site[i].gaussian)
            continue;
        ep->precision[i] += damping * (ep->next_precision[i] - ep->precision[i]);
        ep->shift[i] += damping * (ep->next_shift[i] - ep->shift[i]);
    }
}

static void solve(rk_ep *ep)
{
    ep->by_arrow = rk_arrow_suits(&ep->chain) && rk_arrow_solve(&ep->arrow, &ep->chain);
    if (ep->by_arrow)
        return;
    rk_chain_filter(&ep->chain);
    rk_chain_smooth(&ep->chain);
}

void rk_ep_response(const rk_ep *ep, size_t step, double amount, double *mean, double *score, double *start)
{
    if (ep->by_arrow)
        rk_arrow_response(&ep->arrow, &ep->chain, step, amount, mean, score, start);
    else
        rk_chain_respond(&ep->chain, step, amount, mean, score, start);
}

static void pass(rk_ep *ep)
{
    ep->chain.steps = ep->model->sites;
    ep->chain.step = ep->model->own_step;
    for (size_t i = 0; i < ep->model->sites; i++)
        set_factor(ep, i, i);
    solve(ep);
    for (size_t i = 0; i < ep->model->sites; i++)
        if (!ep->model->site[i].gaussian)
            find_cavity(ep, i);
}

double rk_ep_log_factor(const rk_ep *ep, size_t i)
{
    double precision = ep->precision[i], shift = ep->shift[i], V = ep->cavity_spread[i], m = ep->cavity_mean[i];
    double growth = 1.0 + precision * V;
    return 0.5 * (((shift * shift * V + 2.0 * shift * m) - precision * m * m) / growth - log(growth));
}

static void sum_evidence(rk_ep *ep)
{
    const rk_model *model = ep->model;
    double total = ep->chain.log_normaliser + M_LN2 * (double)model->directional;
    for (size_t i = 0; i < model->sites; i++) {
        double noise = ep->noise[i];
        if (model->site[i].gaussian) {
            total -= 0.5 * log(2.0 * M_PI * noise);
            continue;
        }
        double growth = 1.0 + noise * ep->precision[i];
        total += 0.5 * (ep->shift[i] * ep->shift[i] * noise / growth - log(growth));
        total += ep->log_mass[i] - rk_ep_log_factor(ep, i);
    }
    ep->log_evidence = total;
}

/* At the fixed point the factors do not move to first order, so only the Gaussian part depends on hyperparameters. */
static void sum_slopes(rk_ep *ep)
{
    const rk_model *model = ep->model;
    const rk_chain *chain = &ep->chain;
    double error = 0.0, bias = 0.0;
    for (size_t i = 0; i < model->sites; i++) {
        double by_noise = 0.5 * (chain->score[i] * chain->score[i] - chain->precision[i] * chain->keep[i]);
        error += by_noise * model->site[i].error_share;
        if (model->site[i].takes_bias)
            bias += by_noise;
    }
    for (size_t s = 0; s <= model->sources; s++) {
        const rk_place *place = &model->place[s];
        if (place->kind != RK_PLACE_STATE || !place->exchangeable)
            continue;
        double r = chain->backward[place->index];
        bias += 0.5 * (r * r - chain->information[place->index * chain->dimension + place->index]);
    }
    ep->slope[RK_DRIFT] = 2.0 * ep->hyper[RK_DRIFT] * chain->drift_slope;
    ep->slope[RK_ERROR] = 2.0 * ep->hyper[RK_ERROR] * error;
    ep->slope[RK_BIAS_SD] = 2.0 * ep->hyper[RK_BIAS_SD] * bias;
}

void rk_ep_run(rk_ep *ep, const double hyper[RK_HYPERS], double tolerance, size_t most_sweeps)
{
    set_hyper(ep, hyper);
    double damping = 1.0, before = INFINITY;
    ep->converged = false;
    for (size_t k = 0; k < most_sweeps && !ep->converged; k++) {
        pass(ep);
        ep->sweeps++;
        ep->residual = match_factors(ep);
        ep->converged = ep->residual <= tolerance;
        if (ep->converged || k + 1 == most_sweeps)
            break;
        if (ep->residual > 0.9 * before)
            damping = fmax(0.6 * damping, 0.05);
        before = ep->residual;
        move_factors(ep, damping);
    }
    sum_evidence(ep);
    sum_slopes(ep);
}

void rk_ep_extend(rk_ep *ep)
{
    const rk_model *model = ep->model;
    rk_chain *chain = &ep->chain;
    chain->steps = model->steps;
    chain->step = model->step;
    for (size_t k = 0; k < model->steps; k++)
        chain->precision[k] = chain->shift[k] = chain->origin[k] = 0.0;
    for (size_t i = 0; i < model->sites; i++)
        set_factor(ep, i, model->site_step[i]);
    solve(ep);
}
