/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model of gaussian.h for many constants: the augmented Kalman filter (Rosenberg 1973; de Jong
 * 1991), which takes them as regression effects. Given the constants theta is a Markov chain of
 * dimension 1 or 2, and kalman.h solves it; beside it run columns, one for each constant, that say
 * how its means depend on them. Every recurrence is derived in docs/dev/many-sources.md, whose
 * letters are those of the code.
 *
 * O(steps * constants + constants^3) instead of O(steps * constants^2). Digits of the constants are
 * lost in proportion to a factor's precision times their prior variance, so it is used where that
 * is moderate.
 */
#ifndef RK_TEMPORAL_MANY_SOURCES_H
#define RK_TEMPORAL_MANY_SOURCES_H

#include "temporal/kalman.h"

typedef struct rk_many_sources {
    rk_kalman theta;  /* given the constants */
    size_t constants; /* B */
    double *value;    /* [B] of the constants: prior mean, then posterior mean */
    double *scale;    /* [B] prior sds */
    double
        *S; /* [B^2] precision of the standardised constants; then, in its upper triangle, U^-1 */
    double *A; /* [steps * base * B] how the state before each step's factor depends on the columns'
                  constants; gamma, how its smoothed h does, in the first row once that is known */
    double *R; /* [base * B] how r depends on them */
    double *column; /* [base * B] */
    double *x;      /* [B] */
    double *moved;  /* [steps] */
} rk_many_sources;

/* Points the arrays into memory, unless that is NULL; returns how many bytes they take. */
size_t rk_many_sources_place(
    rk_many_sources *many, size_t steps, size_t base, size_t constants, void *memory);

/* Whether this engine solves the model with its factors well. */
bool rk_many_sources_suits(const rk_gaussian *gaussian);

/* As rk_gaussian_solve(). False when rounding has left the precision matrix without a factor. */
bool rk_many_sources_solve(rk_many_sources *many, rk_gaussian *gaussian);

/* As rk_gaussian_respond(). */
void rk_many_sources_respond(const rk_many_sources *many, const rk_gaussian *gaussian,
    size_t source, double amount, double *mean, double *score, double *constant_score);

#endif
