/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/kalman.h"

#include <math.h>
#include <string.h>

#include "core/layout.h"

enum { TERMS_MOST = 1 + RK_GAUSSIAN_TERMS };

size_t rk_kalman_place(rk_kalman *kalman, size_t steps, size_t base, size_t dimension, void *memory)
{
    const rk_room rooms[] = {
        RK_ROOM(kalman->centre, steps),
        RK_ROOM(kalman->a, dimension),
        RK_ROOM(kalman->P, dimension * dimension),
        RK_ROOM(kalman->predicted, steps),
        RK_ROOM(kalman->F, steps),
        RK_ROOM(kalman->inverse, steps),
        RK_ROOM(kalman->M, steps * dimension),
        RK_ROOM(kalman->before_a, steps * base),
        RK_ROOM(kalman->before_P, steps * base * dimension),
        RK_ROOM(kalman->r, dimension),
        RK_ROOM(kalman->N, dimension * dimension),
        RK_ROOM(kalman->scratch, 3 * dimension),
    };
    kalman->base = base;
    kalman->dimension = dimension;
    return rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
}

static inline double at_least_zero(double x)
{
    return x > 0.0 ? x : 0.0;
}

size_t rk_lives_find(const rk_gaussian *gaussian, rk_life *life, size_t *free_place)
{
    size_t places = 0, free = 0;
    for (size_t k = 0; k < gaussian->constants; k++)
        life[k] = (rk_life){.first = gaussian->steps};
    for (size_t i = gaussian->steps; i-- > 0;)
        for (uint32_t t = 0; t < gaussian->step[i].constants; t++) {
            rk_life *own = &life[gaussian->step[i].constant[t]];
            own->last = own->first == gaussian->steps ? i : own->last;
            own->first = i;
        }
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        for (uint32_t t = 0; t < step->constants; t++)
            if (life[step->constant[t]].first == i)
                life[step->constant[t]].place = free ? free_place[--free] : places++;
        for (uint32_t t = 0; t < step->constants; t++)
            if (life[step->constant[t]].last == i)
                free_place[free++] = life[step->constant[t]].place;
    }
    return places;
}

/* The state elements that make h of a step; returns how many. Without constants in the state, theta
 * at most. */
static inline size_t terms_of(const rk_kalman *kalman, const rk_gaussian_step *step, size_t d,
    size_t base, size_t term[TERMS_MOST])
{
    size_t count = 0;
    if (step->theta)
        term[count++] = 0;
    if (d > base)
        for (uint32_t t = 0; t < step->constants; t++)
            term[count++] = base + kalman->life[step->constant[t]].place;
    return count;
}

/* Clears row and column of a symmetric matrix. */
static inline void clear(double *matrix, size_t d, size_t element)
{
    for (size_t j = 0; j < d; j++)
        matrix[element * d + j] = matrix[j * d + element] = 0.0;
}

/* ---- forward ---- */

static void begin_filter(rk_kalman *kalman, const rk_gaussian *gaussian)
{
    size_t d = kalman->dimension;
    rk_pair V = rk_prior_at_first(gaussian);
    memset(kalman->a, 0, d * sizeof *kalman->a);
    memset(kalman->P, 0, d * d * sizeof *kalman->P);
    kalman->P[0] = V.level;
    if (kalman->base == 2) {
        kalman->P[1] = kalman->P[d] = V.both;
        kalman->P[d + 1] = V.slope;
    }
}

/* Constants that step i sees first come into the state. */
static inline void let_in(
    rk_kalman *kalman, const rk_gaussian *gaussian, size_t i, size_t d, size_t base)
{
    const rk_gaussian_step *step = &gaussian->step[i];
    for (uint32_t t = 0; t < step->constants && d > base; t++) {
        const rk_life *life = &kalman->life[step->constant[t]];
        if (life->first != i)
            continue;
        kalman->a[base + life->place] = 0.0;
        clear(kalman->P, d, base + life->place);
        kalman->P[(base + life->place) * (d + 1)] = gaussian->constant_variance[step->constant[t]];
    }
}

