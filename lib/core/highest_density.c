/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/highest_density.h"

#include <math.h>
#include <stdbool.h>

#include "core/newton.h"

typedef struct cutter {
    const rk_density_curve *curve;
    double log_threshold; /* of the cut made last */
    double level;
    reckon_range *region; /* of the cut, in u */
    size_t regions;
} cutter;

static double excess_at(double u, void *context, double *slope)
{
    const cutter *c = context;
    rk_curve_point at = c->curve->at(c->curve->context, u);
    *slope = at.slope;
    return fmin(fmax(at.log_density, -1e300), 1e300) - c->log_threshold;
}

/* Where the monotone piece between turns i and i + 1 crosses the threshold. */
static double crossing_in(cutter *c, size_t i, bool rising)
{
    const rk_density_curve *curve = c->curve;
    double left = curve->turn[i], right = curve->turn[i + 1];
    if (nextafter(left, right) >= right) /* a jump: the side that is dense enough */
        return rising ? right : left;
    double near = rising ? right : left, far = rising ? left : right;
    /* A parabola through the turning point, as a normal density has it. */
    double drop = fmax(curve->level_at[rising ? i + 1 : i] - c->log_threshold, 1e-12);
    double reach = fabs(far - near), probe = near + 1e-3 * (far - near);
    double fall =
        curve->level_at[rising ? i + 1 : i] - curve->at(curve->context, probe).log_density;
    double guess = fall > 0.0 ? 1e-3 * reach * sqrt(drop / fall) : 0.5 * reach;
    double start = near + copysign(fmin(guess, 0.999 * reach), far - near);
    return rk_newton_root(excess_at, c, left, right, start, rising, 1e-8);
}

/* Cuts at the threshold: regions in u, and the probability they hold. */
static double cut(cutter *c, double log_threshold)
{
    reckon_range *region = c->region;
    const double *node = c->curve->turn, *level_at = c->curve->level_at;
    size_t turns = c->curve->turns;
    c->log_threshold = log_threshold;
    c->regions = 0;
    bool open = level_at[0] >= log_threshold;
    if (open)
        region[c->regions].low = node[0];
    for (size_t i = 0; i + 1 < turns; i++) {
        bool after = level_at[i + 1] >= log_threshold;
        if (open && !after)
            region[c->regions++].high = crossing_in(c, i, false);
        else if (!open && after)
            region[c->regions].low = crossing_in(c, i, true);
        open = after;
    }
    if (open)
        region[c->regions++].high = node[turns - 1];
    double sum = 0.0;
    for (size_t i = 0; i < c->regions; i++)
        sum += c->curve->mass(c->curve->context, region[i].low, region[i].high);
    return sum;
}

/* Probability less the level, with its derivative in the log of the threshold: mass leaves at every
 * crossing. */
static double level_error(double log_threshold, void *context, double *slope)
{
    cutter *c = context;
    double mass = cut(c, log_threshold);
    *slope = 0.0;
    for (size_t i = 0; i < 2 * c->regions; i++) {
        const reckon_range *region = &c->region[i / 2];
        double u = i % 2 ? region->high : region->low;
        if (u == c->curve->turn[0] || u == c->curve->turn[c->curve->turns - 1])
            continue;
        rk_curve_point at = c->curve->at(c->curve->context, u);
        *slope -= exp(at.log_density + at.log_step) / fabs(at.slope);
    }
    return mass - c->level;
}

/* A threshold low enough: what the central range of this level never falls below, or less. */
static double low_threshold(cutter *c, double from, double to)
{
    const rk_density_curve *curve = c->curve;
    double threshold = fmin(
        curve->at(curve->context, from).log_density, curve->at(curve->context, to).log_density);
    if (!isfinite(threshold))
        threshold = -1.0;
    for (double step = 1e-9; cut(c, threshold) < c->level && step < 1e5; step *= 8.0)
        threshold -= step;
    return threshold;
}

static void cut_at_level(cutter *c, double from, double to)
{
    double highest = -INFINITY;
    for (size_t i = 0; i < c->curve->turns; i++)
        highest = fmax(highest, c->curve->level_at[i]);
    double low = low_threshold(c, from, to);
    if (!isfinite(highest)) /* unbounded at an end: this much above the rest holds nothing */
        highest = fmax(low, 0.0) + 1e4;
    double start = low + 0.3 * fmin(highest - low, 1.0);
    double root = rk_newton_root(level_error, c, low, highest, start, false, 1e-9);
    /* On a plateau the probability jumps; the side that holds enough is the answer. */
    for (double step = 1e-13; cut(c, root) < c->level - 1e-9 && step < 1e5; step *= 4.0)
        root -= step * (1.0 + fabs(root));
}

size_t rk_highest_density(
    const rk_density_curve *curve, double level, double from, double to, reckon_range *region)
{
    cutter c = {.curve = curve, .level = level, .region = region};
    cut_at_level(&c, from, to);
    return c.regions;
}
