/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result is made of, and how methods fill it. Once filled it is only read. */
#ifndef RK_RESULT_RESULT_H
#define RK_RESULT_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/result.h>

#include "core/sha256.h"
#include "core/texts.h"
#include "methods/answer.h"

/* One option as it was used: `text` for a choice, else `number` (NAN: none). */
typedef struct rk_echo {
    const char *name; /* static */
    const char *text; /* static, or NULL */
    double number;
} rk_echo;

struct reckon_result {
    char *population, *name, *unit, *title;
    char digest[RK_SHA256_TEXT]; /* of the evidence */
    char *as_of, *per;           /* as asked; NULL: not */
    reckon_range_claim claim;    /* its text is static */
    reckon_result_check *checks; /* [check_count] */
    size_t check_count;
    reckon_measure measure;
    const char *method; /* static */
    rk_echo *options;   /* [option_count] */
    size_t option_count;
    double level;
    double *probabilities; /* [probability_count] */
    size_t probability_count;
    reckon_row *rows; /* [row_count] */
    rk_fit *row_fits; /* [row_count], or NULL: one fit for the whole grid */
    size_t row_count;
    double *quantiles; /* [row_count][probability_count]: what rows point into */
    rk_fit fit;
    reckon_result_source *sources; /* [source_count] */
    size_t source_count;
    reckon_result_reading *readings; /* [reading_count] */
    size_t reading_count;
    reckon_outcome outcome;
    rk_texts notes, assumptions;
};

/* The intervals of a row, copied. False when memory is out. */
bool rk_row_set_regions(reckon_row *row, const reckon_range *regions, size_t count);

/* One of them, for whoever fills the row. */
reckon_range *rk_row_region(reckon_row *row, size_t index);

#endif
