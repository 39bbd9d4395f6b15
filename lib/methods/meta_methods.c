/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classical meta-analyses at the front door: readings as normal distributions on the link scale, a weight dividing
 * the variance of its reading.
 */
#include <math.h>
#include <string.h>

#include <reckon/meta.h>

#include "core/memory.h"
#include "core/status.h"
#include "methods/classical.h"

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

static const char *const range_choices[] = {"confidence", "prediction", NULL};

static const reckon_option fixed_options[] = {RK_CLASSICAL_OPTIONS};

static const reckon_option random_options[] = {
    {"tau2", RECKON_OPTION_CHOICE, NAN, "REML", 0, 0, tau2_choices, "",
        "how the heterogeneity between estimates is estimated"},
    {"test", RECKON_OPTION_CHOICE, NAN, "z", 0, 0, test_choices, "",
        "how the interval of the mean is made: normal, Knapp-Hartung, or Knapp-Hartung that never narrows"},
    {"range", RECKON_OPTION_CHOICE, NAN, "confidence", 0, 0, range_choices, "",
        "what low and high show: where the mean of the sources is, or where the truth behind a new source is"},
    RK_CLASSICAL_OPTIONS,
};

/* The variances of one date: [reading_count]. */
static reckon_status prepare(const rk_problem *problem, size_t count, void **workspace, reckon_error *error)
{
    (void)problem;
    *workspace = rk_alloc(count, sizeof(double));
    return *workspace ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for %zu variances", count);
}

static void release(void *workspace)
{
    rk_free(workspace);
}

static void weigh_variances(const rk_aged *aged, double *variance)
{
    for (size_t i = 0; i < aged->count; i++)
        variance[i] = aged->sd[i] * aged->sd[i] / aged->weight[i];
}

static void report_mean(const reckon_meta_fit *fit, rk_fit *to)
{
    rk_fit_add(to, "mu", fit->mu);
    rk_fit_add(to, "se", fit->se);
    rk_fit_add(to, "ci_low", fit->ci_low);
    rk_fit_add(to, "ci_high", fit->ci_high);
}

static void report_homogeneity(const reckon_meta_fit *fit, rk_fit *to)
{
    rk_fit_add(to, "Q", fit->Q);
    rk_fit_add(to, "Q_df", fit->Q_df);
    rk_fit_add(to, "Q_p", fit->Q_p);
    rk_fit_add(to, "I2", fit->I2);
    rk_fit_add(to, "H2", fit->H2);
}

static void answer_from_fit(
    const rk_problem *problem, const reckon_meta_fit *fit, reckon_meta_range range, rk_answer *answer)
{
    double tail = 0.5 * (1.0 - problem->level);
    answer->outcome = fit->outcome;
    answer->central = fit->mu;
    answer->low = reckon_meta_quantile(fit, range, tail);
    answer->high = reckon_meta_quantile(fit, range, 1.0 - tail);
    answer->has_quantiles = true;
    for (size_t i = 0; i < problem->probability_count; i++)
        answer->quantiles[i] = reckon_meta_quantile(fit, range, problem->probabilities[i]);
}

static reckon_status answer_fixed(const rk_problem *problem, const rk_aged *aged, void *workspace, rk_answer *answer,
    reckon_result *result, reckon_error *error)
{
    (void)result;
    double *variance = workspace;
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_meta_options_init(&options);
    options.level = problem->level;
    weigh_variances(aged, variance);
    reckon_status status = reckon_fixed_effect(aged->count, aged->centre, variance, NULL, &options, &fit, error);
    if (status != RECKON_OK)
        return status;
    answer_from_fit(problem, &fit, RECKON_META_RANGE_CONFIDENCE, answer);
    report_mean(&fit, &answer->fit);
    report_homogeneity(&fit, &answer->fit);
    rk_fit_add(&answer->fit, "k", (double)fit.k);
    return RECKON_OK;
}

static reckon_status run_fixed(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, prepare, release, answer_fixed};
    if (!rk_texts_add(&result->assumptions,
            "every estimate is of one common truth and wrong only by chance: disagreement does not widen the range"))
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_fixed_effect = {
    "fixed-effect",
    "inverse-variance mean on the log scale, as if all estimates were of one truth",
    "Hedges and Olkin 1985",
    {fixed_options, RK_CLASSICAL_OPTION_COUNT},
    run_fixed,
    rk_light_work,
};

static bool note_two_estimates(const reckon_meta_fit *fit, reckon_result *result)
{
    bool wide = fit->k == 2 && fit->df > 0 && fit->df < 2;
    return !wide ||
           rk_texts_add(&result->notes, "with two estimates Knapp and Hartung's interval has one degree of freedom "
                                        "and explodes: bayes-random-effects puts a prior on tau instead");
}

static reckon_status answer_random(const rk_problem *problem, const rk_aged *aged, void *workspace, rk_answer *answer,
    reckon_result *result, reckon_error *error)
{
    double *variance = workspace;
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_tau2_interval interval;
    reckon_meta_options_init(&options);
    options.level = problem->level;
    options.tau2 = (reckon_tau2_method)rk_option_choice_index(problem, "tau2");
    options.test = (reckon_meta_test)rk_option_choice_index(problem, "test");
    weigh_variances(aged, variance);
    reckon_status status = reckon_random_effects(aged->count, aged->centre, variance, NULL, &options, &fit, error);
    if (status == RECKON_OK)
        status = reckon_tau2_profile(aged->count, aged->centre, variance, problem->level, &interval, error);
    if (status != RECKON_OK)
        return status;
    bool prediction = strcmp(rk_option_choice(problem, "range"), "prediction") == 0;
    answer_from_fit(problem, &fit, prediction ? RECKON_META_RANGE_PREDICTION : RECKON_META_RANGE_CONFIDENCE, answer);
    report_mean(&fit, &answer->fit);
    rk_fit_add(&answer->fit, "tau2", fit.tau2);
    rk_fit_add(&answer->fit, "tau2_ci_low", interval.low);
    rk_fit_add(&answer->fit, "tau2_ci_high", interval.high);
    rk_fit_add(&answer->fit, "se_tau2", fit.se_tau2);
    report_homogeneity(&fit, &answer->fit);
    rk_fit_add(&answer->fit, "prediction_low", fit.prediction_low);
    rk_fit_add(&answer->fit, "prediction_high", fit.prediction_high);
    rk_fit_add(&answer->fit, "k", (double)fit.k);
    return note_two_estimates(&fit, result) ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory");
}

static reckon_status run_random(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, prepare, release, answer_random};
    bool prediction = strcmp(rk_option_choice(problem, "range"), "prediction") == 0;
    const char *meaning = prediction
                              ? "low and high show where the truth behind a new source would lie (range=prediction)"
                              : "low and high show where the mean of the sources lies, not where a single truth or a "
                                "new figure would (range=confidence)";
    if (!rk_texts_add(&result->assumptions, "%s", meaning))
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_random_effects = {
    "random-effects",
    "mean of estimates that differ by more than they state; the excess (tau2) is estimated",
    "DerSimonian and Laird 1986; Viechtbauer 2005, 2007; Knapp and Hartung 2003",
    {random_options, 3 + RK_CLASSICAL_OPTION_COUNT},
    run_random,
    rk_common_work,
};
