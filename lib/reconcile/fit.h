/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One fit under a mask. Reconciling is one, comparing one for each method, explaining many: with a
 * figure or an origin left out, or with a term of the model switched off.
 */
#ifndef RK_RECONCILE_FIT_H
#define RK_RECONCILE_FIT_H

#include "methods/registry.h"
#include "reconcile/question.h"

typedef struct rk_fit_request {
    const rk_method *method;
    const void
        *options; /* of the method's own struct: rk_request_options(), then rk_fit_set_option() */
    const bool *used; /* [reading_count], or NULL: the question's own mask */
    int (*progress)(void *context, double done); /* or NULL */
    void *progress_context;
} rk_fit_request;

/*
 * Answers `question` by one method from the readings that the mask leaves; the prior of `temporal`
 * stands where all of the question's figures put it. On RECKON_OK free *answer with
 * rk_answer_free(). RECKON_LIMIT when it would take more than question->max_work.
 */
reckon_status rk_fit_under(const rk_question *question, const rk_fit_request *request,
    rk_answer *answer, reckon_error *error);

/* RECKON_LIMIT when the method would take more than `limit` steps. */
reckon_status rk_fit_check_work(
    const rk_problem *problem, const rk_method *method, size_t limit, reckon_error *error);

/* Changes one option of a method's struct by name, from text ("0", "none"): RECKON_OPTION when it
 * cannot be. */
reckon_status rk_fit_set_option(const rk_method *method, void *options, const char *name,
    const char *text, reckon_error *error);
/* The value of one by name; NAN for none, or when there is no such option. */
double rk_fit_option(const rk_method *method, const void *options, const char *name);

#endif
