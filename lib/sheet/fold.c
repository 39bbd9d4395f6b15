/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/fold.h"

#include <string.h>

#include "core/utf8.h"

/* U+00C0 to U+00FF as plain letters, two a character; "  " is punctuation. */
static const char latin[] = "a a a a a a aec e e e e i i i i "
                            "d n o o o o o   o u u u u y thss"
                            "a a a a a a aec e e e e i i i i "
                            "d n o o o o o   o u u u u y thy ";

/* What a character of `length` bytes becomes, in at most two bytes; NULL: itself. */
static const char *plain_form(const char *text, size_t length, char form[3])
{
    const unsigned char *byte = (const unsigned char *)text;
    form[0] = form[1] = form[2] = '\0';
    if (length == 1) {
        bool letter = (byte[0] >= 'a' && byte[0] <= 'z') || (byte[0] >= '0' && byte[0] <= '9');
        if (byte[0] >= 'A' && byte[0] <= 'Z')
            form[0] = (char)(byte[0] | 0x20);
        else
            form[0] = letter || strchr("#+%", byte[0]) ? (char)byte[0] : ' ';
        return form;
    }
    if (length == 2 && byte[0] == 0xC3) {
        const char *pair = latin + 2 * (byte[1] & 0x3F);
        form[0] = pair[0];
        form[1] = pair[1] == ' ' ? '\0' : pair[1];
        return form;
    }
    /* No-break space, soft hyphen, ordinal marks; the general punctuation block; full-width blank.
     */
    bool sign = (length == 2 && byte[0] == 0xC2) ||
                (length == 3 && byte[0] == 0xE2 && byte[1] <= 0x81) ||
                memcmp(text, "\xE3\x80\x80", length < 3 ? length : 3) == 0 ||
                memcmp(text, "\xEF\xBB\xBF", length < 3 ? length : 3) == 0;
    form[0] = ' ';
    return sign ? form : NULL;
}

const char *rk_fold_name(char to[RK_FOLDED], const char *text)
{
    size_t used = 0;
    bool gap = false;
    while (*text && used + 6 < RK_FOLDED) {
        char form[3];
        size_t left = 0;
        while (left < 4 && text[left])
            left++;
        size_t length = rk_utf8_character(text, left);
        length = length ? length : 1;
        const char *plain = plain_form(text, length, form);
        if (plain && plain[0] == ' ') {
            gap = used > 0;
        } else {
            if (gap)
                to[used++] = ' ';
            gap = false;
            size_t size = plain ? strlen(plain) : length;
            memcpy(to + used, plain ? plain : text, size);
            used += size;
        }
        text += length;
    }
    to[used] = '\0';
    return to;
}

/* The length of a blank at the beginning of text[length]: blank, tab, line end, U+00A0, U+2000 to
 * U+200A, U+202F, U+3000; 0 when there is none. */
static size_t blank_at(const char *text, size_t length)
{
    if (length && strchr(" \t\r\n\v\f", text[0]) && text[0])
        return 1;
    if (length >= 2 && memcmp(text, "\xC2\xA0", 2) == 0)
        return 2;
    if (length < 3)
        return 0;
    unsigned char third = (unsigned char)text[2];
    bool wide =
        memcmp(text, "\xE2\x80", 2) == 0 && ((third >= 0x80 && third <= 0x8A) || third == 0xAF);
    return wide || memcmp(text, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

const char *rk_trimmed(const char *text, size_t *length)
{
    size_t left = strlen(text), blank;
    while ((blank = blank_at(text, left)) != 0) {
        text += blank;
        left -= blank;
    }
    for (bool more = left > 0; more;) {
        more = false;
        for (size_t size = 1; size <= 3 && size <= left && !more; size++)
            if (blank_at(text + left - size, size) == size) {
                left -= size;
                more = left > 0;
                break;
            }
    }
    *length = left;
    return text;
}

bool rk_same_name(const char *a, const char *b)
{
    char x[RK_FOLDED], y[RK_FOLDED];
    size_t length_a, length_b;
    const char *from_a = rk_trimmed(a, &length_a), *from_b = rk_trimmed(b, &length_b);
    if (length_a == length_b && memcmp(from_a, from_b, length_a) == 0)
        return true;
    rk_fold_name(x, a);
    return x[0] && strcmp(x, rk_fold_name(y, b)) == 0 && strlen(x) + 8 < RK_FOLDED;
}

size_t rk_next_word(const char **at, const char **word)
{
    while (**at == ' ')
        ++*at;
    *word = *at;
    while (**at && **at != ' ')
        ++*at;
    return (size_t)(*at - *word);
}

bool rk_in_list(const char *list, const char *word, size_t length)
{
    const char *at = list, *entry;
    for (size_t size; (size = rk_next_word(&at, &entry)) != 0;)
        if (size == length && memcmp(entry, word, length) == 0)
            return true;
    return false;
}
