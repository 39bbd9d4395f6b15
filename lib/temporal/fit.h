/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit by an engine of choice, so that tests can hold one engine against the other. */
#ifndef RK_TEMPORAL_FIT_H
#define RK_TEMPORAL_FIT_H

#include <reckon/temporal.h>

typedef enum rk_fit_engine {
    RK_FIT_SUITED, /* exact draws where the figures are few, the state space where they are many */
    RK_FIT_CHAINS, /* chains, however good the draws are */
    RK_FIT_MANY    /* the state space, however few they are */
} rk_fit_engine;

/* reckon_temporal_fit() by an engine. */
reckon_status rk_temporal_fit_by(rk_fit_engine engine, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_workspace *workspace,
    reckon_temporal_result *result, reckon_error *error);

#endif
