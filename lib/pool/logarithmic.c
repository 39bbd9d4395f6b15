/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The logarithmic pool. C. Genest and J. V. Zidek, Combining probability distributions: a critique and an annotated
 * bibliography, Statistical Science 1, 1986.
 *
 * Where families agree the pool is of the family. Otherwise its density is integrated in t = log(x - lower), or t =
 * logit((x - lower) / (upper - lower)) on a bounded support, where the density of every family falls at least
 * exponentially. The density is found up to a factor as the exponential of a sum of logs, and panels follow its modes.
 */
#include "pool/pool.h"

#include <math.h>

#include <gsl/gsl_integration.h>
#include <gsl/gsl_sort.h>

#include "core/root.h"
#include "core/special.h"

/* ---- Closed forms ---- */

static double weighted_mean(const reckon_pool *pool, bool of_first)
{
    double origin = of_first ? pool->part[0].first : pool->part[0].second, sum = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        sum += pool->weight[i] * ((of_first ? pool->part[i].first : pool->part[i].second) - origin);
    return origin + sum;
}

/* Precisions in units of the greatest, so that no square leaves the range of a double. */
static reckon_distribution precision_weighted(const reckon_pool *pool)
{
    double least = INFINITY, precision = 0.0, origin = 0.0, sum = 0.0;
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
    }
    reckon_distribution closed = pool->part[0];
    closed.first = origin + sum / precision;
    closed.second = least / sqrt(precision);
    return closed;
}

bool rk_log_pool_closed_form(const reckon_pool *pool, reckon_distribution *closed)
{
    const reckon_distribution *first = &pool->part[0];
    for (size_t i = 1; i < pool->count; i++) {
        const reckon_distribution *part = &pool->part[i];
        if (part->family != first->family || part->lower != first->lower || part->upper != first->upper)
            return false;
    }
    *closed = *first;
    if (first->family == RECKON_FAMILY_NORMAL || first->family == RECKON_FAMILY_LOGNORMAL) {
        *closed = precision_weighted(pool);
        return true;
    }
    /* x^(a - 1) exp(-b x) and x^(a - 1) (1 - x)^(b - 1): the exponents are averaged. */
    closed->first = weighted_mean(pool, true);
    closed->second = weighted_mean(pool, false);
    return true;
}

/* ---- The density in t ---- */

static const double t_most = 700.0; /* exp(t) and exp(-t) stay numbers */

typedef struct stretch {
    rk_position at;
    double first, second; /* dx/dt and its derivative */
    double log_step;      /* log dx/dt */
    double step_slope;    /* its derivative */
} stretch;

static bool is_bounded(const reckon_pool *pool)
{
    return isfinite(pool->upper);
}

static stretch stretch_at(const reckon_pool *pool, double t)
{
    stretch s;
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
    double width = pool->upper - pool->lower, part = 1.0 / (1.0 + exp(-t)), rest = 1.0 / (1.0 + exp(t));
    s.at.from_lower = width * part;
    s.at.to_upper = width * rest;
    s.at.x = t < 0 ? s.at.lower + s.at.from_lower : s.at.upper - s.at.to_upper;
    s.first = width * part * rest;
    s.step_slope = rest - part;
    s.second = s.first * s.step_slope;
    s.log_step = log(width) - fabs(t) - 2.0 * log1p(exp(-fabs(t)));
    return s;
}

static double t_of(const reckon_pool *pool, double x)
{
    if (!(x > pool->lower))
        return -INFINITY;
    if (!is_bounded(pool))
        return log(x - pool->lower);
    return x < pool->upper ? log(x - pool->lower) - log(pool->upper - x) : INFINITY;
}

/* Sum of weighted log densities and log dx/dt; -inf for anything that is no number. */
static double log_product(const reckon_pool *pool, double t)
{
    stretch s = stretch_at(pool, t);
    double sum = s.log_step;
    for (size_t i = 0; i < pool->count; i++)
        sum += pool->weight[i] * rk_distribution_log_density(&pool->part[i], &s.at);
    return isfinite(sum) ? sum : -INFINITY;
}

/* First and second derivative of log_product in t. */
static double log_product_slope(const reckon_pool *pool, double t, double *curvature)
{
    stretch s = stretch_at(pool, t);
    double slope = s.step_slope, bend = is_bounded(pool) ? -2.0 * (s.first / (pool->upper - pool->lower)) : 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        double first, second;
        rk_distribution_slopes(&pool->part[i], &s.at, &first, &second);
        slope += pool->weight[i] * first * s.first;
        bend += pool->weight[i] * (second * s.first * s.first + first * s.second);
    }
    *curvature = bend;
    return slope;
}

