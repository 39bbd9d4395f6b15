/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row after row: what is no figure is skipped and said, the others get source, date and figure. */
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/utf8.h"
#include "sheet/fold.h"
#include "sheet/place.h"
#include "sheet/sheet.h"

const char *rk_sheet_cell(const rk_sheet *sheet, size_t row, rk_role role)
{
    size_t column = sheet->head.column[role];
    return column == RK_NO_COLUMN ? "" : rk_cell(&sheet->reading->cells, row, column);
}

/* -------------------------------------------------------------- questions */

static void put_fault(rk_sheet *sheet, const rk_question *question)
{
    char name[RK_CELL_NAME], shown[RK_SHOWN], possible[200] = "";
    reckon_error *fault = rk_faults_next(sheet->faults);
    bool whole = question->column == RK_NO_COLUMN;
    const char *text =
        whole ? "" : rk_cell(&sheet->reading->cells, question->row, question->column);
    if (!fault)
        return;
    rk_shown(shown, text);
    /* The question may begin with the text itself, in quotes. */
    bool quoted = question->why[0] == '"' && strncmp(question->why + 1, shown, strlen(shown)) == 0;
    size_t used = 0;
    for (size_t i = 0; i < question->candidate_count && used + 90 < sizeof possible; i++)
        used += (size_t)snprintf(possible + used, sizeof possible - used, "%s%s",
            i ? "; " : " Possible: ", question->candidates[i].type);
    rk_fail(fault, question->code, "%s %s%s%s%s: %s%s%s%s", whole ? "row" : "cell",
        whole ? strchr(rk_cell_name(name, question->row, 0), 'A') + 1
              : rk_cell_name(name, question->row, question->column),
        quoted || !shown[0] ? "" : ", \"", quoted ? "" : shown, quoted || !shown[0] ? "" : "\"",
        question->why, question->remedy[0] ? ". " : "", question->remedy, possible);
    rk_place_of_cell(sheet->text, sheet->length, sheet->reading->dialect.begin,
        sheet->reading->dialect.separator, question->row, whole ? 0 : question->column, fault);
}

void rk_sheet_ask(rk_sheet *sheet, reckon_reading_row *row, const rk_question *question)
{
    if (row->status != RECKON_ROW_ASK) {
        row->status = RECKON_ROW_ASK;
        row->claim = rk_no_claim();
        row->rule = question->rule;
        row->why = question->why;
        row->remedy = question->remedy;
        row->candidates = question->candidates;
        row->candidate_count = question->candidate_count;
        if (question->column != RK_NO_COLUMN)
            rk_cell_name(row->cell, question->row, question->column);
    }
    if (sheet->options.skip_unreadable)
        return;
    put_fault(sheet, question);
}

/* ------------------------------------------------------------------ dates */

rk_sheet_date rk_sheet_date_at(rk_sheet *sheet, const char *text)
{
    size_t length;
    const char *digits = rk_trimmed(text, &length);
    if (sheet->last_date && strcmp(sheet->last_date, text) == 0)
        return sheet->last_read;
    rk_sheet_date date = rk_sheet_date_read(text);
    rk_date_settle(&date, sheet->reading->date_order);
    /* Year-end tables: the figures of a year are those of its last day. */
    if (sheet->head.unhcr && date.kind == RK_DATE_READ && length == 4 && digits)
        memcpy(date.text + 4, "-12-31", sizeof "-12-31");
    sheet->last_date = text;
    sheet->last_read = date;
    return date;
}

