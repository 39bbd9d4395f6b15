/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool/distribution.h"

#include <math.h>
#include <stdbool.h>

#include "core/distribution.h"
#include "core/special.h"
#include "core/split_normal.h"
#include "core/status.h"

/* ---- Making and checking ---- */

static bool is_shape(double x)
{
    return x >= RECKON_SHAPE_MIN && x <= RECKON_SHAPE_MAX;
}

static bool is_positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static const char *problem_with(const reckon_distribution *d)
{
    switch (d->family) {
    case RECKON_FAMILY_NORMAL:
    case RECKON_FAMILY_LOGNORMAL:
        if (!isfinite(d->first))
            return "the mean is not finite";
        return is_positive(d->second) ? NULL : "the sd is not a finite number above 0";
    case RECKON_FAMILY_GAMMA:
        if (!is_positive(d->second))
            return "the rate is not a finite number above 0";
        return is_shape(d->first) ? NULL : "the shape is outside [1e-3, 1e15]";
    case RECKON_FAMILY_BETA:
        if (!isfinite(d->lower) || !isfinite(d->upper) || !isfinite(d->upper - d->lower) ||
            !(d->lower < d->upper))
            return "the bounds are not finite and in order";
        return is_shape(d->first) && is_shape(d->second) ? NULL : "a shape is outside [1e-3, 1e15]";
    case RECKON_FAMILY_SPLIT_NORMAL:
        if (!isfinite(d->first))
            return "the mode is not finite";
        return is_positive(d->second) && is_positive(d->third) && isfinite(d->second + d->third)
                   ? NULL
                   : "an sd is not a finite number above 0";
    }
    return "there is no such family";
}

reckon_status rk_distribution_check(
    const reckon_distribution *distribution, const char *what, reckon_error *error)
{
    const char *problem = problem_with(distribution);
    if (!problem)
        return RECKON_OK;
    bool known = distribution->family >= RECKON_FAMILY_NORMAL &&
                 distribution->family <= RECKON_FAMILY_SPLIT_NORMAL;
    return rk_fail(error, known ? RECKON_VALUE : RECKON_ARGUMENT, "%s: %s", what, problem);
}

reckon_status reckon_distribution_make(reckon_family family, double first, double second,
    double lower, double upper, reckon_distribution *distribution, reckon_error *error)
{
    if (!distribution)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_distribution_make: distribution is NULL");
    reckon_distribution made = {family, first, second, lower, upper, 0.0};
    if (family != RECKON_FAMILY_BETA) {
        made.lower =
            family == RECKON_FAMILY_NORMAL ? -INFINITY : 0.0; /* a split normal is refused below */
        made.upper = INFINITY;
    }
    if (family == RECKON_FAMILY_SPLIT_NORMAL)
        return rk_fail(
            error, RECKON_ARGUMENT, "a split normal is made by reckon_distribution_split_normal()");
    reckon_status status = rk_distribution_check(&made, "distribution", error);
    if (!status)
        *distribution = made;
    return status;
}

reckon_status reckon_distribution_split_normal(double mode, double sd_below, double sd_above,
    reckon_distribution *distribution, reckon_error *error)
{
    if (!distribution)
        return rk_fail(
            error, RECKON_ARGUMENT, "reckon_distribution_split_normal: distribution is NULL");
    reckon_distribution made = {
        RECKON_FAMILY_SPLIT_NORMAL, mode, sd_below, -INFINITY, INFINITY, sd_above};
    reckon_status status = rk_distribution_check(&made, "distribution", error);
    if (!status)
        *distribution = made;
    return status;
}

/* ---- Probabilities ---- */

static double z_of(const reckon_distribution *d, double x)
{
    if (d->family == RECKON_FAMILY_LOGNORMAL)
        x = x > 0 ? log(x) : -INFINITY;
    return (x - d->first) / d->second;
}

/* A split normal on the side of its mode that holds x: how many sds x is from the mode, and the
 * mass of that side. */
static double split_z(const reckon_distribution *d, double x, double *side)
{
    double sd = x < d->first ? d->second : d->third;
    *side = sd / (d->second + d->third);
    return (x - d->first) / sd;
}

