/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any intervals through the interval family: legal ones always end in an outcome, others in
 * RECKON_VALUE; agreement is counted again by hand. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/interval.h>

#include "fuzz/input.h"

enum { MOST = 300 };

typedef struct intervals {
    size_t count;
    double low[MOST], high[MOST], weight[MOST];
    bool weighted;
    bool legal, legal_weights;
} intervals;

static double take_end(fuzz_input *in, double infinity)
{
    return fuzz_byte(in) >= 240 ? infinity : fuzz_any(in);
}

static void take_intervals(fuzz_input *in, intervals *set)
{
    set->count = fuzz_count(in, MOST);
    set->weighted = fuzz_byte(in) & 1u;
    set->legal = set->legal_weights = true;
    bool tidy = fuzz_byte(in) < 230; /* mostly legal */
    for (size_t i = 0; i < set->count; i++) {
        double low = take_end(in, -INFINITY), high = take_end(in, INFINITY);
        bool swap = tidy && low > high;
        set->low[i] = swap ? high : low;
        set->high[i] = swap ? low : high;
        set->weight[i] = tidy ? fuzz_within(in, 1e-6, 1e6) : fuzz_any(in);
        bool ordered = set->low[i] <= set->high[i]; /* false for NaN */
        set->legal = set->legal && ordered && !(isinf(set->low[i]) && set->low[i] == set->high[i]);
        set->legal_weights = set->legal_weights && isfinite(set->weight[i]) && set->weight[i] > 0;
    }
}

/* The weight of the intervals that hold x, and their number. */
static double support(const intervals *set, double x, size_t *count)
{
    double sum = 0;
    *count = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (!(set->low[i] <= x && x <= set->high[i]))
            continue;
        sum += set->weighted ? set->weight[i] : 1.0;
        ++*count;
    }
    return sum;
}

static void check_regions(const reckon_range *regions, size_t count, reckon_range whole)
{
    REQUIRE(count > 0 && regions[0].low == whole.low && regions[count - 1].high == whole.high);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(regions[i].low <= regions[i].high);
        REQUIRE(i == 0 || regions[i - 1].high < regions[i].low);
    }
}

static void check_sets(const intervals *set)
{
    reckon_interval_set envelope, shared;
    reckon_status wanted = set->legal ? RECKON_OK : RECKON_VALUE;
    REQUIRE(reckon_interval_envelope(set->low, set->high, set->count, &envelope, NULL) == wanted);
    REQUIRE(reckon_interval_intersection(set->low, set->high, set->count, &shared, NULL) == wanted);
    if (!set->legal)
        return;
    REQUIRE((envelope.outcome == RECKON_OUTCOME_EMPTY) == (set->count == 0));
    bool none = shared.outcome == RECKON_OUTCOME_EMPTY;
    REQUIRE(none ? shared.range.low == INFINITY && shared.range.high == -INFINITY
                 : shared.range.low <= shared.range.high);
    for (size_t i = 0; i < set->count; i++) {
        REQUIRE(envelope.range.low <= set->low[i] && envelope.range.high >= set->high[i]);
        REQUIRE(none || (shared.range.low >= set->low[i] && shared.range.high <= set->high[i]));
    }
}

static void check_consensus(const intervals *set, reckon_interval_workspace *workspace)
{
    reckon_consensus found;
    const double *weight = set->weighted ? set->weight : NULL;
    bool legal = set->legal && (!set->weighted || set->legal_weights);
    reckon_status status =
        reckon_interval_consensus(workspace, set->low, set->high, weight, set->count, &found, NULL);
    REQUIRE(status == (legal ? RECKON_OK : RECKON_VALUE));
    if (!legal)
        return;
    REQUIRE((found.outcome == RECKON_OUTCOME_EMPTY) == (set->count == 0));
    if (found.outcome == RECKON_OUTCOME_EMPTY)
        return;
    check_regions(found.regions, found.region_count, found.range);
    size_t count;
    double slack = 1e-9 * found.total_weight;
    for (size_t i = 0; i < found.region_count && i < 16; i++) {
        REQUIRE(fabs(support(set, found.regions[i].low, &count) - found.max_weight) <= slack);
        REQUIRE(fabs(support(set, found.regions[i].high, &count) - found.max_weight) <= slack);
    }
    for (size_t i = 0; i < set->count && i < 16; i++)
        REQUIRE(support(set, set->low[i], &count) <= found.max_weight + slack);
}

