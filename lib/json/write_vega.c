/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture as Vega-Lite (version 5): one layer a series, its data inside. The marks of the scales
 * stand where they stand in every other form, so the labels are looked up by their place and not
 * made anew.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "result/plot.h"
#include "json/emit.h"

static const char schema[] = "https://vega.github.io/schema/vega-lite/v5.json";

/* ------------------------------------------------------------------ scales */

/* A text as a literal of the Vega expression language. */
static void put_literal(rk_buffer *out, const char *text)
{
    rk_buffer_append(out, "\"");
    for (const char *at = text ? text : ""; *at; at++) {
        bool control = (unsigned char)*at < 0x20 || *at == 0x7F;
        if (*at == '"' || *at == '\\')
            rk_buffer_append(out, "\\");
        rk_buffer_append_bytes(out, control ? " " : at, 1);
    }
    rk_buffer_append(out, "\"");
}

/* datum.value -> label: the n-th text for the n-th place. */
static void emit_labels(rk_emit *emit, const rk_tick *ticks, size_t count)
{
    rk_buffer expression = RK_BUFFER_INIT;
    rk_emit_key(emit, "values");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < count; i++)
        if (ticks[i].text)
            rk_emit_number(emit, ticks[i].at);
    rk_emit_array_end(emit);
    rk_buffer_append(&expression, "[");
    for (size_t i = 0, put = 0; i < count; i++)
        if (ticks[i].text) {
            rk_buffer_append(&expression, put++ ? "," : "");
            put_literal(&expression, ticks[i].text);
        }
    rk_buffer_append(&expression, "][indexof([");
    for (size_t i = 0, put = 0; i < count; i++)
        if (ticks[i].text) {
            rk_buffer_append(&expression, put++ ? "," : "");
            rk_buffer_number(&expression, ticks[i].at);
        }
    rk_buffer_append(&expression, "],datum.value)]");
    emit->failed = emit->failed || expression.failed;
    rk_emit_key_string(emit, "labelExpr", expression.failed ? "" : expression.text);
    rk_buffer_free(&expression);
}

static void emit_scale(rk_emit *emit, const char *channel, const char *field, const rk_scale *scale)
{
    rk_emit_key(emit, channel);
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "field", field);
    rk_emit_key_string(emit, "type", "quantitative");
    rk_emit_key(emit, "scale");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "type", scale->log ? "log" : "linear");
    rk_emit_key_numbers(emit, "domain", (double[]){scale->low, scale->high}, 2);
    rk_emit_key_bool(emit, "nice", false);
    if (!scale->log)
        rk_emit_key_bool(emit, "zero", false);
    rk_emit_object_end(emit);
    rk_emit_key_string(emit, "title", scale->label);
    rk_emit_key(emit, "axis");
    rk_emit_object_begin(emit);
    emit_labels(emit, scale->ticks, scale->tick_count);
    rk_emit_key_bool(emit, "grid", !scale->rows);
    if (scale->rows)
        rk_emit_key_integer(emit, "labelLimit", 480);
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

static void emit_second(rk_emit *emit, const char *channel, const char *field)
{
    rk_emit_key(emit, channel);
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "field", field);
    rk_emit_object_end(emit);
}

/* ------------------------------------------------------------------ layers */

static void emit_value(
    rk_emit *emit, double x, double y, double x2, double y2, double piece, const char *text)
{
    rk_emit_object_begin(emit);
    rk_emit_key_number(emit, "x", x);
    rk_emit_key_number(emit, "y", y);
    rk_emit_key_number(emit, "x2", x2);
    rk_emit_key_number(emit, "y2", y2);
    if (isfinite(piece))
        rk_emit_key_number(emit, "piece", piece);
    if (text)
        rk_emit_key_string(emit, "text", text);
    rk_emit_object_end(emit);
}

/* Ribbons that touch share a `piece`, which an area draws as one. */
static void emit_quads(rk_emit *emit, const rk_series *series)
{
    double piece = 0.0;
    for (size_t i = 0; i < series->count; i++) {
        const rk_mark *mark = &series->marks[i], *before = i ? mark - 1 : NULL;
        bool goes_on = before && before->x1 == mark->x0 && before->low1 == mark->low &&
                       before->high1 == mark->high;
        if (!goes_on) {
            piece += 1.0;
            emit_value(emit, mark->x0, mark->low, mark->x0, mark->high, piece, NULL);
        }
        emit_value(emit, mark->x1, mark->low1, mark->x1, mark->high1, piece, NULL);
    }
}

