/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanation against the same questions asked one by one, with the evidence itself changed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/explain.h>
#include <reckon/method.h>
#include <reckon/result.h>

#include "reconcile/scenario.h"
#include "support/check.h"

enum { CLAIMS = 4 };
static const claim claims[CLAIMS] = {
    {"gov", "2010", 90000, 110000, 0, 0},
    {"un", "2011", 60000, 150000, 0, 0},
    {"ngo", "2011", 200000, 320000, 0, 0.7},
    {"gov", "2012", 95000, 105000, 0, 0},
};

/* Where the prior of `temporal` stands is fixed: by default it follows the figures. */
static const question fixed = {.method = "temporal",
    .options = {{"initial_time", "2011"}, {"initial_mean", "11.6"}},
    .dates = {"2010-07-02", "2012-07-02"}};

static reckon_explanation *explain(const reckon_evidence *evidence, const question *asked)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_explanation *why;
    reckon_request *request = scenario_request(asked);
    if (reckon_explain(evidence, request, &why, &error) != RECKON_OK)
        fail_msg("%s (%s)", error.message, error.pointer);
    reckon_request_free(request);
    return why;
}

static reckon_explanation *explain_claims(const question *asked)
{
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, CLAIMS);
    reckon_explanation *why = explain(evidence, asked);
    reckon_evidence_free(evidence);
    return why;
}

static void check_range(
    const reckon_explained_range *told, const reckon_result *result, size_t row, const char *what)
{
    const reckon_row *at = reckon_result_row(result, row);
    assert_int_equal(told->outcome, at->outcome);
    if (isnan(at->low))
        assert_true(isnan(told->low));
    else
        check_close_named(told->low, at->low, 1e-9, 0, what);
    if (isnan(at->high))
        assert_true(isnan(told->high));
    else
        check_close_named(told->high, at->high, 1e-9, 0, what);
}

/* The claims without those that `out` names by their places (-1 ends). */
static reckon_result *without(const question *asked, const int *out)
{
    claim kept[CLAIMS];
    size_t count = 0;
    for (int i = 0; i < CLAIMS; i++) {
        bool left_out = false;
        for (const int *each = out; *each >= 0; each++)
            left_out = left_out || *each == i;
        if (!left_out)
            kept[count++] = claims[i];
    }
    return scenario_answer(RECKON_STOCK, kept, count, asked);
}

static void check_left_out(const question *asked)
{
    static const int figures[][2] = {{0, -1}, {1, -1}, {2, -1}, {3, -1}};
    static const int origins[][3] = {{0, 3, -1}, {1, -1}, {2, -1}};
    reckon_explanation *why = explain_claims(asked);
    assert_int_equal(reckon_explanation_left_out_count(why), 7);
    for (size_t i = 0; i < 7; i++) {
        const reckon_left_out *row = reckon_explanation_left_out(why, i);
        reckon_result *result = without(asked, i < 4 ? figures[i] : origins[i - 4]);
        assert_int_equal(row->is_origin, i >= 4);
        for (size_t d = 0; d < reckon_explanation_date_count(why); d++)
            check_range(&row->ranges[d], result, d, row->id);
        reckon_result_free(result);
    }
    assert_string_equal(reckon_explanation_left_out(why, 2)->id, "e2");
    assert_string_equal(reckon_explanation_left_out(why, 4)->id, "gov");
    reckon_explanation_free(why);
}

static void test_a_figure_left_out_is_evidence_without_it(void **state)
{
    (void)state;
    check_left_out(&fixed);
    check_left_out(&(question){.method = "random-effects", .dates = {"2011"}});
    check_left_out(&(question){.method = "consensus", .dates = {"2011", "2020"}});
    check_left_out(&(question){.method = "linear-pool", .dates = {"2011"}});
}

static reckon_result *answer_with(const question *asked, const char *const more[][2])
{
    question varied = *asked;
    size_t at = 0;
    while (varied.options[at][0])
        at++;
    for (size_t i = 0; more[i][0]; i++, at++) {
        varied.options[at][0] = more[i][0];
        varied.options[at][1] = more[i][1];
    }
    return scenario_answer(RECKON_STOCK, claims, CLAIMS, &varied);
}

