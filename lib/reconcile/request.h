/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as it was made, and as it is understood once the evidence is known. */
#ifndef RK_RECONCILE_REQUEST_H
#define RK_RECONCILE_REQUEST_H

#include <reckon/reconcile.h>

#include "methods/classical.h"
#include "methods/method.h"

/* Steps: some minutes of most methods. Ten thousand estimates at ten thousand dates pass, a million
 * do not. */
static const size_t rk_default_work = 5000000000u;

typedef struct rk_setting {
    char *name;
    char *text; /* as it was given; NULL: `number` was */
    double number;
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
    char *as_of; /* as given; NULL: no limit */
    double as_of_time;
    char *per; /* as given; NULL: a year */
    double per_years;
    size_t max_dates;
    size_t max_work; /* steps, as rk_method.work counts them */
    reckon_progress progress;
    void *progress_context;
};

/* The options of `method` in options[method->options_size]: its defaults, and the settings that it
 * has. With `strict`, a setting that it does not have is an error. */
reckon_status rk_request_options(const reckon_request *request, const rk_method *method,
    bool strict, void *options, reckon_error *error);

/* The settings that decide which figures there are, whatever the method. */
reckon_status rk_request_evidence_options(
    const reckon_request *request, rk_evidence_options *options, reckon_error *error);

/*
 * The dates asked for, rising and without repetition; by default every 1 January from first to last
 * (decimal years of the evidence). *years is new memory of *count elements.
 */
reckon_status rk_request_years(const reckon_request *request, double first, double last,
    double **years, size_t *count, reckon_error *error);

#endif
