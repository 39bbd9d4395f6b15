/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/columns.h"

#include <string.h>

#include "core/text.h"
#include "core/utf8.h"

typedef struct span {
    unsigned first, last;
} span;

/* Unicode's East Asian Width W and F (UAX 11), as blocks. */
static const span wide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF}, {0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD}};

/* Marks that combine (general categories Mn, Me and Cf), as blocks: Latin, Cyrillic, Hebrew,
 * Arabic, Indic vowels above and below, Thai, marks of direction and joiners. */
static const span empty[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF},
    {0x05C1, 0x05C2}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC},
    {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0900, 0x0902}, {0x093C, 0x093C},
    {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
    {0x102D, 0x1030}, {0x1039, 0x103A}, {0x1160, 0x11FF}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2060, 0x2069}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};

static int is_among(unsigned c, const span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= spans[i].first && c <= spans[i].last)
            return 1;
    return 0;
}

static size_t width_of(unsigned c)
{
    if (c < 0x300)
        return 1;
    if (is_among(c, empty, sizeof empty / sizeof *empty))
        return 0;
    return is_among(c, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

/* The next character's length in bytes and its width. */
static size_t next(const char *text, size_t left, size_t *width)
{
    static const unsigned char lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t length = rk_utf8_character(text, left);
    if (!length) {
        *width = 1;
        return 1;
    }
    unsigned c = (unsigned char)text[0] & lead[length];
    for (size_t i = 1; i < length; i++)
        c = c << 6 | ((unsigned char)text[i] & 0x3Fu);
    *width = width_of(c);
    return length;
}

size_t rk_columns(const char *text)
{
    size_t columns = 0, left = strlen(text), width;
    while (left) {
        size_t length = next(text, left, &width);
        columns += width;
        text += length;
        left -= length;
    }
    return columns;
}

size_t rk_columns_fit(const char *text, size_t columns)
{
    size_t used = 0, size = strlen(text), at = 0, width;
    while (at < size) {
        size_t length = next(text + at, size - at, &width);
        if (used + width > columns)
            break;
        used += width;
        at += length;
    }
    return at;
}

char *rk_columns_cut(char *to, size_t size, const char *text, size_t columns)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t kept = text ? strlen(text) : 0;
    if (text && (rk_columns(text) > columns || kept + 1 > size)) {
        size_t room = size > sizeof ellipsis ? size - sizeof ellipsis : 0;
        kept = rk_columns_fit(text, columns ? columns - 1 : 0);
        kept = kept < room ? kept : room;
        rk_copy_text(to, kept + 1, text);
        kept = strlen(to);
        if (kept + sizeof ellipsis <= size)
            memcpy(to + kept, ellipsis, sizeof ellipsis);
        return to;
    }
    rk_copy_text(to, size, text);
    return to;
}
