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
        rk_text_put(
            description, &fields->field[i], place(end, rk_text_of(description, &fields->field[i])));
}

/* Events come first in the block, where they are aligned; the text follows. */
void *rk_copy_population_texts(reckon_population *population)
{
    size_t count = population->event_count;
    size_t bytes = count * sizeof(reckon_event) + bytes_of_fields(population, &rk_population_texts);
    for (size_t i = 0; i < count; i++)
        bytes += bytes_of_fields(&population->events[i], &rk_event_texts);
    reckon_event *events = rk_alloc(bytes, 1);
    if (!events)
        return NULL;
    char *end = (char *)(events + count);
    place_fields(&end, population, &rk_population_texts);
    for (size_t i = 0; i < count; i++) {
        events[i] = population->events[i];
        place_fields(&end, &events[i], &rk_event_texts);
    }
    population->events = count ? events : NULL;
    return events;
}

void *rk_copy_source_texts(reckon_source *source)
{
    char *block = rk_alloc(bytes_of_fields(source, &rk_source_texts), 1);
    char *end = block;
    if (block)
        place_fields(&end, source, &rk_source_texts);
    return block;
}

/* Points *list at a copy of itself: its pointers at *slot, its texts at *end, both of which move
 * on. */
static void place_list(const char ***slot, char **end, const char *const **list, size_t count)
{
    const char **copy = *slot;
    for (size_t i = 0; i < count; i++)
        copy[i] = place(end, (*list)[i]);
    *slot += count;
    *list = count ? copy : NULL;
}

/* The lists of pointers come first in the block, where they are aligned; the text follows. */
void *rk_copy_estimate_texts(reckon_estimate *estimate)
{
    size_t lists = estimate->derived_count + estimate->chain_count + estimate->supersedes_count;
    size_t bytes = lists * sizeof(char *) + bytes_of_fields(estimate, &rk_estimate_texts) +
                   bytes_of_fields(&estimate->citation, &rk_citation_texts) +
                   bytes_of_list(estimate->derived_from, estimate->derived_count) +
                   bytes_of_list(estimate->chain, estimate->chain_count) +
                   bytes_of_list(estimate->supersedes, estimate->supersedes_count);
    const char **block = rk_alloc(bytes, 1), **slot = block;
    if (!block)
        return NULL;
    char *end = (char *)(block + lists);
    place_fields(&end, estimate, &rk_estimate_texts);
    place_fields(&end, &estimate->citation, &rk_citation_texts);
    place_list(&slot, &end, &estimate->derived_from, estimate->derived_count);
    place_list(&slot, &end, &estimate->chain, estimate->chain_count);
    place_list(&slot, &end, &estimate->supersedes, estimate->supersedes_count);
    return block;
}
