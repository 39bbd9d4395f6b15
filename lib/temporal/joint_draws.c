/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Joint draws of theta over the grid: points of equal probability by systematic resampling of the
 * weighted ones; at each a path of the prior is drawn together with the z that it would have given,
 * and moved by what the z that were drawn say beyond those (conditioning by kriging; Doucet 2010).
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/special.h"
#include "temporal/drawn.h"
#include "temporal/process.h"
#include "temporal/walk.h"

/* Time of place k: the sites first, then the grid. */
static double time_of(const rk_dense *dense, size_t k)
{
    return k < dense->sites ? dense->site[k].time : dense->problem->grid[k - dense->sites];
}

/* Order of all places by time: a heap would not be stable, and few are asked. */
static void order_places(rk_drawn *drawn, size_t count)
{
    const rk_dense *dense = &drawn->dense;
    size_t *order = drawn->place_order, *spare = order + count;
    for (size_t k = 0; k < count; k++)
        order[k] = k;
    for (size_t width = 1; width < count; width *= 2) { /* merge sort */
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count, i = low, j = middle;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            for (size_t k = low; k < high; k++)
                spare[k] = i < middle && (j >= high ||
                                             time_of(dense, order[i]) <= time_of(dense, order[j]))
                               ? order[i++]
                               : order[j++];
        }
        memcpy(order, spare, count * sizeof *order);
    }
}

/* Goes from t* to `time`, events and all. */
static void walk_to(
    rk_walker *at, const rk_dense *dense, double drift, double time, uint64_t *state)
{
    const reckon_temporal_problem *problem = dense->problem;
    double from = at->time;
    rk_walk_to(at, dense->settings, drift, time, state);
    for (size_t k = 0; k < problem->event_count; k++) {
        const reckon_temporal_event *event = &problem->events[k];
        double share = fabs(rk_event_progress(event, time) - rk_event_progress(event, from));
        if (share > 0.0)
            at->level += event->sd * sqrt(share) * rk_next_normal(state);
    }
}

/* A path of the prior at every place, without its mean. */
static void draw_prior(
    rk_drawn *drawn, const rk_setting *setting, size_t count, uint64_t *state, double *level)
{
    const rk_dense *dense = &drawn->dense;
    const rk_settings *settings = dense->settings;
    double start = settings->initial_sd * rk_next_normal(state);
    double slope = settings->trend ? settings->slope_sd * rk_next_normal(state) : 0.0;
    double shock = settings->shock_sd * rk_next_normal(state);
    size_t first = 0; /* at or after t* */
    while (first < count && time_of(dense, drawn->place_order[first]) < dense->start)
        first++;
    rk_walker at = {dense->start, start, slope};
    for (size_t k = first; k < count; k++) {
        walk_to(&at, dense, setting->hyper[RK_DRIFT], time_of(dense, drawn->place_order[k]), state);
        level[drawn->place_order[k]] = at.level;
    }
    at = (rk_walker){dense->start, start, slope};
    for (size_t k = first; k-- > 0;) {
        walk_to(&at, dense, setting->hyper[RK_DRIFT], time_of(dense, drawn->place_order[k]), state);
        level[drawn->place_order[k]] = at.level;
    }
    for (size_t k = 0; setting->gap < dense->gaps && k < count; k++)
        level[k] += shock * rk_dense_step(dense, time_of(dense, k), setting->shock_time);
}

