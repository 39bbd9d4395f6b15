/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches: order, the same bytes on any number of threads, lines at fault, stopping, what is held.
 */
#include "batch/lines.h"

#include <jansson.h>

#include <reckon/evidence.h>
#include <reckon/result.h>

enum { ROOM = 1 << 24 };

static const char *const mixed[] = {
    "{\"format\": \"reckon-evidence/1\", \"populations\": [{\"id\": \"p\", \"measure\": "
    "\"stock\"}], \"sources\": [{\"id\": \"s\"}], \"estimates\": [{\"id\": \"e\", \"population\": "
    "\"p\", \"source\": \"s\", \"date\": \"2005\", \"low\": 10, \"high\": 20}]}",
    "",
    "no JSON",
    "{\"format\": \"reckon-request/1\", \"method\": \"envelope\", \"evidence\": {\"format\": "
    "\"reckon-evidence/1\", \"populations\": [{\"id\": \"q\", \"measure\": \"stock\"}], "
    "\"sources\": [{\"id\": \"s\"}], \"estimates\": [{\"id\": \"e\", \"population\": \"q\", "
    "\"source\": \"s\", \"date\": \"2005\", \"low\": 10, \"high\": 20}]}}",
    "{\"format\": \"reckon-request/1\", \"action\": \"methods\"}",
    "{\"format\": \"reckon-request/1\"}",
    "   \t\r",
    "{\"format\": \"reckon-evidence/1\", \"populations\": [], \"sources\": [], \"estimates\": 3}",
    "\xff\xfe",
    "[1, 2",
    "7",
    "{\"format\": \"reckon-request/1\", \"evidence\": {}, \"method\": \"no-such\"}",
    "{\"format\": \"reckon-request/1\", \"action\": \"compare\", \"dates\": [\"2005\"], "
    "\"evidence\": {\"format\": \"reckon-evidence/1\", \"populations\": [{\"id\": \"r\", "
    "\"measure\": \"stock\"}], \"sources\": [{\"id\": \"s\"}], \"estimates\": [{\"id\": \"e\", "
    "\"population\": \"r\", \"source\": \"s\", \"date\": \"2005\", \"low\": 10, \"high\": 20}]}}",
};
enum { MIXED = sizeof mixed / sizeof *mixed };

static reckon_request *asking(const char *method)
{
    reckon_request *request = NULL;
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_request_set_method(request, method, NULL), RECKON_OK);
    return request;
}

static lines with_room(const char *const *given, size_t count)
{
    lines l = {.given = given, .count = count, .out = malloc(ROOM)};
    assert_non_null(l.out);
    l.out[0] = '\0';
    return l;
}

static reckon_status run(
    lines *l, size_t jobs, reckon_batch_format format, reckon_batch_counts *counts)
{
    reckon_request *request = asking("log-pool");
    reckon_batch_options options;
    reckon_batch_options_init(&options);
    options.request = request;
    options.jobs = jobs;
    options.format = format;
    options.progress = lines_progress;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status = reckon_batch(&options, lines_read, lines_write, l, counts, &error);
    assert_int_equal(status, error.code);
    reckon_request_free(request);
    return status;
}

static void test_same_bytes_on_any_number_of_threads(void **state)
{
    (void)state;
    for (int format = RECKON_BATCH_NDJSON; format <= RECKON_BATCH_CSV; format++) {
        lines one = with_room(NULL, 60);
        reckon_batch_counts counts;
        assert_int_equal(run(&one, 1, (reckon_batch_format)format, &counts), RECKON_OK);
        assert_int_equal(counts.lines, 60);
        assert_int_equal(counts.last, 60);
        assert_int_equal(counts.outcomes[RECKON_OUTCOME_OK], 60);
        for (size_t jobs = 2; jobs <= 4; jobs++) {
            lines several = with_room(NULL, 60);
            assert_int_equal(run(&several, jobs, (reckon_batch_format)format, &counts), RECKON_OK);
            assert_string_equal(several.out, one.out);
            assert_int_equal(counts.lines, 60);
            assert_true(several.most_ahead <= 4 * jobs + 1);
            free(several.out);
        }
        free(one.out);
    }
}

/* Every line is one JSON text with the number of its line, rising; a result is the one that is got
 * alone. */
