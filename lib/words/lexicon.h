/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words the reader knows, as data: one list for marks and units that all languages share and
 * one for each language. The reader, docs/words.md and --explain-reading all take them from here.
 */
#ifndef RK_WORDS_LEXICON_H
#define RK_WORDS_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/words.h>

/* X(NAME, "kind shown to people"). */
#define RK_CLASS_LIST(X)                                                                           \
    X(END, "end")                                                                                  \
    X(UNKNOWN, "not understood")                                                                   \
    X(NUMBER, "number")                                                                            \
    X(VULGAR, "fraction sign")                                                                     \
    X(PROPER, "name")                                                                              \
    X(FOOTNOTE, "footnote mark")                                                                   \
    X(DIGIT, "number word, one to nine")                                                           \
    X(TEEN, "number word, no unit follows")                                                        \
    X(TENS, "number word, tens")                                                                   \
    X(HUNDREDS, "number word, hundreds")                                                           \
    X(HUNDRED, "number word, times a hundred")                                                     \
    X(SCALE, "unit")                                                                               \
    X(DOZEN, "unit, only after a few")                                                             \
    X(HALF, "half")                                                                                \
    X(PART, "part")                                                                                \
    X(AND_HALF, "and a half")                                                                      \
    X(WITH_HALF, "number with a half")                                                             \
    X(PART_OF_MILLION, "part of a million")                                                        \
    X(HUNDRED_OR_SO, "round number, about")                                                        \
    X(OUT_OF, "out of")                                                                            \
    X(FEW, "few")                                                                                  \
    X(MAGNITUDE, "magnitude")                                                                      \
    X(MOST, "most")                                                                                \
    X(ARTICLE, "article")                                                                          \
    X(APPROX, "about")                                                                             \
    X(GIVE_OR_TAKE, "give or take")                                                                \
    X(JUST_OVER, "just over")                                                                      \
    X(JUST_UNDER, "just under")                                                                    \
    X(NEARLY, "nearly")                                                                            \
    X(ODD, "odd")                                                                                  \
    X(AT_LEAST, "at least")                                                                        \
    X(AT_MOST, "at most")                                                                          \
    X(RANGE, "range word")                                                                         \
    X(BETWEEN, "between")                                                                          \
    X(FROM, "from")                                                                                \
    X(TO, "to")                                                                                    \
    X(AND, "and")                                                                                  \
    X(OR, "or")                                                                                    \
    X(BUT, "but")                                                                                  \
    X(DASH, "dash")                                                                                \
    X(TILDE, "tilde")                                                                              \
    X(COMMA, "comma")                                                                              \
    X(COLON, "colon")                                                                              \
    X(STOP, "full stop")                                                                           \
    X(SLASH, "slash")                                                                              \
    X(OPEN, "opening bracket")                                                                     \
    X(CLOSE, "closing bracket")                                                                    \
    X(PLUS, "plus sign")                                                                           \
    X(PLUS_MINUS, "plus or minus")                                                                 \
    X(PERCENT, "percent")                                                                          \
    X(PER, "period of a flow")                                                                     \
    X(INTERVAL, "interval")                                                                        \
    X(BEST, "best estimate")                                                                       \
    X(AS_OF, "as of")                                                                              \
    X(IN, "in")                                                                                    \
    X(ON, "on")                                                                                    \
    X(PART_OF_YEAR, "part of a year")                                                              \
    X(MONTH, "month")                                                                              \
    X(ORDINAL, "ending of a day")                                                                  \
    X(YEAR_MARK, "year sign")                                                                      \
    X(MONTH_MARK, "month sign")                                                                    \
    X(DAY_MARK, "day sign")                                                                        \
    X(PARTS_OF, "denominator sign")                                                                \
    X(OF, "of")                                                                                    \
    X(PERSON, "persons")                                                                           \
    X(STATUS, "status of persons")                                                                 \
    X(PLACE, "place or people")                                                                    \
    X(PARTICLE, "particle")                                                                        \
    X(TOTAL, "total")                                                                              \
    X(NOTHING, "no figure")                                                                        \
    X(ASK, "word to ask about")

typedef enum rk_class {
#define RK_CLASS_ENUM(NAME, kind) RK_##NAME,
    RK_CLASS_LIST(RK_CLASS_ENUM)
#undef RK_CLASS_ENUM
        RK_CLASS_COUNT
} rk_class;

const char *rk_class_kind(rk_class class);

enum {
    RK_AFTER = 1,         /* may stand after the number as well */
    RK_ONLY_AFTER = 2,    /* stands after the number */
    RK_WELL = 4,          /* has a "well" or "far" that carries no number */
    RK_BARE = 8,          /* stands for one of itself when no number is before it */
    RK_TEENS = 16,        /* tens that go on with eleven to nineteen (soixante, quatre-vingt) */
    RK_VAGUE = 32,        /* before a magnitude it says nothing ("some thousands") */
    RK_GLUED = 64,        /* only directly after a number ("10k") */
    RK_OPEN_ENDED = 128,  /* a magnitude without an upper end ("millions") */
    RK_ALSO_ARTICLE = 256 /* a number word that is an article, too */
};

/* A row of the lexicon. `text` is in lower case; a blank in it matches a blank or a hyphen. */
typedef struct rk_word {
    const char *text;
    rk_class class;
    int flags;
    int64_t value; /* of a number word, a scale, the low end of a magnitude, a month, a period, the
                      rule of an ASK */
    int64_t high;  /* of a magnitude */
} rk_word;

typedef struct rk_lexicon {
    const char *language;    /* "en", ..., or "" for the list that all share */
    const char *name;        /* "English", ... */
    const rk_word *words[2]; /* each ends with a row without text; the second may be NULL */
} rk_lexicon;

enum { RK_ENGLISH, RK_FRENCH, RK_SPANISH, RK_GERMAN, RK_KOREAN, RK_LANGUAGES };

/* Of a language, or of all of them (RK_LANGUAGES). */
const rk_lexicon *rk_lexicon_of(int language);

/* Each list ends with a row without text. */
extern const rk_word rk_words_en[], rk_words_fr[], rk_words_es[], rk_words_de[], rk_words_ko[];
extern const rk_word rk_words_en_ask[], rk_words_common[];

#endif