/* What the smoother needs to know of the near side of a gap before the root. */
static inline void keep_before(rk_kalman *kalman, size_t i, size_t d, size_t base)
{
    memcpy(&kalman->before_a[i * base], kalman->a, base * sizeof *kalman->a);
    memcpy(&kalman->before_P[i * base * d], kalman->P, base * d * sizeof *kalman->P);
}

/* a <- G a, P <- G P G' + H, where G and H concern theta and slope. */
static inline void move_forward(rk_kalman *kalman, const rk_transition *gap, size_t d, size_t base)
{
    double *a = kalman->a, *P = kalman->P;
    if (base == 1) {
        double g = gap->G[0][0];
        a[0] *= g;
        P[0] *= g * g;
        P[0] += gap->H.level;
        for (size_t j = 1; j < d; j++)
            P[j * d] = P[j] *= g;
        return;
    }
    const double(*G)[2] = gap->G;
    double level = a[0];
    a[0] = G[0][0] * level + G[0][1] * a[1];
    a[1] = G[1][0] * level + G[1][1] * a[1];
    for (size_t j = 0; j < d; j++) {
        double x = P[j], y = P[d + j];
        P[j] = G[0][0] * x + G[0][1] * y;
        P[d + j] = G[1][0] * x + G[1][1] * y;
    }
    for (size_t k = 0; k < 2; k++) {
        double x = P[k * d], y = P[k * d + 1];
        P[k * d] = G[0][0] * x + G[0][1] * y;
        P[k * d + 1] = G[1][0] * x + G[1][1] * y;
    }
    P[0] += gap->H.level;
    P[1] += gap->H.both;
    P[d + 1] += gap->H.slope;
    P[d] = P[1];
    for (size_t j = 2; j < d; j++) {
        P[j * d] = P[j];
        P[j * d + 1] = P[d + j];
    }
}

/* Mean and variance of h' and its covariance with the state, before the factor. */
static inline void look(
    rk_kalman *kalman, const rk_gaussian *gaussian, size_t i, size_t d, size_t base)
{
    size_t term[TERMS_MOST], terms = terms_of(kalman, &gaussian->step[i], d, base, term);
    double *M = &kalman->M[i * d], mean = kalman->centre[i], F = 0.0;
    memset(M, 0, d * sizeof *M);
    for (size_t t = 0; t < terms; t++) {
        const double *row = &kalman->P[term[t] * d];
        for (size_t j = 0; j < d; j++)
            M[j] += row[j];
    }
    for (size_t t = 0; t < terms; t++) {
        F += M[term[t]];
        mean += kalman->a[term[t]];
    }
    kalman->F[i] = at_least_zero(F);
    kalman->predicted[i] = mean;
    kalman->inverse[i] = 1.0 / (1.0 + gaussian->precision[i] * kalman->F[i]);
}

/*
 * A factor much sharper than what was known cancels all digits in the textbook update; Joseph's
 * form, which multiplies by I - K z' from both sides, keeps them. It costs twice as much, so it is
 * used from here on.
 */
static const double sharp = 1e5;

/* P <- (I - K z') P (I - K z')' + K K' / w, with h = z'x and K = M w / (1 + w F). */
static void absorb_sharply(rk_kalman *kalman, const rk_gaussian *gaussian, size_t i)
{
    size_t d = kalman->dimension, term[TERMS_MOST];
    size_t terms = terms_of(kalman, &gaussian->step[i], d, kalman->base, term);
    const double *M = &kalman->M[i * d];
    double *P = kalman->P, *Pz = kalman->scratch, w = gaussian->precision[i],
           inverse = kalman->inverse[i];
    for (size_t j = 0; j < d; j++) {
        double K = M[j] * w * inverse;
        for (size_t k = 0; k < d; k++)
            P[j * d + k] -= K * M[k];
    }
    for (size_t j = 0; j < d; j++) {
        Pz[j] = 0.0;
        for (size_t t = 0; t < terms; t++)
            Pz[j] += P[j * d + term[t]];
    }
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k <= j; k++) {
            double sum =
                P[j * d + k] - Pz[j] * M[k] * w * inverse + M[j] * inverse * w * inverse * M[k];
            P[j * d + k] = P[k * d + j] = sum;
        }
    for (size_t j = 0; j < d; j++)
        P[j * d + j] = at_least_zero(P[j * d + j]);
}

