/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of file a text is, and whether it can be read as a sheet at all. */
#ifndef RK_SHEET_DIALECT_H
#define RK_SHEET_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/status.h>

/* How a sheet is written down. */
typedef struct rk_dialect {
    char separator; /* ',', ';', TAB or '|' */
    bool mark;      /* it begins with a byte-order mark */
    bool crlf;      /* its first line ends with CR LF */
    size_t begin;   /* the byte where the first row begins, after the mark and a line "sep=;" */
} rk_dialect;

/* The separators that are tried, the usual ones first; terminated. */
extern const char rk_separators[5];

/* ",", ";", "tab" or "|": a separator as it is called in messages. Static text. */
const char *rk_separator_name(char separator);

/*
 * Whether text[length] is a text that can hold a sheet: not a workbook (the converter is named),
 * UTF-8 without NUL (else line and column, and how to save it again), not empty. Fills `dialect`
 * but for the separator, which is 0 unless a line "sep=;" states it. RECKON_FORMAT or RECKON_VALUE.
 */
reckon_status rk_dialect_check(
    const char *text, size_t length, rk_dialect *dialect, reckon_error *error);

#endif
