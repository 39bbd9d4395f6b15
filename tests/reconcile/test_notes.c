/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every note on evidence where it must stand, and on evidence where it must not. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

#include "support/check.h"

static const char *const head =
    "{\"format\": \"reckon-evidence/1\", \"populations\": "
    "[{\"id\": \"p\", \"measure\": \"stock\"}], \"sources\": "
    "[{\"id\": \"a\"}, {\"id\": \"b\"}, {\"id\": \"c\"}, "
    "{\"id\": \"anchor\", \"bias\": {\"anchor\": true}}], \"estimates\": [";

/* An estimate of population p: id, source, date and the rest as JSON. */
#define FIGURE(id, source, date, rest)                                                             \
    "{\"id\": \"" id "\", \"population\": \"p\", \"source\": \"" source "\", \"date\": \"" date    \
    "\", " rest "}"

/* Asks `method` (NULL: the default) about the figures, at a date (NULL: the default dates). */
static reckon_result *ask(
    const char *figures, const char *method, const char *date, const char *votes)
{
    static char json[4000];
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence;
    reckon_request *request;
    reckon_result *result;
    int length = snprintf(json, sizeof json, "%s%s]}", head, figures);
    assert_true(length > 0 && (size_t)length < sizeof json);
    if (reckon_evidence_read(json, (size_t)length, NULL, &evidence, &error) != RECKON_OK)
        fail_msg("%s (%s)", error.message, error.pointer);
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    if (method)
        assert_int_equal(reckon_request_set_method(request, method, &error), RECKON_OK);
    if (votes)
        assert_int_equal(reckon_request_set_option(request, "votes", votes, &error), RECKON_OK);
    if (date)
        assert_int_equal(reckon_request_add_date(request, date, &error), RECKON_OK);
    if (reckon_reconcile(evidence, request, &result, &error) != RECKON_OK)
        fail_msg("%s (%s)", error.message, error.pointer);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return result;
}

static const char *note_of(const reckon_result *result, const char *code)
{
    for (size_t i = 0; i < reckon_result_note_count(result); i++)
        if (strcmp(reckon_result_note_code(result, i), code) == 0)
            return reckon_result_note(result, i);
    return NULL;
}

typedef struct trial {
    const char *code, *names; /* what the note must name; NULL: it must not stand there */
    const char *method, *votes, *date;
    const char *figures;
} trial;

static const trial trials[] = {
    {"one-origin", "\"a\"", NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"low\": 900, \"high\": 1100") "," FIGURE(
            "y", "a", "2011", "\"value\": 1000")},
    {"one-origin", NULL, NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"low\": 900, \"high\": 1100") "," FIGURE(
            "y", "b", "2011", "\"value\": 1000")},
    {"no-anchor", "anchor", NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "b", "2010", "\"value\": 1000")},
    {"no-anchor", NULL, NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "anchor", "2010", "\"value\": 1000")},
    {"extrapolated", "1 of 1", NULL, NULL, "2015", FIGURE("x", "a", "2010", "\"value\": 1000")},
    {"extrapolated", NULL, NULL, NULL, "2010", FIGURE("x", "a", "2010", "\"value\": 1000")},
    {"prior-driven", "1 of 1", NULL, NULL, "2040", FIGURE("x", "a", "2010", "\"value\": 1000")},
    {"prior-driven", NULL, NULL, NULL, "2010",
        FIGURE("x", "anchor", "2010", "\"value\": 1000") "," FIGURE(
            "y", "a", "2010", "\"value\": 1000")},
    {"faster-than-prior", "\"y\"", NULL, NULL, "2010-03-01",
        FIGURE("x", "a", "2010-02-15", "\"value\": 1000") "," FIGURE(
            "y", "a", "2010-03-15", "\"value\": 4000")},
    {"faster-than-prior", NULL, NULL, NULL, "2010-03-01", /* the same step within four years */
        FIGURE("x", "a", "2010-02-15", "\"value\": 1000") "," FIGURE(
            "y", "a", "2014-02-15", "\"value\": 4000")},
    {"faster-than-prior", NULL, NULL, NULL, "2010-03-01", /* two sources: disagreement, not speed */
        FIGURE("x", "a", "2010-02-15", "\"value\": 1000") "," FIGURE(
            "y", "b", "2010-03-15", "\"value\": 4000")},
    {"anchor-outside", "\"y\"", NULL, NULL, "2012-10",
        FIGURE("x", "a", "2012-10", "\"low\": 160000, \"high\": 240000") "," FIGURE(
            "y", "anchor", "2012-10", "\"low\": 298025") "," FIGURE("z", "b", "2012-10",
            "\"low\": 170000, \"high\": 260000")},
    {"anchor-outside", NULL, NULL, NULL, "2012-10",
        FIGURE("x", "a", "2012-10", "\"low\": 160000, \"high\": 240000") "," FIGURE(
            "y", "anchor", "2012-10", "\"low\": 198025, \"high\": 210000")},
    {"gross", "\"w\"", NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "b", "2010", "\"value\": 1000") "," FIGURE("z", "c", "2010",
            "\"value\": 1050") "," FIGURE("w", "a", "2010", "\"value\": 1000000")},
    {"gross", NULL, NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "b", "2010", "\"value\": 1000") "," FIGURE("z", "c", "2010", "\"value\": 1050")},
    {"at-least", "\"x\"", NULL, NULL, "2010", FIGURE("x", "a", "2010", "\"low\": 1000")},
    {"at-least", NULL, NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"low\": 1000, \"high\": 3000")},
    {"at-most", "\"x\"", NULL, NULL, "2010", FIGURE("x", "a", "2010", "\"high\": 1000")},
    {"contradiction", "\"x\" and \"y\"", NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"low\": 1000, \"certain\": true") "," FIGURE(
            "y", "b", "2010", "\"high\": 500, \"certain\": true")},
    {"contradiction", NULL, NULL, NULL, "2010",
        FIGURE("x", "a", "2010", "\"low\": 500, \"certain\": true") "," FIGURE(
            "y", "b", "2010", "\"high\": 1000, \"certain\": true")},
    {"dominated", "\"x\"", "fixed-effect", NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000, \"precision\": 0.001") "," FIGURE(
            "y", "b", "2010", "\"low\": 500, \"high\": 2000")},
    {"dominated", NULL, "fixed-effect", NULL, "2010",
        FIGURE("x", "a", "2010", "\"low\": 600, \"high\": 1900") "," FIGURE(
            "y", "b", "2010", "\"low\": 500, \"high\": 2000")},
    {"many-votes", "3 of the 4", "linear-pool", "figure", "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "a", "2010", "\"value\": 1000") "," FIGURE("z", "a", "2010",
            "\"value\": 1050") "," FIGURE("w", "b", "2010", "\"value\": 3000")},
    {"many-votes", NULL, "linear-pool", "origin", "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "a", "2010", "\"value\": 1000") "," FIGURE("z", "a", "2010",
            "\"value\": 1050") "," FIGURE("w", "b", "2010", "\"value\": 3000")},
    {"many-votes", NULL, "linear-pool", "figure", "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "a", "2010", "\"value\": 1000") "," FIGURE("z", "b", "2010",
            "\"value\": 1050") "," FIGURE("w", "c", "2010", "\"value\": 3000")},
    {"repetition-speaks", "\"y\" repeats \"x\"", "envelope", NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000, \"exclude\": \"in doubt\"") "," FIGURE(
            "y", "b", "2010", "\"value\": 1000, \"derived_from\": [\"x\"]")},
    {"repetition-speaks", NULL, "envelope", NULL, "2010",
        FIGURE("x", "a", "2010", "\"value\": 1000") "," FIGURE(
            "y", "b", "2010", "\"value\": 1000, \"derived_from\": [\"x\"]")},
};

