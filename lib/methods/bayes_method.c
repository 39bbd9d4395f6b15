/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bayesian random effects at the front door. */
#include "methods/bayes_method.h"

#include <math.h>

#include <reckon/meta.h>

#include "core/median.h"
#include "core/memory.h"
#include "core/status.h"
#include "meta/bayes.h"
#include "methods/classical.h"
#include "methods/voices.h"
#include "methods/work.h"

typedef enum bayes_range { RANGE_MEAN, RANGE_PREDICTIVE } bayes_range;
static const char *const range_choices[] = {"mean", "predictive", NULL};

typedef struct bayes_options {
    reckon_bayes_options bayes;
    bayes_range range;
    rk_classical_options classical;
    rk_evidence_options evidence;
} bayes_options;

static const rk_option_row range_rows[] = {
    RK_OPTION_CHOICE_ROW(bayes_options, range, "predictive", range_choices,
        "what low and high show: where the mean is, or where the truth behind a new source is"),
};
static const rk_option_rows range_table = {range_rows, sizeof range_rows / sizeof *range_rows};

/* Memory and priors of the walk over the grid. */
typedef struct bayes_work {
    reckon_bayes *bayes;
    rk_voices voices;
    reckon_bayes_options options;
} bayes_work;

static bool is_predictive(const rk_problem *problem)
{
    return ((const bayes_options *)problem->options)->range == RANGE_PREDICTIVE;
}

static void release(void *workspace)
{
    bayes_work *work = workspace;
    reckon_bayes_free(work->bayes);
    rk_voices_free(&work->voices);
    rk_free(work);
}

/*
 * The median of the centres of all readings that a mask could leave: so that the prior is the same
 * at every date and under every mask. `scratch` has room for all.
 */
static double median_centre(const rk_problem *problem, double *scratch)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (reading->used && reading->kind != RK_AT_LEAST && reading->kind != RK_AT_MOST)
            scratch[count++] = reading->centre;
    }
    return count ? rk_median(scratch, count) : 0.0;
}

static reckon_status prepare(const rk_problem *problem, const rk_answer *whole, size_t count,
    void **workspace, reckon_error *error)
{
    bayes_work *work = rk_alloc(1, sizeof *work);
    if (!work)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    *workspace = work;
    reckon_status status = reckon_bayes_new(count ? count : 1, &work->bayes, error);
    if (status != RECKON_OK)
        return status;
    if (!rk_voices_new(problem, count, &work->voices))
        return rk_fail(error, RECKON_MEMORY, "out of memory for %zu estimates", count);
    work->options = ((const bayes_options *)problem->options)->bayes;
    work->options.struct_size = sizeof work->options;
    if (isnan(work->options.mu_mean))
        work->options.mu_mean = rk_fit_get(&whole->defaulted, "mu_mean");
    return RECKON_OK;
}

/* The six numbers of one posterior under "<quantity>.<name>". */
static reckon_status report_posterior(reckon_bayes *bayes, reckon_bayes_quantity quantity,
    const char *const names[7], rk_fit *fit, reckon_error *error)
{
    reckon_posterior posterior;
    reckon_status status = reckon_bayes_summary(bayes, quantity, 0, 0.95, &posterior, error);
    if (status != RECKON_OK)
        return status;
    const double values[7] = {posterior.median, posterior.mean, posterior.sd, posterior.central_low,
        posterior.central_high, posterior.shortest_low, posterior.shortest_high};
    for (int i = 0; i < 7; i++)
        rk_fit_add(fit, names[i], values[i]);
    return RECKON_OK;
}

#define POSTERIOR_NAMES(quantity)                                                                  \
    {                                                                                              \
        quantity ".median", quantity ".mean", quantity ".sd", quantity ".central_low",             \
            quantity ".central_high", quantity ".shortest_low", quantity ".shortest_high"          \
    }

