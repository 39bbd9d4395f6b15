/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The temporal model at the front door: the whole grid in one fit, readings as they are, origins
 * with their biases. */
#include "methods/temporal_method.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <reckon/temporal.h>

#include "core/median.h"
#include "core/memory.h"
#include "core/status.h"
#include "methods/classical.h"
#include "methods/temporal_notes.h"
#include "methods/work.h"
#include "temporal/options.h"

typedef struct temporal_options {
    reckon_temporal_options model; /* its region_level is the question's level */
    size_t draws;
    rk_evidence_options evidence;
} temporal_options;

static const rk_option_row draw_rows[] = {
    RK_OPTION_COUNT_ROW(temporal_options, draws, 0, 0, 10000, "paths",
        "how many joint paths of the number over the dates come with the answer"),
};
static const rk_option_rows draw_table = {draw_rows, sizeof draw_rows / sizeof *draw_rows};

/* The numeric problem and room for its answer. */
typedef struct fit_work {
    reckon_temporal_problem problem;
    reckon_temporal_options options;
    reckon_temporal_result result;
    reckon_temporal_workspace *workspace;
    reckon_temporal_reading *readings; /* [reading_count] */
    reckon_temporal_source *sources;   /* [sources of the evidence] */
    reckon_temporal_event *events;
    double *probabilities; /* the request's, then low, central and high */
    double *grid;          /* the dates asked, then for totals those of the readings */
    double *numbers;
    size_t asked; /* dates of the question */
} fit_work;

static void work_free(fit_work *work)
{
    reckon_temporal_workspace_free(work->workspace);
    rk_free(work->readings);
    rk_free(work->sources);
    rk_free(work->events);
    rk_free(work->probabilities);
    rk_free(work->grid);
    rk_free(work->numbers);
    rk_free(work->result.draws);
    rk_free(work->result.regions);
    rk_free(work->result.region_count);
}

static reckon_temporal_source read_source(const reckon_source *source)
{
    static const reckon_temporal_bias kinds[] = {
        [RECKON_BIAS_EXCHANGEABLE] = RECKON_TEMPORAL_EXCHANGEABLE,
        [RECKON_BIAS_UNDERSTATES] = RECKON_TEMPORAL_UNDERSTATES,
        [RECKON_BIAS_OVERSTATES] = RECKON_TEMPORAL_OVERSTATES,
        [RECKON_BIAS_GIVEN] = RECKON_TEMPORAL_KNOWN,
        [RECKON_BIAS_ANCHOR] = RECKON_TEMPORAL_ANCHOR,
    };
    bool given = source->bias_kind == RECKON_BIAS_GIVEN;
    return (reckon_temporal_source){
        kinds[source->bias_kind], given ? source->bias_mean : 0.0, given ? source->bias_sd : 0.0};
}

/* Years: two dates nearer than half a minute are one. */
static const double same_date = 1e-6;

/* The least that the model takes: its error has then 30,000 times the sd, and a lighter figure
 * would say no less. */
static const double least_weight = 1e-9;

static reckon_temporal_reading read_reading(const rk_reading *reading)
{
    static const reckon_temporal_kind kinds[] = {
        [RK_RANGE] = RECKON_TEMPORAL_INTERVAL,
        [RK_DISTRIBUTION] = RECKON_TEMPORAL_DENSITY,
        [RK_SPLIT] = RECKON_TEMPORAL_SPLIT,
        [RK_AT_LEAST] = RECKON_TEMPORAL_AT_LEAST,
        [RK_AT_MOST] = RECKON_TEMPORAL_AT_MOST,
    };
    bool split = reading->kind == RK_SPLIT;
    return (reckon_temporal_reading){
        .kind = kinds[reading->kind],
        .source = reading->origin,
        .time = reading->time,
        .length = reading->length,
        .low = reading->kind == RK_AT_MOST ? 0.0 : reading->link_low,
        .high = reading->kind == RK_AT_LEAST ? 0.0 : reading->link_high,
        .centre = split ? reading->link_best : reading->centre,
        .sd = reading->sd,
        .sd_low = split ? reading->sd_low : 0.0,
        .sd_high = split ? reading->sd_high : 0.0,
        .weight = fmax(reading->weight, least_weight),
        .certain = reading->certain,
    };
}