/* What the z would have been on that path: the biases, c and the noise drawn as well. */
static void draw_values(
    rk_drawn *drawn, const rk_setting *setting, const double *level, uint64_t *state, double *value)
{
    const rk_dense *dense = &drawn->dense;
    double common = dense->settings->common_sd[setting->part] * rk_next_normal(state);
    for (size_t i = 0; i < dense->sites; i++) {
        const rk_quantity *h = &dense->site[i];
        double bias = 0.0;
        size_t same = i;
        for (size_t j = 0; j < i && same == i; j++)
            if (h->bias != SIZE_MAX && dense->site[j].bias == h->bias)
                same = j;
        if (same < i) {
            bias = drawn->site_bias[same];
        } else if (h->bias != SIZE_MAX) {
            const reckon_temporal_source *source = &dense->problem->sources[h->bias];
            bool known = source->bias == RECKON_TEMPORAL_KNOWN;
            bias = (known ? source->sd : setting->hyper[RK_BIAS_SD]) * rk_next_normal(state);
        }
        drawn->site_bias[i] = bias;
        value[i] = (h->level ? level[i] : 0.0) + (h->common ? common : 0.0) + bias +
                   sqrt(drawn->path.noise[i]) * rk_next_normal(state);
    }
}

/* (L L')^-1 x in place, from L^-1. */
static void solve(const double *inverse, size_t n, double *x)
{
    double half[RK_DENSE_MOST];
    for (size_t i = 0; i < n; i++) {
        half[i] = 0.0;
        for (size_t k = 0; k <= i; k++)
            half[i] += inverse[i * n + k] * x[k];
    }
    memset(x, 0, n * sizeof *x);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++)
            x[k] += inverse[i * n + k] * half[i];
}

static void draw_path(
    rk_drawn *drawn, const rk_setting *setting, size_t count, uint64_t *state, double *path)
{
    const rk_dense *dense = &drawn->dense;
    size_t n = dense->sites;
    double value[RK_DENSE_MOST];
    draw_prior(drawn, setting, count, state, drawn->place_level);
    draw_values(drawn, setting, drawn->place_level, state, value);
    for (size_t i = 0; i < n; i++)
        value[i] = drawn->path.value[i] - value[i];
    solve(drawn->path.inverse, n, value);
    for (size_t g = 0; g < dense->problem->grid_count; g++) {
        rk_quantity output = {.level = true, .bias = SIZE_MAX, .time = dense->problem->grid[g]};
        double move = 0.0;
        for (size_t i = 0; i < n; i++)
            move += value[i] * rk_dense_covariance(dense, setting, &output, &dense->site[i]);
        path[g] = rk_process_mean(dense->problem, dense->settings, output.time) +
                  drawn->place_level[n + g] + move;
    }
    if (dense->settings->shocks)
        rk_walk_unseen_shocks(dense->settings, dense->first, dense->last, dense->problem->grid,
            dense->problem->grid_count, state, path);
}

void rk_drawn_joint_begin(rk_drawn *drawn)
{
    order_places(drawn, drawn->dense.sites + drawn->dense.problem->grid_count);
    drawn->draw_state = 1;
}

void rk_drawn_joint_path(rk_drawn *drawn, const rk_setting *setting, double *path)
{
    rk_setting chosen = *setting;
    rk_path_condition(&drawn->path, &drawn->dense, setting);
    if (rk_next_uniform(&drawn->draw_state) < drawn->path.part_share[1]) {
        chosen.part = 1 - chosen.part;
        rk_path_condition(&drawn->path, &drawn->dense, &chosen);
    }
    draw_path(drawn, &chosen, drawn->dense.sites + drawn->dense.problem->grid_count,
        &drawn->draw_state, path);
}

void rk_drawn_joint_draws(rk_drawn *drawn, double *draws)
{
    const reckon_temporal_problem *problem = drawn->dense.problem;
    size_t wanted = problem->draw_count, points = drawn->effort.points, done = 0;
    double below = 0.0, each = drawn->tally.weight / (double)wanted;
    rk_setting setting = {0};
    rk_drawn_joint_begin(drawn);
    rk_drawn_restart(drawn);
    for (size_t p = 0; p < points && done < wanted; p++) {
        below += rk_drawn_point(drawn, p, &setting);
        while (done < wanted && (p + 1 == points || below > ((double)done + 0.5) * each))
            rk_drawn_joint_path(drawn, &setting, &draws[done++ * problem->grid_count]);
    }
}
