/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as it was made, and as it is understood once the evidence is known. */
#ifndef RK_RECONCILE_REQUEST_H
#define RK_RECONCILE_REQUEST_H

#include "methods/method.h"

/* Steps: some minutes of most methods. Ten thousand estimates at ten thousand dates pass, a million do not. */
static const size_t rk_default_work = 5000000000u;

typedef struct rk_setting {
    char *name;
    char *value;
} rk_setting;

struct reckon_request {
    char *population;
    char *method;
    rk_setting *settings; /* [setting_count] */
    size_t setting_count;
    double level;
    double *probabilities; /* [probability_count] */
    size_t probability_count;
    bool has_grid;
    double from, to;
    reckon_step step;
    double *dates; /* [date_count] decimal years, as given */
    size_t date_count;
    size_t max_dates;
    size_t max_work; /* steps, as rk_method.work counts them */
    reckon_progress progress;
    void *progress_context;
};

/* Reads the settings that `method` has into values[RK_MAX_OPTIONS], the others by default. With `strict`, one that it
 * does not have is an error. */
reckon_status rk_request_options(
    const reckon_request *request, const rk_method *method, bool strict, rk_option_value *values, reckon_error *error);

/*
 * The dates asked for, rising and without repetition; by default every 1 January from first to last (decimal years of
 * the evidence). *years is new memory of *count elements.
 */
reckon_status rk_request_years(
    const reckon_request *request, double first, double last, double **years, size_t *count, reckon_error *error);

/* RECKON_LIMIT when the problem's method would take more than the request allows; its readings and dates are set. */
reckon_status rk_check_work(const rk_problem *problem, const reckon_request *request, reckon_error *error);

#endif
