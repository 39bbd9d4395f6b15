/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mixtures of normal distributions: what mu and every theta are once tau is integrated out. */
#ifndef RK_META_MIXTURE_H
#define RK_META_MIXTURE_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/meta.h>

#include "meta/shortest.h"

typedef struct rk_normal_component {
    double weight; /* >= 0, the sum over a mixture is 1 */
    double mean;
    double sd; /* > 0 */
} rk_normal_component;

typedef struct rk_normal_mixture {
    const rk_normal_component *component; /* [count] */
    size_t count;                         /* >= 1 */
} rk_normal_mixture;

void rk_normal_mixture_at(const rk_normal_mixture *mixture, double x, rk_density_point *point);

/* The x with P(X <= x) = p, p in (0, 1); pass p and 1 - p so that neither tail loses digits. */
double rk_normal_mixture_quantile(const rk_normal_mixture *mixture, double p, double one_minus_p);

/* Median, central and shortest interval of `level`; mean and sd as if they existed. Without
 * `search` an interval that does not settle at once is left as the central one. */
void rk_normal_mixture_summary(
    const rk_normal_mixture *mixture, double level, bool search, reckon_posterior *posterior);

#endif
