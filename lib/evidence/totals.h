/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Totals so far of one population must run since one date. One that starts later joins the others
 * when some estimate says what had come before: a total since the common date, dated where the
 * later one starts, bridges the two.
 */
#ifndef RK_EVIDENCE_TOTALS_H
#define RK_EVIDENCE_TOTALS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

/*
 * The errors of reckon_evidence_check() about `since`. bridge[estimate], the estimate whose
 * total is to be added, or RK_NO_INDEX. plays[estimate]: it is not excluded, a check, superseded or
 * too late; what does not play is held to nothing and bridges nothing.
 */
reckon_status rk_totals_check(
    const reckon_evidence *evidence, const bool *plays, size_t *bridge, reckon_error *error);

#endif
