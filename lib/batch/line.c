/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line to its answer: text -> evidence (alone, or in a request) -> the work -> one line. */
#include "batch/line.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "door/read_request.h"
#include "reconcile/request.h"
#include "result/csv.h"
#include "result/result.h"
#include "json/emit.h"
#include "json/read_evidence.h"

/* What is held while one line is worked on. */
typedef struct line_work {
    const rk_batch_plan *plan;
    rk_batch_line *line;
    rk_json_document document;
    rk_faults faults; /* room for the first; all are counted */
    reckon_error first;
    rk_ask ask; /* of a line that is a request */
    bool is_request;
    reckon_evidence *evidence;
    reckon_request request; /* borrows from the plan's or the ask's, with a progress of its own */
    bool compare;
    reckon_result **results; /* [count] */
    size_t count;
} line_work;

/* ------------------------------------------------------------------ in */

/* Evidence inside a request stands one level down. */
enum { LINE_DEPTH = 65 };

static bool looks_like_request(const rk_json_document *document)
{
    if (rk_json_type_of(&document->root) != RK_JSON_OBJECT)
        return false;
    rk_json_at format = rk_json_member(&document->root, "format");
    if (format.value && rk_json_type_of(&format) == RK_JSON_STRING)
        return strcmp(rk_json_text(&format), "reckon-request/1") == 0;
    return rk_json_member(&document->root, "evidence").value != NULL;
}

static reckon_status read_request(line_work *job, rk_json_at *at)
{
    job->is_request = true;
    reckon_status status = rk_ask_read(&job->document, &job->ask, &job->faults);
    if (status != RECKON_OK)
        return status;
    if (job->ask.action != RK_ACTION_RECONCILE && job->ask.action != RK_ACTION_COMPARE)
        return rk_json_fail(&job->document, &job->document.root, &job->faults, RECKON_VALUE,
            "in a batch the action is \"reconcile\" or \"compare\"");
    if (!job->ask.evidence.value)
        return rk_json_fail(&job->document, &job->document.root, &job->faults, RECKON_MISSING,
            "there is no \"evidence\" in the request");
    job->compare = job->ask.action == RK_ACTION_COMPARE;
    job->request = *job->ask.request;
    *at = job->ask.evidence;
    return RECKON_OK;
}

static reckon_status read_line(line_work *job)
{
    const rk_batch_plan *plan = job->plan;
    const reckon_json_limits *limits = &plan->limits;
    rk_batch_line *line = job->line;
    if (line->length > limits->max_bytes)
        return rk_fail(rk_faults_next(&job->faults), RECKON_LIMIT,
            "the line has more than the limit of %zu bytes", limits->max_bytes);
    if (!line->text)
        return rk_json_fail_nowhere(
            &job->faults, RECKON_MEMORY, "out of memory for the text of the line");
    reckon_status status =
        rk_json_load(line->text, line->length, LINE_DEPTH, &job->document, &job->faults);
    if (status != RECKON_OK)
        return status;
    rk_json_at at = job->document.root;
    job->compare = plan->compare;
    job->request = *plan->request;
    if (looks_like_request(&job->document)) {
        status = read_request(job, &at);
        limits = &job->ask.limits;
    }
    if (status != RECKON_OK)
        return status;
    if (rk_json_is_deeper(&at, limits->max_depth))
        return rk_json_fail(&job->document, &at, &job->faults, RECKON_LIMIT,
            "arrays and objects are nested deeper than the limit of %zu", limits->max_depth);
    return rk_evidence_from_json(&job->document, &at, limits, &job->evidence, &job->faults);
}

/* ------------------------------------------------------------------ the work */

static reckon_status run_methods(line_work *job, reckon_error *error)
{
    if (job->compare)
        return reckon_compare(job->evidence, &job->request, &job->results, &job->count, error);
    job->results = rk_alloc(1, sizeof *job->results);
    if (!job->results)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the results");
    job->count = 1;
    return reckon_reconcile(job->evidence, &job->request, &job->results[0], error);
}

static reckon_status work(line_work *job)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = run_methods(job, &inner);
    if (status == RECKON_OK || status == RECKON_CANCELLED)
        return status;
    if (!job->is_request) {
        *rk_faults_next(&job->faults) = inner;
        return status;
    }
    bool is_option = strncmp(inner.pointer, "/options", strlen("/options")) == 0;
    const rk_json_at *holder = &job->ask.options_holder;
    return rk_json_fail_inside(&job->document,
        is_option && holder->value ? holder : &job->document.root, &job->faults, &inner);
}

