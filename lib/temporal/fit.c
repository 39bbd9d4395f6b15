/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit from front to back: arrange, fit the quadrature, weigh its nodes, mix what the nodes say, report. */
#include <math.h>
#include <string.h>

#include <gsl/gsl_sort_double.h>

#include "core/pareto.h"
#include "core/special.h"
#include "core/status.h"
#include "temporal/process.h"
#include "temporal/workspace.h"

enum { NODE_SWEEPS = 200, LEAST_DRAWS = 2, TRIAL_DRAWS = 128, MANY_SITES = 512 };

/* Weights are stationary in the factors, so that weighing needs less accuracy than mixing. */
static const double weighing_tolerance = 1e-2, mixing_tolerance = 3e-3, least_node_weight = 1e-7;
static const double typical_effect = 0.02, largest_ordinary_ratio = 3.0;
static const double least_waste = 0.005, typical_waste = 0.01, typical_drawn = 16.0, share_power = 0.75,
                    most_ratio = 0.25;

/* What is gathered while the nodes are gone through. */
typedef struct rk_tally {
    size_t from, to; /* the outputs of this block */
    bool first;      /* block: hyperparameters and the certificate are gathered once */
    bool shapes;     /* quantiles or regions are wanted */
    double weight;   /* sum of component weights */
    double hyper_sum[RK_HYPERS], hyper_square[RK_HYPERS];
    double effective; /* sum over nodes of weight times effective fraction */
    double unconverged;
    size_t draws;
} rk_tally;

static bool cancelled(const reckon_temporal_options *options, double fraction)
{
    return options && options->progress && options->progress(options->progress_context, fraction) != 0;
}

/* How much the quadrature is worth. */
typedef struct rk_effort {
    size_t nodes;     /* along each scale, to begin with */
    size_t rounds;    /* of refinement at most */
    double tolerance; /* of what the highest polynomials carry of a scale's posterior */
} rk_effort;

/* Many statements make the posterior simple and each node dear. */
static rk_effort effort_for(const rk_model *model)
{
    if (model->sites <= 64)
        return (rk_effort){6, 6, 0.03};
    return model->sites <= MANY_SITES ? (rk_effort){6, 6, 0.03} : (rk_effort){4, 2, 0.05};
}

/* Where a node's factors are kept, or NULL. */
static double *kept_factors(const reckon_temporal_workspace *ws, size_t node)
{
    return ws->kept && node < RK_KEPT_NODES ? &ws->kept[2 * ws->model.sites * node] : NULL;
}

static void keep_factors(reckon_temporal_workspace *ws, size_t node)
{
    double *kept = kept_factors(ws, node);
    if (!kept)
        return;
    memcpy(kept, ws->ep.precision, ws->model.sites * sizeof *kept);
    memcpy(kept + ws->model.sites, ws->ep.shift, ws->model.sites * sizeof *kept);
}

static void recall_factors(reckon_temporal_workspace *ws, size_t node)
{
    const double *kept = kept_factors(ws, node);
    if (!kept)
        return;
    memcpy(ws->ep.precision, kept, ws->model.sites * sizeof *kept);
    memcpy(ws->ep.shift, kept + ws->model.sites, ws->model.sites * sizeof *kept);
}

/* The posterior weight of every node under expectation propagation; sum 1. Adds to nothing when cancelled. */
static bool weigh_nodes(
    reckon_temporal_workspace *ws, const reckon_temporal_options *options, double from, double to, double *log_total)
{
    size_t nodes = ws->rule.nodes;
    for (size_t k = 0; k < nodes; k++) {
        double hyper[RK_HYPERS];
        rk_rule_node(&ws->rule, &ws->ep, k, hyper, &ws->node_weight[k]);
        rk_ep_run(&ws->ep, hyper, weighing_tolerance, NODE_SWEEPS);
        ws->node_weight[k] += ws->ep.log_evidence;
        keep_factors(ws, k);
        if (k % 16 == 0 && cancelled(options, from + (to - from) * (double)k / (double)nodes))
            return false;
    }
    *log_total = rk_log_sum_exp(ws->node_weight, nodes);
    for (size_t k = 0; k < nodes; k++)
        ws->node_weight[k] = exp(ws->node_weight[k] - *log_total);
    return true;
}