static void emit_data(rk_emit *emit, const rk_series *series)
{
    rk_emit_key(emit, "data");
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "values");
    rk_emit_array_begin(emit);
    if (series->style.shape == RK_QUAD)
        emit_quads(emit, series);
    for (size_t i = 0; i < series->count && series->style.shape != RK_QUAD; i++) {
        const rk_mark *mark = &series->marks[i];
        emit_value(emit, mark->x0, mark->low, mark->x1, mark->high, NAN, mark->text);
    }
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
}

static void emit_colour(rk_emit *emit, const char *key, unsigned colour)
{
    char text[16];
    snprintf(text, sizeof text, "#%06X", colour & 0xFFFFFFu);
    rk_emit_key_string(emit, key, text);
}

/* A cross and a plus are lines: paths in a square from -1 to 1. */
static const char *const symbols[] = {
    "circle", "square", "diamond", "M-.7,-.7L.7,.7M-.7,.7L.7,-.7", "M0,-1L0,1M-1,0L1,0", "square"};

static unsigned fill_of(const rk_style *style)
{
    return style->hollow ? 0xFFFFFFu : style->colour;
}

static void emit_mark(rk_emit *emit, const rk_plot *plot, const rk_style *style)
{
    static const char *const types[] = {"area", "rule", "rule", "rule", "point", "text"};
    static const char *const anchors[] = {"left", "center", "right"};
    rk_emit_key(emit, "mark");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "type", types[style->shape]);
    if (style->shape != RK_POINT)
        emit_colour(emit, "color", style->colour);
    rk_emit_key_bool(emit, "clip", style->shape != RK_WORDS);
    if (style->shape == RK_QUAD)
        rk_emit_key_number(emit, "opacity", 1.0);
    if (style->shape == RK_POINT) {
        rk_emit_key_string(emit, "shape", symbols[style->symbol]);
        emit_colour(emit, "fill", fill_of(style));
        emit_colour(emit, "stroke", style->colour);
        rk_emit_key_integer(emit, "opacity", 1);
        rk_emit_key_integer(emit, "size", plot->width < 640.0 ? 30 : 60);
    }
    if (style->shape == RK_WORDS)
        rk_emit_key_string(emit, "align", anchors[style->anchor]);
    if (style->shape == RK_SEGMENT || style->shape == RK_WHISKER || style->shape == RK_ARROW)
        rk_emit_key_number(emit, "strokeWidth", style->width);
    if (style->dashed && style->shape != RK_POINT)
        rk_emit_key_numbers(emit, "strokeDash", (double[]){5, 3}, 2);
    rk_emit_object_end(emit);
}

/* What a pointer over the mark is told. */
static void emit_told(rk_emit *emit, const rk_series *series)
{
    bool words = series->style.shape == RK_WORDS, told = false;
    for (size_t i = 0; i < series->count; i++)
        told = told || series->marks[i].text;
    if (!told)
        return;
    rk_emit_key(emit, words ? "text" : "tooltip");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "field", "text");
    rk_emit_key_string(emit, "type", "nominal");
    rk_emit_object_end(emit);
}

static void emit_layer(rk_emit *emit, const rk_plot *plot, const rk_series *series)
{
    rk_shape shape = series->style.shape;
    bool line = shape == RK_SEGMENT || shape == RK_WHISKER || shape == RK_ARROW;
    rk_emit_object_begin(emit);
    emit_data(emit, series);
    emit_mark(emit, plot, &series->style);
    rk_emit_key(emit, "encoding");
    rk_emit_object_begin(emit);
    emit_scale(emit, "x", "x", &plot->x);
    emit_scale(emit, "y", "y", &plot->y);
    if (line)
        emit_second(emit, "x2", "x2");
    if (line || shape == RK_QUAD)
        emit_second(emit, "y2", "y2");
    if (shape == RK_QUAD) {
        rk_emit_key(emit, "detail");
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "field", "piece");
        rk_emit_key_string(emit, "type", "nominal");
        rk_emit_object_end(emit);
    }
    emit_told(emit, series);
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

/* ------------------------------------------------------------------ ends of lines */

typedef enum end_of_line { UP, DOWN, LEFT, RIGHT, UPRIGHT, LEVEL, ENDS } end_of_line;

