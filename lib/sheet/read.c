/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to evidence: what kind of text, which separator, cells, the row of names, rows, evidence. */
#include <string.h>

#include "core/memory.h"
#include "core/option.h"
#include "core/status.h"
#include "core/utf8.h"
#include "sheet/fold.h"
#include "sheet/place.h"
#include "sheet/sheet.h"

void reckon_sheet_options_init(reckon_sheet_options *options)
{
    if (options)
        *options =
            (reckon_sheet_options){.struct_size = sizeof *options, .max_bytes = (size_t)256 << 20};
}

bool reckon_is_sheet(const char *text, size_t length)
{
    size_t at = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && strchr(" \t\r\n", text[at]) && text[at])
        at++;
    return at < length && text[at] != '{' && text[at] != '[';
}

/* ----------------------------------------------------------------- options */

static reckon_status check_options(rk_sheet *sheet, reckon_error *error)
{
    char shown[RK_SHOWN];
    const reckon_sheet_options *options = &sheet->options;
    if (options->decimal && options->decimal != '.' && options->decimal != ',')
        return rk_fail(error, RECKON_OPTION, "the decimal mark is a point or a comma");
    if ((unsigned)options->date_order > RECKON_DATE_ORDER_MDY)
        return rk_fail(error, RECKON_OPTION, "there is no such order of dates");
    if (options->where_count > RECKON_SHEET_WHERE || (options->where_count && !options->where))
        return rk_fail(error, RECKON_OPTION, "at most %d conditions can be stated with --where",
            RECKON_SHEET_WHERE);
    if (options->name && (!options->name[0] || !rk_utf8_valid(options->name)))
        return rk_fail(error, RECKON_OPTION, "the name is empty, or not UTF-8");
    if (options->language) {
        reckon_figure figure;
        reckon_figure_options words;
        reckon_figure_options_init(&words);
        words.language = options->language;
        if (reckon_figure_read("1", 1, &words, &figure, error) != RECKON_OK)
            return RECKON_OPTION;
    }
    for (int measure = RECKON_STOCK; options->measure && measure <= RECKON_SHARE; measure++)
        if (strcmp(options->measure, reckon_measure_name((reckon_measure)measure)) == 0) {
            sheet->measure = (reckon_measure)measure;
            return RECKON_OK;
        }
    if (options->measure)
        return rk_fail(error, RECKON_OPTION,
            "\"%s\" is no measure: stock, flow, cumulative or share",
            rk_shown(shown, options->measure));
    return RECKON_OK;
}

/* --------------------------------------------------------------- separator */

/* How well the first rows look when they are parted so: by the row of names, then by width. */
static reckon_status score_separator(
    const rk_sheet *sheet, char separator, size_t begin, size_t *score)
{
    enum { ROWS = 80, BYTES = 1 << 18, MOST = 999 };
    rk_cells cells;
    rk_cells_extent extent = {separator, true, ROWS};
    size_t best = 0, widest = 0,
           length = sheet->length - begin < BYTES ? sheet->length - begin : BYTES;
    *score = 0;
    /* Quotes are forgiven here: what is wrong with them is told when the cells are read. */
    reckon_status status = rk_cells_read(sheet->text + begin, length, &extent, &cells, NULL);
    if (status != RECKON_OK)
        return status == RECKON_MEMORY ? status : RECKON_OK;
    for (size_t row = 0; row < cells.row_count && row < ROWS; row++) {
        size_t good = rk_head_score(&cells, row, &sheet->options),
               width = rk_row_width(&cells, row);
        best = good > best ? good : best;
        widest = width > widest ? width : widest;
    }
    rk_cells_free(&cells);
    *score = (MOST + 1) * best + (widest < MOST ? widest : MOST);
    return RECKON_OK;
}

static reckon_status choose_separator(rk_sheet *sheet, rk_dialect *dialect, reckon_error *error)
{
    size_t most = 0, score;
    if (dialect->separator)
        return RECKON_OK;
    dialect->separator = ',';
    for (const char *at = rk_separators; *at; at++) {
        if (score_separator(sheet, *at, dialect->begin, &score) != RECKON_OK)
            return rk_fail(error, RECKON_MEMORY, "out of memory for the cells of the sheet");
        if (score > most) {
            most = score;
            dialect->separator = *at;
        }
    }
    return RECKON_OK;
}

/* Lines of the whole text, when the cells begin after a line of their own. */
static reckon_status read_cells(rk_sheet *sheet, reckon_error *error)
{
    const rk_dialect *dialect = &sheet->reading->dialect;
    rk_cells_extent extent = {dialect->separator, false, 0};
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = rk_cells_read(sheet->text + dialect->begin,
        sheet->length - dialect->begin, &extent, &sheet->reading->cells, &inner);
    if (status != RECKON_OK && error) {
        if (inner.line == 1 && dialect->begin <= 3)
            inner.column += (int)dialect->begin;
        else if (inner.line && dialect->begin > 3)
            inner.line++;
        *error = inner;
    }
    return status;
}

/* ------------------------------------------------------------------- notes */

/* One sentence more; that memory ran out shows on the shelf. */
#define NOTE(...)                                                                                  \
    do                                                                                             \
        if (!rk_texts_add(&reading->notes, __VA_ARGS__))                                           \
            reading->shelf.failed = true;                                                          \
    while (0)

