/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front door: what is asked reaches the method, what the method says reaches the result, and
 * misuse is told. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/special.h"
#include "reconcile/scenario.h"
#include "support/check.h"

/* The four ranges that published systems trip over: A 9-11k, B 10-30k, C 30-50k, D 75-125k, read as
 * 95 % log-normals.
 */
static const claim four[] = {
    {"a", "2005", 9000, 11000, 0, 0},
    {"b", "2005", 10000, 30000, 0, 0},
    {"c", "2005", 30000, 50000, 0, 0},
    {"d", "2005", 75000, 125000, 0, 0},
};

static reckon_result *ask_four(const char *method, const char *option, const char *value)
{
    question asked = {
        .method = method, .options = {{"range_level", "0.95"}}, .level = 0.95, .dates = {"2005"}};
    if (strcmp(method, "temporal") == 0)
        asked.options[0][0] = NULL;
    if (option) {
        asked.options[1][0] = option;
        asked.options[1][1] = value;
    }
    return scenario_answer(RECKON_STOCK, four, 4, &asked);
}

static void check_four(const char *method, double low, double high, double slack)
{
    reckon_result *result = ask_four(method, NULL, NULL);
    const reckon_row *row = reckon_result_row(result, 0);
    check_close_named(row->low, low, slack, 0, method);
    check_close_named(row->high, high, slack, 0, method);
    reckon_result_free(result);
}

/* To the two digits in which they are quoted; the choice of method dominates. */
static void test_methods_differ_as_published(void **state)
{
    (void)state;
    check_four("fixed-effect", 14000, 17000, 0.04);
    check_four("log-pool", 13000, 18000, 0.04);
    check_four("quantile-average", 21000, 38000, 0.04);
    check_four("linear-pool", 9000, 114000, 0.04);
    reckon_result *result = ask_four("intersection", NULL, NULL);
    assert_int_equal(reckon_result_outcome(result), RECKON_OUTCOME_EMPTY);
    assert_true(isnan(reckon_result_row(result, 0)->low));
    assert_int_equal(reckon_result_row(result, 0)->region_count, 0);
    reckon_result_free(result);
    result = ask_four("consensus", NULL, NULL);
    check_close(reckon_result_fit(result, "max_weight"), 2, 0, 0);
    check_close(reckon_result_fit(result, "total_weight"), 4, 0, 0);
    assert_int_equal(reckon_result_row(result, 0)->region_count, 2);
    reckon_result_free(result);
}

