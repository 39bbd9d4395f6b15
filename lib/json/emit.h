/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON as text, in the order it is written: two-space indent, shortest numbers that read back the same, no locale. A
 * failed allocation shows in the buffer (`failed`), so calls need no checking one by one.
 *
 *     rk_buffer buffer = RK_BUFFER_INIT;
 *     rk_emit emit = rk_emit_to(&buffer);
 *     rk_emit_object_begin(&emit);
 *     rk_emit_key(&emit, "level");
 *     rk_emit_number(&emit, 0.9);
 *     rk_emit_object_end(&emit);
 *     rk_emit_finish(&emit);
 *     char *text = rk_buffer_take(&buffer);
 */
#ifndef RK_JSON_EMIT_H
#define RK_JSON_EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"

typedef struct rk_emit {
    rk_buffer *buffer;
    size_t depth;   /* open arrays and objects */
    size_t flat;    /* the depth from which all stands on one line; 0: none */
    bool first;     /* nothing stands yet in the innermost array or object */
    bool after_key; /* the next value belongs to the key just written */
} rk_emit;

rk_emit rk_emit_to(rk_buffer *buffer);
/* The newline at the end of the document. */
void rk_emit_finish(rk_emit *emit);

void rk_emit_object_begin(rk_emit *emit);
void rk_emit_object_end(rk_emit *emit);
void rk_emit_array_begin(rk_emit *emit);
void rk_emit_array_end(rk_emit *emit);
/* As rk_emit_object_begin and rk_emit_array_begin, with all that is inside on one line; the same calls end them. */
void rk_emit_flat_object_begin(rk_emit *emit);
void rk_emit_flat_array_begin(rk_emit *emit);

/* Inside an object, before each value. UTF-8, escaped as needed. */
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
/* A flat array of numbers, values[count]. */
void rk_emit_key_numbers(rk_emit *emit, const char *key, const double *values, size_t count);

#endif