/* Multiplies the factor of step i into the state's distribution. */
static inline void absorb(rk_kalman *kalman, const rk_gaussian *gaussian, size_t i, size_t d)
{
    const double *M = &kalman->M[i * d];
    double *a = kalman->a, *P = kalman->P, w = gaussian->precision[i], inverse = kalman->inverse[i];
    double innovation = (gaussian->shift[i] - w * kalman->predicted[i]) * inverse;
    for (size_t j = 0; j < d; j++)
        a[j] += M[j] * innovation;
    if (d == 1 && gaussian->step[i].theta) {
        P[0] *= inverse;
        return;
    }
    if (w * kalman->F[i] > sharp) {
        absorb_sharply(kalman, gaussian, i);
        return;
    }
    for (size_t j = 0; j < d; j++) {
        double K = M[j] * w * inverse, *row = &P[j * d];
        if (K == 0.0) /* a bias that nothing has spoken about yet */
            continue;
        for (size_t k = 0; k < d; k++)
            row[k] -= K * M[k];
        row[j] = at_least_zero(row[j]);
    }
}

static inline void filter(rk_kalman *kalman, rk_gaussian *gaussian, size_t d, size_t base)
{
    double product = 1.0, logs = 0.0, exponent = 0.0;
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_transition *gap = &gaussian->transition[i];
        if (i > 0 && gap->before_root)
            keep_before(kalman, i, d, base);
        if (i > 0 && gap->moves)
            move_forward(kalman, gap, d, base);
        let_in(kalman, gaussian, i, d, base);
        look(kalman, gaussian, i, d, base);
        double w = gaussian->precision[i], shift = gaussian->shift[i];
        if (w == 0.0 && shift == 0.0)
            continue;
        double m = kalman->predicted[i], F = kalman->F[i];
        exponent += ((shift * shift * F + 2.0 * shift * m) - w * m * m) * kalman->inverse[i];
        product *= 1.0 + w * F;
        if (product > 1e100) { /* one logarithm for many steps */
            logs += log(product);
            product = 1.0;
        }
        absorb(kalman, gaussian, i, d);
    }
    gaussian->log_normaliser = 0.5 * (exponent - logs - log(product));
}

/* ---- backward ---- */

/* N <- (I - K z')' N (I - K z') + z z' w / (1 + w F); N M stands in the scratch. */
static inline void release(
    rk_kalman *kalman, const rk_gaussian *gaussian, size_t i, size_t d, size_t base)
{
    size_t term[TERMS_MOST], terms = terms_of(kalman, &gaussian->step[i], d, base, term);
    const double *M = &kalman->M[i * d];
    double *N = kalman->N, *NM = kalman->scratch,
           gain = gaussian->precision[i] * kalman->inverse[i];
    for (size_t t = 0; t < terms; t++)
        for (size_t j = 0; j < d; j++)
            N[j * d + term[t]] -= gain * NM[j];
    for (size_t t = 0; t < terms;
         t++) { /* afresh where columns changed: their digits are what matters */
        double sum = 0.0;
        for (size_t j = 0; j < d; j++)
            sum += M[j] * N[j * d + term[t]];
        NM[term[t]] = sum;
    }
    for (size_t s = 0; s < terms; s++) {
        double *row = &N[term[s] * d];
        for (size_t j = 0; j < d; j++)
            row[j] -= gain * NM[j];
        for (size_t t = 0; t < terms; t++)
            row[term[t]] += gain;
    }
}

