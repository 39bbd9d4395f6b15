/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file pool.h
 * Opinion pools: one distribution out of many. Distributions are made from their parameters or
 * fitted to what an estimate states; a pool combines them and answers with quantiles, moments,
 * densities and highest-density regions.
 *
 * Everything is on the scale the distributions live on. The evidence layer pools normal
 * distributions on the log (or logit) scale; the other families are for the natural scale.
 */
#ifndef RECKON_POOL_H
#define RECKON_POOL_H

#include <stddef.h>

#include <reckon/export.h>
#include <reckon/outcome.h>
#include <reckon/range.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Distributions ---- */

typedef enum reckon_family {
    RECKON_FAMILY_NORMAL,      /* mean, sd > 0 */
    RECKON_FAMILY_LOGNORMAL,   /* mean and sd > 0 of the natural log; support (0, inf) */
    RECKON_FAMILY_GAMMA,       /* shape, rate > 0; support (0, inf) */
    RECKON_FAMILY_BETA,        /* two shapes, on lower < upper */
    RECKON_FAMILY_SPLIT_NORMAL /* mode, sd > 0 below it and sd > 0 above it: two half normals
                                  (Wallis 2014) */
} reckon_family;

/** Shapes of gamma and beta distributions lie in this closed range. */
#define RECKON_SHAPE_MIN 1e-3
#define RECKON_SHAPE_MAX 1e15

/** Made by the functions below, which check it; copy it freely. */
typedef struct reckon_distribution {
    reckon_family family;
    double first;  /* mean, mean of the log, shape, first shape, mode */
    double second; /* sd, sd of the log, rate, second shape, sd below the mode */
    double lower;  /* ends of the support: -inf, 0, 0, the lower bound */
    double upper;  /* +inf, or the upper bound of a beta */
    double third;  /* of a split normal: sd above the mode; else 0 */
} reckon_distribution;

/**
 * From parameters: finite, in the domains above. lower and upper matter to the beta family only.
 * RECKON_VALUE when a parameter is outside its domain, RECKON_ARGUMENT when `family` is none or a
 * split normal, or `distribution` is NULL.
 */
RECKON_EXPORT reckon_status reckon_distribution_make(reckon_family family, double first,
    double second, double lower, double upper, reckon_distribution *distribution,
    reckon_error *error);

/** A split normal from its mode and its sds below and above it. Errors as above. */
RECKON_EXPORT reckon_status reckon_distribution_split_normal(double mode, double sd_below,
    double sd_above, reckon_distribution *distribution, reckon_error *error);

/**
 * The distribution whose central interval at `level` in (0, 1) is [low, high]: P(X < low) = P(X >
 * high) = (1 - level) /
 * 2. lognormal and gamma need 0 < low; beta needs lower < low and high < upper (lower and upper
 * matter to no other). RECKON_VALUE when these do not hold, low < high fails, or a shape would
 * leave its range.
 */
RECKON_EXPORT reckon_status reckon_distribution_fit(reckon_family family, double low, double high,
    double level, double lower, double upper, reckon_distribution *distribution,
    reckon_error *error);

/**
 * Three points, low < best < high: the parameters that minimise the sum of squares of F(low) - (1 -
 * level) / 2, F(best)
 * - 1/2 and F(high) - (1 + level) / 2, as in the SHELF protocol (O'Hagan et al. 2006). Conditions
 * and errors as for reckon_distribution_fit().
 */
RECKON_EXPORT reckon_status reckon_distribution_fit_three(reckon_family family, double low,
    double best, double high, double level, double lower, double upper,
    reckon_distribution *distribution, reckon_error *error);

/**
 * PERT: a beta on [low, high] with its mode at best, low <= best <= high, low < high, and
 * concentration lambda > 0 (4 in the PERT report, Malcolm et al. 1959): shapes 1 + lambda (best -
 * low) / (high - low) and 1 + lambda (high - best) / (high - low).
 */
RECKON_EXPORT reckon_status reckon_distribution_pert(double low, double best, double high,
    double lambda, reckon_distribution *distribution, reckon_error *error);

/* Of a distribution made by the functions above; x and p any number in the domain, infinities
 * included. Never NaN there. */
RECKON_EXPORT double reckon_distribution_cdf(
    const reckon_distribution *distribution, double x); /* P(X <= x) */
RECKON_EXPORT double reckon_distribution_upper(
    const reckon_distribution *distribution, double x); /* P(X > x) */
