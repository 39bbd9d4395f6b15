/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arrow for a local linear trend: theta and its slope, so that the trail and the information ahead are two vectors
 * each and their scalars are two by two. Determinants are carried along beside the matrices, which keeps digits that
 * differences of products would lose. The trail is stored at the start of every block of steps and found again from
 * there on the way back.
 */
#include <math.h>
#include <string.h>

#include "temporal/arrow_parts.h"

/* A symmetric matrix of two rows, with its determinant. */
typedef struct pair {
    double a, b, c, determinant; /* (a b; b c) */
} pair;

/* Covariance of the slope's wander over a gap. */
static pair wander(const rk_chain *chain, size_t i)
{
    double gap = rk_gap(chain, i), q = chain->drift_variance * gap, square = gap * gap;
    return (pair){q * square / 3.0, 0.5 * q * gap, q, q * q * square / 12.0};
}

/* Information of theta and slope across the gap before step i, backwards. */
static void fade_information(pair *J, const pair *Q, double gap, double fade[4])
{
    double a = J->a * Q->a + J->b * Q->b, b = J->a * Q->b + J->b * Q->c;
    double c = J->b * Q->a + J->c * Q->b, d = J->b * Q->b + J->c * Q->c;
    double inverse = 1.0 / (1.0 + a + d + J->determinant * Q->determinant);
    fade[0] = (1.0 + d) * inverse;
    fade[1] = -b * inverse;
    fade[2] = gap * fade[0] - c * inverse;
    fade[3] = gap * fade[1] + (1.0 + a) * inverse;
    double level = (J->a + J->determinant * Q->c) * inverse, both = (J->b - J->determinant * Q->b) * inverse;
    J->c = (J->c + J->determinant * Q->a) * inverse + gap * (2.0 * both + gap * level);
    J->b = both + gap * level;
    J->a = level;
    J->determinant *= inverse;
}

static void move_covariance(pair *P, const pair *Q, double gap)
{
    P->a += gap * (2.0 * P->b + gap * P->c);
    P->b += gap * P->c;
    P->determinant += P->a * Q->c - 2.0 * P->b * Q->b + P->c * Q->a + Q->determinant;
    P->a += Q->a;
    P->b += Q->b;
    P->c += Q->c;
}

static void absorb_covariance(pair *P, double w, double inverse)
{
    if (w == 0.0 || !(P->a > 0.0))
        return;
    P->c = (P->determinant + P->b * P->b * inverse) / P->a;
    P->a *= inverse;
    P->b *= inverse;
    P->determinant *= inverse;
}

static void look_around(rk_arrow *arrow, rk_chain *chain)
{
    pair J = {0}, P = {.a = chain->start_variance[0], .c = chain->start_variance[1]};
    P.determinant = P.a * P.c;
    for (size_t i = chain->steps; i-- > 0;) {
        rk_trend_step *at = &arrow->trend[i];
        pair Q = wander(chain, i);
        double w = rk_theta_precision(chain, i);
        memcpy(at->ahead, &J, sizeof at->ahead);
        J.a += w;
        J.determinant += w * J.c;
        fade_information(&J, &Q, rk_gap(chain, i), at->fade);
    }
    for (size_t i = 0; i < chain->steps; i++) {
        rk_trend_step *at = &arrow->trend[i];
        pair Q = wander(chain, i);
        double w = rk_theta_precision(chain, i);
        move_covariance(&P, &Q, rk_gap(chain, i));
        memcpy(&J, at->ahead, sizeof J);
        memcpy(at->known, &P, sizeof at->known);
        chain->spread[i] = P.a;
        double others = 1.0 + P.a * J.a + 2.0 * P.b * J.b + P.c * J.c + P.determinant * J.determinant;
        double inverse = 1.0 / (others + w * (P.a + P.determinant * J.c));
        at->whole = inverse;
        at->keep = others * inverse;
        at->share[0] = (1.0 + P.b * J.b + P.c * J.c) * inverse;
        at->share[1] = -(P.a * J.b + P.b * J.c) * inverse;
        at->pull_share[0] = (P.a + P.determinant * J.c) * inverse;
        at->pull_share[1] = (P.b - P.determinant * J.b) * inverse;
        at->inverse = 1.0 / (1.0 + w * P.a);
        absorb_covariance(&P, w, at->inverse);
    }
}

