/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine for problems of few figures: quasi-random points of scales, choices and figures, each
 * with its exact weight; every answer is a mixture of normals over the points. How far the answer
 * may be off is seen from the blocks of the sequence, each of which is a set of quasi-random points
 * of its own; while that is too far, as many points again are drawn.
 */
#ifndef RK_TEMPORAL_DRAWN_H
#define RK_TEMPORAL_DRAWN_H

#include <gsl/gsl_qrng.h>

#include "temporal/mesh.h"
#include "temporal/mixture.h"
#include "temporal/path.h"

enum {
    RK_SOBOL_AXES = 40,
    RK_WITNESSES = 4,
    RK_WITNESS_PLACES = 3,
    RK_BLOCKS = 16,
    RK_DRAWN_TAIL = 256
};

/* Where the distribution function of an output is watched, block by block. */
typedef struct rk_witness {
    size_t output; /* within the block of outputs */
    double place[RK_WITNESS_PLACES];
    double sum[RK_BLOCKS][RK_WITNESS_PLACES]; /* of weight * P(output < place) */
    double slope[RK_WITNESS_PLACES];          /* of weight * density */
} rk_witness;

/* What is added up over the points. */
typedef struct rk_sums {
    size_t points, blocks, block_points; /* of a block; the last one may be short */
    double weight, square;
    double block_weight[RK_BLOCKS];
    double hyper_sum[RK_HYPERS], hyper_square[RK_HYPERS];
    double wide;
    double *gross;     /* [sites] */
    double *shock;     /* [gaps] */
    double *sum;       /* [outputs] of weight * (mean - reference) */
    double *quadratic; /* [outputs] of weight * second moment about the reference */
    size_t witnesses;
    rk_witness witness[RK_WITNESSES];
    double tail[RK_DRAWN_TAIL]; /* the largest weights, ascending */
    size_t tail_count;
} rk_sums;

typedef struct rk_drawn {
    rk_dense dense;
    rk_proposal proposal;
    rk_path path;
    rk_sums tally;
    gsl_qrng sequence;
    double *u;           /* [RK_SETTING_AXES + 1 + sites] */
    size_t block;        /* outputs it has room for */
    rk_mixture *mixture; /* [block] */
    double *reference;   /* [block] a mean near each output's */
    double *spread;      /* [block] an sd near each output's */
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

/* width[grid] takes the central range's width that holds region_level. */
/* The problem's draw_count paths from the first `points` points, whose weights are in the sums. */
void rk_drawn_joint_draws(rk_drawn *drawn, size_t points, double *draws);

reckon_status rk_drawn_fit(rk_drawn *drawn, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, rk_settings *settings, double *width,
    reckon_temporal_result *result);

#endif
