/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/truncated.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "core/quadrature.h"
#include "core/special.h"

static const double inverse_sqrt_2pi = 0.39894228040143267794;

/* Beyond this many sds the density is treated as that of its tail; gsl's tail probability is good
 * to 37. */
static const double far_tail = 8.0, farthest = 36.0;

static double density(double x)
{
    return inverse_sqrt_2pi * exp(-0.5 * x * x);
}

/* P(low < Z < high) without cancellation between the tails; `low` may exceed 0. */
static double mass_between(double low, double high)
{
    if (low > 0.0)
        return gsl_cdf_ugaussian_Q(low) - (isinf(high) ? 0.0 : gsl_cdf_ugaussian_Q(high));
    if (high < 0.0)
        return gsl_cdf_ugaussian_P(high) - (isinf(low) ? 0.0 : gsl_cdf_ugaussian_P(low));
    double below = isinf(low) ? 0.0 : gsl_cdf_ugaussian_P(low);
    double above = isinf(high) ? 0.0 : gsl_cdf_ugaussian_Q(high);
    return 1.0 - below - above;
}

/* The textbook formulas, for intervals that are neither narrow nor far out. */
static rk_truncated central_moments(double low, double high)
{
    double mass = mass_between(low, high);
    double at_low = isinf(low) ? 0.0 : density(low) / mass,
           at_high = isinf(high) ? 0.0 : density(high) / mass;
    double mean = at_low - at_high, second = 1.0;
    if (!isinf(low))
        second += low * at_low;
    if (!isinf(high))
        second -= high * at_high;
    return (rk_truncated){log(mass), mean, second - mean * mean};
}

/* The density is nearly uniform with a slight slope: cumulants of a tilted uniform distribution. */
static rk_truncated narrow_moments(double low, double high)
{
    double width = high - low, middle = low + 0.5 * width, square = width * width;
    double correction = (middle * middle - 1.0) * square / 24.0;
    double log_mass = rk_normal_log_density(middle) + log(width) + log1p(correction);
    double mean = middle * (1.0 - square / 12.0 + square * square * middle * middle / 720.0);
    double variance = square / 12.0 * (1.0 - square * (middle * middle / 20.0 + 1.0 / 30.0));
    return (rk_truncated){log_mass, mean, variance};
}

/* Beyond `farthest`, open above: the asymptotic series of Mills' ratio. */
static rk_truncated tail_moments(double low)
{
    double q = 1.0 / (low * low);
    double excess = (1.0 - q * (2.0 - q * (10.0 - 74.0 * q))) / low;
    double variance = q * (1.0 - q * (6.0 - q * (50.0 - 518.0 * q)));
    double log_mass =
        rk_normal_log_density(low) - log(low) + log1p(-q * (1.0 - 3.0 * q * (1.0 - 5.0 * q)));
    return (rk_truncated){log_mass, low + excess, variance};
}

/* Raw integrals of exp(-low t - t^2/2) t^k over t in (0, width), k = 0..4, about `centre`. low >= 0
 * keeps them scaled.
 */
static void quadrature_moments(double low, double width, double centre, double sum[5])
{
    double reach = fmin(width, 45.0 / fmax(low, 5.0));
    for (int k = 0; k < 5; k++)
        sum[k] = 0.0;
    for (int i = 0; i < RK_GAUSS_LEGENDRE_POINTS; i++) {
        double t = 0.5 * reach * (1.0 + rk_gauss_legendre_node[i]);
        double term = 0.5 * reach * rk_gauss_legendre_weight[i] * exp(-t * (low + 0.5 * t));
        for (int k = 0; k < 5; k++, term *= t - centre)
            sum[k] += term;
    }
}

static rk_truncated numeric_moments(double low, double high)
{
    double sum[5], middle[5];
    quadrature_moments(low, high - low, 0.0, sum);
    double centre = sum[1] / sum[0];
    quadrature_moments(low, high - low, centre, middle);
    double log_mass = rk_normal_log_density(low) + log(sum[0]);
    return (rk_truncated){log_mass, low + centre, middle[2] / middle[0]};
}

