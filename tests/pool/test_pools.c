/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pools: against direct sums, and by the properties that every method has to have. */
#include "pool/one_pool.h"
#include "support/random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double probabilities[] = {1e-9, 0.01, 0.2, 0.5, 0.7, 0.95, 0.9999, 1 - 1e-9};
enum { PROBABILITIES = sizeof probabilities / sizeof *probabilities };

/* ---- Linear ---- */

static void test_linear_is_the_weighted_sum(void **state)
{
    (void)state;
    uint64_t seed = 51;
    for (int round = 0; round < 200; round++) {
        reckon_distribution part[9];
        double weight[9], total = 0.0;
        size_t count = 1 + random_below(&seed, 9);
        for (size_t i = 0; i < count; i++) {
            part[i] = draw_positive(&seed);
            total += weight[i] = random_scale(&seed, 1e-6, 1);
        }
        assert_int_equal(set(RECKON_POOL_LINEAR, part, weight, count), RECKON_OUTCOME_OK);
        for (int k = 0; k < PROBABILITIES; k++) {
            double x = quantile(probabilities[k]), cdf = 0.0, density = 0.0;
            for (size_t i = 0; i < count; i++) {
                cdf += weight[i] / total * reckon_distribution_cdf(&part[i], x);
                density += weight[i] / total * reckon_distribution_density(&part[i], x);
            }
            check_close(cdf, probabilities[k], 1e-10, 0);
            check_close(reckon_pool_cdf(pool, x), cdf, 1e-13, 0);
            check_close(reckon_pool_upper(pool, x), 1 - cdf, 1e-7, 1e-15);
            check_close(reckon_pool_density(pool, x), density, 1e-12, 0);
        }
    }
}

/* ---- Quantile average ---- */

static void test_quantile_average_is_the_average_of_quantiles(void **state)
{
    (void)state;
    uint64_t seed = 54;
    for (int round = 0; round < 60; round++) {
        reckon_distribution part[5];
        double weight[5], total = 0.0;
        size_t count = 1 + random_below(&seed, 5);
        for (size_t i = 0; i < count; i++) {
            part[i] = draw_positive(&seed);
            total += weight[i] = random_scale(&seed, 1e-3, 1);
        }
        for (int k = 0; k < PROBABILITIES; k++) {
            double p = probabilities[k], natural = 0.0, logs = 0.0;
            for (size_t i = 0; i < count; i++) {
                natural += weight[i] / total * reckon_distribution_quantile(&part[i], p);
                logs += weight[i] / total * log(reckon_distribution_quantile(&part[i], p));
            }
            set(RECKON_POOL_QUANTILE, part, weight, count);
            check_close(quantile(p), natural, 1e-12, 0);
            check_close(reckon_pool_cdf(pool, natural), p, 1e-9, 0);
            set(RECKON_POOL_QUANTILE_LOG, part, weight, count);
            check_close(quantile(p), exp(logs), 1e-12, 0);
            check_close(reckon_pool_upper(pool, exp(logs)), 1 - p, 1e-6, 0);
        }
    }
}

/* Density by differences of the CDF, and moments by sums of quantiles, for what has no closed form.
 */
static void test_density_and_moments_of_quantile_averages(void **state)
{
    (void)state;
    const reckon_distribution part[] = {make(RECKON_FAMILY_GAMMA, 4, 1e-3, 0, 0),
        make(RECKON_FAMILY_LOGNORMAL, 8.5, 0.3, 0, 0), make(RECKON_FAMILY_BETA, 2, 5, 0, 2e4)};
    for (int kind = RECKON_POOL_QUANTILE; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
        set((reckon_pool_kind)kind, part, NULL, 3);
        for (double p = 0.05; p < 1; p += 0.1) {
            double x = quantile(p), h = 1e-4 * x;
            double slope = (reckon_pool_cdf(pool, x + h) - reckon_pool_cdf(pool, x - h)) / (2 * h);
            check_close(reckon_pool_density(pool, x), slope, 1e-6, 0);
        }
        enum { STEPS = 20000 };
        double mean = 0, square = 0, about = reckon_pool_mean(pool);
        for (int i = 0; i < STEPS; i++) {
            double x = quantile((i + 0.5) / STEPS);
            mean += x / STEPS;
            square += (x - about) * (x - about) / STEPS;
        }
        check_close(about, mean, 1e-4, 0);
        check_close(reckon_pool_sd(pool), sqrt(square), 2e-3, 0);
    }
}

