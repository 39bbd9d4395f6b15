/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Meta-analysis of four estimates: one truth for all (fixed effect) or one truth for each (random
 * effects), how much they differ, by every estimator there is, and which of them the answer hangs
 * on.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/meta.h>

enum { COUNT = 4, MOST_WORK = 64 };

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

/* Every estimator of the heterogeneity, in the order of its list. */
static void print_estimators(const double *y, const double *v, reckon_error *error)
{
    for (int method = RECKON_TAU2_DL; method <= RECKON_TAU2_PM; method++) {
        double tau2;
        must(reckon_tau2_estimate(COUNT, y, v, (reckon_tau2_method)method, &tau2, error), error);
        printf("  tau2 %.4f  %-5s %s\n", tau2, reckon_tau2_name((reckon_tau2_method)method),
            reckon_tau2_text((reckon_tau2_method)method));
    }
    reckon_tau2_interval profile;
    must(reckon_tau2_profile(COUNT, y, v, 0.95, &profile, error), error);
    printf("  tau2 is in %.3f to %.3f with 95 %%\n", profile.low, profile.high);
}

static void print_influence(
    const double *y, const double *v, const reckon_meta_options *options, reckon_error *error)
{
    reckon_meta_influence_row rows[COUNT];
    double work[MOST_WORK];
    reckon_outcome outcome;
    if (reckon_meta_influence_work(COUNT) > MOST_WORK)
        return;
    must(reckon_meta_influence(COUNT, y, v, NULL, options, rows, work, &outcome, error), error);
    for (int i = 0; i < COUNT; i++)
        printf("  without %s: mean %6.0f (%.0f to %.0f), tau2 %.3f\n", names[i], exp(rows[i].mu),
            exp(rows[i].ci_low), exp(rows[i].ci_high), rows[i].tau2);
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
    reckon_meta_options options;
    reckon_meta_options_init(&options);
    options.test = RECKON_META_TEST_ADHOC;

    reckon_meta_fit fixed, random;
    must(reckon_fixed_effect(COUNT, y, v, NULL, &options, &fixed, &error), &error);
    printf("fixed effect:   mean %.0f (%.0f to %.0f); Q %.1f, p %.1e: they are not of one truth\n",
        exp(fixed.mu), exp(fixed.ci_low), exp(fixed.ci_high), fixed.Q, fixed.Q_p);
    must(reckon_random_effects(COUNT, y, v, NULL, &options, &random, &error), &error);
    printf("random effects: mean %.0f (%.0f to %.0f); test %s: %s\n", exp(random.mu),
        exp(random.ci_low), exp(random.ci_high), reckon_meta_test_name(options.test),
        reckon_meta_test_text(options.test));
    printf("a new source:   half are below %.0f, one in ten above %.0f\n",
        exp(reckon_meta_quantile(&random, RECKON_META_RANGE_PREDICTION, 0.5)),
        exp(reckon_meta_quantile(&random, RECKON_META_RANGE_PREDICTION, 0.9)));
    print_estimators(y, v, &error);
    print_influence(y, v, &options, &error);
    return 0;
}
