/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opinion pools at the front door: each reading is one expert's distribution. With family=lognormal that is a normal on
 * the link scale, and all is done there; the other families live on the natural scale and are fitted to the same
 * central interval.
 */
#include <math.h>
#include <string.h>

#include <reckon/pool.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"
#include "methods/classical.h"

static const char *const family_choices[] = {"lognormal", "gamma", "normal", NULL};
static const char *const scale_choices[] = {"log", "natural", NULL};

#define FAMILY_OPTION                                                                                                  \
    {                                                                                                                  \
        "family", RECKON_OPTION_CHOICE, NAN, "lognormal", 0, 0, family_choices, "",                                    \
            "distribution of each estimate: lognormal (logit-normal for shares), or fitted to the same interval: "     \
            "gamma, normal"                                                                                            \
    }

static const reckon_option pool_options[] = {FAMILY_OPTION, RK_CLASSICAL_OPTIONS};

static const reckon_option quantile_options[] = {
    {"scale", RECKON_OPTION_CHOICE, NAN, "log", 0, 0, scale_choices, "",
        "average the logs of the quantiles, or the quantiles themselves"},
    FAMILY_OPTION,
    RK_CLASSICAL_OPTIONS,
};

typedef struct pool_work {
    reckon_pool *pool;
    reckon_distribution *experts; /* [reading_count] */
    reckon_pool_kind kind;
    reckon_family family;
    bool natural; /* the experts live on the natural scale */
    double fit_level, fit_z;
} pool_work;

static void release(void *workspace)
{
    pool_work *work = workspace;
    reckon_pool_free(work->pool);
    rk_free(work->experts);
    rk_free(work);
}

/* On which scale, and with which kind of pool, a method and its options are carried out. */
static void choose_form(const rk_problem *problem, pool_work *work)
{
    const char *family = rk_option_choice(problem, "family");
    bool lognormal = strcmp(family, "lognormal") == 0;
    work->natural = !lognormal;
    work->family = lognormal                      ? RECKON_FAMILY_NORMAL
                   : strcmp(family, "gamma") == 0 ? RECKON_FAMILY_GAMMA
                                                  : RECKON_FAMILY_NORMAL;
    if (problem->method == &rk_method_linear_pool)
        work->kind = RECKON_POOL_LINEAR;
    else if (problem->method == &rk_method_log_pool)
        work->kind = RECKON_POOL_LOGARITHMIC;
    else if (strcmp(rk_option_choice(problem, "scale"), "log") == 0)
        work->kind = lognormal ? RECKON_POOL_QUANTILE : RECKON_POOL_QUANTILE_LOG;
    else {
        work->kind = RECKON_POOL_QUANTILE;
        if (lognormal) {
            work->natural = true;
            work->family = RECKON_FAMILY_LOGNORMAL;
        }
    }
}

static reckon_status prepare(const rk_problem *problem, size_t count, void **workspace, reckon_error *error)
{
    pool_work *work = rk_alloc(1, sizeof *work);
    if (!work)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    *workspace = work;
    choose_form(problem, work);
    if (work->natural && problem->measure == RECKON_SHARE)
        return rk_fail_at(error, RECKON_OPTION, "/options/family",
            "shares are pooled on the logit: family=lognormal (logit-normal) and scale=log only");
    work->fit_level = rk_option_number(problem, "range_level");
    work->fit_z = rk_normal_central_z(work->fit_level);
    work->experts = rk_alloc(count, sizeof *work->experts);
    if (!work->experts)
        return rk_fail(error, RECKON_MEMORY, "out of memory for %zu estimates", count);
    return reckon_pool_new(count, &work->pool, error);
}

/* One reading as an expert. A gamma so narrow that its shape would leave the domain is as good as a lognormal. */
static reckon_status make_expert(
    const pool_work *work, double centre, double sd, reckon_distribution *expert, reckon_error *error)
{
    if (!work->natural || work->family == RECKON_FAMILY_LOGNORMAL)
        return reckon_distribution_make(work->family, centre, sd, 0.0, 0.0, expert, error);
    double low = exp(centre - work->fit_z * sd), high = exp(centre + work->fit_z * sd);
    if (low < high &&
        reckon_distribution_fit(work->family, low, high, work->fit_level, 0.0, 0.0, expert, NULL) == RECKON_OK)
        return RECKON_OK;
    return reckon_distribution_make(RECKON_FAMILY_LOGNORMAL, centre, sd, 0.0, 0.0, expert, error);
}

/* A number of the pool's scale on the link scale; what is not above zero has no place there. */
static double linked(const pool_work *work, double x)
{
    if (!work->natural)
        return x;
    return x > 0 ? log(x) : NAN;
}