static double slope_at(const reckon_pool *pool, double t)
{
    double curvature, slope = log_product_slope(pool, t, &curvature);
    return fmin(fmax(slope, -1e300), 1e300);
}

static double slope_value(double t, void *context)
{
    return slope_at(context, t);
}

/* ---- Modes ---- */

enum { MOST_LANDMARKS = 96, MOST_MODES = MOST_LANDMARKS };

/* Centres of the parts in t, thinned to a fixed number, with the midpoints between them. */
static size_t landmarks(const reckon_pool *pool, double landmark[2 * MOST_LANDMARKS + 2])
{
    size_t count = 0, every = pool->count / MOST_LANDMARKS + 1;
    double *t = pool->scratch; /* borrowed: nothing is evaluated meanwhile */
    size_t centres = 0;
    for (size_t i = 0; i < pool->count; i++) {
        double centre = t_of(pool, rk_distribution_landmark(&pool->part[i], 0.0));
        if (isfinite(centre))
            t[centres++] = centre;
    }
    if (!centres)
        t[centres++] = 0.0;
    gsl_sort(t, 1, centres);
    for (size_t i = 0; i < centres; i += every) {
        if (count)
            landmark[count] = 0.5 * (landmark[count - 1] + t[i]), count++;
        landmark[count++] = t[i];
    }
    if (landmark[count - 1] < t[centres - 1])
        landmark[count++] = t[centres - 1];
    return count;
}

/* From `t` outwards, in growing steps, to where the density falls away from the landmarks. */
static double outwards(const reckon_pool *pool, double t, double sign)
{
    for (double step = 0.125; fabs(t) < t_most; step *= 1.5) {
        if (sign * slope_at(pool, t) < 0.0)
            break;
        t += sign * step;
    }
    return fmin(fmax(t, -t_most), t_most);
}

static size_t find_modes(reckon_pool *pool, double mode[MOST_MODES])
{
    double t[2 * MOST_LANDMARKS + 4];
    size_t count = landmarks(pool, t + 1), modes = 0;
    t[0] = outwards(pool, t[1], -1.0);
    t[count + 1] = outwards(pool, t[count], 1.0);
    double before = slope_value(t[0], pool);
    for (size_t i = 1; i < count + 2 && modes < MOST_MODES; i++) {
        double after = slope_value(t[i], pool);
        if (before > 0.0 && after <= 0.0 && t[i - 1] < t[i]) {
            mode[modes] = t[i];
            rk_find_root(slope_value, pool, t[i - 1], t[i], 1e-12, &mode[modes]);
            modes++;
        }
        before = after;
    }
    if (!modes) { /* monotone as far as numbers go: it rises towards the end where it is greater */
        size_t last = count + 1;
        mode[modes++] = log_product(pool, t[0]) > log_product(pool, t[last]) ? t[0] : t[last];
    }
    return modes;
}

/* ---- Panels ---- */

typedef struct builder {
    reckon_pool *pool;
    rk_panels *panels;
    bool full; /* out of panels, or a panel that does not get accurate */
} builder;

static double scaled_density(const reckon_pool *pool, double t)
{
    return exp(log_product(pool, t) - pool->panels->peak_log);
}

/* GSL's contexts are not const; this one only carries a pointer that is. */
typedef struct integrand {
    const reckon_pool *pool;
} integrand;

static double integrand_value(double t, void *context)
{
    const integrand *i = context;
    return scaled_density(i->pool, t);
}

static double integral(const reckon_pool *pool, double from, double to, double *error)
{
    double value, absolute, deviation;
    gsl_function function = {integrand_value, &(integrand){pool}};
    gsl_integration_qk21(&function, from, to, &value, error, &absolute, &deviation);
    return value;
}

/* Appends [from, to], halved until the rule is accurate relative to the panel's own mass: the tails keep their digits.
 */
static void add_panels(builder *b, double from, double to, int depth)
{
    rk_panels *panels = b->panels;
    double error, mass = integral(b->pool, from, to, &error);
    double middle = 0.5 * (from + to);
    bool accurate = error <= 1e-11 * mass || mass < 1e-290;
    if (!accurate && depth > 0 && from < middle && middle < to) {
        add_panels(b, from, middle, depth - 1);
        add_panels(b, middle, to, depth - 1);
        return;
    }
    if (panels->count == RK_LOG_POOL_PANELS) {
        b->full = true;
        return;
    }
    b->full = b->full || (!accurate && error > 1e-9 * mass);
    panels->edge[panels->count] = from;
    panels->below[panels->count] = mass; /* summed later */
    panels->edge[++panels->count] = to;
}

