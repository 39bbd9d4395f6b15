/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine for problems of few figures: quasi-random points of scales, choices and figures, each
 * with its exact weight; every answer is a mixture of normals over the points. How far the answer
 * may be off is seen from the blocks of the sequence, each of which is a set of quasi-random points
 * of its own; while that is too far, as many points again are drawn. Where the weights are too
 * uneven for that, chains that begin at the points take over.
 */
#ifndef RK_TEMPORAL_DRAWN_H
#define RK_TEMPORAL_DRAWN_H

#include <gsl/gsl_qrng.h>

#include "temporal/chains.h"
#include "temporal/mesh.h"
#include "temporal/tally.h"

enum { RK_SOBOL_AXES = 40 };

/* What the first block of outputs took, which the others take as well, and how it went. */
typedef struct rk_drawn_effort {
    size_t points; /* quasi-random points */
    size_t rounds; /* of the chains; 0: the points are the answer */
    size_t moves;
    double log_evidence, evidence_error, effective, tail_shape; /* of the points */
} rk_drawn_effort;

typedef struct rk_drawn {
    rk_dense dense;
    rk_proposal proposal;
    rk_path path;
    rk_tally tally;
    rk_chains chains;
    rk_drawn_effort effort;
    gsl_qrng sequence;
    uint64_t draw_state; /* random numbers of the joint draws */
    double *u;           /* [RK_SETTING_AXES + 1 + sites] */
    size_t block;        /* outputs it has room for */
    double *site_bias;   /* [sites] of a joint draw */
    size_t *place_order; /* [2 * (sites + grid)] the sites and the grid by time; scratch */
    double *place_level; /* [sites + grid] theta there, in a joint draw */
    size_t *order;       /* [readings] scratch */
    double *times;       /* [readings] scratch */
} rk_drawn;

/* Arrays that a problem of these sizes takes. */
typedef struct rk_drawn_sizes {
    size_t sites, readings, block, cells;
    size_t places; /* sites + grid, where joint draws are wanted; 0 where not */
} rk_drawn_sizes;

/* Bytes, and with `memory` not NULL also where every array lies. `memory` is zeroed. */
size_t rk_drawn_place(rk_drawn *drawn, const rk_drawn_sizes *sizes, char *memory);

/* The first point is next. */
void rk_drawn_restart(rk_drawn *drawn);

/* Draws the next point, number `point`; returns its weight. */
double rk_drawn_point(rk_drawn *drawn, size_t point, rk_setting *setting);

/* One path at the setting at work, which the path has been conditioned on: path[grid]. */
void rk_drawn_joint_begin(rk_drawn *drawn);
void rk_drawn_joint_path(rk_drawn *drawn, const rk_setting *setting, double *path);

/* The problem's draw_count paths from the points, whose weights are in the tally. */
void rk_drawn_joint_draws(rk_drawn *drawn, double *draws);

/* Output k of the block; width[grid] takes the central range's width that holds region_level. */
void rk_drawn_report_output(
    rk_drawn *drawn, reckon_temporal_result *result, double *width, size_t k);

/* What does not depend on the block: the figures; the scales and the certificate. */
void rk_drawn_report_figures(const rk_drawn *drawn, reckon_temporal_result *result);
void rk_drawn_report_whole(const rk_drawn *drawn, reckon_temporal_result *result);

/* With `by_chains` chains answer however good the points are, so that tests can try them. */
reckon_status rk_drawn_fit(rk_drawn *drawn, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, bool by_chains, rk_settings *settings, double *width,
    reckon_temporal_result *result);

#endif
