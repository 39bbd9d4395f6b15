/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: the longest words of the lexicon, numbers in digits, marks, names; what is left is not
 * understood. */
#ifndef RK_WORDS_SCAN_H
#define RK_WORDS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/words.h>

#include "words/fold.h"
#include "words/lexicon.h"

/* How the marks of a number in digits are understood. */
typedef enum rk_mark {
    RK_MARK_NONE,    /* digits alone */
    RK_MARK_GROUPS,  /* groups of digits, whole */
    RK_MARK_DECIMAL, /* a decimal mark */
    RK_MARK_EITHER,  /* one mark and three digits: decimals before a unit, else it has two readings
                      */
    RK_MARK_BAD      /* a slip, or a mark that this language does not use so */
} rk_mark;

/* digits / 10^decimals. */
typedef struct rk_number {
    int64_t digits; /* at most 10^15 */
    int decimals;
    rk_mark mark;
    bool exponent;     /* "1e+05" */
    bool percent_only; /* EITHER that a unit does not settle, but percent does */
    int width;         /* digits written before the mark */
    int groups;        /* groups after the first */
} rk_number;

typedef struct rk_token {
    rk_class class;
    int flags;
    int64_t value, high; /* of the word */
    rk_number number;    /* of a NUMBER; of a VULGAR digits and decimals */
    size_t begin, end;   /* in the folded text */
    bool glued;          /* no blank before it */
    bool first;          /* of the text */
    reckon_rule ask;     /* of ASK and UNKNOWN */
} rk_token;

typedef struct rk_scan {
    rk_folded folded;
    rk_token tokens[RECKON_FIGURE_TOKENS + 1]; /* [count], and an END */
    size_t count;
    bool too_many;
    int language;
    bool strict; /* no language was given: a mark that the languages read differently is BAD or
                    EITHER */
} rk_scan;

/* Divides text[length], length <= RECKON_FIGURE_MAX, by the words of `language`. */
void rk_scan_text(rk_scan *scan, const char *text, size_t length, int language, bool strict);

/* The number in digits at folded byte `at`, a digit: its length in bytes. */
size_t rk_scan_number(const rk_scan *scan, size_t at, rk_number *number);

#endif