void rk_sheet_ask_date(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, size_t column,
    const rk_sheet_date *date)
{
    rk_shelf *shelf = &sheet->reading->shelf;
    rk_question question = {sheet_row, column, RECKON_DATE, "ask-date", "", "", NULL, 0};
    switch (date->kind) {
    case RK_DATE_ORDERED:
        question.rule = "ask-date-order";
        question.why = "day or month may come first, and no date of the sheet settles it";
        question.remedy = rk_shelf_format(shelf,
            "Say --date-order dmy or --date-order mdy, or type %04d-%02d-%02d or %04d-%02d-%02d.",
            date->year, date->second, date->first, date->year, date->first, date->second);
        break;
    case RK_DATE_EXCEL:
        question.rule = "ask-excel-day";
        question.why = rk_shelf_format(shelf,
            "a number of days as Excel counts them, not a date; in excel it is %s", date->text);
        question.remedy =
            "Format the column as a date in the spreadsheet and save again, or type the date.";
        break;
    case RK_DATE_SHORT:
        question.why = "a year of two digits has two readings";
        question.remedy = "Type the year with four digits.";
        break;
    case RK_DATE_SEASON:
        question.why = "this may be two years or a season";
        question.remedy = "Type the years as 2018/2021, or the months as 2018-03/2018-05.";
        break;
    case RK_DATE_NONE:
        question.code = RECKON_MISSING;
        question.why = "the row has a figure but no date";
        question.remedy = "Type the date that the figure is about: 2019, 2019-03 or 2019-03-15.";
        break;
    default:
        question.why = "this is no date that can be read";
        question.remedy = "Type it as 2019, 2019-03, 2019-03-15 or 2019-01/2019-06.";
    }
    rk_sheet_ask(sheet, row, &question);
}

/* Year, month and day in columns of their own. */
static rk_sheet_date with_month(rk_sheet *sheet, size_t sheet_row, rk_sheet_date year)
{
    const char *month = rk_sheet_cell(sheet, sheet_row, RK_ROLE_MONTH),
               *day = rk_sheet_cell(sheet, sheet_row, RK_ROLE_DAY);
    char text[64];
    if (!month[0] || year.kind != RK_DATE_READ || strlen(year.text) != 4 || strlen(month) > 20 ||
        strlen(day) > 3)
        return year;
    snprintf(text, sizeof text, "%s%s%s%s%s", day, day[0] ? " " : "", month, " ", year.text);
    rk_sheet_date date = rk_sheet_date_read(text);
    /* The columns say which is which. */
    rk_date_settle(&date, RECKON_DATE_ORDER_DMY);
    return date;
}

static void read_period(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row)
{
    const size_t *column = sheet->head.column;
    rk_sheet_date start = rk_sheet_date_at(sheet, rk_sheet_cell(sheet, sheet_row, RK_ROLE_START));
    rk_sheet_date end = rk_sheet_date_at(sheet, rk_sheet_cell(sheet, sheet_row, RK_ROLE_END));
    if (start.kind != RK_DATE_READ)
        rk_sheet_ask_date(sheet, row, sheet_row, column[RK_ROLE_START], &start);
    if (end.kind != RK_DATE_READ && end.kind != RK_DATE_NONE)
        rk_sheet_ask_date(sheet, row, sheet_row, column[RK_ROLE_END], &end);
    if (start.kind != RK_DATE_READ || (end.kind != RK_DATE_READ && end.kind != RK_DATE_NONE))
        return;
    row->date = end.kind == RK_DATE_NONE || strcmp(start.text, end.text) == 0
                    ? rk_shelf_keep(&sheet->reading->shelf, start.text, strlen(start.text))
                    : rk_shelf_format(&sheet->reading->shelf, "%s/%s", start.text, end.text);
}

/* Sheets repeat dates: the copy of the row before serves. */
static const char *same_as_before(rk_sheet *sheet, const reckon_reading_row *row, const char *date)
{
    if (row > sheet->reading->rows && strcmp(row[-1].date, date) == 0)
        return row[-1].date;
    return rk_shelf_keep(&sheet->reading->shelf, date, strlen(date));
}

static void read_date(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row)
{
    size_t column = sheet->head.column[RK_ROLE_DATE];
    if (row->status == RECKON_ROW_READ && row->claim.date[0]) {
        row->date = rk_shelf_keep(&sheet->reading->shelf, row->claim.date, strlen(row->claim.date));
        return;
    }
    if (column == RK_NO_COLUMN || (sheet->head.column[RK_ROLE_START] != RK_NO_COLUMN &&
                                      !rk_cell(&sheet->reading->cells, sheet_row, column)[0])) {
        read_period(sheet, row, sheet_row);
        return;
    }
    rk_sheet_date date =
        rk_sheet_date_at(sheet, rk_cell(&sheet->reading->cells, sheet_row, column));
    if (sheet->head.column[RK_ROLE_MONTH] != RK_NO_COLUMN)
        date = with_month(sheet, sheet_row, date);
    if (date.kind != RK_DATE_READ)
        rk_sheet_ask_date(sheet, row, sheet_row, column, &date);
    else
        row->date = same_as_before(sheet, row, date.text);
}

