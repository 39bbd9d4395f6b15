/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of arrow.h share: how steps see the offsets, and the two processes that theta may follow. */
#ifndef RK_TEMPORAL_ARROW_PARTS_H
#define RK_TEMPORAL_ARROW_PARTS_H

#include "temporal/arrow.h"

enum { RK_NO_OFFSET = -1 };

/* What depends on how theta moves. */
typedef struct rk_arrow_process {
    /* variances of theta given the constants: what is known from before each step, the precision from after it */
    void (*look_around)(rk_arrow *arrow, rk_chain *chain);
    /* means, scores and log normaliser with the offsets as they are; each score comes from what all other steps say,
     * which keeps its digits */
    void (*solve_theta)(rk_arrow *arrow, rk_chain *chain);
    /* information on the offsets with theta eliminated: the diagonal into `own`, and into row k of the matrix, which is
     * to be added from both sides, what the readings of offset k see of the trail */
    void (*gather_information)(rk_arrow *arrow, const rk_chain *chain);
    /* variances and keeps from the covariance of the offsets, and what else the backward pass of a chain gives */
    void (*find_variances)(rk_arrow *arrow, rk_chain *chain);
    /* what a shift at `source`, which sees theta, adds to the offsets' scores at fixed offsets */
    void (*spread_score)(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount);
    /* what a shift at `source` does to means and scores while the offsets change as given; adds up the offsets' scores
     */
    void (*respond)(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount, const double *change,
        double *mean, double *score);
} rk_arrow_process;

extern const rk_arrow_process rk_arrow_walk, rk_arrow_trend;

/* A keep is above the inverse of precision times variance, which is bounded; rounding must not make it 0. */
static const double rk_least_keep = 1e-12;

/* Effects below this share of what they began with are nothing. */
static const double rk_least_effect = 1e-30;

/* The offset that a step sees beside theta. */
static inline long rk_offset_of(const rk_arrow *arrow, const rk_chain_step *step)
{
    return step->terms > 1 ? (long)(step->at[step->terms - 1] - arrow->base) : RK_NO_OFFSET;
}

/* Whether a step sees a constant alone. */
static inline bool rk_is_apart(const rk_chain_step *step)
{
    return step->at[0] != 0;
}

static inline double rk_gap(const rk_chain *chain, size_t i)
{
    double gap = chain->step[i].time - (i ? chain->step[i - 1].time : chain->start_time);
    return gap > 0.0 ? gap : 0.0;
}

/* The precision with which a step sees theta. */
static inline double rk_theta_precision(const rk_chain *chain, size_t i)
{
    return rk_is_apart(&chain->step[i]) ? 0.0 : chain->precision[i];
}

/* The constant that step i sees alone, of constants given as offsets: less the common bias. */
static inline double rk_constant_of(const rk_arrow *arrow, const rk_chain_step *step, const double *offset)
{
    size_t k = step->at[0] - arrow->base;
    return offset[k] - (arrow->shared < arrow->constants && k != arrow->shared ? offset[arrow->shared] : 0.0);
}

/* Where a step's factor stands, for theta less its initial mean. */
static inline double rk_target_of(const rk_arrow *arrow, const rk_chain *chain, size_t i)
{
    long offset = rk_offset_of(arrow, &chain->step[i]);
    return chain->origin[i] - chain->start_mean[0] - (offset == RK_NO_OFFSET ? 0.0 : arrow->offset[offset]);
}

/* A score belongs to the offset of its step; a constant alone is an offset less the common bias. */
static inline void rk_add_score(const rk_arrow *arrow, const rk_chain_step *step, double score)
{
    if (step->terms > 1)
        arrow->total[step->at[step->terms - 1] - arrow->base] += score;
    if (!rk_is_apart(step))
        return;
    arrow->total[step->at[0] - arrow->base] += score;
    if (arrow->shared < arrow->constants && step->at[0] - arrow->base != arrow->shared)
        arrow->total[arrow->shared] -= score;
}

/* Mean and score of a constant alone; adds what it weighs in the log normaliser, doubled. */
static inline void rk_solve_apart(const rk_arrow *arrow, rk_chain *chain, size_t i, double *exponent)
{
    double w = chain->precision[i], shift = chain->shift[i];
    double mean = rk_constant_of(arrow, &chain->step[i], arrow->offset) - chain->origin[i];
    chain->mean[i] = mean;
    chain->score[i] = shift - w * mean;
    *exponent += 2.0 * shift * mean - w * mean * mean;
}

/* Variance and keep of a constant alone. */
static inline void rk_spread_apart(const rk_arrow *arrow, rk_chain *chain, size_t i)
{
    size_t k = chain->step[i].at[0];
    double keep;
    chain->variance[i] = chain->start_variance[k] * arrow->own[k - arrow->base];
    keep = 1.0 - chain->precision[i] * chain->variance[i];
    chain->keep[i] = keep > rk_least_keep ? keep : rk_least_keep;
}

static inline double rk_dot(const double *restrict a, const double *restrict b, size_t count)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t k = 0; k < 4; k++)
            sum[k] += a[i + k] * b[i + k];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static inline void rk_add_multiple(double *restrict to, double by, const double *restrict vector, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += by * vector[i];
}

static inline void rk_multiply(double *vector, double by, size_t count)
{
    for (size_t i = 0; i < count; i++)
        vector[i] *= by;
}

#endif
