/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Highest-density regions, against sorting the density on a dense grid, and by their own
 * definition. */
#include "pool/one_pool.h"
#include "support/random.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { GRID = 40000 };

static double probability(const reckon_range *region, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += reckon_pool_cdf(pool, region[i].high) - reckon_pool_cdf(pool, region[i].low);
    return sum;
}

/*
 * Increasing and apart, holding the level; and at every end inside the support the density just
 * outside is no more than the least at any end, which is the threshold.
 */
static size_t check_by_definition(double level, const reckon_range **region)
{
    size_t count;
    assert_int_equal(reckon_pool_regions(pool, level, region, &count, NULL), RECKON_OK);
    assert_true(count > 0);
    check_close(probability(*region, count), level, 1e-9, 1e-9);
    double lower = quantile(0.0), upper = quantile(1.0), threshold = INFINITY;
    for (size_t i = 0; i < count; i++) {
        const reckon_range *r = &(*region)[i];
        assert_true(r->low < r->high);
        if (i)
            assert_true((*region)[i - 1].high < r->low);
        if (r->low > lower)
            threshold = fmin(threshold, reckon_pool_density(pool, r->low));
        if (r->high < upper)
            threshold = fmin(threshold, reckon_pool_density(pool, r->high));
    }
    for (size_t i = 0; i < count; i++) {
        const reckon_range *r = &(*region)[i];
        if (r->low > lower)
            assert_true(
                reckon_pool_density(pool, nextafter(r->low, -INFINITY)) <= threshold * (1 + 1e-6));
        if (r->high < upper)
            assert_true(
                reckon_pool_density(pool, nextafter(r->high, INFINITY)) <= threshold * (1 + 1e-6));
    }
    return count;
}

static int decreasing(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* The same region from the density at GRID equal steps between two far quantiles. */
static void check_by_grid(double level, bool count_camps)
{
    static double density[GRID], sorted[GRID];
    const reckon_range *region;
    size_t count = check_by_definition(level, &region);
    double from = quantile(1e-7), to = quantile(1.0 - 1e-7), step = (to - from) / GRID;
    for (int i = 0; i < GRID; i++)
        sorted[i] = density[i] = reckon_pool_density(pool, from + (i + 0.5) * step);
    qsort(sorted, GRID, sizeof *sorted, decreasing);
    double sum = 0.0, threshold = 0.0;
    for (int i = 0; i < GRID && sum < level; i++) {
        sum += sorted[i] * step;
        threshold = sorted[i];
    }
    size_t camps = 0;
    double wrong = 0.0;
    bool inside = false;
    for (int i = 0; i < GRID; i++) {
        double x = from + (i + 0.5) * step;
        bool in = density[i] >= threshold, claimed = false;
        camps += in && !inside;
        inside = in;
        for (size_t k = 0; k < count; k++)
            claimed = claimed || (region[k].low <= x && x <= region[k].high);
        if (claimed != in)
            wrong += density[i] * step;
    }
    assert_true(wrong < 1e-3 * level + 20.0 * step * threshold);
    if (count_camps)
        assert_int_equal(camps, count);
}

static void test_two_camps_stay_two_camps(void **state)
{
    (void)state;
    const reckon_distribution camps[] = {normal(log(10e3), 0.1), normal(log(300e3), 0.1)};
    const double weight[] = {0.6, 0.4};
    set(RECKON_POOL_LINEAR, camps, weight, 2);
    const reckon_range *region;
    assert_int_equal(check_by_definition(0.9, &region), 2);
    assert_true(region[0].high < log(20e3) && region[1].low > log(200e3));
    assert_int_equal(
        check_by_definition(0.1, &region), 1); /* the taller camp alone holds a tenth */
    check_by_grid(0.9, true);
    check_by_grid(0.5, true);
}

static void test_the_far_apart_case(void **state)
{
    (void)state;
    reckon_distribution camps[2];
    const double weight[] = {0.6, 0.4};
    assert_int_equal(
        reckon_distribution_fit(RECKON_FAMILY_LOGNORMAL, 900, 1100, 0.9, 0, 0, &camps[0], NULL),
        RECKON_OK);
    assert_int_equal(
        reckon_distribution_fit(RECKON_FAMILY_LOGNORMAL, 90e3, 110e3, 0.9, 0, 0, &camps[1], NULL),
        RECKON_OK);
    set(RECKON_POOL_LINEAR, camps, weight, 2);
    const reckon_range *region;
    assert_int_equal(check_by_definition(0.95, &region), 2);
    assert_true(region[0].low > 700 && region[0].high < 1400 && region[1].low > 80e3 &&
                region[1].high < 120e3);
}

static void test_one_alone(void **state)
{
    (void)state;
    const reckon_range *region;
    const reckon_distribution alone[] = {normal(10, 2), make(RECKON_FAMILY_LOGNORMAL, 9, 0.5, 0, 0),
        make(RECKON_FAMILY_GAMMA, 3, 0.01, 0, 0), make(RECKON_FAMILY_BETA, 2, 5, -3, 8),
        make(RECKON_FAMILY_BETA, 5, 1, 0, 1)};
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE; kind++) {
            set((reckon_pool_kind)kind, &alone[i], NULL, 1);
            assert_int_equal(check_by_definition(0.9, &region), 1);
            check_by_grid(0.5, true);
        }
    }
    set(RECKON_POOL_LINEAR, alone, NULL, 1);
    assert_int_equal(check_by_definition(0.9, &region), 1);
    check_close(region[0].low, 10 - 2 * 1.6448536269514722, 1e-13, 0);
    check_close(region[0].high, 10 + 2 * 1.6448536269514722, 1e-13, 0);
}

