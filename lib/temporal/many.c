/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/many.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/layout.h"
#include "core/special.h"
#include "temporal/prior.h"
#include "temporal/process.h"
#include "temporal/walk.h"

/* Sweeps at a node at most; accuracy of factors where nodes are weighed and where they are mixed,
 * in sds. */
enum { NODE_SWEEPS = 100, MANY_SITES = 512 };
static const double weighing_tolerance = 1e-2, mixing_tolerance = 3e-3;

/* A gap with more than this probability of the shock has nodes of its own. */
static const double strong_gap = 0.05;

/* Most of a gap's gain in evidence, as a log: in the weight of a node, and where gaps are ranked.
 */
static const double most_weak_gain = 0.5, most_ranked_gain = 600.0;

bool rk_many_stopped(const reckon_temporal_options *options, double fraction)
{
    return options && options->progress &&
           options->progress(options->progress_context, fraction) != 0;
}

rk_other_part rk_many_other_part(const rk_many *many)
{
    const rk_model *model = &many->model;
    const rk_settings *settings = &model->settings;
    size_t other = 1 - model->base;
    if (!model->common)
        return (rk_other_part){0};
    double more =
        gsl_pow_2(settings->common_sd[other]) - gsl_pow_2(settings->common_sd[model->base]);
    double information = many->ep.gaussian.constant_information[0],
           score = many->ep.gaussian.constant_score[0];
    double growth = fmax(1.0 + more * information, 1e-12);
    double gain = 0.5 * (score * score * more / growth - log(growth));
    double odds = settings->common_weight[other] * exp(fmin(gain, 600.0));
    double total = settings->common_weight[model->base] + odds;
    return (rk_other_part){odds / total, score * more / growth, more / growth, log(total)};
}

double rk_many_other_share(const rk_many *many)
{
    return rk_many_other_part(many).share;
}

/*
 * log of what a node's evidence is multiplied by for the choices; adds weight times each gap's
 * share to shock[]. The Gaussian factors were found without the shock, so a large gain in evidence
 * tells where to look, not how much it is: in a node's weight it counts for no more than `most`, as
 * gaps that may hold the shock get scenarios of their own.
 */
static double weigh_gaps(rk_many *many, const rk_scenario *scenario, double most, double weight)
{
    const rk_model *model = &many->model;
    double variance = gsl_pow_2(model->settings.shock_sd), total = model->gap_prior[model->gaps];
    if (scenario->gap < model->gaps) {
        many->shock[scenario->gap] += weight;
        return log(model->gap_prior[scenario->gap]);
    }
    for (int pass = 0; pass < 2; pass++) {
        double sum = model->gap_prior[model->gaps];
        for (size_t g = 0; g < model->gaps; g++) {
            bool own = false;
            for (size_t k = 1; k < many->scenarios; k++)
                own |= many->scenario[k].gap == g;
            if (own)
                continue;
            double gain =
                rk_gaussian_shock_evidence(&many->ep.gaussian, model->gap_step[g], variance);
            double share = model->gap_prior[g] * exp(fmin(gain, most));
            sum += share;
            if (pass)
                many->shock[g] += weight * share / total;
        }
        total = sum;
        if (weight == 0.0)
            break;
    }
    return log(total);
}

double rk_many_count_gaps(rk_many *many, const rk_scenario *scenario, double weight)
{
    return weigh_gaps(many, scenario, most_weak_gain, weight);
}

void rk_many_settle(
    rk_many *many, const rk_scenario *scenario, size_t node, double hyper[RK_HYPERS])
{
    double ignored;
    rk_rule_node(&scenario->rule, &many->ep, node, hyper, &ignored);
    rk_ep_run(&many->ep, hyper, mixing_tolerance, NODE_SWEEPS);
    rk_many_count_gaps(many, scenario, 0.0);
}

