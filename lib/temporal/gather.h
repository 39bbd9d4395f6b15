/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the nodes say about the outputs, gathered: at every node each output is a mixture of normals of one variance
 * whose means are linear in the draws. Only the difference between the draws and their Gaussian twins is averaged; the
 * node's Gaussian itself is added whole. Outputs whose mean the draws hardly move take a node as one cluster.
 */
#ifndef RK_TEMPORAL_GATHER_H
#define RK_TEMPORAL_GATHER_H

#include "temporal/draw.h"
#include "temporal/mixture.h"

typedef struct rk_gather {
    size_t block;        /* outputs it has room for */
    size_t outputs;      /* outputs at work */
    bool shapes;         /* whether mixtures are wanted, or only moments */
    double weight;       /* of all components so far */
    double node_sum;     /* of the weights of the node's draws less their twins' */
    size_t apart;        /* outputs that take the node's draws one by one */
    size_t *apart_at;    /* [block] which */
    rk_mixture *mixture; /* [block] */
    rk_lane *lane;       /* [block] */
    double *reference;   /* [block] a mean near the output's, to keep digits in its moments */
    double *sum;         /* [block] of weight * (mean - reference) */
    double *square;      /* [block] of weight * second moment about the reference */
    double *move;        /* [block] of one draw */
    double *power[4];    /* [block] weighted sums of the moves to the first .. fourth power, at one node */
} rk_gather;

/* Begins a block of outputs; the sampler is prepared at a node in the middle of the posterior. */
void rk_gather_begin(rk_gather *gather, const rk_sampler *sampler, size_t outputs, bool shapes);

/* A node for which the sampler is prepared: its Gaussian with `weight`, then draws, then the end. */
void rk_gather_node(rk_gather *gather, const rk_sampler *sampler, double weight);
void rk_gather_draw(rk_gather *gather, const rk_sampler *sampler, const double *x, double weight);
void rk_gather_end_node(rk_gather *gather, const rk_sampler *sampler, double weight);

/* Once all nodes are in: moments of output k; its mixture is finished too. */
reckon_temporal_moments rk_gather_finish(rk_gather *gather, size_t k);

#endif