static void test_answers_are_those_of_one_question(void **state)
{
    (void)state;
    lines l = with_room(NULL, 9);
    assert_int_equal(run(&l, 3, RECKON_BATCH_NDJSON, NULL), RECKON_OK);
    reckon_request *request = asking("log-pool");
    char *at = l.out;
    for (size_t n = 0; n < 9; n++) {
        char *end = strchr(at, '\n'), made[1024], *text = NULL;
        json_t *line = json_loadb(at, (size_t)(end - at), 0, NULL);
        assert_non_null(line);
        assert_int_equal(json_integer_value(json_object_get(line, "line")), n + 1);
        snprintf(made, sizeof made, LINE_DOCUMENT, n, n, 1000 + n, 2000 + 3 * n);
        reckon_evidence *evidence = NULL;
        reckon_result *result = NULL;
        assert_int_equal(
            reckon_evidence_read(made, strlen(made), NULL, &evidence, NULL), RECKON_OK);
        assert_int_equal(reckon_reconcile(evidence, request, &result, NULL), RECKON_OK);
        assert_int_equal(reckon_result_json(result, &text, NULL), RECKON_OK);
        json_t *alone = json_loads(text, 0, NULL);
        assert_true(json_equal(alone, json_object_get(line, "result")));
        json_decref(alone);
        json_decref(line);
        reckon_free(text);
        reckon_result_free(result);
        reckon_evidence_free(evidence);
        at = end + 1;
    }
    assert_string_equal(at, "");
    reckon_request_free(request);
    free(l.out);
}

static void check_error(const char *out, size_t number, const char *code)
{
    char begin[80];
    snprintf(begin, sizeof begin, "{\"line\": %zu, \"error\": {", number);
    const char *at = strstr(out, begin);
    assert_non_null(at);
    char wanted[80];
    snprintf(wanted, sizeof wanted, "\"code\": \"%s\"", code);
    const char *found = strstr(at, wanted);
    assert_non_null(found);
    assert_true(found < strchr(at, '\n'));
}

static void test_lines_at_fault_end_nothing(void **state)
{
    (void)state;
    lines one = with_room(mixed, MIXED), four = with_room(mixed, MIXED);
    reckon_batch_counts counts;
    assert_int_equal(run(&one, 1, RECKON_BATCH_NDJSON, &counts), RECKON_OK);
    assert_int_equal(counts.lines, MIXED);
    assert_int_equal(counts.empty, 2);
    assert_int_equal(counts.errors, 8);
    assert_int_equal(counts.outcomes[RECKON_OUTCOME_OK], 3);
    assert_int_equal(one.answers, MIXED - 2);
    check_error(one.out, 3, "syntax");
    check_error(one.out, 5, "value");
    check_error(one.out, 6, "missing");
    check_error(one.out, 8, "type");
    check_error(one.out, 9, "syntax");
    check_error(one.out, 10, "syntax");
    check_error(one.out, 11, "type");
    check_error(one.out, 12, "method");
    assert_non_null(strstr(one.out, "{\"line\": 13, \"results\": [{"));
    assert_int_equal(run(&four, 4, RECKON_BATCH_NDJSON, &counts), RECKON_OK);
    assert_string_equal(one.out, four.out);
    free(one.out);
    free(four.out);
}

/* Every row of the CSV has the columns of its header. */
static void test_csv_has_one_set_of_columns(void **state)
{
    (void)state;
    static const char *const other[] = {
        "{\"format\": \"reckon-request/1\", \"probabilities\": [0.5], \"evidence\": {\"format\": "
        "\"reckon-evidence/1\", \"populations\": [{\"id\": \"q\", \"measure\": \"stock\"}], "
        "\"sources\": [{\"id\": \"s\"}], \"estimates\": [{\"id\": \"e\", \"population\": \"q\", "
        "\"source\": \"s\", \"date\": \"2005\", \"low\": 10, \"high\": 20}]}, \"method\": "
        "\"log-pool\"}",
        "!"};
    lines l = with_room(other, 2);
    reckon_batch_counts counts;
    assert_int_equal(run(&l, 1, RECKON_BATCH_CSV, &counts), RECKON_OK);
    assert_int_equal(counts.errors, 2);
    assert_non_null(strstr(l.out, "1,,,,,,,,,,,,,,,,,,\"value: the request asks for other"));
    size_t columns = 0;
    for (char *at = l.out; *at; at = strchr(at, '\n') + 1) {
        size_t here = 1;
        bool quoted = false;
        for (char *c = at; *c != '\n'; c++) {
            quoted = quoted != (*c == '"');
            here += *c == ',' && !quoted;
        }
        assert_true(!columns || here == columns);
        columns = here;
    }
    assert_int_equal(columns, 19);
    free(l.out);
}

