/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An explanation in three to six sentences: what must be said first, the answer, and why. Each
 * sentence has a condition on numbers, and "because" stands only before what was measured by
 * switching it off.
 */
#include <math.h>
#include <string.h>

#include "core/status.h"
#include "explain/brief_words.h"
#include "explain/explanation.h"
#include "result/page.h"

/* Sentences of one date, at most. */
enum { MOST_SENTENCES = 6, LINE_WIDTH = 80 };

/* The prior is named where the figures decide less of the log width than this. */
static const double little_decided = 0.5;

/* A date this many years from the nearest figure is extrapolated. */
static const double far_away = 1.0;

/* Causes, figures and help are named where they change the width, or an end, by this factor. */
static const double worth_saying = 1.1;

/* What a placeholder stands for. */
typedef struct value {
    const char *name, *text;
} value;

enum { MOST_VALUES = 8 };

/* The brief as it is written. */
typedef struct brief {
    const reckon_explanation *of;
    const reckon_explained_date *at;
    size_t date, sentences;
    rk_language_id language;
    rk_buffer out;
    value values[MOST_VALUES]; /* of the sentence at work */
    size_t value_count;
} brief;

static void give(brief *to, const char *name, const char *text)
{
    to->values[to->value_count++] = (value){name, text};
}

/* What the placeholder at `text` stands for; its own text when that is not given. */
static const value *value_of(const brief *to, const char *text)
{
    static const value none = {"", "{"};
    for (size_t i = 0; i < to->value_count; i++) {
        size_t length = strlen(to->values[i].name);
        if (strncmp(text + 1, to->values[i].name, length) == 0 && text[1 + length] == '}')
            return &to->values[i];
    }
    return &none;
}

/* The template with its placeholders filled in. */
static void fill(const brief *to, rk_brief_word word, rk_buffer *out)
{
    const char *text = rk_brief_word_text(word, to->language);
    while (*text) {
        size_t length = strcspn(text, "{");
        rk_buffer_append_bytes(out, text, length);
        text += length;
        if (*text) {
            const value *found = value_of(to, text);
            rk_buffer_append(out, found->text);
            text += found->name[0] ? strlen(found->name) + 2 : 1;
        }
    }
}

/* One sentence more; the values are used up. */
static void say(brief *to, rk_brief_word word)
{
    rk_buffer sentence = RK_BUFFER_INIT;
    fill(to, word, &sentence);
    if (to->sentences++ < MOST_SENTENCES)
        rk_page_paragraph(&to->out, sentence.text ? sentence.text : "", 0, LINE_WIDTH);
    to->out.failed = to->out.failed || sentence.failed;
    rk_buffer_free(&sentence);
    to->value_count = 0;
}

/* ------------------------------------------------------------------ numbers as words */

enum { NUMBER_TEXT = 3 * RK_FIGURE_TEXT }; /* a separator takes up to three bytes */

/* A figure with the separators of the language. */
static const char *number(const brief *to, char text[NUMBER_TEXT], double figure, int digits)
{
    char english[RK_FIGURE_TEXT];
    const rk_language *language = &rk_languages[to->language];
    size_t at = 0;
    rk_figure_text(english, figure, digits);
    for (const char *c = english; *c; c++) {
        const char *mark = *c == ',' ? language->thousands : *c == '.' ? language->decimal : NULL;
        size_t length = mark ? strlen(mark) : 1;
        memcpy(text + at, mark ? mark : c, length);
        at += length;
    }
    text[at] = '\0';
    return text;
}

/* "10,000 to 30,000", "at least 10,000". */
static void put_range(const brief *to, const reckon_explained_range *range, rk_buffer *out)
{
    char low[NUMBER_TEXT], high[NUMBER_TEXT];
    brief inner = *to;
    reckon_range ends = rk_figure_ends(to->of->measure, range->low, range->high, RK_PAGE_DIGITS);
    bool below = isfinite(ends.low), above = isfinite(ends.high);
    inner.value_count = 0;
    give(&inner, "low", number(to, low, ends.low, RK_PAGE_DIGITS));
    give(&inner, "high", number(to, high, ends.high, RK_PAGE_DIGITS));
    rk_brief_word word = below && above ? RK_BRIEF_RANGE
                         : below        ? RK_BRIEF_AT_LEAST
                                        : RK_BRIEF_AT_MOST;
    if (below && above && strcmp(low, high) == 0)
        word = RK_BRIEF_ONE_VALUE;
    fill(&inner, word, out);
}

