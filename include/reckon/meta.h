/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file meta.h
 * Meta-analysis of k estimates y[i] of one quantity with known sampling variances v[i]:
 *
 *     y[i] ~ N(theta[i], v[i]),   theta[i] ~ N(mu, tau2)
 *
 * Plain arrays in, plain structs out. `y` is on the scale of the model (log or logit for counts and
 * shares), `v` are variances, not standard errors. docs/methods-meta.md gives every formula with
 * its reference.
 *
 * Legal input, for every function here: y finite with |y| <= 1e150; v in [0, 1e300]; weights, where
 * they are taken, finite and >= 0 with a positive sum. Anything else is RECKON_VALUE, and nothing
 * is written. Legal input always gives an answer with an outcome. A variance of 0 is read as the
 * limit of a variance that tends to 0, so Q, H2 and the log-likelihood may be infinite there; no
 * number is NaN except where it says "NaN: absent".
 */
#ifndef RECKON_META_H
#define RECKON_META_H

#include <stddef.h>

#include <reckon/export.h>
#include <reckon/outcome.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------ classical: options and the fit
 */

/** Estimators of the heterogeneity tau2: X(NAME, "stable-name", "text"). */
#define RECKON_TAU2_LIST(X)                                                                        \
    X(DL, "DL", "DerSimonian and Laird: method of moments with inverse-variance weights")          \
    X(HE, "HE", "Hedges (Cochran): method of moments with equal weights")                          \
    X(HS, "HS", "Hunter and Schmidt")                                                              \
    X(SJ, "SJ", "Sidik and Jonkman: always above zero unless all values are equal")                \
    X(ML, "ML", "maximum likelihood")                                                              \
    X(REML, "REML", "restricted maximum likelihood")                                               \
    X(EB, "EB", "empirical Bayes (Morris); for one mean the same as PM")                           \
    X(PM, "PM", "Paule and Mandel: the generalised Q statistic equals its degrees of freedom")

typedef enum reckon_tau2_method {
#define RECKON_TAU2_ENUM(NAME, id, text) RECKON_TAU2_##NAME,
    RECKON_TAU2_LIST(RECKON_TAU2_ENUM)
#undef RECKON_TAU2_ENUM
} reckon_tau2_method;

/** The stable name ("REML"); "unknown" for a number that is none. Static text. */
RECKON_EXPORT const char *reckon_tau2_name(reckon_tau2_method method);
/** One plain sentence; total over all integers. Static text. */
RECKON_EXPORT const char *reckon_tau2_text(reckon_tau2_method method);

/** How the mean is tested and its interval made: X(NAME, "stable-name", "text"). */
#define RECKON_META_TEST_LIST(X)                                                                   \
    X(Z, "z", "normal quantile")                                                                   \
    X(KNHA, "knha",                                                                                \
        "Knapp and Hartung: variance rescaled by the residuals, t with k - 1 degrees of freedom")  \
    X(ADHOC, "adhoc", "Knapp and Hartung, but the rescaling never makes the variance smaller")

typedef enum reckon_meta_test {
#define RECKON_META_TEST_ENUM(NAME, id, text) RECKON_META_TEST_##NAME,
    RECKON_META_TEST_LIST(RECKON_META_TEST_ENUM)
#undef RECKON_META_TEST_ENUM
} reckon_meta_test;

/** The stable name ("knha"), "unknown" for a number that is none; and one line on what it means.
 * Static text. */
RECKON_EXPORT const char *reckon_meta_test_name(reckon_meta_test test);
RECKON_EXPORT const char *reckon_meta_test_text(reckon_meta_test test);

/** Fill with reckon_meta_options_init() before changing anything. */
typedef struct reckon_meta_options {
    size_t struct_size;      /* sizeof(reckon_meta_options) */
    reckon_tau2_method tau2; /* default RECKON_TAU2_REML; not used by the fixed effect */
    reckon_meta_test test;   /* default RECKON_META_TEST_ADHOC */
    double level;            /* of every interval, in (0, 1); default 0.95 */
} reckon_meta_options;

/** The defaults. NULL is ignored. */
RECKON_EXPORT void reckon_meta_options_init(reckon_meta_options *options);

