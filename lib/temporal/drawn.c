/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/drawn.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/pareto.h"
#include "core/special.h"
#include "temporal/walk.h"

/* Points that find out where the outputs are, and how to draw, before anything is gathered. */
enum { SCOUTS = 128 };

/* Points between two looks at whether the caller wants to stop. */
enum { POINTS_BETWEEN = 128 };

/* Effort doubles until the error is below this, at most this many times what was asked. */
static const double wanted_error = 0.0065, most_effort = 32.0;

/* A mixture tells features down to this share of an output's sd apart; outputs known better than
 * the floor are points. */
static const double finest_feature = 0.01, least_floor = 1e-9;

/* Standardised places where distribution functions are watched: 2.5, 50 and 97.5 % of a normal. */
static const double witness_place[RK_WITNESS_PLACES] = {-1.959963984540054, 0.0, 1.959963984540054};

/* Parts of the common bias below this share of a point are left out. */
static const double least_part = 1e-4;

/* A distribution function is watched through a blur of this many sds: where figures are certain,
 * points are points. */
static const double witness_blur = 0.1;

/* Weights below this share of their sum cannot move an answer by much, whatever their tail looks
 * like. */
static const double largest_harmless = 0.01;

/* A density of less than this at a watched place, per sd, is one of a valley: quantiles there mean
 * little. */
static const double least_density = 0.05;

/* Where the coordinate of Sobol axis a goes: the first axes are the best, and the first figures
 * need them. */
static size_t place_of_axis(size_t axis, size_t sites)
{
    enum { FIRST_FIGURES = 4, OTHERS = RK_SETTING_AXES + 1 };
    size_t first = sites < FIRST_FIGURES ? sites : FIRST_FIGURES;
    if (axis < first)
        return OTHERS + axis;
    return axis < first + OTHERS ? axis - first : axis;
}

/* Owen's nested scrambling of the bits of a coordinate by a hash (Laine & Karras 2011): which half
 * of which half ... it lies in is flipped by a bit that depends on the halves above alone. */
static uint32_t reversed(uint32_t x)
{
    x = (x >> 16) | (x << 16);
    x = ((x & 0x00ff00ffu) << 8) | ((x & 0xff00ff00u) >> 8);
    x = ((x & 0x0f0f0f0fu) << 4) | ((x & 0xf0f0f0f0u) >> 4);
    x = ((x & 0x33333333u) << 2) | ((x & 0xccccccccu) >> 2);
    return ((x & 0x55555555u) << 1) | ((x & 0xaaaaaaaau) >> 1);
}

static double scrambled(double u, uint32_t axis)
{
    uint32_t seed = (axis + 1) * 0x9e3779b9u, x = reversed((uint32_t)(u * 0x1p32));
    seed ^= seed >> 15;
    seed *= 0x85ebca6bu;
    seed ^= seed >> 13;
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return ((double)reversed(x) + 0.5) * 0x1p-32;
}

/* Uniform coordinates of the next point: Sobol's, and beyond its axes an additive recurrence. */
static void next_uniforms(rk_drawn *drawn, size_t point)
{
    size_t sites = drawn->dense.sites, count = RK_SETTING_AXES + 1 + sites;
    size_t sobol = count < RK_SOBOL_AXES ? count : RK_SOBOL_AXES;
    double axis[RK_SOBOL_AXES];
    drawn->sequence.type->get(drawn->sequence.state, (unsigned int)sobol, axis);
    for (size_t a = 0; a < sobol; a++)
        drawn->u[place_of_axis(a, sites)] = scrambled(axis[a], (uint32_t)a);
    for (size_t a = sobol; a < count; a++) {
        double whole, step = sqrt((double)(a * a) + 0.5 + (double)a * 0.37);
        drawn->u[a] =
            fmin(fmax(modf((double)(point + 1) * modf(step, &whole), &whole), 1e-12), 1.0 - 1e-12);
    }
}

