/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian layer by dense linear algebra: the joint covariance of all h is written down from
 * the model's definition (for s and t on one side of the root random-walk s0^2 + sigma^2 min, trend
 * s0^2 + sl^2 s t + sigma^2 a^2 (3 b - a) / 6; what theta takes on in a gap is shared by all beyond
 * it) and factored with 113 bits, so that precisions of 1e20 keep their digits.
 */
#ifndef TESTS_TEMPORAL_GAUSSIAN_DENSE_H
#define TESTS_TEMPORAL_GAUSSIAN_DENSE_H

#include <float.h>

#include "temporal/gaussian.h"

#if LDBL_MANT_DIG >= 113
typedef long double wide;
#else
__extension__ typedef __float128 wide;
#endif

typedef struct gaussian_dense {
    size_t n;
    wide *C;      /* [n * n] prior covariance of h */
    wide *D;      /* [n * n] its derivative by drift_variance */
    wide *O;      /* [n * n] (W^-1 + C)^-1, 0 where W is */
    wide *inner;  /* [n * n] (I + W^1/2 C W^1/2)^-1 */
    wide *root_w; /* [n] */
    wide *m;      /* [n] prior mean of h' */
    wide *u;      /* [n] scores */
    double log_normaliser;
} gaussian_dense;

/* Arrays in one block that begins at C: free it. */
void gaussian_dense_solve(gaussian_dense *d, const rk_gaussian *g);

/* Whether what theta takes on in gap `gap` stands between the root and step i: 1 after the root, -1
 * before it. */
int gaussian_crosses(const rk_gaussian *g, size_t gap, size_t i);

/* Covariance of theta at steps i and j, and its derivative by drift_variance. */
wide gaussian_theta_covariance(const rk_gaussian *g, size_t i, size_t j, wide *slope);

bool gaussian_sees(const rk_gaussian_step *step, size_t k);

/* x' O y, x being how the steps depend on something. */
wide gaussian_dense_form(const gaussian_dense *d, const wide *x, const wide *y);

#endif
