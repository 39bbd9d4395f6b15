/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data of a meta-analysis and the weighted sums everything is made of. Weights are inverse
 * variances w[i] = 1 / (v[i] + tau2); here they stand relative to a base variance, so that
 * variances from 0 to 1e300 neither overflow nor cancel.
 */
#ifndef RK_META_DATA_H
#define RK_META_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/status.h>

typedef struct rk_meta_data {
    size_t k;
    const double *y; /* [k] */
    const double *v; /* [k] */
    size_t star;     /* the estimate with the smallest variance: the heaviest at every tau2; others
                        stand relative to it */
    double v_star;   /* its variance */
    double v_next;   /* the smallest variance among the others; v_star when k is 1 */
    double v_positive; /* the smallest variance above 0; 0 when there is none */
    double range; /* largest minus smallest y; tau2 of every estimator by maximum or root lies in
                     [0, range^2] */
} rk_meta_data;

/* Checks domains and fills `data`, which keeps pointing at y[k] and v[k]; k may be 0. */
reckon_status rk_meta_prepare(
    rk_meta_data *data, size_t k, const double *y, const double *v, reckon_error *error);

/* As rk_meta_prepare for k >= 1 values that are known to be legal. */
void rk_meta_describe(rk_meta_data *data, size_t k, const double *y, const double *v);

/* RECKON_VALUE unless `weights`[k] are finite, >= 0, and not all 0. NULL is fine. */
reckon_status rk_meta_check_weights(size_t k, const double *weights, reckon_error *error);

/*
 * Sums at one tau2. P is the matrix W - W 1 1' W / sum(w). Powers of `base` are taken out: multiply
 * by the unit given. When one variance is less than 1e-30 of every other, it is taken as 0 in the
 * limit: `weight_sum` may then be infinite.
 */
typedef struct rk_meta_sums {
    double base;          /* a variance; 0 only when all estimates are exact or at least two are */
    double mean_shift;    /* mu - y[star] */
    double mean_variance; /* 1 / sum(w) */
    double weight_sum;    /* sum(w)      in 1 / base */
    double square_sum;    /* sum(w^2)    in 1 / base^2 */
    double trace;         /* trace(P)    in 1 / base */
    double quadratic;     /* y' P y      in 1 / base: the generalised Q */
    double quadratic2;    /* y' P P y    in 1 / base^2 */
    bool dominated;       /* by the estimate `star`, in the sense above */
} rk_meta_sums;

/* k >= 1, tau2 >= 0. */
void rk_meta_sum(const rk_meta_data *data, double tau2, rk_meta_sums *sums);

/* The generalised Q statistic at tau2: infinite where exact estimates differ and tau2 is 0. */
double rk_meta_q(const rk_meta_data *data, double tau2);
double rk_meta_q_of(const rk_meta_data *data, double tau2, const rk_meta_sums *sums);

/* Sums over P[i][j]^2 at tau2, in units of `base` of rk_meta_sum() at the same tau2; V = diag(v).
 */
typedef struct rk_meta_traces {
    double pp;   /* trace(P P)      in 1 / base^2 */
    double pvp;  /* trace(P V P)    in 1 / base */
    double pvpv; /* trace(P V P V) */
} rk_meta_traces;

void rk_meta_trace(
    const rk_meta_data *data, double tau2, const rk_meta_sums *sums, rk_meta_traces *traces);

/* base / variance for a variance that is at least the base; 1 where both are 0. */
static inline double rk_meta_relative(double base, double variance)
{
    return variance > base ? base / variance : 1.0;
}

#endif
