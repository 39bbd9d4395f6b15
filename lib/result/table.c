/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as a table for eyes: dates down, a bar on a log axis across, then how it ended and how
 * each estimate was read. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "result/figure.h"
#include "result/result.h"

enum { AXIS_WIDTH = 44, FIGURE_DIGITS = 3, LINE_WIDTH = 120, READING_DIGITS = 6 };

/* How many columns a UTF-8 text takes, counting characters. */
static size_t columns_of(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xC0u) != 0x80u;
    return columns;
}

static size_t wider(size_t width, const char *text)
{
    size_t columns = columns_of(text);
    return columns > width ? columns : width;
}

static void put_blanks(rk_buffer *out, size_t count)
{
    while (count--)
        rk_buffer_append(out, " ");
}

/* Text of the evidence as it may stand in a table: no line breaks and no commands to a terminal. */
static void put_text(rk_buffer *out, const char *text)
{
    for (const char *at = text; *at; at++)
        rk_buffer_append_bytes(out, (unsigned char)*at < 0x20 || *at == 0x7F ? " " : at, 1);
}

/* A sentence that begins at column `indent` (the text up to there is written), in lines of at most
 * LINE_WIDTH. */
static void put_paragraph(rk_buffer *out, const char *text, size_t indent)
{
    char word[512];
    size_t column = indent;
    while (*text) {
        size_t length = strcspn(text, " ");
        rk_copy_text(word, length + 1 < sizeof word ? length + 1 : sizeof word, text);
        length = strlen(word) ? strlen(word)
                              : 1; /* one byte on, should a word hold no whole character */
        bool begins = column == indent, fits = column + 1 + columns_of(word) <= LINE_WIDTH;
        if (!begins && !fits) {
            rk_buffer_append(out, "\n");
            put_blanks(out, indent);
            column = indent;
        } else if (!begins) {
            rk_buffer_append(out, " ");
            column++;
        }
        put_text(out, word);
        column += columns_of(word);
        text += length;
        text += strspn(text, " ");
    }
    rk_buffer_append(out, "\n");
}

static void put_left(rk_buffer *out, const char *text, size_t width)
{
    size_t columns = columns_of(text);
    put_text(out, text);
    put_blanks(out, columns < width ? width - columns : 0);
}

static void put_right(rk_buffer *out, const char *text, size_t width)
{
    size_t columns = columns_of(text);
    put_blanks(out, columns < width ? width - columns : 0);
    rk_buffer_append(out, text);
}

/* A figure as the tables show it. Shares get their zeros back, so that they stand under one
 * another. */
static char *figure_text(char to[RK_FIGURE_TEXT], double value, int digits)
{
    rk_figure_text(to, value, digits);
    for (size_t length = strlen(to); strncmp(to, "0.", 2) == 0 && length < 5; length++)
        memcpy(to + length, "0", 2);
    return to;
}

static void put_figure(rk_buffer *out, double value, size_t width)
{
    char text[RK_FIGURE_TEXT];
    put_right(out, figure_text(text, value, FIGURE_DIGITS), width);
}

/* Ends a line without trailing blanks. */
static void end_line(rk_buffer *out)
{
    while (out->length && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
    rk_buffer_append(out, "\n");
}

static size_t figure_width(const double *values, size_t count, int digits, size_t least)
{
    char text[RK_FIGURE_TEXT];
    size_t width = least;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(figure_text(text, values[i], digits));
        width = length > width ? length : width;
    }
    return width;
}

/* What the rows of a table have in common. */
typedef struct layout {
    size_t label, figure;
    rk_axis axis;
} layout;

static bool lay_out(const reckon_row *const *rows, size_t count, reckon_measure measure, layout *to)
{
    double *values = rk_alloc(3 * count, sizeof *values);
    if (!values)
        return false;
    for (size_t i = 0; i < count; i++) {
        values[3 * i] = rows[i]->low;
        values[3 * i + 1] = rows[i]->central;
        values[3 * i + 2] = rows[i]->high;
    }
    to->figure = figure_width(values, 3 * count, FIGURE_DIGITS, 7);
    to->axis = rk_axis_for(measure, values, 3 * count, AXIS_WIDTH);
    rk_free(values);
    return true;
}

