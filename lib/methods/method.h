/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every method is: a const descriptor in the registry. A method is given a problem, of which
 * it changes nothing, and fills an answer that stands ready (methods/answer.h).
 */
#ifndef RK_METHODS_METHOD_H
#define RK_METHODS_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>

#include "core/option.h"
#include "evidence/readings.h"
#include "methods/answer.h"

/* What a method is asked: everything after defaulting and checking. All of it is borrowed and only
 * read. */
typedef struct rk_problem {
    const reckon_evidence *evidence;
    size_t population; /* index */
    reckon_measure measure;
    const char *method;  /* id, for messages */
    const void *options; /* the method's own struct, checked */
    double level;
    const double *probabilities; /* [probability_count], rising */
    size_t probability_count;
    const double *years; /* [year_count], rising */
    size_t year_count;
    const rk_reading *readings; /* [reading_count], of this population */
    const bool *used; /* [reading_count]: the mask; what is false takes no part, whatever the
                         reading says */
    size_t reading_count;
    int (*progress)(void *context, double done); /* or NULL */
    void *progress_context;
} rk_problem;

/* Rows of a method's option table whose fields lie in a struct that begins at `offset` in the
 * method's own. */
typedef struct rk_option_part {
    const rk_option_rows *rows;
    size_t offset;
} rk_option_part;

enum { RK_OPTION_PARTS = 4 };

typedef struct rk_method {
    const char *id;
    const char *summary;
    const char *reference;
    size_t options_size;                   /* of the method's options struct */
    rk_option_part parts[RK_OPTION_PARTS]; /* the tables of its fields, in the order in which they
                                              are echoed */
    /* Fills rows, quantiles, fit, uses, biases, notes and assumptions. */
    reckon_status (*run)(const rk_problem *problem, rk_answer *answer, reckon_error *error);
    /* Estimates what run() will take, in steps of at most 0.1 microseconds; it is held to a limit
     * before. */
    reckon_status (*work)(const rk_problem *problem, double *steps, reckon_error *error);
} rk_method;

#endif
