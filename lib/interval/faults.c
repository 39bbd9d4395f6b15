/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Agreement of all but a given number. K. Marzullo 1984 for the range; R. R. Brooks and S. S.
 * Iyengar, Robust distributed computing and sensing algorithm, Computer 29(6), 1996, for the fused
 * value.
 */
#include "interval/interval.h"

#include <math.h>

#include "core/status.h"
#include "core/sum.h"

static bool enough_at_point(const reckon_coverage *coverage, size_t i, double needed)
{
    return (double)coverage->count_at[i] >= needed;
}

static bool enough_on_gap(const reckon_coverage *coverage, size_t i, double needed)
{
    return (double)coverage->count_after[i] >= needed;
}

/* Midpoints are summed this much smaller, so that their sum cannot leave the range of a double. */
static const double scale = 0x1p-64;

static void add_cell(rk_sum *sum, rk_sum *votes, double low, double high, size_t support)
{
    if (!isfinite(low) || !isfinite(high))
        return;
    rk_sum_add(sum, (double)support * (scale * (0.5 * low + 0.5 * high)));
    rk_sum_add(votes, (double)support);
}

/* Cells are the gaps with enough support, and the points with enough support that border on no such
 * gap. */
static void fuse(const reckon_coverage *coverage, size_t needed, reckon_fault_tolerant *result)
{
    rk_sum sum = {0.0, 0.0}, votes = {0.0, 0.0};
    for (size_t i = 0; i < coverage->point_count; i++) {
        double point = coverage->point[i];
        bool before = i > 0 && coverage->count_after[i - 1] >= needed;
        bool after = coverage->count_after[i] >= needed;
        if (after)
            add_cell(&sum, &votes, point, coverage->point[i + 1], coverage->count_after[i]);
        else if (!before && coverage->count_at[i] >= needed)
            add_cell(&sum, &votes, point, point, coverage->count_at[i]);
    }
    double total = rk_sum_value(&votes);
    result->has_fused = total > 0.0;
    result->fused = 0.0;
    if (total > 0.0) /* a mean of numbers in the range, but for rounding */
        result->fused =
            fmin(fmax(rk_sum_value(&sum) / total / scale, result->range.low), result->range.high);
}

reckon_status reckon_interval_fault_tolerant(reckon_interval_workspace *workspace,
    const double *low, const double *high, size_t count, size_t faults,
    reckon_fault_tolerant *result, reckon_error *error)
{
    if (!result)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_fault_tolerant: result is NULL");
    reckon_coverage coverage;
    reckon_status status =
        reckon_interval_coverage(workspace, low, high, NULL, count, &coverage, error);
    if (status)
        return status;
    *result = (reckon_fault_tolerant){.outcome = RECKON_OUTCOME_EMPTY,
        .range = rk_interval_nothing,
        .regions = workspace->region};
    if (count <= faults)
        return RECKON_OK;
    result->needed = count - faults;
    result->region_count = rk_interval_regions(workspace, &coverage, enough_at_point, enough_on_gap,
        (double)result->needed, &result->range);
    if (result->region_count)
        result->outcome = RECKON_OUTCOME_OK;
    fuse(&coverage, result->needed, result);
    return RECKON_OK;
}
