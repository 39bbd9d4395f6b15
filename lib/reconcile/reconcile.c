/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front door: evidence -> readings -> method -> result. */
#include <reckon/reconcile.h>

#include <math.h>
#include <string.h>

#include "core/gsl_handler.h"
#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "methods/method.h"
#include "reconcile/request.h"

/* Dates times probabilities: about 160 MB of quantiles. */
static const size_t max_cells = 20000000;

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory for the result");
}

static reckon_status choose_population(
    const reckon_evidence *evidence, const reckon_request *request, size_t *population, reckon_error *error)
{
    char shown[RK_SHOWN], also[RK_SHOWN];
    size_t count = reckon_evidence_population_count(evidence);
    if (request && request->population) {
        *population = reckon_evidence_find_population(evidence, request->population);
        if (*population == (size_t)-1)
            return rk_fail_at(error, RECKON_REFERENCE, "/population", "the evidence has no population \"%s\"",
                rk_shown(shown, request->population));
        return RECKON_OK;
    }
    if (count == 1) {
        *population = 0;
        return RECKON_OK;
    }
    if (count == 0)
        return rk_fail_at(error, RECKON_REFERENCE, "/population", "the evidence has no population");
    return rk_fail_at(error, RECKON_REFERENCE, "/population",
        "the evidence has %zu populations (\"%s\", \"%s\"%s): say which", count,
        rk_shown(shown, reckon_evidence_population(evidence, 0)->id),
        rk_shown(also, reckon_evidence_population(evidence, 1)->id), count > 2 ? ", ..." : "");
}

/* The first and last time of all readings, used or not. False when there is none. */
static bool span_of(const rk_problem *problem, double *first, double *last)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        double time = problem->readings[i].time;
        *first = i ? fmin(*first, time) : time;
        *last = i ? fmax(*last, time) : time;
    }
    return problem->reading_count > 0;
}

/* What the result says of the question and of every assumption it was asked under. */
static bool echo_question(const rk_problem *problem, reckon_result *result)
{
    const reckon_population *population = reckon_evidence_population(problem->evidence, problem->population);
    const rk_option_table *table = &problem->method->options;
    result->population = rk_strdup(population->id);
    result->name = rk_strdup(population->name ? population->name : population->id);
    const char *unit = problem->measure == RECKON_SHARE ? "fraction" : "persons";
    result->unit = rk_strdup(population->unit ? population->unit : unit);
    result->measure = problem->measure;
    result->method = problem->method->id;
    result->level = problem->level;
    result->options = rk_alloc(table->count, sizeof *result->options);
    result->probabilities = rk_alloc(problem->probability_count, sizeof *result->probabilities);
    if (!result->population || !result->name || !result->unit || !result->options || !result->probabilities)
        return false;
    for (size_t i = 0; i < table->count; i++) {
        const reckon_option *option = &table->options[i];
        bool is_choice = option->type == RECKON_OPTION_CHOICE;
        result->options[i] = (rk_echo){
            .name = option->name,
            .text = is_choice ? option->choices[problem->options[i].choice] : NULL,
            .number = is_choice ? NAN : problem->options[i].number,
        };
    }
    result->option_count = table->count;
    result->probability_count = problem->probability_count;
    if (problem->probability_count)
        memcpy(result->probabilities, problem->probabilities, problem->probability_count * sizeof(double));
    return true;
}

static bool lay_out_rows(const rk_problem *problem, reckon_result *result)
{
    result->rows = rk_alloc(problem->year_count, sizeof *result->rows);
    result->quantiles = rk_alloc(problem->year_count * problem->probability_count, sizeof *result->quantiles);
    if (!result->rows || !result->quantiles)
        return false;
    result->row_count = problem->year_count;
    for (size_t i = 0; i < problem->year_count; i++) {
        reckon_row *row = &result->rows[i];
        row->year = problem->years[i];
        row->low = row->central = row->high = NAN;
        reckon_date_text(row->year, row->date);
    }
    return true;
}

