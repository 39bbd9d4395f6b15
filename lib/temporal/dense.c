/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/dense.h"

#include <math.h>
#include <stdint.h>

#include <gsl/gsl_sort_double.h>

#include "temporal/process.h"
#include "temporal/walk.h"

double rk_dense_step(const rk_dense *dense, double time, double shock_time)
{
    return (double)(time >= shock_time) - (double)(dense->start >= shock_time);
}

typedef struct rk_coefficients {
    double fixed, walk, same, both;
} rk_coefficients;

static rk_coefficients covariance_of(
    const rk_dense *dense, const rk_quantity *a, const rk_quantity *b)
{
    rk_coefficients c = {0};
    if (a->level && b->level) {
        rk_level level = rk_process_covariance(dense->problem, dense->settings, a->time, b->time);
        c.fixed = level.fixed;
        c.walk = level.walk;
    }
    c.both = a->common && b->common ? 1.0 : 0.0;
    if (a->bias != SIZE_MAX && a->bias == b->bias) {
        const reckon_temporal_source *source = &dense->problem->sources[a->bias];
        if (source->bias == RECKON_TEMPORAL_KNOWN)
            c.fixed += source->sd * source->sd;
        else
            c.same = 1.0;
    }
    return c;
}

static bool is_used(const reckon_temporal_problem *problem, size_t i)
{
    return !problem->used || problem->used[i];
}

static bool is_directional(reckon_temporal_bias bias)
{
    return bias == RECKON_TEMPORAL_UNDERSTATES || bias == RECKON_TEMPORAL_OVERSTATES;
}

/* Insertion sort: few, and stable. */
static size_t order_readings(const reckon_temporal_problem *problem, size_t *order)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!is_used(problem, i))
            continue;
        size_t k = count++;
        for (; k > 0 &&
               rk_reading_compare(&problem->readings[i], &problem->readings[order[k - 1]]) < 0;
             k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    return count;
}

/* b_s in a half-line. */
static void add_direction(rk_dense *dense, size_t source)
{
    bool up = dense->problem->sources[source].bias == RECKON_TEMPORAL_OVERSTATES;
    dense->site[dense->sites] = (rk_quantity){.bias = source};
    dense->figure[dense->sites] = SIZE_MAX;
    dense->statement[dense->sites++] = (rk_statement){.kind = RK_STATEMENT_BOX,
        .low = up ? 0.0 : -INFINITY,
        .high = up ? INFINITY : 0.0,
        .direct = true};
}

static void add_figure(rk_dense *dense, size_t i)
{
    const reckon_temporal_reading *r = &dense->problem->readings[i];
    const reckon_temporal_source *source = &dense->problem->sources[r->source];
    const rk_settings *settings = dense->settings;
    bool anchor = source->bias == RECKON_TEMPORAL_ANCHOR, plain = !anchor && !r->certain;
    bool known = source->bias == RECKON_TEMPORAL_KNOWN;
    rk_quantity h = {
        .level = true, .common = plain, .bias = plain ? r->source : SIZE_MAX, .time = r->time};
    h.mean = rk_process_mean(dense->problem, dense->settings, r->time) +
             (plain ? settings->common_mean : 0.0) + (plain && known ? source->mean : 0.0);
    dense->biased = dense->biased || (plain && !known);
    dense->site[dense->sites] = h;
    dense->figure[dense->sites] = i;
    dense->statement[dense->sites++] = rk_statement_of(settings, r, anchor, h.mean);
}

/* The gaps between the dates of the figures, and the chance of a shock in each. */
static void find_gaps(rk_dense *dense, const size_t *order, size_t count, double *times)
{
    const rk_settings *settings = dense->settings;
    dense->gaps = 0;
    for (size_t k = 0; k < count; k++)
        times[k] = dense->problem->readings[order[k]].time;
    if (count)
        gsl_sort(times, 1, count);
    dense->first = count ? times[0] : -HUGE_VAL;
    dense->last = count ? times[count - 1] : HUGE_VAL;
    double total = 1.0;
    for (size_t k = 1; k < count && settings->shocks; k++) {
        if (!(times[k] > times[k - 1]))
            continue;
        dense->gap_from[dense->gaps] = times[k - 1];
        dense->gap_to[dense->gaps] = times[k];
        dense->gap_prior[dense->gaps] = settings->shock_rate * (times[k] - times[k - 1]);
        total += dense->gap_prior[dense->gaps++];
    }
    dense->gap_prior[dense->gaps] = 1.0;
    for (size_t k = 0; k <= dense->gaps; k++)
        dense->gap_prior[k] /= total;
}

