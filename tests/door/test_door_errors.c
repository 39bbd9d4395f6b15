/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything the door refuses, with the place it names; and every malformed evidence file, through
 * the door. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/text.h>

#include "core/utf8.h"
#include "door/question.h"
#include "support/fixture.h"

static const char evidence_text[] = QUESTION_EVIDENCE;

/* A bad request. `at` is the text that the error stands at, its first occurrence; NULL: no line and
 * column. */
typedef struct refusal {
    const char *request;
    reckon_status code;
    const char *pointer;
    const char *at;
} refusal;

static void place_of(const char *text, size_t offset, int *line, int *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        *column = text[i] == '\n' ? 1 : *column + 1;
        *line += text[i] == '\n';
    }
}

/* That the parts of an answer and its JSON tell the same, in valid UTF-8, and that it is an error.
 */
static void check_told_twice(const reckon_answer *answer)
{
    const char *text = reckon_answer_text(answer);
    assert_true(rk_utf8_valid(text));
    json_error_t fault;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        fail_msg("%s: %s", fault.text, text);
    assert_string_equal(json_string_value(fixture_get(root, "format")), "reckon-error/1");
    const json_t *told = fixture_get(root, "error");
    int status = reckon_answer_status(answer);
    assert_int_not_equal(status, 0);
    assert_int_equal(json_integer_value(fixture_get(told, "status")), status);
    assert_string_equal(
        json_string_value(fixture_get(told, "code")), reckon_status_name((reckon_status)status));
    assert_string_equal(
        json_string_value(fixture_get(told, "message")), reckon_answer_message(answer));
    assert_string_equal(
        json_string_value(fixture_get(told, "pointer")), reckon_answer_pointer(answer));
    assert_string_equal(
        json_string_value(fixture_get(told, "document")), reckon_answer_document(answer));
    assert_int_equal(json_integer_value(fixture_get(told, "line")), reckon_answer_line(answer));
    assert_int_equal(json_integer_value(fixture_get(told, "column")), reckon_answer_column(answer));
    assert_true(reckon_answer_message(answer)[0] != '\0');
    assert_null(strchr(reckon_answer_message(answer), '\n'));
    json_decref(root);
}

static void check_refused(const refusal *wanted, const char *evidence)
{
    int line = 0, column = 0;
    reckon_answer *answer = reckon_ask(wanted->request, evidence);
    if (reckon_answer_status(answer) != (int)wanted->code ||
        strcmp(reckon_answer_pointer(answer), wanted->pointer) != 0)
        fail_msg("%s\nwanted %s at \"%s\": %s", wanted->request, reckon_status_name(wanted->code),
            wanted->pointer, reckon_answer_text(answer));
    check_told_twice(answer);
    assert_string_equal(reckon_answer_document(answer), "request");
    if (wanted->at) {
        const char *found = strstr(wanted->request, wanted->at);
        assert_non_null(found);
        place_of(wanted->request, (size_t)(found - wanted->request), &line, &column);
    }
    if (reckon_answer_line(answer) != line || reckon_answer_column(answer) != column)
        fail_msg("%s\nwanted %d:%d: %s", wanted->request, line, column, reckon_answer_text(answer));
    reckon_answer_free(answer);
}

