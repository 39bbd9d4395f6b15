/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/arrow.h"

#include <math.h>
#include <string.h>

#include "core/cholesky.h"

enum { NO_OFFSET = -1, FEWEST_CONSTANTS = 5, LEAST_EXPONENT = -300 };

/* The largest product of a factor's precision and its offset's prior variance that is taken on. */
static const double sharpest = 1e6;

/* A keep is above the inverse of the product; rounding must not make it 0. */
static const double least_keep = 1e-12;

/* A running scale below this is taken into its vector; a power of two, so that nothing is rounded. */
static const double least_scale = 0x1p-300; /* two to the LEAST_EXPONENT */

/* Precisions above this times what is known of theta before are not for running scales. */
static const double largest_growth = 1e60;

size_t rk_arrow_doubles(size_t dimension, size_t steps)
{
    size_t constants = dimension - 1;
    return constants * (constants + 8) + steps * (sizeof(rk_arrow_step) / sizeof(double));
}

void rk_arrow_place(rk_arrow *arrow, size_t dimension, size_t steps, double *memory)
{
    size_t constants = dimension - 1;
    double **vectors[] = {&arrow->scale, &arrow->offset, &arrow->own, &arrow->total, &arrow->trail, &arrow->exact,
        &arrow->era, &arrow->front};
    arrow->step = (rk_arrow_step *)(void *)memory;
    memory += steps * (sizeof(rk_arrow_step) / sizeof(double));
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++, memory += constants)
        *vectors[i] = memory;
    arrow->matrix = memory;
}

/* The offset that a step sees beside theta. */
static long offset_of(const rk_chain_step *step)
{
    return step->terms > 1 ? (long)step->at[step->terms - 1] - 1 : NO_OFFSET;
}

/* Whether a step sees a constant alone. */
static bool is_apart(const rk_chain_step *step)
{
    return step->at[0] != 0;
}

static double dot(const double *restrict a, const double *restrict b, size_t count)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t k = 0; k < 4; k++)
            sum[k] += a[i + k] * b[i + k];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void add(double *restrict to, double by, const double *restrict vector, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += by * vector[i];
}

static void multiply(double *vector, double by, size_t count)
{
    for (size_t i = 0; i < count; i++)
        vector[i] *= by;
}

bool rk_arrow_suits(const rk_chain *chain)
{
    double common = chain->shared ? chain->start_variance[chain->shared] : 0.0;
    if (chain->trend || chain->dimension <= FEWEST_CONSTANTS)
        return false;
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_chain_step *step = &chain->step[i];
        size_t last = step->at[step->terms - 1];
        double theta = chain->start_variance[0] + chain->drift_variance * (step->time - chain->start_time);
        if (!(chain->precision[i] * theta < largest_growth))
            return false;
        if (last == 0)
            continue;
        double variance = chain->start_variance[last] + (last == chain->shared ? 0.0 : common);
        if (!(chain->precision[i] * variance < sharpest))
            return false;
    }
    return true;
}

static double gap_variance(const rk_chain *chain, size_t i)
{
    double gap = chain->step[i].time - (i ? chain->step[i - 1].time : chain->start_time);
    return chain->drift_variance * fmax(gap, 0.0);
}

static void begin(rk_arrow *arrow, const rk_chain *chain)
{
    arrow->constants = chain->dimension - 1;
    arrow->shared = chain->shared ? chain->shared - 1 : arrow->constants;
    size_t shared = arrow->shared, constants = arrow->constants;
    double common = shared < constants ? chain->start_mean[shared + 1] : 0.0;
    for (size_t k = 0; k < constants; k++) {
        arrow->scale[k] = sqrt(chain->start_variance[k + 1]);
        arrow->offset[k] = chain->start_mean[k + 1] + (k == shared ? 0.0 : common);
    }
}

