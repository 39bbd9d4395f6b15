/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheets.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/sheet.h>

#include "complain.h"
#include "files.h"

/* As many faults of a file as are told in one run. */
enum { FAULTS_TOLD = 20 };

static int complain_faults(const char *name, const reckon_error *faults, size_t count)
{
    int status = EXIT_FAILED;
    bool rows = false;
    for (size_t i = 0; i < count && i < FAULTS_TOLD; i++) {
        status = complain_evidence(name, &faults[i]);
        rows = rows || strncmp(faults[i].message, "cell ", 5) == 0;
    }
    if (count > FAULTS_TOLD)
        complain("%zu more faults are not shown", count - FAULTS_TOLD);
    if (rows)
        complain("correct these cells, or leave their rows out with --skip-unreadable");
    return status;
}

static int decimal_of(const char *stated, char *decimal)
{
    static const struct {
        const char *name;
        char mark;
    } known[] = {{"comma", ','}, {",", ','}, {"point", '.'}, {".", '.'}};
    *decimal = '\0';
    for (size_t i = 0; stated && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, stated) == 0)
            *decimal = known[i].mark;
    return stated && !*decimal
               ? complain_usage("--decimal is comma or point, not \"%.80s\"", stated)
               : 0;
}

static int date_order_of(const char *stated, reckon_date_order *order)
{
    *order = RECKON_DATE_ORDER_SHEET;
    if (!stated)
        return 0;
    for (int i = RECKON_DATE_ORDER_DMY; i <= RECKON_DATE_ORDER_MDY; i++)
        if (strcmp(reckon_date_order_name((reckon_date_order)i), stated) == 0) {
            *order = (reckon_date_order)i;
            return 0;
        }
    return complain_usage("--date-order is dmy or mdy, not \"%.80s\"", stated);
}

static int sheet_options(const struct arguments *arguments, reckon_sheet_options *options)
{
    reckon_sheet_options_init(options);
    options->value = arguments->value;
    options->low = arguments->low;
    options->high = arguments->high;
    options->date = arguments->date_column;
    options->source = arguments->source;
    options->where = arguments->where.items;
    options->where_count = arguments->where.count;
    options->language = arguments->language;
    options->measure = arguments->measure;
    options->name = arguments->name;
    options->skip_unreadable = arguments->skip_unreadable;
    int status = decimal_of(arguments->decimal, &options->decimal);
    return status ? status : date_order_of(arguments->date_order, &options->date_order);
}

/* Options that say how a sheet is read mean nothing for JSON. */
int refuse_sheet_options(const struct arguments *of)
{
    const char *name = of->value             ? "--value"
                       : of->low             ? "--low"
                       : of->high            ? "--high"
                       : of->date_column     ? "--date"
                       : of->source          ? "--source"
                       : of->where.count     ? "--where"
                       : of->decimal         ? "--decimal"
                       : of->date_order      ? "--date-order"
                       : of->measure         ? "--measure"
                       : of->name            ? "--name"
                       : of->skip_unreadable ? "--skip-unreadable"
                                             : NULL;
    return name ? complain_usage("%.200s is JSON: %s is for sheets", shown_name(of->operand), name)
                : 0;
}

static int read_json(const struct arguments *arguments, const char *text, size_t length,
    reckon_evidence **evidence, reckon_reading **reading)
{
    reckon_error faults[FAULTS_TOLD], error = RECKON_ERROR_INIT;
    size_t count = 0;
    int status = refuse_sheet_options(arguments);
    if (status)
        return status;
    if (reckon_evidence_read_all(text, length, NULL, evidence, faults, FAULTS_TOLD, &count) !=
        RECKON_OK)
        return complain_faults(shown_name(arguments->operand), faults, count);
    if (reading && reckon_reading_of_evidence(*evidence, reading, &error) != RECKON_OK)
        return complain("%s", error.message);
    return 0;
}

