/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/readings.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"
#include "core/text.h"
#include "evidence/origins.h"
#include "evidence/store.h"

static const double APPROXIMATE = 0.20;
static const double LEAST_HALF_WIDTH = 1e-10;
static const double MOST_SD = 100.0;
static const double LEAST_WEIGHT = 1e-100;
static const double TWO_OVER_PI = 0.63661977236758134308;

const char *rk_reading_kind_name(rk_reading_kind kind)
{
    switch (kind) {
    case RK_RANGE:
        return "range";
    case RK_DISTRIBUTION:
        return "distribution";
    case RK_SPLIT:
        return "split";
    case RK_AT_LEAST:
        return "at_least";
    case RK_AT_MOST:
        return "at_most";
    }
    return "unknown";
}

static void append_note(rk_reading *reading, const char *text)
{
    size_t used = strlen(reading->note);
    if (used)
        rk_copy_text(reading->note + used, sizeof reading->note - used, "; ");
    used = strlen(reading->note);
    rk_copy_text(reading->note + used, sizeof reading->note - used, text);
}

/* "<how>, read as within 5 %", the percentage to three digits. */
static void note_precision(rk_reading *reading, const char *how, double precision)
{
    char percent[RK_NUMBER_TEXT], text[96];
    snprintf(text, sizeof text, "%s, read as within %s %%", how,
        rk_number_text(percent, rk_round_digits(100 * precision, 3)));
    append_note(reading, text);
}

/* The range of `value` with a relative half-width, kept inside the domain of the measure. */
static void read_around(rk_reading *reading, reckon_measure measure, double value, double precision)
{
    reading->low = fmax(value * (1 - precision), DBL_TRUE_MIN);
    reading->high = fmax(value + value * precision, nextafter(value, INFINITY)); /* where doubles lie far apart */
    if (measure == RECKON_SHARE) {
        double half_way = fmin(value + 0.5 * (1 - value), 1 - 0.5 * DBL_EPSILON);
        if (reading->high > half_way) {
            reading->high = half_way;
            append_note(reading, "upper end held half-way to 1");
        }
    }
    reading->high = fmin(reading->high, DBL_MAX);
}

static void read_value(rk_reading *reading, reckon_measure measure, const reckon_estimate *stated)
{
    double precision = rk_rounding_precision(stated->value);
    const char *how = "rounded figure";
    if (!isnan(stated->precision)) {
        precision = stated->precision;
        how = "stated precision";
    } else if (stated->approximate) {
        precision = APPROXIMATE;
        how = "approximate";
    }
    precision = fmax(precision, LEAST_HALF_WIDTH);
    reading->kind = RK_RANGE;
    note_precision(reading, how, precision);
    read_around(reading, measure, stated->value, precision);
}

/* Low and high, with a floor under their distance. */
static void read_ends(rk_reading *reading, reckon_measure measure, const reckon_estimate *stated)
{
    reading->low = stated->low;
    reading->high = stated->high;
    if (rk_link(measure, stated->high) - rk_link(measure, stated->low) >= 2 * LEAST_HALF_WIDTH)
        return;
    double precision = fmax(rk_rounding_precision(stated->low), LEAST_HALF_WIDTH);
    note_precision(reading, "no width, taken for a rounded figure", precision);
    read_around(reading, measure, stated->low, precision);
}

/* An sd from a distance on the link scale and the normal quantile it corresponds to, which may be 0. */
static double bounded_sd(rk_reading *reading, double distance, double z)
{
    double sd = fmax(distance, LEAST_HALF_WIDTH) / z;
    if (sd <= MOST_SD)
        return sd;
    append_note(reading, "level so low that the sd is held at 100");
    return MOST_SD;
}

static void read_distribution(rk_reading *reading, reckon_measure measure, const reckon_estimate *stated)
{
    double z = fmax(rk_normal_central_z(stated->level), 0.0);
    double low = rk_link(measure, reading->low), high = rk_link(measure, reading->high);
    reading->kind = RK_DISTRIBUTION;
    reading->level = stated->level;
    if (isnan(stated->best) || reading->low != stated->low) {
        reading->centre = 0.5 * (low + high);
        reading->sd = bounded_sd(reading, high - low, 2 * z);
        return;
    }
    /* Two half normals that meet at the best, summarised by their mean and variance. */
    double best = rk_link(measure, stated->best);
    double below = bounded_sd(reading, best - low, z), above = bounded_sd(reading, high - best, z);
    double skew = above - below;
    reading->centre = best + sqrt(TWO_OVER_PI) * skew;
    reading->sd = sqrt((1 - TWO_OVER_PI) * skew * skew + above * below);
}

