/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/newton.h"

#include <float.h>
#include <math.h>

enum { MAX_STEPS = 200 };

double rk_newton_root(rk_sloped_function f, void *context, double low, double high, double start,
    bool rising, double tolerance)
{
    double x = start >= low && start <= high ? start : low + 0.5 * (high - low);
    double before = high - low;
    for (int i = 0; i < MAX_STEPS && low < high; i++) {
        double slope, value = f(x, context, &slope);
        if (value == 0.0)
            return x;
        if ((value < 0.0) == rising)
            low = x;
        else
            high = x;
        double next = x - value / slope;
        bool bisect = !(next > low && next < high);
        if (!bisect && (fabs(value) <= tolerance || fabs(next - x) <= 2.0 * DBL_EPSILON * fabs(x)))
            return next;
        /* not halving the step means that Newton's method is far from where it converges */
        bisect = bisect || (i > 3 && fabs(next - x) > 0.5 * before);
        if (bisect)
            next = low + 0.5 * (high - low);
        before = fabs(next - x);
        if (next == x || (bisect && before <= DBL_EPSILON * fabs(x)))
            break;
        x = next;
    }
    return x;
}
