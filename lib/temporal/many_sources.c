/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/many_sources.h"

#include <math.h>
#include <string.h>

#include "core/cholesky.h"
#include "core/layout.h"

/* From how many constants on it pays: measured. */
enum { WALK_CONSTANTS = 5, TREND_CONSTANTS = 8 };

/* The largest product of a factor's precision and the prior variance of its constants that is taken on: half the
 * digits of scores and variances are left there. */
static const double sharpest = 1e6;

/* A keep is above the inverse of precision times variance, which is bounded; rounding must not make it 0. */
static const double least_keep = 1e-12;

size_t rk_many_sources_place(rk_many_sources *many, size_t steps, size_t base, size_t constants, void *memory)
{
    const rk_room rooms[] = {
        RK_ROOM(many->value, constants),
        RK_ROOM(many->scale, constants),
        RK_ROOM(many->S, constants * constants),
        RK_ROOM(many->A, steps * base * constants),
        RK_ROOM(many->state, base * constants),
        RK_ROOM(many->R, base * constants),
        RK_ROOM(many->gamma, constants),
        RK_ROOM(many->x, constants),
        RK_ROOM(many->moved, steps),
    };
    many->constants = constants;
    size_t bytes = rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
    return bytes + rk_kalman_place(&many->theta, steps, base, base, memory ? (char *)memory + bytes : NULL);
}

bool rk_many_sources_suits(const rk_gaussian *gaussian)
{
    if (gaussian->constants < (gaussian->trend ? TREND_CONSTANTS : WALK_CONSTANTS))
        return false;
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        double variance = 0.0;
        for (uint32_t k = 0; k < step->constants; k++)
            variance += gaussian->constant_variance[step->constant[k]];
        if (variance > 0.0 && !(gaussian->precision[i] * variance < sharpest))
            return false;
    }
    return true;
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

static inline void add_multiple(double *restrict to, double by, const double *restrict vector, size_t count)
{
    for (size_t j = 0; j < count; j++)
        to[j] += by * vector[j];
}

static inline void multiply(double *restrict vector, double by, size_t count)
{
    for (size_t j = 0; j < count; j++)
        vector[j] *= by;
}

static inline double sum_of_products(const double *restrict a, const double *restrict b, size_t count)
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

/* Adds by * x_i, the columns' part in h itself: scale_k e_k, or scale_k times row k of U^-1, for its constants k. */
static void add_design(
    const rk_many_sources *many, const rk_gaussian_step *step, rk_columns columns, double by, double *to)
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

/* (level, slope) <- (a b; c d) (level, slope). */
static void mix(double a, double b, double c, double d, double *restrict level, double *restrict slope, size_t B)
{
    for (size_t j = 0; j < B; j++) {
        double x = level[j], y = slope[j];
        level[j] = a * x + b * y;
        slope[j] = c * x + d * y;
    }
}

/* A <- G A, from one step to the next. */
static void move_forward(const rk_many_sources *many, const rk_transition *gap, double *A)
{
    size_t B = many->constants;
    if (!gap->moves)
        return;
    if (many->theta.base == 2)
        mix(gap->G[0][0], gap->G[0][1], gap->G[1][0], gap->G[1][1], A, A + B, B);
    else if (gap->before_root)
        multiply(A, gap->G[0][0], B);
}

/* R <- G' R, back to the step before. */
static void move_backward(const rk_many_sources *many, const rk_transition *gap, double *R)
{
    size_t B = many->constants;
    if (!gap->moves)
        return;
    if (many->theta.base == 2)
        mix(gap->G[0][0], gap->G[1][0], gap->G[0][1], gap->G[1][1], R, R + B, B);
    else if (gap->before_root)
        multiply(R, gap->G[0][0], B);
}

/* A <- A - K (A_theta + x): across the factor of step i. The level's part 1 - K is 1 / (1 + w F). */
static void absorb_columns(
    const rk_many_sources *many, const rk_gaussian *gaussian, size_t i, rk_columns columns, double *A)
{
    const rk_kalman *theta = &many->theta;
    const rk_gaussian_step *step = &gaussian->step[i];
    size_t base = theta->base, B = many->constants;
    double gain = gaussian->precision[i] * theta->inverse[i];
    const double *M = &theta->M[i * base];
    if (gain == 0.0 || !step->theta)
        return;
    if (base == 2) {
        add_multiple(A + B, -gain * M[1], A, B);
        add_design(many, step, columns, -gain * M[1], A + B);
    }
    multiply(A, theta->inverse[i], B);
    add_design(many, step, columns, -gain * M[0], A);
}