/* Whether the source has a reading that its bias is part of. */
static bool is_heard(
    const reckon_temporal_problem *problem, size_t source, const size_t *order, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (problem->readings[order[k]].source == source && !problem->readings[order[k]].certain)
            return true;
    return false;
}

void rk_dense_arrange(rk_dense *dense, const reckon_temporal_problem *problem,
    rk_settings *settings, size_t *order, double *times)
{
    dense->problem = problem;
    dense->settings = settings;
    dense->sites = 0;
    dense->biased = false;
    size_t count = order_readings(problem, order);
    rk_process_start(problem, settings, times);
    dense->start = settings->initial_time;
    find_gaps(dense, order, count, times);
    for (size_t k = 0; k < count; k++) {
        const reckon_temporal_reading *r = &problem->readings[order[k]];
        bool first = !r->certain && is_directional(problem->sources[r->source].bias);
        for (size_t j = 0; j < k && first; j++)
            first = problem->readings[order[j]].source != r->source ||
                    problem->readings[order[j]].certain;
        if (first && !(settings->fixed[RK_BIAS_SD] == 0.0))
            add_direction(dense, r->source);
    }
    for (size_t s = 0; s < problem->source_count; s++)
        if (is_directional(problem->sources[s].bias) && !(settings->fixed[RK_BIAS_SD] == 0.0) &&
            !is_heard(problem, s, order, count))
            add_direction(dense, s);
    dense->directional = dense->sites;
    for (size_t k = 0; k < count; k++)
        add_figure(dense, order[k]);
    dense->common = false;
    for (int part = 0; part < 2; part++)
        dense->common |= settings->common_weight[part] > 0.0 && settings->common_sd[part] > 0.0;
    for (size_t i = 0; i < dense->sites; i++)
        for (size_t j = 0; j < dense->sites; j++) {
            rk_coefficients c = covariance_of(dense, &dense->site[i], &dense->site[j]);
            size_t at = i * dense->sites + j;
            dense->fixed[at] = c.fixed;
            dense->walk[at] = c.walk;
            dense->same[at] = c.same;
            dense->both[at] = c.both;
        }
}

/* The last one looks ahead: a year, or a fifth of what the figures span. */
static double witness_time(const rk_dense *dense, size_t witness)
{
    bool spans = dense->first <= dense->last && isfinite(dense->first);
    double first = spans ? dense->first : dense->start, last = spans ? dense->last : dense->start;
    const double times[RK_DENSE_WITNESSES] = {
        first, dense->start, last, last + fmax(1.0, 0.2 * (last - first))};
    return times[witness];
}

static rk_quantity level_at(const rk_dense *dense, double time)
{
    return (rk_quantity){.level = true,
        .bias = SIZE_MAX,
        .time = time,
        .mean = rk_process_mean(dense->problem, dense->settings, time)};
}

static rk_quantity output_quantity(const rk_dense *dense, size_t output)
{
    const reckon_temporal_problem *problem = dense->problem;
    size_t grid = problem->grid_count, sources = problem->source_count;
    if (output < RK_DENSE_WITNESSES)
        return level_at(dense, witness_time(dense, output));
    output -= RK_DENSE_WITNESSES;
    if (output < grid)
        return level_at(dense, problem->grid[output]);
    if (output == grid + sources)
        return (rk_quantity){
            .common = true, .bias = SIZE_MAX, .mean = dense->settings->common_mean};
    const reckon_temporal_source *source = &problem->sources[output - grid];
    bool none = source->bias == RECKON_TEMPORAL_ANCHOR,
         known = source->bias == RECKON_TEMPORAL_KNOWN;
    return (rk_quantity){
        .bias = none ? SIZE_MAX : output - grid, .mean = known ? source->mean : 0.0};
}

void rk_dense_lay(rk_dense *dense, size_t from, size_t to)
{
    dense->from = from;
    dense->outputs = to - from;
    for (size_t k = 0; k < to - from; k++) {
        rk_quantity *output = &dense->output[k];
        *output = output_quantity(dense, from + k);
        rk_coefficients own = covariance_of(dense, output, output);
        dense->output_unseen[k] = output->level ? rk_unseen_shock(dense->settings, dense->first,
                                                      dense->last, output->time)
                                                : 0.0;
        dense->own_fixed[k] = own.fixed;
        dense->own_walk[k] = own.walk;
        dense->own_same[k] = own.same;
        dense->own_both[k] = own.both;
        for (size_t i = 0; i < dense->sites; i++) {
            rk_coefficients c = covariance_of(dense, output, &dense->site[i]);
            size_t at = i * dense->outputs + k;
            dense->output_fixed[at] = c.fixed;
            dense->output_walk[at] = c.walk;
            dense->output_same[at] = c.same;
            dense->output_both[at] = c.both;
        }
    }
}

