/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/arrow.h"

#include <math.h>
#include <string.h>

#include "core/cholesky.h"
#include "temporal/arrow_parts.h"

/* From how many constants on it pays: measured. */
enum { WALK_CONSTANTS = 5, TREND_CONSTANTS = 16 };

/* The largest product of a factor's precision and its offset's prior variance that is taken on: half the digits of
 * scores and variances are left there. */
static const double sharpest = 1e6;

/* The same of theta's prior variance. A walk has no differences there, but running scales that must not run out; a
 * trend has some. */
static const double sharpest_walk = 1e60, sharpest_trend = 1e8;

static size_t step_doubles(size_t dimension)
{
    return (dimension >= TREND_CONSTANTS + 2 ? sizeof(rk_trend_step) : sizeof(rk_arrow_step)) / sizeof(double);
}

/* Trails of a trend that are stored. */
static size_t trails_for(size_t dimension, size_t steps)
{
    return dimension >= TREND_CONSTANTS + 2 ? steps / RK_ARROW_BLOCK + 1 + RK_ARROW_BLOCK : 0;
}

size_t rk_arrow_doubles(size_t dimension, size_t steps)
{
    size_t constants = dimension - 1;
    return constants * (constants + 8 + 2 * trails_for(dimension, steps)) + steps * step_doubles(dimension);
}

void rk_arrow_place(rk_arrow *arrow, size_t dimension, size_t steps, double *memory)
{
    size_t constants = dimension - 1;
    double **vectors[] = {&arrow->scale, &arrow->offset, &arrow->own, &arrow->total, &arrow->trail, &arrow->exact,
        &arrow->era, &arrow->front};
    arrow->step = (rk_arrow_step *)(void *)memory;
    arrow->trend = (rk_trend_step *)(void *)memory;
    memory += steps * step_doubles(dimension);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++, memory += constants)
        *vectors[i] = memory;
    arrow->matrix = memory;
    arrow->block = memory + constants * constants;
    arrow->stored = arrow->block + 2 * RK_ARROW_BLOCK * constants;
}

/* Prior variance of theta at a step. */
static double theta_variance(const rk_chain *chain, size_t i)
{
    double t = chain->step[i].time - chain->start_time;
    if (!chain->trend)
        return chain->start_variance[0] + chain->drift_variance * t;
    return chain->start_variance[0] + t * t * (chain->start_variance[1] + chain->drift_variance * t / 3.0);
}

bool rk_arrow_suits(const rk_chain *chain)
{
    double common = chain->shared ? chain->start_variance[chain->shared] : 0.0;
    double sharpest_theta = chain->trend ? sharpest_trend : sharpest_walk;
    if (chain->dimension < (chain->trend ? 2 + TREND_CONSTANTS : 1 + WALK_CONSTANTS))
        return false;
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_chain_step *step = &chain->step[i];
        size_t last = step->at[step->terms - 1];
        if (!(chain->precision[i] * theta_variance(chain, i) < sharpest_theta))
            return false;
        if (last == 0)
            continue;
        double variance = chain->start_variance[last] + (last == chain->shared ? 0.0 : common);
        if (!(chain->precision[i] * variance < sharpest))
            return false;
    }
    return true;
}

static void begin(rk_arrow *arrow, const rk_chain *chain)
{
    arrow->base = chain->trend ? 2 : 1;
    arrow->constants = chain->dimension - arrow->base;
    arrow->shared = chain->shared ? chain->shared - arrow->base : arrow->constants;
    size_t shared = arrow->shared, constants = arrow->constants;
    double common = shared < constants ? chain->start_mean[arrow->base + shared] : 0.0;
    for (size_t k = 0; k < constants; k++) {
        arrow->scale[k] = sqrt(chain->start_variance[arrow->base + k]);
        arrow->offset[k] = chain->start_mean[arrow->base + k] + (k == shared ? 0.0 : common);
    }
}

/* From information on the offsets to precision of the standardised constants. */
static void standardise(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants, shared = arrow->shared;
    double *S = arrow->matrix, all = 0.0;
    for (size_t j = 0; j < n && shared < n; j++) { /* every offset has the common bias in it */
        double sum = 0.0;
        for (size_t k = 0; k < n; k++)
            sum += S[j * n + k];
        arrow->trail[j] = sum;
        all += sum;
    }
    for (size_t j = 0; j < n && shared < n; j++)
        S[j * n + shared] = S[shared * n + j] = j == shared ? all : arrow->trail[j];
    for (size_t i = 0; i < chain->steps; i++)
        if (rk_is_apart(&chain->step[i])) {
            size_t k = chain->step[i].at[0] - arrow->base;
            S[k * n + k] += chain->precision[i];
        }
    for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k < n; k++)
            S[j * n + k] *= arrow->scale[j] * arrow->scale[k];
        S[j * n + j] += 1.0;
    }
}