static void put_heading(rk_buffer *out, const layout *lay, const char *label)
{
    char labels[RK_AXIS_MAX + 1];
    put_left(out, label, lay->label);
    put_right(out, "low", lay->figure + 2);
    put_right(out, "central", lay->figure + 2);
    put_right(out, "high", lay->figure + 2);
    put_right(out, "used", 6);
    rk_buffer_append(out, "  ");
    rk_axis_labels(&lay->axis, labels);
    rk_buffer_append(out, labels);
    end_line(out);
}

static void put_row(rk_buffer *out, const layout *lay, const char *label, const reckon_row *row)
{
    char bar[RK_AXIS_MAX + 1];
    put_left(out, label, lay->label);
    put_figure(out, row->low, lay->figure + 2);
    put_figure(out, row->central, lay->figure + 2);
    put_figure(out, row->high, lay->figure + 2);
    put_blanks(out, row->estimates_used < 10 ? 5 : row->estimates_used < 100 ? 4 : 2);
    rk_buffer_format(out, "%zu  ", row->estimates_used);
    rk_axis_bar(&lay->axis, row->regions, row->region_count, row->central, bar);
    rk_buffer_append(out, bar);
    if (row->outcome != RECKON_OUTCOME_OK)
        rk_buffer_format(out, " %s", reckon_outcome_name(row->outcome));
    end_line(out);
}

static void put_options(rk_buffer *out, const reckon_result *result)
{
    rk_buffer line = RK_BUFFER_INIT;
    for (size_t i = 0; i < result->option_count; i++) {
        const rk_echo *option = &result->options[i];
        rk_buffer_format(&line, "%s%s=", i ? ", " : "", option->name);
        if (option->text)
            rk_buffer_append(&line, option->text);
        else if (isnan(option->number))
            rk_buffer_append(&line, "none");
        else
            rk_buffer_number(&line, rk_round_digits(option->number, 6));
    }
    rk_buffer_append(out, "options ");
    if (line.text)
        put_paragraph(out, line.text, 8);
    out->failed = out->failed || line.failed;
    rk_buffer_free(&line);
}

static bool has_probabilities(const reckon_result *result)
{
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].quantiles)
            return true;
    return false;
}

static void put_title(
    rk_buffer *out, const reckon_result *result, const char *what, bool probabilities)
{
    char level[RK_NUMBER_TEXT], line[512];
    put_text(out, result->name);
    rk_buffer_format(out, " (%s, ", reckon_measure_name(result->measure));
    put_text(out, result->unit);
    rk_buffer_append(out, ")\n");
    if (probabilities)
        snprintf(line, sizeof line,
            "%s; low to high is to hold with probability %s; figures rounded to three digits", what,
            rk_number_text(level, result->level));
    else
        snprintf(line, sizeof line,
            "%s; low and high are ends of what is claimed, no probability stands behind them; "
            "figures rounded to three "
            "digits",
            what);
    put_paragraph(out, line, 0);
    rk_buffer_append(out, "\n");
}

static void put_sentences(rk_buffer *out, const char *heading, const rk_texts *texts)
{
    if (!texts->count)
        return;
    rk_buffer_format(out, "%s\n", heading);
    for (size_t i = 0; i < texts->count; i++) {
        rk_buffer_append(out, "  - ");
        put_paragraph(out, texts->items[i].text, 4);
    }
}

static void put_outcome(rk_buffer *out, const reckon_result *result)
{
    rk_buffer_format(out, "\noutcome: %s (%s)\n", reckon_outcome_name(result->outcome),
        reckon_outcome_text(result->outcome));
    for (size_t i = 0; i < result->notes.count; i++) {
        rk_buffer_append(out, "  - ");
        put_paragraph(out, result->notes.items[i].text, 4);
    }
}