static double split_tail(const reckon_distribution *d, double x, bool upper)
{
    double side, z = split_z(d, x, &side),
                 own = 2.0 * side * rk_normal_upper(fabs(z)); /* beyond x, on its side */
    return (x < d->first) == upper ? 1.0 - own : own;
}

static double split_quantile(const reckon_distribution *d, double p, double q)
{
    double both = d->second + d->third, below = d->second / both;
    if (p <= below)
        return d->first - d->second * rk_normal_upper_quantile(0.5 * p / below);
    return d->first + d->third * rk_normal_upper_quantile(0.5 * q * (both / d->third));
}

/* Where x stands in (0, 1) of a beta's support, from both ends. */
static void beta_place(const reckon_distribution *d, double x, double *part, double *rest)
{
    double width = d->upper - d->lower;
    *part = (x - d->lower) / width;
    *rest = (d->upper - x) / width;
}

static double tail(const reckon_distribution *d, double x, bool upper)
{
    double part, rest;
    if (isnan(x))
        return x;
    switch (d->family) {
    case RECKON_FAMILY_GAMMA:
        return upper ? rk_gamma_upper(x * d->second, d->first)
                     : rk_gamma_cdf(x * d->second, d->first);
    case RECKON_FAMILY_BETA:
        beta_place(d, x, &part, &rest);
        return upper ? rk_beta_cdf(rest, part, d->second, d->first)
                     : rk_beta_cdf(part, rest, d->first, d->second);
    case RECKON_FAMILY_SPLIT_NORMAL:
        return split_tail(d, x, upper);
    default:
        return upper ? rk_normal_upper(z_of(d, x)) : rk_normal_cdf(z_of(d, x));
    }
}

double reckon_distribution_cdf(const reckon_distribution *distribution, double x)
{
    return tail(distribution, x, false);
}

double reckon_distribution_upper(const reckon_distribution *distribution, double x)
{
    return tail(distribution, x, true);
}

static double normal_quantile(const reckon_distribution *d, double p, double q)
{
    return d->first + d->second * (p < q ? rk_normal_quantile(p) : rk_normal_upper_quantile(q));
}

double rk_distribution_quantile(const reckon_distribution *distribution, double p, double q)
{
    const reckon_distribution *d = distribution;
    if (!(p > 0.0))
        return d->lower;
    if (!(q > 0.0))
        return d->upper;
    double rest, part;
    switch (d->family) {
    case RECKON_FAMILY_GAMMA:
        return rk_gamma_quantile(p, q, d->first) / d->second;
    case RECKON_FAMILY_BETA:
        part = rk_beta_quantile(p, q, d->first, d->second, &rest);
        if (part <= rest)
            return d->lower + part * (d->upper - d->lower);
        return d->upper - rest * (d->upper - d->lower);
    case RECKON_FAMILY_LOGNORMAL:
        return exp(normal_quantile(d, p, q));
    case RECKON_FAMILY_SPLIT_NORMAL:
        return split_quantile(d, p, q);
    default:
        return normal_quantile(d, p, q);
    }
}

double rk_distribution_log_quantile(const reckon_distribution *distribution, double p, double q)
{
    return normal_quantile(distribution, p, q);
}

double reckon_distribution_quantile(const reckon_distribution *distribution, double p)
{
    return isnan(p) ? p : rk_distribution_quantile(distribution, p, 1.0 - p);
}

double rk_distribution_landmark(const reckon_distribution *distribution, double z)
{
    const reckon_distribution *d = distribution;
    double centre, spread;
    switch (d->family) {
    case RECKON_FAMILY_GAMMA:
        spread = sqrt((d->first + 1.0) / d->first / d->first);
        centre = exp(rk_digamma(d->first) + z * spread);
        if (z > 0.0) /* the log is skewed where shapes are small; this bounds the upper tail by a
                        normal one */
            centre = fmin(centre, d->first + z * sqrt(d->first) + 0.5 * z * z);
        return centre / d->second;
    case RECKON_FAMILY_BETA:
        centre = rk_digamma(d->first) - rk_digamma(d->second);
        spread = sqrt(
            (d->first + 1.0) / d->first / d->first + (d->second + 1.0) / d->second / d->second);
        return d->lower + (d->upper - d->lower) / (1.0 + exp(-(centre + z * spread)));
    case RECKON_FAMILY_LOGNORMAL:
        return exp(d->first + z * d->second);
    case RECKON_FAMILY_SPLIT_NORMAL:
        return d->first + z * (z < 0.0 ? d->second : d->third);
    default:
        return d->first + z * d->second;
    }
}