/* First pass: nodes that carry the posterior of the scales, and their weights. */
static reckon_status find_nodes(
    reckon_temporal_workspace *ws, const reckon_temporal_options *options, reckon_temporal_result *result)
{
    rk_effort effort = effort_for(&ws->model);
    double log_total, done = 0.1, share = 0.3 / (double)(effort.rounds + 1);
    rk_rule_fit(&ws->rule, &ws->ep, effort.nodes);
    bool again = true;
    for (size_t round = 0; again; round++, done += share) {
        if (!weigh_nodes(ws, options, done, done + share, &log_total))
            return RECKON_CANCELLED;
        again = rk_rule_refine(&ws->rule, ws->node_weight, effort.tolerance, round < effort.rounds);
    }
    result->log_evidence = log_total;
    result->certificate.quadrature_residual = ws->rule.residual;
    return RECKON_OK;
}

/* Share of a few draws at the present node that their unequal weights waste. */
static double try_draws(rk_sampler *sampler)
{
    double x[RK_AXES_MOST], twin[RK_AXES_MOST], ratio[TRIAL_DRAWS], top = -INFINITY, sum = 0.0, square = 0.0;
    rk_sampler_restart(sampler);
    for (size_t p = 0; p < TRIAL_DRAWS; p++) {
        ratio[p] = rk_sampler_draw(sampler, x, twin);
        top = fmax(top, ratio[p]);
    }
    for (size_t p = 0; p < TRIAL_DRAWS; p++) {
        double scaled = exp(ratio[p] - top);
        sum += scaled;
        square += scaled * scaled;
    }
    return 1.0 - sum * sum / (square * TRIAL_DRAWS);
}

/* Draws a pivot first where that halves the waste; prepares the sampler as decided. */
static void decide_pivot(reckon_temporal_workspace *ws, size_t grid, const rk_tally *tally)
{
    rk_sampler *sampler = &ws->sampler;
    rk_sampler_prepare(sampler, grid, tally->from, tally->to);
    ws->waste = sampler->drawn ? try_draws(sampler) : 0.0;
    if (sampler->drawn < 2 || ws->waste < least_waste)
        return;
    sampler->pivot = true;
    rk_sampler_prepare(sampler, grid, tally->from, tally->to);
    double waste = try_draws(sampler);
    if (waste < 0.5 * ws->waste) {
        ws->waste = waste;
        return;
    }
    sampler->pivot = false;
    rk_sampler_prepare(sampler, grid, tally->from, tally->to);
}

/* Starts the gathering for the outputs of a block, at the mode, where what is worth drawing for them is chosen. */
static void begin_block(reckon_temporal_workspace *ws, size_t grid, const rk_tally *tally)
{
    rk_sampler *sampler = &ws->sampler;
    rk_sampler_choose(sampler, &ws->ep);
    rk_ep_extend(&ws->ep);
    rk_sampler_prepare(sampler, grid, tally->from, tally->to);
    ws->effect = rk_sampler_prune(sampler);
    decide_pivot(ws, grid, tally);
    rk_sampler_restart(sampler);
    rk_gather_begin(&ws->gather, sampler, tally->to - tally->from, tally->shapes);
}