/* ---------------------------------------------------- the order of dates */

typedef struct order_evidence {
    size_t day_row, month_row; /* rows that show an order, RK_NO_COLUMN: none */
} order_evidence;

/* The dates that settle whether day or month comes first; two that disagree leave it open. */
static void settle_order(rk_sheet *sheet)
{
    const rk_role roles[] = {RK_ROLE_DATE, RK_ROLE_START, RK_ROLE_END, RK_ROLE_PUBLISHED};
    reckon_reading *reading = sheet->reading;
    order_evidence shown = {RK_NO_COLUMN, RK_NO_COLUMN};
    reading->date_order = sheet->options.date_order;
    if (reading->date_order != RECKON_DATE_ORDER_SHEET || sheet->head.unhcr)
        return;
    for (size_t row = sheet->head.first; row < reading->cells.row_count; row++)
        for (size_t i = 0; i < 4; i++) {
            const char *text = rk_sheet_cell(sheet, row, roles[i]);
            if (!text[0] || (strlen(text) == 4 && text[0] < '3'))
                continue;
            rk_sheet_date date = rk_sheet_date_read(text);
            if (rk_date_shows_day_first(&date) && shown.day_row == RK_NO_COLUMN)
                shown.day_row = row;
            if (rk_date_shows_month_first(&date) && shown.month_row == RK_NO_COLUMN)
                shown.month_row = row;
        }
    bool day = shown.day_row != RK_NO_COLUMN, month = shown.month_row != RK_NO_COLUMN;
    bool kept = true;
    if (day && month)
        kept = rk_texts_add(&reading->notes,
            "Row %zu has the day first and row %zu the month: neither settles the others.",
            shown.day_row + 1, shown.month_row + 1);
    else if (day || month) {
        reading->date_order = day ? RECKON_DATE_ORDER_DMY : RECKON_DATE_ORDER_MDY;
        kept = rk_texts_add(&reading->notes, "Dates are read with the %s first, as row %zu shows.",
            day ? "day" : "month", (day ? shown.day_row : shown.month_row) + 1);
    }
    reading->shelf.failed = reading->shelf.failed || !kept;
}

/* ------------------------------------------------------------- one row */

static bool is_left_out(const rk_sheet *sheet, size_t row)
{
    for (size_t i = 0; i < sheet->head.where_count; i++) {
        const rk_condition *condition = &sheet->head.where[i];
        if (!rk_same_name(
                rk_cell(&sheet->reading->cells, row, condition->column), condition->value))
            return true;
    }
    return false;
}

/* How many cells hold something, and the first that does. */
static size_t filled(const rk_sheet *sheet, size_t row, size_t *first)
{
    size_t count = 0, width = rk_row_width(&sheet->reading->cells, row), length;
    *first = RK_NO_COLUMN;
    for (size_t i = 0; i < width; i++) {
        rk_trimmed(rk_cell(&sheet->reading->cells, row, i), &length);
        if (!length)
            continue;
        *first = count++ ? *first : i;
    }
    return count;
}

static void skip(reckon_reading_row *row, const char *rule, const char *why)
{
    row->status = RECKON_ROW_SKIPPED;
    row->rule = rule;
    row->why = why;
}

/* Rows that hold no figure of their own. */
static bool is_skipped(const rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row)
{
    const rk_cells *cells = &sheet->reading->cells;
    const rk_role figures[] = {RK_ROLE_VALUE, RK_ROLE_LOW, RK_ROLE_HIGH, RK_ROLE_BEST};
    size_t first, count = filled(sheet, sheet_row, &first), length;
    bool figure = false;
    for (int i = 0; i < 4; i++) {
        rk_trimmed(rk_sheet_cell(sheet, sheet_row, figures[i]), &length);
        figure = figure || length;
    }
    if (!count)
        skip(row, "blank-row", "the row is blank");
    else if (rk_is_total(rk_cell(cells, sheet_row, first)) ||
             rk_is_total(rk_sheet_cell(sheet, sheet_row, RK_ROLE_SOURCE)))
        skip(row, "total-row", "a total of other rows would count people twice");
    else if (!figure && count == 1 && sheet->head.column[RK_ROLE_SOURCE] != first)
        skip(row, "note-row", "a note, not a row of the table");
    else if (!figure && count == 1)
        skip(row, "note-row", "a note, or a source without date and figure");
    else if (!figure)
        skip(row, "no-figure", "the row has no figure");
    else
        return false;
    return true;
}

