/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two set operations: the smallest interval that holds all, and what all share. */
#include "interval/interval.h"

#include <math.h>

#include "core/status.h"

reckon_status reckon_interval_envelope(const double *low, const double *high, size_t count,
    reckon_interval_set *envelope, reckon_error *error)
{
    if (!envelope)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_interval_envelope: envelope is NULL");
    reckon_status status = rk_interval_check(low, high, NULL, count, error);
    if (status)
        return status;
    reckon_range range = rk_interval_nothing;
    for (size_t i = 0; i < count; i++) {
        range.low = fmin(range.low, low[i]);
        range.high = fmax(range.high, high[i]);
    }
    *envelope = (reckon_interval_set){count ? RECKON_OUTCOME_OK : RECKON_OUTCOME_EMPTY, range};
    return RECKON_OK;
}

reckon_status reckon_interval_intersection(const double *low, const double *high, size_t count,
    reckon_interval_set *intersection, reckon_error *error)
{
    if (!intersection)
        return rk_fail(
            error, RECKON_ARGUMENT, "reckon_interval_intersection: intersection is NULL");
    reckon_status status = rk_interval_check(low, high, NULL, count, error);
    if (status)
        return status;
    reckon_range range = {-INFINITY, INFINITY};
    for (size_t i = 0; i < count; i++) {
        range.low = fmax(range.low, low[i]);
        range.high = fmin(range.high, high[i]);
    }
    /* With the ends crossed, [high, low] would be the gap between the intervals, which nobody
     * claims. */
    if (count && range.low <= range.high)
        *intersection = (reckon_interval_set){RECKON_OUTCOME_OK, range};
    else
        *intersection = (reckon_interval_set){RECKON_OUTCOME_EMPTY, rk_interval_nothing};
    return RECKON_OK;
}