/* Where the density has fallen by exp(-740), or as far as t goes; the steps grow from the mode's width. */
static double far_end(const reckon_pool *pool, double mode, double width, double sign)
{
    double t = mode;
    for (double step = width; fabs(t) < t_most; step *= 1.25) {
        t += sign * step;
        if (log_product(pool, t) < pool->panels->peak_log - 740.0)
            break;
    }
    return fmin(fmax(t, -t_most), t_most);
}

static double width_at(const reckon_pool *pool, double mode)
{
    double curvature;
    log_product_slope(pool, mode, &curvature);
    return curvature < 0.0 && isfinite(curvature) ? fmin(1.0 / sqrt(-curvature), 10.0) : 1.0;
}

/* Edges at every mode and at growing distances from it, and both far ends. */
static size_t first_edges(reckon_pool *pool, double *edge)
{
    static const double distance[] = {0.0, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 24.0, 38.0};
    enum { DISTANCES = sizeof distance / sizeof *distance };
    double mode[MOST_MODES];
    size_t modes = find_modes(pool, mode), count = 0;
    pool->panels->peak_log = -INFINITY;
    for (size_t i = 0; i < modes; i++)
        pool->panels->peak_log = fmax(pool->panels->peak_log, log_product(pool, mode[i]));
    double first = far_end(pool, mode[0], width_at(pool, mode[0]), -1.0);
    double last = far_end(pool, mode[modes - 1], width_at(pool, mode[modes - 1]), 1.0);
    for (size_t i = 0; i < modes; i++) {
        double width = width_at(pool, mode[i]);
        for (size_t k = 0; k < 2 * DISTANCES - 1; k++) {
            double t = mode[i] + (k < DISTANCES ? distance[k] : -distance[k - DISTANCES + 1]) * width;
            if (t > first && t < last)
                edge[count++] = t;
        }
    }
    edge[count++] = first;
    edge[count++] = last;
    gsl_sort(edge, 1, count);
    return count;
}

/* What lies outside an end, where the density is exponential in t: density over rate. */
static double outside(const reckon_pool *pool, double t, double sign, double *rate)
{
    double slope = -sign * slope_at(pool, t);
    *rate = slope > 0.0 && fabs(t) >= t_most ? slope : 0.0;
    return *rate > 0.0 ? scaled_density(pool, t) / *rate : 0.0;
}

/* Turns the panels' masses into probabilities on both sides of every edge. */
static void accumulate(const reckon_pool *pool, rk_panels *panels)
{
    size_t count = panels->count;
    double left = outside(pool, panels->edge[0], -1.0, &panels->left_rate);
    double right = outside(pool, panels->edge[count], 1.0, &panels->right_rate);
    panels->above[count] = right;
    for (size_t i = count; i-- > 0;)
        panels->above[i] = panels->above[i + 1] + panels->below[i];
    double running = left;
    for (size_t i = 0; i <= count; i++) {
        double mass = panels->below[i];
        panels->below[i] = running;
        running += mass;
    }
    double total = panels->above[0] + left;
    for (size_t i = 0; i <= count; i++) {
        panels->below[i] /= total;
        panels->above[i] /= total;
    }
    panels->log_scale = panels->peak_log + log(total);
}

reckon_outcome rk_log_pool_prepare(reckon_pool *pool)
{
    rk_panels *panels = pool->panels;
    size_t count = first_edges(pool, pool->node);
    builder b = {pool, panels, false};
    panels->count = 0;
    for (size_t i = 0; i + 1 < count; i++)
        if (pool->node[i] < pool->node[i + 1])
            add_panels(&b, pool->node[i], pool->node[i + 1], 40);
    panels->below[panels->count] = 0.0;
    accumulate(pool, panels);
    bool sound = panels->count > 0 && isfinite(panels->log_scale);
    return b.full || !sound ? RECKON_OUTCOME_NOT_CONVERGED : RECKON_OUTCOME_OK;
}

/* ---- Answers ---- */