static void read_source(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row)
{
    size_t column = sheet->head.column[RK_ROLE_SOURCE], length;
    rk_question question = {sheet_row, column, RECKON_MISSING, "ask-source",
        "the row has a figure but no source",
        "Type who published the figure. A source is never copied down from the row above.", NULL,
        0};
    if (column == RK_NO_COLUMN) {
        row->source = "UNHCR";
        return;
    }
    const char *text = rk_trimmed(rk_cell(&sheet->reading->cells, sheet_row, column), &length);
    if (!length)
        rk_sheet_ask(sheet, row, &question);
    /* The cell's own text serves when no blank follows. */
    row->source = text[length] ? rk_shelf_keep(&sheet->reading->shelf, text, length) : text;
}

/* The first cell that holds something behind the last column of the table, or RK_NO_COLUMN. */
static size_t cell_too_many(const rk_sheet *sheet, size_t sheet_row)
{
    const rk_cells *cells = &sheet->reading->cells;
    size_t names = rk_row_width(cells, sheet->head.names), length;
    size_t tags = sheet->head.tags == RK_NO_COLUMN ? 0 : rk_row_width(cells, sheet->head.tags);
    for (size_t i = names > tags ? names : tags; i < rk_row_width(cells, sheet_row); i++) {
        rk_trimmed(rk_cell(cells, sheet_row, i), &length);
        if (length)
            return i;
    }
    return RK_NO_COLUMN;
}

static bool read_row(rk_sheet *sheet, size_t sheet_row)
{
    reckon_reading_row *row = rk_reading_add(sheet->reading);
    if (!row)
        return false;
    row->row = sheet_row + 1;
    row->text = rk_sheet_cell(sheet, sheet_row, RK_ROLE_VALUE);
    row->source = rk_sheet_cell(sheet, sheet_row, RK_ROLE_SOURCE);
    if (is_skipped(sheet, row, sheet_row))
        return true;
    row->source = "";
    size_t extra = cell_too_many(sheet, sheet_row);
    if (extra != RK_NO_COLUMN) { /* 45,000 without quotes is two cells, and 45 would be read */
        rk_sheet_ask(sheet, row,
            &(rk_question){sheet_row, extra, RECKON_SYNTAX, "ask-cells",
                "the row has more cells than the table has columns",
                "Put a cell that holds the separator in double quotes, or take the cell out.", NULL,
                0});
        return true;
    }
    rk_sheet_figure(sheet, row, sheet_row);
    if (row->status == RECKON_ROW_SKIPPED) {
        row->source = rk_sheet_cell(sheet, sheet_row, RK_ROLE_SOURCE);
        return true;
    }
    read_source(sheet, row, sheet_row);
    read_date(sheet, row, sheet_row);
    return true;
}

reckon_status rk_sheet_rows(rk_sheet *sheet)
{
    reckon_reading *reading = sheet->reading;
    settle_order(sheet);
    if (!sheet->head.where_count && !rk_reading_reserve(reading, reading->cells.row_count))
        reading->shelf.failed = true;
    for (size_t row = sheet->head.first; row < reading->cells.row_count; row++) {
        if (sheet->head.where_count && is_left_out(sheet, row)) {
            reading->left_out++;
            continue;
        }
        if (!read_row(sheet, row))
            break;
    }
    for (size_t i = 0; i < reading->count; i++)
        reading->status_counts[reading->rows[i].status]++;
    return reading->shelf.failed ? rk_json_fail_nowhere(sheet->faults, RECKON_MEMORY,
                                       "out of memory for the rows of the sheet")
                                 : RECKON_OK;
}