static int read_sheet(const struct arguments *arguments, const char *text, size_t length,
    reckon_evidence **evidence, reckon_reading **reading)
{
    reckon_error faults[FAULTS_TOLD];
    reckon_sheet_options options;
    size_t count = 0;
    int status = sheet_options(arguments, &options);
    if (status)
        return status;
    if (reckon_sheet_read(text, length, &options, evidence, reading, faults, FAULTS_TOLD, &count) !=
        RECKON_OK)
        return complain_faults(shown_name(arguments->operand), faults, count);
    return 0;
}

/* A file called *.json is JSON whatever is in it, so that its faults are told as faults of JSON. */
static bool named_json(const char *name)
{
    const char *end = strrchr(name, '.');
    return end && strcmp(end, ".json") == 0;
}

/* The reading is made only where there is a place for it, or the file is a sheet. */
static int read_file(const struct arguments *arguments, reckon_evidence **evidence,
    reckon_reading **reading, bool *is_sheet)
{
    reckon_sheet_options limits;
    char *text;
    size_t length;
    reckon_sheet_options_init(&limits);
    int status = read_whole(arguments->operand, limits.max_bytes, &text, &length);
    *is_sheet = !status && !named_json(arguments->operand) && reckon_is_sheet(text, length);
    if (!status)
        status = *is_sheet ? read_sheet(arguments, text, length, evidence, reading)
                           : read_json(arguments, text, length, evidence, reading);
    free(text);
    return status;
}

static void tell_rows(const struct arguments *arguments, const reckon_reading *reading)
{
    size_t asked = reckon_reading_status_count(reading, RECKON_ROW_ASK);
    size_t skipped = reckon_reading_status_count(reading, RECKON_ROW_SKIPPED);
    if (!arguments->quiet && asked + skipped)
        complain(
            "%.200s: %zu rows are read, %zu skipped, %zu cannot be read; reconcile read shows each",
            shown_name(arguments->operand), reckon_reading_status_count(reading, RECKON_ROW_READ),
            skipped, asked);
}

int read_evidence(const struct arguments *arguments, reckon_evidence **evidence)
{
    reckon_reading *reading = NULL;
    bool is_sheet;
    int status = read_file(arguments, evidence, &reading, &is_sheet);
    if (!status && is_sheet)
        tell_rows(arguments, reading);
    reckon_reading_free(reading);
    return status;
}

int read_sheet_text(
    const struct arguments *arguments, const char *text, size_t length, reckon_evidence **evidence)
{
    reckon_reading *reading = NULL;
    int status = read_sheet(arguments, text, length, evidence, &reading);
    if (!status)
        tell_rows(arguments, reading);
    reckon_reading_free(reading);
    return status;
}

static int write_evidence(const struct arguments *arguments, const reckon_evidence *evidence)
{
    reckon_error error = RECKON_ERROR_INIT;
    char *text = NULL;
    if (!arguments->output)
        return 0;
    int status = reckon_evidence_write(evidence, &text, &error) == RECKON_OK
                     ? write_whole(arguments->output, text, strlen(text))
                     : complain("%s", error.message);
    reckon_free(text);
    return status;
}

static int write_reading(const struct arguments *arguments, const reckon_reading *reading)
{
    reckon_error error = RECKON_ERROR_INIT;
    char *text = NULL;
    reckon_status made =
        format_is(arguments, "json")
            ? reckon_reading_json(reading, shown_name(arguments->operand), NULL, &text, &error)
            : reckon_reading_table(reading, &text, &error);
    int status =
        made == RECKON_OK ? write_whole(NULL, text, strlen(text)) : complain("%s", error.message);
    reckon_free(text);
    return status;
}

int show_reading(const struct arguments *arguments)
{
    reckon_evidence *evidence = NULL;
    reckon_reading *reading = NULL;
    bool is_sheet;
    /* Both on the standard output would be no text that can be read again. */
    if (arguments->output && strcmp(arguments->output, "-") == 0)
        return complain_usage(
            "--output of read is a file for the evidence; the reading goes to the standard output");
    int status = check_output(arguments->output, arguments->operand);
    if (!status)
        status = read_file(arguments, &evidence, &reading, &is_sheet);
    if (!status)
        status = write_evidence(arguments, evidence);
    if (!status)
        status = write_reading(arguments, reading);
    reckon_reading_free(reading);
    reckon_evidence_free(evidence);
    return status;
}
