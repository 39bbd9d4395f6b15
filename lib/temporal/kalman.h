/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kalman filter and disturbance smoother (de Jong 1989; Durbin & Koopman 2012, sections 4.3 to 4.5)
 * of the model of gaussian.h, in O(steps * dimension^2).
 *
 * The state is theta, the slope if there is a trend, then constants, or none where the engine for
 * many sources holds them fixed. A constant is in the state from the first step that sees it to the
 * last; what it says about theta stays there when it leaves, and another takes its place. The state
 * is kept less its prior mean. The score u and keep D / precision of a step are the leave-one-out
 * quantities of de Jong, which keep their digits where posterior variances do not.
 */
#ifndef RK_TEMPORAL_KALMAN_H
#define RK_TEMPORAL_KALMAN_H

#include "temporal/transition.h"

/* When a constant is in the state, and where: at element base + place. */
typedef struct rk_life {
    size_t first, last; /* steps that see it; first is the number of steps when none does */
    size_t place;
} rk_life;

/* Fills life[constants]; free_place[constants] is scratch. Returns how many places there have to
 * be. */
size_t rk_lives_find(const rk_gaussian *gaussian, rk_life *life, size_t *free_place);

typedef struct rk_kalman {
    size_t base;         /* elements of the state that move: 1, or 2 with a slope */
    size_t dimension;    /* of the state */
    const rk_life *life; /* [constants] */
    double *centre;      /* [steps] mean of h' before any factor */

    /* forward */
    double *a;         /* [dimension] mean of the state given the factors so far */
    double *P;         /* [dimension^2] its covariance */
    double *predicted; /* [steps] mean of h' before the step's factor */
    double *F;         /* [steps] variance of h' before the step's factor */
    double *inverse;   /* [steps] 1 / (1 + precision F) */
    double *M; /* [steps * dimension] covariance of the state with h before the step's factor */
    double *before_a; /* [steps * base] before the root: a of theta and slope where gap i begins */
    double *before_P; /* [steps * base * dimension] and their rows of P */

    /* backward */
    double *r;       /* [dimension] score of the state, from the steps after */
    double *N;       /* [dimension^2] information, from the steps after */
    double *scratch; /* [3 * dimension] */
} rk_kalman;

/* Points the arrays into memory, unless that is NULL; returns how many bytes they take. */
size_t rk_kalman_place(
    rk_kalman *kalman, size_t steps, size_t base, size_t dimension, void *memory);

/* Forward pass from `centre`: fills log_normaliser. */
void rk_kalman_filter(rk_kalman *kalman, rk_gaussian *gaussian);

/* Backward pass: fills the other results; those of the constants only when they are in the state.
 */
void rk_kalman_smooth(rk_kalman *kalman, rk_gaussian *gaussian);

/*
 * As rk_gaussian_respond(), while the centre of every step moves by moved[steps] (NULL: none does).
 * Fills the constants' scores only when they are in the state.
 */
void rk_kalman_respond(const rk_kalman *kalman, const rk_gaussian *gaussian, size_t source,
    double amount, const double *moved, double *mean, double *score, double *constant_score);

#endif
