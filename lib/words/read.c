/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The front door of the words. With a language, its words and its marks decide. Without one, the
 * text is read in every language, by marks that none reads differently, and the readings must
 * agree.
 */
#include <stdio.h>
#include <string.h>

#include <reckon/words.h>

#include "core/status.h"
#include "core/text.h"
#include "words/claim.h"
#include "words/parse.h"
#include "words/question.h"

const char *reckon_figure_language(size_t index)
{
    return index < RK_LANGUAGES ? rk_lexicon_of((int)index)->language : NULL;
}

void reckon_figure_options_init(reckon_figure_options *options)
{
    if (options)
        *options = (reckon_figure_options){sizeof *options, NULL};
}

/* "de" and "de-CH" are German; -1 when no language is given, RK_LANGUAGES when it is not known. */
static int language_of(const reckon_figure_options *options)
{
    if (!options || !options->language)
        return -1;
    for (int i = 0; i < RK_LANGUAGES; i++) {
        const char *code = rk_lexicon_of(i)->language, *given = options->language;
        if (strncmp(given, code, 2) == 0 &&
            (given[2] == '\0' || given[2] == '-' || given[2] == '_'))
            return i;
    }
    return RK_LANGUAGES;
}

/* Only words that say that there is no figure, or a lone dash, or nothing at all. */
static bool says_nothing(const rk_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        if (scan->tokens[i].class != RK_NOTHING &&
            !(scan->tokens[i].class == RK_DASH && scan->count == 1))
            return false;
    return true;
}

/* Words to ask about wherever they stand. */
static bool ask_words(rk_parse *p)
{
    for (size_t i = 0; i < p->scan->count; i++) {
        const rk_token *t = &p->tokens[i];
        if (t->class == RK_ASK || t->class == RK_UNKNOWN || t->class == RK_NOTHING) {
            p->at = i;
            rk_ask_here(p);
            return true;
        }
    }
    return false;
}

static void nothing(reckon_figure *figure)
{
    figure->status = RECKON_FIGURE_NOTHING;
    figure->rule = RECKON_RULE_ASK_NOTHING;
    figure->rules[RECKON_RULE_ASK_NOTHING] = 1;
    rk_copy_text(figure->why, sizeof figure->why, reckon_rule_meaning(RECKON_RULE_ASK_NOTHING));
}

static void answered(reckon_figure *figure, const rk_parse *p)
{
    char text[RECKON_CLAIM_TEXT];
    figure->status = RECKON_FIGURE_READ;
    figure->claim = p->claim;
    figure->rule = p->main;
    memcpy(figure->rules, p->rules, sizeof figure->rules);
    figure->rules[p->main] = 1;
    snprintf(figure->why, sizeof figure->why, "%s: %s", reckon_rule_meaning(p->main),
        reckon_claim_text(text, &figure->claim));
}

static void clear(reckon_figure *figure)
{
    memset(figure, 0, sizeof *figure);
    rk_claim_clear(&figure->claim);
}

/* Reads in one language. */
static void read_in(rk_scan *scan, const char *text, size_t length, int language, bool strict,
    reckon_figure *figure)
{
    rk_parse p = {.scan = scan, .tokens = scan->tokens, .language = language};
    clear(figure);
    rk_scan_text(scan, text, length, language, strict);
    rk_claim_clear(&p.claim);
    if (scan->folded.malformed)
        rk_question_at(figure, RECKON_RULE_ASK_MARK, text, scan->folded.malformed_at, 0,
            "the text is not UTF-8");
    else if (scan->too_many)
        rk_question_at(
            figure, RECKON_RULE_ASK_TWO, text, 0, 0, "the text is too long for one figure");
    else if (says_nothing(scan))
        nothing(figure);
    else if (ask_words(&p) || !rk_claim_parse(&p))
        rk_question(figure, &p, text, length);
    else
        answered(figure, &p);
}

