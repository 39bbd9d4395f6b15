/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time of one pass of the Gaussian layer by either of its engines and by the one that it chooses,
 * with the root in the middle: sources that speak anywhere, and sources that speak for a short
 * while.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/gaussian.h"

/* Processor time, so that what else the machine does matters less. */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Microseconds of a pass: the best of five rounds. */
static double measure(rk_gaussian *gaussian, rk_engine engine, double budget)
{
    double best = INFINITY;
    gaussian->engine = engine;
    for (int round = 0; round < 5; round++) {
        size_t passes = 0;
        double start = seconds(), taken;
        do {
            rk_gaussian_solve(gaussian);
            passes++;
            taken = seconds() - start;
        } while (taken < budget);
        best = fmin(best, taken / (double)passes);
    }
    return 1e6 * best;
}

static void fill(rk_gaussian *g, rk_gaussian_step *step, bool relay)
{
    uint64_t seed = 3;
    for (size_t k = 0; k < g->constants; k++) {
        g->constant_mean[k] = 0.0;
        g->constant_variance[k] = 0.49;
    }
    for (size_t i = 0; i < g->steps; i++) {
        size_t source = g->constants ? random_below(&seed, g->constants) : 0;
        if (relay)
            source = i * g->constants / g->steps;
        step[i] =
            (rk_gaussian_step){.time = 2000.0 + 20.0 * (double)i / (double)g->steps, .theta = true};
        if (g->constants)
            step[i].constant[step[i].constants++] = (uint32_t)source;
        g->precision[i] = random_uniform(&seed, 4, 14);
        g->shift[i] = g->extra_mean[i] = g->extra_variance[i] = 0.0;
        g->origin[i] = random_uniform(&seed, 10, 12);
    }
}

static void measure_size(size_t constants, size_t steps, bool trend, bool relay, double budget)
{
    rk_gaussian_sizes sizes = {steps, constants, trend};
    rk_gaussian gaussian;
    rk_gaussian_step *step = calloc(steps, sizeof *step);
    void *memory = malloc(rk_gaussian_bytes(&sizes));
    assert_true(step && memory);
    rk_gaussian_place(&gaussian, &sizes, memory);
    gaussian.trend = trend;
    gaussian.drift_variance = 0.04;
    gaussian.root_mean = 11.0;
    gaussian.root_variance = 6.25;
    gaussian.slope_variance = 0.25;
    gaussian.constants = constants;
    gaussian.steps = steps;
    gaussian.step = step;
    gaussian.root = steps / 2;
    fill(&gaussian, step, relay);
    double kalman = measure(&gaussian, RK_ENGINE_KALMAN, budget);
    double many = constants ? measure(&gaussian, RK_ENGINE_MANY_SOURCES, budget) : NAN;
    double best = measure(&gaussian, RK_ENGINE_BEST, budget);
    printf("%-5s %-8s constants %4zu, steps %5zu: filter %10.2f us, many sources %10.2f us, chosen "
           "%10.2f us\n",
        trend ? "trend" : "walk", relay ? "in turn" : "anywhere", constants, steps, kalman, many,
        best);
    free(step);
    free(memory);
}

int main(int argc, char **argv)
{
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    const size_t sizes[][2] = {
        {0, 20}, {1, 20}, {2, 20}, {5, 50}, {8, 80}, {16, 100}, {100, 1000}, {400, 800}};
    double budget = quick ? 0.0 : 0.02;
    for (int trend = 0; trend < 2; trend++)
        for (size_t i = 0; i < (quick ? 5 : sizeof sizes / sizeof *sizes); i++)
            measure_size(sizes[i][0], sizes[i][1], trend, false, budget);
    for (size_t sources = 50; sources <= (quick ? 50u : 400u); sources *= 2)
        measure_size(sources, 2 * sources, false, true, budget);
    return 0;
}
