/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8: what is valid, and how to show a stranger's text in a message of one line. */
#ifndef RK_CORE_UTF8_H
#define RK_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The length, 1 to 4, of the valid character at text[0..size), or 0 when it is malformed: a stray
 * or missing continuation byte, an overlong form, a surrogate, or beyond U+10FFFF. NUL counts as a
 * character of one byte.
 */
size_t rk_utf8_character(const char *text, size_t size);

/* Whether a terminated text is UTF-8 throughout. */
bool rk_utf8_valid(const char *text);

/* Puts a '?' for every malformed byte: a message may quote a text that was cut within a character.
 */
void rk_utf8_mend(char *text);

/* Room for what rk_shown writes. */
enum { RK_SHOWN = 64 };

/*
 * Copies `text` (NULL counts as "") for use in a message: cut at a whole character with "..." when
 * it is long, with control characters and malformed bytes as '?', so that the message stays one
 * line of valid UTF-8. Returns `to`.
 */
const char *rk_shown(char to[RK_SHOWN], const char *text);

#endif
