/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a problem and its options may say. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "core/status.h"
#include "core/text.h"
#include "temporal/options.h"
#include "temporal/settings.h"

static const double largest_log = 1e6, largest_year = 1e6, largest_scale = 1e3,
                    smallest_scale = 1e-6;

/* A number for a message, the same in every locale; any double. */
static const char *shown_number(char to[RK_NUMBER_TEXT], double value)
{
    if (isfinite(value))
        return rk_number_text(to, value);
    return isnan(value) ? "not a number" : value > 0.0 ? "infinite" : "minus infinite";
}

static reckon_status bad_value(reckon_error *error, const char *array, size_t index,
    const char *field, double value, const char *domain)
{
    char pointer[96], number[RK_NUMBER_TEXT];
    snprintf(pointer, sizeof pointer, "/%s/%zu%s%s", array, index, field[0] ? "/" : "", field);
    return rk_fail_at(error, RECKON_VALUE, pointer, "%s is %s, but must be %s",
        field[0] ? field : "the value", shown_number(number, value), domain);
}

static bool is_log(double value)
{
    return fabs(value) <= largest_log; /* false for NaN */
}

static const char *const finite_domain = "finite and at most 1e6 in magnitude";

static reckon_status check_box(
    const reckon_temporal_reading *reading, size_t i, reckon_error *error)
{
    bool low = reading->kind != RECKON_TEMPORAL_AT_MOST;
    bool high = reading->kind != RECKON_TEMPORAL_AT_LEAST;
    if (low && !is_log(reading->low))
        return bad_value(error, "readings", i, "low", reading->low, finite_domain);
    if (high && !is_log(reading->high))
        return bad_value(error, "readings", i, "high", reading->high, finite_domain);
    if (low && high && reading->low > reading->high)
        return bad_value(error, "readings", i, "low", reading->low, "at most high");
    if (low && high && reading->certain && reading->low == reading->high)
        return bad_value(
            error, "readings", i, "low", reading->low, "below high where it is certain");
    return RECKON_OK;
}

static reckon_status check_density(
    const reckon_temporal_reading *reading, size_t i, reckon_error *error)
{
    const struct {
        const char *name;
        double value;
    } sides[] = {{"sd_low", reading->sd_low}, {"sd_high", reading->sd_high}};
    if (!is_log(reading->centre))
        return bad_value(error, "readings", i, "centre", reading->centre, finite_domain);
    if (reading->certain)
        return bad_value(error, "readings", i, "certain", 1.0, "false beside a distribution");
    if (reading->kind == RECKON_TEMPORAL_DENSITY)
        return reading->sd >= 0.0 && reading->sd <= largest_log
                   ? RECKON_OK
                   : bad_value(error, "readings", i, "sd", reading->sd, "in [0, 1e6]");
    for (size_t k = 0; k < 2; k++)
        if (!(sides[k].value >= smallest_scale && sides[k].value <= largest_log))
            return bad_value(error, "readings", i, sides[k].name, sides[k].value, "in [1e-6, 1e6]");
    return RECKON_OK;
}

static reckon_status check_statement(
    const reckon_temporal_reading *reading, size_t i, reckon_error *error)
{
    switch (reading->kind) {
    case RECKON_TEMPORAL_INTERVAL:
    case RECKON_TEMPORAL_AT_LEAST:
    case RECKON_TEMPORAL_AT_MOST:
        return check_box(reading, i, error);
    case RECKON_TEMPORAL_DENSITY:
    case RECKON_TEMPORAL_SPLIT:
        return check_density(reading, i, error);
    }
    return bad_value(error, "readings", i, "kind", (double)(int)reading->kind, "a kind of reading");
}

static reckon_status check_reading(
    const reckon_temporal_problem *problem, size_t i, reckon_error *error)
{
    const reckon_temporal_reading *reading = &problem->readings[i];
    if (reading->source >= problem->source_count)
        return bad_value(
            error, "readings", i, "source", (double)reading->source, "the index of a source");
    if (!(fabs(reading->time) <= largest_year))
        return bad_value(error, "readings", i, "time", reading->time, "a year within 1e6 of 0");
    if (!(reading->length >= 0.0 && reading->length <= largest_year))
        return bad_value(error, "readings", i, "length", reading->length, "in [0, 1e6] years");
    if (!(reading->weight > 0.0 && reading->weight <= 1.0))
        return bad_value(error, "readings", i, "weight", reading->weight, "in (0, 1]");
    return check_statement(reading, i, error);
}