static void gather_pull(rk_arrow *arrow, const rk_chain *chain)
{
    double level = 0.0, slope = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        rk_trend_step *at = &arrow->trend[i];
        at->pull[0] = level;
        at->pull[1] = slope;
        if (!rk_is_apart(&chain->step[i]))
            level += chain->shift[i] + chain->precision[i] * rk_target_of(arrow, chain, i);
        double before = at->fade[0] * level + at->fade[1] * slope;
        slope = at->fade[2] * level + at->fade[3] * slope;
        level = before;
    }
}

/* What all other steps say about h, weighed by the share of this one. */
static double others_of(const rk_trend_step *at, double off, double slope, double target, const double pull[2])
{
    return at->share[0] * off + at->share[1] * slope + at->pull_share[0] * (pull[0] - at->ahead[0] * target) +
           at->pull_share[1] * (pull[1] - at->ahead[1] * target);
}

static void solve_theta(rk_arrow *arrow, rk_chain *chain)
{
    double level = 0.0, slope = chain->start_mean[1], product = 1.0, logs = 0.0, exponent = 0.0;
    gather_pull(arrow, chain);
    memset(arrow->total, 0, arrow->constants * sizeof *arrow->total);
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_trend_step *at = &arrow->trend[i];
        double w = chain->precision[i], shift = chain->shift[i];
        level += rk_gap(chain, i) * slope;
        if (rk_is_apart(&chain->step[i])) {
            rk_solve_apart(arrow, chain, i, &exponent);
        } else {
            double target = rk_target_of(arrow, chain, i), off = level - target;
            double others = others_of(at, off, slope, target, at->pull), gain = at->inverse * (shift - w * off);
            chain->mean[i] = others + at->pull_share[0] * shift;
            chain->score[i] = at->keep * shift - w * others;
            exponent += ((shift * shift * at->known[0] + 2.0 * shift * off) - w * off * off) * at->inverse;
            product *= at->inverse;
            if (product < 1e-100) { /* one logarithm for many steps */
                logs += log(product);
                product = 1.0;
            }
            level += at->known[0] * gain;
            slope += at->known[1] * gain;
        }
        rk_add_score(arrow, &chain->step[i], chain->score[i]);
    }
    chain->log_normaliser = 0.5 * (exponent + logs + log(product));
}

/* Sums of products of one vector with two. */
static void dot_both(
    const double *restrict one, const double *restrict a, const double *restrict b, size_t count, double result[2])
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    size_t i = 0;
    for (; i + 2 <= count; i += 2)
        for (size_t k = 0; k < 2; k++) {
            sum[k] += one[i + k] * a[i + k];
            sum[2 + k] += one[i + k] * b[i + k];
        }
    if (i < count) {
        sum[0] += one[i] * a[i];
        sum[2] += one[i] * b[i];
    }
    result[0] = sum[0] + sum[1];
    result[1] = sum[2] + sum[3];
}

static void begin_trail(rk_arrow *arrow)
{
    memset(arrow->trail, 0, arrow->constants * sizeof *arrow->trail);
    memset(arrow->exact, 0, arrow->constants * sizeof *arrow->exact);
}

/* The trail over the gap before step i: theta's vector is `trail`, the slope's is `exact`. */
static void move_trail(rk_arrow *arrow, const rk_chain *chain, size_t i)
{
    double gap = rk_gap(chain, i);
    if (gap > 0.0)
        rk_add_multiple(arrow->trail, gap, arrow->exact, arrow->constants);
}

