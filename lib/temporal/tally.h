/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is added up over the weighted points, or over the states of chains: every output as a
 * mixture of normals, the figures' chances, the scales. How far a quantile may be off is seen from
 * the blocks, each of which is an answer of its own.
 */
#ifndef RK_TEMPORAL_TALLY_H
#define RK_TEMPORAL_TALLY_H

#include "temporal/mixture.h"
#include "temporal/path.h"

enum {
    RK_WITNESSES = RK_DENSE_WITNESSES + 4,
    RK_WITNESS_PLACES = 3,
    RK_BLOCKS = 16,
    RK_TALLY_TAIL = 256
};

/* Where the distribution function of an output is watched, block by block. */
typedef struct rk_witness {
    size_t output; /* within the block of outputs */
    double place[RK_WITNESS_PLACES];
    double sum[RK_BLOCKS][RK_WITNESS_PLACES]; /* of weight * P(output < place) */
    double slope[RK_WITNESS_PLACES];          /* of weight * density */
} rk_witness;

typedef struct rk_tally {
    const rk_dense *dense;
    rk_mixture *mixture; /* [outputs] */
    double *reference;   /* [outputs] a mean near each output's */
    double *spread;      /* [outputs] an sd near each output's */
    double surveyed;     /* weight that has gone into these two */

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
    double tail[RK_TALLY_TAIL]; /* the largest weights, ascending */
    size_t tail_count;
} rk_tally;

/* Before anything is added up: where the outputs are, from a few points. Begins that; takes in one
 * point, which the path has been conditioned on; brings the spreads to sds. */
void rk_tally_survey(rk_tally *tally, const rk_dense *dense);
void rk_tally_survey_point(
    rk_tally *tally, const rk_path *path, const rk_setting *setting, double weight);
void rk_tally_surveyed(rk_tally *tally);

/* Nothing is added up yet; a block is full after so many points (SIZE_MAX: the caller sets
 * `blocks`, the one at work). */
void rk_tally_begin(rk_tally *tally, size_t block_points);

/* One point of the path at this setting; conditions the path where the weight is above 0. */
void rk_tally_add(rk_tally *tally, rk_path *path, const rk_setting *setting, double weight);

/* Standard error of the mean weight, relative to it, from the blocks. */
double rk_tally_evidence_error(const rk_tally *tally);

/* The largest standard error of a watched quantile of the first `witnesses`, in sds of its output.
 */
double rk_tally_quantile_error(const rk_tally *tally, size_t witnesses);

/* The effective share of the weights. */
double rk_tally_effective(const rk_tally *tally);

/* Tail shape of the weights (Vehtari et al. 2024); 0 while none of them is large. */
double rk_tally_tail_shape(const rk_tally *tally);

/* Mean and sd of an output. */
reckon_temporal_moments rk_tally_moments(const rk_tally *tally, size_t output);

#endif
