/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where something stands: "C5" as a spreadsheet names it, line and column as an editor does. */
#ifndef RK_SHEET_PLACE_H
#define RK_SHEET_PLACE_H

#include <stddef.h>

#include <reckon/status.h>

/* Room for the letters and the number of any cell, with the terminator. */
enum { RK_CELL_NAME = 40 }; /* RECKON_CELL_NAME */

/* The letters of a column counted from 0: "A", "Z", "AA". Returns `to`. */
const char *rk_column_name(char to[RK_CELL_NAME], size_t column);

/* Row and column counted from 0: "A1". Returns `to`. */
const char *rk_cell_name(char to[RK_CELL_NAME], size_t row, size_t column);

/* The column that letters name ("c", "AB"), or (size_t)-1 when the text is no such name. */
size_t rk_column_of_letters(const char *text);

/* Sets line and column of byte `at` of the text, both from 1, where the error has none. */
void rk_place_in_text(const char *text, size_t at, reckon_error *error);

/* The same for a cell, row and column counted from 0; the sheet's first row begins at byte `begin`.
 */
void rk_place_of_cell(const char *text, size_t length, size_t begin, char separator, size_t row,
    size_t column, reckon_error *error);

#endif
