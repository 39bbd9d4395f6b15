/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian part of the temporal model: everything else (expectation propagation, draws, shocks)
 * stands on it.
 *
 * theta(t) is a two-sided random walk, or local linear trend, about the root t*: theta(t*) ~
 * N(root_mean, root_variance), and independent increments from there in both directions of time.
 * Beside it stand independent normal constants: the common bias and the biases of sources. Steps
 * are sorted by time. Each looks at h = theta (+ up to two constants), or at constants alone,
 * through a Gaussian factor in natural parameters, exp(shift h' - precision h'^2 / 2),  h' = h -
 * origin. Precision 0 and shift 0 make a step that only looks. Natural parameters are used because
 * factors come from expectation propagation, where a precision may be 0 or 1e20.
 *
 * Two engines stand behind rk_gaussian_solve(), which chooses: a Kalman filter and disturbance
 * smoother with constants in the state (kalman.h: any precision, cost steps * the square of how
 * many are there at a time), and the augmented filter with the constants as regression effects
 * (many_sources.h: cost steps * constants + constants^3).
 *
 * References: de Jong (1989), Smoothing and interpolation with the state-space model, JASA 84; de
 * Jong (1991), The diffuse Kalman filter, Annals of Statistics 19; Durbin & Koopman (2012), Time
 * series analysis by state space methods.
 */
#ifndef RK_TEMPORAL_GAUSSIAN_H
#define RK_TEMPORAL_GAUSSIAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RK_GAUSSIAN_TERMS = 2 };

typedef struct rk_gaussian_step {
    double time;        /* decimal years */
    bool theta;         /* whether theta is part of h; a statement about a bias alone has it not */
    uint32_t constants; /* how many constants are part of h */
    uint32_t constant[RK_GAUSSIAN_TERMS]; /* which, all different */
} rk_gaussian_step;

typedef struct rk_gaussian_sizes {
    size_t steps, constants; /* the most there will be */
    bool trend;              /* whether there may be a slope */
} rk_gaussian_sizes;

/* Which engine may solve. */
typedef enum rk_engine {
    RK_ENGINE_BEST,   /* whichever is faster where both are exact */
    RK_ENGINE_KALMAN, /* for tests: one of them alone */
    RK_ENGINE_MANY_SOURCES
} rk_engine;

typedef struct rk_gaussian {
    rk_engine engine; /* RK_ENGINE_BEST once placed */

    /* The prior; set by the caller. */
    bool trend;
    double drift_variance; /* sigma^2: per year, for the trend per year^3 */
    double root_mean;      /* of theta at the root */
    double root_variance;
    double slope_variance; /* of the slope at the root, per year^2; its mean is 0 */
    size_t constants;
    double *constant_mean;     /* [constants] */
    double *constant_variance; /* [constants] */

    /* The steps; set by the caller. Gap i lies between step i - 1 and step i. */
    size_t steps;                 /* at least one */
    const rk_gaussian_step *step; /* [steps], ascending in time */
    size_t root; /* a step at the time of the root; gaps up to it lie before t*, the others after */
    double *extra_mean; /* [steps] mean of what theta takes on in gap i beside its drift; [0] is not
                           read */
    double *extra_variance; /* [steps] its variance */
    double *precision;      /* [steps] of the factors */
    double *shift;          /* [steps] of the factors */
    double *origin;         /* [steps] */

    /* What rk_gaussian_solve() finds. */
    double log_normaliser; /* log integral of prior times factors */
    double drift_slope;    /* its derivative by drift_variance */
    double *mean;          /* [steps] of h' given all factors */
    double *variance;      /* [steps] */
    double *score;         /* [steps] u: derivative of log_normaliser by a shift of h */
    double *keep;          /* [steps] 1 - precision * variance, without cancellation */
    double *gap_score; /* [steps] r: derivative of log_normaliser by gap i's mean step in theta */
    double *gap_information;      /* [steps] N: minus the second derivative */
    double *constant_score;       /* [constants] derivative of log_normaliser by constant_mean */
    double *constant_information; /* [constants] minus the second derivative */

    /* After a solve. */
    double *prior_mean;     /* [steps] of theta at each step */
    double *prior_variance; /* [steps] */

    /* Private to the engines. */
    bool by_many_sources;             /* which of them solved last */
    struct rk_transition *transition; /* [steps] how the state moves over each gap */
    struct rk_life *life;             /* [constants] which steps see them */
    size_t *free_place;               /* [constants] */
    struct rk_engines *engines;       /* [1] */
    void *work;                       /* their arrays; one is at work at a time */
} rk_gaussian;

/* How many bytes rk_gaussian_place() takes. */
size_t rk_gaussian_bytes(const rk_gaussian_sizes *sizes);

/* Points the arrays into memory, aligned for any type; they hold nothing yet. */
void rk_gaussian_place(rk_gaussian *gaussian, const rk_gaussian_sizes *sizes, void *memory);

/*
 * Solves for prior and factors as they stand. Any precision from 0 to 1e30, any variance from 0 to
 * 1e30 is taken; a gap of no length is no gap.
 */
void rk_gaussian_solve(rk_gaussian *gaussian);

/*
 * After a solve: the derivative of every mean, score and constant's score by the shift of step
 * `source`, times `amount`: covariances under the Gaussian. mean[steps], score[steps],
 * constant_score[constants]. Cov(h_source, constant k) is constant_variance[k] * constant_score[k]
 * at amount 1.
 */
void rk_gaussian_respond(const rk_gaussian *gaussian, size_t source, double amount, double *mean,
    double *score, double *constant_score);

/*
 * After a solve: log of how much likelier the factors are when theta takes on an independent N(0,
 * variance) in gap i. Exact for Gaussian factors.
 */
double rk_gaussian_shock_evidence(const rk_gaussian *gaussian, size_t i, double variance);

#endif
