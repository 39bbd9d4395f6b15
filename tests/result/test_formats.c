/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as handles, table, CSV and JSON: everything is there, in its place, and reads back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "reconcile/scenario.h"
#include "support/check.h"
#include "support/fixture.h"

static const claim camps[] = {
    {"low, \"quoted\"", "2005", 9000, 11000, 0, 0},
    {"high", "2005", 75000, 125000, 0.9, 0.5},
    {"bound", "2006", 0, 300000, 0, 0},
};

static reckon_result *consensus_of_camps(void)
{
    question asked = {
        .method = "consensus", .options = {{"drift", "0"}}, .dates = {"2005", "2006"}};
    return scenario_answer(RECKON_STOCK, camps, 3, &asked);
}

static reckon_result *random_effects(void)
{
    question asked = {.method = "random-effects", .dates = {"2005", "2006"}};
    return scenario_answer(RECKON_STOCK, camps, 3, &asked);
}

static void test_accessors(void **state)
{
    (void)state;
    size_t count;
    reckon_result *result = random_effects();
    assert_string_equal(reckon_result_population(result), "p");
    assert_string_equal(reckon_result_name(result), "p");
    assert_string_equal(reckon_result_unit(result), "persons");
    assert_int_equal(reckon_result_measure(result), RECKON_STOCK);
    assert_string_equal(reckon_result_method(result), "random-effects");
    check_close(reckon_result_level(result), 0.9, 0, 0);
    assert_non_null(reckon_result_probabilities(result, &count));
    assert_int_equal(count, 5);
    assert_int_equal(reckon_result_outcome(result), RECKON_OUTCOME_OK);
    assert_int_equal(reckon_result_row_count(result), 2);
    assert_null(reckon_result_row(result, 2));
    assert_int_equal(reckon_result_reading_count(result), 3);
    assert_null(reckon_result_reading_at(result, 3));
    assert_int_equal(reckon_result_source_count(result), 3);
    assert_null(reckon_result_source_at(result, 3));
    assert_null(reckon_result_note(result, 99));
    assert_true(reckon_result_assumption_count(result) >= 2);
    assert_non_null(reckon_result_assumption(result, 0));
    assert_null(reckon_result_assumption(result, 99));
    assert_true(isnan(reckon_result_fit(result, "no such number")));
    for (size_t i = 0; i < reckon_result_fit_count(result); i++)
        assert_non_null(reckon_result_fit_name(result, i));
    assert_null(reckon_result_fit_name(result, 999));
    check_close(reckon_result_fit(result, "year"), 2006.5, 1e-12, 0);
    reckon_result_free(result);
}

