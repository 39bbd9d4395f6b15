/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logarithmic pool: against sums over a fine grid, closed forms, and where there is none. */
#include "pool/one_pool.h"
#include "support/random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double probabilities[] = {1e-9, 0.01, 0.2, 0.5, 0.7, 0.95, 0.9999, 1 - 1e-9};
enum { PROBABILITIES = sizeof probabilities / sizeof *probabilities };

/* ---- Logarithmic ---- */

/* Log of the density up to a constant, where the density itself may be no number. */
static double log_kernel(const reckon_distribution *part, double x)
{
    double a = part->first, b = part->second, z;
    switch (part->family) {
    case RECKON_FAMILY_GAMMA:
        return (a - 1) * log(x) - b * x;
    case RECKON_FAMILY_BETA:
        return (a - 1) * log(x - part->lower) + (b - 1) * log(part->upper - x);
    case RECKON_FAMILY_LOGNORMAL:
        z = (log(x) - a) / b;
        return -0.5 * z * z - log(x);
    default:
        z = (x - a) / b;
        return -0.5 * z * z;
    }
}

/* The definition by a Riemann sum over 100,000 steps of log x: normaliser, mean and tails. */
static void check_log_pool_by_sums(
    const reckon_distribution *part, const double *weight, size_t count)
{
    enum { STEPS = 100000 };
    static double cumulated[STEPS + 1];
    double total = 0.0, from = log(quantile(1e-13)), to = log(quantile(1 - 1e-13)),
           step = (to - from) / STEPS;
    for (size_t i = 0; i < count; i++)
        total += weight[i];
    double at_middle = 0.0, mean = 0.0;
    for (size_t i = 0; i < count; i++)
        at_middle += weight[i] / total * log_kernel(&part[i], quantile(0.5));
    cumulated[0] = 0.0;
    for (int k = 0; k < STEPS; k++) {
        double x = exp(from + (k + 0.5) * step), sum = -at_middle;
        for (size_t i = 0; i < count; i++)
            sum += weight[i] / total * log_kernel(&part[i], x);
        cumulated[k + 1] = cumulated[k] + exp(sum) * x * step;
        mean += exp(sum) * x * step * x;
    }
    for (int k = 0; k <= STEPS; k += STEPS / 16)
        check_close(reckon_pool_cdf(pool, exp(from + k * step)), cumulated[k] / cumulated[STEPS],
            1e-6, 1e-8);
    check_close(reckon_pool_mean(pool), mean / cumulated[STEPS], 1e-6, 0);
}

static void test_log_pool_by_sums(void **state)
{
    (void)state;
    uint64_t seed = 52;
    for (int round = 0; round < 8; round++) {
        reckon_distribution part[5];
        double weight[5];
        size_t count = 2 + random_below(&seed, 4);
        for (size_t i = 0; i < count; i++) {
            part[i] = draw_positive(&seed);
            weight[i] = random_scale(&seed, 0.1, 1);
        }
        assert_int_equal(set(RECKON_POOL_LOGARITHMIC, part, weight, count), RECKON_OUTCOME_OK);
        check_log_pool_by_sums(part, weight, count);
        for (int k = 0; k < PROBABILITIES; k++)
            check_close(
                reckon_pool_cdf(pool, quantile(probabilities[k])), probabilities[k], 1e-10, 0);
    }
}

/*
 * A part that is flat over where the others live does not change the pool beyond taking its share
 * of the weight, so the integrated pool can be held against the closed form of the rest.
 */
