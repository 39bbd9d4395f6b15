/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <reckon/evidence.h>

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "evidence/copy.h"
#include "evidence/standing.h"
#include "evidence/store.h"
#include "evidence/validate.h"

reckon_status reckon_evidence_new(reckon_evidence **evidence)
{
    if (!evidence)
        return RECKON_ARGUMENT;
    *evidence = rk_alloc(1, sizeof **evidence);
    if (!*evidence)
        return RECKON_MEMORY;
    reckon_admiralty_default((*evidence)->admiralty);
    return RECKON_OK;
}

void reckon_evidence_free(reckon_evidence *evidence)
{
    if (!evidence)
        return;
    for (size_t i = 0; i < evidence->population_ids.count; i++)
        rk_free(evidence->populations[i].text);
    for (size_t i = 0; i < evidence->source_ids.count; i++)
        rk_free(evidence->sources[i].text);
    for (size_t i = 0; i < evidence->estimate_ids.count; i++)
        rk_free(evidence->estimates[i].text);
    rk_free(evidence->populations);
    rk_free(evidence->sources);
    rk_free(evidence->estimates);
    rk_id_index_free(&evidence->population_ids);
    rk_id_index_free(&evidence->source_ids);
    rk_id_index_free(&evidence->estimate_ids);
    rk_free(evidence->title);
    rk_free(evidence->note);
    rk_free(evidence);
}

reckon_status reckon_evidence_set_title(
    reckon_evidence *evidence, const char *title, const char *note)
{
    if (!evidence)
        return RECKON_ARGUMENT;
    if ((title && !rk_utf8_valid(title)) || (note && !rk_utf8_valid(note)))
        return RECKON_VALUE;
    char *new_title = rk_strdup(title), *new_note = rk_strdup(note);
    if ((title && !new_title) || (note && !new_note)) {
        rk_free(new_title);
        rk_free(new_note);
        return RECKON_MEMORY;
    }
    rk_free(evidence->title);
    rk_free(evidence->note);
    evidence->title = new_title;
    evidence->note = new_note;
    return RECKON_OK;
}

const char *reckon_evidence_title(const reckon_evidence *evidence)
{
    return evidence ? evidence->title : NULL;
}

const char *reckon_evidence_note(const reckon_evidence *evidence)
{
    return evidence ? evidence->note : NULL;
}

/*
 * Takes over what the caller's description has, which may be the shorter struct of an older header:
 * `to` holds the defaults of the rest. Every description starts with its struct_size.
 */
static reckon_status take(reckon_evidence *evidence, void *to, size_t size, const void *description,
    const char *kind, reckon_error *error)
{
    size_t given = 0;
    if (!evidence || !description)
        return rk_fail(error, RECKON_ARGUMENT, "evidence and a %s are needed", kind);
    memcpy(&given, description, sizeof given);
    if (given < sizeof given || given > size)
        return rk_fail(error, RECKON_ARGUMENT,
            "the %s was not initialised by reckon_%s_init, or by a newer one", kind, kind);
    memcpy(to, description, given);
    memcpy(to, &size, sizeof size);
    return RECKON_OK;
}

/* Makes sure that the next entry and its id have room. */
static reckon_status reserve(void **entries, size_t size, size_t *capacity, rk_id_index *ids)
{
    if (!rk_id_index_reserve(ids))
        return RECKON_MEMORY;
    if (ids->count < *capacity)
        return RECKON_OK;
    size_t grown = *capacity ? 2 * *capacity : 16;
    void *moved = rk_realloc(*entries, grown, size);
    if (!moved)
        return RECKON_MEMORY;
    *entries = moved;
    *capacity = grown;
    return RECKON_OK;
}

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory");
}

reckon_status reckon_evidence_add_population(
    reckon_evidence *evidence, const reckon_population *population, reckon_error *error)
{
    rk_stored_population entry;
    reckon_population_init(&entry.stated);
    reckon_status status =
        take(evidence, &entry.stated, sizeof entry.stated, population, "population", error);
    if (status == RECKON_OK)
        status = rk_validate_population(evidence, &entry.stated, &entry.since, error);
    if (status != RECKON_OK)
        return status;
    void *entries = evidence->populations;
    status =
        reserve(&entries, sizeof entry, &evidence->population_capacity, &evidence->population_ids);
    evidence->populations = entries;
    entry.text = status == RECKON_OK ? rk_copy_population_texts(&entry.stated) : NULL;
    if (!entry.text)
        return no_memory(error);
    evidence->populations[evidence->population_ids.count] = entry;
    rk_id_index_add(&evidence->population_ids, entry.stated.id);
    return RECKON_OK;
}

