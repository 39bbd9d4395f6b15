/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time of one fit of the temporal model on one core, memory of its workspace against its input, and
 * growth with the number of estimates, of grid times and of sources.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/check.h"
#include "support/fixture.h"
#include "support/random.h"
#include "temporal/case.h"

/* Processor time, so that what else the machine does matters less. */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static size_t input_bytes(const reckon_temporal_problem *p)
{
    return p->reading_count * sizeof *p->readings + p->source_count * sizeof *p->sources +
           (p->grid_count + p->probability_count) * sizeof(double);
}

static size_t output_bytes(const reckon_temporal_problem *p)
{
    return p->grid_count * (2 + p->probability_count) * sizeof(double) +
           p->grid_count * RECKON_TEMPORAL_REGIONS * sizeof(reckon_range) +
           p->source_count * (2 + p->probability_count) * sizeof(double);
}

static void measure(const char *name, temporal_case *c, int repeats)
{
    reckon_temporal_workspace *workspace = NULL;
    if (reckon_temporal_workspace_new(&c->problem, &workspace, NULL) != RECKON_OK)
        return;
    double best = INFINITY;
    for (int i = 0; i < repeats; i++) {
        double start = seconds();
        if (reckon_temporal_fit(&c->problem, &c->options, workspace, &c->result, NULL) != RECKON_OK)
            break;
        best = fmin(best, seconds() - start);
    }
    const reckon_temporal_certificate *certificate = &c->result.certificate;
    double in = (double)input_bytes(&c->problem), out = (double)output_bytes(&c->problem);
    printf("%-34s %9.2f ms  %5zu nodes %6zu sweeps %6zu draws  effective %.3f  %8.2f MB = %5.1f x "
           "(in + out)  %s\n",
        name, 1e3 * best, certificate->nodes, certificate->sweeps, certificate->draws,
        certificate->effective_fraction, 1e-6 * (double)reckon_temporal_workspace_bytes(workspace),
        (double)reckon_temporal_workspace_bytes(workspace) / (in + out),
        reckon_outcome_name(c->result.outcome));
    fflush(stdout);
    reckon_temporal_workspace_free(workspace);
}

static void measure_reference(int repeats)
{
    json_t *cases = fixture_json("reference/temporal.json");
    for (size_t i = 0; i < json_array_size(cases); i++) {
        temporal_case c;
        temporal_case_from_json(&c, json_array_get(cases, i));
        measure(json_string_value(fixture_get(json_array_get(cases, i), "name")), &c, repeats);
        temporal_case_free(&c);
    }
    json_decref(cases);
}

/* Figures of all kinds about a population that wanders, from sources with biases. */
static void simulate(temporal_case *c, size_t readings, size_t sources, size_t grid, double years)
{
    uint64_t seed = 11;
    temporal_case_new(c, readings, sources, grid, 5);
    for (size_t i = 0; i < readings; i++) {
        double t = years * random_uniform(&seed, 0, 1);
        size_t source = random_below(&seed, sources);
        double truth = 11.0 + sin(0.3 * t) + 0.4 * sin(7.0 * (double)source + 1.0);
        double said = truth + 0.5 * (random_uniform(&seed, -1, 1) + random_uniform(&seed, -1, 1));
        double width = exp(random_uniform(&seed, -4, 0.3));
        c->readings[i] =
            (reckon_temporal_reading){.kind = (reckon_temporal_kind)(random_below(&seed, 8) % 4),
                .source = source,
                .time = 1990.0 + t,
                .low = said - width,
                .high = said + width,
                .centre = said,
                .sd = width,
                .weight = random_uniform(&seed, 0.2, 1.0)};
        if (c->readings[i].kind == RECKON_TEMPORAL_AT_LEAST)
            c->readings[i].low = truth - random_uniform(&seed, 0, 1.5);
        if (c->readings[i].kind == RECKON_TEMPORAL_AT_MOST)
            c->readings[i].high = truth + random_uniform(&seed, 0, 1.5);
    }
    for (size_t g = 0; g < grid; g++)
        c->grid[g] = 1990.0 + years * (double)g / (double)grid;
}

static void measure_size(size_t readings, size_t sources, size_t grid, double years, int repeats)
{
    char name[64];
    temporal_case c;
    simulate(&c, readings, sources, grid, years);
    snprintf(name, sizeof name, "n %zu, sources %zu, grid %zu", readings, sources, grid);
    measure(name, &c, repeats);
    temporal_case_free(&c);
}

static void measure_trend(size_t readings, size_t sources, size_t grid, double years)
{
    char name[64];
    temporal_case c;
    simulate(&c, readings, sources, grid, years);
    c.options.process = RECKON_TEMPORAL_LOCAL_LINEAR_TREND;
    snprintf(name, sizeof name, "trend, n %zu, sources %zu, grid %zu", readings, sources, grid);
    measure(name, &c, 1);
    temporal_case_free(&c);
}

int main(int argc, char **argv)
{
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    int repeats = quick ? 1 : 20;
    measure_reference(repeats);
    for (size_t n = 10; n <= (quick ? 10u : 10000u); n *= 10)
        measure_size(n, 8, n < 600 ? 60 : 600, 50.0, n > 100 ? 2 : repeats);
    for (size_t grid = 1000; grid <= (quick ? 0u : 100000u); grid *= 10)
        measure_size(20, 8, grid, 50.0, 2);
    for (size_t sources = 10; sources <= (quick ? 0u : 1000u); sources *= 10)
        measure_size(1000, sources, 60, 50.0, 1);
    for (size_t n = 1000; n <= (quick ? 0u : 10000u);
         n *= 10) { /* sources with several readings each */
        measure_size(n, 100, 600, 50.0, 1);
        measure_size(n, 300, 600, 50.0, 1);
        measure_trend(n, 100, 600, 50.0);
    }
    return 0;
}
