/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every allocation on every public path fails once, alone and with all that follow: nothing leaks,
 * and the status is RECKON_MEMORY. The whole process takes part (whole_process.h), which also shows
 * that GSL is never asked for memory.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon.h>

#include "memory/whole_process.h"
#include "support/check.h"
#include "support/fixture.h"

static size_t total_failed;

static void fail_some(
    reckon_status (*run)(void *context), void *context, const char *what, size_t step)
{
    size_t failed = memory_fail_every(run, context, what, step);
    assert_true(failed >= 2);
    total_failed += failed;
}

static void fail_every(reckon_status (*run)(void *context), void *context, const char *what)
{
    fail_some(run, context, what, 1);
}

/* One estimate of every kind, repetitions, exclusions, every kind of bias. */
static const char *const files[] = {"evidence_good/every-key.json", "evidence_good/derived.json",
    "evidence_good/bias-kinds.json", "evidence_good/distributions.json",
    "evidence_good/bounds.json"};
enum { FILES = sizeof files / sizeof *files };

static reckon_evidence *evidence_of(const char *name)
{
    size_t length;
    char *text = fixture_text(name, &length);
    reckon_evidence *evidence;
    assert_int_equal(reckon_evidence_read(text, length, NULL, &evidence, NULL), RECKON_OK);
    free(text);
    return evidence;
}

/* ---- evidence ---- */

typedef struct text {
    char *bytes;
    size_t length;
} text;

static reckon_status read_and_write(void *context)
{
    const text *input = context;
    reckon_evidence *evidence;
    char *written = NULL;
    reckon_status status = reckon_evidence_read(input->bytes, input->length, NULL, &evidence, NULL);
    if (status == RECKON_OK)
        status = reckon_evidence_check(evidence, NULL);
    if (status == RECKON_OK)
        status = reckon_evidence_write(evidence, &written, NULL);
    reckon_free(written);
    reckon_evidence_free(evidence);
    return status;
}

static void test_evidence_as_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        text input;
        input.bytes = fixture_text(files[i], &input.length);
        fail_every(read_and_write, &input, files[i]);
        free(input.bytes);
    }
}

static reckon_status build(void *context)
{
    const reckon_evidence *from = context;
    reckon_evidence *made;
    reckon_status status = reckon_evidence_new(&made);
    if (status == RECKON_OK)
        status = reckon_evidence_set_title(made, "title", "note");
    for (size_t i = 0; status == RECKON_OK && i < reckon_evidence_population_count(from); i++)
        status = reckon_evidence_add_population(made, reckon_evidence_population(from, i), NULL);
    for (size_t i = 0; status == RECKON_OK && i < reckon_evidence_source_count(from); i++)
        status = reckon_evidence_add_source(made, reckon_evidence_source(from, i), NULL);
    for (size_t i = 0; status == RECKON_OK && i < reckon_evidence_estimate_count(from); i++)
        status = reckon_evidence_add_estimate(made, reckon_evidence_estimate(from, i), NULL);
    if (status == RECKON_OK)
        status = reckon_evidence_check(made, NULL);
    reckon_evidence_free(made);
    return status;
}

static void test_evidence_call_by_call(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        reckon_evidence *evidence = evidence_of(files[i]);
        fail_every(build, evidence, files[i]);
        reckon_evidence_free(evidence);
    }
}

/* ---- the front door ---- */

typedef struct question {
    const reckon_evidence *evidence;
    const char *method;
} question;