/* Keeps the largest importance ratios, ascending. */
static void keep_tail(reckon_temporal_workspace *ws, double ratio)
{
    if (ws->tail_count == ws->tail_most && ratio <= ws->tail[0])
        return;
    size_t k;
    if (ws->tail_count < ws->tail_most) {
        for (k = ws->tail_count++; k > 0 && ws->tail[k - 1] > ratio; k--)
            ws->tail[k] = ws->tail[k - 1];
    } else {
        for (k = 0; k + 1 < ws->tail_count && ws->tail[k + 1] < ratio; k++)
            ws->tail[k] = ws->tail[k + 1];
    }
    ws->tail[k] = ratio;
}

/* How many draws a node gets: less than in proportion to its weight, as light nodes are no easier; and more where the
 * outputs are far from Gaussian, much is drawn and weights are unequal. */
static double points_for(const reckon_temporal_workspace *ws)
{
    double points = (double)ws->model.settings.points * fmin(fmax(ws->effect / typical_effect, 0.25), 2.0);
    double much = ws->model.sites <= MANY_SITES ? (double)ws->sampler.drawn / typical_drawn : 0.0;
    return points * (1.0 + much) * fmin(1.0 + ws->waste / typical_waste, 3.0);
}

static size_t draws_for(const reckon_temporal_workspace *ws, double weight)
{
    double share = pow(weight, share_power) * pow((double)ws->rule.nodes, share_power - 1.0);
    return ws->sampler.drawn ? (size_t)fmax(share * points_for(ws) + 0.5, LEAST_DRAWS) : 0;
}

/* Draws with their twins; returns the sum of the importance ratios and adds their squares. */
static double add_draws(reckon_temporal_workspace *ws, double weight, size_t draws, bool first, double *square)
{
    rk_sampler *sampler = &ws->sampler;
    double x[RK_AXES_MOST], twin[RK_AXES_MOST], sum = 0.0, each = weight / (double)draws;
    double expected = ws->ep.log_evidence - sampler->log_undrawn; /* what expectation propagation says of the draws */
    double most = 1.0 + most_ratio * sqrt(points_for(ws));        /* one draw may not move the answer (Ionides 2008) */
    for (size_t p = 0; p < draws; p++) {
        double whole = exp(rk_sampler_draw(sampler, x, twin) - expected), ratio = fmin(whole, most);
        sum += ratio;
        *square += ratio * ratio;
        rk_gather_draw(&ws->gather, sampler, x, each * ratio);
        rk_gather_draw(&ws->gather, sampler, twin, -each);
        if (first)
            keep_tail(ws, whole);
    }
    return sum;
}

/* What one node contributes. */
static void add_node(reckon_temporal_workspace *ws, size_t grid, double weight, rk_tally *tally)
{
    rk_sampler *sampler = &ws->sampler;
    size_t draws = draws_for(ws, weight);
    double sum = 0.0, square = 0.0;
    rk_ep_extend(&ws->ep);
    rk_sampler_prepare(sampler, grid, tally->from, tally->to);
    rk_gather_node(&ws->gather, sampler, weight);
    if (draws)
        sum = add_draws(ws, weight, draws, tally->first, &square);
    rk_gather_end_node(&ws->gather, sampler, weight);
    if (!tally->first)
        return;
    double share = draws ? weight * sum / (double)draws : weight;
    tally->weight += share;
    tally->draws += draws;
    tally->effective += draws ? share * sum * sum / (square * (double)draws) : share;
    tally->unconverged += ws->ep.converged ? 0.0 : share;
    for (int k = 0; k < RK_HYPERS; k++) {
        tally->hyper_sum[k] += share * ws->ep.hyper[k];
        tally->hyper_square[k] += share * ws->ep.hyper[k] * ws->ep.hyper[k];
    }
}

