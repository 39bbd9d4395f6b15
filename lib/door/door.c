/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text door: a request in, an answer out. request -> evidence -> the work -> text, each step
 * only if the last held.
 */
#include <reckon/text.h>

#include <stdbool.h>
#include <string.h>

#include <reckon/explain.h>
#include <reckon/json.h>
#include <reckon/picture.h>
#include <reckon/reconcile.h>
#include <reckon/sheet.h>
#include <reckon/version.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "door/describe.h"
#include "door/read_request.h"
#include "json/read_evidence.h"

/* As many faults of a document as are told. */
enum { FAULTS_TOLD = 20 };

struct reckon_answer {
    reckon_error error; /* the first fault */
    reckon_error *more; /* [more_count] those after it */
    size_t more_count;
    bool in_evidence; /* the error is in the evidence's own text */
    char *text;       /* NULL: there was no memory left for it */
};

/* What a call holds while it works. */
typedef struct exchange {
    const char *request_text, *evidence_text; /* as given; either may be NULL */
    rk_json_document document;                /* of the request */
    rk_faults faults;                         /* found in either text */
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
    const char *text = ex->request_text;
    if (!text && !ex->evidence_text)
        return rk_json_fail_nowhere(
            &ex->faults, RECKON_ARGUMENT, "neither a request nor evidence was given");
    if (!text)
        return rk_ask_read(NULL, &ex->ask, &ex->faults);
    reckon_json_limits_init(&limits);
    size_t length = strlen(text);
    if (length > limits.max_bytes)
        return rk_fail(rk_faults_next(&ex->faults), RECKON_LIMIT,
            "the request has %zu bytes, more than the limit of %zu", length, limits.max_bytes);
    reckon_status status = rk_json_load(text, length, REQUEST_DEPTH, &ex->document, &ex->faults);
    return status == RECKON_OK ? rk_ask_read(&ex->document, &ex->ask, &ex->faults) : status;
}

static reckon_status read_embedded(exchange *ex)
{
    const reckon_json_limits *limits = &ex->ask.limits;
    const rk_json_at *at = &ex->ask.evidence;
    if (ex->document.length > limits->max_bytes)
        return rk_json_fail(&ex->document, at, &ex->faults, RECKON_LIMIT,
            "the request has %zu bytes, more than its limit of %zu", ex->document.length,
            limits->max_bytes);
    if (rk_json_is_deeper(at, limits->max_depth))
        return rk_json_fail(&ex->document, at, &ex->faults, RECKON_LIMIT,
            "arrays and objects are nested deeper than the limit of %zu", limits->max_depth);
    return rk_evidence_from_json(&ex->document, at, limits, &ex->evidence, &ex->faults);
}

static reckon_status read_evidence(exchange *ex)
{
    bool embedded = ex->ask.evidence.value != NULL;
    if (embedded && ex->evidence_text)
        return rk_json_fail(&ex->document, &ex->ask.evidence, &ex->faults, RECKON_DUPLICATE,
            "evidence stands in the request and beside it");
    if (embedded)
        return read_embedded(ex);
    if (!ex->evidence_text)
        return rk_json_fail_nowhere(&ex->faults, RECKON_MISSING,
            "there is no \"evidence\", neither in the request nor beside it");
    reckon_status status = reckon_evidence_read_all(ex->evidence_text, strlen(ex->evidence_text),
        &ex->ask.limits, &ex->evidence, ex->faults.items, ex->faults.capacity, &ex->faults.count);
    ex->answer->in_evidence = status != RECKON_OK && status != RECKON_MEMORY;
    return status;
}

static reckon_status write_picture(rk_answer_form form, reckon_picture picture,
    const reckon_result *const *results, size_t count, char **text, reckon_error *error)
{
    reckon_picture_options options;
    reckon_picture_options_init(&options);
    options.picture = picture;
    if (form == RK_ANSWER_GNUPLOT)
        return reckon_picture_gnuplot(results, count, &options, text, error);
    if (form == RK_ANSWER_VEGA)
        return reckon_picture_vega(results, count, &options, text, error);
    return reckon_picture_svg(results, count, &options, text, error);
}

static reckon_status write_result(
    rk_answer_form form, const reckon_result *result, char **text, reckon_error *error)
{
    switch (form) {
    case RK_ANSWER_CSV:
        return reckon_result_csv(result, text, error);
    case RK_ANSWER_TABLE:
        return reckon_result_table(result, text, error);
    case RK_ANSWER_SVG:
    case RK_ANSWER_GNUPLOT:
    case RK_ANSWER_VEGA:
        return write_picture(form, RECKON_PICTURE_FAN, &result, 1, text, error);
    case RK_ANSWER_JSON:
        break;
    }
    return reckon_result_json(result, text, error);
}

static reckon_status write_results(rk_answer_form form, const reckon_result *const *results,
    size_t count, char **text, reckon_error *error)
{
    if (form == RK_ANSWER_CSV)
        return reckon_results_csv(results, count, text, error);
    if (form == RK_ANSWER_TABLE)
        return reckon_results_table(results, count, text, error);
    if (form != RK_ANSWER_JSON)
        return write_picture(form, RECKON_PICTURE_METHODS, results, count, text, error);
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
        status = write_results(
            ex->ask.form, (const reckon_result *const *)results, count, &ex->answer->text, error);
    reckon_results_free(results, count);
    return status;
}

static reckon_status explain(exchange *ex, reckon_error *error)
{
    reckon_explanation *explanation = NULL;
    char **text = &ex->answer->text;
    reckon_status status = reckon_explain(ex->evidence, ex->ask.request, &explanation, error);
    if (status == RECKON_OK && ex->ask.action == RK_ACTION_BRIEF)
        status = reckon_explanation_brief(explanation, ex->ask.language, text, error);
    else if (status == RECKON_OK)
        status = ex->ask.form == RK_ANSWER_TABLE
                     ? reckon_explanation_table(explanation, text, error)
                     : reckon_explanation_json(explanation, text, error);
    reckon_explanation_free(explanation);
    return status;
}

