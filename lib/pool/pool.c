/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool/pool.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"

/* ---- Memory ---- */

static bool allocate(reckon_pool *pool, size_t capacity)
{
    if (capacity > SIZE_MAX / 64 / RK_LANDMARKS / sizeof(double))
        return false;
    pool->capacity = capacity;
    pool->node_capacity = (RK_LANDMARKS + RK_BREAKS) * capacity + RK_LOG_POOL_PANELS + 64;
    pool->part = rk_alloc(capacity, sizeof *pool->part);
    pool->weight = rk_alloc(capacity, sizeof *pool->weight);
    pool->log_factor = rk_alloc(capacity, sizeof *pool->log_factor);
    pool->scratch = rk_alloc(3 * capacity, sizeof *pool->scratch);
    pool->node = rk_alloc(pool->node_capacity, sizeof *pool->node);
    pool->level_at = rk_alloc(pool->node_capacity, sizeof *pool->level_at);
    pool->region = rk_alloc(pool->node_capacity, sizeof *pool->region);
    pool->panels = rk_alloc(1, sizeof *pool->panels);
    return pool->part && pool->weight && pool->log_factor && pool->scratch && pool->node &&
           pool->level_at && pool->region && pool->panels;
}

reckon_status reckon_pool_new(size_t capacity, reckon_pool **pool, reckon_error *error)
{
    if (!pool)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_new: pool is NULL");
    *pool = NULL;
    reckon_pool *made = rk_alloc(1, sizeof *made);
    if (!made || !allocate(made, capacity)) {
        reckon_pool_free(made);
        return rk_fail(error, RECKON_MEMORY, "no memory for a pool of %zu distributions", capacity);
    }
    made->outcome = RECKON_OUTCOME_EMPTY;
    *pool = made;
    return RECKON_OK;
}

void reckon_pool_free(reckon_pool *pool)
{
    if (!pool)
        return;
    rk_free(pool->part);
    rk_free(pool->weight);
    rk_free(pool->log_factor);
    rk_free(pool->scratch);
    rk_free(pool->node);
    rk_free(pool->level_at);
    rk_free(pool->region);
    rk_free(pool->panels);
    rk_free(pool);
}

/* ---- Filling ---- */

static reckon_status check_parts(const reckon_pool *pool, reckon_pool_kind kind,
    const reckon_distribution *distribution, const double *weight, size_t count, double *total,
    reckon_error *error)
{
    if (!pool)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_set: pool is NULL");
    if ((int)kind < RECKON_POOL_LINEAR || kind > RECKON_POOL_QUANTILE_LOG)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_set: there is no such kind of pool");
    if (count > pool->capacity)
        return rk_fail(error, RECKON_ARGUMENT, "%zu distributions, and a pool made for %zu", count,
            pool->capacity);
    if (count && !distribution)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_set: distribution is NULL");

    for (size_t i = 0; i < count; i++) {
        reckon_status status =
            rk_distribution_check(&distribution[i], "pooled distribution", error);
        if (status)
            return status;
        if (weight && !(weight[i] > 0.0 && isfinite(weight[i])))
            return rk_fail(error, RECKON_VALUE,
                "the weight of distribution %zu is not a finite number above 0", i);
        *total += weight ? weight[i] : 1.0;
    }
    if (!isfinite(*total))
        return rk_fail(error, RECKON_VALUE,
            "the weights of %zu distributions sum to more than a double holds", count);
    return RECKON_OK;
}

static void copy_parts(reckon_pool *pool, const reckon_distribution *distribution,
    const double *weight, size_t count, double total)
{
    pool->count = count;
    pool->lower = INFINITY;
    pool->upper = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        pool->part[i] = distribution[i];
        pool->weight[i] = (weight ? weight[i] : 1.0) / total;
        pool->log_factor[i] =
            log(weight ? weight[i] : 1.0) - log(total) + rk_distribution_log_norm(&distribution[i]);
        pool->lower = fmin(pool->lower, distribution[i].lower);
        pool->upper = fmax(pool->upper, distribution[i].upper);
    }
}

void rk_pool_close(reckon_pool *pool, reckon_distribution closed)
{
    pool->count = 1;
    pool->part[0] = closed;
    pool->weight[0] = 1.0;
    pool->log_factor[0] = rk_distribution_log_norm(&closed);
    pool->lower = closed.lower;
    pool->upper = closed.upper;
    pool->methods = &rk_linear_pool; /* of one part: the part itself */
}

static void set_logarithmic(reckon_pool *pool)
{
    pool->lower = -INFINITY;
    pool->upper = INFINITY;
    for (size_t i = 0; i < pool->count; i++) {
        pool->lower = fmax(pool->lower, pool->part[i].lower);
        pool->upper = fmin(pool->upper, pool->part[i].upper);
    }
    reckon_distribution closed;
    if (!(pool->lower < pool->upper)) {
        pool->outcome = RECKON_OUTCOME_EMPTY;
    } else if (rk_log_pool_closed_form(pool, &closed)) {
        rk_pool_close(pool, closed);
    } else {
        pool->outcome = rk_log_pool_prepare(pool);
        if (pool->outcome == RECKON_OUTCOME_OK)
            pool->methods = &rk_log_pool;
    }
}

