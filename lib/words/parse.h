/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of one reading. The parser walks the tokens once, left to right; whoever cannot account
 * for a token calls rk_ask(), the first question stands, and the walk ends.
 */
#ifndef RK_WORDS_PARSE_H
#define RK_WORDS_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/words.h>

#include "words/scan.h"

typedef struct rk_parse {
    const rk_scan *scan;
    const rk_token *tokens; /* ends with an END */
    size_t at;              /* the next token */
    int language;
    reckon_claim claim;
    reckon_rule main; /* the rule that says most about the claim */
    unsigned char rules[RECKON_RULE_COUNT];
    bool persons; /* a noun for persons was met */
    bool asked;
    reckon_rule ask;
    size_t ask_from, ask_to; /* tokens [from, to) are at fault */
    const char *why;         /* static text; NULL: the meaning of the rule */
} rk_parse;

/* Notes that a rule was applied. */
void rk_apply(rk_parse *p, reckon_rule rule);

/* Asks about tokens [from, to); returns false. The first question stands. */
bool rk_ask(rk_parse *p, reckon_rule rule, size_t from, size_t to, const char *why);

/* Asks about the next token, by its own rule if it has one. */
bool rk_ask_here(rk_parse *p);

static inline rk_class rk_next(const rk_parse *p)
{
    return p->tokens[p->at].class;
}

/* The class of the token `ahead` places on, never past the end. */
rk_class rk_ahead(const rk_parse *p, size_t ahead);

/* Steps over the next token if it has this class. */
bool rk_take(rk_parse *p, rk_class class);

/* ---- quantities (quantity.c) */

typedef enum rk_quantity_kind {
    RK_COUNT,  /* persons */
    RK_SHARE,  /* of percent or a fraction */
    RK_BRACKET /* words for a stretch: tens of thousands, a few hundred */
} rk_quantity_kind;

/* A number with its unit. The amount is digits * unit / 10^decimals (in points for percent). */
typedef struct rk_quantity {
    rk_quantity_kind kind;
    int64_t digits;
    int decimals;
    int64_t unit; /* multiplies the digits */
    bool percent;
    bool fraction; /* half, two-thirds: numerator over denominator */
    bool out_of;   /* one in five */
    int64_t numerator, denominator;
    int64_t magnitude; /* the largest unit in it, which a number before may share; 1: none */
    bool round_part;   /* half a million: an approximate value */
    bool about;        /* une centaine: an approximate value */
    bool words;        /* written in words */
    bool year_like;    /* 1900 to 2099, four bare digits */
    bool small_digits; /* one to three bare digits */
    rk_mark mark;
    int groups;
    double low, high; /* of a BRACKET; high NAN: open */
    size_t from, to;  /* tokens */
} rk_quantity;

/* Whether a quantity may begin at the next token. */
bool rk_quantity_begins(const rk_parse *p);

/*
 * Reads a quantity. `and_separates`: an "and" ends it ("between one hundred and three hundred
 * thousand"). False when it asked.
 */
bool rk_quantity_read(rk_parse *p, bool and_separates, rk_quantity *quantity);

/* The amount: persons, or a share in [0, 1] (more if the words say so). */
double rk_quantity_amount(const rk_quantity *quantity);

/* The unit of its last digit that is not zero, times five if that digit is a 5; persons or share;
 * infinite if none. */
double rk_quantity_last_unit(const rk_quantity *quantity);

/* The amount moved by up to last_unit * units or cap * X, whichever is smaller: exact at the
 * decimal digits. */
double rk_quantity_moved(const rk_quantity *quantity, double units, double cap);

/* Number words from the next token on (number_words.c): false when there are none or they asked. */
bool rk_number_words(rk_parse *p, bool and_separates, int64_t *number, int64_t *largest_unit);

/* Korean numerals, digits and units mixed (numerals.c). */
bool rk_korean_numeral(rk_parse *p, rk_quantity *quantity);
bool rk_korean_numeral_begins(const rk_parse *p);

/* ---- dates (dates.c) */

/* A date clause at the next token, with or without its preposition; steps over it and sets the
 * claim's date. */
bool rk_date_clause(rk_parse *p, bool in_brackets);

/* ---- who and where (scope.c) */

/* Steps over nouns, status words, places and what joins them. `fraction`: "of the refugees" is a
 * share's whole. */
bool rk_scope(rk_parse *p, bool of_whole);

/* ---- the claim (grammar.c) */

/* The whole text as one claim; false when it asked. */
bool rk_claim_parse(rk_parse *p);

#endif
