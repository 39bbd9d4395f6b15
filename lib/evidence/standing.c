/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/standing.h"

#include "core/memory.h"
#include "core/status.h"
#include "evidence/store.h"
#include "evidence/totals.h"

static const double SAME_DAY =
    1e-9; /* years: ends of days, computed twice, may differ in their last digits */

bool rk_standing_published(const reckon_evidence *evidence, size_t estimate, double as_of)
{
    return evidence->estimates[estimate].published <= as_of + SAME_DAY;
}

/* In force as far as its own words and dates go, and not left out. */
static bool in_force(const reckon_evidence *evidence, size_t estimate, const rk_standing *standing)
{
    const reckon_estimate *stated = &evidence->estimates[estimate].stated;
    return !stated->exclude && !stated->check &&
           rk_standing_published(evidence, estimate, standing->as_of) &&
           !(standing->left_out && standing->left_out[estimate]);
}

/*
 * Successors first (the reverse of the order, in which what is named comes first), so that theirs
 * are known: the one that takes an estimate's place is the last of the chain.
 */
static void find_superseders(
    const reckon_evidence *evidence, const rk_links *links, rk_standing *standing)
{
    for (size_t i = 0; i < links->count; i++)
        standing->superseder[i] = RK_NO_INDEX;
    for (size_t k = links->count; k-- > 0;) {
        size_t at = links->order[k];
        size_t last = standing->superseder[at];
        if (last == RK_NO_INDEX && in_force(evidence, at, standing))
            last = at;
        for (size_t j = links->start[at]; j < links->start[at + 1]; j++)
            if (standing->superseder[links->target[j]] == RK_NO_INDEX)
                standing->superseder[links->target[j]] = last;
    }
    for (size_t i = 0; i < links->count; i++)
        standing->plays[i] =
            in_force(evidence, i, standing) && standing->superseder[i] == RK_NO_INDEX;
}

reckon_status rk_standing_build_without(const reckon_evidence *evidence, double as_of,
    const bool *left_out, rk_standing *standing, reckon_error *error)
{
    size_t count = evidence->estimate_ids.count;
    rk_links supersedes = {RK_SUPERSEDES, 0, NULL, NULL, NULL};
    *standing = (rk_standing){.count = count, .as_of = as_of, .left_out = left_out};
    standing->plays = rk_alloc(count, sizeof *standing->plays);
    standing->superseder = rk_alloc(count, sizeof *standing->superseder);
    standing->bridge = rk_alloc(count, sizeof *standing->bridge);
    standing->voice = rk_alloc(count, sizeof *standing->voice);
    standing->succession = rk_alloc(count, sizeof *standing->succession);
    reckon_status status = RECKON_OK;
    if (!standing->plays || !standing->superseder || !standing->bridge || !standing->voice ||
        !standing->succession)
        status = rk_fail(error, RECKON_MEMORY, "out of memory");
    if (status == RECKON_OK)
        status = rk_links_build(evidence, RK_DERIVED_FROM, &standing->derived, error);
    if (status == RECKON_OK)
        status = rk_links_build(evidence, RK_SUPERSEDES, &supersedes, error);
    if (status == RECKON_OK) {
        find_superseders(evidence, &supersedes, standing);
        status = rk_totals_check(evidence, standing->plays, standing->bridge, error);
    }
    rk_links_free(&supersedes);
    return status;
}

reckon_status rk_standing_build(
    const reckon_evidence *evidence, double as_of, rk_standing *standing, reckon_error *error)
{
    return rk_standing_build_without(evidence, as_of, NULL, standing, error);
}

void rk_standing_free(rk_standing *standing)
{
    rk_links_free(&standing->derived);
    rk_free(standing->plays);
    rk_free(standing->superseder);
    rk_free(standing->bridge);
    rk_free(standing->voice);
    rk_free(standing->succession);
    *standing = (rk_standing){.count = 0};
}

/* Who speaks for what derives from `origin`; *succession: because it superseded something. */
static size_t speaker_for(const reckon_evidence *evidence, size_t population,
    const rk_standing *standing, size_t origin, bool *succession)
{
    bool ours = evidence->estimates[origin].population == population;
    *succession = false;
    if (ours && standing->plays[origin] && standing->voice[origin] == RK_NO_INDEX)
        return origin;
    *succession = true;
    if (ours && standing->superseder[origin] != RK_NO_INDEX)
        return standing->superseder[origin];
    *succession = standing->succession[origin];
    return standing->voice[origin];
}

/*
 * Originals come before what derives from them, so theirs are known. A voice by succession silences
 * no successor: two corrections that each build on what the other corrected would fall silent
 * together.
 */
void rk_standing_voices(const reckon_evidence *evidence, size_t population, rk_standing *standing)
{
    const rk_links *links = &standing->derived;
    for (size_t i = 0; i < links->count; i++) {
        size_t at = links->order[i];
        bool is_successor = evidence->estimates[at].stated.supersedes_count > 0;
        standing->voice[at] = RK_NO_INDEX;
        standing->succession[at] = false;
        for (size_t j = links->start[at];
             standing->voice[at] == RK_NO_INDEX && j < links->start[at + 1]; j++) {
            bool succession;
            size_t speaker =
                speaker_for(evidence, population, standing, links->target[j], &succession);
            if (speaker == RK_NO_INDEX || speaker == at || (succession && is_successor))
                continue;
            standing->voice[at] = speaker;
            standing->succession[at] = succession;
        }
    }
}
