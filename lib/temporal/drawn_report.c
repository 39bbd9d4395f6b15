/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit of few figures reports, from what was added up over its points or chains. */
#include <math.h>

#include "temporal/drawn.h"

void rk_drawn_report_output(
    rk_drawn *drawn, reckon_temporal_result *result, double *width, size_t k)
{
    const reckon_temporal_problem *problem = drawn->dense.problem;
    rk_tally *tally = &drawn->tally;
    rk_mixture *mixture = &tally->mixture[k];
    size_t grid = problem->grid_count, sources = problem->source_count,
           count = problem->probability_count, output = drawn->dense.from + k;
    if (output < RK_DENSE_WITNESSES)
        return;
    output -= RK_DENSE_WITNESSES;
    reckon_temporal_moments moments = rk_tally_moments(tally, k);
    double mean = moments.mean, sd = moments.sd, *quantiles = NULL;
    rk_mixture_finish(mixture, tally->weight);
    if (output < grid) {
        double tail = 0.5 * (1.0 - drawn->dense.settings->region_level), end[2];
        const double tails[2] = {tail, 1.0 - tail};
        rk_mixture_quantiles(mixture, mean, sd, tails, 2, end);
        width[output] = end[1] - end[0];
        if (result->mean)
            result->mean[output] = mean;
        if (result->sd)
            result->sd[output] = sd;
        if (result->regions && result->region_count)
            result->region_count[output] =
                rk_mixture_regions(mixture, mean, sd, drawn->dense.settings->region_level,
                    &result->regions[output * RECKON_TEMPORAL_REGIONS]);
        quantiles = result->quantiles ? &result->quantiles[output * count] : NULL;
    } else if (output < grid + sources) {
        if (result->bias_mean)
            result->bias_mean[output - grid] = mean;
        if (result->bias_sd)
            result->bias_sd[output - grid] = sd;
        quantiles =
            result->bias_quantiles ? &result->bias_quantiles[(output - grid) * count] : NULL;
    } else {
        result->common_bias = moments;
        quantiles = result->common_bias_quantiles;
    }
    if (quantiles)
        rk_mixture_quantiles(mixture, mean, sd, problem->probabilities, count, quantiles);
}

void rk_drawn_report_figures(const rk_drawn *drawn, reckon_temporal_result *result)
{
    const rk_dense *dense = &drawn->dense;
    size_t readings = dense->problem->reading_count;
    for (size_t i = 0; i < readings; i++) {
        if (result->gross)
            result->gross[i] = 0.0;
        if (result->shock)
            result->shock[i] = 0.0;
    }
    for (size_t k = dense->directional; k < dense->sites; k++) {
        size_t i = dense->figure[k];
        if (result->gross)
            result->gross[i] = fmin(drawn->tally.gross[k] / drawn->tally.weight, 1.0);
        for (size_t g = 0; result->shock && g < dense->gaps; g++)
            if (dense->gap_to[g] == dense->problem->readings[i].time)
                result->shock[i] = drawn->tally.shock[g] / drawn->tally.weight;
    }
}

static void report_scales(const rk_drawn *drawn, reckon_temporal_result *result)
{
    const rk_tally *tally = &drawn->tally;
    const rk_settings *settings = drawn->dense.settings;
    reckon_temporal_moments *moments[] = {&result->drift, &result->error, &result->bias_scale};
    for (size_t k = 0; k < RK_HYPERS; k++) {
        double mean = tally->hyper_sum[k] / tally->weight;
        double variance = fmax(tally->hyper_square[k] / tally->weight - mean * mean, 0.0);
        *moments[k] = isnan(settings->fixed[k])
                          ? (reckon_temporal_moments){mean, sqrt(variance)}
                          : (reckon_temporal_moments){settings->fixed[k], 0.0};
    }
    result->common_bias_tail = tally->wide / tally->weight;
}

void rk_drawn_report_whole(const rk_drawn *drawn, reckon_temporal_result *result)
{
    const rk_drawn_effort *effort = &drawn->effort;
    report_scales(drawn, result);
    result->log_evidence = effort->log_evidence;
    result->certificate = (reckon_temporal_certificate){
        .quantile_error = rk_tally_quantile_error(&drawn->tally, RK_WITNESSES),
        .evidence_error = effort->evidence_error,
        .effective_fraction = effort->effective,
        .pareto_k = effort->tail_shape,
        .corrected = drawn->dense.sites,
        .nodes = drawn->proposal.evaluated,
        .draws = effort->points,
        .moves = effort->moves,
        .sweeps = drawn->proposal.sweeps};
}
