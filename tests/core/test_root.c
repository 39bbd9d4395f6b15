/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bracketed roots and minima on functions that are hard in different ways. */
#include "support/check.h"
#include "support/random.h"

#include <math.h>
#include <stdbool.h>

#include "core/newton.h"
#include "core/root.h"

static double cubic(double x, void *context)
{
    double at = *(const double *)context;
    return (x - at) * ((x - at) * (x - at) + 1.0);
}

/* Flat on both sides: Newton's method alone leaves for infinity. */
static double arctangent(double x, void *context)
{
    return atan(1e3 * (x - *(const double *)context));
}

static double step(double x, void *context)
{
    return x < *(const double *)context ? -1.0 : 1.0;
}

static double ninth_power(double x, void *context)
{
    return pow(x - *(const double *)context, 9);
}

static double not_a_number_inside(double x, void *context)
{
    double at = *(const double *)context;
    return fabs(x - at) < 0.3 ? NAN : x - at;
}

static void test_find_root(void **state)
{
    (void)state;
    const rk_function functions[] = {cubic, arctangent, step};
    uint64_t seed = 61;
    for (int round = 0; round < 3000; round++) {
        double at = random_uniform(&seed, -50, 50), root = 99;
        double low = at - random_scale(&seed, 1e-6, 1e6),
               high = at + random_scale(&seed, 1e-6, 1e6);
        assert_true(rk_find_root(functions[round % 3], &at, low, high, 0.0, &root));
        check_close(root, at, 2e-15, 1e-300);
    }
    double at = 3, root;
    assert_true(rk_find_root(ninth_power, &at, -1, 9, 0.0, &root));
    check_close(root, 3, 0, 1e-3); /* the ninth power of anything nearer is nearly 0 */
    assert_true(rk_find_root(cubic, &at, -100, 50, 1e-3, &root));
    check_close(root, 3, 0, 2e-3);
}

static void test_find_root_at_an_end(void **state)
{
    (void)state;
    double at = 2, root = 0;
    assert_true(rk_find_root(cubic, &at, 2, 5, 0.0, &root) && root == 2);
    assert_true(rk_find_root(cubic, &at, -5, 2, 0.0, &root) && root == 2);
    assert_true(rk_find_root(cubic, &at, 2, 2, 0.0, &root) && root == 2);
}

static void test_find_root_refuses(void **state)
{
    (void)state;
    double at = 2, root = 77;
    assert_false(rk_find_root(cubic, &at, 3, 5, 0.0, &root));
    assert_false(rk_find_root(cubic, &at, 5, -5, 0.0, &root));
    assert_false(rk_find_root(cubic, &at, NAN, 5, 0.0, &root));
    assert_false(rk_find_root(not_a_number_inside, &at, 0, 5, 0.0, &root));
    assert_false(rk_find_root(not_a_number_inside, &at, 2.1, 5, 0.0, &root));
    assert_true(root == 77);
}

/* ---- Newton in a bracket ---- */

static double cubic_with_slope(double x, void *context, double *slope)
{
    double d = x - *(const double *)context;
    *slope = 3 * d * d + 1;
    return d * (d * d + 1);
}

static double steep_arctangent(double x, void *context, double *slope)
{
    double d = 1e3 * (x - *(const double *)context);
    *slope = 1e3 / (1 + d * d);
    return atan(d);
}

static double falling_cubic(double x, void *context, double *slope)
{
    double value = cubic_with_slope(x, context, slope);
    *slope = -*slope;
    return -value;
}

static double step_without_slope(double x, void *context, double *slope)
{
    *slope = 0;
    return x < *(const double *)context ? -1 : 1;
}

static double slope_of_the_wrong_sign(double x, void *context, double *slope)
{
    *slope = -5;
    return x - *(const double *)context;
}

