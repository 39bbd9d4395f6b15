/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and medians of ends: against repeated values, and where bounds leave a side open. */
#include "support/check.h"
#include "support/random.h"

#include <math.h>
#include <stdlib.h>

#include <reckon/interval.h>

enum { MOST = 25, MOST_REPEATED = MOST * 6 };

static reckon_interval_workspace *workspace;

static int make_workspace(void **state)
{
    (void)state;
    return reckon_interval_workspace_new(MOST_REPEATED, &workspace, NULL) == RECKON_OK ? 0 : -1;
}

static int free_workspace(void **state)
{
    (void)state;
    reckon_interval_workspace_free(workspace);
    return 0;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A whole weight w is w voters: the median of the voters, by sorting them. */
static reckon_weighted_median median_of_voters(
    const double *end, const double *weight, size_t count)
{
    double voter[MOST_REPEATED];
    size_t voters = 0;
    for (size_t i = 0; i < count; i++)
        for (int k = 0; isfinite(end[i]) && k < (int)weight[i]; k++)
            voter[voters++] = end[i];
    qsort(voter, voters, sizeof *voter, by_value);
    double lower = voter[(voters - 1) / 2], upper = voter[voters / 2];
    return (reckon_weighted_median){lower, 0.5 * (lower + upper), upper};
}

static double mean_of_voters(const double *end, const double *weight, size_t count)
{
    double sum = 0.0, voters = 0.0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(end[i])) {
            sum += weight[i] * end[i];
            voters += weight[i];
        }
    return sum / voters;
}

static void check_median(reckon_weighted_median actual, reckon_weighted_median expected)
{
    assert_true(actual.lower == expected.lower);
    assert_true(actual.upper == expected.upper);
    check_close(actual.mid, expected.mid, 1e-15, 0.0);
}

static void test_weights_are_voters(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 5000; round++) {
        size_t count = 2 + random_below(&seed, MOST - 1);
        double low[MOST], high[MOST], weight[MOST];
        for (size_t i = 0; i < count; i++) {
            low[i] = (double)random_below(&seed, 12);
            high[i] = low[i] + (double)random_below(&seed, 5);
            weight[i] = (double)(1 + random_below(&seed, 5));
            if (i > 1 && random_below(&seed, 8) == 0)
                *(random_below(&seed, 2) ? &low[i] : &high[i]) = NAN; /* marks a bound; set below */
            if (isnan(low[i]))
                low[i] = -INFINITY;
            if (isnan(high[i]))
                high[i] = INFINITY;
        }
        reckon_endpoint_median median;
        reckon_endpoint_mean mean;
        assert_int_equal(
            reckon_interval_endpoint_median(workspace, low, high, weight, count, &median, NULL),
            RECKON_OK);
        assert_int_equal(
            reckon_interval_endpoint_mean(low, high, weight, count, &mean, NULL), RECKON_OK);
        check_median(median.low, median_of_voters(low, weight, count));
        check_median(median.high, median_of_voters(high, weight, count));
        check_close(mean.range.low, mean_of_voters(low, weight, count), 1e-14, 1e-14);
        check_close(mean.range.high, mean_of_voters(high, weight, count), 1e-14, 1e-14);
        assert_int_equal(mean.outcome == RECKON_OUTCOME_OK, mean.range.low <= mean.range.high);
        assert_int_equal(median.outcome == RECKON_OUTCOME_OK, median.low.mid <= median.high.mid);
    }
}

/* Tenths: the running sum reaches half only up to rounding, and both neighbours are medians. */
static void test_a_tie_up_to_rounding(void **state)
{
    (void)state;
    const double low[] = {3, 1, 2, 4}, high[] = {30, 10, 20, 40}, weight[] = {0.2, 0.1, 0.2, 0.1};
    reckon_endpoint_median median;
    reckon_interval_endpoint_median(workspace, low, high, weight, 4, &median, NULL);
    check_median(median.low, (reckon_weighted_median){2, 2.5, 3});
    check_median(median.high, (reckon_weighted_median){20, 25, 30});
    const double heavier[] = {0.2 + 1e-6, 0.1, 0.2, 0.1};
    reckon_interval_endpoint_median(workspace, low, high, heavier, 4, &median, NULL);
    check_median(median.low, (reckon_weighted_median){3, 3, 3});
}

