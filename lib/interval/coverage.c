/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The coverage profile: one sweep over the sorted ends. Starts are taken before ends at the same
 * number, because the intervals are closed: those that only touch agree in a point.
 */
#include "interval/interval.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_sort.h>

#include "core/status.h"
#include "core/sum.h"

static void sort_ends(reckon_interval_workspace *workspace, const double *low, const double *high,
    const double *weight, size_t count)
{
    memcpy(workspace->start, low, count * sizeof *low);
    memcpy(workspace->end, high, count * sizeof *high);
    for (size_t i = 0; i < count; i++)
        workspace->start_weight[i] = workspace->end_weight[i] = rk_interval_weight(weight, i);
    gsl_sort2(workspace->start, 1, workspace->start_weight, 1, count);
    gsl_sort2(workspace->end, 1, workspace->end_weight, 1, count);
}

/* How many of sorted[from..count) equal `point`, adding their weights times `sign` to the running
 * support. */
static size_t pass(const double *sorted, const double *weight, size_t from, size_t count,
    double point, double sign, rk_sum *support)
{
    size_t at = from;
    for (; at < count && sorted[at] == point; at++)
        rk_sum_add(support, sign * weight[at]);
    return at - from;
}

static size_t sweep(reckon_interval_workspace *workspace, size_t count)
{
    size_t points = 0, started = 0, ended = 0;
    rk_sum support = {0.0, 0.0};
    while (ended < count) {
        double point = workspace->end[ended];
        if (started < count)
            point = fmin(point, workspace->start[started]);
        started +=
            pass(workspace->start, workspace->start_weight, started, count, point, 1.0, &support);
        workspace->point[points] = point;
        workspace->count_at[points] = started - ended;
        workspace->weight_at[points] = rk_sum_value(&support);
        ended += pass(workspace->end, workspace->end_weight, ended, count, point, -1.0, &support);
        workspace->count_after[points] = started - ended;
        if (started == ended) /* nothing is open: what is left in the sum is rounding */
            support = (rk_sum){0.0, 0.0};
        workspace->weight_after[points] = rk_sum_value(&support);
        points++;
    }
    return points;
}

reckon_status reckon_interval_coverage(reckon_interval_workspace *workspace, const double *low,
    const double *high, const double *weight, size_t count, reckon_coverage *coverage,
    reckon_error *error)
{
    if (!coverage)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_coverage: coverage is NULL");
    reckon_status status = rk_interval_check_room(workspace, low, high, weight, count, error);
    if (status)
        return status;
    if (count)
        sort_ends(workspace, low, high, weight, count);
    *coverage = (reckon_coverage){.point_count = sweep(workspace, count),
        .point = workspace->point,
        .weight_at = workspace->weight_at,
        .weight_after = workspace->weight_after,
        .count_at = workspace->count_at,
        .count_after = workspace->count_after};
    rk_sum total = {0.0, 0.0};
    for (size_t i = 0; i < count; i++)
        rk_sum_add(&total, workspace->start_weight[i]);
    coverage->total_weight = rk_sum_value(&total);
    for (size_t i = 0; i < coverage->point_count; i++) {
        coverage->max_weight = fmax(coverage->max_weight, coverage->weight_at[i]);
        if (coverage->count_at[i] > coverage->max_count)
            coverage->max_count = coverage->count_at[i];
    }
    return RECKON_OK;
}

size_t rk_interval_regions(reckon_interval_workspace *workspace, const reckon_coverage *coverage,
    rk_interval_test at_point, rk_interval_test on_gap, double threshold, reckon_range *range)
{
    size_t regions = 0;
    bool open = false; /* the gap before this point passed */
    for (size_t i = 0; i < coverage->point_count; i++) {
        bool held = open || at_point(coverage, i, threshold);
        if (held && !open)
            workspace->region[regions++].low = coverage->point[i];
        if (held)
            workspace->region[regions - 1].high = coverage->point[i];
        open = held && on_gap(coverage, i, threshold);
    }
    *range = rk_interval_nothing;
    if (regions)
        *range = (reckon_range){workspace->region[0].low, workspace->region[regions - 1].high};
    return regions;
}