/* Families that average to themselves are not integrated: means and sds are averaged. */
static void test_closed_forms_of_quantile_averages(void **state)
{
    (void)state;
    const double weight[] = {1, 3};
    const reckon_distribution normals[] = {normal(1, 2), normal(5, 1)};
    assert_int_equal(set(RECKON_POOL_QUANTILE, normals, weight, 2), RECKON_OUTCOME_OK);
    check_close(reckon_pool_mean(pool), 4.0, 1e-15, 0);
    check_close(reckon_pool_sd(pool), 1.25, 1e-15, 0);
    const reckon_distribution lognormals[] = {
        make(RECKON_FAMILY_LOGNORMAL, 1, 2, 0, 0), make(RECKON_FAMILY_LOGNORMAL, 5, 1, 0, 0)};
    set(RECKON_POOL_QUANTILE_LOG, lognormals, weight, 2);
    check_close(quantile(0.5), exp(4), 1e-14, 0);
    check_close(reckon_pool_mean(pool), exp(4 + 0.5 * 1.25 * 1.25), 1e-14, 0);
}

/* A part that is four doubles wide, where the quantile of the part rounds to where its distribution
 * still is 0. */
static void test_mixture_with_a_part_of_four_doubles(void **state)
{
    (void)state;
    const reckon_distribution part[] = {normal(1.2e-250, 8.7e-249),
        make(RECKON_FAMILY_BETA, 1, 316.36898911594369, 315.36898911594363, 315.36898911594369)};
    const double weight[] = {0.0709, 0.9291};
    set(RECKON_POOL_LINEAR, part, weight, 2);
    for (double p = 0.01; p < 1; p += 0.01) {
        double x = quantile(p);
        assert_true(p < 0.0709 ? fabs(x) < 1e-246 : x >= part[1].lower && x <= part[1].upper);
        assert_true(x <= quantile(p + 0.005));
    }
}

/* Numbers near the largest double: a moment is +inf only where it exceeds a double, and never NaN.
 */
