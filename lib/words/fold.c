/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding, by tables of code points; no locale. */
#include "words/fold.h"

#include <string.h>

#include "core/utf8.h"

static uint32_t decode(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    switch (length) {
    case 1:
        return byte[0];
    case 2:
        return (byte[0] & 0x1fu) << 6 | (byte[1] & 0x3fu);
    case 3:
        return (byte[0] & 0xfu) << 12 | (byte[1] & 0x3fu) << 6 | (byte[2] & 0x3fu);
    default:
        return (byte[0] & 7u) << 18 | (byte[1] & 0x3fu) << 12 | (byte[2] & 0x3fu) << 6 |
               (byte[3] & 0x3fu);
    }
}

static size_t encode(char *to, uint32_t point)
{
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xc0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        to[0] = (char)(0xe0 | point >> 12);
        to[1] = (char)(0x80 | (point >> 6 & 0x3f));
        to[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | point >> 18);
    to[1] = (char)(0x80 | (point >> 12 & 0x3f));
    to[2] = (char)(0x80 | (point >> 6 & 0x3f));
    to[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

uint32_t rk_folded_point(const rk_folded *folded, size_t at, size_t *length)
{
    *length = at < folded->length ? rk_utf8_character(folded->text + at, folded->length - at) : 0;
    return *length ? decode(folded->text + at, *length) : 0;
}

bool rk_is_hangul(uint32_t point)
{
    return (point >= 0xac00 && point <= 0xd7a3) || (point >= 0x1100 && point <= 0x11ff) ||
           (point >= 0x3130 && point <= 0x318f);
}

bool rk_is_letter(uint32_t point)
{
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
    if (point < 0xc0)
        return point == 0xaa || point == 0xb5 || point == 0xba;
    if (point == 0xd7 || point == 0xf7)
        return false;
    if (point >= 0x2000 &&
        point <= 0x2bff) /* punctuation, superscripts, currency, letter-like signs, arrows */
        return false;
    if (point >= 0x3000 && point <= 0x303f)
        return false;
    return !(point >= 0xfe00 && point <= 0xfe6f) && !(point >= 0xff00 && point <= 0xff20);
}

static bool is_blank(uint32_t point)
{
    return point == ' ' || (point >= 9 && point <= 13) || point == 0x85 || point == 0xa0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
           point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

/* A blank that parts cells or lines, and so never the groups of one number. */
static bool is_break(uint32_t point)
{
    return (point >= 9 && point <= 13) || point == 0x85 || point == 0x2028 || point == 0x2029;
}

/* Marks that are not seen: soft hyphen, marks of direction, word joiner, byte-order mark. */
static bool is_invisible(uint32_t point)
{
    return point == 0xad || point == 0x200e || point == 0x200f || point == 0x2060 ||
           point == 0xfeff;
}

static uint32_t plain_mark(uint32_t point)
{
    switch (point) {
    case 0x2010: /* hyphens, dashes, minus */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xfe58:
    case 0xfe63:
        return '-';
    case 0x2018: /* quotes used as apostrophes, prime, modifier apostrophe */
    case 0x2019:
    case 0x02bc:
    case 0x2032:
    case 0xb4:
    case 0x60:
        return '\'';
    case 0x301c: /* wave dash, swung dash, tilde operator */
    case 0x223c:
    case 0x2053:
        return '~';
    case 0x2248: /* almost equal and its kin */
    case 0x2245:
    case 0x2243:
        return 0x2248;
    case 0x2a7e:
        return 0x2265;
    case 0x2a7d:
        return 0x2264;
    default:
        return point >= 0xff01 && point <= 0xff5e ? point - 0xff01 + '!' : point;
    }
}

/* Lower case of the letters the languages here use; *capital is set when it was not. */
static uint32_t lower(uint32_t point, bool *capital)
{
    bool latin =
        (point >= 'A' && point <= 'Z') || (point >= 0xc0 && point <= 0xde && point != 0xd7);
    *capital = latin;
    if (latin)
        return point + 32;
    if (point >= 0x100 && point <= 0x17f) { /* Latin Extended-A: mostly pairs */
        bool odd_upper = (point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17e);
        bool pairs = point != 0x131 && point != 0x138 && point != 0x149 && point != 0x17f;
        *capital = pairs && (point == 0x178 || (odd_upper ? point % 2 == 1 : point % 2 == 0));
        return point == 0x178 ? 0xff : *capital ? point + 1 : point;
    }
    return point;
}

/* A letter with a combining accent after it as one letter, or 0. */
static uint32_t compose(uint32_t letter, uint32_t accent)
{
    static const struct {
        char letter;
        uint16_t accent, whole;
    } pairs[] = {{'a', 0x300, 0xe0}, {'a', 0x301, 0xe1}, {'a', 0x302, 0xe2}, {'a', 0x308, 0xe4},
        {'c', 0x327, 0xe7}, {'e', 0x300, 0xe8}, {'e', 0x301, 0xe9}, {'e', 0x302, 0xea},
        {'e', 0x308, 0xeb}, {'i', 0x301, 0xed}, {'i', 0x302, 0xee}, {'i', 0x308, 0xef},
        {'n', 0x303, 0xf1}, {'o', 0x301, 0xf3}, {'o', 0x302, 0xf4}, {'o', 0x308, 0xf6},
        {'u', 0x300, 0xf9}, {'u', 0x301, 0xfa}, {'u', 0x302, 0xfb}, {'u', 0x308, 0xfc}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if ((uint32_t)pairs[i].letter == letter && pairs[i].accent == accent)
            return pairs[i].whole;
    return 0;
}

static void put(rk_folded *folded, uint32_t point, size_t at, bool capital)
{
    size_t size = encode(folded->text + folded->length, point);
    for (size_t i = 0; i < size; i++) {
        folded->at[folded->length + i] = (uint16_t)at;
        folded->capital[folded->length + i] = false;
        folded->wide[folded->length + i] = false;
    }
    folded->capital[folded->length] = capital;
    folded->length += size;
}

static void put_blank(rk_folded *folded, size_t at, bool is_a_break)
{
    if (folded->length == 0)
        return;
    if (folded->text[folded->length - 1] == ' ') {
        folded->wide[folded->length - 1] = true;
        return;
    }
    put(folded, ' ', at, false);
    folded->wide[folded->length - 1] = is_a_break;
}

/* The accent that follows joins the letter before it; else it stays, and is not understood. */
static bool join_accent(rk_folded *folded, uint32_t accent)
{
    if (folded->length == 0 || accent < 0x300 || accent > 0x36f)
        return false;
    size_t last = folded->length - 1;
    uint32_t whole = compose((unsigned char)folded->text[last], accent);
    if (!whole)
        return false;
    bool capital = folded->capital[last];
    size_t at = folded->at[last];
    folded->length = last;
    put(folded, whole, at, capital);
    return true;
}

static void fold_point(rk_folded *folded, uint32_t point, size_t at)
{
    bool capital = false;
    if (is_invisible(point) || join_accent(folded, point))
        return;
    if (is_blank(point)) {
        put_blank(folded, at, is_break(point));
        return;
    }
    point = plain_mark(point);
    uint32_t small = lower(point, &capital);
    if (!capital && rk_is_letter(small) && !rk_is_hangul(small))
        folded->lower_case = true;
    put(folded, small, at, capital);
}

void rk_fold(rk_folded *folded, const char *text, size_t length)
{
    folded->length = 0;
    folded->lower_case = folded->malformed = false;
    folded->malformed_at = 0;
    for (size_t i = 0; i < length;) {
        size_t size = rk_utf8_character(text + i, length - i);
        if (size == 0) {
            folded->malformed = true;
            folded->malformed_at = i;
            break;
        }
        fold_point(folded, decode(text + i, size), i);
        i += size;
    }
    if (folded->length && folded->text[folded->length - 1] == ' ')
        folded->length--;
    folded->text[folded->length] = '\0';
    folded->at[folded->length] = (uint16_t)length;
}
