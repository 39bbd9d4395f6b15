/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/validate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "evidence/fields.h"
#include "evidence/store.h"

/* A bias beyond a factor of exp(100), or an sd of it below one in a million, is a slip and would swamp the numbers. */
static const double MAX_BIAS = 100.0;
static const double MIN_BIAS_SD = 1e-6;

static reckon_status fail_number(reckon_error *error, const char *pointer, double value, const char *rule)
{
    char number[RK_NUMBER_TEXT] = "not a finite number";
    if (isfinite(value))
        rk_number_text(number, value);
    return rk_fail_at(error, RECKON_VALUE, pointer, "\"%s\" is %s but must be %s", pointer + 1, number, rule);
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

static reckon_status check_list(const char *const *list, size_t count, const char *name, reckon_error *error)
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
static reckon_status check_id(const char *id, const rk_id_index *others, const char *kind, reckon_error *error)
{
    char shown[RK_SHOWN];
    if (!id)
        return fail_missing(error, "id");
    if (!*id)
        return rk_fail_at(error, RECKON_VALUE, "/id", "\"id\" is empty");
    if (rk_id_index_find(others, id) != RK_NO_INDEX)
        return rk_fail_at(
            error, RECKON_DUPLICATE, "/id", "there is a %s with the id \"%s\" already", kind, rk_shown(shown, id));
    return RECKON_OK;
}

reckon_status rk_validate_population(
    const reckon_evidence *evidence, const reckon_population *population, reckon_error *error)
{
    reckon_status status = check_texts(population, &rk_population_texts, "", error);
    if (status == RECKON_OK)
        status = check_id(population->id, &evidence->population_ids, "population", error);
    if (status == RECKON_OK && (unsigned)population->measure > (unsigned)RECKON_SHARE)
        status = rk_fail_at(error, RECKON_VALUE, "/measure", "\"measure\" is none of stock, flow, cumulative, share");
    return status;
}

static reckon_status check_bias(const reckon_source *source, reckon_error *error)
{
    bool given = source->bias_kind == RECKON_BIAS_GIVEN;
    if ((unsigned)source->bias_kind > (unsigned)RECKON_BIAS_ANCHOR)
        return rk_fail_at(error, RECKON_VALUE, "/bias", "\"bias\" is of no known kind");
    if (!given && (present(source->bias_mean) || present(source->bias_sd)))
        return rk_fail_at(error, RECKON_VALUE, "/bias", "a mean and sd go with a bias that is given by them only");
    if (!given)
        return RECKON_OK;
    if (!present(source->bias_mean) || !present(source->bias_sd))
        return rk_fail_at(error, RECKON_MISSING, "/bias", "a bias that is given needs both \"mean\" and \"sd\"");
    if (!(fabs(source->bias_mean) <= MAX_BIAS))
        return fail_number(error, "/bias/mean", source->bias_mean, "a log-ratio between -100 and 100");
    if (!(source->bias_sd >= MIN_BIAS_SD && source->bias_sd <= MAX_BIAS))
        return fail_number(error, "/bias/sd", source->bias_sd, "between 0.000001 and 100");
    return RECKON_OK;
}

reckon_status rk_validate_source(const reckon_evidence *evidence, const reckon_source *source, reckon_error *error)
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
        return rk_fail_at(
            error, RECKON_VALUE, "/reliability", "reliability is a number or an Admiralty letter, not both");
    return check_bias(source, error);
}

static reckon_status fail_statement(reckon_error *error, const char *pointer, const char *what)
{
    return rk_fail_at(error, RECKON_STATEMENT, pointer, "%s", what);
}

/* Which numbers stand together: exactly one of value, low + high, low + high + level, low, high. */
static reckon_status check_form(const reckon_estimate *estimate, reckon_error *error)
{
    bool value = present(estimate->value), low = present(estimate->low), high = present(estimate->high);
    bool level = present(estimate->level), best = present(estimate->best);
    if (!value && !low && !high)
        return fail_statement(
            error, "", "an estimate states a \"value\", a \"low\", a \"high\" or a \"low\" and \"high\"");
    if (value && (low || high))
        return fail_statement(error, "", "a \"value\" stands alone, without \"low\" or \"high\"");
    if (level && !(low && high))
        return fail_statement(error, "/level", "a \"level\" needs both \"low\" and \"high\"");
    if (best && !level)
        return fail_statement(error, "/best", "a \"best\" needs \"low\", \"high\" and the \"level\" that they hold at");
    if (present(estimate->precision) && !value)
        return fail_statement(error, "/precision", "a \"precision\" needs a \"value\"");
    if (estimate->approximate && !value)
        return fail_statement(error, "/approximate", "\"approximate\" needs a \"value\"");
    return RECKON_OK;
}

