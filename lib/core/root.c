/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/root.h"

#include <math.h>
#include <stddef.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_roots.h>

#include "core/gsl_handler.h"

/*
 * GSL's *_alloc functions reach its error handler when memory is out. Its solver structs are public
 * and their types state how much memory a state takes, so the state can stand here instead.
 */
enum { STATE_DOUBLES = 32, MAX_ITERATIONS = 4000, MAX_MINIMIZING = 100 };

/* GSL's solvers raise an error on a value that is not finite; this keeps such a value from them and
 * remembers it. */
typedef struct guarded {
    rk_function f;
    void *context;
    bool failed;
} guarded;

static double guarded_value(double x, void *context)
{
    guarded *guard = context;
    double value = guard->f(x, guard->context);
    if (isfinite(value))
        return value;
    guard->failed = true;
    return 0.0;
}

static bool find_root(
    rk_function f, void *context, double low, double high, double absolute, double *root)
{
    guarded guard = {f, context, false};
    double at_low = guarded_value(low, &guard), at_high = guarded_value(high, &guard);
    if (guard.failed || !(low <= high))
        return false;
    if (at_low == 0.0 || at_high == 0.0) {
        *root = at_low == 0.0 ? low : high;
        return true;
    }
    if ((at_low < 0) == (at_high < 0))
        return false;
    double state[STATE_DOUBLES];
    gsl_root_fsolver solver = {.type = gsl_root_fsolver_brent, .state = state};
    if (solver.type->size > sizeof state)
        return false;
    gsl_function function = {guarded_value, &guard};
    if (gsl_root_fsolver_set(&solver, &function, low, high) != GSL_SUCCESS)
        return false;
    for (int i = 0; i < MAX_ITERATIONS && !guard.failed; i++) {
        if (gsl_root_fsolver_iterate(&solver) != GSL_SUCCESS)
            return false;
        double width = solver.x_upper - solver.x_lower;
        if (width <= absolute + 4.0 * GSL_DBL_EPSILON * fabs(solver.root))
            break;
    }
    if (guard.failed)
        return false;
    *root = solver.root;
    return true;
}

bool rk_find_root(
    rk_function f, void *context, double low, double high, double absolute, double *root)
{
    rk_gsl_enter();
    bool found = find_root(f, context, low, high, absolute, root);
    rk_gsl_leave();
    return found;
}

/* A bracketing triple for GSL: shrinks towards the lower end of the two until a middle point lies
 * below both. */
static bool find_triple(guarded *guard, double *low, double *middle, double *high)
{
    double at_low = guarded_value(*low, guard), at_high = guarded_value(*high, guard);
    *middle = *low + 0.5 * (*high - *low);
    for (int i = 0; i < 60; i++) {
        double at_middle = guarded_value(*middle, guard);
        if (at_middle < at_low && at_middle < at_high)
            return *low < *middle && *middle < *high;
        if (at_low <= at_high) {
            *high = *middle;
            at_high = at_middle;
        } else {
            *low = *middle;
            at_low = at_middle;
        }
        *middle = *low + 0.5 * (*high - *low);
    }
    return false;
}

static double minimize(rk_function f, void *context, double low, double high, double *x)
{
    guarded guard = {f, context, false};
    double left = low, middle = low, right = high;
    double state[STATE_DOUBLES];
    gsl_min_fminimizer minimizer = {.type = gsl_min_fminimizer_brent, .state = state};
    gsl_function function = {guarded_value, &guard};
    bool inside = minimizer.type->size <= sizeof state &&
                  find_triple(&guard, &left, &middle, &right) &&
                  gsl_min_fminimizer_set(&minimizer, &function, middle, left, right) == GSL_SUCCESS;
    if (!inside) { /* monotone to the last digit: the minimum is the lower end */
        double at_low = f(low, context), at_high = f(high, context);
        *x = at_low <= at_high ? low : high;
        return fmin(at_low, at_high);
    }
    /* GSL's steps are never below sqrt(epsilon) |x|, so the bracket seldom gets narrower than four
     * of them. Where rounding hides the minimum it may stay wider for good: a minimum not met by
     * then is not there to be met. */
    for (int i = 0; i < MAX_MINIMIZING; i++) {
        if (gsl_min_fminimizer_iterate(&minimizer) != GSL_SUCCESS)
            break;
        double width = minimizer.x_upper - minimizer.x_lower;
        if (width <= 4.0 * GSL_SQRT_DBL_EPSILON * fabs(minimizer.x_minimum) + 1e-300)
            break;
    }
    *x = minimizer.x_minimum;
    return minimizer.f_minimum;
}

double rk_minimize(rk_function f, void *context, double low, double high, double *x)
{
    rk_gsl_enter();
    double least = minimize(f, context, low, high, x);
    rk_gsl_leave();
    return least;
}
