/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture as a gnuplot script with its data inside. Text stands between single quotes, so nothing
 * in it is understood as a command; numbers never follow the locale. The script sets neither
 * terminal nor output: who runs it does.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/version.h>

#include "core/status.h"
#include "result/columns.h"
#include "result/plot.h"

enum { TITLE_COLUMNS = 90, LABEL_COLUMNS = 60 };

/* ------------------------------------------------------------------ text */

/* `text` between single quotes, where gnuplot changes nothing, cut to `columns`; control characters
 * become blanks. The label of a tick is a format all the same, so its percent signs are doubled. */
static void put_cut(rk_buffer *out, const char *text, size_t columns, bool format)
{
    char cut[600];
    rk_columns_cut(cut, sizeof cut, text, columns);
    rk_buffer_append(out, "'");
    for (const char *at = cut; *at; at++) {
        bool control = (unsigned char)*at < 0x20 || *at == 0x7F;
        if (*at == '\'')
            rk_buffer_append(out, "''");
        else if (*at == '%' && format)
            rk_buffer_append(out, "%%");
        else
            rk_buffer_append_bytes(out, control ? " " : at, 1);
    }
    rk_buffer_append(out, "'");
}

static void put_quoted(rk_buffer *out, const char *text, size_t columns)
{
    put_cut(out, text, columns, false);
}

/* `text` as a comment, where a backslash at the end would swallow the next line. */
static void put_comment(rk_buffer *out, const char *text)
{
    rk_buffer_append(out, "# ");
    for (const char *at = text; at && *at; at++)
        rk_buffer_append_bytes(
            out, (unsigned char)*at < 0x20 || *at == 0x7F || *at == '\\' ? " " : at, 1);
    rk_buffer_append(out, "\n");
}

/* ------------------------------------------------------------------ scales */

static void put_range(rk_buffer *out, const char *name, const rk_scale *scale)
{
    rk_buffer_format(out, "set %srange [", name);
    rk_buffer_number(out, scale->low);
    rk_buffer_append(out, ":");
    rk_buffer_number(out, scale->high);
    rk_buffer_format(out, "]\n%s %s%s\n", scale->log ? "set logscale" : "unset logscale", name,
        scale->log ? " 10" : "");
}

static void put_ticks(
    rk_buffer *out, const char *name, const rk_tick *ticks, size_t count, size_t columns)
{
    rk_buffer_format(out, "set %stics (", name);
    for (size_t i = 0; i < count; i++) {
        rk_buffer_append(out, i ? ", " : "");
        put_cut(out, ticks[i].text ? ticks[i].text : "", columns, true);
        rk_buffer_append(out, " ");
        rk_buffer_number(out, ticks[i].at);
        rk_buffer_append(out, ticks[i].text ? "" : " 1");
    }
    rk_buffer_append(out, ") noenhanced nomirror out\n");
}

static void put_margin(rk_buffer *out, const char *name, double part)
{
    rk_buffer_format(out, "set %s at screen ", name);
    rk_buffer_number(out, floor(part * 1000.0 + 0.5) / 1000.0);
    rk_buffer_append(out, "\n");
}

static void put_scales(rk_buffer *out, const rk_plot *plot)
{
    put_range(out, "x", &plot->x);
    put_range(out, "y", &plot->y);
    put_ticks(out, "x", plot->x.ticks, plot->x.tick_count, LABEL_COLUMNS);
    double font = plot->width < 640.0 ? 10.5 : 13.0, column = 0.56 * font;
    double left = rk_plot_left(plot, font), right = rk_plot_right(plot, font);
    put_ticks(out, "y", plot->y.ticks, plot->y.tick_count, (size_t)((left - 10.0) / column));
    if (plot->right_count) {
        rk_buffer_append(out, "set link y2\n");
        put_ticks(out, "y2", plot->right, plot->right_count, (size_t)((right - 10.0) / column));
        put_margin(out, "lmargin", left / plot->width);
        put_margin(out, "rmargin", 1.0 - right / plot->width);
    }
    if (plot->x.label) {
        rk_buffer_append(out, "set xlabel ");
        put_quoted(out, plot->x.label, LABEL_COLUMNS);
        rk_buffer_append(out, " noenhanced\n");
    }
    if (plot->y.label) {
        rk_buffer_append(out, "set ylabel ");
        put_quoted(out, plot->y.label, LABEL_COLUMNS);
        rk_buffer_append(out, " noenhanced\n");
    }
    rk_buffer_format(out, "set border %d linecolor rgb '#606060'\n", plot->y.rows ? 1 : 3);
    rk_buffer_append(out, "set grid xtics");
    rk_buffer_append(out, plot->y.rows ? " noytics" : " ytics");
    rk_buffer_append(out, " back linetype 1 linecolor rgb '#DCDCDC' linewidth 0.5\n");
}

