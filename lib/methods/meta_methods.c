/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classical meta-analyses at the front door: readings as normal distributions on the link
 * scale, a weight dividing the variance of its reading.
 */
#include "methods/meta_methods.h"

#include <math.h>

#include <reckon/meta.h>

#include "core/memory.h"
#include "core/status.h"
#include "meta/fit.h"
#include "methods/classical.h"
#include "methods/dominance.h"
#include "methods/voices.h"
#include "methods/work.h"

typedef enum meta_range { RANGE_CONFIDENCE, RANGE_PREDICTION } meta_range;
static const char *const range_choices[] = {"confidence", "prediction", NULL};

typedef struct random_options {
    reckon_meta_options meta; /* its level is the question's */
    meta_range range;
    rk_classical_options classical;
    rk_evidence_options evidence;
} random_options;

static const rk_option_row random_rows[] = {
    RK_OPTION_CHOICE_ROW(random_options, range, "prediction", range_choices,
        "what low and high show: where the mean of the sources is, or where the truth behind a new "
        "source is"),
};
static const rk_option_rows random_table = {random_rows, sizeof random_rows / sizeof *random_rows};

static reckon_status prepare(const rk_problem *problem, const rk_answer *whole, size_t count,
    void **workspace, reckon_error *error)
{
    (void)whole;
    rk_voices *voices = rk_alloc(1, sizeof *voices);
    *workspace = voices;
    if (!voices || !rk_voices_new(problem, count, voices))
        return rk_fail(error, RECKON_MEMORY, "out of memory for %zu variances", count);
    return RECKON_OK;
}

static void release(void *workspace)
{
    rk_voices_free(workspace);
    rk_free(workspace);
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

static void answer_from_fit(const rk_problem *problem, const reckon_meta_fit *fit,
    reckon_meta_range range, rk_date_answer *date)
{
    double tail = 0.5 * (1.0 - problem->level);
    date->outcome = fit->outcome;
    date->central = fit->mu;
    date->low = reckon_meta_quantile(fit, range, tail);
    date->high = reckon_meta_quantile(fit, range, 1.0 - tail);
    date->has_quantiles = true;
    for (size_t i = 0; i < problem->probability_count; i++)
        date->quantiles[i] = reckon_meta_quantile(fit, range, problem->probabilities[i]);
}

/* A voice weighs 1 / (v + tau2). */
static bool note_dominance(
    const rk_problem *problem, const rk_voices *voices, double tau2, rk_answer *whole)
{
    for (size_t i = 0; i < voices->count; i++)
        voices->share[i] = 1.0 / fmax(voices->variance[i] + tau2, 1e-300);
    return rk_note_dominance(problem, &voices->lead, voices->share, voices->count, whole);
}

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory for a note");
}

static reckon_status answer_fixed(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    rk_voices *voices = workspace;
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_meta_options_init(&options);
    options.level = problem->level;
    options.test = RECKON_META_TEST_Z;
    if (!rk_voices_hear(problem, aged, voices, whole))
        return no_memory(error);
    reckon_status status = reckon_fixed_effect(
        voices->count, voices->centre, voices->variance, NULL, &options, &fit, error);
    if (status != RECKON_OK)
        return status;
    answer_from_fit(problem, &fit, RECKON_META_RANGE_CONFIDENCE, date);
    report_mean(&fit, &date->fit);
    report_homogeneity(&fit, &date->fit);
    rk_fit_add(&date->fit, "k", (double)fit.k);
    return note_dominance(problem, voices, 0.0, whole) ? RECKON_OK : no_memory(error);
}

static reckon_status run_fixed(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, offsetof(rk_plain_options, classical), true,
        prepare, release, answer_fixed};
    answer->claim = (rk_claim){problem->level,
        "low to high holds the number with this probability if the figures differ by chance alone"};
    if (!rk_texts_add(&answer->assumptions, "every estimate is of one common truth and wrong only "
                                            "by chance: disagreement does not widen the range") ||
        !rk_note_matched(problem, answer))
        return no_memory(error);
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_fixed_effect = {
    "fixed-effect",
    "inverse-variance mean on the log scale, as if all estimates were of one truth",
    "Hedges and Olkin 1985",
    sizeof(rk_plain_options),
    {{&rk_classical_option_rows, offsetof(rk_plain_options, classical)},
        {&rk_evidence_option_rows, offsetof(rk_plain_options, evidence)}},
    run_fixed,
    rk_light_work,
};