static void put_biases(rk_buffer *out, const reckon_result *result)
{
    bool any = false;
    size_t width = 6;
    for (size_t i = 0; i < result->source_count; i++) {
        any = any || !isnan(result->sources[i].bias_mean);
        width = wider(width, result->sources[i].id);
    }
    if (!any)
        return;
    rk_buffer_append(
        out, "\nhow far each source stands from the truth, as a ratio (1 is unbiased)\n");
    put_left(out, "  source", width + 2);
    rk_buffer_append(out, "     low   ratio    high  weight\n");
    for (size_t i = 0; i < result->source_count; i++) {
        const reckon_result_source *source = &result->sources[i];
        char weight[RK_FIGURE_TEXT];
        if (isnan(source->bias_mean)) /* nothing of it is used */
            continue;
        rk_buffer_append(out, "  ");
        put_left(out, source->id, width);
        put_figure(out, exp(source->bias_low), 8);
        put_figure(out, exp(source->bias_mean), 8);
        put_figure(out, exp(source->bias_high), 8);
        put_right(out, rk_figure_text(weight, source->weight, FIGURE_DIGITS), 8);
        end_line(out);
    }
}

/* A decimal year as a date; "-" outside the calendar. */
static const char *date_of(double year, char text[RECKON_DATE_TEXT])
{
    return reckon_date_text(year, text) == RECKON_OK ? text : "-";
}

/* The columns that tell the readings apart. */
typedef struct reading_columns {
    size_t id, source, figure;
} reading_columns;

static void put_reading(
    rk_buffer *out, const reckon_result_reading *reading, const reading_columns *columns)
{
    char date[RECKON_DATE_TEXT], text[RK_FIGURE_TEXT], remark[512];
    size_t start = out->length;
    rk_buffer_append(out, "  ");
    put_left(out, reading->estimate, columns->id + 2);
    put_left(out, reading->source, columns->source);
    rk_buffer_format(out, "  %s  ", date_of(reading->time, date));
    put_left(out, reading->kind, 12);
    put_right(out, figure_text(text, reading->low, READING_DIGITS), columns->figure + 2);
    put_right(out, figure_text(text, reading->high, READING_DIGITS), columns->figure + 2);
    put_right(out, rk_figure_text(text, reading->weight, FIGURE_DIGITS), 8);
    const char *why = reading->reason ? reading->reason : "";
    snprintf(
        remark, sizeof remark, "%s%s", reading->used ? "" : "not used: ", reading->used ? "" : why);
    if (reading->used && reading->note)
        snprintf(remark, sizeof remark, "%s", reading->note);
    size_t column = out->failed ? 0 : columns_of(out->text + start) + 2;
    bool beside = column + columns_of(remark) <= LINE_WIDTH || column + 40 <= LINE_WIDTH;
    if (!remark[0]) {
        end_line(out);
        return;
    }
    rk_buffer_append(out, beside ? "  " : "\n      ");
    put_paragraph(out, remark, beside ? column : 6);
}

/* Those in use, then the others with the reason. */
static void put_readings(rk_buffer *out, const reckon_result *result)
{
    reading_columns columns = {8, 6, 7};
    for (size_t i = 0; i < result->reading_count; i++) {
        columns.id = wider(columns.id, result->readings[i].estimate);
        columns.source = wider(columns.source, result->readings[i].source);
        double ends[2] = {result->readings[i].low, result->readings[i].high};
        columns.figure = figure_width(ends, 2, READING_DIGITS, columns.figure);
    }
    rk_buffer_append(out, "\nhow each estimate was read\n");
    put_left(out, "  estimate", columns.id + 4);
    put_left(out, "source", columns.source);
    rk_buffer_append(out, "  date        kind        ");
    put_right(out, "low", columns.figure + 2);
    put_right(out, "high", columns.figure + 2);
    rk_buffer_append(out, "  weight\n");
    for (size_t i = 0; i < result->reading_count; i++)
        if (result->readings[i].used)
            put_reading(out, &result->readings[i], &columns);
    for (size_t i = 0; i < result->reading_count; i++)
        if (!result->readings[i].used)
            put_reading(out, &result->readings[i], &columns);
}

