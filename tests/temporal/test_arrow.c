/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The elimination of theta (arrow.h) against the Kalman filter and smoother (chain.h), two computations that share
 * nothing but the formulas of the model: random chains of all kinds of steps, everything that either fills.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/arrow.h"
#include "temporal/case.h"

typedef struct arrow_case {
    rk_chain chain;
    rk_arrow arrow;
    rk_chain_step *step;
    double *memory, *arrow_memory;
} arrow_case;

typedef struct kind {
    size_t sources, steps;
    uint32_t common, trend; /* 0 or 1: state elements */
    double sharpness;       /* the largest precision */
    double drift_variance;
    bool relay; /* in each twentieth of the steps others speak */
} kind;

/* One step: a reading of a source, of no source with or without the common bias, a look, or a constant alone. */
static void make_step(arrow_case *c, const kind *k, size_t i, double time, uint64_t *seed)
{
    size_t speaking = k->relay ? k->sources / 20 : k->sources, first = k->relay ? 20 * i / k->steps * speaking : 0;
    uint32_t source = 1 + k->trend + k->common + (uint32_t)(first + random_below(seed, speaking));
    double w = k->sharpness * exp(random_uniform(seed, -8, 0));
    rk_chain_step step = {time, 1, {0, 0, 0}};
    size_t what = i < 3 ? 0 : 1 + random_below(seed, 9);
    c->chain.origin[i] = what ? 11 + random_uniform(seed, -2, 2) : 0.0;
    if (what == 0)
        step.at[0] = source;
    if ((what >= 2 && k->common) || what >= 4)
        step.at[step.terms++] = k->common ? 1 + k->trend : source;
    if (what >= 4 && k->common)
        step.at[step.terms++] = source;
    c->step[i] = step;
    c->chain.precision[i] = what == 1 || random_below(seed, 20) == 0 ? 0.0 : w;
    c->chain.shift[i] = what == 1 || random_below(seed, 3) ? 0.0 : sqrt(w) * random_uniform(seed, -1, 1);
}

static void make_case(arrow_case *c, const kind *k, uint64_t seed)
{
    size_t base = 1 + k->trend, d = base + k->common + k->sources;
    double time = 2000.0;
    *c = (arrow_case){.step = calloc(k->steps, sizeof *c->step),
        .memory = calloc(rk_chain_doubles(d, k->steps), sizeof(double)),
        .arrow_memory = calloc(rk_arrow_doubles(d, k->steps), sizeof(double))};
    assert_true(c->step && c->memory && c->arrow_memory);
    rk_chain_place(&c->chain, d, k->steps, c->memory);
    rk_arrow_place(&c->arrow, d, k->steps, c->arrow_memory);
    c->chain.drift_variance = k->drift_variance;
    c->chain.start_time = time;
    c->chain.trend = k->trend > 0;
    c->chain.shared = k->common ? base : 0;
    c->chain.steps = k->steps;
    c->chain.step = c->step;
    c->chain.start_mean[0] = 11.0;
    c->chain.start_variance[0] = 6.25;
    if (k->trend) {
        c->chain.start_mean[1] = 0.01;
        c->chain.start_variance[1] = 0.25;
    }
    for (size_t j = base; j < d; j++) {
        c->chain.start_mean[j] = random_uniform(&seed, -1, 1);
        c->chain.start_variance[j] = random_below(&seed, 12) ? random_scale(&seed, 0.05, 3) : 0.0;
    }
    for (size_t i = 0; i < k->steps; i++) {
        if (i >= 3 && random_below(&seed, 3))
            time += random_uniform(&seed, 0, 1);
        make_step(c, k, i, time, &seed);
    }
}

static void free_case(arrow_case *c)
{
    free(c->step);
    free(c->memory);
    free(c->arrow_memory);
}

