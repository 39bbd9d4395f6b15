/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any estimates and priors through Bayesian random effects: legal ones have an outcome, quantiles
 * that rise, and distribution functions between 0 and 1. */
#include <math.h>
#include <stdlib.h>

#include <reckon/meta.h>

#include "fuzz/input.h"

enum { MOST = 60 };

typedef struct data_set {
    size_t k;
    double y[MOST], v[MOST];
    bool legal;
    reckon_bayes_options options;
} data_set;

static void take_data(fuzz_input *in, data_set *set)
{
    set->k = fuzz_count(in, MOST);
    uint8_t kind = fuzz_byte(in);
    set->legal = true;
    for (size_t i = 0; i < set->k; i++) {
        set->y[i] = kind < 150   ? fuzz_within(in, -40, 40)
                    : kind < 240 ? fuzz_within(in, -750, 750)
                                 : fuzz_any(in);
        set->v[i] = kind < 150   ? fuzz_within(in, 1e-10, 100)
                    : kind < 240 ? fuzz_within(in, 0, 1e6)
                                 : fuzz_any(in);
        set->legal = set->legal && fabs(set->y[i]) <= 1e100 && set->v[i] >= 0 && set->v[i] <= 1e200;
    }
    reckon_bayes_options *o = &set->options;
    reckon_bayes_options_init(o);
    o->tau_prior = (reckon_tau_prior)fuzz_below(in, RECKON_TAU_PRIOR_JEFFREYS + 1);
    o->mu_prior = (reckon_mu_prior)fuzz_below(in, RECKON_MU_PRIOR_NORMAL + 1);
    o->tau_scale = fuzz_byte(in) < 200 ? fuzz_within(in, 1e-3, 100) : fuzz_within(in, 1e-6, 1e3);
    o->mu_mean = fuzz_byte(in) < 200 ? fuzz_within(in, -20, 20) : fuzz_within(in, -1e3, 1e3);
    o->mu_sd = fuzz_byte(in) < 200 ? fuzz_within(in, 1e-3, 100) : fuzz_within(in, 1e-6, 1e3);
}

/* In order but for the last digits, in which numbers found one by one may differ. */
static bool rises(double a, double b)
{
    return a == -INFINITY || b == INFINITY || a <= b + 1e-14 * fmax(fabs(a), fabs(b));
}

static void check_quantiles(reckon_bayes *bayes, reckon_bayes_quantity quantity, size_t index)
{
    static const double p[] = {1e-6, 0.025, 0.3, 0.5, 0.9, 0.999};
    double before = -INFINITY;
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        double x, cdf, density;
        REQUIRE(reckon_bayes_quantile(bayes, quantity, index, p[i], &x, NULL) == RECKON_OK);
        REQUIRE(rises(before, x) && (quantity != RECKON_BAYES_TAU || x >= 0));
        before = x;
        if (!isfinite(x))
            continue;
        REQUIRE(reckon_bayes_distribution(bayes, quantity, index, x, &cdf, &density, NULL) ==
                RECKON_OK);
        REQUIRE(cdf >= 0 && cdf <= 1 && density >= 0);
    }
}

static void check_summary(
    reckon_bayes *bayes, reckon_bayes_quantity quantity, size_t index, double level)
{
    reckon_posterior s;
    REQUIRE(reckon_bayes_summary(bayes, quantity, index, level, &s, NULL) == RECKON_OK);
    REQUIRE(rises(s.central_low, s.median) && rises(s.median, s.central_high));
    REQUIRE(rises(s.shortest_low, s.shortest_high) && (isnan(s.sd) || s.sd >= 0));
    check_quantiles(bayes, quantity, index);
}

static void check_posteriors(
    const data_set *set, reckon_bayes *bayes, const reckon_bayes_fit *fit, double level)
{
    REQUIRE(fit->k == set->k && fit->outcome <= RECKON_OUTCOME_UNRESOLVED);
    if (fit->outcome == RECKON_OUTCOME_EMPTY || fit->outcome == RECKON_OUTCOME_UNRESOLVED)
        return;
    REQUIRE(!isnan(fit->log_integrated_likelihood));
    if (fit->outcome == RECKON_OUTCOME_NOT_CONVERGED)
        return;
    check_summary(bayes, RECKON_BAYES_MU, 0, level);
    check_summary(bayes, RECKON_BAYES_TAU, 0, level);
    check_summary(bayes, RECKON_BAYES_PREDICTIVE, 0, level);
    if (set->k)
        check_summary(bayes, RECKON_BAYES_SHRINKAGE, set->k - 1, level);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    data_set *set = fuzz_alloc(1, sizeof *set);
    double level = fuzz_within(&in, 0.01, 0.9999);
    reckon_bayes *bayes;
    reckon_bayes_fit fit;
    take_data(&in, set);
    REQUIRE(reckon_bayes_new(set->k, &bayes, NULL) == RECKON_OK);
    reckon_status status =
        reckon_bayes_run(bayes, set->k, set->y, set->v, &set->options, &fit, NULL);
    REQUIRE(status == (set->legal ? RECKON_OK : RECKON_VALUE));
    if (set->legal)
        check_posteriors(set, bayes, &fit, level);
    reckon_bayes_free(bayes);
    free(set);
    return 0;
}
