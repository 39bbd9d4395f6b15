/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence as text: keys in the order of the format, absent ones left out. */
#include <reckon/json.h>

#include <math.h>

#include "core/status.h"
#include "evidence/fields.h"
#include "json/emit.h"
#include "json/write_evidence.h"

static void write_text(rk_emit *emit, const char *key, const char *text)
{
    if (text)
        rk_emit_key_string(emit, key, text);
}

static void write_number(rk_emit *emit, const char *key, double value)
{
    if (!isnan(value))
        rk_emit_key_number(emit, key, value);
}

static void write_events(rk_emit *emit, const reckon_population *population)
{
    if (!population->event_count)
        return;
    rk_emit_key(emit, "events");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < population->event_count; i++) {
        const reckon_event *event = &population->events[i];
        rk_emit_object_begin(emit);
        write_text(emit, "date", event->date);
        write_number(emit, "mean", event->mean);
        write_number(emit, "sd", event->sd);
        write_text(emit, "note", event->note);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void write_population(rk_emit *emit, const reckon_population *population)
{
    rk_emit_object_begin(emit);
    write_text(emit, "id", population->id);
    write_text(emit, "name", population->name);
    write_text(emit, "measure", reckon_measure_name(population->measure));
    write_text(emit, "unit", population->unit);
    write_text(emit, "scope", population->scope);
    write_text(emit, "since", population->since);
    write_events(emit, population);
    write_text(emit, "note", population->note);
    rk_emit_object_end(emit);
}

static void write_bias(rk_emit *emit, const reckon_source *source)
{
    if (source->bias_kind == RECKON_BIAS_EXCHANGEABLE)
        return;
    rk_emit_key(emit, "bias");
    rk_emit_object_begin(emit);
    if (source->bias_kind == RECKON_BIAS_ANCHOR) {
        rk_emit_key_bool(emit, "anchor", true);
    } else if (source->bias_kind == RECKON_BIAS_GIVEN) {
        rk_emit_key_number(emit, "mean", source->bias_mean);
        rk_emit_key_number(emit, "sd", source->bias_sd);
    } else {
        rk_emit_key_string(emit, "direction", reckon_bias_name(source->bias_kind));
    }
    rk_emit_object_end(emit);
}

static void write_source(rk_emit *emit, const reckon_source *source)
{
    const char letter[2] = {source->admiralty, '\0'};
    rk_emit_object_begin(emit);
    write_text(emit, "id", source->id);
    write_text(emit, "name", source->name);
    write_text(emit, "type", source->type);
    write_text(emit, "reliability", source->admiralty ? letter : NULL);
    write_number(emit, "reliability", source->reliability);
    write_bias(emit, source);
    write_text(emit, "note", source->note);
    rk_emit_object_end(emit);
}

static void write_list(rk_emit *emit, const char *key, const char *const *texts, size_t count)
{
    if (!count)
        return;
    rk_emit_key(emit, key);
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < count; i++)
        rk_emit_string(emit, texts[i]);
    rk_emit_array_end(emit);
}

static void write_citation(rk_emit *emit, const reckon_citation *citation)
{
    bool begun = false;
    for (size_t i = 0; i < rk_citation_texts.count; i++) {
        const rk_text_field *field = &rk_citation_texts.field[i];
        const char *text = rk_text_of(citation, field);
        if (!text)
            continue;
        if (!begun) {
            rk_emit_key(emit, "citation");
            rk_emit_object_begin(emit);
            begun = true;
        }
        rk_emit_key_string(emit, field->name, text);
    }
    if (begun)
        rk_emit_object_end(emit);
}

/* The figure, in words and in numbers. */
static void write_statement(rk_emit *emit, const reckon_estimate *estimate)
{
    write_text(emit, "text", estimate->text);
    write_text(emit, "language", estimate->language);
    write_number(emit, "value", estimate->value);
    if (estimate->approximate)
        rk_emit_key_bool(emit, "approximate", true);
    write_number(emit, "precision", estimate->precision);
    write_number(emit, "low", estimate->low);
    write_number(emit, "high", estimate->high);
    write_number(emit, "level", estimate->level);
    write_number(emit, "best", estimate->best);
    if (estimate->certain)
        rk_emit_key_bool(emit, "certain", true);
    write_text(emit, "per", estimate->per);
    write_text(emit, "since", estimate->since);
}

static void write_estimate(rk_emit *emit, const reckon_estimate *estimate)
{
    rk_emit_object_begin(emit);
    write_text(emit, "id", estimate->id);
    write_text(emit, "population", estimate->population);
    write_text(emit, "source", estimate->source);
    write_text(emit, "origin", estimate->origin);
    write_text(emit, "date", estimate->date);
    write_text(emit, "published", estimate->published);
    write_statement(emit, estimate);
    if (estimate->check)
        rk_emit_key_bool(emit, "check", true);
    write_number(emit, "weight", estimate->weight);
    if (estimate->credibility)
        rk_emit_key_integer(emit, "credibility", estimate->credibility);
    write_list(emit, "derived_from", estimate->derived_from, estimate->derived_count);
    write_list(emit, "supersedes", estimate->supersedes, estimate->supersedes_count);
    write_text(emit, "exclude", estimate->exclude);
    write_citation(emit, &estimate->citation);
    write_list(emit, "chain", estimate->chain, estimate->chain_count);
    write_text(emit, "note", estimate->note);
    rk_emit_object_end(emit);
}

void rk_emit_evidence(rk_emit *emit, const reckon_evidence *evidence)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "format", "reckon-evidence/1");
    write_text(emit, "title", reckon_evidence_title(evidence));
    write_text(emit, "note", reckon_evidence_note(evidence));
    rk_emit_key(emit, "populations");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < reckon_evidence_population_count(evidence); i++)
        write_population(emit, reckon_evidence_population(evidence, i));
    rk_emit_array_end(emit);
    rk_emit_key(emit, "sources");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < reckon_evidence_source_count(evidence); i++)
        write_source(emit, reckon_evidence_source(evidence, i));
    rk_emit_array_end(emit);
    rk_emit_key(emit, "estimates");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < reckon_evidence_estimate_count(evidence); i++)
        write_estimate(emit, reckon_evidence_estimate(evidence, i));
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
}

reckon_status reckon_evidence_write(
    const reckon_evidence *evidence, char **text, reckon_error *error)
{
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    if (!evidence || !text)
        return rk_fail(error, RECKON_ARGUMENT, "evidence and a place for the text are needed");
    rk_emit_evidence(&emit, evidence);
    rk_emit_finish(&emit);
    *text = rk_buffer_take(&buffer);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory");
}
