/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meta/shortest.h"

#include <math.h>

enum { MAX_STEPS = 40 };

/* One step of Newton's method for both ends. False when there is none. */
static bool step_ends(
    const rk_density_point *low, const rk_density_point *high, double level, double *dl, double *dh)
{
    if (!(low->density > 0.0 && high->density > 0.0))
        return false;
    double missing = (low->below + high->above) - (1.0 - level);
    double unequal = log(low->density / high->density);
    double rise = low->slope / low->density, fall = high->slope / high->density;
    double determinant = high->density * rise - low->density * fall;
    *dl = (missing * fall - high->density * unequal) / determinant;
    *dh = (missing * rise - low->density * unequal) / determinant;
    return isfinite(*dl) && isfinite(*dh);
}

bool rk_settle_shortest(
    rk_density density, const void *context, double level, double *low, double *high)
{
    double l = *low, h = *high;
    for (int i = 0; i < MAX_STEPS; i++) {
        rk_density_point at_l, at_h;
        double dl, dh;
        density(l, context, &at_l);
        density(h, context, &at_h);
        if (!step_ends(&at_l, &at_h, level, &dl, &dh) ||
            (i > 0 && !(at_l.slope > 0.0 && at_h.slope < 0.0)))
            return false;
        double limit = 0.25 * (h - l), size = fmax(fabs(dl), fabs(dh)),
               shrink = size > limit ? limit / size : 1.0;
        l += shrink * dl;
        h += shrink * dh;
        if (size <= 1e-8 * (h - l)) {
            *low = l;
            *high = h;
            return true;
        }
    }
    return false;
}
