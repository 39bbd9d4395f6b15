/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as JSON, "reckon-result/1": keys in a fixed order, numbers that read back the same, null
 * where there is none.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/version.h>

#include "core/memory.h"
#include "core/status.h"
#include "result/result.h"
#include "json/emit.h"

static void emit_method(rk_emit *emit, const reckon_result *result)
{
    rk_emit_key(emit, "method");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "id", result->method);
    rk_emit_key(emit, "options");
    rk_emit_object_begin(emit);
    for (size_t i = 0; i < result->option_count; i++) {
        const rk_echo *option = &result->options[i];
        if (option->text)
            rk_emit_key_string(emit, option->name, option->text);
        else
            rk_emit_key_number(emit, option->name, option->number);
    }
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

/* "mu.median" belongs to the object "mu": how long that prefix is, or 0. */
static size_t group_length(const char *name)
{
    const char *point = strchr(name, '.');
    return point ? (size_t)(point - name) : 0;
}

static void emit_fit(rk_emit *emit, const rk_fit *fit)
{
    rk_emit_key(emit, "fit");
    rk_emit_object_begin(emit);
    for (size_t i = 0; i < fit->count;) {
        size_t group = group_length(fit->numbers[i].name);
        if (!group) {
            rk_emit_key_number(emit, fit->numbers[i].name, fit->numbers[i].value);
            i++;
            continue;
        }
        const char *first = fit->numbers[i].name;
        char name[48];
        snprintf(name, sizeof name, "%.*s", (int)group, first);
        rk_emit_key(emit, name);
        rk_emit_object_begin(emit);
        for (; i < fit->count && strncmp(fit->numbers[i].name, first, group + 1) == 0; i++)
            rk_emit_key_number(emit, fit->numbers[i].name + group + 1, fit->numbers[i].value);
        rk_emit_object_end(emit);
    }
    rk_emit_object_end(emit);
}

static void emit_row(rk_emit *emit, const reckon_result *result, size_t index)
{
    const reckon_row *row = &result->rows[index];
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "date", row->date);
    rk_emit_key_number(emit, "year", row->year);
    rk_emit_key_number(emit, "low", row->low);
    rk_emit_key_number(emit, "central", row->central);
    rk_emit_key_number(emit, "high", row->high);
    if (row->quantiles)
        rk_emit_key_numbers(emit, "quantiles", row->quantiles, result->probability_count);
    else {
        rk_emit_key(emit, "quantiles");
        rk_emit_null(emit);
    }
    rk_emit_key(emit, "regions");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < row->region_count; i++) {
        rk_emit_array_begin(emit);
        rk_emit_number(emit, row->regions[i].low);
        rk_emit_number(emit, row->regions[i].high);
        rk_emit_array_end(emit);
    }
    rk_emit_array_end(emit);
    rk_emit_key_integer(emit, "estimates_used", (long long)row->estimates_used);
    rk_emit_key_string(emit, "outcome", reckon_outcome_name(row->outcome));
    static const char *const supports[] = {"inside", "before", "after"};
    rk_emit_key_string(emit, "support", supports[row->support]);
    rk_emit_key_number(emit, "decided", row->decided);
    if (result->row_fits && result->row_count > 1)
        emit_fit(emit, &result->row_fits[index]);
    rk_emit_object_end(emit);
}

static void emit_sources(rk_emit *emit, const reckon_result *result)
{
    rk_emit_key(emit, "sources");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < result->source_count; i++) {
        const reckon_result_source *source = &result->sources[i];
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "id", source->id);
        if (source->name)
            rk_emit_key_string(emit, "name", source->name);
        rk_emit_key_number(emit, "weight", source->weight);
        rk_emit_key(emit, "bias");
        if (isnan(source->bias_mean))
            rk_emit_null(emit);
        else {
            rk_emit_object_begin(emit);
            rk_emit_key_number(emit, "mean", source->bias_mean);
            rk_emit_key_number(emit, "sd", source->bias_sd);
            rk_emit_key_number(emit, "ratio", exp(source->bias_mean));
            rk_emit_key_number(emit, "low", source->bias_low);
            rk_emit_key_number(emit, "high", source->bias_high);
            rk_emit_object_end(emit);
        }
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_optional(rk_emit *emit, const char *key, const char *text)
{
    if (text)
        rk_emit_key_string(emit, key, text);
}