/* The constants' mean from the scores at the prior mean; returns what constants add to the log normaliser, doubled. */
static double solve_constants(rk_arrow *arrow)
{
    size_t n = arrow->constants, shared = arrow->shared;
    double *x = arrow->front, all = 0.0, product = 1.0, sum = 0.0;
    for (size_t k = 0; k < n; k++) {
        x[k] = arrow->scale[k] * arrow->total[k];
        all += arrow->total[k];
    }
    if (shared < n)
        x[shared] = arrow->scale[shared] * all;
    rk_cholesky_solve(n, arrow->matrix, x);
    for (size_t k = 0; k < n; k++) {
        product *= arrow->matrix[k * n + k];
        if (product > 1e100) {
            sum -= 2.0 * log(product);
            product = 1.0;
        }
        sum -= x[k] * x[k];
        arrow->offset[k] +=
            arrow->scale[k] * x[k] + (shared < n && k != shared ? arrow->scale[shared] * x[shared] : 0.0);
    }
    return sum - 2.0 * log(product);
}

/* From the Cholesky factor to the covariance of the offsets. */
static void invert(rk_arrow *arrow)
{
    size_t n = arrow->constants, shared = arrow->shared;
    double *W = arrow->matrix;
    rk_cholesky_invert(n, W, arrow->front);
    for (size_t j = 0; j < n; j++) {
        arrow->own[j] = W[j * n + j];
        for (size_t k = 0; k < n; k++)
            W[j * n + k] *= arrow->scale[j] * arrow->scale[k];
    }
    if (shared == n)
        return;
    double common = W[shared * n + shared];
    for (size_t j = 0; j < n; j++)
        arrow->front[j] = j == shared ? 0.0 : W[j * n + shared];
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < n; k++)
            W[j * n + k] =
                (j == shared || k == shared ? 0.0 : W[j * n + k]) + arrow->front[j] + arrow->front[k] + common;
}

/* What the constants learn: their scores and the information about them. */
static void report_constants(const rk_arrow *arrow, rk_chain *chain)
{
    size_t n = arrow->constants;
    double all = 0.0;
    for (size_t k = 0; k < n; k++) {
        double variance = chain->start_variance[arrow->base + k], learnt = fmax(1.0 - arrow->own[k], 0.0);
        chain->backward[arrow->base + k] = arrow->total[k];
        chain->information[(arrow->base + k) * (chain->dimension + 1)] = variance > 0.0 ? learnt / variance : 0.0;
        all += arrow->total[k];
    }
    if (arrow->shared < n)
        chain->backward[arrow->base + arrow->shared] = all;
}

/* What the sums over readings leave to do: each row is added from both sides. */
static void complete(rk_arrow *arrow)
{
    size_t n = arrow->constants;
    const double *diagonal = arrow->own;
    for (size_t j = 0; j < n; j++) {
        double *row = &arrow->matrix[j * n];
        row[j] = 2.0 * row[j] + diagonal[j];
        for (size_t k = 0; k < j; k++)
            row[k] = arrow->matrix[k * n + j] = row[k] + arrow->matrix[k * n + j];
    }
}

static const rk_arrow_process *process_of(const rk_chain *chain)
{
    return chain->trend ? &rk_arrow_trend : &rk_arrow_walk;
}

bool rk_arrow_solve(rk_arrow *arrow, rk_chain *chain)
{
    const rk_arrow_process *process = process_of(chain);
    begin(arrow, chain);
    process->look_around(arrow, chain);
    process->solve_theta(arrow, chain);
    memset(arrow->matrix, 0, arrow->constants * arrow->constants * sizeof *arrow->matrix);
    memset(arrow->own, 0, arrow->constants * sizeof *arrow->own);
    process->gather_information(arrow, chain);
    complete(arrow);
    standardise(arrow, chain);
    if (!rk_cholesky(arrow->constants, arrow->matrix))
        return false;
    double constants = solve_constants(arrow);
    invert(arrow);
    process->solve_theta(arrow, chain);
    chain->log_normaliser += 0.5 * constants;
    process->find_variances(arrow, chain);
    report_constants(arrow, chain);
    return true;
}

void rk_arrow_response(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount, double *mean,
    double *score, double *start)
{
    const rk_arrow_process *process = process_of(chain);
    size_t n = arrow->constants;
    double *change = arrow->front, all = 0.0;
    memset(arrow->total, 0, n * sizeof *arrow->total);
    if (rk_is_apart(&chain->step[source]))
        rk_add_score(arrow, &chain->step[source], amount);
    else
        process->spread_score(arrow, chain, source, amount);
    for (size_t k = 0; k < n; k++)
        change[k] = rk_dot(&arrow->matrix[k * n], arrow->total, n);
    memset(arrow->total, 0, n * sizeof *arrow->total);
    process->respond(arrow, chain, source, amount, change, mean, score);
    for (size_t k = 0; k < n; k++) {
        start[arrow->base + k] = arrow->total[k];
        all += arrow->total[k];
    }
    if (arrow->shared < n)
        start[arrow->base + arrow->shared] = all;
}
