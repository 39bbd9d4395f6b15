/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all methods but `temporal` share: each date of the grid is answered by itself, from readings that have aged. A
 * reading dated t_i gets drift^2 |t - t_i| added to its variance on the link scale; as a set, its ends move apart by z
 * drift sqrt|t - t_i|.
 */
#ifndef RK_METHODS_CLASSICAL_H
#define RK_METHODS_CLASSICAL_H

#include "methods/method.h"

/* The readings that count at one date, on the link scale, as they stand after ageing. */
typedef struct rk_aged {
    size_t count;
    double *low, *high;  /* [count] as sets; infinite on an open side */
    double *centre, *sd; /* [count] as normal distributions; not filled for bounds */
    double *weight;      /* [count] */
} rk_aged;

/* The answer of one date, on the link scale; the driver turns it into a row. */
typedef struct rk_answer {
    double low, central, high; /* may be infinite; NAN: none */
    double *quantiles;         /* [probability_count]; filled when has_quantiles */
    bool has_quantiles;
    reckon_range *regions; /* [region_capacity] */
    size_t region_count, region_capacity;
    reckon_outcome outcome;
    rk_fit fit;
} rk_answer;

typedef enum rk_need { RK_NEED_SETS, RK_NEED_DISTRIBUTIONS } rk_need;

/* What a method that answers date by date is made of. */
typedef struct rk_rule {
    rk_need need;
    /* Makes whatever `answer` needs for up to `count` readings; may be NULL. */
    reckon_status (*prepare)(const rk_problem *problem, size_t count, void **workspace, reckon_error *error);
    void (*release)(void *workspace);
    /* Answers one date from aged->count >= 1 readings. */
    reckon_status (*answer)(const rk_problem *problem, const rk_aged *aged, void *workspace, rk_answer *answer,
        reckon_result *result, reckon_error *error);
} rk_rule;

/* Runs a rule over the grid. */
reckon_status rk_classical_run(rk_problem *problem, const rk_rule *rule, reckon_result *result, reckon_error *error);

/* A number of the link scale as one of persons; NAN where it does not exist: not finite, or too large for a double. */
double rk_natural(const rk_problem *problem, double linked);

/* Options that every such method has; each method's table starts with its own and ends with these. */
#define RK_CLASSICAL_OPTIONS                                                                                           \
    {"drift", RECKON_OPTION_NUMBER, 0.2, NULL, 0.0, 10.0, NULL, "log units per sqrt(year)",                            \
        "how fast the number wanders: evidence away from a date is widened by it"},                                    \
        {"horizon", RECKON_OPTION_NUMBER, NAN, NULL, 0.0, 1000.0, NULL, "years",                                       \
            "evidence farther than this from a date is not used for it"},                                              \
        {"window", RECKON_OPTION_CHOICE, NAN, "both", 0, 0, rk_window_choices, "",                                     \
            "use evidence from both sides of a date, or from its past only"},                                          \
        {"range_level", RECKON_OPTION_NUMBER, 0.9, NULL, 0.001, 0.9999, NULL, "probability",                           \
            "the probability that a range without a stated level is read to hold"},                                    \
    {                                                                                                                  \
        "derived", RECKON_OPTION_CHOICE, NAN, "skip", 0, 0, rk_derived_choices, "",                                    \
            "what is derived from another estimate in use: skip or keep"                                               \
    }
enum { RK_CLASSICAL_OPTION_COUNT = 5 };
extern const char *const rk_window_choices[], *const rk_derived_choices[];

#endif
