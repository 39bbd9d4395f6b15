/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reading as "reckon-reading/1": docs/schema/reckon-reading-1.schema.json. */
#include <math.h>

#include <reckon/version.h>

#include "core/status.h"
#include "sheet/reading.h"
#include "json/emit.h"
#include "json/write_evidence.h"

static void write_text(rk_emit *emit, const char *key, const char *text)
{
    if (text && text[0])
        rk_emit_key_string(emit, key, text);
}

static void write_number(rk_emit *emit, const char *key, double value)
{
    if (!isnan(value))
        rk_emit_key_number(emit, key, value);
}

/* The keys of an estimate. */
static void write_claim(rk_emit *emit, const reckon_claim *claim)
{
    rk_emit_object_begin(emit);
    write_number(emit, "value", claim->value);
    if (claim->approximate)
        rk_emit_key_bool(emit, "approximate", true);
    write_number(emit, "precision", claim->precision);
    write_number(emit, "low", claim->low);
    write_number(emit, "high", claim->high);
    write_number(emit, "level", claim->level);
    write_number(emit, "best", claim->best);
    if (claim->share)
        rk_emit_key_bool(emit, "share", true);
    write_text(emit, "per", reckon_per_name(claim->per));
    write_text(emit, "date", claim->date);
    rk_emit_object_end(emit);
}

static void write_candidates(rk_emit *emit, const reckon_reading_row *row)
{
    rk_emit_key(emit, "candidates");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < row->candidate_count; i++) {
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "type", row->candidates[i].type);
        rk_emit_key(emit, "statement");
        write_claim(emit, &row->candidates[i].claim);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void write_row(rk_emit *emit, const reckon_reading_row *row)
{
    rk_emit_object_begin(emit);
    rk_emit_key_integer(emit, "row", (long long)row->row);
    write_text(emit, "cell", row->cell);
    rk_emit_key_string(emit, "text", row->text);
    rk_emit_key_string(emit, "status", reckon_row_status_name(row->status));
    if (row->status == RECKON_ROW_READ) {
        rk_emit_key(emit, "statement");
        write_claim(emit, &row->claim);
    }
    write_text(emit, "date", row->date);
    write_text(emit, "source", row->source);
    write_text(emit, "rule", row->rule);
    write_text(emit, "why", row->why);
    write_text(emit, "remedy", row->remedy);
    if (row->status == RECKON_ROW_ASK)
        write_candidates(emit, row);
    write_text(emit, "population", row->population);
    write_text(emit, "estimate", row->estimate);
    rk_emit_object_end(emit);
}

static void write_dialect(rk_emit *emit, const reckon_reading *reading)
{
    rk_emit_key(emit, "dialect");
    if (!reading->dialect.separator) {
        rk_emit_null(emit);
        return;
    }
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "separator", rk_separator_name(reading->dialect.separator));
    rk_emit_key_bool(emit, "mark", reading->dialect.mark);
    rk_emit_key_bool(emit, "crlf", reading->dialect.crlf);
    rk_emit_key_integer(emit, "header_row", (long long)reading->header_row);
    rk_emit_key_string(emit, "decimal",
        reading->decimal == ',' ? "comma"
        : reading->decimal      ? "point"
                                : NULL);
    rk_emit_key_string(emit, "date_order", reckon_date_order_name(reading->date_order));
    rk_emit_key_string(emit, "language", reading->language);
    rk_emit_object_end(emit);
}

static void write_counts(rk_emit *emit, const reckon_reading *reading)
{
    rk_emit_key(emit, "counts");
    rk_emit_object_begin(emit);
    for (int status = RECKON_ROW_READ; status <= RECKON_ROW_SKIPPED; status++)
        rk_emit_key_integer(emit, reckon_row_status_name((reckon_row_status)status),
            (long long)reading->status_counts[status]);
    rk_emit_key_integer(emit, "left_out", (long long)reading->left_out);
    rk_emit_object_end(emit);
}

static void write_document(
    rk_emit *emit, const reckon_reading *reading, const char *file, const reckon_evidence *evidence)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "format", "reckon-reading/1");
    rk_emit_key_string(emit, "library", "reckon " RECKON_VERSION_STRING);
    rk_emit_key_string(emit, "file", file);
    write_dialect(emit, reading);
    rk_emit_key_string(emit, "measure", reading->measure);
    write_counts(emit, reading);
    rk_emit_key(emit, "notes");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < reading->notes.count; i++)
        rk_emit_string(emit, reading->notes.items[i].text);
    rk_emit_array_end(emit);
    rk_emit_key(emit, "rows");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < reading->count; i++)
        write_row(emit, &reading->rows[i]);
    rk_emit_array_end(emit);
    if (evidence) {
        rk_emit_key(emit, "evidence");
        rk_emit_evidence(emit, evidence);
    }
    rk_emit_object_end(emit);
}

reckon_status reckon_reading_json(const reckon_reading *reading, const char *file,
    const reckon_evidence *evidence, char **text, reckon_error *error)
{
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    if (!reading || !text)
        return rk_fail(error, RECKON_ARGUMENT, "a reading and a place for the text are needed");
    write_document(&emit, reading, file, evidence);
    rk_emit_finish(&emit);
    *text = rk_buffer_take(&buffer);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the reading");
}