static reckon_status fill_quantiles(
    const rk_problem *problem, const pool_work *work, rk_answer *answer, reckon_error *error)
{
    double tail = 0.5 * (1.0 - problem->level), ends[3];
    const double at[3] = {tail, 0.5, 1.0 - tail};
    reckon_status status = reckon_pool_quantiles(work->pool, at, 3, ends, error);
    if (status == RECKON_OK)
        status = reckon_pool_quantiles(
            work->pool, problem->probabilities, problem->probability_count, answer->quantiles, error);
    if (status != RECKON_OK)
        return status;
    answer->low = linked(work, ends[0]);
    answer->central = linked(work, ends[1]);
    answer->high = linked(work, ends[2]);
    answer->has_quantiles = true;
    for (size_t i = 0; i < problem->probability_count; i++)
        answer->quantiles[i] = linked(work, answer->quantiles[i]);
    return RECKON_OK;
}

/* Two camps stay two camps: more than one highest-density region is shown as it is. */
static reckon_status fill_regions(
    const rk_problem *problem, const pool_work *work, rk_answer *answer, reckon_error *error)
{
    const reckon_range *regions;
    size_t count;
    reckon_status status = reckon_pool_regions(work->pool, problem->level, &regions, &count, error);
    if (status != RECKON_OK || count < 2)
        return status;
    answer->region_count = count < answer->region_capacity ? count : answer->region_capacity;
    for (size_t i = 0; i < answer->region_count; i++)
        answer->regions[i] = (reckon_range){linked(work, regions[i].low), linked(work, regions[i].high)};
    return RECKON_OK;
}

static reckon_status explain(const rk_problem *problem, const pool_work *work, const rk_answer *answer,
    reckon_result *result, reckon_error *error)
{
    bool good = true;
    if (answer->outcome == RECKON_OUTCOME_UNRESOLVED && work->kind == RECKON_POOL_LOGARITHMIC)
        good = rk_texts_add(&result->notes,
            "the logarithmic pool is narrower than numbers resolve: the estimates are too exact to be pooled this way");
    else if (answer->outcome == RECKON_OUTCOME_UNRESOLVED)
        good = rk_texts_add(
            &result->notes, "a normal distribution reaches below zero, where there is no log: ask for scale=natural");
    else if (work->natural && work->family == RECKON_FAMILY_NORMAL && isnan(answer->low))
        good = rk_texts_add(&result->notes,
            "family=%s puts part of its mass below zero: what is not above zero is not shown",
            rk_option_choice(problem, "family"));
    return good ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory");
}

static reckon_status answer_pool(const rk_problem *problem, const rk_aged *aged, void *workspace, rk_answer *answer,
    reckon_result *result, reckon_error *error)
{
    pool_work *work = workspace;
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < aged->count && status == RECKON_OK; i++)
        status = make_expert(work, aged->centre[i], aged->sd[i], &work->experts[i], error);
    if (status == RECKON_OK)
        status = reckon_pool_set(work->pool, work->kind, work->experts, aged->weight, aged->count, error);
    if (status != RECKON_OK)
        return status;
    answer->outcome = reckon_pool_outcome(work->pool);
    if (answer->outcome < RECKON_OUTCOME_EMPTY) {
        status = fill_quantiles(problem, work, answer, error);
        if (status == RECKON_OK)
            status = fill_regions(problem, work, answer, error);
        rk_fit_add(&answer->fit, work->natural ? "natural_mean" : "mean", reckon_pool_mean(work->pool));
        rk_fit_add(&answer->fit, work->natural ? "natural_sd" : "sd", reckon_pool_sd(work->pool));
    }
    return status == RECKON_OK ? explain(problem, work, answer, result, error) : status;
}

static reckon_status run(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, prepare, release, answer_pool};
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_linear_pool = {
    "linear-pool",
    "weighted mixture of the estimates' distributions: any of them may be the right one",
    "Stone 1961",
    {pool_options, 1 + RK_CLASSICAL_OPTION_COUNT},
    run,
    rk_heavy_work,
};

const rk_method rk_method_log_pool = {
    "log-pool",
    "weighted geometric pool: what all estimates hold possible",
    "Genest and Zidek 1986",
    {pool_options, 1 + RK_CLASSICAL_OPTION_COUNT},
    run,
    rk_heavy_work,
};

const rk_method rk_method_quantile_average = {
    "quantile-average",
    "weighted average of the estimates' quantiles: a typical estimate, with typical width",
    "Lichtendahl, Grushka-Cockayne and Winkler 2013",
    {quantile_options, 2 + RK_CLASSICAL_OPTION_COUNT},
    run,
    rk_heavy_work,
};
