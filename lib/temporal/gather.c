/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/gather.h"

#include <math.h>
#include <string.h>

/* A mixture tells features down to this share of an output's sd apart; outputs known better than the floor are points.
 */
static const double finest_feature = 0.04, least_floor = 1e-9;

/* Draws are added as one where they move the mean by less than this share of the remaining variance. */
static const double cluster_spread = 0.15;

void rk_gather_begin(rk_gather *gather, const rk_sampler *sampler, size_t outputs, bool shapes)
{
    gather->outputs = outputs;
    gather->shapes = shapes;
    gather->weight = 0.0;
    for (size_t k = 0; k < outputs; k++) {
        double sd = sqrt(sampler->output_variance[k] + sampler->output_spread[k]);
        gather->reference[k] = sampler->output_mean[k];
        gather->sum[k] = gather->square[k] = 0.0;
        rk_mixture_begin(&gather->mixture[k], gather->reference[k], fmax(finest_feature * sd, least_floor));
    }
}

void rk_gather_node(rk_gather *gather, const rk_sampler *sampler, double weight)
{
    for (int order = 0; order < 4; order++)
        memset(gather->power[order], 0, gather->outputs * sizeof *gather->power[order]);
    gather->apart = 0;
    gather->node_sum = 0.0;
    for (size_t k = 0; gather->shapes && k < gather->outputs; k++) {
        double spread = sampler->output_spread[k], variance = sampler->output_variance[k];
        gather->lane[k] = rk_mixture_lane(&gather->mixture[k], variance);
        if (spread == 0.0 || spread < cluster_spread * variance)
            continue;
        gather->apart_at[gather->apart++] = k;
        rk_lane whole = rk_mixture_lane(&gather->mixture[k], variance + spread);
        rk_mixture_add(&gather->mixture[k], &whole, sampler->output_mean[k], weight);
    }
}

void rk_gather_draw(rk_gather *gather, const rk_sampler *sampler, const double *x, double weight)
{
    size_t outputs = gather->outputs;
    double *restrict move = gather->move;
    double *restrict first = gather->power[0], *restrict second = gather->power[1];
    double *restrict third = gather->power[2], *restrict fourth = gather->power[3];
    memset(move, 0, outputs * sizeof *move);
    for (size_t j = 0; j < rk_sampler_axes(sampler); j++) {
        const double *restrict load = &sampler->load[j * outputs];
        double by = x[j];
        for (size_t k = 0; k < outputs; k++)
            move[k] += by * load[k];
    }
    for (size_t k = 0; k < outputs; k++) {
        double m = move[k], once = weight * m, twice = once * m;
        first[k] += once;
        second[k] += twice;
        third[k] += twice * m;
        fourth[k] += twice * m * m;
    }
    gather->node_sum += weight;
    for (size_t a = 0; a < gather->apart; a++) {
        size_t k = gather->apart_at[a];
        rk_mixture_add(&gather->mixture[k], &gather->lane[k], sampler->output_mean[k] + move[k], weight);
    }
}

/* The node as one cluster of output k: its Gaussian's moments plus those of the draws less their twins. */
static void add_cluster(rk_gather *gather, const rk_sampler *sampler, size_t k, double weight)
{
    double unit = gather->lane[k].inverse_scale, square = unit * unit, spread = sampler->output_spread[k] * square;
    const double moment[RK_CELL_MOMENTS] = {weight + gather->node_sum, gather->power[0][k] * unit,
        gather->power[1][k] * square + weight * spread, gather->power[2][k] * square * unit,
        gather->power[3][k] * square * square + 3.0 * weight * spread * spread};
    rk_mixture_add_cluster(&gather->mixture[k], &gather->lane[k], sampler->output_mean[k], moment);
}

void rk_gather_end_node(rk_gather *gather, const rk_sampler *sampler, double weight)
{
    double total = weight + gather->node_sum;
    size_t apart = 0;
    gather->weight += total;
    for (size_t k = 0; k < gather->outputs; k++) {
        double off = sampler->output_mean[k] - gather->reference[k], first = gather->power[0][k];
        gather->sum[k] += total * off + first;
        gather->square[k] += total * (off * off + sampler->output_variance[k]) + 2.0 * off * first +
                             gather->power[1][k] + weight * sampler->output_spread[k];
        if (apart < gather->apart && gather->apart_at[apart] == k)
            apart++;
        else if (gather->shapes)
            add_cluster(gather, sampler, k, weight);
    }
}

reckon_temporal_moments rk_gather_finish(rk_gather *gather, size_t k)
{
    double off = gather->sum[k] / gather->weight;
    if (gather->shapes)
        rk_mixture_finish(&gather->mixture[k], gather->weight);
    double variance = gather->square[k] / gather->weight - off * off;
    return (reckon_temporal_moments){gather->reference[k] + off, sqrt(fmax(variance, 0.0))};
}
