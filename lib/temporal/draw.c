/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/draw.h"

#include <math.h>
#include <string.h>

#include "core/special.h"
#include "core/truncated.h"

/* Statements that move a distribution function by less than this stay Gaussian. */
static const double least_effect = 3e-4;

/* What skewness and kurtosis of one z do to a distribution function that it is correlated with. */
static double shape_effect(double skewness, double kurtosis, double correlation)
{
    double square = correlation * correlation;
    return square * (fabs(correlation * skewness) / 6.0 + square * fabs(kurtosis) / 24.0);
}

/*
 * How far the shape of z reaches: a cumulant of order k of z arrives in anything that z tells about weakened by the
 * k-th power of their correlation, which is at most that of z with its own h.
 */
static double effect_of(const rk_ep *ep, size_t i, double *skewness, double *kurtosis)
{
    const rk_site *site = &ep->model->site[i];
    double V = ep->cavity_spread[i], m = ep->cavity_mean[i], sd = sqrt(V);
    rk_truncated_shape((site->low - m) / sd, (site->high - m) / sd, skewness, kurtosis);
    if (!isfinite(*skewness) || !isfinite(*kurtosis)) /* an interval so far off that it is a point from here */
        *skewness = *kurtosis = 0.0;
    double z_variance = V / (1.0 + V * ep->precision[i]), noise = ep->noise[i];
    double through = 1.0 / (1.0 + noise * ep->precision[i]);
    double from_noise = noise * through; /* the part of z's variance that h does not see */
    double square = fmax(1.0 - from_noise / z_variance, 0.0);
    return shape_effect(*skewness, *kurtosis, sqrt(square));
}

typedef struct rk_choice {
    size_t site;
    double effect, skewness, kurtosis;
} rk_choice;

static void put_choice(rk_sampler *sampler, size_t k, const rk_choice *choice)
{
    sampler->site[k] = choice->site;
    sampler->effect[k] = choice->effect;
    sampler->skewness[k] = choice->skewness;
    sampler->kurtosis[k] = choice->kurtosis;
}

static rk_choice get_choice(const rk_sampler *sampler, size_t k)
{
    return (rk_choice){sampler->site[k], sampler->effect[k], sampler->skewness[k], sampler->kurtosis[k]};
}

static void insert_choice(rk_sampler *sampler, const rk_choice *choice)
{
    size_t k = sampler->drawn;
    if (k == RK_DRAWN_MOST) {
        sampler->neglected += fmin(choice->effect, sampler->effect[k - 1]);
        if (choice->effect <= sampler->effect[k - 1])
            return;
        k--;
    } else {
        sampler->drawn++;
    }
    for (; k > 0 && sampler->effect[k - 1] < choice->effect; k--) {
        rk_choice before = get_choice(sampler, k - 1);
        put_choice(sampler, k, &before);
    }
    put_choice(sampler, k, choice);
}

void rk_sampler_choose(rk_sampler *sampler, const rk_ep *ep)
{
    sampler->ep = ep;
    sampler->drawn = 0;
    sampler->neglected = 0.0;
    for (size_t i = 0; i < ep->model->sites; i++) {
        if (ep->model->site[i].gaussian)
            continue;
        rk_choice choice = {.site = i};
        choice.effect = effect_of(ep, i, &choice.skewness, &choice.kurtosis);
        if (choice.effect > least_effect && ep->model->settings.points > 0)
            insert_choice(sampler, &choice);
        else
            sampler->neglected += choice.effect;
    }
}

/* The largest effect of choice j on an output; adds its effect on each to sum[outputs]. */
static double reach_of(const rk_sampler *sampler, size_t j, double *sum)
{
    const double *row = sampler->factor[j];
    double reach = 0.0, spread = 0.0;
    for (size_t i = 0; i <= j; i++)
        spread += row[i] * row[i];
    for (size_t k = 0; k < sampler->outputs; k++) {
        double variance = sampler->output_variance[k] + sampler->output_spread[k], covariance = 0.0;
        if (!(variance > 0.0))
            continue;
        for (size_t i = 0; i <= j; i++)
            covariance += row[i] * sampler->load[i * sampler->outputs + k];
        double correlation = covariance / sqrt(variance * spread);
        double effect = shape_effect(sampler->skewness[j], sampler->kurtosis[j], correlation);
        sum[k] += effect;
        reach = fmax(reach, effect);
    }
    return reach;
}

