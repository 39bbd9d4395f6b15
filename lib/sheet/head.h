/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of names, or of HXL tags: where it stands and what each column holds. */
#ifndef RK_SHEET_HEAD_H
#define RK_SHEET_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/sheet.h>

#include "sheet/cells.h"
#include "sheet/role.h"

#define RK_NO_COLUMN ((size_t)-1)

enum { RK_PLACES = 24 };

typedef struct rk_condition {
    size_t column;
    const char *value; /* in the options */
} rk_condition;

typedef struct rk_head {
    size_t
        names; /* the row of names, from 0; with tags the row above them, or the tags themselves */
    size_t tags;                  /* the row of HXL tags, or RK_NO_COLUMN */
    size_t first;                 /* the first row below */
    size_t column[RK_ROLE_COUNT]; /* by role, RK_NO_COLUMN when there is none */
    size_t places[RK_PLACES];     /* columns of places that tell populations apart */
    size_t place_count;
    size_t origin, asylum; /* columns with the codes of a flight's two sides, or RK_NO_COLUMN */
    size_t origin_name, asylum_name;
    bool unhcr; /* a table of UNHCR: its year-end figures, its marks for small numbers */
    rk_condition where[RECKON_SHEET_WHERE];
    size_t where_count;
} rk_head;

/* How well a row of `cells` would do as the row of names; 0: not at all. */
size_t rk_head_score(const rk_cells *cells, size_t row, const reckon_sheet_options *options);

/* Finds the row and the columns. RECKON_FORMAT when no row will do, RECKON_OPTION when a column
 * that was named is not there, or when a column must be named; the message has the names that are
 * there. */
reckon_status rk_head_find(
    const rk_cells *cells, const reckon_sheet_options *options, rk_head *head, reckon_error *error);

/* The name of a column as the sheet has it, "" when it has none. */
const char *rk_head_name(const rk_cells *cells, const rk_head *head, size_t column);

#endif