static bool weigh_nodes(
    rk_many *many, rk_scenario *scenario, const reckon_temporal_options *options)
{
    size_t nodes = scenario->rule.nodes;
    for (size_t k = 0; k < nodes; k++) {
        double hyper[RK_HYPERS];
        rk_rule_node(&scenario->rule, &many->ep, k, hyper, &scenario->node_weight[k]);
        rk_ep_run(&many->ep, hyper, weighing_tolerance, NODE_SWEEPS);
        double total = scenario->node_weight[k] + many->ep.log_evidence +
                       rk_many_other_part(many).log_evidence +
                       rk_many_count_gaps(many, scenario, 0.0);
        scenario->node_weight[k] = isfinite(total) ? total : -1e300;
        if (k % 16 == 0 && rk_many_stopped(options, 0.1 + 0.3 * (double)k / (double)nodes))
            return false;
    }
    scenario->log_total = rk_log_sum_exp(scenario->node_weight, nodes);
    for (size_t k = 0; k < nodes; k++)
        scenario->node_weight[k] = exp(scenario->node_weight[k] - scenario->log_total);
    return true;
}

/* Nodes that carry the posterior of the scales in one scenario. */
static bool fit_scenario(
    rk_many *many, rk_scenario *scenario, size_t gap, const reckon_temporal_options *options)
{
    bool few = many->model.sites <= MANY_SITES, again = true;
    size_t rounds = few ? 4 : 2;
    scenario->gap = gap;
    rk_ep_begin(&many->ep, gap);
    rk_rule_fit(&scenario->rule, &many->ep, few ? 5 : 4);
    for (size_t round = 0; again; round++) {
        if (!weigh_nodes(many, scenario, options))
            return false;
        again = rk_rule_refine(
            &scenario->rule, scenario->node_weight, few ? 0.03 : 0.05, round < rounds);
    }
    return true;
}

/* The heaviest node's scales. */
static void find_heaviest(const rk_many *many, const rk_scenario *scenario, double hyper[RK_HYPERS])
{
    double ignored;
    size_t best = 0;
    for (size_t k = 0; k < scenario->rule.nodes; k++)
        if (scenario->node_weight[k] > scenario->node_weight[best])
            best = k;
    rk_rule_node(&scenario->rule, &many->ep, best, hyper, &ignored);
}

void rk_many_settle_heaviest(rk_many *many)
{
    double hyper[RK_HYPERS];
    find_heaviest(many, &many->scenario[0], hyper);
    rk_ep_begin(&many->ep, many->model.gaps);
    rk_ep_run(&many->ep, hyper, mixing_tolerance, NODE_SWEEPS);
}

static bool fit_scenarios(rk_many *many, const reckon_temporal_options *options)
{
    const rk_model *model = &many->model;
    double hyper[RK_HYPERS];
    many->scenarios = 1;
    if (!fit_scenario(many, &many->scenario[0], model->gaps, options))
        return false;
    find_heaviest(many, &many->scenario[0], hyper);
    rk_ep_run(&many->ep, hyper, mixing_tolerance, NODE_SWEEPS);
    memset(many->shock, 0, (model->gaps + 1) * sizeof *many->shock);
    weigh_gaps(many, &many->scenario[0], most_ranked_gain, 1.0);
    for (size_t tried = 1; tried < RK_SHOCKS_TRIED; tried++) {
        size_t best = model->gaps;
        for (size_t g = 0; g < model->gaps; g++)
            if (many->shock[g] > strong_gap &&
                (best == model->gaps || many->shock[g] > many->shock[best]))
                best = g;
        if (best == model->gaps)
            break;
        many->shock[best] = 0.0;
        many->scenario[many->scenarios].gap = best;
        many->scenarios++;
        if (!fit_scenario(many, &many->scenario[many->scenarios - 1], best, options))
            return false;
    }
    if (many->scenarios > 1) { /* without the gaps that have scenarios of their own */
        rk_ep_begin(&many->ep, model->gaps);
        if (!weigh_nodes(many, &many->scenario[0], options))
            return false;
    }
    double total = -INFINITY;
    for (size_t k = 0; k < many->scenarios; k++)
        total = rk_log_add(total, many->scenario[k].log_total);
    for (size_t k = 0; k < many->scenarios; k++)
        many->scenario[k].share = exp(many->scenario[k].log_total - total);
    return true;
}

