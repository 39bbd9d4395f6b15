/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a question will cost, before any of it is paid. A step is at most a tenth of a microsecond, and one is counted
 * for each reading at each date of the simplest methods. The estimate is rough.
 */
#include <math.h>

#include "core/memory.h"
#include "core/status.h"
#include "reconcile/request.h"

/*
 * Sources whose biases the temporal model carries side by side, each with all others: those with several readings in
 * use, or with a direction.
 */
static reckon_status count_entangled(const rk_problem *problem, size_t *entangled, reckon_error *error)
{
    *entangled = 0;
    unsigned char *speaks = rk_alloc(reckon_evidence_source_count(problem->evidence), sizeof *speaks);
    if (!speaks)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the request");
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (!reading->used || speaks[reading->source] == 2)
            continue;
        reckon_bias_kind bias = reckon_evidence_source(problem->evidence, reading->source)->bias_kind;
        bool directed = bias == RECKON_BIAS_UNDERSTATES || bias == RECKON_BIAS_OVERSTATES;
        speaks[reading->source] = directed || speaks[reading->source] ? 2 : 1;
        *entangled += speaks[reading->source] == 2;
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
 * These take three to twenty times longer than said here, so that what a person may want to wait for is not refused.
 * Few readings cost no less than the integral's own points.
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
    static const double free_sources = 32.0; /* beside more than these the matrices between sources take the time */
    size_t entangled;
    reckon_status status = count_entangled(problem, &entangled, error);
    if (status != RECKON_OK)
        return status;
    double readings = (double)problem->reading_count, dates = (double)problem->year_count;
    double pairs = (double)entangled / free_sources;
    *steps = 5000.0 * (readings + dates) * (1.0 + pairs * pairs) + 500.0 * dates * (double)problem->probability_count;
    return RECKON_OK;
}

reckon_status rk_check_work(const rk_problem *problem, const reckon_request *request, reckon_error *error)
{
    size_t limit = request ? request->max_work : rk_default_work;
    double steps;
    reckon_status status = problem->method->work(problem, &steps, error);
    if (status != RECKON_OK || steps <= (double)limit)
        return status;
    return rk_fail_at(error, RECKON_LIMIT, "/grid",
        "%s of %zu estimates at %zu dates takes about %llu steps, more than max_work = %zu: ask for fewer dates, or "
        "raise max_work",
        problem->method->id, problem->reading_count, problem->year_count, (unsigned long long)fmin(steps, 1e18), limit);
}
