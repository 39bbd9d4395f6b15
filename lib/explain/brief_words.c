/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/brief_words.h"

#include <string.h>

/* French groups digits by narrow no-break spaces (U+202F). */
const rk_language rk_languages[RK_LANGUAGES] = {{"en", ",", "."}, {"fr", "\u202f", ","}};

static const char *const words[RK_BRIEF_WORD_COUNT][RK_LANGUAGES] = {
#define WORD(ID, english, french) {english, french},
    RK_BRIEF_WORDS(WORD)
#undef WORD
};

static const struct {
    const char *name, *text[RK_LANGUAGES];
} rows[] = {
#define ROW(name, english, french) {name, {english, french}},
    RK_BRIEF_ROWS(ROW)
#undef ROW
};

rk_language_id rk_language_find(const char *code)
{
    int language = 0;
    while (language < RK_LANGUAGES && strcmp(rk_languages[language].code, code) != 0)
        language++;
    return (rk_language_id)language;
}

const char *rk_brief_word_text(rk_brief_word word, rk_language_id language)
{
    return words[word][language];
}

const char *rk_brief_row_text(const char *name, rk_language_id language)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].text[language];
    return NULL;
}
