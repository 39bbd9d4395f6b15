/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON as text, written through jansson: values are put one after another as they will stand, and
 * become text at the end, with an indent of two blanks. Whole numbers are written as such; other
 * numbers with 15 digits, all with 17 when any of them needs it to read back as the same double. A
 * failed allocation shows in the buffer (`failed`), so calls need no checking one by one.
 *
 *     rk_buffer buffer = RK_BUFFER_INIT;
 *     rk_emit emit = rk_emit_to(&buffer);
 *     rk_emit_object_begin(&emit);
 *     rk_emit_key_number(&emit, "level", 0.9);
 *     rk_emit_object_end(&emit);
 *     rk_emit_finish(&emit);
 *     char *text = rk_buffer_take(&buffer);
 */
#ifndef RK_JSON_EMIT_H
#define RK_JSON_EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"

/* No format of this library nests deeper. */
enum { RK_EMIT_DEPTH = 24 };

struct json_t;

typedef struct rk_emit {
    rk_buffer *buffer;
    struct json_t *open[RK_EMIT_DEPTH]; /* [depth] arrays and objects that are not ended; the first
                                           owns the others */
    size_t depth;
    const char *key;    /* of the value that comes next */
    struct json_t *top; /* the whole document */
    bool long_numbers;  /* some number needs 17 digits */
    bool failed;
} rk_emit;

rk_emit rk_emit_to(rk_buffer *buffer);
/* Writes the document, with a newline at its end, into the buffer. Due once, also when something
 * failed. */
void rk_emit_finish(rk_emit *emit);

void rk_emit_object_begin(rk_emit *emit);
void rk_emit_object_end(rk_emit *emit);
void rk_emit_array_begin(rk_emit *emit);
void rk_emit_array_end(rk_emit *emit);
/* Inside an object, before each value. The text must stay as it is until that value is put. */
void rk_emit_key(rk_emit *emit, const char *key);

/* UTF-8, escaped as needed; NULL is null. */
void rk_emit_string(rk_emit *emit, const char *text);
/* null when `value` is not finite, which JSON cannot say. */
void rk_emit_number(rk_emit *emit, double value);
void rk_emit_integer(rk_emit *emit, long long value);
void rk_emit_bool(rk_emit *emit, bool value);
void rk_emit_null(rk_emit *emit);

/* Key and value in one. */
void rk_emit_key_string(rk_emit *emit, const char *key, const char *text);
void rk_emit_key_number(rk_emit *emit, const char *key, double value);
void rk_emit_key_integer(rk_emit *emit, const char *key, long long value);
void rk_emit_key_bool(rk_emit *emit, const char *key, bool value);
/* An array of numbers, values[count]. */
void rk_emit_key_numbers(rk_emit *emit, const char *key, const double *values, size_t count);

#endif
