/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The standard normal distribution truncated to (low, high): mass, moments and draws, accurate in
 * both tails and for intervals of any width. low < high, either may be infinite. */
#ifndef RK_CORE_TRUNCATED_H
#define RK_CORE_TRUNCATED_H

typedef struct rk_truncated {
    double log_mass; /* log P(low < Z < high) */
    double mean;     /* of Z given low < Z < high */
    double variance; /* > 0 */
} rk_truncated;

rk_truncated rk_truncated_moments(double low, double high);

/* Skewness and excess kurtosis of the same distribution (to a few digits: they steer, they are not
 * results). */
void rk_truncated_shape(double low, double high, double *skewness, double *kurtosis);

typedef struct rk_truncated_draw {
    double value;
    double mass;      /* P(low < Z < high) = mass * exp(log_scale); mass > 0 */
    double log_scale; /* 0 except far in a tail */
} rk_truncated_draw;

/* The quantile of u in (0, 1) of the truncated distribution, with its mass. */
rk_truncated_draw rk_truncated_quantile(double low, double high, double u);

#endif
