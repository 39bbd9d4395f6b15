/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many columns of a terminal a text takes: two for a character of Chinese, Japanese or Korean,
 * none for a mark that stands on the one before. */
#ifndef RK_RESULT_COLUMNS_H
#define RK_RESULT_COLUMNS_H

#include <stddef.h>

/* Of UTF-8, malformed bytes counted as one each. */
size_t rk_columns(const char *text);

/* How many bytes of `text` fit into `columns`, never a character in part, nor apart from the marks
 * that stand on it. */
size_t rk_columns_fit(const char *text, size_t columns);

/* `text` (NULL counts as "") into to[size], cut to `columns` with an ellipsis when it is longer.
 * Returns `to`. */
char *rk_columns_cut(char *to, size_t size, const char *text, size_t columns);

#endif
