/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <reckon/json.h>

#include "support/fixture.h"
#include "json/document.h"

static const char HEAD[] =
    "{\"format\":\"reckon-evidence/1\",\"populations\":[{\"id\":\"p\",\"measure\":\"stock\"}],"
    "\"sources\":[{\"id\":\"s\"}],\"estimates\":[";

static reckon_status read_text(const char *text, reckon_evidence **evidence, reckon_error *error)
{
    reckon_error_clear(error);
    return reckon_evidence_read(text, strlen(text), NULL, evidence, error);
}

static void expect_fault(
    const char *text, reckon_status code, int line, int column, const char *pointer)
{
    reckon_evidence *evidence;
    reckon_error error;
    reckon_status status = read_text(text, &evidence, &error);
    if (status != code || error.line != line || error.column != column ||
        strcmp(error.pointer, pointer) != 0)
        fail_msg("%s\n%d:%d: %s at \"%s\": %s", text, error.line, error.column,
            reckon_status_name(status), error.pointer, error.message);
    assert_null(evidence);
    assert_int_equal(reckon_evidence_read(text, strlen(text), NULL, &evidence, NULL), code);
}

static void test_positions(void **state)
{
    (void)state;
    expect_fault("", RECKON_SYNTAX, 1, 1, "");
    expect_fault(" \r\n\n  ", RECKON_SYNTAX, 3, 3, "");
    expect_fault("\xEF\xBB\xBF[1]x", RECKON_SYNTAX, 1, 4, "");
    expect_fault("[1]", RECKON_TYPE, 1, 1, "");
    expect_fault("{\n  \"format\" : \"reckon-evidence/2\"\n}", RECKON_FORMAT, 2, 14, "/format");
    expect_fault("{\"a\":[1,\n2,}", RECKON_SYNTAX, 2, 3, "");
    expect_fault("{\"a\" 1}", RECKON_SYNTAX, 1, 6, "");
    expect_fault("{\"a\":01}", RECKON_SYNTAX, 1, 6, "");
    expect_fault("{\"a\":\"\\x\"}", RECKON_SYNTAX, 1, 8, "");
    expect_fault("{\"a\":\"\xE2\x82\xAC\xFF\"}", RECKON_SYNTAX, 1, 10, "");
    expect_fault("{\"a\":\"tab\there\"}", RECKON_SYNTAX, 1, 9, "");
    expect_fault("{\"a\":tru}", RECKON_SYNTAX, 1, 8, "");
    expect_fault("{\"a\":1.}", RECKON_SYNTAX, 1, 7, "");
    expect_fault("{\"a\":1e+}", RECKON_SYNTAX, 1, 8, "");
    expect_fault("{\"a\":-}", RECKON_SYNTAX, 1, 6, "");
    expect_fault("{\"a\":\"\\ud800\\u0041\"}", RECKON_SYNTAX, 1, 19, "");
    expect_fault("{\"a\":\"\\udc00\"}", RECKON_SYNTAX, 1, 13, "");
    expect_fault("{\"a\":\"\\u00g0\"}", RECKON_SYNTAX, 1, 11, "");
    expect_fault("{\"a\":\"\\u0000\"}", RECKON_SYNTAX, 1, 13, "");
    expect_fault("{\"a\":\"abc", RECKON_SYNTAX, 1, 10, "");
    expect_fault("{\"a\":\"abc\\", RECKON_SYNTAX, 1, 10, "");
    expect_fault("{1:2}", RECKON_SYNTAX, 1, 2, "");
    expect_fault("[1 2]", RECKON_SYNTAX, 1, 4, "");
    expect_fault("{\"a\":1]", RECKON_SYNTAX, 1, 7, "");
    expect_fault("{} {}", RECKON_SYNTAX, 1, 4, "");
    expect_fault("{\"a\":1e999}", RECKON_VALUE, 1, 6, "/a");
    expect_fault("{\"a\":[{\"b\":1,\n\"b\":2}]}", RECKON_DUPLICATE, 2, 1, "/a/0/b");
    /* Faults of meaning stand where the value stands, though it was read long before. */
    char text[1024];
    snprintf(text, sizeof text,
        "%s\n {\"id\":\"a\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":2,\n"
        "  \"high\" :  1}]}",
        HEAD);
    expect_fault(text, RECKON_STATEMENT, 2, 62, "/estimates/0/low");
    snprintf(text, sizeof text,
        "%s\n{\"id\":\"a\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":2,"
        "\"derived_from\":[\"b\",\n\"c\"]},"
        "{\"id\":\"b\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":2}]}",
        HEAD);
    expect_fault(text, RECKON_REFERENCE, 3, 1, "/estimates/0/derived_from/1");
}

/* What is said about a wrong type names the type that is there. */
static void test_types_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *value, *named;
    } cases[] = {{"{}", "an object"}, {"[]", "an array"}, {"\"2\"", "a string"}, {"true", "true"},
        {"false", "false"}, {"null", "null"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        reckon_evidence *evidence;
        reckon_error error;
        snprintf(text, sizeof text, "%s{\"value\":%s}]}", HEAD, cases[i].value);
        assert_int_equal(read_text(text, &evidence, &error), RECKON_TYPE);
        assert_string_equal(error.pointer, "/estimates/0/value");
        assert_non_null(strstr(error.message, "a number is expected"));
        assert_non_null(strstr(error.message, cases[i].named));
    }
}