/* Without a language: every language reads; those that have a reading must agree. Returns the
 * language that stands. */
static int read_in_any(rk_scan *scan, const char *text, size_t length, reckon_figure *figure)
{
    int stands = -1;
    reckon_figure other;
    read_in(scan, text, length, RK_ENGLISH, true, figure);
    if (figure->status != RECKON_FIGURE_ASK)
        stands = RK_ENGLISH;
    for (int i = RK_ENGLISH + 1; i < RK_LANGUAGES; i++) {
        read_in(scan, text, length, i, true, &other);
        if (other.status == RECKON_FIGURE_ASK)
            continue;
        if (stands >= 0 &&
            (figure->status != other.status || !rk_claim_same(&figure->claim, &other.claim))) {
            reckon_claim first = figure->claim;
            char words[RECKON_CLAIM_TEXT];
            clear(figure);
            rk_question_at(
                figure, RECKON_RULE_ASK_MARK, text, 0, length, "two languages read it differently");
            const reckon_claim *claims[] = {&first, &other.claim};
            for (size_t k = 0; k < 2; k++) {
                figure->candidates[k].claim = *claims[k];
                rk_copy_text(figure->candidates[k].type, sizeof figure->candidates[k].type,
                    reckon_claim_text(words, claims[k]));
            }
            figure->candidate_count = 2;
            return RK_ENGLISH;
        }
        if (stands < 0) {
            *figure = other;
            stands = i;
        }
    }
    return stands >= 0 ? stands : RK_ENGLISH;
}

static reckon_status check(const char *text, size_t length, const void *answer,
    const reckon_figure_options *options, reckon_error *error)
{
    if (!answer || (!text && length))
        return rk_fail(error, RECKON_ARGUMENT, "a text and room for the answer are needed");
    if (language_of(options) == RK_LANGUAGES)
        return rk_fail(error, RECKON_OPTION,
            "the words of language \"%.20s\" are not known; en, fr, es, de, ko are",
            options->language);
    return RECKON_OK;
}

reckon_status reckon_figure_read(const char *text, size_t length,
    const reckon_figure_options *options, reckon_figure *figure, reckon_error *error)
{
    if (figure)
        clear(figure);
    reckon_status status = check(text, length, figure, options, error);
    if (status != RECKON_OK)
        return status;
    rk_scan scan;
    int language = language_of(options);
    if (length > RECKON_FIGURE_MAX)
        rk_question_at(
            figure, RECKON_RULE_ASK_TWO, text, 0, 0, "the text is too long for one figure");
    else if (language >= 0)
        read_in(&scan, text, length, language, false, figure);
    else
        read_in_any(&scan, text ? text : "", length, figure);
    return RECKON_OK;
}

reckon_status reckon_figure_tokens(const char *text, size_t length,
    const reckon_figure_options *options, reckon_figure_token *tokens, size_t capacity,
    size_t *count, reckon_error *error)
{
    reckon_status status = check(text, length, count, options, error);
    if (status != RECKON_OK)
        return status;
    *count = 0;
    if (length > RECKON_FIGURE_MAX || (capacity && !tokens))
        return tokens || !capacity
                   ? RECKON_OK
                   : rk_fail(error, RECKON_ARGUMENT, "room for the tokens is needed");
    rk_scan scan;
    reckon_figure figure;
    int language = language_of(options);
    bool strict = language < 0;
    if (strict)
        language = read_in_any(&scan, text ? text : "", length, &figure);
    rk_scan_text(&scan, text ? text : "", length, language, strict);
    for (size_t i = 0; i < scan.count && *count < capacity; i++) {
        const rk_token *t = &scan.tokens[i];
        size_t begin = scan.folded.at[t->begin], end = scan.folded.at[t->end];
        tokens[(*count)++] = (reckon_figure_token){begin, end - begin,
            t->class == RK_ASK ? reckon_rule_name(t->ask) : rk_class_kind(t->class)};
    }
    return RECKON_OK;
}
