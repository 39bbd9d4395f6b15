/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/chain.h"

#include <math.h>
#include <string.h>

size_t rk_chain_doubles(size_t dimension, size_t steps)
{
    return 2 * dimension * dimension + 5 * dimension + steps * (9 + dimension);
}

size_t rk_chain_scratch(size_t dimension, size_t steps)
{
    return dimension * (dimension + steps);
}

static double *take(double **memory, size_t count)
{
    double *block = *memory;
    *memory += count;
    return block;
}

void rk_chain_place(rk_chain *chain, size_t dimension, size_t steps, double *memory)
{
    chain->dimension = dimension;
    double **dimension_sized[] = {
        &chain->start_mean, &chain->start_variance, &chain->filtered, &chain->backward, &chain->scratch};
    double **step_sized[] = {&chain->precision, &chain->shift, &chain->origin, &chain->predicted, &chain->spread,
        &chain->mean, &chain->variance, &chain->score, &chain->keep};
    for (size_t i = 0; i < sizeof dimension_sized / sizeof *dimension_sized; i++)
        *dimension_sized[i] = take(&memory, dimension);
    for (size_t i = 0; i < sizeof step_sized / sizeof *step_sized; i++)
        *step_sized[i] = take(&memory, steps);
    chain->information = take(&memory, dimension * dimension);
    chain->covariance = take(&memory, dimension * dimension); /* the scratch: these two last */
    chain->reach = take(&memory, steps * dimension);
}

/* State and covariance over a gap of years: Wiener, or integrated Wiener discretised exactly. */
static void move_forward(rk_chain *chain, double gap)
{
    size_t d = chain->dimension;
    double *a = chain->filtered, *P = chain->covariance, q = chain->drift_variance * gap;
    if (gap <= 0.0)
        return;
    if (!chain->trend) {
        P[0] += q;
        return;
    }
    a[0] += gap * a[1];
    for (size_t j = 0; j < d; j++)
        P[j] += gap * P[d + j];
    for (size_t j = 0; j < d; j++)
        P[j * d] += gap * P[j * d + 1];
    P[0] += q * gap * gap / 3.0;
    P[1] += 0.5 * q * gap;
    P[d] = P[1];
    P[d + 1] += q;
}

/*
 * A factor much sharper than what was known cancels all digits in the textbook update; Joseph's form, which multiplies
 * by I - k x' from both sides, keeps them. It costs twice as much, so it is used from here on.
 */
static const double sharp = 1e5;

/* P <- (I - k x') P (I - k x')' + k k' / w. */
static void absorb_sharply(rk_chain *chain, const rk_chain_step *step, const double *p, double w, double inverse)
{
    size_t d = chain->dimension;
    double *P = chain->covariance, *Mx = chain->scratch;
    for (size_t j = 0; j < d; j++) {
        double gain = p[j] * w * inverse;
        for (size_t k = 0; k < d; k++)
            P[j * d + k] -= gain * p[k];
    }
    for (size_t j = 0; j < d; j++) {
        Mx[j] = 0.0;
        for (uint32_t t = 0; t < step->terms; t++)
            Mx[j] += P[j * d + step->at[t]];
    }
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k <= j; k++) {
            double sum = P[j * d + k] - Mx[j] * p[k] * w * inverse + p[j] * inverse * w * inverse * p[k];
            P[j * d + k] = P[k * d + j] = sum;
        }
    for (size_t j = 0; j < d; j++)
        P[j * d + j] = fmax(P[j * d + j], 0.0);
}

/* Multiplies the factor of step i into the state's distribution. */
static void absorb(rk_chain *chain, size_t i)
{
    size_t d = chain->dimension;
    double *a = chain->filtered, *P = chain->covariance;
    const double *p = &chain->reach[i * d];
    double w = chain->precision[i], inverse = 1.0 / (1.0 + w * chain->spread[i]);
    double step = (chain->shift[i] - w * chain->predicted[i]) * inverse;
    for (size_t j = 0; j < d; j++)
        a[j] += p[j] * step;
    if (d == 1) {
        P[0] *= inverse;
        return;
    }
    if (w * chain->spread[i] > sharp) {
        absorb_sharply(chain, &chain->step[i], p, w, inverse);
        return;
    }
    for (size_t j = 0; j < d; j++) {
        double gain = p[j] * w * inverse, *restrict row = &P[j * d];
        if (gain == 0.0) /* a bias that nothing has spoken about yet */
            continue;
        for (size_t k = 0; k < d; k++)
            row[k] -= gain * p[k];
        row[j] = fmax(row[j], 0.0);
    }
}