static void check_faults(const intervals *set, size_t faults, reckon_interval_workspace *workspace)
{
    reckon_fault_tolerant found;
    reckon_status status = reckon_interval_fault_tolerant(
        workspace, set->low, set->high, set->count, faults, &found, NULL);
    REQUIRE(status == (set->legal ? RECKON_OK : RECKON_VALUE));
    if (!set->legal || found.outcome == RECKON_OUTCOME_EMPTY)
        return;
    REQUIRE(found.needed + faults == set->count);
    check_regions(found.regions, found.region_count, found.range);
    for (size_t i = 0; i < found.region_count && i < 16; i++) {
        size_t count;
        support(set, found.regions[i].low, &count);
        REQUIRE(count >= found.needed);
    }
    REQUIRE(isfinite(found.fused));
    REQUIRE(
        !found.has_fused || (found.range.low <= found.fused && found.fused <= found.range.high));
}

static void check_ends(const intervals *set, reckon_interval_workspace *workspace)
{
    reckon_endpoint_mean mean;
    reckon_endpoint_median median;
    const double *weight = set->weighted ? set->weight : NULL;
    bool legal = set->legal && (!set->weighted || set->legal_weights);
    reckon_status wanted = legal ? RECKON_OK : RECKON_VALUE;
    REQUIRE(reckon_interval_endpoint_mean(set->low, set->high, weight, set->count, &mean, NULL) ==
            wanted);
    REQUIRE(reckon_interval_endpoint_median(
                workspace, set->low, set->high, weight, set->count, &median, NULL) == wanted);
    if (!legal || set->count == 0)
        return;
    REQUIRE(!isnan(mean.range.low) && !isnan(mean.range.high));
    REQUIRE((mean.outcome == RECKON_OUTCOME_OK) == (mean.range.low <= mean.range.high));
    REQUIRE(median.low.lower <= median.low.mid && median.low.mid <= median.low.upper);
    REQUIRE(median.high.lower <= median.high.mid && median.high.mid <= median.high.upper);
    REQUIRE((median.outcome == RECKON_OUTCOME_OK) == (median.low.mid <= median.high.mid));
}

static void check_coverage(const intervals *set, reckon_interval_workspace *workspace)
{
    reckon_coverage profile;
    const double *weight = set->weighted ? set->weight : NULL;
    bool legal = set->legal && (!set->weighted || set->legal_weights);
    reckon_status status = reckon_interval_coverage(
        workspace, set->low, set->high, weight, set->count, &profile, NULL);
    REQUIRE(status == (legal ? RECKON_OK : RECKON_VALUE));
    if (!legal)
        return;
    REQUIRE(profile.point_count <= 2 * set->count);
    for (size_t i = 0; i < profile.point_count; i++) {
        REQUIRE(i == 0 || profile.point[i - 1] < profile.point[i]);
        REQUIRE(profile.weight_after[i] <= profile.weight_at[i] &&
                profile.weight_at[i] <= profile.max_weight);
        REQUIRE(profile.count_after[i] <= profile.count_at[i] &&
                profile.count_at[i] <= profile.max_count);
        REQUIRE(profile.weight_after[i] >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    intervals *set = fuzz_alloc(1, sizeof *set);
    size_t faults = fuzz_byte(&in);
    take_intervals(&in, set);
    reckon_interval_workspace *workspace;
    REQUIRE(reckon_interval_workspace_new(set->count, &workspace, NULL) == RECKON_OK);
    check_sets(set);
    check_consensus(set, workspace);
    check_faults(set, faults, workspace);
    check_ends(set, workspace);
    check_coverage(set, workspace);
    reckon_interval_workspace_free(workspace);
    free(set);
    return 0;
}