/* Densities without bound at an end: the region reaches that end. */
static void test_unbounded_densities(void **state)
{
    (void)state;
    const reckon_range *region;
    reckon_distribution part = make(RECKON_FAMILY_GAMMA, 0.5, 2, 0, 0);
    set(RECKON_POOL_LINEAR, &part, NULL, 1);
    assert_int_equal(check_by_definition(0.8, &region), 1);
    assert_true(region[0].low == 0.0);
    check_close(region[0].high, reckon_distribution_quantile(&part, 0.8), 1e-8, 0.0);
    part = make(RECKON_FAMILY_BETA, 0.5, 0.5, 10, 20);
    set(RECKON_POOL_LINEAR, &part, NULL, 1);
    assert_int_equal(check_by_definition(0.6, &region), 2);
    assert_true(region[0].low == 10.0 && region[1].high == 20.0);
    check_close(region[0].high - 10.0, 20.0 - region[1].low, 1e-7, 0.0);
}

/* A part that ends where another goes on: the density jumps there, or has no bound inside the
 * support. */
static void test_ends_inside_the_support(void **state)
{
    (void)state;
    const reckon_range *region;
    const reckon_distribution jumps[] = {normal(0, 4), make(RECKON_FAMILY_BETA, 1, 1, 1, 2)};
    set(RECKON_POOL_LINEAR, jumps, NULL, 2);
    assert_int_equal(check_by_definition(0.4, &region), 1); /* the block alone is dense enough */
    check_by_grid(0.75, true);
    const reckon_distribution poles[] = {normal(1, 2), make(RECKON_FAMILY_GAMMA, 0.5, 1, 0, 0),
        make(RECKON_FAMILY_BETA, 0.3, 0.4, -2, 5)};
    set(RECKON_POOL_LINEAR, poles, NULL, 3);
    size_t count = check_by_definition(0.3, &region);
    assert_int_equal(count, 3);
    assert_true(region[0].low == -2.0 && region[1].low == 0.0 && region[2].high == 5.0);
    check_by_definition(0.8, &region);
}

