/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file temporal.h
 * One latent population, biased sources, ageing evidence: the state-space model behind the method `temporal`.
 *
 * theta(t) is the log (for shares: the logit) of the population, a Wiener process of scale `drift` that starts from
 * N(initial_mean, initial_sd^2) at the earliest time among grid and readings; with process LOCAL_LINEAR_TREND it is an
 * integrated Wiener process whose initial slope is N(0, slope_sd^2). Reading i of source s speaks about
 *
 *     z_i = theta(t_i) + c + b_s + e_i,     e_i ~ N(0, (sd_i^2 + error^2) / weight_i),
 *
 * where b_s is the source's bias and c ~ N(common_bias_mean, common_bias_sd^2) is shared by every source that is not an
 * anchor. drift, error and bias_sd have half-normal priors and are integrated, or are fixed by option. docs/temporal.md
 * gives the model, the inference and its accuracy. With no anchor and no prior on bias, "truth" means the consensus of
 * the sources.
 *
 * This is the numeric layer: plain arrays in, plain arrays out, one workspace reused over any number of fits without
 * allocation. Same input, same bytes out. One workspace per thread.
 */
#ifndef RECKON_TEMPORAL_H
#define RECKON_TEMPORAL_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/export.h>
#include <reckon/outcome.h>
#include <reckon/range.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a reading says about its z. */
typedef enum reckon_temporal_kind {
    RECKON_TEMPORAL_INTERVAL, /* low <= z <= high; low == high is read as DENSITY with centre low and sd 0 */
    RECKON_TEMPORAL_AT_LEAST, /* low <= z */
    RECKON_TEMPORAL_AT_MOST,  /* z <= high */
    RECKON_TEMPORAL_DENSITY   /* a distribution with this centre and stated sd */
} reckon_temporal_kind;

/** One reading, on the log (logit) scale. Fields that the kind does not use are ignored. */
typedef struct reckon_temporal_reading {
    reckon_temporal_kind kind;
    size_t source; /* index into the sources */
    double time;   /* decimal years */
    double low;    /* INTERVAL, AT_LEAST */
    double high;   /* INTERVAL, AT_MOST */
    double centre; /* DENSITY */
    double sd;     /* DENSITY: stated sd, >= 0 */
    double weight; /* in (0, 1]; divides the variance of e_i */
} reckon_temporal_reading;

/** The prior of a source's bias b_s, a log-ratio to the truth. */
typedef enum reckon_temporal_bias {
    RECKON_TEMPORAL_EXCHANGEABLE, /* N(0, bias_sd^2) */
    RECKON_TEMPORAL_UNDERSTATES,  /* minus a half-normal of scale bias_sd */
    RECKON_TEMPORAL_OVERSTATES,   /* a half-normal of scale bias_sd */
    RECKON_TEMPORAL_KNOWN,        /* N(mean, sd^2) as given */
    RECKON_TEMPORAL_ANCHOR        /* neither b_s nor c: taken as unbiased */
} reckon_temporal_bias;

typedef struct reckon_temporal_source {
    reckon_temporal_bias bias;
    double mean; /* KNOWN */
    double sd;   /* KNOWN: >= 0 */
} reckon_temporal_source;

typedef enum reckon_temporal_process {
    RECKON_TEMPORAL_RANDOM_WALK,       /* increments N(0, drift^2 dt) */
    RECKON_TEMPORAL_LOCAL_LINEAR_TREND /* integrated Wiener process, discretised exactly; drift per year^1.5 */
} reckon_temporal_process;

/** Options; fill with reckon_temporal_options_init() and change what you need. NaN means "absent" where said. */
typedef struct reckon_temporal_options {
    size_t struct_size; /* sizeof(reckon_temporal_options) */
    reckon_temporal_process process;
    double initial_mean; /* log; NaN (default): median of the used readings' centres, a bound counting by its value */
    double initial_sd;   /* in [1e-6, 1e3], default 2.5 */
    double slope_sd;     /* per year, in [0, 1e3], default 0.5; LOCAL_LINEAR_TREND only */
    double drift_scale;  /* half-normal scale in [1e-6, 1e3]; NaN (default): 0.3, or 0.15 for the trend */
    double error_scale;  /* half-normal scale in [1e-6, 1e3], default 0.5 */
    double bias_scale;   /* half-normal scale in [1e-6, 1e3], default 0.7 */
    double common_bias_mean; /* finite, default 0 */
    double common_bias_sd;   /* in [0, 1e3], default 0 */
    double drift;            /* a value in [0, 1e3] fixes it; NaN (default): integrated */
    double error;            /* likewise */
    double bias_sd;          /* likewise */
    double region_level;     /* probability that the highest-density regions hold, in (0, 1), default 0.9 */
    size_t points; /* quasi-random points of the non-Gaussian correction for a problem of middling shape, 0 (none) to
                      2^20, default 4096; a quarter to twice as many are drawn */
    /** Called now and then with a fraction in [0, 1]; a return other than 0 ends the fit with RECKON_CANCELLED. */
    int (*progress)(void *context, double fraction);
    void *progress_context;
} reckon_temporal_options;

/** Fills every option with its default. */
RECKON_EXPORT void reckon_temporal_options_init(reckon_temporal_options *options);