static void report_output(
    rk_many *many, reckon_temporal_result *result, double *width, size_t output, size_t k)
{
    const reckon_temporal_problem *problem = many->model.problem;
    size_t grid = problem->grid_count, sources = problem->source_count,
           count = problem->probability_count;
    double off = many->sum[k] / many->weight, mean = many->reference[k] + off, *quantiles = NULL;
    double sd = sqrt(fmax(many->square[k] / many->weight - off * off, 0.0));
    rk_mixture *mixture = &many->mixture[k];
    rk_mixture_finish(mixture, many->weight);
    if (output < grid) {
        double level = many->model.settings.region_level, end[2];
        const double tails[2] = {0.5 * (1.0 - level), 0.5 * (1.0 + level)};
        rk_mixture_quantiles(mixture, mean, sd, tails, 2, end);
        width[output] = end[1] - end[0];
        if (result->mean)
            result->mean[output] = mean;
        if (result->sd)
            result->sd[output] = sd;
        if (result->regions && result->region_count)
            result->region_count[output] = rk_mixture_regions(
                mixture, mean, sd, level, &result->regions[output * RECKON_TEMPORAL_REGIONS]);
        quantiles = result->quantiles ? &result->quantiles[output * count] : NULL;
    } else if (output < grid + sources) {
        if (result->bias_mean)
            result->bias_mean[output - grid] = mean;
        if (result->bias_sd)
            result->bias_sd[output - grid] = sd;
        quantiles =
            result->bias_quantiles ? &result->bias_quantiles[(output - grid) * count] : NULL;
    } else {
        result->common_bias = (reckon_temporal_moments){mean, sd};
        quantiles = result->common_bias_quantiles;
    }
    if (quantiles)
        rk_mixture_quantiles(mixture, mean, sd, problem->probabilities, count, quantiles);
}

static void report_figures(const rk_many *many, reckon_temporal_result *result)
{
    const rk_model *model = &many->model;
    for (size_t i = 0; i < model->problem->reading_count; i++) {
        if (result->gross)
            result->gross[i] = 0.0;
        if (result->shock)
            result->shock[i] = 0.0;
    }
    for (size_t k = 0, gap = 0; k < model->sites; k++) {
        size_t i = model->site[k].figure;
        if (i == SIZE_MAX)
            continue;
        double time = model->problem->readings[i].time;
        if (result->gross)
            result->gross[i] = fmin(many->gross[k] / many->weight, 1.0);
        while (gap < model->gaps && model->gap_to[gap] < time)
            gap++;
        if (result->shock && gap < model->gaps && model->gap_to[gap] == time)
            result->shock[i] = many->shock[gap] / many->weight;
    }
}

static void report_scales(rk_many *many, reckon_temporal_result *result)
{
    const rk_settings *settings = &many->model.settings;
    reckon_temporal_moments *moments[] = {&result->drift, &result->error, &result->bias_scale};
    double residual = 0.0, log_total = -INFINITY;
    for (size_t k = 0; k < RK_HYPERS; k++) {
        double mean = many->hyper_sum[k] / many->weight;
        double variance = fmax(many->hyper_square[k] / many->weight - mean * mean, 0.0);
        *moments[k] = isnan(settings->fixed[k])
                          ? (reckon_temporal_moments){mean, sqrt(variance)}
                          : (reckon_temporal_moments){settings->fixed[k], 0.0};
    }
    for (size_t s = 0; s < many->scenarios; s++) {
        residual = fmax(residual, many->scenario[s].share * many->scenario[s].rule.residual);
        log_total = rk_log_add(log_total, many->scenario[s].log_total);
    }
    result->log_evidence = log_total;
    result->common_bias_tail =
        many->model.common ? many->wide / many->weight : settings->common_weight[1];
    result->certificate = (reckon_temporal_certificate){.effective_fraction = 1.0,
        .quadrature_residual = residual,
        .unconverged_mass = many->unconverged / many->weight,
        .nodes = many->nodes,
        .sweeps = many->ep.sweeps};
    result->initial_time = settings->initial_time;
    result->initial_mean = settings->initial_mean;
    result->drift_scale = settings->scale[RK_DRIFT];
    result->used_count = many->model.sites - many->model.directional;
}