/* ---- Densities ---- */

double rk_distribution_log_norm(const reckon_distribution *distribution)
{
    const reckon_distribution *d = distribution;
    switch (d->family) {
    case RECKON_FAMILY_GAMMA:
        return rk_gamma_log_norm(d->first) + log(d->second);
    case RECKON_FAMILY_BETA:
        return rk_beta_log_norm(d->first, d->second) - log(d->upper - d->lower);
    case RECKON_FAMILY_SPLIT_NORMAL:
        return rk_normal_log_density(0.0) - log(0.5 * d->second + 0.5 * d->third);
    default:
        return rk_normal_log_density(0.0) - log(d->second);
    }
}

double rk_distribution_log_kernel(const reckon_distribution *distribution, const rk_position *at)
{
    const reckon_distribution *d = distribution;
    if (d->family == RECKON_FAMILY_NORMAL) {
        double z = (at->x - d->first) / d->second;
        return -0.5 * z * z;
    }
    if (d->family == RECKON_FAMILY_SPLIT_NORMAL) {
        double side, z = split_z(d, at->x, &side);
        return -0.5 * z * z;
    }
    double above = (at->lower - d->lower) + at->from_lower;
    if (d->family == RECKON_FAMILY_LOGNORMAL) {
        if (!(above > 0.0) || isinf(above))
            return -INFINITY;
        double log_x = log(above), z = (log_x - d->first) / d->second;
        return -0.5 * z * z - log_x;
    }
    if (d->family == RECKON_FAMILY_GAMMA)
        return rk_gamma_log_kernel(above * d->second, d->first);
    double width = d->upper - d->lower, below = (d->upper - at->upper) + at->to_upper;
    return rk_beta_log_kernel(above / width, below / width, d->first, d->second);
}

double rk_distribution_log_density(const reckon_distribution *distribution, const rk_position *at)
{
    return rk_distribution_log_norm(distribution) + rk_distribution_log_kernel(distribution, at);
}

/*
 * Large shapes pull up and down with forces that all but cancel: within this much of an end's
 * distance, what they come to is one factor, so that its rounding is a slope, which is smooth, and
 * not a roughness at every step.
 */
static const double near_by = 0.1;

double rk_distribution_log_ratio(
    const reckon_distribution *distribution, const rk_position *origin, const rk_step *step)
{
    const reckon_distribution *d = distribution;
    if (d->family == RECKON_FAMILY_NORMAL) {
        double move = step->x / d->second;
        return -move * ((origin->x - d->first) / d->second + 0.5 * move);
    }
    if (d->family == RECKON_FAMILY_SPLIT_NORMAL) {
        double side, from = split_z(d, origin->x, &side),
                     to = split_z(d, origin->x + step->x, &side);
        if ((origin->x < d->first) != (origin->x + step->x < d->first))
            return 0.5 * (from - to) * (from + to);
        double move = step->x / (origin->x < d->first ? d->second : d->third);
        return -move * (from + 0.5 * move);
    }
    double above = (origin->lower - d->lower) + origin->from_lower;
    double log_above = origin->lower == d->lower ? step->log_lower : log1p(step->x / above);
    if (d->family == RECKON_FAMILY_LOGNORMAL) {
        double move = log_above / d->second;
        return -move * ((log(above) - d->first) / d->second + 0.5 * move) - log_above;
    }
    double power = d->first - 1.0, up = step->x / above;
    if (d->family == RECKON_FAMILY_GAMMA) {
        double pull = power / above - d->second;
        if (fabs(up) < near_by && isfinite(pull))
            return pull * step->x + power * rk_log1p_excess(up);
        return power * log_above - d->second * step->x;
    }
    double below = (d->upper - origin->upper) + origin->to_upper;
    double log_below = origin->upper == d->upper ? step->log_upper : log1p(-step->x / below);
    double power_below = d->second - 1.0, down = -step->x / below,
           pull = power / above - power_below / below;
    if (fabs(up) < near_by && fabs(down) < near_by && isfinite(pull))
        return pull * step->x + power * rk_log1p_excess(up) + power_below * rk_log1p_excess(down);
    return power * log_above + power_below * log_below;
}

