/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The temporal model at the front door: the whole grid in one fit, readings as they are, sources with their biases. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <reckon/temporal.h>

#include "core/memory.h"
#include "core/status.h"
#include "methods/classical.h"

static const char *const process_choices[] = {"random-walk", "local-linear-trend", NULL};

static const reckon_option options[] = {
    {"process", RECKON_OPTION_CHOICE, NAN, "random-walk", 0, 0, process_choices, "",
        "how the log of the number moves: a Wiener process, or one whose slope is"},
    {"initial_mean", RECKON_OPTION_NUMBER, NAN, NULL, -1000.0, 1000.0, NULL, "log of the unit",
        "prior mean at the earliest time; none: the median of the readings' centres"},
    {"initial_sd", RECKON_OPTION_NUMBER, 2.5, NULL, 1e-3, 1e3, NULL, "log units", "prior sd at the earliest time"},
    {"slope_sd", RECKON_OPTION_NUMBER, 0.5, NULL, 0.0, 1e3, NULL, "log units per year",
        "prior sd of the initial slope (local-linear-trend)"},
    {"drift_scale", RECKON_OPTION_NUMBER, NAN, NULL, 1e-3, 1e3, NULL, "log units per sqrt(year), or per year^1.5",
        "half-normal prior scale of the drift; none: 0.3, or 0.15 for the trend"},
    {"error_scale", RECKON_OPTION_NUMBER, 0.5, NULL, 1e-3, 1e3, NULL, "log units",
        "half-normal prior scale of the error of single figures"},
    {"bias_scale", RECKON_OPTION_NUMBER, 0.7, NULL, 1e-3, 1e3, NULL, "log units",
        "half-normal prior scale of the spread of sources' biases"},
    {"common_bias_mean", RECKON_OPTION_NUMBER, 0.0, NULL, -100.0, 100.0, NULL, "log units",
        "prior mean of a bias that all sources but anchors share"},
    {"common_bias_sd", RECKON_OPTION_NUMBER, 0.0, NULL, 0.0, 100.0, NULL, "log units", "prior sd of that bias"},
    {"drift", RECKON_OPTION_NUMBER, NAN, NULL, 0.0, 100.0, NULL, "log units per sqrt(year), or per year^1.5",
        "a value fixes the drift instead of integrating it"},
    {"error", RECKON_OPTION_NUMBER, NAN, NULL, 0.0, 100.0, NULL, "log units",
        "a value fixes the error of single figures instead of integrating it"},
    {"bias_sd", RECKON_OPTION_NUMBER, NAN, NULL, 0.0, 100.0, NULL, "log units",
        "a value fixes the spread of sources' biases instead of integrating it"},
    {"derived", RECKON_OPTION_CHOICE, NAN, "skip", 0, 0, rk_derived_choices, "",
        "what is derived from another estimate in use: skip or keep"},
};

/* The numeric problem and room for its answer. */
typedef struct fit_work {
    reckon_temporal_problem problem;
    reckon_temporal_options options;
    reckon_temporal_result result;
    reckon_temporal_workspace *workspace;
    reckon_temporal_reading *readings;
    reckon_temporal_source *sources;
    size_t *place;         /* [source count of the evidence]: index among those that speak, or SIZE_MAX */
    double *probabilities; /* the request's, then low, central and high */
    double *numbers;
} fit_work;

static void work_free(fit_work *work)
{
    reckon_temporal_workspace_free(work->workspace);
    rk_free(work->readings);
    rk_free(work->sources);
    rk_free(work->place);
    rk_free(work->probabilities);
    rk_free(work->numbers);
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

/* The least that the model takes: its error has then 30,000 times the sd, and a lighter figure would say no less. */
static const double least_weight = 1e-9;

static reckon_temporal_reading read_reading(const rk_reading *reading, size_t source)
{
    static const reckon_temporal_kind kinds[] = {
        [RK_RANGE] = RECKON_TEMPORAL_INTERVAL,
        [RK_DISTRIBUTION] = RECKON_TEMPORAL_DENSITY,
        [RK_SPLIT] = RECKON_TEMPORAL_DENSITY,
        [RK_AT_LEAST] = RECKON_TEMPORAL_AT_LEAST,
        [RK_AT_MOST] = RECKON_TEMPORAL_AT_MOST,
    };
    return (reckon_temporal_reading){
        .kind = kinds[reading->kind],
        .source = source,
        .time = reading->time,
        .low = reading->kind == RK_AT_MOST ? 0.0 : reading->link_low,
        .high = reading->kind == RK_AT_LEAST ? 0.0 : reading->link_high,
        .centre = reading->centre,
        .sd = reading->sd,
        .weight = fmax(reading->weight, least_weight),
    };
}

/* Readings in use, and the sources that speak through them. */
static void pose(const rk_problem *problem, fit_work *work)
{
    size_t source_count = 0, reading_count = 0, total = reckon_evidence_source_count(problem->evidence);
    for (size_t i = 0; i < total; i++)
        work->place[i] = SIZE_MAX;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (!reading->used)
            continue;
        if (work->place[reading->origin] == SIZE_MAX) {
            work->place[reading->origin] = source_count;
            work->sources[source_count++] = read_source(reckon_evidence_source(problem->evidence, reading->origin));
        }
        work->readings[reading_count++] = read_reading(reading, work->place[reading->origin]);
    }
    double tail = 0.5 * (1.0 - problem->level);
    size_t p = problem->probability_count;
    memcpy(work->probabilities, problem->probabilities, p * sizeof *work->probabilities);
    work->probabilities[p] = tail;
    work->probabilities[p + 1] = 0.5;
    work->probabilities[p + 2] = 1.0 - tail;
    work->problem = (reckon_temporal_problem){
        .readings = work->readings,
        .reading_count = reading_count,
        .sources = work->sources,
        .source_count = source_count,
        .grid = problem->years,
        .grid_count = problem->year_count,
        .probabilities = work->probabilities,
        .probability_count = p + 3,
    };
}

