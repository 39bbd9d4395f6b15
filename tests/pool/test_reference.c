/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value of reference/opinion_pool.json, which was computed with 34 digits: fits, and pools of
 * given parameters.
 */
#include "support/check.h"
#include "support/fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/pool.h>

enum { MOST_EXPERTS = 8, MOST_PROBABILITIES = 16 };

static const double tolerance = 1e-9;

typedef struct fixture_case {
    const json_t *json;
    const char *name;
    size_t count;
    reckon_distribution expert[MOST_EXPERTS];
    double weight[MOST_EXPERTS];
    size_t probabilities;
    double probability[MOST_PROBABILITIES];
    reckon_pool *pool;
} fixture_case;

static void check_value(
    const char *name, const char *what, double actual, const json_t *expected, double relative)
{
    char text[200];
    snprintf(text, sizeof text, "%s: %s", name, what);
    check_close_named(actual, fixture_double(expected), relative, 0.0, text);
}

static double number(const json_t *object, const char *key)
{
    return fixture_double(fixture_get(object, key));
}

static reckon_family family_of(const char *name)
{
    static const char *const names[] = {"normal", "lognormal", "gamma", "beta"};
    for (int i = 0; i < 4; i++)
        if (strcmp(name, names[i]) == 0)
            return (reckon_family)i;
    fail_msg("no family %s", name);
    return RECKON_FAMILY_NORMAL;
}

static reckon_distribution with_given_parameters(const json_t *expert)
{
    static const char *const keys[][2] = {
        {"mean", "sd"}, {"mu", "sigma"}, {"shape", "rate"}, {"shape1", "shape2"}};
    const json_t *distribution = json_object_get(expert, "distribution"),
                 *parameters = fixture_get(expert, "params");
    if (!distribution)
        distribution = fixture_get(expert, "family");
    reckon_family family = family_of(json_string_value(distribution));
    double lower = 0.0, upper = 0.0;
    if (family == RECKON_FAMILY_BETA) {
        lower = number(parameters, "lower");
        upper = number(parameters, "upper");
    }
    reckon_distribution made;
    assert_int_equal(reckon_distribution_make(family, number(parameters, keys[family][0]),
                         number(parameters, keys[family][1]), lower, upper, &made, NULL),
        RECKON_OK);
    return made;
}

static reckon_status fit(const json_t *expert, reckon_distribution *fitted)
{
    const char *how = json_string_value(fixture_get(expert, "fit"));
    double low = number(expert, "low"), high = number(expert, "high"),
           best = number(expert, "best");
    if (strncmp(how, "pert", 4) == 0)
        return reckon_distribution_pert(low, best, high, 4.0, fitted, NULL);
    reckon_family family = family_of(json_string_value(fixture_get(expert, "family")));
    const json_t *bounds = fixture_get(expert, "bounds");
    double level = number(expert, "prob"), lower = fixture_double(json_array_get(bounds, 0)),
           upper = fixture_double(json_array_get(bounds, 1));
    if (strncmp(how, "exact", 5) == 0)
        return reckon_distribution_fit(family, low, high, level, lower, upper, fitted, NULL);
    return reckon_distribution_fit_three(
        family, low, best, high, level, lower, upper, fitted, NULL);
}

static void check_expert(const fixture_case *given, const json_t *expert, reckon_distribution exact)
{
    reckon_distribution fitted;
    assert_int_equal(fit(expert, &fitted), RECKON_OK);
    assert_int_equal(fitted.family, exact.family);
    check_close_named(fitted.first, exact.first, tolerance, 0.0, given->name);
    check_close_named(fitted.second, exact.second, tolerance, 0.0, given->name);
    assert_true(fitted.lower == exact.lower && fitted.upper == exact.upper);
    check_value(given->name, "expert's mean", reckon_distribution_mean(&exact),
        fixture_get(expert, "mean"), 1e-13);
    check_value(given->name, "expert's sd", reckon_distribution_sd(&exact),
        fixture_get(expert, "sd"), 1e-13);
    const json_t *quantiles = fixture_get(expert, "quantiles");
    for (size_t i = 0; i < given->probabilities; i++)
        check_value(given->name, "expert's quantile",
            reckon_distribution_quantile(&exact, given->probability[i]),
            json_array_get(quantiles, i), 1e-12);
}

/*
 * Where the CDF is flat a quantile is anything between the camps, to the last digit: there the
 * values are compared through the CDF.
 */
