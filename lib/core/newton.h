/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Newton's method inside a bracket, for functions that are dear to evaluate and give their slope along. */
#ifndef RK_CORE_NEWTON_H
#define RK_CORE_NEWTON_H

/* f(x), and f'(x) in *slope. */
typedef double (*rk_sloped_function)(double x, void *context, double *slope);

/*
 * The root of a function that rises from below 0 at `low` to above 0 at `high`, from `start` in between. Steps that
 * leave the bracket, or are not finite, become bisections. It ends with the step from the first point where |f| is at
 * most `tolerance`, which about squares that error.
 */
double rk_newton_root(rk_sloped_function f, void *context, double low, double high, double start, double tolerance);

#endif