/* Link ends and, unless it is a distribution, the centre. */
static void link_ends(rk_reading *reading, reckon_measure measure)
{
    reading->link_low = isnan(reading->low) ? -INFINITY : rk_link(measure, reading->low);
    reading->link_high = isnan(reading->high) ? INFINITY : rk_link(measure, reading->high);
    if (reading->kind == RK_AT_LEAST)
        reading->centre = reading->link_low;
    else if (reading->kind == RK_AT_MOST)
        reading->centre = reading->link_high;
    else if (reading->kind == RK_RANGE)
        reading->centre = 0.5 * (reading->link_low + reading->link_high);
}

static void read_estimate(rk_reading *reading, const reckon_evidence *evidence, size_t index)
{
    const rk_stored_estimate *entry = &evidence->estimates[index];
    const reckon_estimate *stated = &entry->stated;
    reckon_measure measure = evidence->populations[entry->population].stated.measure;
    *reading = (rk_reading){.estimate = index,
        .source = entry->source,
        .origin = entry->source,
        .low = NAN,
        .high = NAN,
        .best = NAN,
        .link_best = NAN,
        .sd_low = NAN,
        .sd_high = NAN,
        .level = NAN};
    switch (reckon_estimate_statement(stated)) {
    case RECKON_STATEMENT_VALUE:
        read_value(reading, measure, stated);
        break;
    case RECKON_STATEMENT_RANGE:
        reading->kind = RK_RANGE;
        read_ends(reading, measure, stated);
        break;
    case RECKON_STATEMENT_DISTRIBUTION:
        read_ends(reading, measure, stated);
        read_distribution(reading, measure, stated);
        break;
    case RECKON_STATEMENT_AT_LEAST:
        reading->kind = RK_AT_LEAST;
        reading->low = stated->low;
        break;
    case RECKON_STATEMENT_AT_MOST:
        reading->kind = RK_AT_MOST;
        reading->high = stated->high;
        break;
    }
    link_ends(reading, measure);
    double weight = isnan(stated->weight) ? 1.0 : stated->weight;
    reading->weight = fmax(weight * reckon_evidence_source_weight(evidence, entry->source), LEAST_WEIGHT);
    reading->time = entry->date.middle;
}

/*
 * voice[i]: an estimate of this population that is used and that i derives from, else RK_NO_INDEX. Origins come before
 * what derives from them, so theirs are known: an origin that is used speaks itself, another through its own origins.
 */
static void find_voices(const reckon_evidence *evidence, size_t population, const rk_origins *origins, size_t *voice)
{
    for (size_t i = 0; i < origins->count; i++) {
        size_t at = origins->order[i];
        voice[at] = RK_NO_INDEX;
        for (size_t j = origins->start[at]; voice[at] == RK_NO_INDEX && j < origins->start[at + 1]; j++) {
            size_t origin = origins->origin[j];
            const rk_stored_estimate *entry = &evidence->estimates[origin];
            bool used = entry->population == population && !entry->stated.exclude && voice[origin] == RK_NO_INDEX;
            voice[at] = used ? origin : voice[origin];
        }
    }
}

/* Decides on the use of one estimate. `voice` is what it repeats, or RK_NO_INDEX. */
static void decide(rk_reading *reading, const reckon_evidence *evidence, size_t voice)
{
    const char *exclude = evidence->estimates[reading->estimate].stated.exclude;
    const char *what = exclude ? "excluded: " : "repeats ";
    reading->used = !exclude && voice == RK_NO_INDEX;
    if (reading->used)
        return;
    rk_copy_text(reading->reason, sizeof reading->reason, what);
    size_t used = strlen(what);
    rk_copy_text(reading->reason + used, sizeof reading->reason - used,
        exclude ? exclude : evidence->estimates[voice].stated.id);
}

double rk_step_years(reckon_step step)
{
    return step.months / 12.0 + step.days / 365.2425;
}

reckon_status rk_readings_build(const reckon_evidence *evidence, size_t population, const rk_reading_policy *policy,
    rk_reading **readings, size_t *count, reckon_error *error)
{
    if (!evidence || !policy || !readings || !count || population >= evidence->population_ids.count)
        return rk_fail(error, RECKON_ARGUMENT, "readings are of a population of evidence");
    *readings = NULL;
    *count = 0;
    rk_origins origins;
    reckon_status status = rk_origins_build(evidence, &origins, error);
    if (status != RECKON_OK)
        goto out;
    size_t found = 0;
    for (size_t i = 0; i < origins.count; i++)
        found += evidence->estimates[i].population == population;
    *readings = rk_alloc(found, sizeof **readings);
    if (!*readings) {
        status = rk_fail(error, RECKON_MEMORY, "out of memory");
        goto out;
    }
    size_t *voice = origins.scratch;
    find_voices(evidence, population, &origins, voice);
    for (size_t i = 0; i < origins.count; i++) {
        if (evidence->estimates[i].population != population)
            continue;
        rk_reading *reading = &(*readings)[(*count)++];
        read_estimate(reading, evidence, i);
        decide(reading, evidence, policy->derived == RK_DERIVED_KEEP ? RK_NO_INDEX : voice[i]);
    }
out:
    rk_origins_free(&origins);
    return status;
}