void rk_drawn_restart(rk_drawn *drawn)
{
    size_t count = RK_SETTING_AXES + 1 + drawn->dense.sites,
           sobol = count < RK_SOBOL_AXES ? count : RK_SOBOL_AXES;
    drawn->sequence.type->init_state(drawn->sequence.state, (unsigned int)sobol);
}

double rk_drawn_point(rk_drawn *drawn, size_t point, rk_setting *setting)
{
    const rk_dense *dense = &drawn->dense;
    const rk_mesh *mesh;
    size_t node;
    double log_ratio;
    next_uniforms(drawn, point);
    *setting = rk_proposal_draw(&drawn->proposal, drawn->u, &log_ratio, &mesh, &node);
    rk_factors factors = {&mesh->precision[node * dense->sites], &mesh->shift[node * dense->sites],
        &mesh->hyper[node * RK_HYPERS]};
    double log_likelihood =
        rk_path_draw(&drawn->path, dense, setting, &factors, &drawn->u[RK_SETTING_AXES]);
    double weight = exp(log_likelihood - log_ratio - drawn->proposal.log_total);
    return weight > 1e-12 && isfinite(weight) ? weight : 0.0;
}

/* What decides how good a point's weight is: see choose_shares(). */
typedef struct rk_scout {
    double weight, scale; /* its weight, and what it is a multiple of */
    double density, seeing, blind;
} rk_scout;

/* Shares of the prior and of blind points begin with these, and become one of those. */
static const double first_prior_share = 0.1, first_blind_share = 0.25;
static const double prior_shares[] = {0.03, 0.07, 0.15}, blind_shares[] = {0.15, 0.25, 0.45, 0.7};

/* The weight that a scout would have had under other shares. */
static double weight_under(const rk_scout *scout, double prior_share, double blind_share)
{
    double density = prior_share + (1.0 - prior_share) * scout->density;
    double path = (1.0 - blind_share) * scout->seeing + blind_share * scout->blind;
    return scout->scale / (density * path);
}

/* The shares under which the weights would have varied least: sum of weight * weight under them. */
static void choose_shares(rk_drawn *drawn, const rk_scout *scout)
{
    double best = INFINITY;
    bool meshes = drawn->proposal.mesh[0].axes > 0;
    for (size_t i = 0; i < sizeof prior_shares / sizeof *prior_shares; i++)
        for (size_t j = 0; j < sizeof blind_shares / sizeof *blind_shares; j++) {
            double sum = 0.0, prior_share = meshes ? prior_shares[i] : 0.0;
            for (size_t p = 0; p < SCOUTS; p++)
                if (scout[p].weight > 0.0)
                    sum += scout[p].weight * weight_under(&scout[p], prior_share, blind_shares[j]);
            if (sum < best) {
                best = sum;
                drawn->proposal.prior_share = prior_shares[i];
                drawn->path.blind_share = blind_shares[j];
            }
        }
}

static rk_scout scout_of(const rk_drawn *drawn, const rk_setting *setting, double weight)
{
    const rk_path *path = &drawn->path;
    double most = fmax(-path->seeing, -path->blind), share = drawn->proposal.prior_share;
    rk_scout scout = {.weight = weight,
        .density = drawn->proposal.mesh[0].axes ? setting->density : 1.0,
        .seeing = exp(-path->seeing - most),
        .blind = exp(-path->blind - most)};
    scout.scale = weight * (share + (1.0 - share) * scout.density) *
                  ((1.0 - path->blind_share) * scout.seeing + path->blind_share * scout.blind);
    return scout;
}

