/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of the format, for both roads in: the builder functions and the JSON reader. Pointers
 * in errors are inside the description ("/low", "/citation/quote"; "" is the whole).
 */
#ifndef RK_EVIDENCE_VALIDATE_H
#define RK_EVIDENCE_VALIDATE_H

#include <reckon/date.h>
#include <reckon/evidence.h>
#include <reckon/status.h>

#include "evidence/store.h"

/* *since: where its totals start, in decimal years; NAN when that is not said. */
reckon_status rk_validate_population(const reckon_evidence *evidence,
    const reckon_population *population, double *since, reckon_error *error);
reckon_status rk_validate_source(
    const reckon_evidence *evidence, const reckon_source *source, reckon_error *error);

/* Checks an estimate, gives it the numbers that its words say, and fills `entry` but for what
 * copying does. */
reckon_status rk_validate_estimate(
    const reckon_evidence *evidence, rk_stored_estimate *entry, reckon_error *error);

#endif