double rk_sampler_prune(rk_sampler *sampler)
{
    size_t outputs = sampler->outputs, kept = 0;
    double largest = 0.0, *sum = sampler->output_mean; /* which is found anew afterwards */
    memset(sum, 0, outputs * sizeof *sum);
    for (size_t j = 0; j < sampler->drawn; j++) {
        double reach = reach_of(sampler, j, sum);
        if (reach < 0.5 * least_effect) {
            sampler->neglected += reach;
            continue;
        }
        rk_choice choice = get_choice(sampler, j);
        put_choice(sampler, kept++, &choice);
    }
    sampler->drawn = kept;
    for (size_t k = 0; k < outputs; k++)
        largest = fmax(largest, sum[k]);
    return largest;
}

void rk_sampler_restart(rk_sampler *sampler)
{
    if (sampler->drawn)
        sampler->sequence.type->init_state(sampler->sequence.state, (unsigned int)sampler->drawn);
}

static double through_noise(const rk_ep *ep, size_t site)
{
    return 1.0 / (1.0 + ep->noise[site] * ep->precision[site]);
}

/* Cholesky factor in place of a symmetric matrix; a pivot lost to rounding becomes a tiny one. */
static void decompose(rk_sampler *sampler)
{
    for (size_t j = 0; j < sampler->drawn; j++) {
        double *row = sampler->factor[j], full = row[j];
        for (size_t k = 0; k < j; k++)
            row[j] -= row[k] * row[k];
        row[j] = sqrt(fmax(row[j], 1e-14 * full));
        for (size_t i = j + 1; i < sampler->drawn; i++) {
            double *below = sampler->factor[i];
            for (size_t k = 0; k < j; k++)
                below[j] -= below[k] * row[k];
            below[j] /= row[j];
        }
    }
}

static size_t output_place(const rk_model *model, size_t output, size_t grid, const rk_place **place)
{
    *place = output < grid ? NULL : &model->place[output - grid];
    return output < grid ? model->grid_step[output - model->laid_from] : (*place)->index;
}

/* Mean and variance of an output under the node's Gaussian. */
static void find_output(rk_sampler *sampler, size_t output, size_t grid, size_t k)
{
    const rk_ep *ep = sampler->ep;
    const rk_chain *chain = &ep->chain;
    const rk_place *place;
    size_t index = output_place(ep->model, output, grid, &place);
    double *mean = &sampler->output_mean[k], *variance = &sampler->output_variance[k];
    if (!place) {
        *mean = chain->mean[index];
        *variance = chain->variance[index];
        return;
    }
    double prior = place->kind == RK_PLACE_FIXED ? 0.0 : rk_place_variance(place, ep->hyper[RK_BIAS_SD]);
    *mean = place->mean;
    *variance = prior;
    if (place->kind == RK_PLACE_FOLDED) {
        size_t step = ep->model->site_step[index];
        *mean += prior * chain->score[step];
        *variance -= prior * prior * chain->precision[step] * chain->keep[step];
    } else if (place->kind == RK_PLACE_STATE) {
        *mean += prior * chain->backward[index];
        *variance -= prior * prior * chain->information[index * chain->dimension + index];
    }
    *variance = fmax(*variance, 0.0);
}

/* Covariance of an output with the z whose response is in the scratch arrays. */
static double output_covariance(const rk_sampler *sampler, size_t output, size_t grid)
{
    const rk_place *place;
    size_t index = output_place(sampler->ep->model, output, grid, &place);
    if (!place)
        return sampler->response_mean[index];
    double prior = rk_place_variance(place, sampler->ep->hyper[RK_BIAS_SD]);
    if (place->kind == RK_PLACE_FOLDED)
        return prior * sampler->response_score[sampler->ep->model->site_step[index]];
    return place->kind == RK_PLACE_STATE ? prior * sampler->response_start[index] : 0.0;
}

