/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing list of sentences, each an own copy and kept once. */
#ifndef RK_CORE_TEXTS_H
#define RK_CORE_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rk_sentence {
    const char *code; /* static: what kind of note this is; NULL for a plain sentence */
    char *text;
} rk_sentence;

typedef struct rk_texts {
    rk_sentence *items; /* [count] */
    size_t count;
} rk_texts;

/* Adds a sentence made by printf; one that is there already is not added again. False when memory
 * is out. */
bool rk_texts_add(rk_texts *texts, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same with a code. */
bool rk_notes_add(rk_texts *texts, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool rk_texts_has(const rk_texts *texts, const char *code);
/* Moves all of `from` to the end of `to`; what is there already is dropped. */
bool rk_texts_take(rk_texts *to, rk_texts *from);
void rk_texts_free(rk_texts *texts);

#endif
