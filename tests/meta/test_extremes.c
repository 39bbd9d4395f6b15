/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anything legal has an answer without NaN; anything illegal is refused with its code. */
#include "support/check.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <reckon/meta.h>

#include "support/random.h"

enum { MOST = 9 };

/* Any magnitude a double has in the legal domain, zeros and repeats among them. */
static double any_value(uint64_t *seed)
{
    switch (random_below(seed, 6)) {
    case 0:
        return 0.0;
    case 1:
        return random_scale(seed, 1e-150, 1e150);
    case 2:
        return -random_scale(seed, 1e-150, 1e150);
    case 3:
        return 1e150;
    default:
        return random_uniform(seed, -5.0, 15.0);
    }
}

static double any_variance(uint64_t *seed)
{
    switch (random_below(seed, 6)) {
    case 0:
        return 0.0;
    case 1:
        return 1e300;
    case 2:
        return 5e-324;
    case 3:
        return random_scale(seed, 1e-300, 1e300);
    default:
        return random_scale(seed, 1e-4, 10.0);
    }
}

static void check_numbers(const reckon_meta_fit *fit, bool random)
{
    const double common[] = {fit->mu, fit->se, fit->statistic, fit->p, fit->df, fit->s2w,
        fit->ci_low, fit->ci_high, fit->tau2, fit->Q, fit->Q_df, fit->Q_p, fit->I2, fit->H2};
    const double only_random[] = {fit->se_tau2, fit->prediction_low, fit->prediction_high,
        fit->riley_low, fit->riley_high, fit->riley_df};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        assert_true(!isnan(common[i]));
    for (size_t i = 0; random && i < sizeof only_random / sizeof *only_random; i++)
        assert_true(!isnan(only_random[i]));
    assert_true(isfinite(fit->mu) && isfinite(fit->tau2) && fit->tau2 >= 0.0 && fit->se >= 0.0);
    assert_true(
        fit->ci_low <= fit->mu && fit->mu <= fit->ci_high && fit->p >= 0.0 && fit->p <= 1.0);
    assert_true(
        fit->I2 >= 0.0 && fit->I2 <= 100.0 && fit->H2 >= 0.0 && fit->Q_p >= 0.0 && fit->Q_p <= 1.0);
}

static void check_everything(
    size_t k, const double *y, const double *v, const double *weights, uint64_t *seed)
{
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_meta_influence_row rows[MOST];
    double work[3 * MOST];
    reckon_tau2_interval interval;
    reckon_meta_options_init(&options);
    options.test = (reckon_meta_test)random_below(seed, RECKON_META_TEST_ADHOC + 1);
    assert_int_equal(reckon_fixed_effect(k, y, v, weights, &options, &fit, NULL), RECKON_OK);
    check_numbers(&fit, false);
    for (int m = 0; m <= RECKON_TAU2_PM; m++) {
        options.tau2 = (reckon_tau2_method)m;
        assert_int_equal(reckon_random_effects(k, y, v, weights, &options, &fit, NULL), RECKON_OK);
        check_numbers(&fit, true);
        bool likelihood = m == RECKON_TAU2_ML || m == RECKON_TAU2_REML;
        assert_true(isnan(fit.log_likelihood) == !likelihood);
    }
    assert_int_equal(reckon_tau2_profile(k, y, v, 0.95, &interval, NULL), RECKON_OK);
    assert_true(interval.low <= interval.high && interval.I2_low <= interval.I2_high &&
                interval.H2_low <= interval.H2_high);
    options.tau2 = (reckon_tau2_method)random_below(seed, RECKON_TAU2_PM + 1);
    assert_int_equal(
        reckon_meta_influence(k, y, v, weights, &options, rows, work, NULL, NULL), RECKON_OK);
    for (size_t i = 0; i < k && k > 1; i++)
        assert_true(!isnan(rows[i].mu) && !isnan(rows[i].hat) && !isnan(rows[i].rstudent) &&
                    !isnan(rows[i].dffits) && !isnan(rows[i].cook_d) && !isnan(rows[i].cov_r) &&
                    !isnan(rows[i].dfbetas) && !isnan(rows[i].I2));
}

static void test_random_legal_input(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (int round = 0; round < 3000; round++) {
        double y[MOST], v[MOST], weights[MOST];
        size_t k = 1 + random_below(&seed, MOST);
        bool repeat_y = random_below(&seed, 4) == 0, repeat_v = random_below(&seed, 4) == 0;
        for (size_t i = 0; i < k; i++) {
            y[i] = repeat_y && i > 0 ? y[random_below(&seed, i)] : any_value(&seed);
            v[i] = repeat_v && i > 0 ? v[random_below(&seed, i)] : any_variance(&seed);
            weights[i] = i == 0 ? 1.0 : fabs(any_value(&seed));
        }
        check_everything(k, y, v, random_below(&seed, 3) == 0 ? weights : NULL, &seed);
    }
}