static reckon_status check_event(const reckon_temporal_event *event, size_t i, reckon_error *error)
{
    if (!(fabs(event->time) <= largest_year))
        return bad_value(error, "events", i, "time", event->time, "a year within 1e6 of 0");
    if (!(event->length >= 0.0 && event->length <= largest_year))
        return bad_value(error, "events", i, "length", event->length, "in [0, 1e6] years");
    if (!is_log(event->mean))
        return bad_value(error, "events", i, "mean", event->mean, finite_domain);
    if (!(event->sd >= 0.0 && event->sd <= largest_scale))
        return bad_value(error, "events", i, "sd", event->sd, "in [0, 1e3]");
    return RECKON_OK;
}

static reckon_status check_source(
    const reckon_temporal_source *source, size_t i, reckon_error *error)
{
    if ((int)source->bias < RECKON_TEMPORAL_EXCHANGEABLE || source->bias > RECKON_TEMPORAL_ANCHOR)
        return bad_value(error, "sources", i, "bias", (double)source->bias, "a kind of bias");
    if (source->bias != RECKON_TEMPORAL_KNOWN)
        return RECKON_OK;
    if (!is_log(source->mean))
        return bad_value(
            error, "sources", i, "mean", source->mean, "finite and at most 1e6 in magnitude");
    if (!(source->sd >= 0.0 && source->sd <= largest_scale))
        return bad_value(error, "sources", i, "sd", source->sd, "in [0, 1e3]");
    return RECKON_OK;
}

static bool has_arrays(const reckon_temporal_problem *problem)
{
    return (problem->readings || !problem->reading_count) &&
           (problem->sources || !problem->source_count) &&
           (problem->events || !problem->event_count) && (problem->grid || !problem->grid_count) &&
           (problem->probabilities || !problem->probability_count);
}

reckon_status rk_model_check(const reckon_temporal_problem *problem, reckon_error *error)
{
    if (!problem || !has_arrays(problem))
        return rk_fail(error, RECKON_ARGUMENT, "the problem or one of its arrays is NULL");
    if (problem->reading_count > UINT32_MAX / 4 || problem->source_count > UINT32_MAX / 4 ||
        problem->grid_count > UINT32_MAX / 4 || problem->event_count > UINT32_MAX / 4)
        return rk_fail(error, RECKON_LIMIT, "the problem has more than 2^30 elements");
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < problem->source_count && !status; i++)
        status = check_source(&problem->sources[i], i, error);
    for (size_t i = 0; i < problem->reading_count && !status; i++)
        if (!problem->used || problem->used[i])
            status = check_reading(problem, i, error);
    for (size_t i = 0; i < problem->event_count && !status; i++)
        status = check_event(&problem->events[i], i, error);
    for (size_t i = 0; i < problem->grid_count && !status; i++)
        if (!(fabs(problem->grid[i]) <= largest_year))
            status = bad_value(error, "grid", i, "", problem->grid[i], "a year within 1e6 of 0");
    for (size_t i = 0; i < problem->probability_count && !status; i++)
        if (!(problem->probabilities[i] > 0.0 && problem->probabilities[i] < 1.0))
            status =
                bad_value(error, "probabilities", i, "", problem->probabilities[i], "in (0, 1)");
    return status;
}

reckon_status rk_settings_read(
    const reckon_temporal_options *options, rk_settings *settings, reckon_error *error)
{
    reckon_temporal_options filled;
    reckon_status status = rk_temporal_read_options(&filled, options, error);
    if (status)
        return status;
    const reckon_temporal_options *o = &filled;
    bool trend = o->process == RECKON_TEMPORAL_LOCAL_LINEAR_TREND;
    double drift_scale = !isnan(o->drift_scale) ? o->drift_scale : trend ? 0.15 : 0.4;
    bool shocks =
        o->shocks == RECKON_TEMPORAL_SHOCKS_ONE && o->shock_rate > 0.0 && o->shock_sd > 0.0;
    *settings = (rk_settings){.trend = trend,
        .initial_time = o->initial_time,
        .initial_mean = o->initial_mean,
        .initial_sd = o->initial_sd,
        .slope_sd = o->slope_sd,
        .drift_prior = o->drift_prior,
        .scale = {drift_scale, o->error_scale, o->bias_scale},
        .fixed = {o->drift, o->error, o->bias_sd},
        .common_mean = o->common_bias_mean,
        .common_sd = {o->common_bias_sd, o->common_bias_tail_sd},
        .common_weight = {1.0 - o->common_bias_tail_weight, o->common_bias_tail_weight},
        .gross = o->gross_error,
        .gross_sd = o->gross_error_sd,
        .anchor_error = o->anchor_error,
        .shocks = shocks,
        .shock_rate = o->shock_rate,
        .shock_sd = o->shock_sd,
        .region_level = o->region_level,
        .points = o->points};
    return RECKON_OK;
}
