/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file temporal.h
 * One latent population, biased sources, ageing evidence: the model behind the method `temporal`.
 *
 * theta(t) is the log (for shares: the logit) of the population, a two-sided Wiener process about
 * t* = initial_time: theta(t*) ~ N(initial_mean, initial_sd^2), with independent increments of
 * variance drift^2 a year both ways. With process LOCAL_LINEAR_TREND it is an integrated Wiener
 * process both ways, whose slope at t* is N(0, slope_sd^2). Events, and at most one shock at an
 * unknown date, add their own increments. Reading i of source s (the origin: who counted) speaks of
 *
 *     z_i = theta(t_i) + c + b_s + e_i,  e_i ~ N(0, (sd_i^2 + error^2 + drift^2 length_i / 4) /
 * w_i)
 *
 * and with probability gross_error, each reading for itself, e_i ~ N(0, gross_error_sd^2) instead.
 * b_s is the source's bias; c, the common bias of every source that is no anchor, is
 * (1 - p) N(mean, common_bias_sd^2) + p N(mean, common_bias_tail_sd^2), p =
 * common_bias_tail_weight. A certain reading restricts theta(t_i) itself. drift, error and bias_sd
 * have priors and are integrated, or are fixed by option. docs/temporal.md gives the model, the
 * computation and its accuracy. With no anchor and no prior on bias, "truth" means the consensus of
 * the sources.
 *
 * This is the numeric layer: plain arrays in, plain arrays out, one workspace reused over any
 * number of fits without allocation. Same input, same bytes out. One workspace per thread.
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
    RECKON_TEMPORAL_INTERVAL, /* low <= z <= high; low == high: DENSITY with that centre and sd 0 */
    RECKON_TEMPORAL_AT_LEAST, /* low <= z */
    RECKON_TEMPORAL_AT_MOST,  /* z <= high */
    RECKON_TEMPORAL_DENSITY,  /* normal: this centre and stated sd */
    RECKON_TEMPORAL_SPLIT     /* split normal: mode `centre`, sd_low below it and sd_high above */
} reckon_temporal_kind;

/** One reading, on the log (logit) scale. Fields that the kind does not use are ignored. */
typedef struct reckon_temporal_reading {
    reckon_temporal_kind kind;
    size_t source;  /* index into the sources: the origin */
    double time;    /* decimal years: the middle of the date */
    double length;  /* years that the date covers, >= 0; RANDOM_WALK only, the trend ignores it */
    double low;     /* INTERVAL, AT_LEAST */
    double high;    /* INTERVAL, AT_MOST */
    double centre;  /* DENSITY; SPLIT: the mode */
    double sd;      /* DENSITY: stated sd, >= 0 */
    double sd_low;  /* SPLIT: > 0 */
    double sd_high; /* SPLIT: > 0 */
    double weight;  /* in (0, 1]; divides the variance of an ordinary e_i */
    bool certain;   /* about theta itself: no bias, no error, never gross; INTERVAL (of positive
                       width),   AT_LEAST or AT_MOST. Source, length and weight play no part. */
} reckon_temporal_reading;

/**
 * A known date at which the number may have jumped: theta takes an extra increment N(mean, sd^2)
 * there, or, with a length, spread evenly over [time, time + length]. A date equal to `time` lies
 * after the step, also t*.
 */
typedef struct reckon_temporal_event {
    double time;   /* decimal years: where it begins */
    double length; /* years, >= 0 */
    double mean;   /* log-ratio */
    double sd;     /* >= 0 */
} reckon_temporal_event;

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
    RECKON_TEMPORAL_LOCAL_LINEAR_TREND /* integrated Wiener process, discretised exactly; drift per
                                          year^1.5 */
} reckon_temporal_process;

/** The family of the drift's prior; a half-t has 3 degrees of freedom. */
typedef enum reckon_temporal_drift_prior {
    RECKON_TEMPORAL_HALF_T,
    RECKON_TEMPORAL_HALF_NORMAL,
    RECKON_TEMPORAL_HALF_CAUCHY
} reckon_temporal_drift_prior;

/** Jumps at unknown dates. */
typedef enum reckon_temporal_shocks {
    RECKON_TEMPORAL_SHOCKS_ONE, /* none, or one in a gap of the readings or outside */
    RECKON_TEMPORAL_SHOCKS_NONE
} reckon_temporal_shocks;

/**
 * Options; fill with reckon_temporal_options_init() and change what you need. NaN means "absent"
 * where said. To leave readings out by a mask and move nothing else, give initial_time and
 * initial_mean as the fit of all readings reported them.
 */
