/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/many_sources.h"

#include <math.h>
#include <string.h>

#include "core/cholesky.h"
#include "core/layout.h"

/* The largest product of a factor's precision and the prior variance of its constants that is taken
 * on: half the digits of scores and variances are left there. */
static const double sharpest = 1e6;

/* A keep is above the inverse of precision times variance, which is bounded; rounding must not make
 * it 0. */
static const double least_keep = 1e-12;

size_t rk_many_sources_place(
    rk_many_sources *many, size_t steps, size_t base, size_t constants, void *memory)
{
    const rk_room rooms[] = {
        RK_ROOM(many->value, constants),
        RK_ROOM(many->scale, constants),
        RK_ROOM(many->S, constants * constants),
        RK_ROOM(many->A, steps * base * constants),
        RK_ROOM(many->R, base * constants),
        RK_ROOM(many->column, base * constants),
        RK_ROOM(many->x, constants),
        RK_ROOM(many->moved, steps),
    };
    many->constants = constants;
    size_t bytes = rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
    return bytes +
           rk_kalman_place(&many->theta, steps, base, base, memory ? (char *)memory + bytes : NULL);
}

bool rk_many_sources_suits(const rk_gaussian *gaussian)
{
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        double variance = 0.0;
        for (uint32_t k = 0; k < step->constants; k++)
            variance += gaussian->constant_variance[step->constant[k]];
        if (variance > 0.0 && !(gaussian->precision[i] * variance < sharpest))
            return false;
    }
    return gaussian->constants > 0;
}

/* ---- theta given the constants ---- */

/* Where each h' stands before any factor, with the constants at `value`. */
static void find_centres(rk_many_sources *many, const rk_gaussian *gaussian)
{
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        double centre = (step->theta ? gaussian->prior_mean[i] : 0.0) - gaussian->origin[i];
        for (uint32_t k = 0; k < step->constants; k++)
            centre += many->value[step->constant[k]];
        many->theta.centre[i] = centre;
    }
}

static void solve_theta(rk_many_sources *many, rk_gaussian *gaussian)
{
    find_centres(many, gaussian);
    rk_kalman_filter(&many->theta, gaussian);
    rk_kalman_smooth(&many->theta, gaussian);
}

/* The score of each constant: the sum of those of the steps that see it. */
static void sum_scores(const rk_gaussian *gaussian, const double *score, double *sum)
{
    memset(sum, 0, gaussian->constants * sizeof *sum);
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        for (uint32_t k = 0; k < step->constants; k++)
            sum[step->constant[k]] += score[i];
    }
}

/* ---- columns ---- */

static inline void add_multiple(
    double *restrict to, double by, const double *restrict vector, size_t count)
{
    for (size_t j = 0; j < count; j++)
        to[j] += by * vector[j];
}

/* to <- a x + b y. */
static inline void combine(
    double *restrict to, double a, const double *x, double b, const double *y, size_t count)
{
    for (size_t j = 0; j < count; j++)
        to[j] = a * x[j] + b * y[j];
}

static inline double sum_of_products(
    const double *restrict a, const double *restrict b, size_t count)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    size_t j = 0;
    for (; j + 4 <= count; j += 4)
        for (size_t k = 0; k < 4; k++)
            sum[k] += a[j + k] * b[j + k];
    for (; j < count; j++)
        sum[0] += a[j] * b[j];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The columns' coordinates: constants standardised by their prior, or by their posterior. */
typedef enum rk_columns { PRIOR_COLUMNS, POSTERIOR_COLUMNS } rk_columns;

/* Adds by * D_i, the columns' part in h itself: scale_k e_k, or scale_k times row k of U^-1, for
 * its constants k. */
static void add_design(const rk_many_sources *many, const rk_gaussian_step *step,
    rk_columns columns, double by, double *to)
{
    size_t B = many->constants;
    for (uint32_t t = 0; t < step->constants; t++) {
        size_t k = step->constant[t];
        double scale = by * many->scale[k];
        if (columns == PRIOR_COLUMNS)
            to[k] += scale;
        else
            add_multiple(&to[k], scale, &many->S[k * B + k], B - k);
    }
}

