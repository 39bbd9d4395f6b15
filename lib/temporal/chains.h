/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markov chains over settings and z, for where a few points carry all the weight: figures, the jump
 * and the scales explain one another in more ways than points drawn in one go find. Every state is
 * as good as every other, and given it the outputs are normal as they are given a point.
 *
 * A move: every figure, gross or not, given all others (Gibbs); a setting of the meshes; whatever
 * the gap of the jump (a collapsed sampler; Liu 2001, chapter 6), a run of figures as gross
 * together, and Metropolis steps of random length along the scales; then the gap and the part of c
 * from their exact distributions given the z; now and then a whole new point (a Metropolized
 * independence sampler; chapter 5).
 */
#ifndef RK_TEMPORAL_CHAINS_H
#define RK_TEMPORAL_CHAINS_H

#include <stdint.h>

#include "temporal/mesh.h"
#include "temporal/path.h"

enum { RK_CHAINS = 32 };

typedef struct rk_chain {
    rk_setting setting;
    uint64_t state; /* of its random numbers */
    size_t moves;
} rk_chain;

typedef struct rk_chains {
    const rk_dense *dense;
    const rk_proposal *proposal;
    rk_path *path; /* has the z of the chain at work */
    rk_chain chain[RK_CHAINS];
    size_t between;      /* moves between whole new points */
    size_t jumps, taken; /* whole new points tried, and taken */
    double *value;       /* [RK_CHAINS * sites] z of every chain */
    bool *gross;         /* [RK_CHAINS * sites] */
    double *precision;   /* [sites * sites] inverse covariance of the z */
    double *score;       /* [sites] precision times z */
    double *column;      /* [sites] scratch */
    double *old_value;   /* [sites] z while others are tried */
    bool *old_gross;     /* [sites] */
    double *u;           /* [RK_SETTING_AXES + 1 + sites] scratch */
} rk_chains;

void rk_chains_begin(
    rk_chains *chains, const rk_dense *dense, const rk_proposal *proposal, rk_path *path);

/* How often whole new points are tried from now on, by how often they were taken until now. */
void rk_chains_settle(rk_chains *chains);

/* Chain k begins at this setting and the z of the path. */
void rk_chains_put(rk_chains *chains, size_t k, const rk_setting *setting);

/* What is done at a state of chain k; the path has its z. */
typedef void (*rk_chain_visit)(void *context, size_t k, const rk_setting *setting);

/* Moves chain k so many times. */
void rk_chains_run(rk_chains *chains, size_t k, size_t moves, rk_chain_visit visit, void *context);

#endif
