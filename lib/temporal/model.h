/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A checked problem arranged for computation: one site for each statement about the latent state, in time order, and
 * the steps of the chain.
 *
 * A source with a single reading has its Gaussian bias folded into that reading's noise; only sources with several
 * readings, directional biases and the common bias become elements of the state, so cost does not grow with the square
 * of the sources. A directional bias is a site of its own: b_s itself lies in a half-line.
 */
#ifndef RK_TEMPORAL_MODEL_H
#define RK_TEMPORAL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/temporal.h>

#include "temporal/chain.h"

/* Sites that a problem written out in full has at most. */
enum { RK_DENSE_MOST = 48 };

enum { RK_DRIFT, RK_ERROR, RK_BIAS_SD, RK_HYPERS };

/* Grid times among the steps at once; a longer grid is gone through in parts. */
enum { RK_MODEL_LAID = 1024 };

/* What the options say, after defaulting. */
typedef struct rk_settings {
    bool trend;
    double initial_time; /* t*; NaN: from the readings */
    double initial_mean; /* likewise */
    double initial_sd, slope_sd;
    reckon_temporal_drift_prior drift_prior;
    double scale[RK_HYPERS];
    double fixed[RK_HYPERS]; /* NaN: integrated */
    double common_mean;
    double common_sd[2], common_weight[2]; /* of the narrow and the wide part of c */
    double gross, gross_sd;                /* probability and sd of a gross error */
    double anchor_error;                   /* an anchor's share of error */
    bool shocks;
    double shock_rate, shock_sd;
    double region_level;
    size_t points;
} rk_settings;

/* A statement about z = h + noise: z' = z - origin lies in (low, high), or is 0 when gaussian. */
typedef struct rk_site {
    double low, high, origin;
    bool gaussian;
    bool takes_bias;    /* bias_sd^2 is part of the noise */
    double noise;       /* variance that no hyperparameter changes */
    double error_share; /* error^2 times this is part of the noise */
} rk_site;

/* Where a source's bias (or the common bias) is found. */
typedef enum rk_place_kind {
    RK_PLACE_FIXED,  /* known exactly: `mean` */
    RK_PLACE_PRIOR,  /* nothing speaks about it: its prior */
    RK_PLACE_FOLDED, /* in the noise of site `index` */
    RK_PLACE_STATE   /* state element `index` */
} rk_place_kind;

typedef struct rk_place {
    rk_place_kind kind;
    bool exchangeable; /* its variance is bias_sd^2 instead of `variance` */
    double mean, variance;
    size_t index;
} rk_place;

typedef struct rk_model {
    rk_settings settings;
    size_t dimension;
    double start_time;
    size_t sites;
    rk_site *site;           /* [sites], ascending in time */
    rk_chain_step *own_step; /* [sites] steps of the sites alone */
    size_t steps;            /* sites + the grid times laid */
    size_t laid_from;        /* the first grid time laid */
    rk_chain_step *step;     /* [steps] */
    size_t *site_step;       /* [sites] the step of each site */
    size_t *grid_step;       /* [RK_MODEL_LAID] the step of each grid time laid, from the first one */
    size_t sources;
    rk_place *place; /* [sources + 1]; the last one is the common bias */
    size_t directional;
    size_t used;
    double typical; /* median of the readings' centres */

    /* scratch of the arrangement */
    double *centre;       /* [readings] */
    size_t *counted;      /* [sources] used readings of each source */
    size_t slots;         /* in use */
    struct rk_slot *slot; /* [readings + sources + grid] */
} rk_model;

/* Sizes that a problem needs at most, whatever its mask. */
typedef struct rk_sizes {
    size_t readings, sources, grid, probabilities;
    size_t sites, steps, dimension;
} rk_sizes;

reckon_status rk_model_check(const reckon_temporal_problem *problem, reckon_error *error);
reckon_status rk_settings_read(const reckon_temporal_options *options, rk_settings *settings, reckon_error *error);

/* What the problem needs at most, or with `masked` under its mask as it is; counted[source_count] is scratch. */
void rk_model_sizes(const reckon_temporal_problem *problem, bool masked, size_t *counted, rk_sizes *sizes);

/* Fills the model, whose arrays have room for the sizes; lay the steps before they are used. */
void rk_model_arrange(const reckon_temporal_problem *problem, const rk_settings *settings, rk_model *model);

/* Puts grid times from..to-1, at most RK_MODEL_LAID, among the steps. */
void rk_model_lay(rk_model *model, size_t from, size_t to);

/* A reading's centre for the prior mean: a bound counts by its value. */
double rk_reading_centre(const reckon_temporal_reading *reading);

/* Prior variance of the bias at a place. */
double rk_place_variance(const rk_place *place, double bias_sd);

#endif
