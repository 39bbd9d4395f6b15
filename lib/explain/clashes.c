/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of figures that cannot both be right, whatever their sources' biases: their ranges miss
 * each other by more than the number may have moved between their dates. */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"
#include "explain/explaining.h"

/* Of a distribution, and of the drift: what lies outside with one chance in ten is taken as out of
 * reach. */
static const double REACH = 0.9;
/* As many pairs as are told; the others miss by less. */
enum { MOST_CLASHES = 200 };
/* The rest supports one of two when the other is more probably a gross error by at least this much.
 */
static const double TELLS = 0.1;

/* Drift per unit of time, as the method has it. */
static double drift_of(const rk_explaining *work)
{
    double fitted = rk_fit_get(&work->base.fit, "drift.mean");
    double drift = isfinite(fitted) ? fitted : rk_fit_option(work->method, work->options, "drift");
    return isfinite(drift) ? drift : 0.0;
}

/* How far the number may move in `years`: a Wiener process, or one whose slope is. */
static double movement(const rk_explaining *work, double drift, double years)
{
    double process = rk_fit_option(work->method, work->options, "process");
    double sd = process > 0.5 ? drift * sqrt(years * years * years / 3.0) : drift * sqrt(years);
    return sd * rk_normal_quantile(0.5 + 0.5 * REACH);
}

static void ends_of(const rk_reading *reading, double *low, double *high)
{
    double z = rk_normal_quantile(0.5 + 0.5 * REACH);
    *low = reading->link_low;
    *high = reading->link_high;
    if (reading->kind == RK_DISTRIBUTION) {
        *low = reading->centre - z * reading->sd;
        *high = reading->centre + z * reading->sd;
    } else if (reading->kind == RK_SPLIT) {
        *low = reading->link_best - z * reading->sd_low;
        *high = reading->link_best + z * reading->sd_high;
    }
}

/* What is between two ranges beyond what drift explains; 0 or less: both may be right. */
static double excess(
    const rk_explaining *work, const rk_reading *a, const rk_reading *b, double drift)
{
    double a_low, a_high, b_low, b_high;
    ends_of(a, &a_low, &a_high);
    ends_of(b, &b_low, &b_high);
    double gap = fmax(b_low - a_high, a_low - b_high);
    return gap - movement(work, drift, fabs(a->time - b->time));
}

/* Each is judged by a fit without the other. */
static const char *supported(const rk_explaining *work, size_t i, size_t j)
{
    size_t readings = work->question.reading_count;
    if (!work->gross)
        return NULL;
    double gross_i = work->gross[j * readings + work->figures[i]];
    double gross_j = work->gross[i * readings + work->figures[j]];
    double difference = gross_j - gross_i;
    if (!(fabs(difference) >= TELLS))
        return NULL;
    return work->told->left_out[difference > 0.0 ? i : j].id;
}

/* Puts a pair in its place, the largest first, and drops the least when there are too many. */
static void insert(reckon_explanation *told, const reckon_clash *clash, size_t *dropped)
{
    size_t at = told->clash_count;
    while (at > 0 && told->clashes[at - 1].factor < clash->factor)
        at--;
    *dropped += told->clash_count == MOST_CLASHES;
    if (at == MOST_CLASHES)
        return;
    if (told->clash_count < MOST_CLASHES)
        told->clash_count++;
    memmove(
        &told->clashes[at + 1], &told->clashes[at], (told->clash_count - at - 1) * sizeof *clash);
    told->clashes[at] = *clash;
}

reckon_status rk_explain_clashes(rk_explaining *work, reckon_error *error)
{
    reckon_explanation *told = work->told;
    const rk_reading *readings = work->question.readings;
    double drift = drift_of(work);
    size_t dropped = 0;
    bool good = true;
    told->clashes = rk_alloc(MOST_CLASHES, sizeof *told->clashes);
    if (!told->clashes)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the explanation");
    for (size_t i = 0; i < work->figure_count; i++)
        for (size_t j = i + 1; j < work->figure_count; j++) {
            double miss =
                excess(work, &readings[work->figures[i]], &readings[work->figures[j]], drift);
            if (!(miss > 1e-9))
                continue;
            const reckon_clash clash = {
                told->left_out[i].id, told->left_out[j].id, exp(miss), supported(work, i, j)};
            insert(told, &clash, &dropped);
        }
    if (dropped)
        good = rk_texts_add(&told->notes,
            "%zu more pairs cannot both be right; the %d that miss by most are told", dropped,
            (int)MOST_CLASHES);
    if (good && told->clash_count && !work->gross)
        good = rk_texts_add(&told->notes,
            "%s has no gross errors: which of two figures the rest supports is not told",
            work->method->id);
    return good ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the explanation");
}