static void note_columns(rk_sheet *sheet)
{
    const rk_head *head = &sheet->head;
    reckon_reading *reading = sheet->reading;
    char shown[RK_SHOWN], letters[RK_CELL_NAME];
    size_t row = head->tags != RK_NO_COLUMN ? head->tags : head->names;
    if (head->unhcr)
        rk_texts_add(&reading->notes, "A table of UNHCR: its source is UNHCR, a year stands for "
                                      "its 31 December, 5 for 1 to 5.");
    for (int role = 0; role < RK_ROLE_COUNT; role++) {
        if (head->column[role] == RK_NO_COLUMN)
            continue;
        const char *name = rk_head_name(&reading->cells, head, head->column[role]);
        NOTE("Column %s (%s) is read as the %s.", rk_column_name(letters, head->column[role]),
            rk_shown(shown, name), role == RK_ROLE_VALUE ? "figure" : rk_role_name((rk_role)role));
    }
    for (size_t i = 0; i < rk_row_width(&reading->cells, row) && i < 200; i++) {
        bool used = i == head->origin || i == head->asylum || i == head->origin_name ||
                    i == head->asylum_name;
        for (int role = 0; role < RK_ROLE_COUNT; role++)
            used = used || head->column[role] == i;
        for (size_t p = 0; p < head->place_count; p++)
            used = used || head->places[p] == i;
        for (size_t w = 0; w < head->where_count; w++)
            used = used || head->where[w].column == i;
        const char *name = rk_head_name(&reading->cells, head, i);
        if (!used && name[0])
            rk_texts_add(&reading->notes, "Column %s (%s) is not used.", rk_column_name(letters, i),
                rk_shown(shown, name));
    }
}

/* ------------------------------------------------------------------- whole */

static reckon_status understand(rk_sheet *sheet, reckon_error *error)
{
    reckon_reading *reading = sheet->reading;
    const reckon_sheet_options *options = &sheet->options;
    size_t most = options->max_bytes < RK_CELLS_MAX_BYTES ? options->max_bytes : RK_CELLS_MAX_BYTES;
    if (sheet->length > most)
        return rk_fail(error, RECKON_LIMIT, "the sheet has %zu bytes, more than the limit of %zu",
            sheet->length, most);
    reckon_status status = check_options(sheet, error);
    if (status == RECKON_OK)
        status = rk_dialect_check(sheet->text, sheet->length, &reading->dialect, error);
    if (status != RECKON_OK)
        return status;
    status = choose_separator(sheet, &reading->dialect, error);
    if (status == RECKON_OK)
        status = read_cells(sheet, error);
    if (status == RECKON_OK)
        status = rk_head_find(&reading->cells, options, &sheet->head, error);
    if (status != RECKON_OK)
        return status;
    reading->header_row = sheet->head.first;
    reading->decimal = options->decimal;
    if (options->language)
        reading->language =
            rk_shelf_keep(&reading->shelf, options->language, strlen(options->language));
    note_columns(sheet);
    return RECKON_OK;
}

/* Nothing to reconcile is a failure, unless rows were to be left out. */
static void check_yield(rk_sheet *sheet)
{
    const reckon_reading *reading = sheet->reading;
    if (sheet->faults->count || reading->status_counts[RECKON_ROW_READ] ||
        sheet->options.skip_unreadable)
        return;
    if (reading->left_out && !reading->count)
        rk_fail(rk_faults_next(sheet->faults), RECKON_FORMAT,
            "--where leaves no row: %zu are left out; check names and values", reading->left_out);
    else
        rk_fail(rk_faults_next(sheet->faults), RECKON_FORMAT,
            "no row of the sheet holds a figure to use; %zu were looked at", reading->count);
}

static reckon_status read_whole(rk_sheet *sheet, reckon_evidence **evidence, bool *rows)
{
    reckon_error fault = RECKON_ERROR_INIT;
    reckon_status status = understand(sheet, &fault);
    if (status != RECKON_OK) {
        reckon_error *told = rk_faults_next(sheet->faults);
        if (told)
            *told = fault;
        return status;
    }
    status = rk_sheet_rows(sheet);
    if (status != RECKON_OK)
        return status;
    *rows = true;
    check_yield(sheet);
    if (sheet->faults->count)
        return RECKON_OK;
    return rk_sheet_build(sheet, evidence);
}

reckon_status reckon_sheet_read(const char *text, size_t length,
    const reckon_sheet_options *options, reckon_evidence **evidence, reckon_reading **reading,
    reckon_error *errors, size_t capacity, size_t *count)
{
    if (evidence)
        *evidence = NULL;
    if (reading)
        *reading = NULL;
    if (count)
        *count = 0;
    if (!evidence || !reading || (!text && length) || (!errors && capacity) || !count)
        return RECKON_ARGUMENT;
    reckon_error first = RECKON_ERROR_INIT;
    /* The status is the first fault's, also when the caller keeps none. */
    rk_faults faults = {capacity ? errors : &first, capacity ? capacity : 1, 0};
    rk_sheet sheet = {.text = text ? text : "", .length = length, .faults = &faults};
    bool rows = false;
    reckon_sheet_options_init(&sheet.options);
    reckon_status status =
        rk_struct_take(&sheet.options, sizeof sheet.options, options, rk_faults_next(&faults));
    if (status == RECKON_OK) {
        faults.count = 0;
        sheet.reading = rk_alloc(1, sizeof *sheet.reading);
        status = sheet.reading ? read_whole(&sheet, evidence, &rows)
                               : rk_json_fail_nowhere(&faults, RECKON_MEMORY, "out of memory");
    }
    *count = faults.count;
    if (faults.count)
        status = faults.items[0].code;
    if (rows && status != RECKON_MEMORY)
        *reading = sheet.reading;
    else
        reckon_reading_free(sheet.reading);
    return status;
}
