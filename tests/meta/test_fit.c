/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, tests and intervals of one fit: definitions, properties, and the figures of what goes
 * wrong elsewhere. */
#include "support/check.h"

#include <reckon/meta.h>

#include "meta/naive.h"
#include "support/random.h"

enum { MOST = 12 };

static reckon_meta_fit random_effects(size_t k, const double *y, const double *v,
    const double *weights, reckon_tau2_method method, reckon_meta_test test)
{
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_meta_options_init(&options);
    options.tau2 = method;
    options.test = test;
    assert_int_equal(reckon_random_effects(k, y, v, weights, &options, &fit, NULL), RECKON_OK);
    return fit;
}

static reckon_meta_fit fixed_effect(size_t k, const double *y, const double *v)
{
    reckon_meta_fit fit;
    reckon_meta_options options;
    reckon_meta_options_init(&options);
    options.test = RECKON_META_TEST_Z;
    assert_int_equal(reckon_fixed_effect(k, y, v, NULL, &options, &fit, NULL), RECKON_OK);
    assert_int_equal(fit.outcome, RECKON_OUTCOME_OK);
    return fit;
}

/* Ranges read as 95 % log-normal, as the regression cases say. */
static void read_ranges(size_t k, const double *low, const double *high, double *y, double *v)
{
    for (size_t i = 0; i < k; i++) {
        double sd = (log(high[i]) - log(low[i])) / (2.0 * 1.959963984540054);
        y[i] = 0.5 * (log(low[i]) + log(high[i]));
        v[i] = sd * sd;
    }
}

static const double four_low[4] = {9e3, 10e3, 30e3, 75e3}, four_high[4] = {11e3, 30e3, 50e3, 125e3};

/* Four figures that cannot all be right: each number is that of the list of pitfalls. */
static void test_four_ranges(void **state)
{
    (void)state;
    double y[4], v[4];
    read_ranges(4, four_low, four_high, y, v);
    reckon_meta_fit fixed = fixed_effect(4, y, v);
    check_close(exp(fixed.ci_low), 14e3, 0.0, 500.0);
    check_close(exp(fixed.ci_high), 17e3, 0.0, 500.0);
    reckon_meta_fit fit = random_effects(4, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_KNHA);
    check_close(exp(fit.mu), 28.4e3, 0.0, 50.0);
    check_close(exp(fit.ci_low), 5.8e3, 0.0, 50.0);
    check_close(exp(fit.ci_high), 139e3, 0.0, 500.0);
    /* Where a new figure would be is not where the mean is: far wider, and named apart. */
    check_close(exp(fit.prediction_low), 0.8e3, 0.0, 50.0);
    check_close(exp(fit.prediction_high), 964e3, 0.0, 500.0);
}

/* Two figures leave Knapp and Hartung one degree of freedom: reported as it is. */
static void test_two_ranges(void **state)
{
    (void)state;
    double y[2], v[2];
    read_ranges(2, four_low, four_high, y, v);
    reckon_meta_fit fit = random_effects(2, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_KNHA);
    assert_true(fit.df == 1.0);
    check_close(exp(fit.ci_low), 404.0, 0.0, 0.5);
    check_close(exp(fit.ci_high), 372e3, 0.0, 500.0);
}

/* Agreeing estimates: Knapp and Hartung alone is absurdly sure, adhoc is not. */
static void test_agreeing_estimates(void **state)
{
    (void)state;
    const double y[] = {10.0, 10.001, 10.002}, v[] = {0.04, 0.04, 0.04};
    reckon_meta_fit z = random_effects(3, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_Z);
    reckon_meta_fit knha = random_effects(3, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_KNHA);
    reckon_meta_fit adhoc = random_effects(3, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_ADHOC);
    check_close(z.se, 0.115, 0.0, 0.0005);
    check_close(knha.se, 0.0006, 0.0, 0.00005);
    check_close(adhoc.se, z.se, 1e-15, 0.0);
    assert_true(adhoc.ci_low < z.ci_low && adhoc.ci_high > z.ci_high);
    assert_int_equal(z.outcome, RECKON_OUTCOME_BOUNDARY);
}

