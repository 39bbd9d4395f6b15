/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON in, JSON out. The library reads evidence and writes results as text, so a host uses whatever
 * JSON library it has (here jansson) for documents of its own: this one keeps what a newsroom would
 * print, and the whole result beside it.
 *
 *     04_read_and_write_json < evidence/north-koreans-in-china.json > summary.json
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

/* All of the standard input, or NULL; at most a megabyte. */
static char *read_input(size_t *length)
{
    enum { MOST = 1 << 20 };
    char *text = malloc(MOST);
    if (!text)
        return NULL;
    *length = fread(text, 1, MOST, stdin);
    if (!ferror(stdin) && *length < MOST)
        return text;
    free(text);
    return NULL;
}

/* Two significant digits, as one would say it; JSON has no NAN, so an end that is open becomes
 * null. */
static json_t *rounded(double value)
{
    if (!isfinite(value) || value <= 0)
        return json_null();
    double unit = pow(10, floor(log10(value)) - 1);
    return json_integer((json_int_t)(round(value / unit) * unit));
}

/* {"summary": [{"date": .., "low": .., "high": ..}, ..], "not_used": {id: reason}, "result": the
 * whole result} */
static json_t *summarise(const reckon_result *result, const char *result_text)
{
    json_t *rows = json_array(), *unused = json_object();
    for (size_t i = 0; i < reckon_result_row_count(result); i++) {
        const reckon_row *row = reckon_result_row(result, i);
        json_array_append_new(rows, json_pack("{s:s, s:o, s:o}", "date", row->date, "low",
                                        rounded(row->low), "high", rounded(row->high)));
    }
    for (size_t i = 0; i < reckon_result_reading_count(result); i++) {
        const reckon_result_reading *reading = reckon_result_reading_at(result, i);
        if (!reading->used)
            json_object_set_new(unused, reading->estimate, json_string(reading->reason));
    }
    json_t *whole = json_loads(result_text, JSON_REJECT_DUPLICATES, NULL);
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "question", reckon_result_name(result), "outcome",
        reckon_outcome_name(reckon_result_outcome(result)), "summary", rows, "not_used", unused,
        "result", whole);
}

static reckon_status write_summary(const reckon_evidence *evidence, reckon_error *error)
{
    reckon_result *result = NULL;
    char *text = NULL;
    reckon_status status =
        reckon_reconcile(evidence, NULL, &result, error); /* NULL: everything by default */
    if (status == RECKON_OK)
        status = reckon_result_json(result, &text, error);
    if (status == RECKON_OK) {
        json_t *summary = summarise(result, text);
        if (!summary || json_dumpf(summary, stdout, JSON_INDENT(2)) != 0)
            status = RECKON_IO;
        putchar('\n');
        json_decref(summary);
    }
    reckon_free(text);
    reckon_result_free(result);
    return status;
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = NULL;
    size_t length = 0;
    char *text = read_input(&length);
    if (!text) {
        fprintf(stderr, "the standard input cannot be read, or is more than a megabyte\n");
        return 1;
    }
    reckon_status status = reckon_evidence_read(text, length, NULL, &evidence, &error);
    if (status == RECKON_OK)
        status = write_summary(evidence, &error);
    if (status != RECKON_OK)
        fprintf(stderr, "%d:%d: %s (%s)\n", error.line, error.column, error.message,
            reckon_status_name(status));
    reckon_evidence_free(evidence);
    free(text);
    return status == RECKON_OK ? 0 : 1;
}
