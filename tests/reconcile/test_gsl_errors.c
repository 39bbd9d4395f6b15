/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No legal input reaches GSL's error handler, and none makes a NaN: every numeric family that uses
 * GSL, and every method at the front door, on random numbers from the ends of their domains. The
 * host's handler counts and returns, which is where a value GSL could not compute would come out;
 * under GSL's default the same call would have ended the process.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include <reckon/gsl.h>
#include <reckon/meta.h>
#include <reckon/pool.h>
#include <reckon/reconcile.h>
#include <reckon/result.h>

#include "reconcile/scenario.h"
#include "support/check.h"
#include "support/random.h"

static int host_calls;
static char about[400]; /* what is being tried, for the message */

static void host_handler(const char *reason, const char *file, int line, int gsl_errno)
{
    (void)gsl_errno;
    if (host_calls++ == 0)
        fprintf(stderr, "GSL: %s (%s:%d) in %s\n", reason, file, line, about);
}

static void number(double value)
{
    if (isnan(value))
        fail_msg("NaN: %s", about);
}

static int start(void **state)
{
    (void)state;
    host_calls = 0;
    gsl_set_error_handler(host_handler);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    gsl_set_error_handler(NULL);
    assert_int_equal(host_calls, 0);
    assert_int_equal(reckon_gsl_recorded(NULL), 0);
    return 0;
}

/* --- pools --- */

enum { PARTS = 6 };

static double any_size(uint64_t *seed)
{
    static const double corners[] = {
        1e-308, 1e-300, 1e-100, 1e-9, 1.0, 7.0, 1e6, 1e12, 1e100, 1e300, DBL_MAX};
    if (random_below(seed, 3) == 0)
        return corners[random_below(seed, sizeof corners / sizeof *corners)];
    return random_scale(seed, 1.0, 1e12);
}

static double any_shape(uint64_t *seed)
{
    static const double corners[] = {RECKON_SHAPE_MIN, 1.0, RECKON_SHAPE_MAX};
    if (random_below(seed, 2) == 0)
        return corners[random_below(seed, 3)];
    return random_scale(seed, RECKON_SHAPE_MIN, RECKON_SHAPE_MAX);
}

/* Some distribution, however it comes about; false when the numbers drawn are not legal. */
static int any_distribution(uint64_t *seed, reckon_distribution *made)
{
    reckon_family family = (reckon_family)random_below(seed, 4);
    double low = any_size(seed), high = low * (1.0 + random_scale(seed, 1e-7, 1e3));
    double level = random_uniform(seed, 0.01, 0.99), best = random_uniform(seed, low, high);
    double lower = family == RECKON_FAMILY_BETA ? 0.9 * low : 0.0,
           upper = family == RECKON_FAMILY_BETA ? 1.1 * high : 0.0;
    int normal = family == RECKON_FAMILY_NORMAL || family == RECKON_FAMILY_LOGNORMAL;
    double first = normal ? random_uniform(seed, -700.0, 700.0) : any_shape(seed);
    double second = normal ? random_scale(seed, 1e-3, 1e2) : any_shape(seed);
    switch (random_below(seed, 4)) {
    case 0:
        return reckon_distribution_fit(family, low, high, level, lower, upper, made, NULL) ==
               RECKON_OK;
    case 1:
        return reckon_distribution_fit_three(
                   family, low, best, high, level, lower, upper, made, NULL) == RECKON_OK;
    case 2:
        return reckon_distribution_pert(low, best, high, 4.0, made, NULL) == RECKON_OK;
    default:
        upper = family == RECKON_FAMILY_BETA ? 1.0 : INFINITY;
        return reckon_distribution_make(family, first, second, 0.0, upper, made, NULL) == RECKON_OK;
    }
}

static void describe(const reckon_distribution *d)
{
    snprintf(about, sizeof about, "family %d (%.17g, %.17g) on [%.17g, %.17g]", (int)d->family,
        d->first, d->second, d->lower, d->upper);
}