static void check_against_closed_form(const reckon_distribution *part, const double *weight,
    size_t count, double flat_weight, double tolerance)
{
    reckon_distribution with[8];
    double its_weight[8], closed[PROBABILITIES];
    memcpy(with, part, count * sizeof *part);
    memcpy(its_weight, weight, count * sizeof *weight);
    /* Weights w/(1 + f) on the parts are those of a pool of the parts whose density is raised to
     * 1/(1 + f). */
    with[count] = make(RECKON_FAMILY_BETA, 1, 1, 0, 1e60);
    its_weight[count] = flat_weight;
    assert_int_equal(set(RECKON_POOL_LOGARITHMIC, with, its_weight, count + 1), RECKON_OUTCOME_OK);
    double total = flat_weight, precision = 0, mean = 0;
    for (size_t i = 0; i < count; i++)
        total += weight[i];
    for (size_t i = 0; i < count; i++) {
        double share = weight[i] / total / part[i].second / part[i].second;
        precision += share;
        mean += share * part[i].first;
    }
    /* prod x^(-w_i) of the lognormals shifts the mean of the log, because the flat part has none.
     */
    mean = mean / precision + (flat_weight / total) / precision;
    reckon_distribution expected = make(RECKON_FAMILY_LOGNORMAL, mean, 1 / sqrt(precision), 0, 0);
    for (int k = 0; k < PROBABILITIES; k++) {
        closed[k] = reckon_distribution_quantile(&expected, probabilities[k]);
        check_close(quantile(probabilities[k]), closed[k], tolerance, 0);
        check_close(reckon_pool_density(pool, closed[k]),
            reckon_distribution_density(&expected, closed[k]), 1e-7, 0);
    }
    check_close(reckon_pool_mean(pool), reckon_distribution_mean(&expected), 1e-10, 0);
    check_close(reckon_pool_sd(pool), reckon_distribution_sd(&expected), 1e-9, 0);
}

static void test_integrated_log_pool_against_the_closed_form(void **state)
{
    (void)state;
    uint64_t seed = 53;
    for (int round = 0; round < 100; round++) {
        reckon_distribution part[4];
        double weight[4];
        size_t count = 1 + random_below(&seed, 4);
        for (size_t i = 0; i < count; i++) {
            part[i] = make(RECKON_FAMILY_LOGNORMAL, random_uniform(&seed, 2, 15),
                random_scale(&seed, 1e-6, 0.5), 0, 0);
            weight[i] = random_scale(&seed, 0.01, 1);
        }
        check_against_closed_form(part, weight, count, random_scale(&seed, 0.01, 1), 1e-10);
    }
}

/*
 * Small shapes put much of the probability nearer to an end of the support than doubles go in the
 * coordinate of the integral. A flat part, as above, turns the shape a into 1 + w (a - 1) and the
 * rate b into w b.
 */
static void test_integrated_log_pool_of_unbounded_densities(void **state)
{
    (void)state;
    static const double tails[] = {1e-12, 1e-6, 1e-3, 0.1, 0.4, 0.8, 0.99, 1 - 1e-9};
    static const double shapes[] = {1e-3, 0.02, 0.3, 1.0, 4.0};
    const double weight[] = {1 - 1e-4, 1e-4};
    for (size_t i = 0; i < 25; i++) {
        double a = shapes[i / 5], b = shapes[i % 5], w = weight[0];
        const reckon_distribution gammas[] = {
            make(RECKON_FAMILY_GAMMA, a, 1e-3, 0, 0), make(RECKON_FAMILY_BETA, 1, 1, 0, 1e60)};
        const reckon_distribution betas[] = {
            make(RECKON_FAMILY_BETA, a, b, 0, 8), make(RECKON_FAMILY_BETA, 1, 1, -10, 20)};
        const reckon_distribution expected[] = {
            make(RECKON_FAMILY_GAMMA, 1 + w * (a - 1), w * 1e-3, 0, 0),
            make(RECKON_FAMILY_BETA, 1 + w * (a - 1), 1 + w * (b - 1), 0, 8)};
        for (int k = 0; k < 2; k++) {
            const reckon_distribution *closed = &expected[k];
            assert_int_equal(
                set(RECKON_POOL_LOGARITHMIC, k ? betas : gammas, weight, 2), RECKON_OUTCOME_OK);
            for (size_t j = 0; j < sizeof tails / sizeof *tails; j++) {
                double x = reckon_distribution_quantile(closed, tails[j]);
                double near = fmin(x - closed->lower, closed->upper - x);
                if (near < 1e-290) { /* all of this lies on the end, for a double */
                    assert_true(quantile(tails[j]) - x < 1e-250);
                    continue;
                }
                check_close(reckon_pool_cdf(pool, x), reckon_distribution_cdf(closed, x), 1e-9, 0);
                check_close(
                    reckon_pool_upper(pool, x), reckon_distribution_upper(closed, x), 1e-9, 1e-15);
                check_close(
                    reckon_pool_density(pool, x), reckon_distribution_density(closed, x), 1e-9, 0);
                double grain = reckon_pool_density(pool, x) * 4.5e-16 * fabs(x);
                check_close(reckon_pool_cdf(pool, quantile(tails[j])), tails[j], 1e-9, grain);
            }
            check_close(reckon_pool_mean(pool), reckon_distribution_mean(closed), 1e-9, 0);
            check_close(reckon_pool_sd(pool), reckon_distribution_sd(closed), 1e-9, 0);
        }
    }
}