static reckon_status ask(const question *asked, reckon_request **request)
{
    static const double probabilities[] = {0.1, 0.5, 0.9};
    reckon_status status = reckon_request_new(request);
    if (status == RECKON_OK && asked->method)
        status = reckon_request_set_method(*request, asked->method, NULL);
    if (status == RECKON_OK)
        status = reckon_request_set_population(
            *request, reckon_evidence_population(asked->evidence, 0)->id, NULL);
    if (status == RECKON_OK) /* fixed, so that each of many fits is short */
        status = reckon_request_set_option_number(*request, "drift", 0.2, NULL);
    bool temporal =
        !asked->method || strcmp(asked->method, "temporal") == 0; /* alone, or among all */
    static const char *const cheap[][2] = {{"error", "0.3"}, {"bias_sd", "0.5"}, {"points", "64"},
        {"shocks", "none"}, {"gross_error", "0"}, {"common_bias_tail_weight", "0"}};
    for (size_t i = 0; i < sizeof cheap / sizeof *cheap && temporal; i++)
        if (status == RECKON_OK)
            status = reckon_request_set_option(*request, cheap[i][0], cheap[i][1], NULL);
    if (status == RECKON_OK)
        status = reckon_request_set_probabilities(*request, probabilities, 3, NULL);
    if (status == RECKON_OK)
        status = reckon_request_set_grid(*request, "2000", "2002", "P2Y", NULL);
    if (status == RECKON_OK)
        status = reckon_request_add_date(*request, "2005-03", NULL);
    return status;
}

/* Pictures run out of memory in tests/result/test_pictures.c: they need no fit. */
static reckon_status write_all(const reckon_result *result)
{
    static reckon_status (*const writers[])(const reckon_result *, char **, reckon_error *) = {
        reckon_result_table, reckon_result_csv, reckon_result_json};
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < 3; i++) {
        char *written = NULL;
        status = writers[i](result, &written, NULL);
        reckon_free(written);
    }
    return status;
}

static reckon_status reconcile(void *context)
{
    const question *asked = context;
    reckon_request *request;
    reckon_result *result = NULL;
    reckon_status status = ask(asked, &request);
    if (status == RECKON_OK)
        status = reckon_reconcile(asked->evidence, request, &result, NULL);
    if (status == RECKON_OK)
        status = write_all(result);
    reckon_result_free(result);
    reckon_request_free(request);
    return status;
}

static void test_reconcile_by_each_method(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        reckon_evidence *evidence = evidence_of(files[i]);
        for (size_t m = 0; m < reckon_method_count(); m++) {
            char what[128];
            question asked = {evidence, reckon_method_id(m)};
            snprintf(what, sizeof what, "%s of %s", asked.method, files[i]);
            fail_every(reconcile, &asked, what);
        }
        reckon_evidence_free(evidence);
    }
}

static reckon_status compare(void *context)
{
    static reckon_status (*const writers[])(const reckon_result *const *, size_t, char **,
        reckon_error *) = {reckon_results_table, reckon_results_csv, reckon_results_json};
    const question *asked = context;
    reckon_request *request;
    reckon_result **results = NULL;
    size_t count = 0;
    reckon_status status = ask(asked, &request);
    if (status == RECKON_OK)
        status = reckon_compare(asked->evidence, request, &results, &count, NULL);
    for (size_t i = 0; status == RECKON_OK && i < 3; i++) {
        char *written = NULL;
        status = writers[i]((const reckon_result *const *)results, count, &written, NULL);
        reckon_free(written);
    }
    reckon_results_free(results, count);
    reckon_request_free(request);
    return status;
}

static void test_compare(void **state)
{
    (void)state;
    question asked = {evidence_of("evidence_good/derived.json"), NULL};
    fail_some(compare, &asked, "compare", 11); /* each method is tried whole above */
    reckon_evidence_free((reckon_evidence *)(uintptr_t)asked.evidence);
}

static reckon_status write_brief(
    const reckon_explanation *explanation, char **written, reckon_error *error)
{
    return reckon_explanation_brief(explanation, "fr", written, error);
}

static reckon_status explain(void *context)
{
    static reckon_status (*const writers[])(const reckon_explanation *, char **, reckon_error *) = {
        reckon_explanation_table, reckon_explanation_json, write_brief};
    const question *asked = context;
    reckon_request *request;
    reckon_explanation *why = NULL;
    reckon_status status = ask(asked, &request);
    if (status == RECKON_OK)
        status = reckon_explain(asked->evidence, request, &why, NULL);
    for (size_t i = 0; status == RECKON_OK && i < 3; i++) {
        char *written = NULL;
        status = writers[i](why, &written, NULL);
        reckon_free(written);
    }
    reckon_explanation_free(why);
    reckon_request_free(request);
    return status;
}

