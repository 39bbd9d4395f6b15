/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expectation propagation at fixed scales on the state space (Minka 2001): every statement is
 * replaced by a Gaussian factor exp(shift h' - precision h'^2 / 2) of its h, so that mean and
 * variance of each h agree with those of the exact statement, gross part and all, against
 * everything else.
 */
#ifndef RK_TEMPORAL_EP_H
#define RK_TEMPORAL_EP_H

#include "temporal/model.h"

typedef struct rk_ep {
    const rk_model *model;
    rk_gaussian gaussian;
    double hyper[RK_HYPERS];
    size_t gap; /* with the shock; model->gaps: none */

    double *precision, *shift;           /* [sites] of the factors on h' */
    double *cavity_mean, *cavity_spread; /* [sites] of h' without its own factor */
    double *log_mass; /* [sites] log of the statement's probability under the cavity */
    double *next_precision, *next_shift; /* [sites] the factors that match, before damping */

    /* what the last run found */
    double log_evidence;     /* with the part `base` of c, the gap, and without their priors */
    double slope[RK_HYPERS]; /* derivative of log_evidence by each scale */
    double residual;         /* largest disagreement of an h's mean (in sds) or log variance */
    bool converged;
    size_t sweeps; /* over all runs */
} rk_ep;

/* A new model; factors at their first guess. */
void rk_ep_begin(rk_ep *ep, size_t gap);

/* Runs to `tolerance` from the factors as they stand; fills what the last run found. */
void rk_ep_run(rk_ep *ep, const double hyper[RK_HYPERS], double tolerance, size_t most_sweeps);

/* Gives the Gaussian layer the steps as they are laid, what happens in the gaps, and the factors.
 */
void rk_ep_lay_factors(rk_ep *ep);

/* A figure's statement and its noise, with what is folded into it. */
rk_statement rk_ep_statement(const rk_ep *ep, size_t site, double *noise);

#endif
