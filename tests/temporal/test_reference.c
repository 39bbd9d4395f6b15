/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every case of tests/reference/temporal.json. Quantiles within 0.02 posterior sd, log evidence within 0.01, the
 * moments of biases and scales within 0.03 sd. The reference was computed by quadrature in prior probability, which
 * cuts the tail of a half-normal: its sds of error and bias_sd are 0.032 of an sd too small in `two-camps`. There the
 * whole model is normal given the scales, so test_two_camps_exactly() integrates it by brute force and those two are
 * held to that.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/quadrature.h"
#include "support/check.h"
#include "support/fixture.h"
#include "temporal/case.h"

static double field(const json_t *object, const char *key)
{
    return fixture_double(fixture_get(object, key));
}

static void check_moments(const json_t *expected, double mean, double sd, bool check_sd, const char *what)
{
    double scale = field(expected, "sd");
    if (scale < 1e-4) { /* the reference writes a quantity known exactly as N(0, 3e-6) */
        check_close_named(mean, field(expected, "mean"), 0.0, 1e-6, what);
        assert_true(sd <= 1e-4);
        return;
    }
    check_close_named(mean, field(expected, "mean"), 0.0, 0.03 * scale, what);
    if (check_sd)
        check_close_named(sd, scale, 0.03, 0.0, what);
}

static void check_grid(const temporal_case *c, const json_t *reference, const char *name)
{
    size_t count = c->problem.probability_count;
    for (size_t g = 0; g < c->problem.grid_count; g++) {
        const json_t *row = json_array_get(fixture_get(reference, "grid"), g);
        const json_t *quantiles = fixture_get(row, "quantiles");
        double sd = field(row, "sd");
        check_close_named(c->result.mean[g], field(row, "mean"), 0.0, 0.01 * sd, name);
        check_close_named(c->result.sd[g], sd, 0.01, 0.0, name);
        for (size_t k = 0; k < count; k++)
            check_close_named(
                c->result.quantiles[g * count + k], fixture_double(json_array_get(quantiles, k)), 0.0, 0.02 * sd, name);
    }
}

static void check_case(const json_t *json)
{
    temporal_case c;
    const char *name = json_string_value(fixture_get(json, "name"));
    const json_t *reference = fixture_get(json, "reference"), *bias = fixture_get(reference, "bias");
    bool exact_elsewhere = strcmp(name, "two-camps") == 0;
    temporal_case_from_json(&c, json);
    temporal_case_fit(&c);
    assert_int_equal(c.result.outcome, RECKON_OUTCOME_OK);
    check_close_named(c.result.log_evidence, field(reference, "log_evidence"), 0.0, 0.01, name);
    check_grid(&c, reference, name);
    for (size_t s = 0; s < c.problem.source_count; s++)
        check_moments(json_array_get(bias, s), c.result.bias_mean[s], c.result.bias_sd[s], true, name);
    check_moments(fixture_get(reference, "drift"), c.result.drift.mean, c.result.drift.sd, true, name);
    check_moments(fixture_get(reference, "error"), c.result.error.mean, c.result.error.sd, !exact_elsewhere, name);
    check_moments(
        fixture_get(reference, "bias_sd"), c.result.bias_scale.mean, c.result.bias_scale.sd, !exact_elsewhere, name);
    check_moments(
        fixture_get(reference, "common_bias"), c.result.common_bias.mean, c.result.common_bias.sd, true, name);
    temporal_case_free(&c);
}

static void test_reference_cases(void **state)
{
    (void)state;
    json_t *cases = fixture_json("reference/temporal.json");
    assert_int_equal(json_array_size(cases), 9);
    for (size_t i = 0; i < json_array_size(cases); i++)
        check_case(json_array_get(cases, i));
    json_decref(cases);
}

/* Moments of error and bias_sd for two figures at one date from two sources, by composite Gauss-Legendre quadrature. */
typedef struct camps {
    double first, second, width, start_variance;
    double evidence, sum[2], square[2];
} camps;

static void add_point(camps *c, double error, double bias, double weight)
{
    double noise = error * error + bias * bias + c->width * c->width / 12.0;
    double own = c->start_variance + noise, shared = c->start_variance, determinant = own * own - shared * shared;
    double form =
        (own * c->first * c->first - 2.0 * shared * c->first * c->second + own * c->second * c->second) / determinant;
    double prior = exp(-0.5 * (error * error / 0.25 + bias * bias / 0.49));
    double mass = weight * prior * exp(-0.5 * form) / sqrt(determinant);
    c->evidence += mass;
    c->sum[0] += mass * error;
    c->sum[1] += mass * bias;
    c->square[0] += mass * error * error;
    c->square[1] += mass * bias * bias;
}

static void test_two_camps_exactly(void **state)
{
    (void)state;
    enum { PANELS = 8, POINTS = PANELS * RK_GAUSS_LEGENDRE_POINTS };
    json_t *cases = fixture_json("reference/temporal.json");
    temporal_case c;
    temporal_case_from_json(&c, json_array_get(cases, 2));
    temporal_case_fit(&c);
    double m0 = c.options.initial_mean, node[POINTS], weight[POINTS];
    const reckon_temporal_reading *r = c.readings;
    camps exact = {.first = 0.5 * (r[0].low + r[0].high) - m0,
        .second = 0.5 * (r[1].low + r[1].high) - m0,
        .width = r[0].high - r[0].low,
        .start_variance = 6.25 + 0.06}; /* drift: a year at about its prior mean square; it hardly matters */
    for (size_t i = 0; i < POINTS; i++) {
        size_t panel = i / RK_GAUSS_LEGENDRE_POINTS, j = i % RK_GAUSS_LEGENDRE_POINTS;
        node[i] = (double)panel + 0.5 * (1.0 + rk_gauss_legendre_node[j]);
        weight[i] = 0.5 * rk_gauss_legendre_weight[j];
    }
    for (size_t i = 0; i < POINTS; i++)
        for (size_t j = 0; j < POINTS; j++)
            add_point(&exact, node[i], node[j], weight[i] * weight[j]);
    const reckon_temporal_moments found[] = {c.result.error, c.result.bias_scale};
    for (int k = 0; k < 2; k++) {
        double mean = exact.sum[k] / exact.evidence, sd = sqrt(exact.square[k] / exact.evidence - mean * mean);
        check_close(found[k].mean, mean, 0.0, 0.01 * sd);
        check_close(found[k].sd, sd, 0.01, 0.0);
    }
    temporal_case_free(&c);
    json_decref(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference_cases),
        cmocka_unit_test(test_two_camps_exactly),
    };
    return cmocka_run_group_tests_name("temporal reference", tests, NULL, NULL);
}
