/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The average of quantile functions. S. B. Vincent 1912; K. C. Lichtendahl, Y. Grushka-Cockayne and
 * R. L. Winkler, Is it better to average probabilities or quantiles?, Management Science 59, 2013.
 *
 * Everything is a function of the normal score z of the probability, p = Phi(z), because the tails
 * keep their digits there: v_i = dQ_i/dz is moderate where dQ_i/dp and 1/f_i are not.
 */
#include "pool/pool.h"

#include <math.h>

#include <gsl/gsl_integration.h>

#include "core/root.h"
#include "core/special.h"

static const double z_most = 37.5; /* both tails are numbers */

static bool is_log(const reckon_pool *pool)
{
    return pool->kind == RECKON_POOL_QUANTILE_LOG;
}

/* Normals average to a normal, and lognormals, on the log scale, to a lognormal; so does any one
 * repeated. */
bool rk_quantile_pool_closed_form(const reckon_pool *pool, reckon_distribution *closed)
{
    reckon_family family = is_log(pool) ? RECKON_FAMILY_LOGNORMAL : RECKON_FAMILY_NORMAL;
    *closed = pool->part[0];
    bool location_scale = true, same = true;
    for (size_t i = 0; i < pool->count; i++) {
        const reckon_distribution *part = &pool->part[i];
        location_scale = location_scale && part->family == family;
        same = same && part->family == closed->family && part->first == closed->first &&
               part->second == closed->second && part->third == closed->third &&
               part->lower == closed->lower && part->upper == closed->upper;
    }
    if (location_scale && !same) {
        closed->first = rk_pool_average(pool, rk_pool_first);
        closed->second = rk_pool_average(pool, rk_pool_second);
    }
    return location_scale || same;
}

/* ---- Q and its derivatives in z ---- */

/* A weight may be below the least double beside others: then nothing is left of what it weighs, not
 * even infinity. */
static double weighted(const reckon_pool *pool, size_t i, double value)
{
    return pool->weight[i] > 0.0 ? pool->weight[i] * value : 0.0;
}

/* What is averaged: a quantile or its log, which for a lognormal is a number even where the
 * quantile is not. */
static double averaged(const reckon_pool *pool, const reckon_distribution *part, double p, double q)
{
    if (is_log(pool) && part->family == RECKON_FAMILY_LOGNORMAL)
        return rk_distribution_log_quantile(part, p, q);
    double x = rk_distribution_quantile(part, p, q);
    return is_log(pool) ? log(fmax(x, 0.0)) : x;
}

/* A sum that has overflowed both ways says nothing; 0 stands between, so that Q still rises. */
static double settled(double sum)
{
    return isnan(sum) ? 0.0 : sum;
}

typedef struct average {
    double x;     /* Q at z */
    double rate;  /* dx/dz; of log x for the log average */
    double slope; /* d rate / dz */
} average;

static average average_at(const reckon_pool *pool, double z, bool with_slope)
{
    double p = rk_normal_cdf(z), q = rk_normal_upper(z), log_phi = rk_normal_log_density(z);
    average sum = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < pool->count; i++) {
        const reckon_distribution *part = &pool->part[i];
        double value = averaged(pool, part, p, q), first, second;
        sum.x += weighted(pool, i, value);
        if (!with_slope)
            continue;
        double x = is_log(pool) ? rk_distribution_quantile(part, p, q) : value;
        rk_position at = rk_position_of(x);
        double rate = exp(log_phi - rk_distribution_log_density(part, &at));
        rk_distribution_slopes(part, &at, &first, &second);
        double slope = -z * rate - first * rate * rate;
        if (is_log(pool)) {
            slope = slope / x - rate / x * (rate / x);
            rate /= x;
        }
        if (!isfinite(rate) || !isfinite(slope)) /* at an end of its support: it moves no more */
            rate = slope = 0.0;
        sum.rate += pool->weight[i] * rate;
        sum.slope += pool->weight[i] * slope;
    }
    sum.x = is_log(pool) ? exp(settled(sum.x)) : settled(sum.x);
    return sum;
}

static double x_at(const reckon_pool *pool, double z)
{
    return average_at(pool, z, false).x;
}

typedef struct inversion {
    const reckon_pool *pool;
    double target;
} inversion;

static double x_error(double z, void *context)
{
    const inversion *v = context;
    double x = x_at(v->pool, z);
    return fmin(fmax(x, -1e308), 1e308) - v->target;
}

