/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One quasi-random point: at a setting of scales and choices every figure's z is drawn in turn, gross
 * or not, from its exact distribution given the z before it and the Gaussian factors of those after
 * it (the sequential sampler of Genz 1992, looking ahead through expectation propagation). What the
 * factors get wrong is the point's weight. Given the z everything else is normal.
 */
#ifndef RK_TEMPORAL_PATH_H
#define RK_TEMPORAL_PATH_H

#include "temporal/joint.h"

typedef struct rk_path {
    rk_joint joint;                    /* scratch */
    double *value;                     /* [sites] z, relative to the prior mean of its h */
    double *noise;                     /* [sites] variance of z given h */
    bool *gross;                       /* [sites] */
    double *factor;                    /* [sites * sites] lower Cholesky factor of the covariance of the z */
    double *white;                     /* [sites] factor^-1 z */
    double *row;                       /* [sites] scratch */
    double *precision, *shift;         /* [sites] factors that look ahead */
    double *lean;                      /* [sites] factor^-1 of which z the common bias is in */
    double part_share[2];              /* given the z: of the part of c that was drawn, and of the other one */
    double other_mean, other_variance; /* of what c has more under the other part, given the z */
} rk_path;

/*
 * Draws the z from u[1 + sites], the first of which decides whether the factors look ahead or not: where
 * figures conflict they look past what is there. Returns the log of the likelihood of the z divided by
 * their density, which is the mixture of both.
 */
double rk_path_draw(rk_path *path, const rk_dense *dense, const rk_setting *setting, const double *precision,
    const double *shift, const double *u);

/* Factors the covariance of the z, and weighs the two parts of the common bias given the z: needed by
 * the two below. */
void rk_path_condition(rk_path *path, const rk_dense *dense, const rk_setting *setting);

/* Mean and variance of output k given the z under each part of c: the one drawn, and the other one. */
void rk_path_output(
    rk_path *path, const rk_dense *dense, const rk_setting *setting, size_t k, double mean[2], double variance[2]);

/* The probability that the figure of this site is gross, given all other z. */
double rk_path_gross(const rk_path *path, const rk_dense *dense, const rk_setting *setting, size_t site);

#endif
