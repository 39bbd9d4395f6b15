/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a question will cost, before any of it is paid. A step is at most a tenth of a microsecond,
 * and one is counted for each reading at each date of the simplest methods. The estimate is rough.
 */
#include "methods/work.h"

#include <math.h>

#include "core/memory.h"
#include "core/status.h"

/*
 * Sources whose biases the temporal model carries side by side, each with all others: those with
 * several readings in use, or with a direction.
 */
static reckon_status count_entangled(
    const rk_problem *problem, size_t *entangled, reckon_error *error)
{
    *entangled = 0;
    unsigned char *speaks =
        rk_alloc(reckon_evidence_source_count(problem->evidence), sizeof *speaks);
    if (!speaks)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the request");
    for (size_t i = 0; i < problem->reading_count; i++) {
        size_t origin = problem->readings[i].origin;
        if (!problem->used[i] || speaks[origin] == 2)
            continue;
        reckon_bias_kind bias = reckon_evidence_source(problem->evidence, origin)->bias_kind;
        bool directed = bias == RECKON_BIAS_UNDERSTATES || bias == RECKON_BIAS_OVERSTATES;
        speaks[origin] = directed || speaks[origin] ? 2 : 1;
        *entangled += speaks[origin] == 2;
    }
    rk_free(speaks);
    return RECKON_OK;
}

static double cells(const rk_problem *problem)
{
    return (double)problem->reading_count * (double)problem->year_count;
}

reckon_status rk_light_work(const rk_problem *problem, double *steps, reckon_error *error)
{
    (void)error;
    *steps = cells(problem);
    return RECKON_OK;
}

reckon_status rk_common_work(const rk_problem *problem, double *steps, reckon_error *error)
{
    (void)error;
    *steps = 10.0 * cells(problem);
    return RECKON_OK;
}

/*
 * These take three to twenty times longer than said here, so that what a person may want to wait
 * for is not refused. Few readings cost no less than the integral's own points.
 */
reckon_status rk_heavy_work(const rk_problem *problem, double *steps, reckon_error *error)
{
    (void)error;
    double columns = fmax((double)problem->reading_count, 100.0) * (double)problem->year_count;
    *steps = (30.0 + 2.0 * (double)problem->probability_count) * columns;
    return RECKON_OK;
}

reckon_status rk_temporal_work(const rk_problem *problem, double *steps, reckon_error *error)
{
    static const double free_sources =
        32.0; /* beside more than these the matrices between sources take the time */
    size_t entangled;
    reckon_status status = count_entangled(problem, &entangled, error);
    if (status != RECKON_OK)
        return status;
    double readings = (double)problem->reading_count, dates = (double)problem->year_count;
    double pairs = (double)entangled / free_sources;
    *steps = 5000.0 * (readings + dates) * (1.0 + pairs * pairs) +
             500.0 * dates * (double)problem->probability_count;
    return RECKON_OK;
}