static void test_moments_of_huge_parts(void **state)
{
    (void)state;
    const double weight[] = {1, 3}, apart[] = {1e300, 1e-300};
    const reckon_distribution opposite[] = {normal(-1.6e308, 1e290), normal(1.6e308, 1e290)};
    set(RECKON_POOL_LINEAR, opposite, weight, 2);
    check_close(reckon_pool_mean(pool), 0.8e308, 1e-14, 0);
    check_close(reckon_pool_sd(pool), sqrt(0.75) * 1.6e308, 1e-14, 0);
    for (int kind = RECKON_POOL_LOGARITHMIC; kind <= RECKON_POOL_QUANTILE; kind++) {
        set((reckon_pool_kind)kind, opposite, weight, 2);
        check_close(reckon_pool_mean(pool), 0.8e308, 1e-14, 0);
        check_close(quantile(0.5), 0.8e308, 1e-14, 0);
    }
    const reckon_distribution unequal[] = {normal(-1.6e308, 1), normal(1.6e308, 1e200)};
    set(RECKON_POOL_LOGARITHMIC, unequal, weight, 2);
    check_close(reckon_pool_mean(pool), -1.6e308, 1e-14, 0);

    const reckon_distribution endless[] = {
        normal(2, 1), make(RECKON_FAMILY_LOGNORMAL, 1000, 1, 0, 0)};
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE; kind++) {
        if (kind == RECKON_POOL_LOGARITHMIC)
            continue;
        set((reckon_pool_kind)kind, endless, NULL, 2);
        assert_true(reckon_pool_mean(pool) == INFINITY && reckon_pool_sd(pool) == INFINITY);
        set((reckon_pool_kind)kind, endless, apart,
            2); /* of a weight below the least double nothing is left */
        check_close(reckon_pool_mean(pool), 2, 1e-14, 0);
    }
    set(RECKON_POOL_LINEAR, endless, NULL, 2);
    check_close(quantile(0.3), 2 + 0.2533471031357997, 1e-12, 0);
    assert_true(quantile(1e-9) < quantile(0.3) && quantile(0.5 + 1e-9) == INFINITY &&
                quantile(0.9) == INFINITY);
    set(RECKON_POOL_QUANTILE_LOG, endless, NULL, 2);
    check_close(quantile(0.9),
        exp(0.5 * log(2 + 1.2815515655446004) + 0.5 * (1000 + 1.2815515655446004)), 1e-12, 0);
    set(RECKON_POOL_QUANTILE, endless, NULL, 2);
    assert_true(quantile(1e-3) == INFINITY);
    const reckon_distribution both_ways[] = {
        normal(-1e308, 1e308), make(RECKON_FAMILY_LOGNORMAL, 1000, 1, 0, 0)};
    set(RECKON_POOL_QUANTILE, both_ways, NULL, 2);
    assert_true(quantile(1e-9) == 0.0 && quantile(0.5) == INFINITY);
    const reckon_distribution narrow = make(RECKON_FAMILY_LOGNORMAL, 1000, 1e-200, 0, 0);
    check_close(reckon_distribution_sd(&narrow), exp(1000 - 200 * log(10)), 1e-12, 0);
}

/* The log of a quantile at or below 0: that much probability sits on 0, and half of it is too much.
 */
static void test_log_average_of_what_reaches_below_0(void **state)
{
    (void)state;
    const reckon_distribution some[] = {normal(2, 1), make(RECKON_FAMILY_LOGNORMAL, 1, 0.5, 0, 0)};
    double lump = reckon_distribution_cdf(&some[0], 0.0);
    assert_int_equal(set(RECKON_POOL_QUANTILE_LOG, some, NULL, 2), RECKON_OUTCOME_BOUNDARY);
    assert_true(quantile(0.5 * lump) == 0.0 && quantile(0.0) == 0.0);
    check_close(quantile(0.5), exp(0.5 * (log(2) + 1)), 1e-14, 0);
    check_close(reckon_pool_cdf(pool, 0.0), lump, 1e-14, 0);
    check_close(reckon_pool_upper(pool, 0.0), 1.0 - lump, 1e-14, 0);
    assert_true(reckon_pool_cdf(pool, -1e-9) == 0.0);
    assert_true(reckon_pool_density(pool, 0.0) == 0.0 && reckon_pool_density(pool, -1.0) == 0.0);
    assert_true(reckon_pool_mean(pool) > 0 && reckon_pool_sd(pool) > 0);
    const reckon_range *region;
    size_t count;
    assert_int_equal(reckon_pool_regions(pool, 0.5, &region, &count, NULL), RECKON_OK);
    check_close(
        reckon_pool_cdf(pool, region[0].high) - reckon_pool_cdf(pool, region[0].low), 0.5, 1e-9, 0);
    const reckon_distribution half[] = {normal(-1, 1), make(RECKON_FAMILY_LOGNORMAL, 1, 0.5, 0, 0)};
    assert_int_equal(set(RECKON_POOL_QUANTILE_LOG, half, NULL, 2), RECKON_OUTCOME_UNRESOLVED);
    double p = 0.9, x;
    assert_int_equal(reckon_pool_quantiles(pool, &p, 1, &x, NULL), RECKON_ARGUMENT);
}

/* Two parts of which one spans hundreds of magnitudes: quantiles of a mixture still rise and invert
 * its distribution.
 */