static void test_nothing_of_nothing(void **state)
{
    (void)state;
    size_t count = 7;
    char *text;
    assert_null(reckon_result_population(NULL));
    assert_null(reckon_result_name(NULL));
    assert_null(reckon_result_unit(NULL));
    assert_null(reckon_result_method(NULL));
    assert_true(isnan(reckon_result_level(NULL)));
    assert_null(reckon_result_probabilities(NULL, &count));
    assert_int_equal(count, 0);
    assert_int_equal(reckon_result_measure(NULL), RECKON_STOCK);
    assert_int_equal(reckon_result_outcome(NULL), RECKON_OUTCOME_EMPTY);
    assert_int_equal(reckon_result_note_count(NULL) + reckon_result_assumption_count(NULL), 0);
    assert_int_equal(reckon_result_row_count(NULL) + reckon_result_fit_count(NULL), 0);
    assert_int_equal(reckon_result_reading_count(NULL) + reckon_result_source_count(NULL), 0);
    assert_null(reckon_result_row(NULL, 0));
    assert_true(isnan(reckon_result_fit(NULL, "mu")));
    assert_int_equal(reckon_result_table(NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_result_json(NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_result_csv(NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_results_table(NULL, 0, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_results_json(NULL, 0, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_results_csv(NULL, 0, &text, NULL), RECKON_ARGUMENT);
    reckon_result_free(NULL);
    reckon_free(NULL);
}

static json_t *as_json(const reckon_result *result)
{
    char *text;
    json_error_t error;
    assert_int_equal(reckon_result_json(result, &text, NULL), RECKON_OK);
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        fail_msg("line %d: %s", error.line, error.text);
    reckon_free(text);
    return json;
}

static void test_json_holds_the_result(void **state)
{
    (void)state;
    reckon_result *result = random_effects();
    json_t *json = as_json(result);
    assert_string_equal(json_string_value(fixture_get(json, "format")), "reckon-result/1");
    json_t *series = fixture_get(json, "series"), *fit = fixture_get(json, "fit");
    assert_int_equal(json_array_size(series), 2);
    for (size_t i = 0; i < 2; i++) {
        const reckon_row *row = reckon_result_row(result, i);
        json_t *entry = json_array_get(series, i);
        assert_string_equal(json_string_value(fixture_get(entry, "date")), row->date);
        check_close(fixture_double(fixture_get(entry, "low")), row->low, 0, 0);
        check_close(fixture_double(fixture_get(entry, "high")), row->high, 0, 0);
        assert_int_equal(json_array_size(fixture_get(entry, "quantiles")), 5);
    }
    static const char *const required[] = {"mu", "se", "ci_low", "ci_high", "tau2", "tau2_ci_low",
        "tau2_ci_high", "Q", "Q_df", "Q_p", "I2", "H2", "prediction_low", "prediction_high", "k"};
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        check_close(fixture_double(fixture_get(fit, required[i])),
            reckon_result_fit(result, required[i]), 0, 0);
    json_t *bound = json_array_get(fixture_get(json, "readings"), 2);
    assert_true(json_is_null(fixture_get(bound, "low")));
    assert_true(json_is_false(fixture_get(bound, "used")));
    assert_true(
        json_is_null(fixture_get(fixture_get(fixture_get(json, "method"), "options"), "horizon")));
    json_decref(json);
    reckon_result_free(result);
}

static void test_two_camps_stay_two(void **state)
{
    (void)state;
    reckon_result *result = consensus_of_camps();
    const reckon_row *row = reckon_result_row(result, 0);
    assert_int_equal(
        row->region_count, 1); /* 9-11k has weight 2 with the bound, 75-125k only 1.5 */
    json_t *json = as_json(result);
    assert_true(
        json_is_null(fixture_get(json_array_get(fixture_get(json, "series"), 0), "quantiles")));
    json_decref(json);
    reckon_result_free(result);
    const claim equal[] = {{"a", "2005", 9000, 11000, 0, 0}, {"b", "2005", 75000, 125000, 0, 0}};
    question asked = {.method = "consensus", .options = {{"drift", "0"}}, .dates = {"2005"}};
    result = scenario_answer(RECKON_STOCK, equal, 2, &asked);
    json = as_json(result);
    json_t *regions = fixture_get(json_array_get(fixture_get(json, "series"), 0), "regions");
    assert_int_equal(json_array_size(regions), 2);
    check_close(fixture_double(json_array_get(json_array_get(regions, 1), 0)), 75000, 1e-12, 0);
    json_decref(json);
    reckon_result_free(result);
}

static void test_csv_has_a_line_a_date(void **state)
{
    (void)state;
    char *text;
    reckon_result *result = random_effects();
    assert_int_equal(reckon_result_csv(result, &text, NULL), RECKON_OK);
    size_t lines = 0;
    for (const char *at = text; (at = strstr(at, "\r\n")); at += 2)
        lines++;
    assert_int_equal(lines, 3);
    assert_int_equal(
        strncmp(text, "population,unit,method,level,date,year,low,central,high,q0.025,q0.25", 68),
        0);
    const char *line = strstr(text, "\r\n") + 2;
    assert_int_equal(strncmp(line, "p,persons,random-effects,0.9,2005-07-02,2005.5,", 47), 0);
    check_close(strtod(line + 47, NULL), reckon_result_row(result, 0)->low, 0, 0);
    reckon_free(text);
    reckon_result_free(result);
}

static void test_table_tells_everything(void **state)
{
    (void)state;
    char *text;
    reckon_result *result = random_effects();
    assert_int_equal(reckon_result_table(result, &text, NULL), RECKON_OK);
    static const char *const expected[] = {"2005-07-02", "probability 0.9", "outcome: ok",
        "not used: a bound", "tau2=REML", "range_level=0.9", "assumptions", "9,000", "125,000",
        "|-", "three digits"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(text, expected[i]))
            fail_msg("the table does not say \"%s\":\n%s", expected[i], text);
    assert_null(strstr(text, " \n"));
    assert_null(strstr(text, "nan"));
    reckon_free(text);
    reckon_result_free(result);
    result = consensus_of_camps();
    assert_int_equal(reckon_result_table(result, &text, NULL), RECKON_OK);
    assert_non_null(strstr(text, "no probability"));
    reckon_free(text);
    reckon_result_free(result);
}

static void test_tables_of_several(void **state)
{
    (void)state;
    char *text;
    reckon_result *a = random_effects(), *b = consensus_of_camps();
    const reckon_result *both[] = {a, b};
    assert_int_equal(reckon_results_table(both, 2, &text, NULL), RECKON_OK);
    assert_non_null(strstr(text, "consensus"));
    assert_non_null(strstr(text, "random-effects"));
    reckon_free(text);
    assert_int_equal(reckon_results_json(both, 2, &text, NULL), RECKON_OK);
    json_t *json = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json), 2);
    json_decref(json);
    reckon_free(text);
    assert_int_equal(reckon_results_csv(both, 2, &text, NULL), RECKON_OK);
    assert_non_null(strstr(text, "\r\np,persons,consensus,"));
    reckon_free(text);
    question one = {.method = "envelope", .dates = {"2005"}};
    reckon_result *other = scenario_answer(RECKON_STOCK, camps, 3, &one);
    both[1] = other;
    assert_int_equal(reckon_results_table(both, 2, &text, NULL), RECKON_ARGUMENT);
    reckon_result_free(other);
    reckon_result_free(a);
    reckon_result_free(b);
}

/* A population without any estimate: an empty table is still a table. */
static void test_empty_results_print(void **state)
{
    (void)state;
    char *text;
    question asked = {.method = "envelope"};
    reckon_result *result = scenario_answer(RECKON_STOCK, camps, 0, &asked);
    assert_int_equal(reckon_result_row_count(result), 0);
    assert_int_equal(reckon_result_table(result, &text, NULL), RECKON_OK);
    assert_non_null(strstr(text, "there is no estimate"));
    reckon_free(text);
    json_decref(as_json(result));
    reckon_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accessors),
        cmocka_unit_test(test_nothing_of_nothing),
        cmocka_unit_test(test_json_holds_the_result),
        cmocka_unit_test(test_two_camps_stay_two),
        cmocka_unit_test(test_csv_has_a_line_a_date),
        cmocka_unit_test(test_table_tells_everything),
        cmocka_unit_test(test_tables_of_several),
        cmocka_unit_test(test_empty_results_print),
    };
    return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
