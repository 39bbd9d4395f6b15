/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One quasi-random point: at a setting of scales and choices every figure's z is drawn in turn,
 * gross or not, from its exact distribution given the z before it and the Gaussian factors of those
 * after it (the sequential sampler of Genz 1992, looking ahead through expectation propagation).
 * What the factors get wrong is the point's weight. Given the z everything else is normal.
 */
#ifndef RK_TEMPORAL_PATH_H
#define RK_TEMPORAL_PATH_H

#include "temporal/joint.h"

/* Factors that look ahead, as they were found under other scales. */
typedef struct rk_factors {
    const double *precision, *shift; /* [sites] */
    const double *hyper;             /* [RK_HYPERS] */
} rk_factors;

typedef struct rk_path {
    rk_joint joint, prior; /* scratch */
    double *ordinary; /* [sites] variance of the noise of a z that is not gross, at this setting */
    double *value;    /* [sites] z, relative to the prior mean of its h */
    double *noise;    /* [sites] variance of z given h */
    bool *gross;      /* [sites] */
    double *inverse;  /* [sites * sites] inverse of the lower Cholesky factor L of the covariance of
                         the z: lower triangular too; what is above the diagonal is scratch */
    double *white;    /* [sites] L^-1 z */
    double *has_common;        /* [sites] 1 where c is part of h, else 0 */
    double *precision, *shift; /* [sites] factors that look ahead */
    double *lean;              /* [sites] L^-1 of which z the common bias is in */
    double blind_share;        /* of the points whose factors do not look ahead, in (0, 1) */
    double seeing,
        blind; /* of the last point: log of the likelihood over the density of either sort */
    double part_share[2]; /* given the z: of the part of c that was drawn, and of the other one */
    double other_mean, other_variance; /* of what c has more under the other part, given the z */
} rk_path;

/*
 * Draws the z from u[1 + sites], the first of which decides whether the factors look ahead or not:
 * where figures conflict they look past what is there. Returns the log of the likelihood of the z
 * divided by their density, which is the mixture of both.
 */
double rk_path_draw(rk_path *path, const rk_dense *dense, const rk_setting *setting,
    const rk_factors *factors, const double *u);

/* The same for the z that the path has. */
double rk_path_weigh(
    rk_path *path, const rk_dense *dense, const rk_setting *setting, const rk_factors *factors);

/* The noise of every z, gross or not as it is, at another setting. */
void rk_path_set_noise(rk_path *path, const rk_dense *dense, const rk_setting *setting);

/* Factors the covariance of the z, and weighs the two parts of the common bias given the z: needed
 * by the two below. */
void rk_path_condition(rk_path *path, const rk_dense *dense, const rk_setting *setting);

/* Sets the noise and conditions at another setting, gross or not as they are; returns the log
 * density of the z, up to a constant. */
double rk_path_density(rk_path *path, const rk_dense *dense, const rk_setting *setting);

/* Means and variances of some outputs given the z under each part of c: the one drawn, and the
 * other one. */
typedef struct rk_marginals {
    double mean[2][RK_LANES], variance[2][RK_LANES];
} rk_marginals;

/* Of the outputs from..from + count - 1 of the block; count <= RK_LANES. */
void rk_path_outputs(const rk_path *path, const rk_dense *dense, const rk_setting *setting,
    size_t from, size_t count, rk_marginals *marginals);

/* The probability that the figure of this site is gross, given all other z. */
double rk_path_gross(const rk_path *path, const rk_dense *dense, size_t site);

#endif