/* Variances of theta given the constants: what is known from before each step, and the precision from after it. */
static void look_around(rk_arrow *arrow, rk_chain *chain)
{
    double ahead = 0.0, variance = chain->start_variance[0];
    for (size_t i = chain->steps; i-- > 0;) {
        rk_arrow_step *at = &arrow->step[i];
        at->ahead = ahead;
        if (!is_apart(&chain->step[i]))
            ahead += chain->precision[i];
        at->fade = 1.0 / (1.0 + gap_variance(chain, i) * ahead);
        ahead *= at->fade;
    }
    for (size_t i = 0; i < chain->steps; i++) {
        rk_arrow_step *at = &arrow->step[i];
        double w = is_apart(&chain->step[i]) ? 0.0 : chain->precision[i];
        variance += gap_variance(chain, i);
        chain->spread[i] = variance;
        at->inverse = 1.0 / (1.0 + w * variance);
        at->share = 1.0 / (1.0 + variance * (at->ahead + w));
        variance *= at->inverse;
    }
}

/* Where a step's factor stands, for theta less its initial mean. */
static double target_of(const rk_arrow *arrow, const rk_chain *chain, size_t i)
{
    long offset = offset_of(&chain->step[i]);
    return chain->origin[i] - chain->start_mean[0] - (offset == NO_OFFSET ? 0.0 : arrow->offset[offset]);
}

static void gather_pull(rk_arrow *arrow, const rk_chain *chain)
{
    double pull = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        rk_arrow_step *at = &arrow->step[i];
        at->pull = pull;
        if (!is_apart(&chain->step[i]))
            pull += chain->shift[i] + chain->precision[i] * target_of(arrow, chain, i);
        pull *= at->fade;
    }
}

/* Mean of the constant that a step sees alone. */
static double constant_mean(const rk_arrow *arrow, size_t k)
{
    return arrow->offset[k] -
           (arrow->shared < arrow->constants && k != arrow->shared ? arrow->offset[arrow->shared] : 0.0);
}

/* A score belongs to the offset of its step; a constant alone is an offset less the common bias. */
static void add_score(const rk_arrow *arrow, const rk_chain_step *step, double score)
{
    if (step->terms > 1)
        arrow->total[step->at[step->terms - 1] - 1] += score;
    if (!is_apart(step))
        return;
    arrow->total[step->at[0] - 1] += score;
    if (arrow->shared < arrow->constants && step->at[0] - 1 != arrow->shared)
        arrow->total[arrow->shared] -= score;
}

/* Means and scores with the offsets as they are; each score comes from what all other steps say, which keeps its
 * digits. */
static void solve_theta(rk_arrow *arrow, rk_chain *chain)
{
    double m = 0.0, product = 1.0, logs = 0.0, exponent = 0.0;
    gather_pull(arrow, chain);
    memset(arrow->total, 0, arrow->constants * sizeof *arrow->total);
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_chain_step *step = &chain->step[i];
        const rk_arrow_step *at = &arrow->step[i];
        double w = chain->precision[i], shift = chain->shift[i];
        if (is_apart(step)) {
            double mean = chain->mean[i] = constant_mean(arrow, step->at[0] - 1) - chain->origin[i];
            chain->score[i] = shift - w * mean;
            exponent += 2.0 * shift * mean - w * mean * mean;
        } else {
            double P = chain->spread[i], target = target_of(arrow, chain, i), off = m - target;
            double others = off + P * (at->pull - at->ahead * target);
            chain->mean[i] = at->share * (others + P * shift);
            chain->score[i] = at->share * ((1.0 + P * at->ahead) * shift - w * others);
            exponent += ((shift * shift * P + 2.0 * shift * off) - w * off * off) * at->inverse;
            product *= at->inverse;
            if (product < 1e-100) { /* one logarithm for many steps */
                logs += log(product);
                product = 1.0;
            }
            m += P * at->inverse * (shift - w * off);
        }
        add_score(arrow, step, chain->score[i]);
    }
    chain->log_normaliser = 0.5 * (exponent + logs + log(product));
}

/* The running scale of the trail. */
typedef struct trail_scale {
    double value;
    double era; /* how often it was taken into the trail */
} trail_scale;

static trail_scale begin_trail(rk_arrow *arrow)
{
    memset(arrow->trail, 0, arrow->constants * sizeof *arrow->trail);
    memset(arrow->exact, 0, arrow->constants * sizeof *arrow->exact);
    memset(arrow->era, 0, arrow->constants * sizeof *arrow->era);
    return (trail_scale){1.0, 0.0};
}

