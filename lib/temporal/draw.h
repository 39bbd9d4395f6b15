/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The correction beyond the Gaussian, at one node of the hyperparameters: the z of the statements whose shape matters
 * are drawn one after another, each from its exact truncated normal given those before it and given the Gaussian
 * factors of those after it (the sequential sampler of Genz 1992, looking ahead through expectation propagation), from
 * quasi-random points. What the look-ahead gets wrong is the draw's importance weight. Given the draws every wanted
 * quantity is normal, so a node contributes a mixture of normals.
 *
 * Where all statements leave one end open, or several have sharp ends, Gaussian factors look ahead badly. Then a pivot
 * is drawn first: what the z have most in common, with some noise, from a tabulated density that takes every statement
 * as it is. Given the pivot little is left to look ahead for.
 */
#ifndef RK_TEMPORAL_DRAW_H
#define RK_TEMPORAL_DRAW_H

#include <gsl/gsl_qrng.h>

#include "core/tabulated.h"
#include "temporal/ep.h"

/* The Sobol sequence has 40 dimensions. */
enum { RK_AXES_MOST = 40, RK_DRAWN_MOST = RK_AXES_MOST - 1, RK_OUTPUT_BLOCK = RK_MODEL_LAID };

typedef struct rk_sampler {
    const rk_ep *ep;
    size_t drawn;                              /* statements drawn */
    size_t site[RK_DRAWN_MOST];                /* which, the least Gaussian first */
    double effect[RK_DRAWN_MOST];              /* how far from Gaussian they make a distribution function */
    double neglected;                          /* summed effect of those not drawn */
    double mean[RK_DRAWN_MOST];                /* of z' under the Gaussian */
    double direction[RK_DRAWN_MOST];           /* the pivot is the sum of the z, so weighted, and noise */
    bool pivot;                                /* whether the pivot is drawn first: the first axis then */
    rk_tabulated pivot_density;                /* of the pivot, standardised */
    double given_pivot[RK_DRAWN_MOST];         /* variance of each z given the pivot */
    double factor[RK_AXES_MOST][RK_AXES_MOST]; /* Cholesky factor of the axes' covariance */
    double skewness[RK_DRAWN_MOST];            /* of each under its cavity and statement */
    double kurtosis[RK_DRAWN_MOST];            /* excess */
    size_t outputs;                            /* that it is prepared for */
    double *load;            /* [axes * outputs] sensitivity of each output to the standardised draws */
    double *output_mean;     /* [outputs] under the Gaussian */
    double *output_variance; /* [outputs] given the draws */
    double *output_spread;   /* [outputs] variance of the mean over the draws */
    double *response_mean;   /* [steps] scratch */
    double *response_score;  /* [steps] scratch */
    double *response_start;  /* [dimension] scratch */
    double log_undrawn;      /* log evidence of the node apart from the draws */
    gsl_qrng sequence;       /* state in memory of ours */
} rk_sampler;

/* Chooses what to draw, from the Gaussian fit as it stands (after a run). */
void rk_sampler_choose(rk_sampler *sampler, const rk_ep *ep);

/*
 * Drops from the choice, once prepared for outputs, what hardly reaches any of them, and returns the largest effect
 * that the choice has on one output. Prepare again afterwards.
 */
double rk_sampler_prune(rk_sampler *sampler);

/* How many standardised variables a draw has: one for each drawn statement, and the pivot's. */
size_t rk_sampler_axes(const rk_sampler *sampler);

/* Restarts the quasi-random sequence. */
void rk_sampler_restart(rk_sampler *sampler);

/* After rk_ep_extend(): everything about outputs from..to-1 and the draws at this node. Outputs are the grid times,
 * then the sources' biases, then the common bias. */
void rk_sampler_prepare(rk_sampler *sampler, size_t grid, size_t from, size_t to);

/*
 * The next draw: x[axes] standardised, and twin[axes], what the same quasi-random point gives under the Gaussian:
 * whose average is known, so that only the difference between the two need be averaged. Returns the log of its weight.
 */
double rk_sampler_draw(rk_sampler *sampler, double *x, double *twin);

#endif