static void test_closed_forms_of_the_log_pool(void **state)
{
    (void)state;
    const double weight[] = {1, 3};
    const reckon_distribution normals[] = {normal(1, 2), normal(5, 1)};
    set(RECKON_POOL_LOGARITHMIC, normals, weight, 2);
    double precision = 0.25 / 4 + 0.75;
    check_close(reckon_pool_mean(pool), (0.25 / 4 * 1 + 0.75 * 5) / precision, 1e-15, 0);
    check_close(reckon_pool_sd(pool), 1 / sqrt(precision), 1e-15, 0);
    const reckon_distribution gammas[] = {
        make(RECKON_FAMILY_GAMMA, 2, 0.5, 0, 0), make(RECKON_FAMILY_GAMMA, 6, 0.1, 0, 0)};
    set(RECKON_POOL_LOGARITHMIC, gammas, weight, 2);
    check_close(reckon_pool_mean(pool), 5 / 0.2, 1e-14, 0);
    const reckon_distribution betas[] = {
        make(RECKON_FAMILY_BETA, 2, 3, 0, 10), make(RECKON_FAMILY_BETA, 4, 7, 0, 10)};
    set(RECKON_POOL_LOGARITHMIC, betas, weight, 2);
    check_close(reckon_pool_mean(pool), 10 * 3.5 / 9.5, 1e-14, 0);
}

/* Pitfall 8: disjoint supports have no log pool; one that only touches has none either. */
static void test_disjoint_supports(void **state)
{
    (void)state;
    const reckon_distribution apart[] = {
        make(RECKON_FAMILY_BETA, 2, 2, 0, 10), make(RECKON_FAMILY_BETA, 2, 2, 20, 30)};
    const reckon_distribution touching[] = {
        make(RECKON_FAMILY_BETA, 2, 2, 0, 10), make(RECKON_FAMILY_BETA, 2, 2, 10, 30)};
    const reckon_distribution below[] = {
        make(RECKON_FAMILY_BETA, 2, 2, -10, 0), make(RECKON_FAMILY_LOGNORMAL, 2, 2, 0, 0)};
    double p = 0.5, x;
    const reckon_distribution *const pairs[] = {apart, touching, below};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(set(RECKON_POOL_LOGARITHMIC, pairs[i], NULL, 2), RECKON_OUTCOME_EMPTY);
        assert_int_equal(reckon_pool_quantiles(pool, &p, 1, &x, NULL), RECKON_ARGUMENT);
        assert_true(isnan(reckon_pool_cdf(pool, 5)) && isnan(reckon_pool_mean(pool)) &&
                    isnan(reckon_pool_sd(pool)));
        assert_true(isnan(reckon_pool_upper(pool, 5)) && isnan(reckon_pool_density(pool, 5)));
        assert_int_equal(set(RECKON_POOL_LINEAR, pairs[i], NULL, 2), RECKON_OUTCOME_OK);
        assert_int_equal(set(RECKON_POOL_QUANTILE, pairs[i], NULL, 2), RECKON_OUTCOME_OK);
    }
    const reckon_distribution sliver[] = {
        make(RECKON_FAMILY_BETA, 2, 2, 0, 10), make(RECKON_FAMILY_BETA, 2, 2, 10 - 1e-9, 30)};
    assert_int_equal(set(RECKON_POOL_LOGARITHMIC, sliver, NULL, 2), RECKON_OUTCOME_OK);
    assert_true(quantile(0) == 10 - 1e-9 && quantile(1) == 10 && quantile(0.5) > 10 - 1e-9 &&
                quantile(0.5) < 10);
}

/*
 * Parts so narrow that no double stands between them, or far beyond what the coordinate of the
 * integral tells apart: either the answers are sound, or there are none. Never a quantile out of
 * order, NaN, or an infinite moment.
 */
