/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything a fit needs, allocated once. */
#ifndef RK_TEMPORAL_WORKSPACE_H
#define RK_TEMPORAL_WORKSPACE_H

#include "temporal/drawn.h"
#include "temporal/gather.h"
#include "temporal/hyper.h"
#include "temporal/model.h"

enum { RK_TAIL_MOST = 256, RK_KEPT_NODES = 768, RK_KEPT_SITES = 40 };

struct reckon_temporal_workspace {
    size_t bytes;
    rk_sizes sizes;
    rk_model model;
    rk_ep ep;
    rk_rule rule;
    rk_sampler sampler;
    double *node_weight; /* [RK_RULE_NODES] posterior weight of each node, sum 1 */
    double *kept; /* [RK_KEPT_NODES * 2 * sites] factors of the first pass for the second; NULL: too many sites */
    rk_gather gather;
    double effect;             /* largest on one output of the statements drawn */
    double waste;              /* share of the draws that their unequal weights waste, as tried at the mode */
    double tail[RK_TAIL_MOST]; /* the largest importance ratios, ascending */
    size_t tail_count, tail_most;
    double narrowest; /* least posterior sd on the grid, in units of the prior's */
    rk_drawn drawn;   /* the engine for few figures */
    double *width;    /* [grid] of the central range that holds region_level, at every grid time */
    void *memory[11];  /* blocks to free */
};

#endif
