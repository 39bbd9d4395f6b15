/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/model.h"

#include <math.h>

#include <gsl/gsl_heapsort.h>
#include <gsl/gsl_sort_double.h>

/* A statement or a grid time on its way into time order. */
typedef struct rk_slot {
    double time;
    const reckon_temporal_reading *reading; /* what it says, so that the order given does not matter; NULL: none */
    uint32_t index;
    int16_t rank;      /* at one time: directional biases, readings, grid */
    int16_t direction; /* of a directional bias */
} rk_slot;

/* A reading of less weight says nothing that a number could hold. */
static const double least_weight = 1e-30;

enum { RANK_BIAS, RANK_READING, RANK_GRID };

static bool is_used(const reckon_temporal_problem *problem, size_t i)
{
    return !problem->used || problem->used[i];
}

static bool is_directional(reckon_temporal_bias bias)
{
    return bias == RECKON_TEMPORAL_UNDERSTATES || bias == RECKON_TEMPORAL_OVERSTATES;
}

double rk_place_variance(const rk_place *place, double bias_sd)
{
    return place->exchangeable ? bias_sd * bias_sd : place->variance;
}

size_t rk_slot_bytes(void);
size_t rk_slot_bytes(void)
{
    return sizeof(rk_slot);
}

void rk_model_sizes(const reckon_temporal_problem *problem, bool masked, size_t *counted, rk_sizes *sizes)
{
    *sizes = (rk_sizes){.readings = problem->reading_count,
        .sources = problem->source_count,
        .grid = problem->grid_count,
        .probabilities = problem->probability_count,
        .sites = problem->reading_count,
        .dimension = 3}; /* theta, slope, common bias */
    for (size_t s = 0; s < problem->source_count; s++)
        counted[s] = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if ((!masked || is_used(problem, i)) && problem->readings[i].source < problem->source_count)
            counted[problem->readings[i].source]++;
    for (size_t s = 0; s < problem->source_count; s++) {
        bool directional = is_directional(problem->sources[s].bias);
        sizes->sites += directional;
        sizes->dimension += directional || (counted[s] > 1 && problem->sources[s].bias != RECKON_TEMPORAL_ANCHOR);
    }
    size_t laid = sizes->grid < RK_MODEL_LAID ? sizes->grid : RK_MODEL_LAID;
    sizes->steps = sizes->sites + laid;
}

double rk_reading_centre(const reckon_temporal_reading *reading)
{
    switch (reading->kind) {
    case RECKON_TEMPORAL_AT_LEAST:
        return reading->low;
    case RECKON_TEMPORAL_AT_MOST:
        return reading->high;
    case RECKON_TEMPORAL_INTERVAL:
        return reading->low + 0.5 * (reading->high - reading->low);
    case RECKON_TEMPORAL_DENSITY:
    case RECKON_TEMPORAL_SPLIT:
        break;
    }
    return reading->centre;
}

static double median_centre(const reckon_temporal_problem *problem, rk_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (is_used(problem, i))
            model->centre[count++] = rk_reading_centre(&problem->readings[i]);
    model->used = count;
    if (count == 0)
        return 0.0;
    gsl_sort(model->centre, 1, count);
    double low = model->centre[(count - 1) / 2], high = model->centre[count / 2];
    return low + 0.5 * (high - low);
}

/* Decides where the bias of source s lives; state elements are numbered later, in time order. */
static rk_place place_source(const reckon_temporal_source *source, size_t readings, double fixed_bias_sd)
{
    rk_place place = {.kind = RK_PLACE_FIXED};
    if (source->bias == RECKON_TEMPORAL_ANCHOR)
        return place;
    bool known = source->bias == RECKON_TEMPORAL_KNOWN;
    place.exchangeable = !known;
    place.mean = known ? source->mean : 0.0;
    place.variance = known ? source->sd * source->sd : 0.0;
    if (known ? source->sd == 0.0 : fixed_bias_sd == 0.0)
        return place;
    if (readings > 1 || is_directional(source->bias))
        place.kind = RK_PLACE_STATE;
    else
        place.kind = readings ? RK_PLACE_FOLDED : RK_PLACE_PRIOR;
    return place;
}

