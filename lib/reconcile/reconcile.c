/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front door: question -> readings -> fit under a mask -> result. */
#include <reckon/reconcile.h>

#include "core/memory.h"
#include "core/status.h"
#include "reconcile/checks.h"
#include "reconcile/fit.h"
#include "reconcile/progress.h"
#include "reconcile/request.h"
#include "reconcile/tell.h"

/* One method's result; with `strict`, a setting that the method does not have is an error. */
static reckon_status answer_by(const rk_question *question, const rk_method *method, bool strict,
    rk_progress *progress, reckon_result **result, reckon_error *error)
{
    void *options = rk_alloc(1, method->options_size);
    if (!options)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the request");
    rk_answer answer;
    const rk_fit_request fit = {.method = method,
        .options = options,
        .progress = progress->report ? rk_progress_pass : NULL,
        .progress_context = progress};
    reckon_status status = rk_request_options(question->request, method, strict, options, error);
    if (status == RECKON_OK)
        status = rk_fit_under(question, &fit, &answer, error);
    if (status == RECKON_OK) {
        status = rk_tell(question, method, options, &answer, result, error);
        rk_answer_free(&answer);
    }
    if (status == RECKON_OK) {
        status = rk_score_checks(question, method, options, *result, error);
        if (status != RECKON_OK) {
            reckon_result_free(*result);
            *result = NULL;
        }
    }
    rk_free(options);
    return status;
}

reckon_status reckon_reconcile(const reckon_evidence *evidence, const reckon_request *request,
    reckon_result **result, reckon_error *error)
{
    if (result)
        *result = NULL;
    if (!evidence || !result)
        return rk_fail(error, RECKON_ARGUMENT, "evidence and a place for the result are needed");
    const char *id = request && request->method ? request->method : RECKON_DEFAULT_METHOD;
    rk_question question;
    reckon_status status = rk_question_open(evidence, request, &question, error);
    if (status != RECKON_OK)
        return status;
    rk_progress progress = rk_progress_of(request, 1);
    status = answer_by(&question, rk_method_find(id), true, &progress, result, error);
    rk_question_close(&question);
    return status;
}

reckon_status reckon_compare(const reckon_evidence *evidence, const reckon_request *request,
    reckon_result ***results, size_t *count, reckon_error *error)
{
    if (results)
        *results = NULL;
    if (count)
        *count = 0;
    if (!evidence || !results || !count)
        return rk_fail(error, RECKON_ARGUMENT,
            "evidence and a place for the results and their count are needed");
    rk_question question;
    reckon_result **all = NULL;
    reckon_status status = rk_question_open(evidence, request, &question, error);
    if (status != RECKON_OK)
        return status;
    all = rk_alloc(rk_method_count, sizeof *all);
    if (!all)
        status = rk_fail(error, RECKON_MEMORY, "out of memory for the results");
    rk_progress progress = rk_progress_of(request, rk_method_count);
    for (size_t i = 0; i < rk_method_count && status == RECKON_OK; i++) {
        status = answer_by(&question, rk_methods[i], false, &progress, &all[i], error);
        rk_progress_next(&progress);
    }
    rk_question_close(&question);
    if (status != RECKON_OK) {
        reckon_results_free(all, rk_method_count);
        return status;
    }
    *results = all;
    *count = rk_method_count;
    return RECKON_OK;
}
