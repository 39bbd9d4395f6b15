/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Joint draws over the grid from many figures: nodes by systematic resampling, and at a node the
 * simulation smoother (Durbin & Koopman 2002): a path of the prior and the figures that it would
 * have given are drawn, and the path is moved by what the figures' Gaussian factors say beyond
 * those.
 */
#include <math.h>

#include <gsl/gsl_math.h>

#include "core/special.h"
#include "temporal/many.h"
#include "temporal/walk.h"

/* What happens in a gap beside the drift: events, and the shock where the node has one. */
static void add_extra(rk_many *many, size_t gap, rk_walker *at, uint64_t *state)
{
    double variance = many->ep.gaussian.extra_variance[gap];
    if (variance > 0.0)
        at->level += sqrt(variance) * rk_next_normal(state);
}

/* A path of the prior at every step, without its mean. */
static void draw_levels(rk_many *many, uint64_t *state, double *level)
{
    const rk_gaussian *g = &many->ep.gaussian;
    const rk_settings *settings = &many->model.settings;
    double drift = many->ep.hyper[RK_DRIFT];
    rk_walker start = {g->step[g->root].time, sqrt(g->root_variance) * rk_next_normal(state), 0.0};
    if (settings->trend)
        start.slope = sqrt(g->slope_variance) * rk_next_normal(state);
    rk_walker at = start;
    level[g->root] = start.level;
    for (size_t k = g->root + 1; k < g->steps; k++) {
        rk_walk_to(&at, settings, drift, g->step[k].time, state);
        add_extra(many, k, &at, state);
        level[k] = at.level;
    }
    at = start;
    for (size_t k = g->root; k-- > 0;) {
        rk_walk_to(&at, settings, drift, g->step[k].time, state);
        add_extra(many, k + 1, &at, state);
        level[k] = at.level;
    }
}

/* Takes from each factor what the drawn path and constants would have given. */
static void shift_factors(
    rk_many *many, const double *level, const double *constant, uint64_t *state)
{
    rk_gaussian *g = &many->ep.gaussian;
    for (size_t k = 0; k < g->steps; k++) {
        if (!(g->precision[k] > 0.0))
            continue;
        double h = g->step[k].theta ? level[k] : 0.0;
        for (uint32_t c = 0; c < g->step[k].constants; c++)
            h += constant[g->step[k].constant[c]];
        g->shift[k] -= g->precision[k] * h + sqrt(g->precision[k]) * rk_next_normal(state);
    }
}

/* Puts the shock anywhere in its gap. */
static void move_shock(rk_many *many, size_t gap, uint64_t *state)
{
    const rk_model *model = &many->model;
    double *variance = many->ep.gaussian.extra_variance,
           share = rk_normal_cdf(rk_next_normal(state));
    double time = model->gap_from[gap] + share * (model->gap_to[gap] - model->gap_from[gap]);
    size_t step = model->gap_step[gap];
    variance[step] = model->extra_variance[step];
    while (step > 0 && model->step[step - 1].time >= time)
        step--;
    variance[step] += gsl_pow_2(model->settings.shock_sd);
}

/* One path at the node that stands, with the part of c that was chosen. */
static void draw_path(rk_many *many, size_t part, uint64_t *state, double *path)
{
    const rk_model *model = &many->model;
    const reckon_temporal_problem *problem = model->problem;
    rk_gaussian *g = &many->ep.gaussian;
    rk_ep_lay_factors(&many->ep);
    if (many->ep.gap < model->gaps)
        move_shock(many, many->ep.gap, state);
    if (model->common)
        g->constant_variance[0] = gsl_pow_2(model->settings.common_sd[part]);
    draw_levels(many, state, many->lean_mean);
    for (size_t c = 0; c < g->constants; c++)
        many->lean_constant[c] = sqrt(g->constant_variance[c]) * rk_next_normal(state);
    shift_factors(many, many->lean_mean, many->lean_constant, state);
    rk_gaussian_solve(g);
    for (size_t i = 0; i < problem->grid_count; i++) {
        size_t step = model->grid_step[i];
        path[i] = g->mean[step] + many->lean_mean[step];
    }
    if (model->settings.shocks)
        rk_walk_unseen_shocks(&model->settings, model->first, model->last, problem->grid,
            problem->grid_count, state, path);
}

bool rk_many_joint_draws(rk_many *many, const reckon_temporal_options *options, double *draws)
{
    rk_model *model = &many->model;
    size_t wanted = model->problem->draw_count, grid = model->problem->grid_count, done = 0;
    double below = 0.0, hyper[RK_HYPERS];
    uint64_t state = 1;
    rk_model_lay(model, 0, grid);
    for (size_t s = 0; s < many->scenarios; s++) {
        const rk_scenario *scenario = &many->scenario[s];
        rk_ep_begin(&many->ep, scenario->gap);
        for (size_t k = 0; k < scenario->rule.nodes && done < wanted; k++) {
            bool last = s + 1 == many->scenarios && k + 1 == scenario->rule.nodes;
            below += scenario->share * scenario->node_weight[k];
            if (!last && !(below * (double)wanted > (double)done + 0.5))
                continue;
            if (rk_many_stopped(options, 0.9 + 0.1 * (double)done / (double)wanted))
                return false;
            rk_many_settle(many, scenario, k, hyper);
            double other = rk_many_other_share(many);
            while (done < wanted && (last || below * (double)wanted > (double)done + 0.5)) {
                bool is_other = rk_normal_cdf(rk_next_normal(&state)) < other;
                draw_path(
                    many, is_other ? 1 - model->base : model->base, &state, &draws[done++ * grid]);
            }
        }
    }
    return true;
}