reckon_status reckon_evidence_add_source(
    reckon_evidence *evidence, const reckon_source *source, reckon_error *error)
{
    rk_stored_source entry;
    reckon_source_init(&entry.stated);
    reckon_status status =
        take(evidence, &entry.stated, sizeof entry.stated, source, "source", error);
    if (status == RECKON_OK)
        status = rk_validate_source(evidence, &entry.stated, error);
    if (status != RECKON_OK)
        return status;
    void *entries = evidence->sources;
    status = reserve(&entries, sizeof entry, &evidence->source_capacity, &evidence->source_ids);
    evidence->sources = entries;
    entry.text = status == RECKON_OK ? rk_copy_source_texts(&entry.stated) : NULL;
    if (!entry.text)
        return no_memory(error);
    evidence->sources[evidence->source_ids.count] = entry;
    rk_id_index_add(&evidence->source_ids, entry.stated.id);
    return RECKON_OK;
}

reckon_status reckon_evidence_add_estimate(
    reckon_evidence *evidence, const reckon_estimate *estimate, reckon_error *error)
{
    rk_stored_estimate entry;
    reckon_estimate_init(&entry.stated);
    reckon_status status =
        take(evidence, &entry.stated, sizeof entry.stated, estimate, "estimate", error);
    if (status == RECKON_OK)
        status = rk_validate_estimate(evidence, &entry, error);
    if (status != RECKON_OK)
        return status;
    void *entries = evidence->estimates;
    status = reserve(&entries, sizeof entry, &evidence->estimate_capacity, &evidence->estimate_ids);
    evidence->estimates = entries;
    entry.text = status == RECKON_OK ? rk_copy_estimate_texts(&entry.stated) : NULL;
    if (!entry.text)
        return no_memory(error);
    evidence->estimates[evidence->estimate_ids.count] = entry;
    rk_id_index_add(&evidence->estimate_ids, entry.stated.id);
    return RECKON_OK;
}

reckon_status reckon_evidence_check(const reckon_evidence *evidence, reckon_error *error)
{
    rk_standing standing;
    if (!evidence)
        return rk_fail(error, RECKON_ARGUMENT, "evidence is needed");
    reckon_status status = rk_standing_build(evidence, INFINITY, &standing, error);
    rk_standing_free(&standing);
    return status;
}

size_t reckon_evidence_population_count(const reckon_evidence *evidence)
{
    return evidence ? evidence->population_ids.count : 0;
}

size_t reckon_evidence_source_count(const reckon_evidence *evidence)
{
    return evidence ? evidence->source_ids.count : 0;
}

size_t reckon_evidence_estimate_count(const reckon_evidence *evidence)
{
    return evidence ? evidence->estimate_ids.count : 0;
}

const reckon_population *reckon_evidence_population(const reckon_evidence *evidence, size_t index)
{
    return index < reckon_evidence_population_count(evidence) ? &evidence->populations[index].stated
                                                              : NULL;
}

const reckon_source *reckon_evidence_source(const reckon_evidence *evidence, size_t index)
{
    return index < reckon_evidence_source_count(evidence) ? &evidence->sources[index].stated : NULL;
}

const reckon_estimate *reckon_evidence_estimate(const reckon_evidence *evidence, size_t index)
{
    return index < reckon_evidence_estimate_count(evidence) ? &evidence->estimates[index].stated
                                                            : NULL;
}

size_t reckon_evidence_find_population(const reckon_evidence *evidence, const char *id)
{
    return evidence ? rk_id_index_find(&evidence->population_ids, id) : RK_NO_INDEX;
}

size_t reckon_evidence_find_source(const reckon_evidence *evidence, const char *id)
{
    return evidence ? rk_id_index_find(&evidence->source_ids, id) : RK_NO_INDEX;
}

size_t reckon_evidence_find_estimate(const reckon_evidence *evidence, const char *id)
{
    return evidence ? rk_id_index_find(&evidence->estimate_ids, id) : RK_NO_INDEX;
}

reckon_status reckon_evidence_set_admiralty(reckon_evidence *evidence, const double weights[6])
{
    if (!evidence || !weights)
        return RECKON_ARGUMENT;
    for (int i = 0; i < 6; i++)
        if (!(weights[i] > 0 && weights[i] <= 1))
            return RECKON_VALUE;
    memcpy(evidence->admiralty, weights, sizeof evidence->admiralty);
    return RECKON_OK;
}

double reckon_evidence_source_weight(const reckon_evidence *evidence, size_t source)
{
    const reckon_source *stated = reckon_evidence_source(evidence, source);
    if (stated && stated->admiralty)
        return evidence->admiralty[stated->admiralty - 'A'];
    return stated && !isnan(stated->reliability) ? stated->reliability : 1.0;
}
