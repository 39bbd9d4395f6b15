/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdio.h>

void check_close_at(double actual, double expected, double relative, double absolute,
    const char *what, const char *file, int line)
{
    if (actual == expected)
        return;
    double difference = fabs(actual - expected);
    if (isfinite(difference) && difference <= absolute + relative * fabs(expected))
        return;
    print_error("%s:%d: %s is %.17g, expected %.17g (difference %.3g, allowed %.3g)\n", file, line,
        what, actual, expected, difference, absolute + relative * fabs(expected));
    _fail(file, line);
}
