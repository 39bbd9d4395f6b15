/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/emit.h"

#include <math.h>

rk_emit rk_emit_to(rk_buffer *buffer)
{
    return (rk_emit){buffer, 0, 0, true, false};
}

void rk_emit_finish(rk_emit *emit)
{
    rk_buffer_append_bytes(emit->buffer, "\n", 1);
}

static void new_line(rk_emit *emit)
{
    static const char blanks[] = "                                ";
    rk_buffer_append_bytes(emit->buffer, "\n", 1);
    for (size_t left = 2 * emit->depth; left;) {
        size_t step = left < sizeof blanks - 1 ? left : sizeof blanks - 1;
        rk_buffer_append_bytes(emit->buffer, blanks, step);
        left -= step;
    }
}

/* What stands between the value before and the one that comes. */
static void separate(rk_emit *emit)
{
    if (emit->after_key) {
        emit->after_key = false;
        return;
    }
    if (!emit->first)
        rk_buffer_append_bytes(emit->buffer, ",", 1);
    if (emit->depth && !emit->flat)
        new_line(emit);
    else if (!emit->first)
        rk_buffer_append_bytes(emit->buffer, " ", 1);
    emit->first = false;
}

static void begin(rk_emit *emit, const char *bracket, bool flat)
{
    separate(emit);
    rk_buffer_append_bytes(emit->buffer, bracket, 1);
    emit->depth++;
    emit->first = true;
    if (flat && !emit->flat)
        emit->flat = emit->depth;
}

static void end(rk_emit *emit, const char *bracket)
{
    bool one_line = emit->flat != 0;
    if (emit->flat == emit->depth)
        emit->flat = 0;
    emit->depth--;
    if (!emit->first && !one_line)
        new_line(emit);
    rk_buffer_append_bytes(emit->buffer, bracket, 1);
    emit->first = false;
}

void rk_emit_object_begin(rk_emit *emit)
{
    begin(emit, "{", false);
}

void rk_emit_flat_object_begin(rk_emit *emit)
{
    begin(emit, "{", true);
}

void rk_emit_object_end(rk_emit *emit)
{
    end(emit, "}");
}

void rk_emit_array_begin(rk_emit *emit)
{
    begin(emit, "[", false);
}

void rk_emit_flat_array_begin(rk_emit *emit)
{
    begin(emit, "[", true);
}

void rk_emit_array_end(rk_emit *emit)
{
    end(emit, "]");
}

/* A control character, a quote or a backslash. */
static void append_escape(rk_buffer *buffer, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15u]};
    size_t length = 2;
    switch (c) {
    case '"':
    case '\\':
        text[1] = (char)c;
        break;
    case '\n':
        text[1] = 'n';
        break;
    case '\r':
        text[1] = 'r';
        break;
    case '\t':
        text[1] = 't';
        break;
    case '\b':
        text[1] = 'b';
        break;
    case '\f':
        text[1] = 'f';
        break;
    default:
        length = 6;
    }
    rk_buffer_append_bytes(buffer, text, length);
}

static void append_quoted(rk_buffer *buffer, const char *text)
{
    rk_buffer_append_bytes(buffer, "\"", 1);
    const char *start = text;
    const char *at = text;
    for (; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        rk_buffer_append_bytes(buffer, start, (size_t)(at - start));
        append_escape(buffer, c);
        start = at + 1;
    }
    rk_buffer_append_bytes(buffer, start, (size_t)(at - start));
    rk_buffer_append_bytes(buffer, "\"", 1);
}

void rk_emit_key(rk_emit *emit, const char *key)
{
    separate(emit);
    append_quoted(emit->buffer, key);
    rk_buffer_append_bytes(emit->buffer, ": ", 2);
    emit->after_key = true;
}

void rk_emit_string(rk_emit *emit, const char *text)
{
    separate(emit);
    if (text)
        append_quoted(emit->buffer, text);
    else
        rk_buffer_append(emit->buffer, "null");
}

void rk_emit_number(rk_emit *emit, double value)
{
    separate(emit);
    if (isfinite(value))
        rk_buffer_number(emit->buffer, value);
    else
        rk_buffer_append(emit->buffer, "null");
}

void rk_emit_integer(rk_emit *emit, long long value)
{
    separate(emit);
    rk_buffer_format(emit->buffer, "%lld", value);
}

void rk_emit_bool(rk_emit *emit, bool value)
{
    separate(emit);
    rk_buffer_append(emit->buffer, value ? "true" : "false");
}

void rk_emit_null(rk_emit *emit)
{
    rk_emit_string(emit, NULL);
}

void rk_emit_key_string(rk_emit *emit, const char *key, const char *text)
{
    rk_emit_key(emit, key);
    rk_emit_string(emit, text);
}

void rk_emit_key_number(rk_emit *emit, const char *key, double value)
{
    rk_emit_key(emit, key);
    rk_emit_number(emit, value);
}

void rk_emit_key_integer(rk_emit *emit, const char *key, long long value)
{
    rk_emit_key(emit, key);
    rk_emit_integer(emit, value);
}

void rk_emit_key_bool(rk_emit *emit, const char *key, bool value)
{
    rk_emit_key(emit, key);
    rk_emit_bool(emit, value);
}

void rk_emit_key_numbers(rk_emit *emit, const char *key, const double *values, size_t count)
{
    rk_emit_key(emit, key);
    rk_emit_flat_array_begin(emit);
    for (size_t i = 0; i < count; i++)
        rk_emit_number(emit, values[i]);
    rk_emit_array_end(emit);
}
