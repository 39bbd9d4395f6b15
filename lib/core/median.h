/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medians, plain and weighted. */
#ifndef RK_CORE_MEDIAN_H
#define RK_CORE_MEDIAN_H

#include <stddef.h>

/* The median of value[count], finite, count > 0: of an even number the middle of the two. Sorts the
 * array. */
double rk_median(double *value, size_t count);

/*
 * The weighted median of value[count], finite, count > 0, with weight[count] > 0: every number in
 * [*lower, *upper] has at most half of the weight on either side. They differ only where the weight
 * divides exactly in half, which is meant up to `tie` times the total weight. Sorts both arrays by
 * value.
 */
void rk_weighted_median(
    double *value, double *weight, size_t count, double tie, double *lower, double *upper);

#endif
