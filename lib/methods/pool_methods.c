/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opinion pools at the front door: each reading is one expert's distribution. With family=lognormal
 * that is a normal on the link scale (split where the figure states its best, a PERT where a range
 * does), and all is done there; the other families live on the natural scale and are fitted to the
 * same central interval.
 */
#include "methods/pool_methods.h"

#include <math.h>
#include <string.h>

#include <reckon/pool.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"
#include "core/utf8.h"
#include "methods/classical.h"
#include "methods/dominance.h"
#include "methods/work.h"

typedef enum expert_family { FAMILY_LOGNORMAL, FAMILY_GAMMA, FAMILY_NORMAL } expert_family;
typedef enum average_scale { SCALE_LOG, SCALE_NATURAL } average_scale;
static const char *const family_choices[] = {"lognormal", "gamma", "normal", NULL};
static const char *const scale_choices[] = {"log", "natural", NULL};

/* Of all three methods; only quantile-average offers `scale`. */
typedef struct pool_options {
    average_scale scale;
    expert_family family;
    rk_classical_options classical;
    rk_evidence_options evidence;
} pool_options;

static const rk_option_row pool_rows[] = {
    RK_OPTION_CHOICE_ROW(pool_options, scale, "log", scale_choices,
        "average the logs of the quantiles, or the quantiles themselves"),
    RK_OPTION_CHOICE_ROW(pool_options, family, "lognormal", family_choices,
        "distribution of each estimate: lognormal (logit-normal for shares), or fitted to the same "
        "interval: "
        "gamma, normal"),
};
static const rk_option_rows average_table = {pool_rows, 2}, pool_table = {pool_rows + 1, 1};

typedef struct pool_work {
    reckon_pool *pool;
    reckon_distribution *experts; /* [reading_count] */
    reckon_pool_kind kind;
    reckon_family family;
    bool natural; /* the experts live on the natural scale */
    double fit_level, fit_z;
} pool_work;

static const pool_options *options_of(const rk_problem *problem)
{
    return problem->options;
}

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
    const pool_options *options = options_of(problem);
    bool lognormal = options->family == FAMILY_LOGNORMAL;
    work->natural = !lognormal;
    work->family = options->family == FAMILY_GAMMA ? RECKON_FAMILY_GAMMA : RECKON_FAMILY_NORMAL;
    if (strcmp(problem->method, rk_method_linear_pool.id) == 0)
        work->kind = RECKON_POOL_LINEAR;
    else if (strcmp(problem->method, rk_method_log_pool.id) == 0)
        work->kind = RECKON_POOL_LOGARITHMIC;
    else if (options->scale == SCALE_LOG)
        work->kind = lognormal ? RECKON_POOL_QUANTILE : RECKON_POOL_QUANTILE_LOG;
    else {
        work->kind = RECKON_POOL_QUANTILE;
        if (lognormal) {
            work->natural = true;
            work->family = RECKON_FAMILY_LOGNORMAL;
        }
    }
}

static reckon_status prepare(const rk_problem *problem, const rk_answer *whole, size_t count,
    void **workspace, reckon_error *error)
{
    (void)whole;
    pool_work *work = rk_alloc(1, sizeof *work);
    if (!work)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    *workspace = work;
    choose_form(problem, work);
    if (work->natural && problem->measure == RECKON_SHARE)
        return rk_fail_at(error, RECKON_OPTION, "/options/family",
            "shares are pooled on the logit: family=lognormal (logit-normal) and scale=log only");
    work->fit_level = options_of(problem)->classical.range_level;
    work->fit_z = rk_normal_central_z(work->fit_level);
    work->experts = rk_alloc(count, sizeof *work->experts);
    if (!work->experts)
        return rk_fail(error, RECKON_MEMORY, "out of memory for %zu estimates", count);
    return reckon_pool_new(count, &work->pool, error);
}

/* A PERT's half-width is about three of its sds; ageing adds to each side as it would to a
 * normal's. */
static const double pert_sds = 3.0;

/*
 * What a figure says of its shape, on the link scale. Ageing widens each side by itself: exact
 * where both are equal, and where nothing has aged the stated ends come back.
 */
static reckon_status make_shape(
    const rk_reading *reading, double spread, reckon_distribution *expert, bool *shaped)
{
    double best = reading->link_best;
    *shaped = reading->kind == RK_SPLIT || (reading->kind == RK_RANGE && isfinite(best));
    if (reading->kind == RK_SPLIT)
        return reckon_distribution_split_normal(
            best, hypot(reading->sd_low, spread), hypot(reading->sd_high, spread), expert, NULL);
    if (!*shaped)
        return RECKON_OK;
    double low = hypot(best - reading->link_low, pert_sds * spread);
    double high = hypot(reading->link_high - best, pert_sds * spread);
    return reckon_distribution_pert(best - low, best, best + high, 4.0, expert, NULL);
}

/* One reading as an expert. A gamma so narrow that its shape would leave the domain is as good as a
 * lognormal. */
