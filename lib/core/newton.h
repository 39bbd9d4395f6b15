/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Newton's method inside a bracket, for functions that are dear to evaluate and give their slope
 * along. */
#ifndef RK_CORE_NEWTON_H
#define RK_CORE_NEWTON_H

#include <stdbool.h>

/* f(x), and f'(x) in *slope. */
typedef double (*rk_sloped_function)(double x, void *context, double *slope);

/*
 * The x in [low, high] where a monotone f changes sign, from `start`. The caller vouches for the
 * sign change: f(low) <= 0 <= f(high) when `rising`, the other way round when not. Steps that leave
 * the bracket, or are not finite, become bisections. It ends with the step from the first point
 * where |f| is at most `tolerance`, which about squares that error, or (tolerance 0) at the last
 * digits a double can tell apart; after at most 200 values of f.
 */
double rk_newton_root(rk_sloped_function f, void *context, double low, double high, double start,
    bool rising, double tolerance);

#endif
