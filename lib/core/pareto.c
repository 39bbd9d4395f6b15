/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/pareto.h"

#include <math.h>

enum { MOST_THETAS = 128 };

static double mean_log(const double *x, size_t count, double theta)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += log1p(-theta * x[i]);
    return sum / (double)count;
}

double rk_pareto_shape(const double *excesses, size_t count)
{
    const double *x = excesses; /* as in the papers */
    if (count < 5 || !(x[0] > 0.0) || !(x[count - 1] > x[0]))
        return -INFINITY;
    double n = (double)count, quartile = x[(size_t)(n / 4.0 + 0.5) - 1];
    size_t thetas = 20 + (size_t)sqrt(n);
    if (thetas > MOST_THETAS)
        thetas = MOST_THETAS;
    double theta[MOST_THETAS], likelihood[MOST_THETAS], best = -INFINITY;
    for (size_t j = 0; j < thetas; j++) {
        theta[j] = 1.0 / x[count - 1] +
                   (1.0 - sqrt((double)thetas / ((double)j + 0.5))) / (3.0 * quartile);
        double k = -mean_log(x, count, theta[j]);
        double ratio = theta[j] / k;
        likelihood[j] = ratio > 0.0 ? n * (log(ratio) + k - 1.0) : -INFINITY;
        best = fmax(best, likelihood[j]);
    }
    double weights = 0.0, sum = 0.0;
    for (size_t j = 0; j < thetas; j++) {
        double weight = exp(likelihood[j] - best);
        weights += weight;
        sum += weight * theta[j];
    }
    if (!(weights > 0.0))
        return -INFINITY;
    double shape = mean_log(x, count, sum / weights);
    return (n * shape + 5.0) / (n + 10.0);
}
