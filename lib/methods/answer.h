/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a method gives: plain data on the link scale (log, or logit for a share). The result
 * (lib/result) tells it in persons, beside the question.
 */
#ifndef RK_METHODS_ANSWER_H
#define RK_METHODS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/outcome.h>
#include <reckon/range.h>

#include "core/texts.h"
#include "evidence/readings.h"

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

/* Silently full at RK_FIT_MAX would be a defect, so RK_FIT_MAX is sized for every method. */
void rk_fit_add(rk_fit *fit, const char *name, double value);
/* NAN when there is no such number. */
double rk_fit_get(const rk_fit *fit, const char *name);

/* One date. */
typedef struct rk_answer_row {
    double low, central, high;         /* may be infinite: an open end; NAN: there is none */
    bool has_quantiles;                /* answer->quantiles holds this row's */
    size_t region_start, region_count; /* in answer->regions; 0 of them: low to high is the one */
    size_t used;                       /* figures that count at this date */
    double decided; /* share of the width that the figures decided; NAN: not known */
    reckon_outcome outcome;
} rk_answer_row;

/* How a method took one reading. Begins as the reading stands under the mask. */
typedef struct rk_use {
    bool used;
    char reason[192];           /* why not; "" when it is */
    double link_low, link_high; /* as a set */
    double centre, sd;          /* as a distribution */
    bool widened;               /* link_low and link_high are not the stated ends */
    double gross; /* probability of being a gross error; NAN: the method has no such thing */
    double shock; /* probability of a jump in the gap before it; NAN likewise */
} rk_use;

/* A source's bias as a log-ratio to the truth; NAN where none is estimated. */
typedef struct rk_bias {
    double mean, sd, low, high;
} rk_bias;

/* What low to high claim. */
typedef struct rk_claim {
    double probability; /* NAN: none is claimed */
    const char *text;   /* static, one sentence */
} rk_claim;

typedef struct rk_answer {
    rk_answer_row *rows; /* [row_count] */
    size_t row_count;
    double *quantiles; /* [row_count][probability_count] */
    size_t probability_count;
    reckon_range *regions; /* [region_count] of all rows, rising in each */
    size_t region_count, region_room;
    rk_fit fit;       /* of the whole grid, or of its last date */
    rk_fit *row_fits; /* [row_count], or NULL: one fit for the whole grid */
    rk_use *uses;     /* [use_count]: one for each reading */
    size_t use_count;
    rk_bias *biases; /* [bias_count]: one for each source of the evidence */
    size_t bias_count;
    double *draws; /* [draw_count][row_count] joint paths, or NULL */
    size_t draw_count;
    rk_claim claim;
    rk_fit defaulted; /* what options whose default is "none" came to, by name */
    rk_texts notes, assumptions;
} rk_answer;

/* Room for rows and uses of a problem; the uses are as the readings stand under
 * used[reading_count]. */
bool rk_answer_init(rk_answer *answer, size_t rows, size_t probabilities,
    const rk_reading *readings, const bool *used, size_t reading_count, size_t source_count);
void rk_answer_free(rk_answer *answer);

/* Gives a row regions of its own, copied. False when memory is out. */
bool rk_answer_add_regions(
    rk_answer *answer, size_t row, const reckon_range *regions, size_t count);

/* Takes a reading out of use and says why. */
void rk_use_not(rk_use *use, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The worse of two outcomes. */
reckon_outcome rk_outcome_worse(reckon_outcome a, reckon_outcome b);

#endif
