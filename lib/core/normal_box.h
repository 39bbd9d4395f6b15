/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The probability that a standard normal lies in a box (low, high), its tails and the densities at
 * its ends, all from one exponential an end: what expectation propagation and exact draws ask
 * millions of times. Full double accuracy; log_mass holds where mass underflows.
 */
#ifndef RK_CORE_NORMAL_BOX_H
#define RK_CORE_NORMAL_BOX_H

#include <stdbool.h>

typedef struct rk_normal_box {
    double low, high; /* as asked, or mirrored: the bulk of the box is then at or above 0 */
    bool mirrored;
    double mass;
    double above;                     /* P(Z > high) */
    double density_low, density_high; /* 0 at an infinite end */
} rk_normal_box;

/* P(Z > z) for z >= 0, and the density at z. */
double rk_normal_tail(double z, double *density);

/* For low < high. */
void rk_normal_box_set(rk_normal_box *box, double low, double high);

/* log of the mass, right also where it underflows. */
double rk_normal_box_log_mass(const rk_normal_box *box);

/* The standard normal conditioned to the box at u in (0, 1); needs a mass that did not underflow.
 */
double rk_normal_box_quantile(const rk_normal_box *box, double u);

/* Mean and variance of the standard normal conditioned to the box. */
void rk_normal_box_moments(const rk_normal_box *box, double *mean, double *variance);

#endif
