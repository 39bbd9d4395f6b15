/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interval/interval.h"

#include <math.h>
#include <stdint.h>

#include "core/memory.h"
#include "core/status.h"

const reckon_range rk_interval_nothing = {INFINITY, -INFINITY};

/* One block holds every array: 4 of [capacity] and 3 of [2 capacity] doubles, 2 of [2 capacity]
 * counts, the regions. */
static void divide_memory(reckon_interval_workspace *workspace)
{
    size_t n = workspace->capacity;
    workspace->region = workspace->memory;
    double *doubles = (double *)(workspace->region + 2 * n);
    workspace->start = doubles;
    workspace->start_weight = doubles + n;
    workspace->end = doubles + 2 * n;
    workspace->end_weight = doubles + 3 * n;
    workspace->point = doubles + 4 * n;
    workspace->weight_at = doubles + 6 * n;
    workspace->weight_after = doubles + 8 * n;
    workspace->count_at = (size_t *)(doubles + 10 * n);
    workspace->count_after = workspace->count_at + 2 * n;
}

reckon_status reckon_interval_workspace_new(
    size_t capacity, reckon_interval_workspace **workspace, reckon_error *error)
{
    if (!workspace)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_workspace_new: workspace is NULL");
    *workspace = NULL;
    const size_t each = 2 * sizeof(reckon_range) + 10 * sizeof(double) + 4 * sizeof(size_t);
    reckon_interval_workspace *made = rk_alloc(1, sizeof *made);
    if (made && capacity <= SIZE_MAX / each)
        made->memory = rk_alloc(capacity, each);
    if (!made || !made->memory) {
        rk_free(made);
        return rk_fail(
            error, RECKON_MEMORY, "no memory for a workspace of %zu intervals", capacity);
    }
    made->capacity = capacity;
    divide_memory(made);
    *workspace = made;
    return RECKON_OK;
}

void reckon_interval_workspace_free(reckon_interval_workspace *workspace)
{
    if (!workspace)
        return;
    rk_free(workspace->memory);
    rk_free(workspace);
}

static reckon_status check_ends(double low, double high, size_t i, reckon_error *error)
{
    if (isnan(low) || isnan(high))
        return rk_fail(error, RECKON_VALUE, "interval %zu has an end that is not a number", i);
    if (low > high)
        return rk_fail(
            error, RECKON_VALUE, "interval %zu has its lower end above its upper end", i);
    if (low == INFINITY || high == -INFINITY)
        return rk_fail(error, RECKON_VALUE, "interval %zu has both ends at the same infinity", i);
    return RECKON_OK;
}

reckon_status rk_interval_check(
    const double *low, const double *high, const double *weight, size_t count, reckon_error *error)
{
    if (count && (!low || !high))
        return rk_fail(error, RECKON_ARGUMENT, "the ends of %zu intervals are NULL", count);
    double total = 0.0;
    for (size_t i = 0; i < count; i++) {
        reckon_status status = check_ends(low[i], high[i], i, error);
        if (status)
            return status;
        if (weight && !(weight[i] > 0.0 && isfinite(weight[i])))
            return rk_fail(error, RECKON_VALUE,
                "the weight of interval %zu is not a finite number above 0", i);
        total += rk_interval_weight(weight, i);
    }
    if (!isfinite(total))
        return rk_fail(error, RECKON_VALUE,
            "the weights of %zu intervals sum to more than a double holds", count);
    return RECKON_OK;
}

reckon_status rk_interval_check_room(const reckon_interval_workspace *workspace, const double *low,
    const double *high, const double *weight, size_t count, reckon_error *error)
{
    if (!workspace)
        return rk_fail(error, RECKON_ARGUMENT, "the interval workspace is NULL");
    if (count > workspace->capacity)
        return rk_fail(error, RECKON_ARGUMENT, "%zu intervals, and a workspace made for %zu", count,
            workspace->capacity);
    return rk_interval_check(low, high, weight, count, error);
}