/** What a fit is asked. All arrays are borrowed for the call. */
typedef struct reckon_temporal_problem {
    const reckon_temporal_reading *readings; /* [reading_count] */
    size_t reading_count;
    const bool *used;                      /* [reading_count], or NULL for all: only readings marked true take part */
    const reckon_temporal_source *sources; /* [source_count]; a source need not have a reading */
    size_t source_count;
    const double *grid; /* [grid_count] decimal years in any order: before, between and after the readings */
    size_t grid_count;
    const double *probabilities; /* [probability_count], each in (0, 1) */
    size_t probability_count;
} reckon_temporal_problem;

/** At most this many regions are kept for a grid time (the neighbouring ones nearest to each other are joined). */
#define RECKON_TEMPORAL_REGIONS 4

typedef struct reckon_temporal_moments {
    double mean;
    double sd;
} reckon_temporal_moments;

/** How far the answer can be trusted; docs/temporal.md says what each number means and when to distrust the answer. */
typedef struct reckon_temporal_certificate {
    double effective_fraction;  /* effective sample fraction of the importance weights, in (0, 1]; 1 when none needed */
    double pareto_k;            /* tail shape of those weights, below 0.7 is good; 0 when none is large */
    double quadrature_overlap;  /* share of the posterior that the fitted quadrature foresaw, in (0, 1] */
    double quadrature_residual; /* what the quadrature's highest polynomials carry of the posterior: 0 is resolved */
    double unconverged_mass;    /* posterior weight of nodes where expectation propagation did not converge */
    double neglected;           /* estimated effect on a distribution function of shapes left Gaussian */
    size_t corrected;           /* readings and directional biases whose shape was sampled exactly */
    size_t nodes;               /* hyperparameter nodes whose weight counted */
    size_t draws;               /* quasi-random points drawn */
    size_t sweeps;              /* of expectation propagation, over all nodes */
} reckon_temporal_certificate;

/**
 * What a fit gives. The caller points the arrays it wants at its own memory (NULL: not wanted) before the call; the
 * other fields are filled. Every number is finite and on the log (logit) scale. Where the readings contradict one
 * another beyond what doubles can weigh, the prior is given and the outcome is NOT_CONVERGED.
 */
typedef struct reckon_temporal_result {
    double *mean;                  /* [grid_count] */
    double *sd;                    /* [grid_count] */
    double *quantiles;             /* [grid_count * probability_count], row by grid time */
    reckon_range *regions;         /* [grid_count * RECKON_TEMPORAL_REGIONS], row by grid time, ascending */
    size_t *region_count;          /* [grid_count]; wanted together with `regions` */
    double *bias_mean;             /* [source_count], of b_s: without c. 0 for an anchor */
    double *bias_sd;               /* [source_count] */
    double *bias_quantiles;        /* [source_count * probability_count] */
    double *common_bias_quantiles; /* [probability_count] */
    reckon_temporal_moments common_bias;
    reckon_temporal_moments drift;
    reckon_temporal_moments error;
    reckon_temporal_moments bias_scale; /* the hyperparameter bias_sd */
    double log_evidence;                /* natural log; 0 with no reading */
    double initial_mean;                /* as used */
    double drift_scale;                 /* as used */
    size_t used_count;                  /* readings that took part */
    reckon_outcome outcome;
    reckon_temporal_certificate certificate;
} reckon_temporal_result;

typedef struct reckon_temporal_workspace reckon_temporal_workspace;

/**
 * Memory for fits of `problem` and of every problem that differs from it only by `used`, by the values in its arrays
 * (kinds and sources of the readings and of the biases kept) or by options. On failure (RECKON_MEMORY, or what
 * reckon_temporal_fit() would find wrong with the problem) *workspace is NULL. Free with
 * reckon_temporal_workspace_free().
 */
RECKON_EXPORT reckon_status reckon_temporal_workspace_new(
    const reckon_temporal_problem *problem, reckon_temporal_workspace **workspace, reckon_error *error);

/** Bytes that a workspace holds. */
RECKON_EXPORT size_t reckon_temporal_workspace_bytes(const reckon_temporal_workspace *workspace);

/** NULL is fine. */
RECKON_EXPORT void reckon_temporal_workspace_free(reckon_temporal_workspace *workspace);

/**
 * Fits the model. `options` NULL means the defaults. No allocation.
 *
 * RECKON_ARGUMENT: a NULL that is needed, or a workspace that is too small; RECKON_VALUE: a reading, source, time or
 * probability outside its domain (magnitudes above 1e6 on the log scale included), with the JSON Pointer
 * "/readings/3/low" or the like; RECKON_OPTION; RECKON_CANCELLED. How the mathematics ended is in `result->outcome`:
 * OK, EMPTY (no reading is used: the prior is returned), NOT_CONVERGED (the certificate fails) or UNRESOLVED (nowhere
 * on the grid do the readings narrow the prior by 5 %).
 *
 * References: Minka 2001, Expectation propagation for approximate Bayesian inference; Golub & Welsch 1969 (Gauss
 * rules); Genz 1992 and Botev 2017 (sequential sampling of truncated normals); Vehtari et al. 2024 (Pareto k).
 */
RECKON_EXPORT reckon_status reckon_temporal_fit(const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_workspace *workspace, reckon_temporal_result *result,
    reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
