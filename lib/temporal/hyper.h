/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quadrature over the hyperparameters that fits itself to their posterior, whether it is as wide as
 * the prior (two estimates) or a hundredth of it (thousands).
 *
 * Works on the logs of the free hyperparameters, where the posterior always has an inner mode.
 * Around the mode, a lower triangular map (Cholesky factor of the inverse Hessian) makes the
 * coordinates nearly independent. Along each, the exponential of the coordinate gets a normal
 * distribution truncated to the positive numbers, matched to mode and curvature: exactly the
 * half-normal where the data say nothing, nearly normal where they say much. The nodes are the
 * product of the Gauss rules of these distributions. What weights the nodes turn out to have tells
 * how the posterior's marginals differ from these distributions; where they do, the distributions
 * are corrected and the nodes placed anew.
 */
#ifndef RK_TEMPORAL_HYPER_H
#define RK_TEMPORAL_HYPER_H

#include "temporal/ep.h"

enum { RK_RULE_MOST = 12, RK_RULE_NODES = RK_RULE_MOST * RK_RULE_MOST * RK_RULE_MOST };

/* The log ratio of a marginal posterior to the normal fitted to it, from the nodes of an earlier
 * rule: one polynomial through them where they differ little, else piecewise cubic. */
typedef struct rk_correction {
    size_t count;               /* 0: none */
    bool smooth;                /* one polynomial */
    double place[RK_RULE_MOST]; /* of these nodes, where the rule's polynomials live */
    double value[RK_RULE_MOST];
    double slope[RK_RULE_MOST];      /* of the cubics */
    double difference[RK_RULE_MOST]; /* divided differences of the polynomial */
} rk_correction;

/* The rule along one coordinate. */
typedef struct rk_axis {
    size_t count;
    double position[RK_RULE_MOST];   /* of the standardised coordinate's exponential */
    double share[RK_RULE_MOST];      /* Gauss weights */
    double log_weight[RK_RULE_MOST]; /* share over density, as a log */
    double top[2][RK_RULE_MOST];     /* the two highest orthonormal polynomials */
    rk_correction correction;
} rk_axis;

typedef struct rk_rule {
    size_t free;                         /* hyperparameters integrated */
    size_t which[RK_HYPERS];             /* which they are */
    double mode[RK_HYPERS];              /* logs */
    double factor[RK_HYPERS][RK_HYPERS]; /* lower triangular */
    rk_axis axis[RK_HYPERS];
    size_t nodes;    /* product of the counts */
    double residual; /* what the two highest polynomials along a coordinate carry of the posterior:
                        the largest */
} rk_rule;

/* Finds the mode and builds the rule, with `nodes` nodes along each coordinate. */
void rk_rule_fit(rk_rule *rule, rk_ep *ep, size_t nodes);

/* Places the first nodes; mode and factor are there. */
void rk_rule_begin(rk_rule *rule, size_t nodes);

/* The hyperparameters at a node and the log of its quadrature weight. */
void rk_rule_node(
    const rk_rule *rule, const rk_ep *ep, size_t node, double hyper[RK_HYPERS], double *log_weight);

/*
 * From the nodes' posterior weights (sum 1): finds the residual and, when it may, corrects the rule
 * along the coordinates whose marginal has more than `tolerance` in its two highest polynomials,
 * and gives more nodes to these and to those whose joint posterior needs them. Returns whether it
 * changed the rule; the nodes are others then.
 */
bool rk_rule_refine(rk_rule *rule, const double *weight, double tolerance, bool may_change);

/* How much of the posterior the rule foresaw: the overlap of the nodes' posterior weights (sum 1)
 * with their Gauss weights. */
double rk_rule_overlap(const rk_rule *rule, const double *weight);

/* The hyperparameters, free ones from their logs. */
void rk_rule_hyper(
    const rk_rule *rule, const rk_ep *ep, const double *logs, double hyper[RK_HYPERS]);

/* log prior density of the free hyperparameters. */
double rk_rule_log_prior(const rk_rule *rule, const rk_ep *ep, const double hyper[RK_HYPERS]);

#endif