/* The squares that the coefficients are multiplied by. */
typedef struct rk_squares {
    double drift, bias, common, shock;
} rk_squares;

static rk_squares squares_of(const rk_dense *dense, const rk_setting *setting)
{
    const rk_settings *settings = dense->settings;
    double common = settings->common_sd[setting->part];
    return (rk_squares){setting->hyper[RK_DRIFT] * setting->hyper[RK_DRIFT],
        setting->hyper[RK_BIAS_SD] * setting->hyper[RK_BIAS_SD], common * common,
        setting->gap < dense->gaps ? settings->shock_sd * settings->shock_sd : 0.0};
}

static double step_of(const rk_dense *dense, const rk_setting *setting, const rk_quantity *quantity)
{
    if (setting->gap == dense->gaps || !quantity->level)
        return 0.0;
    return rk_dense_step(dense, quantity->time, setting->shock_time);
}

double rk_dense_covariance(
    const rk_dense *dense, const rk_setting *setting, const rk_quantity *a, const rk_quantity *b)
{
    rk_squares s = squares_of(dense, setting);
    rk_coefficients c = covariance_of(dense, a, b);
    return c.fixed + s.drift * c.walk + s.bias * c.same + s.common * c.both +
           s.shock * step_of(dense, setting, a) * step_of(dense, setting, b);
}

void rk_dense_prior(const rk_dense *dense, const rk_setting *setting, double *restrict covariance)
{
    size_t n = dense->sites;
    rk_squares s = squares_of(dense, setting);
    const double *restrict fixed = dense->fixed, *restrict walk = dense->walk;
    const double *restrict same = dense->same, *restrict both = dense->both;
    for (size_t k = 0; k < n * n; k++)
        covariance[k] = fixed[k] + s.drift * walk[k] + s.bias * same[k] + s.common * both[k];
    if (s.shock == 0.0)
        return;
    for (size_t i = 0; i < n; i++) {
        double step = step_of(dense, setting, &dense->site[i]);
        if (step != 0.0)
            for (size_t j = 0; j < n; j++)
                covariance[i * n + j] += s.shock * step * step_of(dense, setting, &dense->site[j]);
    }
}

void rk_dense_outputs(const rk_dense *dense, const rk_setting *setting, size_t from, size_t count,
    double *restrict covariance, double *restrict variance)
{
    rk_squares s = squares_of(dense, setting);
    double step[RK_LANES];
    for (size_t k = 0; k < count; k++) {
        size_t at = from + k;
        step[k] = s.shock > 0.0 ? step_of(dense, setting, &dense->output[at]) : 0.0;
        variance[k] = dense->own_fixed[at] + s.drift * dense->own_walk[at] +
                      s.bias * dense->own_same[at] + s.common * dense->own_both[at] +
                      s.shock * step[k] * step[k];
    }
    for (size_t i = 0; i < dense->sites; i++) {
        size_t at = i * dense->outputs + from;
        const double *restrict fixed = &dense->output_fixed[at], *restrict walk =
                                                                     &dense->output_walk[at];
        const double *restrict same = &dense->output_same[at], *restrict both =
                                                                   &dense->output_both[at];
        double *restrict row = &covariance[i * RK_LANES];
        for (size_t k = 0; k < count; k++)
            row[k] = fixed[k] + s.drift * walk[k] + s.bias * same[k] + s.common * both[k];
        double shock = s.shock > 0.0 ? s.shock * step_of(dense, setting, &dense->site[i]) : 0.0;
        for (size_t k = 0; k < count && shock != 0.0; k++)
            row[k] += shock * step[k];
    }
}

double rk_dense_noise(const rk_dense *dense, const rk_setting *setting, size_t site)
{
    const rk_statement *statement = &dense->statement[site];
    return statement->error_share * setting->hyper[RK_ERROR] * setting->hyper[RK_ERROR] +
           statement->date_share * setting->hyper[RK_DRIFT] * setting->hyper[RK_DRIFT];
}
