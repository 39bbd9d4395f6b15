/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Viechtbauer 2007: the generalised Q at the true tau2 is chi-square with k - 1 degrees of freedom,
 * and falls as tau2 grows, so the tau2 at which it meets the two quantiles bound a confidence set.
 */
#include <math.h>

#include <reckon/meta.h>

#include "core/special.h"
#include "core/status.h"
#include "meta/fit.h"
#include "meta/heterogeneity.h"

static void profile(const rk_meta_data *data, reckon_tau2_interval *interval)
{
    double df = (double)(data->k - 1), tail = 0.5 * (1.0 - interval->level);
    double lower = rk_chisq_quantile(tail, df), upper = rk_chisq_quantile(1.0 - tail, df);
    if (rk_meta_q(data, 0.0) < lower) {
        interval->outcome = RECKON_OUTCOME_EMPTY;
        return;
    }
    /* Q(tau2) <= (k - 1) range^2 / tau2, so this is an upper bound of where Q meets a target */
    double reach = data->range * data->range * df;
    interval->low = rk_meta_q_inverse(data, upper, fmin(reach / upper, 1e305));
    interval->high =
        lower > 0.0 ? rk_meta_q_inverse(data, lower, fmin(reach / lower, 1e305)) : INFINITY;
    interval->high =
        fmax(interval->high, interval->low); /* close levels, in the last digits of a subnormal */
    if (interval->high >= 1e305)
        interval->high = INFINITY;
    rk_meta_variation(data, interval->low, &interval->I2_low, &interval->H2_low);
    rk_meta_variation(data, interval->high, &interval->I2_high, &interval->H2_high);
}

reckon_status reckon_tau2_profile(size_t k, const double *y, const double *v, double level,
    reckon_tau2_interval *interval, reckon_error *error)
{
    rk_meta_data data;
    if (!interval)
        return rk_fail(error, RECKON_ARGUMENT, "there is no place for the interval");
    if (!(level > 0.0 && level < 1.0))
        return rk_fail(error, RECKON_VALUE, "the level is not between 0 and 1");
    reckon_status status = rk_meta_prepare(&data, k, y, v, error);
    if (status != RECKON_OK)
        return status;
    *interval = (reckon_tau2_interval){.level = level, .H2_low = 1.0, .H2_high = 1.0};
    if (k > 1) {
        profile(&data, interval);
        return RECKON_OK;
    }
    interval->outcome = RECKON_OUTCOME_UNRESOLVED;
    interval->high = interval->H2_high = INFINITY;
    interval->I2_high = 100.0;
    return RECKON_OK;
}
