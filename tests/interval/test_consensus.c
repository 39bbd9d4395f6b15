/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set operations and agreement, against counting by hand at every end and between every two ends.
 */
#include "support/check.h"
#include "support/random.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <reckon/interval.h>

enum { MOST = 40 };

typedef struct problem {
    size_t count;
    double low[MOST], high[MOST], weight[MOST];
} problem;

static reckon_interval_workspace *workspace;

static int make_workspace(void **state)
{
    (void)state;
    return reckon_interval_workspace_new(5000, &workspace, NULL) == RECKON_OK ? 0 : -1;
}

static int free_workspace(void **state)
{
    (void)state;
    reckon_interval_workspace_free(workspace);
    return 0;
}

static double support_at(const problem *given, double x)
{
    double sum = 0.0;
    for (size_t i = 0; i < given->count; i++)
        if (given->low[i] <= x && x <= given->high[i])
            sum += given->weight[i];
    return sum;
}

static size_t count_at(const problem *given, double x)
{
    size_t count = 0;
    for (size_t i = 0; i < given->count; i++)
        count += given->low[i] <= x && x <= given->high[i];
    return count;
}

/* Ends on a small grid, so that many coincide; weights are small whole numbers, so that ties are
 * exact. */
static void draw(problem *given, uint64_t *seed)
{
    given->count = 1 + random_below(seed, MOST);
    size_t grid = 1 + random_below(seed, 30);
    for (size_t i = 0; i < given->count; i++) {
        double a = (double)random_below(seed, grid) - 7.0,
               b = (double)random_below(seed, grid) - 7.0;
        given->low[i] = fmin(a, b);
        given->high[i] = fmax(a, b);
        size_t kind = random_below(seed, 12);
        if (kind == 0)
            given->low[i] = -INFINITY;
        if (kind == 1)
            given->high[i] = INFINITY;
        given->weight[i] = (double)(1 + random_below(seed, 4));
    }
}

static bool in_regions(double x, const reckon_range *region, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (region[i].low <= x && x <= region[i].high)
            return true;
    return false;
}

/* Half steps over [-9, 25] and far out see every end, every gap and both infinite sides. */
static double probe(int k)
{
    return k == 0 ? -1e300 : k == 1 ? 1e300 : -9.0 + 0.5 * (k - 2);
}

enum { PROBES = 2 + 70 };

static void check_regions_are_apart(const reckon_range *region, size_t count, reckon_range range)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(region[i].low <= region[i].high);
        if (i > 0)
            assert_true(region[i - 1].high < region[i].low);
    }
    if (!count)
        return;
    assert_true(range.low == region[0].low);
    assert_true(range.high == region[count - 1].high);
}

static void test_consensus_by_counting(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < 4000; round++) {
        problem given;
        draw(&given, &seed);
        double greatest = 0.0, total = 0.0;
        for (int k = 0; k < PROBES; k++)
            greatest = fmax(greatest, support_at(&given, probe(k)));
        for (size_t i = 0; i < given.count; i++)
            total += given.weight[i];
        reckon_consensus found;
        assert_int_equal(reckon_interval_consensus(workspace, given.low, given.high, given.weight,
                             given.count, &found, NULL),
            RECKON_OK);
        assert_true(found.max_weight == greatest);
        assert_true(found.total_weight == total);
        assert_true(found.region_count > 0);
        check_regions_are_apart(found.regions, found.region_count, found.range);
        for (int k = 0; k < PROBES; k++)
            assert_int_equal(support_at(&given, probe(k)) == greatest,
                in_regions(probe(k), found.regions, found.region_count));
    }
}

static void test_faults_by_counting(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int round = 0; round < 4000; round++) {
        problem given;
        draw(&given, &seed);
        size_t faults = random_below(&seed, given.count + 1);
        reckon_fault_tolerant found;
        assert_int_equal(reckon_interval_fault_tolerant(
                             workspace, given.low, given.high, given.count, faults, &found, NULL),
            RECKON_OK);
        if (faults >= given.count) {
            assert_int_equal(found.outcome, RECKON_OUTCOME_EMPTY);
            assert_int_equal(found.region_count, 0);
            continue;
        }
        check_regions_are_apart(found.regions, found.region_count, found.range);
        bool any = false;
        for (int k = 0; k < PROBES; k++) {
            bool enough = count_at(&given, probe(k)) >= given.count - faults;
            any = any || enough;
            assert_int_equal(enough, in_regions(probe(k), found.regions, found.region_count));
        }
        assert_int_equal(found.outcome, any ? RECKON_OUTCOME_OK : RECKON_OUTCOME_EMPTY);
        if (found.has_fused)
            assert_true(found.range.low <= found.fused && found.fused <= found.range.high);
    }
}