/* The trail across the factor of step i. */
static void absorb(rk_arrow *arrow, const rk_chain *chain, size_t i, trail_scale *scale)
{
    rk_arrow_step *at = &arrow->step[i];
    long offset = offset_of(&chain->step[i]);
    at->scale = scale->value;
    if (is_apart(&chain->step[i]) || chain->precision[i] == 0.0)
        return;
    scale->value *= at->inverse;
    if (offset != NO_OFFSET) {
        at->undo = arrow->exact[offset];
        at->era = arrow->era[offset];
        arrow->trail[offset] -= chain->precision[i] * chain->spread[i] * at->inverse / scale->value;
        arrow->exact[offset] = arrow->trail[offset];
        arrow->era[offset] = scale->era;
    }
    if (scale->value < least_scale) {
        multiply(arrow->trail, least_scale, arrow->constants);
        scale->value /= least_scale;
        scale->era += 1.0;
    }
}

/* What the trail holds at an offset, of the value it was last given; gone when that is long ago. */
static double faded(const rk_arrow *arrow, size_t k, double era)
{
    return ldexp(arrow->exact[k], (int)fmax(LEAST_EXPONENT * (era - arrow->era[k]), -5000.0));
}

/* The same undone: the trail as it was before step i. */
static void retrace(rk_arrow *arrow, const rk_chain *chain, size_t i, double *era)
{
    const rk_arrow_step *at = &arrow->step[i];
    long offset = offset_of(&chain->step[i]);
    if (is_apart(&chain->step[i]) || chain->precision[i] == 0.0)
        return;
    if (at->scale * at->inverse < least_scale) {
        *era -= 1.0;
        for (size_t k = 0; k < arrow->constants; k++)
            arrow->trail[k] = faded(arrow, k, *era);
    }
    if (offset != NO_OFFSET) {
        arrow->exact[offset] = at->undo;
        arrow->era[offset] = at->era;
        arrow->trail[offset] = faded(arrow, (size_t)offset, *era);
    }
}

/* Information on the offsets with theta eliminated; row i of what is added from both sides at the end is the sum of
 * what the readings of offset i see of the trail. */