static const refusal refusals[] = {
    /* the text */
    {"", RECKON_SYNTAX, "", ""},
    {"{", RECKON_SYNTAX, "", NULL},
    {"[]", RECKON_TYPE, "", "[]"},
    {"\"request\"", RECKON_TYPE, "", "\""},
    {"null", RECKON_TYPE, "", "null"},
    {QUESTION(", \"level\": 0,9"), RECKON_SYNTAX, "", "9"},
    {QUESTION(", \"population\": \"\xff\""), RECKON_SYNTAX, "", "\xff"},
    {QUESTION(", \"population\": \"a\\u0000b\""), RECKON_SYNTAX, "",
        "\"}"}, /* at the end of the text */
    {QUESTION("") " {}", RECKON_SYNTAX, "", "{}"},
    /* format, keys, action */
    {"{}", RECKON_MISSING, "", "{"},
    {"{\"format\": \"reckon-request/2\", \"new\": 1}", RECKON_FORMAT, "/format", "\"reckon-"},
    {"{\"format\": \"reckon-evidence/1\"}", RECKON_FORMAT, "/format", "\"reckon-"},
    {"{\"format\": 1}", RECKON_TYPE, "/format", "1"},
    {QUESTION(",\n \"evil\": 1"), RECKON_UNKNOWN_KEY, "/evil", "\"evil\""},
    {QUESTION(", \"a/b~c\": 1"), RECKON_UNKNOWN_KEY, "/a~1b~0c", "\"a/b"},
    {QUESTION(", \"level\": 0.9,\n\n\"level\": 0.8"), RECKON_DUPLICATE, "/level", "\"level\": 0.8"},
    {QUESTION(", \"action\": \"Reconcile\""), RECKON_VALUE, "/action", "\"Recon"},
    {QUESTION(", \"action\": null"), RECKON_TYPE, "/action", "null"},
    {QUESTION(", \"action\": \"check\", \"level\": 0.9"), RECKON_UNKNOWN_KEY, "/level", "0.9"},
    {QUESTION(", \"level\": 0.9, \"action\": \"methods\""), RECKON_UNKNOWN_KEY, "/level", "0.9"},
    {QUESTION(", \"action\": \"methods\", \"limits\": {}"), RECKON_UNKNOWN_KEY, "/limits", "{}"},
    {QUESTION(", \"action\": \"methods\""), RECKON_ARGUMENT, "", NULL}, /* evidence beside it */
    {QUESTION(", \"action\": \"compare\", \"method\": \"envelope\""), RECKON_VALUE, "/method",
        "\"envelope"},
    {QUESTION(", \"answer\": \"xml\""), RECKON_VALUE, "/answer", "\"xml"},
    {QUESTION(", \"answer\": 1"), RECKON_TYPE, "/answer", "1}"},
    {QUESTION(", \"action\": \"brief\", \"answer\": \"json\""), RECKON_UNKNOWN_KEY, "/answer",
        "\"json"},
    {QUESTION(", \"action\": \"brief\", \"language\": \"xx\""), RECKON_VALUE, "/language", "\"xx"},
    {QUESTION(", \"language\": \"fr\""), RECKON_UNKNOWN_KEY, "/language", "\"fr"},
    {QUESTION(", \"action\": \"explain\", \"answer\": \"csv\""), RECKON_VALUE, "/answer", "\"csv"},
    {QUESTION(", \"action\": \"explain\", \"probabilities\": [0.5]"), RECKON_UNKNOWN_KEY,
        "/probabilities", "[0.5"},
    {QUESTION(", \"action\": \"explain\", \"answer\": \"svg\""), RECKON_VALUE, "/answer", "\"svg"},
    /* evidence */
    {QUESTION(", \"evidence\": \"file.json\""), RECKON_TYPE, "/evidence", "\"file"},
    {QUESTION(", \"evidence\": null"), RECKON_TYPE, "/evidence", "null"},
    {QUESTION(", \"evidence\": {}"), RECKON_DUPLICATE, "/evidence", "{}"}, /* evidence beside it */
    /* limits */
    {QUESTION(", \"limits\": []"), RECKON_TYPE, "/limits", "[]"},
    {QUESTION(", \"limits\": {\"max_lines\": 1}"), RECKON_UNKNOWN_KEY, "/limits/max_lines",
        "\"max_lines"},
    {QUESTION(", \"limits\": {\"max_text\": 1, \"max_text\": 2}"), RECKON_DUPLICATE,
        "/limits/max_text", "\"max_text\": 2"},
    {QUESTION(", \"limits\": {\"max_depth\": 0}"), RECKON_VALUE, "/limits/max_depth", "0}"},
    {QUESTION(", \"limits\": {\"max_depth\": -3}"), RECKON_VALUE, "/limits/max_depth", "-3"},
    {QUESTION(", \"limits\": {\"max_depth\": 2.5}"), RECKON_VALUE, "/limits/max_depth", "2.5"},
    {QUESTION(", \"limits\": {\"max_bytes\": 1e300}"), RECKON_VALUE, "/limits/max_bytes", "1e300"},
    {QUESTION(", \"limits\": {\"max_bytes\": 1e400}"), RECKON_VALUE, "/limits/max_bytes", "1e400"},
    {QUESTION(", \"limits\": {\"max_dates\": \"9\"}"), RECKON_TYPE, "/limits/max_dates", "\"9"},
    {QUESTION(", \"limits\": {\"max_work\": 0}"), RECKON_VALUE, "/limits/max_work", "0"},
    {QUESTION(", \"limits\": {\"max_work\": 2}"), RECKON_LIMIT, "", "{"},
    {QUESTION(", \"limits\": {\"max_dates\": 2}, \"dates\": [\"2000\", \"2001\", \"2002\"]"),
        RECKON_LIMIT, "", "{"},
    {QUESTION(", \"limits\": {\"max_dates\": 2}, \"grid\": {\"from\": \"2000\", \"to\": \"2009\"}"),
        RECKON_LIMIT, "/grid", "{\"from"},
    {QUESTION(", \"grid\": {\"from\": \"0001\", \"to\": \"9999\", \"step\": \"P1D\"}"),
        RECKON_LIMIT, "/grid", "{\"from"},
    /* the question */
    {QUESTION(", \"population\": 1"), RECKON_TYPE, "/population", "1}"},
    {QUESTION(", \"population\": \"q\""), RECKON_REFERENCE, "/population", "\"q"},
    {QUESTION(", \"level\": \"0.9\""), RECKON_TYPE, "/level", "\"0.9"},
    {QUESTION(", \"level\": 90"), RECKON_VALUE, "/level", "90"},
    {QUESTION(", \"level\": 1"), RECKON_VALUE, "/level", "1}"},
    {QUESTION(", \"probabilities\": 0.5"), RECKON_TYPE, "/probabilities", "0.5"},
    {QUESTION(", \"probabilities\": [0.5, null]"), RECKON_TYPE, "/probabilities/1", "null"},
    {QUESTION(", \"probabilities\": [0.5, 0.25]"), RECKON_VALUE, "/probabilities", "[0.5"},
    {QUESTION(", \"probabilities\": [0, 0.25]"), RECKON_VALUE, "/probabilities", "[0"},
    {QUESTION(", \"grid\": [\"2000\", \"2001\"]"), RECKON_TYPE, "/grid", "["},
    {QUESTION(", \"grid\": {\"from\": \"2000\"}"), RECKON_MISSING, "/grid", "{\"from"},
    {QUESTION(", \"grid\": {\"from\": \"2000\", \"to\": \"2001\", \"by\": \"P1Y\"}"),
        RECKON_UNKNOWN_KEY, "/grid/by", "\"by"},
    {QUESTION(", \"grid\": {\"from\": \"2000-13\", \"to\": \"2001\"}"), RECKON_DATE, "/grid/from",
        "\"2000-13"},
    {QUESTION(", \"grid\": {\"from\": \"2000\", \"to\": 2001}"), RECKON_TYPE, "/grid/to", "2001"},
    {QUESTION(", \"grid\": {\"from\": \"2000\", \"to\": \"2001\", \"step\": \"1Y\"}"), RECKON_DATE,
        "/grid/step", "\"1Y"},
    {QUESTION(", \"grid\": {\"from\": \"2000\", \"to\": \"2001\", \"step\": \"P0D\"}"), RECKON_DATE,
        "/grid/step", "\"P0D"},
    {QUESTION(", \"grid\": {\"from\": \"2002\", \"to\": \"2001\"}"), RECKON_DATE, "/grid",
        "{\"from"},
    {QUESTION(", \"dates\": \"2000\""), RECKON_TYPE, "/dates", "\"2000"},
    {QUESTION(", \"dates\": [\"2000\", \"2000-02-30\"]"), RECKON_DATE, "/dates/1", "\"2000-02-30"},
    {QUESTION(", \"dates\": [2000]"), RECKON_TYPE, "/dates/0", "2000"},
    /* methods and options */
    {QUESTION(", \"method\": \"median\""), RECKON_METHOD, "/method", "\"median"},
    {QUESTION(", \"method\": 3"), RECKON_TYPE, "/method", "3"},
    {QUESTION(", \"method\": {}"), RECKON_MISSING, "/method", "{}"},
    {QUESTION(", \"method\": {\"id\": \"median\"}"), RECKON_METHOD, "/method/id", "\"median"},
    {QUESTION(", \"method\": {\"id\": 1}"), RECKON_TYPE, "/method/id", "1}"},
    {QUESTION(", \"method\": {\"id\": \"envelope\", \"name\": 1}"), RECKON_UNKNOWN_KEY,
        "/method/name", "\"name"},
    {QUESTION(", \"method\": {\"id\": \"envelope\", \"options\": []}"), RECKON_TYPE,
        "/method/options", "[]"},
    {QUESTION(", \"method\": {\"id\": \"envelope\", \"options\": {\"drift\": 0}}, \"options\": {}"),
        RECKON_DUPLICATE, "/options", "{}"},
    {QUESTION(", \"options\": 1"), RECKON_TYPE, "/options", "1}"},
    {QUESTION(", \"options\": {\"drif\": 1}"), RECKON_OPTION, "/options/drif", "\"drif"},
    {QUESTION(", \"options\": {\"drift\": 1, \"drift\": 1}"), RECKON_DUPLICATE, "/options/drift",
        "\"drift\": 1}"},
    {QUESTION(", \"options\": {\"drift\": \"0.2\"}"), RECKON_TYPE, "/options/drift", "\"0.2"},
    {QUESTION(", \"options\": {\"drift\": true}"), RECKON_TYPE, "/options/drift", "true"},
    {QUESTION(", \"options\": {\"window\": null}"), RECKON_TYPE, "/options/window", "null"},
    {QUESTION(", \"method\": \"envelope\", \"options\": {\"drift\": null}"), RECKON_OPTION,
        "/options/drift", "null"},
    {QUESTION(", \"method\": \"envelope\", \"options\": {\"drift\": -1}"), RECKON_OPTION,
        "/options/drift", "-1"},
    {QUESTION(", \"method\": \"envelope\", \"options\": {\"drift\": 1e999}"), RECKON_VALUE,
        "/options/drift", "1e999"},
    {QUESTION(", \"method\": \"envelope\", \"options\": {\"tau2\": \"DL\"}"), RECKON_OPTION,
        "/options/tau2", "\"DL"},
    {QUESTION(", \"method\": \"random-effects\", \"options\": {\"tau2\": \"dl\"}"), RECKON_OPTION,
        "/options/tau2", "\"dl"},
    {QUESTION(", \"method\": {\"id\": \"envelope\", \"options\": {\"drift\": 99}}"), RECKON_OPTION,
        "/method/options/drift", "99"},
    {QUESTION(", \"action\": \"compare\", \"options\": {\"drift\": 99}"), RECKON_OPTION,
        "/options/drift", "99"},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        refusal wanted = refusals[i];
        if (wanted.at && !*wanted.at) /* at the end of the text */
            wanted.at = wanted.request + strlen(wanted.request);
        reckon_answer *answer = reckon_ask(wanted.request, evidence_text);
        if (wanted.code == RECKON_SYNTAX &&
            !wanted.at) /* some place is named; which is the parser's to say */
            assert_true(
                reckon_answer_line(answer) > 0 && reckon_answer_status(answer) == RECKON_SYNTAX);
        else
            check_refused(&wanted, evidence_text);
        reckon_answer_free(answer);
    }
}