/* The trail across the factor of step i. */
static void absorb(rk_arrow *arrow, const rk_chain *chain, size_t i)
{
    const rk_trend_step *at = &arrow->trend[i];
    long offset = rk_offset_of(arrow, &chain->step[i]);
    double w = rk_theta_precision(chain, i), by = w * at->inverse;
    if (w == 0.0)
        return;
    double *restrict level = arrow->trail, *restrict slope = arrow->exact, left = at->inverse, gain = by * at->known[1];
    for (size_t k = 0; k < arrow->constants; k++) {
        slope[k] -= gain * level[k];
        level[k] *= left;
    }
    if (offset != RK_NO_OFFSET) {
        arrow->exact[offset] -= by * at->known[1];
        arrow->trail[offset] -= by * at->known[0];
    }
}

static void gather_information(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants;
    begin_trail(arrow);
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_trend_step *at = &arrow->trend[i];
        long offset = rk_offset_of(arrow, &chain->step[i]);
        double w = chain->precision[i];
        move_trail(arrow, chain, i);
        if (offset != RK_NO_OFFSET && w > 0.0) {
            double *restrict row = &arrow->matrix[(size_t)offset * n];
            arrow->own[offset] += w * at->keep;
            const double *restrict level = arrow->trail, *restrict slope = arrow->exact;
            double a = w * at->share[0], b = w * at->share[1];
            for (size_t k = 0; k < n; k++)
                row[k] += a * level[k] + b * slope[k];
        }
        absorb(arrow, chain, i);
    }
}

/* The quadratic form of the trail across the factor of step i. */
static void absorb_square(const rk_trend_step *at, double w, bool has_offset, double variance, double square[3])
{
    double by = w * at->inverse, gain[2] = {by * at->known[0], by * at->known[1]};
    double with[2] = {square[0], square[1]}, whole = square[0]; /* of the trail, and of the predicted h itself */
    if (has_offset) {
        whole += 2.0 * at->reach[0] + variance;
        with[0] += at->reach[0];
        with[1] += at->reach[1];
    }
    square[0] += gain[0] * (gain[0] * whole - 2.0 * with[0]);
    square[1] += gain[0] * gain[1] * whole - gain[0] * with[1] - gain[1] * with[0];
    square[2] += gain[1] * (gain[1] * whole - 2.0 * with[1]);
}

/* Forward: the quadratic form of the trail, and with each step's offset. Stores the trail where blocks begin. */
static void square_trail(rk_arrow *arrow, const rk_chain *chain)
{
    size_t n = arrow->constants;
    double square[3] = {0.0, 0.0, 0.0};
    begin_trail(arrow);
    for (size_t i = 0; i < chain->steps; i++) {
        rk_trend_step *at = &arrow->trend[i];
        long offset = rk_offset_of(arrow, &chain->step[i]);
        double gap = rk_gap(chain, i), variance = 0.0;
        if (i % RK_ARROW_BLOCK == 0) {
            double *stored = &arrow->stored[i / RK_ARROW_BLOCK * 2 * n];
            memcpy(stored, arrow->trail, n * sizeof *stored);
            memcpy(stored + n, arrow->exact, n * sizeof *stored);
        }
        move_trail(arrow, chain, i);
        square[0] += gap * (2.0 * square[1] + gap * square[2]);
        square[1] += gap * square[2];
        memcpy(at->square, square, sizeof at->square);
        at->reach[0] = at->reach[1] = 0.0;
        if (offset != RK_NO_OFFSET) {
            const double *row = &arrow->matrix[(size_t)offset * n];
            variance = row[offset];
            dot_both(row, arrow->trail, arrow->exact, n, at->reach);
        }
        absorb_square(at, rk_theta_precision(chain, i), offset != RK_NO_OFFSET, variance, square);
        absorb(arrow, chain, i);
    }
}

/* The trails before the steps of the block that begins at step `from`, found again. */
static void retrace(rk_arrow *arrow, const rk_chain *chain, size_t from)
{
    size_t n = arrow->constants, end = from + RK_ARROW_BLOCK < chain->steps ? from + RK_ARROW_BLOCK : chain->steps;
    const double *stored = &arrow->stored[from / RK_ARROW_BLOCK * 2 * n];
    memcpy(arrow->trail, stored, n * sizeof *stored);
    memcpy(arrow->exact, stored + n, n * sizeof *stored);
    for (size_t i = from; i < end; i++) {
        double *kept = &arrow->block[(i - from) * 2 * n];
        move_trail(arrow, chain, i);
        memcpy(kept, arrow->trail, n * sizeof *kept);
        memcpy(kept + n, arrow->exact, n * sizeof *kept);
        absorb(arrow, chain, i);
    }
}

