/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which estimates speak, which are silent and why: reasons that lie between estimates. */
#ifndef RK_EVIDENCE_STANDING_H
#define RK_EVIDENCE_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

#include "evidence/links.h"

typedef struct rk_standing {
    size_t count; /* estimates; each array below has one entry for each */
    double as_of;
    const bool *left_out; /* [count], borrowed: as if excluded; or NULL */
    bool *plays;          /* not excluded, no check, published by as_of, not superseded */
    size_t *superseder; /* what takes its place in the end, or RK_NO_INDEX; counts only when itself
                           in force */
    size_t *bridge;     /* the total to be added to this one (totals.h), or RK_NO_INDEX */
    size_t *voice;    /* rk_standing_voices() fills it: what speaks in its place, or RK_NO_INDEX */
    bool *succession; /* likewise: that voice speaks by having superseded what it derives from */
    rk_links derived;
} rk_standing;

/* The errors of reckon_evidence_check(). rk_standing_free() is due in any case. */
reckon_status rk_standing_build(
    const reckon_evidence *evidence, double as_of, rk_standing *standing, reckon_error *error);
void rk_standing_free(rk_standing *standing);
/* The same as if the estimates of left_out[] (borrowed; NULL: none) were excluded. */
reckon_status rk_standing_build_without(const reckon_evidence *evidence, double as_of,
    const bool *left_out, rk_standing *standing, reckon_error *error);

/* Whether an estimate is known to have been published by `as_of`. */
bool rk_standing_published(const reckon_evidence *evidence, size_t estimate, double as_of);

/*
 * Who speaks for whom in one population: an estimate derives, directly or through others, from one
 * that plays and has no voice above it; or from one that was superseded, and its successor speaks.
 */
void rk_standing_voices(const reckon_evidence *evidence, size_t population, rk_standing *standing);

#endif