void rk_distribution_slopes(const reckon_distribution *distribution, const rk_position *at,
    double *slope, double *curvature)
{
    const reckon_distribution *d = distribution;
    double above = (at->lower - d->lower) + at->from_lower,
           below = (d->upper - at->upper) + at->to_upper;
    double a = d->first, b = d->second, pull;
    switch (d->family) {
    case RECKON_FAMILY_GAMMA:
        *slope = (a - 1.0) / above - b;
        *curvature = -(a - 1.0) / above / above;
        return;
    case RECKON_FAMILY_BETA:
        *slope = (a - 1.0) / above - (b - 1.0) / below;
        *curvature = -(a - 1.0) / above / above - (b - 1.0) / below / below;
        return;
    case RECKON_FAMILY_LOGNORMAL:
        pull = (log(above) - a) / b / b;
        *slope = -(1.0 + pull) / above;
        *curvature = (1.0 + pull - 1.0 / b / b) / above / above;
        return;
    case RECKON_FAMILY_SPLIT_NORMAL:
        b = at->x < a ? b : d->third;
        *slope = -(at->x - a) / b / b;
        *curvature = -1.0 / b / b;
        return;
    default:
        *slope = -(at->x - a) / b / b;
        *curvature = -1.0 / b / b;
    }
}

double reckon_distribution_density(const reckon_distribution *distribution, double x)
{
    if (isnan(x))
        return x;
    rk_position at = rk_position_of(x);
    return isinf(x) ? 0.0 : exp(rk_distribution_log_density(distribution, &at));
}

/* ---- Moments ---- */

double reckon_distribution_mean(const reckon_distribution *distribution)
{
    const reckon_distribution *d = distribution;
    switch (d->family) {
    case RECKON_FAMILY_LOGNORMAL:
        return exp(d->first + 0.5 * d->second * d->second);
    case RECKON_FAMILY_GAMMA:
        return d->first / d->second;
    case RECKON_FAMILY_BETA:
        return d->lower + (d->upper - d->lower) * (d->first / (d->first + d->second));
    case RECKON_FAMILY_SPLIT_NORMAL:
        return d->first + rk_split_normal_shift(d->second, d->third);
    default:
        return d->first;
    }
}

/* exp(log_mean) * ratio, which may be a number where the mean is not: in four factors. */
static double lognormal_sd(double log_mean, double ratio)
{
    double quarter = exp(0.25 * log_mean);
    return ratio * quarter * quarter * quarter * quarter;
}

double reckon_distribution_sd(const reckon_distribution *distribution)
{
    const reckon_distribution *d = distribution;
    double variance = d->second * d->second, sum = d->first + d->second;
    switch (d->family) {
    case RECKON_FAMILY_LOGNORMAL:
        if (variance < 1.0)
            return lognormal_sd(
                d->first + 0.5 * variance, variance < 1e-20 ? d->second : sqrt(expm1(variance)));
        return exp(d->first + variance) * sqrt(-expm1(-variance));
    case RECKON_FAMILY_GAMMA:
        return sqrt(d->first) / d->second;
    case RECKON_FAMILY_BETA:
        return (d->upper - d->lower) * sqrt(d->first / sum * (d->second / sum) / (sum + 1.0));
    case RECKON_FAMILY_SPLIT_NORMAL:
        return rk_split_normal_sd(d->second, d->third);
    default:
        return d->second;
    }
}