/* What is known backwards: scalars of how the information ahead depends on the offsets, whose vectors, times the
 * covariance, are `front` for theta and `era` for the slope. */
typedef struct front {
    double square[3];
    double cross[2][2]; /* of the trail's vectors with those */
} front;

/* Variance of h at step i that comes from the offsets. */
static double offset_variance(const rk_arrow *arrow, const rk_chain *chain, size_t i, const front *ahead)
{
    const rk_trend_step *at = &arrow->trend[i];
    long offset = rk_offset_of(arrow, &chain->step[i]);
    const double *x = at->share, *y = at->pull_share, *a = at->square, *e = ahead->square;
    double sum = x[0] * x[0] * a[0] + 2.0 * x[0] * x[1] * a[1] + x[1] * x[1] * a[2];
    sum += y[0] * y[0] * e[0] + 2.0 * y[0] * y[1] * e[1] + y[1] * y[1] * e[2];
    for (int j = 0; j < 2; j++)
        for (int k = 0; k < 2; k++)
            sum += 2.0 * x[j] * y[k] * ahead->cross[j][k];
    if (offset != RK_NO_OFFSET) {
        double variance = arrow->matrix[(size_t)offset * arrow->constants + (size_t)offset];
        double reach = x[0] * at->reach[0] + x[1] * at->reach[1];
        reach += y[0] * arrow->front[offset] + y[1] * arrow->era[offset];
        sum += at->keep * (at->keep * variance + 2.0 * reach);
    }
    return fmax(sum, 0.0);
}

/* The front across the factor of step i, backwards. */
static void release(rk_arrow *arrow, const rk_chain *chain, size_t i, front *ahead)
{
    size_t n = arrow->constants;
    const rk_trend_step *at = &arrow->trend[i];
    long offset = rk_offset_of(arrow, &chain->step[i]);
    double w = chain->precision[i];
    if (offset == RK_NO_OFFSET || w == 0.0)
        return;
    const double *row = &arrow->matrix[(size_t)offset * n];
    ahead->square[0] += w * (w * row[offset] - 2.0 * arrow->front[offset]);
    ahead->square[1] -= w * arrow->era[offset];
    ahead->cross[0][0] -= w * at->reach[0];
    ahead->cross[1][0] -= w * at->reach[1];
    rk_add_multiple(arrow->front, -w, row, n);
}

/* Information about theta and slope before step i with its factor, constants unknown. */
static pair information_at(const rk_arrow *arrow, const rk_chain *chain, size_t i, const front *ahead)
{
    const rk_trend_step *at = &arrow->trend[i];
    pair P, J;
    memcpy(&P, at->known, sizeof P);
    memcpy(&J, at->ahead, sizeof J);
    double w = rk_theta_precision(chain, i), inverse = at->whole;
    J.a += w;
    J.determinant += w * J.c;
    double j[2][2] = {{J.a, J.b}, {J.b, J.c}},
           s[2][2] = {{at->square[0], at->square[1]}, {at->square[1], at->square[2]}};
    double e[2][2] = {{ahead->square[0], ahead->square[1]}, {ahead->square[1], ahead->square[2]}}, rest[2][2],
           lost[2][2];
    for (int r = 0; r < 2; r++) /* J times (trail's form times J, less the cross form) */
        for (int c = 0; c < 2; c++)
            rest[r][c] = s[r][0] * j[0][c] + s[r][1] * j[1][c] - ahead->cross[r][c];
    for (int r = 0; r < 2; r++)
        for (int c = 0; c < 2; c++)
            e[r][c] += j[r][0] * rest[0][c] + j[r][1] * rest[1][c] - ahead->cross[0][r] * j[0][c] -
                       ahead->cross[1][r] * j[1][c];
    double g[2][2] = {{(1.0 + P.b * J.b + P.c * J.c) * inverse, -(P.b * J.a + P.c * J.b) * inverse},
        {-(P.a * J.b + P.b * J.c) * inverse, (1.0 + P.a * J.a + P.b * J.b) * inverse}};
    for (int r = 0; r < 2; r++)
        for (int c = 0; c < 2; c++)
            lost[r][c] =
                g[r][0] * (e[0][0] * g[c][0] + e[0][1] * g[c][1]) + g[r][1] * (e[1][0] * g[c][0] + e[1][1] * g[c][1]);
    return (pair){.a = fmax((J.a + J.determinant * P.c) * inverse - lost[0][0], 0.0),
        .b = (J.b - J.determinant * P.b) * inverse - lost[0][1],
        .c = fmax((J.c + J.determinant * P.a) * inverse - lost[1][1], 0.0)};
}