static void emit_checks(rk_emit *emit, const reckon_result *result)
{
    rk_emit_key(emit, "checks");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < result->check_count; i++) {
        const reckon_result_check *check = &result->checks[i];
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "estimate", check->estimate);
        rk_emit_key_number(emit, "time", check->time);
        rk_emit_key_number(emit, "value", check->value);
        rk_emit_key_number(emit, "low", check->low);
        rk_emit_key_number(emit, "central", check->central);
        rk_emit_key_number(emit, "high", check->high);
        rk_emit_key_bool(emit, "inside", check->inside);
        rk_emit_key_number(emit, "position", check->position);
        rk_emit_key_number(emit, "log_score", check->log_score);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_claim(rk_emit *emit, const reckon_range_claim *claim)
{
    rk_emit_key(emit, "claim");
    rk_emit_object_begin(emit);
    rk_emit_key_number(emit, "probability", claim->probability);
    rk_emit_key_string(emit, "text", claim->text);
    rk_emit_object_end(emit);
}

static void emit_readings(rk_emit *emit, const reckon_result *result)
{
    rk_emit_key(emit, "readings");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < result->reading_count; i++) {
        const reckon_result_reading *reading = &result->readings[i];
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "estimate", reading->estimate);
        rk_emit_key_string(emit, "source", reading->source);
        rk_emit_key_string(emit, "kind", reading->kind);
        rk_emit_key_number(emit, "low", reading->low);
        rk_emit_key_number(emit, "high", reading->high);
        rk_emit_key_number(emit, "log_centre", reading->log_centre);
        rk_emit_key_number(emit, "log_sd", reading->log_sd);
        rk_emit_key_number(emit, "weight", reading->weight);
        rk_emit_key_number(emit, "time", reading->time);
        rk_emit_key_bool(emit, "used", reading->used);
        rk_emit_key_string(emit, "reason", reading->reason);
        rk_emit_key_string(emit, "origin", reading->origin);
        rk_emit_key_bool(emit, "certain", reading->certain);
        rk_emit_key_number(emit, "gross", reading->gross);
        rk_emit_key_number(emit, "shock", reading->shock);
        emit_optional(emit, "note", reading->note);
        emit_optional(emit, "source_name", reading->source_name);
        emit_optional(emit, "text", reading->text);
        emit_optional(emit, "quote", reading->quote);
        emit_optional(emit, "citation", reading->citation);
        emit_optional(emit, "url", reading->url);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_texts(rk_emit *emit, const char *key, const rk_texts *texts)
{
    rk_emit_key(emit, key);
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < texts->count; i++)
        rk_emit_string(emit, texts->items[i].text);
    rk_emit_array_end(emit);
}

static void emit_notes(rk_emit *emit, const rk_texts *notes)
{
    rk_emit_key(emit, "notes");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < notes->count; i++) {
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "code", notes->items[i].code);
        rk_emit_key_string(emit, "text", notes->items[i].text);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_result(rk_emit *emit, const reckon_result *result)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "format", "reckon-result/1");
    rk_emit_key_string(emit, "library", "reckon " RECKON_VERSION_STRING);
    emit_optional(emit, "title", result->title);
    rk_emit_key_string(emit, "evidence_digest", result->digest);
    emit_optional(emit, "as_of", result->as_of);
    rk_emit_key_string(emit, "population", result->population);
    rk_emit_key_string(emit, "name", result->name);
    rk_emit_key_string(emit, "measure", reckon_measure_name(result->measure));
    rk_emit_key_string(emit, "unit", result->unit);
    emit_optional(emit, "per", result->per);
    emit_method(emit, result);
    rk_emit_key_number(emit, "level", result->level);
    emit_claim(emit, &result->claim);
    rk_emit_key_numbers(emit, "probabilities", result->probabilities, result->probability_count);
    rk_emit_key(emit, "series");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < result->row_count; i++)
        emit_row(emit, result, i);
    rk_emit_array_end(emit);
    emit_fit(emit, &result->fit);
    emit_sources(emit, result);
    emit_readings(emit, result);
    emit_checks(emit, result);
    emit_texts(emit, "assumptions", &result->assumptions);
    rk_emit_key(emit, "outcome");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "status", reckon_outcome_name(result->outcome));
    emit_notes(emit, &result->notes);
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

static reckon_status finish(rk_emit *emit, rk_buffer *buffer, char **text, reckon_error *error)
{
    rk_emit_finish(emit);
    *text = rk_buffer_take(buffer);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the JSON");
}

reckon_status reckon_result_json(const reckon_result *result, char **text, reckon_error *error)
{
    if (!result || !text)
        return rk_fail(error, RECKON_ARGUMENT, "a result and a place for the text are needed");
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    emit_result(&emit, result);
    return finish(&emit, &buffer, text, error);
}

reckon_status reckon_results_json(
    const reckon_result *const *results, size_t count, char **text, reckon_error *error)
{
    if (!results || !text)
        return rk_fail(error, RECKON_ARGUMENT, "results and a place for the text are needed");
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    rk_emit_array_begin(&emit);
    for (size_t i = 0; i < count; i++)
        emit_result(&emit, results[i]);
    rk_emit_array_end(&emit);
    return finish(&emit, &buffer, text, error);
}
