/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meta/data.h"

#include <math.h>

#include "core/status.h"

static const double largest_value = 1e150, largest_variance = 1e300;
/* Below this ratio of variances the heaviest estimate decides alone, to more digits than a double
 * has. */
static const double dominance = 1e-30;

void rk_meta_describe(rk_meta_data *data, size_t k, const double *y, const double *v)
{
    *data = (rk_meta_data){.k = k, .y = y, .v = v, .v_star = v[0], .v_next = INFINITY};
    double low = y[0], high = y[0];
    data->v_positive = v[0];
    for (size_t i = 1; i < k; i++) {
        low = fmin(low, y[i]);
        high = fmax(high, y[i]);
        if (v[i] < data->v_star) {
            data->v_next = data->v_star;
            data->v_star = v[i];
            data->star = i;
        } else if (v[i] < data->v_next) {
            data->v_next = v[i];
        }
        if (v[i] > 0.0 && (v[i] < data->v_positive || data->v_positive == 0.0))
            data->v_positive = v[i];
    }
    if (k == 1)
        data->v_next = data->v_star;
    data->range = high - low;
}

reckon_status rk_meta_prepare(
    rk_meta_data *data, size_t k, const double *y, const double *v, reckon_error *error)
{
    *data = (rk_meta_data){0};
    if (k == 0)
        return RECKON_OK;
    if (!y || !v)
        return rk_fail(
            error, RECKON_ARGUMENT, "the arrays of values and variances must not be NULL");
    for (size_t i = 0; i < k; i++) {
        if (!(fabs(y[i]) <= largest_value))
            return rk_fail(error, RECKON_VALUE, "value %zu is not finite or beyond 1e150", i);
        if (!(v[i] >= 0.0 && v[i] <= largest_variance))
            return rk_fail(error, RECKON_VALUE, "variance %zu is not in [0, 1e300]", i);
    }
    rk_meta_describe(data, k, y, v);
    return RECKON_OK;
}

reckon_status rk_meta_check_weights(size_t k, const double *weights, reckon_error *error)
{
    if (!weights || k == 0)
        return RECKON_OK;
    double largest = 0.0;
    for (size_t i = 0; i < k; i++) {
        if (!(weights[i] >= 0.0 && isfinite(weights[i])))
            return rk_fail(error, RECKON_VALUE, "weight %zu is negative or not finite", i);
        largest = fmax(largest, weights[i]);
    }
    if (largest == 0.0)
        return rk_fail(error, RECKON_VALUE, "all weights are 0");
    return RECKON_OK;
}

/* Squared weights and residuals once the mean is known; the heaviest estimate is added by the
 * caller. */
static void sum_residuals(const rk_meta_data *data, double tau2, rk_meta_sums *sums)
{
    double centre = data->y[data->star], q = 0.0, q2 = 0.0;
    for (size_t i = 0; i < data->k; i++) {
        if (i == data->star)
            continue;
        double u = rk_meta_relative(sums->base, data->v[i] + tau2);
        double weighted = u * ((data->y[i] - centre) - sums->mean_shift);
        q += weighted * ((data->y[i] - centre) - sums->mean_shift);
        q2 += weighted * weighted;
    }
    sums->quadratic = q;
    sums->quadratic2 = q2;
}

