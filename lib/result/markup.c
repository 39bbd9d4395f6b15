/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/markup.h"

#include <string.h>

#include "core/utf8.h"

/* The entity of a character that XML gives a meaning to, or NULL. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static int is_control(char c)
{
    return (unsigned char)c < 0x20 || (unsigned char)c == 0x7F;
}

/* U+FFFE and U+FFFF are no characters of XML. */
static int is_no_character(const char *text, size_t length)
{
    return length == 3 && memcmp(text, "\xEF\xBF", 2) == 0 && (unsigned char)text[2] >= 0xBE;
}

static void put_text(rk_buffer *out, const char *text, int markdown)
{
    size_t left = text ? strlen(text) : 0;
    while (left) {
        size_t length = rk_utf8_character(text, left);
        const char *entity = entity_of(*text);
        if (!length || is_no_character(text, length))
            rk_buffer_append(out, "\xEF\xBF\xBD");
        else if (is_control(*text))
            rk_buffer_append(out, " ");
        else if (entity)
            rk_buffer_append(out, entity);
        else if (markdown && strchr("\\`*_{}[]()#+-.!|~", *text))
            rk_buffer_format(out, "\\%c", *text);
        else
            rk_buffer_append_bytes(out, text, length);
        length = length ? length : 1;
        text += length;
        left -= length;
    }
}

void rk_markup_text(rk_buffer *out, const char *text)
{
    put_text(out, text, 0);
}

void rk_markdown_text(rk_buffer *out, const char *text)
{
    put_text(out, text, 1);
}

int rk_markup_is_link(const char *url)
{
    if (!url || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0))
        return 0;
    for (const char *at = url; *at; at++)
        if ((unsigned char)*at <= 0x20 || *at == 0x7F)
            return 0;
    return 1;
}