RECKON_EXPORT double reckon_distribution_density(const reckon_distribution *distribution, double x);
/** The x with P(X <= x) = p; the ends of the support for p <= 0 and p >= 1; NaN for a NaN. */
RECKON_EXPORT double reckon_distribution_quantile(
    const reckon_distribution *distribution, double p);
RECKON_EXPORT double reckon_distribution_mean(const reckon_distribution *distribution);
RECKON_EXPORT double reckon_distribution_sd(const reckon_distribution *distribution);

/* ---- Pools ---- */

typedef enum reckon_pool_kind {
    RECKON_POOL_LINEAR, /* mixture: f(x) = sum w_i f_i(x)                          (Stone 1961) */
    RECKON_POOL_LOGARITHMIC, /* f(x) = prod f_i(x)^w_i / integral, on the common support (Genest &
                                Zidek 1986) */
    RECKON_POOL_QUANTILE, /* Q(p) = sum w_i Q_i(p)                 (Vincent 1912; Lichtendahl et al.
                             2013) */
    RECKON_POOL_QUANTILE_LOG /* Q(p) = exp(sum w_i log Q_i(p)), for positive quantities */
} reckon_pool_kind;

/** A pool with memory for up to a number of distributions: made once, filled any number of times;
 * one a thread. */
typedef struct reckon_pool reckon_pool;

/** RECKON_MEMORY when there is not enough; *pool is then NULL. Later calls allocate nothing. */
RECKON_EXPORT reckon_status reckon_pool_new(
    size_t capacity, reckon_pool **pool, reckon_error *error);
RECKON_EXPORT void reckon_pool_free(reckon_pool *pool);

/**
 * Pools distribution[count] with weight[count] (finite, > 0, any sum; NULL means equal), replacing
 * what was there. Both are copied. The order does not matter, nor does splitting one distribution
 * into two with its weight shared. How it ended is reckon_pool_outcome(): OK BOUNDARY
 * RECKON_POOL_QUANTILE_LOG of a distribution that reaches below 0: where one quantile is not above
 * 0 the average is 0, so that part of the probability sits on 0 EMPTY          count is 0, or the
 * supports of a logarithmic pool have no common interior UNRESOLVED     RECKON_POOL_QUANTILE_LOG
 * with half of the probability or more on 0; a logarithmic pool that doubles do not resolve,
 * because it is narrower than 1e-12 of its support or of where it stands, or stands where every
 * part has underflowed RECKON_ARGUMENT for a NULL, an unknown kind, or count above the capacity;
 * RECKON_VALUE for a bad weight or distribution.
 */
RECKON_EXPORT reckon_status reckon_pool_set(reckon_pool *pool, reckon_pool_kind kind,
    const reckon_distribution *distribution, const double *weight, size_t count,
    reckon_error *error);

/** How the last reckon_pool_set() ended; EMPTY before it, and for NULL. */
RECKON_EXPORT reckon_outcome reckon_pool_outcome(const reckon_pool *pool);

/**
 * quantile[count] at the probabilities p[count] in [0, 1], by bracketed inversion of the CDF; p = 0
 * and 1 give the ends of the support. RECKON_VALUE for a p outside [0, 1], RECKON_ARGUMENT for a
 * NULL. When the outcome is EMPTY or UNRESOLVED there are no quantiles: RECKON_ARGUMENT; so for the
 * functions that follow.
 */
RECKON_EXPORT reckon_status reckon_pool_quantiles(
    const reckon_pool *pool, const double *p, size_t count, double *quantile, reckon_error *error);

/** P(X <= x), the density, mean and sd of the pool; a moment may be +inf. NaN without an answer
 * (see above). */
RECKON_EXPORT double reckon_pool_cdf(const reckon_pool *pool, double x);
RECKON_EXPORT double reckon_pool_upper(const reckon_pool *pool, double x);
RECKON_EXPORT double reckon_pool_density(const reckon_pool *pool, double x);
RECKON_EXPORT double reckon_pool_mean(const reckon_pool *pool);
RECKON_EXPORT double reckon_pool_sd(const reckon_pool *pool);

/**
 * The highest-density region at `level` in (0, 1): all the ranges where the density is at least the
 * greatest threshold that leaves them the probability `level` (Hyndman 1996). Two camps stay two
 * camps. Which numbers are dense depends on the scale: a region on the log scale is not the log of
 * a region. Increasing, disjoint; in the pool until its next use. Where the density is flat at the
 * threshold the region takes in the flat stretch and holds more than `level`.
 */
RECKON_EXPORT reckon_status reckon_pool_regions(reckon_pool *pool, double level,
    const reckon_range **region, size_t *count, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
