/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as a table for eyes: dates down, a bar on a log axis across, then how it ended and how
 * each estimate was read. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "result/page.h"
#include "result/result.h"

enum { AXIS_WIDTH = 44, LINE_WIDTH = 120, READING_DIGITS = 6 };

/* What the rows of a table have in common. */
typedef struct layout {
    reckon_measure measure;
    size_t label, figure;
    rk_axis axis;
} layout;

/* Rounded outwards, as every page of ours shows a range. */
static reckon_range shown_ends(reckon_measure measure, const reckon_row *row)
{
    return rk_figure_ends(measure, row->low, row->high, RK_PAGE_DIGITS);
}

static bool lay_out(const reckon_row *const *rows, size_t count, reckon_measure measure, layout *to)
{
    double *values = rk_alloc(3 * count, sizeof *values);
    if (!values)
        return false;
    for (size_t i = 0; i < count; i++) {
        reckon_range ends = shown_ends(measure, rows[i]);
        values[3 * i] = ends.low;
        values[3 * i + 1] = rows[i]->central;
        values[3 * i + 2] = ends.high;
    }
    to->measure = measure;
    to->figure = rk_page_figure_width(values, 3 * count, RK_PAGE_DIGITS, 7);
    to->axis = rk_axis_for(measure, values, 3 * count, AXIS_WIDTH);
    rk_free(values);
    return true;
}

static void put_heading(rk_buffer *out, const layout *lay, const char *label)
{
    char labels[RK_AXIS_MAX + 1];
    rk_page_left(out, label, lay->label);
    rk_page_right(out, "low", lay->figure + 2);
    rk_page_right(out, "central", lay->figure + 2);
    rk_page_right(out, "high", lay->figure + 2);
    rk_page_right(out, "used", 6);
    rk_buffer_append(out, "  ");
    rk_axis_labels(&lay->axis, labels);
    rk_buffer_append(out, labels);
    rk_page_end_line(out);
}

static void put_row(rk_buffer *out, const layout *lay, const char *label, const reckon_row *row)
{
    char bar[RK_AXIS_MAX + 1];
    reckon_range ends = shown_ends(lay->measure, row);
    rk_page_left(out, label, lay->label);
    rk_page_figure(out, ends.low, lay->figure + 2);
    rk_page_figure(out, row->central, lay->figure + 2);
    rk_page_figure(out, ends.high, lay->figure + 2);
    rk_page_blanks(out, row->estimates_used < 10 ? 5 : row->estimates_used < 100 ? 4 : 2);
    rk_buffer_format(out, "%zu  ", row->estimates_used);
    rk_axis_bar(&lay->axis, row->regions, row->region_count, row->central, bar);
    rk_buffer_append(out, bar);
    if (row->outcome != RECKON_OUTCOME_OK)
        rk_buffer_format(out, " %s", reckon_outcome_name(row->outcome));
    rk_page_end_line(out);
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
        rk_page_paragraph(out, line.text, 8, LINE_WIDTH);
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
    rk_page_text(out, result->name);
    rk_buffer_format(out, " (%s, ", reckon_measure_name(result->measure));
    rk_page_text(out, result->unit);
    rk_buffer_append(out, ")\n");
    if (probabilities)
        snprintf(line, sizeof line,
            "%s; low to high is to hold with probability %s; rounded to three digits, ends "
            "outwards",
            what, rk_number_text(level, result->level));
    else
        snprintf(line, sizeof line,
            "%s; low and high are ends of what is claimed, no probability stands behind them; "
            "rounded to three digits, "
            "ends outwards",
            what);
    rk_page_paragraph(out, line, 0, LINE_WIDTH);
    rk_buffer_append(out, "\n");
}

static void put_outcome(rk_buffer *out, const reckon_result *result)
{
    rk_buffer_format(out, "\noutcome: %s (%s)\n", reckon_outcome_name(result->outcome),
        reckon_outcome_text(result->outcome));
    for (size_t i = 0; i < result->notes.count; i++) {
        rk_buffer_append(out, "  - ");
        rk_page_paragraph(out, result->notes.items[i].text, 4, LINE_WIDTH);
    }
}

static void put_biases(rk_buffer *out, const reckon_result *result)
{
    bool any = false;
    size_t width = 6;
    for (size_t i = 0; i < result->source_count; i++) {
        any = any || !isnan(result->sources[i].bias_mean);
        width = rk_page_wider(width, result->sources[i].id);
    }
    if (!any)
        return;
    rk_buffer_append(
        out, "\nhow far each source stands from the truth, as a ratio (1 is unbiased)\n");
    rk_page_left(out, "  source", width + 2);
    rk_buffer_append(out, "     low   ratio    high  weight\n");
    for (size_t i = 0; i < result->source_count; i++) {
        const reckon_result_source *source = &result->sources[i];
        char weight[RK_FIGURE_TEXT];
        if (isnan(source->bias_mean)) /* nothing of it is used */
            continue;
        rk_buffer_append(out, "  ");
        rk_page_left(out, source->id, width);
        rk_page_figure(out, exp(source->bias_low), 8);
        rk_page_figure(out, exp(source->bias_mean), 8);
        rk_page_figure(out, exp(source->bias_high), 8);
        rk_page_right(out, rk_figure_text(weight, source->weight, RK_PAGE_DIGITS), 8);
        rk_page_end_line(out);
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
    rk_page_left(out, reading->estimate, columns->id + 2);
    rk_page_left(out, reading->source, columns->source);
    rk_buffer_format(out, "  %s  ", date_of(reading->time, date));
    rk_page_left(out, reading->kind, 12);
    rk_page_right(
        out, rk_page_figure_text(text, reading->low, READING_DIGITS), columns->figure + 2);
    rk_page_right(
        out, rk_page_figure_text(text, reading->high, READING_DIGITS), columns->figure + 2);
    rk_page_right(out, rk_figure_text(text, reading->weight, RK_PAGE_DIGITS), 8);
    const char *why = reading->reason ? reading->reason : "";
    snprintf(
        remark, sizeof remark, "%s%s", reading->used ? "" : "not used: ", reading->used ? "" : why);
    if (reading->used && reading->note)
        snprintf(remark, sizeof remark, "%s", reading->note);
    size_t column = out->failed ? 0 : rk_columns(out->text + start) + 2;
    bool beside = column + rk_columns(remark) <= LINE_WIDTH || column + 40 <= LINE_WIDTH;
    if (!remark[0]) {
        rk_page_end_line(out);
        return;
    }
    rk_buffer_append(out, beside ? "  " : "\n      ");
    rk_page_paragraph(out, remark, beside ? column : 6, LINE_WIDTH);
}

/* Those in use, then the others with the reason. */
static void put_readings(rk_buffer *out, const reckon_result *result)
{
    reading_columns columns = {8, 6, 7};
    for (size_t i = 0; i < result->reading_count; i++) {
        columns.id = rk_page_wider(columns.id, result->readings[i].estimate);
        columns.source = rk_page_wider(columns.source, result->readings[i].source);
        double ends[2] = {result->readings[i].low, result->readings[i].high};
        columns.figure = rk_page_figure_width(ends, 2, READING_DIGITS, columns.figure);
    }
    rk_buffer_append(out, "\nhow each estimate was read\n");
    rk_page_left(out, "  estimate", columns.id + 4);
    rk_page_left(out, "source", columns.source);
    rk_buffer_append(out, "  date        kind        ");
    rk_page_right(out, "low", columns.figure + 2);
    rk_page_right(out, "high", columns.figure + 2);
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
    rk_page_sentences(&out, "assumptions", &result->assumptions, LINE_WIDTH);
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