static void put_heading(rk_buffer *out, const rk_plot *plot)
{
    put_comment(out, plot->title);
    put_comment(out, plot->described);
    rk_buffer_format(out,
        "# Made by reckon " RECKON_VERSION_STRING ". To draw it:\n"
        "#   gnuplot -e \"set terminal pngcairo size %d,%d; set output 'x.png'\" this_file\n"
        "# Ranges that go on beyond the picture, or are open, are drawn to its edge.\n\n"
        "set encoding utf8\n",
        (int)plot->width, (int)plot->height);
    rk_buffer_append(out, "set title ");
    put_quoted(out, plot->title, plot->width < 640.0 ? (size_t)(plot->width / 8.0) : TITLE_COLUMNS);
    rk_buffer_append(out, ".\"\\n\".");
    put_quoted(out, plot->subtitle,
        plot->width < 640.0 ? (size_t)(plot->width / 7.5) : TITLE_COLUMNS + 20);
    rk_buffer_append(out, " noenhanced\n");
    bool beside = plot->width >= 640.0 && !plot->y.rows;
    rk_buffer_format(out, "set key %s noenhanced samplen 2 spacing 1.2\n",
        beside ? "outside right top vertical Left reverse"
               : "outside below center horizontal Left reverse");
    rk_buffer_append(out, "set bars 0.7\n");
}

/* ------------------------------------------------------------------ data */

static void put_numbers(rk_buffer *out, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rk_buffer_append(out, i ? " " : "");
        rk_buffer_number(out, values[i]);
    }
    rk_buffer_append(out, "\n");
}

/* Quads that touch go on as one ribbon; a blank line breaks it. */
static void put_quads(rk_buffer *out, const rk_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const rk_mark *mark = &series->marks[i], *before = i ? mark - 1 : NULL;
        bool goes_on = before && before->x1 == mark->x0 && before->low1 == mark->low &&
                       before->high1 == mark->high;
        if (!goes_on) {
            rk_buffer_append(out, i ? "\n" : "");
            put_numbers(out, (double[]){mark->x0, mark->low, mark->high}, 3);
        }
        put_numbers(out, (double[]){mark->x1, mark->low1, mark->high1}, 3);
    }
}

static void put_data(rk_buffer *out, const rk_series *series, size_t number)
{
    rk_buffer_format(out, "$series%zu << END\n", number);
    if (series->style.shape == RK_QUAD)
        put_quads(out, series);
    for (size_t i = 0; i < series->count && series->style.shape != RK_QUAD; i++) {
        const rk_mark *mark = &series->marks[i];
        if (mark->text && series->style.shape != RK_WORDS)
            put_comment(out, mark->text);
        if (series->style.shape == RK_POINT)
            put_numbers(out, (double[]){mark->x0, mark->low}, 2);
        else
            put_numbers(out,
                (double[]){mark->x0, mark->low, mark->x1 - mark->x0, mark->high - mark->low}, 4);
    }
    rk_buffer_append(out, "END\n");
}

/* Words are labels, for a data block would split them at blanks. */
static void put_words(rk_buffer *out, const rk_series *series)
{
    static const char *const anchors[] = {"left", "center", "right"};
    for (size_t i = 0; i < series->count; i++) {
        rk_buffer_append(out, "set label ");
        put_quoted(out, series->marks[i].text, LABEL_COLUMNS);
        rk_buffer_append(out, " at ");
        rk_buffer_number(out, series->marks[i].x0);
        rk_buffer_append(out, ",");
        rk_buffer_number(out, series->marks[i].low);
        rk_buffer_format(out, " %s front noenhanced\n", anchors[series->style.anchor]);
    }
}

/* ------------------------------------------------------------------ the plot command */

