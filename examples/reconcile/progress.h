/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the work is, for somebody who sits at a terminal and waits. */
#ifndef RECONCILE_PROGRESS_H
#define RECONCILE_PROGRESS_H

#include <stdbool.h>

struct progress {
    bool shown;   /* something stands on the line */
    double start; /* seconds of the monotonic clock */
    double last;
    int percent;
};

/* Whether progress has a place: the standard error is a terminal. Starts the clock. */
bool start_progress(struct progress *progress);

/* A reckon_progress: shows the part done on one line that is written over, from the second second
 * on. */
int show_progress(void *progress, double done);

/* Wipes the line. */
void end_progress(struct progress *progress);

#endif
