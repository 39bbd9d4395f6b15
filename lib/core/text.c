/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

void rk_copy_text(char *to, size_t size, const char *from)
{
    if (!size)
        return;
    size_t length = from ? strlen(from) : 0;
    if (length >= size) {
        length = size - 1;
        /* Step back over the continuation bytes of a character that would be cut in two. */
        while (length && ((unsigned char)from[length] & 0xC0u) == 0x80u)
            length--;
    }
    if (length)
        memcpy(to, from, length);
    to[length] = '\0';
}

/* The C library writes and reads the decimal mark of the process's locale, which may be any string.
 */
static const char *locale_mark(char buffer[8])
{
    char sample[16];
    snprintf(sample, sizeof sample, "%.1f", 0.5);
    size_t length = strlen(sample);
    size_t mark = length > 2 ? length - 2 : 0;
    if (mark > 7)
        mark = 7;
    memcpy(buffer, sample + 1, mark);
    buffer[mark] = '\0';
    return buffer;
}

static void replace_mark(char *text, const char *mark, const char *with)
{
    char *at = mark[0] ? strstr(text, mark) : NULL;
    if (!at || strcmp(mark, with) == 0)
        return;
    size_t tail = strlen(at + strlen(mark)) + 1;
    memmove(at + strlen(with), at + strlen(mark), tail);
    memcpy(at, with, strlen(with));
}

char *rk_number_text(char to[RK_NUMBER_TEXT], double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(to, RK_NUMBER_TEXT, "%.*g", digits, value);
        if (strtod(to, NULL) == value) /* in the same locale */
            break;
    }
    char mark[8];
    replace_mark(to, locale_mark(mark), ".");
    return to;
}

/* The grammar of a JSON number, with a leading '+' also taken: [+-]digits[.digits][e[+-]digits] */
static bool is_decimal(const char *text)
{
    const char *at = text;
    at += *at == '+' || *at == '-';
    size_t whole = strspn(at, "0123456789");
    at += whole;
    if (!whole)
        return false;
    if (*at == '.') {
        size_t fraction = strspn(at + 1, "0123456789");
        if (!fraction)
            return false;
        at += 1 + fraction;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '+' || *at == '-';
        size_t exponent = strspn(at, "0123456789");
        if (!exponent)
            return false;
        at += exponent;
    }
    return *at == '\0';
}

/* Longer than any number that somebody writes as an option. */
enum { LONGEST_NUMBER = 400 };

bool rk_number_parse(const char *text, double *value)
{
    char copy[LONGEST_NUMBER + 8], mark[8];
    if (!text || !is_decimal(text) || strlen(text) >= LONGEST_NUMBER)
        return false;
    rk_copy_text(copy, sizeof copy, text);
    replace_mark(copy, ".", locale_mark(mark));
    *value = strtod(copy, NULL);
    return isfinite(*value) != 0;
}

int rk_number_digits(double value, double *mantissa)
{
    /* The shortest of 15, 16 and 17 digits that reads back; all calls use the same locale's mark.
     */
    char text[40];
    int digits = 14;
    do
        snprintf(text, sizeof text, "%.*e", digits++, value);
    while (strtod(text, NULL) != value && digits < 17);
    char *exponent = strchr(text, 'e');
    *exponent = '\0';
    for (const char *last = exponent - 1; *last == '0'; last--)
        digits--;
    *mantissa = strtod(text, NULL);
    return digits;
}

double rk_round_digits(double value, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL);
}

static bool reserve(rk_buffer *buffer, size_t extra)
{
    if (buffer->failed)
        return false;
    if (buffer->size - buffer->length > extra)
        return true;
    size_t size = buffer->size ? buffer->size : 256;
    while (size - buffer->length <= extra)
        size *= 2;
    char *grown = rk_realloc(buffer->text, size, 1);
    if (!grown) {
        buffer->failed = true;
        return false;
    }
    buffer->text = grown;
    buffer->size = size;
    return true;
}

void rk_buffer_append_bytes(rk_buffer *buffer, const char *bytes, size_t count)
{
    if (!reserve(buffer, count))
        return;
    if (count) /* bytes may then be NULL */
        memcpy(buffer->text + buffer->length, bytes, count);
    buffer->length += count;
    buffer->text[buffer->length] = '\0';
}

void rk_buffer_append(rk_buffer *buffer, const char *text)
{
    rk_buffer_append_bytes(buffer, text, strlen(text));
}

void rk_buffer_format(rk_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int needed = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (needed < 0)
        buffer->failed = true;
    else if (reserve(buffer, (size_t)needed)) {
        vsnprintf(buffer->text + buffer->length, (size_t)needed + 1, format, again);
        buffer->length += (size_t)needed;
    }
    va_end(again);
}

void rk_buffer_number(rk_buffer *buffer, double value)
{
    char text[RK_NUMBER_TEXT];
    rk_buffer_append(buffer, rk_number_text(text, value));
}

void rk_buffer_free(rk_buffer *buffer)
{
    rk_free(buffer->text);
    *buffer = (rk_buffer)RK_BUFFER_INIT;
}

char *rk_buffer_take(rk_buffer *buffer)
{
    if (!buffer->failed && !buffer->text)
        rk_buffer_append(buffer, "");
    if (buffer->failed) {
        rk_buffer_free(buffer);
        return NULL;
    }
    char *text = buffer->text;
    *buffer = (rk_buffer)RK_BUFFER_INIT;
    return text;
}