static void put_point_style(rk_buffer *out, const rk_style *style)
{
    static const int filled[] = {7, 5, 13, 2, 1, 9};
    int type = filled[style->symbol] - (style->hollow && style->symbol <= RK_DIAMOND ? 1 : 0);
    rk_buffer_format(out,
        "with points pointtype %d pointsize 1 linewidth 1.5 linecolor rgb '#%06X'", type,
        style->colour);
}

static void put_line_style(rk_buffer *out, const rk_style *style)
{
    rk_buffer_format(out, " linecolor rgb '#%06X' linewidth ", style->colour);
    rk_buffer_number(out, style->width);
    rk_buffer_append(out, style->dashed ? " dashtype 2" : " dashtype 1");
}

static void put_part(rk_buffer *out, const rk_series *series, size_t number)
{
    const rk_style *style = &series->style;
    rk_buffer_format(out, ", \\\n  $series%zu using ", number);
    switch (style->shape) {
    case RK_QUAD:
        rk_buffer_format(out,
            "1:2:3 with filledcurves fillcolor rgb '#%06X' fillstyle solid 1.0 %s", style->colour,
            style->width > 0 ? "border linecolor rgb '#000000'" : "noborder");
        break;
    case RK_POINT:
        rk_buffer_append(out, "1:2 ");
        put_point_style(out, style);
        break;
    case RK_ARROW:
    case RK_WHISKER:
    case RK_SEGMENT:
    case RK_WORDS:
        rk_buffer_append(out, "1:2:3:4 with vectors ");
        rk_buffer_append(out, style->shape == RK_ARROW     ? "head filled size screen 0.010,20"
                              : style->shape == RK_WHISKER ? "heads size screen 0.004,90"
                                                           : "nohead");
        put_line_style(out, style);
        break;
    }
    rk_buffer_append(out, " notitle");
}

/* A line of the key: a shape that is drawn nowhere else. */
static void put_key(rk_buffer *out, const rk_key *key)
{
    const rk_style *style = &key->style;
    rk_buffer_append(out, ", \\\n  NaN ");
    if (style->shape == RK_POINT || style->symbol == RK_SYMBOLS)
        put_point_style(out, style);
    else if (style->shape == RK_QUAD)
        rk_buffer_format(out, "with boxes fillstyle solid 1.0 %s linecolor rgb '#%06X'",
            style->dashed ? "border linecolor rgb '#8A97A6'" : "noborder", style->colour);
    else if (style->shape == RK_WORDS)
        rk_buffer_append(out, "with lines linecolor rgb '#FFFFFF'");
    else {
        rk_buffer_append(out, "with lines");
        put_line_style(out, style);
    }
    rk_buffer_append(out, " title ");
    put_quoted(out, key->text, LABEL_COLUMNS);
}

static void write_script(rk_buffer *out, const rk_plot *plot)
{
    put_heading(out, plot);
    put_scales(out, plot);
    for (size_t s = 0; s < plot->series_count; s++) {
        if (plot->series[s].style.shape == RK_WORDS)
            put_words(out, &plot->series[s]);
        else if (plot->series[s].count)
            put_data(out, &plot->series[s], s + 1);
    }
    rk_buffer_append(out, "\nplot \\\n  NaN notitle");
    for (size_t s = 0; s < plot->series_count; s++)
        if (plot->series[s].count && plot->series[s].style.shape != RK_WORDS)
            put_part(out, &plot->series[s], s + 1);
    for (size_t i = 0; i < plot->key_count; i++)
        put_key(out, &plot->keys[i]);
    rk_buffer_append(out, "\n");
}

reckon_status reckon_picture_gnuplot(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, char **text, reckon_error *error)
{
    rk_plot plot = {0};
    rk_buffer out = RK_BUFFER_INIT;
    if (!text)
        return rk_fail(error, RECKON_ARGUMENT, "a place for the script is needed");
    *text = NULL;
    reckon_status status = rk_plot_make(results, count, options, &plot, error);
    if (status == RECKON_OK) {
        write_script(&out, &plot);
        *text = rk_buffer_take(&out);
        if (!*text)
            status = rk_fail(error, RECKON_MEMORY, "out of memory for the script");
    }
    rk_buffer_free(&out);
    rk_plot_free(&plot);
    return status;
}
