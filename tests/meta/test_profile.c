/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Q-profile interval against the definition it inverts. */
#include "support/check.h"

#include <reckon/meta.h>

#include "core/special.h"
#include "meta/naive.h"
#include "support/random.h"

enum { MOST = 12 };

static reckon_tau2_interval profile(size_t k, const double *y, const double *v, double level)
{
    reckon_tau2_interval interval;
    assert_int_equal(reckon_tau2_profile(k, y, v, level, &interval, NULL), RECKON_OK);
    assert_true(interval.level == level && interval.low <= interval.high);
    return interval;
}

/* Each end is 0 or meets its quantile of the chi-square. */
static void test_ends_meet_quantiles(void **state)
{
    (void)state;
    uint64_t seed = 21;
    int empty = 0, zero = 0, inside = 0;
    for (int round = 0; round < 400; round++) {
        double y[MOST], v[MOST], spread = random_scale(&seed, 0.01, 5.0),
                                 level = random_uniform(&seed, 0.1, 0.999);
        size_t k = 2 + random_below(&seed, MOST - 1);
        for (size_t i = 0; i < k; i++) {
            v[i] = random_scale(&seed, 0.001, 2.0);
            y[i] = spread * random_uniform(&seed, -1.0, 1.0) +
                   sqrt(3.0 * v[i]) * random_uniform(&seed, -1.0, 1.0);
        }
        reckon_tau2_interval interval = profile(k, y, v, level);
        double df = (double)(k - 1), tail = 0.5 * (1.0 - level),
               q0 = (double)naive_q(k, y, v, 0.0L);
        if (interval.outcome == RECKON_OUTCOME_EMPTY) {
            assert_true(rk_chisq_cdf(q0, df) < tail && interval.high == 0.0);
            empty++;
            continue;
        }
        assert_int_equal(interval.outcome, RECKON_OUTCOME_OK);
        check_close(rk_chisq_cdf((double)naive_q(k, y, v, interval.high), df), tail, 1e-10, 0.0);
        if (interval.low > 0.0)
            check_close(
                rk_chisq_upper((double)naive_q(k, y, v, interval.low), df), tail, 1e-10, 0.0);
        else
            assert_true(rk_chisq_upper(q0, df) >= tail * (1.0 - 1e-12));
        zero += interval.low == 0.0;
        inside += interval.low > 0.0;
        assert_true(interval.I2_low <= interval.I2_high && interval.H2_low <= interval.H2_high);
    }
    assert_true(empty > 10 && zero > 50 && inside > 20);
}

static void test_higher_levels_hold_lower_ones(void **state)
{
    (void)state;
    const double y[] = {0.1, 1.9, -1.3, 0.8}, v[] = {0.1, 0.2, 0.05, 0.3};
    reckon_tau2_interval inner = profile(4, y, v, 0.5);
    for (double level = 0.6; level < 0.9999; level += 0.07) {
        reckon_tau2_interval outer = profile(4, y, v, level);
        assert_true(outer.low <= inner.low && outer.high >= inner.high);
        inner = outer;
    }
    reckon_tau2_interval widest = profile(4, y, v, 1.0 - 0x1p-53);
    assert_true(widest.low == 0.0 && widest.high > 1e5 && !isnan(widest.high));
}

static void test_few_estimates(void **state)
{
    (void)state;
    const double y[] = {3.0, 3.0}, v[] = {0.5, 0.1};
    for (size_t k = 0; k <= 1; k++) {
        reckon_tau2_interval interval = profile(k, y, v, 0.9);
        assert_int_equal(interval.outcome, RECKON_OUTCOME_UNRESOLVED);
        assert_true(interval.low == 0.0 && isinf(interval.high) && interval.I2_high == 100.0);
    }
    assert_int_equal(profile(2, y, v, 0.9).outcome, RECKON_OUTCOME_EMPTY);
    const double apart[] = {-1e150, 1e150}, exact[] = {0.0, 0.0};
    reckon_tau2_interval interval = profile(2, apart, exact, 0.9);
    assert_int_equal(interval.outcome, RECKON_OUTCOME_OK);
    check_close(interval.low, 2e300 / rk_chisq_quantile(0.95, 1.0), 1e-10, 0.0);
}

static void test_refusals(void **state)
{
    (void)state;
    const double y[] = {3.0, 4.0}, v[] = {0.5, -0.1};
    reckon_tau2_interval interval;
    assert_int_equal(reckon_tau2_profile(2, y, y, 0.0, &interval, NULL), RECKON_VALUE);
    assert_int_equal(reckon_tau2_profile(2, y, y, 1.0, &interval, NULL), RECKON_VALUE);
    assert_int_equal(reckon_tau2_profile(2, y, y, NAN, &interval, NULL), RECKON_VALUE);
    assert_int_equal(reckon_tau2_profile(2, y, v, 0.9, &interval, NULL), RECKON_VALUE);
    assert_int_equal(reckon_tau2_profile(2, y, y, 0.9, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_tau2_profile(2, NULL, y, 0.9, &interval, NULL), RECKON_ARGUMENT);
}

/* Ends so close and so small that each is found to a few steps of a double only. */
static void test_ends_stay_in_order(void **state)
{
    (void)state;
    const double y[] = {-3.4030000619567615e-161, 0, 0, 0, 0, 0}, v[6] = {0};
    reckon_tau2_interval interval;
    for (double level = 0.0001; level < 0.02; level *= 1.1) {
        assert_int_equal(reckon_tau2_profile(6, y, v, level, &interval, NULL), RECKON_OK);
        assert_true(interval.low <= interval.high);
    }
    assert_int_equal(
        reckon_tau2_profile(6, y, v, 0.0050871860956793122, &interval, NULL), RECKON_OK);
    assert_true(interval.low <= interval.high && interval.low > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_stay_in_order),
        cmocka_unit_test(test_ends_meet_quantiles),
        cmocka_unit_test(test_higher_levels_hold_lower_ones),
        cmocka_unit_test(test_few_estimates),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("meta_profile", tests, NULL, NULL);
}
