/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/utf8.h"

#include <string.h>

size_t rk_utf8_character(const char *text, size_t size)
{
    /* By first byte: how long, and the range of the second byte, which is where overlong forms and
     * surrogates show. */
    if (!size)
        return 0;
    const unsigned char *byte = (const unsigned char *)text;
    unsigned char lead = byte[0], least = 0x80, most = 0xBF;
    size_t length;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        least = lead == 0xE0 ? 0xA0 : 0x80;
        most = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        least = lead == 0xF0 ? 0x90 : 0x80;
        most = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 0;
    }
    if (size < length || byte[1] < least || byte[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((byte[i] & 0xC0u) != 0x80u)
            return 0;
    return length;
}

/* How many bytes there are up to the terminator, at most a character's four. */
static size_t bytes_ahead(const char *text)
{
    size_t count = 0;
    while (count < 4 && text[count])
        count++;
    return count;
}

bool rk_utf8_valid(const char *text)
{
    for (;;) {
        while (*text && (unsigned char)*text < 0x80)
            text++;
        if (!*text)
            return true;
        size_t length = rk_utf8_character(text, bytes_ahead(text));
        if (!length)
            return false;
        text += length;
    }
}

void rk_utf8_mend(char *text)
{
    size_t left = strlen(text);
    while (left) {
        size_t length = rk_utf8_character(text, left);
        if (!length)
            *text = '?';
        text += length ? length : 1;
        left -= length ? length : 1;
    }
}

const char *rk_shown(char to[RK_SHOWN], const char *text)
{
    static const char cut[] = "...";
    size_t used = 0;
    const char *at = text ? text : "";
    while (*at) {
        size_t length = rk_utf8_character(at, bytes_ahead(at));
        bool plain = length > 1 || (length == 1 && (unsigned char)*at >= 0x20 && *at != 0x7F);
        if (!length)
            length = 1;
        if (used + length + sizeof cut > RK_SHOWN) {
            memcpy(to + used, cut, sizeof cut);
            return to;
        }
        if (plain)
            memcpy(to + used, at, length);
        else
            to[used] = '?';
        used += plain ? length : 1;
        at += length;
    }
    to[used] = '\0';
    return to;
}