/* The definition again, over cells of half a step: constant support inside each, and points that
 * stand alone. */
static void test_fused_value_by_cells(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 2000; round++) {
        problem given;
        draw(&given, &seed);
        for (size_t i = 0; i < given.count; i++) { /* bounded only */
            given.low[i] = fmax(given.low[i], -8.0);
            given.high[i] = fmin(given.high[i], 24.0);
        }
        size_t faults = random_below(&seed, given.count), needed = given.count - faults;
        reckon_coverage coverage;
        assert_int_equal(reckon_interval_coverage(
                             workspace, given.low, given.high, NULL, given.count, &coverage, NULL),
            RECKON_OK);
        double sum = 0.0, votes = 0.0;
        for (size_t i = 0; i < coverage.point_count; i++) {
            double here = coverage.point[i],
                   next = i + 1 < coverage.point_count ? coverage.point[i + 1] : here + 1.0;
            double before = i > 0 ? coverage.point[i - 1] : here - 1.0;
            size_t right = count_at(&given, 0.5 * (here + next)),
                   left = count_at(&given, 0.5 * (before + here));
            if (right >= needed) {
                sum += (double)right * 0.5 * (here + next);
                votes += (double)right;
            } else if (left < needed && count_at(&given, here) >= needed) {
                sum += (double)count_at(&given, here) * here;
                votes += (double)count_at(&given, here);
            }
        }
        reckon_fault_tolerant found;
        assert_int_equal(reckon_interval_fault_tolerant(
                             workspace, given.low, given.high, given.count, faults, &found, NULL),
            RECKON_OK);
        assert_int_equal(found.has_fused, votes > 0.0);
        if (votes > 0.0)
            check_close(found.fused, sum / votes, 1e-12, 1e-12);
    }
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int round = 0; round < 500; round++) {
        problem given;
        draw(&given, &seed);
        for (size_t i = 0; i < given.count; i++) /* tenths do not add up the same in every order */
            given.weight[i] = 0.1 * given.weight[i];
        reckon_consensus found;
        reckon_interval_consensus(
            workspace, given.low, given.high, given.weight, given.count, &found, NULL);
        reckon_range regions[2 * MOST];
        size_t count = found.region_count;
        memcpy(regions, found.regions, count * sizeof *regions);
        for (size_t i = given.count; i-- > 1;) {
            size_t j = random_below(&seed, i + 1);
            problem copy = given;
            given.low[i] = copy.low[j], given.high[i] = copy.high[j],
            given.weight[i] = copy.weight[j];
            given.low[j] = copy.low[i], given.high[j] = copy.high[i],
            given.weight[j] = copy.weight[i];
        }
        double before = found.max_weight;
        reckon_interval_consensus(
            workspace, given.low, given.high, given.weight, given.count, &found, NULL);
        check_close(found.max_weight, before, 1e-15, 0.0);
        assert_int_equal(found.region_count, count);
        for (size_t i = 0; i < count; i++) {
            assert_true(found.regions[i].low == regions[i].low);
            assert_true(found.regions[i].high == regions[i].high);
        }
    }
}

/* 0.1 + 0.2 and 0.3 are one support; a real difference, as small as weights may be, is not. */
static void test_ties(void **state)
{
    (void)state;
    const double low[] = {0, 0, 5}, high[] = {1, 1, 6};
    const double tenths[] = {0.1, 0.2, 0.3}, apart[] = {0.1, 0.2, 0.3 + 1e-6};
    reckon_consensus found;
    reckon_interval_consensus(workspace, low, high, tenths, 3, &found, NULL);
    assert_int_equal(found.region_count, 2);
    reckon_interval_consensus(workspace, low, high, apart, 3, &found, NULL);
    assert_int_equal(found.region_count, 1);
    assert_true(found.regions[0].low == 5.0);
}

