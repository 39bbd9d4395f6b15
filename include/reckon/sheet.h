/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file sheet.h
 * An analyst's own sheet as evidence: delimited text (CSV), with a row of column names, HXL tags,
 * or an export of UNHCR's tables. Every row gets an answer: read, asked about, or skipped, and why.
 * Nothing is guessed: what has two readings is asked about, with what to type or which option
 * settles it. docs/sheets.md has the names of columns and the rules.
 */
#ifndef RECKON_SHEET_H
#define RECKON_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/export.h>
#include <reckon/status.h>
#include <reckon/words.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which part of "05/06/2018" comes first. A year of four digits that comes first needs no order.
 */
typedef enum reckon_date_order {
    RECKON_DATE_ORDER_SHEET, /* as a date of the sheet itself settles it ("17/06/2018"); asked when
                                none does */
    RECKON_DATE_ORDER_DMY,
    RECKON_DATE_ORDER_MDY
} reckon_date_order;

/** "sheet", "dmy", "mdy"; "unknown" for a number that is no order. Static text. */
RECKON_EXPORT const char *reckon_date_order_name(reckon_date_order order);

/**
 * How a sheet is to be read. A column is named as in the sheet (capitals, accents and blanks at the
 * ends do not matter), by its HXL tag, or by its letter. Absent text is NULL: the names of the
 * columns decide.
 */
typedef struct reckon_sheet_options {
    size_t struct_size;
    const char *value, *low, *high, *date, *source; /* columns */
    const char *const *where; /* [where_count] "COLUMN=VALUE": only rows where all of them hold */
    size_t where_count;       /* at most RECKON_SHEET_WHERE */
    char decimal; /* '.' or ','; 0: by the language, or else what has two readings is asked about */
    reckon_date_order date_order; /* default: by the sheet */
    const char *language;         /* of the words: "en", "fr", "es", "de", "ko" */
    const char
        *measure; /* "stock", "flow", "cumulative", "share"; NULL: by the words of the figures */
    const char *name;     /* of the people counted */
    bool skip_unreadable; /* leave out rows that cannot be read instead of refusing the sheet */
    size_t max_bytes;     /* of the text; default 256 MiB */
} reckon_sheet_options;

enum { RECKON_SHEET_WHERE = 16 };

/** The defaults. NULL is ignored. */
RECKON_EXPORT void reckon_sheet_options_init(reckon_sheet_options *options);

/** What became of a row. */
typedef enum reckon_row_status {
    RECKON_ROW_READ,
    RECKON_ROW_ASK,    /* it cannot be read without an answer: `why`, `remedy` and `candidates` have
                          the question */
    RECKON_ROW_SKIPPED /* it holds no figure to use: a blank row, a total, a note */
} reckon_row_status;

/** "read", "ask", "skipped"; "unknown" for a number that is no status. Static text. */
RECKON_EXPORT const char *reckon_row_status_name(reckon_row_status status);

/** Room for the name of a cell ("C5"), with the terminator. */
#define RECKON_CELL_NAME 40

/** One row. Texts are never NULL, "" when there is none, and belong to the reading. */
typedef struct reckon_reading_row {
    size_t row; /* as a spreadsheet numbers it: the first row of the file is 1; of evidence: its
                   place */
    char cell[RECKON_CELL_NAME]; /* of the figure, or of what is asked about; "" for a whole row */
    const char *source;
    const char *date; /* as read, for reckon_date_parse() */
    const char *text; /* the figure as written */
    reckon_row_status status;
    reckon_claim claim; /* READ: what the row says, in the keys of an estimate */
    const char
        *rule; /* of docs/words.md or docs/sheets.md: "plain", "just-over", "total-row", ... */
    const char *why;    /* the reading, the question, or the reason to skip, in plain words */
    const char *remedy; /* ASK: what to type, or which option settles it */
    const reckon_candidate *candidates; /* [candidate_count] ASK: readings that are possible */
    size_t candidate_count;
    const char *population; /* READ: ids in the evidence; "" when the row is not in it */
    const char *estimate;
} reckon_reading_row;

/** How a sheet was read, row by row. Owned by the caller, only read. */
typedef struct reckon_reading reckon_reading;

/**
 * Reads text[length], UTF-8 with or without a byte-order mark, separated by comma, semicolon, tab
 * or bar. `options` may be NULL: the defaults.
 *
 * On success *evidence is a new handle and *reading says what became of every row; both are the
 * caller's to free. Otherwise *evidence is NULL and errors[capacity] has the first faults in the
 * order of the sheet, each with line and column in the text and with its cell in the message;
 * *count is how many there are in all. The status is that of the first. *reading is there also
 * after a failure, if the sheet was understood well enough to have rows; else NULL.
 *
 * Faults of the whole: RECKON_FORMAT (no sheet, a workbook, no column of figures), RECKON_SYNTAX (a
 * quote out of place), RECKON_VALUE (not UTF-8), RECKON_LIMIT, RECKON_OPTION (a column or value
 * that is not there), RECKON_MEMORY, RECKON_ARGUMENT. Of rows: RECKON_STATEMENT, RECKON_DATE,
 * RECKON_MISSING, RECKON_VALUE, RECKON_REFERENCE, RECKON_MEASURE. With skip_unreadable faults of
 * rows are no failure. Time and memory grow in proportion to the text.
 */
RECKON_EXPORT reckon_status reckon_sheet_read(const char *text, size_t length,
    const reckon_sheet_options *options, reckon_evidence **evidence, reckon_reading **reading,
    reckon_error *errors, size_t capacity, size_t *count);

/** Whether text[length] is rather a sheet than JSON, by its content: a JSON text begins with { or
 * [. */
RECKON_EXPORT bool reckon_is_sheet(const char *text, size_t length);

/** How the estimates of evidence are read, one row an estimate: RECKON_ARGUMENT, RECKON_MEMORY. */
RECKON_EXPORT reckon_status reckon_reading_of_evidence(
    const reckon_evidence *evidence, reckon_reading **reading, reckon_error *error);

RECKON_EXPORT void reckon_reading_free(reckon_reading *reading);

/** How many rows there are, and one of them; 0 and NULL for NULL and past the end. Rows that
 * `where` leaves out are not among them. */
RECKON_EXPORT size_t reckon_reading_count(const reckon_reading *reading);
RECKON_EXPORT const reckon_reading_row *reckon_reading_at(
    const reckon_reading *reading, size_t index);

/** How many rows have a status. */
RECKON_EXPORT size_t reckon_reading_status_count(
    const reckon_reading *reading, reckon_row_status status);

/** What holds for the whole sheet: which row has the names, which columns are used, how dates are
 * read. */
RECKON_EXPORT size_t reckon_reading_note_count(const reckon_reading *reading);
RECKON_EXPORT const char *reckon_reading_note(const reckon_reading *reading, size_t index);

/**
 * The reading as text, free with reckon_free(): as "reckon-reading/1" (docs/schema), with `file` as
 * the name of the sheet (NULL: not known) and, unless it is NULL, the evidence; and as a table for
 * people, one line a row.
 */
RECKON_EXPORT reckon_status reckon_reading_json(const reckon_reading *reading, const char *file,
    const reckon_evidence *evidence, char **text, reckon_error *error);
RECKON_EXPORT reckon_status reckon_reading_table(
    const reckon_reading *reading, char **text, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