/* Across the factor of a step: A <- T A - K D_i, with T = I - K z'. */
typedef struct rk_across {
    double T[2][2];
    double K[2];
} rk_across;

static rk_across across_factor(const rk_kalman *theta, const rk_gaussian *gaussian, size_t i)
{
    rk_across across = {{{1.0, 0.0}, {0.0, 1.0}}, {0.0, 0.0}};
    double gain = gaussian->precision[i] * theta->inverse[i];
    if (gain == 0.0 || !gaussian->step[i].theta)
        return across;
    for (size_t b = 0; b < theta->base; b++)
        across.K[b] = gain * theta->M[i * theta->base + b];
    across.T[0][0] = theta->inverse[i]; /* 1 - K, without the difference */
    across.T[1][0] = -across.K[1];
    return across;
}

/* The same, and over the gap that follows: G T and G K. */
static rk_across across_gap(const rk_across *factor, const rk_transition *gap, size_t base)
{
    rk_across across = {{{0}}, {0}};
    for (size_t b = 0; b < base; b++)
        for (size_t c = 0; c < base; c++) {
            across.K[b] += gap->G[b][c] * factor->K[c];
            for (size_t e = 0; e < base; e++)
                across.T[b][e] += gap->G[b][c] * factor->T[c][e];
        }
    return across;
}

/* Forward: how the predicted state of every step depends on the columns' constants. */
static void filter_columns(rk_many_sources *many, const rk_gaussian *gaussian, rk_columns columns)
{
    size_t base = many->theta.base, B = many->constants;
    memset(many->A, 0, base * B * sizeof *many->A);
    for (size_t i = 0; i + 1 < gaussian->steps; i++) {
        const double *A = &many->A[i * base * B];
        double *next = &many->A[(i + 1) * base * B];
        rk_across across = across_factor(&many->theta, gaussian, i);
        across = across_gap(&across, &gaussian->transition[i + 1], base);
        for (size_t b = 0; b < base; b++) {
            combine(next + b * B, across.T[b][0], A, across.T[b][base - 1] * (double)(base - 1),
                A + (base - 1) * B, B);
            add_design(many, &gaussian->step[i], columns, -across.K[b], next + b * B);
        }
    }
}

/*
 * Backward across step i: gamma_i, how its smoothed h depends on the columns, in the place of A_i;
 * and R, how r does, over the factor and the gap before it.
 */
static double *smooth_columns(
    rk_many_sources *many, const rk_gaussian *gaussian, size_t i, rk_columns columns)
{
    const rk_kalman *theta = &many->theta;
    const rk_gaussian_step *step = &gaussian->step[i];
    size_t base = theta->base, B = many->constants;
    double w = gaussian->precision[i], inverse = theta->inverse[i];
    double *restrict gamma = &many->A[i * base * B], *restrict R = many->R;
    const double *M = &theta->M[i * base];
    if (!step->theta) {
        memset(gamma, 0, B * sizeof *gamma);
        add_design(many, step, columns, 1.0, gamma);
        return gamma;
    }
    add_design(many, step, columns, 1.0, gamma);
    if (base == 2)
        add_multiple(gamma, M[1], R + B, B);
    double M0 = M[0], kept = -w * inverse;
    for (size_t j = 0; j < B; j++) { /* R - w gamma, without the difference */
        double others = gamma[j];
        gamma[j] = (others + M0 * R[j]) * inverse;
        R[j] = R[j] * inverse + kept * others;
    }
    return gamma;
}

/* R <- G' R, over the gap before step i. */
static void move_back(rk_many_sources *many, const rk_transition *gap)
{
    size_t B = many->constants;
    double *restrict level = many->R, *restrict slope = many->R + B;
    double a = gap->G[0][0], b = gap->G[1][0], c = gap->G[0][1], d = gap->G[1][1];
    if (!gap->moves || (many->theta.base == 1 && !gap->before_root))
        return;
    if (many->theta.base == 1) {
        for (size_t j = 0; j < B; j++)
            level[j] *= a;
        return;
    }
    for (size_t j = 0; j < B; j++) {
        double x = level[j], y = slope[j];
        level[j] = a * x + b * y;
        slope[j] = c * x + d * y;
    }
}

