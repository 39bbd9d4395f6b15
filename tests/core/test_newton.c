/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Newton's method in a bracket, and Gauss-Legendre rules made on the spot. */
#include "support/check.h"

#include <math.h>

#include "core/legendre.h"
#include "core/newton.h"

/* x^3 - 2 and counters of how often it was asked. */
static double cube(double x, void *context, double *slope)
{
    ++*(int *)context;
    *slope = 3.0 * x * x;
    return x * x * x - 2.0;
}

static double falling_cube(double x, void *context, double *slope)
{
    double value = cube(x, context, slope);
    *slope = -*slope;
    return -value;
}

/* Newton alone runs away from the root of this one. */
static double arc(double x, void *context, double *slope)
{
    (void)context;
    *slope = 1.0 / (1.0 + x * x);
    return atan(x);
}

/* A step: no slope anywhere. */
static double step(double x, void *context, double *slope)
{
    (void)context;
    *slope = 0.0;
    return x < 0.3 ? -1.0 : 1.0;
}

static double not_a_number(double x, void *context, double *slope)
{
    (void)context;
    *slope = (double)NAN;
    return x - 0.7;
}

static void test_roots(void **state)
{
    (void)state;
    int calls = 0;
    check_close(rk_newton_root(cube, &calls, 0.0, 10.0, 1.2, true, 0.0), cbrt(2.0), 4e-16, 0.0);
    assert_true(calls < 10);
    check_close(rk_newton_root(falling_cube, &calls, 0.0, 10.0, 1.2, false, 0.0), cbrt(2.0), 4e-16, 0.0);
    calls = 0;
    check_close(rk_newton_root(cube, &calls, 0.0, 10.0, 1.26, true, 1e-3), cbrt(2.0), 1e-6, 0.0);
    assert_int_equal(calls, 1);
    check_close(rk_newton_root(cube, &calls, 0.0, 1e9, 1e9, true, 0.0), cbrt(2.0), 4e-16, 0.0);
    check_close(rk_newton_root(cube, &calls, 0.0, 10.0, -5.0, true, 0.0), cbrt(2.0), 4e-16, 0.0);
    check_close(rk_newton_root(arc, NULL, -1e6, 2e6, 1e6, true, 0.0), 0.0, 0.0, 1e-15);
    check_close(rk_newton_root(step, NULL, 0.0, 1.0, 0.5, true, 0.0), 0.3, 1e-15, 0.0);
    check_close(rk_newton_root(not_a_number, NULL, 0.0, 1.0, 0.5, true, 0.0), 0.7, 1e-15, 0.0);
    assert_true(rk_newton_root(arc, NULL, 0.5, 0.5, 0.5, true, 0.0) == 0.5);
}

/* n points integrate x^m exactly for m < 2 n. */
static void test_rules(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 40; n++) {
        double node[40], weight[40];
        rk_legendre_rule(n, node, weight);
        for (size_t m = 0; m < 2 * n; m++) {
            double sum = 0.0;
            for (size_t i = 0; i < n; i++)
                sum += weight[i] * pow(node[i], (double)m);
            check_close(sum, m % 2 ? 0.0 : 2.0 / ((double)m + 1.0), 1e-13, 1e-15);
        }
        for (size_t i = 1; i < n; i++)
            assert_true(node[i - 1] < node[i]);
        assert_true(n % 2 == 0 || node[n / 2] == 0.0);
    }
    double node[3], weight[3];
    rk_legendre_rule(3, node, weight);
    check_close(node[2], sqrt(0.6), 1e-15, 0.0);
    check_close(weight[1], 8.0 / 9.0, 1e-15, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_roots), cmocka_unit_test(test_rules)};
    return cmocka_run_group_tests_name("newton", tests, NULL, NULL);
}