static void test_no_evidence(void **state)
{
    (void)state;
    check_refused(&(refusal){QUESTION(""), RECKON_MISSING, "", NULL}, NULL);
    check_refused(&(refusal){QUESTION(", \"action\": \"check\""), RECKON_MISSING, "", NULL}, NULL);
    check_refused(
        &(refusal){QUESTION(", \"evidence\": {}"), RECKON_MISSING, "/evidence", "{}"}, NULL);
}

static void test_without_a_request(void **state)
{
    (void)state;
    static const char two[] =
        "{\"format\": \"reckon-evidence/1\", \"populations\": [{\"id\": \"x\", \"measure\": "
        "\"stock\"}, {\"id\": \"y\", \"measure\": \"stock\"}], \"sources\": [], \"estimates\": []}";
    reckon_answer *answer = reckon_ask(NULL, two);
    assert_int_equal(reckon_answer_status(answer), RECKON_REFERENCE);
    assert_string_equal(reckon_answer_document(answer), "request");
    check_told_twice(answer);
    reckon_answer_free(answer);
    /* With a request, the error stands at the whole, which lacks the key. */
    check_refused(&(refusal){QUESTION(""), RECKON_REFERENCE, "", "{"}, two);
}

/* Runs of limits on evidence inside the request and beside it. */
static void test_limits(void **state)
{
    (void)state;
    static const char *const limits[] = {"\"max_estimates\": 2", "\"max_sources\": 1",
        "\"max_text\": 4", "\"max_depth\": 2", "\"max_bytes\": 300"};
    static const char *const pointers[] = {"/estimates", "/sources", "/format", "", ""};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char request[4096], pointer[64];
        snprintf(request, sizeof request, QUESTION(", \"limits\": {%s}"), limits[i]);
        reckon_answer *answer = reckon_ask(request, evidence_text);
        assert_int_equal(reckon_answer_status(answer), RECKON_LIMIT);
        assert_string_equal(reckon_answer_document(answer), "evidence");
        assert_string_equal(reckon_answer_pointer(answer), pointers[i]);
        check_told_twice(answer);
        reckon_answer_free(answer);
        snprintf(request, sizeof request, QUESTION(", \"evidence\": %s, \"limits\": {%s}"),
            evidence_text, limits[i]);
        snprintf(pointer, sizeof pointer, "/evidence%s", pointers[i]);
        answer = reckon_ask(request, NULL);
        assert_int_equal(reckon_answer_status(answer), RECKON_LIMIT);
        assert_string_equal(reckon_answer_document(answer), "request");
        assert_string_equal(reckon_answer_pointer(answer), pointer);
        reckon_answer_free(answer);
    }
    /* At the limit is within it. */
    reckon_answer *answer =
        reckon_ask(QUESTION(", \"action\": \"check\", \"evidence\": " QUESTION_EVIDENCE
                            ", \"limits\": {\"max_estimates\": 3, \"max_sources\": 2, "
                            "\"max_text\": 17, \"max_depth\": 3}"),
            NULL);
    assert_int_equal(reckon_answer_status(answer), RECKON_OK);
    reckon_answer_free(answer);
}