static reckon_status make_expert(const pool_work *work, const rk_problem *problem,
    const rk_aged *aged, size_t i, reckon_distribution *expert, reckon_error *error)
{
    double centre = aged->centre[i], sd = aged->sd[i];
    bool shaped = false;
    if (!work->natural &&
        make_shape(&problem->readings[aged->reading[i]], aged->spread[i], expert, &shaped) ==
            RECKON_OK &&
        shaped)
        return RECKON_OK;
    if (!work->natural || work->family == RECKON_FAMILY_LOGNORMAL)
        return reckon_distribution_make(work->family, centre, sd, 0.0, 0.0, expert, error);
    double low = exp(centre - work->fit_z * sd), high = exp(centre + work->fit_z * sd);
    if (low < high && reckon_distribution_fit(work->family, low, high, work->fit_level, 0.0, 0.0,
                          expert, NULL) == RECKON_OK)
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
    const rk_problem *problem, const pool_work *work, rk_date_answer *date, reckon_error *error)
{
    double tail = 0.5 * (1.0 - problem->level), ends[3];
    const double at[3] = {tail, 0.5, 1.0 - tail};
    reckon_status status = reckon_pool_quantiles(work->pool, at, 3, ends, error);
    if (status == RECKON_OK)
        status = reckon_pool_quantiles(
            work->pool, problem->probabilities, problem->probability_count, date->quantiles, error);
    if (status != RECKON_OK)
        return status;
    date->low = linked(work, ends[0]);
    date->central = linked(work, ends[1]);
    date->high = linked(work, ends[2]);
    date->has_quantiles = true;
    for (size_t i = 0; i < problem->probability_count; i++)
        date->quantiles[i] = linked(work, date->quantiles[i]);
    return RECKON_OK;
}

/* Two camps stay two camps: more than one highest-density region is shown as it is. */
static reckon_status fill_regions(
    const rk_problem *problem, const pool_work *work, rk_date_answer *date, reckon_error *error)
{
    const reckon_range *regions;
    size_t count;
    reckon_status status = reckon_pool_regions(work->pool, problem->level, &regions, &count, error);
    if (status != RECKON_OK || count < 2)
        return status;
    date->region_count = count < date->region_capacity ? count : date->region_capacity;
    for (size_t i = 0; i < date->region_count; i++)
        date->regions[i] =
            (reckon_range){linked(work, regions[i].low), linked(work, regions[i].high)};
    return RECKON_OK;
}

static bool explain(
    const rk_problem *problem, const pool_work *work, const rk_date_answer *date, rk_answer *whole)
{
    if (date->outcome == RECKON_OUTCOME_UNRESOLVED && work->kind == RECKON_POOL_LOGARITHMIC)
        return rk_notes_add(&whole->notes, "too-exact",
            "the logarithmic pool is narrower than numbers resolve: the estimates are too exact to "
            "be pooled this way");
    if (date->outcome == RECKON_OUTCOME_UNRESOLVED)
        return rk_notes_add(&whole->notes, "below-zero",
            "a normal distribution reaches below zero, where there is no log: ask for "
            "scale=natural");
    if (work->natural && work->family == RECKON_FAMILY_NORMAL && isnan(date->low))
        return rk_notes_add(&whole->notes, "below-zero",
            "family=%s puts part of its mass below zero: what is not above zero is not shown",
            family_choices[options_of(problem)->family]);
    return true;
}

static reckon_status answer_pool(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    pool_work *work = workspace;
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < aged->count && status == RECKON_OK; i++)
        status = make_expert(work, problem, aged, i, &work->experts[i], error);
    if (status == RECKON_OK)
        status = reckon_pool_set(
            work->pool, work->kind, work->experts, aged->weight, aged->count, error);
    if (status != RECKON_OK)
        return status;
    date->outcome = reckon_pool_outcome(work->pool);
    if (date->outcome < RECKON_OUTCOME_EMPTY) {
        status = fill_quantiles(problem, work, date, error);
        if (status == RECKON_OK)
            status = fill_regions(problem, work, date, error);
        rk_fit_add(
            &date->fit, work->natural ? "natural_mean" : "mean", reckon_pool_mean(work->pool));
        rk_fit_add(&date->fit, work->natural ? "natural_sd" : "sd", reckon_pool_sd(work->pool));
    }
    if (status != RECKON_OK)
        return status;
    if (!explain(problem, work, date, whole) ||
        !rk_note_dominance(problem, aged, aged->weight, aged->count, whole))
        return rk_fail(error, RECKON_MEMORY, "out of memory for a note");
    return RECKON_OK;
}

static reckon_status run_with(
    const rk_problem *problem, const char *claim, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_DISTRIBUTIONS, offsetof(pool_options, classical), false,
        prepare, release, answer_pool};
    answer->claim = (rk_claim){problem->level, claim};
    return rk_classical_run(problem, &rule, answer, error);
}

static reckon_status run_linear(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    return run_with(problem,
        "low to high holds the number with this probability if one of the figures, drawn by "
        "weight, is right",
        answer, error);
}

static reckon_status run_log(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    return run_with(problem,
        "low to high holds the number with this probability if every figure is right about what it "
        "holds possible",
        answer, error);
}

static reckon_status run_average(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    return run_with(problem,
        "low to high holds the number with this probability if the typical figure is as exact as "
        "it says",
        answer, error);
}

#define POOL_PARTS(table)                                                                          \
    {                                                                                              \
        {&(table), 0}, {&rk_classical_option_rows, offsetof(pool_options, classical)},             \
        {                                                                                          \
            &rk_evidence_option_rows, offsetof(pool_options, evidence)                             \
        }                                                                                          \
    }

const rk_method rk_method_linear_pool = {
    "linear-pool",
    "weighted mixture of the estimates' distributions: any of them may be the right one",
    "Stone 1961",
    sizeof(pool_options),
    POOL_PARTS(pool_table),
    run_linear,
    rk_heavy_work,
};

const rk_method rk_method_log_pool = {
    "log-pool",
    "weighted geometric pool: what all estimates hold possible",
    "Genest and Zidek 1986",
    sizeof(pool_options),
    POOL_PARTS(pool_table),
    run_log,
    rk_heavy_work,
};

const rk_method rk_method_quantile_average = {
    "quantile-average",
    "weighted average of the estimates' quantiles: a typical estimate, with typical width",
    "Lichtendahl, Grushka-Cockayne and Winkler 2013",
    sizeof(pool_options),
    POOL_PARTS(average_table),
    run_average,
    rk_heavy_work,
};
