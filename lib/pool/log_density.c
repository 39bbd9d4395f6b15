/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool/log_density.h"

#include <float.h>
#include <math.h>

#include <gsl/gsl_integration.h>

/* ---- The slope of the density in t ---- */

const double rk_log_t_most = 700.0;

static bool is_bounded(const reckon_pool *pool)
{
    return isfinite(pool->upper);
}

rk_log_stretch rk_log_stretch_at(const reckon_pool *pool, double t)
{
    rk_log_stretch s;
    s.at.lower = pool->lower;
    s.at.upper = pool->upper;
    if (!is_bounded(pool)) {
        s.at.from_lower = exp(t);
        s.at.to_upper = INFINITY;
        s.at.x = s.at.lower + s.at.from_lower;
        s.first = s.second = s.at.from_lower;
        s.log_step = t;
        s.step_slope = 1.0;
        return s;
    }
    double width = pool->upper - pool->lower, part = 1.0 / (1.0 + exp(-t)),
           rest = 1.0 / (1.0 + exp(t));
    s.at.from_lower = width * part;
    s.at.to_upper = width * rest;
    s.at.x = t < 0 ? s.at.lower + s.at.from_lower : s.at.upper - s.at.to_upper;
    s.first = width * part * rest;
    s.step_slope = rest - part;
    s.second = s.first * s.step_slope;
    s.log_step = log(width) - fabs(t) - 2.0 * log1p(exp(-fabs(t)));
    return s;
}

double rk_log_t_of(const reckon_pool *pool, double x)
{
    if (!(x > pool->lower))
        return -INFINITY;
    if (!is_bounded(pool))
        return log(x - pool->lower);
    return x < pool->upper ? log(x - pool->lower) - log(pool->upper - x) : INFINITY;
}

/* First and second derivative in t of the log density in t, which is the sum of weighted log
 * densities and log dx/dt.
 */
double rk_log_slope(const reckon_pool *pool, double t, double *curvature)
{
    rk_log_stretch s = rk_log_stretch_at(pool, t);
    double slope = s.step_slope,
           bend = is_bounded(pool) ? -2.0 * (s.first / (pool->upper - pool->lower)) : 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        double first, second;
        rk_distribution_slopes(&pool->part[i], &s.at, &first, &second);
        slope += pool->weight[i] * first * s.first;
        bend += pool->weight[i] * (second * s.first * s.first + first * s.second);
    }
    *curvature = bend;
    return slope;
}

double rk_log_slope_at(const reckon_pool *pool, double t)
{
    double curvature, slope = rk_log_slope(pool, t, &curvature);
    return fmin(fmax(slope, -1e300), 1e300);
}

/* ---- The density in u = t - origin, relative to that at the origin ---- */

void rk_log_set_origin(reckon_pool *pool, double t)
{
    rk_log_stretch s = rk_log_stretch_at(pool, t);
    pool->panels->origin = t;
    pool->panels->mode = s.at;
    pool->panels->part = 1.0 / (1.0 + exp(-t));
    pool->panels->rest = 1.0 / (1.0 + exp(t));
}

static rk_step step_to(const reckon_pool *pool, double u)
{
    const rk_panels *panels = pool->panels;
    if (!is_bounded(pool))
        return (rk_step){panels->mode.from_lower * expm1(u), u, 0.0};
    /* Of the distance to the upper end, 1 / (rest + part exp(u)) is left; both logs from the side
     * with the digits. */
    double part = panels->part, rest = panels->rest, log_lower, log_upper;
    if (part <= 0.5) {
        log_upper = u < rk_log_t_most ? -log1p(part * expm1(u)) : -u - log(part);
        log_lower = u + log_upper;
    } else {
        log_lower = u > -rk_log_t_most ? -log1p(rest * expm1(-u)) : u - log(rest);
        log_upper = log_lower - u;
    }
    double width = pool->upper - pool->lower;
    bool from_lower = part * fmax(1.0, exp(log_lower)) < rest * fmax(1.0, exp(log_upper));
    double x = from_lower ? width * part * expm1(log_lower) : -width * rest * expm1(log_upper);
    return (rk_step){x, log_lower, log_upper};
}

/* Log of the density in t at u over that at the mode; -inf for anything that is no number. */
double rk_log_relative(const reckon_pool *pool, double u)
{
    rk_step step = step_to(pool, u);
    double sum = step.log_lower + step.log_upper; /* of dx/dt */
    for (size_t i = 0; i < pool->count; i++)
        sum +=
            pool->weight[i] * rk_distribution_log_ratio(&pool->part[i], &pool->panels->mode, &step);
    return isfinite(sum) ? sum : -INFINITY;
}

/* The rounding that is in rk_log_relative(): the terms are large where they pull in different
 * directions. */
double rk_log_rounding(const reckon_pool *pool, double u)
{
    rk_step step = step_to(pool, u);
    double sum = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        sum += pool->weight[i] *
               fabs(rk_distribution_log_ratio(&pool->part[i], &pool->panels->mode, &step));
    return DBL_EPSILON * sum;
}

static double log_quotient(double a, double b)
{
    double excess = (a - b) / b;
    return fabs(excess) < 0.5 ? log1p(excess) : log(a / b);
}

double rk_log_u_of(const reckon_pool *pool, double x)
{
    const rk_position *mode = &pool->panels->mode;
    double lower = log_quotient(x - pool->lower, mode->from_lower);
    return is_bounded(pool) ? lower - log_quotient(pool->upper - x, mode->to_upper) : lower;
}

double rk_log_x_at(const reckon_pool *pool, double u)
{
    const rk_position *mode = &pool->panels->mode;
    if (fabs(u) < 1.0)
        return mode->x + step_to(pool, u).x;
    return rk_log_stretch_at(pool, fmin(fmax(pool->panels->origin + u, -1e4), 1e4)).at.x;
}

/* ---- Its integral ---- */

/* GSL's contexts are not const; this one only carries a pointer that is. */
typedef struct integrand {
    const reckon_pool *pool;
} integrand;

static double integrand_value(double u, void *context)
{
    const integrand *i = context;
    return exp(rk_log_relative(i->pool, u));
}

double rk_log_integral(const reckon_pool *pool, double from, double to, double *error)
{
    double value, absolute, deviation;
    gsl_function function = {integrand_value, &(integrand){pool}};
    gsl_integration_qk21(&function, from, to, &value, error, &absolute, &deviation);
    return value;
}
