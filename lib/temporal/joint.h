/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The joint normal distribution of every h, with Gaussian factors exp(shift h - precision h^2 / 2)
 * multiplied in one at a time, and expectation propagation on it: the factor of each figure is
 * chosen so that mean and variance of h are those with the figure's exact statement (Minka 2001).
 * Factors are kept from having negative precision. They look ahead for exact draws; they are never
 * the answer.
 */
#ifndef RK_TEMPORAL_JOINT_H
#define RK_TEMPORAL_JOINT_H

#include "temporal/dense.h"

typedef struct rk_joint {
    size_t sites;
    double *mean;       /* [sites] relative to the prior mean */
    double *sharpest;   /* [sites] the most precision that a factor may have */
    double *covariance; /* [sites * sites], symmetric */
} rk_joint;

/* h without one factor: its cavity. */
typedef struct rk_cavity {
    double mean, variance;
} rk_cavity;

/* The prior at this setting. */
void rk_joint_begin(rk_joint *joint, const rk_dense *dense, const rk_setting *setting);

/* Multiplies a factor in, or with negative numbers out. */
void rk_joint_absorb(rk_joint *joint, size_t site, double precision, double shift);

/* The same for the sites behind this one alone: those before it are no longer looked at. */
void rk_joint_learn(rk_joint *joint, size_t site, double precision, double shift);

/* Means and covariances of another one of the same sites. */
void rk_joint_copy(rk_joint *joint, const rk_joint *from);

/* h of the site becomes known to the sites behind it. */
void rk_joint_fix(rk_joint *joint, size_t site, double value);

rk_cavity rk_joint_cavity(const rk_joint *joint, size_t site, double precision, double shift);

/* log of the integral of N(h; mean, variance) times a factor. */
double rk_log_factor(rk_cavity cavity, double precision, double shift);

/* Multiplies all factors into the prior; returns the log of its integral. */
double rk_joint_absorb_all(rk_joint *joint, const double *precision, const double *shift);

/*
 * Expectation propagation from no factors; leaves the joint with the factors that it found and
 * returns its log evidence. Where it finds no fixed point there are no factors, and the evidence is
 * that of hearing the figures once, in turn.
 */
double rk_joint_propagate(rk_joint *joint, const rk_dense *dense, const rk_setting *setting,
    double *precision, double *shift, size_t sweeps);

#endif
