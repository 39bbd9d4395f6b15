/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine for many figures: held against the one for few on problems that both can do, and
 * against the truth on problems that only it can do.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/fit.h"
#include "temporal/random_problem.h"

enum { GRID = 5, PLACES = 9 };
static const double probabilities[PLACES] = {0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975};

static void fit_by(rk_fit_engine engine, temporal_case *c)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_temporal_workspace *workspace = NULL;
    memcpy(c->probabilities, probabilities, sizeof probabilities);
    assert_int_equal(reckon_temporal_workspace_new(&c->problem, &workspace, &error), RECKON_OK);
    assert_int_equal(
        rk_temporal_fit_by(engine, &c->problem, &c->options, workspace, &c->result, &error),
        RECKON_OK);
    temporal_case_check_sane(c);
    reckon_temporal_workspace_free(workspace);
}

/* The largest difference of a quantile between the engines, in posterior sds; leaves the result of
 * the one for many. */
static double difference_of(temporal_case *c)
{
    double few[GRID * PLACES], worst = 0.0;
    fit_by(RK_FIT_SUITED, c);
    assert_int_not_equal(c->result.outcome, RECKON_OUTCOME_NOT_CONVERGED);
    memcpy(few, c->result.quantiles, sizeof few);
    fit_by(RK_FIT_MANY, c);
    assert_int_not_equal(c->result.outcome, RECKON_OUTCOME_NOT_CONVERGED);
    for (size_t g = 0; g < GRID; g++)
        for (size_t k = 0; k < PLACES; k++) {
            double sd = (few[g * PLACES + PLACES - 1] - few[g * PLACES]) / 3.92;
            worst =
                fmax(worst, fabs(c->result.quantiles[g * PLACES + k] - few[g * PLACES + k]) / sd);
        }
    return worst;
}

static double difference(const random_kind *kind, uint64_t seed)
{
    double truth[GRID];
    temporal_case c;
    random_problem_new(&c, kind, seed, truth);
    double worst = difference_of(&c);
    temporal_case_free(&c);
    return worst;
}

/* 40 figures that may be gross, bounds among them: what expectation propagation leaves out is small
 * by then. */
static void test_engines_agree(void **state)
{
    (void)state;
    const random_kind kind = {.readings = 40,
        .sources = 3,
        .grid = GRID,
        .years = 12,
        .drift = 0.1,
        .error = 0.3,
        .bias = 0.3,
        .gross = 0.05,
        .bounds = 0.2,
        .densities = 0.3};
    enum { PROBLEMS = 6 };
    double sum = 0.0;
    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        double worst = difference(&kind, seed);
        assert_true(worst < 0.1);
        sum += worst;
    }
    assert_true(sum / PROBLEMS < 0.04);
}

/* A certain floor that cuts deep: the answer has its shape, not a normal one that reaches below. */
static void test_certain_floor(void **state)
{
    (void)state;
    const random_kind kind = {.readings = 24,
        .sources = 1,
        .grid = GRID,
        .years = 19,
        .drift = 0.3,
        .error = 0.1,
        .bias = 0.6,
        .floor_at = 0.5};
    double truth[GRID];
    temporal_case c;
    assert_true(difference(&kind, 7) < 0.1);
    random_problem_new(&c, &kind, 7, truth);
    c.grid[0] = c.readings[0].time; /* the date of the floor itself */
    fit_by(RK_FIT_MANY, &c);
    assert_true(c.readings[0].certain && c.result.quantiles[0] > c.readings[0].low - 0.05);
    temporal_case_free(&c);
}

/* A thousand figures of a hundred sources, one in twelve gross, and a jump: the truth lies inside,
 * gross ones are told.
 */