static void report_output(reckon_temporal_workspace *ws, const reckon_temporal_problem *problem,
    reckon_temporal_result *result, size_t output, size_t k)
{
    reckon_temporal_moments moments = rk_gather_finish(&ws->gather, k);
    double mean = moments.mean, sd = moments.sd;
    size_t grid = problem->grid_count, sources = problem->source_count, count = problem->probability_count;
    double *quantiles = NULL;
    if (output < grid) {
        ws->narrowest = fmin(ws->narrowest, sd / ws->model.settings.initial_sd);
        if (result->mean)
            result->mean[output] = mean;
        if (result->sd)
            result->sd[output] = sd;
        if (result->regions && result->region_count)
            result->region_count[output] = rk_mixture_regions(&ws->gather.mixture[k], mean, sd,
                ws->model.settings.region_level, &result->regions[output * RECKON_TEMPORAL_REGIONS]);
        quantiles = result->quantiles ? &result->quantiles[output * count] : NULL;
    } else if (output < grid + sources) {
        size_t s = output - grid;
        if (result->bias_mean)
            result->bias_mean[s] = mean;
        if (result->bias_sd)
            result->bias_sd[s] = sd;
        quantiles = result->bias_quantiles ? &result->bias_quantiles[s * count] : NULL;
    } else {
        result->common_bias = (reckon_temporal_moments){mean, sd};
        quantiles = result->common_bias_quantiles;
    }
    if (quantiles)
        rk_mixture_quantiles(&ws->gather.mixture[k], mean, sd, problem->probabilities, count, quantiles);
}

static bool wants_shapes(const reckon_temporal_result *result)
{
    return result->quantiles || (result->regions && result->region_count) || result->bias_quantiles ||
           result->common_bias_quantiles;
}

/* Second pass, for one block of outputs. */
static reckon_status mix_nodes(reckon_temporal_workspace *ws, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_result *result, rk_tally *tally, const double *centre)
{
    rk_ep_run(&ws->ep, centre, mixing_tolerance, NODE_SWEEPS);
    size_t grid = problem->grid_count;
    rk_model_lay(&ws->model, tally->from < grid ? tally->from : grid, tally->to < grid ? tally->to : grid);
    begin_block(ws, grid, tally);
    size_t nodes = 0;
    for (size_t k = 0; k < ws->rule.nodes; k++) {
        double hyper[RK_HYPERS], log_weight;
        if (k % 16 == 0 && cancelled(options, 0.4 + 0.6 * (double)k / (double)ws->rule.nodes))
            return RECKON_CANCELLED;
        if (ws->node_weight[k] < least_node_weight)
            continue;
        rk_rule_node(&ws->rule, &ws->ep, k, hyper, &log_weight);
        recall_factors(ws, k);
        rk_ep_run(&ws->ep, hyper, mixing_tolerance, NODE_SWEEPS);
        add_node(ws, problem->grid_count, ws->node_weight[k], tally);
        nodes++;
    }
    result->certificate.nodes = nodes;
    for (size_t output = tally->from; output < tally->to; output++)
        report_output(ws, problem, result, output, output - tally->from);
    return RECKON_OK;
}

/* Pareto k of the importance ratios, whose mean is near 1; 0 when even the largest are ordinary. */
static double tail_shape(reckon_temporal_workspace *ws)
{
    size_t count = ws->tail_count, ties = 1;
    if (count < 20 || ws->tail[count - 1] < largest_ordinary_ratio)
        return 0.0;
    double cutoff = ws->tail[0];
    while (ties < count && !(ws->tail[ties] > cutoff))
        ties++;
    for (size_t k = ties; k < count; k++)
        ws->tail[k - ties] = ws->tail[k] - cutoff;
    double shape = rk_pareto_shape(ws->tail, count - ties);
    return isfinite(shape) ? shape : 0.0;
}