typedef enum expectation { RESOLVED, EITHER, UNRESOLVED } expectation;

static expectation between_limits(double sd, double resolved_from, double unresolved_to)
{
    return sd >= resolved_from ? RESOLVED : sd <= unresolved_to ? UNRESOLVED : EITHER;
}

static void check_sound_or_unresolved(
    const reckon_distribution *part, size_t count, expectation expected)
{
    reckon_outcome outcome = set(RECKON_POOL_LOGARITHMIC, part, NULL, count);
    if (expected == EITHER)
        assert_true(outcome == RECKON_OUTCOME_OK || outcome == RECKON_OUTCOME_UNRESOLVED);
    else
        assert_int_equal(
            outcome, expected == RESOLVED ? RECKON_OUTCOME_OK : RECKON_OUTCOME_UNRESOLVED);
    double x, p = 0.5;
    if (outcome == RECKON_OUTCOME_UNRESOLVED) {
        assert_int_equal(reckon_pool_quantiles(pool, &p, 1, &x, NULL), RECKON_ARGUMENT);
        assert_true(isnan(reckon_pool_mean(pool)) && isnan(reckon_pool_cdf(pool, 1)));
        return;
    }
    double before = quantile(0);
    for (int i = 0; i < PROBABILITIES; i++) {
        x = quantile(probabilities[i]);
        assert_true(x >= before);
        before = x;
    }
    assert_true(
        reckon_pool_mean(pool) >= quantile(1e-9) && reckon_pool_mean(pool) <= quantile(1 - 1e-9));
    assert_true(isfinite(reckon_pool_sd(pool)));
}

static void test_narrow_parts(void **state)
{
    (void)state;
    for (double sd = 1e-6; sd > 1e-310; sd *= sd > 1e-20 ? 0.1 : 1e-20) {
        const reckon_distribution on_a_double[] = {
            normal(1, sd), make(RECKON_FAMILY_GAMMA, 2, 3, 0, 0)};
        const reckon_distribution between[] = {
            normal(1, sd), make(RECKON_FAMILY_LOGNORMAL, 0.1, sd, 0, 0)};
        const reckon_distribution bounded[] = {normal(1, sd), make(RECKON_FAMILY_BETA, 2, 3, 0, 3)};
        check_sound_or_unresolved(on_a_double, 2, between_limits(sd, 1e-140, 1e-165));
        check_sound_or_unresolved(between, 2, between_limits(sd, 5e-11, 1e-13));
        check_sound_or_unresolved(bounded, 2, between_limits(sd, 5e-16, 1e-19));
    }
    /* A normal in a beta that is flat around it, up to where the normal is lost in the beta's
     * width. */
    for (double width = 1e3; width < 1e300; width *= 1e9) {
        const reckon_distribution wide[] = {
            normal(1, 1), make(RECKON_FAMILY_BETA, 2, 3, -width, width)};
        check_sound_or_unresolved(wide, 2, between_limits(1 / width, 1e-14, 1e-20));
        if (width < 1e14)
            check_close(reckon_pool_sd(pool), sqrt(2), 1e-5, 0);
    }
    /* What a fuzzer found: a lognormal of sd 1e-150 and a beta of width 1e-259 far away from it. */
    const reckon_distribution far_away[] = {make(RECKON_FAMILY_LOGNORMAL, 1e-150, 1e-150, 0, 0),
        make(RECKON_FAMILY_BETA, 1, 1, 1.224167783418391e-250, 1.2241677857785114e-250)};
    check_sound_or_unresolved(far_away, 2, UNRESOLVED);
}

/* A centre far outside the doubles is no place to begin the search for modes. */
static void test_a_part_whose_centre_underflows(void **state)
{
    (void)state;
    const reckon_distribution part[] = {make(RECKON_FAMILY_GAMMA, 37.5, 46.7, 0, 0),
        make(RECKON_FAMILY_LOGNORMAL, 3.78, 0.22, 0, 0),
        make(RECKON_FAMILY_LOGNORMAL, 1.04, 0.0011, 0, 0),
        make(RECKON_FAMILY_BETA, 0.0134, 130441, -0.1278, 0.2747),
        make(RECKON_FAMILY_GAMMA, 0.00136, 0.89, 0, 0)};
    const double weight[] = {1, 1, 1, 1, 1};
    assert_int_equal(set(RECKON_POOL_LOGARITHMIC, part, weight, 5), RECKON_OUTCOME_OK);
    check_log_pool_by_sums(part, weight, 5);
}

