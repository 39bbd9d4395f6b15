/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as CSV (RFC 4180): one line a date, full precision, empty where there is no number. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "result/csv.h"
#include "result/result.h"

/* A spreadsheet takes text that begins with = + - @ for a formula and runs it; an apostrophe before
 * it keeps it text.
 */
void rk_csv_text(rk_buffer *out, const char *text)
{
    bool formula = text[0] && strchr("=+-@\t\r", text[0]);
    if (!formula && !strpbrk(text, ",\"\r\n")) {
        rk_buffer_append(out, text);
        return;
    }
    rk_buffer_append(out, formula ? "\"'" : "\"");
    for (const char *at = text; *at; at++)
        rk_buffer_append(out, *at == '"' ? "\"\"" : (char[]){*at, '\0'});
    rk_buffer_append(out, "\"");
}

static void put_number(rk_buffer *out, double value)
{
    rk_buffer_append(out, ",");
    if (isfinite(value))
        rk_buffer_number(out, value);
}

void rk_csv_header(rk_buffer *out, const double *probabilities, size_t count)
{
    rk_buffer_append(out, "population,unit,method,level,date,year,low,central,high");
    for (size_t i = 0; i < count; i++) {
        rk_buffer_append(out, ",q");
        rk_buffer_number(out, probabilities[i]);
    }
    rk_buffer_append(out, ",regions,estimates_used,outcome");
}

/* "75000..125000 300000..400000": every maximal interval. */
static void put_regions(rk_buffer *out, const reckon_row *row)
{
    rk_buffer_append(out, ",");
    for (size_t i = 0; i < row->region_count; i++) {
        rk_buffer_append(out, i ? " " : "");
        if (isfinite(row->regions[i].low))
            rk_buffer_number(out, row->regions[i].low);
        rk_buffer_append(out, "..");
        if (isfinite(row->regions[i].high))
            rk_buffer_number(out, row->regions[i].high);
    }
}

void rk_csv_row(rk_buffer *out, const reckon_result *result, const reckon_row *row)
{
    rk_csv_text(out, result->population);
    rk_buffer_append(out, ",");
    rk_csv_text(out, result->unit);
    rk_buffer_format(out, ",%s", result->method);
    put_number(out, result->level);
    rk_buffer_format(out, ",%s", row->date);
    put_number(out, row->year);
    put_number(out, row->low);
    put_number(out, row->central);
    put_number(out, row->high);
    for (size_t i = 0; i < result->probability_count; i++)
        put_number(out, row->quantiles ? row->quantiles[i] : NAN);
    put_regions(out, row);
    rk_buffer_format(out, ",%zu,%s", row->estimates_used, reckon_outcome_name(row->outcome));
}

reckon_status reckon_results_csv(
    const reckon_result *const *results, size_t count, char **text, reckon_error *error)
{
    if (!results || !count || !results[0] || !text)
        return rk_fail(error, RECKON_ARGUMENT, "results and a place for the text are needed");
    rk_buffer out = RK_BUFFER_INIT;
    rk_csv_header(&out, results[0]->probabilities, results[0]->probability_count);
    rk_buffer_append(&out, "\r\n");
    for (size_t r = 0; r < count; r++)
        for (size_t i = 0; i < results[r]->row_count; i++) {
            rk_csv_row(&out, results[r], &results[r]->rows[i]);
            rk_buffer_append(&out, "\r\n");
        }
    *text = rk_buffer_take(&out);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the CSV");
}

reckon_status reckon_result_csv(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_results_csv(&result, 1, text, error);
}
