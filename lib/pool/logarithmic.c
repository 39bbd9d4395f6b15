/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The logarithmic pool. C. Genest and J. V. Zidek, Combining probability distributions: a critique
 * and an annotated bibliography, Statistical Science 1, 1986.
 *
 * Where families agree the pool is of the family. Otherwise its density is integrated in t = log(x
 * - lower), or t = logit((x - lower) / (upper - lower)) on a bounded support, where the density of
 * every family falls at least exponentially. The density is found up to a factor as the exponential
 * of a sum of logs, and panels follow its modes.
 */
#include <math.h>

#include <gsl/gsl_integration.h>

#include "core/newton.h"
#include "core/root.h"
#include "pool/log_density.h"

/* ---- Closed forms ---- */

/* Precisions in units of the greatest, so that no square leaves the range of a double. */
static reckon_distribution precision_weighted(const reckon_pool *pool)
{
    double least = INFINITY, precision = 0.0, origin = 0.0, sum = 0.0, plain = 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->part[i].second < least) {
            least = pool->part[i].second;
            origin = pool->part[i].first;
        }
    }
    for (size_t i = 0; i < pool->count; i++) {
        double ratio = least / pool->part[i].second, share = pool->weight[i] * ratio * ratio;
        precision += share;
        sum += share * (pool->part[i].first - origin);
        plain += share * pool->part[i].first;
    }
    reckon_distribution closed = pool->part[0];
    closed.first = isfinite(sum) ? origin + sum / precision : plain / precision;
    closed.second = least / sqrt(precision);
    return closed;
}

bool rk_log_pool_closed_form(const reckon_pool *pool, reckon_distribution *closed)
{
    const reckon_distribution *first = &pool->part[0];
    if (first->family == RECKON_FAMILY_SPLIT_NORMAL && pool->count > 1)
        return false; /* halves of many normals meet at many modes */
    for (size_t i = 1; i < pool->count; i++) {
        const reckon_distribution *part = &pool->part[i];
        if (part->family != first->family || part->lower != first->lower ||
            part->upper != first->upper)
            return false;
    }
    *closed = *first;
    if (first->family == RECKON_FAMILY_NORMAL || first->family == RECKON_FAMILY_LOGNORMAL) {
        *closed = precision_weighted(pool);
        return true;
    }
    if (first->family == RECKON_FAMILY_SPLIT_NORMAL)
        return true;
    /* x^(a - 1) exp(-b x) and x^(a - 1) (1 - x)^(b - 1): the exponents are averaged. */
    closed->first = rk_pool_average(pool, rk_pool_first);
    closed->second = rk_pool_average(pool, rk_pool_second);
    return true;
}

/* ---- Answers ---- */

static size_t panel_of(const rk_panels *panels, double u)
{
    size_t low = 0, high = panels->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (panels->edge[middle] <= u)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double normalised(const reckon_pool *pool, double from, double to)
{
    double error;
    return rk_log_integral(pool, from, to, &error) * exp(-pool->panels->log_scale);
}

/* P(U < u), or P(U > u) when `upper`. */
static double tail_in_u(const reckon_pool *pool, double u, bool upper)
{
    const rk_panels *panels = pool->panels;
    size_t count = panels->count;
    double below = panels->below[0], above = panels->above[count];
    if (u <= panels->edge[0]) {
        double left =
            panels->left_rate > 0.0 ? below * exp(panels->left_rate * (u - panels->edge[0])) : 0.0;
        return upper ? panels->above[0] + (below - left) : left;
    }
    if (u >= panels->edge[count]) {
        double right = panels->right_rate > 0.0
                           ? above * exp(panels->right_rate * (panels->edge[count] - u))
                           : 0.0;
        return upper ? right : panels->below[count] + (above - right);
    }
    size_t i = panel_of(panels, u);
    if (upper)
        return panels->above[i + 1] + normalised(pool, u, panels->edge[i + 1]);
    return panels->below[i] + normalised(pool, panels->edge[i], u);
}

static double log_cdf(const reckon_pool *pool, double x)
{
    return fmin(tail_in_u(pool, rk_log_u_of(pool, x), false), 1.0);
}

static double log_upper(const reckon_pool *pool, double x)
{
    return fmin(tail_in_u(pool, rk_log_u_of(pool, x), true), 1.0);
}

/* At an end of the support: the limit, as far as numbers go. */
static double log_density(const reckon_pool *pool, double x)
{
    double most = rk_log_t_most - fabs(pool->panels->origin),
           u = fmin(fmax(rk_log_u_of(pool, x), -most), most);
    rk_log_stretch s = rk_log_stretch_at(pool, pool->panels->origin + u);
    return exp(rk_log_relative(pool, u) - pool->panels->log_scale - s.log_step);
}

typedef struct inversion {
    const reckon_pool *pool;
    double target;
    bool upper;
    size_t panel;
} inversion;

static double tail_error(double u, void *context, double *slope)
{
    const inversion *v = context;
    const rk_panels *panels = v->pool->panels;
    *slope = exp(rk_log_relative(v->pool, u) - panels->log_scale);
    if (v->upper)
        return v->target - panels->above[v->panel + 1] -
               normalised(v->pool, u, panels->edge[v->panel + 1]);
    return panels->below[v->panel] + normalised(v->pool, panels->edge[v->panel], u) - v->target;
}

static double quantile_in_u(const reckon_pool *pool, double p, double q)
{
    const rk_panels *panels = pool->panels;
    size_t count = panels->count;
    if (p <= panels->below[0])
        return panels->edge[0] + (p > 0.0 && panels->left_rate > 0.0
                                         ? log(p / panels->below[0]) / panels->left_rate
                                         : 0.0);
    if (q <= panels->above[count])
        return panels->edge[count] - (q > 0.0 && panels->right_rate > 0.0
                                             ? log(q / panels->above[count]) / panels->right_rate
                                             : 0.0);
    inversion v = {pool, q < p ? q : p, q < p, 0};
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (v.upper ? panels->above[middle] >= q : panels->below[middle] <= p)
            low = middle;
        else
            high = middle;
    }
    v.panel = low;
    double left = panels->edge[low], right = panels->edge[low + 1];
    return rk_newton_root(tail_error, &v, left, right, 0.5 * (left + right), true, 1e-8 * v.target);
}

