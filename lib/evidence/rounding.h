/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a single number says about its own precision, when nobody states it. */
#ifndef RK_EVIDENCE_ROUNDING_H
#define RK_EVIDENCE_ROUNDING_H

#include <stdbool.h>

#include <reckon/evidence.h>

/*
 * The unit of the last digit of a finite value > 0 that is not zero: 1,000 of 23,000, 0.001 of
 * 0.667. The digits are those of the shortest decimal that reads back as the same double. With
 * `count_fives` a final 5 is five of its units, since people count on in fives: 5,000 of 25,000.
 */
double rk_last_unit(double value, bool count_fives);

/*
 * The half-width of a bare number, value >= 0 and finite: 5 %, or half a person if that is more; of
 * a share, half a unit of its last digit, at least 0.01. No head count is known better unless it
 * says so.
 */
double rk_plain_half_width(reckon_measure measure, double value);

/*
 * The half-width of "about": two units of the last digit (a final 5 counts as five), at least 5 %,
 * at most 20 %, and never less than without the word. value > 0.
 */
double rk_approximate_half_width(reckon_measure measure, double value);

#endif
