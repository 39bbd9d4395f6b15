/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/rounding.h"

#include <math.h>

#include "core/text.h"

static const double LEAST_RELATIVE = 0.05;
static const double MOST_RELATIVE = 0.20; /* of "about" */
static const double HALF_A_PERSON = 0.5;
static const double LEAST_OF_SHARE = 0.01;

double rk_last_unit(double value, bool count_fives)
{
    double mantissa;
    int digits = rk_number_digits(value, &mantissa);
    double unit =
        value / mantissa *
        pow(10.0, 1 - digits); /* value / mantissa is the power of ten of the first digit */
    double last = fmod(rint(mantissa * pow(10.0, digits - 1)), 10.0);
    return count_fives && last == 5.0 ? 5.0 * unit : unit;
}

double rk_plain_half_width(reckon_measure measure, double value)
{
    if (measure ==
        RECKON_SHARE) /* nothing and everything have no digits that tell how fine they are */
        return fmax(
            value > 0 && value < 1 ? 0.5 * rk_last_unit(value, false) : 0.0, LEAST_OF_SHARE);
    return fmax(LEAST_RELATIVE * value, HALF_A_PERSON);
}

double rk_approximate_half_width(reckon_measure measure, double value)
{
    double units = 2.0 * rk_last_unit(value, true);
    double width = fmin(fmax(units, LEAST_RELATIVE * value), MOST_RELATIVE * value);
    return fmax(width, rk_plain_half_width(measure, value));
}
