/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv in strict mode: what its callbacks hand out is laid end to end. */
#include "sheet/cells.h"

#include <string.h>

#include <csv.h>

#include "core/memory.h"
#include "core/status.h"
#include "sheet/place.h"

/* What a call holds while libcsv runs. */
typedef struct collector {
    rk_cells *cells;
    bool after_return; /* the row before ended with CR: an LF right behind it belongs to the same
                          end */
    bool failed;       /* memory ran out */
} collector;

static bool room_for_text(rk_cells *cells, size_t more)
{
    if (more <= cells->size - cells->used)
        return true;
    size_t size = cells->size + cells->size / 2 + more + 64;
    char *grown = rk_realloc(cells->text, size, 1);
    if (!grown)
        return false;
    cells->text = grown;
    cells->size = size;
    return true;
}

/* Room for one number more in a list that doubles. */
static bool room_for_one(uint32_t **list, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return true;
    size_t size = *capacity ? *capacity + *capacity / 2 : 64;
    uint32_t *grown = rk_realloc(*list, size, sizeof **list);
    if (!grown)
        return false;
    *list = grown;
    *capacity = size;
    return true;
}

static void take_cell(void *bytes, size_t length, void *context)
{
    collector *to = context;
    rk_cells *cells = to->cells;
    if (to->failed || !room_for_text(cells, length + 1) ||
        !room_for_one(&cells->starts, cells->count, &cells->capacity)) {
        to->failed = true;
        return;
    }
    cells->starts[cells->count++] = (uint32_t)cells->used;
    if (length)
        memcpy(cells->text + cells->used, bytes, length);
    cells->used += length;
    cells->text[cells->used++] = '\0';
    to->after_return = false;
}

static void take_row_end(int ending, void *context)
{
    collector *to = context;
    rk_cells *cells = to->cells;
    bool same_end = ending == '\n' && to->after_return;
    to->after_return = ending == '\r';
    if (same_end || to->failed)
        return;
    if (!room_for_one(&cells->rows, cells->row_count + 1, &cells->row_capacity)) {
        to->failed = true;
        return;
    }
    cells->rows[++cells->row_count] = (uint32_t)cells->count;
}

static void *grow(void *memory, size_t size)
{
    return rk_realloc(memory, size, 1);
}

static void give_back(void *memory)
{
    rk_free(memory);
}

/* In pieces, so that reading can stop after some rows. Returns how far it came. */
static size_t feed(
    struct csv_parser *parser, collector *to, const char *text, size_t length, size_t max_rows)
{
    enum { PIECE = 1 << 16, SHORT_PIECE = 1 << 12 };
    size_t at = 0, most = max_rows ? SHORT_PIECE : PIECE;
    while (at < length && !to->failed && (!max_rows || to->cells->row_count < max_rows)) {
        size_t piece = length - at < most ? length - at : most;
        size_t taken = csv_parse(parser, text + at, piece, take_cell, take_row_end, to);
        at += taken;
        if (taken < piece)
            break;
    }
    return at;
}

/* A quote out of place, at byte `at`: by row for the spreadsheet, by line for the editor. */
static reckon_status misplaced_quote(
    const rk_cells *cells, const char *text, size_t at, reckon_error *error)
{
    char name[RK_CELL_NAME];
    size_t column = cells->count - cells->rows[cells->row_count];
    reckon_status status = rk_fail(error, RECKON_SYNTAX,
        "row %zu: a quote (\") stands inside cell %s, where it has no place; put the whole cell in "
        "quotes and double each quote inside it, or take the quote away",
        cells->row_count + 1, rk_cell_name(name, cells->row_count, column));
    rk_place_in_text(text, at, error);
    return status;
}

static reckon_status open_quote(
    const rk_cells *cells, const char *text, size_t length, reckon_error *error)
{
    char name[RK_CELL_NAME];
    size_t column = cells->count - cells->rows[cells->row_count];
    reckon_status status = rk_fail(error, RECKON_SYNTAX,
        "row %zu: the quote (\") that begins cell %s is never closed; close it, or take it away",
        cells->row_count + 1, rk_cell_name(name, cells->row_count, column));
    rk_place_in_text(text, length, error);
    return status;
}

static reckon_status parse(struct csv_parser *parser, collector *to, const char *text,
    size_t length, const rk_cells_extent *extent, reckon_error *error)
{
    size_t at = feed(parser, to, text, length, extent->max_rows);
    bool stopped = extent->max_rows && to->cells->row_count >= extent->max_rows;
    int fault = csv_error(parser);
    bool open = false;
    if (!fault && !to->failed && !stopped)
        open = csv_fini(parser, take_cell, take_row_end, to) != 0;
    if (to->failed || fault == CSV_ENOMEM || (open && csv_error(parser) == CSV_ENOMEM))
        return rk_fail(error, RECKON_MEMORY, "out of memory for the cells of the sheet");
    if (fault)
        return misplaced_quote(to->cells, text, at, error);
    return open ? open_quote(to->cells, text, length, error) : RECKON_OK;
}

reckon_status rk_cells_read(const char *text, size_t length, const rk_cells_extent *extent,
    rk_cells *cells, reckon_error *error)
{
    struct csv_parser parser;
    collector to = {cells, false, false};
    unsigned char strict = CSV_STRICT | CSV_STRICT_FINI;
    *cells = (rk_cells){0};
    if (!room_for_one(&cells->rows, 0, &cells->row_capacity))
        return rk_fail(error, RECKON_MEMORY, "out of memory for the cells of the sheet");
    cells->rows[0] = 0;
    csv_init(&parser, (unsigned char)((extent->lenient ? 0 : strict) | CSV_REPALL_NL));
    csv_set_delim(&parser, (unsigned char)extent->separator);
    csv_set_realloc_func(&parser, grow);
    csv_set_free_func(&parser, give_back);
    /* One cell may be as long as the text: its room grows by a part of that, not by 128 bytes. */
    csv_set_blk_size(&parser, 256 + length / 64);
    reckon_status status = parse(&parser, &to, text, length, extent, error);
    csv_free(&parser);
    if (status != RECKON_OK)
        rk_cells_free(cells);
    return status;
}

void rk_cells_free(rk_cells *cells)
{
    rk_free(cells->text);
    rk_free(cells->starts);
    rk_free(cells->rows);
    *cells = (rk_cells){0};
}
