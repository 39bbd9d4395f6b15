/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and option tables: what they take, what they refuse, and in which words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/option.h"
#include "core/utf8.h"
#include "methods/registry.h"
#include "reconcile/request.h"
#include "support/check.h"

static reckon_request *new_request(void)
{
    reckon_request *request;
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    return request;
}

static void test_tables_are_sound(void **state)
{
    (void)state;
    assert_non_null(reckon_method_summary(RECKON_DEFAULT_METHOD));
    for (size_t m = 0; m < reckon_method_count(); m++) {
        const char *id = reckon_method_id(m);
        assert_non_null(reckon_method_summary(id));
        assert_non_null(reckon_method_reference(id));
        for (size_t i = 0; i < reckon_method_option_count(id); i++) {
            const reckon_option *option = reckon_method_option(id, i);
            double value = option->default_number;
            assert_true(strlen(option->help) > 10);
            assert_non_null(option->unit);
            if (option->type == RECKON_OPTION_CHOICE)
                assert_non_null(option->default_choice);
            else {
                assert_true(option->minimum < option->maximum);
                assert_true(isnan(value) || (value >= option->minimum && value <= option->maximum));
            }
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(option->name, reckon_method_option(id, j)->name);
        }
        for (size_t other = 0; other < m; other++)
            assert_string_not_equal(id, reckon_method_id(other));
    }
    assert_null(reckon_method_id(reckon_method_count()));
    assert_null(reckon_method_summary("nothing"));
    assert_null(reckon_method_reference(NULL));
    assert_int_equal(reckon_method_option_count("nothing"), 0);
    assert_null(reckon_method_option("envelope", 999));
}

static const rk_option_row *option_named(const char *method, const char *name)
{
    size_t base;
    const rk_option_row *row = rk_method_option(rk_method_find(method), name, &base);
    if (!row)
        fail_msg("%s has no option %s", method, name);
    return row;
}

static void check_read(const rk_option_row *row, const char *text, reckon_status expected)
{
    char options[4096] = {0};
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(rk_option_set_text(row, text, options, &error), expected);
    if (expected != RECKON_OK)
        assert_non_null(strstr(error.message, row->seen.name));
}

static void test_options_read_what_they_say(void **state)
{
    (void)state;
    const rk_option_row *drift = option_named("envelope", "drift"),
                        *tau2 = option_named("random-effects", "tau2");
    const rk_option_row *faults = option_named("consensus", "faults"),
                        *horizon = option_named("envelope", "horizon");
    char text[256], tiny[8];
    assert_string_equal(
        reckon_option_domain(&drift->seen, text, sizeof text), "a number from 0 to 10");
    assert_string_equal(reckon_option_domain(&horizon->seen, text, sizeof text),
        "a number from 0 to 1000, or none");
    assert_non_null(strstr(reckon_option_domain(&tau2->seen, text, sizeof text), "REML"));
    assert_int_equal(strlen(reckon_option_domain(&tau2->seen, tiny, sizeof tiny)), 7);
    check_read(drift, "0", RECKON_OK);
    check_read(drift, "1e1", RECKON_OK);
    check_read(drift, "10.0000001", RECKON_OPTION);
    check_read(drift, "none", RECKON_OPTION);
    check_read(drift, "0,2", RECKON_OPTION);
    check_read(drift, "nan", RECKON_OPTION);
    check_read(drift, "", RECKON_OPTION);
    check_read(drift, "0x1", RECKON_OPTION);
    check_read(horizon, "none", RECKON_OK);
    check_read(faults, "2", RECKON_OK);
    check_read(faults, "2.5", RECKON_OPTION);
    check_read(tau2, "PM", RECKON_OK);
    check_read(tau2, "pm", RECKON_OPTION);
}

