/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/gaussian.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

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
    return larger(kalman, rk_many_sources_place(&engines.many_sources, sizes->steps, base, B, NULL));
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

/* The filter with the constants in its state. */
static void solve_by_kalman(rk_gaussian *gaussian)
{
    rk_kalman *kalman = &gaussian->engines->kalman;
    size_t base = gaussian->trend ? 2 : 1, d = base + gaussian->constants;
    rk_kalman_place(kalman, gaussian->steps, base, d, gaussian->work);
    for (size_t i = 0; i < gaussian->steps; i++) {
        const rk_gaussian_step *step = &gaussian->step[i];
        kalman->centre[i] = (step->theta ? gaussian->prior_mean[i] : 0.0) - gaussian->origin[i];
        for (uint32_t k = 0; k < step->constants; k++)
            kalman->centre[i] += gaussian->constant_mean[step->constant[k]];
    }
    rk_kalman_filter(kalman, gaussian);
    rk_kalman_smooth(kalman, gaussian);
    for (size_t k = 0; k < gaussian->constants; k++) {
        gaussian->constant_score[k] = kalman->r[base + k];
        gaussian->constant_information[k] = kalman->N[(base + k) * (d + 1)];
    }
}

void rk_gaussian_solve(rk_gaussian *gaussian)
{
    rk_many_sources *many = &gaussian->engines->many_sources;
    rk_engine engine = gaussian->engine;
    rk_transitions_find(gaussian);
    gaussian->by_many_sources = false;
    if (engine == RK_ENGINE_MANY_SOURCES || (engine == RK_ENGINE_BEST && rk_many_sources_suits(gaussian))) {
        rk_many_sources_place(many, gaussian->steps, gaussian->trend ? 2 : 1, gaussian->constants, gaussian->work);
        gaussian->by_many_sources = rk_many_sources_solve(many, gaussian);
    }
    if (!gaussian->by_many_sources)
        solve_by_kalman(gaussian);
}

void rk_gaussian_respond(
    const rk_gaussian *gaussian, size_t source, double amount, double *mean, double *score, double *constant_score)
{
    const rk_kalman *kalman = &gaussian->engines->kalman;
    if (gaussian->by_many_sources) {
        rk_many_sources_respond(
            &gaussian->engines->many_sources, gaussian, source, amount, mean, score, constant_score);
        return;
    }
    rk_kalman_respond(kalman, gaussian, source, amount, NULL, mean, score, kalman->scratch);
    memcpy(constant_score, &kalman->scratch[kalman->base], gaussian->constants * sizeof *constant_score);
}

double rk_gaussian_shock_evidence(const rk_gaussian *gaussian, size_t i, double variance)
{
    double r = gaussian->gap_score[i], weight = variance * gaussian->gap_information[i];
    return 0.5 * (r * r * variance / (1.0 + weight) - log1p(weight));
}
