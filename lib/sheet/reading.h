/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reading while it is made: rows, notes, and the memory that their texts live in. */
#ifndef RK_SHEET_READING_H
#define RK_SHEET_READING_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/sheet.h>

#include "core/texts.h"
#include "sheet/cells.h"
#include "sheet/dialect.h"

/* Texts that live as long as the reading, in blocks that are freed together. */
typedef struct rk_shelf {
    struct rk_shelf_block *last;
    bool failed; /* memory ran out at some point */
} rk_shelf;

/* `size` bytes, aligned for any type; NULL when memory is out. */
void *rk_shelf_take(rk_shelf *shelf, size_t size);
/* A terminated copy of text[length]; "" when memory is out, and `failed` is set. */
const char *rk_shelf_keep(rk_shelf *shelf, const char *text, size_t length);
/* The same of a text made by printf, at most 511 bytes. No floating conversions. */
const char *rk_shelf_format(rk_shelf *shelf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void rk_shelf_free(rk_shelf *shelf);

struct reckon_reading {
    rk_cells cells; /* what texts of rows point into; empty when the reading is of evidence */
    rk_shelf shelf;
    reckon_reading_row *rows; /* [count] */
    size_t count, capacity;
    size_t status_counts[3]; /* by reckon_row_status */
    size_t left_out;         /* rows that `where` leaves out */
    rk_texts notes;
    rk_dialect dialect; /* separator 0: the reading is of evidence */
    size_t header_row;  /* from 1 */
    reckon_date_order date_order;
    char decimal;
    const char *language; /* NULL: none was given */
    const char *measure;
};

/* A new row with every text "", or NULL when memory is out. It moves when the next is made. */
reckon_reading_row *rk_reading_add(reckon_reading *reading);

/* Room for as many rows, so that they need not move. False when memory is out. */
bool rk_reading_reserve(reckon_reading *reading, size_t count);

/* An absent claim: every number NAN. */
reckon_claim rk_no_claim(void);

#endif
