/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slow, plain forms of what the library computes, in long double and straight from the definitions.
 */
#ifndef TESTS_META_NAIVE_H
#define TESTS_META_NAIVE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Inverse-variance mean at tau2; *sum is the sum of the weights. */
static inline long double naive_mean(
    size_t k, const double *y, const double *v, long double tau2, long double *sum)
{
    long double pull = 0.0L;
    *sum = 0.0L;
    for (size_t i = 0; i < k; i++) {
        long double w = 1.0L / (v[i] + tau2);
        *sum += w;
        pull += w * y[i];
    }
    return pull / *sum;
}

static inline long double naive_q(size_t k, const double *y, const double *v, long double tau2)
{
    long double sum, mu = naive_mean(k, y, v, tau2, &sum), q = 0.0L;
    for (size_t i = 0; i < k; i++)
        q += (y[i] - mu) * (y[i] - mu) / (v[i] + tau2);
    return q;
}

static inline long double naive_log_likelihood(
    size_t k, const double *y, const double *v, bool restricted, long double tau2)
{
    long double sum, log_variances = 0.0L;
    naive_mean(k, y, v, tau2, &sum);
    for (size_t i = 0; i < k; i++)
        log_variances += logl(v[i] + tau2);
    long double constant =
        ((long double)k - (restricted ? 1 : 0)) * 1.837877066409345483560659472811L;
    return -0.5L *
           (constant + log_variances + (restricted ? logl(sum) : 0.0L) + naive_q(k, y, v, tau2));
}

/* Traces of P = W - W 1 1' W / sum(w) times diagonal matrices, element by element: sum over
 * P[i][j]^2 a[i] b[j]. */
static inline long double naive_trace2(
    size_t k, const double *v, long double tau2, const long double *a, const long double *b)
{
    long double sum = 0.0L, trace = 0.0L;
    for (size_t i = 0; i < k; i++)
        sum += 1.0L / (v[i] + tau2);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            long double wi = 1.0L / (v[i] + tau2), wj = 1.0L / (v[j] + tau2);
            long double p = (i == j ? wi : 0.0L) - wi * wj / sum;
            trace += p * p * a[i] * b[j];
        }
    }
    return trace;
}

static inline long double naive_trace(size_t k, const double *v, long double tau2)
{
    long double sum = 0.0L, squares = 0.0L;
    for (size_t i = 0; i < k; i++) {
        long double w = 1.0L / (v[i] + tau2);
        sum += w;
        squares += w * w;
    }
    return sum - squares / sum;
}

#endif
