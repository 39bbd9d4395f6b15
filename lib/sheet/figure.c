/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure of a row: one cell in words or numbers, or the ends of a range in cells of their own.
 */
#include <math.h>
#include <string.h>

#include "core/utf8.h"
#include "sheet/fold.h"
#include "sheet/number.h"
#include "sheet/place.h"
#include "sheet/sheet.h"

/* What one cell says. */
typedef struct cell_figure {
    reckon_figure_status status;
    reckon_claim claim;
    const char *rule, *why, *remedy;
    const reckon_candidate *candidates;
    size_t candidate_count;
} cell_figure;

static cell_figure plain_value(double value)
{
    cell_figure figure = {.status = RECKON_FIGURE_READ,
        .claim = rk_no_claim(),
        .rule = "plain",
        .why = "a bare figure is its value",
        .remedy = ""};
    figure.claim.value = value;
    return figure;
}

static cell_figure plain_range(double low, double high, const char *why)
{
    cell_figure figure = plain_value(NAN);
    figure.claim.low = low;
    figure.claim.high = high;
    figure.rule = "small-numbers";
    figure.why = why;
    return figure;
}

static cell_figure nothing(const char *rule, const char *why)
{
    return (cell_figure){.status = RECKON_FIGURE_NOTHING,
        .claim = rk_no_claim(),
        .rule = rule,
        .why = why,
        .remedy = ""};
}

/* UNHCR prints no number below 5: newer tables say 5, older exports a star. */
static bool unhcr_mark(const char *text, size_t length, cell_figure *figure)
{
    if (length == 1 && text[0] == '5')
        *figure = plain_range(1, 5, "UNHCR prints 5 for any number from 1 to 5");
    else if (length == 1 && text[0] == '*')
        *figure = plain_range(1, 4, "UNHCR prints a star for 1 to 4");
    else if (length == 1 && text[0] == '0')
        *figure = nothing(
            "none-recorded", "0 in a table of UNHCR: none are recorded, which is no count of none");
    else
        return false;
    return true;
}

static bool knows_comma(const char *language)
{
    return language && (strncmp(language, "fr", 2) == 0 || strncmp(language, "es", 2) == 0 ||
                           strncmp(language, "de", 2) == 0);
}

static const char *language_of(const rk_sheet *sheet, size_t sheet_row)
{
    const char *stated = rk_sheet_cell(sheet, sheet_row, RK_ROLE_LANGUAGE);
    for (size_t i = 0; stated[0] && reckon_figure_language(i); i++)
        if (rk_same_name(reckon_figure_language(i), stated))
            return reckon_figure_language(i);
    return sheet->options.language;
}

/* Point and comma change places between digits, when the sheet's decimal mark is not the
 * language's. */
static const char *swap_marks(
    const rk_sheet *sheet, const char *language, const char *text, size_t length, char *copy)
{
    if (!sheet->options.decimal || (sheet->options.decimal == ',') == knows_comma(language) ||
        length >= RECKON_FIGURE_MAX)
        return text;
    for (size_t i = 0; i < length; i++) {
        bool inside = i && i + 1 < length && rk_is_digit(text[i - 1]) && rk_is_digit(text[i + 1]);
        copy[i] = !inside ? text[i] : text[i] == ',' ? '.' : text[i] == '.' ? ',' : text[i];
    }
    return copy;
}

static cell_figure read_words(rk_sheet *sheet, size_t sheet_row, const char *text, size_t length)
{
    char copy[RECKON_FIGURE_MAX];
    reckon_figure figure;
    reckon_figure_options options;
    rk_shelf *shelf = &sheet->reading->shelf;
    const char *language = language_of(sheet, sheet_row);
    reckon_figure_options_init(&options);
    options.language = language;
    const char *swapped = swap_marks(sheet, language, text, length, copy);
    reckon_figure_read(swapped, length, &options, &figure, NULL);
    /* The mark is settled by the sheet's option: now it is read as in English. */
    if (sheet->options.decimal && !language && figure.status == RECKON_FIGURE_ASK &&
        figure.rule == RECKON_RULE_ASK_MARK) {
        options.language = "en";
        reckon_figure_read(swapped, length, &options, &figure, NULL);
    }
    cell_figure read = {.status = figure.status,
        .claim = figure.claim,
        .rule = reckon_rule_name(figure.rule),
        .why = rk_shelf_keep(shelf, figure.why, strlen(figure.why)),
        .remedy = ""};
    if (figure.status != RECKON_FIGURE_ASK)
        return read;
    bool mark =
        figure.rule == RECKON_RULE_ASK_MARK && !sheet->options.decimal && memchr(text, ',', length);
    read.remedy = mark ? rk_shelf_format(shelf,
                             "%s If the comma is the decimal mark of the sheet: --decimal comma.",
                             figure.remedy)
                       : rk_shelf_keep(shelf, figure.remedy, strlen(figure.remedy));
    size_t size = figure.candidate_count * sizeof *figure.candidates;
    void *candidates = size ? rk_shelf_take(shelf, size) : NULL;
    if (candidates) {
        memcpy(candidates, figure.candidates, size);
        read.candidates = candidates;
        read.candidate_count = figure.candidate_count;
    }
    return read;
}

