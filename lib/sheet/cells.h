/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Delimited text as rows of cells. This is the one place that knows libcsv; every byte of its
 * memory comes through core/memory.h.
 */
#ifndef RK_SHEET_CELLS_H
#define RK_SHEET_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/status.h>

/* Offsets are 32 bits wide: a text of this size and as many terminators still fit. */
#define RK_CELLS_MAX_BYTES ((size_t)1 << 30)

/* Every cell of a sheet, terminated, without the quotes and the blanks around it. */
typedef struct rk_cells {
    char *text;       /* [used] of [size] */
    uint32_t *starts; /* [count] where each cell begins in `text` */
    uint32_t *rows;   /* [row_count + 1] the first cell of each row; blank rows have none */
    size_t used, size, count, capacity, row_count, row_capacity;
} rk_cells;

/* What of a text is read. */
typedef struct rk_cells_extent {
    char separator;
    bool lenient;    /* forgive quotes in the wrong place, and one that is never closed */
    size_t max_rows; /* stop soon after this many rows; 0: read all */
} rk_cells_extent;

/*
 * Reads text[length], at most RK_CELLS_MAX_BYTES without NUL. On failure nothing is held:
 * RECKON_MEMORY, or RECKON_SYNTAX with the line and column at fault and the row in the message.
 */
reckon_status rk_cells_read(const char *text, size_t length, const rk_cells_extent *extent,
    rk_cells *cells, reckon_error *error);
void rk_cells_free(rk_cells *cells);

/* How many cells row `row` (from 0) has; 0 past the end. */
static inline size_t rk_row_width(const rk_cells *cells, size_t row)
{
    return row < cells->row_count ? cells->rows[row + 1] - cells->rows[row] : 0;
}

/* The text of a cell, "" where the row is shorter. Valid as long as the cells are. */
static inline const char *rk_cell(const rk_cells *cells, size_t row, size_t column)
{
    if (column >= rk_row_width(cells, row))
        return "";
    return cells->text + cells->starts[cells->rows[row] + column];
}

#endif
