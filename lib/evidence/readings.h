/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How an estimate is understood: a statement about the link (log, or logit for a share) of the number. This is the only
 * place where words become numbers; every result echoes what was made of each estimate here.
 */
#ifndef RK_EVIDENCE_READINGS_H
#define RK_EVIDENCE_READINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

#include "evidence/link.h"
#include "evidence/rounding.h"

typedef enum rk_reading_kind { RK_RANGE, RK_DISTRIBUTION, RK_AT_LEAST, RK_AT_MOST } rk_reading_kind;

/* "range", "distribution", "at_least", "at_most". */
const char *rk_reading_kind_name(rk_reading_kind kind);

typedef struct rk_reading {
    size_t estimate; /* index into the evidence */
    size_t source;   /* index into the evidence */
    rk_reading_kind kind;
    double low, high;           /* natural scale; NAN on an open side; of a distribution, its stated ends */
    double link_low, link_high; /* link scale; -/+INFINITY on an open side */
    double centre,
        sd; /* link scale; of a distribution: mean and sd; otherwise middle of the ends (a bound: its value) and 0 */
    double level;     /* of a distribution, its stated level; NAN otherwise */
    double weight;    /* source weight times the estimate's own, in (0, 1] */
    double time;      /* decimal year where it stands */
    bool used;        /* false: excluded, or a repetition that is skipped */
    char reason[160]; /* why it is not used: "excluded: ..." or "repeats ..."; "" when it is */
    char note[128];   /* what its words were taken to mean ("approximate, read as within 20 %"); "" when plain */
} rk_reading;

typedef enum rk_derived_policy { RK_DERIVED_SKIP, RK_DERIVED_KEEP } rk_derived_policy;

/*
 * How figures become numbers, beyond what the format says:
 * - a `value` without `precision` is read as within 20 % when approximate, else by its rounding (rounding.h);
 * - ends that coincide (closer than 2e-10, relative) are read as one rounded figure;
 * - no half-width is below 1e-10, relative, no sd above 100 on the link scale;
 * - the upper end of a share around a value lies at most half-way from the value to 1;
 * - a weight is at least 1e-100, so that dividing by it stays finite.
 * Each is told in `note` where it happens, the last excepted.
 */

/*
 * The readings of every estimate of one population, in the order of the evidence. With RK_DERIVED_SKIP, an estimate is
 * not used ("repeats ...") when any estimate that it derives from, directly or through others, is used. *readings is
 * new memory of *count elements; free it with rk_free. An origin that is not used itself (it is excluded, or counts
 * another population) silences nobody. Errors: RECKON_ARGUMENT, RECKON_MEMORY, and those of reckon_evidence_check().
 */
reckon_status rk_readings_build(const reckon_evidence *evidence, size_t population, rk_derived_policy derived,
    rk_reading **readings, size_t *count, reckon_error *error);

#endif
