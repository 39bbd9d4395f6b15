/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/validate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "evidence/fields.h"
#include "evidence/readings.h"
#include "evidence/wording.h"

/* A bias beyond a factor of exp(100), or an sd of it below one in a million, is a slip and would
 * swamp the numbers. */
static const double MAX_BIAS = 100.0;
static const double MIN_BIAS_SD = 1e-6;

static reckon_status fail_number(
    reckon_error *error, const char *pointer, double value, const char *rule)
{
    char number[RK_NUMBER_TEXT] = "not a finite number";
    if (isfinite(value))
        rk_number_text(number, value);
    return rk_fail_at(
        error, RECKON_VALUE, pointer, "\"%s\" is %s but must be %s", pointer + 1, number, rule);
}

/* NAN is absence throughout. */
static bool present(double value)
{
    return !isnan(value);
}

static reckon_status check_weight(double value, const char *pointer, reckon_error *error)
{
    if (present(value) && !(value > 0 && value <= 1))
        return fail_number(error, pointer, value, "above 0 and at most 1");
    return RECKON_OK;
}

static reckon_status check_fraction(double value, const char *pointer, reckon_error *error)
{
    if (present(value) && !(value > 0 && value < 1))
        return fail_number(error, pointer, value, "above 0 and below 1");
    return RECKON_OK;
}

static reckon_status fail_utf8(reckon_error *error, const char *pointer)
{
    return rk_fail_at(error, RECKON_VALUE, pointer, "\"%s\" is not valid UTF-8", pointer + 1);
}

static reckon_status check_texts(
    const void *description, const rk_text_fields *fields, const char *prefix, reckon_error *error)
{
    for (size_t i = 0; i < fields->count; i++) {
        const char *text = rk_text_of(description, &fields->field[i]);
        if (text && !rk_utf8_valid(text)) {
            char pointer[64];
            snprintf(pointer, sizeof pointer, "%s/%s", prefix, fields->field[i].name);
            return fail_utf8(error, pointer);
        }
    }
    return RECKON_OK;
}

static reckon_status check_list(
    const char *const *list, size_t count, const char *name, reckon_error *error)
{
    if (count && !list)
        return rk_fail(error, RECKON_ARGUMENT, "\"%s\" has a count but no list", name);
    for (size_t i = 0; i < count; i++) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/%s/%zu", name, i);
        if (!list[i])
            return rk_fail_at(error, RECKON_VALUE, pointer, "\"%s\" holds no text", pointer + 1);
        if (!rk_utf8_valid(list[i]))
            return fail_utf8(error, pointer);
    }
    return RECKON_OK;
}

static reckon_status fail_missing(reckon_error *error, const char *name)
{
    return rk_fail_at(error, RECKON_MISSING, "", "\"%s\" is missing", name);
}

/* An id is there, is not empty and is new among its kind. */
static reckon_status check_id(
    const char *id, const rk_id_index *others, const char *kind, reckon_error *error)
{
    char shown[RK_SHOWN];
    if (!id)
        return fail_missing(error, "id");
    if (!*id)
        return rk_fail_at(error, RECKON_VALUE, "/id", "\"id\" is empty");
    if (rk_id_index_find(others, id) != RK_NO_INDEX)
        return rk_fail_at(error, RECKON_DUPLICATE, "/id",
            "there is a %s with the id \"%s\" already", kind, rk_shown(shown, id));
    return RECKON_OK;
}

/* A date with the pointer of the key it stands under. */
static reckon_status check_date(
    const char *text, const char *pointer, reckon_period *period, reckon_error *error)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = reckon_date_parse(text, period, &inner);
    return status == RECKON_OK ? status : rk_fail_at(error, status, pointer, "%s", inner.message);
}

/* Where totals start; *since is left alone when nothing is said. */
static reckon_status check_since(
    const char *text, reckon_measure measure, double *since, reckon_error *error)
{
    reckon_period start;
    if (!text)
        return RECKON_OK;
    if (measure != RECKON_CUMULATIVE)
        return rk_fail_at(error, RECKON_VALUE, "/since",
            "\"since\" goes with the measure cumulative, not with %s",
            reckon_measure_name(measure));
    reckon_status status = check_date(text, "/since", &start, error);
    if (status == RECKON_OK)
        *since = start.start;
    return status;
}