static const reckon_variation *variation(
    const reckon_explanation *why, reckon_variation_kind kind, const char *name, double changed)
{
    for (size_t i = 0; i < reckon_explanation_variation_count(why, kind); i++) {
        const reckon_variation *row = reckon_explanation_variation(why, kind, i);
        if (strcmp(row->name, name) == 0 &&
            (isnan(changed) || fabs(row->changed - changed) < 1e-12))
            return row;
    }
    fail_msg("there is no variation %s", name);
    return NULL;
}

static void test_a_term_switched_off_is_the_option_set(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *const options[4][2];
    } terms[] = {
        {"biases", {{"bias_sd", "0"}}},
        {"error", {{"error", "0"}}},
        {"drift", {{"drift", "0"}}},
        {"shocks", {{"shocks", "none"}}},
        {"common_bias", {{"common_bias_sd", "0"}, {"common_bias_tail_sd", "0"},
                            {"common_bias_tail_weight", "0"}}},
        {"gross_error", {{"gross_error", "0"}}},
    };
    reckon_explanation *why = explain_claims(&fixed);
    assert_int_equal(reckon_explanation_variation_count(why, RECKON_VARIATION_WIDTH), 6);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        const reckon_variation *row =
            variation(why, RECKON_VARIATION_WIDTH, terms[i].name, (double)NAN);
        reckon_result *result = answer_with(&fixed, terms[i].options);
        for (size_t d = 0; d < 2; d++) {
            check_range(&row->ranges[d], result, d, terms[i].name);
            check_close(row->widths[d], row->ranges[d].high / row->ranges[d].low, 1e-9, 0);
        }
        reckon_result_free(result);
    }
    reckon_explanation_free(why);
}

static void test_a_scale_changed_is_the_option_set(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        double value;
    } scales[] = {{"initial_sd", "1.25", 1.25}, {"initial_sd", "5", 5.0},
        {"drift_scale", "0.2", 0.2}, {"bias_scale", "1.4", 1.4}, {"gross_error", "0.2", 0.2}};
    reckon_explanation *why = explain_claims(&fixed);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        const char *const options[][2] = {{scales[i].name, scales[i].text}, {NULL, NULL}};
        const reckon_variation *row =
            variation(why, RECKON_VARIATION_PRIOR, scales[i].name, scales[i].value);
        reckon_result *result = answer_with(&fixed, options);
        check_range(&row->ranges[1], result, 1, scales[i].name);
        reckon_result_free(result);
    }
    reckon_explanation_free(why);
}

/* A scale that an option has fixed away is not told; one beyond its domain stops at the end. */
static void test_idle_scales_are_left_out(void **state)
{
    (void)state;
    question asked = {.method = "temporal",
        .options = {{"bias_sd", "0.3"}, {"gross_error", "0.5"}},
        .dates = {"2011"}};
    reckon_explanation *why = explain_claims(&asked);
    for (size_t i = 0; i < reckon_explanation_variation_count(why, RECKON_VARIATION_PRIOR); i++) {
        const reckon_variation *row = reckon_explanation_variation(why, RECKON_VARIATION_PRIOR, i);
        assert_string_not_equal(row->name, "bias_scale");
        if (strcmp(row->name, "gross_error") == 0)
            assert_true(row->changed <= 0.5);
    }
    reckon_explanation_free(why);
}

/* By hand: without drift, the ends of ranges are all there is between two figures. */
static void test_clashes(void **state)
{
    (void)state;
    question still = {.method = "temporal", .options = {{"drift", "0"}}, .dates = {"2011"}};
    reckon_explanation *why = explain_claims(&still);
    assert_int_equal(reckon_explanation_clash_count(why), 3);
    const reckon_clash *first = reckon_explanation_clash(why, 0);
    assert_string_equal(first->first, "e2");
    assert_string_equal(first->second, "e3");
    check_close(first->factor, 200.0 / 105.0, 1e-9, 0);
    check_close(reckon_explanation_clash(why, 1)->factor, 200.0 / 110.0, 1e-9, 0);
    check_close(reckon_explanation_clash(why, 2)->factor, 200.0 / 150.0, 1e-9, 0);
    reckon_explanation_free(why);
    /* A Wiener process of 0.5 a year moves by 0.5 * 1.645 in a year: more than any of these. */
    question moves = {.method = "temporal", .options = {{"drift", "0.5"}}, .dates = {"2011"}};
    why = explain_claims(&moves);
    assert_int_equal(reckon_explanation_clash_count(why), 1); /* un and ngo, of one year */
    check_close(reckon_explanation_clash(why, 0)->factor, 200.0 / 150.0, 1e-9, 0);
    reckon_explanation_free(why);
}