/* One figure repeated five times is no more evidence, but it looks like it. */
static void test_repeated_figure(void **state)
{
    (void)state;
    const double y[] = {log(1e4), log(3e4), log(3e5), log(3e5), log(3e5), log(3e5), log(3e5)};
    const double v[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    reckon_meta_fit once = random_effects(3, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_KNHA);
    reckon_meta_fit often = random_effects(7, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_KNHA);
    check_close(exp(once.mu), 45e3, 0.0, 500.0);
    check_close(exp(often.mu), 133e3, 0.0, 500.0);
    check_close(exp(once.ci_high - once.ci_low), 5600.0, 0.0, 50.0);
    check_close(exp(often.ci_high - often.ci_low), 14.0, 0.0, 0.5);
}

/* An exact estimate takes the fixed effect over, at weight infinity; random effects keep it in its
 * place. */
static void test_zero_width(void **state)
{
    (void)state;
    const double y[] = {9.2, 10.1, 11.0}, v[] = {0.0, 0.1, 0.1};
    reckon_meta_fit fixed = fixed_effect(3, y, v);
    assert_true(fixed.mu == 9.2 && fixed.se == 0.0 && fixed.ci_low == 9.2 && fixed.ci_high == 9.2);
    check_close(fixed.Q, (0.9 * 0.9 + 1.8 * 1.8) / 0.1, 1e-12, 0.0);
    reckon_meta_fit fit = random_effects(3, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_Z);
    assert_true(fit.tau2 > 0.5 && fit.mu > 10.0 && fit.mu < 10.1 && fit.se > 0.5);
    /* two exact estimates that differ: no common truth, and the spread says so */
    const double exact[] = {0.0, 0.0, 0.1};
    fixed = fixed_effect(3, y, exact);
    assert_true(isinf(fixed.Q) && fixed.Q_p == 0.0 && fixed.I2 == 100.0 && isinf(fixed.H2));
    check_close(fixed.mu, 9.65, 1e-14, 0.0);
}

static void test_definitions(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 300; round++) {
        double y[MOST], v[MOST];
        size_t k = 2 + random_below(&seed, MOST - 1);
        for (size_t i = 0; i < k; i++) {
            v[i] = random_scale(&seed, 0.001, 2.0);
            y[i] = random_uniform(&seed, -3.0, 3.0);
        }
        reckon_meta_fit z = random_effects(k, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_Z);
        reckon_meta_fit knha =
            random_effects(k, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_KNHA);
        reckon_meta_fit adhoc =
            random_effects(k, y, v, NULL, RECKON_TAU2_REML, RECKON_META_TEST_ADHOC);
        long double sum, mu = naive_mean(k, y, v, z.tau2, &sum), q0 = naive_q(k, y, v, 0.0L);
        check_close(z.mu, (double)mu, 1e-12, 1e-14);
        check_close(z.se, (double)sqrtl(1 / sum), 1e-13, 0.0);
        check_close(z.Q, (double)q0, 1e-12, 0.0);
        check_close(
            knha.s2w, (double)(naive_q(k, y, v, z.tau2) / (long double)(k - 1)), 1e-11, 0.0);
        check_close(knha.se, z.se * sqrt(knha.s2w), 1e-12, 0.0);
        assert_true(adhoc.se >= z.se && adhoc.ci_high - adhoc.ci_low >= z.ci_high - z.ci_low);
        assert_true(adhoc.se >= knha.se * (1.0 - 1e-15));
        assert_true(z.ci_low <= z.mu && z.mu <= z.ci_high && z.prediction_low <= z.ci_low &&
                    z.ci_high <= z.prediction_high);
        assert_true(z.I2 >= 0.0 && z.I2 <= 100.0 && z.H2 >= 1.0);
        double typical = (double)((long double)(k - 1) / naive_trace(k, v, 0.0L));
        check_close(z.I2, 100.0 * z.tau2 / (z.tau2 + typical), 1e-11, 1e-12);
        check_close(z.H2, 1.0 + z.tau2 / typical, 1e-11, 0.0);
    }
}