static bool note_two_estimates(const reckon_meta_fit *fit, rk_answer *whole)
{
    bool wide = fit->k == 2 && fit->df > 0 && fit->df < 2;
    return !wide || rk_notes_add(&whole->notes, "two-estimates",
                        "with two estimates Knapp and Hartung's interval has one degree of freedom "
                        "and explodes: bayes-random-effects puts a prior on tau instead");
}

static void report_random(
    const reckon_meta_fit *fit, const reckon_tau2_interval *interval, rk_fit *to)
{
    report_mean(fit, to);
    rk_fit_add(to, "tau2", fit->tau2);
    rk_fit_add(to, "tau2_ci_low", interval->low);
    rk_fit_add(to, "tau2_ci_high", interval->high);
    rk_fit_add(to, "se_tau2", fit->se_tau2);
    report_homogeneity(fit, to);
    rk_fit_add(to, "I2_ci_low", interval->I2_low);
    rk_fit_add(to, "I2_ci_high", interval->I2_high);
    rk_fit_add(to, "prediction_low", fit->prediction_low);
    rk_fit_add(to, "prediction_high", fit->prediction_high);
    rk_fit_add(to, "k", (double)fit->k);
}

static reckon_status answer_random(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    rk_voices *voices = workspace;
    const random_options *chosen = problem->options;
    reckon_meta_options options = chosen->meta;
    reckon_meta_fit fit;
    reckon_tau2_interval interval;
    options.struct_size = sizeof options;
    options.level = problem->level;
    if (!rk_voices_hear(problem, aged, voices, whole))
        return no_memory(error);
    reckon_status status = reckon_random_effects(
        voices->count, voices->centre, voices->variance, NULL, &options, &fit, error);
    if (status == RECKON_OK)
        status = reckon_tau2_profile(
            voices->count, voices->centre, voices->variance, problem->level, &interval, error);
    if (status != RECKON_OK)
        return status;
    answer_from_fit(problem, &fit,
        chosen->range == RANGE_PREDICTION ? RECKON_META_RANGE_PREDICTION
                                          : RECKON_META_RANGE_CONFIDENCE,
        date);
    report_random(&fit, &interval, &date->fit);
    bool noted =
        note_two_estimates(&fit, whole) && note_dominance(problem, voices, fit.tau2, whole);
    return noted ? RECKON_OK : no_memory(error);
}

static reckon_status run_random(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, offsetof(random_options, classical), true,
        prepare, release, answer_random};
    bool prediction = ((const random_options *)problem->options)->range == RANGE_PREDICTION;
    answer->claim = (rk_claim){problem->level,
        prediction ? "low to high holds the truth behind one more source with this probability"
                   : "low to high holds the mean of the sources with this probability, not the "
                     "number itself"};
    const char *meaning =
        prediction
            ? "low and high show where the truth behind a new source would lie (range=prediction)"
            : "low and high show where the mean of the sources lies, not where a single truth or a "
              "new figure would (range=confidence)";
    if (!rk_texts_add(&answer->assumptions, "%s", meaning) || !rk_note_matched(problem, answer))
        return no_memory(error);
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_random_effects = {
    "random-effects",
    "mean of estimates that differ by more than they state; the excess (tau2) is estimated",
    "DerSimonian and Laird 1986; Viechtbauer 2005, 2007; Knapp and Hartung 2003",
    sizeof(random_options),
    {{&rk_meta_option_rows, offsetof(random_options, meta)}, {&random_table, 0},
        {&rk_classical_option_rows, offsetof(random_options, classical)},
        {&rk_evidence_option_rows, offsetof(random_options, evidence)}},
    run_random,
    rk_common_work,
};