/* Log densities of 1e11 that cancel leave a rounding of 1e-9, beyond which halving the panels does
 * not lead. */
static void test_densities_that_cancel(void **state)
{
    (void)state;
    const reckon_distribution part[] = {make(RECKON_FAMILY_LOGNORMAL, -0.849215, 5.91552e-06, 0, 0),
        make(RECKON_FAMILY_GAMMA, 0.9, 0.08, 0, 0),
        make(RECKON_FAMILY_GAMMA, 5.8078e+11, 0.00601054, 0, 0)};
    assert_int_equal(set(RECKON_POOL_LOGARITHMIC, part, NULL, 3), RECKON_OUTCOME_OK);
    for (int i = 0; i < PROBABILITIES; i++)
        check_close(reckon_pool_cdf(pool, quantile(probabilities[i])), probabilities[i], 1e-6, 0);
    /* log x is all but normal: (u + 0.85) / s^2 = 5.8e11 + 0.9 - (rate) exp(u), s^2 = 5.9e-6^2 */
    double precision = 1 / 5.91552e-06 / 5.91552e-06 / 3 + (0.00601054 + 0.08) * quantile(0.5) / 3;
    check_close(
        (log(quantile(0.841344746068543)) - log(quantile(0.5))) * sqrt(precision), 1, 1e-4, 0);
}

/*
 * The largest shapes are all but normal: with a lognormal of the same width beside them the pool is
 * the normal with the mean precision and the mean centre, to the skewness of 1e-8 that is left.
 */
static void test_largest_shapes(void **state)
{
    (void)state;
    for (double shape = 1e9; shape <= 1e15; shape *= 10) {
        double sd = 1 / sqrt(shape), apart = 3 * sd, skew = 20 * sd;
        const reckon_distribution lognormal = make(RECKON_FAMILY_LOGNORMAL, apart, 0.7 * sd, 0, 0);
        const reckon_distribution gammas[] = {
            lognormal, make(RECKON_FAMILY_GAMMA, shape, shape, 0, 0)};
        const reckon_distribution betas[] = {
            lognormal, make(RECKON_FAMILY_BETA, shape / 2, shape / 2, 0, 2)};
        const reckon_distribution *const pairs[] = {gammas, betas};
        for (int k = 0; k < 2; k++) { /* a symmetric beta with both shapes a over [0, 2] has the sd
                                         1 / sqrt(2 a + 1) */
            assert_int_equal(set(RECKON_POOL_LOGARITHMIC, pairs[k], NULL, 2), RECKON_OUTCOME_OK);
            double first = 1 / 0.49, precision = 0.5 * (first + 1) / (sd * sd),
                   centre = first / (first + 1) * apart;
            check_close(reckon_pool_sd(pool) * sqrt(precision), 1, skew + 2e-6, 0);
            check_close((reckon_pool_mean(pool) - 1 - centre) * sqrt(precision), 0, 0, skew + 1e-5);
            check_close((quantile(0.975) - 1 - centre) * sqrt(precision), 1.959963984540054, 0,
                skew + 1e-5);
            for (int i = 0; i < PROBABILITIES; i++)
                check_close(
                    reckon_pool_cdf(pool, quantile(probabilities[i])), probabilities[i], 1e-5, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_pool_by_sums),
        cmocka_unit_test(test_integrated_log_pool_against_the_closed_form),
        cmocka_unit_test(test_integrated_log_pool_of_unbounded_densities),
        cmocka_unit_test(test_closed_forms_of_the_log_pool),
        cmocka_unit_test(test_disjoint_supports),
        cmocka_unit_test(test_narrow_parts),
        cmocka_unit_test(test_a_part_whose_centre_underflows),
        cmocka_unit_test(test_densities_that_cancel),
        cmocka_unit_test(test_largest_shapes),
    };
    return cmocka_run_group_tests_name("pool_logarithmic", tests, make_pool, free_pool);
}