static double log_quantile(const reckon_pool *pool, double p, double q)
{
    return rk_log_x_at(pool, quantile_in_u(pool, p, q));
}

/* ---- Moments: the same panels with another integrand ---- */

typedef struct moment {
    const reckon_pool *pool;
    double about;
    int order;
} moment;

/* The mass comes in first, so that no square of a large number stands alone. */
static double weighted_power(double distance, double mass, int order)
{
    return order == 1 ? distance * mass : distance * mass * distance;
}

static double moment_value(double u, void *context)
{
    const moment *m = context;
    double mass = exp(rk_log_relative(m->pool, u) - m->pool->panels->log_scale);
    return weighted_power(rk_log_x_at(m->pool, u) - m->about, mass, m->order);
}

static double moment_about(const reckon_pool *pool, double about, int order)
{
    const rk_panels *panels = pool->panels;
    moment m = {pool, about, order};
    gsl_function function = {moment_value, &m};
    double sum = 0.0, value, error, absolute, deviation;
    for (size_t i = 0; i < panels->count; i++) {
        gsl_integration_qk21(
            &function, panels->edge[i], panels->edge[i + 1], &value, &error, &absolute, &deviation);
        sum += value;
    }
    /* What lies outside the edges lies, for a double, on an end of the support. */
    double below = panels->below[0], above = panels->above[panels->count];
    if (below > 0.0)
        sum += weighted_power(pool->lower - about, below, order);
    if (above > 0.0 && isfinite(pool->upper))
        sum += weighted_power(pool->upper - about, above, order);
    return sum;
}

static double log_mean(const reckon_pool *pool)
{
    double middle = log_quantile(pool, 0.5, 0.5);
    return middle + moment_about(pool, middle, 1);
}

static double log_sd(const reckon_pool *pool)
{
    return sqrt(moment_about(pool, log_mean(pool), 2));
}

/* ---- The density as a curve over u ---- */

static size_t log_nodes(const reckon_pool *pool, double *node, double *first, double *last)
{
    const rk_panels *panels = pool->panels;
    *first = panels->edge[0];
    *last = panels->edge[panels->count];
    for (size_t i = 1; i < panels->count; i++)
        node[i - 1] = panels->edge[i];
    return panels->count - 1;
}

static rk_curve_point log_curve(const reckon_pool *pool, double u)
{
    double curvature, t = pool->panels->origin + u;
    rk_log_stretch s = rk_log_stretch_at(pool, t);
    rk_curve_point point = {.bend = 0.0, .log_step = s.log_step};
    point.log_density = rk_log_relative(pool, u) - pool->panels->log_scale - s.log_step;
    point.slope = rk_log_slope(pool, t, &curvature) - s.step_slope;
    return point;
}

static double log_mass(const reckon_pool *pool, double from, double to)
{
    double below = tail_in_u(pool, from, false);
    if (below < 0.5)
        return tail_in_u(pool, to, false) - below;
    return tail_in_u(pool, from, true) - tail_in_u(pool, to, true);
}

const rk_pool_methods rk_log_pool = {.cdf = log_cdf,
    .upper = log_upper,
    .density = log_density,
    .quantile = log_quantile,
    .mean = log_mean,
    .sd = log_sd,
    .nodes = log_nodes,
    .curve = log_curve,
    .place = rk_log_x_at,
    .mass = log_mass,
    .unplace = quantile_in_u};
