/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/gaussian_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"

static void make_step(
    gaussian_case *c, const gaussian_kind *k, size_t i, double time, uint64_t *seed)
{
    uint32_t common = k->common ? 1 : 0,
             source = common + (uint32_t)random_below(seed, k->sources ? k->sources : 1);
    if (k->relay)
        source = common + (uint32_t)(i * k->sources / k->steps);
    rk_gaussian_step step = {.time = time, .theta = true};
    size_t what = random_below(seed, 10);
    if (what >= 2 && k->common)
        step.constant[step.constants++] = 0;
    if (what >= 4 && k->sources)
        step.constant[step.constants++] = source;
    if (what == 9 && k->apart && k->sources)
        step = (rk_gaussian_step){.time = time, .constants = 1, .constant = {source}};
    c->step[i] = step;
    double w = random_below(seed, 8) ? random_scale(seed, k->least, k->most) : 0.0;
    c->gaussian.precision[i] = w;
    c->gaussian.shift[i] =
        w == 0.0 || random_below(seed, 2) ? 0.0 : sqrt(w) * random_uniform(seed, -1, 1);
    bool exact = k->sharp_theta && step.theta && step.constants == 0;
    if (exact) { /* the same each time: exact statements that exclude each other have no answer */
        c->gaussian.precision[i] =
            k->trend ? 1e10 : 1e20; /* exact points on a line fix its slope */
        c->gaussian.shift[i] = 0.0;
    }
    c->gaussian.origin[i] = exact        ? 11.25
                            : step.theta ? 11.0 + random_uniform(seed, -2, 2)
                                         : random_uniform(seed, -0.5, 0.5);
}

void gaussian_case_new(gaussian_case *c, const gaussian_kind *k, uint64_t seed)
{
    size_t constants = k->sources + (k->common ? 1 : 0);
    rk_gaussian_sizes sizes = {k->steps, constants, k->trend};
    c->step = calloc(k->steps, sizeof *c->step);
    c->memory = malloc(rk_gaussian_bytes(&sizes));
    assert_true(c->step && c->memory);
    memset(c->memory, 0xff,
        rk_gaussian_bytes(&sizes)); /* NaNs: nothing is read before it is written */
    rk_gaussian *g = &c->gaussian;
    rk_gaussian_place(g, &sizes, c->memory);
    g->trend = k->trend;
    g->drift_variance = k->drift_variance;
    g->root_mean = 11.0;
    g->root_variance = k->root_variance;
    g->slope_variance = k->slope_variance;
    g->constants = constants;
    g->steps = k->steps;
    g->step = c->step;
    for (size_t j = 0; j < constants; j++) {
        double sd = random_below(&seed, 12) ? random_scale(&seed, 0.05, 1.0) * k->bias_sd : 0.0;
        g->constant_mean[j] = random_uniform(&seed, -0.5, 0.5);
        g->constant_variance[j] = sd * sd;
    }
    double time = 2000.0;
    for (size_t i = 0; i < k->steps; i++) {
        bool moves = i > 0 && random_below(&seed, 3) > 0;
        if (moves)
            time += random_uniform(&seed, 0.1, 1.9) * k->years / (0.67 * (double)k->steps);
        g->extra_mean[i] = g->extra_variance[i] = i ? 0.0 : NAN; /* [0] is not read */
        if (moves && !k->still && random_below(&seed, 3) == 0) {
            g->extra_mean[i] = random_uniform(&seed, -1, 1);
            g->extra_variance[i] = random_below(&seed, 2) ? random_scale(&seed, 0.01, 3) : 0.0;
        }
        make_step(c, k, i, time, &seed);
    }
    g->root = k->root < 0 ? 0 : k->root > 0 ? k->steps - 1 : random_below(&seed, k->steps);
}

void gaussian_case_free(gaussian_case *c)
{
    free(c->step);
    free(c->memory);
}

gaussian_kind gaussian_any_kind(uint64_t seed)
{
    uint64_t choice = 1000 + seed;
    bool trend = random_below(&choice, 2);
    return (gaussian_kind){.sources = random_below(&choice, 9),
        .steps = 1 + random_below(&choice, 24),
        .common = random_below(&choice, 2),
        .trend = trend,
        .least = 1e-3,
        .most = random_scale(&choice, 1e-2, 1e4),
        .drift_variance =
            random_below(&choice, 6) ? random_scale(&choice, 1e-6, 2.0) * (trend ? 0.1 : 1.0) : 0.0,
        .root_variance = 6.25,
        .slope_variance = random_below(&choice, 6) ? 0.25 : 1e-4,
        .years = random_below(&choice, 3) ? 20.0 : 2.0,
        .root = (int)random_below(&choice, 3) - 1,
        .apart = true,
        .bias_sd = 1.0};
}
