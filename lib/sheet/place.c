/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/place.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *rk_column_name(char to[RK_CELL_NAME], size_t column)
{
    char letters[RK_CELL_NAME];
    size_t count = 0, used = 0;
    for (size_t left = column + 1; left; left = (left - 1) / 26)
        letters[count++] = (char)('A' + (left - 1) % 26);
    while (count)
        to[used++] = letters[--count];
    to[used] = '\0';
    return to;
}

const char *rk_cell_name(char to[RK_CELL_NAME], size_t row, size_t column)
{
    rk_column_name(to, column);
    size_t used = strlen(to);
    snprintf(to + used, RK_CELL_NAME - used, "%zu", row + 1);
    return to;
}

size_t rk_column_of_letters(const char *text)
{
    size_t column = 0, length = strlen(text);
    if (!length || length > 3)
        return (size_t)-1;
    for (size_t i = 0; i < length; i++) {
        char upper = (char)(text[i] & ~0x20);
        if (upper < 'A' || upper > 'Z')
            return (size_t)-1;
        column = column * 26 + (size_t)(upper - 'A') + 1;
    }
    return column - 1;
}

void rk_place_in_text(const char *text, size_t at, reckon_error *error)
{
    if (!error || error->line)
        return;
    size_t line = 1, start = 0;
    for (size_t i = 0; i < at; i++)
        if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < at && text[i + 1] == '\n'))) {
            line++;
            start = i + 1;
        }
    error->line = line < INT_MAX ? (int)line : 0;
    error->column = at - start < INT_MAX ? (int)(at - start + 1) : 0;
}

/* Walks as the reader of cells does: a quote opens a cell that begins with it, and doubled it is a
 * letter. */
void rk_place_of_cell(const char *text, size_t length, size_t begin, char separator, size_t row,
    size_t column, reckon_error *error)
{
    size_t at = begin, r = 0, c = 0;
    bool quoted = false;
    for (; at < length && (r < row || (r == row && c < column)); at++) {
        if (text[at] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[at] == separator) {
            c++;
        } else if (!quoted && (text[at] == '\n' || text[at] == '\r')) {
            if (r == row)
                break;
            at += text[at] == '\r' && at + 1 < length && text[at + 1] == '\n';
            r++;
            c = 0;
        }
    }
    rk_place_in_text(text, at, error);
}