/* Deep and long texts end in an error, in little time and without recursion. */
static void test_hostile_sizes(void **state)
{
    (void)state;
    enum { SIZE = 3000000 };
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    memset(text, '[', SIZE);
    text[SIZE] = '\0';
    reckon_answer *answer = reckon_ask(text, NULL);
    assert_int_equal(reckon_answer_status(answer), RECKON_LIMIT);
    reckon_answer_free(answer);
    answer = reckon_ask(QUESTION(""), text);
    assert_int_equal(reckon_answer_status(answer), RECKON_LIMIT);
    reckon_answer_free(answer);
    /* A great many keys, all different: refused at the first. */
    size_t used =
        (size_t)sprintf(text, "{\"format\": \"reckon-request/1\", \"options\": {\"drift\": 0.1");
    for (int i = 0; used < SIZE - 32; i++)
        used += (size_t)sprintf(text + used, ", \"k%d\": 1", i);
    strcpy(text + used, "}}");
    answer = reckon_ask(text, evidence_text);
    assert_int_equal(reckon_answer_status(answer), RECKON_OPTION);
    assert_string_equal(reckon_answer_pointer(answer), "/options/k0");
    reckon_answer_free(answer);
    /* A key, an id and a date of a megabyte each: the message quotes their beginning. */
    static const char *const heads[] = {"{\"",
        "{\"format\": \"reckon-request/1\", \"population\": \"",
        "{\"format\": \"reckon-request/1\", \"dates\": [\"",
        "{\"format\": \"reckon-request/1\", \"options\": {\""};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        used = (size_t)sprintf(text, "%s", heads[i]);
        for (; used < 1000000; used += 2)
            memcpy(text + used, "\xC3\xA9", 2);
        strcpy(text + used, i == 2 ? "\"]}" : i == 1 ? "\"}" : i == 3 ? "\": 1}}" : "\": 1}");
        answer = reckon_ask(text, evidence_text);
        check_told_twice(answer);
        assert_true(strlen(reckon_answer_text(answer)) < 4096);
        reckon_answer_free(answer);
    }
    free(text);
}

