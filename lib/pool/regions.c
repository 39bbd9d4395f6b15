/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Highest-density regions. R. J. Hyndman, Computing and graphing highest density regions, The American Statistician 50,
 * 1996; here without sampling: the curve is cut at its stationary points, so that it is monotone in between, and the
 * threshold is solved for, with the numbers at which the density crosses it.
 */
#include "pool/pool.h"

#include <math.h>

#include <gsl/gsl_sort.h>

#include "core/newton.h"
#include "core/root.h"
#include "core/special.h"
#include "core/status.h"

/* ---- Where the curve turns ---- */

static double slope_at(double u, void *context)
{
    const reckon_pool *pool = context;
    return fmin(fmax(pool->methods->curve(pool, u).slope, -1e300), 1e300);
}

static double bend_at(double u, void *context)
{
    const reckon_pool *pool = context;
    return fmin(fmax(pool->methods->curve(pool, u).bend, -1e300), 1e300);
}

/*
 * A number in (left, right) where the slope has the other sign than at both ends, if there is one: the slope then has
 * an extremum inside, and f'' changes sign. False when there is none.
 */
static bool hidden_turn(
    reckon_pool *pool, double left, double right, rk_curve_point at_left, rk_curve_point at_right, double *inside)
{
    double sign = at_left.slope > 0.0 ? 1.0 : -1.0;
    if (!(sign * at_left.bend < 0.0 && sign * at_right.bend > 0.0))
        return false;
    return rk_find_root(bend_at, pool, left, right, 0.0, inside) && sign * slope_at(*inside, pool) < 0.0;
}

static size_t add_turn(reckon_pool *pool, double left, double right, double *turn, size_t turns)
{
    double root;
    if (turns + 1 < pool->node_capacity && rk_find_root(slope_at, pool, left, right, 0.0, &root))
        turn[turns++] = root;
    return turns;
}

static size_t drop_repeats(double *node, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || node[i] > node[kept - 1])
            node[kept++] = node[i];
    return kept;
}

/* The turning points between neighbouring nodes, where the slope changes its sign. */
static size_t turns_between(reckon_pool *pool, const double *node, size_t count, double *turn, size_t turns)
{
    rk_curve_point before = {0.0, 0.0, 0.0, 0.0};
    double left = NAN;
    for (size_t i = 0; i < count; i++) {
        rk_curve_point here = pool->methods->curve(pool, node[i]);
        double inside;
        if (isinf(here.log_density)) /* nothing is there, or it has no bound: the neighbours tell */
            continue;
        bool first = isnan(left);
        if (!first && (before.slope > 0.0) != (here.slope > 0.0)) {
            turns = add_turn(pool, left, node[i], turn, turns);
        } else if (!first && hidden_turn(pool, left, node[i], before, here, &inside)) {
            turns = add_turn(pool, left, inside, turn, turns);
            turns = add_turn(pool, inside, node[i], turn, turns);
        }
        before = here;
        left = node[i];
    }
    return turns;
}

/* Leaves the two ends of u and the turning points between them in pool->node, increasing, and returns their number. */
static size_t find_turns(reckon_pool *pool)
{
    double first, last, *node = pool->node, *turn = pool->level_at;
    size_t nodes = pool->methods->nodes(pool, node, &first, &last), turns = 0, breaks = 0;
    turn[turns++] = first;
    turn[turns++] = last;
    if (pool->methods->breaks)
        breaks = pool->methods->breaks(pool, node + nodes);
    for (size_t i = 0; i < breaks; i++)
        turn[turns++] = node[nodes + i];
    gsl_sort(node, 1, nodes + breaks);
    turns = turns_between(pool, node, drop_repeats(node, nodes + breaks), turn, turns);
    gsl_sort(turn, 1, turns);
    for (size_t i = 0; i < turns; i++)
        node[i] = turn[i];
    return drop_repeats(node, turns);
}

/* ---- The region above a threshold ---- */

typedef struct cutter {
    reckon_pool *pool;
    size_t turns;         /* pool->node[turns], pool->level_at[turns] their log densities */
    double log_threshold; /* of the cut made last */
    double level;
    size_t regions; /* of the cut, in pool->region, in u */
} cutter;

typedef struct crossing {
    const reckon_pool *pool;
    double log_threshold;
} crossing;

static double excess_at(double u, void *context, double *slope)
{
    const crossing *c = context;
    rk_curve_point at = c->pool->methods->curve(c->pool, u);
    *slope = at.slope;
    return fmin(fmax(at.log_density, -1e300), 1e300) - c->log_threshold;
}

/* Where the monotone piece between turns i and i + 1 crosses the threshold. */
static double crossing_in(const cutter *c, size_t i, bool rising)
{
    crossing context = {c->pool, c->log_threshold};
    double left = c->pool->node[i], right = c->pool->node[i + 1];
    if (nextafter(left, right) >= right) /* a jump: the side that is dense enough */
        return rising ? right : left;
    double near = rising ? right : left, far = rising ? left : right;
    /* A parabola through the turning point, as a normal density has it. */
    double drop = fmax(c->pool->level_at[rising ? i + 1 : i] - c->log_threshold, 1e-12);
    double reach = fabs(far - near), probe = near + 1e-3 * (far - near);
    double fall = c->pool->level_at[rising ? i + 1 : i] - c->pool->methods->curve(c->pool, probe).log_density;
    double guess = fall > 0.0 ? 1e-3 * reach * sqrt(drop / fall) : 0.5 * reach;
    double start = near + copysign(fmin(guess, 0.999 * reach), far - near);
    return rk_newton_root(excess_at, &context, left, right, start, rising, 1e-8);
}