rk_truncated rk_truncated_moments(double low, double high)
{
    if (high < 0.0 ||
        (low < 0.0 && -low > high)) { /* put the interval where its bulk is above zero */
        rk_truncated mirrored = rk_truncated_moments(-high, -low);
        mirrored.mean = -mirrored.mean;
        return mirrored;
    }
    double width = high - low;
    if (width < 0.03 && width * (low + 0.5 * width) < 0.03)
        return narrow_moments(low, high);
    if (low > farthest && width * low > 45.0)
        return tail_moments(low);
    if (low > far_tail && width < INFINITY)
        return numeric_moments(low, high);
    return central_moments(low, high);
}

void rk_truncated_shape(double low, double high, double *skewness, double *kurtosis)
{
    double sign = 1.0;
    if (high < 0.0 || (low < 0.0 && -low > high)) {
        double swap = -low;
        low = -high;
        high = swap;
        sign = -1.0;
    }
    *skewness = *kurtosis = 0.0;
    low = fmax(low, -12.0);
    high = fmin(high, fmax(low, 0.0) + 12.0);
    double sum[5], middle[5];
    double scale =
        0.0; /* the exponent at the lower end may be positive when low < 0: shift it out */
    if (low < 0.0)
        scale = 0.5 * low * low;
    for (int k = 0; k < 5; k++)
        sum[k] = middle[k] = 0.0;
    double reach = low > 5.0 ? fmin(high - low, 45.0 / low) : high - low;
    for (int pass = 0; pass < 2; pass++) {
        double centre = pass ? sum[1] / sum[0] : 0.0, *total = pass ? middle : sum;
        for (int i = 0; i < RK_GAUSS_LEGENDRE_POINTS; i++) {
            double t = 0.5 * reach * (1.0 + rk_gauss_legendre_node[i]);
            double term = rk_gauss_legendre_weight[i] * exp(-t * (low + 0.5 * t) - scale);
            for (int k = 0; k < 5; k++, term *= t - centre)
                total[k] += term;
        }
    }
    double variance = middle[2] / middle[0];
    if (!(variance > 0.0))
        return;
    *skewness = sign * middle[3] / middle[0] / (variance * sqrt(variance));
    *kurtosis = middle[4] / middle[0] / (variance * variance) - 3.0;
}

/* Far above zero: an exponential distribution of rate `low`, cut at the width. */
static rk_truncated_draw tail_quantile(double low, double high, double u)
{
    double width = high - low;
    double value = low - log1p(u * expm1(-low * width)) / low;
    double log_mass = rk_normal_log_interval(low, high);
    return (rk_truncated_draw){fmin(fmax(value, low), high), 1.0, log_mass};
}

static rk_truncated_draw narrow_quantile(double low, double width, double u)
{
    double middle = low + 0.5 * width;
    double share = u - 0.5 * middle * width * u * (1.0 - u);
    double mass = density(middle) * width * (1.0 + (middle * middle - 1.0) * width * width / 24.0);
    return (rk_truncated_draw){low + width * share, mass, 0.0};
}

rk_truncated_draw rk_truncated_quantile(double low, double high, double u)
{
    if (high < 0.0 || (low < 0.0 && -low > high)) {
        rk_truncated_draw mirrored = rk_truncated_quantile(-high, -low, 1.0 - u);
        mirrored.value = -mirrored.value;
        return mirrored;
    }
    if (low > farthest)
        return tail_quantile(low, high, u);
    double width = high - low;
    if (width < 0.01 && width * low < 0.01)
        return narrow_quantile(low, width, u);
    double above = isinf(high) ? 0.0 : gsl_cdf_ugaussian_Q(high), value, mass;
    if (low > 0.0) {
        mass = gsl_cdf_ugaussian_Q(low) - above;
        value = gsl_cdf_ugaussian_Qinv(above + (1.0 - u) * mass);
    } else {
        double below = isinf(low) ? 0.0 : gsl_cdf_ugaussian_P(low);
        mass = 1.0 - below - above;
        double lower = below + u * mass;
        value = lower < 0.5 ? gsl_cdf_ugaussian_Pinv(lower)
                            : gsl_cdf_ugaussian_Qinv(above + (1.0 - u) * mass);
    }
    return (rk_truncated_draw){fmin(fmax(value, low), high), mass, 0.0};
}
