/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of the fit, its error paths, and extremes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_rng.h>

#include "support/check.h"
#include "support/fixture.h"
#include "temporal/case.h"

static const reckon_temporal_kind kinds[] = {RECKON_TEMPORAL_INTERVAL, RECKON_TEMPORAL_AT_LEAST,
    RECKON_TEMPORAL_AT_MOST, RECKON_TEMPORAL_DENSITY};

/* A plausible random problem. */
static void random_case(
    temporal_case *c, gsl_rng *random, size_t readings, size_t sources, size_t grid)
{
    temporal_case_new(c, readings, sources, grid, 5);
    for (size_t s = 0; s < sources; s++) {
        c->sources[s].bias = (reckon_temporal_bias)(gsl_rng_uniform_int(random, 9) % 5);
        c->sources[s].mean = 0.4 * (gsl_rng_uniform(random) - 0.5);
        c->sources[s].sd = 0.3 * gsl_rng_uniform(random);
    }
    for (size_t i = 0; i < readings; i++) {
        double low = 9.0 + 2.0 * gsl_rng_uniform(random),
               width = 0.02 + 1.5 * gsl_rng_uniform(random);
        c->readings[i] = (reckon_temporal_reading){.kind = kinds[gsl_rng_uniform_int(random, 4)],
            .source = gsl_rng_uniform_int(random, sources),
            .time = 1995.0 + floor(120.0 * gsl_rng_uniform(random)) / 6.0,
            .low = low,
            .high = low + width,
            .centre = low + 0.5 * width,
            .sd = 0.5 * gsl_rng_uniform(random),
            .weight = 0.1 + 0.9 * gsl_rng_uniform(random)};
    }
    for (size_t g = 0; g < grid; g++)
        c->grid[g] = 1990.0 + 30.0 * (double)g / (double)grid;
}

static void test_same_bytes(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    temporal_case c, other;
    random_case(&c, random, 12, 4, 6);
    random_case(&other, random, 12, 4, 6);
    reckon_temporal_workspace *workspace = NULL;
    assert_int_equal(reckon_temporal_workspace_new(&c.problem, &workspace, NULL), RECKON_OK);
    size_t doubles = 6 * 7 + 4 * 7 + 5;
    double *before = malloc(doubles * sizeof *before);
    assert_true(workspace && before);
    assert_int_equal(
        reckon_temporal_fit(&c.problem, &c.options, workspace, &c.result, NULL), RECKON_OK);
    memcpy(before, c.memory, doubles * sizeof *before);
    reckon_temporal_result first = c.result;
    temporal_case_fit(&other); /* whatever happens between must not matter */
    memset(c.memory, 0, doubles * sizeof *before);
    assert_int_equal(
        reckon_temporal_fit(&c.problem, &c.options, workspace, &c.result, NULL), RECKON_OK);
    assert_memory_equal(before, c.memory, doubles * sizeof *before);
    assert_memory_equal(&first, &c.result, sizeof first);
    free(before);
    reckon_temporal_workspace_free(workspace);
    temporal_case_free(&c);
    temporal_case_free(&other);
    gsl_rng_free(random);
}

/* Two results agree to within `share` of a posterior sd; `move` is added to the first one's logs.
 */
static void check_same(const temporal_case *a, const temporal_case *b, double move, double share)
{
    size_t count = a->problem.probability_count;
    check_close(a->result.log_evidence, b->result.log_evidence, 0.0, share);
    for (size_t g = 0; g < a->problem.grid_count; g++) {
        double slack = share * b->result.sd[g];
        check_close(a->result.mean[g] + move, b->result.mean[g], 0.0, slack);
        check_close(a->result.sd[g], b->result.sd[g], 0.0, slack);
        for (size_t k = 0; k < count; k++)
            check_close(a->result.quantiles[g * count + k] + move,
                b->result.quantiles[g * count + k], 0.0, slack);
    }
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    enum { READINGS = 14, SOURCES = 5 };
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (int scene = 0; scene < 5; scene++) {
        temporal_case c, d;
        random_case(&c, random, READINGS, SOURCES, 7);
        c.options.common_bias_sd = 0.3 * (scene % 2);
        temporal_case_new(&d, READINGS, SOURCES, 7, 5);
        d.options = c.options;
        for (size_t i = 0; i < READINGS; i++) {
            d.readings[i] = c.readings[(i * 5 + 3) % READINGS];
            d.readings[i].source = (d.readings[i].source * 2 + 1) % SOURCES;
        }
        for (size_t s = 0; s < SOURCES; s++)
            d.sources[(s * 2 + 1) % SOURCES] = c.sources[s];
        for (size_t g = 0; g < 7; g++)
            d.grid[g] = c.grid[g];
        temporal_case_fit(&c);
        temporal_case_fit(&d);
        check_same(&c, &d, 0.0, 1e-9);
        for (size_t s = 0; s < SOURCES; s++)
            check_close(
                c.result.bias_mean[s], d.result.bias_mean[(s * 2 + 1) % SOURCES], 0.0, 1e-9);
        temporal_case_free(&c);
        temporal_case_free(&d);
    }
    gsl_rng_free(random);
}