/* Forward: how the predicted state of every step depends on the columns' constants. */
static void filter_columns(rk_many_sources *many, const rk_gaussian *gaussian, rk_columns columns)
{
    size_t base = many->theta.base, B = many->constants, size = base * B;
    double *A = many->state;
    memset(A, 0, size * sizeof *A);
    for (size_t i = 0; i < gaussian->steps; i++) {
        if (i > 0)
            move_forward(many, &gaussian->transition[i], A);
        memcpy(&many->A[i * size], A, size * sizeof *A);
        absorb_columns(many, gaussian, i, columns, A);
    }
}

/* Backward across step i: gamma_i, how its smoothed h depends on the columns, and R, how r does. */
static void smooth_columns(rk_many_sources *many, const rk_gaussian *gaussian, size_t i, rk_columns columns)
{
    const rk_kalman *theta = &many->theta;
    const rk_gaussian_step *step = &gaussian->step[i];
    size_t base = theta->base, B = many->constants;
    double w = gaussian->precision[i], inverse = theta->inverse[i], *gamma = many->gamma, *R = many->R;
    const double *M = &theta->M[i * base];
    if (!step->theta) {
        memset(gamma, 0, B * sizeof *gamma);
        add_design(many, step, columns, 1.0, gamma);
        return;
    }
    memcpy(gamma, &many->A[i * base * B], B * sizeof *gamma);
    add_design(many, step, columns, 1.0, gamma);
    if (base == 2)
        add_multiple(gamma, M[1], R + B, B);
    if (w == 0.0) {
        add_multiple(gamma, M[0], R, B);
        return;
    }
    for (size_t j = 0; j < B; j++) { /* R - w gamma, without the difference */
        double others = gamma[j];
        gamma[j] = (others + M[0] * R[j]) * inverse;
        R[j] = (R[j] - w * others) * inverse;
    }
}

/* S = I + X' Omega^-1 X: each step adds what its score depends on to the rows of the constants that it sees. */
static void find_precision(rk_many_sources *many, const rk_gaussian *gaussian)
{
    size_t B = many->constants, base = many->theta.base;
    memset(many->S, 0, B * B * sizeof *many->S);
    memset(many->R, 0, base * B * sizeof *many->R);
    for (size_t k = 0; k < B; k++)
        many->S[k * B + k] = 1.0;
    for (size_t i = gaussian->steps; i-- > 0;) {
        const rk_gaussian_step *step = &gaussian->step[i];
        smooth_columns(many, gaussian, i, PRIOR_COLUMNS);
        for (uint32_t t = 0; t < step->constants; t++) { /* the upper triangle is enough */
            size_t k = step->constant[t];
            add_multiple(&many->S[k * B + k], gaussian->precision[i] * many->scale[k], &many->gamma[k], B - k);
        }
        if (i > 0)
            move_backward(many, &gaussian->transition[i], many->R);
    }
}

/* Posterior mean of the constants from their scores at the prior mean; returns its part in the log normaliser. */
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

/* The columns of the score of a gap's increment: those of r after the root; before it as in turn_gap_round(). */
static void find_gap_columns(
    rk_many_sources *many, const rk_gaussian *gaussian, size_t i, double *restrict level, double *restrict slope)
{
    const rk_transition *gap = &gaussian->transition[i];
    const rk_kalman *theta = &many->theta;
    size_t base = theta->base, B = many->constants, size = base * B;
    if (!gap->before_root) {
        memcpy(level, many->R, B * sizeof *level);
        if (base == 2)
            memcpy(slope, many->R + B, B * sizeof *slope);
        return;
    }
    double *A = many->state; /* after the factor of step i - 1 */
    memcpy(A, &many->A[(i - 1) * size], size * sizeof *A);
    absorb_columns(many, gaussian, i - 1, POSTERIOR_COLUMNS, A);
    const rk_pair *W = &gap->inverse_prior;
    rk_turned turned = rk_transition_turn(gap, base, &theta->before_P[i * base * base], base);
    for (size_t j = 0; j < B && base == 1; j++)
        level[j] = W->level * A[j] + turned.K[0][0] * many->R[j];
    for (size_t j = 0; j < B && base == 2; j++) {
        double a = A[j], b = A[B + j], x = many->R[j], y = many->R[B + j];
        level[j] = W->level * a + W->both * b + turned.K[0][0] * x + turned.K[0][1] * y;
        slope[j] = W->both * a + W->slope * b + turned.K[1][0] * x + turned.K[1][1] * y;
    }
}

