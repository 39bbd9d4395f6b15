/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/emit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "json/c_locale.h"

rk_emit rk_emit_to(rk_buffer *buffer)
{
    return (rk_emit){.buffer = buffer};
}

/* Puts a value (NULL: there was no memory for it) where the next one goes. */
static void put(rk_emit *emit, json_t *value)
{
    json_t *holder = emit->depth ? emit->open[emit->depth - 1] : NULL;
    const char *key = emit->key;
    emit->key = NULL;
    if (!value || emit->failed)
        emit->failed = true;
    else if (!holder && !emit->top)
        emit->top = json_incref(value);
    else if (json_is_object(holder) && key)
        emit->failed = json_object_set(holder, key, value) != 0;
    else
        emit->failed = !json_is_array(holder) || json_array_append(holder, value) != 0;
    json_decref(value);
}

/* An array or object that the values that follow belong to. Its owner is what holds it, so it stays
 * after put(). */
static void begin(rk_emit *emit, json_t *value)
{
    put(emit, value);
    if (emit->failed || emit->depth == RK_EMIT_DEPTH)
        emit->failed = true;
    else
        emit->open[emit->depth] = value;
    emit->depth += !emit->failed;
}

static void end(rk_emit *emit)
{
    emit->depth -= emit->depth > 0;
}

void rk_emit_object_begin(rk_emit *emit)
{
    begin(emit, json_object());
}

void rk_emit_object_end(rk_emit *emit)
{
    end(emit);
}

void rk_emit_array_begin(rk_emit *emit)
{
    begin(emit, json_array());
}

void rk_emit_array_end(rk_emit *emit)
{
    end(emit);
}

void rk_emit_key(rk_emit *emit, const char *key)
{
    emit->key = key;
}

void rk_emit_string(rk_emit *emit, const char *text)
{
    put(emit, text ? json_string(text) : json_null());
}

/* Whole numbers up to here are exact in a double. */
static const double MOST_WHOLE = 9007199254740992.0;

/* Fifteen digits, in whatever locale, read back in the same one. */
static bool needs_17_digits(double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    return strtod(text, NULL) != value;
}

void rk_emit_number(rk_emit *emit, double value)
{
    if (!isfinite(value)) {
        put(emit, json_null());
    } else if (value == floor(value) && fabs(value) <= MOST_WHOLE) {
        put(emit, json_integer((json_int_t)value));
    } else {
        emit->long_numbers = emit->long_numbers || needs_17_digits(value);
        put(emit, json_real(value));
    }
}

void rk_emit_integer(rk_emit *emit, long long value)
{
    put(emit, json_integer(value));
}

void rk_emit_bool(rk_emit *emit, bool value)
{
    put(emit, json_boolean(value));
}

void rk_emit_null(rk_emit *emit)
{
    put(emit, json_null());
}

static int append(const char *bytes, size_t count, void *buffer)
{
    rk_buffer_append_bytes(buffer, bytes, count);
    return ((rk_buffer *)buffer)->failed ? -1 : 0;
}

void rk_emit_finish(rk_emit *emit)
{
    rk_c_locale locale;
    size_t digits = emit->long_numbers ? 17 : 15;
    bool good = !emit->failed && rk_c_locale_enter(&locale);
    if (good) {
        int status = json_dump_callback(emit->top, append, emit->buffer,
            JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits));
        rk_c_locale_leave(&locale);
        good = status == 0;
    }
    json_decref(emit->top);
    emit->top = NULL;
    rk_buffer_append_bytes(emit->buffer, "\n", 1);
    emit->buffer->failed = emit->buffer->failed || !good;
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
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < count; i++)
        rk_emit_number(emit, values[i]);
    rk_emit_array_end(emit);
}
