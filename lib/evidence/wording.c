/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/wording.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <reckon/date.h>
#include <reckon/words.h>

#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"

/* The steps of `per` that words can say, by reckon_per. */
static const char *const steps[] = {
    [RECKON_PER_NONE] = NULL,
    [RECKON_PER_DAY] = "P1D",
    [RECKON_PER_WEEK] = "P1W",
    [RECKON_PER_MONTH] = "P1M",
    [RECKON_PER_YEAR] = "P1Y",
};

static bool same_step(const char *a, const char *b)
{
    reckon_step first, second;
    return reckon_step_parse(a, &first, NULL) == RECKON_OK &&
           reckon_step_parse(b, &second, NULL) == RECKON_OK && first.months == second.months &&
           first.days == second.days;
}

static bool has_numbers(const reckon_estimate *estimate)
{
    return !isnan(estimate->value) || !isnan(estimate->low) || !isnan(estimate->high);
}

/* An end that is open: not said, 0, or the whole of a share. */
static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static double low_end(double low)
{
    return low > 0 ? low : NAN;
}

static double high_end(double high, reckon_measure measure)
{
    return measure == RECKON_SHARE && high >= 1 ? NAN : high;
}

/* Numbers may add to what the words say, not differ from it. */
static bool agrees(const reckon_claim *words, const reckon_estimate *keys, reckon_measure measure)
{
    return same_number(words->value, keys->value) &&
           same_number(low_end(words->low), low_end(keys->low)) &&
           same_number(high_end(words->high, measure), high_end(keys->high, measure)) &&
           words->approximate == keys->approximate &&
           (isnan(words->level) || same_number(words->level, keys->level)) &&
           (isnan(words->best) || same_number(words->best, keys->best)) &&
           (isnan(words->precision) || same_number(words->precision, keys->precision));
}

static void take_numbers(reckon_estimate *estimate, const reckon_claim *claim)
{
    estimate->value = claim->value;
    estimate->approximate = claim->approximate;
    estimate->precision = claim->precision;
    estimate->low = claim->low;
    estimate->high = claim->high;
    estimate->level = claim->level;
    estimate->best = claim->best;
}

/* "<words>" <what><which><rest> */
static reckon_status fail_words(reckon_error *error, const reckon_estimate *estimate,
    const char *what, const char *which, const char *rest)
{
    char shown[RK_SHOWN];
    return rk_fail_at(error, RECKON_STATEMENT, "/text", "\"%s\" %s%s%s",
        rk_shown(shown, estimate->text), what, which, rest);
}

static reckon_status fail_question(
    reckon_error *error, const reckon_estimate *estimate, const reckon_figure *figure)
{
    char token[RK_SHOWN] = "", copy[RK_SHOWN], shown[RK_SHOWN];
    size_t length = figure->length < sizeof copy - 1 ? figure->length : sizeof copy - 1;
    memcpy(copy, estimate->text + figure->offset, length);
    copy[length] = '\0';
    rk_shown(token, copy);
    rk_shown(shown, estimate->text);
    bool named = figure->length > 0 && !strstr(figure->why, token);
    return rk_fail_at(error, RECKON_STATEMENT, "/text", "\"%s\" cannot be read%s%s%s: %s%s%s",
        shown, named ? " at \"" : "", named ? token : "", named ? "\"" : "", figure->why,
        *figure->remedy ? ". " : "", figure->remedy);
}

/* Whether the words are about persons or a part, a number or a rate, as the population is. */
static reckon_status check_measure(const reckon_estimate *estimate, const reckon_claim *claim,
    reckon_measure measure, reckon_error *error)
{
    const char *counted = reckon_measure_name(measure);
    if (claim->share != (measure == RECKON_SHARE))
        return fail_words(error, estimate, claim->share ? "states a share" : "states no share",
            ", and the population's measure is ", counted);
    if (claim->per != RECKON_PER_NONE && measure != RECKON_FLOW)
        return fail_words(
            error, estimate, "states a flow", ", and the population's measure is ", counted);
    return RECKON_OK;
}

/* A date in the words lies within, or holds, some of the estimate's. */
static bool dates_meet(const char *words, const char *stated)
{
    reckon_period said, dated;
    if (!*words || !stated || reckon_date_parse(words, &said, NULL) != RECKON_OK ||
        reckon_date_parse(stated, &dated, NULL) != RECKON_OK)
        return true;
    return said.start < dated.end && dated.start < said.end;
}

static reckon_status compare(reckon_estimate *estimate, const reckon_claim *claim,
    reckon_measure measure, reckon_error *error)
{
    char said[RECKON_CLAIM_TEXT];
    reckon_status status = check_measure(estimate, claim, measure, error);
    if (status != RECKON_OK)
        return status;
    if (!dates_meet(claim->date, estimate->date))
        return fail_words(
            error, estimate, "is about ", claim->date, ", and \"date\" says otherwise");
    if (!has_numbers(estimate))
        take_numbers(estimate, claim);
    else if (!agrees(claim, estimate, measure))
        return fail_words(error, estimate, "is read as ", reckon_claim_text(said, claim),
            ", and the numbers beside it say otherwise");
    if (claim->per == RECKON_PER_NONE)
        return RECKON_OK;
    if (estimate->per && !same_step(estimate->per, steps[claim->per]))
        return fail_words(error, estimate, "is for a ", reckon_per_name(claim->per),
            ", and \"per\" says otherwise");
    estimate->per = steps[claim->per];
    return RECKON_OK;
}

/* "en, fr, es" */
static const char *list_languages(char *to, size_t size)
{
    size_t used = 0;
    const char *language;
    to[0] = '\0';
    for (size_t i = 0; (language = reckon_figure_language(i)) && used < size; i++)
        used += (size_t)snprintf(to + used, size - used, "%s%s", i ? ", " : "", language);
    return to;
}

reckon_status rk_wording_apply(
    reckon_estimate *estimate, reckon_measure measure, reckon_error *error)
{
    reckon_figure_options options;
    reckon_figure figure;
    char shown[RK_SHOWN], languages[64];
    reckon_figure_options_init(&options);
    options.language = estimate->language;
    if (reckon_figure_read(estimate->text, strlen(estimate->text), &options, &figure, NULL) !=
        RECKON_OK)
        return rk_fail_at(error, RECKON_VALUE, "/language",
            "words in the language \"%s\" cannot be read, those in %s can",
            rk_shown(shown, estimate->language), list_languages(languages, sizeof languages));
    if (figure.status == RECKON_FIGURE_NOTHING)
        return fail_words(error, estimate, "holds no figure", "", "");
    if (figure.status == RECKON_FIGURE_ASK)
        return fail_question(error, estimate, &figure);
    return compare(estimate, &figure.claim, measure, error);
}

void rk_wording_echo(char *to, const reckon_estimate *estimate, reckon_measure measure)
{
    reckon_claim claim = {.value = estimate->value,
        .low = estimate->low,
        .high = estimate->high,
        .level = estimate->level,
        .best = estimate->best,
        .precision = estimate->precision,
        .approximate = estimate->approximate,
        .share = measure == RECKON_SHARE};
    for (int per = RECKON_PER_DAY; per <= RECKON_PER_YEAR; per++)
        if (estimate->per && same_step(estimate->per, steps[per]))
            claim.per = (reckon_per)per;
    reckon_claim_text(to, &claim);
}
