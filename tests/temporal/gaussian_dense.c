/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/gaussian_dense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"

static wide wide_sqrt(wide x)
{
    if (x == 0)
        return 0;
    wide y = (wide)sqrt((double)x);
    for (int k = 0; k < 3; k++)
        y = (y + x / y) / 2;
    return y;
}

int gaussian_crosses(const rk_gaussian *g, size_t gap, size_t i)
{
    if (gap > g->root)
        return i >= gap;
    return i < gap ? -1 : 0;
}

wide gaussian_theta_covariance(const rk_gaussian *g, size_t i, size_t j, wide *slope)
{
    double from = g->step[g->root].time;
    wide s = (wide)g->step[i].time - from, t = (wide)g->step[j].time - from;
    wide x = s < 0 ? -s : s, y = t < 0 ? -t : t, a = x < y ? x : y, b = x < y ? y : x;
    bool same = (s < 0) == (t < 0);
    wide sum = (wide)g->root_variance;
    *slope = !same ? 0 : g->trend ? a * a * (3 * b - a) / 6 : a;
    if (g->trend)
        sum += (wide)g->slope_variance * s * t;
    for (size_t gap = 1; gap < g->steps; gap++)
        sum += (wide)g->extra_variance[gap] * gaussian_crosses(g, gap, i) *
               gaussian_crosses(g, gap, j);
    return sum + (wide)g->drift_variance * *slope;
}

bool gaussian_sees(const rk_gaussian_step *step, size_t k)
{
    for (uint32_t t = 0; t < step->constants; t++)
        if (step->constant[t] == k)
            return true;
    return false;
}

static void write_prior(gaussian_dense *d, const rk_gaussian *g)
{
    for (size_t i = 0; i < d->n; i++) {
        wide mean = -(wide)g->origin[i];
        if (g->step[i].theta) {
            mean += g->root_mean;
            for (size_t gap = 1; gap < d->n; gap++)
                mean += (wide)g->extra_mean[gap] * gaussian_crosses(g, gap, i);
        }
        for (size_t k = 0; k < g->constants; k++)
            mean += gaussian_sees(&g->step[i], k) ? (wide)g->constant_mean[k] : 0;
        d->m[i] = mean;
        for (size_t j = 0; j <= i; j++) {
            wide C = 0, slope = 0;
            if (g->step[i].theta && g->step[j].theta)
                C = gaussian_theta_covariance(g, i, j, &slope);
            for (size_t k = 0; k < g->constants; k++)
                if (gaussian_sees(&g->step[i], k) && gaussian_sees(&g->step[j], k))
                    C += (wide)g->constant_variance[k];
            d->C[i * d->n + j] = d->C[j * d->n + i] = C;
            d->D[i * d->n + j] = d->D[j * d->n + i] = slope;
        }
    }
}

/* Inverse of a symmetric positive definite matrix by L D L'; returns the log of its determinant. */
static double invert(size_t n, const wide *matrix, wide *inverse)
{
    wide *L = calloc(n * n, sizeof *L), *x = calloc(n, sizeof *x);
    assert_true(L && x);
    double log_determinant = 0.0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            wide sum = matrix[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= L[i * n + k] * L[j * n + k] * L[k * n + k];
            L[i * n + j] = i == j ? sum : sum / L[j * n + j];
        }
        assert_true(L[i * n + i] > 0);
        log_determinant += log((double)L[i * n + i]);
    }
    for (size_t column = 0; column < n; column++) {
        memset(x, 0, n * sizeof *x);
        x[column] = 1;
        for (size_t i = column; i < n; i++)
            for (size_t k = column; k < i; k++)
                x[i] -= L[i * n + k] * x[k];
        for (size_t i = n; i-- > 0;) {
            x[i] /= L[i * n + i];
            for (size_t k = i + 1; k < n; k++)
                x[i] -= L[k * n + i] * x[k];
            inverse[i * n + column] = x[i];
        }
    }
    free(L);
    free(x);
    return log_determinant;
}

void gaussian_dense_solve(gaussian_dense *d, const rk_gaussian *g)
{
    size_t n = d->n = g->steps;
    wide *block = calloc(5 * n * n + 4 * n, sizeof *block), *inner = block + 3 * n * n;
    assert_non_null(block);
    d->C = block;
    d->D = block + n * n;
    d->O = block + 2 * n * n;
    d->inner = inner;
    wide *matrix = block + 4 * n * n;
    d->root_w = block + 5 * n * n;
    d->m = d->root_w + n;
    d->u = d->m + n;
    wide *residual = d->u + n;
    write_prior(d, g);
    for (size_t i = 0; i < n; i++)
        d->root_w[i] = wide_sqrt((wide)g->precision[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            matrix[i * n + j] = (i == j ? 1 : 0) + d->root_w[i] * d->C[i * n + j] * d->root_w[j];
    double logs = invert(n, matrix, inner);
    for (size_t i = 0; i < n; i++) {
        residual[i] =
            g->precision[i] > 0.0 ? (wide)g->shift[i] / d->root_w[i] - d->root_w[i] * d->m[i] : 0;
        for (size_t j = 0; j < n; j++)
            d->O[i * n + j] = d->root_w[i] * inner[i * n + j] * d->root_w[j];
    }
    wide exponent = 0; /* of exp(s h - w h^2 / 2): complete the square */
    for (size_t i = 0; i < n; i++) {
        d->u[i] = 0;
        for (size_t j = 0; j < n; j++)
            d->u[i] += d->root_w[i] * inner[i * n + j] * residual[j];
        for (size_t j = 0; j < n; j++)
            exponent -= residual[i] * inner[i * n + j] * residual[j];
        if (g->precision[i] > 0.0)
            exponent += (wide)g->shift[i] * (wide)g->shift[i] / (wide)g->precision[i];
    }
    d->log_normaliser = 0.5 * ((double)exponent - logs);
}

wide gaussian_dense_form(const gaussian_dense *d, const wide *x, const wide *y)
{
    wide sum = 0;
    for (size_t i = 0; i < d->n; i++)
        for (size_t j = 0; j < d->n; j++)
            sum += x[i] * d->O[i * d->n + j] * y[j];
    return sum;
}