/* The best of the methods': one that answers is enough. */
static reckon_outcome outcome_of(const line_work *job)
{
    reckon_outcome best = reckon_result_outcome(job->results[0]);
    for (size_t i = 1; i < job->count; i++) {
        reckon_outcome outcome = reckon_result_outcome(job->results[i]);
        best = outcome < best ? outcome : best;
    }
    return best;
}

/* ------------------------------------------------------------------ out */

/* JSON of many lines on one. A line break in such a text never stands in a string; with the blanks
 * after it, it becomes one blank after a comma and nothing elsewhere. */
static void append_on_one_line(rk_buffer *out, const char *text)
{
    char before = '\0';
    for (const char *at = text; *at;) {
        size_t plain = strcspn(at, "\n");
        rk_buffer_append_bytes(out, at, plain);
        before = plain ? at[plain - 1] : before;
        at += plain;
        if (!*at)
            break;
        at += 1 + strspn(at + 1, " ");
        if (before == ',')
            rk_buffer_append(out, " ");
    }
}

static reckon_status write_json(const line_work *job, rk_buffer *out)
{
    char *text = NULL;
    const reckon_result *const *results = (const reckon_result *const *)job->results;
    reckon_status status = job->compare ? reckon_results_json(results, job->count, &text, NULL)
                                        : reckon_result_json(results[0], &text, NULL);
    if (status != RECKON_OK)
        return status;
    rk_buffer_format(
        out, "{\"line\": %zu, \"%s\": ", job->line->number, job->compare ? "results" : "result");
    append_on_one_line(out, text);
    rk_buffer_append(out, "}\n");
    rk_free(text);
    return RECKON_OK;
}

/* A table has one set of quantiles. */
static bool has_quantiles_of(const reckon_result *result, const reckon_request *request)
{
    return result->probability_count == request->probability_count &&
           memcmp(result->probabilities, request->probabilities,
               request->probability_count * sizeof *request->probabilities) == 0;
}

static reckon_status write_csv(line_work *job, rk_buffer *out)
{
    for (size_t i = 0; i < job->count; i++) {
        const reckon_result *result = job->results[i];
        if (!has_quantiles_of(result, job->plan->request))
            return rk_json_fail(&job->document, &job->document.root, &job->faults, RECKON_VALUE,
                "the request asks for other \"probabilities\" than the columns of the CSV have");
        for (size_t row = 0; row < result->row_count; row++) {
            rk_buffer_format(out, "%zu,", job->line->number);
            rk_csv_row(out, result, &result->rows[row]);
            rk_buffer_append(out, ",\r\n");
        }
    }
    return RECKON_OK;
}

char *rk_batch_header(const rk_batch_plan *plan)
{
    rk_buffer out = RK_BUFFER_INIT;
    rk_buffer_append(&out, "line,");
    rk_csv_header(&out, plan->request->probabilities, plan->request->probability_count);
    rk_buffer_append(&out, ",error\r\n");
    return rk_buffer_take(&out);
}

static void put_place(rk_emit *emit, const char *key, int place)
{
    rk_emit_key(emit, key);
    if (place > 0)
        rk_emit_integer(emit, place);
    else
        rk_emit_null(emit);
}

static void write_json_error(const line_work *job, const reckon_error *error, rk_buffer *out)
{
    rk_buffer lines = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&lines);
    rk_emit_object_begin(&emit);
    rk_emit_key_integer(&emit, "line", (long long)job->line->number);
    rk_emit_key(&emit, "error");
    rk_emit_object_begin(&emit);
    rk_emit_key_integer(&emit, "status", (long long)error->code);
    rk_emit_key_string(&emit, "code", reckon_status_name(error->code));
    rk_emit_key_string(&emit, "message", error->message);
    rk_emit_key_string(&emit, "pointer", error->pointer);
    put_place(&emit, "column", error->column);
    if (job->faults.count > 1)
        rk_emit_key_integer(&emit, "faults", (long long)job->faults.count);
    rk_emit_object_end(&emit);
    rk_emit_object_end(&emit);
    rk_emit_finish(&emit);
    char *text = rk_buffer_take(&lines);
    if (text) {
        append_on_one_line(out, text);
        rk_buffer_append(out, "\n");
    }
    out->failed = out->failed || !text;
    rk_free(text);
}