/* Dates of events have been checked with the evidence; a day is no stretch. */
static reckon_status read_events(const rk_problem *problem, fit_work *work, reckon_error *error)
{
    const reckon_population *population =
        reckon_evidence_population(problem->evidence, problem->population);
    for (size_t i = 0; i < population->event_count; i++) {
        const reckon_event *event = &population->events[i];
        const double one_day = 1.5 / 365.25;
        reckon_period period;
        reckon_status status = reckon_date_parse(event->date, &period, error);
        if (status != RECKON_OK)
            return status;
        double length = period.end - period.start;
        bool day = length < one_day;
        work->events[i] = (reckon_temporal_event){
            .time = day ? period.middle : period.start,
            .length = day ? 0.0 : length,
            .mean = isnan(event->mean) ? 0.0 : event->mean,
            .sd = isnan(event->sd) ? RECKON_EVENT_SD : event->sd,
        };
    }
    work->problem.events = work->events;
    work->problem.event_count = population->event_count;
    return RECKON_OK;
}

/*
 * The dates asked; those of anchors and of what is certain, to see whether they lie inside; and all
 * dates of a total's readings, so that its path can be kept rising.
 */
static void lay_grid(const rk_problem *problem, fit_work *work)
{
    double *dates = work->grid + problem->year_count;
    size_t count = 0, kept = 0, asked = 0;
    work->asked = problem->year_count;
    if (problem->year_count)
        memcpy(work->grid, problem->years, problem->year_count * sizeof *work->grid);
    for (size_t i = 0; i < problem->reading_count; i++)
        if (problem->used[i] &&
            (problem->measure == RECKON_CUMULATIVE || rk_holds_the_level(problem, i)))
            dates[count++] = problem->readings[i].time;
    if (count)
        rk_median(dates, count); /* sorts them */
    for (size_t i = 0; i < count; i++) {
        while (asked < problem->year_count && problem->years[asked] < dates[i] - same_date)
            asked++;
        bool there = asked < problem->year_count && problem->years[asked] <= dates[i] + same_date;
        if (!there && (!kept || dates[i] > dates[kept - 1] + same_date))
            dates[kept++] = dates[i];
    }
    work->problem.grid = work->grid;
    work->problem.grid_count = problem->year_count + kept;
}

/*
 * A total so far cannot fall, but quantiles of a process that may can. Sorting each of them along
 * time, over the dates asked and those of the readings, makes them rise and never takes them
 * farther from the truth (Chernozhukov, Fernandez-Val and Galichon 2009). `order` and `column` have
 * room for the grid.
 */
static void keep_rising(fit_work *work, size_t *order, double *column)
{
    size_t grid = work->problem.grid_count, width = work->problem.probability_count, a = 0,
           b = work->asked;
    for (size_t i = 0; i < grid; i++)
        order[i] = b >= grid || (a < work->asked && work->grid[a] <= work->grid[b]) ? a++ : b++;
    for (size_t k = 0; k < width; k++) {
        for (size_t i = 0; i < grid; i++)
            column[i] = work->result.quantiles[i * width + k];
        rk_median(column, grid); /* sorts them */
        for (size_t i = 0; i < grid; i++)
            work->result.quantiles[order[i] * width + k] = column[i];
    }
}

static reckon_status pose(const rk_problem *problem, fit_work *work, reckon_error *error)
{
    size_t sources = reckon_evidence_source_count(problem->evidence),
           p = problem->probability_count;
    double tail = 0.5 * (1.0 - problem->level);
    for (size_t i = 0; i < sources; i++)
        work->sources[i] = read_source(reckon_evidence_source(problem->evidence, i));
    for (size_t i = 0; i < problem->reading_count; i++)
        work->readings[i] = read_reading(&problem->readings[i]);
    if (p)
        memcpy(work->probabilities, problem->probabilities, p * sizeof *work->probabilities);
    work->probabilities[p] = tail;
    work->probabilities[p + 1] = 0.5;
    work->probabilities[p + 2] = 1.0 - tail;
    work->problem.readings = work->readings;
    work->problem.reading_count = problem->reading_count;
    work->problem.used = problem->used;
    work->problem.sources = work->sources;
    work->problem.source_count = sources;
    work->problem.probabilities = work->probabilities;
    work->problem.probability_count = p + 3;
    work->problem.draw_count = ((const temporal_options *)problem->options)->draws;
    lay_grid(problem, work);
    return read_events(problem, work, error);
}

