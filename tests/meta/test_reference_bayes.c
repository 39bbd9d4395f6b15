/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value of reference/bayes_meta.json, which was computed by quadrature on two grids and
 * checked with mpmath. */
#include "support/check.h"
#include "support/fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/meta.h>

static const double tolerance = 1e-9, shortest_tolerance = 1e-8;

typedef struct fixture_case {
    const json_t *exact;
    const char *name;
    size_t k;
    reckon_bayes *bayes;
} fixture_case;

static void check_value(const fixture_case *given, const char *where, const char *key,
    double actual, const json_t *from, double relative)
{
    char name[200];
    const json_t *expected = fixture_get(from, key);
    snprintf(name, sizeof name, "%s %s %s", given->name, where, key);
    if (json_is_null(expected)) { /* undefined */
        if (!isnan(actual))
            fail_msg("%s is %.17g, but there is no such number", name, actual);
        return;
    }
    check_close_named(actual, fixture_double(expected), relative, 0.0, name);
}

static void check_posterior(const fixture_case *given, const char *where,
    reckon_bayes_quantity quantity, size_t index, const json_t *from)
{
    reckon_posterior posterior;
    assert_int_equal(
        reckon_bayes_summary(given->bayes, quantity, index, 0.95, &posterior, NULL), RECKON_OK);
    check_value(given, where, "median", posterior.median, from, tolerance);
    check_value(given, where, "mean", posterior.mean, from, tolerance);
    check_value(given, where, "sd", posterior.sd, from, tolerance);
    check_value(given, where, "central95_lb", posterior.central_low, from, tolerance);
    check_value(given, where, "central95_ub", posterior.central_high, from, tolerance);
    check_value(given, where, "shortest95_lb", posterior.shortest_low, from, shortest_tolerance);
    check_value(given, where, "shortest95_ub", posterior.shortest_high, from, shortest_tolerance);
}

static void check_case(const fixture_case *given, const reckon_bayes_fit *fit)
{
    check_value(given, "", "log_integrated_likelihood", fit->log_integrated_likelihood,
        given->exact, tolerance);
    check_value(given, "", "log_marginal_likelihood", fit->log_marginal_likelihood, given->exact,
        tolerance);
    check_value(given, "", "tau_posterior_tail_exponent", fit->tail_exponent, given->exact, 0.0);
    check_posterior(given, "tau", RECKON_BAYES_TAU, 0, fixture_get(given->exact, "tau"));
    check_posterior(given, "mu", RECKON_BAYES_MU, 0, fixture_get(given->exact, "mu"));
    check_posterior(given, "predictive", RECKON_BAYES_PREDICTIVE, 0,
        fixture_get(given->exact, "theta_predictive"));
    const json_t *shrinkage = fixture_get(given->exact, "shrinkage");
    assert_int_equal(json_array_size(shrinkage), given->k);
    for (size_t i = 0; i < given->k; i++) {
        char where[40];
        snprintf(where, sizeof where, "theta %zu", i);
        check_posterior(given, where, RECKON_BAYES_SHRINKAGE, i, json_array_get(shrinkage, i));
    }
}

static reckon_bayes_options read_options(const json_t *json)
{
    reckon_bayes_options options;
    reckon_bayes_options_init(&options);
    const char *prior = json_string_value(fixture_get(json, "tau_prior"));
    if (strcmp(prior, "half_cauchy_0.5") == 0)
        options.tau_prior = RECKON_TAU_PRIOR_HALF_CAUCHY;
    else if (strcmp(prior, "uniform") == 0)
        options.tau_prior = RECKON_TAU_PRIOR_UNIFORM;
    else if (strcmp(prior, "jeffreys") == 0)
        options.tau_prior = RECKON_TAU_PRIOR_JEFFREYS;
    else
        assert_string_equal(prior, "half_normal_0.5");
    options.tau_scale = 0.5;
    const json_t *mu_prior = fixture_get(json, "mu_prior");
    if (strcmp(json_string_value(fixture_get(mu_prior, "type")), "normal") == 0) {
        options.mu_prior = RECKON_MU_PRIOR_NORMAL;
        options.mu_mean = fixture_double(fixture_get(mu_prior, "mean"));
        options.mu_sd = fixture_double(fixture_get(mu_prior, "sd"));
    }
    return options;
}

static void test_reference(void **state)
{
    (void)state;
    json_t *cases = fixture_json("reference/bayes_meta.json");
    assert_int_equal(json_array_size(cases), 32);
    fixture_case given;
    assert_int_equal(reckon_bayes_new(20, &given.bayes, NULL), RECKON_OK);
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *json = json_array_get(cases, i);
        reckon_bayes_options options = read_options(json);
        reckon_bayes_fit fit;
        given.name = json_string_value(fixture_get(json, "name"));
        given.exact = fixture_get(json, "exact");
        double *y = fixture_doubles(fixture_get(json, "y"), &given.k);
        double *v = fixture_doubles(fixture_get(json, "v"), &given.k);
        assert_int_equal(
            reckon_bayes_run(given.bayes, given.k, y, v, &options, &fit, NULL), RECKON_OK);
        assert_int_equal(fit.outcome, RECKON_OUTCOME_OK);
        check_case(&given, &fit);
        free(y);
        free(v);
    }
    reckon_bayes_free(given.bayes);
    json_decref(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference)};
    return cmocka_run_group_tests_name("bayes_meta", tests, NULL, NULL);
}