/** The answer of the fixed-effect and the random-effects model. */
typedef struct reckon_meta_fit {
    reckon_outcome outcome; /* OK; BOUNDARY when tau2 is 0 (random effects); EMPTY when k is 0: then
                               nothing below is filled but k and level, the rest is NaN */
    size_t k;
    double level;

    double mu;           /* the mean */
    double se;           /* its standard error, after Knapp-Hartung rescaling where that is asked */
    double statistic, p; /* mu / se, and its two-sided p against 0 */
    double df; /* of the t distribution used; 0: the normal (test z, and k = 1 whatever the test) */
    double s2w; /* the factor by which Knapp and Hartung's variance differs; 1 for test z */
    double ci_low, ci_high; /* interval for mu: where the mean of the sources is, not where a new
                               figure would be */

    double tau2;           /* heterogeneity, >= 0; 0 for the fixed effect */
    double se_tau2;        /* infinite for k = 1; NaN: absent for the fixed effect */
    double log_likelihood; /* ML and REML (without Harville's + log(k) / 2); NaN: absent for other
                              estimators */

    double Q, Q_df,
        Q_p; /* Cochran's test of homogeneity, always with inverse-variance weights; Q_df = k - 1 */
    double I2; /* percent of the variation that is heterogeneity, in [0, 100] */
    double H2; /* total over sampling variation */

    /* where the truth behind a new source would be; NaN: absent for the fixed effect, which has one
     * truth */
    double prediction_low,
        prediction_high; /* critical value of the test used (normal, or t with k - 1) */
    double riley_low, riley_high,
        riley_df; /* t with max(1, k - 2) (Riley, Higgins and Deeks 2011) */
} reckon_meta_fit;

/**
 * Fixed effect (one common truth): inverse-variance mean. y[k], v[k]; `weights`[k] or NULL: user
 * weights for the mean (see reckon_random_effects()); `options` NULL: the defaults; tau2 in them is
 * ignored. RECKON_ARGUMENT for a NULL array with k > 0 or bad options, RECKON_VALUE for a number
 * outside its domain.
 */
RECKON_EXPORT reckon_status reckon_fixed_effect(size_t k, const double *y, const double *v,
    const double *weights, const reckon_meta_options *options, reckon_meta_fit *fit,
    reckon_error *error);

/**
 * Random effects (Viechtbauer 2005, 2010). With `weights`[k] (else NULL) the mean is sum(w y) /
 * sum(w) with variance sum(w^2 (v + tau2)) / sum(w)^2; tau2, Q and s2w keep the inverse-variance
 * weights. Where the (restricted) likelihood has several maxima, ML and REML give the highest. With
 * a zero variance the likelihood of ML is unbounded at tau2 = 0; its highest finite maximum is
 * given, or 0 when there is none. Time linear in k, no memory is taken.
 */
RECKON_EXPORT reckon_status reckon_random_effects(size_t k, const double *y, const double *v,
    const double *weights, const reckon_meta_options *options, reckon_meta_fit *fit,
    reckon_error *error);

/** Only tau2 (>= 0), by `method`; 0 for k <= 1. */
RECKON_EXPORT reckon_status reckon_tau2_estimate(size_t k, const double *y, const double *v,
    reckon_tau2_method method, double *tau2, reckon_error *error);

/** What a range of a fit says. */
typedef enum reckon_meta_range {
    RECKON_META_RANGE_CONFIDENCE, /* where mu is */
    RECKON_META_RANGE_PREDICTION, /* where the truth behind a new source is; critical value of the
                                     test */
    RECKON_META_RANGE_RILEY       /* the same with t of max(1, k - 2) degrees of freedom */
} reckon_meta_range;

/**
 * The p quantile, p in (0, 1), of the distribution behind an interval of `fit`: mu plus its
 * quantile of the normal or t times the standard error. So quantile((1 - level) / 2) = ci_low. NaN
 * for an EMPTY fit, for p outside (0, 1), and for a prediction of a fixed effect.
 */
RECKON_EXPORT double reckon_meta_quantile(
    const reckon_meta_fit *fit, reckon_meta_range range, double p);

/** Confidence set for tau2 from the profile of the generalised Q statistic (Viechtbauer 2007). */
typedef struct reckon_tau2_interval {
    reckon_outcome
        outcome; /* OK; EMPTY when no tau2 >= 0 fits (values closer than chance allows), low = high
                    = 0; UNRESOLVED for k <= 1, where low = 0 and high is infinite */
    double level;
    double low, high;
    double I2_low, I2_high; /* percent */
    double H2_low, H2_high;
} reckon_tau2_interval;

/**
 * The interval at `level` for estimates y[k] with variances v[k]. Conditions and errors as for
 * reckon_random_effects().
 */
RECKON_EXPORT reckon_status reckon_tau2_profile(size_t k, const double *y, const double *v,
    double level, reckon_tau2_interval *interval, reckon_error *error);