static reckon_status report_fit(
    reckon_bayes *bayes, const reckon_bayes_fit *fit, rk_fit *to, reckon_error *error)
{
    static const char *const mu[7] = POSTERIOR_NAMES("mu"), *const tau[7] = POSTERIOR_NAMES("tau"),
                             *const predictive[7] = POSTERIOR_NAMES("predictive");
    reckon_status status = report_posterior(bayes, RECKON_BAYES_MU, mu, to, error);
    if (status == RECKON_OK)
        status = report_posterior(bayes, RECKON_BAYES_TAU, tau, to, error);
    if (status == RECKON_OK)
        status = report_posterior(bayes, RECKON_BAYES_PREDICTIVE, predictive, to, error);
    rk_fit_add(to, "log_integrated_likelihood", fit->log_integrated_likelihood);
    rk_fit_add(to, "log_marginal_likelihood", fit->log_marginal_likelihood);
    rk_fit_add(to, "k", (double)fit->k);
    return status;
}

static reckon_status answer_from(const rk_problem *problem, reckon_bayes *bayes,
    reckon_bayes_quantity quantity, rk_date_answer *date, reckon_error *error)
{
    double tail = 0.5 * (1.0 - problem->level);
    reckon_status status = reckon_bayes_quantile(bayes, quantity, 0, 0.5, &date->central, error);
    if (status == RECKON_OK)
        status = reckon_bayes_quantile(bayes, quantity, 0, tail, &date->low, error);
    if (status == RECKON_OK)
        status = reckon_bayes_quantile(bayes, quantity, 0, 1.0 - tail, &date->high, error);
    for (size_t i = 0; i < problem->probability_count && status == RECKON_OK; i++)
        status = reckon_bayes_quantile(
            bayes, quantity, 0, problem->probabilities[i], &date->quantiles[i], error);
    date->has_quantiles = true;
    return status;
}

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory for a note");
}

static reckon_status answer_bayes(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    bayes_work *work = workspace;
    rk_voices *voices = &work->voices;
    reckon_bayes_fit fit;
    if (!rk_voices_hear(problem, aged, voices, whole))
        return no_memory(error);
    reckon_status status = reckon_bayes_run(
        work->bayes, voices->count, voices->centre, voices->variance, &work->options, &fit, error);
    if (status != RECKON_OK)
        return status;
    date->outcome = fit.outcome;
    if (fit.outcome >= RECKON_OUTCOME_EMPTY)
        return rk_notes_add(&whole->notes, "improper",
                   "an improper prior leaves the posterior of so few estimates undetermined: "
                   "choose tau_prior=half-normal or half-cauchy")
                   ? RECKON_OK
                   : no_memory(error);
    status = report_fit(work->bayes, &fit, &date->fit, error);
    if (status != RECKON_OK)
        return status;
    if (voices->count == 1) {
        if (!rk_notes_add(&whole->notes, "one-origin",
                "where one origin stands alone, the range is that of its own truth: what spread "
                "between sources there is cannot be seen"))
            return no_memory(error);
        return answer_from(problem, work->bayes, RECKON_BAYES_SHRINKAGE, date, error);
    }
    return answer_from(problem, work->bayes,
        is_predictive(problem) ? RECKON_BAYES_PREDICTIVE : RECKON_BAYES_MU, date, error);
}

static reckon_status run(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, offsetof(bayes_options, classical), true,
        prepare, release, answer_bayes};
    bool predictive = is_predictive(problem);
    answer->claim = (rk_claim){problem->level,
        predictive ? "low to high holds the truth behind one more source with this probability"
                   : "low to high holds the mean of the sources with this probability, not the "
                     "number itself"};
    const char *meaning =
        predictive
            ? "low and high show where the truth behind a new source would lie (range=predictive)"
            : "low and high show where the mean of the sources lies (range=mean)";
    double *scratch = rk_alloc(problem->reading_count, sizeof *scratch);
    if (!scratch || !rk_texts_add(&answer->assumptions, "%s", meaning) ||
        !rk_note_matched(problem, answer)) {
        rk_free(scratch);
        return no_memory(error);
    }
    rk_fit_add(&answer->defaulted, "mu_mean", median_centre(problem, scratch));
    rk_free(scratch);
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_bayes_random_effects = {
    "bayes-random-effects",
    "random effects with priors on the mean and on tau, tau integrated out",
    "Roever 2020",
    sizeof(bayes_options),
    {{&rk_bayes_option_rows, offsetof(bayes_options, bayes)}, {&range_table, 0},
        {&rk_classical_option_rows, offsetof(bayes_options, classical)},
        {&rk_evidence_option_rows, offsetof(bayes_options, evidence)}},
    run,
    rk_heavy_work,
};
