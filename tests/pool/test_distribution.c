/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions and fits: against their own definitions, at the ends of every domain, and what they
 * refuse. */
#include "support/check.h"
#include "support/random.h"

#include <math.h>

#include <reckon/pool.h>

static reckon_distribution make(
    reckon_family family, double first, double second, double lower, double upper)
{
    reckon_distribution made;
    if (reckon_distribution_make(family, first, second, lower, upper, &made, NULL) != RECKON_OK)
        fail_msg("family %d does not take %g, %g", (int)family, first, second);
    return made;
}

static reckon_distribution draw(uint64_t *seed)
{
    double lower = random_uniform(seed, -100, 100);
    switch (random_below(seed, 4)) {
    case 0:
        return make(RECKON_FAMILY_NORMAL, random_uniform(seed, -30, 30),
            random_scale(seed, 1e-9, 10), 0, 0);
    case 1:
        return make(RECKON_FAMILY_LOGNORMAL, random_uniform(seed, 0, 28),
            random_scale(seed, 1e-9, 10), 0, 0);
    case 2:
        return make(RECKON_FAMILY_GAMMA, random_scale(seed, 0.05, 1e10),
            random_scale(seed, 1e-12, 1e3), 0, 0);
    default:
        return make(RECKON_FAMILY_BETA, random_scale(seed, 0.05, 1e6),
            random_scale(seed, 0.05, 1e6), lower, lower + random_scale(seed, 1e-3, 1e6));
    }
}

static void test_quantile_inverts_the_cdf(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (int round = 0; round < 4000; round++) {
        reckon_distribution d = draw(&seed);
        double p = round % 2 ? random_uniform(&seed, 0, 1) : random_scale(&seed, 1e-12, 1);
        double x = reckon_distribution_quantile(&d, p);
        assert_true(x >= d.lower && x <= d.upper);
        /* A few doubles to either side (of x, or of its log) the CDF has to have passed p. */
        double size = fmax(fabs(x), isfinite(d.lower) ? fabs(d.lower) : 0.0);
        if (d.family == RECKON_FAMILY_LOGNORMAL)
            size *= 1.0 + fabs(log(x));
        double near = 9e-16 * size;
        assert_true(reckon_distribution_cdf(&d, x - near) <= p * (1 + 1e-11));
        assert_true(reckon_distribution_cdf(&d, x + near) >= p * (1 - 1e-11));
        assert_true(reckon_distribution_upper(&d, x - near) >= (1 - p) * (1 - 1e-11));
        assert_true(reckon_distribution_upper(&d, x + near) <= (1 - p) * (1 + 1e-11));
    }
}

static void test_monotone_and_between_0_and_1(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (int round = 0; round < 300; round++) {
        reckon_distribution d = draw(&seed);
        double before = -1.0, least = -INFINITY;
        for (double p = 0.0; p <= 1.0; p += 1.0 / 64) {
            double x = reckon_distribution_quantile(&d, p), cdf = reckon_distribution_cdf(&d, x);
            assert_true(x >= least && cdf >= before - 1e-15);
            assert_true(cdf >= 0.0 && cdf <= 1.0);
            assert_true(reckon_distribution_density(&d, x) >= 0.0);
            least = x;
            before = cdf;
        }
        assert_true(reckon_distribution_quantile(&d, 0.0) == d.lower);
        assert_true(reckon_distribution_quantile(&d, 1.0) == d.upper);
        assert_true(reckon_distribution_cdf(&d, -INFINITY) == 0.0 &&
                    reckon_distribution_cdf(&d, INFINITY) == 1.0);
        assert_true(reckon_distribution_upper(&d, -INFINITY) == 1.0 &&
                    reckon_distribution_upper(&d, INFINITY) == 0.0);
        assert_true(reckon_distribution_density(&d, INFINITY) == 0.0);
    }
}

