/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value of reference/random_effects.json, which was computed with 60 digits. */
#include "support/check.h"
#include "support/fixture.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/meta.h>

static const double tolerance = 1e-9;

typedef struct fixture_case {
    const json_t *json;
    const char *name;
    size_t k;
    double *y, *v, *weights; /* weights NULL when the case has none */
} fixture_case;

/* `expected` null or missing: the reference has no number (a peer's undefined), and ours must still
 * be one. */
static void check_value(const fixture_case *given, const char *where, const char *what,
    double actual, const json_t *from)
{
    char name[200];
    snprintf(name, sizeof name, "%s %s %s", given->name, where, what);
    if (!from || json_is_null(from)) {
        if (isnan(actual))
            fail_msg("%s is NaN", name);
        return;
    }
    double expected = fixture_double(from);
    check_close_named(actual, expected, tolerance, expected == 0.0 ? 1e-12 : 0.0, name);
}

static void check_test(
    const fixture_case *given, const char *where, const reckon_meta_fit *fit, const json_t *test)
{
    const struct {
        const char *key;
        double value;
    } values[] = {{"mu", fit->mu}, {"se", fit->se}, {"ci_lb", fit->ci_low}, {"ci_ub", fit->ci_high},
        {"stat", fit->statistic}, {"p", fit->p}, {"s2w", fit->s2w}, {"pi_lb", fit->prediction_low},
        {"pi_ub", fit->prediction_high}, {"pi_riley_df", fit->riley_df},
        {"pi_riley_lb", fit->riley_low}, {"pi_riley_ub", fit->riley_high}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (json_object_get(test, values[i].key))
            check_value(
                given, where, values[i].key, values[i].value, json_object_get(test, values[i].key));
}

static void check_fit(
    const fixture_case *given, const char *where, const reckon_meta_fit *fit, const json_t *from)
{
    check_value(given, where, "tau2", fit->tau2, fixture_get(from, "tau2"));
    check_value(given, where, "Q", fit->Q, fixture_get(from, "Q"));
    check_value(given, where, "Q_df", fit->Q_df, fixture_get(from, "Q_df"));
    check_value(given, where, "Q_p", fit->Q_p, fixture_get(from, "Q_p"));
    check_value(given, where, "I2", fit->I2, fixture_get(from, "I2"));
    check_value(given, where, "H2", fit->H2, fixture_get(from, "H2"));
    if (!json_is_null(fixture_get(from, "se_tau2")))
        check_value(given, where, "se_tau2", fit->se_tau2, fixture_get(from, "se_tau2"));
    if (json_object_get(from, "loglik"))
        check_value(given, where, "loglik", fit->log_likelihood, fixture_get(from, "loglik"));
}

static reckon_meta_fit run(
    const fixture_case *given, const reckon_meta_options *options, const char *method)
{
    reckon_meta_fit fit;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status = strcmp(method, "FE") == 0
                               ? reckon_fixed_effect(given->k, given->y, given->v, given->weights,
                                     options, &fit, &error)
                               : reckon_random_effects(given->k, given->y, given->v, given->weights,
                                     options, &fit, &error);
    if (status != RECKON_OK)
        fail_msg("%s %s: %s", given->name, method, error.message);
    return fit;
}

static void check_estimators(const fixture_case *given)
{
    const char *method;
    json_t *from;
    size_t seen = 0;
    json_object_foreach((json_t *)(uintptr_t)fixture_get(given->json, "estimators"), method, from)
    {
        reckon_meta_options options;
        reckon_meta_options_init(&options);
        for (int m = 0; m <= RECKON_TAU2_PM; m++)
            if (strcmp(reckon_tau2_name((reckon_tau2_method)m), method) == 0)
                options.tau2 = (reckon_tau2_method)m;
        for (int test = 0; test <= RECKON_META_TEST_ADHOC; test++) {
            options.test = (reckon_meta_test)test;
            const char *test_name = reckon_meta_test_name(options.test);
            char where[40];
            snprintf(where, sizeof where, "%s %s", method, test_name);
            reckon_meta_fit fit = run(given, &options, method);
            check_fit(given, where, &fit, from);
            check_test(given, where, &fit, fixture_get(fixture_get(from, "tests"), test_name));
            seen++;
        }
    }
    assert_true(seen >= 3 * 5);
}

static void check_profile(const fixture_case *given)
{
    const json_t *from = json_object_get(given->json, "tau2_ci_qprofile");
    if (!from)
        return;
    reckon_tau2_interval interval;
    double level = fixture_double(fixture_get(from, "level"));
    assert_int_equal(
        reckon_tau2_profile(given->k, given->y, given->v, level, &interval, NULL), RECKON_OK);
    bool empty = json_is_true(fixture_get(from, "empty"));
    assert_int_equal(interval.outcome, empty ? RECKON_OUTCOME_EMPTY : RECKON_OUTCOME_OK);
    check_value(given, "profile", "low", interval.low, fixture_get(from, "tau2_lb"));
    check_value(given, "profile", "high", interval.high, fixture_get(from, "tau2_ub"));
    check_value(given, "profile", "I2 low", interval.I2_low, fixture_get(from, "I2_lb"));
    check_value(given, "profile", "I2 high", interval.I2_high, fixture_get(from, "I2_ub"));
    check_value(given, "profile", "H2 low", interval.H2_low, fixture_get(from, "H2_lb"));
    check_value(given, "profile", "H2 high", interval.H2_high, fixture_get(from, "H2_ub"));
}

static void check_row(const fixture_case *given, const reckon_meta_influence_row *row, size_t i)
{
    const json_t *left = fixture_get(given->json, "leave1out_REML"),
                 *measures = fixture_get(given->json, "influence_REML");
    const struct {
        const json_t *from;
        const char *key;
        double value;
    } values[] = {{left, "mu", row->mu}, {left, "se", row->se}, {left, "ci_lb", row->ci_low},
        {left, "ci_ub", row->ci_high}, {left, "tau2", row->tau2}, {left, "Q", row->Q},
        {left, "Q_p", row->Q_p}, {left, "I2", row->I2}, {left, "H2", row->H2},
        {measures, "hat", row->hat}, {measures, "rstudent", row->rstudent},
        {measures, "dffits", row->dffits}, {measures, "cook_d", row->cook_d},
        {measures, "cov_r", row->cov_r}, {measures, "tau2_del", row->tau2},
        {measures, "Q_del", row->Q}, {measures, "dfbetas", row->dfbetas}};
    for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
        char where[40];
        snprintf(where, sizeof where, "without %zu", i);
        const json_t *list = fixture_get(values[j].from, values[j].key);
        assert_int_equal(json_array_size(list), given->k);
        check_value(given, where, values[j].key, values[j].value, json_array_get(list, i));
    }
}