static void test_request_refuses_what_it_cannot_take(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_request *request = new_request();
    const double falling[] = {0.5, 0.4}, outside[] = {0.0, 0.5}, twice[] = {0.5, 0.5},
                 good[] = {0.1, 0.9};
    assert_int_equal(reckon_request_new(NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_method(request, "magic", &error), RECKON_METHOD);
    assert_non_null(strstr(error.message, "magic"));
    assert_int_equal(reckon_request_set_method(NULL, "envelope", NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_option(request, "magic", "1", NULL), RECKON_OPTION);
    assert_int_equal(reckon_request_set_option(request, "drift", NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_request_set_option_number(request, "drift", NAN, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_level(request, 1.0, NULL), RECKON_VALUE);
    assert_int_equal(reckon_request_set_level(request, NAN, NULL), RECKON_VALUE);
    assert_int_equal(reckon_request_set_level(NULL, 0.5, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_probabilities(request, falling, 2, NULL), RECKON_VALUE);
    assert_int_equal(reckon_request_set_probabilities(request, outside, 2, NULL), RECKON_VALUE);
    assert_int_equal(reckon_request_set_probabilities(request, twice, 2, NULL), RECKON_VALUE);
    assert_int_equal(reckon_request_set_probabilities(request, NULL, 2, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_probabilities(request, good, 1000, NULL), RECKON_LIMIT);
    assert_int_equal(reckon_request_set_probabilities(request, good, 2, NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_probabilities(request, NULL, 0, NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_grid(request, "2005", "2004", "P1Y", NULL), RECKON_DATE);
    assert_int_equal(reckon_request_set_grid(request, "2005", "2006", "1Y", NULL), RECKON_DATE);
    assert_int_equal(reckon_request_set_grid(request, "soon", "2006", "P1Y", NULL), RECKON_DATE);
    assert_int_equal(reckon_request_set_grid(request, "2005", "later", "P1Y", NULL), RECKON_DATE);
    assert_int_equal(reckon_request_set_grid(request, NULL, "2006", "P1Y", NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_add_date(request, "2005-13", NULL), RECKON_DATE);
    assert_int_equal(reckon_request_add_date(NULL, "2005", NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_max_dates(request, 0, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_progress(NULL, NULL, NULL), RECKON_ARGUMENT);
    reckon_request_free(request);
    reckon_request_free(NULL);
}

static void test_last_setting_wins(void **state)
{
    (void)state;
    reckon_request *request = new_request();
    rk_plain_options options;
    const rk_method *envelope = rk_method_find("envelope");
    assert_int_equal(reckon_request_set_option(request, "drift", "0.5", NULL), RECKON_OK);
    assert_int_equal(
        reckon_request_set_option_number(request, "drift", 0.1 + 0.2, NULL), RECKON_OK);
    assert_int_equal(rk_request_options(request, envelope, true, &options, NULL), RECKON_OK);
    check_close(options.classical.drift, 0.1 + 0.2, 0, 0);
    reckon_request_free(request);
}

static void check_dates(reckon_request *request, const char *const *expected, size_t count)
{
    double *years;
    size_t made;
    char date[RECKON_DATE_TEXT];
    assert_int_equal(rk_request_years(request, 0, 0, &years, &made, NULL), RECKON_OK);
    assert_int_equal(made, count);
    for (size_t i = 0; i < made; i++) {
        assert_int_equal(reckon_date_text(years[i], date), RECKON_OK);
        assert_string_equal(date, expected[i]);
    }
    rk_free(years);
}

static void test_dates_are_sorted_and_once(void **state)
{
    (void)state;
    reckon_request *request = new_request();
    const char *const expected[] = {
        "2004-02-29", "2004-03-31", "2004-04-30", "2004-05-10", "2004-05-31"};
    assert_int_equal(
        reckon_request_set_grid(request, "2004-03-31", "2004-05-31", "P1M", NULL), RECKON_OK);
    assert_int_equal(reckon_request_add_date(request, "2004-05-31", NULL), RECKON_OK);
    assert_int_equal(reckon_request_add_date(request, "2004-05-10", NULL), RECKON_OK);
    assert_int_equal(reckon_request_add_date(request, "2004-02-29", NULL), RECKON_OK);
    check_dates(request, expected, 5);
    reckon_request_free(request);
}

static void test_too_many_dates(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    double *years;
    size_t made;
    reckon_request *request = new_request();
    assert_int_equal(reckon_request_set_grid(request, "0001", "9999", "P1D", NULL), RECKON_OK);
    assert_int_equal(rk_request_years(request, 0, 0, &years, &made, &error), RECKON_LIMIT);
    assert_null(years);
    assert_int_equal(reckon_request_set_max_dates(request, 4000000, NULL), RECKON_OK);
    assert_int_equal(rk_request_years(request, 0, 0, &years, &made, NULL), RECKON_OK);
    assert_int_equal(made, 3652059);
    rk_free(years);
    reckon_request_free(request);
}

/* Whatever is asked for, the message that refuses it is one line of UTF-8, and its pointer a JSON
 * Pointer. */
static void test_refusals_show_strange_text_safely(void **state)
{
    (void)state;
    reckon_request *request = new_request();
    char strange[200];
    memset(strange, 'x', sizeof strange);
    strange[sizeof strange - 1] = '\0';
    for (size_t i = 0; i < 99;
         i++) /* a letter of two bytes at every place, so that each cut falls into one */
        memcpy(strange + 2 * i, i % 2 ? "\xc3\xa9" : "\xff\n", 2);
    for (size_t shift = 0; shift < 4; shift++) {
        reckon_error errors[3] = {RECKON_ERROR_INIT, RECKON_ERROR_INIT, RECKON_ERROR_INIT};
        assert_int_equal(
            reckon_request_set_method(request, strange + shift, &errors[0]), RECKON_METHOD);
        assert_int_equal(
            reckon_request_set_option(request, strange + shift, "1", &errors[1]), RECKON_OPTION);
        rk_plain_options options;
        const rk_option_row *drift = option_named("envelope", "drift");
        assert_int_equal(
            rk_option_set_text(drift, strange + shift, &options, &errors[2]), RECKON_OPTION);
        for (size_t i = 0; i < 3; i++) {
            assert_true(rk_utf8_valid(errors[i].message) && rk_utf8_valid(errors[i].pointer));
            assert_null(strchr(errors[i].message, '\n'));
        }
    }
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_request_set_option(request, "a/b~c", "1", &error), RECKON_OPTION);
    assert_string_equal(error.pointer, "/options/a~1b~0c");
    reckon_request_free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals_show_strange_text_safely),
        cmocka_unit_test(test_tables_are_sound),
        cmocka_unit_test(test_options_read_what_they_say),
        cmocka_unit_test(test_request_refuses_what_it_cannot_take),
        cmocka_unit_test(test_last_setting_wins),
        cmocka_unit_test(test_dates_are_sorted_and_once),
        cmocka_unit_test(test_too_many_dates),
    };
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
