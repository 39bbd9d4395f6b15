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

/* ---- The slope of the density in t ---- */

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

/* First and second derivative in t of the log density in t, which is the sum of weighted log densities and log dx/dt.
 */
static double log_density_slope(const reckon_pool *pool, double t, double *curvature)
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
    double curvature, slope = log_density_slope(pool, t, &curvature);
    return fmin(fmax(slope, -1e300), 1e300);
}

static double slope_value(double t, void *context)
{
    return slope_at(context, t);
}

/* ---- The density in u = t - origin, relative to that at the origin ---- */

static void set_origin(reckon_pool *pool, double t)
{
    stretch s = stretch_at(pool, t);
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
    /* Of the distance to the upper end, 1 / (rest + part exp(u)) is left; both logs from the side with the digits. */
    double part = panels->part, rest = panels->rest, log_lower, log_upper;
    if (part <= 0.5) {
        log_upper = u < t_most ? -log1p(part * expm1(u)) : -u - log(part);
        log_lower = u + log_upper;
    } else {
        log_lower = u > -t_most ? -log1p(rest * expm1(-u)) : u - log(rest);
        log_upper = log_lower - u;
    }
    double width = pool->upper - pool->lower;
    bool from_lower = part * fmax(1.0, exp(log_lower)) < rest * fmax(1.0, exp(log_upper));
    double x = from_lower ? width * part * expm1(log_lower) : -width * rest * expm1(log_upper);
    return (rk_step){x, log_lower, log_upper};
}

/* Log of the density in t at u over that at the mode; -inf for anything that is no number. */
static double log_relative(const reckon_pool *pool, double u)
{
    rk_step step = step_to(pool, u);
    double sum = step.log_lower + step.log_upper; /* of dx/dt */
    for (size_t i = 0; i < pool->count; i++)
        sum += pool->weight[i] * rk_distribution_log_ratio(&pool->part[i], &pool->panels->mode, &step);
    return isfinite(sum) ? sum : -INFINITY;
}

static double log_quotient(double a, double b)
{
    double excess = (a - b) / b;
    return fabs(excess) < 0.5 ? log1p(excess) : log(a / b);
}

static double u_of(const reckon_pool *pool, double x)
{
    const rk_position *mode = &pool->panels->mode;
    double lower = log_quotient(x - pool->lower, mode->from_lower);
    return is_bounded(pool) ? lower - log_quotient(pool->upper - x, mode->to_upper) : lower;
}

static double x_at(const reckon_pool *pool, double u)
{
    const rk_position *mode = &pool->panels->mode;
    if (fabs(u) < 1.0)
        return mode->x + step_to(pool, u).x;
    return stretch_at(pool, fmin(fmax(pool->panels->origin + u, -1e4), 1e4)).at.x;
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
    if (!modes) /* monotone as far as numbers go */
        mode[modes++] = slope_at(pool, t[0]) < 0.0 ? t[0] : t[count + 1];
    return modes;
}

/* ---- Panels ---- */

typedef struct builder {
    reckon_pool *pool;
    rk_panels *panels;
    bool failed; /* out of panels, or a panel that does not get accurate */
} builder;

/* What halving has done so far for the stretch a panel lies in. */
typedef struct history {
    double relative; /* error of the stretch before it was halved */
    int halvings;
    int stalled; /* how many of the last did not bring the error down */
} history;

static const double rough = 1e-6;     /* the most that a panel's error may stay */
static const double far_out = 1e-100; /* relative to the mode: this does for all but the highest moments */

static double relative_density(const reckon_pool *pool, double u)
{
    return exp(log_relative(pool, u));
}

/* GSL's contexts are not const; this one only carries a pointer that is. */
typedef struct integrand {
    const reckon_pool *pool;
} integrand;

static double integrand_value(double u, void *context)
{
    const integrand *i = context;
    return relative_density(i->pool, u);
}

static double integral(const reckon_pool *pool, double from, double to, double *error)
{
    double value, absolute, deviation;
    gsl_function function = {integrand_value, &(integrand){pool}};
    gsl_integration_qk21(&function, from, to, &value, error, &absolute, &deviation);
    return value;
}

