/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/rounding.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_DIGITS = 2 };

double rk_round_digits(double value, int digits)
{
    char text[40]; /* written and read with the same locale's mark */
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL);
}

double rk_rounding_precision(double value)
{
    /* The shortest of 15, 16 and 17 digits that reads back; both calls use the same locale's mark. */
    char text[40];
    int digits = 14;
    do
        snprintf(text, sizeof text, "%.*e", digits++, value);
    while (strtod(text, NULL) != value && digits < 17);
    char *exponent = strchr(text, 'e');
    *exponent = '\0';
    for (const char *last = exponent - 1; *last == '0'; last--)
        digits--;
    if (digits < LEAST_DIGITS)
        digits = LEAST_DIGITS;
    return 0.5 * pow(10.0, 1 - digits) / strtod(text, NULL);
}
