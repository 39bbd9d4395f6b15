/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gamma and beta distributions over GSL, for every shape in [1e-3, 1e15], accurate in both tails.
 * GSL's own incomplete functions lose digits and time where shapes are large, and call its error
 * handler at the far end of the tails, so large shapes are integrated here and far tails are
 * answered before GSL is asked.
 */
#ifndef RK_CORE_DISTRIBUTION_H
#define RK_CORE_DISTRIBUTION_H

/* Gamma of rate 1: P(X <= x), P(X > x), log density, for any x; shape > 0. log density is -inf
 * outside the support. */
double rk_gamma_cdf(double x, double shape);
double rk_gamma_upper(double x, double shape);
double rk_gamma_log_density(double x, double shape);
/* The two parts of log density: what depends on the shape alone, and the rest. */
double rk_gamma_log_norm(double shape);
double rk_gamma_log_kernel(double x, double shape);

/* The x with P(X <= x) = p and P(X > x) = q, where p + q = 1 and both are given for their digits.
 */
double rk_gamma_quantile(double p, double q, double shape);

/*
 * Beta on (0, 1). A number comes as x and rest = 1 - x, both >= 0, so that either end keeps its
 * digits. The upper tail is rk_beta_cdf(rest, x, b, a).
 */
double rk_beta_cdf(double x, double rest, double a, double b);
double rk_beta_log_density(double x, double rest, double a, double b);
double rk_beta_log_norm(double a, double b);
double rk_beta_log_kernel(double x, double rest, double a, double b);

/* x in [0, 1] as for the gamma distribution; 1 - x goes to *rest. */
double rk_beta_quantile(double p, double q, double a, double b, double *rest);

/* Digamma of x > 0. */
double rk_digamma(double x);

#endif