static void check_quantiles(const fixture_case *given, const json_t *expected, const char *what)
{
    double quantile[MOST_PROBABILITIES];
    assert_int_equal(reckon_pool_quantiles(
                         given->pool, given->probability, given->probabilities, quantile, NULL),
        RECKON_OK);
    for (size_t i = 0; i < given->probabilities; i++) {
        double wanted = fixture_double(json_array_get(expected, i));
        check_close_named(
            reckon_pool_cdf(given->pool, quantile[i]), given->probability[i], 1e-12, 0.0, what);
        check_close_named(
            reckon_pool_cdf(given->pool, wanted), given->probability[i], 1e-9, 0.0, what);
        if (reckon_pool_density(given->pool, wanted) * fabs(wanted) > 1e-6)
            check_value(given->name, what, quantile[i], json_array_get(expected, i), tolerance);
    }
}

static void check_linear(const fixture_case *given)
{
    const json_t *expected = fixture_get(given->json, "linear_pool"),
                 *at = fixture_get(expected, "cdf_at");
    assert_int_equal(reckon_pool_set(given->pool, RECKON_POOL_LINEAR, given->expert, given->weight,
                         given->count, NULL),
        RECKON_OK);
    check_quantiles(given, fixture_get(expected, "quantiles"), "linear pool");
    check_value(given->name, "linear mean", reckon_pool_mean(given->pool),
        fixture_get(expected, "mean"), 1e-12);
    check_value(
        given->name, "linear sd", reckon_pool_sd(given->pool), fixture_get(expected, "sd"), 1e-12);
    const json_t *x = fixture_get(at, "x");
    for (size_t i = 0; i < json_array_size(x); i++) {
        double here = fixture_double(json_array_get(x, i));
        check_value(given->name, "linear cdf", reckon_pool_cdf(given->pool, here),
            json_array_get(fixture_get(at, "cdf"), i), 1e-12);
        check_value(given->name, "linear pdf", reckon_pool_density(given->pool, here),
            json_array_get(fixture_get(at, "pdf"), i), 1e-11);
    }
}

static void check_log(const fixture_case *given)
{
    const json_t *expected = fixture_get(given->json, "log_pool");
    assert_int_equal(reckon_pool_set(given->pool, RECKON_POOL_LOGARITHMIC, given->expert,
                         given->weight, given->count, NULL),
        RECKON_OK);
    assert_int_equal(reckon_pool_outcome(given->pool), RECKON_OUTCOME_OK);
    check_quantiles(given, fixture_get(expected, "quantiles"), "log pool");
    check_value(given->name, "log pool mean", reckon_pool_mean(given->pool),
        fixture_get(expected, "mean"), tolerance);
    check_value(given->name, "log pool sd", reckon_pool_sd(given->pool),
        fixture_get(expected, "sd"), tolerance);
    const double ends[] = {0.0, 1.0};
    double support[2];
    assert_int_equal(reckon_pool_quantiles(given->pool, ends, 2, support, NULL), RECKON_OK);
    for (size_t i = 0; i < 2; i++)
        check_value(given->name, "support", support[i],
            json_array_get(fixture_get(expected, "support"), i), tolerance);
}

static void check_average(const fixture_case *given, reckon_pool_kind kind, const char *key)
{
    const json_t *expected = fixture_get(given->json, key);
    assert_int_equal(
        reckon_pool_set(given->pool, kind, given->expert, given->weight, given->count, NULL),
        RECKON_OK);
    if (json_is_null(expected)) { /* the log of some expert's quantile is not defined */
        double lowest;
        assert_int_equal(reckon_pool_outcome(given->pool), RECKON_OUTCOME_BOUNDARY);
        assert_int_equal(
            reckon_pool_quantiles(given->pool, given->probability, 1, &lowest, NULL), RECKON_OK);
        assert_true(lowest == 0.0);
        return;
    }
    check_quantiles(given, fixture_get(expected, "quantiles"), key);
}

static void check_case(const json_t *json)
{
    fixture_case given = {.json = json, .name = json_string_value(fixture_get(json, "name"))};
    const json_t *experts = fixture_get(json, "experts"), *expert;
    double *probability = fixture_doubles(fixture_get(json, "probs"), &given.probabilities);
    memcpy(given.probability, probability, given.probabilities * sizeof *probability);
    free(probability);
    assert_int_equal(reckon_pool_new(MOST_EXPERTS, &given.pool, NULL), RECKON_OK);
    json_array_foreach(experts, given.count, expert)
    {
        given.expert[given.count] = with_given_parameters(expert);
        given.weight[given.count] = number(expert, "weight");
        check_expert(&given, expert, given.expert[given.count]);
    }
    check_linear(&given);
    check_log(&given);
    check_average(&given, RECKON_POOL_QUANTILE, "vincent_natural");
    check_average(&given, RECKON_POOL_QUANTILE_LOG, "vincent_log");
    reckon_pool_free(given.pool);
}

static void test_every_case(void **state)
{
    (void)state;
    fixture_each("reference/opinion_pool.json", 10, check_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_case)};
    return cmocka_run_group_tests_name("opinion_pool", tests, NULL, NULL);
}
