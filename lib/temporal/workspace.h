/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything a fit needs, allocated once. */
#ifndef RK_TEMPORAL_WORKSPACE_H
#define RK_TEMPORAL_WORKSPACE_H

#include "temporal/draw.h"
#include "temporal/hyper.h"
#include "temporal/mixture.h"
#include "temporal/model.h"

enum { RK_TAIL_MOST = 256 };

struct reckon_temporal_workspace {
    size_t bytes;
    rk_sizes sizes;
    rk_model model;
    rk_ep ep;
    rk_rule rule;
    rk_sampler sampler;
    double *node_weight;       /* [RK_RULE_NODES] posterior weight of each node, sum 1 */
    size_t block;              /* outputs handled at a time */
    rk_mixture *mixture;       /* [block] */
    double *reference;         /* [block] a mean near the output's, to keep digits in its moments */
    double *sum;               /* [block] of weight * (mean - reference) */
    double *square;            /* [block] of weight * second moment about the reference */
    rk_lane *lane;             /* [block] */
    double *cluster;           /* [block * RK_CELL_MOMENTS] moments of one node's means, in units of the lane's scale */
    double tail[RK_TAIL_MOST]; /* the largest importance ratios, ascending */
    size_t tail_count, tail_most;
    double narrowest; /* least posterior sd on the grid, in units of the prior's */
    void *memory[8];  /* blocks to free */
};

#endif
