/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything about the draws at one node, and the draws. */
#include "temporal/draw.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/cholesky.h"
#include "core/special.h"
#include "core/truncated.h"

/* A number whose log may be far from 0. */
typedef struct rk_scaled {
    double mass, exponent;
} rk_scaled;

size_t rk_sampler_axes(const rk_sampler *sampler)
{
    return sampler->drawn + (sampler->pivot ? 1 : 0);
}

void rk_sampler_restart(rk_sampler *sampler)
{
    if (sampler->drawn)
        sampler->sequence.type->init_state(sampler->sequence.state, (unsigned int)rk_sampler_axes(sampler));
}

static double through_noise(const rk_ep *ep, size_t site)
{
    return 1.0 / (1.0 + ep->noise[site] * ep->precision[site]);
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
    size_t own = sampler->site[j], drawn = sampler->drawn, first = sampler->pivot;
    rk_ep_response(ep, step[own], through_noise(ep, own), sampler->response_mean, sampler->response_score,
        sampler->response_start);
    for (size_t i = j; i < drawn; i++) {
        size_t site = sampler->site[i];
        sampler->factor[first + i][first + j] = through_noise(ep, site) * sampler->response_mean[step[site]];
    }
    sampler->factor[first + j][first + j] += ep->noise[own] * through_noise(ep, own);
    for (size_t output = from; output < to; output++)
        sampler->load[(first + j) * sampler->outputs + output - from] = output_covariance(sampler, output, grid);
}

/* How much of the pivot's variance is its own noise: without it the draws given the pivot would be tied together. */
static const double pivot_noise = 0.2;

/* Covariances of the pivot, the direction's sum of the drawn z and some noise, in the first row. */
static void find_pivot(rk_sampler *sampler)
{
    size_t outputs = sampler->outputs, drawn = sampler->drawn;
    double variance = 0.0;
    for (size_t i = 0; i < drawn; i++) {
        double covariance = 0.0;
        for (size_t j = 0; j < drawn; j++)
            covariance += sampler->direction[j] * sampler->factor[1 + (i > j ? i : j)][1 + (i > j ? j : i)];
        sampler->factor[1 + i][0] = covariance;
        variance += sampler->direction[i] * covariance;
    }
    sampler->factor[0][0] = variance * (1.0 + pivot_noise);
    for (size_t k = 0; k < outputs; k++) {
        double covariance = 0.0;
        for (size_t j = 0; j < drawn; j++)
            covariance += sampler->direction[j] * sampler->load[(1 + j) * outputs + k];
        sampler->load[k] = covariance;
    }
}

/* Loads by forward substitution, and what variance the draws leave to the outputs. */
static void find_loads(rk_sampler *sampler)
{
    size_t outputs = sampler->outputs;
    memset(sampler->output_spread, 0, outputs * sizeof *sampler->output_spread);
    for (size_t j = 0; j < rk_sampler_axes(sampler); j++) {
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

/* A drawn z given what is drawn before it, with its own factor taken out of the Gaussian. */
typedef struct rk_given {
    double mean, sd;
    double rest;     /* share of the precision that is not the factor's */
    double exponent; /* log of what taking the factor out multiplied by, apart from the share */
} rk_given;

static rk_given without_factor(const rk_sampler *sampler, size_t j, double centre, double variance)
{
    size_t i = sampler->site[j];
    double precision = sampler->ep->precision[i], shift = sampler->ep->shift[i];
    double rest = fmax(1.0 - precision * variance, 1e-12);
    return (rk_given){(centre - variance * shift) / rest, sqrt(variance / rest), rest,
        0.5 * ((precision * centre - 2.0 * shift) * centre + variance * shift * shift) / rest};
}

/*
 * Log density of the pivot x, standardised: its Gaussian times, for each statement, how much likelier it is than its
 * factor given x. Exact but for what ties the z together given x.
 */
static double log_pivot_density(double x, const void *context)
{
    const rk_sampler *sampler = context;
    const rk_ep *ep = sampler->ep;
    double sum = -0.5 * x * x;
    for (size_t j = 0; j < sampler->drawn; j++) {
        const rk_site *site = &ep->model->site[sampler->site[j]];
        double centre = sampler->mean[j] + sampler->factor[1 + j][0] * x;
        rk_given z = without_factor(sampler, j, centre, sampler->given_pivot[j]);
        rk_truncated exact = rk_truncated_moments((site->low - z.mean) / z.sd, (site->high - z.mean) / z.sd);
        sum += exact.log_mass + z.exponent - 0.5 * log(z.rest);
    }
    return sum;
}

static void tabulate_pivot(rk_sampler *sampler)
{
    for (size_t j = 0; j < sampler->drawn; j++) {
        const double *row = sampler->factor[1 + j];
        sampler->given_pivot[j] = 0.0;
        for (size_t k = 1; k <= 1 + j; k++)
            sampler->given_pivot[j] += row[k] * row[k];
    }
    rk_tabulate(&sampler->pivot_density, log_pivot_density, sampler, 0.5);
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
    if (sampler->pivot)
        find_pivot(sampler);
    rk_cholesky_floored(rk_sampler_axes(sampler), RK_AXES_MOST, sampler->factor[0], 1e-14, 0.0);
    find_loads(sampler);
    if (sampler->pivot)
        tabulate_pivot(sampler);
}

/* One z given those before it; multiplies mass and exponent of its exact statement over its factor. */
static double draw_one(const rk_sampler *sampler, size_t j, double centre, double sd, double u, rk_scaled *ratio)
{
    const rk_site *site = &sampler->ep->model->site[sampler->site[j]];
    rk_given given = without_factor(sampler, j, centre, sd * sd);
    double low = (site->low - given.mean) / given.sd, high = (site->high - given.mean) / given.sd;
    rk_truncated_draw z = rk_truncated_quantile(low, high, u);
    ratio->mass *= z.mass / sqrt(given.rest);
    ratio->exponent += z.log_scale + given.exponent;
    if (ratio->mass < 1e-150) {
        ratio->exponent += log(fmax(ratio->mass, 1e-300));
        ratio->mass = 1.0;
    }
    return (given.mean + given.sd * z.value - centre) / sd;
}

double rk_sampler_draw(rk_sampler *sampler, double *x, double *twin)
{
    double u[RK_AXES_MOST];
    rk_scaled ratio = {1.0, 0.0};
    size_t axes = rk_sampler_axes(sampler), first = sampler->pivot;
    if (sampler->drawn == 0)
        return 0.0;
    sampler->sequence.type->get(sampler->sequence.state, (unsigned int)axes, u);
    for (size_t a = 0; a < axes; a++) {
        u[a] = fmin(fmax(u[a], 1e-12), 1.0 - 1e-12);
        twin[a] = rk_normal_quantile(u[a]);
    }
    if (sampler->pivot) {
        double log_density;
        x[0] = rk_tabulated_quantile(&sampler->pivot_density, u[0], &log_density);
        ratio.exponent = -0.5 * x[0] * x[0] - 0.5 * (M_LN2 + M_LNPI) - log_density;
    }
    for (size_t j = 0; j < sampler->drawn; j++) {
        size_t a = first + j;
        double centre = sampler->mean[j];
        for (size_t k = 0; k < a; k++)
            centre += sampler->factor[a][k] * x[k];
        x[a] = draw_one(sampler, j, centre, sampler->factor[a][a], u[a], &ratio);
    }
    return ratio.exponent + log(ratio.mass);
}
