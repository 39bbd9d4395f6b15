/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers spelled out, to be read back. */
#ifndef TESTS_WORDS_SPELLER_H
#define TESTS_WORDS_SPELLER_H

#include <stddef.h>
#include <stdint.h>

/* `number` (1 to 10^12 - 1) in the words of a language ("en", "fr", "es", "de", "ko"). Returns
 * `to`. */
char *spell(char *to, size_t size, int64_t number, const char *language);

#endif