/* What reckon_evidence_read() says of a text, inside a request whose first two lines are the
 * door's. */
static void check_embedded(const char *text, const reckon_error *alone)
{
    static const char head[] = "{\"format\": \"reckon-request/1\",\n \"evidence\":\n";
    size_t size = strlen(text) + sizeof head + 2;
    char *request = malloc(size);
    assert_non_null(request);
    snprintf(request, size, "%s%s}", head, text);
    reckon_answer *answer = reckon_ask(request, NULL);
    check_told_twice(answer);
    bool parsed = alone->code != RECKON_SYNTAX && alone->code != RECKON_LIMIT &&
                  strncmp(text, "\xEF\xBB\xBF", 3) != 0;
    if (parsed && text[0] == '{') {
        char pointer[sizeof alone->pointer + 16];
        snprintf(pointer, sizeof pointer, "/evidence%s", alone->pointer);
        assert_int_equal(reckon_answer_status(answer), alone->code);
        assert_string_equal(reckon_answer_pointer(answer), pointer);
        assert_string_equal(reckon_answer_message(answer), alone->message);
        assert_int_equal(reckon_answer_line(answer), alone->line + 2);
        assert_int_equal(reckon_answer_column(answer), alone->column);
    }
    reckon_answer_free(answer);
    free(request);
}

