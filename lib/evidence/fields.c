/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/fields.h"

#include <string.h>

#include <reckon/evidence.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const rk_text_field population_texts[] = {
    {"id", offsetof(reckon_population, id), true},
    {"name", offsetof(reckon_population, name), false},
    {"unit", offsetof(reckon_population, unit), false},
    {"note", offsetof(reckon_population, note), false},
    {"scope", offsetof(reckon_population, scope), false},
    {"since", offsetof(reckon_population, since), false},
};

static const rk_text_field event_texts[] = {
    {"date", offsetof(reckon_event, date), true},
    {"note", offsetof(reckon_event, note), false},
};

static const rk_text_field source_texts[] = {
    {"id", offsetof(reckon_source, id), true},
    {"name", offsetof(reckon_source, name), false},
    {"type", offsetof(reckon_source, type), false},
    {"note", offsetof(reckon_source, note), false},
};

static const rk_text_field estimate_texts[] = {
    {"id", offsetof(reckon_estimate, id), true},
    {"population", offsetof(reckon_estimate, population), true},
    {"source", offsetof(reckon_estimate, source), true},
    {"date", offsetof(reckon_estimate, date), true},
    {"published", offsetof(reckon_estimate, published), false},
    {"exclude", offsetof(reckon_estimate, exclude), false},
    {"note", offsetof(reckon_estimate, note), false},
    {"origin", offsetof(reckon_estimate, origin), false},
    {"text", offsetof(reckon_estimate, text), false},
    {"language", offsetof(reckon_estimate, language), false},
    {"since", offsetof(reckon_estimate, since), false},
    {"per", offsetof(reckon_estimate, per), false},
};

static const rk_text_field citation_texts[] = {
    {"author", offsetof(reckon_citation, author), false},
    {"title", offsetof(reckon_citation, title), false},
    {"document", offsetof(reckon_citation, document), false},
    {"publication", offsetof(reckon_citation, publication), false},
    {"date", offsetof(reckon_citation, date), false},
    {"quote", offsetof(reckon_citation, quote), false},
    {"url", offsetof(reckon_citation, url), false},
    {"page", offsetof(reckon_citation, page), false},
    {"note", offsetof(reckon_citation, note), false},
};

const rk_text_fields rk_population_texts = {population_texts, COUNT(population_texts)};
const rk_text_fields rk_event_texts = {event_texts, COUNT(event_texts)};
const rk_text_fields rk_source_texts = {source_texts, COUNT(source_texts)};
const rk_text_fields rk_estimate_texts = {estimate_texts, COUNT(estimate_texts)};
const rk_text_fields rk_citation_texts = {citation_texts, COUNT(citation_texts)};

const char *rk_text_of(const void *description, const rk_text_field *field)
{
    const char *text;
    memcpy(&text, (const char *)description + field->offset, sizeof text);
    return text;
}

void rk_text_put(void *description, const rk_text_field *field, const char *text)
{
    memcpy((char *)description + field->offset, &text, sizeof text);
}
