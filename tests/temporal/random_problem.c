/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/random_problem.h"

#include <math.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/random.h"

static double normal(uint64_t *seed)
{
    double radius = sqrt(-2.0 * log1p(-random_uniform(seed, 0.0, 1.0)));
    return radius * cos(random_uniform(seed, 0.0, 2.0 * 3.14159265358979323846));
}

/* A reading that is `off` from the truth, said in one of the ways that there are. */
static reckon_temporal_reading said(
    const random_kind *kind, size_t source, double time, double heard, uint64_t *seed)
{
    double u = random_uniform(seed, 0.0, 1.0), width = random_uniform(seed, 0.05, 0.6);
    reckon_temporal_reading reading = {.kind = RECKON_TEMPORAL_INTERVAL,
        .source = source,
        .time = time,
        .low = heard - width * random_uniform(seed, 0.2, 0.8),
        .high = heard + width,
        .centre = heard,
        .sd = 0.3 * width,
        .sd_low = 0.2 * width,
        .sd_high = 0.6 * width,
        .weight = random_below(seed, 4) ? 1.0 : random_uniform(seed, 0.3, 1.0),
        .length = random_below(seed, 5) ? 0.0 : 1.0 / 12.0};
    if (u < kind->bounds)
        reading.kind = random_below(seed, 3) ? RECKON_TEMPORAL_AT_LEAST : RECKON_TEMPORAL_AT_MOST;
    else if (u < kind->bounds + kind->densities)
        reading.kind = random_below(seed, 3) ? RECKON_TEMPORAL_DENSITY : RECKON_TEMPORAL_SPLIT;
    return reading;
}

/* Theta by days of the walk at the sorted times. */
static void walk(
    const random_kind *kind, const double *times, size_t count, uint64_t *seed, double *theta)
{
    double level = 12.0 + normal(seed), before = times[0];
    for (size_t k = 0; k < count; k++) {
        level += kind->drift * sqrt(times[k] - before) * normal(seed);
        before = times[k];
        theta[k] = level + (times[k] > 2000.0 + 0.5 * kind->years ? kind->jump : 0.0);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void fill_readings(temporal_case *c, const random_kind *kind, const double *times,
    const double *theta, uint64_t *seed)
{
    double common = 0.3 * normal(seed), *bias = calloc(kind->sources, sizeof *bias);
    assert_non_null(bias);
    for (size_t s = 0; s < kind->sources; s++) {
        bias[s] = kind->bias * normal(seed);
        if (s == 1 && kind->directions)
            bias[s] = fabs(bias[s]);
    }
    for (size_t i = 0; i < kind->readings; i++) {
        size_t at = 0;
        while (at < kind->grid + kind->readings && times[at] < c->readings[i].time)
            at++;
        size_t source = random_below(seed, kind->sources);
        bool anchor = kind->anchor && source == 0;
        double off = (anchor ? 0.0 : common + bias[source]) +
                     (anchor ? 0.2 : 1.0) * kind->error * normal(seed);
        if (!anchor && random_uniform(seed, 0.0, 1.0) < kind->gross)
            off = 2.5 * normal(seed);
        c->readings[i] = said(kind, source, times[at], theta[at] + off, seed);
    }
    free(bias);
}

void random_problem_new(temporal_case *c, const random_kind *kind, uint64_t seed, double *truth)
{
    size_t count = kind->grid + kind->readings, lowest = 0;
    double *times = calloc(2 * count, sizeof *times), *theta = times + count;
    assert_non_null(times);
    temporal_case_new(c, kind->readings, kind->sources, kind->grid, 9);
    for (size_t i = 0; i < kind->readings; i++)
        times[i] = c->readings[i].time = 2000.0 + random_uniform(&seed, 0.0, kind->years);
    for (size_t g = 0; g < kind->grid; g++)
        times[kind->readings + g] = c->grid[g] =
            2000.0 + kind->years * (1.2 * ((double)g + 0.5) / (double)kind->grid - 0.1);
    qsort(times, count, sizeof *times, compare);
    walk(kind, times, count, &seed, theta);
    fill_readings(c, kind, times, theta, &seed);
    for (size_t k = 0; k < count; k++)
        lowest = theta[k] < theta[lowest] ? k : lowest;
    if (kind->floor_at > 0.0)
        c->readings[0] = (reckon_temporal_reading){.kind = RECKON_TEMPORAL_AT_LEAST,
            .time = times[lowest],
            .low = theta[lowest] - kind->floor_at,
            .weight = 1.0,
            .certain = true};
    if (kind->anchor)
        c->sources[0].bias = RECKON_TEMPORAL_ANCHOR;
    if (kind->directions)
        c->sources[1].bias = RECKON_TEMPORAL_OVERSTATES;
    for (size_t g = 0, k = 0; g < kind->grid; g++) {
        while (times[k] < c->grid[g])
            k++;
        truth[g] = theta[k];
    }
    free(times);
}