static void test_bad_evidence(void **state)
{
    (void)state;
    json_t *manifest = fixture_json("evidence_bad/manifest.json");
    size_t index;
    json_t *entry;
    json_array_foreach(manifest, index, entry)
    {
        char name[256];
        snprintf(
            name, sizeof name, "evidence_bad/%s", json_string_value(fixture_get(entry, "file")));
        size_t length;
        char *text = fixture_text(name, &length);
        reckon_evidence *evidence;
        reckon_error alone = RECKON_ERROR_INIT;
        assert_int_not_equal(
            reckon_evidence_read(text, strlen(text), NULL, &evidence, &alone), RECKON_OK);
        reckon_answer *answer = reckon_ask(QUESTION(", \"action\": \"check\""), text);
        check_told_twice(answer);
        assert_int_equal(reckon_answer_status(answer), alone.code);
        assert_string_equal(reckon_answer_document(answer), "evidence");
        assert_string_equal(reckon_answer_pointer(answer), alone.pointer);
        assert_string_equal(reckon_answer_message(answer), alone.message);
        assert_int_equal(reckon_answer_line(answer), alone.line);
        assert_int_equal(reckon_answer_column(answer), alone.column);
        reckon_answer_free(answer);
        check_embedded(text, &alone);
        free(text);
    }
    assert_true(json_array_size(manifest) > 100);
    json_decref(manifest);
}

/* Every beginning of a good request, and the request with each byte changed, ends in an answer. */
static void test_damage(void **state)
{
    (void)state;
    char text[] = QUESTION(", \"action\": \"reconcile\", \"population\": \"p\", \"method\": "
                           "{\"id\": \"random-effects\", "
                           "\"options\": {\"tau2\": \"DL\", \"drift\": 0.3}}, \"level\": 0.8, "
                           "\"probabilities\": [0.5], "
                           "\"grid\": {\"from\": \"2000\", \"to\": \"2001\", \"step\": \"P6M\"}, "
                           "\"dates\": [\"2003\"], "
                           "\"limits\": {\"max_dates\": 9}, \"answer\": \"csv\"");
    size_t length = strlen(text), refused = 0;
    for (size_t i = 0; i < length; i++) {
        char kept = text[i];
        static const char others[] = "\0\"}]9,e\xff";
        for (size_t j = 0; j < sizeof others - 1; j++) {
            text[i] = others[j];
            reckon_answer *answer = reckon_ask(text, evidence_text);
            if (reckon_answer_status(answer) != 0) {
                check_told_twice(answer);
                refused++;
            }
            reckon_answer_free(answer);
        }
        text[i] = kept;
    }
    assert_true(refused > 7 * length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_no_evidence),
        cmocka_unit_test(test_without_a_request),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_sizes),
        cmocka_unit_test(test_bad_evidence),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests_name("door_errors", tests, NULL, NULL);
}