/* Density, mean and sd by the midpoint rule over 20,000 equal steps of probability or place. */
static void test_density_and_moments_by_sums(void **state)
{
    (void)state;
    const reckon_distribution distributions[] = {make(RECKON_FAMILY_NORMAL, 3, 2, 0, 0),
        make(RECKON_FAMILY_LOGNORMAL, 1, 0.4, 0, 0), make(RECKON_FAMILY_GAMMA, 4, 0.5, 0, 0),
        make(RECKON_FAMILY_GAMMA, 250, 2, 0, 0), make(RECKON_FAMILY_BETA, 2.5, 4, -2, 7),
        make(RECKON_FAMILY_BETA, 40, 12000, 0, 1e6)};
    for (size_t k = 0; k < sizeof distributions / sizeof *distributions; k++) {
        const reckon_distribution *d = &distributions[k];
        double from = reckon_distribution_quantile(d, 1e-15),
               to = reckon_distribution_quantile(d, 1.0 - 1e-15);
        double step = (to - from) / 20000, mass = 0, mean = 0, square = 0,
               middle = reckon_distribution_mean(d);
        for (int i = 0; i < 20000; i++) {
            double x = from + (i + 0.5) * step, f = reckon_distribution_density(d, x) * step;
            mass += f;
            mean += f * (x - middle);
            square += f * (x - middle) * (x - middle);
            if (i % 1000 == 0)
                check_close(mass, reckon_distribution_cdf(d, x + 0.5 * step), 1e-6, 1e-8);
        }
        check_close(mass, 1.0, 1e-7, 0);
        check_close(mean, 0.0, 0, 1e-6 * reckon_distribution_sd(d));
        check_close(sqrt(square), reckon_distribution_sd(d), 1e-6, 0);
    }
}

