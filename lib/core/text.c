/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decimal.h"
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

/* By the C library: any double, but slowly. */
static char *library_text(char to[RK_NUMBER_TEXT], double value)
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

/* Without an exponent, as %g writes what is from 1e-4 up and has no more than its digits before the point. */
static void lay_out(char *to, const rk_decimal *decimal)
{
    int before = decimal->exponent + 1;
    if (before <= 0) {
        *to++ = '0';
        *to++ = '.';
        for (int i = before; i < 0; i++)
            *to++ = '0';
    }
    for (int i = 0; i < decimal->count; i++) {
        if (i == before && before > 0)
            *to++ = '.';
        *to++ = decimal->digits[i];
    }
    for (int i = decimal->count; i < before; i++)
        *to++ = '0';
    *to = '\0';
}

char *rk_number_text(char to[RK_NUMBER_TEXT], double value)
{
    double size = fabs(value);
    if (!(size >= rk_least_decimal && size < rk_most_decimal))
        return library_text(to, value);
    rk_decimal decimal;
    rk_shortest_decimal(size, &decimal);
    to[0] = '-';
    lay_out(to + (value < 0), &decimal);
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
    return text && is_decimal(text) && rk_number_read(text, strlen(text), value);
}

/* Digits beyond this cannot change which double is nearest, only break a tie, for which one more stands. */
enum { MOST_DIGITS = 780 };

/* A decimal taken apart: sign, digits[count] without leading zeros, and the power of ten they are multiplied with. */
typedef struct decimal {
    bool negative;
    int count;
    long exponent;
    char digits[MOST_DIGITS + 32]; /* and room for what strtod wants */
} decimal;

/* The number after 'e', held to a size at which all doubles are 0 or infinite. */
static long read_exponent(const char *at, const char *end)
{
    bool negative = at < end && *at == '-';
    long exponent = 0;
    for (at += at < end && (*at == '-' || *at == '+'); at < end; at++)
        if (exponent < 100000000)
            exponent = 10 * exponent + (*at - '0');
    return negative ? -exponent : exponent;
}

static void take_apart(decimal *parts, const char *at, const char *end)
{
    bool fraction = false, more = false;
    parts->negative = at < end && *at == '-';
    parts->count = 0;
    parts->exponent = 0;
    for (at += at < end && (*at == '-' || *at == '+'); at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            fraction = true;
            continue;
        }
        bool kept = parts->count < MOST_DIGITS;
        if (kept && (parts->count || *at != '0'))
            parts->digits[parts->count++] = *at;
        more = more || (!kept && *at != '0');
        parts->exponent += (kept ? 0 : 1) - (fraction ? 1 : 0);
    }
    if (more) {
        parts->digits[parts->count++] = '1';
        parts->exponent--;
    }
    if (at < end)
        parts->exponent += read_exponent(at + 1, end);
}

/* Digits and power are exact doubles, so one operation rounds once. False when they are not. */
static bool put_together_exactly(const decimal *parts, double *value)
{
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
        1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (FLT_EVAL_METHOD != 0 || parts->count > 15 || labs(parts->exponent) > 22)
        return false;
    long long whole = 0;
    for (int i = 0; i < parts->count; i++)
        whole = 10 * whole + (parts->digits[i] - '0');
    *value = parts->exponent < 0 ? (double)whole / powers[-parts->exponent] : (double)whole * powers[parts->exponent];
    return true;
}

bool rk_number_read(const char *text, size_t length, double *value)
{
    decimal parts;
    double size = 0.0;
    take_apart(&parts, text, text + length);
    if (parts.count && !put_together_exactly(&parts, &size)) {
        /* A whole number with a power has no decimal mark, so no locale can misread it. */
        snprintf(parts.digits + parts.count, sizeof parts.digits - (size_t)parts.count, "e%ld", parts.exponent);
        size = strtod(parts.digits, NULL);
    }
    *value = parts.negative ? -size : size;
    return isfinite(size) != 0;
}

int rk_number_digits(double value, double *mantissa)
{
    /* The shortest of 15, 16 and 17 digits that reads back; all calls use the same locale's mark. */
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