static void test_quantiles_meet_intervals(void **state)
{
    (void)state;
    const double y[] = {0.3, 1.4, -0.5, 2.2}, v[] = {0.2, 0.1, 0.4, 0.3};
    reckon_meta_options options;
    reckon_meta_options_init(&options);
    for (int test = 0; test <= RECKON_META_TEST_ADHOC; test++) {
        reckon_meta_fit fit;
        options.test = (reckon_meta_test)test;
        options.level = 0.8;
        assert_int_equal(reckon_random_effects(4, y, v, NULL, &options, &fit, NULL), RECKON_OK);
        check_close(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.1), fit.ci_low,
            1e-12, 1e-14);
        check_close(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.9), fit.ci_high,
            1e-12, 1e-14);
        check_close(
            reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.5), fit.mu, 1e-15, 1e-15);
        check_close(reckon_meta_quantile(&fit, RECKON_META_RANGE_PREDICTION, 0.1),
            fit.prediction_low, 1e-12, 1e-14);
        check_close(
            reckon_meta_quantile(&fit, RECKON_META_RANGE_RILEY, 0.9), fit.riley_high, 1e-12, 1e-14);
        assert_true(fit.riley_df == 2.0);
        assert_true(isnan(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.0)));
        assert_true(isnan(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 1.0)));
    }
    reckon_meta_fit fixed = fixed_effect(4, y, v);
    assert_true(isnan(fixed.prediction_low) && isnan(fixed.riley_high) && isnan(fixed.se_tau2));
    assert_true(isnan(reckon_meta_quantile(&fixed, RECKON_META_RANGE_PREDICTION, 0.5)));
    check_close(reckon_meta_quantile(&fixed, RECKON_META_RANGE_CONFIDENCE, 0.975), fixed.ci_high,
        1e-13, 0.0);
    assert_true(isnan(reckon_meta_quantile(NULL, RECKON_META_RANGE_CONFIDENCE, 0.5)));
}

/* One estimate comes back as it was read, by every estimator and test. */
static void test_one_estimate(void **state)
{
    (void)state;
    const double y[] = {10.5}, v[] = {0.09};
    for (int m = 0; m <= RECKON_TAU2_PM; m++) {
        for (int test = 0; test <= RECKON_META_TEST_ADHOC; test++) {
            reckon_meta_fit fit =
                random_effects(1, y, v, NULL, (reckon_tau2_method)m, (reckon_meta_test)test);
            assert_int_equal(fit.outcome, RECKON_OUTCOME_BOUNDARY);
            assert_true(fit.mu == 10.5 && fit.tau2 == 0.0 && fit.Q == 0.0 && fit.Q_df == 0.0 &&
                        fit.Q_p == 1.0);
            assert_true(fit.I2 == 0.0 && fit.H2 == 1.0 && fit.df == 0.0 && fit.s2w == 1.0 &&
                        isinf(fit.se_tau2));
            check_close(fit.ci_low, 10.5 - 0.3 * 1.959963984540054, 1e-15, 0.0);
            check_close(fit.prediction_high, fit.ci_high, 0.0, 0.0);
        }
    }
}

static void test_no_estimate(void **state)
{
    (void)state;
    reckon_meta_fit fit;
    assert_int_equal(reckon_random_effects(0, NULL, NULL, NULL, NULL, &fit, NULL), RECKON_OK);
    assert_int_equal(fit.outcome, RECKON_OUTCOME_EMPTY);
    assert_true(fit.k == 0 && isnan(fit.mu) &&
                isnan(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.5)));
    double tau2 = -1.0;
    assert_int_equal(reckon_tau2_estimate(0, NULL, NULL, RECKON_TAU2_DL, &tau2, NULL), RECKON_OK);
    assert_true(tau2 == 0.0);
}