static cell_figure formula(rk_sheet *sheet, const char *text)
{
    char shown[RK_SHOWN];
    return (cell_figure){.status = RECKON_FIGURE_ASK,
        .claim = rk_no_claim(),
        .rule = "formula",
        .why = rk_shelf_format(
            &sheet->reading->shelf, "\"%s\" is a formula, not its result", rk_shown(shown, text)),
        .remedy = "Save the sheet with its values, or type the number."};
}

/* `ends`: the column holds an end of a range, where a bare "2005" can only be a number. */
static cell_figure read_cell(rk_sheet *sheet, size_t sheet_row, size_t column, bool ends)
{
    size_t length;
    double value;
    cell_figure figure;
    const char *whole = rk_cell(&sheet->reading->cells, sheet_row, column),
               *text = rk_trimmed(whole, &length);
    if (!length)
        return nothing("no-figure", "the row has no figure");
    if (sheet->head.unhcr && unhcr_mark(text, length, &figure))
        return figure;
    if (text[0] == '=' || text[0] == '@')
        return formula(sheet, text);
    if (rk_whole_number(text, length, &value) &&
        (ends || sheet->head.unhcr || !(value >= 1900 && value <= 2099)))
        return plain_value(value);
    if (sheet->options.decimal && rk_marked_number(text, length, sheet->options.decimal, &value)) {
        figure = plain_value(value);
        figure.rule = "grouping";
        figure.why = "marks as --decimal says";
        return figure;
    }
    return read_words(sheet, sheet_row, text, length);
}

/* ------------------------------------------------------------- questions */

static void ask(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, size_t column,
    const cell_figure *figure)
{
    rk_question question = {sheet_row, column, RECKON_STATEMENT, figure->rule, figure->why,
        figure->remedy, figure->candidates, figure->candidate_count};
    rk_sheet_ask(sheet, row, &question);
}

static void ask_ends(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, size_t column,
    const char *why, const char *remedy)
{
    rk_question question = {sheet_row, column, RECKON_STATEMENT, "ask-bound", why, remedy, NULL, 0};
    rk_sheet_ask(sheet, row, &question);
}

/* ----------------------------------------------------------------- ends */

/* The number of an end: "8,000", and "at least 8,000" for a low one. NAN when the cell is empty. */
static bool read_end(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, rk_role role,
    double *end, bool *share, bool *there)
{
    size_t column = sheet->head.column[role];
    *end = NAN;
    if (column == RK_NO_COLUMN)
        return true;
    cell_figure figure = read_cell(sheet, sheet_row, column, true);
    if (figure.status == RECKON_FIGURE_NOTHING)
        return true;
    *there = true;
    if (figure.status == RECKON_FIGURE_ASK) {
        ask(sheet, row, sheet_row, column, &figure);
        return false;
    }
    const reckon_claim *claim = &figure.claim;
    double bound = role == RK_ROLE_LOW ? claim->low : role == RK_ROLE_HIGH ? claim->high : NAN;
    double other = role == RK_ROLE_LOW ? claim->high : claim->low;
    *end = !isnan(claim->value) ? claim->value : isnan(other) ? bound : NAN;
    *share = claim->share;
    if (!isnan(*end) && claim->per == RECKON_PER_NONE)
        return true;
    ask_ends(sheet, row, sheet_row, column, "one number is needed here, the end of a range",
        "Type the number alone, or write the whole figure into the column of figures.");
    return false;
}

