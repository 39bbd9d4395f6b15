/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/tally.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/pareto.h"
#include "core/special.h"

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
 * little, and what is below them is held to account. */
static const double least_density[RK_WITNESS_PLACES] = {0.05, 0.2, 0.05};

static void watch(rk_tally *tally, size_t output)
{
    rk_witness *witness = &tally->witness[tally->witnesses++];
    *witness = (rk_witness){.output = output};
    for (size_t j = 0; j < RK_WITNESS_PLACES; j++)
        witness->place[j] = tally->reference[output] + witness_place[j] * tally->spread[output];
}

/* In the first block: the dates that decide the effort, then some of those that are asked. */
static void choose_witnesses(rk_tally *tally)
{
    enum { ASKED = RK_WITNESSES - RK_DENSE_WITNESSES };
    const rk_dense *dense = tally->dense;
    if (dense->from > 0)
        return;
    for (size_t w = 0; w < RK_DENSE_WITNESSES; w++)
        watch(tally, w);
    size_t grid = dense->problem->grid_count, room = dense->outputs - RK_DENSE_WITNESSES;
    size_t dates = grid < room ? grid : room, count = dates < ASKED ? dates : ASKED;
    for (size_t w = 0; w < count; w++)
        watch(tally, RK_DENSE_WITNESSES + (count > 1 ? w * (dates - 1) / (count - 1) : dates / 2));
}

void rk_tally_begin(rk_tally *tally, size_t block_points)
{
    const rk_dense *dense = tally->dense;
    *tally = (rk_tally){.dense = dense,
        .mixture = tally->mixture,
        .reference = tally->reference,
        .spread = tally->spread,
        .block_points = block_points,
        .gross = tally->gross,
        .shock = tally->shock,
        .sum = tally->sum,
        .quadratic = tally->quadratic};
    memset(tally->gross, 0, dense->sites * sizeof *tally->gross);
    memset(tally->shock, 0, dense->gaps * sizeof *tally->shock);
    memset(tally->sum, 0, dense->outputs * sizeof *tally->sum);
    memset(tally->quadratic, 0, dense->outputs * sizeof *tally->quadratic);
    choose_witnesses(tally);
    for (size_t k = 0; k < dense->outputs; k++)
        rk_mixture_begin(&tally->mixture[k], tally->reference[k],
            fmax(finest_feature * tally->spread[k], least_floor));
}

/* Two blocks become one where all are full. */
static void merge_blocks(rk_tally *tally)
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

static void keep_tail(rk_tally *tally, double weight)
{
    size_t k;
    if (tally->tail_count == RK_TALLY_TAIL && weight <= tally->tail[0])
        return;
    if (tally->tail_count < RK_TALLY_TAIL) {
        for (k = tally->tail_count++; k > 0 && tally->tail[k - 1] > weight; k--)
            tally->tail[k] = tally->tail[k - 1];
    } else {
        for (k = 0; k + 1 < tally->tail_count && tally->tail[k + 1] < weight; k++)
            tally->tail[k] = tally->tail[k + 1];
    }
    tally->tail[k] = weight;
}

static void add_witnesses(
    rk_tally *tally, size_t output, double mean, double variance, double weight)
{
    for (size_t w = 0; w < tally->witnesses; w++) {
        rk_witness *witness = &tally->witness[w];
        if (witness->output != output)
            continue;
        double blur = witness_blur * tally->spread[output],
               sd = sqrt(variance + blur * blur + 1e-20);
        for (size_t j = 0; j < RK_WITNESS_PLACES; j++) {
            double z = (witness->place[j] - mean) / sd;
            witness->sum[tally->blocks][j] += weight * rk_normal_cdf(z);
            witness->slope[j] += weight * rk_normal_density(z) / sd;
        }
    }
}

/* One component of output k. */
static void add_component(rk_tally *tally, size_t k, double mean, double variance, double weight)
{
    double off = mean - tally->reference[k];
    tally->sum[k] += weight * off;
    tally->quadratic[k] += weight * (off * off + variance);
    rk_lane lane = rk_mixture_lane(&tally->mixture[k], variance);
    rk_mixture_add(&tally->mixture[k], &lane, mean, weight);
    add_witnesses(tally, k, mean, variance, weight);
}

static void add_outputs(
    rk_tally *tally, const rk_path *path, const rk_setting *setting, double weight)
{
    const rk_dense *dense = tally->dense;
    size_t outputs = dense->outputs;
    double shock_variance = gsl_pow_2(dense->settings->shock_sd);
    for (size_t from = 0; from < outputs; from += RK_LANES) {
        rk_marginals m;
        size_t count = outputs - from < RK_LANES ? outputs - from : RK_LANES;
        rk_path_outputs(path, dense, setting, from, count, &m);
        for (size_t k = 0; k < count; k++) {
            double unseen = dense->output_unseen[from + k];
            for (size_t part = 0; part < 2; part++) {
                double own = path->part_share[part] * weight, mean = m.mean[part][k],
                       variance = m.variance[part][k];
                if (!(path->part_share[part] > least_part))
                    continue;
                add_component(tally, from + k, mean, variance, (1.0 - unseen) * own);
                if (unseen > 0.0)
                    add_component(tally, from + k, mean, variance + shock_variance, unseen * own);
            }
        }
    }
}

