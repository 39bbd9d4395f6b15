/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pools refuse, each with its code, and memory that runs out. */
#include "support/check.h"

#include <math.h>

#include <reckon/pool.h>

#include "core/memory.h"

/* The linker sends the library's calls of rk_alloc here. */
void *__real_rk_alloc(size_t count, size_t size);
void *__wrap_rk_alloc(size_t count, size_t size);

static int allocations_left = -1; /* -1: any number */
static int allocations = 0;

void *__wrap_rk_alloc(size_t count, size_t size)
{
    allocations++;
    if (allocations_left == 0)
        return NULL;
    if (allocations_left > 0)
        allocations_left--;
    return __real_rk_alloc(count, size);
}

static const reckon_distribution good[2] = {
    {RECKON_FAMILY_NORMAL, 1, 2, -INFINITY, INFINITY, 0}, {RECKON_FAMILY_BETA, 1, 2, 0, 1, 0}};

static void test_bad_pools(void **state)
{
    (void)state;
    reckon_pool *pool;
    assert_int_equal(reckon_pool_new(2, &pool, NULL), RECKON_OK);
    const double bad_weight[] = {0, -1, NAN, INFINITY};
    for (int i = 0; i < 4; i++) {
        reckon_error error = RECKON_ERROR_INIT;
        const double weight[] = {1, bad_weight[i]};
        assert_int_equal(
            reckon_pool_set(pool, RECKON_POOL_LINEAR, good, weight, 2, &error), RECKON_VALUE);
        assert_int_equal(error.code, RECKON_VALUE);
    }
    const double huge[] = {1e308, 1e308};
    assert_int_equal(reckon_pool_set(pool, RECKON_POOL_LINEAR, good, huge, 2, NULL), RECKON_VALUE);
    const reckon_distribution bad[] = {good[0], {RECKON_FAMILY_NORMAL, 0, 0, 0, 0, 0}};
    assert_int_equal(reckon_pool_set(pool, RECKON_POOL_LINEAR, bad, NULL, 2, NULL), RECKON_VALUE);
    const reckon_distribution none[] = {good[0], {(reckon_family)17, 1, 1, 0, 0, 0}};
    assert_int_equal(
        reckon_pool_set(pool, RECKON_POOL_LINEAR, none, NULL, 2, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_pool_set(pool, RECKON_POOL_LINEAR, NULL, NULL, 2, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_pool_set(pool, RECKON_POOL_LINEAR, good, NULL, 3, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_pool_set(pool, (reckon_pool_kind)4, good, NULL, 2, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_pool_set(pool, (reckon_pool_kind)-1, good, NULL, 2, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_pool_set(NULL, RECKON_POOL_LINEAR, good, NULL, 2, NULL), RECKON_ARGUMENT);
    reckon_pool_free(pool);
}

static void test_bad_questions(void **state)
{
    (void)state;
    reckon_pool *pool;
    double p = 0.5, x = 7;
    assert_int_equal(reckon_pool_new(2, &pool, NULL), RECKON_OK);
    assert_int_equal(reckon_pool_outcome(pool), RECKON_OUTCOME_EMPTY);
    assert_int_equal(reckon_pool_outcome(NULL), RECKON_OUTCOME_EMPTY);
    assert_int_equal(reckon_pool_quantiles(pool, &p, 1, &x, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_pool_quantiles(NULL, &p, 1, &x, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_pool_set(pool, RECKON_POOL_LINEAR, good, NULL, 2, NULL), RECKON_OK);
    assert_int_equal(reckon_pool_quantiles(pool, NULL, 1, &x, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_pool_quantiles(pool, &p, 1, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_pool_quantiles(pool, NULL, 0, NULL, NULL), RECKON_OK);
    const double bad[] = {-1e-9, 1 + 1e-9, NAN};
    for (int i = 0; i < 3; i++)
        assert_int_equal(reckon_pool_quantiles(pool, &bad[i], 1, &x, NULL), RECKON_VALUE);
    assert_true(x == 7);
    assert_true(isnan(reckon_pool_cdf(pool, NAN)) && isnan(reckon_pool_density(pool, NAN)));
    assert_true(isnan(reckon_pool_upper(pool, NAN)) && isnan(reckon_pool_cdf(NULL, 0)));
    assert_true(reckon_pool_cdf(pool, -INFINITY) == 0 && reckon_pool_cdf(pool, INFINITY) == 1);
    assert_true(reckon_pool_upper(pool, -INFINITY) == 1 && reckon_pool_upper(pool, INFINITY) == 0);
    assert_true(reckon_pool_density(pool, INFINITY) == 0);
    reckon_pool_free(pool);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    reckon_pool *pool;
    allocations = 0;
    assert_int_equal(reckon_pool_new(10, &pool, NULL), RECKON_OK);
    reckon_pool_free(pool);
    int needed = allocations;
    for (int allowed = 0; allowed < needed; allowed++) {
        reckon_error error = RECKON_ERROR_INIT;
        pool = (reckon_pool *)&error;
        allocations_left = allowed;
        reckon_status status = reckon_pool_new(10, &pool, &error);
        allocations_left = -1;
        assert_int_equal(status, RECKON_MEMORY);
        assert_int_equal(error.code, RECKON_MEMORY);
        assert_null(pool);
    }
    assert_int_equal(reckon_pool_new(SIZE_MAX / 2, &pool, NULL), RECKON_MEMORY);
    assert_int_equal(reckon_pool_new(2, NULL, NULL), RECKON_ARGUMENT);
    reckon_pool_free(NULL);
}

static void test_nothing_is_allocated_later(void **state)
{
    (void)state;
    reckon_pool *pool;
    const reckon_distribution part[] = {{RECKON_FAMILY_LOGNORMAL, 1, 0.5, 0, INFINITY, 0},
        {RECKON_FAMILY_GAMMA, 2, 1, 0, INFINITY, 0}};
    const double p[] = {0.1, 0.9};
    double x[2];
    const reckon_range *region;
    size_t count;
    assert_int_equal(reckon_pool_new(2, &pool, NULL), RECKON_OK);
    allocations_left = 0;
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
        assert_int_equal(
            reckon_pool_set(pool, (reckon_pool_kind)kind, part, NULL, 2, NULL), RECKON_OK);
        assert_int_equal(reckon_pool_quantiles(pool, p, 2, x, NULL), RECKON_OK);
        assert_int_equal(reckon_pool_regions(pool, 0.9, &region, &count, NULL), RECKON_OK);
    }
    allocations_left = -1;
    reckon_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_pools),
        cmocka_unit_test(test_bad_questions),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_nothing_is_allocated_later),
    };
    return cmocka_run_group_tests_name("pool_input", tests, NULL, NULL);
}
