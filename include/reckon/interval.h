/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file interval.h
 * What closed intervals say together, without reading any distribution into them: envelope,
 * intersection, greatest agreement, and means and medians of their ends.
 *
 * Everywhere: low[count] and high[count] are the ends, on any one scale (logs of counts in the
 * evidence layer), with low[i] <= high[i]. An end may be infinite, so that a bound ("at least", "at
 * most") is [x, +inf] or [-inf, x]; both ends of one interval on the same infinity are no interval.
 * weight[count] are votes > 0 and finite; NULL means 1 each. The order of the intervals does not
 * matter. count = 0 is legal and ends in RECKON_OUTCOME_EMPTY.
 *
 * Errors, all functions: RECKON_ARGUMENT for a NULL pointer where one is needed or more intervals
 * than the workspace has room for; RECKON_VALUE for a NaN, ends out of order, or a weight that is
 * not finite and > 0.
 */
#ifndef RECKON_INTERVAL_H
#define RECKON_INTERVAL_H

#include <stddef.h>

#include <reckon/export.h>
#include <reckon/outcome.h>
#include <reckon/range.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Two sums of weights are taken as equal when they differ by at most this fraction of the greatest
 * sum: 0.1 + 0.2 and 0.3 are the same support, though not the same double.
 */
#define RECKON_INTERVAL_TIE 1e-12

/** A set of the numeric line that may be empty. */
typedef struct reckon_interval_set {
    reckon_outcome outcome; /* OK, or EMPTY */
    reckon_range range;     /* [+inf, -inf] when empty */
} reckon_interval_set;

/** The smallest interval that holds every interval. A one-sided bound makes that side infinite.
 * O(count). */
RECKON_EXPORT reckon_status reckon_interval_envelope(const double *low, const double *high,
    size_t count, reckon_interval_set *envelope, reckon_error *error);

/** What all intervals share; touching ends share a point. Never the gap between them. O(count). */
RECKON_EXPORT reckon_status reckon_interval_intersection(const double *low, const double *high,
    size_t count, reckon_interval_set *intersection, reckon_error *error);

/** Memory for sorting up to a number of intervals; one a thread, reused over any number of calls.
 */
typedef struct reckon_interval_workspace reckon_interval_workspace;

/** RECKON_MEMORY when there is not enough; *workspace is then NULL. */
RECKON_EXPORT reckon_status reckon_interval_workspace_new(
    size_t capacity, reckon_interval_workspace **workspace, reckon_error *error);
RECKON_EXPORT void reckon_interval_workspace_free(reckon_interval_workspace *workspace);

/**
 * How much support every number has. point[] are the distinct ends in increasing order (an infinite
 * end is a point, too); after[i] is the support on the open gap from point[i] to point[i + 1];
 * after the last point it is 0. The arrays lie in the workspace and hold until its next use.
 */
typedef struct reckon_coverage {
    size_t point_count;
    const double *point;        /* [point_count] */
    const double *weight_at;    /* [point_count] total weight of the intervals that hold point[i] */
    const double *weight_after; /* [point_count] of those that hold the gap */
    const size_t *count_at;     /* [point_count] the same by number of intervals */
    const size_t *count_after;  /* [point_count] */
    double total_weight;        /* of all intervals */
    double max_weight;          /* greatest weight_at; 0 without intervals */
    size_t max_count;           /* greatest count_at */
} reckon_coverage;

/** The whole profile. O(count log count). */
RECKON_EXPORT reckon_status reckon_interval_coverage(reckon_interval_workspace *workspace,
    const double *low, const double *high, const double *weight, size_t count,
    reckon_coverage *coverage, reckon_error *error);

/** Where agreement is greatest. */
typedef struct reckon_consensus {
    reckon_outcome outcome; /* OK, or EMPTY when there are no intervals */
    reckon_range range;     /* from the lowest to the highest number in any region */
    double max_weight;      /* support of every region, equal up to RECKON_INTERVAL_TIE */
    double total_weight;    /* of all intervals */
    size_t region_count;    /* more than one: camps of equal strength */
    const reckon_range
        *regions; /* [region_count], increasing, disjoint; in the workspace until its next use */
} reckon_consensus;

/**
 * All maximal closed intervals held by intervals of the greatest total weight (Marzullo 1984, with
 * weights). A region may be a point. O(count log count).
 */
RECKON_EXPORT reckon_status reckon_interval_consensus(reckon_interval_workspace *workspace,
    const double *low, const double *high, const double *weight, size_t count,
    reckon_consensus *consensus, reckon_error *error);

/** What survives when up to `faults` of the intervals may be wrong. Every interval has one vote. */
typedef struct reckon_fault_tolerant {
    reckon_outcome outcome; /* OK, or EMPTY when no number is held by count - faults intervals, or
                               count <= faults */
    reckon_range
        range; /* Marzullo: from the smallest to the largest such number; [+inf, -inf] when empty */
    size_t needed;       /* count - faults; 0 when count <= faults */
    size_t region_count; /* of the sets of such numbers; more than one when the range has gaps */
    const reckon_range
        *regions;  /* [region_count], increasing, disjoint; in the workspace until its next use */
    int has_fused; /* 0 when empty or when every cell is unbounded */
    double fused;  /* Brooks-Iyengar: mean of the midpoints of the cells of constant support,
                      weighted by support; a lone  point is a cell; unbounded cells are left out. 0
                      unless has_fused */
} reckon_fault_tolerant;

/**
 * The n - f form: numbers held by at least count - faults intervals (Marzullo 1984; Brooks &
 * Iyengar 1996). O(count log count).
 */
RECKON_EXPORT reckon_status reckon_interval_fault_tolerant(reckon_interval_workspace *workspace,
    const double *low, const double *high, size_t count, size_t faults,
    reckon_fault_tolerant *result, reckon_error *error);

/**
 * Means or medians of the ends. A bound counts on its finite side only; a side on which no interval
 * is finite stays infinite. Bounds can so put the lower end above the upper: the ends are then
 * given as they are, with outcome EMPTY.
 */
typedef struct reckon_endpoint_mean {
    reckon_outcome outcome; /* OK; EMPTY when there are no intervals ([+inf, -inf]) or range.low >
                               range.high */
    reckon_range range;
} reckon_endpoint_mean;

/** Weighted arithmetic mean of the lower ends and of the upper ends. O(count). */
RECKON_EXPORT reckon_status reckon_interval_endpoint_mean(const double *low, const double *high,
    const double *weight, size_t count, reckon_endpoint_mean *mean, reckon_error *error);

/** A weighted median: lower and upper differ only where the weight divides exactly in half; mid
 * lies half way. */
typedef struct reckon_weighted_median {
    double lower;
    double mid;
    double upper;
} reckon_weighted_median;

typedef struct reckon_endpoint_median {
    reckon_outcome outcome;      /* as in reckon_endpoint_mean, judged by the mids */
    reckon_weighted_median low;  /* of the lower ends */
    reckon_weighted_median high; /* of the upper ends */
} reckon_endpoint_median;

/** Weighted medians of the lower ends and of the upper ends. O(count log count). */
RECKON_EXPORT reckon_status reckon_interval_endpoint_median(reckon_interval_workspace *workspace,
    const double *low, const double *high, const double *weight, size_t count,
    reckon_endpoint_median *median, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