void rk_tally_add(rk_tally *tally, rk_path *path, const rk_setting *setting, double weight)
{
    const rk_dense *dense = tally->dense;
    size_t within = tally->points++ % tally->block_points;
    keep_tail(tally, weight);
    if (weight > 0.0) {
        rk_path_condition(path, dense, setting);
        add_outputs(tally, path, setting, weight);
        tally->weight += weight;
        tally->square += weight * weight;
        tally->block_weight[tally->blocks] += weight;
        for (size_t k = 0; k < RK_HYPERS; k++) {
            tally->hyper_sum[k] += weight * setting->hyper[k];
            tally->hyper_square[k] += weight * setting->hyper[k] * setting->hyper[k];
        }
        tally->wide += weight * path->part_share[setting->part ? 0 : 1];
        if (setting->gap < dense->gaps)
            tally->shock[setting->gap] += weight;
        for (size_t i = 0; i < dense->sites; i++)
            if (dense->statement[i].gross > 0.0)
                tally->gross[i] += weight * rk_path_gross(path, dense, i);
    }
    if (within + 1 == tally->block_points && ++tally->blocks == RK_BLOCKS)
        merge_blocks(tally);
}

double rk_tally_evidence_error(const rk_tally *tally)
{
    double mean = tally->weight / (double)tally->blocks, square = 0.0;
    for (size_t b = 0; b < tally->blocks; b++)
        square += gsl_pow_2(tally->block_weight[b] / mean - 1.0);
    return sqrt(square / ((double)tally->blocks * ((double)tally->blocks - 1.0)));
}

/* The standard error of quantile j of a witness, in sds of its output. */
static double error_at(const rk_tally *tally, const rk_witness *witness, double sd, size_t j)
{
    double whole = 0.0, square = 0.0, count = (double)tally->blocks;
    for (size_t b = 0; b < tally->blocks; b++)
        whole += witness->sum[b][j];
    for (size_t b = 0; b < tally->blocks; b++)
        square += gsl_pow_2(witness->sum[b][j] - whole / tally->weight * tally->block_weight[b]);
    double error = sqrt(square * count / (count - 1.0)) / tally->weight;
    return error / fmax(sd * witness->slope[j] / tally->weight, least_density[j]);
}

double rk_tally_quantile_error(const rk_tally *tally, size_t witnesses)
{
    double worst = 0.0;
    for (size_t w = 0; w < witnesses && w < tally->witnesses; w++) {
        const rk_witness *witness = &tally->witness[w];
        double sd = fmax(rk_tally_moments(tally, witness->output).sd, 1e-10);
        for (size_t j = 0; j < RK_WITNESS_PLACES; j++)
            worst = fmax(worst, error_at(tally, witness, sd, j));
    }
    return worst;
}

double rk_tally_effective(const rk_tally *tally)
{
    double scale = tally->square * (double)tally->points;
    return scale > 0.0 ? tally->weight * tally->weight / scale : 0.0;
}

double rk_tally_tail_shape(const rk_tally *tally)
{
    double excess[RK_TALLY_TAIL];
    size_t most = (size_t)fmin(3.0 * sqrt((double)tally->points), 0.2 * (double)tally->points);
    size_t count = tally->tail_count < most ? tally->tail_count : most, over = 0;
    const double *tail = &tally->tail[tally->tail_count - count];
    if (count < 20 || !(tail[count - 1] > largest_harmless * tally->weight))
        return 0.0;
    for (size_t k = 0; k < count; k++)
        if (tail[k] > tail[0])
            excess[over++] = tail[k] - tail[0];
    double shape = rk_pareto_shape(excess, over);
    return isfinite(shape) ? shape : 0.0;
}

reckon_temporal_moments rk_tally_moments(const rk_tally *tally, size_t output)
{
    double off = tally->sum[output] / tally->weight,
           square = tally->quadratic[output] / tally->weight;
    return (reckon_temporal_moments){
        tally->reference[output] + off, sqrt(fmax(square - off * off, 0.0))};
}

void rk_tally_survey(rk_tally *tally, const rk_dense *dense)
{
    tally->dense = dense;
    tally->surveyed = 0.0;
    for (size_t k = 0; k < dense->outputs; k++)
        tally->reference[k] = tally->spread[k] = 0.0;
}

void rk_tally_survey_point(
    rk_tally *tally, const rk_path *path, const rk_setting *setting, double weight)
{
    size_t outputs = tally->dense->outputs;
    tally->surveyed += weight;
    double share = weight / tally->surveyed;
    for (size_t from = 0; from < outputs; from += RK_LANES) {
        rk_marginals m;
        size_t count = outputs - from < RK_LANES ? outputs - from : RK_LANES;
        rk_path_outputs(path, tally->dense, setting, from, count, &m);
        for (size_t k = 0; k < count; k++) {
            double off = m.mean[0][k] - tally->reference[from + k],
                   *spread = &tally->spread[from + k];
            tally->reference[from + k] += share * off;
            *spread += share * ((1.0 - share) * off * off + m.variance[0][k] - *spread);
        }
    }
}

void rk_tally_surveyed(rk_tally *tally)
{
    for (size_t k = 0; k < tally->dense->outputs; k++)
        tally->spread[k] = sqrt(fmax(tally->spread[k], 0.0));
}