static void report_fit(reckon_temporal_workspace *ws, reckon_temporal_result *result, const rk_tally *tally)
{
    reckon_temporal_moments *moments[] = {&result->drift, &result->error, &result->bias_scale};
    for (int k = 0; k < RK_HYPERS; k++) {
        double mean = tally->hyper_sum[k] / tally->weight;
        double variance = fmax(tally->hyper_square[k] / tally->weight - mean * mean, 0.0);
        bool fixed = !isnan(ws->model.settings.fixed[k]);
        *moments[k] = fixed ? (reckon_temporal_moments){ws->model.settings.fixed[k], 0.0}
                            : (reckon_temporal_moments){mean, sqrt(variance)};
    }
    reckon_temporal_certificate *certificate = &result->certificate;
    result->log_evidence += log(tally->weight);
    certificate->effective_fraction = fmin(tally->effective / tally->weight, 1.0);
    certificate->unconverged_mass = tally->unconverged / tally->weight;
    certificate->pareto_k = tail_shape(ws);
    certificate->corrected = ws->sampler.drawn;
    certificate->neglected = ws->sampler.neglected;
    certificate->draws = tally->draws;
    certificate->sweeps = ws->ep.sweeps;
    result->initial_mean = ws->model.settings.initial_mean;
    result->drift_scale = ws->model.settings.scale[RK_DRIFT];
    result->used_count = ws->model.used;
    result->outcome = RECKON_OUTCOME_OK;
}

static bool fits_workspace(const reckon_temporal_workspace *ws, const reckon_temporal_problem *problem)
{
    const rk_sizes *room = &ws->sizes;
    rk_sizes needed;
    if (problem->source_count > room->sources)
        return false;
    rk_model_sizes(problem, true, ws->model.counted, &needed);
    return needed.readings <= room->readings && needed.grid <= room->grid && needed.sites <= room->sites &&
           needed.dimension <= room->dimension;
}

static bool finite_numbers(const double *numbers, size_t count)
{
    for (size_t i = 0; numbers && i < count; i++)
        if (!isfinite(numbers[i]))
            return false;
    return true;
}

/* Whether everything that was wanted came out as a number. */
static bool came_out(const reckon_temporal_problem *problem, const reckon_temporal_result *result)
{
    size_t grid = problem->grid_count, sources = problem->source_count, p = problem->probability_count;
    const double scalars[] = {result->log_evidence, result->common_bias.mean, result->common_bias.sd,
        result->drift.mean, result->drift.sd, result->error.mean, result->error.sd, result->bias_scale.mean,
        result->bias_scale.sd};
    return finite_numbers(scalars, sizeof scalars / sizeof *scalars) && finite_numbers(result->mean, grid) &&
           finite_numbers(result->sd, grid) && finite_numbers(result->quantiles, grid * p) &&
           finite_numbers(result->bias_mean, sources) && finite_numbers(result->bias_sd, sources) &&
           finite_numbers(result->bias_quantiles, sources * p) && finite_numbers(result->common_bias_quantiles, p);
}

static bool is_used(const reckon_temporal_problem *problem, size_t i)
{
    return !problem->used || problem->used[i];
}

/* Certain readings of one time that leave no number. */
static bool certain_exclude(const reckon_temporal_problem *problem)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        const reckon_temporal_reading *a = &problem->readings[i];
        if (!a->certain || !is_used(problem, i) || a->kind == RECKON_TEMPORAL_AT_MOST)
            continue;
        for (size_t j = 0; j < problem->reading_count; j++) {
            const reckon_temporal_reading *b = &problem->readings[j];
            if (b->certain && is_used(problem, j) && b->kind != RECKON_TEMPORAL_AT_LEAST && b->time == a->time &&
                b->high <= a->low)
                return true;
        }
    }
    return false;
}

/*
 * The prior probability of a shock between t* and a time: at most one, equally likely all along the readings, or,
 * where there is none among them, between them and a time outside.
 */
static double shocked_between(const rk_settings *settings, double first, double last, double time)
{
    double from = fmax(fmin(settings->initial_time, time), first), to = fmin(fmax(settings->initial_time, time), last);
    double rate = settings->shocks ? settings->shock_rate : 0.0;
    double outside = fmax(fmax(first - time, time - last), 0.0);
    return (rate * fmax(to - from, 0.0) - expm1(-rate * outside)) / (1.0 + rate * (last - first));
}