/* S = I + D' Omega^-1 D: each step adds what its score depends on to the rows of the constants that
 * it sees. */
static void find_precision(rk_many_sources *many, const rk_gaussian *gaussian)
{
    size_t B = many->constants, base = many->theta.base;
    memset(many->S, 0, B * B * sizeof *many->S);
    memset(many->R, 0, base * B * sizeof *many->R);
    for (size_t k = 0; k < B; k++)
        many->S[k * B + k] = 1.0;
    for (size_t i = gaussian->steps; i-- > 0;) {
        const rk_gaussian_step *step = &gaussian->step[i];
        const double *gamma = smooth_columns(many, gaussian, i, PRIOR_COLUMNS);
        for (uint32_t t = 0; t < step->constants; t++) { /* the upper triangle is enough */
            size_t k = step->constant[t];
            add_multiple(
                &many->S[k * B + k], gaussian->precision[i] * many->scale[k], &gamma[k], B - k);
        }
        if (i > 0)
            move_back(many, &gaussian->transition[i]);
    }
}

/* Posterior mean of the constants from their scores at the prior mean; returns its part in the log
 * normaliser. */
static double solve_constants(rk_many_sources *many, const rk_gaussian *gaussian)
{
    size_t B = many->constants;
    double *x = many->x, product = 1.0, sum = 0.0;
    sum_scores(gaussian, gaussian->score, x);
    for (size_t k = 0; k < B; k++)
        x[k] *= many->scale[k];
    rk_cholesky_solve(B, many->S, x);
    for (size_t k = 0; k < B; k++) {
        product *= many->S[k * B + k];
        if (product > 1e100) { /* one logarithm for many */
            sum -= log(product);
            product = 1.0;
        }
        sum -= 0.5 * x[k] * x[k];
        many->value[k] += many->scale[k] * x[k];
    }
    return sum - log(product);
}

/* ---- what the constants' variance adds ---- */

/*
 * How the score of the increment of gap i depends on the columns, before the root: V^-1 A + K R as
 * in turn_gap_round(), A being that after the factor of step i - 1. One element of the score at a
 * time.
 */
static void find_gap_column(const rk_many_sources *many, const rk_gaussian *gaussian, size_t i,
    size_t b, double *restrict column)
{
    const rk_transition *gap = &gaussian->transition[i];
    const rk_kalman *theta = &many->theta;
    size_t base = theta->base, B = many->constants;
    const double *A = &many->A[(i - 1) * base * B];
    rk_turned turned = rk_transition_turn(gap, base, &theta->before_P[i * base * base], base);
    rk_across across = across_factor(theta, gaussian, i - 1);
    double near = b ? gap->inverse_prior.both : gap->inverse_prior.level; /* row b of V^-1 */
    if (base == 1) {
        combine(column, near * across.T[0][0], A, turned.K[0][0], many->R, B);
        add_design(many, &gaussian->step[i - 1], POSTERIOR_COLUMNS, -near * across.K[0], column);
        return;
    }
    double far = b ? gap->inverse_prior.slope : gap->inverse_prior.both;
    combine(column, near * across.T[0][0] + far * across.T[1][0], A, far, A + B, B);
    add_multiple(column, turned.K[b][0], many->R, B);
    add_multiple(column, turned.K[b][1], many->R + B, B);
    add_design(many, &gaussian->step[i - 1], POSTERIOR_COLUMNS,
        -near * across.K[0] - far * across.K[1], column);
}