static bool lay_out_sources(const rk_problem *problem, reckon_result *result)
{
    size_t count = reckon_evidence_source_count(problem->evidence);
    result->sources = rk_alloc(count, sizeof *result->sources);
    if (!result->sources)
        return false;
    for (size_t i = 0; i < count; i++) {
        result->sources[i] = (reckon_result_source){
            .id = rk_strdup(reckon_evidence_source(problem->evidence, i)->id),
            .weight = reckon_evidence_source_weight(problem->evidence, i),
            .bias_mean = NAN,
            .bias_sd = NAN,
            .bias_low = NAN,
            .bias_high = NAN,
        };
        result->source_count++;
        if (!result->sources[i].id)
            return false;
    }
    return true;
}

/* Sources that no reading of this population comes from say nothing here: they leave the result. */
static bool keep_sources_in_use(const rk_problem *problem, reckon_result *result)
{
    size_t kept = 0;
    bool *speaks = rk_alloc(result->source_count, sizeof *speaks);
    if (!speaks)
        return false;
    for (size_t i = 0; i < problem->reading_count; i++)
        speaks[problem->readings[i].source] = speaks[problem->readings[i].origin] = true;
    for (size_t i = 0; i < result->source_count; i++) {
        if (speaks[i])
            result->sources[kept++] = result->sources[i];
        else
            rk_free(result->sources[i].id);
    }
    result->source_count = kept;
    rk_free(speaks);
    return true;
}

static bool echo_readings(const rk_problem *problem, reckon_result *result)
{
    result->readings = rk_alloc(problem->reading_count, sizeof *result->readings);
    if (!result->readings)
        return false;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *from = &problem->readings[i];
        const char *source = reckon_evidence_source(problem->evidence, from->source)->id;
        reckon_result_reading *to = &result->readings[i];
        *to = (reckon_result_reading){
            .estimate = rk_strdup(reckon_evidence_estimate(problem->evidence, from->estimate)->id),
            .source = rk_strdup(source),
            .kind = rk_reading_kind_name(from->kind),
            .low = from->low,
            .high = from->high,
            .log_centre = from->centre,
            .log_sd = from->sd,
            .weight = from->weight,
            .time = from->time,
            .used = from->used,
            .reason = from->reason[0] ? rk_strdup(from->reason) : NULL,
            .note = from->note[0] ? rk_strdup(from->note) : NULL,
        };
        result->reading_count++;
        if (!to->estimate || !to->source || (from->reason[0] && !to->reason) || (from->note[0] && !to->note))
            return false;
    }
    return true;
}

/* The outcome of the whole is the worst of its dates; where dates differ, a note counts them. */
static bool summarise_outcome(reckon_result *result)
{
    size_t counts[RECKON_OUTCOME_UNRESOLVED + 1] = {0};
    for (size_t i = 0; i < result->row_count; i++) {
        counts[result->rows[i].outcome]++;
        result->outcome = rk_outcome_worse(result->outcome, result->rows[i].outcome);
    }
    if (result->row_count == 0)
        result->outcome = RECKON_OUTCOME_EMPTY;
    for (int outcome = RECKON_OUTCOME_BOUNDARY; outcome <= RECKON_OUTCOME_UNRESOLVED; outcome++)
        if (counts[outcome] && !rk_texts_add(&result->notes, "%zu of %zu dates: %s", counts[outcome], result->row_count,
                                   reckon_outcome_text((reckon_outcome)outcome)))
            return false;
    if (result->reading_count == 0)
        return rk_texts_add(&result->notes, "there is no estimate of this population");
    return true;
}

static bool has_missing_number(const reckon_result *result, const reckon_row *row)
{
    if (row->outcome >= RECKON_OUTCOME_EMPTY)
        return false;
    bool missing = isnan(row->low) || isnan(row->central) || isnan(row->high);
    for (size_t i = 0; row->quantiles && i < result->probability_count && !missing; i++)
        missing = isnan(row->quantiles[i]);
    return missing;
}

static bool note_what_is_open(reckon_result *result)
{
    for (size_t i = 0; i < result->row_count; i++) {
        if (has_missing_number(result, &result->rows[i]))
            return rk_texts_add(&result->notes,
                "a number that is not shown is not finite: no estimate closes that end, or it is too large");
    }
    return true;
}

