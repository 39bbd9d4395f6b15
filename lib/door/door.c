/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text door: a request in, an answer out. request -> evidence -> the work -> text, each step only if the last held.
 */
#include <reckon/text.h>

#include <stdbool.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>
#include <reckon/version.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "door/describe.h"
#include "door/read_request.h"
#include "json/read_evidence.h"

struct reckon_answer {
    reckon_error error;
    bool in_evidence; /* the error is in the evidence's own text */
    char *text;       /* NULL: there was no memory left for it */
};

/* What a call holds while it works. */
typedef struct exchange {
    const char *request_text, *evidence_text; /* as given; either may be NULL */
    rk_json_tree tree;                        /* of the request */
    rk_ask ask;
    reckon_progress progress; /* or NULL */
    void *context;
    reckon_evidence *evidence;
    reckon_answer *answer;
} exchange;

/* Evidence inside a request stands one level down. */
enum { REQUEST_DEPTH = 65 };

static reckon_status read_request(exchange *ex)
{
    reckon_json_limits limits;
    reckon_error *error = &ex->answer->error;
    const char *text = ex->request_text;
    if (!text && !ex->evidence_text)
        return rk_fail(error, RECKON_ARGUMENT, "neither a request nor evidence was given");
    if (!text)
        return rk_ask_read(NULL, &ex->ask, error);
    reckon_json_limits_init(&limits);
    size_t length = strlen(text);
    if (length > limits.max_bytes)
        return rk_fail(
            error, RECKON_LIMIT, "the request has %zu bytes, more than the limit of %zu", length, limits.max_bytes);
    reckon_status status = rk_json_parse(text, length, REQUEST_DEPTH, &ex->tree, error);
    return status == RECKON_OK ? rk_ask_read(&ex->tree, &ex->ask, error) : status;
}

/* Whether more than `most` levels of arrays and objects stand at and below a node of a request. */
static bool is_deeper(const rk_json_tree *tree, size_t node, size_t most)
{
    size_t ends[REQUEST_DEPTH];
    size_t depth = 0;
    for (size_t at = node; at < rk_json_end(tree, node); at++) {
        while (depth && at >= ends[depth - 1])
            depth--;
        if (rk_json_type_of(tree, at) != RK_JSON_OBJECT && rk_json_type_of(tree, at) != RK_JSON_ARRAY)
            continue;
        ends[depth++] = rk_json_end(tree, at);
        if (depth > most)
            return true;
    }
    return false;
}

static reckon_status read_embedded(exchange *ex)
{
    const reckon_json_limits *limits = &ex->ask.limits;
    reckon_error *error = &ex->answer->error;
    size_t node = ex->ask.evidence;
    if (ex->tree.length > limits->max_bytes)
        return rk_json_fail(&ex->tree, node, error, RECKON_LIMIT,
            "the request has %zu bytes, more than its limit of %zu", ex->tree.length, limits->max_bytes);
    if (is_deeper(&ex->tree, node, limits->max_depth))
        return rk_json_fail(&ex->tree, node, error, RECKON_LIMIT,
            "arrays and objects are nested deeper than the limit of %zu", limits->max_depth);
    return rk_evidence_from_json(&ex->tree, node, limits, &ex->evidence, error);
}

static reckon_status read_evidence(exchange *ex)
{
    reckon_error *error = &ex->answer->error;
    bool embedded = ex->ask.evidence != 0;
    if (embedded && ex->evidence_text)
        return rk_json_fail(
            &ex->tree, ex->ask.evidence, error, RECKON_DUPLICATE, "evidence stands in the request and beside it");
    if (embedded)
        return read_embedded(ex);
    if (!ex->evidence_text)
        return rk_fail(error, RECKON_MISSING, "there is no \"evidence\", neither in the request nor beside it");
    reckon_status status =
        reckon_evidence_read(ex->evidence_text, strlen(ex->evidence_text), &ex->ask.limits, &ex->evidence, error);
    ex->answer->in_evidence = status != RECKON_OK && status != RECKON_MEMORY;
    return status;
}

static reckon_status write_result(rk_answer_form form, const reckon_result *result, char **text, reckon_error *error)
{
    switch (form) {
    case RK_ANSWER_CSV:
        return reckon_result_csv(result, text, error);
    case RK_ANSWER_TABLE:
        return reckon_result_table(result, text, error);
    case RK_ANSWER_GNUPLOT:
        return reckon_result_gnuplot(result, text, error);
    case RK_ANSWER_JSON:
        break;
    }
    return reckon_result_json(result, text, error);
}

static reckon_status write_results(
    rk_answer_form form, const reckon_result *const *results, size_t count, char **text, reckon_error *error)
{
    if (form == RK_ANSWER_CSV)
        return reckon_results_csv(results, count, text, error);
    if (form == RK_ANSWER_TABLE)
        return reckon_results_table(results, count, text, error);
    return reckon_results_json(results, count, text, error);
}

static reckon_status reconcile(exchange *ex, reckon_error *error)
{
    reckon_result *result = NULL;
    reckon_status status = reckon_reconcile(ex->evidence, ex->ask.request, &result, error);
    if (status == RECKON_OK)
        status = write_result(ex->ask.form, result, &ex->answer->text, error);
    reckon_result_free(result);
    return status;
}

