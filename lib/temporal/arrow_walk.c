/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arrow for a random walk. The trail, how the predicted theta depends on the offsets, shrinks and changes in one
 * place at each reading; so does, going backwards, the information from what comes later. Both are kept as a vector and
 * a running scale, so that a reading costs one place of the vector, and two sums over a row of the covariance.
 */
#include <math.h>
#include <string.h>

#include "temporal/arrow_parts.h"

enum { LEAST_EXPONENT = -300 };

/* A running scale below this is taken into its vector; a power of two, so that nothing is rounded. */
static const double least_scale = 0x1p-300; /* two to the LEAST_EXPONENT */

static void look_around(rk_arrow *arrow, rk_chain *chain)
{
    double ahead = 0.0, variance = chain->start_variance[0];
    for (size_t i = chain->steps; i-- > 0;) {
        rk_arrow_step *at = &arrow->step[i];
        at->ahead = ahead;
        ahead += rk_theta_precision(chain, i);
        at->fade = 1.0 / (1.0 + chain->drift_variance * rk_gap(chain, i) * ahead);
        ahead *= at->fade;
    }
    for (size_t i = 0; i < chain->steps; i++) {
        rk_arrow_step *at = &arrow->step[i];
        double w = rk_theta_precision(chain, i);
        variance += chain->drift_variance * rk_gap(chain, i);
        chain->spread[i] = variance;
        at->inverse = 1.0 / (1.0 + w * variance);
        at->share = 1.0 / (1.0 + variance * (at->ahead + w));
        variance *= at->inverse;
    }
}

static void gather_pull(rk_arrow *arrow, const rk_chain *chain)
{
    double pull = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        rk_arrow_step *at = &arrow->step[i];
        at->pull = pull;
        if (!rk_is_apart(&chain->step[i]))
            pull += chain->shift[i] + chain->precision[i] * rk_target_of(arrow, chain, i);
        pull *= at->fade;
    }
}

