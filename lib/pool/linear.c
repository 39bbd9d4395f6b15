/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear pool, a mixture. M. Stone, The opinion pool, Annals of Mathematical Statistics 32,
 * 1961. */
#include "pool/pool.h"

#include <float.h>
#include <math.h>

#include "core/root.h"
#include "core/special.h"

static double linear_cdf(const reckon_pool *pool, double x)
{
    double sum = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        sum += pool->weight[i] * reckon_distribution_cdf(&pool->part[i], x);
    return fmin(sum, 1.0);
}

static double linear_upper(const reckon_pool *pool, double x)
{
    double sum = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        sum += pool->weight[i] * reckon_distribution_upper(&pool->part[i], x);
    return fmin(sum, 1.0);
}

static double linear_density(const reckon_pool *pool, double x)
{
    rk_position at = rk_position_of(x);
    double sum = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        sum += exp(pool->log_factor[i] + rk_distribution_log_kernel(&pool->part[i], &at));
    return sum;
}

/* ---- Quantiles: a root of log(tail) between the least and the greatest quantile of the parts ----
 */

typedef struct inversion {
    const reckon_pool *pool;
    double log_target;
    bool upper;
    bool by_log; /* the unknown is log x */
} inversion;

static double tail_error(double unknown, void *context)
{
    const inversion *v = context;
    double x = v->by_log ? exp(unknown) : unknown;
    double tail = v->upper ? linear_upper(v->pool, x) : linear_cdf(v->pool, x);
    double error = log(fmax(tail, 5e-324)) - v->log_target;
    return v->upper ? -error : error;
}

/* Shrinks a bracket of positive numbers to a narrow one around the root, which is sought by its
 * log. */
static void narrow(inversion *v, double *low, double *high)
{
    double root, least = fmax(*low, 5e-324), most = fmin(*high, 1.7e308);
    v->by_log = true;
    if (tail_error(log(least), v) >= 0.0) { /* below the least double */
        *high = least;
    } else if (rk_find_root(tail_error, v, log(least), log(most), 0.0, &root)) {
        *low = fmax(*low, 0.5 * exp(root));
        *high = fmin(*high, 2.0 * exp(root));
    }
    v->by_log = false;
}

/* A part's quantile may stand beyond the doubles: whether the pool's does too. */
static bool is_beyond(inversion *v, double end)
{
    return isinf(end) && (end > 0.0 ? tail_error(DBL_MAX, v) < 0.0 : tail_error(-DBL_MAX, v) > 0.0);
}

static double linear_quantile(const reckon_pool *pool, double p, double q)
{
    if (pool->count == 1)
        return rk_distribution_quantile(&pool->part[0], p, q);
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < pool->count; i++) {
        double x = rk_distribution_quantile(&pool->part[i], p, q);
        low = fmin(low, x);
        high = fmax(high, x);
    }
    inversion v = {pool, log(q < p ? q : p), q < p, false};
    if (is_beyond(&v, low) || is_beyond(&v, high))
        return is_beyond(&v, low) ? low : high;
    low = fmax(low, -DBL_MAX);
    high = fmin(high, DBL_MAX);
    if (low >= 0.0 &&
        high > 1e6 * low) /* halving a bracket over many magnitudes would not end in time */
        narrow(&v, &low, &high);
    double root;
    if (rk_find_root(tail_error, &v, low, high, 0.0, &root))
        return root;
    /* Rounding at an end of the bracket, of a part that is a few doubles wide: the end beyond which
     * the target lies. */
    return tail_error(high, &v) < 0.0 ? high : low;
}

/* ---- Moments: +inf where they exceed a double ---- */

double rk_pool_first(const reckon_distribution *part)
{
    return part->first;
}

double rk_pool_second(const reckon_distribution *part)
{
    return part->second;
}

/* Differences from the first keep the digits of numbers that agree; where they overflow the numbers
 * are huge. */
double rk_pool_average(const reckon_pool *pool, double (*number)(const reckon_distribution *part))
{
    double origin = number(&pool->part[0]), sum = 0.0, plain = 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->weight[i] ==
            0.0) /* below the least double: nothing is left of what it weighs, not even infinity */
            continue;
        double here = number(&pool->part[i]);
        sum += pool->weight[i] * (here - origin);
        plain += pool->weight[i] * here;
    }
    return isfinite(sum) ? origin + sum : plain;
}

static double linear_mean(const reckon_pool *pool)
{
    return rk_pool_average(pool, reckon_distribution_mean);
}

/* root * (a - b), which may be a number where a - b is not. */
static double weighted_difference(double root, double a, double b)
{
    double difference = a - b;
    return isfinite(difference) ? root * difference : 2.0 * (root * (0.5 * a - 0.5 * b));
}

