/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bayesian random effects at the front door. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/meta.h>

#include "core/memory.h"
#include "core/status.h"
#include "methods/classical.h"

static const char *const tau_prior_choices[] = {
#define TAU_CHOICE(NAME, id, text) id,
    RECKON_TAU_PRIOR_LIST(TAU_CHOICE)
#undef TAU_CHOICE
        NULL};

static const char *const mu_prior_choices[] = {
#define MU_CHOICE(NAME, id, text) id,
    RECKON_MU_PRIOR_LIST(MU_CHOICE)
#undef MU_CHOICE
        NULL};

static const char *const range_choices[] = {"mean", "predictive", NULL};

static const reckon_option options[] = {
    {"tau_prior", RECKON_OPTION_CHOICE, NAN, "half-normal", 0, 0, tau_prior_choices, "",
        "prior of tau, the spread between estimates beyond what they state"},
    {"tau_scale", RECKON_OPTION_NUMBER, 0.5, NULL, 1e-6, 1e3, NULL, "log units",
        "scale of the half-normal or half-Cauchy prior of tau"},
    {"mu_prior", RECKON_OPTION_CHOICE, NAN, "flat", 0, 0, mu_prior_choices, "", "prior of the mean"},
    {"mu_mean", RECKON_OPTION_NUMBER, NAN, NULL, -100.0, 100.0, NULL, "log of the unit",
        "mean of a normal prior of the mean; none: the median of the estimates' centres"},
    {"mu_sd", RECKON_OPTION_NUMBER, 2.5, NULL, 1e-6, 1e3, NULL, "log units", "sd of a normal prior of the mean"},
    {"range", RECKON_OPTION_CHOICE, NAN, "mean", 0, 0, range_choices, "",
        "what low and high show: where the mean is, or where the truth behind a new source is"},
    RK_CLASSICAL_OPTIONS,
};

/* Memory and priors of the walk over the grid. */
typedef struct bayes_work {
    reckon_bayes *bayes;
    double *variance; /* [reading_count] */
    reckon_bayes_options options;
} bayes_work;

static void release(void *workspace)
{
    bayes_work *work = workspace;
    reckon_bayes_free(work->bayes);
    rk_free(work->variance);
    rk_free(work);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of the centres of the readings in use; `scratch` has room for all. */
static double median_centre(const rk_problem *problem, double *scratch)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (problem->readings[i].used)
            scratch[count++] = problem->readings[i].centre;
    if (!count)
        return 0.0;
    qsort(scratch, count, sizeof *scratch, ascending);
    return 0.5 * (scratch[(count - 1) / 2] + scratch[count / 2]);
}

static reckon_status prepare(const rk_problem *problem, size_t count, void **workspace, reckon_error *error)
{
    bayes_work *work = rk_alloc(1, sizeof *work);
    if (!work)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    *workspace = work;
    reckon_status status = reckon_bayes_new(count ? count : 1, &work->bayes, error);
    if (status != RECKON_OK)
        return status;
    work->variance = rk_alloc(count, sizeof *work->variance);
    if (!work->variance)
        return rk_fail(error, RECKON_MEMORY, "out of memory for %zu estimates", count);
    reckon_bayes_options_init(&work->options);
    work->options.tau_prior = (reckon_tau_prior)rk_option_choice_index(problem, "tau_prior");
    work->options.tau_scale = rk_option_number(problem, "tau_scale");
    work->options.mu_prior = (reckon_mu_prior)rk_option_choice_index(problem, "mu_prior");
    double mean = rk_option_number(problem, "mu_mean");
    work->options.mu_mean = isnan(mean) ? median_centre(problem, work->variance) : mean;
    work->options.mu_sd = rk_option_number(problem, "mu_sd");
    return RECKON_OK;
}

/* The six numbers of one posterior under "<quantity>.<name>". */
static reckon_status report_posterior(
    reckon_bayes *bayes, reckon_bayes_quantity quantity, const char *const names[7], rk_fit *fit, reckon_error *error)
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

#define POSTERIOR_NAMES(quantity)                                                                                      \
    {                                                                                                                  \
        quantity ".median", quantity ".mean", quantity ".sd", quantity ".central_low", quantity ".central_high",       \
            quantity ".shortest_low", quantity ".shortest_high"                                                        \
    }