static void solve_theta(rk_arrow *arrow, rk_chain *chain)
{
    double m = 0.0, product = 1.0, logs = 0.0, exponent = 0.0;
    gather_pull(arrow, chain);
    memset(arrow->total, 0, arrow->constants * sizeof *arrow->total);
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_chain_step *step = &chain->step[i];
        const rk_arrow_step *at = &arrow->step[i];
        double w = chain->precision[i], shift = chain->shift[i];
        if (rk_is_apart(step)) {
            rk_solve_apart(arrow, chain, i, &exponent);
        } else {
            double P = chain->spread[i], target = rk_target_of(arrow, chain, i), off = m - target;
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
        rk_add_score(arrow, step, chain->score[i]);
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
    long offset = rk_offset_of(arrow, &chain->step[i]);
    at->scale = scale->value;
    if (rk_is_apart(&chain->step[i]) || chain->precision[i] == 0.0)
        return;
    scale->value *= at->inverse;
    if (offset != RK_NO_OFFSET) {
        at->undo = arrow->exact[offset];
        at->era = arrow->era[offset];
        arrow->trail[offset] -= chain->precision[i] * chain->spread[i] * at->inverse / scale->value;
        arrow->exact[offset] = arrow->trail[offset];
        arrow->era[offset] = scale->era;
    }
    if (scale->value < least_scale) {
        rk_multiply(arrow->trail, least_scale, arrow->constants);
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
    long offset = rk_offset_of(arrow, &chain->step[i]);
    if (rk_is_apart(&chain->step[i]) || chain->precision[i] == 0.0)
        return;
    if (at->scale * at->inverse < least_scale) {
        *era -= 1.0;
        for (size_t k = 0; k < arrow->constants; k++)
            arrow->trail[k] = faded(arrow, k, *era);
    }
    if (offset != RK_NO_OFFSET) {
        arrow->exact[offset] = at->undo;
        arrow->era[offset] = at->era;
        arrow->trail[offset] = faded(arrow, (size_t)offset, *era);
    }
}

static void gather_information(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants;
    double *diagonal = arrow->own;
    trail_scale scale = begin_trail(arrow);
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_arrow_step *at = &arrow->step[i];
        long offset = rk_offset_of(arrow, &chain->step[i]);
        if (offset != RK_NO_OFFSET && chain->precision[i] > 0.0) {
            double by = chain->precision[i] * at->share;
            diagonal[offset] += by * (1.0 + chain->spread[i] * at->ahead);
            rk_add_multiple(&arrow->matrix[(size_t)offset * n], by * scale.value, arrow->trail, n);
        }
        absorb(arrow, chain, i, &scale);
    }
}

/* Forward: the quadratic form of the trail, and with each step's offset. Returns the era at the end. */
static double square_trail(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants;
    double square = 0.0;
    trail_scale scale = begin_trail(arrow);
    for (size_t i = 0; i < chain->steps; i++) {
        rk_arrow_step *at = &arrow->step[i];
        long offset = rk_offset_of(arrow, &chain->step[i]);
        double w = rk_theta_precision(chain, i), keep = at->inverse;
        at->square = square;
        at->reach = 0.0;
        square *= keep * keep;
        if (offset != RK_NO_OFFSET) {
            const double *row = &arrow->matrix[(size_t)offset * n];
            double gain = w * chain->spread[i] * keep;
            at->reach = scale.value * rk_dot(row, arrow->trail, n);
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
    long offset = rk_offset_of(arrow, &chain->step[i]);
    double P = chain->spread[i], before = at->share, after = P * at->share, own = (1.0 + P * at->ahead) * at->share;
    double sum = before * (before * at->square + 2.0 * after * ahead->cross) + after * after * ahead->square;
    if (offset != RK_NO_OFFSET) {
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
    long offset = rk_offset_of(arrow, &chain->step[i]);
    double w = chain->precision[i];
    if (offset == RK_NO_OFFSET || w == 0.0)
        return;
    const double *row = &arrow->matrix[(size_t)offset * n];
    ahead->square += w * (w * row[offset] - 2.0 * ahead->scale * arrow->front[offset]);
    ahead->cross -= w * arrow->step[i].reach;
    rk_add_multiple(arrow->front, -w / ahead->scale, row, n);
}

/* Across the gap before step i, backwards, with the derivative by the drift's variance. Returns the information about
 * theta there, constants unknown. */
static double fade(rk_arrow *arrow, rk_chain *chain, size_t i, front *ahead)
{
    const rk_arrow_step *at = &arrow->step[i];
    double w = rk_theta_precision(chain, i), J = at->ahead + w, share = at->share;
    double lost = ahead->square - J * (2.0 * ahead->cross - J * at->square);
    double information = fmax(J * share - lost * share * share, 0.0), r = chain->backward[0];
    chain->drift_slope += 0.5 * rk_gap(chain, i) * (r * r - information);
    ahead->square *= at->fade * at->fade;
    ahead->cross *= at->fade;
    ahead->scale *= at->fade;
    if (ahead->scale < least_scale) {
        rk_multiply(arrow->front, least_scale, arrow->constants);
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
        if (rk_is_apart(step)) {
            rk_spread_apart(arrow, chain, i);
        } else {
            if (w != 0.0) {
                retrace(arrow, chain, i, &era);
                ahead.cross = at->scale * ahead.scale * rk_dot(arrow->trail, arrow->front, n);
            }
            double from_offsets = offset_variance(arrow, chain, i, &ahead);
            chain->variance[i] = chain->spread[i] * at->share + from_offsets;
            double given = (1.0 + chain->spread[i] * at->ahead) * at->share; /* the offsets */
            chain->keep[i] = fmax(given - w * from_offsets, given * rk_least_keep);
            release(arrow, chain, i, &ahead);
            chain->backward[0] += chain->score[i];
        }
        information = fade(arrow, chain, i, &ahead);
    }
    chain->information[0] = information;
}

static void find_variances(rk_arrow *arrow, rk_chain *chain)
{
    double era = square_trail(arrow, chain);
    look_back(arrow, chain, era);
}

/* Away from the source a shift moves theta less and less. */
static void spread_score(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount)
{
    const rk_arrow_step *own = &arrow->step[source];
    double P = chain->spread[source], m = P * own->inverse * amount, pull = amount * own->fade;
    double least = rk_least_effect * fabs(m);
    rk_add_score(arrow, &chain->step[source], own->share * (1.0 + P * own->ahead) * amount);
    for (size_t i = source + 1; i < chain->steps && fabs(m) > least; i++) {
        rk_add_score(arrow, &chain->step[i], -rk_theta_precision(chain, i) * arrow->step[i].share * m);
        m *= arrow->step[i].inverse;
    }
    least = rk_least_effect * fabs(amount);
    for (size_t i = source; i-- > 0 && fabs(pull) > least;) {
        double mean = arrow->step[i].share * chain->spread[i] * pull;
        rk_add_score(arrow, &chain->step[i], -rk_theta_precision(chain, i) * mean);
        pull *= arrow->step[i].fade;
    }
}

static void respond(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount, const double *change,
    double *mean, double *score)
{
    double pull = 0.0, m = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        long offset = rk_offset_of(arrow, &chain->step[i]);
        mean[i] = pull;
        if (!rk_is_apart(&chain->step[i])) {
            pull += i == source ? amount : 0.0;
            pull -= offset == RK_NO_OFFSET ? 0.0 : chain->precision[i] * change[offset];
        }
        pull *= arrow->step[i].fade;
    }
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_arrow_step *at = &arrow->step[i];
        const rk_chain_step *step = &chain->step[i];
        long offset = rk_offset_of(arrow, step);
        double w = chain->precision[i], shift = i == source ? amount : 0.0, P = chain->spread[i];
        if (rk_is_apart(step)) {
            mean[i] = rk_constant_of(arrow, step, change);
            score[i] = shift - w * mean[i];
        } else {
            double by = offset == RK_NO_OFFSET ? 0.0 : change[offset], off = m + by;
            double others = off + P * (mean[i] + at->ahead * by);
            mean[i] = at->share * (others + P * shift);
            score[i] = at->share * ((1.0 + P * at->ahead) * shift - w * others);
            m += P * at->inverse * (shift - w * off);
        }
        rk_add_score(arrow, step, score[i]);
    }
}

const rk_arrow_process rk_arrow_walk = {
    look_around, solve_theta, gather_information, find_variances, spread_score, respond};
