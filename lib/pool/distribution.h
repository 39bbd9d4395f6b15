/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions as the pools see them: tails in pairs, and densities at numbers that keep their
 * distance to an end. */
#ifndef RK_POOL_DISTRIBUTION_H
#define RK_POOL_DISTRIBUTION_H

#include <reckon/pool.h>

/*
 * A number x = lower + from_lower = upper - to_upper, so that close to an end of a support it keeps
 * its digits. A plain number is its own lower and upper.
 */
typedef struct rk_position {
    double x;
    double lower, from_lower;
    double upper, to_upper;
} rk_position;

static inline rk_position rk_position_of(double x)
{
    return (rk_position){x, x, 0.0, x, 0.0};
}

/* RECKON_VALUE or RECKON_ARGUMENT, with `what` in the message, unless it could come from
 * reckon_distribution_make(). */
reckon_status rk_distribution_check(
    const reckon_distribution *distribution, const char *what, reckon_error *error);

/* log f is the norm, which does not depend on the number, and the kernel. */
double rk_distribution_log_norm(const reckon_distribution *distribution);
double rk_distribution_log_kernel(const reckon_distribution *distribution, const rk_position *at);

/* log f; -inf outside the support, +inf at an end where the density is unbounded. */
double rk_distribution_log_density(const reckon_distribution *distribution, const rk_position *at);

/*
 * How far a number is from another, its origin: the difference, and the logs of the ratios of their
 * distances to the lower and the upper end that the origin is given with. All three are kept
 * because each has digits where others lose them.
 */
typedef struct rk_step {
    double x;
    double log_lower;
    double log_upper;
} rk_step;

/* log f(origin + step) - log f(origin), without the cancellation of large logs; inside the support.
 */
double rk_distribution_log_ratio(
    const reckon_distribution *distribution, const rk_position *origin, const rk_step *step);

/* First and second derivative of log f inside the support. */
void rk_distribution_slopes(const reckon_distribution *distribution, const rk_position *at,
    double *slope, double *curvature);

/* The x with P(X <= x) = p and P(X > x) = q; p + q = 1, both given for their digits. */
double rk_distribution_quantile(const reckon_distribution *distribution, double p, double q);

/* Its log, of a lognormal: a number where the quantile has overflowed or underflowed. */
double rk_distribution_log_quantile(const reckon_distribution *distribution, double p, double q);

/*
 * A number that stands at about `z` standard deviations in the coordinate (itself, its log or
 * logit) in which the distribution is nearly normal; cheap, and only a place to look at.
 */
double rk_distribution_landmark(const reckon_distribution *distribution, double z);

#endif
