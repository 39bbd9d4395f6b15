/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expectation propagation at fixed hyperparameters (Minka 2001): every statement "z lies in (low, high)" is replaced by
 * a Gaussian factor exp(shift z' - precision z'^2 / 2) so that mean and variance of each z agree with those of the
 * exact statement against everything else.
 */
#ifndef RK_TEMPORAL_EP_H
#define RK_TEMPORAL_EP_H

#include "temporal/arrow.h"
#include "temporal/chain.h"
#include "temporal/model.h"

typedef struct rk_ep {
    const rk_model *model;
    rk_chain chain;
    rk_arrow arrow; /* in the chain's memory */
    bool by_arrow;  /* which of the two solved last */
    double hyper[RK_HYPERS];

    double *noise;         /* [sites] variance of z given h */
    double *precision;     /* [sites] of the factors on z */
    double *shift;         /* [sites] */
    double *cavity_mean;   /* [sites] of z' without its own factor */
    double *cavity_spread; /* [sites] its variance */
    double *log_mass;      /* [sites] log of the exact statement's probability under the cavity */

    double *next_precision; /* [sites] the factors that match, before damping */
    double *next_shift;     /* [sites] */

    /* what the last run found */
    double log_evidence;
    double slope[RK_HYPERS]; /* derivative of log_evidence by each hyperparameter */
    double residual;         /* largest disagreement of a z's mean (in sds) or log variance */
    bool converged;
    size_t sweeps; /* over all runs */
} rk_ep;

size_t rk_ep_doubles(const rk_sizes *sizes);
void rk_ep_place(rk_ep *ep, const rk_model *model, const rk_sizes *sizes, double *memory);

/* A new model: chain dimension, start, origins; factors at their first guess. */
void rk_ep_begin(rk_ep *ep);

/* Factors at their first guess. */
void rk_ep_reset(rk_ep *ep);

/* Runs to `tolerance` from the factors as they stand; fills what the last run found. */
void rk_ep_run(rk_ep *ep, const double hyper[RK_HYPERS], double tolerance, size_t most_sweeps);

/* After a run: the chain filtered and smoothed over the grid as well. */
void rk_ep_extend(rk_ep *ep);

/* After a run or an extension: rk_chain_respond() by whichever solved it. */
void rk_ep_response(const rk_ep *ep, size_t step, double amount, double *mean, double *score, double *start);

/* log of the integral of a site's cavity times its factor. */
double rk_ep_log_factor(const rk_ep *ep, size_t i);

#endif
