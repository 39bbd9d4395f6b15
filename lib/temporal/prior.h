/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The priors of the three scales: half-normal, half-t with 3 degrees of freedom, half-Cauchy. */
#ifndef RK_TEMPORAL_PRIOR_H
#define RK_TEMPORAL_PRIOR_H

#include "temporal/settings.h"

/* log density of scale `hyper` at value >= 0. */
double rk_prior_log_density(const rk_settings *settings, size_t hyper, double value);

/* Derivative of it by the value. */
double rk_prior_slope(const rk_settings *settings, size_t hyper, double value);

/* The value below which the prior has probability u, in (0, 1). */
double rk_prior_quantile(const rk_settings *settings, size_t hyper, double u);

#endif
