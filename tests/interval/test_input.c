/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the interval functions refuse, each with its code, and memory that runs out. */
#include "support/check.h"

#include <math.h>

#include <reckon/interval.h>

#include "core/memory.h"

/* The linker sends the library's calls of rk_alloc here. */
void *__real_rk_alloc(size_t count, size_t size);
void *__wrap_rk_alloc(size_t count, size_t size);

static int allocations_left = -1; /* -1: any number */

void *__wrap_rk_alloc(size_t count, size_t size)
{
    if (allocations_left == 0)
        return NULL;
    if (allocations_left > 0)
        allocations_left--;
    return __real_rk_alloc(count, size);
}

static reckon_interval_workspace *workspace;

static int make_workspace(void **state)
{
    (void)state;
    return reckon_interval_workspace_new(2, &workspace, NULL) == RECKON_OK ? 0 : -1;
}

static int free_workspace(void **state)
{
    (void)state;
    reckon_interval_workspace_free(workspace);
    return 0;
}

/* All functions that take intervals must refuse these with the same code. */
static void check_all_refuse(const double *low, const double *high, const double *weight,
    size_t count, reckon_status expected)
{
    reckon_interval_set set;
    reckon_coverage coverage;
    reckon_consensus consensus;
    reckon_fault_tolerant tolerant;
    reckon_endpoint_mean mean;
    reckon_endpoint_median median;
    reckon_error error = RECKON_ERROR_INIT;
    if (!weight) {
        assert_int_equal(reckon_interval_envelope(low, high, count, &set, &error), expected);
        assert_int_equal(reckon_interval_intersection(low, high, count, &set, NULL), expected);
        assert_int_equal(
            reckon_interval_fault_tolerant(workspace, low, high, count, 0, &tolerant, NULL),
            expected);
    }
    assert_int_equal(
        reckon_interval_coverage(workspace, low, high, weight, count, &coverage, NULL), expected);
    assert_int_equal(
        reckon_interval_consensus(workspace, low, high, weight, count, &consensus, &error),
        expected);
    assert_int_equal(
        reckon_interval_endpoint_mean(low, high, weight, count, &mean, NULL), expected);
    assert_int_equal(
        reckon_interval_endpoint_median(workspace, low, high, weight, count, &median, NULL),
        expected);
    assert_int_equal(error.code, expected);
    assert_true(error.message[0] != '\0');
}

static void test_bad_values(void **state)
{
    (void)state;
    const double good_low[] = {0, 1}, good_high[] = {2, 3};
    const double bad_low[][2] = {{0, NAN}, {0, 4}, {0, INFINITY}, {NAN, 1}};
    for (size_t i = 0; i < 4; i++)
        check_all_refuse(
            bad_low[i], (const double[]){2, i == 2 ? INFINITY : 3}, NULL, 2, RECKON_VALUE);
    check_all_refuse(good_low, (const double[]){2, NAN}, NULL, 2, RECKON_VALUE);
    check_all_refuse(
        (const double[]){0, -INFINITY}, (const double[]){2, -INFINITY}, NULL, 2, RECKON_VALUE);
    const double bad_weight[] = {0, -1, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++)
        check_all_refuse(good_low, good_high, (const double[]){1, bad_weight[i]}, 2, RECKON_VALUE);
    check_all_refuse(good_low, good_high, (const double[]){1e308, 1e308}, 2, RECKON_VALUE);
}

static void test_bad_calls(void **state)
{
    (void)state;
    const double low[] = {0, 1, 2}, high[] = {2, 3, 4};
    check_all_refuse(NULL, high, NULL, 2, RECKON_ARGUMENT);
    check_all_refuse(low, NULL, NULL, 2, RECKON_ARGUMENT);
    reckon_consensus consensus;
    reckon_endpoint_median median;
    assert_int_equal(reckon_interval_consensus(workspace, low, high, NULL, 3, &consensus, NULL),
        RECKON_ARGUMENT);
    assert_int_equal(
        reckon_interval_consensus(NULL, low, high, NULL, 2, &consensus, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_interval_endpoint_median(NULL, low, high, NULL, 2, &median, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_interval_endpoint_median(workspace, low, high, NULL, 2, NULL, NULL),
        RECKON_ARGUMENT);
    assert_int_equal(
        reckon_interval_endpoint_mean(low, high, NULL, 2, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_interval_consensus(workspace, low, high, NULL, 2, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_interval_coverage(workspace, low, high, NULL, 2, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_interval_fault_tolerant(workspace, low, high, 2, 0, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_interval_envelope(low, high, 2, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_interval_intersection(low, high, 2, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_interval_workspace_new(2, NULL, NULL), RECKON_ARGUMENT);
    reckon_interval_workspace_free(NULL);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    for (int allowed = 0; allowed < 2; allowed++) {
        reckon_interval_workspace *made = workspace;
        reckon_error error = RECKON_ERROR_INIT;
        allocations_left = allowed;
        reckon_status status = reckon_interval_workspace_new(100, &made, &error);
        allocations_left = -1;
        assert_int_equal(status, RECKON_MEMORY);
        assert_int_equal(error.code, RECKON_MEMORY);
        assert_null(made);
    }
    reckon_interval_workspace *made;
    assert_int_equal(reckon_interval_workspace_new(SIZE_MAX / 4, &made, NULL), RECKON_MEMORY);
    assert_null(made);
    assert_int_equal(reckon_interval_workspace_new(0, &made, NULL), RECKON_OK);
    reckon_interval_workspace_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_values),
        cmocka_unit_test(test_bad_calls),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests_name("interval_input", tests, make_workspace, free_workspace);
}