/* A level as "90", "90 %" or "0.9"; NAN when the cell is empty. */
static bool read_level(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, double *level)
{
    size_t column = sheet->head.column[RK_ROLE_LEVEL], length;
    *level = NAN;
    if (column == RK_NO_COLUMN)
        return true;
    const char *text = rk_trimmed(rk_cell(&sheet->reading->cells, sheet_row, column), &length);
    if (!length)
        return true;
    if (rk_portion(text, length, level) && *level < 1)
        return true;
    ask_ends(sheet, row, sheet_row, column, "the level of an interval is between 0 and 100 %",
        "Type the level, such as 90 %, or leave the cell empty.");
    return false;
}

/* ------------------------------------------------------------- together */

typedef struct row_cells {
    cell_figure figure; /* of the column of figures */
    double low, high, best, level;
    bool stated; /* `figure` is there */
} row_cells;

static bool read_ends(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, row_cells *cells)
{
    bool shares[3] = {false}, there[3] = {false};
    bool good = read_end(sheet, row, sheet_row, RK_ROLE_LOW, &cells->low, &shares[0], &there[0]);
    good &= read_end(sheet, row, sheet_row, RK_ROLE_HIGH, &cells->high, &shares[1], &there[1]);
    good &= read_end(sheet, row, sheet_row, RK_ROLE_BEST, &cells->best, &shares[2], &there[2]);
    good &= read_level(sheet, row, sheet_row, &cells->level);
    bool any = there[0] || there[1] || there[2];
    bool share = shares[0] || shares[1] || shares[2];
    for (int i = 0; i < 3; i++)
        if (good && any && there[i] && shares[i] != share) {
            ask_ends(sheet, row, sheet_row, sheet->head.column[RK_ROLE_LOW + i],
                "one end is a share and another is not",
                "Write all of them as numbers of persons, or all with a percent sign.");
            return false;
        }
    if (good && any && cells->stated && cells->figure.claim.share != share) {
        ask_ends(sheet, row, sheet_row, sheet->head.column[RK_ROLE_VALUE],
            "the figure and its ends are not both shares",
            "Write all of them as numbers of persons, or all with a percent sign.");
        return false;
    }
    row->claim.share = share || (cells->stated && cells->figure.claim.share);
    return good;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* The figure beside its ends: the best value, or the same range in words. False when they
 * contradict each other. */
static bool join_figure(row_cells *cells)
{
    const reckon_claim *claim = &cells->figure.claim;
    if (!cells->stated)
        return true;
    if (!isnan(claim->value) && isnan(claim->precision)) {
        bool more = !isnan(cells->best) && !same(cells->best, claim->value);
        cells->best = claim->value;
        return !more;
    }
    if (!isnan(claim->best) && isnan(cells->best))
        cells->best = claim->best;
    if (!isnan(claim->level) && isnan(cells->level))
        cells->level = claim->level;
    if (isnan(cells->low) && isnan(cells->high) && !isnan(cells->best)) {
        cells->low = claim->low;
        cells->high = claim->high;
    }
    bool low = isnan(claim->low) || isnan(cells->low) || same(claim->low, cells->low);
    bool high = isnan(claim->high) || isnan(cells->high) || same(claim->high, cells->high);
    cells->low = isnan(cells->low) ? claim->low : cells->low;
    cells->high = isnan(cells->high) ? claim->high : cells->high;
    return low && high && isnan(claim->precision);
}

/* Ends in order, the best value between them. */
static bool check_ends(
    rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, size_t column, row_cells *cells)
{
    bool both = !isnan(cells->low) && !isnan(cells->high);
    if (both && cells->low > cells->high) {
        ask_ends(sheet, row, sheet_row, column, "the low end is above the high end",
            "Check which is which.");
        return false;
    }
    if (isnan(cells->best))
        return true;
    if (!both) {
        ask_ends(sheet, row, sheet_row, column, "there is a best value with one end only",
            "Type the other end, or leave this one empty.");
        return false;
    }
    if (cells->best < cells->low || cells->best > cells->high) {
        ask_ends(sheet, row, sheet_row, column, "the best value is outside its range",
            "Check the three numbers.");
        return false;
    }
    return true;
}

static void put_ends(rk_sheet *sheet, reckon_reading_row *row, row_cells *cells)
{
    row->rule = "range";
    row->why = "both ends are stated";
    if (isnan(cells->low) || isnan(cells->high)) {
        row->rule = isnan(cells->low) ? "at-most" : "at-least";
        row->why = isnan(cells->low) ? "only the high end is stated" : "only the low end is stated";
    } else if (cells->low == cells->high) {
        row->rule = "plain";
        row->why = "both ends are the same number: its value";
        row->claim.value = cells->low;
        return;
    }
    row->claim.low = cells->low;
    row->claim.high = cells->high;
    row->claim.level = cells->level;
    if (isnan(cells->best))
        return;
    row->rule = "best";
    row->why = "a range with a most likely value";
    if (cells->best > cells->low && cells->best < cells->high)
        row->claim.best = cells->best;
    else
        row->why = rk_shelf_format(&sheet->reading->shelf,
            "both ends are stated; the best value is the %s end and adds nothing",
            cells->best == cells->low ? "low" : "high");
}

/* Ends and all: the claim of a row whose ends stand in cells of their own. */
static void read_with_ends(
    rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row, size_t column, row_cells *cells)
{
    if (!join_figure(cells)) {
        ask_ends(sheet, row, sheet_row, column,
            "the figure and the ends in their own columns say different things",
            "Keep one of them, and move the other into a row of its own if both were published.");
        return;
    }
    if (!check_ends(sheet, row, sheet_row, column, cells))
        return;
    row->status = RECKON_ROW_READ;
    put_ends(sheet, row, cells);
    row->claim.per = cells->stated ? cells->figure.claim.per : RECKON_PER_NONE;
    if (cells->stated)
        memcpy(row->claim.date, cells->figure.claim.date, sizeof row->claim.date);
}

/* "18000 .. 45000": what is shown as written when there is no figure but ends. */
static const char *written_ends(rk_sheet *sheet, size_t sheet_row)
{
    char shown[3][RK_SHOWN];
    const rk_role roles[] = {RK_ROLE_LOW, RK_ROLE_BEST, RK_ROLE_HIGH};
    for (int i = 0; i < 3; i++)
        rk_shown(shown[i], rk_sheet_cell(sheet, sheet_row, roles[i]));
    return rk_shelf_format(&sheet->reading->shelf, "%s..%s%s%s", shown[0], shown[1],
        shown[1][0] ? ".." : "", shown[2]);
}

static size_t first_column(const rk_sheet *sheet, size_t sheet_row)
{
    const rk_role roles[] = {RK_ROLE_VALUE, RK_ROLE_LOW, RK_ROLE_HIGH, RK_ROLE_BEST};
    size_t first = RK_NO_COLUMN;
    for (int i = 0; i < 4; i++) {
        size_t column = sheet->head.column[roles[i]];
        if (column == RK_NO_COLUMN)
            continue;
        if (rk_cell(&sheet->reading->cells, sheet_row, column)[0])
            return column;
        first = first == RK_NO_COLUMN ? column : first;
    }
    return first;
}

static void take_figure(reckon_reading_row *row, const cell_figure *figure)
{
    row->claim = figure->claim;
    row->rule = figure->rule;
    row->why = figure->why;
}

void rk_sheet_figure(rk_sheet *sheet, reckon_reading_row *row, size_t sheet_row)
{
    size_t value_column = sheet->head.column[RK_ROLE_VALUE],
           column = first_column(sheet, sheet_row);
    row_cells cells = {.figure = nothing("no-figure", "the row has no figure")};
    if (value_column != RK_NO_COLUMN)
        cells.figure = read_cell(sheet, sheet_row, value_column, false);
    cells.stated = cells.figure.status == RECKON_FIGURE_READ;
    if (value_column != RK_NO_COLUMN)
        row->text = rk_cell(&sheet->reading->cells, sheet_row, value_column);
    rk_cell_name(row->cell, sheet_row, column);
    if (cells.figure.status == RECKON_FIGURE_ASK)
        ask(sheet, row, sheet_row, value_column, &cells.figure);
    if (!read_ends(sheet, row, sheet_row, &cells) || row->status == RECKON_ROW_ASK)
        return;
    bool ends = !isnan(cells.low) || !isnan(cells.high);
    if (!row->text[0] && (ends || !isnan(cells.best)))
        row->text = written_ends(sheet, sheet_row);
    if (ends || (!isnan(cells.best) && cells.stated)) {
        read_with_ends(sheet, row, sheet_row, column, &cells);
    } else if (!isnan(cells.best)) {
        row->status = RECKON_ROW_READ;
        row->claim.value = cells.best;
        row->rule = "plain";
        row->why = "the best value, without a range";
    } else {
        take_figure(row, &cells.figure);
        row->status = cells.stated ? RECKON_ROW_READ : RECKON_ROW_SKIPPED;
    }
}
