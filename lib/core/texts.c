/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/texts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

enum { LONGEST = 1024 };

static bool holds(const rk_texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i].text, text) == 0)
            return true;
    return false;
}

/* `text` becomes the list's, also when this fails. */
static bool append(rk_texts *texts, const char *code, char *text)
{
    rk_sentence *grown = text ? rk_realloc(texts->items, texts->count + 1, sizeof *grown) : NULL;
    if (!grown) {
        rk_free(text);
        return false;
    }
    texts->items = grown;
    grown[texts->count++] = (rk_sentence){code, text};
    return true;
}

__attribute__((format(printf, 3, 0))) static bool add(
    rk_texts *texts, const char *code, const char *format, va_list arguments)
{
    char sentence[LONGEST];
    vsnprintf(sentence, sizeof sentence, format, arguments);
    return holds(texts, sentence) || append(texts, code, rk_strdup(sentence));
}

bool rk_texts_add(rk_texts *texts, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool good = add(texts, NULL, format, arguments);
    va_end(arguments);
    return good;
}

bool rk_notes_add(rk_texts *texts, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool good = add(texts, code, format, arguments);
    va_end(arguments);
    return good;
}

bool rk_texts_has(const rk_texts *texts, const char *code)
{
    for (size_t i = 0; i < texts->count; i++)
        if (texts->items[i].code && strcmp(texts->items[i].code, code) == 0)
            return true;
    return false;
}

bool rk_texts_take(rk_texts *to, rk_texts *from)
{
    bool good = true;
    for (size_t i = 0; i < from->count; i++) {
        rk_sentence *item = &from->items[i];
        if (!good || holds(to, item->text))
            rk_free(item->text);
        else
            good = append(to, item->code, item->text);
    }
    rk_free(from->items);
    *from = (rk_texts){NULL, 0};
    return good;
}

void rk_texts_free(rk_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        rk_free(texts->items[i].text);
    rk_free(texts->items);
    *texts = (rk_texts){NULL, 0};
}