static void test_newton_root(void **state)
{
    (void)state;
    uint64_t seed = 62;
    for (int round = 0; round < 3000; round++) {
        double at = random_uniform(&seed, -50, 50);
        double low = at - random_scale(&seed, 1e-6, 1e6),
               high = at + random_scale(&seed, 1e-6, 1e6);
        double start = round % 5 ? random_uniform(&seed, low, high) : high + 1;
        check_close(
            rk_newton_root(cubic_with_slope, &at, low, high, start, true, 0.0), at, 2e-15, 1e-300);
        check_close(
            rk_newton_root(steep_arctangent, &at, low, high, start, true, 0.0), at, 2e-15, 1e-300);
        check_close(
            rk_newton_root(falling_cubic, &at, low, high, start, false, 0.0), at, 2e-15, 1e-300);
        check_close(rk_newton_root(step_without_slope, &at, low, high, start, true, 0.0), at, 1e-15,
            1e-300);
        check_close(rk_newton_root(slope_of_the_wrong_sign, &at, low, high, start, true, 0.0), at,
            2e-15, 1e-300);
    }
    double at = 1;
    check_close(rk_newton_root(cubic_with_slope, &at, 1, 4, 2, true, 1e-9), 1, 2e-15, 0);
    check_close(rk_newton_root(cubic_with_slope, &at, -4, 1, -2, true, 1e-9), 1, 2e-15, 0);
}

/* ---- Minima ---- */

static double parabola(double x, void *context)
{
    double d = x - *(const double *)context;
    return d * d + 4;
}

static double slope_down(double x, void *context)
{
    (void)context;
    return -x;
}

/* A parabola with rounding of 1e-9 in it, which counts how often it is asked. */
typedef struct rough_parabola {
    double at;
    uint64_t seed;
    int asked;
} rough_parabola;

static double rough_value(double x, void *context)
{
    rough_parabola *rough = context;
    rough->asked++;
    double d = x - rough->at;
    return d * d + 4 + random_uniform(&rough->seed, -1e-9, 1e-9);
}

/* Below the rounding there is nothing to find: the search ends soon, however rough the values. */
static void test_minimize_ends_soon(void **state)
{
    (void)state;
    uint64_t seed = 64;
    for (int round = 0; round < 200; round++) {
        double at = random_uniform(&seed, -50, 50), x = 0;
        rough_parabola rough = {at, seed, 0};
        rk_minimize(rough_value, &rough, at - random_scale(&seed, 1e-3, 1e3),
            at + random_scale(&seed, 1e-3, 1e3), &x);
        check_close(x, at, 0, 1e-3);
        assert_true(rough.asked <= 150);
        int asked = 0;
        for (rough = (rough_parabola){0, seed, 0}; rough.at < 1;
             rough.at += 0.25, asked = rough.asked)
            rk_minimize(rough_value, &rough, -1, 2, &x);
        assert_true(asked <= 4 * 150);
    }
}

static void test_minimize(void **state)
{
    (void)state;
    uint64_t seed = 63;
    for (int round = 0; round < 1000; round++) {
        double at = random_uniform(&seed, -50, 50), x = 0;
        double low = at - random_scale(&seed, 1e-3, 1e3),
               high = at + random_scale(&seed, 1e-3, 1e3);
        check_close(rk_minimize(parabola, &at, low, high, &x), 4, 1e-12, 0);
        check_close(x, at, 1e-6, 1e-6);
        check_close(rk_minimize(parabola, &at, at, high, &x), 4, 1e-12, 0);
        check_close(rk_minimize(parabola, &at, low, at, &x), 4, 1e-12, 0);
        rk_minimize(slope_down, NULL, low, high, &x);
        check_close(x, high, 1e-6, 1e-6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_root),
        cmocka_unit_test(test_find_root_at_an_end),
        cmocka_unit_test(test_find_root_refuses),
        cmocka_unit_test(test_newton_root),
        cmocka_unit_test(test_minimize),
        cmocka_unit_test(test_minimize_ends_soon),
    };
    return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}
