/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/cholesky.h"

#include <math.h>

enum { BLOCK = 4 };

/* to[from..to_end) += a[0] x0 + .. + a[3] x3, for four rows that follow one another. */
static void add_rows(double *restrict to, const double *restrict rows, size_t stride,
    const double a[BLOCK], size_t from, size_t end)
{
    const double *restrict x0 = rows, *restrict x1 = x0 + stride, *restrict x2 = x1 + stride,
                           *restrict x3 = x2 + stride;
    double a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
    for (size_t j = from; j < end; j++)
        to[j] += (a0 * x0[j] + a1 * x1[j]) + (a2 * x2[j] + a3 * x3[j]);
}

static void add_row(
    double *restrict to, const double *restrict row, double a, size_t from, size_t end)
{
    for (size_t j = from; j < end; j++)
        to[j] += a * row[j];
}

/* Rows first .. end-1 of U, once the rows before have been taken from them. */
static bool factor_rows(size_t n, double *matrix, size_t first, size_t end)
{
    for (size_t p = first; p < end; p++) {
        double *row = &matrix[p * n];
        for (size_t k = first; k < p; k++)
            add_row(row, &matrix[k * n], -matrix[k * n + p], p, n);
        if (!(row[p] > 0.0) || isinf(row[p]))
            return false;
        double inverse = 1.0 / sqrt(row[p]);
        for (size_t j = p; j < n; j++)
            row[j] *= inverse;
    }
    return true;
}

bool rk_cholesky(size_t n, double *matrix)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t end = first + BLOCK < n ? first + BLOCK : n;
        double *rows = &matrix[first * n];
        if (!factor_rows(n, matrix, first, end))
            return false;
        for (size_t i = end; i < n; i++) {
            const double by[BLOCK] = {-rows[i], -rows[n + i], -rows[2 * n + i], -rows[3 * n + i]};
            add_rows(&matrix[i * n], rows, n, by, i, n);
        }
    }
    return true;
}

void rk_cholesky_solve(size_t n, const double *factor, double *x)
{
    for (size_t k = 0; k < n; k++) {
        x[k] /= factor[k * n + k];
        add_row(x, &factor[k * n], -x[k], k + 1, n);
    }
    for (size_t k = n; k-- > 0;) {
        const double *row = &factor[k * n];
        for (size_t j = k + 1; j < n; j++)
            x[k] -= row[j] * x[j];
        x[k] /= row[k];
    }
}

/* Row by row; the scratch holds a column of U. */
void rk_cholesky_invert_transposed(size_t n, double *factor, double *scratch)
{
    for (size_t i = 0; i < n; i++) {
        double *row = &factor[i * n], inverse = 1.0 / row[i];
        size_t k = 0;
        for (size_t j = 0; j < i; j++) {
            scratch[j] = -inverse * factor[j * n + i];
            row[j] = 0.0;
        }
        row[i] = inverse;
        for (; k + BLOCK <= i; k += BLOCK) {
            add_rows(row, &factor[k * n], n, &scratch[k], 0, k + 1);
            for (size_t b = 1; b < BLOCK;
                 b++) /* the corner: each row is one longer than the one before */
                add_row(row, &factor[(k + b) * n], scratch[k + b], k + 1, k + b + 1);
        }
        for (; k < i; k++)
            add_row(row, &factor[k * n], scratch[k], 0, k + 1);
    }
}

void rk_cholesky_invert_factor(size_t n, double *factor, double *scratch)
{
    rk_cholesky_invert_transposed(n, factor, scratch);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            factor[j * n + i] = factor[i * n + j];
}

void rk_cholesky_floored(size_t n, size_t stride, double *matrix, double relative, double absolute)
{
    for (size_t j = 0; j < n; j++) {
        double *row = &matrix[j * stride], floor = fmax(relative * row[j], absolute);
        for (size_t k = 0; k < j; k++)
            row[j] -= row[k] * row[k];
        row[j] = sqrt(fmax(row[j], floor));
        for (size_t i = j + 1; i < n; i++) {
            double *below = &matrix[i * stride];
            for (size_t k = 0; k < j; k++)
                below[j] -= below[k] * row[k];
            below[j] /= row[j];
        }
    }
}

void rk_cholesky_lower_solve(size_t n, size_t stride, const double *factor, double *x)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= factor[i * stride + k] * x[k];
        x[i] /= factor[i * stride + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= factor[k * stride + i] * x[k];
        x[i] /= factor[i * stride + i];
    }
}