static reckon_status check_event(const reckon_event *event, size_t index, reckon_error *error)
{
    char pointer[64];
    reckon_period period;
    snprintf(pointer, sizeof pointer, "/events/%zu", index);
    size_t length = strlen(pointer);
    reckon_status status = check_texts(event, &rk_event_texts, pointer, error);
    if (status != RECKON_OK)
        return status;
    if (!event->date)
        return rk_fail_at(error, RECKON_MISSING, pointer, "\"date\" is missing");
    snprintf(pointer + length, sizeof pointer - length, "/date");
    status = check_date(event->date, pointer, &period, error);
    snprintf(pointer + length, sizeof pointer - length, "/mean");
    if (status == RECKON_OK && present(event->mean) && !(fabs(event->mean) <= MAX_BIAS))
        status = rk_fail_at(
            error, RECKON_VALUE, pointer, "\"mean\" is a log-ratio between -100 and 100");
    snprintf(pointer + length, sizeof pointer - length, "/sd");
    if (status == RECKON_OK && present(event->sd) &&
        !(event->sd >= MIN_BIAS_SD && event->sd <= MAX_BIAS))
        status = rk_fail_at(error, RECKON_VALUE, pointer, "\"sd\" is between 0.000001 and 100");
    return status;
}

reckon_status rk_validate_population(const reckon_evidence *evidence,
    const reckon_population *population, double *since, reckon_error *error)
{
    *since = NAN;
    reckon_status status = check_texts(population, &rk_population_texts, "", error);
    if (status == RECKON_OK)
        status = check_id(population->id, &evidence->population_ids, "population", error);
    if (status == RECKON_OK && (unsigned)population->measure > (unsigned)RECKON_SHARE)
        status = rk_fail_at(error, RECKON_VALUE, "/measure",
            "\"measure\" is none of stock, flow, cumulative, share");
    if (status == RECKON_OK)
        status = check_since(population->since, population->measure, since, error);
    if (status == RECKON_OK && population->event_count && !population->events)
        status = rk_fail(error, RECKON_ARGUMENT, "\"events\" has a count but no list");
    for (size_t i = 0; status == RECKON_OK && i < population->event_count; i++)
        status = check_event(&population->events[i], i, error);
    return status;
}

static reckon_status check_bias(const reckon_source *source, reckon_error *error)
{
    bool given = source->bias_kind == RECKON_BIAS_GIVEN;
    if ((unsigned)source->bias_kind > (unsigned)RECKON_BIAS_ANCHOR)
        return rk_fail_at(error, RECKON_VALUE, "/bias", "\"bias\" is of no known kind");
    if (!given && (present(source->bias_mean) || present(source->bias_sd)))
        return rk_fail_at(error, RECKON_VALUE, "/bias",
            "a mean and sd go with a bias that is given by them only");
    if (!given)
        return RECKON_OK;
    if (!present(source->bias_mean) || !present(source->bias_sd))
        return rk_fail_at(
            error, RECKON_MISSING, "/bias", "a bias that is given needs both \"mean\" and \"sd\"");
    if (!(fabs(source->bias_mean) <= MAX_BIAS))
        return fail_number(
            error, "/bias/mean", source->bias_mean, "a log-ratio between -100 and 100");
    if (!(source->bias_sd >= MIN_BIAS_SD && source->bias_sd <= MAX_BIAS))
        return fail_number(error, "/bias/sd", source->bias_sd, "between 0.000001 and 100");
    return RECKON_OK;
}

reckon_status rk_validate_source(
    const reckon_evidence *evidence, const reckon_source *source, reckon_error *error)
{
    reckon_status status = check_texts(source, &rk_source_texts, "", error);
    if (status == RECKON_OK)
        status = check_id(source->id, &evidence->source_ids, "source", error);
    if (status == RECKON_OK)
        status = check_weight(source->reliability, "/reliability", error);
    if (status != RECKON_OK)
        return status;
    if (source->admiralty && (source->admiralty < 'A' || source->admiralty > 'F'))
        return rk_fail_at(error, RECKON_VALUE, "/reliability", "an Admiralty letter is A to F");
    if (source->admiralty && present(source->reliability))
        return rk_fail_at(error, RECKON_VALUE, "/reliability",
            "reliability is a number or an Admiralty letter, not both");
    return check_bias(source, error);
}

static reckon_status fail_statement(reckon_error *error, const char *pointer, const char *what)
{
    return rk_fail_at(error, RECKON_STATEMENT, pointer, "%s", what);
}

/* Which numbers stand together: exactly one of value, low + high, low + high + level, low, high. */
static reckon_status check_form(const reckon_estimate *estimate, reckon_error *error)
{
    bool value = present(estimate->value), low = present(estimate->low),
         high = present(estimate->high);
    if (!value && !low && !high)
        return fail_statement(error, "",
            "an estimate states a \"value\", a \"low\", a \"high\", a \"low\" and \"high\", or "
            "words in \"text\"");
    if (value && (low || high))
        return fail_statement(error, "", "a \"value\" stands alone, without \"low\" or \"high\"");
    if (present(estimate->level) && !(low && high))
        return fail_statement(error, "/level", "a \"level\" needs both \"low\" and \"high\"");
    if (present(estimate->level) && estimate->certain)
        return fail_statement(error, "/certain",
            "what holds with a \"level\" is not \"certain\": leave one of the two out");
    if (present(estimate->best) && !(low && high))
        return fail_statement(error, "/best", "a \"best\" needs both \"low\" and \"high\"");
    if (present(estimate->precision) && !value)
        return fail_statement(error, "/precision", "a \"precision\" needs a \"value\"");
    if (estimate->approximate && !value)
        return fail_statement(error, "/approximate", "\"approximate\" needs a \"value\"");
    return RECKON_OK;
}