static double z_of(const reckon_pool *pool, double x)
{
    inversion v = {pool, x};
    double z;
    if (rk_find_root(x_error, &v, -z_most, z_most, 1e-15, &z))
        return z;
    return x < x_at(pool, 0.0) ? -INFINITY : INFINITY;
}

/* ---- Answers ---- */

static double quantile_cdf(const reckon_pool *pool, double x)
{
    return rk_normal_cdf(z_of(pool, x));
}

static double quantile_upper(const reckon_pool *pool, double x)
{
    return rk_normal_upper(z_of(pool, x));
}

static double z_for(const reckon_pool *pool, double p, double q)
{
    (void)pool;
    return p < q ? rk_normal_quantile(p) : rk_normal_upper_quantile(q);
}

static double quantile_quantile(const reckon_pool *pool, double p, double q)
{
    double sum = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        sum += weighted(pool, i, averaged(pool, &pool->part[i], p, q));
    return is_log(pool) ? exp(settled(sum)) : settled(sum);
}

static rk_curve_point quantile_curve(const reckon_pool *pool, double z)
{
    average at = average_at(pool, z, true);
    if (!(at.rate > 0.0)) /* x stands still, on an end of the support as far as doubles go */
        return (rk_curve_point){INFINITY, 0.0, 0.0, 0.0};
    double log_rate = log(at.rate), slope = -z - at.slope / at.rate;
    if (is_log(pool)) {
        log_rate += log(at.x);
        slope -= at.rate;
    }
    return (rk_curve_point){rk_normal_log_density(z) - log_rate, slope, 0.0, log_rate};
}

static double quantile_density(const reckon_pool *pool, double x)
{
    if (pool->lump > 0.0 &&
        x <= 0.0) /* the lump has no density; what is beside it begins above 0 */
        return 0.0;
    double z = z_of(pool, x);
    return isinf(z) ? 0.0 : exp(quantile_curve(pool, z).log_density);
}

/* ---- Moments: integrals over z ---- */

typedef struct moment {
    const reckon_pool *pool;
    double about;
    int order;
} moment;

static double moment_value(double z, void *context)
{
    const moment *m = context;
    double distance = x_at(m->pool, z) - m->about, density = rk_normal_density(z);
    return m->order == 1 ? distance * density : distance * density * distance;
}

static double moment_about(const reckon_pool *pool, double about, int order)
{
    static const double edge[] = {-37.5, -20, -10, -5, -2.5, 0, 2.5, 5, 10, 20, 37.5};
    moment m = {pool, about, order};
    gsl_function function = {moment_value, &m};
    double sum = 0.0, value, error, absolute, deviation;
    for (size_t i = 0; i + 1 < sizeof edge / sizeof *edge; i++) {
        gsl_integration_qk31(
            &function, edge[i], edge[i + 1], &value, &error, &absolute, &deviation);
        sum += value;
    }
    return sum;
}

static double quantile_mean(const reckon_pool *pool)
{
    if (is_log(pool)) {
        double middle = x_at(pool, 0.0);
        if (isinf(middle)) /* half of the probability is above all doubles */
            return middle;
        return middle + moment_about(pool, middle, 1);
    }
    return rk_pool_average(pool, reckon_distribution_mean);
}

static double quantile_sd(const reckon_pool *pool)
{
    double mean = quantile_mean(pool);
    return isfinite(mean) ? sqrt(moment_about(pool, mean, 2)) : INFINITY;
}

/* ---- The density as a curve over z ---- */

static size_t quantile_nodes(const reckon_pool *pool, double *node, double *first, double *last)
{
    size_t count = 0;
    /* With a lump at 0 the density begins just above it. */
    *first = pool->lump > 0.0 ? z_for(pool, pool->lump, 1.0 - pool->lump) + 1e-9 : -z_most;
    *last = z_most;
    for (int k = -24; k <= 24; k++)
        if (k / 3.0 > *first)
            node[count++] = k / 3.0;
    return count;
}

static double quantile_mass(const reckon_pool *pool, double from, double to)
{
    (void)pool;
    return from < 0.0 ? rk_normal_cdf(to) - rk_normal_cdf(from)
                      : rk_normal_upper(from) - rk_normal_upper(to);
}

const rk_pool_methods rk_quantile_pool = {.cdf = quantile_cdf,
    .upper = quantile_upper,
    .density = quantile_density,
    .quantile = quantile_quantile,
    .mean = quantile_mean,
    .sd = quantile_sd,
    .nodes = quantile_nodes,
    .curve = quantile_curve,
    .place = x_at,
    .mass = quantile_mass,
    .unplace = z_for};
