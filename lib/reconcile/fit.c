/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/fit.h"

#include <math.h>

#include "core/gsl_handler.h"
#include "core/status.h"

reckon_status rk_fit_check_work(
    const rk_problem *problem, const rk_method *method, size_t limit, reckon_error *error)
{
    double steps;
    reckon_status status = method->work(problem, &steps, error);
    if (status != RECKON_OK || steps <= (double)limit)
        return status;
    return rk_fail_at(error, RECKON_LIMIT, "/grid",
        "%s of %zu estimates at %zu dates takes about %llu steps, more than max_work = %zu: ask "
        "for fewer dates, or "
        "raise max_work",
        method->id, problem->reading_count, problem->year_count,
        (unsigned long long)fmin(steps, 1e18), limit);
}

reckon_status rk_fit_under(const rk_question *question, const rk_fit_request *request,
    rk_answer *answer, reckon_error *error)
{
    const rk_problem problem = {
        .evidence = question->evidence,
        .population = question->population,
        .measure = question->measure,
        .method = request->method->id,
        .options = request->options,
        .level = question->level,
        .probabilities = question->probabilities,
        .probability_count = question->probability_count,
        .years = question->years,
        .year_count = question->year_count,
        .readings = question->readings,
        .used = request->used ? request->used : question->used,
        .reading_count = question->reading_count,
        .progress = request->progress,
        .progress_context = request->progress_context,
    };
    reckon_status status = rk_fit_check_work(&problem, request->method, question->max_work, error);
    if (status != RECKON_OK)
        return status;
    if (!rk_answer_init(answer, problem.year_count, problem.probability_count, problem.readings,
            problem.used, problem.reading_count, reckon_evidence_source_count(problem.evidence)))
        return rk_fail(error, RECKON_MEMORY, "out of memory for the answer");
    rk_gsl_enter();
    status = request->method->run(&problem, answer, error);
    rk_gsl_leave();
    if (status != RECKON_OK)
        rk_answer_free(answer);
    return status;
}

reckon_status rk_fit_set_option(
    const rk_method *method, void *options, const char *name, const char *text, reckon_error *error)
{
    size_t base;
    const rk_option_row *row = rk_method_option(method, name, &base);
    if (!row)
        return rk_fail(error, RECKON_OPTION, "method %s has no option %s", method->id, name);
    return rk_option_set_text(row, text, (char *)options + base, error);
}

double rk_fit_option(const rk_method *method, const void *options, const char *name)
{
    size_t base;
    const rk_option_row *row = rk_method_option(method, name, &base);
    return row ? rk_option_get(row, (const char *)options + base) : NAN;
}
