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

reckon_temporal_reading temporal_reading(reckon_temporal_kind kind, size_t source, double time,
    double low, double high, double centre, double sd, double weight)
{
    return (reckon_temporal_reading){.kind = kind,
        .source = source,
        .time = time,
        .low = low,
        .high = high,
        .centre = centre,
        .sd = sd,
        .weight = weight};
}

static void place_results(temporal_case *c)
{
    size_t grid = c->problem.grid_count, sources = c->problem.source_count;
    size_t p = c->problem.probability_count, readings = c->problem.reading_count;
    size_t paths = TEMPORAL_CASE_DRAWS * grid;
    c->memory =
        filled(grid * (3 + p) + sources * (2 + p) + p + 2 * readings + paths, sizeof(double));
    double *next = c->memory;
    c->result.mean = next;
    c->result.sd = next += grid;
    c->result.decided = next += grid;
    c->result.quantiles = next += grid;
    c->result.bias_mean = next += grid * p;
    c->result.bias_sd = next += sources;
    c->result.bias_quantiles = next += sources;
    c->result.common_bias_quantiles = next += sources * p;
    c->result.gross = next += p;
    c->result.shock = next += readings;
    c->result.draws = next + readings;
    c->result.regions = filled(grid * RECKON_TEMPORAL_REGIONS, sizeof *c->result.regions);
    c->result.region_count = filled(grid, sizeof *c->result.region_count);
}

void temporal_case_new(
    temporal_case *c, size_t readings, size_t sources, size_t grid, size_t probabilities)
{
    memset(c, 0, sizeof *c);
    c->readings = filled(readings, sizeof *c->readings);
    c->sources = filled(sources, sizeof *c->sources);
    c->events = filled(TEMPORAL_CASE_EVENTS, sizeof *c->events);
    c->grid = filled(grid, sizeof *c->grid);
    c->probabilities = filled(probabilities, sizeof *c->probabilities);
    c->used = filled(readings, sizeof *c->used);
    for (size_t i = 0; i < readings; i++) {
        c->readings[i].weight = 1.0;
        c->used[i] = true;
    }
    for (size_t k = 0; k < probabilities; k++)
        c->probabilities[k] = ((double)k + 0.5) / (double)probabilities;
    c->problem = (reckon_temporal_problem){.readings = c->readings,
        .reading_count = readings,
        .used = c->used,
        .sources = c->sources,
        .source_count = sources,
        .events = c->events,
        .grid = c->grid,
        .grid_count = grid,
        .probabilities = c->probabilities,
        .probability_count = probabilities,
        .draw_count = TEMPORAL_CASE_DRAWS};
    reckon_temporal_options_init(&c->options);
    place_results(c);
}

void temporal_case_first_edition(temporal_case *c)
{
    c->options.drift_prior = RECKON_TEMPORAL_HALF_NORMAL;
    c->options.common_bias_sd = 0.0;
    c->options.common_bias_tail_weight = 0.0;
    c->options.gross_error = 0.0;
    c->options.anchor_error = 1.0;
    c->options.shocks = RECKON_TEMPORAL_SHOCKS_NONE;
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
        return (reckon_temporal_source){strcmp(direction, "understates")
                                            ? RECKON_TEMPORAL_OVERSTATES
                                            : RECKON_TEMPORAL_UNDERSTATES,
            0.0, 0.0};
    if (json_is_true(json_object_get(json, "anchor")))
        return (reckon_temporal_source){RECKON_TEMPORAL_ANCHOR, 0.0, 0.0};
    if (json_object_get(json, "bias_mean"))
        return (reckon_temporal_source){
            RECKON_TEMPORAL_KNOWN, number(json, "bias_mean", 0.0), number(json, "bias_sd", 0.0)};
    return (reckon_temporal_source){RECKON_TEMPORAL_EXCHANGEABLE, 0.0, 0.0};
}

static reckon_temporal_reading read_reading(const json_t *json)
{
    static const char *const kinds[] = {"interval", "at_least", "at_most", "density", "split"};
    const char *name = json_string_value(fixture_get(json, "kind"));
    int kind = 0;
    while (strcmp(kinds[kind], name))
        kind++;
    double low = number(json, "log_low", 0.0);
    bool split = json_object_get(json, "log_best") != NULL;
    return (reckon_temporal_reading){.kind = (reckon_temporal_kind)kind,
        .source = (size_t)number(json, "source", 0.0),
        .time = number(json, "time", 0.0),
        .low = low,
        .high = number(json, "log_high", 0.0),
        .centre = split ? number(json, "log_best", 0.0) : low,
        .sd = number(json, "sd", 0.0),
        .sd_low = number(json, "sd_low", 0.0),
        .sd_high = number(json, "sd_high", 0.0),
        .length = number(json, "length", 0.0),
        .weight = number(json, "weight", 1.0),
        .certain = json_is_true(json_object_get(json, "certain"))};
}

static void read_drift_prior(temporal_case *c, const json_t *prior)
{
    const char *name = json_string_value(json_object_get(prior, "drift_prior"));
    if (name)
        c->options.drift_prior = !strcmp(name, "half-t")        ? RECKON_TEMPORAL_HALF_T
                                 : !strcmp(name, "half-cauchy") ? RECKON_TEMPORAL_HALF_CAUCHY
                                                                : RECKON_TEMPORAL_HALF_NORMAL;
}

