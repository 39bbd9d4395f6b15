/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certain statements in the methods that answer date by date: whatever they make of the rest, these
 * hold. */
#ifndef RK_METHODS_CERTAIN_H
#define RK_METHODS_CERTAIN_H

#include "methods/classical.h"

/*
 * Holds the answer of one date to what is certain at it. A certain statement holds on its own date;
 * a floor under a cumulative total holds ever after, a ceiling over one at any time before. Two
 * that exclude each other leave an empty answer and a note with both ids. False when memory is out.
 */
bool rk_certain_limit(
    const rk_problem *problem, double year, rk_date_answer *date, rk_answer *answer);

/* The same for a whole answer: the first pair of certain readings that exclude each other at one
 * date. */
bool rk_certain_contradiction(const rk_problem *problem, size_t *floor, size_t *ceiling);

#endif