/* Mean and variance of h' and its covariance with the state, before the factor. */
static void look(rk_chain *chain, size_t i)
{
    size_t d = chain->dimension;
    const rk_chain_step *step = &chain->step[i];
    double *p = &chain->reach[i * d], mean = 0.0, spread = 0.0;
    memcpy(p, &chain->covariance[step->at[0] * d], d * sizeof *p);
    for (uint32_t t = 1; t < step->terms; t++) {
        const double *row = &chain->covariance[step->at[t] * d];
        for (size_t j = 0; j < d; j++)
            p[j] += row[j];
    }
    for (uint32_t t = 0; t < step->terms; t++) {
        spread += p[step->at[t]];
        mean += chain->filtered[step->at[t]];
    }
    chain->spread[i] = fmax(spread, 0.0);
    chain->predicted[i] = mean - chain->origin[i];
}

void rk_chain_filter(rk_chain *chain)
{
    size_t d = chain->dimension;
    memcpy(chain->filtered, chain->start_mean, d * sizeof *chain->filtered);
    memset(chain->covariance, 0, d * d * sizeof *chain->covariance);
    for (size_t j = 0; j < d; j++)
        chain->covariance[j * d + j] = chain->start_variance[j];
    double time = chain->start_time, product = 1.0, logs = 0.0, exponent = 0.0;
    for (size_t i = 0; i < chain->steps; i++) {
        move_forward(chain, chain->step[i].time - time);
        time = chain->step[i].time;
        look(chain, i);
        double w = chain->precision[i], shift = chain->shift[i];
        if (w == 0.0 && shift == 0.0)
            continue;
        double m = chain->predicted[i], F = chain->spread[i], growth = 1.0 + w * F;
        exponent += ((shift * shift * F + 2.0 * shift * m) - w * m * m) / growth;
        product *= growth;
        if (product > 1e100) { /* one logarithm for many steps */
            logs += log(product);
            product = 1.0;
        }
        absorb(chain, i);
    }
    chain->log_normaliser = 0.5 * (exponent - logs - log(product));
}

/* r and N over a gap, backwards, with the derivative by the drift's variance. */
static void move_backward(rk_chain *chain, double gap)
{
    size_t d = chain->dimension;
    double *r = chain->backward, *N = chain->information;
    if (gap <= 0.0)
        return;
    if (!chain->trend) {
        chain->drift_slope += 0.5 * gap * (r[0] * r[0] - N[0]);
        return;
    }
    double square = gap * gap;
    chain->drift_slope +=
        0.5 * gap * (square / 3.0 * (r[0] * r[0] - N[0]) + gap * (r[0] * r[1] - N[1]) + (r[1] * r[1] - N[d + 1]));
    r[1] += gap * r[0];
    for (size_t j = 0; j < d; j++)
        N[d + j] += gap * N[j];
    for (size_t j = 0; j < d; j++)
        N[j * d + 1] += gap * N[j * d];
}

/* N <- (I - k x')' N (I - k x') + x x' w / (1 + w F); N p stands in the scratch. */
static void release(rk_chain *chain, const rk_chain_step *step, const double *p, double w, double inverse)
{
    size_t d = chain->dimension;
    double *N = chain->information, *Np = chain->scratch, gain = w * inverse;
    for (uint32_t t = 0; t < step->terms; t++)
        for (size_t j = 0; j < d; j++)
            N[j * d + step->at[t]] -= gain * Np[j];
    for (uint32_t t = 0; t < step->terms; t++) { /* afresh where columns changed: their digits are what matters */
        size_t column = step->at[t];
        Np[column] = 0.0;
        for (size_t j = 0; j < d; j++)
            Np[column] += p[j] * N[j * d + column];
    }
    for (uint32_t s = 0; s < step->terms; s++) {
        double *row = &N[step->at[s] * d];
        for (size_t j = 0; j < d; j++)
            row[j] -= gain * Np[j];
        for (uint32_t t = 0; t < step->terms; t++)
            row[step->at[t]] += gain;
    }
}

