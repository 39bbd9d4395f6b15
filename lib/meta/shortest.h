/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortest interval of a level, for any distribution that can be asked at a point. */
#ifndef RK_META_SHORTEST_H
#define RK_META_SHORTEST_H

#include <stdbool.h>

typedef struct rk_density_point {
    double below, above; /* P(X <= x), P(X > x), each accurate in its own tail */
    double density;
    double slope; /* of the density */
} rk_density_point;

typedef void (*rk_density)(double x, const void *context, rk_density_point *point);

/*
 * Moves *low and *high, from an interval of about `level`, to where the densities are equal and the
 * level is held: Newton's method in both ends at once. False, with the interval as it was, unless
 * it settles where the density rises at the low end and falls at the high one.
 */
bool rk_settle_shortest(
    rk_density density, const void *context, double level, double *low, double *high);

#endif
