/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/rounding.h"

#include <math.h>

#include "core/text.h"

enum { LEAST_DIGITS = 2 };

double rk_rounding_precision(double value)
{
    double mantissa;
    int digits = rk_number_digits(value, &mantissa);
    return 0.5 * pow(10.0, 1 - (digits < LEAST_DIGITS ? LEAST_DIGITS : digits)) / mantissa;
}
