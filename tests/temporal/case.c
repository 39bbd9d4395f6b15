/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/fixture.h"

static void *filled(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    assert_non_null(memory);
    return memory;
}

static void place_results(temporal_case *c)
{
    size_t grid = c->problem.grid_count, sources = c->problem.source_count, p = c->problem.probability_count;
    c->memory = filled(grid * (2 + p) + sources * (2 + p) + p, sizeof(double));
    double *next = c->memory;
    c->result.mean = next;
    c->result.sd = next += grid;
    c->result.quantiles = next += grid;
    c->result.bias_mean = next += grid * p;
    c->result.bias_sd = next += sources;
    c->result.bias_quantiles = next += sources;
    c->result.common_bias_quantiles = next + sources * p;
    c->result.regions = filled(grid * RECKON_TEMPORAL_REGIONS, sizeof *c->result.regions);
    c->result.region_count = filled(grid, sizeof *c->result.region_count);
}

void temporal_case_new(temporal_case *c, size_t readings, size_t sources, size_t grid, size_t probabilities)
{
    memset(c, 0, sizeof *c);
    c->readings = filled(readings, sizeof *c->readings);
    c->sources = filled(sources, sizeof *c->sources);
    c->grid = filled(grid, sizeof *c->grid);
    c->probabilities = filled(probabilities, sizeof *c->probabilities);
    c->used = filled(readings, sizeof *c->used);
    for (size_t i = 0; i < readings; i++) {
        c->readings[i].weight = 1.0;
        c->used[i] = true;
    }
    for (size_t k = 0; k < probabilities; k++)
        c->probabilities[k] = ((double)k + 0.5) / (double)probabilities;
    c->problem = (reckon_temporal_problem){
        c->readings, readings, c->used, c->sources, sources, c->grid, grid, c->probabilities, probabilities};
    reckon_temporal_options_init(&c->options);
    place_results(c);
}

static double number(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);
    return value ? json_number_value(value) : otherwise;
}

static reckon_temporal_source read_source(const json_t *json)
{
    const char *direction = json_string_value(json_object_get(json, "direction"));
    if (direction)
        return (reckon_temporal_source){
            strcmp(direction, "understates") ? RECKON_TEMPORAL_OVERSTATES : RECKON_TEMPORAL_UNDERSTATES, 0.0, 0.0};
    if (json_is_true(json_object_get(json, "anchor")))
        return (reckon_temporal_source){RECKON_TEMPORAL_ANCHOR, 0.0, 0.0};
    if (json_object_get(json, "bias_mean"))
        return (reckon_temporal_source){
            RECKON_TEMPORAL_KNOWN, number(json, "bias_mean", 0.0), number(json, "bias_sd", 0.0)};
    return (reckon_temporal_source){RECKON_TEMPORAL_EXCHANGEABLE, 0.0, 0.0};
}

static reckon_temporal_reading read_reading(const json_t *json)
{
    static const char *const kinds[] = {"interval", "at_least", "at_most", "density"};
    const char *name = json_string_value(fixture_get(json, "kind"));
    int kind = 0;
    while (strcmp(kinds[kind], name))
        kind++;
    double low = number(json, "log_low", 0.0);
    return (reckon_temporal_reading){.kind = (reckon_temporal_kind)kind,
        .source = (size_t)number(json, "source", 0.0),
        .time = number(json, "time", 0.0),
        .low = low,
        .high = number(json, "log_high", 0.0),
        .centre = low,
        .sd = number(json, "sd", 0.0),
        .weight = number(json, "weight", 1.0)};
}

static void read_options(reckon_temporal_options *o, const json_t *input)
{
    const json_t *prior = fixture_get(input, "prior");
    const char *process = json_string_value(json_object_get(input, "process"));
    if (process && !strcmp(process, "local-linear-trend"))
        o->process = RECKON_TEMPORAL_LOCAL_LINEAR_TREND;
    o->initial_mean = number(prior, "initial_mean", o->initial_mean);
    o->initial_sd = number(prior, "initial_sd", o->initial_sd);
    o->slope_sd = number(prior, "initial_slope_sd", o->slope_sd);
    o->drift_scale = number(prior, "drift_scale", o->drift_scale);
    o->error_scale = number(prior, "error_scale", o->error_scale);
    o->bias_scale = number(prior, "bias_scale", o->bias_scale);
    o->common_bias_mean = number(prior, "common_bias_mean", 0.0);
    o->common_bias_sd = number(prior, "common_bias_sd", 0.0);
}