/*
 * Where the prior stands: from all figures that the evidence lets speak, whatever mask this fit is
 * under, so that leaving a figure out moves nothing but what the figure said. `scratch` has room
 * for all readings.
 */
static void place_prior(
    const rk_problem *problem, double *scratch, reckon_temporal_options *options)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (problem->readings[i].used)
            scratch[count++] = problem->readings[i].time;
    if (count && isnan(options->initial_time)) {
        rk_median(scratch, count); /* sorts them */
        options->initial_time = scratch[(count - 1) / 2];
    }
    count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (problem->readings[i].used)
            scratch[count++] = problem->readings[i].centre;
    if (count && isnan(options->initial_mean))
        options->initial_mean = rk_median(scratch, count);
}

typedef struct progress_context {
    const rk_problem *problem;
} progress_context;

static int pass_progress(void *context, double done)
{
    const progress_context *to = context;
    return rk_report_progress(to->problem, done, NULL) != RECKON_OK;
}

static bool make_room(const rk_problem *problem, fit_work *work)
{
    size_t sources = reckon_evidence_source_count(problem->evidence),
           p = problem->probability_count + 3;
    size_t readings = problem->reading_count, years = problem->year_count + readings;
    size_t draws = ((const temporal_options *)problem->options)->draws;
    const reckon_population *population =
        reckon_evidence_population(problem->evidence, problem->population);
    memset(work, 0, sizeof *work);
    work->readings = rk_alloc(readings, sizeof *work->readings);
    work->sources = rk_alloc(sources, sizeof *work->sources);
    work->events = rk_alloc(population->event_count, sizeof *work->events);
    work->probabilities = rk_alloc(p, sizeof *work->probabilities);
    work->grid = rk_alloc(years, sizeof *work->grid);
    work->numbers =
        rk_alloc(years * (p + 1) + sources * (p + 2) + 3 * readings, sizeof *work->numbers);
    work->result.regions = rk_alloc(years * RECKON_TEMPORAL_REGIONS, sizeof *work->result.regions);
    work->result.region_count = rk_alloc(years, sizeof *work->result.region_count);
    work->result.draws = draws ? rk_alloc(years * draws, sizeof *work->result.draws) : NULL;
    if (!work->readings || !work->sources || !work->events || !work->probabilities || !work->grid ||
        !work->numbers || !work->result.regions || !work->result.region_count ||
        (draws && !work->result.draws))
        return false;
    work->result.quantiles = work->numbers;
    work->result.decided = work->result.quantiles + years * p;
    work->result.bias_mean = work->result.decided + years;
    work->result.bias_sd = work->result.bias_mean + sources;
    work->result.bias_quantiles = work->result.bias_sd + sources;
    work->result.gross = work->result.bias_quantiles + sources * p;
    work->result.shock = work->result.gross + readings;
    for (size_t i = 0; i < years; i++)
        work->result.decided[i] = NAN;
    return true;
}

/* One region is low to high; two camps stay two camps, but not of a total whose quantiles were
 * rearranged. */
static bool fill_regions(
    const rk_problem *problem, const fit_work *work, size_t index, rk_answer *answer)
{
    size_t count = work->result.region_count[index];
    return count < 2 || problem->measure == RECKON_CUMULATIVE ||
           rk_answer_add_regions(
               answer, index, work->result.regions + index * RECKON_TEMPORAL_REGIONS, count);
}

/* How the whole ended; only whether the figures decided anything differs from date to date. */
static reckon_outcome outcome_at(const fit_work *work, size_t index)
{
    static const double least_decided = 0.1; /* of the log width */
    reckon_outcome whole = work->result.outcome;
    if (whole == RECKON_OUTCOME_EMPTY)
        return whole;
    if (work->result.open_below || work->result.open_above)
        return RECKON_OUTCOME_BOUNDED;
    if (whole == RECKON_OUTCOME_NOT_CONVERGED)
        return whole;
    if (isnan(work->result.decided[index]))
        return whole;
    return work->result.decided[index] < least_decided ? RECKON_OUTCOME_UNRESOLVED
                                                       : RECKON_OUTCOME_OK;
}