static void gather_information(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants;
    double *diagonal = arrow->own;
    trail_scale scale = begin_trail(arrow);
    memset(arrow->matrix, 0, n * n * sizeof *arrow->matrix);
    memset(diagonal, 0, n * sizeof *diagonal);
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_arrow_step *at = &arrow->step[i];
        long offset = offset_of(&chain->step[i]);
        if (offset != NO_OFFSET && chain->precision[i] > 0.0) {
            double by = chain->precision[i] * at->share;
            diagonal[offset] += by * (1.0 + chain->spread[i] * at->ahead);
            add(&arrow->matrix[(size_t)offset * n], by * scale.value, arrow->trail, n);
        }
        absorb(arrow, chain, i, &scale);
    }
    for (size_t j = 0; j < n; j++) {
        double *row = &arrow->matrix[j * n];
        row[j] = 2.0 * row[j] + diagonal[j];
        for (size_t k = 0; k < j; k++)
            row[k] = arrow->matrix[k * n + j] = row[k] + arrow->matrix[k * n + j];
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
        if (is_apart(&chain->step[i])) {
            size_t k = chain->step[i].at[0] - 1;
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

/* Forward: the quadratic form of the trail, and with each step's offset. Returns the era at the end. */
static double square_trail(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants;
    double square = 0.0;
    trail_scale scale = begin_trail(arrow);
    for (size_t i = 0; i < chain->steps; i++) {
        rk_arrow_step *at = &arrow->step[i];
        long offset = offset_of(&chain->step[i]);
        double w = is_apart(&chain->step[i]) ? 0.0 : chain->precision[i], keep = at->inverse;
        at->square = square;
        at->reach = 0.0;
        square *= keep * keep;
        if (offset != NO_OFFSET) {
            const double *row = &arrow->matrix[(size_t)offset * n];
            double gain = w * chain->spread[i] * keep;
            at->reach = scale.value * dot(row, arrow->trail, n);
            square += gain * (gain * row[offset] - 2.0 * keep * at->reach);
        }
        absorb(arrow, chain, i, &scale);
    }
    return scale.era;
}

/* What is known backwards: scalars of how the information ahead depends on the offsets. */
typedef struct front {
    double scale;  /* of the vector */
    double square; /* quadratic form */
    double cross;  /* with the trail before the step at hand */
} front;

/* Variance of h at step i that comes from the offsets. */
static double offset_variance(const rk_arrow *arrow, const rk_chain *chain, size_t i, const front *ahead)
{
    const rk_arrow_step *at = &arrow->step[i];
    long offset = offset_of(&chain->step[i]);
    double P = chain->spread[i], before = at->share, after = P * at->share, own = (1.0 + P * at->ahead) * at->share;
    double sum = before * (before * at->square + 2.0 * after * ahead->cross) + after * after * ahead->square;
    if (offset != NO_OFFSET) {
        double variance = arrow->matrix[(size_t)offset * arrow->constants + (size_t)offset];
        double reach = ahead->scale * arrow->front[offset];
        sum += own * (own * variance + 2.0 * (before * at->reach + after * reach));
    }
    return fmax(sum, 0.0);
}

/* The front across the factor of step i, backwards. */
static void release(rk_arrow *arrow, const rk_chain *chain, size_t i, front *ahead)
{
    size_t n = arrow->constants;
    long offset = offset_of(&chain->step[i]);
    double w = chain->precision[i];
    if (offset == NO_OFFSET || w == 0.0)
        return;
    const double *row = &arrow->matrix[(size_t)offset * n];
    ahead->square += w * (w * row[offset] - 2.0 * ahead->scale * arrow->front[offset]);
    ahead->cross -= w * arrow->step[i].reach;
    add(arrow->front, -w / ahead->scale, row, n);
}

/* Across the gap before step i, backwards, with the derivative by the drift's variance. Returns the information about
 * theta there, constants unknown. */
static double fade(rk_arrow *arrow, rk_chain *chain, size_t i, front *ahead)
{
    const rk_arrow_step *at = &arrow->step[i];
    bool apart = is_apart(&chain->step[i]);
    double w = apart ? 0.0 : chain->precision[i], J = at->ahead + w, share = at->share;
    double lost = ahead->square - J * (2.0 * ahead->cross - J * at->square);
    double information = fmax(J * share - lost * share * share, 0.0), r = chain->backward[0];
    double gap = chain->step[i].time - (i ? chain->step[i - 1].time : chain->start_time);
    if (gap > 0.0)
        chain->drift_slope += 0.5 * gap * (r * r - information);
    ahead->square *= at->fade * at->fade;
    ahead->cross *= at->fade;
    ahead->scale *= at->fade;
    if (ahead->scale < least_scale) {
        multiply(arrow->front, least_scale, arrow->constants);
        ahead->scale /= least_scale;
    }
    return information;
}

/* Backwards: variances and keeps, and the derivative by the drift's variance. */
static void look_back(rk_arrow *arrow, rk_chain *chain, double era)
{
    size_t n = arrow->constants;
    front ahead = {1.0, 0.0, 0.0};
    double information = 0.0;
    memset(arrow->front, 0, n * sizeof *arrow->front);
    chain->drift_slope = 0.0;
    chain->backward[0] = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        const rk_arrow_step *at = &arrow->step[i];
        const rk_chain_step *step = &chain->step[i];
        double w = chain->precision[i];
        if (is_apart(step)) {
            size_t k = step->at[0];
            chain->variance[i] = chain->start_variance[k] * arrow->own[k - 1];
            chain->keep[i] = fmax(1.0 - w * chain->variance[i], least_keep);
        } else {
            if (w != 0.0) {
                retrace(arrow, chain, i, &era);
                ahead.cross = at->scale * ahead.scale * dot(arrow->trail, arrow->front, n);
            }
            double from_offsets = offset_variance(arrow, chain, i, &ahead);
            chain->variance[i] = chain->spread[i] * at->share + from_offsets;
            double given = (1.0 + chain->spread[i] * at->ahead) * at->share; /* the offsets */
            chain->keep[i] = fmax(given - w * from_offsets, given * least_keep);
            release(arrow, chain, i, &ahead);
            chain->backward[0] += chain->score[i];
        }
        information = fade(arrow, chain, i, &ahead);
    }
    chain->information[0] = information;
}

/* What the constants learn: their scores and the information about them. */
static void report_constants(const rk_arrow *arrow, rk_chain *chain)
{
    size_t n = arrow->constants;
    double all = 0.0;
    for (size_t k = 0; k < n; k++) {
        double variance = chain->start_variance[k + 1], learnt = fmax(1.0 - arrow->own[k], 0.0);
        chain->backward[k + 1] = arrow->total[k];
        chain->information[(k + 1) * (chain->dimension + 1)] = variance > 0.0 ? learnt / variance : 0.0;
        all += arrow->total[k];
    }
    if (arrow->shared < n)
        chain->backward[arrow->shared + 1] = all;
}

bool rk_arrow_solve(rk_arrow *arrow, rk_chain *chain)
{
    begin(arrow, chain);
    look_around(arrow, chain);
    solve_theta(arrow, chain);
    gather_information(arrow, chain);
    standardise(arrow, chain);
    if (!rk_cholesky(arrow->constants, arrow->matrix))
        return false;
    double constants = solve_constants(arrow);
    invert(arrow);
    solve_theta(arrow, chain);
    chain->log_normaliser += 0.5 * constants;
    double era = square_trail(arrow, chain);
    look_back(arrow, chain, era);
    report_constants(arrow, chain);
    return true;
}

/* What a shift at `source` does to means and scores while the offsets change as given. */
static void respond(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount,
    const double *restrict change, double *restrict mean, double *restrict score)
{
    double pull = 0.0, m = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        long offset = offset_of(&chain->step[i]);
        mean[i] = pull;
        if (!is_apart(&chain->step[i])) {
            pull += i == source ? amount : 0.0;
            pull -= offset == NO_OFFSET ? 0.0 : chain->precision[i] * change[offset];
        }
        pull *= arrow->step[i].fade;
    }
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_arrow_step *at = &arrow->step[i];
        const rk_chain_step *step = &chain->step[i];
        long offset = offset_of(step);
        double w = chain->precision[i], shift = i == source ? amount : 0.0, P = chain->spread[i];
        if (is_apart(step)) {
            size_t k = step->at[0] - 1;
            mean[i] =
                change[k] - (arrow->shared < arrow->constants && k != arrow->shared ? change[arrow->shared] : 0.0);
            score[i] = shift - w * mean[i];
        } else {
            double by = offset == NO_OFFSET ? 0.0 : change[offset], off = m + by;
            double others = off + P * (mean[i] + at->ahead * by);
            mean[i] = at->share * (others + P * shift);
            score[i] = at->share * ((1.0 + P * at->ahead) * shift - w * others);
            m += P * at->inverse * (shift - w * off);
        }
    }
}

static void sum_scores(const rk_arrow *arrow, const rk_chain *chain, const double *score)
{
    memset(arrow->total, 0, arrow->constants * sizeof *arrow->total);
    for (size_t i = 0; i < chain->steps; i++)
        add_score(arrow, &chain->step[i], score[i]);
}

void rk_arrow_response(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount, double *mean,
    double *score, double *start)
{
    size_t n = arrow->constants;
    double *change = arrow->front;
    memset(change, 0, n * sizeof *change);
    respond(arrow, chain, source, amount, change, mean, score);
    sum_scores(arrow, chain, score);
    for (size_t k = 0; k < n; k++)
        change[k] = dot(&arrow->matrix[k * n], arrow->total, n);
    respond(arrow, chain, source, amount, change, mean, score);
    sum_scores(arrow, chain, score);
    double all = 0.0;
    start[0] = 0.0;
    for (size_t i = 0; i < chain->steps; i++)
        start[0] += is_apart(&chain->step[i]) ? 0.0 : score[i];
    for (size_t k = 0; k < n; k++) {
        start[k + 1] = arrow->total[k];
        all += arrow->total[k];
    }
    if (arrow->shared < n)
        start[arrow->shared + 1] = all;
}