static void test_what_cannot_be_made(void **state)
{
    (void)state;
    static const struct {
        reckon_family family;
        double first, second, lower, upper;
        reckon_status expected;
    } bad[] = {
        {RECKON_FAMILY_NORMAL, NAN, 1, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, 0, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, -1, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, INFINITY, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_LOGNORMAL, INFINITY, 1, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_GAMMA, 0, 1, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_GAMMA, 1e16, 1, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_GAMMA, 1, 0, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 1, 1, 1, 1, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 1, 1, -INFINITY, 1, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 1, 1, -1.7e308, 1.7e308, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 1e-4, 1, 0, 1, RECKON_VALUE},
        {(reckon_family)4, 1, 1, 0, 1, RECKON_ARGUMENT},
        {(reckon_family)-1, 1, 1, 0, 1, RECKON_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reckon_distribution made = {RECKON_FAMILY_NORMAL, 7, 7, 7, 7, 7};
        reckon_error error = RECKON_ERROR_INIT;
        assert_int_equal(reckon_distribution_make(bad[i].family, bad[i].first, bad[i].second,
                             bad[i].lower, bad[i].upper, &made, &error),
            bad[i].expected);
        assert_int_equal(error.code, bad[i].expected);
        assert_true(made.first == 7.0);
    }
    assert_int_equal(
        reckon_distribution_make(RECKON_FAMILY_NORMAL, 0, 1, 0, 0, NULL, NULL), RECKON_ARGUMENT);
    reckon_distribution d = make(RECKON_FAMILY_GAMMA, 2, 1, 0, 0);
    assert_true(
        isnan(reckon_distribution_cdf(&d, NAN)) && isnan(reckon_distribution_quantile(&d, NAN)));
    assert_true(
        isnan(reckon_distribution_upper(&d, NAN)) && isnan(reckon_distribution_density(&d, NAN)));
}

/* ---- Fits ---- */

/* Ends matched, over levels, widths from one part in a million to many orders of magnitude, and
 * bounds far or near. */
static void test_fitted_ends_are_matched(void **state)
{
    (void)state;
    uint64_t seed = 43;
    for (int round = 0; round < 1500; round++) {
        reckon_family family = (reckon_family)random_below(&seed, 4);
        double level =
            round % 3 ? random_uniform(&seed, 0.2, 0.99) : 1.0 - random_scale(&seed, 1e-6, 0.5);
        double low = random_scale(&seed, 1, 1e12), high = low * exp(random_scale(&seed, 1e-6, 5)),
               lower = 0, upper = 0;
        if (family == RECKON_FAMILY_BETA) {
            lower = low - (high - low) * random_scale(&seed, 1e-3, 1e3);
            upper = high + (high - low) * random_scale(&seed, 1e-3, 1e3);
        }
        reckon_distribution d;
        reckon_error error = RECKON_ERROR_INIT;
        if (reckon_distribution_fit(family, low, high, level, lower, upper, &d, &error) !=
            RECKON_OK)
            fail_msg("family %d, %.17g to %.17g at %.17g on [%.17g, %.17g]: %s", (int)family, low,
                high, level, lower, upper, error.message);
        double tail = 0.5 * (1.0 - level), grain = 1e-9 + 1e-13 * high / (high - low);
        check_close(reckon_distribution_cdf(&d, low), tail, grain, 0);
        check_close(reckon_distribution_upper(&d, high), tail, grain, 0);
    }
}

static double squares(const reckon_distribution *d, const double x[3], const double p[3])
{
    double sum = 0.0;
    for (int i = 0; i < 3; i++)
        sum += pow(reckon_distribution_cdf(d, x[i]) - p[i], 2);
    return sum;
}

/* No neighbour is better, and where three points lie on one distribution it is found. */
static void test_three_points(void **state)
{
    (void)state;
    uint64_t seed = 44;
    for (int round = 0; round < 300; round++) {
        reckon_family family = (reckon_family)random_below(&seed, 4);
        double level = random_uniform(&seed, 0.3, 0.98), low = random_scale(&seed, 1, 1e6);
        double high = low * exp(random_scale(&seed, 1e-2, 3)),
               best = low + (high - low) * random_uniform(&seed, 0.1, 0.9);
        double lower = low - 0.5 * (high - low), upper = high + 2 * (high - low);
        const double x[3] = {low, best, high}, p[3] = {0.5 - 0.5 * level, 0.5, 0.5 + 0.5 * level};
        reckon_distribution d, near;
        reckon_error error = RECKON_ERROR_INIT;
        if (reckon_distribution_fit_three(
                family, low, best, high, level, lower, upper, &d, &error) != RECKON_OK)
            fail_msg("family %d, %g, %g, %g at %g: %s", (int)family, low, best, high, level,
                error.message);
        double least = squares(&d, x, p), sd = reckon_distribution_sd(&d);
        for (int k = 0; k < 4; k++) {
            near = d;
            double h = k % 2 ? 1e-4 : -1e-4;
            if (k < 2)
                near.first += h * (family == RECKON_FAMILY_NORMAL         ? sd
                                      : family == RECKON_FAMILY_LOGNORMAL ? d.second
                                                                          : d.first);
            else
                near.second *= 1.0 + h;
            assert_true(squares(&near, x, p) >= least - 1e-17);
        }
        reckon_distribution again;
        const double on[3] = {reckon_distribution_quantile(&d, p[0]),
            reckon_distribution_quantile(&d, 0.5), reckon_distribution_quantile(&d, p[2])};
        assert_int_equal(reckon_distribution_fit_three(
                             family, on[0], on[1], on[2], level, lower, upper, &again, NULL),
            RECKON_OK);
        check_close(again.first, d.first, 1e-8, 1e-8 * sd);
        check_close(again.second, d.second, 1e-8, 0);
    }
}

static void test_pert(void **state)
{
    (void)state;
    reckon_distribution d;
    assert_int_equal(reckon_distribution_pert(10, 20, 60, 4, &d, NULL), RECKON_OK);
    check_close(reckon_distribution_mean(&d), (10 + 4 * 20 + 60) / 6.0, 1e-15, 0);
    assert_true(d.lower == 10 && d.upper == 60);
    double mode = reckon_distribution_density(&d, 20);
    assert_true(mode >= reckon_distribution_density(&d, 19.9) &&
                mode >= reckon_distribution_density(&d, 20.1));
    assert_int_equal(reckon_distribution_pert(10, 10, 60, 4, &d, NULL), RECKON_OK);
    assert_int_equal(reckon_distribution_pert(10, 60, 60, 4, &d, NULL), RECKON_OK);
    assert_int_equal(reckon_distribution_pert(10, 61, 60, 4, &d, NULL), RECKON_VALUE);
    assert_int_equal(reckon_distribution_pert(10, 9, 60, 4, &d, NULL), RECKON_VALUE);
    assert_int_equal(reckon_distribution_pert(10, 10, 10, 4, &d, NULL), RECKON_VALUE);
    assert_int_equal(reckon_distribution_pert(10, 20, INFINITY, 4, &d, NULL), RECKON_VALUE);
    assert_int_equal(reckon_distribution_pert(10, 20, 60, 0, &d, NULL), RECKON_VALUE);
    assert_int_equal(reckon_distribution_pert(10, NAN, 60, 4, &d, NULL), RECKON_VALUE);
    assert_int_equal(reckon_distribution_pert(10, 20, 60, 4, NULL, NULL), RECKON_ARGUMENT);
}

static void test_what_cannot_be_fitted(void **state)
{
    (void)state;
    static const struct {
        reckon_family family;
        double low, high, level, lower, upper;
        reckon_status expected;
    } bad[] = {
        {RECKON_FAMILY_NORMAL, 2, 1, 0.9, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 1, 1, 0.9, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, NAN, 1, 0.9, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, INFINITY, 0.9, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, 1, 0, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, 1, 1, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_NORMAL, 0, 1, NAN, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_LOGNORMAL, 0, 1, 0.9, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_GAMMA, -1, 1, 0.9, 0, 0, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 0, 1, 0.9, 0, 2, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 1, 2, 0.9, 0, 2, RECKON_VALUE},
        {RECKON_FAMILY_BETA, 1, 2, 0.9, -INFINITY, 5, RECKON_VALUE},
        {(reckon_family)9, 1, 2, 0.9, 0, 5, RECKON_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reckon_distribution d;
        reckon_error error = RECKON_ERROR_INIT;
        assert_int_equal(reckon_distribution_fit(bad[i].family, bad[i].low, bad[i].high,
                             bad[i].level, bad[i].lower, bad[i].upper, &d, &error),
            bad[i].expected);
        assert_int_equal(error.code, bad[i].expected);
        double best = 0.5 * (bad[i].low + bad[i].high);
        assert_int_equal(reckon_distribution_fit_three(bad[i].family, bad[i].low, best, bad[i].high,
                             bad[i].level, bad[i].lower, bad[i].upper, &d, NULL),
            bad[i].expected);
    }
    reckon_distribution d;
    assert_int_equal(reckon_distribution_fit(RECKON_FAMILY_NORMAL, 0, 1, 0.9, 0, 0, NULL, NULL),
        RECKON_ARGUMENT);
    assert_int_equal(
        reckon_distribution_fit_three(RECKON_FAMILY_NORMAL, 0, 0, 1, 0.9, 0, 0, &d, NULL),
        RECKON_VALUE);
    assert_int_equal(
        reckon_distribution_fit_three(RECKON_FAMILY_NORMAL, 0, 1, 1, 0.9, 0, 0, &d, NULL),
        RECKON_VALUE);
    /* A gamma distribution this narrow would have a shape near 1e19. */
    assert_int_equal(
        reckon_distribution_fit(RECKON_FAMILY_GAMMA, 1e12, 1e12 + 1e3, 0.9, 0, 0, &d, NULL),
        RECKON_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantile_inverts_the_cdf),
        cmocka_unit_test(test_monotone_and_between_0_and_1),
        cmocka_unit_test(test_density_and_moments_by_sums),
        cmocka_unit_test(test_what_cannot_be_made),
        cmocka_unit_test(test_fitted_ends_are_matched),
        cmocka_unit_test(test_three_points),
        cmocka_unit_test(test_pert),
        cmocka_unit_test(test_what_cannot_be_fitted),
    };
    return cmocka_run_group_tests_name("pool_distribution", tests, NULL, NULL);
}