/* Mean and sd of every output from a few points, and for the first block the shares. */
static void send_scouts(rk_drawn *drawn, bool first)
{
    size_t outputs = drawn->dense.outputs;
    double total = 0.0;
    rk_scout scout[SCOUTS];
    if (first) {
        drawn->proposal.prior_share = first_prior_share;
        drawn->path.blind_share = first_blind_share;
    }
    for (size_t k = 0; k < outputs; k++)
        drawn->reference[k] = drawn->spread[k] = 0.0;
    rk_drawn_restart(drawn);
    for (size_t p = 0; p < SCOUTS; p++) {
        rk_setting setting;
        double weight = rk_drawn_point(drawn, p, &setting) + 1e-12;
        scout[p] = scout_of(drawn, &setting, weight);
        rk_path_condition(&drawn->path, &drawn->dense, &setting);
        total += weight;
        double share = weight / total;
        for (size_t from = 0; from < outputs; from += RK_LANES) {
            rk_marginals m;
            size_t count = outputs - from < RK_LANES ? outputs - from : RK_LANES;
            rk_path_outputs(&drawn->path, &drawn->dense, &setting, from, count, &m);
            for (size_t k = 0; k < count; k++) {
                double off = m.mean[0][k] - drawn->reference[from + k],
                       *spread = &drawn->spread[from + k];
                drawn->reference[from + k] += share * off;
                *spread += share * ((1.0 - share) * off * off + m.variance[0][k] - *spread);
            }
        }
    }
    if (first)
        choose_shares(drawn, scout);
    for (size_t k = 0; k < outputs; k++)
        drawn->spread[k] = sqrt(fmax(drawn->spread[k], 0.0));
}

static void choose_witnesses(rk_drawn *drawn)
{
    rk_sums *tally = &drawn->tally;
    const rk_dense *dense = &drawn->dense;
    size_t grid =
        dense->problem->grid_count > dense->from ? dense->problem->grid_count - dense->from : 0;
    size_t levels = grid < dense->outputs ? grid : dense->outputs;
    tally->witnesses = levels < RK_WITNESSES ? levels : RK_WITNESSES;
    for (size_t w = 0; w < tally->witnesses; w++) {
        rk_witness *witness = &tally->witness[w];
        *witness =
            (rk_witness){.output = tally->witnesses > 1 ? w * (levels - 1) / (tally->witnesses - 1)
                                                        : levels / 2};
        for (size_t j = 0; j < RK_WITNESS_PLACES; j++)
            witness->place[j] = drawn->reference[witness->output] +
                                witness_place[j] * drawn->spread[witness->output];
    }
}

static void begin_tally(rk_drawn *drawn, size_t block_points)
{
    rk_sums *tally = &drawn->tally;
    double *gross = tally->gross, *shock = tally->shock, *sum = tally->sum,
           *quadratic = tally->quadratic;
    *tally = (rk_sums){.block_points = block_points,
        .gross = gross,
        .shock = shock,
        .sum = sum,
        .quadratic = quadratic};
    memset(gross, 0, drawn->dense.sites * sizeof *gross);
    memset(shock, 0, drawn->dense.gaps * sizeof *shock);
    memset(sum, 0, drawn->dense.outputs * sizeof *sum);
    memset(quadratic, 0, drawn->dense.outputs * sizeof *quadratic);
    choose_witnesses(drawn);
    for (size_t k = 0; k < drawn->dense.outputs; k++)
        rk_mixture_begin(&drawn->mixture[k], drawn->reference[k],
            fmax(finest_feature * drawn->spread[k], least_floor));
}

/* Two blocks become one where all are full. */
static void merge_blocks(rk_sums *tally)
{
    for (size_t b = 0; b < RK_BLOCKS / 2; b++) {
        tally->block_weight[b] = tally->block_weight[2 * b] + tally->block_weight[2 * b + 1];
        for (size_t w = 0; w < tally->witnesses; w++)
            for (size_t j = 0; j < RK_WITNESS_PLACES; j++)
                tally->witness[w].sum[b][j] =
                    tally->witness[w].sum[2 * b][j] + tally->witness[w].sum[2 * b + 1][j];
    }
    for (size_t b = RK_BLOCKS / 2; b < RK_BLOCKS; b++) {
        tally->block_weight[b] = 0.0;
        for (size_t w = 0; w < tally->witnesses; w++)
            memset(tally->witness[w].sum[b], 0, sizeof tally->witness[w].sum[b]);
    }
    tally->blocks = RK_BLOCKS / 2;
    tally->block_points *= 2;
}

