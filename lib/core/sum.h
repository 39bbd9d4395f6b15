/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running sums that keep the digits plain addition drops (Neumaier 1974), so that the order of
 * terms hardly shows. */
#ifndef RK_CORE_SUM_H
#define RK_CORE_SUM_H

#include <math.h>

/* Start from {0}. Terms and partial sums must stay finite. */
typedef struct rk_sum {
    double total;
    double lost; /* what rounding took from `total` */
} rk_sum;

static inline void rk_sum_add(rk_sum *sum, double term)
{
    double next = sum->total + term;
    if (fabs(sum->total) >= fabs(term))
        sum->lost += (sum->total - next) + term;
    else
        sum->lost += (term - next) + sum->total;
    sum->total = next;
}

static inline double rk_sum_value(const rk_sum *sum)
{
    return sum->total + sum->lost;
}

#endif