static reckon_status compare(exchange *ex, reckon_error *error)
{
    reckon_result **results = NULL;
    size_t count = 0;
    reckon_status status = reckon_compare(ex->evidence, ex->ask.request, &results, &count, error);
    if (status == RECKON_OK)
        status = write_results(ex->ask.form, (const reckon_result *const *)results, count, &ex->answer->text, error);
    reckon_results_free(results, count);
    return status;
}

/* The evidence is sound, so what may still be wrong is in the request. */
static reckon_status work(exchange *ex)
{
    reckon_error inner = RECKON_ERROR_INIT, *error = &ex->answer->error;
    bool one = ex->ask.action == RK_ACTION_RECONCILE;
    reckon_request_set_progress(ex->ask.request, ex->progress, ex->context);
    reckon_status status = one ? reconcile(ex, &inner) : compare(ex, &inner);
    if (status == RECKON_OK)
        return status;
    if (!ex->request_text) {
        *error = inner;
        return status;
    }
    bool is_option = strncmp(inner.pointer, "/options", strlen("/options")) == 0;
    return rk_json_fail_inside(&ex->tree, is_option ? ex->ask.options_holder : 0, error, &inner);
}

static reckon_status answer_with(exchange *ex, char *text)
{
    ex->answer->text = text;
    return text ? RECKON_OK : rk_fail(&ex->answer->error, RECKON_MEMORY, "out of memory for the answer");
}

static reckon_status act(exchange *ex)
{
    reckon_status status = read_request(ex);
    if (status != RECKON_OK)
        return status;
    if (ex->ask.action == RK_ACTION_METHODS) {
        if (ex->evidence_text)
            return rk_fail(&ex->answer->error, RECKON_ARGUMENT, "the list of methods takes no evidence");
        return answer_with(ex, rk_describe_methods());
    }
    status = read_evidence(ex);
    if (status != RECKON_OK)
        return status;
    if (ex->ask.action == RK_ACTION_CHECK)
        return answer_with(ex, rk_describe_evidence(ex->evidence));
    return work(ex);
}

/* A message may quote a text that was cut within a character: the answer stays UTF-8. */
static void mend_utf8(char *text)
{
    size_t left = strlen(text);
    while (left) {
        size_t length = rk_utf8_character(text, left);
        if (!length)
            *text = '?';
        text += length ? length : 1;
        left -= length ? length : 1;
    }
}

static void answer_failure(reckon_answer *answer)
{
    mend_utf8(answer->error.message);
    mend_utf8(answer->error.pointer);
    rk_free(answer->text);
    answer->text = rk_describe_error(&answer->error, reckon_answer_document(answer));
}

reckon_answer *reckon_ask_watched(
    const char *request, const char *evidence, int (*progress)(void *context, double done), void *context)
{
    exchange ex = {.request_text = request,
        .evidence_text = evidence,
        .progress = progress,
        .context = context,
        .answer = rk_alloc(1, sizeof(reckon_answer))};
    if (!ex.answer)
        return NULL;
    if (act(&ex) != RECKON_OK)
        answer_failure(ex.answer);
    reckon_evidence_free(ex.evidence);
    rk_ask_free(&ex.ask);
    rk_json_free(&ex.tree);
    return ex.answer;
}

reckon_answer *reckon_ask(const char *request, const char *evidence)
{
    return reckon_ask_watched(request, evidence, NULL, NULL);
}

void reckon_answer_free(reckon_answer *answer)
{
    if (!answer)
        return;
    rk_free(answer->text);
    rk_free(answer);
}

/* What there is to say when there is no memory to say it with. */
static const char no_memory[] = "{\n  \"format\": \"reckon-error/1\",\n  \"library\": \"reckon " RECKON_VERSION_STRING
                                "\",\n  \"error\": {\n    \"status\": 1,\n    \"code\": \"memory\",\n"
                                "    \"message\": \"out of memory\",\n    \"document\": \"request\",\n"
                                "    \"pointer\": \"\",\n    \"line\": null,\n    \"column\": null\n  }\n}\n";
_Static_assert(RECKON_MEMORY == 1, "the status in the text above");

static bool is_lost(const reckon_answer *answer)
{
    return !answer || !answer->text;
}

int reckon_answer_status(const reckon_answer *answer)
{
    return is_lost(answer) ? RECKON_MEMORY : (int)answer->error.code;
}

const char *reckon_answer_text(const reckon_answer *answer)
{
    return is_lost(answer) ? no_memory : answer->text;
}

const char *reckon_answer_message(const reckon_answer *answer)
{
    return is_lost(answer) ? "out of memory" : answer->error.message;
}

const char *reckon_answer_pointer(const reckon_answer *answer)
{
    return is_lost(answer) ? "" : answer->error.pointer;
}

int reckon_answer_line(const reckon_answer *answer)
{
    return is_lost(answer) ? 0 : answer->error.line;
}

int reckon_answer_column(const reckon_answer *answer)
{
    return is_lost(answer) ? 0 : answer->error.column;
}

const char *reckon_answer_document(const reckon_answer *answer)
{
    if (!answer || answer->error.code == RECKON_OK)
        return "";
    return answer->in_evidence ? "evidence" : "request";
}