static reckon_status report_fit(reckon_bayes *bayes, const reckon_bayes_fit *fit, rk_fit *to, reckon_error *error)
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

static reckon_status answer_from(const rk_problem *problem, reckon_bayes *bayes, reckon_bayes_quantity quantity,
    rk_answer *answer, reckon_error *error)
{
    double tail = 0.5 * (1.0 - problem->level);
    reckon_status status = reckon_bayes_quantile(bayes, quantity, 0, 0.5, &answer->central, error);
    if (status == RECKON_OK)
        status = reckon_bayes_quantile(bayes, quantity, 0, tail, &answer->low, error);
    if (status == RECKON_OK)
        status = reckon_bayes_quantile(bayes, quantity, 0, 1.0 - tail, &answer->high, error);
    for (size_t i = 0; i < problem->probability_count && status == RECKON_OK; i++)
        status = reckon_bayes_quantile(bayes, quantity, 0, problem->probabilities[i], &answer->quantiles[i], error);
    answer->has_quantiles = true;
    return status;
}

static reckon_status answer_bayes(const rk_problem *problem, const rk_aged *aged, void *workspace, rk_answer *answer,
    reckon_result *result, reckon_error *error)
{
    bayes_work *work = workspace;
    reckon_bayes_fit fit;
    for (size_t i = 0; i < aged->count; i++)
        work->variance[i] = aged->sd[i] * aged->sd[i] / aged->weight[i];
    reckon_status status =
        reckon_bayes_run(work->bayes, aged->count, aged->centre, work->variance, &work->options, &fit, error);
    if (status != RECKON_OK)
        return status;
    answer->outcome = fit.outcome;
    if (fit.outcome >= RECKON_OUTCOME_EMPTY)
        return rk_texts_add(&result->notes, "an improper prior leaves the posterior of so few estimates undetermined: "
                                            "choose tau_prior=half-normal or half-cauchy")
                   ? RECKON_OK
                   : rk_fail(error, RECKON_MEMORY, "out of memory");
    status = report_fit(work->bayes, &fit, &answer->fit, error);
    if (status != RECKON_OK)
        return status;
    bool predictive = strcmp(rk_option_choice(problem, "range"), "predictive") == 0;
    if (aged->count == 1 && !predictive) {
        if (!rk_texts_add(&result->notes,
                "where one estimate stands alone, the range is that of its own truth: what spread "
                "between estimates there is cannot be seen"))
            return rk_fail(error, RECKON_MEMORY, "out of memory");
        return answer_from(problem, work->bayes, RECKON_BAYES_SHRINKAGE, answer, error);
    }
    return answer_from(problem, work->bayes, predictive ? RECKON_BAYES_PREDICTIVE : RECKON_BAYES_MU, answer, error);
}

/* The result echoes the prior mean that was used, not "none". */
static void echo_prior_mean(const rk_problem *problem, reckon_result *result, double *scratch)
{
    int index = rk_option_find(&problem->method->options, "mu_mean");
    if (isnan(result->options[index].number))
        result->options[index].number = median_centre(problem, scratch);
}

static reckon_status run(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, prepare, release, answer_bayes};
    bool predictive = strcmp(rk_option_choice(problem, "range"), "predictive") == 0;
    const char *meaning = predictive
                              ? "low and high show where the truth behind a new source would lie (range=predictive)"
                              : "low and high show where the mean of the sources lies (range=mean)";
    double *scratch = rk_alloc(problem->reading_count, sizeof *scratch);
    if (!scratch || !rk_texts_add(&result->assumptions, "%s", meaning)) {
        rk_free(scratch);
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    }
    reckon_status status = rk_classical_run(problem, &rule, result, error);
    echo_prior_mean(problem, result, scratch);
    rk_free(scratch);
    return status;
}

const rk_method rk_method_bayes_random_effects = {
    "bayes-random-effects",
    "random effects with priors on the mean and on tau, tau integrated out",
    "Roever 2020",
    {options, 6 + RK_CLASSICAL_OPTION_COUNT},
    run,
    rk_heavy_work,
};