/* Only the columns "line" and "error". */
static void write_csv_error(const line_work *job, const reckon_error *error, rk_buffer *out)
{
    size_t blank = 12 + job->plan->request->probability_count;
    char told[sizeof error->message + sizeof error->pointer + 64];
    snprintf(told, sizeof told, "%s: %s%s%s%s", reckon_status_name(error->code), error->message,
        error->pointer[0] ? " (at " : "", error->pointer, error->pointer[0] ? ")" : "");
    rk_buffer_format(out, "%zu,", job->line->number);
    while (blank--)
        rk_buffer_append(out, ",");
    rk_csv_text(out, told);
    rk_buffer_append(out, "\r\n");
}

/* What can still be said when there is no memory to say it with. */
static void say_last_words(const line_work *job)
{
    rk_batch_line *line = job->line;
    line->status = RECKON_MEMORY;
    if (job->plan->format == RECKON_BATCH_NDJSON) {
        snprintf(line->last_words, sizeof line->last_words,
            "{\"line\": %zu, \"error\": {\"status\": %d, \"code\": \"memory\", \"message\": "
            "\"out of memory\", \"pointer\": \"\", \"column\": null}}\n",
            line->number, (int)RECKON_MEMORY);
        return;
    }
    /* A row of too many columns to fit is short: who reads it sees the words in another column. */
    size_t blank = 12 + job->plan->request->probability_count, most = RK_BATCH_LAST_WORDS - 60;
    int length = snprintf(line->last_words, sizeof line->last_words, "%zu,", line->number);
    for (size_t i = 0; i < blank && i < most; i++)
        line->last_words[length++] = ',';
    snprintf(line->last_words + length, sizeof line->last_words - (size_t)length,
        "memory: out of memory\r\n");
}

static void write_error(line_work *job, rk_buffer *out)
{
    reckon_error *error = &job->first;
    rk_utf8_mend(error->message);
    rk_utf8_mend(error->pointer);
    if (job->plan->format == RECKON_BATCH_CSV)
        write_csv_error(job, error, out);
    else
        write_json_error(job, error, out);
}

static reckon_status write_results(line_work *job, rk_buffer *out)
{
    reckon_status status =
        job->plan->format == RECKON_BATCH_CSV ? write_csv(job, out) : write_json(job, out);
    if (status == RECKON_OK && out->failed)
        status = RECKON_MEMORY;
    if (status == RECKON_MEMORY && !job->faults.count)
        rk_json_fail_nowhere(&job->faults, RECKON_MEMORY, "out of memory for the answer");
    return status;
}

/* ------------------------------------------------------------------ whole */

static void free_job(line_work *job)
{
    reckon_results_free(job->results, job->count);
    reckon_evidence_free(job->evidence);
    rk_ask_free(&job->ask);
    rk_json_unload(&job->document);
}

void rk_batch_answer(
    const rk_batch_plan *plan, rk_batch_line *line, reckon_progress progress, void *context)
{
    line_work job = {.plan = plan, .line = line, .first = RECKON_ERROR_INIT};
    rk_buffer out = RK_BUFFER_INIT;
    if (line->empty)
        return;
    job.faults = (rk_faults){&job.first, 1, 0};
    line->status = read_line(&job);
    job.request.progress = progress;
    job.request.progress_context = context;
    if (line->status == RECKON_OK)
        line->status = work(&job);
    if (line->status == RECKON_OK) {
        line->outcome = outcome_of(&job);
        line->status = write_results(&job, &out);
    }
    if (line->status != RECKON_OK && line->status != RECKON_CANCELLED) {
        rk_buffer_free(&out);
        out = (rk_buffer)RK_BUFFER_INIT;
        write_error(&job, &out);
    }
    line->answer_length = out.length;
    line->answer = line->status == RECKON_CANCELLED ? NULL : rk_buffer_take(&out);
    if (!line->answer && line->status != RECKON_CANCELLED)
        say_last_words(&job);
    free_job(&job);
    rk_free(line->text); /* the window holds no more than it must */
    line->text = NULL;
}

const char *rk_batch_text(const rk_batch_line *line, size_t *length)
{
    *length = line->answer ? line->answer_length : strlen(line->last_words);
    return line->answer ? line->answer : line->last_words;
}

void rk_batch_line_clear(rk_batch_line *line)
{
    rk_free(line->text);
    rk_free(line->answer);
    *line = (rk_batch_line){0};
}

bool rk_batch_is_empty(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r'))
        at++;
    return at == length;
}
