/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/progress.h"

#include <math.h>

#include "reconcile/request.h"

rk_progress rk_progress_of(const reckon_request *request, size_t parts)
{
    return (rk_progress){.report = request ? request->progress : NULL,
        .context = request ? request->progress_context : NULL,
        .parts = parts};
}

int rk_progress_pass(void *context, double done)
{
    rk_progress *progress = context;
    double now = ((double)progress->done + fmin(fmax(done, 0.0), 1.0)) / (double)progress->parts;
    progress->highest = fmax(progress->highest, now);
    return progress->report(progress->context, progress->highest);
}

void rk_progress_next(rk_progress *progress)
{
    progress->done++;
}