static void place_sources(const reckon_temporal_problem *problem, rk_model *model)
{
    for (size_t s = 0; s < problem->source_count; s++)
        model->counted[s] = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (is_used(problem, i))
            model->counted[problem->readings[i].source]++;
    model->dimension = model->settings.trend ? 2 : 1;
    for (size_t s = 0; s < problem->source_count; s++)
        model->place[s] = place_source(&problem->sources[s], model->counted[s], model->settings.fixed[RK_BIAS_SD]);
    double variance = model->settings.common_sd[0] * model->settings.common_sd[0];
    rk_place common = {.kind = RK_PLACE_FIXED, .mean = model->settings.common_mean, .variance = variance};
    if (variance > 0.0) {
        common.kind = RK_PLACE_STATE;
        common.index = model->dimension++;
    }
    model->place[problem->source_count] = common;
}

/* By what they say: kind, low or centre, high or sd, weight. */
static int compare_readings(const reckon_temporal_reading *a, const reckon_temporal_reading *b)
{
    const reckon_temporal_reading *reading[2] = {a, b};
    double key[2][4];
    for (int i = 0; i < 2; i++) {
        const reckon_temporal_reading *r = reading[i];
        bool density = r->kind == RECKON_TEMPORAL_DENSITY;
        key[i][0] = (double)r->kind;
        key[i][1] = r->kind == RECKON_TEMPORAL_AT_MOST ? -HUGE_VAL : density ? r->centre : r->low;
        key[i][2] = r->kind == RECKON_TEMPORAL_AT_LEAST ? HUGE_VAL : density ? r->sd : r->high;
        key[i][3] = r->weight;
    }
    for (int k = 0; k < 4; k++)
        if (key[0][k] != key[1][k])
            return key[0][k] < key[1][k] ? -1 : 1;
    return 0;
}

static int compare_slots(const void *left, const void *right)
{
    const rk_slot *a = left, *b = right;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank - b->rank;
    if (a->direction != b->direction)
        return a->direction - b->direction;
    int said = a->reading && b->reading ? compare_readings(a->reading, b->reading) : 0;
    return said ? said : (a->index > b->index) - (a->index < b->index);
}

/* Every step in time order; returns how many. */
static size_t collect_slots(const reckon_temporal_problem *problem, rk_model *model)
{
    size_t count = 0;
    double start = HUGE_VAL;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (is_used(problem, i)) {
            model->slot[count++] =
                (rk_slot){problem->readings[i].time, &problem->readings[i], (uint32_t)i, RANK_READING, 0};
            start = fmin(start, problem->readings[i].time);
        }
    for (size_t g = 0; g < problem->grid_count; g++) {
        model->slot[count++] = (rk_slot){problem->grid[g], NULL, (uint32_t)g, RANK_GRID, 0};
        start = fmin(start, problem->grid[g]);
    }
    model->start_time = isfinite(start) ? start : 0.0;
    model->directional = 0;
    for (size_t s = 0; s < problem->source_count; s++)
        if (is_directional(problem->sources[s].bias) && model->place[s].kind == RK_PLACE_STATE) {
            int16_t direction = problem->sources[s].bias == RECKON_TEMPORAL_OVERSTATES ? 1 : -1;
            model->slot[count++] = (rk_slot){model->start_time, NULL, (uint32_t)s, RANK_BIAS, direction};
            model->directional++;
        }
    gsl_heapsort(model->slot, count, sizeof *model->slot, compare_slots);
    return count;
}

static uint32_t state_of(rk_model *model, rk_place *place)
{
    if (place->index == 0)
        place->index = model->dimension++;
    return (uint32_t)place->index;
}