/* A flat density has no highest part: the flat stretch is taken whole. */
static void test_a_plateau(void **state)
{
    (void)state;
    const reckon_range *region;
    size_t count;
    reckon_distribution flat = make(RECKON_FAMILY_BETA, 1, 1, 2, 6);
    set(RECKON_POOL_LINEAR, &flat, NULL, 1);
    assert_int_equal(reckon_pool_regions(pool, 0.5, &region, &count, NULL), RECKON_OK);
    assert_int_equal(count, 1);
    assert_true(region[0].low == 2.0 && region[0].high == 6.0);
}

static void test_random_mixtures(void **state)
{
    (void)state;
    uint64_t seed = 31;
    for (int round = 0; round < 60; round++) {
        reckon_distribution part[8];
        double weight[8];
        size_t count = 2 + random_below(&seed, 7);
        for (size_t i = 0; i < count; i++) {
            part[i] = normal(random_uniform(&seed, 8, 12), random_scale(&seed, 0.03, 1));
            weight[i] = random_scale(&seed, 0.05, 1);
        }
        set(RECKON_POOL_LINEAR, part, weight, count);
        check_by_grid(random_uniform(&seed, 0.1, 0.97), false);
    }
}

static void test_mixed_families(void **state)
{
    (void)state;
    const reckon_distribution part[] = {make(RECKON_FAMILY_LOGNORMAL, 10, 0.3, 0, 0),
        make(RECKON_FAMILY_GAMMA, 5, 1e-4, 0, 0), normal(45e3, 2e3),
        make(RECKON_FAMILY_BETA, 2, 3, 1e4, 9e4)};
    const double weight[] = {0.3, 0.3, 0.2, 0.2};
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
        set((reckon_pool_kind)kind, part, weight, 4);
        const reckon_range *region;
        check_by_definition(0.3, &region);
        if (kind < RECKON_POOL_QUANTILE) /* a density of the others takes an inversion: too slow for
                                            a grid */
            check_by_grid(0.9, true);
        else
            assert_int_equal(check_by_definition(0.9, &region), 1);
    }
}

/* Levels next to 0 and 1, widths from 1e-9 to 10, a million to one in weight. */
static void test_extremes(void **state)
{
    (void)state;
    uint64_t seed = 32;
    for (int round = 0; round < 300; round++) {
        reckon_distribution part[6];
        double weight[6];
        size_t count = 1 + random_below(&seed, 6), found;
        for (size_t i = 0; i < count; i++) {
            part[i] = normal(random_uniform(&seed, 0, 28), random_scale(&seed, 1e-9, 10));
            weight[i] = random_scale(&seed, 1e-6, 1);
        }
        set(RECKON_POOL_LINEAR, part, weight, count);
        double level =
            round % 3 ? random_uniform(&seed, 0.01, 0.99) : 1.0 - random_scale(&seed, 1e-9, 1e-2);
        const reckon_range *region;
        assert_int_equal(reckon_pool_regions(pool, level, &region, &found, NULL), RECKON_OK);
        assert_true(found >= 1 && found <= count);
        double grain =
            0.0; /* what a few neighbouring doubles are apart in probability, at every end */
        for (size_t i = 0; i < found; i++) {
            assert_true(isfinite(region[i].low) && isfinite(region[i].high) &&
                        region[i].low < region[i].high);
            if (i)
                assert_true(region[i - 1].high < region[i].low);
            grain += reckon_pool_density(pool, region[i].low) * 9e-16 * fabs(region[i].low);
            grain += reckon_pool_density(pool, region[i].high) * 9e-16 * fabs(region[i].high);
        }
        check_close(probability(region, found), level, 0.0, 1e-9 + grain);
    }
}

static bool is_inside(double x, const reckon_range *region, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (region[i].low <= x && x <= region[i].high)
            return true;
    return false;
}