/* A running sum that has seen large weights come and go must not blur the small ones that stay. */
static void test_small_weights_beside_large_ones(void **state)
{
    (void)state;
    enum { PAIRS = 2000 };
    static double low[PAIRS + 2], high[PAIRS + 2], weight[PAIRS + 2];
    for (size_t i = 0; i < PAIRS; i++) {
        low[i] = (double)i;
        high[i] = (double)i + 0.25;
        weight[i] = 1.0 / 3.0;
    }
    low[PAIRS] = -1.0, high[PAIRS] = 1e6, weight[PAIRS] = 1e-6;
    low[PAIRS + 1] = 1e5, high[PAIRS + 1] = 1e6, weight[PAIRS + 1] = 1.0 / 3.0;
    reckon_consensus found;
    reckon_interval_consensus(workspace, low, high, weight, PAIRS + 2, &found, NULL);
    assert_int_equal(found.region_count, PAIRS + 1);
    check_close(found.max_weight, 1.0 / 3.0 + 1e-6, 1e-15, 0.0);
    reckon_coverage coverage;
    reckon_interval_coverage(workspace, low, high, weight, PAIRS + 2, &coverage, NULL);
    for (size_t i = 1; i < 2 * PAIRS; i += 2)
        check_close(coverage.weight_after[i + 1], 1e-6, 1e-15, 0.0);
}

static void test_bounds_on_one_side(void **state)
{
    (void)state;
    const double low[] = {3, -INFINITY, 5},
                 high[] = {INFINITY, 10, INFINITY}; /* at least 3, at most 10, at least 5 */
    reckon_consensus found;
    assert_int_equal(
        reckon_interval_consensus(workspace, low, high, NULL, 3, &found, NULL), RECKON_OK);
    assert_int_equal(found.region_count, 1);
    assert_true(found.regions[0].low == 5.0 && found.regions[0].high == 10.0);
    reckon_interval_consensus(workspace, low, high, NULL, 1, &found, NULL);
    assert_true(found.regions[0].low == 3.0 && found.regions[0].high == INFINITY);
    reckon_interval_set set;
    reckon_interval_envelope(low, high, 3, &set, NULL);
    assert_true(set.range.low == -INFINITY && set.range.high == INFINITY);
    reckon_interval_intersection(low, high, 3, &set, NULL);
    assert_true(set.range.low == 5.0 && set.range.high == 10.0);
    reckon_fault_tolerant tolerant; /* every cell that two hold: [3, 5], [5, 10] and the unbounded
                                       one, which is left out */
    reckon_interval_fault_tolerant(workspace, low, high, 3, 1, &tolerant, NULL);
    assert_true(tolerant.range.low == 3.0 && tolerant.range.high == INFINITY);
    check_close(tolerant.fused, (2 * 4.0 + 3 * 7.5) / 5.0, 1e-15, 0.0);
    reckon_interval_fault_tolerant(workspace, low, high, 1, 0, &tolerant, NULL);
    assert_int_equal(tolerant.outcome, RECKON_OUTCOME_OK);
    assert_false(tolerant.has_fused);
}

/* Pitfall 10: the gap is not the intersection, and touching ends agree. */
static void test_intersection_is_never_the_gap(void **state)
{
    (void)state;
    const double low[] = {0, 0, 7}, high[] = {10, 3, 9};
    reckon_interval_set set;
    reckon_interval_intersection(low, high, 3, &set, NULL);
    assert_int_equal(set.outcome, RECKON_OUTCOME_EMPTY);
    assert_true(set.range.low == INFINITY && set.range.high == -INFINITY);
    const double left[] = {0, 3}, right[] = {3, 9};
    reckon_interval_intersection(left, right, 2, &set, NULL);
    assert_int_equal(set.outcome, RECKON_OUTCOME_OK);
    assert_true(set.range.low == 3.0 && set.range.high == 3.0);
}

/* The four ranges of the regression cases: nothing is shared by all, and two of four is the most
 * that agree. */