static void test_mixture_over_many_magnitudes(void **state)
{
    (void)state;
    const reckon_distribution parts[] = {
        make(RECKON_FAMILY_GAMMA, 3241605817910.1, 21014794700.6, 0, 0),
        make(RECKON_FAMILY_LOGNORMAL, 11, 80, 0, 0)};
    double before = 0;
    set(RECKON_POOL_LINEAR, parts, NULL, 2);
    for (double p = 1e-12; p < 0.2; p *= 1.5) {
        double x = quantile(p);
        assert_true(before < x);
        check_close(reckon_pool_cdf(pool, x), p, 1e-9, 0);
        check_close(x, reckon_distribution_quantile(&parts[1], 2 * p), 1e-9,
            0); /* the other is far above */
        before = x;
    }
}

/* A log average whose moments are beyond any double: infinite, not NaN. */
static void test_moments_too_large(void **state)
{
    (void)state;
    const reckon_distribution parts[] = {
        make(RECKON_FAMILY_LOGNORMAL, 508, 508, 0, 0), normal(5, 1)};
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
        set((reckon_pool_kind)kind, parts, NULL, 2);
        assert_true(!isnan(reckon_pool_mean(pool)) && reckon_pool_sd(pool) >= 0);
    }
}

/* ---- Properties of all kinds ---- */

static void answers(double *answer)
{
    assert_int_equal(
        reckon_pool_quantiles(pool, probabilities, PROBABILITIES, answer, NULL), RECKON_OK);
    answer[PROBABILITIES] = reckon_pool_mean(pool);
    answer[PROBABILITIES + 1] = reckon_pool_sd(pool);
}

enum { ANSWERS = PROBABILITIES + 2 };

static void check_same(const double *a, const double *b, double factor, const char *what)
{
    for (int i = 0; i < ANSWERS; i++)
        check_close_named(a[i], factor * b[i], 1e-9, 0, what);
}

static reckon_distribution scaled(reckon_distribution d, double c)
{
    switch (d.family) {
    case RECKON_FAMILY_LOGNORMAL:
        return make(d.family, d.first + log(c), d.second, 0, 0);
    case RECKON_FAMILY_GAMMA:
        return make(d.family, d.first, d.second / c, 0, 0);
    case RECKON_FAMILY_BETA:
        return make(d.family, d.first, d.second, c * d.lower, c * d.upper);
    default:
        return make(d.family, c * d.first, c * d.second, 0, 0);
    }
}

static void test_properties(void **state)
{
    (void)state;
    uint64_t seed = 55;
    for (int round = 0; round < 15; round++) {
        reckon_distribution part[10], other[10];
        double weight[10], other_weight[10], plain[ANSWERS], changed[ANSWERS];
        size_t count = 2 + random_below(&seed, 4);
        for (size_t i = 0; i < count; i++) {
            part[i] = draw_positive(&seed);
            weight[i] = random_scale(&seed, 1e-6, 1);
        }
        double factor = random_scale(&seed, 1e-3, 1e6);
        for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
            assert_int_equal(set((reckon_pool_kind)kind, part, weight, count), RECKON_OUTCOME_OK);
            answers(plain);
            for (size_t i = 0; i < count; i++) {
                other[i] = part[count - 1 - i];
                other_weight[i] = 7.0 * weight[count - 1 - i];
            }
            set((reckon_pool_kind)kind, other, other_weight, count);
            answers(changed);
            check_same(changed, plain, 1.0, "order and sum of weights");
            for (size_t i = 0; i < count; i++)
                other[i] = scaled(part[i], factor);
            set((reckon_pool_kind)kind, other, weight, count);
            answers(changed);
            check_same(changed, plain, factor, "scale");
            memcpy(other, part, count * sizeof *part);
            memcpy(other_weight, weight, count * sizeof *weight);
            other[count] = part[0];
            other_weight[count] = other_weight[0] = 0.5 * weight[0];
            set((reckon_pool_kind)kind, other, other_weight, count + 1);
            answers(changed);
            check_same(changed, plain, 1.0, "a duplicate with half the weight");
        }
    }
}