static void test_a_thousand(void **state)
{
    (void)state;
    const random_kind kind = {.readings = 1000,
        .sources = 100,
        .grid = GRID,
        .years = 20,
        .drift = 0.2,
        .error = 0.25,
        .bias = 0.4,
        .gross = 0.08,
        .bounds = 0.3,
        .jump = 1.8};
    double truth[GRID], gross = 0.0;
    temporal_case c;
    random_problem_new(&c, &kind, 3, truth);
    fit_by(RK_FIT_SUITED, &c);
    assert_int_equal(c.result.outcome, RECKON_OUTCOME_OK);
    for (size_t g = 0; g < GRID; g++) {
        assert_true(c.result.quantiles[g * PLACES] < truth[g]);
        assert_true(c.result.quantiles[g * PLACES + PLACES - 1] > truth[g]);
    }
    for (size_t i = 0; i < kind.readings; i++)
        gross += c.result.gross[i] / (double)kind.readings;
    assert_true(gross > 0.03 && gross < 0.14);
    temporal_case_free(&c);
}

/* The share of joint draws below each quantile is its probability. */
static void check_draws(const temporal_case *c, size_t draws)
{
    for (size_t g = 0; g < GRID; g++)
        for (size_t k = 0; k < PLACES; k++) {
            size_t below = 0;
            for (size_t d = 0; d < draws; d++)
                below += c->result.draws[d * GRID + g] < c->result.quantiles[g * PLACES + k];
            check_close((double)below / (double)draws, probabilities[k], 0.0, 0.06);
        }
}

/* A register that jumps while nobody counts: it may have done so before or after a date in between.
 */
static void test_within_a_gap(void **state)
{
    (void)state;
    enum { FIGURES = 24, DRAWS = 1000 };
    uint64_t seed = 11;
    temporal_case c;
    temporal_case_new(&c, FIGURES, 1, GRID, PLACES);
    for (size_t i = 0; i < FIGURES; i++) {
        double level = i < FIGURES / 2 ? 10.0 : 13.0;
        c.readings[i] = temporal_reading(RECKON_TEMPORAL_DENSITY, 0,
            2000.0 + (double)i + (i < FIGURES / 2 ? 0.0 : 4.0), 0.0, 0.0,
            level + random_uniform(&seed, -0.2, 0.2), 0.05, 1.0);
    }
    const double dates[GRID] = {
        2005.0, 2012.0, 2013.0, 2014.5, 2020.0}; /* nobody counted from 2011 to 2016 */
    memcpy(c.grid, dates, sizeof dates);
    double *draws = calloc(DRAWS * GRID, sizeof *draws);
    assert_non_null(draws);
    c.problem.draw_count = DRAWS;
    c.result.draws = draws;
    double worst = difference_of(&c);
    assert_true(worst < 0.05);
    assert_true(c.result.shock[FIGURES / 2] > 0.9);
    check_draws(&c, DRAWS);
    free(draws);
    temporal_case_free(&c);
}

/* Joint draws of many figures have the marginals that the quantiles tell. */
static void test_joint_draws(void **state)
{
    (void)state;
    enum { DRAWS = 1000 };
    const random_kind kind = {.readings = 60,
        .sources = 4,
        .grid = GRID,
        .years = 10,
        .drift = 0.2,
        .error = 0.2,
        .bias = 0.3};
    double truth[GRID];
    temporal_case c;
    random_problem_new(&c, &kind, 5, truth);
    double *draws = calloc(DRAWS * GRID, sizeof *draws);
    assert_non_null(draws);
    c.problem.draw_count = DRAWS;
    c.result.draws = draws;
    fit_by(RK_FIT_SUITED, &c);
    check_draws(&c, DRAWS);
    free(draws);
    c.problem.draw_count = 0;
    c.result.draws = NULL;
    temporal_case_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engines_agree),
        cmocka_unit_test(test_certain_floor),
        cmocka_unit_test(test_a_thousand),
        cmocka_unit_test(test_within_a_gap),
        cmocka_unit_test(test_joint_draws),
    };
    return cmocka_run_group_tests_name("temporal engines", tests, NULL, NULL);
}
