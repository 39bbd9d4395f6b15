/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the numbers of one estimate claim, on their own scale: ends, kind, and what was made of them
 * in words. */
#ifndef RK_EVIDENCE_STATEMENT_H
#define RK_EVIDENCE_STATEMENT_H

#include <reckon/evidence.h>

#include "evidence/readings.h"

/* Sets kind (a distribution with a `best` is a split), low, high, best, level and note of a
 * reading. */
void rk_statement_read(rk_reading *reading, reckon_measure measure, const reckon_estimate *stated);

/* Adds to the note, after "; " when there is one; cut at a whole character when it is full. */
void rk_reading_note(rk_reading *reading, const char *text);

#endif