static void test_multiplying_all_figures(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    temporal_case c, d;
    random_case(&c, random, 11, 3, 8);
    temporal_case_fit(&c);
    gsl_rng_set(random, 0);
    random_case(&d, random, 11, 3, 8);
    for (size_t i = 0; i < 11; i++) {
        d.readings[i].low += 3.7;
        d.readings[i].high += 3.7;
        d.readings[i].centre += 3.7;
    }
    temporal_case_fit(&d);
    check_same(&c, &d, 3.7, 1e-9);
    temporal_case_free(&c);
    temporal_case_free(&d);
    gsl_rng_free(random);
}

/* A mask gives, to the last bit, what the problem without those readings gives in a workspace of
 * its own. */
static void test_mask_is_a_smaller_problem(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    temporal_case c, d;
    random_case(&c, random, 15, 4, 6);
    temporal_case_new(&d, 9, 4, 6, 5);
    size_t kept = 0;
    for (size_t i = 0; i < 15; i++) {
        c.used[i] = i % 5 < 3;
        if (c.used[i])
            d.readings[kept++] = c.readings[i];
    }
    memcpy(d.sources, c.sources, 4 * sizeof *c.sources);
    memcpy(d.grid, c.grid, 6 * sizeof *c.grid);
    temporal_case_fit(&c);
    temporal_case_fit(&d);
    assert_int_equal(c.result.used_count, 9);
    assert_memory_equal(c.memory, d.memory, (6 * 7 + 4 * 7 + 5) * sizeof(double));
    assert_true(c.result.log_evidence == d.result.log_evidence);
    temporal_case_free(&c);
    temporal_case_free(&d);
    gsl_rng_free(random);
}

static void test_range_widens_away_from_the_evidence(void **state)
{
    (void)state;
    for (int trend = 0; trend < 2; trend++) {
        temporal_case c;
        temporal_case_new(&c, 3, 1, 40, 3);
        for (size_t i = 0; i < 3; i++)
            c.readings[i] = temporal_reading(RECKON_TEMPORAL_INTERVAL, 0, 2000.0 + (double)i, 10.0,
                10.3 + 0.1 * (double)i, 0, 0, 1.0);
        for (size_t g = 0; g < 40; g++)
            c.grid[g] = 2002.0 + (double)g;
        c.options.process =
            trend ? RECKON_TEMPORAL_LOCAL_LINEAR_TREND : RECKON_TEMPORAL_RANDOM_WALK;
        temporal_case_fit(&c);
        for (size_t g = 1; g < 40; g++)
            assert_true(c.result.sd[g] > c.result.sd[g - 1]);
        temporal_case_free(&c);
    }
}

static void test_nothing_used_returns_the_prior(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 2, 3, 2, 3);
    c.used[0] = c.used[1] = false;
    c.sources[1].bias = RECKON_TEMPORAL_OVERSTATES;
    c.sources[2] = (reckon_temporal_source){RECKON_TEMPORAL_KNOWN, -0.4, 0.2};
    c.grid[0] = 2000;
    c.grid[1] = 2009;
    c.options.initial_mean = 8.0;
    c.options.drift_prior = RECKON_TEMPORAL_HALF_NORMAL;
    c.options.drift_scale = 0.3;
    temporal_case_fit(&c);
    assert_int_equal(c.result.outcome, RECKON_OUTCOME_EMPTY);
    check_close(c.result.log_evidence, 0.0, 0.0, 1e-3);
    check_close(c.result.mean[0], 8.0, 0.0, 1e-9);
    check_close(c.result.sd[0], 2.5, 1e-9, 0.0);
    check_close(c.result.sd[1], sqrt(6.25 + 9.0 * 0.09), 1e-3, 0.0);
    check_close(c.result.drift.mean, 0.3 * sqrt(2.0 / M_PI), 0.01, 0.0);
    check_close(c.result.bias_sd[0], 0.7, 0.01, 0.0);
    check_close(c.result.bias_mean[1], 0.7 * 2.0 / M_PI, 0.01, 0.0);
    check_close(c.result.bias_mean[2], -0.4, 1e-9, 0.0);
    check_close(c.result.bias_sd[2], 0.2, 1e-9, 0.0);
    temporal_case_free(&c);
}

