/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all methods but `temporal` share: each date of the grid is answered by itself, from readings
 * that have aged. A reading dated t_i gets drift^2 |t - t_i| added to its variance on the link
 * scale; as a set, its ends move apart by z drift sqrt|t - t_i|.
 */
#ifndef RK_METHODS_CLASSICAL_H
#define RK_METHODS_CLASSICAL_H

#include "methods/method.h"

/* Which figures there are at all: the same for every method, so that a comparison reads the
 * evidence once. */
typedef struct rk_evidence_options {
    rk_derived_policy derived;
} rk_evidence_options;

typedef enum rk_window { RK_WINDOW_BOTH, RK_WINDOW_PAST } rk_window;
typedef enum rk_votes { RK_VOTES_ORIGIN, RK_VOTES_FIGURE } rk_votes;

typedef struct rk_classical_options {
    double drift;   /* link units per sqrt(year) */
    double horizon; /* years; NAN: none */
    rk_window window;
    double range_level;
    rk_votes votes;
} rk_classical_options;

extern const rk_option_rows rk_evidence_option_rows, rk_classical_option_rows;

/* The options of a method that has none of its own; the others begin with their own and end with
 * these two. */
typedef struct rk_plain_options {
    rk_classical_options classical;
    rk_evidence_options evidence;
} rk_plain_options;

/* The readings that count at one date, on the link scale, as they stand after ageing. */
typedef struct rk_aged {
    size_t count;
    size_t *reading;     /* [count] index into the problem's readings */
    double *low, *high;  /* [count] as sets; infinite on an open side */
    double *centre, *sd; /* [count] as normal distributions; not filled for bounds */
    double *spread;      /* [count] sd that ageing adds; sd has it in */
    double *weight;      /* [count] */
    bool by_origin;      /* votes=origin */
} rk_aged;

/* The answer of one date, on the link scale; the driver turns it into a row. */
typedef struct rk_date_answer {
    double low, central, high; /* may be infinite; NAN: none */
    double *quantiles;         /* [probability_count]; filled when has_quantiles */
    bool has_quantiles;
    reckon_range *regions; /* [region_capacity] */
    size_t region_count, region_capacity;
    reckon_outcome outcome;
    rk_fit fit;
} rk_date_answer;

typedef enum rk_need { RK_NEED_SETS, RK_NEED_DISTRIBUTIONS } rk_need;

/* What a method that answers date by date is made of. */
typedef struct rk_rule {
    rk_need need;
    size_t classical; /* where the rk_classical_options lie in the method's options struct */
    bool merges; /* with votes=origin the method merges an origin's figures itself; else they share
                    its weight */
    /* Makes whatever `answer` needs for up to `count` readings; may be NULL. */
    reckon_status (*prepare)(const rk_problem *problem, const rk_answer *whole, size_t count,
        void **workspace, reckon_error *error);
    void (*release)(void *workspace);
    /* Answers one date from aged->count >= 1 readings; notes go to `whole`. */
    reckon_status (*answer)(const rk_problem *problem, const rk_aged *aged, void *workspace,
        rk_date_answer *date, rk_answer *whole, reckon_error *error);
} rk_rule;

/* Runs a rule over the grid. */
reckon_status rk_classical_run(
    const rk_problem *problem, const rk_rule *rule, rk_answer *answer, reckon_error *error);

/* Reports progress; RECKON_CANCELLED when the caller wants to stop. */
reckon_status rk_report_progress(const rk_problem *problem, double done, reckon_error *error);

/* The id of the estimate behind a reading, made fit for a message. */
const char *rk_reading_id(const rk_problem *problem, size_t reading, char *to);

#endif