/* Runs one method on a problem that is ready but for its readings and dates. */
static reckon_status solve(
    rk_problem *problem, const reckon_request *request, reckon_result **result, reckon_error *error)
{
    double first = 0, last = 0, *years = NULL;
    reckon_result *made = NULL;
    bool keep = strcmp(rk_option_choice(problem, "derived"), "keep") == 0;
    const rk_reading_policy policy = {keep ? RK_DERIVED_KEEP : RK_DERIVED_SKIP, INFINITY};
    reckon_status status = rk_readings_build(
        problem->evidence, problem->population, &policy, &problem->readings, &problem->reading_count, error);
    if (status != RECKON_OK)
        goto out;
    bool asked = request && (request->has_grid || request->date_count);
    if (span_of(problem, &first, &last) || asked)
        status = rk_request_years(request, first, last, &years, &problem->year_count, error);
    problem->years = years;
    if (status == RECKON_OK && problem->year_count * (problem->probability_count + 1) > max_cells)
        status = rk_fail_at(error, RECKON_LIMIT, "/probabilities", "%zu dates with %zu probabilities each are too many",
            problem->year_count, problem->probability_count);
    if (status == RECKON_OK)
        status = rk_check_work(problem, request, error);
    if (status != RECKON_OK)
        goto out;
    made = rk_alloc(1, sizeof *made);
    if (!made || !echo_question(problem, made) || !lay_out_rows(problem, made) || !lay_out_sources(problem, made)) {
        status = no_memory(error);
        goto out;
    }
    rk_gsl_enter();
    status = problem->method->run(problem, made, error);
    rk_gsl_leave();
    if (status != RECKON_OK)
        goto out;
    if (!keep_sources_in_use(problem, made) || !echo_readings(problem, made) || !summarise_outcome(made) ||
        !note_what_is_open(made)) {
        status = no_memory(error);
        goto out;
    }
    *result = made;
    made = NULL;
out:
    reckon_result_free(made);
    rk_free(problem->readings);
    rk_free(years);
    return status;
}

/* The part of a problem that evidence and request alone decide. */
static reckon_status pose(const reckon_evidence *evidence, const reckon_request *request, const rk_method *method,
    bool strict, rk_problem *problem, reckon_error *error)
{
    static const double default_probabilities[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    *problem = (rk_problem){
        .evidence = evidence,
        .method = method,
        .level = request ? request->level : 0.9,
        .probabilities = request ? request->probabilities : default_probabilities,
        .probability_count = request ? request->probability_count : 5,
        .progress = request ? request->progress : NULL,
        .progress_context = request ? request->progress_context : NULL,
    };
    reckon_status status = reckon_evidence_check(evidence, error);
    if (status == RECKON_OK)
        status = choose_population(evidence, request, &problem->population, error);
    if (status == RECKON_OK)
        status = rk_request_options(request, method, strict, problem->options, error);
    if (status == RECKON_OK)
        problem->measure = reckon_evidence_population(evidence, problem->population)->measure;
    return status;
}

reckon_status reckon_reconcile(
    const reckon_evidence *evidence, const reckon_request *request, reckon_result **result, reckon_error *error)
{
    if (result)
        *result = NULL;
    if (!evidence || !result)
        return rk_fail(error, RECKON_ARGUMENT, "evidence and a place for the result are needed");
    const char *id = request && request->method ? request->method : RECKON_DEFAULT_METHOD;
    rk_problem problem;
    reckon_status status = pose(evidence, request, rk_method_find(id), true, &problem, error);
    return status == RECKON_OK ? solve(&problem, request, result, error) : status;
}

reckon_status reckon_compare(const reckon_evidence *evidence, const reckon_request *request, reckon_result ***results,
    size_t *count, reckon_error *error)
{
    if (results)
        *results = NULL;
    if (count)
        *count = 0;
    if (!evidence || !results || !count)
        return rk_fail(error, RECKON_ARGUMENT, "evidence and a place for the results and their count are needed");
    reckon_result **all = rk_alloc(rk_method_count, sizeof *all);
    if (!all)
        return no_memory(error);
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < rk_method_count && status == RECKON_OK; i++) {
        rk_problem problem;
        status = pose(evidence, request, rk_methods[i], false, &problem, error);
        if (status == RECKON_OK)
            status = solve(&problem, request, &all[i], error);
    }
    if (status != RECKON_OK) {
        reckon_results_free(all, rk_method_count);
        return status;
    }
    *results = all;
    *count = rk_method_count;
    return RECKON_OK;
}
