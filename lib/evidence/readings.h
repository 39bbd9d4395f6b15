/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How an estimate is understood: a statement about the link (log, or logit for a share) of the
 * number. This is the only place where words become numbers; every result echoes what was made of
 * each estimate here.
 */
#ifndef RK_EVIDENCE_READINGS_H
#define RK_EVIDENCE_READINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

#include "evidence/link.h"

typedef enum rk_reading_kind {
    RK_RANGE,        /* lies between the ends */
    RK_DISTRIBUTION, /* normal on the link scale */
    RK_SPLIT, /* split normal on the link scale: two halves of different sd that meet at its mode */
    RK_AT_LEAST,
    RK_AT_MOST
} rk_reading_kind;

/* "range", "distribution", "split", "at_least", "at_most". */
const char *rk_reading_kind_name(rk_reading_kind kind);

typedef struct rk_reading {
    size_t estimate; /* index into the evidence; likewise the next two */
    size_t source;   /* who published the figure */
    size_t origin; /* who counted: bias and votes are this source's; `source` when none is named */
    rk_reading_kind kind;
    bool certain; /* a range or bound of the number itself: no bias, no error, never gross */
    bool check;   /* a later count to score against; never used */

    /* Natural scale; a flow per year. NAN on an open side; of (split) distributions the stated
     * ends. */
    double low, high;
    double best; /* the most likely value, if stated: mode of a split, kept and shown for a range;
                    else NAN */

    /* Link scale: log, or logit for a share. */
    double link_low, link_high; /* -/+INFINITY on an open side */
    double link_best;           /* NAN when none is stated */
    double centre, sd; /* mean and sd of a (split) distribution; else middle of the ends (a bound:
                          its value) and 0 */
    double sd_low, sd_high; /* of a split: below and above link_best; else NAN */

    double level;  /* of a (split) distribution: the probability its ends hold with; else NAN */
    double weight; /* of source times origin (when another) times the estimate's own, in (0, 1] */
    double time;   /* decimal year where it stands */
    double length; /* years: how long the stretch is in which that moment lies, see below */
    bool used;     /* false: excluded, a check, superseded, not yet published, or a repetition */
    char reason[192]; /* why it is not used: "excluded: ...", "superseded by ..."; "" when it is */
    char note[256];   /* what its words were taken to mean ("approximate, read as within 20 %"); ""
                         when plain */
} rk_reading;

/*
 * How figures become numbers, beyond what the format says:
 * - half-widths of a `value`: rounding.h;
 * - a flow is divided by the length of its period (or `per`), in years;
 * - an end of 0, or of 1 for a share, is open; nothing but open ends is refused by the format;
 * - ends that coincide (closer than 2e-10, relative) are read as one `value`;
 * - no half-width is below 1e-10, relative, no sd above 100 on the link scale;
 * - around a value, an end of a share lies at most half-way from it to 1, and an end of anything
 * half-way to 0;
 * - a total that runs since another date than its population's has the bridging total added, end by
 * end;
 * - a weight is at least 1e-100, so that dividing by it stays finite.
 * Each is told in `note` where it happens, the last excepted.
 *
 * `length` is that of the date as an interval, for a variance of sigma^2 length / 4 about its
 * middle. A flow's period is no doubt about its date: the mean of a Wiener process over a period is
 * sigma^2 period / 12 off its middle, so a third of the period is counted, and in full only what
 * "?", "~" and "%" add.
 */

typedef enum rk_derived_policy { RK_DERIVED_SKIP, RK_DERIVED_KEEP } rk_derived_policy;

/* What of the evidence is used. */
typedef struct rk_reading_policy {
    rk_derived_policy derived;
    double as_of; /* decimal year: what is not known to be published by then is not used; INFINITY:
                     all is */
} rk_reading_policy;

/*
 * The readings of every estimate of one population, in the order of the evidence. Not used are, in
 * this order of reasons: what is excluded; a check; what was published after `as_of`; what another
 * estimate supersedes that is none of these; and with RK_DERIVED_SKIP what derives, directly or
 * through others, from an estimate that is used or from one that is superseded. An original that is
 * not used for another reason (it is excluded, or counts another population) silences nobody.
 * *readings is new memory of *count elements; free it with rk_free. Errors: RECKON_ARGUMENT,
 * RECKON_MEMORY, and those of reckon_evidence_check().
 */
reckon_status rk_readings_build(const reckon_evidence *evidence, size_t population,
    const rk_reading_policy *policy, rk_reading **readings, size_t *count, reckon_error *error);

/*
 * Which readings speak when the estimates of left_out[] (one for each of the evidence) are as if
 * excluded: what repeats them or was superseded by them may begin to. used[] has one place for each
 * reading. Errors as above.
 */
reckon_status rk_readings_without(const reckon_evidence *evidence, size_t population,
    const rk_reading_policy *policy, const bool *left_out, bool *used, reckon_error *error);

/* How many years a step is: a number per year times this is a number per step. A month is a twelfth
 * of a year. */
double rk_step_years(reckon_step step);

#endif
