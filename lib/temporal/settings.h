/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the options say, after defaulting, and the checks of problems and options. */
#ifndef RK_TEMPORAL_SETTINGS_H
#define RK_TEMPORAL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/temporal.h>

enum { RK_DRIFT, RK_ERROR, RK_BIAS_SD, RK_HYPERS };

typedef struct rk_settings {
    bool trend;
    double initial_time; /* t*; NaN: from the readings */
    double initial_mean; /* likewise */
    double initial_sd, slope_sd;
    reckon_temporal_drift_prior drift_prior;
    double scale[RK_HYPERS];
    double fixed[RK_HYPERS]; /* NaN: integrated */
    double common_mean;
    double common_sd[2], common_weight[2]; /* of the narrow and the wide part of c */
    double gross, gross_sd;                /* probability and sd of a gross error */
    double anchor_error;                   /* an anchor's share of error */
    bool shocks;
    double shock_rate, shock_sd;
    double region_level;
    size_t points;
} rk_settings;

reckon_status rk_model_check(const reckon_temporal_problem *problem, reckon_error *error);
reckon_status rk_settings_read(
    const reckon_temporal_options *options, rk_settings *settings, reckon_error *error);

/* A reading's centre for the prior mean: a bound counts by its value. */
double rk_reading_centre(const reckon_temporal_reading *reading);

/* Readings of one time in an order that does not depend on how they were given: by what they say.
 */
int rk_reading_compare(const reckon_temporal_reading *a, const reckon_temporal_reading *b);

#endif