static void read_options(const rk_problem *problem, reckon_temporal_options *to)
{
    reckon_temporal_options_init(to);
    bool trend = strcmp(rk_option_choice(problem, "process"), "local-linear-trend") == 0;
    to->process = trend ? RECKON_TEMPORAL_LOCAL_LINEAR_TREND : RECKON_TEMPORAL_RANDOM_WALK;
    to->initial_mean = rk_option_number(problem, "initial_mean");
    to->initial_sd = rk_option_number(problem, "initial_sd");
    to->slope_sd = rk_option_number(problem, "slope_sd");
    to->drift_scale = rk_option_number(problem, "drift_scale");
    to->error_scale = rk_option_number(problem, "error_scale");
    to->bias_scale = rk_option_number(problem, "bias_scale");
    to->common_bias_mean = rk_option_number(problem, "common_bias_mean");
    to->common_bias_sd = rk_option_number(problem, "common_bias_sd");
    to->drift = rk_option_number(problem, "drift");
    to->error = rk_option_number(problem, "error");
    to->bias_sd = rk_option_number(problem, "bias_sd");
    to->region_level = problem->level;
    to->progress = problem->progress;
    to->progress_context = problem->progress_context;
}

static bool make_room(const rk_problem *problem, fit_work *work)
{
    size_t sources = reckon_evidence_source_count(problem->evidence), p = problem->probability_count + 3;
    size_t years = problem->year_count;
    memset(work, 0, sizeof *work);
    work->readings = rk_alloc(problem->reading_count, sizeof *work->readings);
    work->sources = rk_alloc(sources, sizeof *work->sources);
    work->place = rk_alloc(sources, sizeof *work->place);
    work->probabilities = rk_alloc(p, sizeof *work->probabilities);
    work->numbers = rk_alloc(years * p + sources * (p + 2), sizeof *work->numbers);
    work->result.regions = rk_alloc(years * RECKON_TEMPORAL_REGIONS, sizeof *work->result.regions);
    work->result.region_count = rk_alloc(years, sizeof *work->result.region_count);
    if (!work->readings || !work->sources || !work->place || !work->probabilities || !work->numbers ||
        !work->result.regions || !work->result.region_count)
        return false;
    work->result.quantiles = work->numbers;
    work->result.bias_mean = work->numbers + years * p;
    work->result.bias_sd = work->result.bias_mean + sources;
    work->result.bias_quantiles = work->result.bias_sd + sources;
    return true;
}

/* One region is low..high; two camps stay two camps. */
static bool fill_regions(const rk_problem *problem, const fit_work *work, size_t index, reckon_row *row)
{
    reckon_range regions[RECKON_TEMPORAL_REGIONS] = {{row->low, row->high}};
    size_t count = work->result.region_count[index];
    for (size_t i = 0; count > 1 && i < count; i++) {
        const reckon_range *region = &work->result.regions[index * RECKON_TEMPORAL_REGIONS + i];
        regions[i] = (reckon_range){rk_natural(problem, region->low), rk_natural(problem, region->high)};
    }
    return rk_row_set_regions(row, regions, count > 1 ? count : 1);
}