static void keep_tail(rk_sums *tally, double weight)
{
    size_t k;
    if (tally->tail_count == RK_DRAWN_TAIL && weight <= tally->tail[0])
        return;
    if (tally->tail_count < RK_DRAWN_TAIL) {
        for (k = tally->tail_count++; k > 0 && tally->tail[k - 1] > weight; k--)
            tally->tail[k] = tally->tail[k - 1];
    } else {
        for (k = 0; k + 1 < tally->tail_count && tally->tail[k + 1] < weight; k++)
            tally->tail[k] = tally->tail[k + 1];
    }
    tally->tail[k] = weight;
}

static void add_witnesses(
    rk_drawn *drawn, size_t output, double mean, double variance, double weight)
{
    rk_sums *tally = &drawn->tally;
    for (size_t w = 0; w < tally->witnesses; w++) {
        rk_witness *witness = &tally->witness[w];
        if (witness->output != output)
            continue;
        double blur = witness_blur * drawn->spread[output],
               sd = sqrt(variance + blur * blur + 1e-20);
        for (size_t j = 0; j < RK_WITNESS_PLACES; j++) {
            double z = (witness->place[j] - mean) / sd;
            witness->sum[tally->blocks][j] += weight * rk_normal_cdf(z);
            witness->slope[j] += weight * rk_normal_density(z) / sd;
        }
    }
}

/* One component of output k. */
static void add_component(rk_drawn *drawn, size_t k, double mean, double variance, double weight)
{
    double off = mean - drawn->reference[k];
    drawn->tally.sum[k] += weight * off;
    drawn->tally.quadratic[k] += weight * (off * off + variance);
    rk_lane lane = rk_mixture_lane(&drawn->mixture[k], variance);
    rk_mixture_add(&drawn->mixture[k], &lane, mean, weight);
    add_witnesses(drawn, k, mean, variance, weight);
}

static void add_outputs(rk_drawn *drawn, const rk_setting *setting, double weight)
{
    const rk_dense *dense = &drawn->dense;
    const double *share = drawn->path.part_share;
    size_t outputs = dense->outputs;
    double shock_variance = gsl_pow_2(dense->settings->shock_sd);
    for (size_t from = 0; from < outputs; from += RK_LANES) {
        rk_marginals m;
        size_t count = outputs - from < RK_LANES ? outputs - from : RK_LANES;
        rk_path_outputs(&drawn->path, dense, setting, from, count, &m);
        for (size_t k = 0; k < count; k++) {
            double unseen = dense->output_unseen[from + k];
            for (size_t part = 0; part < 2; part++) {
                double own = share[part] * weight, mean = m.mean[part][k],
                       variance = m.variance[part][k];
                if (!(share[part] > least_part))
                    continue;
                add_component(drawn, from + k, mean, variance, (1.0 - unseen) * own);
                if (unseen > 0.0)
                    add_component(drawn, from + k, mean, variance + shock_variance, unseen * own);
            }
        }
    }
}

static void add_point(rk_drawn *drawn)
{
    rk_sums *tally = &drawn->tally;
    rk_setting setting;
    double weight = rk_drawn_point(drawn, tally->points, &setting);
    size_t within = tally->points++ % tally->block_points;
    keep_tail(tally, weight);
    if (weight > 0.0) {
        rk_path_condition(&drawn->path, &drawn->dense, &setting);
        add_outputs(drawn, &setting, weight);
        tally->weight += weight;
        tally->square += weight * weight;
        tally->block_weight[tally->blocks] += weight;
        for (size_t k = 0; k < RK_HYPERS; k++) {
            tally->hyper_sum[k] += weight * setting.hyper[k];
            tally->hyper_square[k] += weight * setting.hyper[k] * setting.hyper[k];
        }
        tally->wide += weight * drawn->path.part_share[setting.part ? 0 : 1];
        if (setting.gap < drawn->dense.gaps)
            tally->shock[setting.gap] += weight;
        for (size_t i = 0; i < drawn->dense.sites; i++)
            if (drawn->dense.statement[i].gross > 0.0)
                tally->gross[i] += weight * rk_path_gross(&drawn->path, &drawn->dense, i);
    }
    if (within + 1 == tally->block_points && ++tally->blocks == RK_BLOCKS)
        merge_blocks(tally);
}

