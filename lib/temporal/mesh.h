/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the scales and the choices (part of the common bias, gap of the shock) may be: expectation
 * propagation weighs the nodes of a mesh over asinh(scale / unit), which is drawn closer around
 * what carries weight; between the nodes the density is interpolated. It is what quasi-random
 * points are drawn from, never the answer: every point's weight is exact whatever the mesh says.
 */
#ifndef RK_TEMPORAL_MESH_H
#define RK_TEMPORAL_MESH_H

#include "temporal/joint.h"

enum {
    RK_MESH_SIDE = 6,
    RK_MESH_NODES = RK_MESH_SIDE * RK_MESH_SIDE * RK_MESH_SIDE,
    RK_MESHES = 3
};

typedef struct rk_mesh_axis {
    size_t hyper;
    double unit; /* scale = unit sinh(t) */
    size_t count;
    double low, step; /* nodes at t = low + k step */
} rk_mesh_axis;

typedef struct rk_mesh {
    size_t gap;  /* the one gap with the shock that this mesh is of; SIZE_MAX: none, or any other */
    size_t axes; /* scales that are integrated and matter */
    rk_mesh_axis axis[RK_HYPERS];
    size_t nodes;
    double log_total; /* log of the posterior's integral, as expectation propagation has it */
    double share;     /* of this mesh among the meshes */
    double *weight;   /* [RK_MESH_NODES] of each node's hat, sum 1; the first axis runs fastest */
    double *density;  /* [RK_MESH_NODES] that weight over the size of the hat */
    double *slice;    /* [2 * RK_MESH_NODES / RK_MESH_SIDE] weights summed over the first axis, and
                         over the first two */
    double *precision, *shift; /* [RK_MESH_NODES * sites] factors at each node */
    double *hyper;             /* [RK_MESH_NODES * RK_HYPERS] */
    double *wide;              /* [RK_MESH_NODES] probability of the wide part of c */
    double *choice; /* [RK_MESH_NODES * (gaps + 1)] of each gap, the last one of no shock */
} rk_mesh;

/* All meshes, and what is drawn from them. */
typedef struct rk_proposal {
    const rk_dense *dense;
    rk_joint joint; /* scratch */
    size_t meshes;
    rk_mesh mesh[RK_MESHES];
    double *choice_all; /* [gaps + 1] average over the nodes of the first mesh */
    double log_total;
    double prior_share; /* of the points that are drawn from the prior */
    size_t sweeps, evaluated;
} rk_proposal;

/* Quasi-random coordinates that a setting takes. */
enum { RK_SETTING_AXES = 6 };

/* What the options fix of a setting. */
void rk_mesh_set_fixed(const rk_dense *dense, rk_setting *setting);

void rk_proposal_fit(rk_proposal *proposal, const rk_dense *dense);

/* A setting from u[RK_SETTING_AXES], and the log of its density under the proposal divided by its
 * prior density; the meshes' part of that ratio is in the setting. *mesh and *node: where to take
 * factors from that look ahead. */
rk_setting rk_proposal_draw(const rk_proposal *proposal, const double *u, double *log_ratio,
    const rk_mesh **mesh, size_t *node);

/* That log for a setting from elsewhere. */
double rk_proposal_at(
    const rk_proposal *proposal, rk_setting *setting, const rk_mesh **mesh, size_t *node);

/* Scales that no mesh has come from their prior. */
void rk_proposal_redraw_others(const rk_proposal *proposal, double u, rk_setting *setting);

#endif