static void test_explain(void **state)
{
    (void)state;
    question asked = {evidence_of("evidence_good/derived.json"), "consensus"};
    fail_every(explain, &asked, "explain");
    asked.method = "linear-pool"; /* its answer is a distribution: one more figure is tried */
    fail_some(explain, &asked, "explain", 11);
    reckon_evidence_free((reckon_evidence *)(uintptr_t)asked.evidence);
}

/* More rows than glibc sorts on its stack, so that its own allocation fails, too. */
static reckon_status many_dates(void *context)
{
    const reckon_evidence *evidence = context;
    reckon_request *request;
    reckon_result *result = NULL;
    reckon_status status = reckon_request_new(&request);
    if (status == RECKON_OK)
        status = reckon_request_set_method(request, "envelope", NULL);
    if (status == RECKON_OK)
        status = reckon_request_set_grid(request, "1990", "2019", "P2M", NULL);
    if (status == RECKON_OK)
        status = reckon_reconcile(evidence, request, &result, NULL);
    reckon_result_free(result);
    reckon_request_free(request);
    return status;
}

static void test_sorting_without_memory(void **state)
{
    (void)state;
    size_t others = memory_asked().others;
    reckon_evidence *evidence = evidence_of("evidence_good/ranges.json");
    fail_every(many_dates, evidence, "many dates");
    assert_true(memory_asked().others > others);
    reckon_evidence_free(evidence);
}

/* ---- the text door ---- */

typedef struct exchange {
    const char *request, *evidence;
} exchange;

static reckon_status exchange_texts(void *context)
{
    const exchange *texts = context;
    reckon_answer *answer = reckon_ask(texts->request, texts->evidence);
    reckon_status status = (reckon_status)reckon_answer_status(answer);
    bool sound = reckon_answer_text(answer)[0] != '\0';
    reckon_answer_free(answer);
    return sound ? status : RECKON_NUMERIC;
}

static void test_text_door(void **state)
{
    (void)state;
    static const char *const requests[] = {
        "{\"format\":\"reckon-request/"
        "1\",\"method\":{\"id\":\"consensus\",\"options\":{\"faults\":1,\"drift\":0.1}},"
        "\"level\":0.8,\"probabilities\":[0.2,0.5],\"grid\":{\"from\":\"2000\",\"to\":\"2001\"},"
        "\"dates\":[\"2003\"]}",
        "{\"format\":\"reckon-request/1\",\"method\":\"random-effects\",\"answer\":\"table\"}",
        "{\"format\":\"reckon-request/1\",\"method\":\"envelope\",\"answer\":\"gnuplot\"}",
        "{\"format\":\"reckon-request/1\",\"method\":\"fixed-effect\",\"answer\":\"csv\"}",
        "{\"format\":\"reckon-request/"
        "1\",\"action\":\"check\",\"limits\":{\"max_text\":1000,\"max_dates\":7}}",
        "{\"format\":\"reckon-request/1\",\"action\":\"methods\"}",
    };
    char *evidence = fixture_text("evidence_good/ranges.json", NULL);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        exchange texts = {requests[i], strstr(requests[i], "methods") ? NULL : evidence};
        fail_every(exchange_texts, &texts, requests[i]);
    }
    free(evidence);
}

/* ---- numeric workspaces ---- */

static reckon_status interval_workspace(void *context)
{
    (void)context;
    const double low[] = {1, 2, 3}, high[] = {4, 5, 6};
    reckon_interval_workspace *workspace;
    reckon_consensus consensus;
    reckon_status status = reckon_interval_workspace_new(3, &workspace, NULL);
    if (status == RECKON_OK)
        status = reckon_interval_consensus(workspace, low, high, NULL, 3, &consensus, NULL);
    reckon_interval_workspace_free(workspace);
    return status;
}