/* The smoothed h' of step i, and r and N carried across its factor. */
static inline void look_back(
    rk_kalman *kalman, rk_gaussian *gaussian, size_t i, size_t d, size_t base)
{
    size_t term[TERMS_MOST], terms = terms_of(kalman, &gaussian->step[i], d, base, term);
    const double *M = &kalman->M[i * d];
    double *r = kalman->r, *NM = kalman->scratch, Mr = 0.0, MNM = 0.0;
    memset(NM, 0, d * sizeof *NM);
    for (size_t k = 0; k < d;
         k++) { /* N is symmetric: whole rows, which a compiler can take in parallel */
        const double *row = &kalman->N[k * d];
        double by = M[k];
        for (size_t j = 0; j < d; j++)
            NM[j] += by * row[j];
    }
    for (size_t j = 0; j < d; j++) {
        MNM += NM[j] * M[j];
        Mr += M[j] * r[j];
    }
    double w = gaussian->precision[i], shift = gaussian->shift[i], F = kalman->F[i],
           m = kalman->predicted[i];
    double inverse = kalman->inverse[i], u = (shift - w * (m + Mr)) * inverse;
    gaussian->mean[i] = (m + F * shift + Mr) * inverse;
    gaussian->variance[i] = at_least_zero(F * inverse - MNM * inverse * inverse);
    gaussian->score[i] = u;
    gaussian->keep[i] = inverse + w * at_least_zero(MNM) * inverse * inverse;
    for (size_t t = 0; t < terms; t++)
        r[term[t]] += u;
    if (w != 0.0)
        release(kalman, gaussian, i, d, base);
}

/*
 * Score and information of the increment e of a gap before the root, x_(i-1) = A x_i + e, from what
 * the filter knew at its near side (a, P) and the smoother at its far side (r, N): r_e = V^-1 a + K
 * r,   N_e = (I - V^-1 P) V^-1 + K N K',   K = (V^-1 P - I) G' for theta and slope, V^-1 P for
 * constants, where V is the prior covariance of x_(i-1) (docs/dev/many-sources.md).
 */
static inline void turn_gap_round(rk_kalman *kalman, const rk_transition *gap, size_t i, size_t d,
    size_t base, double r[2], rk_pair *N)
{
    const double *a = &kalman->before_a[i * base], *P = &kalman->before_P[i * base * d];
    const double W[2][2] = {{gap->inverse_prior.level, gap->inverse_prior.both},
        {gap->inverse_prior.both, gap->inverse_prior.slope}};
    rk_turned turned = rk_transition_turn(gap, base, P, d);
    double *K = kalman->scratch, *KN = kalman->scratch + 2 * d, form[2][2] = {{0}};
    for (size_t b = 0; b < base; b++) {
        double *row = &K[b * d];
        r[b] = 0.0;
        for (size_t j = 0; j < d; j++)
            row[j] =
                j < base ? turned.K[b][j] : W[b][0] * P[j] + (base == 2 ? W[b][1] * P[d + j] : 0.0);
        for (size_t c = 0; c < base; c++)
            r[b] += W[b][c] * a[c];
        for (size_t j = 0; j < d; j++)
            r[b] += row[j] * kalman->r[j];
    }
    for (size_t b = 0; b < base; b++) {
        memset(KN, 0, d * sizeof *KN);
        for (size_t k = 0; k < d; k++)
            for (size_t j = 0; j < d; j++)
                KN[j] += K[b * d + k] * kalman->N[k * d + j];
        for (size_t c = 0; c < base; c++)
            for (size_t j = 0; j < d; j++)
                form[b][c] += KN[j] * K[c * d + j];
    }
    *N = (rk_pair){
        turned.N.level + form[0][0], turned.N.both + form[0][1], turned.N.slope + form[1][1]};
}

/* Backwards, constants leave the state at the step that sees them first, and nothing more is said
 * about them. */
static inline void let_out(
    rk_kalman *kalman, rk_gaussian *gaussian, size_t i, size_t d, size_t base)
{
    const rk_gaussian_step *step = &gaussian->step[i];
    for (uint32_t t = 0; t < step->constants && d > base; t++) {
        size_t k = step->constant[t], element = base + kalman->life[k].place;
        if (kalman->life[k].first != i)
            continue;
        gaussian->constant_score[k] = kalman->r[element];
        gaussian->constant_information[k] = kalman->N[element * (d + 1)];
        kalman->r[element] = 0.0;
        clear(kalman->N, d, element);
    }
}

