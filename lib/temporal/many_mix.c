/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the nodes of all scenarios say about theta, the biases and the common bias, mixed. */
#include <math.h>

#include <gsl/gsl_math.h>

#include "temporal/many.h"
#include "temporal/walk.h"

/* Nodes of less weight are left out. */
static const double least_node_weight = 1e-6;

/* Features of a mixture, as a share of an output's sd. */
static const double finest_feature = 0.02, least_floor = 1e-9;

static void add_component(rk_many *many, size_t k, double mean, double variance, double weight)
{
    double off = mean - many->reference[k];
    variance = fmax(variance, 0.0);
    many->sum[k] += weight * off;
    many->square[k] += weight * (off * off + variance);
    rk_lane lane = rk_mixture_lane(&many->mixture[k], variance);
    rk_mixture_add(&many->mixture[k], &lane, mean, weight);
}

/* Theta at a step, under one part of c: along the cut of the certain statement that weighs most, if
 * one does. */
static void add_level(rk_many *many, const rk_other_part *other, size_t step, size_t part, size_t k,
    double extra, double weight)
{
    const rk_gaussian *g = &many->ep.gaussian;
    double unit = part == 1 ? many->lean_mean[step] / g->constant_variance[0] : 0.0;
    double mean = g->mean[step] + unit * other->mean;
    double variance = fmax(g->variance[step] + unit * unit * other->variance, RK_LEAST_VARIANCE);
    rk_follows follows;
    const rk_cut *cut = rk_many_shape_of(many, other, step, part, mean, variance, &follows);
    if (!cut) {
        add_component(many, k, mean, variance + extra, weight);
        return;
    }
    for (size_t j = 0; j < RK_SHAPE_PLACES; j++) {
        double width = follows.lean * cut->width[j];
        add_component(many, k, follows.centre + follows.lean * cut->place[j],
            follows.rest + extra + width * width / 12.0, weight / RK_SHAPE_PLACES);
    }
}

static void add_levels(
    rk_many *many, const rk_other_part *other, size_t step, size_t k, double extra, double weight)
{
    if (other->share < 1.0)
        add_level(many, other, step, 0, k, extra, weight * (1.0 - other->share));
    if (other->share > 0.0)
        add_level(many, other, step, 1, k, extra, weight * other->share);
}

/* A constant under both parts of c. lean: how much of c's extra is in it. */
static void add_both(rk_many *many, const rk_other_part *other, size_t k, double mean,
    double variance, double lean, double weight)
{
    if (other->share < 1.0)
        add_component(many, k, mean, variance, weight * (1.0 - other->share));
    if (other->share > 0.0)
        add_component(many, k, mean + lean * other->mean, variance + lean * lean * other->variance,
            weight * other->share);
}

/* A bias that is folded into the noise of one figure: a normal for each piece of the figure. */
static void add_folded(rk_many *many, const rk_bias *bias, size_t k, double weight)
{
    const rk_ep *ep = &many->ep;
    double noise, prior = rk_bias_variance(bias, ep->hyper[RK_BIAS_SD]), ignored;
    rk_piece piece[RK_PIECES];
    rk_statement statement = rk_ep_statement(ep, bias->index, &noise);
    double m = ep->cavity_mean[bias->index], V = ep->cavity_spread[bias->index];
    size_t count = rk_statement_pieces(&statement, m, V, noise, piece, &ignored);
    for (size_t j = 0; j < count; j++) {
        double total = V + piece[j].noise, gain = prior / total, z, spread;
        rk_piece_moments(&piece[j], &z, &spread);
        if (piece[j].share > 0.0)
            add_component(many, k, bias->mean + gain * (z - m),
                prior - gain * prior + gain * gain * spread, weight * piece[j].share);
    }
}

static void add_output(
    rk_many *many, const rk_other_part *other, size_t output, size_t k, double weight)
{
    const rk_model *model = &many->model;
    const rk_gaussian *g = &many->ep.gaussian;
    size_t grid = model->problem->grid_count, sources = model->problem->source_count;
    double unit = model->common ? 1.0 / g->constant_variance[0] : 0.0; /* of the responses to c */
    if (output < grid) {
        size_t step = model->grid_step[output - model->laid_from];
        double shocked =
            rk_unseen_shock(&model->settings, model->first, model->last, g->step[step].time);
        add_levels(many, other, step, k, 0.0, weight * (1.0 - shocked));
        if (shocked > 0.0)
            add_levels(many, other, step, k, gsl_pow_2(model->settings.shock_sd), weight * shocked);
        return;
    }
    size_t constant = 0;
    const rk_bias *bias = output < grid + sources ? &model->bias[output - grid] : NULL;
    double mean = bias ? bias->mean : model->settings.common_mean;
    double prior = bias            ? rk_bias_variance(bias, many->ep.hyper[RK_BIAS_SD])
                   : model->common ? g->constant_variance[0]
                                   : 0.0;
    if (bias && bias->place == RK_PLACE_FOLDED) {
        add_folded(many, bias, k, weight);
        return;
    }
    if (bias ? bias->place != RK_PLACE_CONSTANT : !model->common) {
        add_component(many, k, mean, bias && bias->place == RK_PLACE_PRIOR ? prior : 0.0, weight);
        return;
    }
    constant = bias ? bias->index : 0;
    double lean = prior * many->lean_constant[constant] * unit;
    add_both(many, other, k, mean + prior * g->constant_score[constant],
        prior - prior * prior * g->constant_information[constant], lean, weight);
}

