/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Priors and likelihood at one tau, and whether they make a posterior at all. */
#include <math.h>

#include "meta/bayes.h"
#include "meta/heterogeneity.h"

static const double log_2pi = 1.83787706640934548356;
static const double log_2_over_pi = -0.45158270528945486473;

/* sums NULL: no estimates. */
static double log_tau_prior(
    const reckon_bayes_options *options, double tau, const rk_meta_sums *sums)
{
    double ratio = tau / options->tau_scale;
    switch (options->tau_prior) {
    case RECKON_TAU_PRIOR_HALF_NORMAL:
        return 0.5 * log_2_over_pi - log(options->tau_scale) - 0.5 * ratio * ratio;
    case RECKON_TAU_PRIOR_HALF_CAUCHY:
        return log_2_over_pi - log(options->tau_scale) -
               (ratio < 1e8 ? log1p(ratio * ratio) : 2.0 * log(ratio));
    case RECKON_TAU_PRIOR_UNIFORM:
        return 0.0;
    case RECKON_TAU_PRIOR_JEFFREYS:
        /* tau sqrt(sum(w^2)); the heaviest weight is that sum to all digits when it dominates */
        if (sums->dominated)
            return log(tau) - log(sums->mean_variance);
        return log(tau) - log(sums->base) + 0.5 * log(sums->square_sum);
    }
    return 0.0;
}

/* A normal prior of mu meets the estimates' own normal: a factor to the likelihood, and a
 * compromise of the two. */
static void meet_mu_prior(const reckon_bayes_options *options, rk_bayes_conditional *conditional)
{
    double prior_variance = options->mu_sd * options->mu_sd,
           total = conditional->variance + prior_variance;
    double gap = conditional->mean - options->mu_mean;
    conditional->log_density += -0.5 * (log_2pi + log(total) + gap / total * gap);
    conditional->mean -= gap * (conditional->variance / total);
    /* the product over the sum, without underflow */
    double small = fmin(conditional->variance, prior_variance),
           large = fmax(conditional->variance, prior_variance);
    conditional->variance = small * (large / total);
}

void rk_bayes_at(const reckon_bayes *bayes, double tau, rk_bayes_conditional *conditional)
{
    const reckon_bayes_options *options = &bayes->options;
    if (bayes->data.k == 0) {
        conditional->log_density = log_tau_prior(options, tau, NULL);
        conditional->mean = options->mu_mean;
        conditional->variance = options->mu_sd * options->mu_sd;
        return;
    }
    rk_meta_sums sums;
    double tau2 = tau * tau;
    rk_meta_sum(&bayes->data, tau2, &sums);
    conditional->log_density = rk_meta_log_likelihood_of(&bayes->data, true, tau2, &sums);
    conditional->mean = bayes->data.y[bayes->data.star] + sums.mean_shift;
    conditional->variance = sums.mean_variance;
    if (options->mu_prior == RECKON_MU_PRIOR_NORMAL)
        meet_mu_prior(options, conditional);
    conditional->log_density += log_tau_prior(options, tau, &sums);
}

double rk_bayes_tail_exponent(const reckon_bayes *bayes)
{
    /* each estimate's likelihood falls as 1 / tau; a flat mu takes one of them up */
    double fall =
        (double)bayes->data.k - (bayes->options.mu_prior == RECKON_MU_PRIOR_FLAT ? 1.0 : 0.0);
    switch (bayes->options.tau_prior) {
    case RECKON_TAU_PRIOR_HALF_NORMAL:
        return INFINITY;
    case RECKON_TAU_PRIOR_HALF_CAUCHY:
        return fall + 2.0;
    case RECKON_TAU_PRIOR_UNIFORM:
        return fall;
    case RECKON_TAU_PRIOR_JEFFREYS:
        return fall + 1.0;
    }
    return INFINITY;
}

/* The b of a posterior density that grows as tau^-b towards tau = 0, which exact estimates can
 * bring about. */
static double pole_at_zero(const reckon_bayes *bayes)
{
    const rk_meta_data *data = &bayes->data;
    double exact = 0.0;
    for (size_t i = 0; i < data->k; i++) {
        if (data->v[i] > 0.0)
            continue;
        if (data->y[i] != data->y[data->star])
            return 0.0; /* exact estimates that differ: tau = 0 has no likelihood */
        exact += 1.0;
    }
    double pole = fmax(exact - 1.0, 0.0);
    return bayes->options.tau_prior == RECKON_TAU_PRIOR_JEFFREYS && exact > 0.0 ? pole + 1.0 : pole;
}

bool rk_bayes_is_proper(const reckon_bayes *bayes)
{
    if (bayes->data.k == 0) {
        bool proper_tau = bayes->options.tau_prior == RECKON_TAU_PRIOR_HALF_NORMAL ||
                          bayes->options.tau_prior == RECKON_TAU_PRIOR_HALF_CAUCHY;
        return proper_tau && bayes->options.mu_prior == RECKON_MU_PRIOR_NORMAL;
    }
    return rk_bayes_tail_exponent(bayes) > 1.0 && pole_at_zero(bayes) < 1.0;
}
