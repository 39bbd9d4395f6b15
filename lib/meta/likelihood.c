/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ML and REML. The likelihood of tau2 can have several maxima, and iterations such as Fisher
 * scoring end in one of them or nowhere. Here the score's sign is looked at on a grid that is fine
 * against the width of anything the score is made of (sums of 1 / (v + tau2) and of its square,
 * which turn over about one e-fold of tau2 each), every fall through 0 is solved by a bracketed
 * root, and the highest maximum wins.
 */
#include "meta/heterogeneity.h"

#include <math.h>

#include <gsl/gsl_math.h>

#include "core/root.h"

enum { MOST_CELLS = 4000 };
static const double finest_ratio = 1.6; /* of neighbouring grid points */
static const double log_2pi = 1.83787706640934548356;

/* log of the product of v + tau2 over all but the heaviest: mantissas multiplied, exponents added,
 * one logarithm. */
static double log_product(const rk_meta_data *data, double tau2)
{
    double mantissa = 1.0, exponents = 0.0;
    int exponent;
    for (size_t i = 0; i < data->k; i++) {
        if (i == data->star)
            continue;
        mantissa *= frexp(data->v[i] + tau2, &exponent);
        exponents += exponent;
        if (mantissa < 1e-200) {
            mantissa = frexp(mantissa, &exponent);
            exponents += exponent;
        }
    }
    return log(mantissa) + exponents * M_LN2;
}

double rk_meta_log_likelihood_of(
    const rk_meta_data *data, bool restricted, double tau2, const rk_meta_sums *sums)
{
    double q = rk_meta_q_of(data, tau2, sums);
    if (isinf(q))
        return -INFINITY;
    double log_variances = log_product(data, tau2), parameters = restricted ? 1.0 : 0.0;
    /* log|V| + log(1' W 1) has the heaviest variance in both terms: taken out, it stays finite
     * where that is 0 */
    if (!restricted)
        log_variances += log(data->v_star + tau2);
    else if (!sums->dominated)
        log_variances += log(sums->weight_sum);
    return -0.5 * (((double)data->k - parameters) * log_2pi + log_variances + q);
}

double rk_meta_log_likelihood(const rk_meta_data *data, bool restricted, double tau2)
{
    rk_meta_sums sums;
    rk_meta_sum(data, tau2, &sums);
    return rk_meta_log_likelihood_of(data, restricted, tau2, &sums);
}

typedef struct score_equation {
    const rk_meta_data *data;
    bool restricted;
} score_equation;

/* The derivative of the log-likelihood over the sum of its two parts: same sign, between -1 and 1.
 */
static double score(double tau2, void *context)
{
    const score_equation *equation = context;
    rk_meta_sums sums;
    rk_meta_sum(equation->data, tau2, &sums);
    double fall = sums.base * (equation->restricted ? sums.trace : sums.weight_sum),
           rise = sums.quadratic2;
    if (!(rise > 0.0) || isinf(fall))
        return -1.0;
    return (rise - fall) / (rise + fall);
}

/* Below this tau2 the score has no further structure. */
static double grid_start(const rk_meta_data *data, double high)
{
    double start = data->v_positive > 0.0 ? data->v_positive : high;
    rk_meta_sums sums;
    rk_meta_sum(data, 0.0, &sums);
    if (sums.base == 0.0 &&
        sums.quadratic > 0.0) /* exact estimates that differ: they set the scale */
        start = fmin(start, sums.quadratic / (8.0 * (double)data->k));
    return fmin(start, high) * (finest_ratio - 1.0);
}

/* Keeps the better of two maxima; an unbounded one yields to any finite one. */
static void keep_better(
    const score_equation *equation, double tau2, bool *found, double *best, double *best_value)
{
    double value = rk_meta_log_likelihood(equation->data, equation->restricted, tau2);
    bool better = !*found || isinf(*best_value) || (value > *best_value && !isinf(value));
    if (better) {
        *best = tau2;
        *best_value = value;
    }
    *found = true;
}

double rk_tau2_likelihood(const rk_meta_data *data, bool restricted)
{
    score_equation equation = {data, restricted};
    double high = data->range * data->range; /* the score is negative beyond */
    double start = grid_start(data, high);
    double ratio = fmax(finest_ratio, exp(log(high / start) / MOST_CELLS));
    double best = 0.0, best_value = -INFINITY, left = 0.0, left_score = score(0.0, &equation);
    bool found = false;
    if (left_score <= 0.0)
        keep_better(&equation, 0.0, &found, &best, &best_value);
    for (double next = start; left < high; next = next * ratio + start) {
        double right = fmin(next, high), right_score = score(right, &equation), root;
        if (left_score > 0.0 && right_score <= 0.0 &&
            rk_find_root(score, &equation, left, right, 0.0, &root))
            keep_better(&equation, root, &found, &best, &best_value);
        left = right;
        left_score = right_score;
    }
    if (left_score > 0.0) /* the maximum is at the bound, to the last digit */
        keep_better(&equation, high, &found, &best, &best_value);
    return best;
}