void rk_meta_sum(const rk_meta_data *data, double tau2, rk_meta_sums *sums)
{
    double smallest = data->v_star + tau2, next = data->v_next + tau2, centre = data->y[data->star];
    sums->dominated = smallest < dominance * next || (smallest == 0.0 && next > 0.0);
    sums->base = sums->dominated ? next : smallest;
    double others = 0.0, squares = 0.0,
           pull = 0.0; /* sums of u, u^2 and u d over the other estimates */
    for (size_t i = 0; i < data->k; i++) {
        if (i == data->star)
            continue;
        double u = rk_meta_relative(sums->base, data->v[i] + tau2);
        others += u;
        squares += u * u;
        pull += u * (data->y[i] - centre);
    }
    if (sums->dominated) {
        double heaviest = next / smallest;
        sums->mean_shift = pull * (smallest / next);
        sums->mean_variance = smallest;
        sums->weight_sum = heaviest;
        sums->square_sum = heaviest * heaviest;
        sums->trace = 2.0 * others;
        sum_residuals(data, tau2, sums);
        sums->quadratic2 += pull * pull;
        return;
    }
    double total = 1.0 + others;
    sums->mean_shift = pull / total;
    sums->mean_variance = smallest / total;
    sums->weight_sum = total;
    sums->square_sum = 1.0 + squares;
    /* sum(u) - sum(u^2) / sum(u) without the cancellation when the heaviest one dominates */
    sums->trace = (2.0 * others + (others * others - squares)) / total;
    sum_residuals(data, tau2, sums);
    sums->quadratic += sums->mean_shift * sums->mean_shift;
    sums->quadratic2 += sums->mean_shift * sums->mean_shift;
}

double rk_meta_q_of(const rk_meta_data *data, double tau2, const rk_meta_sums *sums)
{
    if (sums->base > 0.0)
        return sums->quadratic / sums->base;
    if (sums->quadratic > 0.0)
        return INFINITY;
    /* several exact estimates that agree: the mean is theirs, and the others deviate from it */
    double q = 0.0;
    for (size_t i = 0; i < data->k; i++) {
        double deviation = data->y[i] - data->y[data->star], variance = data->v[i] + tau2;
        if (variance > 0.0)
            q += deviation / variance * deviation;
    }
    return q;
}

double rk_meta_q(const rk_meta_data *data, double tau2)
{
    rk_meta_sums sums;
    rk_meta_sum(data, tau2, &sums);
    return rk_meta_q_of(data, tau2, &sums);
}

/*
 * P[i][j]^2 is (w[i] (1 - h[i]))^2 on the diagonal and (w[i] w[j] / S)^2 off it, so double sums
 * over i != j are products of single sums less their diagonal. The heaviest estimate stays out of
 * the single sums.
 */
void rk_meta_trace(
    const rk_meta_data *data, double tau2, const rk_meta_sums *sums, rk_meta_traces *traces)
{
    double total = sums->dominated ? 1.0 : sums->weight_sum;
    double u1 = 0.0, u2 = 0.0, u4 = 0.0, ug = 0.0, u3g = 0.0, g2 = 0.0, u2g2 = 0.0, d0 = 0.0,
           d1 = 0.0, d2 = 0.0;
    for (size_t i = 0; i < data->k; i++) {
        if (i == data->star)
            continue;
        double variance = data->v[i] + tau2, u = rk_meta_relative(sums->base, variance);
        double g = variance > 0.0 ? data->v[i] / variance : 0.0; /* u v[i] / base */
        double rest = sums->dominated ? 1.0 : (total - u) / total;
        u1 += u, u2 += u * u, u4 += u * u * u * u;
        ug += u * g, u3g += u * u * u * g;
        g2 += g * g, u2g2 += u * u * g * g;
        d0 += u * u * rest * rest, d1 += u * g * rest * rest, d2 += g * g * rest * rest;
    }
    if (sums->dominated) { /* the limit: P is w[i] on the diagonal, -w[i] beside the heaviest,
                              sum(w) at it */
        *traces = (rk_meta_traces){u1 * u1 + 3.0 * u2, 2.0 * ug, g2};
        return;
    }
    double star = data->v_star + tau2, gs = star > 0.0 ? data->v_star / star : 0.0,
           s2 = total * total;
    traces->pp = d0 + (u1 * u1 + 2.0 * u2 + (u2 * u2 - u4)) / s2;
    traces->pvp = d1 + (gs * u1 * u1 + gs * u2 + ug + (u2 * ug - u3g)) / s2;
    traces->pvpv = d2 + (gs * gs * u1 * u1 + 2.0 * gs * ug + (ug * ug - u2g2)) / s2;
}
