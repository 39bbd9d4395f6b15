/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine for problems of many figures: quadrature over the scales, expectation propagation on
 * the state space at every node, and every answer a mixture of normals over nodes, parts of the
 * common bias and strong gaps for the shock. With many figures each one's shape matters little.
 */
#ifndef RK_TEMPORAL_MANY_H
#define RK_TEMPORAL_MANY_H

#include "temporal/hyper.h"
#include "temporal/mixture.h"

enum { RK_SHOCKS_TRIED = 3 };

/* One answer to whether, and where, there is a shock: none or a weak one, or one in a strong gap.
 */
typedef struct rk_scenario {
    size_t gap; /* model->gaps: none, or weak */
    rk_rule rule;
    double *node_weight; /* [RK_RULE_NODES] sum 1 */
    double log_total;    /* of its evidence times its prior */
    double share;        /* among the scenarios */
} rk_scenario;

enum { RK_SHAPES = 3, RK_SHAPE_PLACES = 48 };

/* What a certain statement leaves of theta at its date: standardised places of equal probability,
 * and their widths. */
typedef struct rk_cut {
    double log_mass; /* of the statement under everything else */
    double mean, variance;
    double place[RK_SHAPE_PLACES], width[RK_SHAPE_PLACES];
} rk_cut;

/* The shape of theta where a certain statement cuts it off. */
typedef struct rk_shape {
    size_t site, step;
    double cut;       /* minus the log of the statement's mass */
    rk_cut part[2];   /* under the part of c that the Gaussian layer has, and under the other one */
    double log_gain;  /* of the other part over this one, beyond what Gaussian factors say */
    double *response; /* [steps] covariances with theta there */
} rk_shape;

/* The other part of c: an independent extra of some variance, of either sign, on what the Gaussian
 * layer has. */
typedef struct rk_other_part {
    double share;          /* its probability at this node */
    double mean, variance; /* of the extra */
    double log_evidence;   /* of both parts together */
} rk_other_part;

typedef struct rk_many {
    rk_model model;
    rk_ep ep;
    size_t scenarios;
    rk_scenario scenario[RK_SHOCKS_TRIED];
    size_t block; /* outputs it has room for */
    rk_mixture *mixture;
    double *reference, *sum, *square; /* [block] moments about a place near the mean */
    double *gross;                    /* [sites] */
    double *shock;                    /* [gaps + 1] */
    double *lean_mean, *lean_score;   /* [steps] response to the common bias */
    double *lean_constant;            /* [constants] */
    size_t shapes;
    rk_shape shape[RK_SHAPES]; /* of the node at work */
    double *shape_score;       /* [steps] scratch, likewise */
    double *shape_constant;    /* [constants] */
    double hyper_sum[RK_HYPERS], hyper_square[RK_HYPERS];
    double weight, wide, unconverged;
    size_t nodes;
} rk_many;

/* Bytes, and with `memory` not NULL also where every array lies. */
size_t rk_many_place(
    rk_many *many, const rk_sizes *sizes, size_t block, size_t cells, char *memory);

/* width[grid] takes the width of the central range that holds region_level. */
reckon_status rk_many_fit(rk_many *many, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, const rk_settings *settings, double *width,
    reckon_temporal_result *result);

/* Within the engine: draws[draw_count * grid], joint over the grid; false when the caller asks to
 * stop. */
bool rk_many_joint_draws(rk_many *many, const reckon_temporal_options *options, double *draws);

/* Expectation propagation at a node of a scenario; hyper takes its scales. */
void rk_many_settle(
    rk_many *many, const rk_scenario *scenario, size_t node, double hyper[RK_HYPERS]);

/* The same at the heaviest node without a strong shock. */
void rk_many_settle_heaviest(rk_many *many);

/* The log of what a node's evidence is multiplied by for the choice of a gap; adds weight times
 * each gap's share to shock[]. */
double rk_many_count_gaps(rk_many *many, const rk_scenario *scenario, double weight);

/* At the node that has settled: the part of c that the Gaussian layer has not. */
rk_other_part rk_many_other_part(const rk_many *many);
/* The probability that c is of that part. */
double rk_many_other_share(const rk_many *many);

/* Mixes what the nodes of all scenarios say about outputs from..to-1: theta, then biases, then the
 * common bias. False when the caller asks to stop. */
bool rk_many_mix(rk_many *many, const reckon_temporal_options *options, size_t from, size_t to);

/* At the node that has settled: the shapes of the deepest cuts; the shares of the parts of c are
 * set right by them. */
void rk_many_find_shapes(rk_many *many, rk_other_part *other);

/* How theta at a step follows a cut: a centre, so much for each sd of the cut, and a variance of
 * its own. */
typedef struct rk_follows {
    double centre, lean, rest;
} rk_follows;

/* The one that weighs most in theta at a step, under a part of c where theta there is N(mean,
 * variance), or NULL. */
const rk_cut *rk_many_shape_of(const rk_many *many, const rk_other_part *other, size_t step,
    size_t part, double mean, double variance, rk_follows *follows);

/* Whether the caller asks to stop. */
bool rk_many_stopped(const reckon_temporal_options *options, double fraction);

#endif
