/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/prior.h"

#include <math.h>

#include <gsl/gsl_math.h>

#include "core/special.h"

/* Error and bias scale are half-normal. */
static reckon_temporal_drift_prior family_of(const rk_settings *settings, size_t hyper)
{
    return hyper == RK_DRIFT ? settings->drift_prior : RECKON_TEMPORAL_HALF_NORMAL;
}

double rk_prior_log_density(const rk_settings *settings, size_t hyper, double value)
{
    double scale = settings->scale[hyper], x = value / scale;
    switch (family_of(settings, hyper)) {
    case RECKON_TEMPORAL_HALF_T:
        return log(4.0 / (M_PI * M_SQRT3 * scale)) - 2.0 * log1p(x * x / 3.0);
    case RECKON_TEMPORAL_HALF_CAUCHY:
        return log(2.0 / (M_PI * scale)) - log1p(x * x);
    case RECKON_TEMPORAL_HALF_NORMAL:
        break;
    }
    return 0.5 * log(2.0 / M_PI) - log(scale) - 0.5 * x * x;
}

double rk_prior_slope(const rk_settings *settings, size_t hyper, double value)
{
    double scale = settings->scale[hyper], x = value / scale;
    switch (family_of(settings, hyper)) {
    case RECKON_TEMPORAL_HALF_T:
        return -4.0 * x / (3.0 + x * x) / scale;
    case RECKON_TEMPORAL_HALF_CAUCHY:
        return -2.0 * x / (1.0 + x * x) / scale;
    case RECKON_TEMPORAL_HALF_NORMAL:
        break;
    }
    return -x / scale;
}

/* With x = sqrt(3) tan y the distribution function of a half-t of 3 degrees is (2 y + sin 2 y) /
 * pi. */
static double half_t_quantile(double u)
{
    double goal = M_PI * u, y = 0.25 * goal;
    for (int i = 0; i < 12; i++) {
        double slope = 2.0 + 2.0 * cos(2.0 * y);
        double step = (goal - 2.0 * y - sin(2.0 * y)) / fmax(slope, 1e-6);
        y = fmin(y + step, 0.5 * (y + M_PI_2));
    }
    return M_SQRT3 * tan(y);
}

double rk_prior_quantile(const rk_settings *settings, size_t hyper, double u)
{
    double scale = settings->scale[hyper];
    switch (family_of(settings, hyper)) {
    case RECKON_TEMPORAL_HALF_T:
        return scale * half_t_quantile(u);
    case RECKON_TEMPORAL_HALF_CAUCHY:
        return scale * tan(M_PI_2 * u);
    case RECKON_TEMPORAL_HALF_NORMAL:
        break;
    }
    return scale * rk_normal_upper_quantile(0.5 * (1.0 - u));
}