/* One number of a statement lies where the measure lives. */
static reckon_status check_quantity(double value, const char *pointer, reckon_measure measure, reckon_error *error)
{
    if (!present(value))
        return RECKON_OK;
    if (measure == RECKON_SHARE)
        return check_fraction(value, pointer, error);
    if (!(value > 0 && isfinite(value)))
        return fail_number(error, pointer, value, "above 0");
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
        return rk_fail_at(error, RECKON_STATEMENT, "/low", "\"low\" (%s) is above \"high\" (%s)", low, high);
    if (present(estimate->best) && !(estimate->low < estimate->best && estimate->best < estimate->high))
        return rk_fail_at(error, RECKON_STATEMENT, "/best",
            "\"best\" (%s) does not lie between \"low\" (%s) and \"high\" (%s)", rk_number_text(best, estimate->best),
            low, high);
    return RECKON_OK;
}

static reckon_status check_statement(const reckon_estimate *estimate, reckon_measure measure, reckon_error *error)
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
    return status == RECKON_OK ? check_order(estimate, error) : status;
}

/* A date with the pointer of the key it stands under. */
static reckon_status check_date(const char *text, const char *pointer, reckon_period *period, reckon_error *error)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = reckon_date_parse(text, period, &inner);
    return status == RECKON_OK ? status : rk_fail_at(error, status, pointer, "%s", inner.message);
}

static reckon_status check_reference(
    const char *id, const rk_id_index *known, const char *kind, size_t *position, reckon_error *error)
{
    char shown[RK_SHOWN], pointer[32];
    if (!id)
        return fail_missing(error, kind);
    *position = rk_id_index_find(known, id);
    if (*position != RK_NO_INDEX)
        return RECKON_OK;
    snprintf(pointer, sizeof pointer, "/%s", kind);
    return rk_fail_at(error, RECKON_REFERENCE, pointer, "there is no %s with the id \"%s\"", kind, rk_shown(shown, id));
}

static reckon_status check_links(
    const reckon_evidence *evidence, const reckon_estimate *estimate, rk_estimate_links *links, reckon_error *error)
{
    reckon_period published;
    reckon_status status =
        check_reference(estimate->population, &evidence->population_ids, "population", &links->population, error);
    if (status == RECKON_OK)
        status = check_reference(estimate->source, &evidence->source_ids, "source", &links->source, error);
    if (status == RECKON_OK && !estimate->date)
        status = fail_missing(error, "date");
    if (status == RECKON_OK)
        status = check_date(estimate->date, "/date", &links->date, error);
    if (status == RECKON_OK && estimate->published)
        status = check_date(estimate->published, "/published", &published, error);
    return status;
}

static reckon_status check_rest(const reckon_estimate *estimate, reckon_error *error)
{
    reckon_status status = check_weight(estimate->weight, "/weight", error);
    if (status == RECKON_OK && (estimate->credibility < 0 || estimate->credibility > 6))
        status = fail_number(error, "/credibility", estimate->credibility, "a whole number from 1 to 6");
    if (status == RECKON_OK)
        status = check_list(estimate->derived_from, estimate->derived_count, "derived_from", error);
    if (status == RECKON_OK && estimate->exclude && !*estimate->exclude)
        status = rk_fail_at(error, RECKON_VALUE, "/exclude", "\"exclude\" is empty but must give a reason");
    if (status == RECKON_OK)
        status = check_texts(&estimate->citation, &rk_citation_texts, "/citation", error);
    if (status == RECKON_OK)
        status = check_list(estimate->chain, estimate->chain_count, "chain", error);
    return status;
}

reckon_status rk_validate_estimate(
    const reckon_evidence *evidence, const reckon_estimate *estimate, rk_estimate_links *links, reckon_error *error)
{
    reckon_status status = check_texts(estimate, &rk_estimate_texts, "", error);
    if (status == RECKON_OK)
        status = check_id(estimate->id, &evidence->estimate_ids, "estimate", error);
    if (status == RECKON_OK)
        status = check_links(evidence, estimate, links, error);
    if (status == RECKON_OK)
        status = check_statement(estimate, evidence->populations[links->population].stated.measure, error);
    if (status == RECKON_OK)
        status = check_rest(estimate, error);
    return status;
}
