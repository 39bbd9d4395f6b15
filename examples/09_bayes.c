/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bayesian random effects: with four estimates the heterogeneity is hardly known, so it gets a
 * prior and is integrated out. No sampling: the same digits on every run.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/meta.h>

enum { COUNT = 4 };

static const char *const names[COUNT] = {"A", "B", "C", "D"};
static const double lows[COUNT] = {9000, 10000, 30000, 75000};
static const double highs[COUNT] = {11000, 30000, 50000, 125000};

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

/* The mean under every prior of the heterogeneity: how much does the answer hang on it? */
static void print_priors(reckon_bayes *bayes, const double *y, const double *v, reckon_error *error)
{
    for (int prior = RECKON_TAU_PRIOR_HALF_NORMAL; prior <= RECKON_TAU_PRIOR_JEFFREYS; prior++) {
        reckon_bayes_options options;
        reckon_bayes_options_init(&options);
        options.tau_prior = (reckon_tau_prior)prior;
        reckon_posterior mean;
        must(reckon_bayes_run(bayes, COUNT, y, v, &options, NULL, error), error);
        must(reckon_bayes_summary(bayes, RECKON_BAYES_MU, 0, 0.95, &mean, error), error);
        printf("mean %6.0f (%5.0f to %7.0f)  %-11s %s\n", exp(mean.median), exp(mean.central_low),
            exp(mean.central_high), reckon_tau_prior_name(options.tau_prior),
            reckon_tau_prior_text(options.tau_prior));
    }
}

/* The prior of the mean that says "about 50,000, within a factor of 7": what it says is in its
 * text. */
static void print_with_prior_mean(
    reckon_bayes *bayes, const double *y, const double *v, reckon_error *error)
{
    reckon_bayes_options options;
    reckon_bayes_options_init(&options);
    options.mu_prior = RECKON_MU_PRIOR_NORMAL;
    options.mu_mean = log(50000);
    options.mu_sd = 1.0;
    reckon_bayes_fit fit;
    must(reckon_bayes_run(bayes, COUNT, y, v, &options, &fit, error), error);
    printf("mean %s: %s\n", reckon_mu_prior_name(options.mu_prior),
        reckon_mu_prior_text(options.mu_prior));

    double tau, below, density;
    must(reckon_bayes_quantile(bayes, RECKON_BAYES_TAU, 0, 0.5, &tau, error), error);
    must(reckon_bayes_distribution(
             bayes, RECKON_BAYES_PREDICTIVE, 0, log(20000), &below, &density, error),
        error);
    printf("  log marginal likelihood %.4f; tau, median %.3f\n", fit.log_marginal_likelihood, tau);
    printf("  a new source is below 20,000 with probability %.3f (density of its log there %.3f)\n",
        below, density);
    for (int i = 0; i < COUNT; i++) {
        reckon_posterior behind;
        must(reckon_bayes_summary(bayes, RECKON_BAYES_SHRINKAGE, (size_t)i, 0.95, &behind, error),
            error);
        printf("  behind %s stands %6.0f (%.0f to %.0f)\n", names[i], exp(behind.median),
            exp(behind.central_low), exp(behind.central_high));
    }
}

int main(void)
{
    const double z = 1.959963984540054; /* 95 % of a normal lie within so many sds */
    double y[COUNT], v[COUNT];
    for (int i = 0; i < COUNT; i++) {
        double sd = (log(highs[i]) - log(lows[i])) / (2 * z);
        y[i] = 0.5 * (log(lows[i]) + log(highs[i]));
        v[i] = sd * sd;
    }
    reckon_error error = RECKON_ERROR_INIT;
    reckon_bayes *bayes = NULL;
    must(reckon_bayes_new(COUNT, &bayes, &error), &error);
    print_priors(bayes, y, v, &error);
    print_with_prior_mean(bayes, y, v, &error);
    reckon_bayes_free(bayes);
    return 0;
}