static void test_vague_readings_are_unresolved(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 2, 1, 2, 3);
    c.readings[0] = temporal_reading(RECKON_TEMPORAL_AT_LEAST, 0, 2000, 0.0, 0, 0, 0, 1e-6);
    c.readings[1] = temporal_reading(RECKON_TEMPORAL_AT_MOST, 0, 2000, 0, 20.0, 0, 0, 1e-6);
    c.grid[0] = 2000;
    c.grid[1] = 2005;
    temporal_case_fit(&c);
    temporal_case_check_sane(&c);
    assert_int_equal(c.result.outcome, RECKON_OUTCOME_UNRESOLVED);
    temporal_case_free(&c);
}

typedef void (*spoil)(temporal_case *c);

static void spoil_low(temporal_case *c)
{
    c->readings[1].low = NAN;
}
static void spoil_order(temporal_case *c)
{
    c->readings[1].low = 12.0;
}
static void spoil_weight(temporal_case *c)
{
    c->readings[1].weight = 0.0;
}
static void spoil_time(temporal_case *c)
{
    c->readings[1].time = INFINITY;
}
static void spoil_source(temporal_case *c)
{
    c->readings[1].source = 7;
}
static void spoil_kind(temporal_case *c)
{
    c->readings[1].kind = (reckon_temporal_kind)9;
}
static void spoil_bias(temporal_case *c)
{
    c->sources[0].bias = (reckon_temporal_bias)9;
}
static void spoil_grid(temporal_case *c)
{
    c->grid[1] = NAN;
}
static void spoil_probability(temporal_case *c)
{
    c->probabilities[2] = 1.0;
}
static void spoil_scale(temporal_case *c)
{
    c->options.error_scale = -1.0;
}
static void spoil_fixed(temporal_case *c)
{
    c->options.drift = -0.1;
}
static void spoil_process(temporal_case *c)
{
    c->options.process = (reckon_temporal_process)3;
}
static void spoil_size(temporal_case *c)
{
    c->options.struct_size = 0;
}

static void spoil_sd(temporal_case *c)
{
    c->readings[1].kind = RECKON_TEMPORAL_DENSITY;
    c->readings[1].sd = -1.0;
}

static void spoil_known(temporal_case *c)
{
    c->sources[0] = (reckon_temporal_source){RECKON_TEMPORAL_KNOWN, 0.0, NAN};
}

static void test_errors_name_what_is_wrong(void **state)
{
    (void)state;
    const struct {
        spoil spoil;
        reckon_status status;
        const char *pointer;
    } list[] = {{spoil_low, RECKON_VALUE, "/readings/1/low"},
        {spoil_order, RECKON_VALUE, "/readings/1/low"},
        {spoil_weight, RECKON_VALUE, "/readings/1/weight"},
        {spoil_time, RECKON_VALUE, "/readings/1/time"},
        {spoil_source, RECKON_VALUE, "/readings/1/source"},
        {spoil_kind, RECKON_VALUE, "/readings/1/kind"}, {spoil_sd, RECKON_VALUE, "/readings/1/sd"},
        {spoil_bias, RECKON_VALUE, "/sources/0/bias"}, {spoil_known, RECKON_VALUE, "/sources/0/sd"},
        {spoil_grid, RECKON_VALUE, "/grid/1"},
        {spoil_probability, RECKON_VALUE, "/probabilities/2"},
        {spoil_scale, RECKON_OPTION, "/options/error_scale"},
        {spoil_fixed, RECKON_OPTION, "/options/drift"},
        {spoil_process, RECKON_OPTION, "/options/process"}, {spoil_size, RECKON_ARGUMENT, ""}};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
        temporal_case c;
        reckon_error error = RECKON_ERROR_INIT;
        temporal_case_new(&c, 3, 2, 2, 3);
        for (size_t i = 0; i < 3; i++)
            c.readings[i] =
                temporal_reading(RECKON_TEMPORAL_INTERVAL, i % 2, 2000, 10, 11, 0, 0, 1);
        c.grid[0] = c.grid[1] = 2001;
        reckon_temporal_workspace *workspace = NULL, *none = NULL;
        assert_int_equal(reckon_temporal_workspace_new(&c.problem, &workspace, &error), RECKON_OK);
        list[k].spoil(&c);
        assert_int_equal(reckon_temporal_fit(&c.problem, &c.options, workspace, &c.result, &error),
            list[k].status);
        assert_int_equal(error.code, list[k].status);
        assert_string_equal(error.pointer, list[k].pointer);
        assert_true(strlen(error.message) > 5);
        if (list[k].status == RECKON_VALUE)
            assert_int_equal(reckon_temporal_workspace_new(&c.problem, &none, NULL), RECKON_VALUE);
        assert_null(none);
        reckon_temporal_workspace_free(workspace);
        temporal_case_free(&c);
    }
}

static int stop_now(void *context, double fraction)
{
    int *calls = context;
    assert_true(fraction >= 0.0 && fraction <= 1.0);
    return ++*calls >= 3;
}

