/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/fields.h"

#include <string.h>

#include <reckon/evidence.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const rk_text_field population_texts[] = {
    {"id", offsetof(reckon_population, id)},
    {"name", offsetof(reckon_population, name)},
    {"unit", offsetof(reckon_population, unit)},
    {"note", offsetof(reckon_population, note)},
};

static const rk_text_field source_texts[] = {
    {"id", offsetof(reckon_source, id)},
    {"name", offsetof(reckon_source, name)},
    {"type", offsetof(reckon_source, type)},
    {"note", offsetof(reckon_source, note)},
};

static const rk_text_field estimate_texts[] = {
    {"id", offsetof(reckon_estimate, id)},
    {"population", offsetof(reckon_estimate, population)},
    {"source", offsetof(reckon_estimate, source)},
    {"date", offsetof(reckon_estimate, date)},
    {"published", offsetof(reckon_estimate, published)},
    {"exclude", offsetof(reckon_estimate, exclude)},
    {"note", offsetof(reckon_estimate, note)},
};

static const rk_text_field citation_texts[] = {
    {"author", offsetof(reckon_citation, author)},
    {"title", offsetof(reckon_citation, title)},
    {"document", offsetof(reckon_citation, document)},
    {"publication", offsetof(reckon_citation, publication)},
    {"date", offsetof(reckon_citation, date)},
    {"quote", offsetof(reckon_citation, quote)},
    {"url", offsetof(reckon_citation, url)},
    {"page", offsetof(reckon_citation, page)},
    {"note", offsetof(reckon_citation, note)},
};

const rk_text_fields rk_population_texts = {population_texts, COUNT(population_texts)};
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
