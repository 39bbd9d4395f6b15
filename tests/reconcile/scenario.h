/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence in a line a claim, and reconciling it, for tests of the front door. Everything fails the
 * running test on error. */
#ifndef TESTS_RECONCILE_SCENARIO_H
#define TESTS_RECONCILE_SCENARIO_H

#include <stddef.h>

#include <reckon/reconcile.h>

/* One claim: a range (low, high), a distribution (level > 0), at least (high 0) or at most (low 0).
 */
typedef struct claim {
    const char *source; /* NULL: a source of its own */
    const char *date;
    double low, high;
    double level;  /* 0: none stated */
    double weight; /* 0: 1 */
} claim;

/* Evidence of one population "p" with claims[count], in this order; sources appear in the order of
 * first use. */
reckon_evidence *scenario_evidence(reckon_measure measure, const claim *claims, size_t count);

/* What to ask: NULL or 0 where the default will do. */
typedef struct question {
    const char *method;
    const char *options[8][2]; /* {name, value} pairs, ended by a NULL name */
    double level;
    const char *dates[12]; /* ended by NULL */
} question;

reckon_request *scenario_request(const question *asked);
reckon_result *scenario_reconcile(const reckon_evidence *evidence, const question *asked);

/* Evidence and answer in one step. */
reckon_result *scenario_answer(
    reckon_measure measure, const claim *claims, size_t count, const question *asked);

#endif
