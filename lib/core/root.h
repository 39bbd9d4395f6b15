/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bracketed search in one dimension over GSL's solvers, without allocation: the solver's state
 * stands on the stack. */
#ifndef RK_CORE_ROOT_H
#define RK_CORE_ROOT_H

#include <stdbool.h>

/* A function of one variable with the caller's context; must be finite inside the bracket. */
typedef double (*rk_function)(double x, void *context);

/*
 * The x in [low, high] where f changes sign, by Brent's method (GSL), to the last digits a double
 * can tell apart
 * (|bracket| <= absolute + 4 epsilon |x|). False, and *root untouched, when f(low) and f(high) have
 * the same sign or f is not finite where it was asked. An end where f is exactly 0 is a root.
 */
bool rk_find_root(
    rk_function f, void *context, double low, double high, double absolute, double *root);

/*
 * The x in [low, high] where a unimodal f is smallest, by Brent's method (GSL), to about
 * sqrt(epsilon) relative. Works with the minimum at an end. Returns f(*x).
 */
double rk_minimize(rk_function f, void *context, double low, double high, double *x);

#endif
