/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/number.h"

#include <string.h>

#include "core/text.h"

bool rk_whole_number(const char *text, size_t length, double *value)
{
    double sum = 0;
    if (!length || length > 15 || (text[0] == '0' && length > 1))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!rk_is_digit(text[i]))
            return false;
        sum = 10 * sum + (text[i] - '0');
    }
    *value = sum;
    return true;
}

/* A blank, no-break blank, narrow or thin blank, or apostrophe between groups: its bytes; 0 when
 * there is none. */
static size_t blank_mark(const char *text, size_t length)
{
    static const char *const marks[] = {
        " ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if (length >= size && memcmp(text, marks[i], size) == 0)
            return size;
    }
    return 0;
}

bool rk_marked_number(const char *text, size_t length, char decimal, double *value)
{
    char plain[40], group = decimal == ',' ? '.' : ',';
    size_t used = 0, run = 0;
    bool grouped = false, fraction = false;
    for (size_t i = 0; i < length && used + 2 < sizeof plain;) {
        size_t mark = text[i] == group ? 1 : blank_mark(text + i, length - i);
        if (rk_is_digit(text[i])) {
            plain[used++] = text[i++];
            run++;
            continue;
        }
        if (fraction || !run || (grouped ? run != 3 : mark && run > 3))
            return false;
        if (!mark && text[i] != decimal)
            return false;
        fraction = !mark;
        grouped = grouped || mark;
        run = 0;
        if (fraction)
            plain[used++] = '.';
        i += mark ? mark : 1;
    }
    if (!run || (grouped && !fraction && run != 3) || used + 2 >= sizeof plain)
        return false;
    plain[used] = '\0';
    return rk_number_parse(plain, value);
}

bool rk_portion(const char *text, size_t length, double *value)
{
    char plain[24];
    size_t used = 0;
    bool percent = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%' && i + 1 == length)
            percent = true;
        else if (text[i] != ' ' && used + 1 < sizeof plain)
            plain[used++] = text[i] == ',' ? '.' : text[i];
        else if (text[i] != ' ')
            return false;
    }
    plain[used] = '\0';
    if (!used || !rk_is_digit(plain[0]) || !rk_number_parse(plain, value))
        return false;
    if (percent || *value >= 2)
        *value /= 100;
    return *value > 0 && *value <= 1;
}