/* Which way an arrow points, and how a line with caps lies. */
static end_of_line end_of(rk_shape shape, const rk_mark *mark)
{
    if (shape == RK_ARROW)
        return mark->x1 > mark->x0      ? RIGHT
               : mark->x1 < mark->x0    ? LEFT
               : mark->high > mark->low ? UP
                                        : DOWN;
    return mark->x0 == mark->x1 ? UPRIGHT : LEVEL;
}

static void emit_end_values(rk_emit *emit, const rk_series *series, end_of_line end)
{
    rk_emit_key(emit, "data");
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "values");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < series->count; i++) {
        const rk_mark *mark = &series->marks[i];
        if (end_of(series->style.shape, mark) != end)
            continue;
        if (end == UPRIGHT || end == LEVEL)
            emit_value(emit, mark->x0, mark->low, mark->x0, mark->low, NAN, NULL);
        emit_value(emit, mark->x1, mark->high, mark->x1, mark->high, NAN, NULL);
    }
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
}

/* The heads of the arrows that point one way, or the caps of the lines that lie one way. */
static void emit_end(rk_emit *emit, const rk_plot *plot, const rk_series *series, end_of_line end)
{
    static const char *const heads[] = {
        "triangle-up", "triangle-down", "triangle-left", "triangle-right"};
    rk_emit_object_begin(emit);
    emit_end_values(emit, series, end);
    rk_emit_key(emit, "mark");
    rk_emit_object_begin(emit);
    bool cap = end == UPRIGHT || end == LEVEL;
    rk_emit_key_string(emit, "type", cap ? "tick" : "point");
    if (cap) {
        rk_emit_key_string(emit, "orient", end == UPRIGHT ? "horizontal" : "vertical");
        rk_emit_key_integer(emit, "size", 8);
        rk_emit_key_number(emit, "thickness", series->style.width);
    } else {
        rk_emit_key_string(emit, "shape", heads[end]);
        rk_emit_key_bool(emit, "filled", true);
        rk_emit_key_integer(emit, "size", 60);
    }
    emit_colour(emit, "color", series->style.colour);
    rk_emit_key_integer(emit, "opacity", 1);
    rk_emit_object_end(emit);
    rk_emit_key(emit, "encoding");
    rk_emit_object_begin(emit);
    emit_scale(emit, "x", "x", &plot->x);
    emit_scale(emit, "y", "y", &plot->y);
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

static void emit_ends(rk_emit *emit, const rk_plot *plot, const rk_series *series)
{
    bool any[ENDS] = {false};
    if (series->style.shape != RK_ARROW && series->style.shape != RK_WHISKER)
        return;
    for (size_t i = 0; i < series->count; i++)
        any[end_of(series->style.shape, &series->marks[i])] = true;
    for (int end = 0; end < ENDS; end++)
        if (any[end])
            emit_end(emit, plot, series, (end_of_line)end);
}

/* ------------------------------------------------------------------ the key */

static const char *key_symbol(const rk_style *style)
{
    static const char *const shapes[] = {"square", "stroke", "stroke", "triangle-up", NULL, "M0,0"};
    if (style->shape == RK_QUAD && style->symbol == RK_SYMBOLS)
        return "triangle-right"; /* a flag */
    return style->shape == RK_POINT ? symbols[style->symbol] : shapes[style->shape];
}

/* One channel of the key: what each of its lines looks like there. */
static void emit_key_channel(rk_emit *emit, const rk_plot *plot, const char *channel)
{
    rk_emit_key(emit, channel);
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "field", "text");
    rk_emit_key_string(emit, "type", "nominal");
    rk_emit_key(emit, "scale");
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "domain");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < plot->key_count; i++)
        rk_emit_string(emit, plot->keys[i].text);
    rk_emit_array_end(emit);
    rk_emit_key(emit, "range");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < plot->key_count; i++) {
        const rk_style *style = &plot->keys[i].style;
        char colour[16];
        unsigned shown = strcmp(channel, "fill") == 0 ? fill_of(style) : style->colour;
        snprintf(colour, sizeof colour, "#%06X", shown & 0xFFFFFFu);
        rk_emit_string(emit, strcmp(channel, "shape") == 0 ? key_symbol(style) : colour);
    }
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
    rk_emit_key(emit, "legend");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "title", NULL);
    bool beside = plot->width >= 640.0 && !plot->y.rows;
    rk_emit_key_string(emit, "orient", beside ? "right" : "bottom");
    if (!beside)
        rk_emit_key_integer(emit, "columns", 2);
    rk_emit_key_integer(emit, "symbolOpacity", 1);
    rk_emit_key_integer(emit, "labelLimit", 300);
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

