/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of words by language, and the kinds of words. */
#include "words/lexicon.h"

const rk_lexicon *rk_lexicon_of(int language)
{
    static const rk_lexicon lexicons[RK_LANGUAGES] = {
        {"en", "English", {rk_words_en, rk_words_en_ask}},
        {"fr", "French", {rk_words_fr, NULL}},
        {"es", "Spanish", {rk_words_es, NULL}},
        {"de", "German", {rk_words_de, NULL}},
        {"ko", "Korean", {rk_words_ko, NULL}},
    };
    static const rk_lexicon common = {"", "all languages", {rk_words_common, NULL}};
    return language >= 0 && language < RK_LANGUAGES ? &lexicons[language] : &common;
}

const char *rk_class_kind(rk_class class)
{
    static const char *const kinds[] = {
#define RK_CLASS_KIND(NAME, kind) kind,
        RK_CLASS_LIST(RK_CLASS_KIND)
#undef RK_CLASS_KIND
    };
    return (unsigned)class < RK_CLASS_COUNT ? kinds[class] : "unknown";
}
