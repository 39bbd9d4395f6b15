/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any estimates and variances through classical meta-analysis: legal ones always give an answer
 * without a NaN that is not announced, others are RECKON_VALUE. */
#include <math.h>
#include <stdlib.h>

#include <reckon/meta.h>

#include "fuzz/input.h"

enum { MOST = 200 };

typedef struct data_set {
    size_t k;
    double y[MOST], v[MOST], weight[MOST];
    const double *weights; /* weight, or NULL */
    bool legal, legal_weights;
    reckon_meta_options options;
} data_set;

static void take_data(fuzz_input *in, data_set *set)
{
    set->k = fuzz_count(in, MOST);
    uint8_t kind = fuzz_byte(in);
    set->weights = kind & 1u ? set->weight : NULL;
    set->legal = true;
    double sum = 0;
    bool good = true;
    for (size_t i = 0; i < set->k; i++) {
        set->y[i] = kind < 128   ? fuzz_within(in, -40, 40)
                    : kind < 230 ? fuzz_within(in, -1e150, 1e150)
                                 : fuzz_any(in);
        set->v[i] = kind < 128   ? fuzz_within(in, 1e-12, 100)
                    : kind < 230 ? fuzz_within(in, 0, 1e300)
                                 : fuzz_any(in);
        set->weight[i] = kind < 230 ? fuzz_within(in, 0, 1e6) : fuzz_any(in);
        set->legal = set->legal && fabs(set->y[i]) <= 1e150 && set->v[i] >= 0 && set->v[i] <= 1e300;
        good = good && set->weight[i] >= 0 && isfinite(set->weight[i]);
        sum += set->weight[i];
    }
    set->legal_weights = set->k == 0 || (good && sum > 0);
    reckon_meta_options_init(&set->options);
    set->options.tau2 = (reckon_tau2_method)fuzz_below(in, RECKON_TAU2_PM + 1);
    set->options.test = (reckon_meta_test)fuzz_below(in, RECKON_META_TEST_ADHOC + 1);
    set->options.level = fuzz_within(in, 1e-6, 1 - 1e-9);
}

static void check_quantiles(const reckon_meta_fit *fit, reckon_meta_range range)
{
    static const double p[] = {1e-12, 0.001, 0.05, 0.4, 0.5, 0.6, 0.95, 0.9999};
    double before = -INFINITY;
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        double x = reckon_meta_quantile(fit, range, p[i]);
        REQUIRE(before <= x);
        before = x;
    }
}

static void check_fit(const data_set *set, const reckon_meta_fit *fit, bool random)
{
    REQUIRE(fit->k == set->k && fit->level == set->options.level);
    if (set->k == 0) {
        REQUIRE(fit->outcome == RECKON_OUTCOME_EMPTY);
        return;
    }
    REQUIRE(fit->outcome <= RECKON_OUTCOME_BOUNDARY);
    REQUIRE(
        isfinite(fit->mu) && fit->se >= 0 && !isnan(fit->statistic) && fit->p >= 0 && fit->p <= 1);
    REQUIRE(fit->ci_low <= fit->mu && fit->mu <= fit->ci_high);
    REQUIRE(fit->tau2 >= 0 && isfinite(fit->tau2) && fit->s2w >= 0);
    REQUIRE(fit->Q >= 0 && fit->Q_p >= 0 && fit->Q_p <= 1 && fit->I2 >= 0 && fit->I2 <= 100 &&
            fit->H2 >= 0);
    check_quantiles(fit, RECKON_META_RANGE_CONFIDENCE);
    if (!random)
        return;
    REQUIRE(fit->se_tau2 >= 0);
    REQUIRE(fit->prediction_low <= fit->ci_low && fit->ci_high <= fit->prediction_high);
    REQUIRE(fit->riley_low <= fit->mu && fit->mu <= fit->riley_high);
    check_quantiles(fit, RECKON_META_RANGE_PREDICTION);
    check_quantiles(fit, RECKON_META_RANGE_RILEY);
}

static void check_profile(const data_set *set)
{
    reckon_tau2_interval interval;
    reckon_status status =
        reckon_tau2_profile(set->k, set->y, set->v, set->options.level, &interval, NULL);
    REQUIRE(status == (set->legal ? RECKON_OK : RECKON_VALUE));
    if (!set->legal)
        return;
    REQUIRE(0 <= interval.low && interval.low <= interval.high);
    REQUIRE(0 <= interval.I2_low && interval.I2_low <= interval.I2_high && interval.I2_high <= 100);
    REQUIRE(interval.H2_low <= interval.H2_high);
}

static void check_influence(const data_set *set)
{
    if (set->k > 12)
        return;
    reckon_meta_influence_row rows[12];
    double work[36];
    reckon_outcome outcome;
    reckon_status status = reckon_meta_influence(
        set->k, set->y, set->v, set->weights, &set->options, rows, work, &outcome, NULL);
    bool legal = set->legal && (!set->weights || set->legal_weights);
    if (!legal) {
        REQUIRE(status == RECKON_VALUE);
        return;
    }
    if (status == RECKON_VALUE && set->weights)
        return; /* leaving the only weight out leaves none */
    REQUIRE(status == RECKON_OK);
    for (size_t i = 0; i < set->k && outcome == RECKON_OUTCOME_OK; i++) {
        const reckon_meta_influence_row *row = &rows[i];
        REQUIRE(row->ci_low <= row->mu && row->mu <= row->ci_high && row->tau2 >= 0);
        REQUIRE(!isnan(row->hat) && !isnan(row->rstudent) && !isnan(row->dffits) &&
                !isnan(row->cook_d));
        REQUIRE(!isnan(row->cov_r) && !isnan(row->dfbetas) && row->cook_d >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    data_set *set = fuzz_alloc(1, sizeof *set);
    reckon_meta_fit fixed, random;
    double tau2;
    take_data(&in, set);
    bool legal = set->legal && (!set->weights || set->legal_weights);
    reckon_status wanted = legal ? RECKON_OK : RECKON_VALUE;
    REQUIRE(reckon_fixed_effect(
                set->k, set->y, set->v, set->weights, &set->options, &fixed, NULL) == wanted);
    REQUIRE(reckon_random_effects(
                set->k, set->y, set->v, set->weights, &set->options, &random, NULL) == wanted);
    if (legal) {
        check_fit(set, &fixed, false);
        check_fit(set, &random, true);
    }
    REQUIRE(reckon_tau2_estimate(set->k, set->y, set->v, set->options.tau2, &tau2, NULL) ==
            (set->legal ? RECKON_OK : RECKON_VALUE));
    REQUIRE(!set->legal || (tau2 >= 0 && isfinite(tau2)));
    check_profile(set);
    check_influence(set);
    free(set);
    return 0;
}
