/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit from front to back: check, give it to the engine that suits, judge what came out. */
#include <math.h>

#include "core/special.h"
#include "core/status.h"
#include "temporal/fit.h"
#include "temporal/process.h"
#include "temporal/workspace.h"

static bool fits_workspace(
    const reckon_temporal_workspace *ws, const reckon_temporal_problem *problem)
{
    const rk_sizes *room = &ws->sizes;
    rk_sizes needed;
    if (problem->source_count > room->sources)
        return false;
    rk_model_sizes(problem, true, ws->many.model.counted, &needed);
    return needed.readings <= room->readings && needed.grid <= room->grid &&
           needed.sites <= room->sites && needed.constants <= room->constants &&
           (needed.draws == 0 || room->draws > 0);
}

static bool finite_numbers(const double *numbers, size_t count)
{
    for (size_t i = 0; numbers && i < count; i++)
        if (!isfinite(numbers[i]))
            return false;
    return true;
}

/* Whether everything that was wanted came out as a number. */
static bool came_out(const reckon_temporal_problem *problem, const reckon_temporal_result *result)
{
    size_t grid = problem->grid_count, sources = problem->source_count,
           p = problem->probability_count;
    const double scalars[] = {result->log_evidence, result->common_bias.mean,
        result->common_bias.sd, result->drift.mean, result->drift.sd, result->error.mean,
        result->error.sd, result->bias_scale.mean, result->bias_scale.sd};
    return finite_numbers(scalars, sizeof scalars / sizeof *scalars) &&
           finite_numbers(result->mean, grid) && finite_numbers(result->sd, grid) &&
           finite_numbers(result->quantiles, grid * p) &&
           finite_numbers(result->bias_mean, sources) && finite_numbers(result->bias_sd, sources) &&
           finite_numbers(result->bias_quantiles, sources * p) &&
           finite_numbers(result->common_bias_quantiles, p);
}

static bool is_used(const reckon_temporal_problem *problem, size_t i)
{
    return !problem->used || problem->used[i];
}

/* Certain readings of one time that leave no number. */
static bool certain_exclude(const reckon_temporal_problem *problem)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        const reckon_temporal_reading *a = &problem->readings[i];
        if (!a->certain || !is_used(problem, i) || a->kind == RECKON_TEMPORAL_AT_MOST)
            continue;
        for (size_t j = 0; j < problem->reading_count; j++) {
            const reckon_temporal_reading *b = &problem->readings[j];
            if (b->certain && is_used(problem, j) && b->kind != RECKON_TEMPORAL_AT_LEAST &&
                b->time == a->time && b->high <= a->low)
                return true;
        }
    }
    return false;
}

/*
 * The prior probability of a shock between t* and a time: at most one among the readings, equally
 * likely all along them, and one between them and a time outside.
 */
static double shocked_between(const rk_settings *settings, double first, double last, double time)
{
    double from = fmax(fmin(settings->initial_time, time), first),
           to = fmin(fmax(settings->initial_time, time), last);
    double rate = settings->shocks ? settings->shock_rate : 0.0;
    double outside = fmax(fmax(first - time, time - last), 0.0);
    double among = rate * fmax(to - from, 0.0) / (1.0 + rate * (last - first));
    return 1.0 - (1.0 - among) * exp(-rate * outside);
}

/* What the data decided at every grid time; returns the most. */
static double find_decided(const reckon_temporal_problem *problem, const rk_settings *settings,
    const double *width, reckon_temporal_result *result)
{
    double first = HUGE_VAL, last = -HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (is_used(problem, i)) {
            first = fmin(first, problem->readings[i].time);
            last = fmax(last, problem->readings[i].time);
        }
    for (size_t g = 0; g < problem->grid_count; g++) {
        double shocked = shocked_between(settings, first, last, problem->grid[g]);
        double before = rk_process_width(problem, settings, problem->grid[g], shocked);
        double decided = 1.0 - width[g] / before;
        if (result->decided)
            result->decided[g] = decided;
        most = fmax(most, decided);
    }
    return problem->grid_count ? most : 1.0;
}

/* A standard error above this, in posterior sds, is a miss. */
static const double most_quantile_error = 0.03, most_evidence_error = 0.05;

/* Importance weights worse than this may hide what has not been seen. */
static const double most_pareto_k = 1.0, least_fraction = 1e-3;

/* What the quadrature's highest polynomials carry, and what did not converge, before an answer is
 * distrusted. */
static const double most_residual = 0.3, most_unconverged = 0.01;

/* Where chains answered, the weights of the points that they began from do not matter. */
static bool is_trusted(const reckon_temporal_certificate *certificate)
{
    bool weighed = certificate->moves > 0 || (certificate->evidence_error < most_evidence_error &&
                                                 certificate->pareto_k < most_pareto_k &&
                                                 certificate->effective_fraction > least_fraction);
    return weighed && certificate->quantile_error < most_quantile_error &&
           certificate->quadrature_residual < most_residual &&
           certificate->unconverged_mass < most_unconverged;
}

