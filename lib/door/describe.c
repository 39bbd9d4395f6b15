/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door/describe.h"

#include <math.h>

#include <reckon/date.h>
#include <reckon/reconcile.h>
#include <reckon/version.h>

#include "core/memory.h"
#include "core/text.h"
#include "json/emit.h"

static void begin(rk_emit *emit, const char *format)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "format", format);
    rk_emit_key_string(emit, "library", "reckon " RECKON_VERSION_STRING);
}

static char *end(rk_emit *emit)
{
    rk_emit_object_end(emit);
    rk_emit_finish(emit);
    return rk_buffer_take(emit->buffer);
}

/* Methods. */

static void emit_domain(rk_emit *emit, const reckon_option *option)
{
    if (option->type != RECKON_OPTION_CHOICE) {
        rk_emit_key_string(
            emit, "type", option->type == RECKON_OPTION_INTEGER ? "integer" : "number");
        rk_emit_key_number(emit, "default", option->default_number);
        rk_emit_key_number(emit, "minimum", option->minimum);
        rk_emit_key_number(emit, "maximum", option->maximum);
        return;
    }
    rk_emit_key_string(emit, "type", "choice");
    rk_emit_key_string(emit, "default", option->default_choice);
    rk_emit_key(emit, "choices");
    rk_emit_array_begin(emit);
    for (size_t i = 0; option->choices[i]; i++)
        rk_emit_string(emit, option->choices[i]);
    rk_emit_array_end(emit);
}

static void emit_option(rk_emit *emit, const reckon_option *option)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "name", option->name);
    emit_domain(emit, option);
    rk_emit_key_string(emit, "unit", option->unit);
    rk_emit_key_string(emit, "help", option->help);
    rk_emit_object_end(emit);
}

static void emit_method(rk_emit *emit, const char *id)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "id", id);
    rk_emit_key_string(emit, "summary", reckon_method_summary(id));
    rk_emit_key_string(emit, "reference", reckon_method_reference(id));
    rk_emit_key(emit, "options");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < reckon_method_option_count(id); i++)
        emit_option(emit, reckon_method_option(id, i));
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
}

char *rk_describe_methods(void)
{
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    begin(&emit, "reckon-methods/1");
    rk_emit_key_string(&emit, "default", RECKON_DEFAULT_METHOD);
    rk_emit_key(&emit, "methods");
    rk_emit_array_begin(&emit);
    for (size_t i = 0; i < reckon_method_count(); i++)
        emit_method(&emit, reckon_method_id(i));
    rk_emit_array_end(&emit);
    return end(&emit);
}

/* Evidence. */

/* How many estimates a population has, and when the first and last are dated (decimal years). */
typedef struct extent {
    size_t estimates;
    double first, last;
} extent;

static void measure_extents(const reckon_evidence *evidence, extent *extents)
{
    for (size_t i = 0; i < reckon_evidence_estimate_count(evidence); i++) {
        const reckon_estimate *estimate = reckon_evidence_estimate(evidence, i);
        extent *of = &extents[reckon_evidence_find_population(evidence, estimate->population)];
        reckon_period period = {0};
        reckon_date_parse(estimate->date, &period, NULL);
        of->first = of->estimates ? fmin(of->first, period.middle) : period.middle;
        of->last = of->estimates ? fmax(of->last, period.middle) : period.middle;
        of->estimates++;
    }
}

static void emit_day(rk_emit *emit, const char *key, double year)
{
    char day[RECKON_DATE_TEXT];
    rk_emit_key_string(emit, key, reckon_date_text(year, day) == RECKON_OK ? day : NULL);
}

static void emit_population(rk_emit *emit, const reckon_population *population, const extent *of)
{
    const char *unit = population->measure == RECKON_SHARE ? "fraction" : "persons";
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "id", population->id);
    rk_emit_key_string(emit, "name", population->name ? population->name : population->id);
    rk_emit_key_string(emit, "measure", reckon_measure_name(population->measure));
    rk_emit_key_string(emit, "unit", population->unit ? population->unit : unit);
    rk_emit_key_integer(emit, "estimates", (long long)of->estimates);
    emit_day(emit, "first", of->estimates ? of->first : NAN);
    emit_day(emit, "last", of->estimates ? of->last : NAN);
    rk_emit_object_end(emit);
}

char *rk_describe_evidence(const reckon_evidence *evidence)
{
    size_t populations = reckon_evidence_population_count(evidence);
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    extent *extents = rk_alloc(populations, sizeof *extents);
    if (!extents)
        return NULL;
    measure_extents(evidence, extents);
    begin(&emit, "reckon-check/1");
    rk_emit_key_string(&emit, "title", reckon_evidence_title(evidence));
    rk_emit_key(&emit, "populations");
    rk_emit_array_begin(&emit);
    for (size_t i = 0; i < populations; i++)
        emit_population(&emit, reckon_evidence_population(evidence, i), &extents[i]);
    rk_emit_array_end(&emit);
    rk_emit_key_integer(&emit, "sources", (long long)reckon_evidence_source_count(evidence));
    rk_emit_key_integer(&emit, "estimates", (long long)reckon_evidence_estimate_count(evidence));
    rk_free(extents);
    return end(&emit);
}

/* Errors. */

static void emit_place(rk_emit *emit, const char *key, int place)
{
    rk_emit_key(emit, key);
    if (place > 0)
        rk_emit_integer(emit, place);
    else
        rk_emit_null(emit);
}

static void emit_error(rk_emit *emit, const reckon_error *error, const char *document)
{
    rk_emit_object_begin(emit);
    rk_emit_key_integer(emit, "status", (long long)error->code);
    rk_emit_key_string(emit, "code", reckon_status_name(error->code));
    rk_emit_key_string(emit, "message", error->message);
    rk_emit_key_string(emit, "document", document);
    rk_emit_key_string(emit, "pointer", error->pointer);
    emit_place(emit, "line", error->line);
    emit_place(emit, "column", error->column);
    rk_emit_object_end(emit);
}

char *rk_describe_error(const reckon_error *error, const reckon_error *more, size_t more_count,
    size_t total, const char *document)
{
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    begin(&emit, "reckon-error/1");
    rk_emit_key(&emit, "error");
    emit_error(&emit, error, document);
    if (more_count) {
        rk_emit_key_integer(&emit, "faults", (long long)total);
        rk_emit_key(&emit, "more");
        rk_emit_array_begin(&emit);
        for (size_t i = 0; i < more_count; i++)
            emit_error(&emit, &more[i], document);
        rk_emit_array_end(&emit);
    }
    return end(&emit);
}