typedef struct reckon_temporal_options {
    size_t struct_size; /* sizeof(reckon_temporal_options) */
    reckon_temporal_process process;
    double initial_time; /* year t*; NaN (default): lower median of the used readings' times */
    double initial_mean; /* log; NaN (default): median of their centres, a bound by its value */
    double initial_sd;   /* in [1e-6, 1e3], default 2.5 */
    double slope_sd;     /* per year, in [0, 1e3], default 0.5; LOCAL_LINEAR_TREND only */
    reckon_temporal_drift_prior drift_prior;
    double drift_scale;             /* in [1e-6, 1e3]; NaN (default): 0.4, or 0.15 for the trend */
    double error_scale;             /* half-normal scale in [1e-6, 1e3], default 0.5 */
    double bias_scale;              /* half-normal scale in [1e-6, 1e3], default 0.7 */
    double common_bias_mean;        /* finite, default 0 */
    double common_bias_sd;          /* in [0, 1e3], default 0.3 */
    double common_bias_tail_sd;     /* in [0, 1e3], default 1.3 */
    double common_bias_tail_weight; /* in [0, 1], default 0.3 */
    double gross_error;             /* probability in [0, 0.5], default 0.1; 0: none */
    double gross_error_sd;          /* in [1e-3, 1e3], default 2.5 */
    double anchor_error;            /* an anchor's share of error, in [0, 1], default 0.2 */
    reckon_temporal_shocks shocks;
    double shock_rate; /* prior probability of a shock per year of a gap, in [0, 1], default 0.05 */
    double shock_sd;   /* of its size, in [0, 1e3], default 1.5 */
    double drift;      /* a value in [0, 1e3] fixes it; NaN (default): integrated */
    double error;      /* likewise */
    double bias_sd;    /* likewise */
    double region_level; /* probability of the highest-density regions and of the width that
                            `decided` compares, in (0, 1), default 0.9 */
    size_t points; /* effort: quasi-random points to begin with, in [64, 2^20], default 1024; more
                      are spent where the certificate asks for them */
    /** Called now and then with a fraction in [0, 1]; not 0 ends the fit with RECKON_CANCELLED. */
    int (*progress)(void *context, double fraction);
    void *progress_context;
} reckon_temporal_options;

/** Fills every option with its default. */
RECKON_EXPORT void reckon_temporal_options_init(reckon_temporal_options *options);

/** What a fit is asked. All arrays are borrowed for the call. */
typedef struct reckon_temporal_problem {
    const reckon_temporal_reading *readings; /* [reading_count] */
    size_t reading_count;
    const bool *used; /* [reading_count], or NULL for all: only readings marked true take part */
    const reckon_temporal_source *sources; /* [source_count]; a source need not have a reading */
    size_t source_count;
    const reckon_temporal_event *events; /* [event_count] in any order */
    size_t event_count;
    const double
        *grid; /* [grid_count] decimal years in any order: before, between and after the readings */
    size_t grid_count;
    const double *probabilities; /* [probability_count], each in (0, 1) */
    size_t probability_count;
    size_t draw_count; /* joint draws over the grid that are wanted; 0: none */
} reckon_temporal_problem;

/** At most this many regions are kept for a grid time (the neighbouring ones nearest to each other
 * are joined). */
#define RECKON_TEMPORAL_REGIONS 4

typedef struct reckon_temporal_moments {
    double mean;
    double sd;
} reckon_temporal_moments;

/** How far the answer can be trusted; docs/temporal.md says when to distrust it. */
typedef struct reckon_temporal_certificate {
    double quantile_error;     /* largest standard error of an asked quantile, in posterior sds */
    double evidence_error;     /* standard error of log_evidence */
    double effective_fraction; /* effective share of the importance weights, in (0, 1] */
    double pareto_k; /* tail shape of those weights: below 0.7 is good; 0: none is large */
    double quadrature_residual; /* what the quadrature's highest polynomials carry; 0: none, or
                                   drawn */
    double unconverged_mass; /* posterior share where expectation propagation was an answer and did
                                not converge */
    double neglected; /* estimated effect on a distribution function of shapes left Gaussian */
    size_t corrected; /* readings and directional biases whose shape was drawn exactly */
    size_t nodes;     /* of the scales that expectation propagation was run at */
    size_t draws;     /* quasi-random points drawn */
    size_t moves;     /* of the chains that answered where those points' weights were too uneven;
                         0: none, the points answered */
    size_t sweeps;    /* of expectation propagation, over all nodes */
} reckon_temporal_certificate;

