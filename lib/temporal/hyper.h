/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quadrature over the hyperparameters that fits itself to their posterior, whether it is as wide as the prior (two
 * estimates) or a hundredth of it (thousands).
 *
 * Works on the logs of the free hyperparameters, where the posterior always has an inner mode. Around the mode, a lower
 * triangular map (Cholesky factor of the inverse Hessian) makes the coordinates nearly independent. Along each, the
 * exponential of the coordinate gets a normal distribution truncated to the positive numbers, matched to mode and
 * curvature: exactly the half-normal where the data say nothing, nearly normal where they say much. The nodes are the
 * product of the Gauss rules of these distributions.
 */
#ifndef RK_TEMPORAL_HYPER_H
#define RK_TEMPORAL_HYPER_H

#include "temporal/ep.h"

enum { RK_RULE_MOST = 12, RK_RULE_NODES = RK_RULE_MOST * RK_RULE_MOST * RK_RULE_MOST };

typedef struct rk_rule {
    size_t free;                                /* hyperparameters integrated */
    size_t which[RK_HYPERS];                    /* which they are */
    double mode[RK_HYPERS];                     /* logs */
    double factor[RK_HYPERS][RK_HYPERS];        /* lower triangular */
    size_t count[RK_HYPERS];                    /* nodes along each coordinate */
    double position[RK_HYPERS][RK_RULE_MOST];   /* of the standardised coordinate's exponential */
    double share[RK_HYPERS][RK_RULE_MOST];      /* Gauss weights */
    double log_weight[RK_HYPERS][RK_RULE_MOST]; /* share over density, as a log */
    size_t nodes;                               /* product of the counts */
    double change; /* of log evidence along a coordinate through the mode with one node fewer: the largest */
} rk_rule;

/* How many nodes along a coordinate, and when they are enough. */
typedef struct rk_effort {
    size_t least, most;
    double tolerance; /* of log evidence along the coordinate */
} rk_effort;

/* Finds the mode and builds the rule. */
void rk_rule_fit(rk_rule *rule, rk_ep *ep, const rk_effort *effort);

/* The hyperparameters at a node, the log of its quadrature weight, and its Gauss weight under a perfect fit. */
void rk_rule_node(
    const rk_rule *rule, const rk_ep *ep, size_t node, double hyper[RK_HYPERS], double *log_weight, double *share);

/* How much of the posterior the rule foresaw: the overlap of the nodes' posterior weights (sum 1) with their Gauss
 * weights. */
double rk_rule_overlap(const rk_rule *rule, const double *weight);

/* log prior density of the free hyperparameters. */
double rk_rule_log_prior(const rk_rule *rule, const rk_ep *ep, const double hyper[RK_HYPERS]);

#endif