/* What the data decided at every grid time; returns the most. */
static double find_decided(const reckon_temporal_problem *problem, const rk_settings *settings, const double *width,
    reckon_temporal_result *result)
{
    double first = HUGE_VAL, last = -HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (is_used(problem, i)) {
            first = fmin(first, problem->readings[i].time);
            last = fmax(last, problem->readings[i].time);
        }
    for (size_t g = 0; g < problem->grid_count; g++) {
        double shocked = shocked_between(settings, first, last, problem->grid[g]);
        double before = rk_process_width(problem, settings, problem->grid[g], shocked);
        double decided = 1.0 - width[g] / before;
        if (result->decided)
            result->decided[g] = decided;
        most = fmax(most, decided);
    }
    return problem->grid_count ? most : 1.0;
}

/* A standard error above this, in posterior sds, is a miss. */
static const double most_quantile_error = 0.03, most_evidence_error = 0.05;

/* Importance weights worse than this may hide what has not been seen. */
static const double most_pareto_k = 1.0, least_fraction = 1e-3;

/* What the quadrature's highest polynomials carry, and what did not converge, before an answer is distrusted. */
static const double most_residual = 0.3, most_unconverged = 0.01;

static bool is_trusted(const reckon_temporal_certificate *certificate)
{
    return certificate->quantile_error < most_quantile_error && certificate->evidence_error < most_evidence_error &&
           certificate->pareto_k < most_pareto_k && certificate->effective_fraction > least_fraction &&
           certificate->quadrature_residual < most_residual && certificate->unconverged_mass < most_unconverged;
}

/* Where less than this share of the width was decided everywhere, the readings do not determine an answer. */
static const double least_decided = 0.1;

static void judge(const reckon_temporal_problem *problem, const rk_settings *settings, const double *width,
    reckon_temporal_result *result)
{
    result->open_below = result->open_above = true;
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!is_used(problem, i))
            continue;
        result->open_below = result->open_below && problem->readings[i].kind == RECKON_TEMPORAL_AT_MOST;
        result->open_above = result->open_above && problem->readings[i].kind == RECKON_TEMPORAL_AT_LEAST;
    }
    double decided = find_decided(problem, settings, width, result);
    result->outcome = result->used_count == 0                   ? RECKON_OUTCOME_EMPTY
                      : !is_trusted(&result->certificate)       ? RECKON_OUTCOME_NOT_CONVERGED
                      : result->open_below || result->open_above ? RECKON_OUTCOME_BOUNDED
                      : decided < least_decided                 ? RECKON_OUTCOME_UNRESOLVED
                                                                : RECKON_OUTCOME_OK;
}

/* Whether the readings that are used, and the directions of their sources, are few. */
static bool few_sites(const reckon_temporal_problem *problem)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        count += !problem->used || problem->used[i];
    for (size_t s = 0; s < problem->source_count; s++)
        count += problem->sources[s].bias == RECKON_TEMPORAL_UNDERSTATES ||
                 problem->sources[s].bias == RECKON_TEMPORAL_OVERSTATES;
    return count <= RK_DENSE_MOST;
}

