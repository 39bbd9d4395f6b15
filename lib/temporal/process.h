/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prior of theta(t): a two-sided Wiener process, or its integral, about t*, and the events.
 * Means, covariances, and the width of the central range that data have not touched.
 */
#ifndef RK_TEMPORAL_PROCESS_H
#define RK_TEMPORAL_PROCESS_H

#include "temporal/settings.h"

/* A covariance is fixed + drift^2 walk. */
typedef struct rk_level {
    double fixed, walk;
} rk_level;

/* Sets t* and m0 where the settings leave them to the used readings; scratch[readings]. */
void rk_process_start(
    const reckon_temporal_problem *problem, rk_settings *settings, double *scratch);

/* The share of an event that has happened by `time`, in [0, 1]. */
double rk_event_progress(const reckon_temporal_event *event, double time);

double rk_process_mean(
    const reckon_temporal_problem *problem, const rk_settings *settings, double time);
rk_level rk_process_covariance(
    const reckon_temporal_problem *problem, const rk_settings *settings, double s, double t);

/*
 * Width of the central range that holds `region_level` of theta(time) before any reading is heard.
 * shocked: the prior probability that a shock lies between t* and `time`.
 */
double rk_process_width(const reckon_temporal_problem *problem, const rk_settings *settings,
    double time, double shocked);

#endif
