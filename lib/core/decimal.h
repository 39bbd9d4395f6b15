/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decimal digits of a double, by whole numbers only: exact, and the same on every machine. */
#ifndef RK_CORE_DECIMAL_H
#define RK_CORE_DECIMAL_H

#include <stdbool.h>

/* d.ddd times 10^exponent. */
typedef struct rk_decimal {
    int count; /* 1 to 17; the last digit is not 0 */
    int exponent;
    char digits[17]; /* '0' to '9', not terminated */
} rk_decimal;

/* The numbers for which rk_shortest_decimal() is there; its exponents are then -4 to 14. */
static const double rk_least_decimal = 1e-4, rk_most_decimal = 1e15; /* the second itself not */

/*
 * The fewest of 15, 16 and 17 digits, correctly rounded, that read back as the same double, without zeros at the end:
 * the digits of the first of %.15e, %.16e and %.17e that does. `value` in [rk_least_decimal, rk_most_decimal).
 */
void rk_shortest_decimal(double value, rk_decimal *decimal);

#endif