static void test_four_ranges(void **state)
{
    (void)state;
    const double low[] = {9e3, 10e3, 30e3, 75e3}, high[] = {11e3, 30e3, 50e3, 125e3};
    reckon_interval_set set;
    reckon_interval_intersection(low, high, 4, &set, NULL);
    assert_int_equal(set.outcome, RECKON_OUTCOME_EMPTY);
    reckon_consensus found;
    reckon_interval_consensus(workspace, low, high, NULL, 4, &found, NULL);
    assert_true(found.max_weight == 2.0 && found.total_weight == 4.0);
    assert_int_equal(found.region_count, 2);
    assert_true(found.regions[0].low == 10e3 && found.regions[0].high == 11e3);
    assert_true(found.regions[1].low == 30e3 && found.regions[1].high == 30e3);
}

static void test_a_duplicate_with_half_the_weight_each(void **state)
{
    (void)state;
    const double low[] = {0, 1, 4, 4}, high[] = {2, 6, 7, 7};
    const double whole[] = {1, 2, 1}, halves[] = {1, 2, 0.5, 0.5};
    reckon_consensus one, two;
    reckon_interval_consensus(workspace, low, high, whole, 3, &one, NULL);
    reckon_range regions[2] = {one.regions[0], one.regions[1]};
    assert_int_equal(one.region_count, 2);
    reckon_interval_consensus(workspace, low, high, halves, 4, &two, NULL);
    assert_true(one.max_weight == two.max_weight && one.total_weight == two.total_weight);
    assert_int_equal(two.region_count, 2);
    assert_memory_equal(regions, two.regions, sizeof regions);
}

static void test_nothing_given(void **state)
{
    (void)state;
    reckon_interval_set set;
    assert_int_equal(reckon_interval_envelope(NULL, NULL, 0, &set, NULL), RECKON_OK);
    assert_int_equal(set.outcome, RECKON_OUTCOME_EMPTY);
    assert_int_equal(reckon_interval_intersection(NULL, NULL, 0, &set, NULL), RECKON_OK);
    assert_int_equal(set.outcome, RECKON_OUTCOME_EMPTY);
    reckon_consensus found;
    assert_int_equal(
        reckon_interval_consensus(workspace, NULL, NULL, NULL, 0, &found, NULL), RECKON_OK);
    assert_int_equal(found.outcome, RECKON_OUTCOME_EMPTY);
    assert_int_equal(found.region_count, 0);
    assert_true(found.max_weight == 0.0 && found.total_weight == 0.0);
    reckon_fault_tolerant tolerant;
    assert_int_equal(
        reckon_interval_fault_tolerant(workspace, NULL, NULL, 0, 0, &tolerant, NULL), RECKON_OK);
    assert_int_equal(tolerant.outcome, RECKON_OUTCOME_EMPTY);
}

static void test_huge_numbers_stay_finite(void **state)
{
    (void)state;
    const double low[] = {-1.7e308, -1.7e308, 1.6e308}, high[] = {1.7e308, -1.6e308, 1.7e308};
    reckon_fault_tolerant tolerant;
    reckon_interval_fault_tolerant(workspace, low, high, 3, 2, &tolerant, NULL);
    assert_true(isfinite(tolerant.fused));
    const double least_low[] = {-INFINITY, 5e-324, 0.0}, least_high[] = {5e-324, 5e-324, 700.0};
    reckon_interval_fault_tolerant(workspace, least_low, least_high, 3, 0, &tolerant, NULL);
    assert_true(tolerant.fused == 5e-324);
    reckon_endpoint_mean mean;
    reckon_interval_endpoint_mean(low, high, NULL, 3, &mean, NULL);
    check_close(mean.range.low, -0.6e308, 1e-12, 0.0);
    check_close(mean.range.high, 0.6e308, 1e-12, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_consensus_by_counting),
        cmocka_unit_test(test_faults_by_counting),
        cmocka_unit_test(test_fused_value_by_cells),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_small_weights_beside_large_ones),
        cmocka_unit_test(test_bounds_on_one_side),
        cmocka_unit_test(test_intersection_is_never_the_gap),
        cmocka_unit_test(test_four_ranges),
        cmocka_unit_test(test_a_duplicate_with_half_the_weight_each),
        cmocka_unit_test(test_nothing_given),
        cmocka_unit_test(test_huge_numbers_stay_finite),
    };
    return cmocka_run_group_tests_name("interval_consensus", tests, make_workspace, free_workspace);
}
