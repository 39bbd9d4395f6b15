/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question made ready: the population, its readings and the dates, checked and read once,
 * whatever methods then answer it and however often.
 */
#ifndef RK_RECONCILE_QUESTION_H
#define RK_RECONCILE_QUESTION_H

#include <reckon/reconcile.h>

#include "methods/method.h"

typedef struct rk_question {
    const reckon_evidence *evidence; /* borrowed, as is the request (NULL: everything by default) */
    const reckon_request *request;
    size_t population; /* index */
    reckon_measure measure;
    double as_of; /* decimal year: what is not known to be published by then is not used; INFINITY:
                     all is */
    double per;   /* a flow is told per so many years; 1 for everything else */
    rk_reading *readings; /* [reading_count] */
    bool *used;           /* [reading_count]: the mask by default, what each reading says itself */
    size_t reading_count;
    double *years; /* [year_count], rising */
    size_t year_count;
    double level;
    const double *probabilities; /* [probability_count], borrowed */
    size_t probability_count;
    size_t max_work;
} rk_question;

/* Fails as reckon_reconcile() does; `question` then needs no closing. */
reckon_status rk_question_open(const reckon_evidence *evidence, const reckon_request *request,
    rk_question *question, reckon_error *error);
void rk_question_close(rk_question *question);

/* A number of the link scale as the result tells it; NAN where there is none: not finite, or too
 * large for a double. */
double rk_question_natural(const rk_question *question, double linked);

#endif