/*
 * Appends [from, to], halved until the rule is accurate relative to the panel's own mass, so that the tails keep their
 * digits. Where the parts are narrow, t has few digits left and the density is rough at that level: when halving three
 * times has not brought the error down, the roughness is all that is left.
 */
static void add_panels(builder *b, double from, double to, history past)
{
    rk_panels *panels = b->panels;
    double error, mass = integral(b->pool, from, to, &error), middle = 0.5 * (from + to);
    double relative = mass < 1e-290 ? 0.0 : error / mass;
    bool is_rough = relative < rough && relative > 0.1 * past.relative;
    history now = {relative, past.halvings + 1, is_rough ? past.stalled + 1 : 0};
    if (relative > (mass < far_out ? rough : 1e-11) && now.stalled < 3 && now.halvings < 40 && from < middle &&
        middle < to && !b->failed) {
        add_panels(b, from, middle, now);
        add_panels(b, middle, to, now);
        return;
    }
    b->failed = b->failed || relative > rough || panels->count == RK_LOG_POOL_PANELS;
    if (panels->count == RK_LOG_POOL_PANELS)
        return;
    panels->edge[panels->count] = from;
    panels->below[panels->count] = mass; /* summed later */
    panels->edge[++panels->count] = to;
}

/* Where the density has fallen by exp(-740), or as far as t goes; the steps grow from the mode's width. */
static double far_end(const reckon_pool *pool, double mode, double width, double sign)
{
    double u = mode, most = sign * t_most - pool->panels->origin;
    for (double step = width; sign * u < sign * most; step *= 1.25) {
        u += sign * step;
        if (log_relative(pool, u) < -740.0)
            break;
    }
    return sign > 0 ? fmin(u, most) : fmax(u, most);
}

static double width_at(const reckon_pool *pool, double t)
{
    double curvature;
    log_density_slope(pool, t, &curvature);
    return curvature < 0.0 && isfinite(curvature) ? fmin(1.0 / sqrt(-curvature), 10.0) : 1.0;
}

/* The modes in u, counted from the highest one. */
static size_t modes_from_the_highest(reckon_pool *pool, double mode[MOST_MODES])
{
    size_t modes = find_modes(pool, mode), highest = 0;
    set_origin(pool, mode[0]);
    double height = 0.0; /* relative to the first */
    for (size_t i = 1; i < modes; i++) {
        double other = log_relative(pool, mode[i] - mode[0]);
        if (other > height) {
            height = other;
            highest = i;
        }
    }
    set_origin(pool, mode[highest]);
    for (size_t i = 0; i < modes; i++)
        mode[i] -= pool->panels->origin;
    return modes;
}

/* Edges at every mode and at growing distances from it, and both far ends. */
static size_t first_edges(reckon_pool *pool, double *edge)
{
    static const double distance[] = {0.0, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 24.0, 38.0};
    enum { DISTANCES = sizeof distance / sizeof *distance };
    double mode[MOST_MODES], origin;
    size_t modes = modes_from_the_highest(pool, mode), count = 0;
    origin = pool->panels->origin;
    double first = far_end(pool, mode[0], width_at(pool, origin + mode[0]), -1.0);
    double last = far_end(pool, mode[modes - 1], width_at(pool, origin + mode[modes - 1]), 1.0);
    for (size_t i = 0; i < modes; i++) {
        double width = width_at(pool, origin + mode[i]);
        for (size_t k = 0; k < 2 * DISTANCES - 1; k++) {
            double u = mode[i] + (k < DISTANCES ? distance[k] : -distance[k - DISTANCES + 1]) * width;
            if (u > first && u < last)
                edge[count++] = u;
        }
    }
    edge[count++] = first;
    edge[count++] = last;
    gsl_sort(edge, 1, count);
    return count;
}

/* What lies outside an end, where the density is exponential in t: density over rate. */
static double outside(const reckon_pool *pool, double u, double sign, double *rate)
{
    double slope = -sign * slope_at(pool, pool->panels->origin + u);
    *rate = slope > 0.0 && log_relative(pool, u) > -740.0 ? slope : 0.0;
    return *rate > 0.0 ? relative_density(pool, u) / *rate : 0.0;
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
    panels->log_scale = log(total);
}

