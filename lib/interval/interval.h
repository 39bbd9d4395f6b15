/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the interval methods share: the check of their input, the workspace, and regions of a
 * coverage profile. */
#ifndef RK_INTERVAL_INTERVAL_H
#define RK_INTERVAL_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/interval.h>

struct reckon_interval_workspace {
    size_t capacity; /* intervals; all arrays below live in `memory` */
    void *memory;
    double *start;        /* [capacity] lower ends, sorted */
    double *start_weight; /* [capacity] in the order of start */
    double *end;          /* [capacity] upper ends, sorted */
    double *end_weight;   /* [capacity] */
    double *point;        /* [2 capacity] the coverage profile */
    double *weight_at;    /* [2 capacity] */
    double *weight_after; /* [2 capacity] */
    size_t *count_at;     /* [2 capacity] */
    size_t *count_after;  /* [2 capacity] */
    reckon_range *region; /* [2 capacity] */
};

/* The empty range. */
extern const reckon_range rk_interval_nothing;

static inline double rk_interval_weight(const double *weight, size_t i)
{
    return weight ? weight[i] : 1.0;
}

/* The rules at the head of <reckon/interval.h>; weight may be NULL. */
reckon_status rk_interval_check(
    const double *low, const double *high, const double *weight, size_t count, reckon_error *error);

/* The same with a workspace that must have room. */
reckon_status rk_interval_check_room(const reckon_interval_workspace *workspace, const double *low,
    const double *high, const double *weight, size_t count, reckon_error *error);

/* Whether point[i] of a profile, or the gap after it, has the support that is asked for. */
typedef bool (*rk_interval_test)(const reckon_coverage *coverage, size_t i, double threshold);

/*
 * Joins neighbouring points and gaps that pass the test into maximal closed regions, in
 * workspace->region, and returns how many there are. *range spans them all, empty when there is
 * none.
 */
size_t rk_interval_regions(reckon_interval_workspace *workspace, const reckon_coverage *coverage,
    rk_interval_test at_point, rk_interval_test on_gap, double threshold, reckon_range *range);

#endif
