/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Newton's method in a bracket, and Gauss-Legendre rules made on the spot. */
#include "support/check.h"

#include <math.h>

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
    check_close(
        rk_newton_root(falling_cube, &calls, 0.0, 10.0, 1.2, false, 0.0), cbrt(2.0), 4e-16, 0.0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_roots)};
    return cmocka_run_group_tests_name("newton", tests, NULL, NULL);
}