reckon_status rk_many_fit(rk_many *many, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, const rk_settings *settings, double *width,
    reckon_temporal_result *result)
{
    rk_model_arrange(problem, settings, &many->model);
    rk_model_lay(&many->model, problem->grid_count, problem->grid_count);
    many->ep.model = &many->model;
    many->ep.sweeps = 0;
    if (!fit_scenarios(many, options))
        return RECKON_CANCELLED;
    memset(many->shock, 0, (many->model.gaps + 1) * sizeof *many->shock);
    memset(many->gross, 0, many->model.sites * sizeof *many->gross);
    memset(many->hyper_sum, 0, sizeof many->hyper_sum);
    memset(many->hyper_square, 0, sizeof many->hyper_square);
    many->weight = many->wide = many->unconverged = 0.0;
    many->nodes = 0;
    size_t outputs = problem->grid_count + problem->source_count + 1;
    for (size_t from = 0; from < outputs; from += many->block) {
        size_t to = from + many->block < outputs ? from + many->block : outputs;
        if (!rk_many_mix(many, options, from, to))
            return RECKON_CANCELLED;
        for (size_t output = from; output < to; output++)
            report_output(many, result, width, output, output - from);
    }
    report_figures(many, result);
    report_scales(many, result);
    if (result->draws && problem->draw_count && !rk_many_joint_draws(many, options, result->draws))
        return RECKON_CANCELLED;
    return RECKON_OK;
}

size_t rk_many_place(rk_many *many, const rk_sizes *sizes, size_t block, size_t cells, char *memory)
{
    const rk_gaussian_sizes room = {
        .steps = sizes->steps, .constants = sizes->constants, .trend = true};
    rk_model *m = &many->model;
    rk_ep *ep = &many->ep;
    char *gaussian = NULL, *cell_memory = NULL, *table_memory = NULL;
    const size_t n = sizes->sites, readings = sizes->readings;
    const rk_room rooms[] = {
        RK_ROOM(gaussian, rk_gaussian_bytes(&room)),
        RK_ROOM(m->site, n),
        RK_ROOM(m->bias, sizes->sources),
        RK_ROOM(m->gap_from, readings),
        RK_ROOM(m->gap_to, readings),
        RK_ROOM(m->gap_prior, readings + 1),
        RK_ROOM(m->step, sizes->steps),
        RK_ROOM(m->extra_mean, sizes->steps),
        RK_ROOM(m->extra_variance, sizes->steps),
        RK_ROOM(m->site_step, n),
        RK_ROOM(m->gap_step, readings),
        RK_ROOM(m->grid_step, sizes->laid),
        RK_ROOM(m->order, 2 * readings),
        RK_ROOM(m->counted, sizes->sources),
        RK_ROOM(m->times, readings),
        RK_ROOM(m->grid_order, 2 * sizes->grid),
        RK_ROOM(ep->precision, n),
        RK_ROOM(ep->shift, n),
        RK_ROOM(ep->cavity_mean, n),
        RK_ROOM(ep->cavity_spread, n),
        RK_ROOM(ep->log_mass, n),
        RK_ROOM(ep->next_precision, n),
        RK_ROOM(ep->next_shift, n),
        RK_ROOM(many->scenario[0].node_weight, RK_RULE_NODES),
        RK_ROOM(many->scenario[1].node_weight, RK_RULE_NODES),
        RK_ROOM(many->scenario[2].node_weight, RK_RULE_NODES),
        RK_ROOM(many->mixture, block),
        RK_ROOM(many->reference, block),
        RK_ROOM(many->sum, block),
        RK_ROOM(many->square, block),
        RK_ROOM(many->gross, n),
        RK_ROOM(many->shock, readings + 1),
        RK_ROOM(many->shape[0].response, sizes->steps),
        RK_ROOM(many->shape[1].response, sizes->steps),
        RK_ROOM(many->shape[2].response, sizes->steps),
        RK_ROOM(many->shape_score, sizes->steps),
        RK_ROOM(many->shape_constant, sizes->constants),
        RK_ROOM(many->lean_mean, sizes->steps),
        RK_ROOM(many->lean_score, sizes->steps),
        RK_ROOM(many->lean_constant, sizes->constants),
        RK_ROOM(cell_memory, block * cells * sizeof(rk_cell)),
        RK_ROOM(table_memory, block * 2 * cells * sizeof(int16_t)),
    };
    size_t bytes = rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
    many->block = block;
    if (!memory)
        return bytes;
    rk_gaussian_place(&ep->gaussian, &room, gaussian);
    for (size_t k = 0; k < block; k++)
        many->mixture[k] = (rk_mixture){.capacity = cells,
            .cell = (rk_cell *)(void *)(cell_memory + k * cells * sizeof(rk_cell)),
            .table = (int16_t *)(void *)(table_memory + 2 * k * cells * sizeof(int16_t))};
    return bytes;
}