/**
 * What a fit gives. The caller points the arrays it wants at its own memory (NULL: not wanted)
 * before the call; the other fields are filled. Every number is finite and on the log (logit)
 * scale. Where the readings contradict one another beyond what doubles can weigh, the prior is
 * given and the outcome is NOT_CONVERGED.
 */
typedef struct reckon_temporal_result {
    double *mean;      /* [grid_count] */
    double *sd;        /* [grid_count] */
    double *quantiles; /* [grid_count * probability_count], row by grid time */
    double *decided; /* [grid_count] 1 - log width of the posterior / of the prior at that time, of
                        the central range of region_level: what the data decided; below 1 */
    reckon_range *regions; /* [grid_count * RECKON_TEMPORAL_REGIONS], row by grid time, ascending */
    size_t *region_count;  /* [grid_count]; wanted together with `regions` */
    double *draws; /* [draw_count * grid_count], row by draw: paths of theta of equal probability */
    double *gross; /* [reading_count] probability of being gross; 0 where unused or it cannot be */
    double *shock; /* [reading_count] probability of a shock in the gap that ends at this reading's
                      time and begins at the used reading time before; 0 for the first and unused */
    double *bias_mean;             /* [source_count], of b_s: without c. 0 for an anchor */
    double *bias_sd;               /* [source_count] */
    double *bias_quantiles;        /* [source_count * probability_count] */
    double *common_bias_quantiles; /* [probability_count] */
    reckon_temporal_moments common_bias;
    double common_bias_tail; /* posterior probability of the wide part of c */
    reckon_temporal_moments drift;
    reckon_temporal_moments error;
    reckon_temporal_moments bias_scale; /* the hyperparameter bias_sd */
    double log_evidence; /* natural log: densities for DENSITY and SPLIT, else probabilities; 0 with
                            no reading */
    double initial_time; /* t*, as used */
    double initial_mean; /* as used */
    double drift_scale;  /* as used */
    size_t used_count;   /* readings that took part */
    bool open_below;     /* nothing used bounds the number from below (all say "at most") */
    bool open_above;     /* nothing used bounds it from above (all say "at least") */
    reckon_outcome outcome;
    reckon_temporal_certificate certificate;
} reckon_temporal_result;

typedef struct reckon_temporal_workspace reckon_temporal_workspace;

/**
 * Memory for fits of `problem` and of every problem that differs from it only by `used`, by the
 * values in its arrays (kinds and sources of the readings, whether they are certain, and kinds of
 * biases kept) or by options. On failure (RECKON_MEMORY, or what reckon_temporal_fit() would find
 * wrong with the problem) *workspace is NULL. Free with reckon_temporal_workspace_free().
 */
RECKON_EXPORT reckon_status reckon_temporal_workspace_new(const reckon_temporal_problem *problem,
    reckon_temporal_workspace **workspace, reckon_error *error);

/** Bytes that a workspace holds. */
RECKON_EXPORT size_t reckon_temporal_workspace_bytes(const reckon_temporal_workspace *workspace);

/** NULL is fine. */
RECKON_EXPORT void reckon_temporal_workspace_free(reckon_temporal_workspace *workspace);

/**
 * Fits the model. `options` NULL means the defaults. No allocation.
 *
 * RECKON_ARGUMENT: a NULL that is needed, or a workspace that is too small; RECKON_VALUE: a
 * reading, source, event, time or probability outside its domain (magnitudes above 1e6 on the log
 * scale included), with the JSON Pointer "/readings/3/low" or the like; RECKON_OPTION;
 * RECKON_CANCELLED. How the mathematics ended is in `result->outcome`: OK; EMPTY: no reading is
 * used, or certain readings of one time exclude each other, and what is returned is the prior;
 * NOT_CONVERGED: the certificate fails; BOUNDED: open_below or open_above; UNRESOLVED: nowhere on
 * the grid did the data decide a tenth of the width.
 *
 * References: Minka 2001, Expectation propagation for approximate Bayesian inference; Genz 1992 and
 * Botev 2017 (sequential sampling of truncated normals); Owen & Zhou 2000 (defensive importance
 * sampling); Vehtari et al. 2024 (Pareto k).
 */
RECKON_EXPORT reckon_status reckon_temporal_fit(const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, reckon_temporal_workspace *workspace,
    reckon_temporal_result *result, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
