/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every method is: a const descriptor in the registry. A method gets a problem, whose readings it may mark as not
 * usable, and fills the rows, the fit and the notes of a result that stands ready.
 */
#ifndef RK_METHODS_METHOD_H
#define RK_METHODS_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/reconcile.h>

#include "evidence/readings.h"
#include "methods/option.h"
#include "result/result.h"

typedef struct rk_method rk_method;

/* A question made ready: everything after defaulting and checking. */
typedef struct rk_problem {
    const reckon_evidence *evidence;
    size_t population; /* index */
    reckon_measure measure;
    const rk_method *method;
    rk_option_value options[RK_MAX_OPTIONS]; /* in the order of the method's table */
    double level;
    const double *probabilities; /* [probability_count] */
    size_t probability_count;
    const double *years; /* [year_count], rising */
    size_t year_count;
    rk_reading *readings; /* [reading_count], of this population; a method may clear `used` and say why */
    size_t reading_count;
    reckon_progress progress; /* or NULL */
    void *progress_context;
} rk_problem;

struct rk_method {
    const char *id;
    const char *summary;
    const char *reference;
    rk_option_table options;
    /* Fills result->rows (dates are set), quantiles, fit, sources' bias, notes and assumptions. */
    reckon_status (*run)(rk_problem *problem, reckon_result *result, reckon_error *error);
    /* Estimates what run() will take, in steps of at most 0.1 microseconds; it is held to a limit before. */
    reckon_status (*work)(const rk_problem *problem, double *steps, reckon_error *error);
};

/* For `work`: in proportion to readings times dates, lightly, with sorting or iteration, and with integrals. */
reckon_status rk_light_work(const rk_problem *problem, double *steps, reckon_error *error);
reckon_status rk_common_work(const rk_problem *problem, double *steps, reckon_error *error);
reckon_status rk_heavy_work(const rk_problem *problem, double *steps, reckon_error *error);
/* For the temporal model: to readings and dates, and to the square of the sources whose biases hang together. */
reckon_status rk_temporal_work(const rk_problem *problem, double *steps, reckon_error *error);

/* The registry, in the order of the documentation. */
extern const rk_method *const rk_methods[];
extern const size_t rk_method_count;
const rk_method *rk_method_find(const char *id);

/* The value of an option by name; the name must be in the method's table. */
double rk_option_number(const rk_problem *problem, const char *name);
const char *rk_option_choice(const rk_problem *problem, const char *name);
int rk_option_choice_index(const rk_problem *problem, const char *name);

/* Reports progress; RECKON_CANCELLED when the caller wants to stop. */
reckon_status rk_report_progress(const rk_problem *problem, double done, reckon_error *error);

extern const rk_method rk_method_temporal, rk_method_envelope, rk_method_intersection, rk_method_consensus,
    rk_method_endpoint_mean, rk_method_endpoint_median, rk_method_linear_pool, rk_method_log_pool,
    rk_method_quantile_average, rk_method_fixed_effect, rk_method_random_effects, rk_method_bayes_random_effects;

#endif