/* Covariances with one drawn z, of the other drawn ones and of the outputs. */
static void find_covariances(rk_sampler *sampler, size_t j, size_t grid, size_t from, size_t to)
{
    const rk_ep *ep = sampler->ep;
    const size_t *step = ep->model->site_step;
    size_t own = sampler->site[j], drawn = sampler->drawn;
    rk_ep_response(ep, step[own], through_noise(ep, own), sampler->response_mean, sampler->response_score,
        sampler->response_start);
    for (size_t i = j; i < drawn; i++) {
        size_t site = sampler->site[i];
        sampler->factor[i][j] = through_noise(ep, site) * sampler->response_mean[step[site]];
    }
    sampler->factor[j][j] += ep->noise[own] * through_noise(ep, own);
    for (size_t output = from; output < to; output++)
        sampler->load[j * sampler->outputs + output - from] = output_covariance(sampler, output, grid);
}

/* Loads by forward substitution, and what variance the draws leave to the outputs. */
static void find_loads(rk_sampler *sampler)
{
    size_t outputs = sampler->outputs;
    memset(sampler->output_spread, 0, outputs * sizeof *sampler->output_spread);
    for (size_t j = 0; j < sampler->drawn; j++) {
        double *load = &sampler->load[j * outputs], pivot = sampler->factor[j][j];
        for (size_t i = 0; i < j; i++)
            for (size_t k = 0; k < outputs; k++)
                load[k] -= sampler->factor[j][i] * sampler->load[i * outputs + k];
        for (size_t k = 0; k < outputs; k++) {
            load[k] /= pivot;
            sampler->output_spread[k] += load[k] * load[k];
        }
    }
    for (size_t k = 0; k < outputs; k++)
        sampler->output_variance[k] = fmax(sampler->output_variance[k] - sampler->output_spread[k], 0.0);
}

void rk_sampler_prepare(rk_sampler *sampler, size_t grid, size_t from, size_t to)
{
    const rk_ep *ep = sampler->ep;
    sampler->outputs = to - from;
    for (size_t output = from; output < to; output++)
        find_output(sampler, output, grid, output - from);
    sampler->log_undrawn = ep->log_evidence;
    for (size_t j = 0; j < sampler->drawn; j++) {
        size_t site = sampler->site[j];
        double V = ep->cavity_spread[site], growth = 1.0 + V * ep->precision[site];
        sampler->mean[j] = (ep->cavity_mean[site] + V * ep->shift[site]) / growth;
        sampler->log_undrawn -= ep->log_mass[site] - rk_ep_log_factor(ep, site);
        find_covariances(sampler, j, grid, from, to);
    }
    decompose(sampler);
    find_loads(sampler);
}

/* One z given those before it; multiplies mass and exponent of its exact statement over its factor. */
static double draw_one(const rk_sampler *sampler, size_t j, double centre, double u, double *mass, double *exponent)
{
    const rk_ep *ep = sampler->ep;
    size_t i = sampler->site[j];
    const rk_site *site = &ep->model->site[i];
    double v = sampler->factor[j][j] * sampler->factor[j][j], precision = ep->precision[i], shift = ep->shift[i];
    double rest = fmax(1.0 - precision * v, 1e-12); /* share of the precision that is not the factor's */
    double mean = (centre - v * shift) / rest, sd = sqrt(v / rest);
    rk_truncated_draw z = rk_truncated_quantile((site->low - mean) / sd, (site->high - mean) / sd, u);
    *mass *= z.mass / sqrt(rest);
    *exponent += z.log_scale + 0.5 * ((precision * centre - 2.0 * shift) * centre + v * shift * shift) / rest;
    return (mean + sd * z.value - centre) / sampler->factor[j][j];
}

double rk_sampler_draw(rk_sampler *sampler, double *x, double *twin)
{
    double u[RK_DRAWN_MOST], mass = 1.0, exponent = 0.0;
    if (sampler->drawn == 0)
        return 0.0;
    sampler->sequence.type->get(sampler->sequence.state, (unsigned int)sampler->drawn, u);
    for (size_t j = 0; j < sampler->drawn; j++) {
        double centre = sampler->mean[j];
        for (size_t k = 0; k < j; k++)
            centre += sampler->factor[j][k] * x[k];
        double share = fmin(fmax(u[j], 1e-12), 1.0 - 1e-12);
        twin[j] = rk_normal_quantile(share);
        x[j] = draw_one(sampler, j, centre, share, &mass, &exponent);
        if (mass < 1e-150) {
            exponent += log(fmax(mass, 1e-300));
            mass = 1.0;
        }
    }
    return exponent + log(mass);
}