/* What a case does not name is off, as in the first edition. */
static void read_options(temporal_case *c, const json_t *input)
{
    const json_t *prior = fixture_get(input, "prior");
    reckon_temporal_options *o = &c->options;
    const char *process = json_string_value(json_object_get(input, "process"));
    if (process && !strcmp(process, "local-linear-trend"))
        o->process = RECKON_TEMPORAL_LOCAL_LINEAR_TREND;
    temporal_case_first_edition(c);
    read_drift_prior(c, prior);
    o->initial_time = number(prior, "initial_time", o->initial_time);
    o->initial_mean = number(prior, "initial_mean", o->initial_mean);
    o->initial_sd = number(prior, "initial_sd", o->initial_sd);
    o->slope_sd = number(prior, "slope_sd", number(prior, "initial_slope_sd", o->slope_sd));
    o->drift_scale = number(prior, "drift_scale", o->drift_scale);
    o->error_scale = number(prior, "error_scale", o->error_scale);
    o->bias_scale = number(prior, "bias_scale", o->bias_scale);
    o->common_bias_mean = number(prior, "common_bias_mean", 0.0);
    o->common_bias_sd = number(prior, "common_bias_sd", 0.0);
    o->common_bias_tail_sd = number(prior, "common_bias_tail_sd", 0.0);
    o->common_bias_tail_weight = number(prior, "common_bias_tail_weight", 0.0);
    o->gross_error = number(prior, "gross_error", 0.0);
    o->gross_error_sd = number(prior, "gross_error_sd", o->gross_error_sd);
}

static void read_events(temporal_case *c, const json_t *events)
{
    c->problem.event_count = json_array_size(events);
    assert_true(c->problem.event_count <= TEMPORAL_CASE_EVENTS);
    for (size_t i = 0; i < c->problem.event_count; i++) {
        const json_t *event = json_array_get(events, i);
        c->events[i] = (reckon_temporal_event){.time = number(event, "time", 0.0),
            .mean = number(event, "mean", 0.0),
            .sd = number(event, "sd", 0.0)};
    }
}

void temporal_case_from_json(temporal_case *c, const json_t *json)
{
    const json_t *input = fixture_get(json, "input"), *estimates = fixture_get(input, "estimates");
    const json_t *sources = fixture_get(input, "sources"), *grid = fixture_get(input, "grid");
    const json_t *probabilities = fixture_get(json, "probabilities");
    temporal_case_new(c, json_array_size(estimates), json_array_size(sources),
        json_array_size(grid), json_array_size(probabilities));
    for (size_t i = 0; i < c->problem.reading_count; i++)
        c->readings[i] = read_reading(json_array_get(estimates, i));
    for (size_t s = 0; s < c->problem.source_count; s++)
        c->sources[s] = read_source(json_array_get(sources, s));
    for (size_t g = 0; g < c->problem.grid_count; g++)
        c->grid[g] = fixture_double(json_array_get(grid, g));
    for (size_t k = 0; k < c->problem.probability_count; k++)
        c->probabilities[k] = fixture_double(json_array_get(probabilities, k));
    read_options(c, input);
    read_events(c, json_object_get(input, "events"));
}

void temporal_case_free(temporal_case *c)
{
    void *blocks[] = {c->readings, c->sources, c->events, c->grid, c->probabilities, c->used,
        c->memory, c->result.regions, c->result.region_count};
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
        free(blocks[k]);
    memset(c, 0, sizeof *c);
}

void temporal_case_fit(temporal_case *c)
{
    temporal_case_fit_by(c, RK_FIT_SUITED);
}

void temporal_case_fit_by(temporal_case *c, rk_fit_engine engine)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_temporal_workspace *workspace = NULL;
    if (reckon_temporal_workspace_new(&c->problem, &workspace, &error))
        fail_msg("no workspace: %s", error.message);
    reckon_status status =
        rk_temporal_fit_by(engine, &c->problem, &c->options, workspace, &c->result, &error);
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
            assert_true(
                isfinite(region->low) && isfinite(region->high) && region->low <= region->high);
        }
    }
    for (size_t s = 0; s < c->problem.source_count; s++) {
        assert_true(isfinite(r->bias_mean[s]) && isfinite(r->bias_sd[s]) && r->bias_sd[s] >= 0.0);
        for (size_t k = 0; k < count; k++)
            assert_true(isfinite(r->bias_quantiles[s * count + k]));
    }
    const reckon_temporal_moments *moments[] = {
        &r->drift, &r->error, &r->bias_scale, &r->common_bias};
    for (int k = 0; k < 4; k++)
        assert_true(
            isfinite(moments[k]->mean) && isfinite(moments[k]->sd) && moments[k]->sd >= 0.0);
    const reckon_temporal_certificate *certificate = &r->certificate;
    assert_true(
        certificate->effective_fraction >= 0.0 && certificate->effective_fraction <= 1.0 + 1e-12);
    assert_true(
        certificate->effective_fraction > 0.0 || r->outcome == RECKON_OUTCOME_NOT_CONVERGED);
    assert_true(isfinite(certificate->pareto_k) && isfinite(certificate->quadrature_residual));
}