/* Three sources agree and one is far off: the rest supports the three. */
static void test_the_rest_supports_one_of_two(void **state)
{
    (void)state;
    static const claim four[] = {{"a", "2010", 95, 105, 0, 0}, {"b", "2010", 90, 110, 0, 0},
        {"c", "2010", 96, 104, 0, 0}, {"d", "2010", 90000, 110000, 0, 0}};
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, four, 4);
    reckon_explanation *why = explain(evidence, &(question){.dates = {"2010"}});
    assert_true(reckon_explanation_clash_count(why) >= 3);
    for (size_t i = 0; i < 3; i++) {
        const reckon_clash *clash = reckon_explanation_clash(why, i);
        assert_string_equal(clash->second, "e3");
        assert_non_null(clash->supported);
        assert_string_equal(clash->supported, clash->first);
    }
    assert_true(reckon_explanation_left_out(why, 3)->gross > 0.9);
    assert_true(reckon_explanation_left_out(why, 0)->gross < 0.2);
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

/* A repetition is silent beside its original, and speaks when that is left out. */
static void test_a_repetition_begins_to_speak(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, CLAIMS);
    reckon_estimate again;
    reckon_estimate_init(&again);
    again.id = "again";
    again.population = "p";
    again.source = "ngo";
    again.date = "2012-05";
    again.value = 64000;
    const char *parents[] = {"e1"};
    again.derived_from = parents;
    again.derived_count = 1;
    assert_int_equal(reckon_evidence_add_estimate(evidence, &again, &error), RECKON_OK);
    reckon_explanation *why = explain(evidence, &(question){.method = "consensus"});
    assert_int_equal(reckon_explanation_left_out_count(why), 7);
    for (size_t i = 0; i < 4; i++) {
        const reckon_left_out *row = reckon_explanation_left_out(why, i);
        if (i == 1) {
            assert_non_null(row->speaks);
            assert_string_equal(row->speaks, "again");
        } else
            assert_null(row->speaks);
    }
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

static void test_camps(void **state)
{
    (void)state;
    static const claim far[] = {{"a", "2010", 950, 1050, 0.95, 0},
        {"b", "2010", 960, 1060, 0.95, 0}, {"c", "2010", 90000, 110000, 0.95, 0}};
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, far, 3);
    reckon_explanation *why =
        explain(evidence, &(question){.method = "linear-pool", .dates = {"2010"}});
    assert_int_equal(reckon_explanation_date(why, 0)->region_count, 2);
    assert_int_equal(reckon_explanation_left_out(why, 0)->camps[0], 0);
    assert_int_equal(reckon_explanation_left_out(why, 1)->camps[0], 0);
    assert_int_equal(reckon_explanation_left_out(why, 2)->camps[0], 1);
    char *table = NULL;
    assert_int_equal(reckon_explanation_table(why, &table, NULL), RECKON_OK);
    assert_non_null(strstr(table, "part 1: e0, e1"));
    assert_non_null(strstr(table, "part 2: e2"));
    reckon_free(table);
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

/* What would help: a checked count most, to about its own width; and each more than nothing. */
static void test_one_more_figure(void **state)
{
    (void)state;
    reckon_explanation *why = explain_claims(&(question){.dates = {"2012-07-02"}});
    const reckon_explained_range *now = &reckon_explanation_date(why, 0)->range;
    assert_int_equal(reckon_explanation_variation_count(why, RECKON_VARIATION_HELP), 3);
    const reckon_variation *count =
        variation(why, RECKON_VARIATION_HELP, "checked-count", (double)NAN);
    const reckon_variation *fresh =
        variation(why, RECKON_VARIATION_HELP, "new-origin", (double)NAN);
    const reckon_variation *old = variation(why, RECKON_VARIATION_HELP, "old-origin", (double)NAN);
    assert_true(count->widths[0] < 1.25);
    assert_true(count->widths[0] < fresh->widths[0]);
    assert_true(fresh->widths[0] < now->high / now->low);
    assert_true(old->widths[0] < now->high / now->low * 1.02);
    assert_ptr_equal(reckon_explanation_main(why, RECKON_VARIATION_HELP, 0), count);
    assert_null(reckon_explanation_main(why, RECKON_VARIATION_PRIOR, 0));
    reckon_explanation_free(why);
}