static void test_misuse_and_stopping(void **state)
{
    (void)state;
    temporal_case c, larger;
    reckon_error error = RECKON_ERROR_INIT;
    int calls = 0;
    temporal_case_new(&c, 1, 1, 1, 3);
    temporal_case_new(&larger, 2, 1, 1, 3);
    c.readings[0] = temporal_reading(RECKON_TEMPORAL_INTERVAL, 0, 2000, 10, 11, 0, 0, 1);
    larger.readings[0] = larger.readings[1] = c.readings[0];
    reckon_temporal_workspace *workspace = NULL, *none = NULL;
    assert_int_equal(reckon_temporal_workspace_new(&c.problem, &workspace, NULL), RECKON_OK);
    assert_true(reckon_temporal_workspace_bytes(workspace) > 1000);
    assert_int_equal(reckon_temporal_fit(&c.problem, NULL, workspace, &c.result, NULL), RECKON_OK);
    assert_int_equal(reckon_temporal_fit(&c.problem, NULL, NULL, &c.result, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_temporal_fit(&c.problem, NULL, workspace, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_temporal_fit(NULL, NULL, workspace, &c.result, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_temporal_fit(&larger.problem, NULL, workspace, &larger.result, NULL),
        RECKON_ARGUMENT);
    assert_int_equal(reckon_temporal_workspace_new(NULL, &none, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_temporal_workspace_new(&c.problem, NULL, NULL), RECKON_ARGUMENT);
    assert_null(none);
    reckon_temporal_reading both[2] = {c.readings[0], c.readings[0]};
    reckon_temporal_source directed = {RECKON_TEMPORAL_OVERSTATES, 0.0, 0.0};
    reckon_temporal_problem same_counts =
        c.problem; /* as many readings and sources, but more state */
    same_counts.sources = &directed;
    assert_int_equal(
        reckon_temporal_fit(&same_counts, NULL, workspace, &c.result, NULL), RECKON_ARGUMENT);
    same_counts = c.problem;
    same_counts.readings = both;
    same_counts.reading_count = 2;
    same_counts.used = NULL;
    assert_int_equal(
        reckon_temporal_fit(&same_counts, NULL, workspace, &c.result, NULL), RECKON_ARGUMENT);
    c.options.progress = stop_now;
    c.options.progress_context = &calls;
    assert_int_equal(reckon_temporal_fit(&c.problem, &c.options, workspace, &c.result, &error),
        RECKON_CANCELLED);
    assert_int_equal(error.code, RECKON_CANCELLED);
    assert_int_equal(calls, 3);
    reckon_temporal_workspace_free(workspace);
    reckon_temporal_workspace_free(NULL);
    reckon_temporal_options_init(NULL);
    temporal_case_free(&c);
    temporal_case_free(&larger);
}

static void test_random_problems_are_sane(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    size_t refused = 0; /* figures that contradict each other wildly: the certificate may say so for
                           some, and must not lie */
    for (int scene = 0; scene < 12; scene++) {
        temporal_case c;
        size_t readings = 1 + gsl_rng_uniform_int(random, 25),
               sources = 1 + gsl_rng_uniform_int(random, 8);
        random_case(&c, random, readings, sources, 5);
        c.options.common_bias_sd = scene % 3 ? 0.0 : 0.5;
        c.options.process = (reckon_temporal_process)(scene % 2);
        if (scene % 5 == 0)
            c.options.drift = 0.1;
        if (scene % 7 == 0)
            c.options.bias_sd = 0.0;
        temporal_case_fit(&c);
        temporal_case_check_sane(&c);
        if (c.result.outcome == RECKON_OUTCOME_NOT_CONVERGED && ++refused > 1)
            fail_msg(
                "scene %d: %s, effective %g, k %g, quantile error %g, residual %g, unconverged %g",
                scene, reckon_outcome_name(c.result.outcome),
                c.result.certificate.effective_fraction, c.result.certificate.pareto_k,
                c.result.certificate.quantile_error, c.result.certificate.quadrature_residual,
                c.result.certificate.unconverged_mass);
        temporal_case_free(&c);
    }
    gsl_rng_free(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_multiplying_all_figures),
        cmocka_unit_test(test_mask_is_a_smaller_problem),
        cmocka_unit_test(test_range_widens_away_from_the_evidence),
        cmocka_unit_test(test_nothing_used_returns_the_prior),
        cmocka_unit_test(test_vague_readings_are_unresolved),
        cmocka_unit_test(test_errors_name_what_is_wrong),
        cmocka_unit_test(test_misuse_and_stopping),
        cmocka_unit_test(test_random_problems_are_sane),
    };
    return cmocka_run_group_tests_name("temporal", tests, NULL, NULL);
}
