/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result is made of, and how methods fill it. Once filled it is only read. */
#ifndef RK_RESULT_RESULT_H
#define RK_RESULT_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/result.h>

#include "evidence/readings.h"

/* A growing list of sentences or names, each an own copy. */
typedef struct rk_texts {
    char **items; /* [count] */
    size_t count;
} rk_texts;

/* One named number of a fit; a name with a point ("mu.median") is nested in JSON. */
typedef struct rk_fit_number {
    const char *name; /* static */
    double value;
} rk_fit_number;

enum { RK_FIT_MAX = 48 };

typedef struct rk_fit {
    rk_fit_number numbers[RK_FIT_MAX];
    size_t count;
} rk_fit;

/* One option as it was used: `text` for a choice, else `number` (NAN: none). */
typedef struct rk_echo {
    const char *name; /* static */
    const char *text; /* static, or NULL */
    double number;
} rk_echo;

struct reckon_result {
    char *population, *name, *unit;
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

/* Adds a number to a fit; silently full at RK_FIT_MAX would be a defect, so the tables are sized for every method. */
void rk_fit_add(rk_fit *fit, const char *name, double value);

/* Adds a sentence made by printf; the same sentence is kept once. False when memory is out. */
bool rk_texts_add(rk_texts *texts, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rk_texts_free(rk_texts *texts);

/* The intervals of a row, copied. False when memory is out. */
bool rk_row_set_regions(reckon_row *row, const reckon_range *regions, size_t count);

/* The worse of two outcomes. */
reckon_outcome rk_outcome_worse(reckon_outcome a, reckon_outcome b);

#endif