static reckon_status fit(const reckon_temporal_problem *problem, const reckon_temporal_options *options,
    reckon_temporal_workspace *workspace, reckon_temporal_result *result, reckon_error *error)
{
    rk_settings settings;
    if (!workspace || !result)
        return rk_fail(error, RECKON_ARGUMENT, "the workspace or the result is NULL");
    reckon_status status = rk_model_check(problem, error);
    if (!status)
        status = rk_settings_read(options, &settings, error);
    if (status)
        return status;
    if (!fits_workspace(workspace, problem))
        return rk_fail(error, RECKON_ARGUMENT, "the workspace was made for a smaller problem");
    reckon_temporal_workspace *ws = workspace;
    if (few_sites(problem)) {
        status = rk_drawn_fit(&ws->drawn, problem, options, &settings, ws->width, result);
        if (status)
            return rk_fail(error, status, "the caller asked to stop");
        judge(problem, &settings, ws->width, result);
        return RECKON_OK;
    }
    rk_model_arrange(problem, &settings, &ws->model);
    rk_ep_begin(&ws->ep);
    status = find_nodes(ws, options, result);
    double centre[RK_HYPERS];
    for (size_t k = 0; k < RK_HYPERS; k++)
        centre[k] = settings.fixed[k];
    for (size_t k = 0; k < ws->rule.free; k++)
        centre[ws->rule.which[k]] = exp(ws->rule.mode[k]);
    size_t outputs = problem->grid_count + problem->source_count + 1;
    double points = (double)settings.points;
    ws->tail_count = 0;
    ws->narrowest = problem->grid_count ? INFINITY : 0.0;
    ws->tail_most = (size_t)fmin(fmin(3.0 * sqrt(points), 0.2 * points), RK_TAIL_MOST);
    rk_tally tally = {.shapes = wants_shapes(result)};
    for (size_t from = 0; from < outputs && !status; from += ws->gather.block) {
        tally.first = from == 0;
        tally.from = from;
        tally.to = from + ws->gather.block < outputs ? from + ws->gather.block : outputs;
        status = mix_nodes(ws, problem, options, result, &tally, centre);
    }
    if (status)
        return rk_fail(error, status, "the caller asked to stop");
    report_fit(ws, result, &tally);
    return RECKON_OK;
}

/* The prior, about t* and m0 as the readings have them, where there is no posterior to compute. */
static reckon_status give_prior(const reckon_temporal_problem *problem, const reckon_temporal_options *options,
    reckon_temporal_workspace *workspace, reckon_outcome outcome, reckon_temporal_result *result, reckon_error *error)
{
    reckon_temporal_problem empty = *problem;
    reckon_temporal_options same;
    rk_settings settings;
    size_t used = 0;
    reckon_status status = rk_settings_read(options, &settings, error);
    if (status)
        return status;
    rk_process_start(problem, &settings, workspace->drawn.times);
    if (options)
        same = *options;
    else
        reckon_temporal_options_init(&same);
    same.initial_time = settings.initial_time;
    same.initial_mean = settings.initial_mean;
    for (size_t i = 0; i < problem->reading_count; i++) {
        used += is_used(problem, i);
        if (result->gross)
            result->gross[i] = 0.0;
        if (result->shock)
            result->shock[i] = 0.0;
    }
    empty.readings = NULL;
    empty.reading_count = 0;
    empty.used = NULL;
    status = fit(&empty, &same, workspace, result, error);
    result->outcome = outcome;
    result->used_count = used;
    return status;
}

/* Readings that contradict one another beyond what doubles can weigh, and certain ones that exclude each other, leave
 * the prior. */
reckon_status reckon_temporal_fit(const reckon_temporal_problem *problem, const reckon_temporal_options *options,
    reckon_temporal_workspace *workspace, reckon_temporal_result *result, reckon_error *error)
{
    if (!workspace || !result)
        return rk_fail(error, RECKON_ARGUMENT, "the workspace or the result is NULL");
    reckon_status status = rk_model_check(problem, error);
    if (!status && !fits_workspace(workspace, problem))
        status = rk_fail(error, RECKON_ARGUMENT, "the workspace was made for a smaller problem");
    if (status)
        return status;
    if (certain_exclude(problem))
        return give_prior(problem, options, workspace, RECKON_OUTCOME_EMPTY, result, error);
    status = fit(problem, options, workspace, result, error);
    if (status == RECKON_OK && !came_out(problem, result))
        status = give_prior(problem, options, workspace, RECKON_OUTCOME_NOT_CONVERGED, result, error);
    return status;
}
