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

/* The C library writes and reads the decimal mark of the process's locale, which may be any string. */
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
        if (strtod(to, NULL) == value)
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

bool rk_number_parse(const char *text, double *value)
{
    char copy[64], mark[8];
    if (!text || strlen(text) > sizeof copy - 16 || !is_decimal(text))
        return false;
    strcpy(copy, text);
    replace_mark(copy, ".", locale_mark(mark));
    *value = strtod(copy, NULL);
    return isfinite(*value) != 0;
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
