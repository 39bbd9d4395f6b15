/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any two texts through the text door: up to the first NUL the request, after it the evidence.
 * Always an answer, in UTF-8, the same twice, and JSON where that was asked for or where it is an
 * error.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <reckon/text.h>

#include "core/utf8.h"
#include "fuzz/input.h"

/* Long work is cut off after so many reports of progress: the same work every time. */
enum { MOST_REPORTS = 300 };

static int enough(void *context, double done)
{
    int *reports = context;
    REQUIRE(done >= 0 && done <= 1);
    return ++*reports > MOST_REPORTS;
}

static reckon_answer *ask(const char *request, const char *evidence)
{
    int reports = 0;
    reckon_answer *answer = reckon_ask_watched(request, evidence, enough, &reports);
    REQUIRE(answer != NULL);
    return answer;
}

static void check_error(const reckon_answer *answer, const char *request, const char *evidence)
{
    const char *pointer = reckon_answer_pointer(answer), *document = reckon_answer_document(answer);
    json_error_t where;
    json_t *value = json_loads(reckon_answer_text(answer), JSON_REJECT_DUPLICATES, &where);
    const char *format = json_string_value(json_object_get(value, "format"));
    REQUIRE(format && strcmp(format, "reckon-error/1") == 0);
    REQUIRE(json_is_object(json_object_get(value, "error")));
    json_decref(value);
    REQUIRE(
        reckon_answer_message(answer)[0] != '\0' && !strchr(reckon_answer_message(answer), '\n'));
    REQUIRE(pointer[0] == '\0' || pointer[0] == '/');
    REQUIRE(
        strcmp(document, "evidence") == 0 ? evidence != NULL : strcmp(document, "request") == 0);
    REQUIRE(reckon_answer_status(answer) != RECKON_MEMORY &&
            reckon_answer_status(answer) != RECKON_NUMERIC);
    size_t length = strlen(strcmp(document, "evidence") == 0 ? evidence : request ? request : "");
    REQUIRE(reckon_answer_line(answer) >= 0 && (size_t)reckon_answer_line(answer) <= length + 1);
    REQUIRE(
        reckon_answer_column(answer) >= 0 && (size_t)reckon_answer_column(answer) <= length + 1);
}

static void check_success(const reckon_answer *answer)
{
    const char *text = reckon_answer_text(answer);
    REQUIRE(text[0] != '\0' && reckon_answer_message(answer)[0] == '\0' &&
            reckon_answer_document(answer)[0] == '\0');
    if (text[0] != '{' && text[0] != '[')
        return; /* a table, CSV or gnuplot */
    json_error_t where;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &where);
    REQUIRE(value != NULL ||
            strstr(text, "\"format\"") == NULL); /* a table may begin with a bracket, too */
    json_decref(value);
}

static void exchange(const char *request, const char *evidence)
{
    reckon_answer *answer = ask(request, evidence), *again = ask(request, evidence);
    REQUIRE(reckon_answer_status(answer) == reckon_answer_status(again));
    REQUIRE(strcmp(reckon_answer_text(answer), reckon_answer_text(again)) == 0);
    REQUIRE(rk_utf8_valid(reckon_answer_text(answer)));
    if (reckon_answer_status(answer) == RECKON_OK)
        check_success(answer);
    else
        check_error(answer, request, evidence);
    reckon_answer_free(answer);
    reckon_answer_free(again);
}

/* A copy of its own size, so that reading too far is seen. */
static char *own(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(fuzz_alloc(size, 1), text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    char *whole = fuzz_rest(&in, &size);
    size_t length = strlen(whole);
    char *request = own(whole), *evidence = length < size ? own(whole + length + 1) : NULL;
    free(whole);
    exchange(length ? request : NULL, evidence);
    free(request);
    free(evidence);
    return 0;
}
