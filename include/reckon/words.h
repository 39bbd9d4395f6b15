/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file words.h
 * A figure as a report words it ("up to 300,000", "just over 23,000", "tens of thousands"), read as
 * the numbers of an estimate. Every token of the text is accounted for, or the reader asks: it
 * names the token, says why, and gives the readings that are possible. Nothing is dropped and
 * nothing is guessed. docs/words.md has the rules and the words.
 *
 * No function here allocates, knows the locale or keeps state. Text is UTF-8 and need not be
 * terminated.
 */
#ifndef RECKON_WORDS_H
#define RECKON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/export.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The rules of docs/words.md: X(NAME, "stable-id", "what it means"). Those from ASK_CHANGE on are
 * reasons to ask. */
#define RECKON_RULE_LIST(X)                                                                        \
    X(PLAIN, "plain", "a bare figure is its value")                                                \
    X(GROUPING, "grouping", "marks between groups of digits are no decimals")                      \
    X(UNIT, "unit", "a unit word or letter multiplies the number")                                 \
    X(NUMBER_WORDS, "number-words", "the number is written in words")                              \
    X(FRACTION_MILLION, "fraction-million", "a round part of a million is an approximate value")   \
    X(APPROX, "approx", "an approximate value; the words give no width")                           \
    X(JUST_OVER, "just-over", "from X to X + half of its last unit, at most 5 %")                  \
    X(JUST_UNDER, "just-under", "from X - half of its last unit, at most 5 %, to X")               \
    X(NEARLY, "nearly", "from X - its last unit, at most 10 %, to X")                              \
    X(ODD, "odd", "from X to X + its last unit, at most 10 %")                                     \
    X(AT_LEAST, "at-least", "a lower bound; nothing else is claimed")                              \
    X(AT_MOST, "at-most", "an upper bound; nothing else is claimed")                               \
    X(WELL_BOUND, "well-bound", "\"well\" and \"far\" carry no number: the plain bound")           \
    X(RANGE, "range", "both ends are stated")                                                      \
    X(SHARED, "shared", "the first number takes the magnitude of the second")                      \
    X(HEDGED_RANGE, "hedged-range", "both ends are stated; the hedge is a note")                   \
    X(TWO_BOUNDS, "two-bounds", "a lower and an upper bound make a range")                         \
    X(MAGNITUDE, "magnitude", "a magnitude word stands for its decade")                            \
    X(FEW, "few", "from 2 to 9.99 of the unit")                                                    \
    X(BOUNDED_MAGNITUDE, "bounded-magnitude", "the bound holds at the outer end of the words")     \
    X(PERCENT, "percent", "a share, written in percent")                                           \
    X(FRACTION, "fraction", "a share, written as a fraction, good to 10 %")                        \
    X(MOST, "most", "more than half")                                                              \
    X(PLUS_MINUS, "plus-minus", "the width is stated")                                             \
    X(CI, "ci", "an interval with its level")                                                      \
    X(BEST, "best", "a range with a most likely value")                                            \
    X(RATE, "rate", "a flow; the period is kept")                                                  \
    X(DATE, "date", "the words hold a date")                                                       \
    X(SCOPE, "scope", "who and where does not change the figure")                                  \
    X(FOOTNOTE, "footnote", "a footnote mark is no digit")                                         \
    X(ASK_CHANGE, "ask-change", "a change or an addition, not a level")                            \
    X(ASK_FORECAST, "ask-forecast", "a forecast or a plan, not an estimate")                       \
    X(ASK_CAPACITY, "ask-capacity", "a capacity, not people present")                              \
    X(ASK_HOUSEHOLDS, "ask-households", "families or households, not persons")                     \
    X(ASK_MONEY, "ask-money", "money, not persons")                                                \
    X(ASK_YEARS, "ask-years", "a year or years, not a figure")                                     \
    X(ASK_MARK, "ask-mark", "a mark or a letter with two readings, or a slip")                     \
    X(ASK_VAGUE, "ask-vague", "no number behind the word")                                         \
    X(ASK_BOUND, "ask-bound", "bounds or ends that contradict each other")                         \
    X(ASK_TAIL, "ask-tail", "a word before or after the figure changes it")                        \
    X(ASK_UNIT, "ask-unit", "not persons, or a word that is not understood")                       \
    X(ASK_TWO, "ask-two", "more than one figure, none of them the whole")                          \
    X(ASK_INTERVAL, "ask-interval", "an interval without its level, or a standard error")          \
    X(ASK_NOTHING, "ask-nothing", "no figure at all")

typedef enum reckon_rule {
#define RECKON_RULE_ENUM(NAME, id, meaning) RECKON_RULE_##NAME,
    RECKON_RULE_LIST(RECKON_RULE_ENUM)
#undef RECKON_RULE_ENUM
        RECKON_RULE_COUNT
} reckon_rule;

/** "just-over"; "unknown" for a number that is no rule. Static text. */
RECKON_EXPORT const char *reckon_rule_name(reckon_rule rule);
/** The rule in a few plain words; total over all integers. Static text. */
RECKON_EXPORT const char *reckon_rule_meaning(reckon_rule rule);