static void begin_outputs(rk_many *many, size_t from, size_t to)
{
    for (size_t k = 0; k < to - from; k++) {
        const rk_gaussian *g = &many->ep.gaussian;
        double mean = 0.0, sd = 1.0;
        if (from + k < many->model.problem->grid_count) {
            size_t step = many->model.grid_step[k];
            mean = g->mean[step];
            sd = sqrt(fmax(g->variance[step], 0.0));
        }
        many->reference[k] = mean;
        many->sum[k] = many->square[k] = 0.0;
        rk_mixture_begin(&many->mixture[k], mean, fmax(finest_feature * sd, least_floor));
    }
}

/* What one node says of the scales, the figures and the choices. */
static void add_node(
    rk_many *many, const rk_scenario *scenario, const rk_other_part *other, double weight)
{
    const rk_ep *ep = &many->ep;
    many->nodes++;
    many->weight += weight;
    many->unconverged += ep->converged ? 0.0 : weight;
    many->wide += weight * (many->model.base == 1 ? 1.0 - other->share : other->share);
    rk_many_count_gaps(many, scenario, weight);
    for (size_t k = 0; k < RK_HYPERS; k++) {
        many->hyper_sum[k] += weight * ep->hyper[k];
        many->hyper_square[k] += weight * ep->hyper[k] * ep->hyper[k];
    }
    for (size_t i = 0; i < many->model.sites; i++) {
        double noise;
        rk_statement statement = rk_ep_statement(ep, i, &noise);
        if (statement.gross > 0.0)
            many->gross[i] += weight * rk_statement_find_slopes(&statement, ep->cavity_mean[i],
                                           ep->cavity_spread[i], noise)
                                           .gross;
    }
}

/* How much of the scenario's gap lies before an output; 0 unless it is theta at a date within the
 * gap. */
static double share_before(const rk_many *many, const rk_scenario *scenario, size_t output)
{
    const rk_model *model = &many->model;
    if (output >= model->problem->grid_count || scenario->gap == model->gaps)
        return 0.0;
    double from = model->gap_from[scenario->gap], to = model->gap_to[scenario->gap];
    double time = model->problem->grid[output];
    return time > from && time < to ? (time - from) / (to - from) : 0.0;
}

/* At the node that has settled: the other part of c, and how outputs move with c and with the cuts.
 */
static void find_responses(rk_many *many, rk_other_part *other)
{
    *other = rk_many_other_part(many);
    if (many->model.common)
        rk_gaussian_respond(&many->ep.gaussian, many->model.common_step, 1.0, many->lean_mean,
            many->lean_score, many->lean_constant);
    rk_many_find_shapes(many, other);
}

/*
 * The shock may have come anywhere in its gap. Figures do not see where, but dates within the gap
 * do: for each it came before, or after, and only that matters. The Gaussian layer has it after all
 * of them; this adds that it came before.
 */
static void add_earlier_shock(
    rk_many *many, const rk_scenario *scenario, size_t from, size_t to, double weight)
{
    const rk_model *model = &many->model;
    rk_gaussian *g = &many->ep.gaussian;
    rk_other_part other;
    size_t last = model->gap_step[scenario->gap], first = last;
    double variance = gsl_pow_2(model->settings.shock_sd);
    while (first > 0 && model->step[first - 1].time > model->gap_from[scenario->gap])
        first--;
    if (first == last)
        return;
    g->extra_variance[last] = model->extra_variance[last];
    g->extra_variance[first] += variance;
    rk_gaussian_solve(g);
    find_responses(many, &other);
    for (size_t output = from; output < to; output++) {
        double before = share_before(many, scenario, output);
        if (before > 0.0)
            add_output(many, &other, output, output - from, weight * before);
    }
}

/* Mixes what the nodes of all scenarios say about outputs from..to-1. */
bool rk_many_mix(rk_many *many, const reckon_temporal_options *options, size_t from, size_t to)
{
    rk_model *model = &many->model;
    size_t grid = model->problem->grid_count;
    double hyper[RK_HYPERS];
    rk_model_lay(model, from < grid ? from : grid, to < grid ? to : grid);
    rk_many_settle_heaviest(many);
    begin_outputs(many, from, to);
    for (size_t s = 0; s < many->scenarios; s++) {
        const rk_scenario *scenario = &many->scenario[s];
        rk_ep_begin(&many->ep, scenario->gap);
        for (size_t k = 0; k < scenario->rule.nodes; k++) {
            double weight = scenario->share * scenario->node_weight[k];
            if (k % 16 == 0 &&
                rk_many_stopped(options, 0.4 + 0.5 * (double)k / (double)scenario->rule.nodes))
                return false;
            if (weight < least_node_weight)
                continue;
            rk_many_settle(many, scenario, k, hyper);
            rk_other_part other;
            find_responses(many, &other);
            if (from == 0)
                add_node(many, scenario, &other, weight);
            for (size_t output = from; output < to; output++)
                add_output(many, &other, output, output - from,
                    weight * (1.0 - share_before(many, scenario, output)));
            if (scenario->gap < model->gaps)
                add_earlier_shock(many, scenario, from, to, weight);
        }
    }
    return true;
}
