/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reading as a table for people: row, source, date, as written, read as, because. */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "sheet/fold.h"
#include "sheet/reading.h"

enum { COLUMNS = 6, WIDEST = 32, CELL = 4 * WIDEST + 8 };

static const char *const heads[COLUMNS] = {
    "row", "source", "date", "as written", "read as", "because"};

/* The code point of a valid character. */
static unsigned long code_of(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (length == 1)
        return byte[0];
    unsigned long code = byte[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (byte[i] & 0x3Fu);
    return code;
}

/* Commands to a terminal, and marks that turn the direction of what follows. */
static bool is_command(unsigned long code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* Columns of a terminal: two for the wide letters of East Asia, none for marks that sit on a
 * letter. */
static size_t width_of(unsigned long code)
{
    bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                (code >= 0xFF00 && code <= 0xFF60);
    return code >= 0x300 && code <= 0x36F ? 0 : wide ? 2 : 1;
}

/* The next character of text[length]: its bytes, and its columns; a command is shown as '?'. */
static size_t next_character(const char *text, size_t length, size_t *columns, bool *plain)
{
    size_t bytes = rk_utf8_character(text, length);
    unsigned long code = bytes ? code_of(text, bytes) : 0;
    *plain = bytes && !is_command(code);
    *columns = *plain ? width_of(code) : 1;
    return bytes ? bytes : 1;
}

/* Copies at most `most` columns of a text, "..." at its end where it is cut; returns how many
 * columns that is. */
static size_t fit(char to[CELL], const char *text, size_t most)
{
    size_t used = 0, width = 0, all, columns, whole = 0;
    bool plain;
    text = rk_trimmed(text, &all);
    for (size_t at = 0; at < all && whole <= most;) {
        at += next_character(text + at, all - at, &columns, &plain);
        whole += columns;
    }
    for (size_t at = 0; at < all && used + 8 < CELL;) {
        size_t bytes = next_character(text + at, all - at, &columns, &plain);
        if (whole > most && width + columns > most - 3) {
            memcpy(to + used, "...", 4);
            return width + 3;
        }
        memcpy(to + used, plain ? text + at : "?", plain ? bytes : 1);
        used += plain ? bytes : 1;
        at += bytes;
        width += columns;
    }
    to[used] = '\0';
    return width;
}

/* The texts of a row; the last may be as long as it is. */
static void cells_of(const reckon_reading_row *row, char number[24], char claim[RECKON_CLAIM_TEXT],
    const char *to[COLUMNS])
{
    snprintf(number, 24, "%zu", row->row);
    to[0] = number;
    to[1] = row->source;
    to[2] = row->date;
    to[3] = row->text;
    to[4] = row->status == RECKON_ROW_READ  ? reckon_claim_text(claim, &row->claim)
            : row->status == RECKON_ROW_ASK ? "?"
                                            : "-";
    to[5] = row->why;
}

static void put_padded(rk_buffer *out, const char *text, size_t width, bool right)
{
    char cell[CELL];
    size_t used = fit(cell, text, width);
    for (size_t i = used; right && i < width; i++)
        rk_buffer_append(out, " ");
    rk_buffer_append(out, cell);
    for (size_t i = used; !right && i < width; i++)
        rk_buffer_append(out, " ");
    rk_buffer_append(out, "  ");
}

/* The reason, whole, on one line. */
static void put_rest(rk_buffer *out, const char *text)
{
    size_t length;
    for (; *text; text += length ? length : 1) {
        length = rk_utf8_character(text, strlen(text) < 4 ? strlen(text) : 4);
        bool plain = length && !is_command(code_of(text, length));
        rk_buffer_append_bytes(out, plain ? text : "?", plain ? length : 1);
    }
}

static void put_row(rk_buffer *out, const char *const texts[COLUMNS], const size_t widths[COLUMNS],
    const char *remedy)
{
    for (size_t i = 0; i + 1 < COLUMNS; i++)
        put_padded(out, texts[i], widths[i], i == 0);
    put_rest(out, texts[COLUMNS - 1]);
    if (remedy[0]) {
        rk_buffer_append(out, ". ");
        put_rest(out, remedy);
    }
    rk_buffer_append(out, "\n");
}

static void measure_widths(const reckon_reading *reading, size_t widths[COLUMNS])
{
    char number[24], claim[RECKON_CLAIM_TEXT], cell[CELL];
    const char *texts[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        widths[i] = strlen(heads[i]);
    for (size_t r = 0; r < reading->count; r++) {
        cells_of(&reading->rows[r], number, claim, texts);
        for (size_t i = 0; i + 1 < COLUMNS; i++) {
            size_t width = fit(cell, texts[i], WIDEST);
            widths[i] = width > widths[i] ? width : widths[i];
        }
    }
}

reckon_status reckon_reading_table(const reckon_reading *reading, char **text, reckon_error *error)
{
    rk_buffer out = RK_BUFFER_INIT;
    char number[24], claim[RECKON_CLAIM_TEXT];
    const char *texts[COLUMNS];
    size_t widths[COLUMNS];
    if (!reading || !text)
        return rk_fail(error, RECKON_ARGUMENT, "a reading and a place for the text are needed");
    measure_widths(reading, widths);
    put_row(&out, heads, widths, "");
    for (size_t r = 0; r < reading->count; r++) {
        cells_of(&reading->rows[r], number, claim, texts);
        put_row(&out, texts, widths, reading->rows[r].remedy);
    }
    rk_buffer_format(&out, "\n%zu read, %zu to be asked about, %zu skipped",
        reading->status_counts[RECKON_ROW_READ], reading->status_counts[RECKON_ROW_ASK],
        reading->status_counts[RECKON_ROW_SKIPPED]);
    if (reading->left_out)
        rk_buffer_format(&out, ", %zu left out by --where", reading->left_out);
    rk_buffer_append(&out, ".\n");
    for (size_t i = 0; i < reading->notes.count; i++) {
        put_rest(&out, reading->notes.items[i].text);
        rk_buffer_append(&out, "\n");
    }
    *text = rk_buffer_take(&out);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the table");
}