static void try_distribution(uint64_t *seed, const reckon_distribution *d)
{
    describe(d);
    for (int i = 0; i < 4; i++) {
        double x = i == 0 ? d->lower : random_scale(seed, DBL_MIN, DBL_MAX);
        double below = reckon_distribution_cdf(d, x), above = reckon_distribution_upper(d, x);
        assert_true(below >= 0.0 && below <= 1.0 && above >= 0.0 && above <= 1.0);
        number(reckon_distribution_density(d, x));
        number(reckon_distribution_quantile(d, random_uniform(seed, 0.0, 1.0)));
    }
    number(reckon_distribution_quantile(d, 1e-300));
    number(reckon_distribution_quantile(d, 1.0 - DBL_EPSILON));
    number(reckon_distribution_mean(d));
    number(reckon_distribution_sd(d));
}

static void try_pool(reckon_pool *pool, reckon_pool_kind kind, const reckon_distribution *part,
    const double *weight, size_t count)
{
    static const double p[] = {0.025, 0.5, 0.975};
    double q[3];
    describe(&part[0]);
    size_t used = strlen(about);
    snprintf(about + used, sizeof about - used, " first of %zu, pool %d", count, (int)kind);
    if (reckon_pool_set(pool, kind, part, weight, count, NULL) != RECKON_OK ||
        reckon_pool_outcome(pool) != RECKON_OUTCOME_OK)
        return;
    assert_int_equal(reckon_pool_quantiles(pool, p, 3, q, NULL), RECKON_OK);
    if (!(q[0] <= q[1] && q[1] <= q[2]))
        fail_msg("quantiles %g, %g, %g: %s", q[0], q[1], q[2], about);
    number(reckon_pool_cdf(pool, q[1]));
    number(reckon_pool_upper(pool, q[2]));
    number(reckon_pool_density(pool, q[0]));
    number(reckon_pool_mean(pool));
    number(reckon_pool_sd(pool));
    const reckon_range *regions;
    size_t count_of_regions;
    assert_int_equal(reckon_pool_regions(pool, 0.9, &regions, &count_of_regions, NULL), RECKON_OK);
}

static void pools(void **state)
{
    (void)state;
    uint64_t seed = 1;
    reckon_pool *pool = NULL;
    assert_int_equal(reckon_pool_new(PARTS, &pool, NULL), RECKON_OK);
    for (int round = 0; round < 30; round++) {
        reckon_distribution part[PARTS];
        double weight[PARTS];
        size_t count = 1 + random_below(&seed, PARTS);
        for (size_t i = 0; i < count; i++) {
            while (!any_distribution(&seed, &part[i]))
                continue;
            weight[i] = random_scale(&seed, 1e-6, 1.0);
            try_distribution(&seed, &part[i]);
        }
        for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++)
            try_pool(pool, (reckon_pool_kind)kind, part, weight, count);
    }
    reckon_pool_free(pool);
}

/* --- meta-analysis --- */

enum { STUDIES = 12 };

static size_t any_studies(uint64_t *seed, double *y, double *v)
{
    size_t k = 1 + random_below(seed, STUDIES);
    double scale = random_below(seed, 2) ? random_scale(seed, 1e-150, 1e150) : 1.0;
    for (size_t i = 0; i < k; i++) {
        y[i] = random_below(seed, 5) ? random_uniform(seed, -1.0, 1.0) * scale : scale;
        v[i] = random_below(seed, 6) ? random_scale(seed, 1e-300, 1e300) : 0.0;
        if (random_below(seed, 2))
            v[i] = random_scale(seed, 1e-3, 1e3);
    }
    snprintf(about, sizeof about, "k %zu, y %.17g ..., v %.17g ...", k, y[0], v[0]);
    return k;
}

static void classical(void **state)
{
    (void)state;
    uint64_t seed = 2;
    static const double levels[] = {1e-9, 0.5, 0.95, 1 - 1e-12, 1 - DBL_EPSILON};
    for (int round = 0; round < 1500; round++) {
        double y[STUDIES], v[STUDIES], work[3 * STUDIES];
        size_t k = any_studies(&seed, y, v);
        reckon_meta_options options;
        reckon_meta_options_init(&options);
        options.tau2 = (reckon_tau2_method)random_below(&seed, RECKON_TAU2_PM + 1);
        options.test = (reckon_meta_test)random_below(&seed, RECKON_META_TEST_ADHOC + 1);
        options.level = levels[random_below(&seed, 5)];
        reckon_meta_fit fit;
        assert_int_equal(reckon_random_effects(k, y, v, NULL, &options, &fit, NULL), RECKON_OK);
        number(fit.mu);
        number(fit.ci_low);
        number(fit.ci_high);
        number(fit.p);
        number(fit.Q_p);
        number(fit.tau2);
        number(reckon_meta_quantile(
            &fit, RECKON_META_RANGE_PREDICTION, random_uniform(&seed, 1e-12, 1.0)));
        reckon_tau2_interval interval;
        assert_int_equal(reckon_tau2_profile(k, y, v, options.level, &interval, NULL), RECKON_OK);
        number(interval.low);
        number(interval.high);
        reckon_meta_influence_row rows[STUDIES];
        reckon_outcome outcome;
        assert_int_equal(
            reckon_meta_influence(k, y, v, NULL, &options, rows, work, &outcome, NULL), RECKON_OK);
    }
}

