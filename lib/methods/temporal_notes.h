/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the temporal model has to say beside its numbers: assumptions, and notes with a code (docs/temporal.md). */
#ifndef RK_METHODS_TEMPORAL_NOTES_H
#define RK_METHODS_TEMPORAL_NOTES_H

#include <reckon/temporal.h>

#include "methods/method.h"

/* Adds all that apply; the rows stand already. False when memory is out. */
bool rk_temporal_notes(const rk_problem *problem, const reckon_temporal_result *fit, rk_answer *answer);

#endif
