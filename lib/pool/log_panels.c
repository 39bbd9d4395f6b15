/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integral of a logarithmic pool's density, as panels that follow its modes: each is accurate
 * relative to its own mass, so that both tails keep their digits.
 */
#include <math.h>

#include <gsl/gsl_sort.h>

#include "core/root.h"
#include "pool/log_density.h"

/* ---- Modes ---- */

static double slope_value(double t, void *context)
{
    return rk_log_slope_at(context, t);
}

enum { MOST_LANDMARKS = 96, MOST_MODES = MOST_LANDMARKS };

/* Centres of the parts in t, thinned to a fixed number, with the midpoints between them. */
static size_t landmarks(const reckon_pool *pool, double landmark[2 * MOST_LANDMARKS + 2])
{
    size_t count = 0, every = pool->count / MOST_LANDMARKS + 1;
    double *t = pool->scratch; /* borrowed: nothing is evaluated meanwhile */
    size_t centres = 0;
    for (size_t i = 0; i < pool->count; i++) {
        double centre = rk_log_t_of(pool, rk_distribution_landmark(&pool->part[i], 0.0));
        if (isfinite(centre)) /* not at the very ends, where slopes overflow and nothing lies
                                 outwards to look at */
            t[centres++] = fmin(fmax(centre, -0.9 * rk_log_t_most), 0.9 * rk_log_t_most);
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
    for (double step = 0.125; fabs(t) < rk_log_t_most; step *= 1.5) {
        if (sign * rk_log_slope_at(pool, t) < 0.0)
            break;
        t += sign * step;
    }
    return fmin(fmax(t, -rk_log_t_most), rk_log_t_most);
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
        mode[modes++] = rk_log_slope_at(pool, t[0]) < 0.0 ? t[0] : t[count + 1];
    return modes;
}

/* ---- Panels ---- */

typedef struct builder {
    reckon_pool *pool;
    rk_panels *panels;
    bool failed; /* out of panels, or a panel that does not get accurate */
} builder;

/* What halving has done so far for the rk_log_stretch a panel lies in. */
typedef struct history {
    double relative; /* error of the rk_log_stretch before it was halved */
    int halvings;
    int stalled; /* how many of the last did not bring the error down */
} history;

static const double rough = 1e-6; /* the most that a panel's error may stay */
static const double far_out =
    1e-100; /* relative to the mode: this does for all but the highest moments */

/*
 * Appends [from, to], halved until the rule is accurate relative to the panel's own mass, so that
 * the tails keep their digits. Large log ratios that cancel leave rounding of which no rule can be
 * more accurate. Where the parts are narrow t has few digits left and the density is rough at that
 * level: when halving three times has not brought the error down, the roughness is all that is
 * left.
 */
static void add_panels(builder *b, double from, double to, history past)
{
    rk_panels *panels = b->panels;
    double error, mass = rk_log_integral(b->pool, from, to, &error), middle = 0.5 * (from + to);
    double relative = mass < 1e-290 ? 0.0 : error / mass;
    bool is_rough = relative < rough && relative > 0.1 * past.relative;
    double grain = fmax(rk_log_rounding(b->pool, from), rk_log_rounding(b->pool, to));
    double wanted = mass < far_out ? rough : fmin(fmax(1e-11, 16.0 * grain), rough);
    history now = {relative, past.halvings + 1, is_rough ? past.stalled + 1 : 0};
    if (relative > wanted && now.stalled < 3 && now.halvings < 40 && from < middle && middle < to &&
        !b->failed) {
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

/* Where the density has fallen by exp(-740), or as far as t goes; the steps grow from the mode's
 * width. */
static double far_end(const reckon_pool *pool, double mode, double width, double sign)
{
    double u = mode, most = sign * rk_log_t_most - pool->panels->origin;
    for (double step = width; sign * u < sign * most; step *= 1.25) {
        u += sign * step;
        if (rk_log_relative(pool, u) < -740.0)
            break;
    }
    return sign > 0 ? fmin(u, most) : fmax(u, most);
}

static double width_at(const reckon_pool *pool, double t)
{
    double curvature;
    rk_log_slope(pool, t, &curvature);
    return curvature < 0.0 && isfinite(curvature) ? fmin(1.0 / sqrt(-curvature), 10.0) : 1.0;
}

/* The modes in u, counted from the highest one. */
static size_t modes_from_the_highest(reckon_pool *pool, double mode[MOST_MODES])
{
    size_t modes = find_modes(pool, mode), highest = 0;
    rk_log_set_origin(pool, mode[0]);
    double height = 0.0; /* relative to the first */
    for (size_t i = 1; i < modes; i++) {
        double other = rk_log_relative(pool, mode[i] - mode[0]);
        if (other > height) {
            height = other;
            highest = i;
        }
    }
    rk_log_set_origin(pool, mode[highest]);
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
            double u =
                mode[i] + (k < DISTANCES ? distance[k] : -distance[k - DISTANCES + 1]) * width;
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
    double slope = -sign * rk_log_slope_at(pool, pool->panels->origin + u);
    *rate = slope > 0.0 && rk_log_relative(pool, u) > -740.0 ? slope : 0.0;
    return *rate > 0.0 ? exp(rk_log_relative(pool, u)) / *rate : 0.0;
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
    return b.failed || !sound ? RECKON_OUTCOME_UNRESOLVED : RECKON_OUTCOME_OK;
}
