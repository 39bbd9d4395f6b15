/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/model.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <gsl/gsl_heapsort.h>

#include "temporal/process.h"

static bool is_used(const reckon_temporal_problem *problem, size_t i)
{
    return !problem->used || problem->used[i];
}

static bool is_directional(reckon_temporal_bias bias)
{
    return bias == RECKON_TEMPORAL_UNDERSTATES || bias == RECKON_TEMPORAL_OVERSTATES;
}

double rk_bias_variance(const rk_bias *bias, double bias_sd)
{
    return bias->exchangeable ? bias_sd * bias_sd : bias->variance;
}

/* Figures of each source that speak about its bias. */
static void count_figures(const reckon_temporal_problem *problem, bool masked, size_t *counted)
{
    memset(counted, 0, problem->source_count * sizeof *counted);
    for (size_t i = 0; i < problem->reading_count; i++)
        if ((!masked || is_used(problem, i)) && !problem->readings[i].certain &&
            problem->readings[i].source < problem->source_count)
            counted[problem->readings[i].source]++;
}

void rk_model_sizes(
    const reckon_temporal_problem *problem, bool masked, size_t *counted, rk_sizes *sizes)
{
    *sizes = (rk_sizes){.readings = problem->reading_count,
        .sources = problem->source_count,
        .grid = problem->grid_count,
        .probabilities = problem->probability_count,
        .draws = problem->draw_count,
        .constants = 1};
    count_figures(problem, masked, counted);
    for (size_t i = 0; i < problem->reading_count; i++)
        sizes->sites += !masked || is_used(problem, i);
    for (size_t s = 0; s < problem->source_count; s++) {
        bool directional = is_directional(problem->sources[s].bias);
        sizes->sites += directional;
        sizes->constants +=
            directional || (counted[s] > 1 && problem->sources[s].bias != RECKON_TEMPORAL_ANCHOR);
    }
    sizes->laid = sizes->draws || sizes->grid < RK_MODEL_LAID ? sizes->grid : RK_MODEL_LAID;
    sizes->steps = sizes->sites + sizes->laid + 2; /* and t*, and c alone */
}

static rk_bias place_bias(const reckon_temporal_source *source, size_t figures, double fixed)
{
    bool known = source->bias == RECKON_TEMPORAL_KNOWN;
    rk_bias bias = {.place = RK_PLACE_KNOWN};
    if (source->bias == RECKON_TEMPORAL_ANCHOR)
        return bias;
    bias.exchangeable = !known;
    bias.mean = known ? source->mean : 0.0;
    bias.variance = known ? source->sd * source->sd : 0.0;
    if (known ? source->sd == 0.0 : fixed == 0.0)
        return bias;
    bool directional = is_directional(source->bias); /* also where nothing else is heard of it */
    bias.place = figures > 1 || directional ? RK_PLACE_CONSTANT
                 : figures == 1             ? RK_PLACE_FOLDED
                                            : RK_PLACE_PRIOR;
    return bias;
}

static int compare_by_index(const void *context, size_t a, size_t b)
{
    const reckon_temporal_reading *readings = context;
    if (readings[a].time != readings[b].time)
        return readings[a].time < readings[b].time ? -1 : 1;
    int said = rk_reading_compare(&readings[a], &readings[b]);
    return said ? said : (a > b) - (a < b);
}

/* Merge sort of indices: stable, and its order does not depend on the order given but for equal
 * readings. */
static void sort_indices(size_t *order, size_t count, size_t *spare, const void *context,
    int (*compare)(const void *context, size_t a, size_t b))
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count, i = low, j = middle;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            for (size_t k = low; k < high; k++)
                spare[k] = i < middle && (j >= high || compare(context, order[i], order[j]) <= 0)
                               ? order[i++]
                               : order[j++];
        }
        memcpy(order, spare, count * sizeof *order);
    }
}

static int compare_times(const void *context, size_t a, size_t b)
{
    const double *times = context;
    return (times[a] > times[b]) - (times[a] < times[b]);
}

