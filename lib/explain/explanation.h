/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an explanation is made of. Once filled it is only read. */
#ifndef RK_EXPLAIN_EXPLANATION_H
#define RK_EXPLAIN_EXPLANATION_H

#include <reckon/explain.h>

#include "core/texts.h"

enum { RK_VARIATION_KINDS = RECKON_VARIATION_HELP + 1 };

typedef struct rk_variations {
    reckon_variation *rows; /* [count]; name and text are static */
    size_t count;
} rk_variations;

struct reckon_explanation {
    char *population, *name, *unit; /* per: see `per` */
    char *per;                      /* as asked; NULL: not */
    reckon_measure measure;
    const char *method; /* static */
    double level;
    double claimed;               /* probability that the ranges claim; NAN: none */
    double first_year, last_year; /* of the figures in use; NAN: none */
    size_t figure_count, origin_count;
    reckon_explained_date *dates; /* [date_count] */
    size_t date_count;
    reckon_left_out *left_out; /* [left_out_count] */
    size_t left_out_count;
    reckon_clash *clashes; /* [clash_count]; ids point into left_out's */
    size_t clash_count;
    rk_variations variations[RK_VARIATION_KINDS];
    rk_texts notes;
};

/* high / low, of odds for shares; NAN without both ends. */
double rk_explained_width(reckon_measure measure, const reckon_explained_range *range);

/* A row of `dates` ranges and widths in *row, which owns them. False when memory is out. */
bool rk_variation_init(reckon_variation *row, size_t dates);
void rk_variation_clear(reckon_variation *row);

#endif