static bool has_range(const reckon_explained_range *range)
{
    return isfinite(range->low) || isfinite(range->high);
}

static double width_of(const brief *to, const reckon_explained_range *range)
{
    return rk_explained_width(to->of->measure, range);
}

/* Gives the range as {range}, says the sentence. */
static void say_with_range(brief *to, rk_brief_word word, const reckon_explained_range *range)
{
    rk_buffer text = RK_BUFFER_INIT;
    put_range(to, range, &text);
    give(to, "range", text.text ? text.text : "");
    say(to, word);
    to->out.failed = to->out.failed || text.failed;
    rk_buffer_free(&text);
}

/* ------------------------------------------------------------------ what must be said first */

static void say_origins(brief *to)
{
    char count[NUMBER_TEXT];
    const reckon_explanation *of = to->of;
    if (of->figure_count == 1) {
        say(to, RK_BRIEF_ONE_FIGURE);
    } else if (of->origin_count == 1) {
        give(to, "count", number(to, count, (double)of->figure_count, 15));
        say(to, RK_BRIEF_ONE_ORIGIN);
    }
}

static void say_decided(brief *to)
{
    char percent[NUMBER_TEXT];
    if (!(to->at->decided < little_decided))
        return;
    give(to, "percent", number(to, percent, fmax(round(100.0 * to->at->decided), 0.0), 2));
    say(to, RK_BRIEF_PRIOR);
}

static void say_distance(brief *to)
{
    char years[NUMBER_TEXT];
    double after = to->at->year - to->of->last_year, before = to->of->first_year - to->at->year;
    if (!(fmax(after, before) > far_away))
        return;
    give(to, "years", number(to, years, fmax(after, before), 2));
    say(to, after > before ? RK_BRIEF_AFTER : RK_BRIEF_BEFORE);
}

static void say_warnings(brief *to)
{
    if (to->at->range.outcome == RECKON_OUTCOME_NOT_CONVERGED)
        say(to, RK_BRIEF_NOT_CONVERGED);
    if (to->at->range.outcome == RECKON_OUTCOME_BOUNDED)
        say(to, RK_BRIEF_BOUNDED);
    say_origins(to);
    say_decided(to);
    say_distance(to);
}

/* ------------------------------------------------------------------ the answer */

/* "persons", "persons a year"; a unit of the user's own stays, and says itself per what it is. */
static void put_unit(const brief *to, rk_buffer *out)
{
    static const struct {
        const char *per;
        rk_brief_word word;
    } steps[] = {
        {"P1Y", RK_BRIEF_P1Y}, {"P1M", RK_BRIEF_P1M}, {"P1W", RK_BRIEF_P1W}, {"P1D", RK_BRIEF_P1D}};
    const char *unit = to->of->unit, *per = to->of->per ? to->of->per : "P1Y";
    bool persons = strcmp(unit, "persons") == 0;
    if (persons)
        unit = rk_brief_word_text(RK_BRIEF_PERSONS, to->language);
    if (strcmp(unit, "fraction") == 0)
        unit = rk_brief_word_text(RK_BRIEF_FRACTION, to->language);
    rk_buffer_append(out, unit);
    if (to->of->measure != RECKON_FLOW || !persons)
        return;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strcmp(per, steps[i].per) == 0) {
            rk_buffer_append(out, rk_brief_word_text(steps[i].word, to->language));
            return;
        }
    rk_buffer_format(out, " / %s", per);
}

static void say_answer(brief *to)
{
    char percent[NUMBER_TEXT], central[NUMBER_TEXT];
    rk_buffer unit = RK_BUFFER_INIT;
    put_unit(to, &unit);
    give(to, "name", to->of->name);
    give(to, "date", to->at->date);
    give(to, "unit", unit.text ? unit.text : "");
    give(to, "method", to->of->method);
    give(to, "percent", number(to, percent, 100.0 * to->of->claimed, 4));
    say_with_range(
        to, isnan(to->of->claimed) ? RK_BRIEF_ANSWER_PLAIN : RK_BRIEF_ANSWER, &to->at->range);
    to->out.failed = to->out.failed || unit.failed;
    rk_buffer_free(&unit);
    if (isfinite(to->at->range.central)) {
        give(to, "central", number(to, central, to->at->range.central, RK_PAGE_DIGITS));
        say(to, RK_BRIEF_CENTRAL);
        to->sentences--; /* belongs to the answer */
    }
}