static void test_user_weights(void **state)
{
    (void)state;
    const double y[] = {0.3, 1.4, -0.5, 2.2}, v[] = {0.2, 0.1, 0.4, 0.3};
    double inverse[4], large[4], equal[4] = {3.0, 3.0, 3.0, 3.0}, single[4] = {0.0, 0.0, 7.0, 0.0};
    reckon_meta_fit own = random_effects(4, y, v, NULL, RECKON_TAU2_DL, RECKON_META_TEST_ADHOC);
    for (size_t i = 0; i < 4; i++) {
        inverse[i] = 1.0 / (v[i] + own.tau2);
        large[i] = 1e300 * inverse[i];
    }
    reckon_meta_fit same = random_effects(4, y, v, inverse, RECKON_TAU2_DL, RECKON_META_TEST_ADHOC);
    check_close(same.mu, own.mu, 1e-14, 0.0);
    check_close(same.se, own.se, 1e-14, 0.0);
    assert_true(same.tau2 == own.tau2 && same.Q == own.Q);
    same = random_effects(4, y, v, large, RECKON_TAU2_DL, RECKON_META_TEST_ADHOC);
    check_close(same.mu, own.mu, 1e-14, 0.0);
    check_close(same.se, own.se, 1e-14, 0.0);
    reckon_meta_fit plain = random_effects(4, y, v, equal, RECKON_TAU2_HE, RECKON_META_TEST_Z);
    check_close(plain.mu, 0.85, 1e-14, 0.0);
    check_close(plain.se, sqrt(1.0 / 16.0 + plain.tau2 / 4.0), 1e-14, 0.0);
    reckon_meta_fit alone = random_effects(4, y, v, single, RECKON_TAU2_HE, RECKON_META_TEST_Z);
    check_close(alone.mu, -0.5, 1e-15, 0.0);
    check_close(alone.se, sqrt(0.4 + alone.tau2), 1e-14, 0.0);
}

/* Estimates doubled with half the weight each (twice the variance) leave the fixed effect as it
 * was. */
static void test_halves_equal_one(void **state)
{
    (void)state;
    const double y[] = {0.3, 1.4, -0.5}, v[] = {0.2, 0.1, 0.4};
    const double twice_y[] = {0.3, 0.3, 1.4, -0.5}, twice_v[] = {0.4, 0.4, 0.1, 0.4};
    reckon_meta_fit one = fixed_effect(3, y, v), two = fixed_effect(4, twice_y, twice_v);
    check_close(two.mu, one.mu, 1e-14, 0.0);
    check_close(two.se, one.se, 1e-14, 0.0);
}

static void test_equal_values(void **state)
{
    (void)state;
    const double y[] = {7.25, 7.25, 7.25, 7.25}, v[] = {0.5, 0.0, 1e-9, 1e9};
    for (int m = 0; m <= RECKON_TAU2_PM; m++) {
        reckon_meta_fit fit =
            random_effects(4, y, v, NULL, (reckon_tau2_method)m, RECKON_META_TEST_KNHA);
        assert_int_equal(fit.outcome, RECKON_OUTCOME_BOUNDARY);
        assert_true(
            fit.mu == 7.25 && fit.tau2 == 0.0 && fit.Q == 0.0 && fit.s2w == 0.0 && fit.se == 0.0);
        assert_true(fit.ci_low == 7.25 && fit.ci_high == 7.25 && fit.prediction_high == 7.25 &&
                    fit.p == 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_four_ranges),
        cmocka_unit_test(test_two_ranges),
        cmocka_unit_test(test_agreeing_estimates),
        cmocka_unit_test(test_repeated_figure),
        cmocka_unit_test(test_zero_width),
        cmocka_unit_test(test_definitions),
        cmocka_unit_test(test_quantiles_meet_intervals),
        cmocka_unit_test(test_one_estimate),
        cmocka_unit_test(test_no_estimate),
        cmocka_unit_test(test_user_weights),
        cmocka_unit_test(test_halves_equal_one),
        cmocka_unit_test(test_equal_values),
    };
    return cmocka_run_group_tests_name("meta_fit", tests, NULL, NULL);
}