/* Without which figure the answer moves most, counted again from the rows. */
static void test_the_most_influential(void **state)
{
    (void)state;
    reckon_explanation *why = explain_claims(&fixed);
    const reckon_explained_range *base = &reckon_explanation_date(why, 1)->range;
    double most = 0;
    const char *id = NULL;
    for (size_t i = 0; i < 4; i++) {
        const reckon_left_out *row = reckon_explanation_left_out(why, i);
        double low = log(row->ranges[1].low / base->low),
               high = log(row->ranges[1].high / base->high),
               middle = log(row->ranges[1].central / base->central);
        double size = fmax(fabs(low), fmax(fabs(high), fabs(middle)));
        check_close(fabs(row->changes[1]), size, 1e-9, 1e-12);
        if (size > most) {
            most = size;
            id = row->id;
        }
    }
    assert_string_equal(reckon_explanation_most_influential(why, 1)->id, id);
    reckon_explanation_free(why);
}

/* The dates are those asked for, or the last of the evidence. */
static void test_dates(void **state)
{
    (void)state;
    reckon_explanation *why = explain_claims(&(question){.method = "envelope"});
    assert_int_equal(reckon_explanation_date_count(why), 1);
    reckon_result *all =
        scenario_answer(RECKON_STOCK, claims, CLAIMS, &(question){.method = "envelope"});
    const reckon_row *last = reckon_result_row(all, reckon_result_row_count(all) - 1);
    assert_string_equal(reckon_explanation_date(why, 0)->date, last->date);
    check_range(&reckon_explanation_date(why, 0)->range, all, reckon_result_row_count(all) - 1, "");
    reckon_result_free(all);
    reckon_explanation_free(why);
}

/* A figure without which there is no answer matters more than any other. */
static void test_one_figure_alone(void **state)
{
    (void)state;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, 1);
    reckon_explanation *why =
        explain(evidence, &(question){.method = "envelope", .dates = {"2010"}});
    const reckon_left_out *row = reckon_explanation_left_out(why, 0);
    assert_true(row->ranges[0].outcome >= RECKON_OUTCOME_EMPTY);
    assert_true(isnan(row->changes[0]));
    assert_ptr_equal(reckon_explanation_most_influential(why, 0), row);
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

static void test_no_figures(void **state)
{
    (void)state;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, 0);
    char *table = NULL;
    reckon_explanation *why = explain(evidence, &(question){.dates = {"2010"}});
    assert_int_equal(reckon_explanation_left_out_count(why), 0);
    assert_null(reckon_explanation_most_influential(why, 0));
    assert_int_equal(reckon_explanation_table(why, &table, NULL), RECKON_OK);
    assert_non_null(strstr(table, "2010"));
    reckon_free(table);
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

/* Every method is explained, and no line of its table is wider than a terminal. */
static void test_every_method(void **state)
{
    (void)state;
    for (size_t i = 0; i < reckon_method_count(); i++) {
        const char *id = reckon_method_id(i);
        char *table = NULL, *json = NULL;
        reckon_explanation *why = explain_claims(&(question){.method = id, .dates = {"2011"}});
        assert_int_equal(reckon_explanation_table(why, &table, NULL), RECKON_OK);
        assert_int_equal(reckon_explanation_json(why, &json, NULL), RECKON_OK);
        assert_non_null(strstr(json, id));
        for (const char *line = table; *line; line += strcspn(line, "\n") + 1)
            if (strcspn(line, "\n") > 80)
                fail_msg("%s: a line of %zu columns", id, strcspn(line, "\n"));
        reckon_free(table);
        reckon_free(json);
        reckon_explanation_free(why);
    }
}