/** What leaving out estimate i changes (Viechtbauer and Cheung 2010). "without i" is a fit to the
 * other k - 1. */
typedef struct reckon_meta_influence_row {
    double mu, se, ci_low, ci_high; /* without i */
    double statistic, p;            /* without i */
    double tau2, Q, Q_p, I2, H2;    /* without i */
    double hat;                     /* share of i in mu (leverage), of the fit to all */
    double rstudent;                /* (y[i] - mu without i) / its standard error */
    double dffits;                  /* standardised change of the fitted value */
    double cook_d;                  /* squared change of mu over its variance */
    double cov_r;                   /* variance of mu without i over that with all */
    double dfbetas;                 /* change of mu over its standard error with tau2 without i */
} reckon_meta_influence_row;

/**
 * Leave-one-out and influence measures for the model of reckon_random_effects() with the same
 * `options`. rows[k] is written; `work`[reckon_meta_influence_work(k)] doubles is scratch.
 * *outcome: OK; UNRESOLVED for k <= 1, when nothing is left and every field is NaN. Where a change
 * is measured in units of a standard error of 0, no change is 0 and any other is infinite. k fits,
 * so time grows as k^2.
 */
RECKON_EXPORT reckon_status reckon_meta_influence(size_t k, const double *y, const double *v,
    const double *weights, const reckon_meta_options *options, reckon_meta_influence_row *rows,
    double *work, reckon_outcome *outcome, reckon_error *error);

/** How many doubles of scratch reckon_meta_influence() needs: 3 k. */
RECKON_EXPORT size_t reckon_meta_influence_work(size_t k);

/* ------------------------------------------------------------------ Bayesian random effects */

/*
 * Here the domain is narrower, so that heavy tails keep their room: |y| and |mu_mean| <= 1e100, v
 * <= 1e200.
 */

/** Priors of tau: X(NAME, "stable-name", "text"). */
#define RECKON_TAU_PRIOR_LIST(X)                                                                   \
    X(HALF_NORMAL, "half-normal", "normal around 0 with sd tau_scale, cut at 0")                   \
    X(HALF_CAUCHY, "half-cauchy", "Cauchy around 0 with scale tau_scale, cut at 0")                \
    X(UNIFORM, "uniform", "density 1 on [0, infinity): improper, needs k >= 3 with a flat mean")   \
    X(JEFFREYS, "jeffreys",                                                                        \
        "sqrt(sum((tau / (v + tau^2))^2)): improper, needs k >= 2 with a flat mean")

typedef enum reckon_tau_prior {
#define RECKON_TAU_PRIOR_ENUM(NAME, id, text) RECKON_TAU_PRIOR_##NAME,
    RECKON_TAU_PRIOR_LIST(RECKON_TAU_PRIOR_ENUM)
#undef RECKON_TAU_PRIOR_ENUM
} reckon_tau_prior;

/** The stable name ("half-normal"), "unknown" for a number that is none; and one line on what it
 * means. Static text. */
RECKON_EXPORT const char *reckon_tau_prior_name(reckon_tau_prior prior);
RECKON_EXPORT const char *reckon_tau_prior_text(reckon_tau_prior prior);

/** Priors of mu: X(NAME, "stable-name", "text"). */
#define RECKON_MU_PRIOR_LIST(X)                                                                    \
    X(FLAT, "flat", "density 1 everywhere: improper")                                              \
    X(NORMAL, "normal", "normal with mean mu_mean and sd mu_sd")

typedef enum reckon_mu_prior {
#define RECKON_MU_PRIOR_ENUM(NAME, id, text) RECKON_MU_PRIOR_##NAME,
    RECKON_MU_PRIOR_LIST(RECKON_MU_PRIOR_ENUM)
#undef RECKON_MU_PRIOR_ENUM
} reckon_mu_prior;

/** The stable name ("flat"), "unknown" for a number that is none; and one line on what it means.
 * Static text. */
RECKON_EXPORT const char *reckon_mu_prior_name(reckon_mu_prior prior);
RECKON_EXPORT const char *reckon_mu_prior_text(reckon_mu_prior prior);

/** Fill with reckon_bayes_options_init() before changing anything. */
typedef struct reckon_bayes_options {
    size_t struct_size;         /* sizeof(reckon_bayes_options) */
    reckon_tau_prior tau_prior; /* default RECKON_TAU_PRIOR_HALF_NORMAL */
    double tau_scale;           /* of half-normal and half-Cauchy, in [1e-6, 1e3]; default 0.5 */
    reckon_mu_prior mu_prior;   /* default RECKON_MU_PRIOR_FLAT */
    double mu_mean;             /* in [-1e6, 1e6]; NaN (default): the median of the estimates */
    double mu_sd;               /* in [1e-6, 1e3]; default 2.5 */
} reckon_bayes_options;

