/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The texts of each description, by name and place. The names are the keys of the format, so that
 * checking, copying, reading and writing all go through these tables and none can forget a field.
 */
#ifndef RK_EVIDENCE_FIELDS_H
#define RK_EVIDENCE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rk_text_field {
    const char *name;
    size_t offset;
    bool required;
} rk_text_field;

typedef struct rk_text_fields {
    const rk_text_field *field; /* [count] */
    size_t count;
} rk_text_fields;

/*
 * Of a reckon_population (without its events), a reckon_event, a reckon_source, a reckon_estimate
 * (without its citation and lists) and a reckon_citation.
 */
extern const rk_text_fields rk_population_texts;
extern const rk_text_fields rk_event_texts;
extern const rk_text_fields rk_source_texts;
extern const rk_text_fields rk_estimate_texts;
extern const rk_text_fields rk_citation_texts;

/* The text of one field of a description, and its replacement. */
const char *rk_text_of(const void *description, const rk_text_field *field);
void rk_text_put(void *description, const rk_text_field *field, const char *text);

#endif
