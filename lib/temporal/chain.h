/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian state-space model that everything else stands on: a Kalman filter and a disturbance smoother over steps
 * sorted by time, in O(steps * dimension^2).
 *
 * State: theta, the slope when there is a trend, then constants (common bias, source biases). A step looks at
 * h = the sum of up to three state elements, about an origin, through a Gaussian factor exp(shift h' - precision
 * h'^2/2) with h' = h - origin; precision 0 is a step that only looks. Natural parameters are used because the factors
 * come from expectation propagation, where a precision may be 0 or 1e20. The smoother's score u and keep D/precision
 * are the leave-one-out quantities of de Jong (1989), which keep their digits where posterior variances do not.
 */
#ifndef RK_TEMPORAL_CHAIN_H
#define RK_TEMPORAL_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RK_CHAIN_TERMS = 3 };

typedef struct rk_chain_step {
    double time;
    uint32_t terms;              /* how many state elements make h */
    uint32_t at[RK_CHAIN_TERMS]; /* which */
} rk_chain_step;

typedef struct rk_chain {
    size_t dimension;
    bool trend;
    double drift_variance;  /* per year (per year^3 for the trend) */
    double start_time;      /* when the state has its initial distribution */
    size_t shared;          /* the constant that every step with two has first (the common bias); 0: none */
    double *start_mean;     /* [dimension] */
    double *start_variance; /* [dimension], independent */

    size_t steps;
    const rk_chain_step *step; /* [steps], ascending in time */
    double *precision;         /* [steps] of the factors */
    double *shift;             /* [steps] of the factors */
    double *origin;            /* [steps] */

    /* from the forward pass */
    double *predicted;     /* [steps] mean of h' before the factor */
    double *spread;        /* [steps] variance of h' before the factor */
    double *reach;         /* [steps * dimension] covariance of the state with h' before the factor */
    double *filtered;      /* [dimension] the state after the last step */
    double *covariance;    /* [dimension^2] */
    double log_normaliser; /* log integral of prior times factors */

    /* from the backward pass */
    double *mean;        /* [steps] of h' given all factors */
    double *variance;    /* [steps] */
    double *score;       /* [steps] u: derivative of log_normaliser by a shift of h's mean */
    double *keep;        /* [steps] D / precision: 1 - precision * variance, without cancellation */
    double *backward;    /* [dimension] r: after the pass, at the start */
    double *information; /* [dimension^2] N: after the pass, at the start */
    double drift_slope;  /* derivative of log_normaliser by drift_variance */
    double *scratch;     /* [dimension] */
} rk_chain;

/* How many doubles rk_chain_place takes for these sizes. */
size_t rk_chain_doubles(size_t dimension, size_t steps);

/* How many of them, from `covariance` to the end, nobody else reads after the passes. */
size_t rk_chain_scratch(size_t dimension, size_t steps);

/* Points the chain's arrays into memory[rk_chain_doubles(dimension, steps)] and sets dimension; steps are set by the
 * caller and may be fewer. */
void rk_chain_place(rk_chain *chain, size_t dimension, size_t steps, double *memory);

/* Forward pass. */
void rk_chain_filter(rk_chain *chain);

/* Backward pass; needs the forward pass. */
void rk_chain_smooth(rk_chain *chain);

/*
 * The derivative of every smoothed mean and score by the shift of step `source`, times `amount`: covariances under the
 * Gaussian. mean[steps], score[steps], start[dimension] (of r at the start). Needs the forward pass.
 */
void rk_chain_respond(const rk_chain *chain, size_t source, double amount, double *mean, double *score, double *start);

#endif
