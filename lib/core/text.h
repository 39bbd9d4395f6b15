/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text without the locale: growing buffers, numbers that round-trip, and reading a number the same
 * way everywhere. */
#ifndef RK_CORE_TEXT_H
#define RK_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Copies `from` (NULL counts as "") into to[size], cut at a whole UTF-8 character if it does not
 * fit. */
void rk_copy_text(char *to, size_t size, const char *from);

/* Room for any double written by rk_number_text, with its terminator. */
enum { RK_NUMBER_TEXT = 32 };

/*
 * The shortest of %.15g, %.16g and %.17g that reads back as the same double, always with a decimal
 * point '.', whatever the locale. `value` must be finite. Returns `to`.
 */
char *rk_number_text(char to[RK_NUMBER_TEXT], double value);

/*
 * Reads the whole of `text` as a decimal number ("12", "-0.5", "1e+05"), whatever the locale. False
 * for anything else: empty text, hex, "inf", "nan", blanks, trailing characters, a value that is
 * not finite, or more than 399 characters.
 */
bool rk_number_parse(const char *text, double *value);

/*
 * How many digits the shortest decimal has that reads back as the same double, without trailing
 * zeros: 1 for 10000, 3 for 0.667. For finite `value` > 0. `*mantissa` is that decimal over a power
 * of ten, in [1, 10).
 */
int rk_number_digits(double value, double *mantissa);

/* `value`, finite, rounded to `digits` (1 to 17) significant decimal digits. */
double rk_round_digits(double value, int digits);

/* A growing text; a failed allocation sets `failed` and later appends do nothing. */
typedef struct rk_buffer {
    char *text; /* [size], terminated whenever size > 0 */
    size_t length;
    size_t size;
    bool failed;
} rk_buffer;

#define RK_BUFFER_INIT                                                                             \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

void rk_buffer_append(rk_buffer *buffer, const char *text);
void rk_buffer_append_bytes(rk_buffer *buffer, const char *bytes, size_t count);
/* printf into the buffer. No floating conversions: they follow the locale; use rk_buffer_number. */
void rk_buffer_format(rk_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void rk_buffer_number(rk_buffer *buffer, double value);
void rk_buffer_free(rk_buffer *buffer);
/* Hands the text over to the caller (free with rk_free) and empties the buffer; NULL when it
 * failed. */
char *rk_buffer_take(rk_buffer *buffer);

#endif
