/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and medians of the lower and of the upper ends. A bound has a say only on the side on which
 * it is finite. */
#include "interval/interval.h"

#include <math.h>

#include "core/median.h"
#include "core/status.h"
#include "core/sum.h"

/*
 * Deviations from the first finite end are averaged, so that equal ends and a lone one come back as
 * they are. Halved, because the distance of two doubles may be larger than any double.
 */
static double mean_of_finite(const double *end, const double *weight, size_t count, double without)
{
    rk_sum total = {0.0, 0.0}, half = {0.0, 0.0};
    double origin = without;
    for (size_t i = count; i-- > 0;) {
        if (!isfinite(end[i]))
            continue;
        origin = end[i];
        rk_sum_add(&total, rk_interval_weight(weight, i));
    }
    if (!isfinite(origin))
        return without;
    for (size_t i = 0; i < count; i++)
        if (isfinite(end[i]))
            rk_sum_add(&half, rk_interval_weight(weight, i) / rk_sum_value(&total) *
                                  (0.5 * end[i] - 0.5 * origin));
    return (origin + rk_sum_value(&half)) + rk_sum_value(&half);
}

reckon_status reckon_interval_endpoint_mean(const double *low, const double *high,
    const double *weight, size_t count, reckon_endpoint_mean *mean, reckon_error *error)
{
    if (!mean)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_endpoint_mean: mean is NULL");
    reckon_status status = rk_interval_check(low, high, weight, count, error);
    if (status)
        return status;
    *mean = (reckon_endpoint_mean){RECKON_OUTCOME_EMPTY, rk_interval_nothing};
    if (!count)
        return RECKON_OK;
    mean->range.low = mean_of_finite(low, weight, count, -INFINITY);
    mean->range.high = mean_of_finite(high, weight, count, INFINITY);
    if (mean->range.low <= mean->range.high)
        mean->outcome = RECKON_OUTCOME_OK;
    return RECKON_OK;
}

static size_t gather_finite(
    reckon_interval_workspace *workspace, const double *end, const double *weight, size_t count)
{
    size_t finite = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(end[i]))
            continue;
        workspace->start[finite] = end[i];
        workspace->start_weight[finite++] = rk_interval_weight(weight, i);
    }
    return finite;
}

static reckon_weighted_median median_of_finite(reckon_interval_workspace *workspace,
    const double *end, const double *weight, size_t count, double without)
{
    double lower = without, upper = without;
    size_t finite = gather_finite(workspace, end, weight, count);
    if (finite)
        rk_weighted_median(
            workspace->start, workspace->start_weight, finite, RECKON_INTERVAL_TIE, &lower, &upper);
    return (reckon_weighted_median){
        lower, lower == upper ? lower : 0.5 * lower + 0.5 * upper, upper};
}

reckon_status reckon_interval_endpoint_median(reckon_interval_workspace *workspace,
    const double *low, const double *high, const double *weight, size_t count,
    reckon_endpoint_median *median, reckon_error *error)
{
    if (!median)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_endpoint_median: median is NULL");
    reckon_status status = rk_interval_check_room(workspace, low, high, weight, count, error);
    if (status)
        return status;
    *median = (reckon_endpoint_median){
        RECKON_OUTCOME_EMPTY, {INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}};
    if (!count)
        return RECKON_OK;
    median->low = median_of_finite(workspace, low, weight, count, -INFINITY);
    median->high = median_of_finite(workspace, high, weight, count, INFINITY);
    if (median->low.mid <= median->high.mid)
        median->outcome = RECKON_OUTCOME_OK;
    return RECKON_OK;
}