/* A key as long as you like, of characters that must be escaped or not be cut. */
static void test_long_pointer(void **state)
{
    (void)state;
    char text[4000] = "{\"format\":\"reckon-evidence/1\",\"";
    for (int i = 0; i < 200; i++)
        strcat(text, i % 2 ? "/~\\n" : "\xE2\x82\xAC");
    strcat(text, "\":1}");
    reckon_evidence *evidence;
    reckon_error error;
    assert_int_equal(read_text(text, &evidence, &error), RECKON_UNKNOWN_KEY);
    assert_true(strncmp(error.pointer, "/\xE2\x82\xAC~1~0\n\xE2\x82\xAC", 12) == 0);
    assert_true(strlen(error.pointer) > sizeof error.pointer - 5);
    json_t *whole = json_string(error.pointer); /* NULL unless UTF-8 */
    assert_non_null(whole);
    json_decref(whole);
    whole = json_string(error.message);
    assert_non_null(whole);
    assert_null(strchr(error.message, '\n'));
    json_decref(whole);
}

/* Every value of a document is found again by its place: the scanner and jansson see the same text.
 */
static size_t check_places(const rk_json_document *document, const rk_json_at *at)
{
    reckon_error error = RECKON_ERROR_INIT;
    rk_faults faults = {&error, 1, 0};
    size_t count = 1;
    rk_json_fail(document, at, &faults, RECKON_VALUE, "x");
    const char *text = document->text;
    for (int line = 1; line < error.line; line++)
        text = strchr(text, '\n') + 1;
    text += error.column - 1;
    json_t *alone = json_loadb(text, strlen(text),
        JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_DECODE_INT_AS_REAL, NULL);
    assert_non_null(alone);
    assert_true(json_equal(alone, at->value));
    json_decref(alone);
    if (rk_json_type_of(at) == RK_JSON_ARRAY)
        for (size_t i = 0; i < rk_json_size(at); i++) {
            rk_json_at item = rk_json_item(at, i);
            count += check_places(document, &item);
        }
    if (rk_json_type_of(at) == RK_JSON_OBJECT)
        for (rk_json_at member = rk_json_first(at); member.value; member = rk_json_next(&member))
            count += check_places(document, &member);
    return count;
}

static void test_places(void **state)
{
    (void)state;
    static const char *const files[] = {"evidence_good/every-key.json",
        "evidence_good/escapes.json", "evidence_good/tabs-and-key-order.json",
        "evidence_good/unicode.json"};
    size_t count = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t length;
        char *text = fixture_text(files[i], &length), *ended = realloc(text, length + 1);
        assert_non_null(ended);
        ended[length] = '\0';
        rk_json_document document;
        rk_faults faults = {NULL, 0, 0};
        assert_int_equal(rk_json_load(ended, length, 64, &document, &faults), RECKON_OK);
        count += check_places(&document, &document.root);
        rk_json_unload(&document);
        free(ended);
    }
    assert_true(count > 150);
}

/* All faults of a file in one call; what follows from another fault is not told. */
static void test_every_fault(void **state)
{
    (void)state;
    static const char text[] =
        "{\"format\":\"reckon-evidence/"
        "1\",\"populations\":[{\"id\":\"p\",\"measure\":\"stock\"}],\n"
        "\"sources\":[{\"id\":\"s\",\"reliability\":7},{\"id\":\"t\"}],\"estimates\":[\n"
        "{\"id\":\"a\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":2},\n"
        "{\"id\":\"b\",\"population\":\"p\",\"source\":\"t\",\"date\":\"2005-13\",\"low\":2},\n"
        "{\"id\":\"c\",\"population\":\"p\",\"source\":\"t\",\"dat\":\"2005\",\"low\":\"2\"},\n"
        "{\"id\":\"d\",\"population\":\"q\",\"source\":\"t\",\"date\":\"2005\",\"low\":2}]}";
    static const struct {
        reckon_status code;
        int line;
        const char *pointer;
    } expected[] = {{RECKON_VALUE, 2, "/sources/0/reliability"},
        {RECKON_DATE, 4, "/estimates/1/date"}, {RECKON_UNKNOWN_KEY, 5, "/estimates/2/dat"},
        {RECKON_TYPE, 5, "/estimates/2/low"}, {RECKON_REFERENCE, 6, "/estimates/3/population"}};
    enum { EXPECTED = sizeof expected / sizeof *expected };
    reckon_error errors[8];
    reckon_evidence *evidence = NULL;
    size_t count = 0;
    assert_int_equal(
        reckon_evidence_read_all(text, sizeof text - 1, NULL, &evidence, errors, 8, &count),
        RECKON_VALUE);
    assert_null(evidence);
    assert_int_equal(count, EXPECTED);
    for (size_t i = 0; i < EXPECTED; i++) {
        assert_int_equal(errors[i].code, expected[i].code);
        assert_int_equal(errors[i].line, expected[i].line);
        assert_string_equal(errors[i].pointer, expected[i].pointer);
    }
    /* Fewer places than faults: the first ones, and the whole count; none at all: the status of the
     * first. */
    assert_int_equal(
        reckon_evidence_read_all(text, sizeof text - 1, NULL, &evidence, errors, 2, &count),
        RECKON_VALUE);
    assert_int_equal(count, EXPECTED);
    assert_int_equal(
        reckon_evidence_read_all(text, sizeof text - 1, NULL, &evidence, NULL, 0, &count),
        RECKON_VALUE);
    assert_int_equal(count, EXPECTED);
    assert_int_equal(
        reckon_evidence_read_all(NULL, 0, NULL, &evidence, errors, 2, &count), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_evidence_read_all(text, 1, NULL, &evidence, NULL, 2, &count), RECKON_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_types_are_named),
        cmocka_unit_test(test_long_pointer),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_every_fault),
    };
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
