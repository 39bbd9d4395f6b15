/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/readings.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/words.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/split_normal.h"
#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "evidence/standing.h"
#include "evidence/statement.h"
#include "evidence/store.h"
#include "evidence/wording.h"

static const double LEAST_HALF_WIDTH = 1e-10;
static const double MOST_SD = 100.0;
static const double LEAST_WEIGHT = 1e-100;

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

/* An sd from a distance on the link scale and the normal quantile it corresponds to, which may be
 * 0. */
static double bounded_sd(rk_reading *reading, double sd)
{
    if (sd <= MOST_SD)
        return sd;
    rk_reading_note(reading, "level so low that the sd is held at 100");
    return MOST_SD;
}

/* Mode at the best and ends where they are stated: how far each half spreads follows. */
static void spread_split(rk_reading *reading)
{
    double below = fmax(reading->link_best - reading->link_low, LEAST_HALF_WIDTH);
    double above = fmax(reading->link_high - reading->link_best, LEAST_HALF_WIDTH);
    reading->sd_low = reading->sd_high = MOST_SD;
    if (rk_normal_central_z(reading->level) * MOST_SD > LEAST_HALF_WIDTH)
        rk_split_normal_solve(below, above, reading->level, &reading->sd_low, &reading->sd_high);
    reading->sd_low = bounded_sd(reading, reading->sd_low);
    reading->sd_high = bounded_sd(reading, reading->sd_high);
    reading->centre = reading->link_best + rk_split_normal_shift(reading->sd_low, reading->sd_high);
    reading->sd = rk_split_normal_sd(reading->sd_low, reading->sd_high);
}

/* The link scale, once the natural ends stand. */
static void link_ends(rk_reading *reading, reckon_measure measure)
{
    reading->link_low = isnan(reading->low) ? -INFINITY : rk_link(measure, reading->low);
    reading->link_high = isnan(reading->high) ? INFINITY : rk_link(measure, reading->high);
    reading->link_best = isnan(reading->best) ? NAN : rk_link(measure, reading->best);
    if (reading->kind == RK_SPLIT) {
        spread_split(reading);
        return;
    }
    double width = reading->link_high - reading->link_low;
    reading->centre = reading->kind == RK_AT_LEAST  ? reading->link_low
                      : reading->kind == RK_AT_MOST ? reading->link_high
                                                    : reading->link_low + 0.5 * width;
    if (reading->kind == RK_DISTRIBUTION) {
        double z = fmax(rk_normal_central_z(reading->level), 0.0);
        reading->sd = bounded_sd(reading, 0.5 * fmax(width, 2 * LEAST_HALF_WIDTH) / z);
    }
}

/* Ends that a division or an addition pushed to the edge of the numbers come back, and stay apart.
 */
static void keep_finite(rk_reading *reading)
{
    const double apart = 4 * LEAST_HALF_WIDTH;
    reading->high =
        fmin(reading->high, DBL_MAX); /* NAN gives DBL_MAX: an open end is put back below */
    reading->low = fmax(reading->low, DBL_TRUE_MIN);
    if (reading->kind == RK_AT_LEAST)
        reading->high = NAN;
    if (reading->kind == RK_AT_MOST)
        reading->low = NAN;
    if (reading->low > DBL_MAX * (1 - apart))
        reading->low = DBL_MAX * (1 - apart);
    if (reading->high <= reading->low)
        reading->high = nextafter(reading->low, INFINITY);
}

static void note_figure(rk_reading *reading, const char *before, double figure, const char *after)
{
    char number[RK_NUMBER_TEXT], text[160];
    snprintf(text, sizeof text, "%s%s%s", before,
        rk_number_text(number, rk_round_digits(figure, 6)), after);
    rk_reading_note(reading, text);
}

/* A number for a period as a number per year. */
static void divide_by_period(rk_reading *reading, const rk_stored_estimate *entry)
{
    reading->low /= entry->per;
    reading->high /= entry->per;
    reading->best /= entry->per;
    if (fabs(entry->per - 1) > 1e-6)
        note_figure(reading, "a number for ", entry->per, " years, as a number per year");
}

/* A total with what had come before it: ends are added, which holds whenever both statements do. */
static void add_bridge(rk_reading *reading, const reckon_evidence *evidence, size_t bridge)
{
    char text[160], shown[RK_SHOWN];
    const rk_stored_estimate *entry = &evidence->estimates[bridge];
    rk_reading before = {.low = NAN, .high = NAN, .best = NAN, .level = NAN};
    rk_statement_read(&before, RECKON_CUMULATIVE, &entry->stated);
    double other = isnan(before.best) ? 0.5 * (before.low + before.high) : before.best;
    reading->low =
        isnan(reading->low) ? before.low : reading->low + (isnan(before.low) ? 0 : before.low);
    reading->high += before.high;
    reading->best += other;
    bool open = isnan(reading->low) || isnan(reading->high);
    reading->level = isnan(reading->level) ? before.level : reading->level;
    if (open)
        reading->level = NAN;
    reading->kind = isnan(reading->high)    ? RK_AT_LEAST
                    : isnan(reading->low)   ? RK_AT_MOST
                    : isnan(reading->level) ? RK_RANGE
                    : isnan(reading->best)  ? RK_DISTRIBUTION
                                            : RK_SPLIT;
    snprintf(text, sizeof text, "\"%s\" added for what had come before",
        rk_shown(shown, entry->stated.id));
    rk_reading_note(reading, text);
}