reckon_outcome rk_log_pool_prepare(reckon_pool *pool)
{
    rk_panels *panels = pool->panels;
    size_t count = first_edges(pool, pool->node);
    builder b = {pool, panels, false};
    panels->count = 0;
    for (size_t i = 0; i + 1 < count; i++)
        if (pool->node[i] < pool->node[i + 1])
            add_panels(&b, pool->node[i], pool->node[i + 1], (history){INFINITY, 0, 0});
    panels->below[panels->count] = 0.0;
    accumulate(pool, panels);
    bool sound = panels->count > 0 && isfinite(panels->log_scale);
    return b.failed || !sound ? RECKON_OUTCOME_NOT_CONVERGED : RECKON_OUTCOME_OK;
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
    return integral(pool, from, to, &error) * exp(-pool->panels->log_scale);
}

/* P(U < u), or P(U > u) when `upper`. */
static double tail_in_u(const reckon_pool *pool, double u, bool upper)
{
    const rk_panels *panels = pool->panels;
    size_t count = panels->count;
    double below = panels->below[0], above = panels->above[count];
    if (u <= panels->edge[0]) {
        double left = panels->left_rate > 0.0 ? below * exp(panels->left_rate * (u - panels->edge[0])) : 0.0;
        return upper ? panels->above[0] + (below - left) : left;
    }
    if (u >= panels->edge[count]) {
        double right = panels->right_rate > 0.0 ? above * exp(panels->right_rate * (panels->edge[count] - u)) : 0.0;
        return upper ? right : panels->below[count] + (above - right);
    }
    size_t i = panel_of(panels, u);
    if (upper)
        return panels->above[i + 1] + normalised(pool, u, panels->edge[i + 1]);
    return panels->below[i] + normalised(pool, panels->edge[i], u);
}

static double log_cdf(const reckon_pool *pool, double x)
{
    return fmin(tail_in_u(pool, u_of(pool, x), false), 1.0);
}

static double log_upper(const reckon_pool *pool, double x)
{
    return fmin(tail_in_u(pool, u_of(pool, x), true), 1.0);
}

/* At an end of the support: the limit, as far as numbers go. */
static double log_density(const reckon_pool *pool, double x)
{
    double most = t_most - fabs(pool->panels->origin), u = fmin(fmax(u_of(pool, x), -most), most);
    stretch s = stretch_at(pool, pool->panels->origin + u);
    return exp(log_relative(pool, u) - pool->panels->log_scale - s.log_step);
}

typedef struct inversion {
    const reckon_pool *pool;
    double target;
    bool upper;
    size_t panel;
} inversion;

static double tail_error(double u, double *slope, void *context)
{
    const inversion *v = context;
    const rk_panels *panels = v->pool->panels;
    *slope = exp(log_relative(v->pool, u) - panels->log_scale);
    if (v->upper)
        return v->target - panels->above[v->panel + 1] - normalised(v->pool, u, panels->edge[v->panel + 1]);
    return panels->below[v->panel] + normalised(v->pool, panels->edge[v->panel], u) - v->target;
}

static double quantile_in_u(const reckon_pool *pool, double p, double q)
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

static double log_quantile(const reckon_pool *pool, double p, double q)
{
    return x_at(pool, quantile_in_u(pool, p, q));
}

/* ---- Moments: the same panels with another integrand ---- */

typedef struct moment {
    const reckon_pool *pool;
    double about;
    int order;
} moment;

static double moment_value(double u, void *context)
{
    const moment *m = context;
    double distance = x_at(m->pool, u) - m->about;
    double mass = exp(log_relative(m->pool, u) - m->pool->panels->log_scale);
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
    stretch s = stretch_at(pool, t);
    rk_curve_point point = {.bend = 0.0, .log_step = s.log_step};
    point.log_density = log_relative(pool, u) - pool->panels->log_scale - s.log_step;
    point.slope = log_density_slope(pool, t, &curvature) - s.step_slope;
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
    .place = x_at,
    .mass = log_mass,
    .unplace = quantile_in_u};
