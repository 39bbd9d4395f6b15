/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/origins.h"

#include <stdio.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "evidence/store.h"

static reckon_status fail_link(
    reckon_error *error, reckon_status code, size_t estimate, size_t link, const char *id, const char *what)
{
    char pointer[96], shown[RK_SHOWN];
    snprintf(pointer, sizeof pointer, "/estimates/%zu/derived_from/%zu", estimate, link);
    return rk_fail_at(error, code, pointer, "\"%s\" in \"derived_from\" %s", rk_shown(shown, id), what);
}

static reckon_measure measure_of(const reckon_evidence *evidence, size_t estimate)
{
    return evidence->populations[evidence->estimates[estimate].population].stated.measure;
}

/* Resolves the ids of one estimate. `seen` holds, for each origin, 1 + the last estimate that named it. */
static reckon_status link_estimate(
    const reckon_evidence *evidence, size_t index, rk_origins *origins, size_t *seen, reckon_error *error)
{
    const reckon_estimate *stated = &evidence->estimates[index].stated;
    for (size_t i = 0; i < stated->derived_count; i++) {
        const char *id = stated->derived_from[i];
        size_t origin = rk_id_index_find(&evidence->estimate_ids, id);
        if (origin == RK_NO_INDEX)
            return fail_link(error, RECKON_REFERENCE, index, i, id, "is no estimate");
        if (origin == index)
            return fail_link(error, RECKON_REFERENCE, index, i, id, "is the estimate itself");
        if (seen[origin] == index + 1)
            return fail_link(error, RECKON_DUPLICATE, index, i, id, "is named twice");
        if (measure_of(evidence, origin) != measure_of(evidence, index))
            return fail_link(error, RECKON_MEASURE, index, i, id, "counts with another measure");
        seen[origin] = index + 1;
        origins->origin[origins->start[index] + i] = origin;
    }
    origins->start[index + 1] = origins->start[index] + stated->derived_count;
    return RECKON_OK;
}

/*
 * Depth-first from `root`, without recursion: `next` is 0 for an estimate not met yet, else 1 + the link to follow
 * next; a finished one has all its links followed. `path` is the stack. Meeting one that is on the path closes a
 * circle.
 */
static reckon_status visit(const reckon_evidence *evidence, rk_origins *origins, size_t root, size_t *next,
    size_t *path, size_t *done, reckon_error *error)
{
    size_t depth = 0;
    path[depth++] = root;
    next[root] = 1;
    while (depth) {
        size_t at = path[depth - 1];
        size_t link = next[at] - 1;
        if (origins->start[at] + link == origins->start[at + 1]) {
            origins->order[(*done)++] = at;
            next[at]++;
            depth--;
            continue;
        }
        next[at]++;
        size_t origin = origins->origin[origins->start[at] + link];
        if (!next[origin]) {
            next[origin] = 1;
            path[depth++] = origin;
        } else if (next[origin] - 1 <= origins->start[origin + 1] - origins->start[origin]) {
            return fail_link(error, RECKON_REFERENCE, at, link, evidence->estimates[origin].stated.id,
                "closes a circle: it derives from this estimate");
        }
    }
    return RECKON_OK;
}

static reckon_status sort(const reckon_evidence *evidence, rk_origins *origins, size_t *next, reckon_error *error)
{
    size_t done = 0;
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < origins->count; i++)
        next[i] = 0;
    for (size_t i = 0; status == RECKON_OK && i < origins->count; i++)
        if (!next[i])
            status = visit(evidence, origins, i, next, origins->scratch, &done, error);
    return status;
}

reckon_status rk_origins_build(const reckon_evidence *evidence, rk_origins *origins, reckon_error *error)
{
    size_t count = evidence->estimate_ids.count, links = 0;
    for (size_t i = 0; i < count; i++)
        links += evidence->estimates[i].stated.derived_count;
    *origins = (rk_origins){count, NULL, NULL, NULL, NULL};
    size_t *marks = rk_alloc(count, sizeof *marks);
    origins->start = rk_alloc(count + 1, sizeof *origins->start);
    origins->origin = rk_alloc(links, sizeof *origins->origin);
    origins->order = rk_alloc(count, sizeof *origins->order);
    origins->scratch = rk_alloc(count, sizeof *origins->scratch);
    reckon_status status = RECKON_OK;
    if (!marks || !origins->start || !origins->origin || !origins->order || !origins->scratch)
        status = rk_fail(error, RECKON_MEMORY, "out of memory");
    for (size_t i = 0; status == RECKON_OK && i < count; i++)
        status = link_estimate(evidence, i, origins, marks, error);
    if (status == RECKON_OK)
        status = sort(evidence, origins, marks, error);
    rk_free(marks);
    return status;
}

void rk_origins_free(rk_origins *origins)
{
    rk_free(origins->start);
    rk_free(origins->origin);
    rk_free(origins->order);
    rk_free(origins->scratch);
    *origins = (rk_origins){0, NULL, NULL, NULL, NULL};
}