/* What gap i says about its increment. */
static inline void find_gap(
    rk_kalman *kalman, rk_gaussian *gaussian, size_t i, size_t d, size_t base)
{
    const rk_transition *gap = &gaussian->transition[i];
    double r[2] = {kalman->r[0], base == 2 ? kalman->r[1] : 0.0};
    rk_pair N = {.level = kalman->N[0]};
    if (gap->before_root) {
        turn_gap_round(kalman, gap, i, d, base, r, &N);
    } else if (base == 2) {
        N.both = kalman->N[1];
        N.slope = kalman->N[d + 1];
    }
    const rk_pair excess = {r[0] * r[0] - N.level, r[0] * r[1] - N.both, r[1] * r[1] - N.slope};
    gaussian->gap_score[i] = gap->before_root ? -r[0] : r[0];
    gaussian->gap_information[i] = at_least_zero(N.level);
    gaussian->drift_slope += rk_transition_slope(gap, base, &excess);
}

/* r <- G' r, N <- G' N G. */
static inline void move_backward(rk_kalman *kalman, const rk_transition *gap, size_t d, size_t base)
{
    double *r = kalman->r, *N = kalman->N;
    if (base == 1) {
        double g = gap->G[0][0];
        if (g == 1.0)
            return;
        r[0] *= g;
        N[0] *= g * g;
        for (size_t j = 1; j < d; j++)
            N[j * d] = N[j] *= g;
        return;
    }
    const double(*G)[2] = gap->G;
    double level = r[0];
    r[0] = G[0][0] * level + G[1][0] * r[1];
    r[1] = G[0][1] * level + G[1][1] * r[1];
    for (size_t j = 0; j < d; j++) {
        double x = N[j], y = N[d + j];
        N[j] = G[0][0] * x + G[1][0] * y;
        N[d + j] = G[0][1] * x + G[1][1] * y;
    }
    for (size_t k = 0; k < d; k++) {
        double x = N[k * d], y = N[k * d + 1];
        N[k * d] = G[0][0] * x + G[1][0] * y;
        N[k * d + 1] = G[0][1] * x + G[1][1] * y;
    }
}

static inline void smooth(rk_kalman *kalman, rk_gaussian *gaussian, size_t d, size_t base)
{
    memset(kalman->r, 0, d * sizeof *kalman->r);
    memset(kalman->N, 0, d * d * sizeof *kalman->N);
    for (size_t k = 0; k < gaussian->constants; k++) /* which no step may see */
        gaussian->constant_score[k] = gaussian->constant_information[k] = 0.0;
    gaussian->drift_slope = 0.0;
    gaussian->gap_score[0] = gaussian->gap_information[0] = 0.0;
    for (size_t i = gaussian->steps; i-- > 0;) {
        look_back(kalman, gaussian, i, d, base);
        let_out(kalman, gaussian, i, d, base);
        if (i == 0)
            break;
        find_gap(kalman, gaussian, i, d, base);
        if (gaussian->transition[i].moves)
            move_backward(kalman, &gaussian->transition[i], d, base);
    }
}

/* ---- small dimensions, which most fits have, are known to the compiler ---- */

void rk_kalman_filter(rk_kalman *kalman, rk_gaussian *gaussian)
{
    size_t d = kalman->dimension;
    begin_filter(kalman, gaussian);
    if (kalman->base == 2)
        d == 2 ? filter(kalman, gaussian, 2, 2) : filter(kalman, gaussian, d, 2);
    else if (d == 1)
        filter(kalman, gaussian, 1, 1);
    else if (d == 2)
        filter(kalman, gaussian, 2, 1);
    else if (d == 3)
        filter(kalman, gaussian, 3, 1);
    else
        filter(kalman, gaussian, d, 1);
}

