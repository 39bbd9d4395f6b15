/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Viechtbauer and Cheung 2010: every estimate is left out once, and the fit to the others compared
 * with that to all. */
#include <math.h>
#include <string.h>

#include <reckon/meta.h>

#include "core/status.h"
#include "meta/fit.h"

/* One estimate and the two fits that differ by it. */
typedef struct deletion {
    const rk_meta_data *data; /* all estimates */
    const double *weights;    /* [k] or NULL */
    const reckon_meta_fit *all;
    const reckon_meta_fit *without;
    size_t i;
} deletion;

static double leverage(const deletion *one, const rk_meta_sums *sums)
{
    const rk_meta_data *data = one->data;
    if (!one->weights) {
        double variance = data->v[one->i] + one->all->tau2;
        if (variance > 0.0)
            return sums->mean_variance / variance;
        return sums->dominated ? 1.0 : 1.0 / sums->weight_sum;
    }
    double largest = 0.0, sum = 0.0;
    for (size_t j = 0; j < data->k; j++)
        largest = fmax(largest, one->weights[j]);
    for (size_t j = 0; j < data->k; j++)
        sum += one->weights[j] / largest;
    return one->weights[one->i] / largest / sum;
}

static void measure(const deletion *one, reckon_meta_influence_row *row)
{
    const rk_meta_data *data = one->data;
    const reckon_meta_fit *all = one->all, *without = one->without;
    double change = all->mu - without->mu, variance = data->v[one->i] + without->tau2;
    rk_meta_sums sums;
    rk_meta_sum(data, all->tau2, &sums);
    row->hat = leverage(one, &sums);
    row->rstudent =
        rk_meta_ratio(data->y[one->i] - without->mu, hypot(sqrt(variance), without->se));
    row->cook_d = rk_meta_ratio(change, all->se) * rk_meta_ratio(change, all->se);
    double widening = without->se == all->se ? 1.0 : rk_meta_ratio(without->se, all->se);
    row->cov_r = widening * widening;
    /* the standard error of mu over all estimates, with the tau2 and the rescaling found without
     * this one */
    double scale = sqrt(without->s2w), se;
    if (one->weights) {
        se = rk_meta_weighted_se(data, one->weights, without->tau2);
    } else {
        rk_meta_sum(data, without->tau2, &sums);
        se = sqrt(sums.mean_variance);
    }
    row->dfbetas = rk_meta_ratio(change, rk_meta_rescaled(scale, se));
    row->dffits = one->weights
                      ? row->dfbetas
                      : rk_meta_ratio(change, rk_meta_rescaled(scale, sqrt(row->hat * variance)));
}

static void copy_fit(const reckon_meta_fit *fit, reckon_meta_influence_row *row)
{
    row->mu = fit->mu;
    row->se = fit->se;
    row->ci_low = fit->ci_low;
    row->ci_high = fit->ci_high;
    row->statistic = fit->statistic;
    row->p = fit->p;
    row->tau2 = fit->tau2;
    row->Q = fit->Q;
    row->Q_p = fit->Q_p;
    row->I2 = fit->I2;
    row->H2 = fit->H2;
}

/* to[k - 1] = from[k] without element i; NULL stays NULL. */
static const double *leave_out(double *to, const double *from, size_t k, size_t i)
{
    if (!from)
        return NULL;
    memcpy(to, from, i * sizeof *to);
    memcpy(to + i, from + i + 1, (k - i - 1) * sizeof *to);
    return to;
}

/* User weights that are all 0 without one estimate leave no mean to weigh: equal weights then. */
static const double *usable_weights(double *weights, size_t k)
{
    double largest = 0.0;
    for (size_t i = 0; i < k; i++)
        largest = fmax(largest, weights[i]);
    for (size_t i = 0; i < k && largest == 0.0; i++)
        weights[i] = 1.0;
    return weights;
}

static void leave_each_out(const rk_meta_data *data, const double *weights,
    const reckon_meta_options *options, reckon_meta_influence_row *rows, double *work)
{
    size_t k = data->k;
    reckon_meta_fit all, without;
    rk_meta_fit(data, weights, options, RK_META_RANDOM, &all);
    for (size_t i = 0; i < k; i++) {
        rk_meta_data rest;
        rk_meta_describe(
            &rest, k - 1, leave_out(work, data->y, k, i), leave_out(work + k, data->v, k, i));
        const double *rest_weights = weights ? leave_out(work + 2 * k, weights, k, i) : NULL;
        if (rest_weights)
            rest_weights = usable_weights(work + 2 * k, k - 1);
        rk_meta_fit(&rest, rest_weights, options, RK_META_RANDOM, &without);
        copy_fit(&without, &rows[i]);
        measure(&(deletion){data, weights, &all, &without, i}, &rows[i]);
    }
}

size_t reckon_meta_influence_work(size_t k)
{
    return 3 * k;
}

reckon_status reckon_meta_influence(size_t k, const double *y, const double *v,
    const double *weights, const reckon_meta_options *options, reckon_meta_influence_row *rows,
    double *work, reckon_outcome *outcome, reckon_error *error)
{
    reckon_meta_options filled;
    rk_meta_data data;
    reckon_status status = rk_meta_read_options(&filled, options, error);
    if (status == RECKON_OK && k > 0 && (!rows || !work))
        status =
            rk_fail(error, RECKON_ARGUMENT, "there is no place for the rows or no scratch memory");
    if (status == RECKON_OK)
        status = rk_meta_prepare(&data, k, y, v, error);
    if (status == RECKON_OK)
        status = rk_meta_check_weights(k, weights, error);
    if (status != RECKON_OK)
        return status;
    if (outcome)
        *outcome = k > 1 ? RECKON_OUTCOME_OK : RECKON_OUTCOME_UNRESOLVED;
    if (k > 1) {
        leave_each_out(&data, weights, &filled, rows, work);
    } else if (k == 1) {
        double a = NAN;
        rows[0] = (reckon_meta_influence_row){a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a};
    }
    return RECKON_OK;
}
