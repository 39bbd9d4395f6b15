/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Highest-density regions: where a density is at least the greatest threshold that leaves it a
 * given probability. R. J. Hyndman, Computing and graphing highest density regions, The American
 * Statistician 50, 1996; here without sampling: between its turning points the density is monotone,
 * and the threshold is solved for, with the numbers at which it is crossed.
 */
#ifndef RK_CORE_HIGHEST_DENSITY_H
#define RK_CORE_HIGHEST_DENSITY_H

#include <stddef.h>

#include <reckon/range.h>

/*
 * The density at one place of a curve over u, a coordinate that grows with x. `slope` is d log f /
 * du, `bend` is f'' / f (0 where not known), and log_step is log(dx / du).
 */
typedef struct rk_curve_point {
    double log_density; /* with respect to x */
    double slope;
    double bend;
    double log_step;
} rk_curve_point;

/* A density, by its curve and the probability between two places. */
typedef struct rk_density_curve {
    rk_curve_point (*at)(const void *context, double u);
    double (*mass)(const void *context, double from, double to); /* P(from < U < to) */
    const void *context;
    const double
        *turn; /* [turns] the ends of u and all places where the slope changes its sign, rising */
    const double *level_at; /* [turns] log density there; -inf or +inf where it has no bound */
    size_t turns;           /* >= 2 */
} rk_density_curve;

/*
 * The region that holds `level` in (0, 1), as maximal intervals of u into region[turns]: their
 * number, in rising order. [from, to] is the central range of this level, in u, whose lower density
 * is where the search begins. 0 where there is nothing to cut between neighbouring doubles.
 */
size_t rk_highest_density(
    const rk_density_curve *curve, double level, double from, double to, reckon_range *region);

#endif
