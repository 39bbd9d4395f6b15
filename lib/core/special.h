/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distributions the methods are written in, over GSL. Each wrapper checks its domain first,
 * because GSL's error handler is process-wide and aborts by default: no call here reaches it with
 * finite arguments.
 */
#ifndef RK_CORE_SPECIAL_H
#define RK_CORE_SPECIAL_H

#include <stddef.h>

/* Standard normal: P(Z <= z), P(Z > z), log P(Z <= z), density, log density. Any z, infinities
 * included. */
double rk_normal_cdf(double z);
double rk_normal_upper(double z);
double rk_normal_log_cdf(double z);
double rk_normal_density(double z);
double rk_normal_log_density(double z);

/* The z with P(Z <= z) = p, p in [0, 1] (infinite at the ends). */
double rk_normal_quantile(double p);
/* The z with P(Z > z) = q. */
double rk_normal_upper_quantile(double q);
/* Half-width in sds of the central interval that holds `level`, in (0, 1): the quantile of (1 +
 * level) / 2. */
double rk_normal_central_z(double level);

/* log(P(low < Z < high)), accurate in both tails and for narrow intervals; low <= high, infinities
 * allowed; -inf if empty. */
double rk_normal_log_interval(double low, double high);

/* Student t with df > 0 degrees of freedom: upper tail and quantile of p in (0, 1). */
double rk_student_upper(double t, double df);
double rk_student_quantile(double p, double df);

/* Chi-square with df > 0: P(X <= x), P(X > x), and the x with P(X <= x) = p, p in (0, 1). */
double rk_chisq_cdf(double x, double df);
double rk_chisq_upper(double x, double df);
double rk_chisq_quantile(double p, double df);

/* log(sum(exp(x[i]))) without overflow; x[count]; -inf for count 0. */
double rk_log_sum_exp(const double *x, size_t count);
/* log(exp(a) + exp(b)). */
double rk_log_add(double a, double b);
/* log(1 + x) - x without cancellation, for x > -1. */
double rk_log1p_excess(double x);
/* log(1 - exp(x)) for x <= 0. */
double rk_log1m_exp(double x);

#endif
