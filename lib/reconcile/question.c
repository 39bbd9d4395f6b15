/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/question.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "reconcile/request.h"

/* Dates times probabilities: about 160 MB of quantiles. */
static const size_t max_cells = 20000000;

static reckon_status choose_population(const reckon_evidence *evidence,
    const reckon_request *request, size_t *population, reckon_error *error)
{
    char shown[RK_SHOWN], also[RK_SHOWN];
    size_t count = reckon_evidence_population_count(evidence);
    if (request && request->population) {
        *population = reckon_evidence_find_population(evidence, request->population);
        if (*population == (size_t)-1)
            return rk_fail_at(error, RECKON_REFERENCE, "/population",
                "the evidence has no population \"%s\"", rk_shown(shown, request->population));
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

static reckon_status read_evidence(rk_question *question, reckon_error *error)
{
    rk_evidence_options options;
    reckon_status status = rk_request_evidence_options(question->request, &options, error);
    const rk_reading_policy policy = {options.derived, question->as_of};
    if (status == RECKON_OK)
        status = rk_readings_build(question->evidence, question->population, &policy,
            &question->readings, &question->reading_count, error);
    if (status != RECKON_OK)
        return status;
    question->used = rk_alloc(question->reading_count, sizeof *question->used);
    if (!question->used)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the request");
    for (size_t i = 0; i < question->reading_count; i++)
        question->used[i] = question->readings[i].used;
    return RECKON_OK;
}

static reckon_status choose_years(rk_question *question, reckon_error *error)
{
    const reckon_request *request = question->request;
    double first = 0, last = 0;
    for (size_t i = 0; i < question->reading_count; i++) {
        double time = question->readings[i].time;
        first = i ? fmin(first, time) : time;
        last = i ? fmax(last, time) : time;
    }
    reckon_status status = RECKON_OK;
    if (question->reading_count || (request && (request->has_grid || request->date_count)))
        status =
            rk_request_years(request, first, last, &question->years, &question->year_count, error);
    if (status == RECKON_OK && question->year_count * (question->probability_count + 1) > max_cells)
        status = rk_fail_at(error, RECKON_LIMIT, "/probabilities",
            "%zu dates with %zu probabilities each are too many", question->year_count,
            question->probability_count);
    return status;
}

reckon_status rk_question_open(const reckon_evidence *evidence, const reckon_request *request,
    rk_question *question, reckon_error *error)
{
    static const double default_probabilities[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    *question = (rk_question){
        .evidence = evidence,
        .request = request,
        .per = request ? request->per_years : 1.0,
        .as_of = request ? request->as_of_time : INFINITY,
        .level = request ? request->level : 0.9,
        .probabilities = request ? request->probabilities : default_probabilities,
        .probability_count = request ? request->probability_count : 5,
        .max_work = request ? request->max_work : rk_default_work,
    };
    reckon_status status = reckon_evidence_check(evidence, error);
    if (status == RECKON_OK)
        status = choose_population(evidence, request, &question->population, error);
    if (status != RECKON_OK)
        return status;
    question->measure = reckon_evidence_population(evidence, question->population)->measure;
    if (request && request->per && question->measure != RECKON_FLOW)
        return rk_fail_at(error, RECKON_VALUE, "/per",
            "only a flow is told per some time; this population is none");
    status = read_evidence(question, error);
    if (status == RECKON_OK)
        status = choose_years(question, error);
    if (status != RECKON_OK)
        rk_question_close(question);
    return status;
}

void rk_question_close(rk_question *question)
{
    rk_free(question->readings);
    rk_free(question->used);
    rk_free(question->years);
    question->readings = NULL;
    question->used = NULL;
    question->years = NULL;
}

double rk_question_natural(const rk_question *question, double linked)
{
    if (!isfinite(linked))
        return NAN;
    double value = question->per * rk_unlink(question->measure, linked);
    return isfinite(value) ? value : NAN;
}