static void test_numbers_go_on_after_a_part(void **state)
{
    (void)state;
    lines l = with_room(NULL, 2);
    reckon_batch_options options;
    reckon_batch_counts counts;
    reckon_request *request = asking("envelope");
    reckon_batch_options_init(&options);
    options.request = request;
    options.before = 41;
    options.format = RECKON_BATCH_CSV;
    assert_int_equal(reckon_batch(&options, lines_read, lines_write, &l, &counts, NULL), RECKON_OK);
    assert_int_equal(counts.last, 43);
    assert_int_equal(counts.lines, 2);
    assert_true(strncmp(l.out, "42,p0,", 6) == 0);
    reckon_request_free(request);
    free(l.out);
}

static void test_callbacks_that_stop(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 3; jobs++) {
        reckon_batch_counts counts;
        lines refuse = with_room(NULL, 30), stop = with_room(NULL, 30),
              cancel = with_room(NULL, 30);
        refuse.refuse_at = 11;
        assert_int_equal(run(&refuse, jobs, RECKON_BATCH_NDJSON, &counts), RECKON_CANCELLED);
        assert_int_equal(counts.last, 10);
        assert_int_equal(refuse.answers, 10);
        stop.stop_at = 11;
        assert_int_equal(run(&stop, jobs, RECKON_BATCH_NDJSON, &counts), RECKON_CANCELLED);
        assert_true(counts.last <= 10 && stop.answers == counts.last);
        cancel.cancel_at = 7;
        assert_int_equal(run(&cancel, jobs, RECKON_BATCH_NDJSON, &counts), RECKON_CANCELLED);
        assert_true(counts.last < 30 && cancel.answers == counts.last);
        assert_true(cancel.length == 0 || cancel.out[cancel.length - 1] == '\n');
        free(refuse.out);
        free(stop.out);
        free(cancel.out);
    }
}

static void test_limits_and_misuse(void **state)
{
    (void)state;
    lines l = with_room(NULL, 1);
    reckon_error error = RECKON_ERROR_INIT;
    reckon_batch_options options;
    reckon_json_limits limits;
    reckon_batch_counts counts = {.lines = 9};
    reckon_batch_options_init(NULL);
    assert_int_equal(reckon_batch(NULL, NULL, lines_write, &l, &counts, &error), RECKON_ARGUMENT);
    assert_int_equal(counts.lines, 0);
    assert_int_equal(reckon_batch(NULL, lines_read, NULL, &l, NULL, NULL), RECKON_ARGUMENT);
    for (size_t jobs = 0; jobs <= 257; jobs += 257) {
        reckon_batch_options_init(&options);
        options.jobs = jobs;
        assert_int_equal(
            reckon_batch(&options, lines_read, lines_write, &l, NULL, NULL), RECKON_OPTION);
    }
    /* What is wrong with the question of all lines is told once. */
    reckon_request *request = asking("envelope");
    assert_int_equal(reckon_request_set_option(request, "tau2", "PM", NULL), RECKON_OK);
    reckon_batch_options_init(&options);
    options.request = request;
    assert_int_equal(
        reckon_batch(&options, lines_read, lines_write, &l, NULL, NULL), RECKON_OPTION);
    options.compare = true;
    reckon_json_limits_init(&limits);
    limits.max_bytes = 20;
    options.limits = &limits;
    assert_int_equal(reckon_batch(&options, lines_read, lines_write, &l, &counts, NULL), RECKON_OK);
    assert_int_equal(counts.errors, 1);
    check_error(l.out, 1, "limit");
    reckon_request_free(request);
    free(l.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes_on_any_number_of_threads),
        cmocka_unit_test(test_answers_are_those_of_one_question),
        cmocka_unit_test(test_lines_at_fault_end_nothing),
        cmocka_unit_test(test_csv_has_one_set_of_columns),
        cmocka_unit_test(test_numbers_go_on_after_a_part),
        cmocka_unit_test(test_callbacks_that_stop),
        cmocka_unit_test(test_limits_and_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
