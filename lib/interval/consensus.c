/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Greatest agreement. K. Marzullo, Maintaining the time in a distributed system, PhD thesis,
 * Stanford 1984; with votes that may differ, as in D. L. Mills' clock selection (RFC 5905,
 * section 11.2.1).
 */
#include "interval/interval.h"

#include "core/status.h"

static bool heavy_point(const reckon_coverage *coverage, size_t i, double threshold)
{
    return coverage->weight_at[i] >= threshold;
}

static bool heavy_gap(const reckon_coverage *coverage, size_t i, double threshold)
{
    return coverage->weight_after[i] >= threshold;
}

reckon_status reckon_interval_consensus(reckon_interval_workspace *workspace, const double *low,
    const double *high, const double *weight, size_t count, reckon_consensus *consensus,
    reckon_error *error)
{
    if (!consensus)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_consensus: consensus is NULL");
    reckon_coverage coverage;
    reckon_status status =
        reckon_interval_coverage(workspace, low, high, weight, count, &coverage, error);
    if (status)
        return status;
    double threshold = coverage.max_weight * (1.0 - RECKON_INTERVAL_TIE);
    *consensus = (reckon_consensus){.outcome = count ? RECKON_OUTCOME_OK : RECKON_OUTCOME_EMPTY,
        .max_weight = coverage.max_weight,
        .total_weight = coverage.total_weight,
        .regions = workspace->region};
    consensus->region_count = rk_interval_regions(
        workspace, &coverage, heavy_point, heavy_gap, threshold, &consensus->range);
    return RECKON_OK;
}
