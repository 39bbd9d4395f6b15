/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meta/heterogeneity.h"

#include <math.h>

#include "core/root.h"

const char *reckon_tau2_name(reckon_tau2_method method)
{
    switch (method) {
#define NAME_CASE(NAME, id, text)                                                                  \
    case RECKON_TAU2_##NAME:                                                                       \
        return id;
        RECKON_TAU2_LIST(NAME_CASE)
#undef NAME_CASE
    }
    return "unknown";
}

const char *reckon_tau2_text(reckon_tau2_method method)
{
    switch (method) {
#define TEXT_CASE(NAME, id, text)                                                                  \
    case RECKON_TAU2_##NAME:                                                                       \
        return text;
        RECKON_TAU2_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return "not an estimator of heterogeneity of this library";
}

/* sum((y - mean)^2) and the mean of v: what the estimators with equal weights use. */
typedef struct plain_moments {
    double squares;
    double mean_variance;
} plain_moments;

static plain_moments equal_weights(const rk_meta_data *data)
{
    double k = (double)data->k, origin = data->y[data->star], shift = 0.0;
    plain_moments moments = {0.0, 0.0};
    for (size_t i = 0; i < data->k; i++) {
        shift += (data->y[i] - origin) / k;
        moments.mean_variance += data->v[i] / k;
    }
    for (size_t i = 0; i < data->k; i++) {
        double deviation = (data->y[i] - origin) - shift;
        moments.squares += deviation * deviation;
    }
    return moments;
}

/* DerSimonian and Laird: (Q - (k - 1)) / trace(P) at tau2 = 0. */
static double tau2_dl(const rk_meta_data *data)
{
    rk_meta_sums sums;
    rk_meta_sum(data, 0.0, &sums);
    return (sums.quadratic - (double)(data->k - 1) * sums.base) / sums.trace;
}

/* Hunter and Schmidt: (Q - k) / sum(w). */
static double tau2_hs(const rk_meta_data *data)
{
    rk_meta_sums sums;
    rk_meta_sum(data, 0.0, &sums);
    return (sums.quadratic - (double)data->k * sums.base) / sums.weight_sum;
}

/* Hedges: the sample variance less the mean sampling variance. */
static double tau2_he(const rk_meta_data *data)
{
    plain_moments moments = equal_weights(data);
    return moments.squares / (double)(data->k - 1) - moments.mean_variance;
}

/* Where Sidik and Jonkman start: the sample variance with divisor k. */
static double crude_tau2(const rk_meta_data *data)
{
    return equal_weights(data).squares / (double)data->k;
}

static double tau2_sj(const rk_meta_data *data)
{
    double crude = crude_tau2(data);
    if (!(crude > 0.0))
        return 0.0;
    rk_meta_sums sums;
    rk_meta_sum(data, crude, &sums);
    return crude / sums.base * (sums.quadratic / (double)(data->k - 1));
}

/*
 * The search runs in x = log(1 + tau2 / unit): near-linear below the smallest variance and
 * logarithmic above it, so that one bracketing search resolves a root anywhere between 1e-300 and
 * 1e300.
 */
typedef struct q_equation {
    const rk_meta_data *data;
    double target;
    double unit;
} q_equation;

static double q_excess(double x, void *context)
{
    const q_equation *equation = context;
    double q = rk_meta_q(equation->data, equation->unit * expm1(x));
    return isinf(q) ? 1.0 : (q - equation->target) / (q + equation->target);
}

double rk_meta_q_inverse(const rk_meta_data *data, double target, double high)
{
    if (rk_meta_q(data, 0.0) <= target)
        return 0.0;
    if (rk_meta_q(data, high) > target)
        return high;
    double unit = data->v_positive > 0.0 ? fmin(data->v_positive, high) : high;
    q_equation equation = {data, target, unit};
    double x = 0.0;
    if (!rk_find_root(q_excess, &equation, 0.0, log1p(high / unit), 0.0, &x))
        return high; /* Q meets the target at `high` to the last digit */
    return fmin(unit * expm1(x), high);
}

double rk_tau2(const rk_meta_data *data, reckon_tau2_method method)
{
    if (data->k <= 1 || data->range == 0.0)
        return 0.0;
    double tau2 = 0.0;
    switch (method) {
    case RECKON_TAU2_DL:
        tau2 = tau2_dl(data);
        break;
    case RECKON_TAU2_HE:
        tau2 = tau2_he(data);
        break;
    case RECKON_TAU2_HS:
        tau2 = tau2_hs(data);
        break;
    case RECKON_TAU2_SJ:
        tau2 = tau2_sj(data);
        break;
    case RECKON_TAU2_ML:
    case RECKON_TAU2_REML:
        tau2 = rk_tau2_likelihood(data, method == RECKON_TAU2_REML);
        break;
    case RECKON_TAU2_EB:
    case RECKON_TAU2_PM:
        tau2 = rk_meta_q_inverse(data, (double)(data->k - 1), data->range * data->range);
        break;
    }
    return fmax(tau2, 0.0);
}

/* sqrt(2 c + 4 t trace + 2 t^2 pp) for t = tau2 / base, times base, without overflow: DL, HS (at
 * tau2 = 0). */
static double moment_spread(const rk_meta_data *data, double tau2, const rk_meta_sums *sums)
{
    rk_meta_traces traces;
    rk_meta_trace(data, 0.0, sums, &traces);
    double scale = fmax(sums->base, tau2);
    if (scale == 0.0)
        return 0.0;
    double b = sums->base / scale, t = tau2 / scale, df = (double)(data->k - 1);
    return scale * sqrt(2.0 * df * b * b + 4.0 * t * b * sums->trace + 2.0 * t * t * traces.pp);
}

/* Hedges: P = I - 1 1' / k. */
static double se_he(const rk_meta_data *data, double tau2)
{
    double k = (double)data->k, scale = tau2, sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < data->k; i++)
        scale = fmax(scale, data->v[i]);
    if (scale == 0.0)
        return 0.0;
    for (size_t i = 0; i < data->k; i++) {
        double v = data->v[i] / scale;
        sum += v;
        squares += v * v;
    }
    double rest = 1.0 - 1.0 / k, t = tau2 / scale;
    double pvpv = rest * rest * squares + fmax(sum * sum - squares, 0.0) / (k * k);
    return scale / (k - 1.0) * sqrt(2.0 * pvpv + 4.0 * t * rest * sum + 2.0 * t * t * (k - 1.0));
}

