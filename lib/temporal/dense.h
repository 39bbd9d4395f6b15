/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A problem of few figures written out: every h = theta + c + b that a figure speaks about, and
 * every quantity that is asked for, is a linear combination of independent normals, so their
 * covariances are
 *
 *     fixed + drift^2 walk + bias_sd^2 same + common^2 both + shock^2 f f'
 *
 * with coefficients that depend on dates and sources alone. docs/temporal.md has the kernels.
 */
#ifndef RK_TEMPORAL_DENSE_H
#define RK_TEMPORAL_DENSE_H

#include "temporal/settings.h"
#include "temporal/statement.h"

/* Sites that a problem written out in full has at most. */
enum { RK_DENSE_MOST = 48 };

/*
 * Outputs before those that are asked for: theta at the first figure, at t*, at the last figure and
 * a while after it. Their error decides how much is drawn, so that no date that is asked changes
 * the answer at another.
 */
enum { RK_DENSE_WITNESSES = 4 };

/* What an h or an output is made of. */
typedef struct rk_quantity {
    bool level;  /* theta(time) */
    bool common; /* c */
    size_t bias; /* b of this source; SIZE_MAX: none */
    double time;
    double mean; /* prior mean */
} rk_quantity;

/* The scales and the choices that make everything else normal. */
typedef struct rk_setting {
    double hyper[RK_HYPERS];
    size_t part; /* of the common bias: 0 narrow, 1 wide */
    size_t gap;  /* with the shock; gaps: none */
    double shock_time;
    double density; /* where it was drawn: of the meshes, over its prior density */
} rk_setting;

typedef struct rk_dense {
    const rk_settings *settings;
    const reckon_temporal_problem *problem;
    double start;                       /* t* */
    size_t sites;                       /* n */
    size_t directional;                 /* sites that are about a bias: the first ones */
    rk_quantity *site;                  /* [sites] */
    rk_statement *statement;            /* [sites] */
    size_t *figure;                     /* [sites] index of the reading; SIZE_MAX: a direction */
    double *fixed, *walk, *same, *both; /* [sites * sites] coefficients of covariances */

    bool common; /* whether c has any variance */
    bool biased; /* whether any source has an exchangeable bias */
    size_t gaps;
    double *gap_from, *gap_to; /* [gaps] */
    double *gap_prior;         /* [gaps + 1], the last one of no shock */
    double first, last;        /* the time that the figures span */

    size_t outputs, from; /* the block of outputs at work, from output `from` of the problem */
    rk_quantity *output;  /* [outputs] */
    double *output_fixed, *output_walk, *output_same,
        *output_both;      /* [sites * outputs] row by site */
    double *output_unseen; /* [outputs] prior probability of a shock that no reading can tell of */
    double *own_fixed, *own_walk, *own_same, *own_both; /* [outputs] of its variance */
} rk_dense;

/* Fills everything but the outputs, and t* and m0 where the settings leave them to the readings;
 * arrays have room. order[readings] and times[readings] are scratch. */
void rk_dense_arrange(rk_dense *dense, const reckon_temporal_problem *problem,
    rk_settings *settings, size_t *order, double *times);

/* Lays the outputs from..to-1: witnesses, then grid times, then biases, then c. */
void rk_dense_lay(rk_dense *dense, size_t from, size_t to);

/* How much of a shock's size is in theta(time): -1, 0 or 1. */
double rk_dense_step(const rk_dense *dense, double time, double shock_time);

/* Prior covariance of the sites, row by row. */
void rk_dense_prior(const rk_dense *dense, const rk_setting *setting, double *covariance);

/* Outputs that are computed together. */
enum { RK_LANES = 16 };

/* Prior covariances of outputs from..from + count - 1 with the sites, [sites * RK_LANES] row by
 * site, and their variances. */
void rk_dense_outputs(const rk_dense *dense, const rk_setting *setting, size_t from, size_t count,
    double *covariance, double *variance);

/* Prior covariance of any two quantities. */
double rk_dense_covariance(
    const rk_dense *dense, const rk_setting *setting, const rk_quantity *a, const rk_quantity *b);

/* Variance of the ordinary noise of a site. */
double rk_dense_noise(const rk_dense *dense, const rk_setting *setting, size_t site);

#endif