static bool fill_row(const rk_problem *problem, const fit_work *work, reckon_result *result, size_t index)
{
    size_t p = problem->probability_count;
    const double *from = work->result.quantiles + index * (p + 3);
    double *quantiles = result->quantiles + index * p;
    reckon_row *row = &result->rows[index];
    row->outcome = work->result.outcome;
    row->estimates_used = work->result.used_count;
    if (row->outcome == RECKON_OUTCOME_EMPTY)
        return true;
    for (size_t i = 0; i < p; i++)
        quantiles[i] = rk_natural(problem, from[i]);
    row->quantiles = quantiles;
    row->low = rk_natural(problem, from[p]);
    row->central = rk_natural(problem, from[p + 1]);
    row->high = rk_natural(problem, from[p + 2]);
    return fill_regions(problem, work, index, row);
}

static void fill_biases(const rk_problem *problem, const fit_work *work, reckon_result *result)
{
    size_t p = problem->probability_count;
    for (size_t i = 0; i < result->source_count; i++) {
        size_t at = work->place[i];
        if (at == SIZE_MAX || work->result.outcome == RECKON_OUTCOME_EMPTY)
            continue;
        const double *quantiles = work->result.bias_quantiles + at * (p + 3);
        result->sources[i].bias_mean = work->result.bias_mean[at];
        result->sources[i].bias_sd = work->result.bias_sd[at];
        result->sources[i].bias_low = quantiles[p];
        result->sources[i].bias_high = quantiles[p + 2];
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
    rk_fit_add(to, "k", (double)from->used_count);
    rk_fit_add(to, "certificate.effective_fraction", certificate->effective_fraction);
    rk_fit_add(to, "certificate.pareto_k", certificate->pareto_k);
    rk_fit_add(to, "certificate.quantile_error", certificate->quantile_error);
    rk_fit_add(to, "certificate.evidence_error", certificate->evidence_error);
    rk_fit_add(to, "certificate.quadrature_residual", certificate->quadrature_residual);
    rk_fit_add(to, "certificate.unconverged_mass", certificate->unconverged_mass);
    rk_fit_add(to, "certificate.neglected", certificate->neglected);
    rk_fit_add(to, "certificate.nodes", (double)certificate->nodes);
    rk_fit_add(to, "certificate.sweeps", (double)certificate->sweeps);
    rk_fit_add(to, "certificate.draws", (double)certificate->draws);
}

/* What identifies the level, in words: without an anchor or a prior on bias, truth is the sources' consensus. */
static bool assume(const fit_work *work, reckon_result *result)
{
    bool anchored = false, directed = false;
    for (size_t i = 0; i < work->problem.source_count; i++) {
        anchored = anchored || work->sources[i].bias == RECKON_TEMPORAL_ANCHOR;
        directed = directed || work->sources[i].bias != RECKON_TEMPORAL_EXCHANGEABLE;
    }
    const char *sentence = anchored   ? "sources that are anchors are taken as unbiased: they hold the level"
                           : directed ? "no source is an anchor: the level rests on the priors of the sources' biases, "
                                        "which the data cannot check"
                                      : "no source is an anchor and none has a prior on its bias: the truth here means "
                                        "the consensus of the sources";
    return rk_texts_add(&result->assumptions, "%s", sentence) &&
           rk_texts_add(&result->assumptions,
               "a range claims that the figure lies inside and nothing more; errors of single "
               "figures and biases of sources come on top");
}

/* The result echoes what was used where an option's default is "none". */
static void echo(const rk_problem *problem, const fit_work *work, reckon_result *result)
{
    const rk_option_table *table = &problem->method->options;
    result->options[rk_option_find(table, "initial_mean")].number = work->result.initial_mean;
    result->options[rk_option_find(table, "drift_scale")].number = work->result.drift_scale;
}

static reckon_status run(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    fit_work work;
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = RECKON_MEMORY;
    if (!make_room(problem, &work))
        goto out;
    pose(problem, &work);
    read_options(problem, &work.options);
    status = reckon_temporal_workspace_new(&work.problem, &work.workspace, &inner);
    if (status == RECKON_OK)
        status = reckon_temporal_fit(&work.problem, &work.options, work.workspace, &work.result, &inner);
    if (status != RECKON_OK)
        goto out;
    status = RECKON_MEMORY;
    for (size_t i = 0; i < result->row_count; i++)
        if (!fill_row(problem, &work, result, i))
            goto out;
    fill_biases(problem, &work, result);
    fill_fit(&work.result, &result->fit);
    echo(problem, &work, result);
    if (assume(&work, result))
        status = RECKON_OK;
out:
    work_free(&work);
    if (status == RECKON_MEMORY && inner.code == RECKON_OK)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the temporal model");
    return status == RECKON_OK ? status : rk_fail_at(error, status, inner.pointer, "%s", inner.message);
}

const rk_method rk_method_temporal = {
    "temporal",
    "one population that wanders, seen through sources with biases of their own; ranges and bounds taken as they are",
    "docs/temporal.md; Minka 2001",
    {options, sizeof options / sizeof *options},
    run,
    rk_temporal_work,
};
