/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Highest-density regions: the turning points of a pool's curve, and the regions that lib/core cuts
 * between them. */
#include "pool/pool.h"

#include <math.h>

#include <gsl/gsl_sort.h>

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
 * A number in (left, right) where the slope has the other sign than at both ends, if there is one:
 * the slope then has an extremum inside, and f'' changes sign. False when there is none.
 */
static bool hidden_turn(reckon_pool *pool, double left, double right, rk_curve_point at_left,
    rk_curve_point at_right, double *inside)
{
    double sign = at_left.slope > 0.0 ? 1.0 : -1.0;
    if (!(sign * at_left.bend < 0.0 && sign * at_right.bend > 0.0))
        return false;
    return rk_find_root(bend_at, pool, left, right, 0.0, inside) &&
           sign * slope_at(*inside, pool) < 0.0;
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
static size_t turns_between(
    reckon_pool *pool, const double *node, size_t count, double *turn, size_t turns)
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

/* Leaves the two ends of u and the turning points between them in pool->node, increasing, and
 * returns their number. */
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

/* ---- The public function ---- */

static void central_region(reckon_pool *pool, double level)
{
    double tail = 0.5 * (1.0 - level);
    pool->region[0].low = rk_distribution_quantile(&pool->part[0], tail, 1.0 - tail);
    pool->region[0].high = rk_distribution_quantile(&pool->part[0], 1.0 - tail, tail);
}

static rk_curve_point curve_at(const void *context, double u)
{
    const reckon_pool *pool = context;
    return pool->methods->curve(pool, u);
}

static double mass_between(const void *context, double from, double to)
{
    const reckon_pool *pool = context;
    return pool->methods->mass(pool, from, to);
}

static size_t regions_of_curve(reckon_pool *pool, double level)
{
    size_t turns = find_turns(pool);
    for (size_t i = 0; i < turns; i++) {
        double log_density = pool->methods->curve(pool, pool->node[i]).log_density;
        pool->level_at[i] = isnan(log_density) ? -INFINITY : log_density;
    }
    const double tail = 0.5 * (1.0 - level);
    const rk_density_curve curve = {
        curve_at, mass_between, pool, pool->node, pool->level_at, turns};
    size_t count = rk_highest_density(&curve, level, pool->methods->unplace(pool, tail, 1.0 - tail),
        pool->methods->unplace(pool, 1.0 - tail, tail), pool->region);
    if (count == 0) { /* a support of a few doubles only: there is nothing to cut between them */
        pool->region[0].low = pool->methods->quantile(pool, tail, 1.0 - tail);
        pool->region[0].high = pool->methods->quantile(pool, 1.0 - tail, tail);
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        pool->region[i].low = pool->methods->place(pool, pool->region[i].low);
        pool->region[i].high = pool->methods->place(pool, pool->region[i].high);
    }
    return count;
}

reckon_status reckon_pool_regions(reckon_pool *pool, double level, const reckon_range **region,
    size_t *count, reckon_error *error)
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
