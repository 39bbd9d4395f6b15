/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of phrases with their right readings. */
#ifndef TESTS_WORDS_PHRASE_FILE_H
#define TESTS_WORDS_PHRASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>
#include <reckon/words.h>

struct phrase {
    const char *id, *text, *language; /* language NULL: none is given to the reader */
    const char *why;
    bool readable; /* a reading is right */
    bool ask_ok;   /* so is asking */
    const json_t *row;
};

/* An array of phrases in tests/words/NAME; the test fails when it cannot be read. json_decref() it.
 */
json_t *load_phrases(const char *name);
struct phrase phrase_at(const json_t *phrases, size_t index);

/* Reads with the phrase's language; the test fails when the call does. */
reckon_figure read_phrase(const struct phrase *phrase);
reckon_figure read_text(const char *text, const char *language);

/* Whether the claim is what the phrase expects or accepts. */
bool claim_is_right(const reckon_claim *claim, const struct phrase *phrase);
/* Whether two claims say the same. */
bool same_claim(const reckon_claim *a, const reckon_claim *b);

#endif