static void test_one_alone_returns_its_own(void **state)
{
    (void)state;
    uint64_t seed = 56;
    for (int round = 0; round < 60; round++) {
        reckon_distribution part[3];
        part[0] = part[1] = part[2] = draw_positive(&seed);
        const double weight[] = {random_scale(&seed, 1e-6, 1e6), 0.3, 0.1};
        for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++)
            for (size_t count = 1; count <= 3; count += 2) {
                set((reckon_pool_kind)kind, part, weight, count);
                for (int k = 0; k < PROBABILITIES; k++)
                    check_close(quantile(probabilities[k]),
                        reckon_distribution_quantile(part, probabilities[k]),
                        count == 1 ? 0 : 1e-10, 0);
                check_close(reckon_pool_mean(pool), reckon_distribution_mean(part), 1e-13, 0);
                check_close(reckon_pool_sd(pool), reckon_distribution_sd(part), 1e-12, 0);
                assert_true(quantile(0.0) == part[0].lower && quantile(1.0) == part[0].upper);
            }
    }
}

/* Ranges on the log scale at 95 %: 9-11k, 10-30k, 30-50k, 75-125k, as published for these pools. */
static void test_four_ranges(void **state)
{
    (void)state;
    const double low[] = {9e3, 10e3, 30e3, 75e3}, high[] = {11e3, 30e3, 50e3, 125e3};
    static const double expected[][2] = {{9, 114}, {13, 18}, {21, 38}};
    reckon_distribution part[4], natural[4];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(reckon_distribution_fit(RECKON_FAMILY_NORMAL, log(low[i]), log(high[i]),
                             0.95, 0, 0, &part[i], NULL),
            RECKON_OK);
        assert_int_equal(reckon_distribution_fit(RECKON_FAMILY_LOGNORMAL, low[i], high[i], 0.95, 0,
                             0, &natural[i], NULL),
            RECKON_OK);
    }
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE; kind++) {
        set((reckon_pool_kind)kind, part, NULL, 4);
        double from = exp(quantile(0.025)), to = exp(quantile(0.975));
        assert_int_equal(lround(from / 1e3), (long)expected[kind][0]);
        assert_int_equal(lround(to / 1e3), (long)expected[kind][1]);
        /* Pools of logs and of what they are logs of agree; the natural quantile average becomes
         * the log one. */
        set(kind == RECKON_POOL_QUANTILE ? RECKON_POOL_QUANTILE_LOG : (reckon_pool_kind)kind,
            natural, NULL, 4);
        check_close(quantile(0.025), from, 1e-12, 0);
        check_close(quantile(0.975), to, 1e-12, 0);
    }
}

/* ---- Extremes ---- */

static void test_extreme_logs(void **state)
{
    (void)state;
    static reckon_distribution part[CAPACITY];
    static double weight[CAPACITY];
    static const double ends[] = {0, 1e-300, 1e-12, 0.5, 1 - 1e-12, 1};
    uint64_t seed = 57;
    for (int round = 0; round < 400; round++) {
        size_t count = round % 100 == 99 ? CAPACITY : 1 + random_below(&seed, 12);
        for (size_t i = 0; i < count; i++) {
            part[i] = normal(random_uniform(&seed, 0, 28), random_scale(&seed, 1e-9, 10));
            weight[i] = random_scale(&seed, 1e-6, 1);
        }
        for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE; kind++) {
            double x[6];
            assert_int_equal(set((reckon_pool_kind)kind, part, weight, count), RECKON_OUTCOME_OK);
            assert_int_equal(reckon_pool_quantiles(pool, ends, 6, x, NULL), RECKON_OK);
            assert_true(x[0] == -INFINITY && x[5] == INFINITY);
            for (int k = 1; k < 5; k++)
                assert_true(isfinite(x[k]) && x[k] >= x[k - 1]);
            for (double z = -1e3; z <= 1e3; z += 125) {
                assert_true(reckon_pool_cdf(pool, z) >= 0 && reckon_pool_cdf(pool, z) <= 1);
                assert_true(reckon_pool_density(pool, z) >= 0);
            }
            assert_true(isfinite(reckon_pool_mean(pool)) && reckon_pool_sd(pool) > 0);
        }
    }
}