/* The front across the gap before step i, backwards. */
static void fade(rk_arrow *arrow, const rk_chain *chain, size_t i, front *ahead)
{
    const double *f = arrow->trend[i].fade, gap = rk_gap(chain, i);
    double e[3] = {ahead->square[0], ahead->square[1], ahead->square[2]};
    if (gap == 0.0)
        return;
    ahead->square[0] = f[0] * f[0] * e[0] + 2.0 * f[0] * f[1] * e[1] + f[1] * f[1] * e[2];
    ahead->square[1] = f[0] * f[2] * e[0] + (f[0] * f[3] + f[1] * f[2]) * e[1] + f[1] * f[3] * e[2];
    ahead->square[2] = f[2] * f[2] * e[0] + 2.0 * f[2] * f[3] * e[1] + f[3] * f[3] * e[2];
    for (int k = 0; k < 2; k++)
        ahead->cross[0][k] -= gap * ahead->cross[1][k];
    for (int j = 0; j < 2; j++) {
        double level = ahead->cross[j][0], slope = ahead->cross[j][1];
        ahead->cross[j][0] = f[0] * level + f[1] * slope;
        ahead->cross[j][1] = f[2] * level + f[3] * slope;
    }
    double *restrict level = arrow->front, *restrict slope = arrow->era;
    for (size_t k = 0; k < arrow->constants; k++) {
        double before = f[0] * level[k] + f[1] * slope[k];
        slope[k] = f[2] * level[k] + f[3] * slope[k];
        level[k] = before;
    }
}

/* Across the gap before step i, backwards, with the derivative by the drift's variance. */
static void move_backward(rk_chain *chain, size_t i, pair *N)
{
    double gap = rk_gap(chain, i), *r = chain->backward;
    double level = r[0] * r[0] - N->a, both = r[0] * r[1] - N->b, slope = r[1] * r[1] - N->c;
    chain->drift_slope += 0.5 * gap * (gap * gap / 3.0 * level + gap * both + slope);
    r[1] += gap * r[0];
    N->c += gap * (2.0 * N->b + gap * N->a);
}

/* Variance and keep at step i, which sees theta. */
static void find_variance(rk_arrow *arrow, rk_chain *chain, size_t i, front *ahead)
{
    size_t n = arrow->constants;
    const rk_trend_step *at = &arrow->trend[i];
    double w = chain->precision[i];
    if (w != 0.0) {
        const double *trail = &arrow->block[i % RK_ARROW_BLOCK * 2 * n];
        for (size_t j = 0; j < 2; j++)
            dot_both(trail + j * n, arrow->front, arrow->era, n, ahead->cross[j]);
    }
    double from_offsets = offset_variance(arrow, chain, i, ahead);
    chain->variance[i] = at->pull_share[0] + from_offsets;
    chain->keep[i] = fmax(at->keep - w * from_offsets, at->keep * rk_least_keep);
    release(arrow, chain, i, ahead);
}