static void test_notes_stand_where_they_must(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        const trial *of = &trials[i];
        reckon_result *result = ask(of->figures, of->method, of->date, of->votes);
        const char *note = note_of(result, of->code);
        if (of->names && !note)
            fail_msg("trial %zu: no note \"%s\"", i, of->code);
        if (of->names && !strstr(note, of->names))
            fail_msg("trial %zu: \"%s\" does not name %s: %s", i, of->code, of->names, note);
        if (!of->names && note)
            fail_msg("trial %zu: a note \"%s\" that should not stand: %s", i, of->code, note);
        reckon_result_free(result);
    }
}

/* Years, months or days by the span of the evidence, and always the date of the last figure. */
static void test_default_dates(void **state)
{
    (void)state;
    static const struct {
        const char *first, *last;
        size_t count;
        const char *from;
    } spans[] = {
        {"2005", "2005", 1, "2005-07-02"},              /* a year: answered inside it */
        {"2005-03-10", "2005-03-20", 11, "2005-03-10"}, /* every day */
        {"2005-03-10", "2005-07-15", 6, "2005-03-01"},  /* five months and the last day */
        {"2005-03-10", "2005-07-01", 5, "2005-03-01"},  /* the last figure stands on a step */
        {"2005-03-10", "2010-07-15", 8, "2005-01-01"},  /* 2005 to 2011 and the last */
    };
    char figures[600], day[RECKON_DATE_TEXT];
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        snprintf(figures, sizeof figures,
            FIGURE("x", "a", "%s", "\"value\": 1000") "," FIGURE("y", "b", "%s", "\"value\": 1000"),
            spans[i].first, spans[i].last);
        reckon_result *result = ask(figures, "envelope", NULL, NULL);
        assert_int_equal(reckon_result_row_count(result), spans[i].count);
        assert_int_equal(reckon_date_text(reckon_result_row(result, 0)->year, day), RECKON_OK);
        assert_string_equal(day, spans[i].from);
        bool last = false;
        for (size_t r = 0; r < spans[i].count; r++) {
            assert_int_equal(reckon_date_text(reckon_result_row(result, r)->year, day), RECKON_OK);
            last = last || strcmp(day, spans[i].last) == 0 || strlen(spans[i].last) == 4;
        }
        assert_true(last);
        reckon_result_free(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes_stand_where_they_must),
        cmocka_unit_test(test_default_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