static void check_influence(const fixture_case *given)
{
    reckon_meta_influence_row rows[100];
    double work[300];
    reckon_outcome outcome;
    reckon_meta_options options;
    reckon_meta_options_init(&options);
    options.test = RECKON_META_TEST_Z;
    assert_true(given->k <= 100 && reckon_meta_influence_work(given->k) <= 300);
    assert_int_equal(reckon_meta_influence(given->k, given->y, given->v, given->weights, &options,
                         rows, work, &outcome, NULL),
        RECKON_OK);
    assert_int_equal(outcome, RECKON_OUTCOME_OK);
    for (size_t i = 0; i < given->k; i++)
        check_row(given, &rows[i], i);
}

static void for_each_case(void (*check)(const fixture_case *))
{
    json_t *cases = fixture_json("reference/random_effects.json");
    assert_int_equal(json_array_size(cases), 18);
    for (size_t i = 0; i < json_array_size(cases); i++) {
        fixture_case given = {.json = json_array_get(cases, i)};
        size_t count;
        given.name = json_string_value(fixture_get(given.json, "name"));
        given.y = fixture_doubles(fixture_get(given.json, "y"), &given.k);
        given.v = fixture_doubles(fixture_get(given.json, "v"), &count);
        const json_t *weights = fixture_get(given.json, "weights");
        if (json_is_array(weights))
            given.weights = fixture_doubles(weights, &count);
        check(&given);
        free(given.y);
        free(given.v);
        free(given.weights);
    }
    json_decref(cases);
}

static void test_estimators(void **state)
{
    (void)state;
    for_each_case(check_estimators);
}

static void test_profile(void **state)
{
    (void)state;
    for_each_case(check_profile);
}

static void test_influence(void **state)
{
    (void)state;
    for_each_case(check_influence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_estimators),
        cmocka_unit_test(test_profile),
        cmocka_unit_test(test_influence),
    };
    return cmocka_run_group_tests_name("random_effects", tests, NULL, NULL);
}
