/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words of a sheet compared as a reader compares them: small letters, no accents, no punctuation,
 * one blank between words. "Número de personas:" is "numero de personas".
 */
#ifndef RK_SHEET_FOLD_H
#define RK_SHEET_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* Longer texts are cut: no name of a column or a total is that long. */
enum { RK_FOLDED = 128 };

/* Returns `to`. Letters with accents become plain ones; other scripts stay as they are. */
const char *rk_fold_name(char to[RK_FOLDED], const char *text);

/* The text without blanks of any width at its ends: begins at the pointer, *length bytes. */
const char *rk_trimmed(const char *text, size_t *length);

/* Whether two texts are the same but for capitals, accents and blanks at their ends. */
bool rk_same_name(const char *a, const char *b);

/* The next word of a folded text at *at: its length; 0 at the end. *word is where it begins. */
size_t rk_next_word(const char **at, const char **word);

/* Whether a word of `length` bytes stands in a list "one two three". */
bool rk_in_list(const char *list, const char *word, size_t length);

#endif
