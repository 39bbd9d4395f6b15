/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/special.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_log.h>

#include "core/gsl_handler.h"

#include "core/root.h"

static const double log_sqrt_2pi = 0.91893853320467274178;

double rk_normal_cdf(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double rk_normal_upper(double z)
{
    return gsl_cdf_ugaussian_Q(z);
}

double rk_normal_log_cdf(double z)
{
    if (isinf(z))
        return z > 0 ? 0.0 : -INFINITY;
    if (z > 0)
        return log1p(-rk_normal_upper(z));
    if (z > -1e10) {
        rk_gsl_enter();
        double log_erfc = gsl_sf_log_erfc(-z / M_SQRT2);
        rk_gsl_leave();
        return log_erfc - M_LN2;
    }
    return rk_normal_log_density(z) - log(-z); /* Mills' ratio; what is left out is below z^-2 */
}

double rk_normal_density(double z)
{
    return exp(rk_normal_log_density(z));
}

double rk_normal_log_density(double z)
{
    return -0.5 * z * z - log_sqrt_2pi;
}

double rk_normal_quantile(double p)
{
    return gsl_cdf_ugaussian_Pinv(p);
}

double rk_normal_upper_quantile(double q)
{
    return gsl_cdf_ugaussian_Qinv(q);
}

double rk_normal_central_z(double level)
{
    return rk_normal_upper_quantile(0.5 * (1.0 - level));
}

double rk_normal_log_interval(double low, double high)
{
    if (!(low < high))
        return -INFINITY;
    if (low == -INFINITY)
        return rk_normal_log_cdf(high);
    if (high == INFINITY)
        return rk_normal_log_cdf(-low);
    if (low > 0) { /* work in the lower tail, where the numbers keep their digits */
        double swap = -low;
        low = -high;
        high = swap;
    }
    double width = high - low, middle = low + 0.5 * width;
    /* A narrow interval: density at the middle times width, with the second-order term of the
     * Taylor series. Past the threshold the difference below has more digits. */
    if (width < 1e-3 && width * fabs(middle) < 1e-3) {
        double curvature = (middle * middle - 1.0) * width * width / 24.0;
        double fourth =
            ((middle * middle - 6.0) * middle * middle + 3.0) * gsl_pow_4(width) / 1920.0;
        return rk_normal_log_density(middle) + log(width) + log1p(curvature + fourth);
    }
    if (high <= 0) {
        double log_high = rk_normal_log_cdf(high);
        if (log_high == -INFINITY)
            return log_high;
        return log_high + rk_log1m_exp(rk_normal_log_cdf(low) - log_high);
    }
    return log1p(-rk_normal_cdf(low) - rk_normal_upper(high));
}

double rk_log1p_excess(double x)
{
    return x > -1.0 ? gsl_sf_log_1plusx_mx(x) : -INFINITY;
}

double rk_log1m_exp(double x)
{
    return x > -M_LN2 ? log(-expm1(x)) : log1p(-exp(x));
}

double rk_log_add(double a, double b)
{
    if (a < b) {
        double swap = a;
        a = b;
        b = swap;
    }
    return a == -INFINITY ? a : a + log1p(exp(b - a));
}

double rk_log_sum_exp(const double *x, size_t count)
{
    double top = -INFINITY, sum = 0.0;
    for (size_t i = 0; i < count; i++)
        top = fmax(top, x[i]);
    if (isinf(top))
        return top;
    for (size_t i = 0; i < count; i++)
        sum += exp(x[i] - top);
    return top + log(sum);
}