/* Standard error of the mean weight, relative to it, from the blocks. */
static double evidence_error(const rk_sums *tally)
{
    double mean = tally->weight / (double)tally->blocks, square = 0.0;
    for (size_t b = 0; b < tally->blocks; b++)
        square += gsl_pow_2(tally->block_weight[b] / mean - 1.0);
    return sqrt(square / ((double)tally->blocks * ((double)tally->blocks - 1.0)));
}

/* The largest standard error of a watched quantile, in sds of its output. */
static double quantile_error(const rk_drawn *drawn)
{
    const rk_sums *tally = &drawn->tally;
    double worst = 0.0;
    for (size_t w = 0; w < tally->witnesses; w++) {
        const rk_witness *witness = &tally->witness[w];
        double off = tally->sum[witness->output] / tally->weight;
        double sd =
            sqrt(fmax(tally->quadratic[witness->output] / tally->weight - off * off, 1e-20));
        for (size_t j = 0; j < RK_WITNESS_PLACES; j++) {
            double whole = 0.0, square = 0.0, count = (double)tally->blocks;
            for (size_t b = 0; b < tally->blocks; b++)
                whole += witness->sum[b][j];
            for (size_t b = 0; b < tally->blocks; b++)
                square +=
                    gsl_pow_2(witness->sum[b][j] - whole / tally->weight * tally->block_weight[b]);
            double error = sqrt(square * count / (count - 1.0)) / tally->weight;
            double density = fmax(sd * witness->slope[j] / tally->weight, least_density);
            worst = fmax(worst, error / density);
        }
    }
    return worst;
}

static bool stopped(const reckon_temporal_options *options, double fraction)
{
    return options && options->progress &&
           options->progress(options->progress_context, fraction) != 0;
}

/* Draws points until the error is small, for the first block of outputs; as many for the others. */
static bool draw_all(
    rk_drawn *drawn, const reckon_temporal_options *options, size_t *points, bool first)
{
    size_t wanted = first ? drawn->dense.settings->points : *points;
    double most = most_effort * (double)drawn->dense.settings->points;
    send_scouts(drawn, first);
    rk_drawn_restart(drawn);
    begin_tally(drawn, drawn->dense.settings->points / 8);
    for (;;) {
        while (drawn->tally.points < wanted) {
            if (drawn->tally.points % POINTS_BETWEEN == 0 &&
                stopped(options, 0.1 + 0.8 * (double)drawn->tally.points / (double)wanted))
                return false;
            add_point(drawn);
        }
        if (!first || 2.0 * (double)wanted > most)
            break;
        if (drawn->tally.weight > 0.0 && quantile_error(drawn) < wanted_error &&
            evidence_error(&drawn->tally) < wanted_error)
            break;
        wanted *= 2;
    }
    *points = wanted;
    return true;
}

