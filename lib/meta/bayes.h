/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bayesian random effects, inside. The posterior of tau has one dimension and is integrated by
 * quadrature over x = asinh(tau / unit), which is linear near 0 and logarithmic far out; given tau,
 * mu and every theta are normal.
 */
#ifndef RK_META_BAYES_H
#define RK_META_BAYES_H

#include <stdbool.h>

#include <reckon/meta.h>

#include "core/option.h"
#include "meta/data.h"
#include "meta/mixture.h"

enum { RK_BAYES_POINTS = 16 }; /* of the Gauss-Legendre rule in a panel */

/* One tau of the quadrature. */
typedef struct rk_bayes_node {
    double tau;
    double weight;   /* posterior probability it stands for; the sum is 1 */
    double mean;     /* of mu given tau */
    double variance; /* of mu given tau */
} rk_bayes_node;

/* A stretch of x on which the rule resolves the posterior; nodes [RK_BAYES_POINTS * index, +
 * RK_BAYES_POINTS). */
typedef struct rk_bayes_panel {
    double low, high; /* of x */
    double mass;      /* posterior probability of the stretch */
} rk_bayes_panel;

/* Every option of the model: the fields of reckon_bayes_options. */
extern const rk_option_rows rk_bayes_option_rows;

struct reckon_bayes {
    /* data and model of the fit */
    size_t capacity;
    double *y, *v;   /* [capacity] */
    double *scratch; /* [capacity] */
    rk_meta_data data;
    reckon_bayes_options options;
    reckon_bayes_fit fit;
    bool has_fit;

    /* the quadrature */
    double unit; /* tau = unit sinh(x) */
    size_t panel_count, panel_room;
    rk_bayes_panel *panel; /* [panel_room], rising in x */
    rk_bayes_node *node;   /* [RK_BAYES_POINTS panel_room] */
    rk_normal_component
        *component; /* [RK_BAYES_POINTS panel_room] scratch of one quantity's mixture */
};

/* What is known at one tau. */
typedef struct rk_bayes_conditional {
    double log_density; /* log of prior(tau) times the likelihood with mu integrated out */
    double mean;        /* of mu */
    double variance;    /* of mu */
} rk_bayes_conditional;

void rk_bayes_at(const reckon_bayes *bayes, double tau, rk_bayes_conditional *conditional);

/* The a of the posterior density's fall as tau^-a; infinite for a half-normal prior. */
double rk_bayes_tail_exponent(const reckon_bayes *bayes);

/* Whether the posterior is proper at both ends. */
bool rk_bayes_is_proper(const reckon_bayes *bayes);

/* Builds the panels and nodes and the fit's log integrals. False when memory is out. */
bool rk_bayes_integrate(reckon_bayes *bayes);

/* tau of x, and the log of the posterior density of x, not normalised. */
double rk_bayes_tau_of(const reckon_bayes *bayes, double x);
double rk_bayes_log_density_of_x(const reckon_bayes *bayes, double x);

/* The posterior of tau: P(tau <= t), P(tau > t); quantile of p (pass 1 - p too); density; summary.
 */
void rk_bayes_tau_tails(const reckon_bayes *bayes, double tau, double *below, double *above);
double rk_bayes_tau_quantile(const reckon_bayes *bayes, double p, double one_minus_p);
double rk_bayes_tau_density(const reckon_bayes *bayes, double tau);
void rk_bayes_tau_summary(const reckon_bayes *bayes, double level, reckon_posterior *posterior);

#endif