/* How long the stretch is in which the moment lies that the figure is about (readings.h). */
static double length_of(const reckon_period *date, reckon_measure measure)
{
    double doubt = (date->end - date->start) - date->length;
    return measure == RECKON_FLOW ? doubt + date->length / 3.0 : doubt + date->length;
}

static void read_weight(
    rk_reading *reading, const reckon_evidence *evidence, const rk_stored_estimate *entry)
{
    double weight = isnan(entry->stated.weight) ? 1.0 : entry->stated.weight;
    weight *= reckon_evidence_source_weight(evidence, entry->source);
    if (entry->origin != entry->source)
        weight *= reckon_evidence_source_weight(evidence, entry->origin);
    reading->weight = fmax(weight, LEAST_WEIGHT);
}

static void read_estimate(
    rk_reading *reading, const reckon_evidence *evidence, size_t index, size_t bridge)
{
    const rk_stored_estimate *entry = &evidence->estimates[index];
    const reckon_estimate *stated = &entry->stated;
    reckon_measure measure = evidence->populations[entry->population].stated.measure;
    *reading = (rk_reading){.estimate = index,
        .source = entry->source,
        .origin = entry->origin,
        .certain = stated->certain,
        .check = stated->check,
        .low = NAN,
        .high = NAN,
        .best = NAN,
        .link_best = NAN,
        .sd_low = NAN,
        .sd_high = NAN,
        .level = NAN};
    if (stated->text) {
        char words[RECKON_CLAIM_TEXT], text[RECKON_CLAIM_TEXT + 16];
        rk_wording_echo(words, stated, measure);
        snprintf(text, sizeof text, "words read as %s", words);
        rk_reading_note(reading, text);
    }
    rk_statement_read(reading, measure, stated);
    if (measure == RECKON_FLOW)
        divide_by_period(reading, entry);
    if (bridge != RK_NO_INDEX)
        add_bridge(reading, evidence, bridge);
    if (measure != RECKON_SHARE)
        keep_finite(reading);
    link_ends(reading, measure);
    read_weight(reading, evidence, entry);
    reading->time = entry->date.middle;
    reading->length = length_of(&entry->date, measure);
}

static void give_reason(rk_reading *reading, const char *what, const char *detail)
{
    snprintf(reading->reason, sizeof reading->reason, "%s", what);
    size_t used = strlen(reading->reason);
    rk_copy_text(reading->reason + used, sizeof reading->reason - used, detail);
}

/* Decides on the use of one estimate, and says why not. */
static void decide(rk_reading *reading, const reckon_evidence *evidence,
    const rk_standing *standing, rk_derived_policy derived)
{
    size_t index = reading->estimate, voice = standing->voice[index],
           superseder = standing->superseder[index];
    const reckon_estimate *stated = &evidence->estimates[index].stated;
    if (stated->exclude)
        give_reason(reading, "excluded: ", stated->exclude);
    else if (stated->check)
        give_reason(reading, "a check: ", "kept for comparison, never used");
    else if (!rk_standing_published(evidence, index, standing->as_of))
        give_reason(reading, "not known to be published by then: ",
            stated->published ? stated->published : stated->date);
    else if (superseder != RK_NO_INDEX)
        give_reason(reading, "superseded by ", evidence->estimates[superseder].stated.id);
    else if (derived == RK_DERIVED_SKIP && voice != RK_NO_INDEX)
        give_reason(reading,
            standing->succession[index] ? "repeats what is superseded by " : "repeats ",
            evidence->estimates[voice].stated.id);
    else
        reading->used = true;
}

double rk_step_years(reckon_step step)
{
    return step.months / 12.0 + step.days / 365.2425;
}

reckon_status rk_readings_build(const reckon_evidence *evidence, size_t population,
    const rk_reading_policy *policy, rk_reading **readings, size_t *count, reckon_error *error)
{
    if (!evidence || !policy || !readings || !count || population >= evidence->population_ids.count)
        return rk_fail(error, RECKON_ARGUMENT, "readings are of a population of evidence");
    *readings = NULL;
    *count = 0;
    rk_standing standing;
    reckon_status status = rk_standing_build(evidence, policy->as_of, &standing, error);
    if (status != RECKON_OK)
        goto out;
    size_t found = 0;
    for (size_t i = 0; i < standing.count; i++)
        found += evidence->estimates[i].population == population;
    *readings = rk_alloc(found, sizeof **readings);
    if (!*readings) {
        status = rk_fail(error, RECKON_MEMORY, "out of memory");
        goto out;
    }
    rk_standing_voices(evidence, population, &standing);
    for (size_t i = 0; i < standing.count; i++) {
        if (evidence->estimates[i].population != population)
            continue;
        rk_reading *reading = &(*readings)[(*count)++];
        read_estimate(reading, evidence, i, standing.bridge[i]);
        decide(reading, evidence, &standing, policy->derived);
    }
out:
    rk_standing_free(&standing);
    return status;
}

reckon_status rk_readings_without(const reckon_evidence *evidence, size_t population,
    const rk_reading_policy *policy, const bool *left_out, bool *used, reckon_error *error)
{
    rk_standing standing;
    size_t count = 0;
    reckon_status status =
        rk_standing_build_without(evidence, policy->as_of, left_out, &standing, error);
    if (status == RECKON_OK)
        rk_standing_voices(evidence, population, &standing);
    for (size_t i = 0; status == RECKON_OK && i < standing.count; i++) {
        bool silenced = policy->derived == RK_DERIVED_SKIP && standing.voice[i] != RK_NO_INDEX;
        if (evidence->estimates[i].population == population)
            used[count++] = standing.plays[i] && !silenced;
    }
    rk_standing_free(&standing);
    return status;
}