/* One number of a statement lies where the measure lives, its ends included: they are open ends. */
static reckon_status check_quantity(
    double value, const char *pointer, reckon_measure measure, reckon_error *error)
{
    if (!present(value))
        return RECKON_OK;
    if (measure == RECKON_SHARE && !(value >= 0 && value <= 1))
        return fail_number(error, pointer, value, "between 0 and 1");
    if (!(value >= 0 && isfinite(value)))
        return fail_number(error, pointer, value, "0 or above");
    return RECKON_OK;
}

static reckon_status check_order(const reckon_estimate *estimate, reckon_error *error)
{
    char low[RK_NUMBER_TEXT], high[RK_NUMBER_TEXT], best[RK_NUMBER_TEXT];
    if (!present(estimate->low) || !present(estimate->high))
        return RECKON_OK;
    rk_number_text(low, estimate->low);
    rk_number_text(high, estimate->high);
    if (estimate->low > estimate->high)
        return rk_fail_at(
            error, RECKON_STATEMENT, "/low", "\"low\" (%s) is above \"high\" (%s)", low, high);
    if (present(estimate->best) &&
        !(estimate->low < estimate->best && estimate->best < estimate->high))
        return rk_fail_at(error, RECKON_STATEMENT, "/best",
            "\"best\" (%s) does not lie between \"low\" (%s) and \"high\" (%s)",
            rk_number_text(best, estimate->best), low, high);
    return RECKON_OK;
}

/* Something is left when open ends are taken away, and a width that is relative has something to be
 * relative to. */
static reckon_status check_content(
    const reckon_estimate *estimate, reckon_measure measure, reckon_error *error)
{
    bool same = estimate->low == estimate->high;
    bool no_low = !present(estimate->low) || (estimate->low == 0 && !same);
    bool no_high =
        !present(estimate->high) || (measure == RECKON_SHARE && estimate->high == 1 && !same);
    if (!present(estimate->value) && no_low && no_high)
        return fail_statement(error, "",
            measure == RECKON_SHARE
                ? "a share between 0 and 1 says nothing: leave the estimate out, or \"exclude\" it"
                : "at least 0 says nothing: leave the estimate out, or \"exclude\" it");
    if (estimate->value == 0 && present(estimate->precision))
        return fail_statement(error, "/precision",
            "a \"precision\" is relative: with a \"value\" of 0 it says nothing");
    if (estimate->value == 0 && estimate->approximate)
        return fail_statement(error, "/approximate",
            "\"approximate\" with a \"value\" of 0 says nothing: state a \"high\"");
    return RECKON_OK;
}

static reckon_status check_statement(
    const reckon_estimate *estimate, reckon_measure measure, reckon_error *error)
{
    const struct {
        const char *pointer;
        double value;
    } quantities[] = {
        {"/value", estimate->value},
        {"/low", estimate->low},
        {"/high", estimate->high},
        {"/best", estimate->best},
    };
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < sizeof quantities / sizeof *quantities; i++)
        status = check_quantity(quantities[i].value, quantities[i].pointer, measure, error);
    if (status == RECKON_OK)
        status = check_fraction(estimate->precision, "/precision", error);
    if (status == RECKON_OK)
        status = check_fraction(estimate->level, "/level", error);
    if (status == RECKON_OK)
        status = check_form(estimate, error);
    if (status == RECKON_OK)
        status = check_order(estimate, error);
    return status == RECKON_OK ? check_content(estimate, measure, error) : status;
}

static reckon_status check_reference(const char *id, const rk_id_index *known, const char *kind,
    const char *key, size_t *position, reckon_error *error)
{
    char shown[RK_SHOWN], pointer[32];
    if (!id)
        return fail_missing(error, key);
    *position = rk_id_index_find(known, id);
    if (*position != RK_NO_INDEX)
        return RECKON_OK;
    snprintf(pointer, sizeof pointer, "/%s", key);
    return rk_fail_at(error, RECKON_REFERENCE, pointer, "there is no %s with the id \"%s\"", kind,
        rk_shown(shown, id));
}