/* The furthest bound that was stated, of those used; infinite where there is none. */
static double furthest_bound(const rk_problem *problem, bool floor)
{
    double furthest = floor ? -INFINITY : INFINITY;
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!problem->used[i])
            continue;
        furthest = floor ? fmax(furthest, problem->readings[i].link_low)
                         : fmin(furthest, problem->readings[i].link_high);
    }
    return furthest;
}

/* Nothing bounds one side: no number is made up there, and the other end is what was said, no more.
 */
static void fill_bounded(const rk_problem *problem, const fit_work *work, rk_answer_row *row)
{
    row->low = work->result.open_below ? -INFINITY : furthest_bound(problem, true);
    row->high = work->result.open_above ? INFINITY : furthest_bound(problem, false);
    row->central = NAN;
    row->has_quantiles = false;
}

static bool fill_row(
    const rk_problem *problem, const fit_work *work, rk_answer *answer, size_t index)
{
    size_t p = problem->probability_count;
    const double *from = work->result.quantiles + index * (p + 3);
    rk_answer_row *row = &answer->rows[index];
    row->outcome = outcome_at(work, index);
    row->used = work->result.used_count;
    row->decided = work->result.decided[index];
    if (row->outcome == RECKON_OUTCOME_EMPTY)
        return true;
    if (row->outcome == RECKON_OUTCOME_BOUNDED) {
        fill_bounded(problem, work, row);
        return true;
    }
    if (p)
        memcpy(answer->quantiles + index * p, from, p * sizeof *from);
    row->has_quantiles = true;
    row->low = from[p];
    row->central = from[p + 1];
    row->high = from[p + 2];
    return fill_regions(problem, work, index, answer);
}

static void fill_biases(const rk_problem *problem, const fit_work *work, rk_answer *answer)
{
    size_t p = problem->probability_count;
    if (work->result.outcome == RECKON_OUTCOME_EMPTY)
        return;
    for (size_t i = 0; i < problem->reading_count; i++) {
        size_t at = problem->readings[i].origin;
        if (!problem->used[i] || problem->readings[i].certain)
            continue;
        const double *quantiles = work->result.bias_quantiles + at * (p + 3);
        answer->biases[at] = (rk_bias){
            work->result.bias_mean[at], work->result.bias_sd[at], quantiles[p], quantiles[p + 2]};
    }
}

static void fill_uses(const rk_problem *problem, const fit_work *work, rk_answer *answer)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!problem->used[i] || work->result.outcome == RECKON_OUTCOME_EMPTY)
            continue;
        answer->uses[i].gross = work->result.gross[i];
        answer->uses[i].shock = work->result.shock[i];
    }
}

static void fill_fit(const reckon_temporal_result *from, rk_fit *to)
{
    const reckon_temporal_certificate *certificate = &from->certificate;
    rk_fit_add(to, "log_evidence", from->log_evidence);
    rk_fit_add(to, "drift.mean", from->drift.mean);
    rk_fit_add(to, "drift.sd", from->drift.sd);
    rk_fit_add(to, "error.mean", from->error.mean);
    rk_fit_add(to, "error.sd", from->error.sd);
    rk_fit_add(to, "bias_sd.mean", from->bias_scale.mean);
    rk_fit_add(to, "bias_sd.sd", from->bias_scale.sd);
    rk_fit_add(to, "common_bias.mean", from->common_bias.mean);
    rk_fit_add(to, "common_bias.sd", from->common_bias.sd);
    rk_fit_add(to, "common_bias.tail", from->common_bias_tail);
    rk_fit_add(to, "k", (double)from->used_count);
    rk_fit_add(to, "certificate.quantile_error", certificate->quantile_error);
    rk_fit_add(to, "certificate.evidence_error", certificate->evidence_error);
    rk_fit_add(to, "certificate.effective_fraction", certificate->effective_fraction);
    rk_fit_add(to, "certificate.pareto_k", certificate->pareto_k);
    rk_fit_add(to, "certificate.quadrature_residual", certificate->quadrature_residual);
    rk_fit_add(to, "certificate.unconverged_mass", certificate->unconverged_mass);
    rk_fit_add(to, "certificate.neglected", certificate->neglected);
    rk_fit_add(to, "certificate.nodes", (double)certificate->nodes);
    rk_fit_add(to, "certificate.sweeps", (double)certificate->sweeps);
    rk_fit_add(to, "certificate.draws", (double)certificate->draws);
    rk_fit_add(to, "certificate.moves", (double)certificate->moves);
}