static double se_sj(const rk_meta_data *data, double tau2)
{
    double crude = crude_tau2(data);
    if (!(crude > 0.0))
        return 0.0;
    rk_meta_sums sums;
    rk_meta_traces traces;
    rk_meta_sum(data, crude, &sums);
    rk_meta_trace(data, crude, &sums, &traces);
    double t = tau2 / sums.base;
    return crude / (double)(data->k - 1) *
           sqrt(2.0 * traces.pvpv + 4.0 * t * traces.pvp + 2.0 * t * t * traces.pp);
}

double rk_tau2_se(const rk_meta_data *data, reckon_tau2_method method, double tau2)
{
    if (data->k <= 1)
        return INFINITY;
    double k = (double)data->k;
    rk_meta_sums sums;
    rk_meta_traces traces;
    bool moments = method == RECKON_TAU2_DL || method == RECKON_TAU2_HS;
    rk_meta_sum(data, moments ? 0.0 : tau2, &sums);
    switch (method) {
    case RECKON_TAU2_DL:
        return moment_spread(data, tau2, &sums) / sums.trace;
    case RECKON_TAU2_HS:
        return moment_spread(data, tau2, &sums) / sums.weight_sum;
    case RECKON_TAU2_HE:
        return se_he(data, tau2);
    case RECKON_TAU2_SJ:
        return se_sj(data, tau2);
    case RECKON_TAU2_ML:
        return sums.base * sqrt(2.0 / sums.square_sum);
    case RECKON_TAU2_REML:
        rk_meta_trace(data, tau2, &sums, &traces);
        return sums.base * sqrt(2.0 / traces.pp);
    case RECKON_TAU2_EB:
    case RECKON_TAU2_PM:
        return sqrt(2.0 / (k - 1.0)) * k * (sums.base / sums.weight_sum);
    }
    return INFINITY;
}