static void arrange_bias(const reckon_temporal_source *source, rk_model *model, size_t s, double time)
{
    bool up = source->bias == RECKON_TEMPORAL_OVERSTATES;
    model->site[model->sites] = (rk_site){.low = up ? 0.0 : -INFINITY, .high = up ? INFINITY : 0.0};
    model->own_step[model->sites] = (rk_chain_step){time, 1, {state_of(model, &model->place[s]), 0, 0}};
}

/* The statement about z', with known shifts taken out of it. */
static void state_statement(const reckon_temporal_reading *reading, double shift, rk_site *site)
{
    site->origin = rk_reading_centre(reading) - shift;
    site->low = reading->kind == RECKON_TEMPORAL_AT_MOST ? -INFINITY : reading->low - shift - site->origin;
    site->high = reading->kind == RECKON_TEMPORAL_AT_LEAST ? INFINITY : reading->high - shift - site->origin;
    site->gaussian = reading->kind == RECKON_TEMPORAL_DENSITY || !(site->low < site->high);
    double weight = fmax(reading->weight, least_weight);
    site->error_share = 1.0 / weight;
    if (reading->kind == RECKON_TEMPORAL_DENSITY)
        site->noise = reading->sd * reading->sd / weight;
}

static void arrange_reading(
    const reckon_temporal_reading *reading, bool anchor, const rk_place *common, rk_model *model)
{
    rk_place *place = &model->place[reading->source];
    rk_chain_step step = {reading->time, 1, {0, 0, 0}};
    rk_site site = {0};
    double shift = 0.0;
    if (!anchor && common->kind == RK_PLACE_STATE)
        step.at[step.terms++] = (uint32_t)common->index;
    else if (!anchor)
        shift += common->mean;
    if (place->kind == RK_PLACE_STATE)
        step.at[step.terms++] = state_of(model, place);
    else
        shift += place->mean;
    if (place->kind == RK_PLACE_FOLDED)
        place->index = model->sites;
    state_statement(reading, shift, &site);
    if (place->kind == RK_PLACE_FOLDED) {
        site.takes_bias = place->exchangeable;
        site.noise += place->exchangeable ? 0.0 : place->variance;
    }
    model->site[model->sites] = site;
    model->own_step[model->sites] = step;
}

void rk_model_lay(rk_model *model, size_t from, size_t to)
{
    size_t site = 0;
    model->laid_from = from;
    model->steps = 0;
    for (size_t k = 0; k < model->slots; k++) {
        const rk_slot *slot = &model->slot[k];
        if (slot->rank != RANK_GRID) {
            model->site_step[site] = model->steps;
            model->step[model->steps++] = model->own_step[site++];
        } else if (slot->index >= from && slot->index < to) {
            model->grid_step[slot->index - from] = model->steps;
            model->step[model->steps++] = (rk_chain_step){slot->time, 1, {0, 0, 0}};
        }
    }
}

void rk_model_arrange(const reckon_temporal_problem *problem, const rk_settings *settings, rk_model *model)
{
    model->settings = *settings;
    model->sources = problem->source_count;
    model->typical = median_centre(problem, model);
    if (isnan(settings->initial_mean))
        model->settings.initial_mean = model->typical;
    place_sources(problem, model);
    model->slots = collect_slots(problem, model);
    model->sites = 0;
    for (size_t k = 0; k < model->slots; k++) {
        const rk_slot *slot = &model->slot[k];
        if (slot->rank == RANK_GRID)
            continue;
        if (slot->rank == RANK_BIAS) {
            arrange_bias(&problem->sources[slot->index], model, slot->index, slot->time);
        } else {
            const reckon_temporal_reading *reading = &problem->readings[slot->index];
            bool anchor = problem->sources[reading->source].bias == RECKON_TEMPORAL_ANCHOR;
            arrange_reading(reading, anchor, &model->place[problem->source_count], model);
        }
        model->sites++;
    }
}
