/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/gaussian.h"

#include <math.h>
#include <stdint.h>

#include "core/layout.h"
#include "temporal/kalman.h"
#include "temporal/many_sources.h"

typedef struct rk_engines {
    rk_kalman kalman;
    rk_many_sources many_sources;
} rk_engines;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Bytes of the arrays of whichever engine takes more. */
static size_t work_bytes(const rk_gaussian_sizes *sizes)
{
    rk_engines engines;
    size_t base = sizes->trend ? 2 : 1, B = sizes->constants;
    size_t kalman = rk_kalman_place(&engines.kalman, sizes->steps, base, base + B, NULL);
    return larger(
        kalman, rk_many_sources_place(&engines.many_sources, sizes->steps, base, B, NULL));
}

static size_t lay_out(rk_gaussian *gaussian, const rk_gaussian_sizes *sizes, void *memory)
{
    char *work = NULL;
    size_t steps = sizes->steps, constants = sizes->constants;
    const rk_room rooms[] = {
        RK_ROOM(gaussian->constant_mean, constants),
        RK_ROOM(gaussian->constant_variance, constants),
        RK_ROOM(gaussian->extra_mean, steps),
        RK_ROOM(gaussian->extra_variance, steps),
        RK_ROOM(gaussian->precision, steps),
        RK_ROOM(gaussian->shift, steps),
        RK_ROOM(gaussian->origin, steps),
        RK_ROOM(gaussian->mean, steps),
        RK_ROOM(gaussian->variance, steps),
        RK_ROOM(gaussian->score, steps),
        RK_ROOM(gaussian->keep, steps),
        RK_ROOM(gaussian->gap_score, steps),
        RK_ROOM(gaussian->gap_information, steps),
        RK_ROOM(gaussian->constant_score, constants),
        RK_ROOM(gaussian->constant_information, constants),
        RK_ROOM(gaussian->prior_mean, steps),
        RK_ROOM(gaussian->prior_variance, steps),
        RK_ROOM(gaussian->transition, steps),
        RK_ROOM(gaussian->life, constants),
        RK_ROOM(gaussian->free_place, constants),
        RK_ROOM(gaussian->engines, 1),
        RK_ROOM(work, work_bytes(sizes)),
    };
    size_t bytes = rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
    gaussian->work = work;
    return bytes;
}

size_t rk_gaussian_bytes(const rk_gaussian_sizes *sizes)
{
    rk_gaussian gaussian;
    return lay_out(&gaussian, sizes, NULL);
}

void rk_gaussian_place(rk_gaussian *gaussian, const rk_gaussian_sizes *sizes, void *memory)
{
    lay_out(gaussian, sizes, memory);
    gaussian->engine = RK_ENGINE_BEST;
    gaussian->by_many_sources = false;
}

/* The filter with constants in its state, at most `places` of them at a time. */
static void solve_by_kalman(rk_gaussian *gaussian, size_t places)
{
    rk_kalman *kalman = &gaussian->engines->kalman;
    size_t base = gaussian->trend ? 2 : 1;
    rk_kalman_place(kalman, gaussian->steps, base, base + places, gaussian->work);
    kalman->life = gaussian->life;
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        kalman->centre[i] = (step->theta ? gaussian->prior_mean[i] : 0.0) - gaussian->origin[i];
        for (uint32_t k = 0; k < step->constants; k++)
            kalman->centre[i] += gaussian->constant_mean[step->constant[k]];
    }
    rk_kalman_filter(kalman, gaussian);
    rk_kalman_smooth(kalman, gaussian);
}

/*
 * Whether the engine for many sources is the faster one, from what both cost a step: nanoseconds on
 * a 2.5 GHz core, of which only the ratio counts, measured with 0 to 400 constants and 20 to 1,000
 * steps, the root in their middle.
 */
static bool many_sources_is_faster(const rk_gaussian *gaussian, size_t places)
{
    double base = gaussian->trend ? 2.0 : 1.0, d = base + (double)places,
           B = (double)gaussian->constants;
    double kalman = 80.0 + 2.7 * d * d;
    double many_sources = 220.0 + 4.5 * base * B + 0.1 * B * B * B / (double)gaussian->steps;
    return many_sources < kalman;
}

void rk_gaussian_solve(rk_gaussian *gaussian)
{
    rk_many_sources *many = &gaussian->engines->many_sources;
    rk_transitions_find(gaussian);
    size_t places = rk_lives_find(gaussian, gaussian->life, gaussian->free_place);
    bool wanted = gaussian->engine == RK_ENGINE_MANY_SOURCES;
    if (gaussian->engine == RK_ENGINE_BEST)
        wanted = many_sources_is_faster(gaussian, places) && rk_many_sources_suits(gaussian);
    gaussian->by_many_sources = false;
    if (wanted) {
        rk_many_sources_place(
            many, gaussian->steps, gaussian->trend ? 2 : 1, gaussian->constants, gaussian->work);
        gaussian->by_many_sources = rk_many_sources_solve(many, gaussian);
    }
    if (!gaussian->by_many_sources)
        solve_by_kalman(gaussian, places);
}

void rk_gaussian_respond(const rk_gaussian *gaussian, size_t source, double amount, double *mean,
    double *score, double *constant_score)
{
    const rk_engines *engines = gaussian->engines;
    if (gaussian->by_many_sources)
        rk_many_sources_respond(
            &engines->many_sources, gaussian, source, amount, mean, score, constant_score);
    else
        rk_kalman_respond(
            &engines->kalman, gaussian, source, amount, NULL, mean, score, constant_score);
}

double rk_gaussian_shock_evidence(const rk_gaussian *gaussian, size_t i, double variance)
{
    double r = gaussian->gap_score[i], weight = variance * gaussian->gap_information[i];
    return 0.5 * (r * r * variance / (1.0 + weight) - log1p(weight));
}