static reckon_status answer_question(exchange *ex, reckon_error *error)
{
    switch (ex->ask.action) {
    case RK_ACTION_COMPARE:
        return compare(ex, error);
    case RK_ACTION_EXPLAIN:
    case RK_ACTION_BRIEF:
        return explain(ex, error);
    default:
        return reconcile(ex, error);
    }
}

/* The evidence is sound, so what may still be wrong is in the request. */
static reckon_status work(exchange *ex)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_request_set_progress(ex->ask.request, ex->progress, ex->context);
    reckon_status status = answer_question(ex, &inner);
    if (status == RECKON_OK)
        return status;
    if (!ex->request_text) {
        *rk_faults_next(&ex->faults) = inner;
        return status;
    }
    bool is_option = strncmp(inner.pointer, "/options", strlen("/options")) == 0;
    const rk_json_at *holder = &ex->ask.options_holder;
    return rk_json_fail_inside(&ex->document,
        is_option && holder->value ? holder : &ex->document.root, &ex->faults, &inner);
}

static reckon_status answer_with(exchange *ex, char *text)
{
    ex->answer->text = text;
    return text ? RECKON_OK
                : rk_json_fail_nowhere(&ex->faults, RECKON_MEMORY, "out of memory for the answer");
}

/* A sheet beside the request. What is wrong with it stands in its own lines; a wrong option is told
 * there too. */
static reckon_status read_sheet(exchange *ex, reckon_reading **reading)
{
    reckon_status status =
        reckon_sheet_read(ex->evidence_text, strlen(ex->evidence_text), &ex->ask.sheet.options,
            &ex->evidence, reading, ex->faults.items, ex->faults.capacity, &ex->faults.count);
    ex->answer->in_evidence = status != RECKON_OK && status != RECKON_MEMORY;
    return status;
}

/* How a sheet or evidence is read, with the evidence: "reckon-reading/1". */
static reckon_status show_reading(exchange *ex)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_reading *reading = NULL;
    reckon_status status;
    if (ex->evidence_text && reckon_is_sheet(ex->evidence_text, strlen(ex->evidence_text))) {
        status = read_sheet(ex, &reading);
    } else {
        status = read_evidence(ex);
        if (status == RECKON_OK)
            status = reckon_reading_of_evidence(ex->evidence, &reading, &inner);
    }
    if (status == RECKON_OK)
        status = reckon_reading_json(
            reading, ex->ask.sheet.file, ex->evidence, &ex->answer->text, &inner);
    reckon_reading_free(reading);
    if (status != RECKON_OK && !ex->faults.count)
        return rk_json_fail_nowhere(&ex->faults, status, inner.message);
    return status;
}

static reckon_status act(exchange *ex)
{
    reckon_status status = read_request(ex);
    if (status != RECKON_OK)
        return status;
    if (ex->ask.action == RK_ACTION_METHODS) {
        if (ex->evidence_text)
            return rk_json_fail_nowhere(
                &ex->faults, RECKON_ARGUMENT, "the list of methods takes no evidence");
        return answer_with(ex, rk_describe_methods());
    }
    if (ex->ask.action == RK_ACTION_READ)
        return show_reading(ex);
    status = read_evidence(ex);
    if (status != RECKON_OK)
        return status;
    if (ex->ask.action == RK_ACTION_CHECK)
        return answer_with(ex, rk_describe_evidence(ex->evidence));
    return work(ex);
}

/* The faults become the answer's: the first in its place, the others, when there is memory for
 * them, beside it. */
static void keep_faults(reckon_answer *answer, const rk_faults *faults)
{
    size_t kept = faults->count < faults->capacity ? faults->count : faults->capacity;
    for (size_t i = 0; i < kept; i++) {
        rk_utf8_mend(faults->items[i].message);
        rk_utf8_mend(faults->items[i].pointer);
    }
    answer->error = faults->items[0];
    answer->more = kept > 1 ? rk_alloc(kept - 1, sizeof *answer->more) : NULL;
    answer->more_count = answer->more ? kept - 1 : 0;
    if (answer->more_count)
        memcpy(answer->more, faults->items + 1, answer->more_count * sizeof *answer->more);
}

static void answer_failure(reckon_answer *answer, const rk_faults *faults)
{
    keep_faults(answer, faults);
    rk_free(answer->text);
    answer->text = rk_describe_error(&answer->error, answer->more, answer->more_count,
        faults->count, reckon_answer_document(answer));
}

reckon_answer *reckon_ask_watched(const char *request, const char *evidence,
    int (*progress)(void *context, double done), void *context)
{
    reckon_error told[FAULTS_TOLD] = {RECKON_ERROR_INIT};
    exchange ex = {.request_text = request,
        .evidence_text = evidence,
        .progress = progress,
        .context = context,
        .faults = {told, FAULTS_TOLD, 0},
        .answer = rk_alloc(1, sizeof(reckon_answer))};
    if (!ex.answer)
        return NULL;
    if (act(&ex) != RECKON_OK)
        answer_failure(ex.answer, &ex.faults);
    reckon_evidence_free(ex.evidence);
    rk_ask_free(&ex.ask);
    rk_json_unload(&ex.document);
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
    rk_free(answer->more);
    rk_free(answer);
}

/* What there is to say when there is no memory to say it with. */
static const char no_memory[] =
    "{\n  \"format\": \"reckon-error/1\",\n  \"library\": \"reckon " RECKON_VERSION_STRING
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
