/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the temporal model has to say beside its numbers: assumptions, and notes with a code
 * (docs/temporal.md). */
#ifndef RK_METHODS_TEMPORAL_NOTES_H
#define RK_METHODS_TEMPORAL_NOTES_H

#include <reckon/temporal.h>

#include "methods/method.h"

/* Adds all that apply; the rows stand already, and `asked` is the fit's own problem: its grid, and
 * three probabilities at the end that are low, central and high. False when memory is out. */
bool rk_temporal_notes(const rk_problem *problem, const reckon_temporal_problem *asked,
    const reckon_temporal_result *fit, rk_answer *answer);

/* Whether a reading is an anchor's or certain: it is taken to be about the number itself. */
bool rk_holds_the_level(const rk_problem *problem, size_t reading);

#endif