/* The joint paths, without the dates that were added for a total. */
static bool take_draws(fit_work *work, rk_answer *answer)
{
    size_t draws = work->problem.draw_count, grid = work->problem.grid_count;
    if (!draws || work->result.outcome == RECKON_OUTCOME_EMPTY)
        return true;
    for (size_t d = 0; d < draws; d++)
        memmove(work->result.draws + d * work->asked, work->result.draws + d * grid,
            work->asked * sizeof(double));
    answer->draws = work->result.draws;
    answer->draw_count = draws;
    work->result.draws = NULL;
    return true;
}

/* The answer from a fit that ended well. */
static bool fill_answer(const rk_problem *problem, fit_work *work, rk_answer *answer)
{
    size_t grid = work->problem.grid_count;
    if (problem->measure == RECKON_CUMULATIVE && grid &&
        work->result.outcome != RECKON_OUTCOME_EMPTY) {
        size_t *order = rk_alloc(grid, sizeof *order);
        double *column = rk_alloc(grid, sizeof *column);
        if (order && column)
            keep_rising(work, order, column);
        bool good = order && column;
        rk_free(order);
        rk_free(column);
        if (!good)
            return false;
    }
    for (size_t i = 0; i < answer->row_count; i++)
        if (!fill_row(problem, work, answer, i))
            return false;
    fill_biases(problem, work, answer);
    fill_uses(problem, work, answer);
    fill_fit(&work->result, &answer->fit);
    rk_fit_add(&answer->defaulted, "initial_time", work->result.initial_time);
    rk_fit_add(&answer->defaulted, "initial_mean", work->result.initial_mean);
    rk_fit_add(&answer->defaulted, "drift_scale", work->result.drift_scale);
    return take_draws(work, answer) &&
           rk_temporal_notes(problem, &work->problem, &work->result, answer);
}

static reckon_status run(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    fit_work work;
    progress_context context = {problem};
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = RECKON_MEMORY;
    answer->claim = (rk_claim){problem->level,
        "low to high holds the number with this probability, under the assumptions listed"};
    if (!make_room(problem, &work))
        goto out;
    status = pose(problem, &work, &inner);
    if (status != RECKON_OK)
        goto out;
    work.options = ((const temporal_options *)problem->options)->model;
    work.options.struct_size = sizeof work.options;
    work.options.region_level = problem->level;
    work.options.progress = problem->progress ? pass_progress : NULL;
    work.options.progress_context = &context;
    place_prior(problem, work.result.gross, &work.options);
    status = reckon_temporal_workspace_new(&work.problem, &work.workspace, &inner);
    if (status == RECKON_OK)
        status =
            reckon_temporal_fit(&work.problem, &work.options, work.workspace, &work.result, &inner);
    if (status == RECKON_OK && !fill_answer(problem, &work, answer))
        status = RECKON_MEMORY;
out:
    work_free(&work);
    if (status == RECKON_MEMORY && inner.code == RECKON_OK)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the temporal model");
    return status == RECKON_OK ? status
                               : rk_fail_at(error, status, inner.pointer, "%s", inner.message);
}

const rk_method rk_method_temporal = {
    "temporal",
    "one population that wanders, seen through sources with biases of their own; ranges and bounds "
    "taken as they are",
    "docs/temporal.md; Minka 2001",
    sizeof(temporal_options),
    {{&rk_temporal_option_rows, offsetof(temporal_options, model)}, {&draw_table, 0},
        {&rk_evidence_option_rows, offsetof(temporal_options, evidence)}},
    run,
    rk_temporal_work,
};