static void find_gaps(rk_model *model, size_t used)
{
    const reckon_temporal_reading *readings = model->problem->readings;
    double total = 1.0;
    model->gaps = 0;
    model->first = used ? readings[model->order[0]].time : -HUGE_VAL;
    model->last = used ? readings[model->order[used - 1]].time : HUGE_VAL;
    for (size_t k = 1; k < used && model->settings.shocks; k++) {
        double from = readings[model->order[k - 1]].time, to = readings[model->order[k]].time;
        if (!(to > from))
            continue;
        model->gap_from[model->gaps] = from;
        model->gap_to[model->gaps] = to;
        model->gap_prior[model->gaps] = model->settings.shock_rate * (to - from);
        total += model->gap_prior[model->gaps++];
    }
    model->gap_prior[model->gaps] = 1.0;
    for (size_t g = 0; g <= model->gaps; g++)
        model->gap_prior[g] /= total;
}

static uint32_t constant_of(rk_model *model, rk_bias *bias)
{
    if (bias->index == SIZE_MAX)
        bias->index = model->constants++;
    return (uint32_t)bias->index;
}

static void add_direction(rk_model *model, size_t source, double time)
{
    bool up = model->problem->sources[source].bias == RECKON_TEMPORAL_OVERSTATES;
    rk_site *site = &model->site[model->sites++];
    *site = (rk_site){.figure = SIZE_MAX, .source = source};
    site->statement = (rk_statement){.kind = RK_STATEMENT_BOX,
        .low = up ? 0.0 : -INFINITY,
        .high = up ? INFINITY : 0.0,
        .direct = true};
    site->step = (rk_gaussian_step){
        .time = time, .constants = 1, .constant = {constant_of(model, &model->bias[source]), 0}};
    model->directional++;
}

/* A directional bias is a site, once; in the order in which its source is heard, so that no other
 * order matters. */
static void find_direction(rk_model *model, size_t source, double time)
{
    const rk_bias *bias = &model->bias[source];
    if (is_directional(model->problem->sources[source].bias) && bias->place == RK_PLACE_CONSTANT &&
        bias->index == SIZE_MAX)
        add_direction(model, source, time);
}

static void add_figure(rk_model *model, size_t i)
{
    const reckon_temporal_reading *reading = &model->problem->readings[i];
    bool anchor = model->problem->sources[reading->source].bias == RECKON_TEMPORAL_ANCHOR;
    rk_bias *bias = &model->bias[reading->source];
    rk_site *site = &model->site[model->sites];
    double shift = 0.0;
    *site = (rk_site){.figure = i, .source = SIZE_MAX};
    site->step = (rk_gaussian_step){.time = reading->time, .theta = true};
    if (!anchor && !reading->certain) {
        if (model->common)
            site->step.constant[site->step.constants++] = 0;
        else
            shift = model->settings.common_mean;
        if (bias->place == RK_PLACE_CONSTANT)
            site->step.constant[site->step.constants++] = constant_of(model, bias);
        else
            shift += bias->mean;
        site->source = reading->source;
    }
    if (bias->place == RK_PLACE_FOLDED && site->source != SIZE_MAX) {
        bias->index = model->sites;
        site->folds = bias->exchangeable;
        site->folded = bias->variance;
    }
    site->origin = rk_reading_centre(reading) - shift;
    site->statement =
        rk_statement_of(&model->settings, reading, anchor, rk_reading_centre(reading));
    model->sites++;
}

static void place_biases(rk_model *model)
{
    const rk_settings *settings = &model->settings;
    const reckon_temporal_problem *problem = model->problem;
    model->common = false;
    for (int part = 0; part < 2; part++)
        model->common |= settings->common_weight[part] > 0.0 && settings->common_sd[part] > 0.0;
    model->base =
        settings->common_weight[1] > 0.0 && settings->common_sd[1] > settings->common_sd[0];
    if (settings->common_weight[0] == 0.0)
        model->base = 1;
    model->constants = model->common;
    count_figures(problem, true, model->counted);
    for (size_t s = 0; s < problem->source_count; s++) {
        model->bias[s] =
            place_bias(&problem->sources[s], model->counted[s], settings->fixed[RK_BIAS_SD]);
        model->bias[s].index = SIZE_MAX;
    }
}

