/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meta/fit.h"

#include <float.h>
#include <math.h>

#include "core/special.h"
#include "core/status.h"
#include "meta/heterogeneity.h"

const char *reckon_meta_test_name(reckon_meta_test test)
{
    switch (test) {
#define NAME_CASE(NAME, id, text)                                                                  \
    case RECKON_META_TEST_##NAME:                                                                  \
        return id;
        RECKON_META_TEST_LIST(NAME_CASE)
#undef NAME_CASE
    }
    return "unknown";
}

const char *reckon_meta_test_text(reckon_meta_test test)
{
    switch (test) {
#define TEXT_CASE(NAME, id, text)                                                                  \
    case RECKON_META_TEST_##NAME:                                                                  \
        return text;
        RECKON_META_TEST_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return "not a test of this library";
}

static const char *const tau2_choices[] = {
#define TAU2_CHOICE(NAME, id, text) id,
    RECKON_TAU2_LIST(TAU2_CHOICE)
#undef TAU2_CHOICE
        NULL};

static const char *const test_choices[] = {
#define TEST_CHOICE(NAME, id, text) id,
    RECKON_META_TEST_LIST(TEST_CHOICE)
#undef TEST_CHOICE
        NULL};

static const rk_option_row rows[] = {
    RK_OPTION_CHOICE_ROW(reckon_meta_options, tau2, "REML", tau2_choices,
        "how the heterogeneity between estimates is estimated"),
    RK_OPTION_CHOICE_ROW(reckon_meta_options, test, "adhoc", test_choices,
        "how the interval of the mean is made: normal, Knapp-Hartung, or Knapp-Hartung that never "
        "narrows"),
    RK_OPTION_NUMBER_ROW(reckon_meta_options, level, 0.95, DBL_MIN, 1.0 - 0.5 * DBL_EPSILON,
        "probability", "of every interval"),
};
enum { ROWS = sizeof rows / sizeof *rows };

/* All but the level, which a question brings. */
const rk_option_rows rk_meta_option_rows = {rows, ROWS - 1};

void reckon_meta_options_init(reckon_meta_options *options)
{
    if (!options)
        return;
    options->struct_size = sizeof *options;
    rk_options_default((rk_option_rows){rows, ROWS}, options);
}

reckon_status rk_meta_read_options(
    reckon_meta_options *filled, const reckon_meta_options *options, reckon_error *error)
{
    return rk_options_take((rk_option_rows){rows, ROWS}, filled, sizeof *filled, options, error);
}

double rk_meta_ratio(double a, double b)
{
    if (b == 0.0)
        return a == 0.0 ? 0.0 : copysign(INFINITY, a);
    return a / b;
}

double rk_meta_rescaled(double scale, double se)
{
    return se == 0.0 ? 0.0 : scale * se;
}

void rk_meta_variation(const rk_meta_data *data, double tau2, double *I2, double *H2)
{
    rk_meta_sums sums;
    rk_meta_sum(data, 0.0, &sums);
    double typical = data->k > 1 ? (double)(data->k - 1) * (sums.base / sums.trace) : data->v_star;
    *H2 = 1.0 + rk_meta_ratio(tau2, typical);
    if (tau2 == 0.0)
        *I2 = 0.0;
    else
        *I2 = isinf(tau2) ? 100.0 : 100.0 / (1.0 + typical / tau2);
}

static double weighted_mean(const rk_meta_data *data, const double *weights)
{
    double largest = 0.0, sum = 0.0, pull = 0.0, origin = data->y[data->star];
    for (size_t i = 0; i < data->k; i++)
        largest = fmax(largest, weights[i]);
    for (size_t i = 0; i < data->k; i++) {
        sum += weights[i] / largest;
        pull += weights[i] / largest * (data->y[i] - origin);
    }
    return origin + pull / sum;
}

double rk_meta_weighted_se(const rk_meta_data *data, const double *weights, double tau2)
{
    double largest = 0.0, sum = 0.0, scale = 0.0, squares = 0.0;
    for (size_t i = 0; i < data->k; i++) {
        largest = fmax(largest, weights[i]);
        scale = fmax(scale, data->v[i] + tau2);
    }
    if (scale == 0.0)
        return 0.0;
    for (size_t i = 0; i < data->k; i++) {
        double weight = weights[i] / largest;
        sum += weight;
        squares += weight * weight * ((data->v[i] + tau2) / scale);
    }
    return sqrt(scale) * sqrt(squares) / sum;
}

/* Mean and standard error before any rescaling. */
static void fit_mean(
    const rk_meta_data *data, const double *weights, const rk_meta_sums *sums, reckon_meta_fit *fit)
{
    if (weights) {
        fit->mu = weighted_mean(data, weights);
        fit->se = rk_meta_weighted_se(data, weights, fit->tau2);
    } else {
        fit->mu = data->y[data->star] + sums->mean_shift;
        fit->se = sqrt(sums->mean_variance);
    }
}

/* Knapp and Hartung 2003: the residual variance around the mean, with inverse-variance weights. */
static void rescale(const rk_meta_data *data, const double *weights, reckon_meta_test test,
    const rk_meta_sums *sums, reckon_meta_fit *fit)
{
    fit->s2w = 1.0;
    fit->df = 0.0;
    if (test == RECKON_META_TEST_Z || data->k == 1)
        return;
    fit->df = (double)(data->k - 1);
    fit->s2w = rk_meta_q_of(data, fit->tau2, sums) / fit->df;
    if (test == RECKON_META_TEST_ADHOC && fit->s2w <= 1.0)
        fit->s2w = 1.0;
    else if (weights)
        fit->se = rk_meta_rescaled(sqrt(fit->s2w), fit->se);
    else /* the same product, but right where the variance is 0 and s2w infinite */
        fit->se = sqrt(sums->quadratic / (sums->weight_sum * fit->df));
}

static double two_sided_p(double statistic, double df)
{
    double size = fabs(statistic);
    if (isinf(size))
        return 0.0;
    return fmin(1.0, 2.0 * (df > 0.0 ? rk_student_upper(size, df) : rk_normal_upper(size)));
}

/* Half-width in standard errors of an interval of `level`; df 0 is the normal. */
static double critical_value(double level, double df)
{
    return df > 0.0 ? -rk_student_quantile(0.5 * (1.0 - level), df) : rk_normal_central_z(level);
}

/* se of a new theta: heterogeneity on top of the mean's own uncertainty. */
static double prediction_se(const reckon_meta_fit *fit)
{
    return hypot(fit->se, sqrt(fit->tau2));
}

static void fit_intervals(reckon_meta_fit *fit, rk_meta_model model)
{
    double critical = critical_value(fit->level, fit->df);
    fit->statistic = rk_meta_ratio(fit->mu, fit->se);
    fit->p = two_sided_p(fit->statistic, fit->df);
    fit->ci_low = fit->mu - critical * fit->se;
    fit->ci_high = fit->mu + critical * fit->se;
    fit->prediction_low = fit->prediction_high = fit->riley_low = fit->riley_high = fit->riley_df =
        NAN;
    if (model == RK_META_FIXED)
        return;
    double spread = prediction_se(fit);
    fit->prediction_low = fit->mu - critical * spread;
    fit->prediction_high = fit->mu + critical * spread;
    fit->riley_df = fit->k > 3 ? (double)(fit->k - 2) : 1.0;
    double riley = critical_value(fit->level, fit->riley_df);
    fit->riley_low = fit->mu - riley * spread;
    fit->riley_high = fit->mu + riley * spread;
}

static void fit_homogeneity(const rk_meta_data *data, rk_meta_model model, reckon_meta_fit *fit)
{
    fit->Q = data->k > 1 ? rk_meta_q(data, 0.0) : 0.0;
    fit->Q_df = (double)(data->k - 1);
    fit->Q_p = data->k > 1 ? rk_chisq_upper(fit->Q, fit->Q_df) : 1.0;
    if (model == RK_META_RANDOM) {
        rk_meta_variation(data, fit->tau2, &fit->I2, &fit->H2);
        return;
    }
    /* the fixed effect has no tau2 to compare with: Higgins and Thompson's forms in Q */
    fit->H2 = data->k > 1 ? fit->Q / fit->Q_df : 1.0;
    fit->I2 = data->k > 1 && fit->Q > fit->Q_df ? 100.0 * (1.0 - fit->Q_df / fit->Q) : 0.0;
}

void rk_meta_fit(const rk_meta_data *data, const double *weights,
    const reckon_meta_options *options, rk_meta_model model, reckon_meta_fit *fit)
{
    rk_meta_sums sums;
    bool random = model == RK_META_RANDOM;
    fit->outcome = RECKON_OUTCOME_OK;
    fit->k = data->k;
    fit->level = options->level;
    fit->tau2 = random ? rk_tau2(data, options->tau2) : 0.0;
    fit->se_tau2 = random ? rk_tau2_se(data, options->tau2, fit->tau2) : NAN;
    fit->log_likelihood = NAN;
    if (random && (options->tau2 == RECKON_TAU2_ML || options->tau2 == RECKON_TAU2_REML))
        fit->log_likelihood =
            rk_meta_log_likelihood(data, options->tau2 == RECKON_TAU2_REML, fit->tau2);
    if (random && fit->tau2 == 0.0)
        fit->outcome = RECKON_OUTCOME_BOUNDARY;
    rk_meta_sum(data, fit->tau2, &sums);
    fit_mean(data, weights, &sums, fit);
    rescale(data, weights, options->test, &sums, fit);
    fit_intervals(fit, model);
    fit_homogeneity(data, model, fit);
}

static void fit_nothing(const reckon_meta_options *options, reckon_meta_fit *fit)
{
    double absent = NAN;
    *fit = (reckon_meta_fit){.outcome = RECKON_OUTCOME_EMPTY,
        .level = options->level,
        .mu = absent,
        .se = absent,
        .statistic = absent,
        .p = absent,
        .df = absent,
        .s2w = absent,
        .ci_low = absent,
        .ci_high = absent,
        .tau2 = absent,
        .se_tau2 = absent,
        .log_likelihood = absent,
        .Q = absent,
        .Q_df = absent,
        .Q_p = absent,
        .I2 = absent,
        .H2 = absent,
        .prediction_low = absent,
        .prediction_high = absent,
        .riley_low = absent,
        .riley_high = absent,
        .riley_df = absent};
}

static reckon_status run(size_t k, const double *y, const double *v, const double *weights,
    const reckon_meta_options *options, rk_meta_model model, reckon_meta_fit *fit,
    reckon_error *error)
{
    reckon_meta_options filled;
    rk_meta_data data;
    reckon_status status = rk_meta_read_options(&filled, options, error);
    if (status == RECKON_OK && !fit)
        status = rk_fail(error, RECKON_ARGUMENT, "there is no place for the fit");
    if (status == RECKON_OK)
        status = rk_meta_prepare(&data, k, y, v, error);
    if (status == RECKON_OK)
        status = rk_meta_check_weights(k, weights, error);
    if (status != RECKON_OK)
        return status;
    if (k == 0)
        fit_nothing(&filled, fit);
    else
        rk_meta_fit(&data, weights, &filled, model, fit);
    return RECKON_OK;
}

reckon_status reckon_fixed_effect(size_t k, const double *y, const double *v, const double *weights,
    const reckon_meta_options *options, reckon_meta_fit *fit, reckon_error *error)
{
    return run(k, y, v, weights, options, RK_META_FIXED, fit, error);
}

reckon_status reckon_random_effects(size_t k, const double *y, const double *v,
    const double *weights, const reckon_meta_options *options, reckon_meta_fit *fit,
    reckon_error *error)
{
    return run(k, y, v, weights, options, RK_META_RANDOM, fit, error);
}

reckon_status reckon_tau2_estimate(size_t k, const double *y, const double *v,
    reckon_tau2_method method, double *tau2, reckon_error *error)
{
    rk_meta_data data;
    if ((unsigned)method > RECKON_TAU2_PM || !tau2)
        return rk_fail(error, RECKON_ARGUMENT,
            "no such estimator of heterogeneity, or no place for its result");
    reckon_status status = rk_meta_prepare(&data, k, y, v, error);
    if (status == RECKON_OK)
        *tau2 = rk_tau2(&data, method);
    return status;
}

double reckon_meta_quantile(const reckon_meta_fit *fit, reckon_meta_range range, double p)
{
    if (!fit || !(p > 0.0 && p < 1.0) || fit->outcome == RECKON_OUTCOME_EMPTY)
        return NAN;
    if (range != RECKON_META_RANGE_CONFIDENCE && isnan(fit->riley_df))
        return NAN;
    double df = range == RECKON_META_RANGE_RILEY ? fit->riley_df : fit->df;
    double spread = range == RECKON_META_RANGE_CONFIDENCE ? fit->se : prediction_se(fit);
    double z = df > 0.0 ? rk_student_quantile(p, df) : rk_normal_quantile(p);
    return z == 0.0 ? fit->mu : fit->mu + spread * z; /* the spread may be infinite */
}
