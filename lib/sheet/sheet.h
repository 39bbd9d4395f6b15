/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet on its way to evidence: what the steps of reckon_sheet_read() share. */
#ifndef RK_SHEET_SHEET_H
#define RK_SHEET_SHEET_H

#include <reckon/sheet.h>

#include "sheet/dates.h"
#include "sheet/head.h"
#include "sheet/reading.h"
#include "json/document.h"

typedef struct rk_sheet {
    const char *text; /* [length] */
    size_t length;
    reckon_sheet_options options;
    rk_head head;
    reckon_reading *reading;
    rk_faults *faults;
    reckon_measure measure;
    const char *last_date; /* the text of the date cell before, whose reading is kept: sheets repeat
                              dates */
    rk_sheet_date last_read;
} rk_sheet;

/* A question about a cell; column RK_NO_COLUMN: about the row. Texts live as long as the reading,
 * or are static. */
typedef struct rk_question {
    size_t row, column; /* of the sheet, from 0 */
    reckon_status code;
    const char *rule, *why, *remedy;
    const reckon_candidate *candidates;
    size_t candidate_count;
} rk_question;

/* The row of the reading becomes one that is asked about (the first question stays), and unless
 * unreadable rows are left out the question is a fault. */
void rk_sheet_ask(rk_sheet *sheet, reckon_reading_row *row, const rk_question *question);

/* The text of a cell by its role, "" when there is none. */
const char *rk_sheet_cell(const rk_sheet *sheet, size_t row, rk_role role);

/* Reads every row below the names into the reading. */
reckon_status rk_sheet_rows(rk_sheet *sheet);

/* A date of the sheet by the order that holds for it. */
rk_sheet_date rk_sheet_date_at(rk_sheet *sheet, const char *text);

/* Asks about a date that is not READ. */
void rk_sheet_ask_date(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, size_t column,
    const rk_sheet_date *date);

/* Reads the figure cells of a row. `row` becomes READ, ASK, or SKIPPED when the cells say that
 * there is none. */
void rk_sheet_figure(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row);

/* The rows that were read, as evidence. */
reckon_status rk_sheet_build(rk_sheet *sheet, reckon_evidence **evidence);

#endif
