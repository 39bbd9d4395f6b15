/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems drawn from the model itself, with the number that they are about. */
#ifndef TESTS_TEMPORAL_RANDOM_PROBLEM_H
#define TESTS_TEMPORAL_RANDOM_PROBLEM_H

#include <stdint.h>

#include "temporal/case.h"

/* What a problem is made of. */
typedef struct random_kind {
    size_t readings, sources, grid;
    double years;     /* that the readings span */
    double drift;     /* per square root of a year */
    double error;     /* of an ordinary reading */
    double bias;      /* of a source */
    double gross;     /* share of readings that are off by an sd of 2.5 */
    double bounds;    /* share that say at least or at most */
    double densities; /* share that are densities or split normals; the others are ranges */
    bool anchor;      /* source 0 is one */
    bool directions;  /* source 1 overstates */
    double floor_at; /* below the lowest truth by this much a certain "at least" is laid; 0: none */
    double jump;     /* of the number, half way; 0: none */
} random_kind;

/* truth[grid] takes theta at the grid times. */
void random_problem_new(temporal_case *c, const random_kind *kind, uint64_t seed, double *truth);

#endif
