/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The density of a logarithmic pool before it is normalised, in t = log(x - lower), or t = logit((x
 * - lower) / (upper - lower)) on a bounded support, and in u = t - origin, counted from the highest
 * mode.
 */
#ifndef RK_POOL_LOG_DENSITY_H
#define RK_POOL_LOG_DENSITY_H

#include "pool/pool.h"

/* |t| stays below this, so that exp(t) and exp(-t) stay numbers. */
extern const double rk_log_t_most;

/* x at t, with what the change of variable needs. */
typedef struct rk_log_stretch {
    rk_position at;
    double first, second; /* dx/dt and its derivative */
    double log_step;      /* log dx/dt */
    double step_slope;    /* its derivative */
} rk_log_stretch;

rk_log_stretch rk_log_stretch_at(const reckon_pool *pool, double t);

/* t of an x; infinite at the ends of the support and beyond. */
double rk_log_t_of(const reckon_pool *pool, double x);

/*
 * First and second derivative in t of the log density in t, which is the sum of the weighted log
 * densities of the parts and log dx/dt. The second function gives the first derivative alone,
 * always finite.
 */
double rk_log_slope(const reckon_pool *pool, double t, double *curvature);
double rk_log_slope_at(const reckon_pool *pool, double t);

/* Counts u from t. */
void rk_log_set_origin(reckon_pool *pool, double t);

/* Log of the density in t at u over that at the origin; -inf for anything that is no number. */
double rk_log_relative(const reckon_pool *pool, double u);

/* How much of that rounding may have made. */
double rk_log_rounding(const reckon_pool *pool, double u);

/* The integral of exp(rk_log_relative), by one 21-point rule, and an estimate of its error. */
double rk_log_integral(const reckon_pool *pool, double from, double to, double *error);

/* u of an x, and x of a u. */
double rk_log_u_of(const reckon_pool *pool, double x);
double rk_log_x_at(const reckon_pool *pool, double u);

#endif
