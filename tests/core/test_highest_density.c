/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Highest-density regions of densities whose regions are known, and of two bumps by what defines a
 * region. */
#include "core/highest_density.h"

#include <math.h>

#include "core/special.h"
#include "support/check.h"

/* Two normals of sd 1, `apart` from each other, with this share of the probability at 0. */
typedef struct bumps {
    double apart, share;
} bumps;

static double density_at(const bumps *b, double u)
{
    return b->share * rk_normal_density(u) + (1.0 - b->share) * rk_normal_density(u - b->apart);
}

static rk_curve_point curve_at(const void *context, double u)
{
    const bumps *b = context;
    double density = density_at(b, u);
    double slope = -u * b->share * rk_normal_density(u) -
                   (u - b->apart) * (1.0 - b->share) * rk_normal_density(u - b->apart);
    return (rk_curve_point){.log_density = log(density), .slope = slope / density};
}

static double mass_between(const void *context, double from, double to)
{
    const bumps *b = context;
    return b->share * (rk_normal_cdf(to) - rk_normal_cdf(from)) +
           (1.0 - b->share) * (rk_normal_cdf(to - b->apart) - rk_normal_cdf(from - b->apart));
}

static size_t find(
    const bumps *b, const double *turn, size_t turns, double level, reckon_range *region)
{
    double level_at[8];
    for (size_t i = 0; i < turns; i++)
        level_at[i] = log(density_at(b, turn[i]));
    const rk_density_curve curve = {curve_at, mass_between, b, turn, level_at, turns};
    return rk_highest_density(&curve, level, -1.0, 1.0, region);
}

static void test_one_bump_is_the_central_range(void **state)
{
    (void)state;
    const bumps one = {0.0, 0.25};
    const double turn[] = {-9.0, 0.0, 9.0}, levels[] = {1e-3, 0.1, 0.5, 0.9, 0.95, 0.999, 0.999999};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        reckon_range region[3];
        assert_int_equal(find(&one, turn, 3, levels[i], region), 1);
        check_close(region[0].high, rk_normal_quantile(0.5 * (1.0 + levels[i])), 1e-6, 1e-9);
        check_close(region[0].low, -region[0].high, 1e-7, 1e-9);
    }
}

/* Equal density at every end, and the level inside; one bump or both, as the level asks. */
static void test_two_bumps(void **state)
{
    (void)state;
    const bumps two = {8.0, 0.7};
    /* the valley stands where 0.7 exp(-u^2/2) u = 0.3 exp(-(u-8)^2/2) (8-u), nearly */
    double valley = 4.0;
    for (int i = 0; i < 50; i++) {
        double slope = curve_at(&two, valley).slope;
        valley += slope < 0.0 ? 0.1 * pow(0.8, i) : -0.1 * pow(0.8, i);
    }
    const double turn[] = {-9.0, 0.0, valley, 8.0, 17.0}, levels[] = {0.2, 0.5, 0.9, 0.99};
    const size_t regions[] = {1, 1, 2, 2};
    for (size_t i = 0; i < 4; i++) {
        reckon_range region[5];
        assert_int_equal(find(&two, turn, 5, levels[i], region), regions[i]);
        double mass = 0.0, height = density_at(&two, region[0].low);
        for (size_t r = 0; r < regions[i]; r++) {
            mass += mass_between(&two, region[r].low, region[r].high);
            check_close(density_at(&two, region[r].low), height, 1e-6, 0.0);
            check_close(density_at(&two, region[r].high), height, 1e-6, 0.0);
        }
        check_close(mass, levels[i], 1e-8, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_bump_is_the_central_range),
        cmocka_unit_test(test_two_bumps),
    };
    return cmocka_run_group_tests_name("highest_density", tests, NULL, NULL);
}
