/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/copy.h"

#include <string.h>

#include "core/memory.h"
#include "evidence/fields.h"

static size_t bytes_of(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static size_t bytes_of_fields(const void *description, const rk_text_fields *fields)
{
    size_t bytes = 0;
    for (size_t i = 0; i < fields->count; i++)
        bytes += bytes_of(rk_text_of(description, &fields->field[i]));
    return bytes;
}

static size_t bytes_of_list(const char *const *list, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += bytes_of(list[i]);
    return bytes;
}

/* Copies to *end, moves it on, and returns the copy. */
static const char *place(char **end, const char *text)
{
    if (!text)
        return NULL;
    char *start = *end;
    size_t bytes = strlen(text) + 1;
    memcpy(start, text, bytes);
    *end += bytes;
    return start;
}

static void place_fields(char **end, void *description, const rk_text_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        rk_text_put(description, &fields->field[i], place(end, rk_text_of(description, &fields->field[i])));
}

static void *copy_fields(void *description, const rk_text_fields *fields)
{
    char *block = rk_alloc(bytes_of_fields(description, fields), 1);
    char *end = block;
    if (block)
        place_fields(&end, description, fields);
    return block;
}

void *rk_copy_population_texts(reckon_population *population)
{
    return copy_fields(population, &rk_population_texts);
}

void *rk_copy_source_texts(reckon_source *source)
{
    return copy_fields(source, &rk_source_texts);
}

/* The lists of pointers come first in the block, where they are aligned; the text follows. */
void *rk_copy_estimate_texts(reckon_estimate *estimate)
{
    size_t lists = estimate->derived_count + estimate->chain_count;
    size_t bytes = lists * sizeof(char *) + bytes_of_fields(estimate, &rk_estimate_texts) +
                   bytes_of_fields(&estimate->citation, &rk_citation_texts) +
                   bytes_of_list(estimate->derived_from, estimate->derived_count) +
                   bytes_of_list(estimate->chain, estimate->chain_count);
    const char **block = rk_alloc(bytes, 1);
    if (!block)
        return NULL;
    const char **derived = block, **chain = block + estimate->derived_count;
    char *end = (char *)(block + lists);
    place_fields(&end, estimate, &rk_estimate_texts);
    place_fields(&end, &estimate->citation, &rk_citation_texts);
    for (size_t i = 0; i < estimate->derived_count; i++)
        derived[i] = place(&end, estimate->derived_from[i]);
    for (size_t i = 0; i < estimate->chain_count; i++)
        chain[i] = place(&end, estimate->chain[i]);
    estimate->derived_from = estimate->derived_count ? derived : NULL;
    estimate->chain = estimate->chain_count ? chain : NULL;
    return block;
}
