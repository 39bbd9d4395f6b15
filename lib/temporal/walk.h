/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random paths of the prior: what both engines draw when joint draws are wanted. */
#ifndef RK_TEMPORAL_WALK_H
#define RK_TEMPORAL_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "temporal/settings.h"

/* The next of a fixed sequence of uniform numbers in (0, 1), or of standard normals (splitmix64;
 * Steele, Lea & Flood 2014). */
double rk_next_uniform(uint64_t *state);
double rk_next_normal(uint64_t *state);

/* A path on its way from t* in one direction, without its mean. */
typedef struct rk_walker {
    double time, level, slope;
} rk_walker;

/* Goes on to `time`, away from t*. */
void rk_walk_to(
    rk_walker *at, const rk_settings *settings, double drift, double time, uint64_t *state);

/*
 * The probability of a shock between the figures, from `first` to `last`, and a time before or
 * after all of them, where no figure can tell: it comes at settings->shock_rate a year there as in
 * the gaps. 0 inside, and without figures.
 */
double rk_unseen_shock(const rk_settings *settings, double first, double last, double time);

/*
 * Adds such shocks to a path over times[count]: on each side the wait for one is exponential, and
 * the path is another number from there on.
 */
void rk_walk_unseen_shocks(const rk_settings *settings, double first, double last,
    const double *times, size_t count, uint64_t *state, double *path);

#endif
