/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question in plain words: which token, why, which readings are possible, what to type. */
#ifndef RK_WORDS_QUESTION_H
#define RK_WORDS_QUESTION_H

#include "words/parse.h"

/* Fills `figure` from a parse that asked. text[length] is the original. */
void rk_question(reckon_figure *figure, const rk_parse *p, const char *text, size_t length);

/* The same for a fault at text[offset, offset + size) that no parse has seen. */
void rk_question_at(reckon_figure *figure, reckon_rule rule, const char *text, size_t offset,
    size_t size, const char *why);

#endif