static void bayesian(void **state)
{
    (void)state;
    uint64_t seed = 3;
    reckon_bayes *bayes = NULL;
    assert_int_equal(reckon_bayes_new(STUDIES, &bayes, NULL), RECKON_OK);
    for (int round = 0; round < 60; round++) {
        double y[STUDIES], v[STUDIES], x;
        size_t k = any_studies(&seed, y, v);
        reckon_bayes_fit fit;
        if (reckon_bayes_run(bayes, k, y, v, NULL, &fit, NULL) != RECKON_OK ||
            fit.outcome != RECKON_OUTCOME_OK)
            continue;
        for (int quantity = RECKON_BAYES_MU; quantity <= RECKON_BAYES_PREDICTIVE; quantity++) {
            assert_int_equal(
                reckon_bayes_quantile(bayes, (reckon_bayes_quantity)quantity, 0, 0.975, &x, NULL),
                RECKON_OK);
            number(x);
        }
    }
    reckon_bayes_free(bayes);
}

/* --- every method at the front door --- */

static void any_claims(uint64_t *seed, claim *claims, size_t count)
{
    static const char *const dates[] = {
        "0001", "1950-06", "1999-12-31", "2004", "2004-01/2005-03", "2005-02", "9999"};
    static const char *const sources[] = {"a", "b", "c", NULL};
    for (size_t i = 0; i < count; i++) {
        double low = random_below(seed, 4) ? random_scale(seed, 1.0, 1e12) : any_size(seed);
        double high = fmin(low * (1.0 + random_scale(seed, 1e-12, 1e6)), DBL_MAX);
        claims[i] =
            (claim){.source = sources[random_below(seed, 4)], .date = dates[random_below(seed, 7)]};
        size_t kind = random_below(seed, 5);
        claims[i].low = kind == 4 ? 0.0 : low;
        claims[i].high = kind == 3 ? 0.0 : high;
        claims[i].level = kind == 2 ? random_uniform(seed, 0.01, 0.99) : 0.0;
        claims[i].weight = random_scale(seed, 1e-6, 1.0);
    }
}

static void methods(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int round = 0; round < 12; round++) {
        claim claims[8];
        size_t count = 1 + random_below(&seed, 8), result_count = 0;
        any_claims(&seed, claims, count);
        snprintf(about, sizeof about, "round %d, %zu claims", round, count);
        reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, count);
        question asked = {.dates = {"0001", "2004-05", "9999"}, .level = round % 2 ? 0.9999 : 0.01};
        reckon_request *request = scenario_request(&asked);
        reckon_result **results = NULL;
        reckon_error error = RECKON_ERROR_INIT;
        if (reckon_compare(evidence, request, &results, &result_count, &error) != RECKON_OK)
            fail_msg("%s: %s", error.message, about);
        for (size_t i = 0; i < result_count; i++) {
            char *text = NULL;
            assert_int_equal(reckon_result_json(results[i], &text, NULL), RECKON_OK);
            assert_null(strstr(text, "nan"));
            reckon_free(text);
        }
        reckon_results_free(results, result_count);
        reckon_request_free(request);
        reckon_evidence_free(evidence);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pools, start, finish),
        cmocka_unit_test_setup_teardown(classical, start, finish),
        cmocka_unit_test_setup_teardown(bayesian, start, finish),
        cmocka_unit_test_setup_teardown(methods, start, finish),
    };
    return cmocka_run_group_tests_name("GSL errors", tests, NULL, NULL);
}
