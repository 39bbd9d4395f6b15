/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian model of chain.h for many constants, in O(steps * constants + constants^3) instead of
 * O(steps * constants^2).
 *
 * Given the constants, theta is a Markov chain of one dimension, or two with a slope: eliminated, it leaves the
 * constants a dense precision matrix (an arrow, with theta along the shaft). Its inverse gives every other variance
 * through running quadratic forms, as what was seen before a step and what is seen after it depend on the constants
 * through one vector each. A reading sees one offset: the bias of its source plus the common bias. Offsets, not biases,
 * are the coordinates here, because each reading then changes these vectors in one place.
 *
 * Digits are lost in proportion to a factor's precision times the prior variance of its offset, so it is used where
 * that is moderate; the chain itself holds elsewhere.
 */
#ifndef RK_TEMPORAL_ARROW_H
#define RK_TEMPORAL_ARROW_H

#include "temporal/chain.h"

typedef struct rk_arrow_step {
    double ahead;   /* precision of theta from everything later */
    double pull;    /* its information vector */
    double fade;    /* what the gap before this step leaves of both */
    double inverse; /* 1 / (1 + precision * predicted variance) */
    double share;   /* 1 / (1 + predicted variance * precision from this step and later) */
    double scale;   /* of the trail before this step */
    double undo;    /* what `exact` held at its offset before this step */
    double era;     /* and `era` */
    double square;  /* quadratic form of the trail */
    double reach;   /* of the trail with this step's offset */
} rk_arrow_step;

enum { RK_ARROW_BLOCK = 32 };

/* The same for theta with a slope; symmetric matrices as (level, both, slope, determinant). */
typedef struct rk_trend_step {
    double known[4];      /* covariance before this step */
    double ahead[4];      /* information from everything later */
    double pull[2];       /* and its vector */
    double fade[4];       /* what the gap before this step makes of that vector: a matrix, row by row */
    double inverse;       /* 1 / (1 + precision * predicted variance) */
    double whole;         /* 1 / determinant of (1 + known * information from this step and later) */
    double keep;          /* 1 - precision * variance of theta */
    double share[2];      /* weights of the predicted state in the mean of theta */
    double pull_share[2]; /* weights of the information vector; the first is the variance of theta */
    double square[3];     /* quadratic form of the trail */
    double reach[2];      /* of the trail with this step's offset */
} rk_trend_step;

typedef struct rk_arrow {
    size_t base;      /* state elements that move: theta, and the slope if there is one */
    size_t constants; /* the others */
    size_t shared;    /* the common bias among them, or `constants` */
    double *scale;    /* [constants] prior sds */
    double *matrix;   /* [constants^2] precision of the standardised constants; then covariance of the offsets */
    double *offset;   /* [constants] mean of the offsets */
    double *own;      /* [constants] posterior over prior variance of each constant */
    double *total;    /* [constants] sum of the scores of each offset */
    double *trail;    /* [constants] how the predicted theta depends on the offsets, over its scale */
    double *exact;    /* [constants] the same when last changed, as far back as that may be; a trend's: of the slope */
    double *era;      /* [constants] how often the scale had been taken into the trail by then; a trend's: as front, of
                         the slope */
    double *front;    /* [constants] covariance times how the information ahead depends on them, over its scale */
    rk_arrow_step *step;  /* [steps] of a random walk */
    rk_trend_step *trend; /* [steps] of a trend, in the same memory */
    double *stored;       /* [(steps / block + 1) * 2 * constants] trails of a trend where blocks of steps begin */
    double *block;        /* [block * 2 * constants] trails within a block */
} rk_arrow;

/* How many doubles rk_arrow_place takes. */
size_t rk_arrow_doubles(size_t dimension, size_t steps);

void rk_arrow_place(rk_arrow *arrow, size_t dimension, size_t steps, double *memory);

/* Whether the chain, with its factors, is one that this solves well and faster. */
bool rk_arrow_suits(const rk_chain *chain);

/* Forward and backward pass in one: fills what rk_chain_filter() and rk_chain_smooth() fill for others to read, of the
 * information its diagonal. False, with nothing filled, when rounding has left the precision matrix without a factor.
 */
bool rk_arrow_solve(rk_arrow *arrow, rk_chain *chain);

/* As rk_chain_respond(), after rk_arrow_solve(); of the start the constants only. */
void rk_arrow_response(const rk_arrow *arrow, const rk_chain *chain, size_t source, double amount, double *mean,
    double *score, double *start);

#endif