static reckon_status hand_over(rk_buffer *out, char **text, reckon_error *error)
{
    *text = rk_buffer_take(out);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the table");
}

reckon_status reckon_result_table(const reckon_result *result, char **text, reckon_error *error)
{
    if (!result || !text)
        return rk_fail(error, RECKON_ARGUMENT, "a result and a place for the text are needed");
    rk_buffer out = RK_BUFFER_INIT;
    char what[128] = "method ";
    layout lay = {.label = RECKON_DATE_TEXT - 1};
    const reckon_row **rows = rk_alloc(result->row_count, sizeof *rows);
    bool good = rows != NULL;
    for (size_t i = 0; good && i < result->row_count; i++)
        rows[i] = &result->rows[i];
    good = good && lay_out(rows, result->row_count, result->measure, &lay);
    rk_free(rows);
    if (!good)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the table");
    rk_copy_text(what + strlen(what), sizeof what - strlen(what), result->method);
    put_title(&out, result, what, has_probabilities(result));
    put_heading(&out, &lay, "date");
    for (size_t i = 0; i < result->row_count; i++)
        put_row(&out, &lay, result->rows[i].date, &result->rows[i]);
    put_outcome(&out, result);
    put_biases(&out, result);
    put_readings(&out, result);
    rk_buffer_append(&out, "\n");
    put_sentences(&out, "assumptions", &result->assumptions);
    put_options(&out, result);
    return hand_over(&out, text, error);
}

/* Three dates tell the story: the first, the middle and the last. How many there are to show. */
static size_t choose_dates(size_t dates, size_t shown[3])
{
    const size_t three[3] = {0, dates / 2, dates ? dates - 1 : 0};
    size_t count = 0;
    for (size_t i = 0; i < 3 && dates; i++)
        if (!count || three[i] != shown[count - 1])
            shown[count++] = three[i];
    return count;
}

/* The methods side by side at the dates shown, all on one axis. False when memory is out. */
static bool put_comparison(rk_buffer *out, const reckon_result *const *results, size_t count,
    const size_t *shown, size_t dates)
{
    const reckon_row **rows = rk_alloc(dates * count, sizeof *rows);
    layout lay = {.label = 22};
    bool good = rows != NULL;
    for (size_t d = 0; good && d < dates; d++)
        for (size_t i = 0; i < count; i++)
            rows[d * count + i] = &results[i]->rows[shown[d]];
    good = good && lay_out(rows, dates * count, results[0]->measure, &lay);
    for (size_t d = 0; good && d < dates; d++) {
        rk_buffer_format(out, "%s%s\n", d ? "\n" : "", rows[d * count]->date);
        put_heading(out, &lay, "method");
        for (size_t i = 0; i < count; i++)
            put_row(out, &lay, results[i]->method, rows[d * count + i]);
    }
    rk_free(rows);
    return good;
}

reckon_status reckon_results_table(
    const reckon_result *const *results, size_t count, char **text, reckon_error *error)
{
    if (!results || !count || !results[0] || !text)
        return rk_fail(error, RECKON_ARGUMENT, "results and a place for the text are needed");
    size_t dates = results[0]->row_count, shown[3];
    for (size_t i = 1; i < count; i++)
        if (results[i]->row_count != dates)
            return rk_fail(error, RECKON_ARGUMENT, "the results are not of one question");
    rk_buffer out = RK_BUFFER_INIT;
    put_title(&out, results[0], "every method side by side", true);
    if (!put_comparison(&out, results, count, shown, choose_dates(dates, shown))) {
        rk_buffer_free(&out);
        return rk_fail(error, RECKON_MEMORY, "out of memory for the table");
    }
    if (dates > 3)
        rk_buffer_format(&out, "\n3 of %zu dates are shown; CSV and JSON have all\n", dates);
    put_readings(&out, results[0]);
    return hand_over(&out, text, error);
}