/* Points that are not seen, one a line of the key: only these have scales of colour and shape. */
static void emit_keys(rk_emit *emit, const rk_plot *plot)
{
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "data");
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "values");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < plot->key_count; i++)
        emit_value(
            emit, plot->x.low, plot->y.low, plot->x.low, plot->y.low, NAN, plot->keys[i].text);
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
    rk_emit_key(emit, "mark");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "type", "point");
    rk_emit_key_integer(emit, "opacity", 0);
    rk_emit_object_end(emit);
    rk_emit_key(emit, "encoding");
    rk_emit_object_begin(emit);
    emit_scale(emit, "x", "x", &plot->x);
    emit_scale(emit, "y", "y", &plot->y);
    emit_key_channel(emit, plot, "fill");
    emit_key_channel(emit, plot, "stroke");
    emit_key_channel(emit, plot, "shape");
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

/* The words at the right of the rows stand at the end of the scale. */
static void emit_right(rk_emit *emit, const rk_plot *plot)
{
    rk_series words = {.style = {.shape = RK_WORDS, .colour = 0x202020, .anchor = RK_START}};
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "data");
    rk_emit_object_begin(emit);
    rk_emit_key(emit, "values");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < plot->right_count; i++)
        if (plot->right[i].text)
            emit_value(emit, plot->x.high, plot->right[i].at, plot->x.high, plot->right[i].at, NAN,
                plot->right[i].text);
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
    rk_emit_key(emit, "mark");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "type", "text");
    rk_emit_key_string(emit, "align", "left");
    rk_emit_key_integer(emit, "dx", 6);
    emit_colour(emit, "color", words.style.colour);
    rk_emit_object_end(emit);
    rk_emit_key(emit, "encoding");
    rk_emit_object_begin(emit);
    emit_scale(emit, "x", "x", &plot->x);
    emit_scale(emit, "y", "y", &plot->y);
    rk_emit_key(emit, "text");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "field", "text");
    rk_emit_key_string(emit, "type", "nominal");
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
    rk_emit_object_end(emit);
}

static void emit_picture(rk_emit *emit, const rk_plot *plot)
{
    bool any = false;
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "$schema", schema);
    rk_emit_key_string(emit, "description", plot->described);
    rk_emit_key(emit, "title");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "text", plot->title);
    rk_emit_key_string(emit, "subtitle", plot->subtitle);
    rk_emit_key_string(emit, "anchor", "start");
    rk_emit_object_end(emit);
    rk_emit_key_number(emit, "width", plot->width);
    rk_emit_key_number(emit, "height", plot->height);
    rk_emit_key(emit, "autosize");
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, "type", "fit");
    rk_emit_key_string(emit, "contains", "padding");
    rk_emit_object_end(emit);
    rk_emit_key(emit, "layer");
    rk_emit_array_begin(emit);
    for (size_t s = 0; s < plot->series_count; s++)
        if (plot->series[s].count) {
            emit_layer(emit, plot, &plot->series[s]);
            emit_ends(emit, plot, &plot->series[s]);
            any = true;
        }
    if (plot->key_count)
        emit_keys(emit, plot);
    if (plot->right_count || !any)
        emit_right(emit, plot);
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
}

reckon_status reckon_picture_vega(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, char **text, reckon_error *error)
{
    rk_plot plot = {0};
    rk_buffer out = RK_BUFFER_INIT;
    if (!text)
        return rk_fail(error, RECKON_ARGUMENT, "a place for the picture is needed");
    *text = NULL;
    reckon_status status = rk_plot_make(results, count, options, &plot, error);
    if (status == RECKON_OK) {
        rk_emit emit = rk_emit_to(&out);
        emit_picture(&emit, &plot);
        rk_emit_finish(&emit);
        *text = rk_buffer_take(&out);
        if (!*text)
            status = rk_fail(error, RECKON_MEMORY, "out of memory for the picture");
    }
    rk_buffer_free(&out);
    rk_plot_free(&plot);
    return status;
}