void temporal_case_from_json(temporal_case *c, const json_t *json)
{
    const json_t *input = fixture_get(json, "input"), *estimates = fixture_get(input, "estimates");
    const json_t *sources = fixture_get(input, "sources"), *grid = fixture_get(input, "grid");
    const json_t *probabilities = fixture_get(json, "probabilities");
    temporal_case_new(
        c, json_array_size(estimates), json_array_size(sources), json_array_size(grid), json_array_size(probabilities));
    for (size_t i = 0; i < c->problem.reading_count; i++)
        c->readings[i] = read_reading(json_array_get(estimates, i));
    for (size_t s = 0; s < c->problem.source_count; s++)
        c->sources[s] = read_source(json_array_get(sources, s));
    for (size_t g = 0; g < c->problem.grid_count; g++)
        c->grid[g] = fixture_double(json_array_get(grid, g));
    for (size_t k = 0; k < c->problem.probability_count; k++)
        c->probabilities[k] = fixture_double(json_array_get(probabilities, k));
    read_options(&c->options, input);
}

void temporal_case_free(temporal_case *c)
{
    void *blocks[] = {c->readings, c->sources, c->grid, c->probabilities, c->used, c->memory, c->result.regions,
        c->result.region_count};
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
        free(blocks[k]);
    memset(c, 0, sizeof *c);
}

void temporal_case_fit(temporal_case *c)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_temporal_workspace *workspace = NULL;
    if (reckon_temporal_workspace_new(&c->problem, &workspace, &error))
        fail_msg("no workspace: %s", error.message);
    reckon_status status = reckon_temporal_fit(&c->problem, &c->options, workspace, &c->result, &error);
    reckon_temporal_workspace_free(workspace);
    if (status)
        fail_msg("the fit failed: %s %s", error.pointer, error.message);
}

void temporal_case_check_sane(const temporal_case *c)
{
    const reckon_temporal_result *r = &c->result;
    size_t count = c->problem.probability_count;
    assert_true(isfinite(r->log_evidence) && isfinite(r->initial_mean));
    for (size_t g = 0; g < c->problem.grid_count; g++) {
        assert_true(isfinite(r->mean[g]) && isfinite(r->sd[g]) && r->sd[g] >= 0.0);
        assert_true(r->region_count[g] >= 1 && r->region_count[g] <= RECKON_TEMPORAL_REGIONS);
        for (size_t k = 0; k < count; k++)
            assert_true(isfinite(r->quantiles[g * count + k]) &&
                        (k == 0 || r->quantiles[g * count + k] >= r->quantiles[g * count + k - 1]));
        for (size_t k = 0; k < r->region_count[g]; k++) {
            const reckon_range *region = &r->regions[g * RECKON_TEMPORAL_REGIONS + k];
            assert_true(isfinite(region->low) && isfinite(region->high) && region->low <= region->high);
        }
    }
    for (size_t s = 0; s < c->problem.source_count; s++) {
        assert_true(isfinite(r->bias_mean[s]) && isfinite(r->bias_sd[s]) && r->bias_sd[s] >= 0.0);
        for (size_t k = 0; k < count; k++)
            assert_true(isfinite(r->bias_quantiles[s * count + k]));
    }
    const reckon_temporal_moments *moments[] = {&r->drift, &r->error, &r->bias_scale, &r->common_bias};
    for (int k = 0; k < 4; k++)
        assert_true(isfinite(moments[k]->mean) && isfinite(moments[k]->sd) && moments[k]->sd >= 0.0);
    const reckon_temporal_certificate *certificate = &r->certificate;
    assert_true(certificate->effective_fraction > 0.0 && certificate->effective_fraction <= 1.0);
    assert_true(isfinite(certificate->pareto_k) && isfinite(certificate->quadrature_residual));
    assert_true(certificate->quadrature_overlap > 0.0 && certificate->quadrature_overlap <= 1.0 + 1e-9);
}
