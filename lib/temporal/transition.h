/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two-sided prior of theta as a Markov chain that runs forward in time.
 *
 * x = theta, or (theta, slope). Away from the root, in either direction, x takes on independent
 * increments: after the root    x_i     = A x_(i-1) + e,   A = (1  dt; 0 1),   Var e = Q before the
 * root   x_(i-1) = A x_i     + e,   A = (1 -dt; 0 1),   Var e = Q Q = sigma^2 dt + extra   or
 * (sigma^2 dt^3 / 3 + extra   +-sigma^2 dt^2 / 2;   .   sigma^2 dt) A filter runs forward in time,
 * so before the root the increment is turned round. With V the prior covariance of x_(i-1), which
 * is known in closed form, x_i = G x_(i-1) + n,   G = A^-1 (I - Q V^-1),   Var n = H = A^-1 Q G',
 * for x less its prior mean. For a random walk G = V(i) / V(i-1) and H = G Q: nothing cancels,
 * whatever the root's variance is against the drift's.
 */
#ifndef RK_TEMPORAL_TRANSITION_H
#define RK_TEMPORAL_TRANSITION_H

#include "temporal/gaussian.h"

/* A symmetric matrix of theta and slope. */
typedef struct rk_pair {
    double level, both, slope;
} rk_pair;

typedef struct rk_transition {
    bool moves;            /* whether anything happens in the gap */
    bool before_root;      /* whether the increment goes backwards */
    double gap;            /* years */
    double G[2][2];        /* from step i - 1 to step i */
    rk_pair H;             /* variance of what comes to it */
    rk_pair inverse_prior; /* before the root: V^-1 of step i - 1 */
} rk_transition;

/* What the filter (P of theta and slope, rows `stride` apart) knew at the near side of a gap before
 * the root, for score and information of the gap's increment: K = (V^-1 P - I) G' and N = (I - V^-1
 * P) V^-1. */
typedef struct rk_turned {
    double K[2][2];
    rk_pair N;
} rk_turned;

rk_turned rk_transition_turn(const rk_transition *gap, size_t base, const double *P, size_t stride);

/* The derivative of log_normaliser by drift_variance through one gap; excess is r r' - N of its
 * increment. */
double rk_transition_slope(const rk_transition *gap, size_t base, const rk_pair *excess);

/* Prior covariance of theta and slope at the first step, which the filter begins with. */
rk_pair rk_prior_at_first(const rk_gaussian *gaussian);

/* Fills transition, prior_mean and prior_variance. */
void rk_transitions_find(rk_gaussian *gaussian);

#endif
