/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/links.h"

#include <stdio.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "evidence/store.h"

/* The list of one estimate under a key of the format. */
typedef struct named {
    const char *const *ids;
    size_t count;
} named;

static named named_by(const reckon_evidence *evidence, rk_link_kind kind, size_t estimate)
{
    const reckon_estimate *stated = &evidence->estimates[estimate].stated;
    return kind == RK_SUPERSEDES ? (named){stated->supersedes, stated->supersedes_count}
                                 : (named){stated->derived_from, stated->derived_count};
}

static reckon_status fail_link(reckon_error *error, reckon_status code, rk_link_kind kind,
    size_t estimate, size_t link, const char *id, const char *what)
{
    const char *key = kind == RK_SUPERSEDES ? "supersedes" : "derived_from";
    char pointer[96], shown[RK_SHOWN];
    snprintf(pointer, sizeof pointer, "/estimates/%zu/%s/%zu", estimate, key, link);
    return rk_fail_at(error, code, pointer, "\"%s\" in \"%s\" %s", rk_shown(shown, id), key, what);
}

static reckon_measure measure_of(const reckon_evidence *evidence, size_t estimate)
{
    return evidence->populations[evidence->estimates[estimate].population].stated.measure;
}

/* Resolves the ids of one estimate. `seen` holds, for each target, 1 + the last estimate that named
 * it. */
static reckon_status link_estimate(const reckon_evidence *evidence, size_t index, rk_links *links,
    size_t *seen, reckon_error *error)
{
    named list = named_by(evidence, links->kind, index);
    for (size_t i = 0; i < list.count; i++) {
        const char *id = list.ids[i];
        size_t target = rk_id_index_find(&evidence->estimate_ids, id);
        if (target == RK_NO_INDEX)
            return fail_link(error, RECKON_REFERENCE, links->kind, index, i, id, "is no estimate");
        if (target == index)
            return fail_link(
                error, RECKON_REFERENCE, links->kind, index, i, id, "is the estimate itself");
        if (seen[target] == index + 1)
            return fail_link(error, RECKON_DUPLICATE, links->kind, index, i, id, "is named twice");
        if (measure_of(evidence, target) != measure_of(evidence, index))
            return fail_link(
                error, RECKON_MEASURE, links->kind, index, i, id, "counts with another measure");
        if (links->kind == RK_SUPERSEDES &&
            evidence->estimates[target].population != evidence->estimates[index].population)
            return fail_link(
                error, RECKON_REFERENCE, links->kind, index, i, id, "counts another population");
        seen[target] = index + 1;
        links->target[links->start[index] + i] = target;
    }
    links->start[index + 1] = links->start[index] + list.count;
    return RECKON_OK;
}

/*
 * Depth-first from `root`, without recursion: `next` is 0 for an estimate not met yet, else 1 + the
 * link to follow next; a finished one has all its links followed. `path` is the stack. Meeting one
 * that is on the path closes a circle.
 */
static reckon_status visit(const reckon_evidence *evidence, rk_links *links, size_t root,
    size_t *next, size_t *path, size_t *done, reckon_error *error)
{
    size_t depth = 0;
    path[depth++] = root;
    next[root] = 1;
    while (depth) {
        size_t at = path[depth - 1];
        size_t link = next[at] - 1;
        if (links->start[at] + link == links->start[at + 1]) {
            links->order[(*done)++] = at;
            next[at]++;
            depth--;
            continue;
        }
        next[at]++;
        size_t target = links->target[links->start[at] + link];
        if (!next[target]) {
            next[target] = 1;
            path[depth++] = target;
        } else if (next[target] - 1 <= links->start[target + 1] - links->start[target]) {
            const char *what = links->kind == RK_SUPERSEDES
                                   ? "closes a circle: it supersedes this estimate"
                                   : "closes a circle: it derives from this estimate";
            return fail_link(error, RECKON_REFERENCE, links->kind, at, link,
                evidence->estimates[target].stated.id, what);
        }
    }
    return RECKON_OK;
}

static reckon_status sort(const reckon_evidence *evidence, rk_links *links, size_t *next,
    size_t *path, reckon_error *error)
{
    size_t done = 0;
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < links->count; i++)
        next[i] = 0;
    for (size_t i = 0; status == RECKON_OK && i < links->count; i++)
        if (!next[i])
            status = visit(evidence, links, i, next, path, &done, error);
    return status;
}

reckon_status rk_links_build(
    const reckon_evidence *evidence, rk_link_kind kind, rk_links *links, reckon_error *error)
{
    size_t count = evidence->estimate_ids.count, total = 0;
    for (size_t i = 0; i < count; i++)
        total += named_by(evidence, kind, i).count;
    *links = (rk_links){kind, count, NULL, NULL, NULL};
    size_t *marks = rk_alloc(count, sizeof *marks), *path = rk_alloc(count, sizeof *path);
    links->start = rk_alloc(count + 1, sizeof *links->start);
    links->target = rk_alloc(total, sizeof *links->target);
    links->order = rk_alloc(count, sizeof *links->order);
    reckon_status status = RECKON_OK;
    if (!marks || !path || !links->start || !links->target || !links->order)
        status = rk_fail(error, RECKON_MEMORY, "out of memory");
    for (size_t i = 0; status == RECKON_OK && i < count; i++)
        status = link_estimate(evidence, i, links, marks, error);
    if (status == RECKON_OK)
        status = sort(evidence, links, marks, path, error);
    rk_free(marks);
    rk_free(path);
    return status;
}

void rk_links_free(rk_links *links)
{
    rk_free(links->start);
    rk_free(links->target);
    rk_free(links->order);
    *links = (rk_links){links->kind, 0, NULL, NULL, NULL};
}
