/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything a fit needs, allocated once. */
#ifndef RK_TEMPORAL_WORKSPACE_H
#define RK_TEMPORAL_WORKSPACE_H

#include "temporal/drawn.h"
#include "temporal/many.h"

struct reckon_temporal_workspace {
    size_t bytes;
    rk_sizes sizes;
    rk_drawn drawn; /* the engine for few figures */
    rk_many many;   /* and for many; shares its memory where only one can be needed */
    double *width;  /* [grid] of the central range that holds region_level */
    void *memory[3];
};

#endif