/* The ids an estimate names. */
static reckon_status check_links(
    const reckon_evidence *evidence, rk_stored_estimate *entry, reckon_error *error)
{
    const reckon_estimate *stated = &entry->stated;
    reckon_status status = check_reference(stated->population, &evidence->population_ids,
        "population", "population", &entry->population, error);
    if (status == RECKON_OK)
        status = check_reference(
            stated->source, &evidence->source_ids, "source", "source", &entry->source, error);
    entry->origin = entry->source;
    if (status == RECKON_OK && stated->origin)
        status = check_reference(
            stated->origin, &evidence->source_ids, "source", "origin", &entry->origin, error);
    return status;
}

/* The length, in years, that a flow's number is for: what it says, or its period. */
static reckon_status check_per(
    rk_stored_estimate *entry, reckon_measure measure, reckon_error *error)
{
    reckon_step step;
    reckon_error inner = RECKON_ERROR_INIT;
    const char *per = entry->stated.per;
    entry->per = entry->date.length;
    if (!per)
        return RECKON_OK;
    if (measure != RECKON_FLOW)
        return rk_fail_at(error, RECKON_VALUE, "/per",
            "\"per\" goes with the measure flow, not with %s", reckon_measure_name(measure));
    reckon_status status = reckon_step_parse(per, &step, &inner);
    if (status != RECKON_OK)
        return rk_fail_at(error, status, "/per", "%s", inner.message);
    entry->per = rk_step_years(step);
    return RECKON_OK;
}

static reckon_status check_dates(const reckon_evidence *evidence, rk_stored_estimate *entry,
    reckon_measure measure, reckon_error *error)
{
    reckon_period published;
    const reckon_estimate *stated = &entry->stated;
    if (!stated->date)
        return fail_missing(error, "date");
    reckon_status status = check_date(stated->date, "/date", &entry->date, error);
    if (status != RECKON_OK)
        return status;
    published = entry->date;
    if (stated->published)
        status = check_date(stated->published, "/published", &published, error);
    entry->published = published.end;
    entry->since = evidence->populations[entry->population].since;
    if (status == RECKON_OK)
        status = check_since(stated->since, measure, &entry->since, error);
    if (status == RECKON_OK && entry->since >= entry->date.end)
        status = rk_fail_at(error, RECKON_DATE, stated->since ? "/since" : "/date",
            "a total that starts in %s cannot be about %s",
            stated->since ? stated->since : evidence->populations[entry->population].stated.since,
            stated->date);
    return status;
}

static reckon_status check_rest(const reckon_estimate *estimate, reckon_error *error)
{
    reckon_status status = check_weight(estimate->weight, "/weight", error);
    if (status == RECKON_OK && (estimate->credibility < 0 || estimate->credibility > 6))
        status =
            fail_number(error, "/credibility", estimate->credibility, "a whole number from 1 to 6");
    if (status == RECKON_OK)
        status = check_list(estimate->derived_from, estimate->derived_count, "derived_from", error);
    if (status == RECKON_OK)
        status = check_list(estimate->supersedes, estimate->supersedes_count, "supersedes", error);
    if (status == RECKON_OK && estimate->exclude && !*estimate->exclude)
        status = rk_fail_at(
            error, RECKON_VALUE, "/exclude", "\"exclude\" is empty but must give a reason");
    if (status == RECKON_OK)
        status = check_texts(&estimate->citation, &rk_citation_texts, "/citation", error);
    if (status == RECKON_OK)
        status = check_list(estimate->chain, estimate->chain_count, "chain", error);
    return status;
}

/* What the words say becomes the statement before it is checked. */
static reckon_status check_words(
    reckon_estimate *estimate, reckon_measure measure, reckon_error *error)
{
    if (estimate->text)
        return rk_wording_apply(estimate, measure, error);
    if (estimate->language)
        return fail_statement(error, "/language", "a \"language\" needs a \"text\"");
    return RECKON_OK;
}

reckon_status rk_validate_estimate(
    const reckon_evidence *evidence, rk_stored_estimate *entry, reckon_error *error)
{
    reckon_estimate *estimate = &entry->stated;
    reckon_status status = check_texts(estimate, &rk_estimate_texts, "", error);
    if (status == RECKON_OK)
        status = check_id(estimate->id, &evidence->estimate_ids, "estimate", error);
    if (status == RECKON_OK)
        status = check_links(evidence, entry, error);
    if (status != RECKON_OK)
        return status;
    reckon_measure measure = evidence->populations[entry->population].stated.measure;
    status = check_dates(evidence, entry, measure, error);
    if (status == RECKON_OK)
        status = check_words(estimate, measure, error);
    if (status == RECKON_OK)
        status = check_per(entry, measure, error);
    if (status == RECKON_OK)
        status = check_statement(estimate, measure, error);
    if (status == RECKON_OK)
        status = check_rest(estimate, error);
    return status;
}
