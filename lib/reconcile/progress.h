/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of several fits as one number that rises from 0 to 1. */
#ifndef RK_RECONCILE_PROGRESS_H
#define RK_RECONCILE_PROGRESS_H

#include <reckon/reconcile.h>

typedef struct rk_progress {
    reckon_progress report; /* or NULL */
    void *context;
    size_t parts, done; /* fits in all, and those that are behind */
    double highest;     /* reported so far */
} rk_progress;

/* `request` may be NULL. */
rk_progress rk_progress_of(const reckon_request *request, size_t parts);
/* What a fit reports: `context` is a rk_progress. */
int rk_progress_pass(void *context, double done);
/* One fit has ended. */
void rk_progress_next(rk_progress *progress);

#endif
