/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimators of tau2. docs/methods-meta.md has the formulas. */
#ifndef RK_META_HETEROGENEITY_H
#define RK_META_HETEROGENEITY_H

#include <reckon/meta.h>

#include "meta/data.h"

/* tau2 >= 0 by `method`; 0 for k <= 1 and for equal values. */
double rk_tau2(const rk_meta_data *data, reckon_tau2_method method);

/* The asymptotic standard error of tau2 found by `method`; infinite for k <= 1. */
double rk_tau2_se(const rk_meta_data *data, reckon_tau2_method method, double tau2);

/* ML or REML: the highest finite maximum of the (restricted) log-likelihood over tau2 >= 0. */
double rk_tau2_likelihood(const rk_meta_data *data, bool restricted);

/* The (restricted) log-likelihood with mu at its best (integrated out under a flat prior of density
 * 1). Infinite where it is unbounded. */
double rk_meta_log_likelihood(const rk_meta_data *data, bool restricted, double tau2);
double rk_meta_log_likelihood_of(
    const rk_meta_data *data, bool restricted, double tau2, const rk_meta_sums *sums);

/* The tau2 in [0, high] where the generalised Q, which falls with tau2, equals `target` > 0; 0 when
 * Q(0) <= target, high when Q(high) > target. */
double rk_meta_q_inverse(const rk_meta_data *data, double target, double high);

#endif