static double average_end(const reckon_pool *pool, bool of_upper)
{
    bool is_log = pool->kind == RECKON_POOL_QUANTILE_LOG, all_equal = true;
    double first = of_upper ? pool->part[0].upper : pool->part[0].lower, sum = 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        double end = of_upper ? pool->part[i].upper : pool->part[i].lower;
        all_equal = all_equal && end == first;
        if (is_log && end <= 0.0)
            return 0.0;
        if (isinf(end))
            return end;
        sum += pool->weight[i] * (is_log ? log(end) : end);
    }
    if (all_equal)
        return first;
    return is_log ? exp(sum) : sum;
}

/* The log of a quantile at or below 0 is -inf, and so is the average: this much probability ends up
 * on 0. */
static double probability_at_or_below_0(const reckon_pool *pool)
{
    double most = 0.0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->part[i].lower < 0.0)
            most = fmax(most, reckon_distribution_cdf(&pool->part[i], 0.0));
    return most;
}

static void set_quantile(reckon_pool *pool)
{
    bool is_log = pool->kind == RECKON_POOL_QUANTILE_LOG;
    pool->lump = is_log ? probability_at_or_below_0(pool) : 0.0;
    reckon_distribution closed;
    if (pool->lump >= 0.5) {
        pool->outcome = RECKON_OUTCOME_UNRESOLVED;
    } else if (pool->lump == 0.0 && rk_quantile_pool_closed_form(pool, &closed)) {
        rk_pool_close(pool, closed);
    } else {
        pool->outcome = pool->lump > 0.0 ? RECKON_OUTCOME_BOUNDARY : RECKON_OUTCOME_OK;
        pool->lower = average_end(pool, false);
        pool->upper = average_end(pool, true);
        pool->methods = &rk_quantile_pool;
    }
}

reckon_status reckon_pool_set(reckon_pool *pool, reckon_pool_kind kind,
    const reckon_distribution *distribution, const double *weight, size_t count,
    reckon_error *error)
{
    double total = 0.0;
    reckon_status status = check_parts(pool, kind, distribution, weight, count, &total, error);
    if (status)
        return status;
    pool->kind = kind;
    pool->methods = NULL;
    pool->lump = 0.0;
    pool->outcome = count ? RECKON_OUTCOME_OK : RECKON_OUTCOME_EMPTY;
    copy_parts(pool, distribution, weight, count, total);
    if (count == 1 && kind != RECKON_POOL_QUANTILE_LOG)
        rk_pool_close(pool, distribution[0]);
    else if (count && kind == RECKON_POOL_LINEAR)
        pool->methods = &rk_linear_pool;
    else if (count && kind == RECKON_POOL_LOGARITHMIC)
        set_logarithmic(pool);
    else if (count)
        set_quantile(pool);
    return RECKON_OK;
}

/* ---- Answers ---- */

reckon_outcome reckon_pool_outcome(const reckon_pool *pool)
{
    return pool ? pool->outcome : RECKON_OUTCOME_EMPTY;
}

static bool has_answer(const reckon_pool *pool)
{
    return pool && pool->methods;
}

/* p and q = 1 - p: the smaller one is what the inversion works with. */
static double quantile_at(const reckon_pool *pool, double p)
{
    if (p <= 0.0)
        return pool->lower;
    if (p >= 1.0)
        return pool->upper;
    return pool->methods->quantile(pool, p, 1.0 - p);
}

reckon_status reckon_pool_quantiles(
    const reckon_pool *pool, const double *p, size_t count, double *quantile, reckon_error *error)
{
    if (!has_answer(pool))
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_quantiles: the pool has no answer");
    if (count && (!p || !quantile))
        return rk_fail(error, RECKON_ARGUMENT, "reckon_pool_quantiles: an array is NULL");
    for (size_t i = 0; i < count; i++)
        if (!(p[i] >= 0.0 && p[i] <= 1.0))
            return rk_fail(error, RECKON_VALUE, "probability %zu is not in [0, 1]", i);
    for (size_t i = 0; i < count; i++)
        quantile[i] = quantile_at(pool, p[i]);
    return RECKON_OK;
}

double reckon_pool_cdf(const reckon_pool *pool, double x)
{
    if (!has_answer(pool) || isnan(x))
        return (double)NAN;
    if (x <= pool->lower)
        return x == pool->lower ? pool->lump : 0.0;
    return x >= pool->upper ? 1.0 : pool->methods->cdf(pool, x);
}

double reckon_pool_upper(const reckon_pool *pool, double x)
{
    if (!has_answer(pool) || isnan(x))
        return (double)NAN;
    if (x <= pool->lower)
        return x == pool->lower ? 1.0 - pool->lump : 1.0;
    return x >= pool->upper ? 0.0 : pool->methods->upper(pool, x);
}

double reckon_pool_density(const reckon_pool *pool, double x)
{
    if (!has_answer(pool) || isnan(x))
        return (double)NAN;
    if (x < pool->lower || x > pool->upper || isinf(x))
        return 0.0;
    return pool->methods->density(pool, x);
}

double reckon_pool_mean(const reckon_pool *pool)
{
    return has_answer(pool) ? pool->methods->mean(pool) : (double)NAN;
}

double reckon_pool_sd(const reckon_pool *pool)
{
    return has_answer(pool) ? pool->methods->sd(pool) : (double)NAN;
}
