/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/median.h"

#include <gsl/gsl_sort.h>

#include "core/sum.h"

double rk_median(double *value, size_t count)
{
    gsl_sort(value, 1, count);
    double lower = value[(count - 1) / 2], upper = value[count / 2];
    return lower + 0.5 * (upper - lower);
}

void rk_weighted_median(
    double *value, double *weight, size_t count, double tie, double *lower, double *upper)
{
    rk_sum sum = {0.0, 0.0}, running = {0.0, 0.0};
    for (size_t i = 0; i < count; i++)
        rk_sum_add(&sum, weight[i]);
    const double total = rk_sum_value(&sum), room = tie * total;
    gsl_sort2(value, 1, weight, 1, count);
    /* the value where the running weight passes half; where it only reaches half, the next one is
     * as good */
    size_t at = 0;
    for (; at + 1 < count; at++) {
        rk_sum_add(&running, weight[at]);
        if (rk_sum_value(&running) >= 0.5 * total - room)
            break;
    }
    *lower = *upper = value[at];
    if (at + 1 < count && rk_sum_value(&running) <= 0.5 * total + room)
        *upper = value[at + 1];
}