static void test_one_alone_and_equal_ones_come_back_exactly(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int round = 0; round < 1000; round++) {
        double low[7], high[7], weight[7];
        double a = random_uniform(&seed, -30, 30), b = a + random_uniform(&seed, 0, 3);
        for (int i = 0; i < 7; i++)
            low[i] = a, high[i] = b, weight[i] = random_scale(&seed, 1e-6, 1);
        for (size_t count = 1; count <= 7; count++) {
            reckon_endpoint_mean mean;
            reckon_endpoint_median median;
            reckon_interval_endpoint_mean(low, high, weight, count, &mean, NULL);
            reckon_interval_endpoint_median(workspace, low, high, weight, count, &median, NULL);
            assert_true(mean.range.low == a && mean.range.high == b);
            assert_true(median.low.lower == a && median.low.mid == a && median.low.upper == a);
            assert_true(median.high.lower == b && median.high.mid == b && median.high.upper == b);
        }
    }
}

static void test_a_side_without_a_finite_end_stays_open(void **state)
{
    (void)state;
    const double low[] = {2, 4}, high[] = {INFINITY, INFINITY};
    reckon_endpoint_mean mean;
    reckon_endpoint_median median;
    reckon_interval_endpoint_mean(low, high, NULL, 2, &mean, NULL);
    reckon_interval_endpoint_median(workspace, low, high, NULL, 2, &median, NULL);
    assert_int_equal(mean.outcome, RECKON_OUTCOME_OK);
    assert_true(mean.range.low == 3.0 && mean.range.high == INFINITY);
    check_median(median.low, (reckon_weighted_median){2, 3, 4});
    assert_true(median.high.mid == INFINITY);
    const double below[] = {-INFINITY}, above[] = {5};
    reckon_interval_endpoint_mean(below, above, NULL, 1, &mean, NULL);
    assert_true(mean.range.low == -INFINITY && mean.range.high == 5.0);
}

/* 1-2 and "at least 100": the mean lower end is above the only upper end. */
static void test_bounds_that_cross(void **state)
{
    (void)state;
    const double low[] = {1, 100}, high[] = {2, INFINITY};
    reckon_endpoint_mean mean;
    reckon_endpoint_median median;
    reckon_interval_endpoint_mean(low, high, NULL, 2, &mean, NULL);
    assert_int_equal(mean.outcome, RECKON_OUTCOME_EMPTY);
    assert_true(mean.range.low == 50.5 && mean.range.high == 2.0);
    reckon_interval_endpoint_median(workspace, low, high, NULL, 2, &median, NULL);
    assert_int_equal(median.outcome, RECKON_OUTCOME_EMPTY);
}

static void test_nothing_given(void **state)
{
    (void)state;
    reckon_endpoint_mean mean;
    reckon_endpoint_median median;
    assert_int_equal(reckon_interval_endpoint_mean(NULL, NULL, NULL, 0, &mean, NULL), RECKON_OK);
    assert_int_equal(
        reckon_interval_endpoint_median(workspace, NULL, NULL, NULL, 0, &median, NULL), RECKON_OK);
    assert_int_equal(mean.outcome, RECKON_OUTCOME_EMPTY);
    assert_int_equal(median.outcome, RECKON_OUTCOME_EMPTY);
    assert_true(mean.range.low > mean.range.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_are_voters),
        cmocka_unit_test(test_a_tie_up_to_rounding),
        cmocka_unit_test(test_one_alone_and_equal_ones_come_back_exactly),
        cmocka_unit_test(test_a_side_without_a_finite_end_stays_open),
        cmocka_unit_test(test_bounds_that_cross),
        cmocka_unit_test(test_nothing_given),
    };
    return cmocka_run_group_tests_name("interval_endpoint", tests, make_workspace, free_workspace);
}