/* Natural families from 1 to 1e12 persons and log-sds from 1e-4 to 3, all mixed: answers, in order,
 * that invert. */
static void test_extreme_mixtures_of_families(void **state)
{
    (void)state;
    uint64_t seed = 58;
    for (int round = 0; round < 60; round++) {
        reckon_distribution part[6];
        double weight[6];
        size_t count = 2 + random_below(&seed, 5);
        for (size_t i = 0; i < count; i++) {
            double centre = random_uniform(&seed, 0, 27), spread = random_scale(&seed, 1e-4, 3);
            double shape = 1 / spread / spread;
            switch (random_below(&seed, 4)) {
            case 0:
                part[i] = make(RECKON_FAMILY_LOGNORMAL, centre, spread, 0, 0);
                break;
            case 1:
                part[i] = make(RECKON_FAMILY_GAMMA, shape, shape / exp(centre), 0, 0);
                break;
            case 2:
                part[i] = make(RECKON_FAMILY_BETA, shape, random_scale(&seed, 0.1, 1e3), 0, 1e13);
                break;
            default:
                part[i] = normal(exp(centre), spread * exp(centre));
            }
            weight[i] = random_scale(&seed, 1e-6, 1);
        }
        for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE; kind++) {
            reckon_outcome outcome = set((reckon_pool_kind)kind, part, weight, count);
            assert_int_equal(outcome, RECKON_OUTCOME_OK);
            double before = -INFINITY;
            for (int k = 0; k < PROBABILITIES; k++) {
                double x = quantile(probabilities[k]);
                assert_true(isfinite(x) && x >= before);
                before = x;
                double grain = reckon_pool_density(pool, x) * fabs(x) * 1e-14;
                check_close(reckon_pool_cdf(pool, x), probabilities[k], 1e-8, grain);
            }
            assert_true(!isnan(reckon_pool_mean(pool)) && !isnan(reckon_pool_sd(pool)));
        }
    }
}

static void test_the_workspace_is_reused_cleanly(void **state)
{
    (void)state;
    const reckon_distribution mixed[] = {
        make(RECKON_FAMILY_LOGNORMAL, 3, 0.4, 0, 0), make(RECKON_FAMILY_GAMMA, 3, 0.1, 0, 0)};
    double fresh[ANSWERS], again[ANSWERS];
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
        set((reckon_pool_kind)kind, mixed, NULL, 2);
        answers(fresh);
        set(RECKON_POOL_LOGARITHMIC, mixed, (const double[]){1, 5}, 2);
        set(RECKON_POOL_LINEAR, NULL, NULL, 0);
        set((reckon_pool_kind)kind, mixed, NULL, 2);
        answers(again);
        assert_memory_equal(fresh, again, sizeof fresh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear_is_the_weighted_sum),
        cmocka_unit_test(test_quantile_average_is_the_average_of_quantiles),
        cmocka_unit_test(test_density_and_moments_of_quantile_averages),
        cmocka_unit_test(test_closed_forms_of_quantile_averages),
        cmocka_unit_test(test_log_average_of_what_reaches_below_0),
        cmocka_unit_test(test_mixture_with_a_part_of_four_doubles),
        cmocka_unit_test(test_moments_of_huge_parts),
        cmocka_unit_test(test_moments_too_large),
        cmocka_unit_test(test_mixture_over_many_magnitudes),
        cmocka_unit_test(test_properties),
        cmocka_unit_test(test_one_alone_returns_its_own),
        cmocka_unit_test(test_four_ranges),
        cmocka_unit_test(test_extreme_logs),
        cmocka_unit_test(test_extreme_mixtures_of_families),
        cmocka_unit_test(test_the_workspace_is_reused_cleanly),
    };
    return cmocka_run_group_tests_name("pool_kinds", tests, make_pool, free_pool);
}
