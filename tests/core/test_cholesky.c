/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against GSL's Cholesky routines, at every size from 1 to past a few blocks, and on matrices that
 * have no factor. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

#include "core/cholesky.h"
#include "support/check.h"
#include "support/random.h"

/* A random Gram matrix plus `ridge` on the diagonal. */
static void make_matrix(size_t n, double ridge, uint64_t *seed, double *matrix)
{
    double *half = calloc(n * n, sizeof *half);
    assert_non_null(half);
    for (size_t i = 0; i < n * n; i++)
        half[i] = random_uniform(seed, -1, 1);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = i == j ? ridge : 0.0;
            for (size_t k = 0; k < n; k++)
                sum += half[i * n + k] * half[j * n + k];
            matrix[i * n + j] = sum;
        }
    free(half);
}

static void check_size(size_t n, double ridge, uint64_t *seed)
{
    double *ours = calloc(2 * n * n + 3 * n, sizeof *ours);
    assert_non_null(ours);
    double *theirs = ours + n * n, *x = theirs + n * n, *y = x + n, *scratch = y + n;
    make_matrix(n, ridge, seed, ours);
    memcpy(theirs, ours, n * n * sizeof *ours);
    for (size_t i = 0; i < n; i++) {
        x[i] = y[i] = random_uniform(seed, -1, 1);
        for (size_t j = 0; j < i; j++)
            ours[i * n + j] = NAN; /* is not to be read */
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(theirs, n, n);
    gsl_vector_view vector = gsl_vector_view_array(y, n);
    assert_true(rk_cholesky(n, ours));
    assert_int_equal(gsl_linalg_cholesky_decomp1(&matrix.matrix), 0);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            check_close(ours[i * n + j], theirs[j * n + i], 1e-12, 1e-12);
    rk_cholesky_solve(n, ours, x);
    gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector);
    for (size_t i = 0; i < n; i++)
        check_close(x[i], y[i], 1e-9, 1e-10);
    rk_cholesky_invert_factor(n, ours, scratch); /* V = U^-1, and V V' is the inverse */
    gsl_linalg_cholesky_invert(&matrix.matrix);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) {
            double sum = 0.0;
            for (size_t k = j; k < n; k++)
                sum += ours[i * n + k] * ours[j * n + k];
            check_close(sum, theirs[i * n + j], 1e-9, 1e-10);
        }
    free(ours);
}

static void test_same_as_gsl(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (size_t n = 1; n <= 40; n++)
        check_size(n, 0.1, &seed);
    check_size(131, 1.0, &seed);
}

/* The last pivot is what is left of the last diagonal element: at most 0 from here on. */
static void test_no_factor(void **state)
{
    (void)state;
    uint64_t seed = 9;
    double matrix[81], whole[81];
    for (size_t n = 1; n <= 9; n++)
        for (size_t bad = 0; bad < n; bad++) {
            make_matrix(n, 0.1, &seed, whole);
            const double wrong[] = {-1e3, 0.0, NAN, INFINITY, -INFINITY};
            for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
                memcpy(matrix, whole, n * n * sizeof *matrix);
                matrix[bad * n + bad] = wrong[k];
                assert_false(rk_cholesky(n, matrix));
            }
        }
    double one[] = {4.0};
    assert_true(rk_cholesky(1, one));
    check_close(one[0], 2.0, 0.0, 0.0);
    assert_true(rk_cholesky(0, one));
}

/* U^-1 times U, and the small routines against GSL's. */
static void test_inverse_factor(void **state)
{
    (void)state;
    uint64_t seed = 21;
    for (size_t n = 1; n <= 23; n++) {
        double matrix[23 * 23], factor[23 * 23], scratch[23];
        make_matrix(n, 0.5, &seed, matrix);
        assert_true(rk_cholesky(n, matrix));
        memcpy(factor, matrix, n * n * sizeof *factor);
        rk_cholesky_invert_factor(n, matrix, scratch);
        for (size_t i = 0; i < n; i++)
            for (size_t j = i; j < n; j++) {
                double sum = 0.0;
                for (size_t k = i; k <= j; k++)
                    sum += matrix[i * n + k] * factor[k * n + j];
                check_close(sum, i == j ? 1.0 : 0.0, 0.0, 1e-10);
            }
    }
}

enum { STRIDE = 13 };

static void test_small(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (size_t n = 1; n <= 12; n++) {
        double whole[144], small[12 * STRIDE], x[12], y[12];
        make_matrix(n, 0.5, &seed, whole);
        for (size_t i = 0; i < n; i++) {
            x[i] = y[i] = random_uniform(&seed, -1, 1);
            for (size_t j = 0; j < STRIDE; j++)
                small[i * STRIDE + j] = j <= i ? whole[i * n + j] : NAN; /* is not to be read */
        }
        gsl_matrix_view matrix = gsl_matrix_view_array(whole, n, n);
        gsl_vector_view vector = gsl_vector_view_array(y, n);
        rk_cholesky_floored(n, STRIDE, small, 1e-14, 0.0);
        assert_int_equal(gsl_linalg_cholesky_decomp1(&matrix.matrix), 0);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                check_close(small[i * STRIDE + j], whole[i * n + j], 1e-12, 1e-12);
        rk_cholesky_lower_solve(n, STRIDE, small, x);
        gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector);
        for (size_t i = 0; i < n; i++)
            check_close(x[i], y[i], 1e-10, 1e-11);
    }
}

/* A singular matrix gets the pivot it is promised. */
static void test_floors(void **state)
{
    (void)state;
    double relative[] = {4.0, NAN, 4.0, 4.0}, absolute[] = {4.0, NAN, -8.0, 4.0};
    rk_cholesky_floored(2, 2, relative, 1e-6, 0.0);
    check_close(relative[0], 2.0, 0.0, 0.0);
    check_close(relative[2], 2.0, 0.0, 0.0);
    check_close(relative[3], sqrt(4e-6), 1e-15, 0.0);
    rk_cholesky_floored(2, 2, absolute, 0.0, 1.05);
    check_close(absolute[2], -4.0, 0.0, 0.0);
    check_close(absolute[3], sqrt(1.05), 1e-15, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_gsl),
        cmocka_unit_test(test_no_factor),
        cmocka_unit_test(test_inverse_factor),
        cmocka_unit_test(test_small),
        cmocka_unit_test(test_floors),
    };
    return cmocka_run_group_tests_name("cholesky", tests, NULL, NULL);
}