/* Takes from the information about a gap's increment what is only known given the constants. */
static void correct_gap(rk_many_sources *many, rk_gaussian *gaussian, size_t i)
{
    const rk_transition *gap = &gaussian->transition[i];
    size_t B = many->constants, base = many->theta.base;
    double *column[2] = {many->R, many->R + B}; /* after the root the score is r itself */
    for (size_t b = 0; b < base && gap->before_root; b++) {
        column[b] = many->column + b * B;
        find_gap_column(many, gaussian, i, b, column[b]);
    }
    rk_pair unknown = {.level = sum_of_products(column[0], column[0], B)};
    if (base == 2) {
        unknown.both = sum_of_products(column[0], column[1], B);
        unknown.slope = sum_of_products(column[1], column[1], B);
    }
    double information = gaussian->gap_information[i] - unknown.level;
    gaussian->gap_information[i] = information > 0.0 ? information : 0.0;
    gaussian->drift_slope += rk_transition_slope(gap, base, &unknown);
}

/* Variances: in the posterior's coordinates the constants are independent of variance 1. */
static void add_variances(rk_many_sources *many, rk_gaussian *gaussian)
{
    size_t B = many->constants, base = many->theta.base;
    filter_columns(many, gaussian, POSTERIOR_COLUMNS);
    memset(many->R, 0, base * B * sizeof *many->R);
    for (size_t i = gaussian->steps; i-- > 0;) {
        const double *gamma = smooth_columns(many, gaussian, i, POSTERIOR_COLUMNS);
        double from_constants = sum_of_products(gamma, gamma, B), given = gaussian->keep[i];
        double keep = given - gaussian->precision[i] * from_constants;
        gaussian->variance[i] += from_constants;
        gaussian->keep[i] = fmax(keep, given * least_keep);
        if (i == 0)
            break;
        correct_gap(many, gaussian, i);
        move_back(many, &gaussian->transition[i]);
    }
}

static void report_constants(const rk_many_sources *many, rk_gaussian *gaussian)
{
    size_t B = many->constants;
    sum_scores(gaussian, gaussian->score, gaussian->constant_score);
    for (size_t k = 0; k < B; k++) {
        const double *row = &many->S[k * B + k];
        double variance = gaussian->constant_variance[k],
               learnt = 1.0 - sum_of_products(row, row, B - k);
        gaussian->constant_information[k] =
            variance > 0.0 && learnt > 0.0 ? learnt / variance : 0.0;
    }
}

/* ---- the whole ---- */

bool rk_many_sources_solve(rk_many_sources *many, rk_gaussian *gaussian)
{
    size_t B = many->constants;
    for (size_t k = 0; k < B; k++) {
        many->value[k] = gaussian->constant_mean[k];
        many->scale[k] = sqrt(gaussian->constant_variance[k]);
    }
    solve_theta(many, gaussian); /* at the constants' prior mean */
    filter_columns(many, gaussian, PRIOR_COLUMNS);
    find_precision(many, gaussian);
    if (!rk_cholesky(B, many->S))
        return false;
    double from_constants = solve_constants(many, gaussian);
    rk_cholesky_invert_factor(B, many->S, many->x);
    solve_theta(many, gaussian); /* at their posterior mean */
    gaussian->log_normaliser += from_constants;
    report_constants(many, gaussian);
    add_variances(many, gaussian);
    return true;
}

void rk_many_sources_respond(const rk_many_sources *many, const rk_gaussian *gaussian,
    size_t source, double amount, double *mean, double *score, double *constant_score)
{
    size_t B = many->constants, base = many->theta.base;
    const double *gamma = &many->A[source * base * B];
    for (size_t k = 0; k < B;
         k++) /* what the shift does to the constants: their covariance with h */
        many->x[k] =
            amount * many->scale[k] * sum_of_products(&many->S[k * B + k], &gamma[k], B - k);
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        many->moved[i] = 0.0;
        for (uint32_t t = 0; t < step->constants; t++)
            many->moved[i] += many->x[step->constant[t]];
    }
    rk_kalman_respond(
        &many->theta, gaussian, source, amount, many->moved, mean, score, constant_score);
    sum_scores(gaussian, score, constant_score);
}