static size_t panel_of(const rk_panels *panels, double t)
{
    size_t low = 0, high = panels->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (panels->edge[middle] <= t)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double normalised(const reckon_pool *pool, double from, double to)
{
    double error;
    return integral(pool, from, to, &error) * exp(pool->panels->peak_log - pool->panels->log_scale);
}

/* P(T < t), or P(T > t) when `upper`. */
static double tail_in_t(const reckon_pool *pool, double t, bool upper)
{
    const rk_panels *panels = pool->panels;
    size_t count = panels->count;
    double below = panels->below[0], above = panels->above[count];
    if (t <= panels->edge[0]) {
        double left = panels->left_rate > 0.0 ? below * exp(panels->left_rate * (t - panels->edge[0])) : 0.0;
        return upper ? panels->above[0] + (below - left) : left;
    }
    if (t >= panels->edge[count]) {
        double right = panels->right_rate > 0.0 ? above * exp(panels->right_rate * (panels->edge[count] - t)) : 0.0;
        return upper ? right : panels->below[count] + (above - right);
    }
    size_t i = panel_of(panels, t);
    if (upper)
        return panels->above[i + 1] + normalised(pool, t, panels->edge[i + 1]);
    return panels->below[i] + normalised(pool, panels->edge[i], t);
}

static double log_cdf(const reckon_pool *pool, double x)
{
    return fmin(tail_in_t(pool, t_of(pool, x), false), 1.0);
}

static double log_upper(const reckon_pool *pool, double x)
{
    return fmin(tail_in_t(pool, t_of(pool, x), true), 1.0);
}

static double log_density(const reckon_pool *pool, double x)
{
    double t = t_of(pool, x);
    if (isfinite(t) && fabs(t) <= t_most) {
        stretch s = stretch_at(pool, t);
        return exp(log_product(pool, t) - pool->panels->log_scale - s.log_step);
    }
    return 0.0;
}

typedef struct inversion {
    const reckon_pool *pool;
    double target;
    bool upper;
    size_t panel;
} inversion;

static double tail_error(double t, double *slope, void *context)
{
    const inversion *v = context;
    const rk_panels *panels = v->pool->panels;
    *slope = exp(log_product(v->pool, t) - panels->log_scale);
    if (v->upper)
        return v->target - panels->above[v->panel + 1] - normalised(v->pool, t, panels->edge[v->panel + 1]);
    return panels->below[v->panel] + normalised(v->pool, panels->edge[v->panel], t) - v->target;
}

static double quantile_in_t(const reckon_pool *pool, double p, double q)
{
    const rk_panels *panels = pool->panels;
    size_t count = panels->count;
    if (p <= panels->below[0])
        return panels->edge[0] +
               (p > 0.0 && panels->left_rate > 0.0 ? log(p / panels->below[0]) / panels->left_rate : 0.0);
    if (q <= panels->above[count])
        return panels->edge[count] -
               (q > 0.0 && panels->right_rate > 0.0 ? log(q / panels->above[count]) / panels->right_rate : 0.0);
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
    return rk_newton_root(tail_error, &v, left, right, 0.5 * (left + right), true);
}

static double x_at(const reckon_pool *pool, double t)
{
    stretch s = stretch_at(pool, fmin(fmax(t, -1e4), 1e4));
    return s.at.x;
}

static double log_quantile(const reckon_pool *pool, double p, double q)
{
    return x_at(pool, quantile_in_t(pool, p, q));
}

/* ---- Moments: the same panels with another integrand ---- */

typedef struct moment {
    const reckon_pool *pool;
    double about;
    int order;
} moment;

static double moment_value(double t, void *context)
{
    const moment *m = context;
    double distance = x_at(m->pool, t) - m->about;
    double mass = exp(log_product(m->pool, t) - m->pool->panels->log_scale);
    return m->order == 1 ? distance * mass : distance * mass * distance;
}

static double moment_about(const reckon_pool *pool, double about, int order)
{
    moment m = {pool, about, order};
    gsl_function function = {moment_value, &m};
    double sum = 0.0, value, error, absolute, deviation;
    for (size_t i = 0; i < pool->panels->count; i++) {
        gsl_integration_qk21(
            &function, pool->panels->edge[i], pool->panels->edge[i + 1], &value, &error, &absolute, &deviation);
        sum += value;
    }
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

/* ---- The density as a curve over t ---- */

static size_t log_nodes(const reckon_pool *pool, double *node, double *first, double *last)
{
    const rk_panels *panels = pool->panels;
    *first = panels->edge[0];
    *last = panels->edge[panels->count];
    for (size_t i = 1; i < panels->count; i++)
        node[i - 1] = panels->edge[i];
    return panels->count - 1;
}

static rk_curve_point log_curve(const reckon_pool *pool, double t)
{
    double curvature;
    stretch s = stretch_at(pool, t);
    rk_curve_point point = {.bend = 0.0, .log_step = s.log_step};
    point.log_density = log_product(pool, t) - pool->panels->log_scale - s.log_step;
    point.slope = log_product_slope(pool, t, &curvature) - s.step_slope;
    return point;
}

static double log_mass(const reckon_pool *pool, double from, double to)
{
    double below = tail_in_t(pool, from, false);
    if (below < 0.5)
        return tail_in_t(pool, to, false) - below;
    return tail_in_t(pool, from, true) - tail_in_t(pool, to, true);
}

const rk_pool_methods rk_log_pool = {.cdf = log_cdf,
    .upper = log_upper,
    .density = log_density,
    .quantile = log_quantile,
    .mean = log_mean,
    .sd = log_sd,
    .nodes = log_nodes,
    .curve = log_curve,
    .place = x_at,
    .mass = log_mass,
    .unplace = quantile_in_t};