static void report_output(rk_drawn *drawn, reckon_temporal_result *result, double *width, size_t k)
{
    const reckon_temporal_problem *problem = drawn->dense.problem;
    const rk_sums *tally = &drawn->tally;
    size_t grid = problem->grid_count, sources = problem->source_count,
           count = problem->probability_count;
    size_t output = drawn->dense.from + k;
    double off = tally->sum[k] / tally->weight, mean = drawn->reference[k] + off, *quantiles = NULL;
    double sd = sqrt(fmax(tally->quadratic[k] / tally->weight - off * off, 0.0));
    rk_mixture_finish(&drawn->mixture[k], tally->weight);
    if (output < grid) {
        double tail = 0.5 * (1.0 - drawn->dense.settings->region_level), end[2];
        const double tails[2] = {tail, 1.0 - tail};
        rk_mixture_quantiles(&drawn->mixture[k], mean, sd, tails, 2, end);
        width[output] = end[1] - end[0];
        if (result->mean)
            result->mean[output] = mean;
        if (result->sd)
            result->sd[output] = sd;
        if (result->regions && result->region_count)
            result->region_count[output] = rk_mixture_regions(&drawn->mixture[k], mean, sd,
                drawn->dense.settings->region_level,
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
        result->common_bias = (reckon_temporal_moments){mean, sd};
        quantiles = result->common_bias_quantiles;
    }
    if (quantiles)
        rk_mixture_quantiles(
            &drawn->mixture[k], mean, sd, problem->probabilities, count, quantiles);
}

static void report_figures(const rk_drawn *drawn, reckon_temporal_result *result)
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

static double tail_shape(rk_sums *tally)
{
    size_t most = (size_t)fmin(3.0 * sqrt((double)tally->points), 0.2 * (double)tally->points);
    size_t count = tally->tail_count < most ? tally->tail_count : most,
           first = tally->tail_count - count, ties = 1;
    double *tail = &tally->tail[first];
    if (count < 20 || !(tail[count - 1] > largest_harmless * tally->weight))
        return 0.0;
    double cutoff = tail[0];
    while (ties < count && !(tail[ties] > cutoff))
        ties++;
    for (size_t k = ties; k < count; k++)
        tail[k - ties] = tail[k] - cutoff;
    double shape = rk_pareto_shape(tail, count - ties);
    return isfinite(shape) ? shape : 0.0;
}

static void report_scales(rk_drawn *drawn, reckon_temporal_result *result)
{
    rk_sums *tally = &drawn->tally;
    const rk_settings *settings = drawn->dense.settings;
    reckon_temporal_moments *moments[] = {&result->drift, &result->error, &result->bias_scale};
    for (size_t k = 0; k < RK_HYPERS; k++) {
        double mean = tally->hyper_sum[k] / tally->weight;
        double variance = fmax(tally->hyper_square[k] / tally->weight - mean * mean, 0.0);
        *moments[k] = isnan(settings->fixed[k])
                          ? (reckon_temporal_moments){mean, sqrt(variance)}
                          : (reckon_temporal_moments){settings->fixed[k], 0.0};
    }
    reckon_temporal_certificate *certificate = &result->certificate;
    result->common_bias_tail = tally->wide / tally->weight;
    result->log_evidence = drawn->proposal.log_total + log(tally->weight / (double)tally->points) +
                           M_LN2 * (double)drawn->dense.directional;
    *certificate = (reckon_temporal_certificate){.quantile_error = quantile_error(drawn),
        .evidence_error = evidence_error(tally),
        .effective_fraction = tally->square > 0.0 ? tally->weight * tally->weight /
                                                        (tally->square * (double)tally->points)
                                                  : 0.0,
        .corrected = drawn->dense.sites,
        .nodes = drawn->proposal.evaluated,
        .draws = tally->points,
        .sweeps = drawn->proposal.sweeps};
    certificate->pareto_k = tail_shape(tally);
}

reckon_status rk_drawn_fit(rk_drawn *drawn, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, rk_settings *settings, double *width,
    reckon_temporal_result *result)
{
    rk_dense_arrange(&drawn->dense, problem, settings, drawn->order, drawn->times);
    rk_proposal_fit(&drawn->proposal, &drawn->dense);
    size_t outputs = problem->grid_count + problem->source_count + 1, points = 0;
    for (size_t from = 0; from < outputs; from += drawn->block) {
        size_t to = from + drawn->block < outputs ? from + drawn->block : outputs;
        rk_dense_lay(&drawn->dense, from, to);
        if (!draw_all(drawn, options, &points, from == 0))
            return RECKON_CANCELLED;
        for (size_t k = 0; k < to - from; k++)
            report_output(drawn, result, width, k);
        if (from == 0) {
            if (result->draws && problem->draw_count)
                rk_drawn_joint_draws(drawn, points, result->draws);
            report_figures(drawn, result);
            report_scales(drawn, result);
        }
    }
    result->initial_time = settings->initial_time;
    result->initial_mean = settings->initial_mean;
    result->drift_scale = settings->scale[RK_DRIFT];
    result->used_count = drawn->dense.sites - drawn->dense.directional;
    if (result->used_count == 0)
        result->log_evidence = 0.0;
    return RECKON_OK;
}