/* Where less than this share of the width was decided everywhere, the readings do not determine an
 * answer. */
static const double least_decided = 0.1;

static void judge(const reckon_temporal_problem *problem, const rk_settings *settings,
    const double *width, reckon_temporal_result *result)
{
    result->open_below = result->open_above = true;
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!is_used(problem, i))
            continue;
        result->open_below =
            result->open_below && problem->readings[i].kind == RECKON_TEMPORAL_AT_MOST;
        result->open_above =
            result->open_above && problem->readings[i].kind == RECKON_TEMPORAL_AT_LEAST;
    }
    double decided = find_decided(problem, settings, width, result);
    result->outcome = result->used_count == 0                    ? RECKON_OUTCOME_EMPTY
                      : !is_trusted(&result->certificate)        ? RECKON_OUTCOME_NOT_CONVERGED
                      : result->open_below || result->open_above ? RECKON_OUTCOME_BOUNDED
                      : decided < least_decided                  ? RECKON_OUTCOME_UNRESOLVED
                                                                 : RECKON_OUTCOME_OK;
}

/* Whether the readings that are used, and the directions of their sources, are few. */
static bool few_sites(const reckon_temporal_problem *problem)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        count += !problem->used || problem->used[i];
    for (size_t s = 0; s < problem->source_count; s++)
        count += problem->sources[s].bias == RECKON_TEMPORAL_UNDERSTATES ||
                 problem->sources[s].bias == RECKON_TEMPORAL_OVERSTATES;
    return count <= RK_DENSE_MOST;
}

static reckon_status fit(const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, rk_fit_engine engine,
    reckon_temporal_workspace *workspace, reckon_temporal_result *result, reckon_error *error)
{
    rk_settings settings;
    reckon_status status = rk_settings_read(options, &settings, error);
    if (status)
        return status;
    if (engine != RK_FIT_MANY && few_sites(problem))
        status = rk_drawn_fit(&workspace->drawn, problem, options, engine == RK_FIT_CHAINS,
            &settings, workspace->width, result);
    else
        status =
            rk_many_fit(&workspace->many, problem, options, &settings, workspace->width, result);
    if (status)
        return rk_fail(error, status, "the caller asked to stop");
    settings.initial_time = result->initial_time;
    settings.initial_mean = result->initial_mean;
    judge(problem, &settings, workspace->width, result);
    return RECKON_OK;
}

/* The prior, about t* and m0 as the readings have them, where there is no posterior to compute. */
static reckon_status give_prior(const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_workspace *workspace,
    reckon_outcome outcome, reckon_temporal_result *result, reckon_error *error)
{
    reckon_temporal_problem empty = *problem;
    reckon_temporal_options same;
    rk_settings settings;
    size_t used = 0;
    reckon_status status = rk_settings_read(options, &settings, error);
    if (status)
        return status;
    rk_process_start(problem, &settings, workspace->drawn.times);
    if (options)
        same = *options;
    else
        reckon_temporal_options_init(&same);
    same.initial_time = settings.initial_time;
    same.initial_mean = settings.initial_mean;
    for (size_t i = 0; i < problem->reading_count; i++) {
        used += is_used(problem, i);
        if (result->gross)
            result->gross[i] = 0.0;
        if (result->shock)
            result->shock[i] = 0.0;
    }
    empty.readings = NULL;
    empty.reading_count = 0;
    empty.used = NULL;
    status = fit(&empty, &same, RK_FIT_SUITED, workspace, result, error);
    result->outcome = outcome;
    result->used_count = used;
    return status;
}

/* Readings that contradict one another beyond what doubles can weigh, and certain ones that exclude
 * each other, leave the prior. */
reckon_status rk_temporal_fit_by(rk_fit_engine engine, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_workspace *workspace,
    reckon_temporal_result *result, reckon_error *error)
{
    if (!workspace || !result)
        return rk_fail(error, RECKON_ARGUMENT, "the workspace or the result is NULL");
    reckon_status status = rk_model_check(problem, error);
    if (!status && !fits_workspace(workspace, problem))
        status = rk_fail(error, RECKON_ARGUMENT, "the workspace was made for a smaller problem");
    if (status)
        return status;
    if (certain_exclude(problem))
        return give_prior(problem, options, workspace, RECKON_OUTCOME_EMPTY, result, error);
    status = fit(problem, options, engine, workspace, result, error);
    if (status == RECKON_OK && !came_out(problem, result))
        status =
            give_prior(problem, options, workspace, RECKON_OUTCOME_NOT_CONVERGED, result, error);
    return status;
}

reckon_status reckon_temporal_fit(const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_workspace *workspace,
    reckon_temporal_result *result, reckon_error *error)
{
    return rk_temporal_fit_by(RK_FIT_SUITED, problem, options, workspace, result, error);
}