/* Shares: a change is one of the odds. */
static void test_shares(void **state)
{
    (void)state;
    static const claim shares[] = {{"a", "2010", 0.2, 0.3, 0, 0}, {"b", "2010", 0.6, 0.7, 0, 0}};
    reckon_evidence *evidence = scenario_evidence(RECKON_SHARE, shares, 2);
    reckon_explanation *why =
        explain(evidence, &(question){.method = "envelope", .dates = {"2010"}});
    check_close(
        reckon_explanation_left_out(why, 1)->changes[0], log(0.3 / 0.7) - log(0.7 / 0.3), 1e-9, 0);
    check_close(reckon_explanation_clash(why, 0)->factor, (0.6 / 0.4) / (0.3 / 0.7), 1e-9, 0);
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

/* Counts calls, checks that what is done rises, and stops at one of them. */
typedef struct watcher {
    size_t calls, stop_at;
    double last;
} watcher;

static int watch(void *context, double done)
{
    watcher *of = context;
    assert_true(done >= of->last && done <= 1.0);
    of->last = done;
    return ++of->calls == of->stop_at;
}

static reckon_status explain_watched(const question *asked, watcher *of)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_explanation *why = NULL;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, CLAIMS);
    reckon_request *request = scenario_request(asked);
    reckon_request_set_progress(request, watch, of);
    reckon_status status = reckon_explain(evidence, request, &why, &error);
    assert_int_equal(why == NULL, status != RECKON_OK);
    reckon_explanation_free(why);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return status;
}

static void test_progress_and_cancel(void **state)
{
    (void)state;
    question asked = {.method = "random-effects", .dates = {"2011"}};
    watcher whole = {0, 0, 0};
    assert_int_equal(explain_watched(&asked, &whole), RECKON_OK);
    assert_true(whole.calls >= 8);
    check_close(whole.last, 1.0, 1e-12, 0);
    for (size_t stop = 1; stop <= whole.calls; stop++) {
        watcher stopped = {0, stop, 0};
        assert_int_equal(explain_watched(&asked, &stopped), RECKON_CANCELLED);
    }
    watcher slow = {0, 40, 0};
    assert_int_equal(explain_watched(&(question){.dates = {"2011"}}, &slow), RECKON_CANCELLED);
}

static void test_too_much_work(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_explanation *why;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, CLAIMS);
    reckon_request *request = scenario_request(&(question){.dates = {"2011"}});
    assert_int_equal(reckon_request_set_max_work(request, 20, &error), RECKON_OK);
    assert_int_equal(reckon_explain(evidence, request, &why, &error), RECKON_LIMIT);
    assert_non_null(strstr(error.message, "max_work"));
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

static void test_misuse(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    char *text = NULL;
    reckon_explanation *why = NULL;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, claims, CLAIMS);
    assert_int_equal(reckon_explain(NULL, NULL, &why, &error), RECKON_ARGUMENT);
    assert_int_equal(reckon_explain(evidence, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_explanation_table(NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_explanation_json(NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_explanation_date_count(NULL), 0);
    assert_null(reckon_explanation_most_influential(NULL, 0));
    assert_null(reckon_explanation_main(NULL, RECKON_VARIATION_WIDTH, 0));
    reckon_explanation_free(NULL);
    why = explain(evidence, &(question){.method = "envelope", .dates = {"2011"}});
    assert_null(reckon_explanation_date(why, 1));
    assert_null(reckon_explanation_left_out(why, 7));
    assert_null(reckon_explanation_clash(why, 1000));
    assert_null(reckon_explanation_variation(why, RECKON_VARIATION_WIDTH, 1000));
    assert_int_equal(reckon_explanation_variation_count(why, (reckon_variation_kind)7), 0);
    assert_null(reckon_explanation_note(why, 1000));
    reckon_explanation_free(why);
    reckon_evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_figure_left_out_is_evidence_without_it),
        cmocka_unit_test(test_a_term_switched_off_is_the_option_set),
        cmocka_unit_test(test_a_scale_changed_is_the_option_set),
        cmocka_unit_test(test_idle_scales_are_left_out),
        cmocka_unit_test(test_clashes),
        cmocka_unit_test(test_the_rest_supports_one_of_two),
        cmocka_unit_test(test_a_repetition_begins_to_speak),
        cmocka_unit_test(test_camps),
        cmocka_unit_test(test_one_more_figure),
        cmocka_unit_test(test_the_most_influential),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_one_figure_alone),
        cmocka_unit_test(test_no_figures),
        cmocka_unit_test(test_every_method),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_progress_and_cancel),
        cmocka_unit_test(test_too_much_work),
        cmocka_unit_test(test_misuse),
    };
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