void rk_model_arrange(
    const reckon_temporal_problem *problem, const rk_settings *settings, rk_model *model)
{
    size_t used = 0;
    model->settings = *settings;
    model->problem = problem;
    rk_process_start(problem, &model->settings, model->times);
    for (size_t i = 0; i < problem->reading_count; i++)
        if (is_used(problem, i))
            model->order[used++] = i;
    sort_indices(model->order, used, model->order + used, problem->readings, compare_by_index);
    find_gaps(model, used);
    place_biases(model);
    model->sites = model->directional = 0;
    double first = used ? problem->readings[model->order[0]].time : model->settings.initial_time;
    for (size_t k = 0; k < used; k++) {
        const reckon_temporal_reading *reading = &problem->readings[model->order[k]];
        if (!reading->certain)
            find_direction(model, reading->source, first);
    }
    for (size_t s = 0; s < problem->source_count; s++)
        find_direction(model, s, first);
    for (size_t k = 0; k < used; k++)
        add_figure(model, model->order[k]);
    for (size_t g = 0; g < problem->grid_count; g++)
        model->grid_order[g] = g;
    sort_indices(model->grid_order, problem->grid_count, model->grid_order + problem->grid_count,
        problem->grid, compare_times);
}

/* What the events add to theta in the gap before each step. */
static void lay_events(rk_model *model)
{
    memset(model->extra_mean, 0, model->steps * sizeof *model->extra_mean);
    memset(model->extra_variance, 0, model->steps * sizeof *model->extra_variance);
    for (size_t e = 0; e < model->problem->event_count; e++) {
        const reckon_temporal_event *event = &model->problem->events[e];
        for (size_t k = 1; k < model->steps; k++) {
            double share = rk_event_progress(event, model->step[k].time) -
                           rk_event_progress(event, model->step[k - 1].time);
            model->extra_mean[k] += share * event->mean;
            model->extra_variance[k] += share * event->sd * event->sd;
        }
    }
}

void rk_model_lay(rk_model *model, size_t from, size_t to)
{
    const reckon_temporal_problem *problem = model->problem;
    size_t site = 0, grid = 0, gap = 0;
    double start = model->settings.initial_time;
    bool rooted = false;
    model->laid_from = from;
    model->steps = 0;
    model->common_step = SIZE_MAX;
    while (site < model->sites || grid < problem->grid_count || !rooted) {
        while (grid < problem->grid_count &&
               (model->grid_order[grid] < from || model->grid_order[grid] >= to))
            grid++;
        double at_site = site < model->sites ? model->site[site].step.time : HUGE_VAL;
        double at_grid =
            grid < problem->grid_count ? problem->grid[model->grid_order[grid]] : HUGE_VAL;
        double now = fmin(fmin(at_site, at_grid), rooted ? HUGE_VAL : start);
        if (isinf(now))
            break;
        if (model->common && model->common_step == SIZE_MAX) {
            model->common_step = model->steps;
            model->step[model->steps++] = (rk_gaussian_step){.time = now, .constants = 1};
        }
        if (gap < model->gaps && now == model->gap_to[gap])
            model->gap_step[gap++] = model->steps; /* the first step at the gap's end */
        if (!rooted && start == now) {
            model->root = model->steps;
            model->step[model->steps++] = (rk_gaussian_step){.time = now, .theta = true};
            rooted = true;
        } else if (at_site == now) {
            model->site_step[site] = model->steps;
            model->step[model->steps++] = model->site[site++].step;
        } else {
            model->grid_step[model->grid_order[grid] - from] = model->steps;
            model->step[model->steps++] = (rk_gaussian_step){.time = now, .theta = true};
            grid++;
        }
    }
    lay_events(model);
}