static double linear_sd(const reckon_pool *pool)
{
    if (pool->count == 1)
        return reckon_distribution_sd(&pool->part[0]);
    double mean = linear_mean(pool), sd = 0.0;
    if (isinf(mean))
        return INFINITY;
    for (size_t i = 0; i < pool->count; i++) { /* hypot: no square of a large number on the way */
        double root = sqrt(pool->weight[i]);
        if (root == 0.0)
            continue;
        sd = hypot(sd, root * reckon_distribution_sd(&pool->part[i]));
        sd = hypot(sd, weighted_difference(root, reckon_distribution_mean(&pool->part[i]), mean));
    }
    return sd;
}

/* ---- The density as a curve: u is x itself ---- */

static rk_curve_point linear_curve(const reckon_pool *pool, double u)
{
    rk_position at = rk_position_of(u);
    double *log_term = pool->scratch, top = -INFINITY;
    for (size_t i = 0; i < pool->count; i++) {
        log_term[i] = pool->log_factor[i] + rk_distribution_log_kernel(&pool->part[i], &at);
        top = fmax(top, log_term[i]);
    }
    if (isinf(top)) /* outside every support, or at an unbounded end */
        return (rk_curve_point){top, 0.0, 0.0, 0.0};
    double sum = 0.0, slope = 0.0, bend = 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        double share = exp(log_term[i] - top), first, second;
        if (share == 0.0)
            continue;
        rk_distribution_slopes(&pool->part[i], &at, &first, &second);
        sum += share;
        slope += share * first;
        bend += share * (second + first * first);
    }
    return (rk_curve_point){top + log(sum), slope / sum, bend / sum, 0.0};
}

/* Where a part begins to count: the end of its support if the density may be unbounded there. */
static double least_place(const reckon_distribution *part)
{
    if (part->family == RECKON_FAMILY_GAMMA || part->family == RECKON_FAMILY_BETA)
        return part->lower;
    return rk_distribution_landmark(part, -38.0);
}

static double move_to_grain(double x, double spacing)
{
    if (!(spacing > 0.0 && isfinite(spacing)))
        return x;
    double grain = ldexp(1.0, ilogb(spacing) - 1), moved = grain * round(x / grain);
    return isfinite(moved) ? moved : x;
}

/*
 * Every part adds landmarks half an sd apart, wider outside. Each is moved to the nearest multiple
 * of a power of two below its spacing: parts of about one width then share landmarks, and many
 * parts cost little more than their spread.
 */
static size_t linear_nodes(const reckon_pool *pool, double *node, double *first, double *last)
{
    static const double stand[RK_LANDMARKS] = {
        -8, -6.5, -5, -4, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6.5, 8};
    size_t count = 0;
    *first = INFINITY;
    *last = -INFINITY;
    for (size_t i = 0; i < pool->count; i++) {
        const reckon_distribution *part = &pool->part[i];
        *first = fmin(*first, least_place(part));
        *last =
            fmax(*last, isfinite(part->upper) ? part->upper : rk_distribution_landmark(part, 38.0));
        double before = rk_distribution_landmark(part, -9.0),
               x = rk_distribution_landmark(part, stand[0]);
        for (size_t k = 0; k < RK_LANDMARKS; k++) {
            double after =
                rk_distribution_landmark(part, k + 1 < RK_LANDMARKS ? stand[k + 1] : 9.0);
            double moved = move_to_grain(x, fmin(x - before, after - x));
            if (moved > pool->lower && moved < pool->upper)
                node[count++] = moved;
            before = x;
            x = after;
        }
    }
    *last = fmin(*last, 1e308);
    return count;
}

/* Where one part ends and others go on. */
static size_t linear_breaks(const reckon_pool *pool, double *node)
{
    size_t count = 0;
    for (size_t i = 0; i < pool->count; i++) {
        const reckon_distribution *part = &pool->part[i];
        if (part->family != RECKON_FAMILY_GAMMA && part->family != RECKON_FAMILY_BETA)
            continue;
        const double ends[] = {part->lower, part->upper};
        for (int k = 0; k < 2; k++) {
            if (!(ends[k] > pool->lower && ends[k] < pool->upper))
                continue;
            node[count++] = nextafter(ends[k], -INFINITY);
            node[count++] = ends[k];
            node[count++] = nextafter(ends[k], INFINITY);
        }
    }
    return count;
}

static double linear_place(const reckon_pool *pool, double u)
{
    (void)pool;
    return u;
}

static double linear_mass(const reckon_pool *pool, double from, double to)
{
    double below = linear_cdf(pool, from);
    return below < 0.5 ? linear_cdf(pool, to) - below
                       : linear_upper(pool, from) - linear_upper(pool, to);
}

const rk_pool_methods rk_linear_pool = {.cdf = linear_cdf,
    .upper = linear_upper,
    .density = linear_density,
    .quantile = linear_quantile,
    .mean = linear_mean,
    .sd = linear_sd,
    .nodes = linear_nodes,
    .breaks = linear_breaks,
    .curve = linear_curve,
    .place = linear_place,
    .mass = linear_mass,
    .unplace = linear_quantile};