/* A weak narrow part on the slope of a wide one makes a dip that no landmark need fall into. */
static void test_a_hidden_dip_is_found(void **state)
{
    (void)state;
    uint64_t seed = 33;
    int split = 0;
    for (int round = 0; round < 150; round++) {
        double sd = random_scale(&seed, 0.01, 0.3), place = random_uniform(&seed, 0.3, 2);
        const reckon_distribution part[] = {normal(0, 1), normal(place, sd)};
        const double weight[] = {1, sd * sd * random_uniform(&seed, 0.3, 3)};
        set(RECKON_POOL_LINEAR, part, weight, 2);
        /* The level whose threshold passes through the dip: what is denser than the slope beside
         * the part. */
        double level =
            1.0 - 2.0 * reckon_pool_upper(pool, place - sd * random_uniform(&seed, 0.5, 2));
        if (level < 0.01)
            continue;
        const reckon_range *region;
        size_t count = check_by_definition(level, &region);
        split += count > 1;
        double threshold = reckon_pool_density(pool, region[0].low);
        for (double x = place - 5 * sd; x < place + 5 * sd; x += 0.01 * sd) {
            double density = reckon_pool_density(pool, x);
            if (density > threshold * (1.0 + 1e-9))
                assert_true(is_inside(x, region, count));
            if (density < threshold * (1.0 - 1e-9))
                assert_false(is_inside(x, region, count));
        }
    }
    assert_true(split > 5);
}

static void test_many_parts(void **state)
{
    (void)state;
    static reckon_distribution part[CAPACITY];
    uint64_t seed = 34;
    for (size_t i = 0; i < CAPACITY; i++)
        part[i] = normal(random_uniform(&seed, 9, 9.5) + (i % 3 == 0 ? 3.0 : 0.0),
            random_scale(&seed, 0.05, 0.2));
    set(RECKON_POOL_LINEAR, part, NULL, CAPACITY);
    const reckon_range *region;
    assert_int_equal(check_by_definition(0.9, &region), 2);
}

/* A beta on five neighbouring doubles: the region may be coarse, but there is one. */
static void test_a_support_of_a_few_doubles(void **state)
{
    (void)state;
    double lower = -27.176470588235304, upper = -27.176470588235293;
    const reckon_distribution part =
        make(RECKON_FAMILY_BETA, 10.058823529411768, 19.117647058823536, lower, upper);
    for (double level = 0.01; level < 1; level += 0.07) {
        const reckon_range *region;
        size_t count;
        set(RECKON_POOL_LINEAR, &part, NULL, 1);
        assert_int_equal(reckon_pool_regions(pool, level, &region, &count, NULL), RECKON_OK);
        assert_int_equal(count, 1);
        assert_true(lower <= region->low && region->low <= region->high && region->high <= upper);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    const reckon_range *region;
    size_t count;
    const double bad[] = {0.0, 1.0, -0.1, 1.1, NAN};
    reckon_distribution part = normal(0, 1);
    set(RECKON_POOL_LINEAR, &part, NULL, 1);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(reckon_pool_regions(pool, bad[i], &region, &count, NULL), RECKON_VALUE);
    assert_int_equal(reckon_pool_regions(NULL, 0.5, &region, &count, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_pool_regions(pool, 0.5, NULL, &count, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_pool_regions(pool, 0.5, &region, NULL, NULL), RECKON_ARGUMENT);
    set(RECKON_POOL_LINEAR, NULL, NULL, 0);
    assert_int_equal(reckon_pool_regions(pool, 0.5, &region, &count, NULL), RECKON_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_camps_stay_two_camps),
        cmocka_unit_test(test_the_far_apart_case),
        cmocka_unit_test(test_one_alone),
        cmocka_unit_test(test_unbounded_densities),
        cmocka_unit_test(test_ends_inside_the_support),
        cmocka_unit_test(test_a_plateau),
        cmocka_unit_test(test_random_mixtures),
        cmocka_unit_test(test_mixed_families),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_a_hidden_dip_is_found),
        cmocka_unit_test(test_many_parts),
        cmocka_unit_test(test_a_support_of_a_few_doubles),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("pool_regions", tests, make_pool, free_pool);
}