void rk_kalman_smooth(rk_kalman *kalman, rk_gaussian *gaussian)
{
    size_t d = kalman->dimension;
    if (kalman->base == 2)
        d == 2 ? smooth(kalman, gaussian, 2, 2) : smooth(kalman, gaussian, d, 2);
    else if (d == 1)
        smooth(kalman, gaussian, 1, 1);
    else if (d == 2)
        smooth(kalman, gaussian, 2, 1);
    else if (d == 3)
        smooth(kalman, gaussian, 3, 1);
    else
        smooth(kalman, gaussian, d, 1);
}

/* ---- response ---- */

/* What shift and moves add to the predicted means; state[dimension] begins at 0. */
static void respond_forward(const rk_kalman *kalman, const rk_gaussian *gaussian, size_t source,
    double amount, const double *moved, double *mean, double *state)
{
    size_t d = kalman->dimension, base = kalman->base, term[TERMS_MOST];
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_transition *gap = &gaussian->transition[i];
        const rk_gaussian_step *step = &gaussian->step[i];
        if (i > 0 && gap->moves) {
            double level = state[0];
            state[0] *= gap->G[0][0];
            if (base == 2) {
                state[0] += gap->G[0][1] * state[1];
                state[1] = gap->G[1][0] * level + gap->G[1][1] * state[1];
            }
        }
        for (uint32_t t = 0; t < step->constants && d > base; t++)
            if (kalman->life[step->constant[t]].first == i)
                state[base + kalman->life[step->constant[t]].place] = 0.0;
        size_t terms = terms_of(kalman, step, d, base, term);
        mean[i] = moved ? moved[i] : 0.0;
        for (size_t t = 0; t < terms; t++)
            mean[i] += state[term[t]];
        double change =
            ((i == source ? amount : 0.0) - gaussian->precision[i] * mean[i]) * kalman->inverse[i];
        if (change != 0.0)
            for (size_t j = 0; j < d; j++)
                state[j] += kalman->M[i * d + j] * change;
    }
}

/* Mean and score of step i, and the response of r across its factor. */
static void respond_back(const rk_kalman *kalman, const rk_gaussian *gaussian, size_t i,
    double shift, double *mean, double *score, double *r)
{
    size_t d = kalman->dimension, term[TERMS_MOST];
    size_t terms = terms_of(kalman, &gaussian->step[i], d, kalman->base, term);
    const double *M = &kalman->M[i * d];
    double Mr = 0.0, w = gaussian->precision[i];
    for (size_t j = 0; j < d; j++)
        Mr += M[j] * r[j];
    score[i] = (shift - w * (mean[i] + Mr)) * kalman->inverse[i];
    mean[i] = (mean[i] + kalman->F[i] * shift + Mr) * kalman->inverse[i];
    for (size_t t = 0; t < terms; t++)
        r[term[t]] += score[i];
}

void rk_kalman_respond(const rk_kalman *kalman, const rk_gaussian *gaussian, size_t source,
    double amount, const double *moved, double *mean, double *score, double *constant_score)
{
    size_t d = kalman->dimension, base = kalman->base;
    double *r = kalman->scratch;
    memset(r, 0, d * sizeof *r);
    respond_forward(kalman, gaussian, source, amount, moved, mean, r);
    memset(r, 0, d * sizeof *r);
    for (size_t k = 0; k < gaussian->constants; k++)
        constant_score[k] = 0.0;
    for (size_t i = gaussian->steps; i-- > 0;) {
        const rk_gaussian_step *step = &gaussian->step[i];
        respond_back(kalman, gaussian, i, i == source ? amount : 0.0, mean, score, r);
        for (uint32_t t = 0; t < step->constants && d > base; t++) {
            size_t k = step->constant[t], element = base + kalman->life[k].place;
            if (kalman->life[k].first != i)
                continue;
            constant_score[k] = r[element];
            r[element] = 0.0;
        }
        const rk_transition *gap = &gaussian->transition[i];
        if (i == 0 || !gap->moves)
            continue;
        double level = r[0];
        r[0] *= gap->G[0][0];
        if (base == 2) {
            r[0] += gap->G[1][0] * r[1];
            r[1] = gap->G[0][1] * level + gap->G[1][1] * r[1];
        }
    }
}
