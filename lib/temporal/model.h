/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A checked problem arranged for the state space: one site for each statement, in time order, and
 * the steps of the Gaussian layer.
 *
 * A source with a single figure has its bias folded into that figure's noise; only sources with
 * several figures, directional biases and the common bias become constants beside theta, so cost
 * does not grow with the square of the sources. A directional bias is a site of its own: b_s lies
 * in a half-line.
 */
#ifndef RK_TEMPORAL_MODEL_H
#define RK_TEMPORAL_MODEL_H

#include "temporal/gaussian.h"
#include "temporal/settings.h"
#include "temporal/statement.h"

/* Grid times among the steps at once; a longer grid is gone through in parts. */
enum { RK_MODEL_LAID = 1024 };

/* One statement. */
typedef struct rk_site {
    rk_statement statement; /* relative to `origin` */
    double origin;
    size_t figure; /* index of the reading; SIZE_MAX: a direction */
    size_t source; /* whose bias is in it; SIZE_MAX: nobody's */
    double folded; /* variance of a given bias that is part of the noise */
    bool folds;    /* bias_sd^2 is part of the noise */
    rk_gaussian_step step;
} rk_site;

/* Where a source's bias is found. */
typedef enum rk_place {
    RK_PLACE_KNOWN,   /* it has no variance */
    RK_PLACE_PRIOR,   /* nothing speaks about it */
    RK_PLACE_FOLDED,  /* in the noise of site `index` */
    RK_PLACE_CONSTANT /* constant `index` */
} rk_place;

typedef struct rk_bias {
    rk_place place;
    bool exchangeable; /* its variance is bias_sd^2 instead of `variance` */
    double mean, variance;
    size_t index;
} rk_bias;

typedef struct rk_model {
    rk_settings settings;
    const reckon_temporal_problem *problem;
    size_t sites;
    rk_site *site;    /* [sites] ascending in time */
    rk_bias *bias;    /* [sources] */
    size_t constants; /* c is the first one, where it has any variance */
    bool common;      /* whether it has */
    size_t base;      /* the part of c that the Gaussian layer has; the other one is added */
    size_t directional;
    double first, last; /* the time that the figures span */
    size_t gaps;
    double *gap_from, *gap_to; /* [gaps] between the dates of the figures */
    double *gap_prior;         /* [gaps + 1], the last one of no shock */
    size_t steps;
    rk_gaussian_step *step;              /* [steps] */
    double *extra_mean, *extra_variance; /* [steps] of the events */
    size_t *site_step;                   /* [sites] */
    size_t *gap_step;                    /* [gaps] a step at the end of each gap between dates */
    size_t *grid_step;                   /* [laid] from grid time `laid_from` on */
    size_t laid_from, root, common_step;

    size_t *order;      /* [readings] scratch */
    size_t *counted;    /* [sources] scratch */
    double *times;      /* [readings] scratch */
    size_t *grid_order; /* [grid] by time */
} rk_model;

/* Sizes that a problem needs at most, whatever its mask. */
typedef struct rk_sizes {
    size_t readings, sources, grid, probabilities, draws;
    size_t sites, laid, steps,
        constants; /* laid: grid times among the steps; all where draws are wanted */
} rk_sizes;

/* What the problem needs at most, or with `masked` under its mask; counted[sources] is scratch. */
void rk_model_sizes(
    const reckon_temporal_problem *problem, bool masked, size_t *counted, rk_sizes *sizes);

/* Fills the model, whose arrays have room; lay the steps before they are used. */
void rk_model_arrange(
    const reckon_temporal_problem *problem, const rk_settings *settings, rk_model *model);

/* Puts the sites and grid times from..to-1, as many as there is room for, among the steps. */
void rk_model_lay(rk_model *model, size_t from, size_t to);

/* Prior variance of a bias. */
double rk_bias_variance(const rk_bias *bias, double bias_sd);

#endif