/* ------------------------------------------------------------------ why */

static void say_cause(brief *to)
{
    char factor[NUMBER_TEXT];
    const reckon_variation *row = reckon_explanation_main(to->of, RECKON_VARIATION_WIDTH, to->date);
    double width = width_of(to, &to->at->range);
    const char *cause = row ? rk_brief_row_text(row->name, to->language) : NULL;
    if (!cause || !(width > worth_saying * row->widths[to->date]))
        return;
    give(to, "cause", cause);
    give(to, "width", number(to, factor, width, 2));
    say_with_range(to, to->of->measure == RECKON_SHARE ? RK_BRIEF_BECAUSE_SHARE : RK_BRIEF_BECAUSE,
        &row->ranges[to->date]);
}

static void say_figure(brief *to)
{
    const reckon_left_out *row = reckon_explanation_most_influential(to->of, to->date);
    if (!row || to->of->figure_count < 2)
        return;
    bool alone = !has_range(&row->ranges[to->date]);
    if (!alone && !(fabs(row->changes[to->date]) > log(worth_saying)))
        return;
    give(to, "id", row->id);
    give(to, "source", row->name);
    if (alone)
        say(to, RK_BRIEF_FIGURE_ALONE);
    else
        say_with_range(to, RK_BRIEF_FIGURE, &row->ranges[to->date]);
}

static void say_contradiction(brief *to)
{
    char text[NUMBER_TEXT];
    if (to->at->region_count > 1) {
        give(to, "count", number(to, text, (double)to->at->region_count, 15));
        say(to, RK_BRIEF_CAMPS);
    } else if (to->of->clash_count) {
        const reckon_clash *clash = &to->of->clashes[0];
        give(to, "id", clash->first);
        give(to, "other", clash->second);
        give(to, "factor", number(to, text, clash->factor, 2));
        say(to, RK_BRIEF_CLASH);
        if (clash->supported) {
            give(to, "id", clash->supported);
            say(to, RK_BRIEF_SUPPORTED);
            to->sentences--; /* belongs to the clash */
        }
    }
}

static void say_help(brief *to)
{
    char width[NUMBER_TEXT];
    const reckon_variation *row = reckon_explanation_main(to->of, RECKON_VARIATION_HELP, to->date);
    const char *help = row ? rk_brief_row_text(row->name, to->language) : NULL;
    if (!help || to->of->measure == RECKON_SHARE ||
        !(width_of(to, &to->at->range) > worth_saying * row->widths[to->date]))
        return;
    give(to, "help", help);
    give(to, "width", number(to, width, row->widths[to->date], 2));
    say(to, RK_BRIEF_HELP);
}

static void say_date(brief *to)
{
    if (!has_range(&to->at->range)) {
        give(to, "name", to->of->name);
        give(to, "date", to->at->date);
        say(to, RK_BRIEF_NO_ANSWER);
        return;
    }
    say_warnings(to);
    say_answer(to);
    say_cause(to);
    say_figure(to);
    say_contradiction(to);
    say_help(to);
}

reckon_status reckon_explanation_brief(
    const reckon_explanation *explanation, const char *language, char **text, reckon_error *error)
{
    if (!explanation || !text)
        return rk_fail(
            error, RECKON_ARGUMENT, "an explanation and a place for the text are needed");
    brief to = {.of = explanation,
        .language = rk_language_find(language ? language : "en"),
        .out = RK_BUFFER_INIT};
    if (to.language == RK_LANGUAGES)
        return rk_fail(error, RECKON_VALUE,
            "the brief is not told in \"%.20s\"; it is in en (English) and fr (French)", language);
    for (to.date = 0; to.date < explanation->date_count; to.date++) {
        to.at = &explanation->dates[to.date];
        to.sentences = 0;
        if (to.date)
            rk_buffer_append(&to.out, "\n");
        say_date(&to);
    }
    *text = rk_buffer_take(&to.out);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the brief");
}
