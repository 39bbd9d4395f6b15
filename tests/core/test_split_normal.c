/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdio.h>

#include "core/special.h"
#include "core/split_normal.h"
#include "support/random.h"

/* P(X <= x) of a split normal with mode 0, from its definition. */
static double cdf(double x, double sd_low, double sd_high)
{
    double part = sd_low / (sd_low + sd_high);
    return x < 0 ? 2 * part * rk_normal_cdf(x / sd_low)
                 : 1 - 2 * (1 - part) * rk_normal_upper(x / sd_high);
}

static void check_ends(double below, double above, double level)
{
    double sd_low, sd_high;
    char what[96];
    rk_split_normal_solve(below, above, level, &sd_low, &sd_high);
    snprintf(what, sizeof what, "below %g above %g level %g", below, above, level);
    check_close_named(cdf(-below, sd_low, sd_high), 0.5 * (1 - level), 1e-10, 1e-14, what);
    check_close_named(1 - cdf(above, sd_low, sd_high), 0.5 * (1 - level), 1e-8, 1e-14, what);
}

static void test_symmetric_is_normal(void **state)
{
    (void)state;
    double sd_low, sd_high;
    rk_split_normal_solve(1.6448536269514722, 1.6448536269514722, 0.9, &sd_low, &sd_high);
    check_close(sd_low, 1, 1e-14, 0);
    check_close(sd_high, 1, 1e-14, 0);
    check_close(rk_split_normal_shift(2, 2), 0, 0, 0);
    check_close(rk_split_normal_sd(2, 2), 2, 1e-15, 0);
    /* A half normal: mean sqrt(2/pi), variance 1 - 2/pi. */
    check_close(rk_split_normal_shift(0, 1), 0.7978845608028654, 1e-15, 0);
    check_close(rk_split_normal_sd(0, 1), 0.6028102749890869, 1e-14, 0);
}

static void test_ends_come_back(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        double level = random_below(&seed, 2) ? random_uniform(&seed, 0.05, 0.999)
                                              : 1 - random_scale(&seed, 1e-9, 0.5);
        check_ends(random_scale(&seed, 1e-6, 1e2), random_scale(&seed, 1e-6, 1e2), level);
    }
    check_ends(1e-10, 50, 0.9);
    check_ends(50, 1e-10, 0.9);
    check_ends(1e-100, 1, 0.5);
    check_ends(1, 1e-100, 0.99);
}

/* The mirror image has mirrored sds; a longer side has the larger sd; scaling both scales both. */
static void test_shape(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < 2000; i++) {
        double a = random_scale(&seed, 1e-4, 10), b = random_scale(&seed, 1e-4, 10),
               scale = random_scale(&seed, 0.1, 10);
        double level = random_uniform(&seed, 0.1, 0.99), low, high, mirrored_low, mirrored_high,
               big_low, big_high;
        rk_split_normal_solve(a, b, level, &low, &high);
        rk_split_normal_solve(b, a, level, &mirrored_low, &mirrored_high);
        rk_split_normal_solve(scale * a, scale * b, level, &big_low, &big_high);
        check_close(mirrored_low, high, 1e-12, 0);
        check_close(mirrored_high, low, 1e-12, 0);
        assert_true((a < b) == (low < high));
        check_close(big_low, scale * low, 1e-10, 0);
        check_close(big_high, scale * high, 1e-10, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symmetric_is_normal),
        cmocka_unit_test(test_ends_come_back),
        cmocka_unit_test(test_shape),
    };
    return cmocka_run_group_tests_name("split_normal", tests, NULL, NULL);
}