/* Cuts at the threshold: regions in u, and the probability they hold. */
static double cut(cutter *c, double log_threshold)
{
    reckon_range *region = c->pool->region;
    const double *node = c->pool->node, *level_at = c->pool->level_at;
    c->log_threshold = log_threshold;
    c->regions = 0;
    bool open = level_at[0] >= log_threshold;
    if (open)
        region[c->regions].low = node[0];
    for (size_t i = 0; i + 1 < c->turns; i++) {
        bool after = level_at[i + 1] >= log_threshold;
        if (open && !after)
            region[c->regions++].high = crossing_in(c, i, false);
        else if (!open && after)
            region[c->regions].low = crossing_in(c, i, true);
        open = after;
    }
    if (open)
        region[c->regions++].high = node[c->turns - 1];
    double sum = 0.0;
    for (size_t i = 0; i < c->regions; i++)
        sum += c->pool->methods->mass(c->pool, region[i].low, region[i].high);
    return sum;
}

/* Probability less the level, with its derivative in the log of the threshold: mass leaves at every crossing. */
static double level_error(double log_threshold, void *context, double *slope)
{
    cutter *c = context;
    double mass = cut(c, log_threshold);
    *slope = 0.0;
    for (size_t i = 0; i < 2 * c->regions; i++) {
        const reckon_range *region = &c->pool->region[i / 2];
        double u = i % 2 ? region->high : region->low;
        if (u == c->pool->node[0] || u == c->pool->node[c->turns - 1])
            continue;
        rk_curve_point at = c->pool->methods->curve(c->pool, u);
        *slope -= exp(at.log_density + at.log_step) / fabs(at.slope);
    }
    return mass - c->level;
}

/* A threshold low enough: what the central interval of this level never falls below, or less. */
static double low_threshold(cutter *c)
{
    const rk_pool_methods *methods = c->pool->methods;
    double tail = 0.5 * (1.0 - c->level);
    double left = methods->unplace(c->pool, tail, 1.0 - tail), right = methods->unplace(c->pool, 1.0 - tail, tail);
    double threshold = fmin(methods->curve(c->pool, left).log_density, methods->curve(c->pool, right).log_density);
    if (!isfinite(threshold))
        threshold = -1.0;
    for (double step = 1e-9; cut(c, threshold) < c->level && step < 1e5; step *= 8.0)
        threshold -= step;
    return threshold;
}

static void cut_at_level(cutter *c)
{
    double highest = -INFINITY;
    for (size_t i = 0; i < c->turns; i++)
        highest = fmax(highest, c->pool->level_at[i]);
    double low = low_threshold(c);
    if (!isfinite(highest)) /* unbounded at an end: this much above the rest holds nothing */
        highest = fmax(low, 0.0) + 1e4;
    double start = low + 0.3 * fmin(highest - low, 1.0);
    double root = rk_newton_root(level_error, c, low, highest, start, false, 1e-9);
    /* On a plateau the probability jumps; the side that holds enough is the answer. */
    for (double step = 1e-13; cut(c, root) < c->level - 1e-9 && step < 1e5; step *= 4.0)
        root -= step * (1.0 + fabs(root));
}

/* ---- The public function ---- */

static void central_region(reckon_pool *pool, double level)
{
    double tail = 0.5 * (1.0 - level);
    pool->region[0].low = rk_distribution_quantile(&pool->part[0], tail, 1.0 - tail);
    pool->region[0].high = rk_distribution_quantile(&pool->part[0], 1.0 - tail, tail);
}

static size_t regions_of_curve(reckon_pool *pool, double level)
{
    cutter c = {.pool = pool, .level = level};
    c.turns = find_turns(pool);
    for (size_t i = 0; i < c.turns; i++) {
        double log_density = pool->methods->curve(pool, pool->node[i]).log_density;
        pool->level_at[i] = isnan(log_density) ? -INFINITY : log_density;
    }
    cut_at_level(&c);
    if (c.regions == 0) { /* a support of a few doubles only: there is nothing to cut between them */
        double tail = 0.5 * (1.0 - level);
        pool->region[0].low = pool->methods->quantile(pool, tail, 1.0 - tail);
        pool->region[0].high = pool->methods->quantile(pool, 1.0 - tail, tail);
        return 1;
    }
    for (size_t i = 0; i < c.regions; i++) {
        pool->region[i].low = pool->methods->place(pool, pool->region[i].low);
        pool->region[i].high = pool->methods->place(pool, pool->region[i].high);
    }
    return c.regions;
}

reckon_status reckon_pool_regions(
    reckon_pool *pool, double level, const reckon_range **region, size_t *count, reckon_error *error)
{
    if (!pool || !pool->methods)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_regions: the pool has no answer");
    if (!region || !count)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_regions: region or count is NULL");
    if (!(level > 0.0 && level < 1.0))
        return rk_fail(error, RECKON_VALUE, "the level of a region is not between 0 and 1");
    *count = 1;
    if (pool->count == 1 && pool->part[0].family == RECKON_FAMILY_NORMAL)
        central_region(pool, level); /* symmetric with one mode */
    else
        *count = regions_of_curve(pool, level);
    *region = pool->region;
    return RECKON_OK;
}