static double largest(const double *x, size_t count)
{
    double most = 0.0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

/* Agreement within a share of the largest, all of them being about 0 when that is below the floor. */
static void check_array(
    const double *actual, const double *expected, size_t count, double share, double floor, const char *what)
{
    double slack = share * fmax(largest(expected, count), floor);
    for (size_t i = 0; i < count; i++)
        check_close_named(actual[i], expected[i], 0.0, slack, what);
}

static void check_solution(const arrow_case *arrow, const arrow_case *chain, double slack)
{
    const rk_chain *a = &arrow->chain, *b = &chain->chain;
    for (size_t i = 0; i < b->steps; i++) {
        /* of precise factors the variance is had from the keep, and the chain's own has lost digits */
        double loose = b->keep[i] < 0.5 ? 1e-15 : 0.0;
        check_close_named(a->mean[i], b->mean[i], 0.0, slack * sqrt(b->variance[i]) + 1e-10, "mean");
        check_close_named(a->variance[i], b->variance[i], 1e3 * slack, loose, "variance");
        check_close_named(a->keep[i], b->keep[i], slack, 0.0, "keep");
    }
    check_array(a->score, b->score, b->steps, slack, 0.0, "score");
    check_array(a->backward, b->backward, b->dimension, slack, 0.0, "backward");
    for (size_t k = 0; k < b->dimension; k++) {
        double expected = b->information[k * b->dimension + k], variance = b->start_variance[k];
        double actual = a->information[k * a->dimension + k];
        check_close_named(variance * actual, variance * expected, slack, 1e-13, "information");
    }
    check_close_named(a->log_normaliser, b->log_normaliser, slack, slack, "log normaliser");
    check_close_named(a->drift_slope, b->drift_slope, slack, slack * b->information[0], "drift slope");
}

static void check_response(const arrow_case *arrow, const arrow_case *chain, size_t source, double slack)
{
    size_t n = chain->chain.steps, d = chain->chain.dimension;
    double *memory = calloc(4 * n + 2 * d, sizeof *memory), *mean[2], *score[2], *start[2];
    assert_non_null(memory);
    for (size_t k = 0; k < 2; k++) {
        mean[k] = memory + k * n;
        score[k] = memory + (2 + k) * n;
        start[k] = memory + 4 * n + k * d;
    }
    rk_arrow_response(&arrow->arrow, &arrow->chain, source, 0.7, mean[0], score[0], start[0]);
    rk_chain_respond(&chain->chain, source, 0.7, mean[1], score[1], start[1]);
    double sd = sqrt(chain->chain.variance[source]);
    for (size_t i = 0; i < n; i++)
        check_close_named(mean[0][i], mean[1][i], 0.0,
            slack * sd * sqrt(chain->chain.variance[i]) + 1e-12 * (sd + sqrt(chain->chain.variance[i])), "response");
    check_array(score[0], score[1], n, slack, 1e-10, "response of scores");
    /* sums of scores that nearly cancel: times a prior variance they are covariances, so this is their scale */
    size_t base = chain->chain.trend ? 2 : 1;
    check_array(start[0] + base, start[1] + base, d - base, slack, 1e-3, "response at the start");
    free(memory);
}

static void check_kind(const kind *k, uint64_t seed, double slack)
{
    arrow_case arrow, chain;
    uint64_t choice = seed + 1;
    make_case(&arrow, k, seed);
    make_case(&chain, k, seed);
    assert_true(rk_arrow_solve(&arrow.arrow, &arrow.chain));
    rk_chain_filter(&chain.chain);
    rk_chain_smooth(&chain.chain);
    check_solution(&arrow, &chain, slack);
    check_response(&arrow, &chain, 0, slack);
    for (int r = 0; r < 3; r++)
        check_response(&arrow, &chain, random_below(&choice, k->steps), slack);
    free_case(&arrow);
    free_case(&chain);
}

static const double drifts[] = {0.0, 1e-12, 1e-4, 0.09, 10.0};
static const double trend_drifts[] = {0.0, 1e-10, 1e-3, 0.02, 1.0};

static void test_same_as_chain(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t choice = 1000 + seed;
        kind k = {.sources = 1 + random_below(&choice, 30),
            .steps = 4 + random_below(&choice, 150),
            .common = (uint32_t)random_below(&choice, 2),
            .sharpness = random_scale(&choice, 1e-3, 1e3),
            .drift_variance = drifts[random_below(&choice, 5)]};
        check_kind(&k, seed, 1e-9);
    }
}

/* Long enough for the running scales to be taken into their vectors many times, and for sources to be silent so long
 * that the vectors forget them. */
static void test_long(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        kind k = {.sources = 40, .steps = 3000, .common = seed % 2, .sharpness = 1e3, .relay = seed > 5};
        k.drift_variance = drifts[seed % 5];
        check_kind(&k, seed, 1e-7);
    }
}

/* At the sharpest factors that are taken on, half the digits stay. */
static void test_sharp(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        kind k = {.sources = 8, .steps = 60, .common = seed % 2, .sharpness = 1e5, .drift_variance = drifts[seed % 5]};
        check_kind(&k, seed, 1e-6);
        k.trend = 1;
        k.sources = 16;
        k.sharpness = 1e4;
        k.drift_variance = trend_drifts[seed % 5];
        check_kind(&k, seed, 1e-6);
    }
}

static void test_trend(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t choice = 3000 + seed;
        kind k = {.sources = 16 + random_below(&choice, 40),
            .steps = 4 + random_below(&choice, 250),
            .common = (uint32_t)random_below(&choice, 2),
            .trend = 1,
            .sharpness = random_scale(&choice, 1e-3, 1e3),
            .drift_variance = trend_drifts[random_below(&choice, 5)]};
        check_kind(&k, seed, 5e-9);
    }
}