static void test_thousands(void **state)
{
    (void)state;
    static double y[5000], v[5000];
    uint64_t seed = 42;
    for (size_t i = 0; i < 5000; i++) {
        v[i] = random_scale(&seed, 1e-3, 1.0);
        y[i] = 1.0 + random_uniform(&seed, -1.7320508, 1.7320508) +
               sqrt(3.0 * v[i]) * random_uniform(&seed, -1.0, 1.0);
    }
    for (int m = 0; m <= RECKON_TAU2_PM; m++) {
        double tau2;
        assert_int_equal(
            reckon_tau2_estimate(5000, y, v, (reckon_tau2_method)m, &tau2, NULL), RECKON_OK);
        check_close_named(tau2, 1.0, 0.1, 0.0,
            reckon_tau2_name((reckon_tau2_method)m)); /* what the data were made with */
    }
}

static void check_refused(
    const double *y, const double *v, const double *weights, reckon_status expected)
{
    reckon_meta_fit fit = {.mu = 77.0};
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_random_effects(2, y, v, weights, NULL, &fit, &error), expected);
    assert_int_equal(error.code, expected);
    assert_true(strlen(error.message) > 10 && fit.mu == 77.0);
    assert_int_equal(reckon_fixed_effect(2, y, v, weights, NULL, &fit, NULL), expected);
    double tau2 = 77.0;
    if (!weights)
        assert_int_equal(reckon_tau2_estimate(2, y, v, RECKON_TAU2_DL, &tau2, NULL), expected);
    assert_true(tau2 == 77.0);
}

static void test_refusals(void **state)
{
    (void)state;
    const double good[] = {1.0, 2.0};
    const double bad_values[][2] = {
        {NAN, 1.0}, {1.0, INFINITY}, {-INFINITY, 1.0}, {1.1e150, 1.0}, {1.0, -1.1e150}};
    const double bad_variances[][2] = {{NAN, 1.0}, {1.0, INFINITY}, {-1e-300, 1.0}, {1.0, 1.1e300}};
    const double bad_weights[][2] = {{NAN, 1.0}, {1.0, INFINITY}, {-1e-300, 1.0}, {0.0, 0.0}};
    for (size_t i = 0; i < 5; i++)
        check_refused(bad_values[i], good, NULL, RECKON_VALUE);
    for (size_t i = 0; i < 4; i++)
        check_refused(good, bad_variances[i], NULL, RECKON_VALUE);
    for (size_t i = 0; i < 4; i++)
        check_refused(good, good, bad_weights[i], RECKON_VALUE);
    check_refused(NULL, good, NULL, RECKON_ARGUMENT);
    check_refused(good, NULL, NULL, RECKON_ARGUMENT);
}

static void test_bad_options(void **state)
{
    (void)state;
    const double good[] = {1.0, 2.0};
    reckon_meta_options fine, bad;
    reckon_meta_fit fit;
    double tau2;
    reckon_meta_options_init(&fine);
    reckon_meta_options_init(NULL);
    const double bad_levels[] = {0.0, 1.0, -0.5, NAN, INFINITY};
    for (size_t i = 0; i < 5; i++) {
        bad = fine;
        bad.level = bad_levels[i];
        assert_int_equal(
            reckon_random_effects(2, good, good, NULL, &bad, &fit, NULL), RECKON_OPTION);
    }
    bad = fine;
    bad.struct_size = 4;
    assert_int_equal(reckon_random_effects(2, good, good, NULL, &bad, &fit, NULL), RECKON_ARGUMENT);
    bad = fine;
    bad.tau2 = (reckon_tau2_method)8;
    assert_int_equal(reckon_random_effects(2, good, good, NULL, &bad, &fit, NULL), RECKON_OPTION);
    bad = fine;
    bad.test = (reckon_meta_test)-1;
    assert_int_equal(reckon_random_effects(2, good, good, NULL, &bad, &fit, NULL), RECKON_OPTION);
    assert_int_equal(
        reckon_random_effects(2, good, good, NULL, &fine, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_tau2_estimate(2, good, good, (reckon_tau2_method)-1, &tau2, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_tau2_estimate(2, good, good, RECKON_TAU2_PM, NULL, NULL), RECKON_ARGUMENT);
}

/* An infinite standard error leaves the median where the mean is. */
static void test_quantiles_of_an_infinite_error(void **state)
{
    (void)state;
    const double y[] = {-1e150, 1e150, 0.5e150}, v[] = {1e-12, 1e-12, 1e-12}, weights[] = {1, 1, 1};
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_meta_options_init(&options);
    options.test = RECKON_META_TEST_KNHA;
    assert_int_equal(reckon_fixed_effect(3, y, v, weights, &options, &fit, NULL), RECKON_OK);
    assert_true(isinf(fit.se));
    assert_true(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.5) == fit.mu);
    assert_true(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.4) == -INFINITY);
    assert_true(reckon_meta_quantile(&fit, RECKON_META_RANGE_CONFIDENCE, 0.6) == INFINITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_legal_input),
        cmocka_unit_test(test_thousands),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_quantiles_of_an_infinite_error),
        cmocka_unit_test(test_bad_options),
    };
    return cmocka_run_group_tests_name("meta_extremes", tests, NULL, NULL);
}