static reckon_status temporal_workspace(void *context)
{
    (void)context;
    static const reckon_temporal_reading readings[] = {
        {.kind = RECKON_TEMPORAL_INTERVAL, .time = 2001, .low = 9, .high = 10, .weight = 1},
        {.kind = RECKON_TEMPORAL_DENSITY,
            .source = 1,
            .time = 2003,
            .centre = 9.5,
            .sd = 0.2,
            .weight = 0.5},
        {.kind = RECKON_TEMPORAL_AT_LEAST, .source = 1, .time = 2004, .low = 9, .weight = 1},
    };
    static const reckon_temporal_source sources[] = {
        {RECKON_TEMPORAL_EXCHANGEABLE, 0, 0}, {RECKON_TEMPORAL_ANCHOR, 0, 0}};
    static const double grid[] = {2000, 2002}, probabilities[] = {0.05, 0.95};
    double quantiles[4];
    reckon_temporal_problem problem = {.readings = readings,
        .reading_count = 3,
        .sources = sources,
        .source_count = 2,
        .grid = grid,
        .grid_count = 2,
        .probabilities = probabilities,
        .probability_count = 2};
    reckon_temporal_options options;
    reckon_temporal_options_init(&options);
    options.drift = 0.2;
    options.error = 0.2;
    options.bias_sd = 0.5;
    options.points = 64;
    reckon_temporal_workspace *workspace;
    reckon_temporal_result result = {.quantiles = quantiles};
    reckon_status status = reckon_temporal_workspace_new(&problem, &workspace, NULL);
    if (status == RECKON_OK)
        status = reckon_temporal_fit(&problem, &options, workspace, &result, NULL);
    reckon_temporal_workspace_free(workspace);
    return status;
}

static reckon_status bayes_workspace(void *context)
{
    (void)context;
    const double y[] = {9, 9.5, 11}, v[] = {0.1, 0.2, 0.1};
    reckon_bayes *bayes;
    reckon_bayes_fit fit;
    reckon_posterior posterior;
    reckon_status status = reckon_bayes_new(3, &bayes, NULL);
    if (status == RECKON_OK)
        status = reckon_bayes_run(bayes, 3, y, v, NULL, &fit, NULL);
    if (status == RECKON_OK)
        status = reckon_bayes_summary(bayes, RECKON_BAYES_PREDICTIVE, 0, 0.9, &posterior, NULL);
    reckon_bayes_free(bayes);
    return status;
}

static reckon_status pool_workspace(void *context)
{
    (void)context;
    const double p[] = {0.1, 0.9};
    double quantiles[2];
    reckon_distribution parts[2];
    const reckon_range *regions;
    size_t count;
    reckon_pool *pool;
    reckon_status status = reckon_pool_new(2, &pool, NULL);
    reckon_distribution_make(RECKON_FAMILY_NORMAL, 9, 0.5, 0, 0, &parts[0], NULL);
    reckon_distribution_make(RECKON_FAMILY_NORMAL, 12, 0.5, 0, 0, &parts[1], NULL);
    for (int kind = RECKON_POOL_LINEAR; status == RECKON_OK && kind <= RECKON_POOL_QUANTILE;
         kind++) {
        status = reckon_pool_set(pool, (reckon_pool_kind)kind, parts, NULL, 2, NULL);
        if (status == RECKON_OK)
            status = reckon_pool_quantiles(pool, p, 2, quantiles, NULL);
        if (status == RECKON_OK)
            status = reckon_pool_regions(pool, 0.8, &regions, &count, NULL);
    }
    reckon_pool_free(pool);
    return status;
}

static void test_workspaces(void **state)
{
    (void)state;
    fail_every(interval_workspace, NULL, "interval workspace");
    fail_every(temporal_workspace, NULL, "temporal workspace");
    fail_every(bayes_workspace, NULL, "Bayesian workspace");
    fail_every(pool_workspace, NULL, "pool");
}

static void test_gsl_is_never_asked_for_memory(void **state)
{
    (void)state;
    memory_askers askers = memory_asked();
    print_message("%zu allocations failed; asked: reckon %zu times, GSL %zu, the C library %zu\n",
        total_failed, askers.program, askers.gsl, askers.others);
    assert_true(askers.program > 10000);
    assert_int_equal(askers.gsl, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence_as_json), cmocka_unit_test(test_evidence_call_by_call),
        cmocka_unit_test(test_reconcile_by_each_method), cmocka_unit_test(test_compare),
        cmocka_unit_test(test_explain), cmocka_unit_test(test_sorting_without_memory),
        cmocka_unit_test(test_text_door), cmocka_unit_test(test_workspaces),
        cmocka_unit_test(
            test_gsl_is_never_asked_for_memory), /* the last: it looks at all the others */
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