static void test_suits(void **state)
{
    (void)state;
    arrow_case c;
    kind k = {.sources = 12, .steps = 40, .common = 1, .sharpness = 10.0, .drift_variance = 0.01};
    make_case(&c, &k, 5);
    assert_true(rk_arrow_suits(&c.chain));
    size_t reading = 0;
    while (c.step[reading].terms < 3)
        reading++;
    c.chain.start_variance[c.step[reading].at[2]] = 1.0;
    const double too_much[] = {1e9, 1e300, INFINITY, NAN};
    double before = c.chain.precision[reading];
    for (size_t i = 0; i < sizeof too_much / sizeof *too_much; i++) {
        c.chain.precision[reading] = too_much[i];
        assert_false(rk_arrow_suits(&c.chain));
    }
    c.chain.precision[reading] = before;
    assert_true(rk_arrow_suits(&c.chain));
    c.chain.start_variance[1] = 1e12; /* of the common bias, which every reading sees */
    assert_false(rk_arrow_suits(&c.chain));
    c.chain.start_variance[1] = 1.0;
    c.chain.drift_variance = INFINITY;
    assert_false(rk_arrow_suits(&c.chain));
    c.chain.drift_variance = 0.01;
    c.chain.trend = 1; /* too few constants for that */
    assert_false(rk_arrow_suits(&c.chain));
    free_case(&c);
}

/* Sources of all kinds with several readings each; with `sharp`, one more whose bias is so free and whose two readings
 * of one date are so precise beside it that the chain has to be used, and which says nothing about anything else. */
static void make_problem(temporal_case *c, uint64_t seed, bool sharp)
{
    size_t sources = 30, readings = 100;
    temporal_case_new(c, readings + 2 * sharp, sources + sharp, 12, 3);
    for (size_t s = 0; s < sources; s++)
        c->sources[s].bias = (reckon_temporal_bias)random_below(&seed, RECKON_TEMPORAL_ANCHOR + 1);
    for (size_t s = 0; s < sources; s++)
        if (c->sources[s].bias == RECKON_TEMPORAL_KNOWN)
            c->sources[s].sd = 0.3;
    for (size_t i = 0; i < readings; i++) {
        double centre = 11.0 + random_uniform(&seed, -1, 1), width = random_scale(&seed, 0.05, 1.5);
        c->readings[i] = (reckon_temporal_reading){.kind = (reckon_temporal_kind)(i % 4),
            .source = i % sources,
            .time = 1990.0 + random_uniform(&seed, 0, 10),
            .low = centre - width,
            .high = centre + width,
            .centre = centre,
            .sd = width,
            .weight = 1.0};
    }
    for (size_t g = 0; g < c->problem.grid_count; g++)
        c->grid[g] = 1989.0 + (double)g;
    for (size_t i = 0; i < 2 && sharp; i++)
        c->readings[readings + i] = (reckon_temporal_reading){.kind = RECKON_TEMPORAL_DENSITY,
            .source = sources,
            .time = 1995.0,
            .centre = 11.0,
            .sd = 0.01,
            .weight = 1.0};
    if (sharp)
        c->sources[sources] = (reckon_temporal_source){.bias = RECKON_TEMPORAL_KNOWN, .sd = 1e3};
    c->options.initial_mean = 11.0;
    c->options.drift = 0.2;
    c->options.error = 0.25;
    c->options.bias_sd = 0.5;
}

static void test_same_fit(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        temporal_case c[2];
        for (int k = 0; k < 2; k++) {
            make_problem(&c[k], seed, k == 1);
            c[k].options.common_bias_sd = seed % 2 ? 0.3 : 0.0;
            c[k].options.process = seed % 4 < 2 ? RECKON_TEMPORAL_RANDOM_WALK : RECKON_TEMPORAL_LOCAL_LINEAR_TREND;
            temporal_case_fit(&c[k]);
        }
        const reckon_temporal_result *arrow = &c[0].result, *chain = &c[1].result;
        for (size_t i = 0; i < 12 * 3; i++)
            check_close(arrow->quantiles[i], chain->quantiles[i], 0.0, 1e-5);
        for (size_t s = 0; s < 30; s++) {
            check_close(arrow->bias_mean[s], chain->bias_mean[s], 0.0, 1e-5);
            check_close(arrow->bias_sd[s], chain->bias_sd[s], 0.0, 1e-5);
        }
        check_close(arrow->common_bias.mean, chain->common_bias.mean, 0.0, 1e-5);
        temporal_case_free(&c[0]);
        temporal_case_free(&c[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_chain),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_sharp),
        cmocka_unit_test(test_trend),
        cmocka_unit_test(test_suits),
        cmocka_unit_test(test_same_fit),
    };
    return cmocka_run_group_tests_name("temporal arrow", tests, NULL, NULL);
}