/** The defaults. NULL is ignored. */
RECKON_EXPORT void reckon_bayes_options_init(reckon_bayes_options *options);

/** What the fit as a whole says; each quantity's posterior comes from reckon_bayes_summary() and
 * its companions. */
typedef struct reckon_bayes_fit {
    reckon_outcome
        outcome; /* OK; UNRESOLVED when priors and data leave the posterior improper; EMPTY when k
                    is 0 and the priors are improper (with proper priors: the prior comes back);
                    NOT_CONVERGED when the quadrature could not reach its accuracy */
    size_t k;
    /* log of the integral of prior times likelihood over mu and tau. Improper priors enter with the
     * densities named in their texts, so it carries their constant. NaN: absent unless outcome is
     * OK or NOT_CONVERGED. */
    double log_integrated_likelihood;
    double log_marginal_likelihood; /* the same when both priors are proper; else NaN: absent */
    /* The posterior density of tau falls as tau^-a; infinite for a half-normal prior. The posterior
     * is proper when a > 1; tau and a new theta have a mean when a > 2 and a variance when a > 3;
     * mu likewise under a flat prior. */
    double tail_exponent;
    size_t nodes; /* of the quadrature */
} reckon_bayes_fit;

/** Quantities with a posterior. */
typedef enum reckon_bayes_quantity {
    RECKON_BAYES_MU,         /* the mean */
    RECKON_BAYES_TAU,        /* the heterogeneity, a standard deviation */
    RECKON_BAYES_PREDICTIVE, /* theta of a new source */
    RECKON_BAYES_SHRINKAGE   /* theta[i], the truth behind estimate `index` */
} reckon_bayes_quantity;

/** A posterior in a few numbers. All are NaN when the fit is UNRESOLVED or EMPTY. */
typedef struct reckon_posterior {
    double median;
    double mean; /* infinite (tau) or NaN: absent (others) where the integral diverges: see
                    tail_exponent */
    double sd;   /* infinite where the integral diverges */
    double central_low, central_high;   /* equal tails */
    double shortest_low, shortest_high; /* the shortest interval of this level; may be the central
                                           one when the fit is NOT_CONVERGED */
} reckon_posterior;

/** Memory of a fit, for reuse: no allocation while k <= the capacity and the nodes of an earlier
 * fit suffice. */
typedef struct reckon_bayes reckon_bayes;

/** Room for k <= `capacity` estimates. RECKON_MEMORY when memory is out: *bayes is NULL then. */
RECKON_EXPORT reckon_status reckon_bayes_new(
    size_t capacity, reckon_bayes **bayes, reckon_error *error);
RECKON_EXPORT void reckon_bayes_free(reckon_bayes *bayes);

/**
 * Normal-normal model with tau integrated by deterministic quadrature (Roever 2020). y[k], v[k] are
 * copied. `options` NULL: the defaults; `fit` may be NULL. RECKON_LIMIT when k exceeds the
 * capacity; after any error the object holds no fit. Time linear in k.
 */
RECKON_EXPORT reckon_status reckon_bayes_run(reckon_bayes *bayes, size_t k, const double *y,
    const double *v, const reckon_bayes_options *options, reckon_bayes_fit *fit,
    reckon_error *error);

/**
 * Posterior of `quantity` (`index` < k for shrinkage, else ignored) at `level` in (0, 1).
 * RECKON_ARGUMENT when there is no fit, for an unknown quantity or an index out of range,
 * RECKON_VALUE for the level.
 */
RECKON_EXPORT reckon_status reckon_bayes_summary(reckon_bayes *bayes,
    reckon_bayes_quantity quantity, size_t index, double level, reckon_posterior *posterior,
    reckon_error *error);

/** The x with P(quantity <= x) = p, p in (0, 1). Errors as reckon_bayes_summary(); NaN in *x when
 * there is none. */
RECKON_EXPORT reckon_status reckon_bayes_quantile(reckon_bayes *bayes,
    reckon_bayes_quantity quantity, size_t index, double p, double *x, reckon_error *error);

/** P(quantity <= x) and the density at x, any finite x; either pointer may be NULL. Errors as
 * reckon_bayes_summary().
 */
RECKON_EXPORT reckon_status reckon_bayes_distribution(reckon_bayes *bayes,
    reckon_bayes_quantity quantity, size_t index, double x, double *cdf, double *density,
    reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