static void test_confidence_is_not_prediction(void **state)
{
    (void)state;
    question asked = {.method = "random-effects",
        .options = {{"range_level", "0.95"}, {"test", "knha"}, {"range", "confidence"}},
        .level = 0.95,
        .dates = {"2005"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, four, 4, &asked);
    check_close(reckon_result_row(result, 0)->central, 28400, 0.005, 0);
    check_close(reckon_result_row(result, 0)->low, 5800, 0.01, 0);
    check_close(reckon_result_row(result, 0)->high, 139000, 0.005, 0);
    check_close(exp(reckon_result_fit(result, "prediction_low")), 800, 0.07, 0);
    check_close(exp(reckon_result_fit(result, "prediction_high")), 964000, 0.005, 0);
    reckon_result_free(result);
}

/* A and B alone under Knapp-Hartung: 404 to 372k; the result says what to do. */
static void test_two_estimates_explode_and_say_so(void **state)
{
    (void)state;
    question asked = {.method = "random-effects",
        .options = {{"range_level", "0.95"}, {"test", "knha"}, {"range", "confidence"}},
        .level = 0.95,
        .dates = {"2005"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, four, 2, &asked);
    check_close(reckon_result_row(result, 0)->low, 404, 0.01, 0);
    check_close(reckon_result_row(result, 0)->high, 372000, 0.01, 0);
    assert_true(reckon_result_note_count(result) >= 1);
    assert_non_null(strstr(reckon_result_note(result, 0), "two estimates"));
    reckon_result_free(result);
}

/* Ageing as the formula has it, by hand. */
static void test_ageing_of_distributions(void **state)
{
    (void)state;
    const claim one[] = {{"a", "2000-07-02", 10000, 40000, 0.8, 0}};
    question asked = {
        .method = "fixed-effect", .options = {{"drift", "0.3"}}, .dates = {"2005-07-02"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, one, 1, &asked);
    double sd = log(4.0) / (2.0 * rk_normal_quantile(0.9));
    double years = reckon_result_row(result, 0)->year - reckon_result_reading_at(result, 0)->time;
    double aged = sqrt(sd * sd + 0.09 * years), z = rk_normal_quantile(0.95);
    check_close(reckon_result_fit(result, "se"), aged, 1e-12, 0);
    check_close(reckon_result_row(result, 0)->high, 20000.0 * exp(z * aged), 1e-12, 0);
    reckon_result_free(result);
}

static void test_ageing_of_sets(void **state)
{
    (void)state;
    const claim one[] = {{"a", "2000-07-02", 10000, 40000, 0, 0}};
    question asked = {
        .method = "envelope", .options = {{"drift", "0.3"}}, .level = 0.8, .dates = {"1995-07-02"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, one, 1, &asked);
    double years = reckon_result_reading_at(result, 0)->time - reckon_result_row(result, 0)->year;
    double moved = rk_normal_quantile(0.9) * 0.3 * sqrt(years);
    check_close(reckon_result_row(result, 0)->low, 10000.0 * exp(-moved), 1e-12, 0);
    check_close(reckon_result_row(result, 0)->high, 40000.0 * exp(moved), 1e-12, 0);
    assert_null(reckon_result_row(result, 0)->quantiles);
    reckon_result_free(result);
}

static size_t used_at(
    const claim *claims, size_t count, const char *option, const char *value, const char *date)
{
    question asked = {.method = "envelope", .options = {{option, value}}, .dates = {date}};
    reckon_result *result = scenario_answer(RECKON_STOCK, claims, count, &asked);
    size_t used = reckon_result_row(result, 0)->estimates_used;
    assert_int_equal(
        reckon_result_row(result, 0)->outcome, used ? RECKON_OUTCOME_OK : RECKON_OUTCOME_EMPTY);
    reckon_result_free(result);
    return used;
}

static void test_horizon_and_window(void **state)
{
    (void)state;
    const claim claims[] = {{"a", "2000-07-02", 1000, 2000, 0, 0},
        {"b", "2004-07-02", 1000, 2000, 0, 0}, {"c", "2010-07-02", 1000, 2000, 0, 0}};
    assert_int_equal(used_at(claims, 3, "horizon", "none", "2004-07-02"), 3);
    assert_int_equal(used_at(claims, 3, "horizon", "4", "2004-07-02"), 2);
    assert_int_equal(used_at(claims, 3, "horizon", "0", "2004-07-02"), 1);
    assert_int_equal(used_at(claims, 3, "horizon", "1", "2007-07-02"), 0);
    assert_int_equal(used_at(claims, 3, "window", "past", "2004-07-02"), 2);
    assert_int_equal(used_at(claims, 3, "window", "past", "1999"), 0);
    assert_int_equal(used_at(claims, 3, "window", "both", "1999"), 3);
}

static void test_a_bound_is_told_where_it_cannot_be_used(void **state)
{
    (void)state;
    const claim claims[] = {{"a", "2005", 1000, 2000, 0, 0}, {"b", "2005", 0, 9000, 0, 0}};
    question asked = {.method = "linear-pool", .dates = {"2005"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, claims, 2, &asked);
    const reckon_result_reading *bound = reckon_result_reading_at(result, 1);
    assert_int_equal(reckon_result_row(result, 0)->estimates_used, 1);
    assert_false(bound->used);
    assert_non_null(strstr(bound->reason, "bound"));
    assert_string_equal(bound->kind, "at_most");
    assert_true(isnan(bound->low));
    reckon_result_free(result);
}

/* 10k, 30k, 300k: listing the 300k five times moves the answer; as repetitions of one origin they
 * are one voice. */
static void test_repetitions_are_one_voice(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    const double figures[] = {10000, 30000, 300000, 300000, 300000, 300000, 300000};
    reckon_evidence *evidence;
    reckon_population population;
    reckon_source source;
    assert_int_equal(reckon_evidence_new(&evidence), RECKON_OK);
    reckon_population_init(&population);
    population.id = "p";
    assert_int_equal(reckon_evidence_add_population(evidence, &population, &error), RECKON_OK);
    reckon_source_init(&source);
    source.id = "s";
    assert_int_equal(reckon_evidence_add_source(evidence, &source, &error), RECKON_OK);
    const char *origin[] = {"e2"};
    double half = rk_normal_quantile(0.95) * sqrt(0.1);
    for (size_t i = 0; i < 7; i++) {
        reckon_estimate estimate;
        char id[8];
        reckon_estimate_init(&estimate);
        snprintf(id, sizeof id, "e%zu", i);
        estimate.id = id;
        estimate.population = "p";
        estimate.source = "s";
        estimate.date = "2005";
        estimate.low = figures[i] * exp(-half);
        estimate.high = figures[i] * exp(half);
        estimate.derived_from = i > 2 ? origin : NULL;
        estimate.derived_count = i > 2;
        assert_int_equal(reckon_evidence_add_estimate(evidence, &estimate, &error), RECKON_OK);
    }
    question asked = {.method = "random-effects",
        .options = {{"votes", "figure"}},
        .level = 0.95,
        .dates = {"2005"}};
    reckon_result *once = scenario_reconcile(evidence, &asked);
    check_close(reckon_result_row(once, 0)->central, 45000, 0.01, 0);
    check_close(reckon_result_fit(once, "k"), 3, 0, 0);
    assert_non_null(strstr(reckon_result_reading_at(once, 5)->reason, "repeats e2"));
    question keep = {.method = "random-effects",
        .options = {{"derived", "keep"}, {"votes", "figure"}},
        .level = 0.95,
        .dates = {"2005"}};
    reckon_result *counted = scenario_reconcile(evidence, &keep);
    check_close(reckon_result_row(counted, 0)->central, 133000, 0.01, 0);
    reckon_result_free(once);
    reckon_result_free(counted);
    reckon_evidence_free(evidence);
}

/* A range 10k to 300k has its middle at 54.8k, not 155k. */
static void test_the_middle_is_geometric(void **state)
{
    (void)state;
    const claim wide[] = {{"a", "2005", 10000, 300000, 0, 0}};
    for (size_t i = 0; i < reckon_method_count(); i++) {
        if (strcmp(reckon_method_id(i), "temporal") == 0)
            continue;
        question asked = {.method = reckon_method_id(i), .dates = {"2005"}};
        reckon_result *result = scenario_answer(RECKON_STOCK, wide, 1, &asked);
        check_close_named(
            reckon_result_row(result, 0)->central, 54772.2557505, 1e-9, 0, reckon_method_id(i));
        reckon_result_free(result);
    }
}

static void test_default_grid_spans_the_evidence(void **state)
{
    (void)state;
    question asked = {.method = "envelope"};
    const claim claims[] = {{"a", "2000-03", 1000, 2000, 0, 0}, {"b", "2003-11", 1000, 2000, 0, 0}};
    reckon_result *result = scenario_answer(RECKON_STOCK, claims, 2, &asked);
    assert_int_equal(reckon_result_row_count(result), 6);
    assert_string_equal(reckon_result_row(result, 0)->date, "2000-01-01");
    assert_string_equal(reckon_result_row(result, 4)->date, "2003-11-16"); /* of the last figure */
    assert_string_equal(reckon_result_row(result, 5)->date, "2004-01-01");
    reckon_result_free(result);
}

static void test_every_option_is_echoed(void **state)
{
    (void)state;
    char *json = NULL;
    for (size_t i = 0; i < reckon_method_count(); i++) {
        question asked = {.method = reckon_method_id(i), .dates = {"2005"}};
        reckon_result *result = scenario_answer(RECKON_STOCK, four, 4, &asked);
        assert_int_equal(reckon_result_json(result, &json, NULL), RECKON_OK);
        for (size_t o = 0; o < reckon_method_option_count(reckon_method_id(i)); o++) {
            char key[64];
            snprintf(
                key, sizeof key, "\"%s\":", reckon_method_option(reckon_method_id(i), o)->name);
            assert_non_null(strstr(json, key));
        }
        reckon_free(json);
        reckon_result_free(result);
    }
}

static int stop_at_once(void *context, double done)
{
    ++*(int *)context;
    return done >= 0;
}

static void test_progress_can_cancel(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, four, 4);
    for (size_t i = 0; i < reckon_method_count(); i++) {
        int calls = 0;
        question asked = {.method = reckon_method_id(i), .dates = {"2005"}};
        reckon_request *request = scenario_request(&asked);
        reckon_request_set_progress(request, stop_at_once, &calls);
        reckon_result *result = (reckon_result *)&error;
        reckon_error_clear(&error);
        assert_int_equal(reckon_reconcile(evidence, request, &result, &error), RECKON_CANCELLED);
        assert_null(result);
        assert_int_equal(calls, 1);
        reckon_request_free(request);
    }
    reckon_evidence_free(evidence);
}

static void test_misuse_is_told(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_result *result;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, four, 4);
    reckon_population second;
    reckon_population_init(&second);
    second.id = "q";
    assert_int_equal(reckon_reconcile(NULL, NULL, &result, &error), RECKON_ARGUMENT);
    assert_int_equal(reckon_reconcile(evidence, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_add_population(evidence, &second, NULL), RECKON_OK);
    reckon_error_clear(&error);
    assert_int_equal(reckon_reconcile(evidence, NULL, &result, &error), RECKON_REFERENCE);
    assert_non_null(strstr(error.message, "\"p\""));
    reckon_request *request;
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_request_set_population(request, "nobody", NULL), RECKON_OK);
    reckon_error_clear(&error);
    assert_int_equal(reckon_reconcile(evidence, request, &result, &error), RECKON_REFERENCE);
    assert_string_equal(error.pointer, "/population");
    assert_int_equal(reckon_request_set_population(request, "q", NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_method(request, "envelope", NULL), RECKON_OK);
    assert_int_equal(reckon_reconcile(evidence, request, &result, NULL), RECKON_OK);
    assert_int_equal(reckon_result_outcome(result), RECKON_OUTCOME_EMPTY);
    assert_int_equal(reckon_result_row_count(result), 0);
    reckon_result_free(result);
    assert_int_equal(reckon_request_set_option(request, "tau2", "DL", NULL), RECKON_OK);
    reckon_error_clear(&error);
    assert_int_equal(reckon_reconcile(evidence, request, &result, &error), RECKON_OPTION);
    assert_non_null(strstr(error.message, "envelope"));
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

static void test_compare_gives_one_result_a_method(void **state)
{
    (void)state;
    reckon_result **results;
    size_t count;
    question asked = {.options = {{"tau2", "DL"}, {"drift", "0.1"}}, .dates = {"2005", "2009"}};
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, four, 4);
    reckon_request *request = scenario_request(&asked);
    assert_int_equal(reckon_compare(evidence, request, &results, &count, NULL), RECKON_OK);
    assert_int_equal(count, reckon_method_count());
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(reckon_result_method(results[i]), reckon_method_id(i));
        assert_int_equal(reckon_result_row_count(results[i]), 2);
    }
    reckon_results_free(results, count);
    assert_int_equal(reckon_compare(evidence, request, NULL, &count, NULL), RECKON_ARGUMENT);
    assert_int_equal(count, 0);
    reckon_results_free(NULL, 0);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

/* Every legal weight has an answer by every method, and numbers beyond any double are missing, not
 * infinite. */
static void test_legal_extremes_have_an_answer(void **state)
{
    (void)state;
    static const claim light[] = {
        {"a", "2005", 9000, 11000, 0, 1e-300}, {"b", "2005", 10000, 30000, 0.9, 5e-324}};
    static const claim huge[] = {
        {"a", "2005", 1e307, 1.7e308, 0, 0}, {"b", "2005", 1e-300, 1e308, 0.5, 0}};
    for (size_t m = 0; m < reckon_method_count(); m++)
        for (size_t which = 0; which < 2; which++) {
            question asked = {.method = reckon_method_id(m), .dates = {"2005", "2030"}};
            reckon_result *result = scenario_answer(RECKON_STOCK, which ? huge : light, 2, &asked);
            for (size_t i = 0; i < reckon_result_row_count(result); i++) {
                const reckon_row *row = reckon_result_row(result, i);
                assert_false(isinf(row->low) || isinf(row->central) || isinf(row->high));
                for (size_t j = 0; row->quantiles && j < 5; j++)
                    assert_true(!isinf(row->quantiles[j]));
                for (size_t j = 0; j < row->region_count; j++)
                    assert_false(isinf(row->regions[j].low) || isinf(row->regions[j].high));
            }
            reckon_result_free(result);
        }
}

static const char *all_sentences(const reckon_result *result, char *to, size_t size)
{
    to[0] = '\0';
    for (size_t i = 0; i < reckon_result_assumption_count(result); i++)
        snprintf(to + strlen(to), size - strlen(to), "%s\n", reckon_result_assumption(result, i));
    for (size_t i = 0; i < reckon_result_note_count(result); i++)
        snprintf(to + strlen(to), size - strlen(to), "%s\n", reckon_result_note(result, i));
    return to;
}

/* Mass below zero: a wide range as a normal distribution reaches there, and the result says so
 * instead of showing it.
 */
static void test_mass_below_zero_is_told(void **state)
{
    (void)state;
    char said[4096];
    const claim wide[] = {{"a", "2005", 100, 30000, 0, 0}};
    question asked = {.method = "linear-pool",
        .options = {{"family", "normal"}, {"range_level", "0.5"}},
        .dates = {"2005"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, wide, 1, &asked);
    const reckon_row *row = reckon_result_row(result, 0);
    assert_true(isnan(row->low));
    check_close(row->central, 15050, 1e-9, 0);
    assert_non_null(strstr(all_sentences(result, said, sizeof said), "below zero"));
    reckon_result_free(result);
}

/* Without an anchor or a bias prior, truth is what the sources agree on: every method says so. */
static void test_what_truth_means_is_said(void **state)
{
    (void)state;
    char said[4096];
    for (size_t i = 0; i < reckon_method_count(); i++) {
        question asked = {.method = reckon_method_id(i), .dates = {"2005"}};
        reckon_result *result = scenario_answer(RECKON_STOCK, four, 4, &asked);
        all_sentences(result, said, sizeof said);
        assert_true(strstr(said, "sources agree") || strstr(said, "consensus of the sources"));
        reckon_result_free(result);
    }
}

/* A figure stands at the time it is about, not when it was printed; a period stands at its middle.
 */
static void test_reference_date_counts_not_publication(void **state)
{
    (void)state;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, four, 1);
    reckon_estimate late;
    reckon_estimate_init(&late);
    late.id = "late";
    late.population = "p";
    late.source = "a";
    late.date = "2000/2001";
    late.published = "2012-06";
    late.low = 9000;
    late.high = 11000;
    assert_int_equal(reckon_evidence_add_estimate(evidence, &late, NULL), RECKON_OK);
    question asked = {
        .method = "envelope", .options = {{"window", "past"}}, .dates = {"2001-06", "2004"}};
    reckon_result *result = scenario_reconcile(evidence, &asked);
    check_close(reckon_result_reading_at(result, 1)->time, 2001.0, 1e-12, 0);
    assert_int_equal(reckon_result_row(result, 0)->estimates_used, 1);
    reckon_result_free(result);
    reckon_evidence_free(evidence);
}

/* What was not known on a day is not used on it; a figure without a date of print was printed at
 * the end of its own. */
static void test_as_of(void **state)
{
    (void)state;
    reckon_evidence *evidence =
        scenario_evidence(RECKON_STOCK, (claim[]){{"a", "2000", 90, 110, 0, 0}}, 1);
    reckon_estimate late;
    reckon_estimate_init(&late);
    late.id = "late";
    late.population = "p";
    late.source = "a";
    late.date = "2000";
    late.published = "2012-06";
    late.low = 900;
    late.high = 1100;
    assert_int_equal(reckon_evidence_add_estimate(evidence, &late, NULL), RECKON_OK);
    static const struct {
        const char *as_of;
        double high;
        size_t used;
    } cases[] = {{NULL, 1100, 2}, {"2012-06", 1100, 2}, {"2012-05", 110, 1}, {"2000", 110, 1},
        {"1999", NAN, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reckon_request *request =
            scenario_request(&(question){.method = "envelope", .dates = {"2000"}});
        if (cases[i].as_of)
            assert_int_equal(reckon_request_set_as_of(request, cases[i].as_of, NULL), RECKON_OK);
        reckon_result *result;
        assert_int_equal(reckon_reconcile(evidence, request, &result, NULL), RECKON_OK);
        assert_int_equal(reckon_result_row(result, 0)->estimates_used, cases[i].used);
        if (cases[i].used)
            check_close(reckon_result_row(result, 0)->high, cases[i].high, 1e-9, 0);
        else
            assert_true(isnan(reckon_result_row(result, 0)->high));
        assert_int_equal(reckon_result_as_of(result) == NULL, cases[i].as_of == NULL);
        reckon_result_free(result);
        reckon_request_free(request);
    }
    reckon_error error = RECKON_ERROR_INIT;
    reckon_request *request = scenario_request(&(question){.method = "envelope"});
    assert_int_equal(reckon_request_set_as_of(request, "soon", &error), RECKON_DATE);
    assert_int_equal(reckon_request_set_as_of(NULL, "2000", NULL), RECKON_ARGUMENT);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

/* 1,200 in a year are 100 in a month; a stock is per nothing. */
static void test_per(void **state)
{
    (void)state;
    static const claim flow[] = {{"a", "2001-01-01/2001-12-31", 1080, 1320, 0, 0}};
    static const struct {
        const char *per;
        double years;
    } cases[] = {{"P1Y", 1}, {"P1M", 1 / 12.0}, {"P1W", 7 / 365.2425}, {"P1D", 1 / 365.2425}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reckon_evidence *evidence = scenario_evidence(RECKON_FLOW, flow, 1);
        reckon_request *request =
            scenario_request(&(question){.method = "envelope", .dates = {"2001"}});
        assert_int_equal(reckon_request_set_per(request, cases[i].per, NULL), RECKON_OK);
        reckon_result *result;
        assert_int_equal(reckon_reconcile(evidence, request, &result, NULL), RECKON_OK);
        check_close(reckon_result_row(result, 0)->low, 1080 * cases[i].years, 1e-3, 0);
        check_close(reckon_result_row(result, 0)->high, 1320 * cases[i].years, 1e-3, 0);
        assert_string_equal(reckon_result_per(result), cases[i].per);
        reckon_result_free(result);
        reckon_evidence_free(evidence);
        evidence = scenario_evidence(RECKON_STOCK, four, 1);
        reckon_error error = RECKON_ERROR_INIT;
        assert_int_equal(reckon_reconcile(evidence, request, &result, &error), RECKON_VALUE);
        assert_string_equal(error.pointer, "/per");
        reckon_request_free(request);
        reckon_evidence_free(evidence);
    }
}

/* The same evidence has the same digest, whatever is asked; another weight, another one. */
static void test_digest(void **state)
{
    (void)state;
    claim other[] = {four[0]};
    other[0].weight = 0.5;
    reckon_result *a = scenario_answer(RECKON_STOCK, four, 1, &(question){.method = "envelope"});
    reckon_result *b =
        scenario_answer(RECKON_STOCK, four, 1, &(question){.method = "consensus", .level = 0.5});
    reckon_result *c = scenario_answer(RECKON_STOCK, other, 1, &(question){.method = "envelope"});
    assert_int_equal(strlen(reckon_result_digest(a)), 64);
    assert_string_equal(reckon_result_digest(a), reckon_result_digest(b));
    assert_string_not_equal(reckon_result_digest(a), reckon_result_digest(c));
    reckon_result_free(a);
    reckon_result_free(b);
    reckon_result_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_methods_differ_as_published),
        cmocka_unit_test(test_as_of),
        cmocka_unit_test(test_per),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_confidence_is_not_prediction),
        cmocka_unit_test(test_two_estimates_explode_and_say_so),
        cmocka_unit_test(test_ageing_of_distributions),
        cmocka_unit_test(test_ageing_of_sets),
        cmocka_unit_test(test_horizon_and_window),
        cmocka_unit_test(test_a_bound_is_told_where_it_cannot_be_used),
        cmocka_unit_test(test_repetitions_are_one_voice),
        cmocka_unit_test(test_the_middle_is_geometric),
        cmocka_unit_test(test_default_grid_spans_the_evidence),
        cmocka_unit_test(test_every_option_is_echoed),
        cmocka_unit_test(test_progress_can_cancel),
        cmocka_unit_test(test_misuse_is_told),
        cmocka_unit_test(test_legal_extremes_have_an_answer),
        cmocka_unit_test(test_mass_below_zero_is_told),
        cmocka_unit_test(test_what_truth_means_is_said),
        cmocka_unit_test(test_reference_date_counts_not_publication),
        cmocka_unit_test(test_compare_gives_one_result_a_method),
    };
    return cmocka_run_group_tests_name("reconcile", tests, NULL, NULL);
}