/* The smoothed h' of step i, and r and N carried across its factor. */
static void look_back(rk_chain *chain, size_t i)
{
    size_t d = chain->dimension;
    const rk_chain_step *step = &chain->step[i];
    const double *p = &chain->reach[i * d];
    double *r = chain->backward, *restrict Np = chain->scratch;
    double pr = 0.0, pNp = 0.0;
    memset(Np, 0, d * sizeof *Np);
    for (size_t k = 0; k < d; k++) { /* N is symmetric: whole rows, which a compiler can take in parallel */
        const double *restrict row = &chain->information[k * d];
        double by = p[k];
        for (size_t j = 0; j < d; j++)
            Np[j] += by * row[j];
    }
    for (size_t j = 0; j < d; j++) {
        pNp += Np[j] * p[j];
        pr += p[j] * r[j];
    }
    double w = chain->precision[i], shift = chain->shift[i], F = chain->spread[i], m = chain->predicted[i];
    double inverse = 1.0 / (1.0 + w * F);
    chain->mean[i] = (m + F * shift + pr) * inverse;
    chain->variance[i] = fmax(F * inverse - pNp * inverse * inverse, 0.0);
    chain->score[i] = (shift - w * (m + pr)) * inverse;
    chain->keep[i] = inverse + w * fmax(pNp, 0.0) * inverse * inverse;
    for (uint32_t s = 0; s < step->terms; s++)
        r[step->at[s]] += chain->score[i];
    if (w != 0.0)
        release(chain, step, p, w, inverse);
}

void rk_chain_smooth(rk_chain *chain)
{
    size_t d = chain->dimension;
    memset(chain->backward, 0, d * sizeof *chain->backward);
    memset(chain->information, 0, d * d * sizeof *chain->information);
    chain->drift_slope = 0.0;
    for (size_t i = chain->steps; i-- > 0;) {
        look_back(chain, i);
        move_backward(chain, chain->step[i].time - (i ? chain->step[i - 1].time : chain->start_time));
    }
}

/* The forward half of the response: what a shift at `source` adds to the predicted means after it. */
static void respond_forward(const rk_chain *chain, size_t source, double amount, double *mean, double *state)
{
    size_t d = chain->dimension;
    for (size_t i = source; i < chain->steps; i++) {
        const rk_chain_step *step = &chain->step[i];
        double gap = i > source ? step->time - chain->step[i - 1].time : 0.0;
        if (chain->trend && gap > 0.0)
            state[0] += gap * state[1];
        mean[i] = 0.0;
        for (uint32_t t = 0; t < step->terms; t++)
            mean[i] += state[step->at[t]];
        double w = chain->precision[i], shift = i == source ? amount : 0.0;
        if (w == 0.0 && shift == 0.0)
            continue;
        double change = (shift - w * mean[i]) / (1.0 + w * chain->spread[i]);
        for (size_t j = 0; j < d; j++)
            state[j] += chain->reach[i * d + j] * change;
    }
}

void rk_chain_respond(const rk_chain *chain, size_t source, double amount, double *mean, double *score, double *start)
{
    size_t d = chain->dimension;
    memset(mean, 0, source * sizeof *mean);
    memset(start, 0, d * sizeof *start);
    respond_forward(chain, source, amount, mean, start);
    memset(start, 0, d * sizeof *start);
    for (size_t i = chain->steps; i-- > 0;) {
        const rk_chain_step *step = &chain->step[i];
        const double *p = &chain->reach[i * d];
        double pr = 0.0, w = chain->precision[i], shift = i == source ? amount : 0.0;
        double inverse = 1.0 / (1.0 + w * chain->spread[i]);
        for (size_t j = 0; j < d; j++)
            pr += p[j] * start[j];
        score[i] = (shift - w * (mean[i] + pr)) * inverse;
        mean[i] = (mean[i] + chain->spread[i] * shift + pr) * inverse;
        for (uint32_t t = 0; t < step->terms; t++)
            start[step->at[t]] += score[i];
        double gap = step->time - (i ? chain->step[i - 1].time : chain->start_time);
        if (chain->trend && gap > 0.0)
            start[1] += gap * start[0];
    }
}