/** The period of a flow. */
typedef enum reckon_per {
    RECKON_PER_NONE, /* not a flow */
    RECKON_PER_DAY,
    RECKON_PER_WEEK,
    RECKON_PER_MONTH,
    RECKON_PER_YEAR
} reckon_per;

/** "day", "week", "month", "year"; "" for none and for a number that is no period. Static text. */
RECKON_EXPORT const char *reckon_per_name(reckon_per per);

/** Room for a date or an interval as reckon_date_parse() reads them, with the terminator. */
#define RECKON_CLAIM_DATE 24

/**
 * What the words say, in the keys of an estimate. Numbers that are not said are NAN. One of: value
 * (perhaps approximate or with a precision) | low + high (perhaps with level, with best, or with
 * both) | low | high.
 */
typedef struct reckon_claim {
    double value;
    double low;
    double high;
    double level;     /* in (0, 1), with low and high */
    double best;      /* low < best < high */
    double precision; /* relative half-width in (0, 1), with value */
    bool approximate; /* with value */
    bool share;       /* the numbers are shares, in [0, 1]; else they are persons, >= 0 */
    reckon_per per;   /* the numbers are per this period, as the words say; never converted */
    char date[RECKON_CLAIM_DATE]; /* ISO 8601 date or interval that the words hold, or "" */
} reckon_claim;

/** Room for any text that reckon_claim_text() writes, with the terminator. */
#define RECKON_CLAIM_TEXT 160

/**
 * The claim in plain words ("10,000 to 30,000", "at least 5,000 a year", "about 70 %"), always with
 * English marks. `to` holds RECKON_CLAIM_TEXT bytes; returns `to`.
 */
RECKON_EXPORT char *reckon_claim_text(char *to, const reckon_claim *claim);

/** A reading that is possible where the reader asks. */
typedef struct reckon_candidate {
    reckon_claim claim;
    char type[80]; /* what to type instead, for this reading */
} reckon_candidate;

enum { RECKON_CANDIDATES = 4 };

typedef enum reckon_figure_status {
    RECKON_FIGURE_READ,   /* claim is the reading */
    RECKON_FIGURE_ASK,    /* no reading: token, why and candidates say what the question is */
    RECKON_FIGURE_NOTHING /* the text says that there is no figure ("n/a", "unknown"), or is blank
                           */
} reckon_figure_status;

/** What the reader made of a text. Plain: nothing to free, no pointer into the text. */
typedef struct reckon_figure {
    reckon_figure_status status;
    reckon_claim claim; /* all absent unless status is READ */
    reckon_rule rule;   /* the rule that made the reading, or the reason to ask */
    unsigned char
        rules[RECKON_RULE_COUNT]; /* [rule]: 1 when it was applied; `rule` is among them */
    char why[256];                /* the reading or the question in plain words */
    size_t offset; /* ASK: the token at fault is text[offset, offset + length); else 0, 0 */
    size_t length;
    size_t candidate_count; /* ASK: readings that are possible, 0 to RECKON_CANDIDATES */
    reckon_candidate candidates[RECKON_CANDIDATES];
    char remedy[160]; /* ASK: what to do ("Give the language, or type 60 or 60,000."), else "" */
} reckon_figure;

typedef struct reckon_figure_options {
    size_t struct_size;   /* set by init */
    const char *language; /* "en", "fr", "es", "de", "ko", also with a region ("fr-CH"); NULL: not
                             known, the default. It decides the words, the point and the comma. */
} reckon_figure_options;

RECKON_EXPORT void reckon_figure_options_init(reckon_figure_options *options);

/** The languages the reader knows: language(0) is "en"; NULL from index `count` on. Static text. */
RECKON_EXPORT const char *reckon_figure_language(size_t index);

/** Longer texts are not figures: the reader asks. Bytes. */
#define RECKON_FIGURE_MAX 1000

/**
 * Reads text[length]. `options` may be NULL: the defaults. RECKON_OK when the reader has answered,
 * be it with a reading or with a question; any bytes are fine as text. RECKON_ARGUMENT for a NULL
 * text (with a length) or figure, RECKON_OPTION for a language it does not know; *figure is then
 * cleared. Time is linear in `length`.
 */
RECKON_EXPORT reckon_status reckon_figure_read(const char *text, size_t length,
    const reckon_figure_options *options, reckon_figure *figure, reckon_error *error);

/** A token as the reader saw it. */
typedef struct reckon_figure_token {
    size_t offset; /* in the text, bytes */
    size_t length;
    const char *kind; /* static text: "number", "at-least", "person", ..., "not understood" */
} reckon_figure_token;

/** No text that is read has more tokens. */
#define RECKON_FIGURE_TOKENS 96

/**
 * How reckon_figure_read() divides the text: tokens[capacity], *count of them written, in the order
 * of the text. Without a language, the division of the language that the reading took, or of
 * English. Errors as above.
 */
RECKON_EXPORT reckon_status reckon_figure_tokens(const char *text, size_t length,
    const reckon_figure_options *options, reckon_figure_token *tokens, size_t capacity,
    size_t *count, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