/* Takes from the information about a gap's increment what is only known given the constants. */
static void correct_gap(rk_many_sources *many, rk_gaussian *gaussian, size_t i)
{
    size_t B = many->constants, base = many->theta.base;
    double *level = many->gamma, *slope = many->x;
    find_gap_columns(many, gaussian, i, level, slope);
    rk_pair unknown = {.level = sum_of_products(level, level, B)};
    if (base == 2) {
        unknown.both = sum_of_products(level, slope, B);
        unknown.slope = sum_of_products(slope, slope, B);
    }
    double information = gaussian->gap_information[i] - unknown.level;
    gaussian->gap_information[i] = information > 0.0 ? information : 0.0;
    gaussian->drift_slope += rk_transition_slope(&gaussian->transition[i], base, &unknown);
}

/* Variance of h and keep of step i, from theta's given the constants and gamma. */
static void correct_step(rk_many_sources *many, rk_gaussian *gaussian, size_t i)
{
    size_t B = many->constants;
    double from_constants = sum_of_products(many->gamma, many->gamma, B), given = gaussian->keep[i];
    double keep = given - gaussian->precision[i] * from_constants;
    gaussian->variance[i] += from_constants;
    gaussian->keep[i] = fmax(keep, given * least_keep);
}

/* Variances: in the posterior's coordinates the constants are independent of variance 1. */
static void add_variances(rk_many_sources *many, rk_gaussian *gaussian)
{
    size_t B = many->constants, base = many->theta.base;
    filter_columns(many, gaussian, POSTERIOR_COLUMNS);
    memset(many->R, 0, base * B * sizeof *many->R);
    for (size_t i = gaussian->steps; i-- > 0;) {
        smooth_columns(many, gaussian, i, POSTERIOR_COLUMNS);
        correct_step(many, gaussian, i);
        memcpy(&many->A[i * base * B], many->gamma, B * sizeof *many->gamma);
        if (i == 0)
            break;
        correct_gap(many, gaussian, i);
        move_backward(many, &gaussian->transition[i], many->R);
    }
}

static void report_constants(const rk_many_sources *many, rk_gaussian *gaussian)
{
    size_t B = many->constants;
    sum_scores(gaussian, gaussian->score, gaussian->constant_score);
    for (size_t k = 0; k < B; k++) {
        const double *row = &many->S[k * B + k];
        double variance = gaussian->constant_variance[k], learnt = 1.0 - sum_of_products(row, row, B - k);
        gaussian->constant_information[k] = variance > 0.0 && learnt > 0.0 ? learnt / variance : 0.0;
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

void rk_many_sources_respond(const rk_many_sources *many, const rk_gaussian *gaussian, size_t source, double amount,
    double *mean, double *score, double *constant_score)
{
    size_t B = many->constants, base = many->theta.base;
    const double *gamma = &many->A[source * base * B];
    double state[2];
    for (size_t k = 0; k < B; k++) /* what the shift does to the constants: their covariance with h */
        many->x[k] = amount * many->scale[k] * sum_of_products(&many->S[k * B + k], &gamma[k], B - k);
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        many->moved[i] = 0.0;
        for (uint32_t t = 0; t < step->constants; t++)
            many->moved[i] += many->x[step->constant[t]];
    }
    rk_kalman_respond(&many->theta, gaussian, source, amount, many->moved, mean, score, state);
    sum_scores(gaussian, score, constant_score);
}
