/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random problems for the Gaussian layer. */
#ifndef TESTS_TEMPORAL_GAUSSIAN_CASE_H
#define TESTS_TEMPORAL_GAUSSIAN_CASE_H

#include <stdint.h>

#include "temporal/gaussian.h"

typedef struct gaussian_case {
    rk_gaussian gaussian;
    rk_gaussian_step *step;
    void *memory;
} gaussian_case;

typedef struct gaussian_kind {
    size_t sources, steps;
    bool common, trend;
    double least, most; /* precisions */
    double drift_variance, root_variance, slope_variance;
    double years;     /* between first and last step */
    int root;         /* -1 first, 0 inside, 1 last */
    bool still;       /* nothing but drift in the gaps */
    bool apart;       /* biases looked at alone */
    bool sharp_theta; /* what sees theta alone sees it exactly */
    bool relay;       /* sources speak one after another */
    double bias_sd;   /* the largest */
} gaussian_kind;

/* Filled with NaN wherever nothing has been written. */
void gaussian_case_new(gaussian_case *c, const gaussian_kind *k, uint64_t seed);
void gaussian_case_free(gaussian_case *c);

/* A kind of problem, drawn. */
gaussian_kind gaussian_any_kind(uint64_t seed);

#endif
