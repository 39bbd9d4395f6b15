/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that need no reader: digits alone, digits with marks whose meaning is known, a part as
 * percent. */
#ifndef RK_SHEET_NUMBER_H
#define RK_SHEET_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

static inline bool rk_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Up to 15 digits and nothing else; no leading zero but in "0". */
bool rk_whole_number(const char *text, size_t length, double *value);

/* Digits with one decimal mark ('.' or ','), and the other mark, blanks or apostrophes between
 * groups of three. */
bool rk_marked_number(const char *text, size_t length, char decimal, double *value);

/* "0.5", "0,5", "50 %", "50": in (0, 1]. A number above 1 without a percent sign is taken for
 * percent from 2 on. */
bool rk_portion(const char *text, size_t length, double *value);

#endif