static void find_variances(rk_arrow *arrow, rk_chain *chain)
{
    size_t n = arrow->constants;
    front ahead = {{0.0, 0.0, 0.0}, {{0.0, 0.0}, {0.0, 0.0}}};
    pair N = {0};
    square_trail(arrow, chain);
    memset(arrow->front, 0, n * sizeof *arrow->front);
    memset(arrow->era, 0, n * sizeof *arrow->era);
    chain->drift_slope = 0.0;
    chain->backward[0] = chain->backward[1] = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        if (i % RK_ARROW_BLOCK == RK_ARROW_BLOCK - 1 || i + 1 == chain->steps)
            retrace(arrow, chain, i - i % RK_ARROW_BLOCK);
        if (rk_is_apart(&chain->step[i])) {
            rk_spread_apart(arrow, chain, i);
        } else {
            find_variance(arrow, chain, i, &ahead);
            chain->backward[0] += chain->score[i];
        }
        N = information_at(arrow, chain, i, &ahead);
        move_backward(chain, i, &N);
        fade(arrow, chain, i, &ahead);
    }
    chain->information[0] = N.a;
    chain->information[chain->dimension + 1] = N.c;
}

static void spread_score(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount)
{
    const rk_trend_step *own = &arrow->trend[source];
    double level = own->known[0] * own->inverse * amount, slope = own->known[1] * own->inverse * amount;
    double least = rk_least_effect * (fabs(level) + fabs(slope));
    rk_add_score(arrow, &chain->step[source], own->keep * amount);
    for (size_t i = source + 1; i < chain->steps && fabs(level) + fabs(slope) > least; i++) {
        const rk_trend_step *at = &arrow->trend[i];
        level += rk_gap(chain, i) * slope;
        double w = rk_theta_precision(chain, i), gain = -at->inverse * w * level;
        rk_add_score(arrow, &chain->step[i], -w * (at->share[0] * level + at->share[1] * slope));
        level += at->known[0] * gain;
        slope += at->known[1] * gain;
    }
    level = own->fade[0] * amount;
    slope = own->fade[2] * amount;
    least = rk_least_effect * fabs(amount);
    for (size_t i = source; i-- > 0 && fabs(level) + fabs(slope) > least;) {
        const rk_trend_step *at = &arrow->trend[i];
        double mean = at->pull_share[0] * level + at->pull_share[1] * slope;
        rk_add_score(arrow, &chain->step[i], -rk_theta_precision(chain, i) * mean);
        double before = at->fade[0] * level + at->fade[1] * slope;
        slope = at->fade[2] * level + at->fade[3] * slope;
        level = before;
    }
}

static void respond(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount, const double *change,
    double *mean, double *score)
{
    double level = 0.0, slope = 0.0;
    for (size_t i = chain->steps; i-- > 0;) { /* the pull of what is later waits where means and scores will be */
        const rk_trend_step *at = &arrow->trend[i];
        long offset = rk_offset_of(arrow, &chain->step[i]);
        mean[i] = level;
        score[i] = slope;
        if (!rk_is_apart(&chain->step[i])) {
            level += i == source ? amount : 0.0;
            level -= offset == RK_NO_OFFSET ? 0.0 : chain->precision[i] * change[offset];
        }
        double before = at->fade[0] * level + at->fade[1] * slope;
        slope = at->fade[2] * level + at->fade[3] * slope;
        level = before;
    }
    level = slope = 0.0;
    for (size_t i = 0; i < chain->steps; i++) {
        const rk_trend_step *at = &arrow->trend[i];
        const rk_chain_step *step = &chain->step[i];
        long offset = rk_offset_of(arrow, step);
        double w = chain->precision[i], shift = i == source ? amount : 0.0;
        level += rk_gap(chain, i) * slope;
        if (rk_is_apart(step)) {
            mean[i] = rk_constant_of(arrow, step, change);
            score[i] = shift - w * mean[i];
        } else {
            double by = offset == RK_NO_OFFSET ? 0.0 : change[offset], off = level + by;
            const double pull[2] = {mean[i], score[i]};
            double others = others_of(at, off, slope, -by, pull), gain = at->inverse * (shift - w * off);
            mean[i] = others + at->pull_share[0] * shift;
            score[i] = at->keep * shift - w * others;
            level += at->known[0] * gain;
            slope += at->known[1] * gain;
        }
        rk_add_score(arrow, step, score[i]);
    }
}

const rk_arrow_process rk_arrow_trend = {
    look_around, solve_theta, gather_information, find_variances, spread_score, respond};
