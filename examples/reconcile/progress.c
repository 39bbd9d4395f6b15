/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0
               ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec
               : 0.0;
}

bool start_progress(struct progress *progress)
{
    *progress = (struct progress){.start = seconds(), .percent = -1};
    return isatty(STDERR_FILENO) == 1;
}

int show_progress(void *context, double done)
{
    struct progress *progress = context;
    double now = seconds();
    int percent = (int)(100.0 * done);
    if (now - progress->start < 1.0 || now - progress->last < 0.1 || percent == progress->percent)
        return 0;
    fprintf(stderr, "\rreconcile: %3d %%", percent);
    fflush(stderr);
    progress->shown = true;
    progress->last = now;
    progress->percent = percent;
    return 0;
}

void end_progress(struct progress *progress)
{
    if (progress->shown)
        fputs("\r                \r", stderr);
    fflush(stderr);
    progress->shown = false;
}
