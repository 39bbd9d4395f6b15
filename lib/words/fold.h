/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text made plain for matching: lower case, one kind of dash, quote and blank, full-width forms
 * as ASCII. Nothing that carries meaning is lost: superscript digits, fraction signs and the place
 * of every byte stay.
 */
#ifndef RK_WORDS_FOLD_H
#define RK_WORDS_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/words.h>

typedef struct rk_folded {
    char text[RECKON_FIGURE_MAX + 8]; /* UTF-8, [length], terminated */
    uint16_t at[RECKON_FIGURE_MAX +
                8]; /* [length + 1]: where the byte's character begins in the original */
    bool capital[RECKON_FIGURE_MAX +
                 8]; /* at the first byte of a character: it was an upper-case letter */
    bool wide[RECKON_FIGURE_MAX + 8]; /* a blank that was several, a tab or a line break */
    size_t length;
    bool lower_case; /* some letter was in lower case */
    bool malformed;  /* not UTF-8 at original byte `malformed_at` */
    size_t malformed_at;
} rk_folded;

/* Folds text[length], length <= RECKON_FIGURE_MAX. */
void rk_fold(rk_folded *folded, const char *text, size_t length);

/* The code point at folded byte `at`, and its length in bytes. 0 and 0 at the end. */
uint32_t rk_folded_point(const rk_folded *folded, size_t at, size_t *length);

/* Letters of the scripts the reader knows, and any other that is no mark, digit or blank. */
bool rk_is_letter(uint32_t point);
bool rk_is_hangul(uint32_t point);

#endif
