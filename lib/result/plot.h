/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture as data: two scales with their marks, series of shapes in the coordinates of those
 * scales, a key. It knows nothing of a file format; plot_fan.c, plot_forest.c and plot_methods.c
 * make one from results, and svg.c, gnuplot.c and json/write_vega.c draw it. What a reader must
 * learn from a picture is decided here, once for all of them.
 */
#ifndef RK_RESULT_PLOT_H
#define RK_RESULT_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/picture.h>

#include "core/text.h"
#include "result/result.h"

typedef enum rk_shape {
    RK_QUAD,    /* x0: low..high, x1: low1..high1, filled */
    RK_SEGMENT, /* (x0, low) to (x1, high) */
    RK_WHISKER, /* the same with a cap at both ends */
    RK_ARROW,   /* the same with a head at the second end */
    RK_POINT,   /* (x0, low) */
    RK_WORDS    /* text at (x0, low) */
} rk_shape;

/* No triangles: arrows of bounds point up and down. */
typedef enum rk_symbol {
    RK_CIRCLE,
    RK_SQUARE,
    RK_DIAMOND,
    RK_CROSS,
    RK_PLUS,
    RK_SYMBOLS
} rk_symbol;

typedef enum rk_anchor { RK_START, RK_MIDDLE, RK_END } rk_anchor;

typedef struct rk_mark {
    double x0, low, high, x1, low1, high1;
    char *text; /* RK_WORDS, or what a reader may be told of the mark; NULL: nothing */
} rk_mark;

typedef struct rk_style {
    rk_shape shape;
    unsigned colour; /* 0xRRGGBB */
    double width;    /* of lines, pixels */
    bool dashed;
    bool hollow; /* points */
    rk_symbol symbol;
    rk_anchor anchor; /* words */
} rk_style;

/* Shapes of one style; series are drawn in their order, the later over the earlier. */
typedef struct rk_series {
    rk_style style;
    rk_mark *marks; /* [count] */
    size_t count;
} rk_series;

/* A line of the key; the shape of its style says what is shown beside the text. */
typedef struct rk_key {
    rk_style style;
    char *text;
} rk_key;

typedef struct rk_tick {
    double at;
    char *text; /* NULL: a small mark without a label */
} rk_tick;

typedef struct rk_scale {
    bool log;
    bool rows; /* its ticks are the rows of a list, not numbers */
    double low, high;
    rk_tick *ticks; /* [tick_count] */
    size_t tick_count;
    char *label; /* or NULL */
} rk_scale;

typedef struct rk_plot {
    const char *id; /* static: "fan", "forest", "methods" */
    char *title, *subtitle,
        *described;       /* `described` in whole sentences, for those who cannot see it */
    double width, height; /* pixels */
    rk_scale x, y;
    rk_tick *right; /* [right_count]: words at the right of the rows */
    size_t right_count;
    rk_series *series; /* [series_count] */
    size_t series_count;
    rk_key *keys; /* [key_count] */
    size_t key_count;
    bool failed; /* memory ran out */
} rk_plot;

/* Makes the picture the options ask for (NULL: every default). Free it whatever came out. */
reckon_status rk_plot_make(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, rk_plot *plot, reckon_error *error);
void rk_plot_free(rk_plot *plot);

/* How many pixels a text takes at a size of letters, estimated from its columns, so that it is the
 * same everywhere. */
double rk_text_width(const char *text, double font);
/* The room at the left for the labels of the scale, and at the right for the words of the rows, in
 * pixels. */
double rk_plot_left(const rk_plot *plot, double font);
double rk_plot_right(const rk_plot *plot, double font);

/* The picture as SVG, at the end of `out`. */
void rk_svg_write(rk_buffer *out, const rk_plot *plot);

/* ------------------------------------------------------------------ for those who make one */

void rk_plot_fan(rk_plot *plot, const reckon_result *result);
void rk_plot_forest(rk_plot *plot, const reckon_result *result);
void rk_plot_methods(rk_plot *plot, const reckon_result *const *results, size_t count);

/* A new series; its index, also when memory is out (adding to it is then nothing). */
size_t rk_plot_series(rk_plot *plot, rk_style style);
void rk_plot_add(rk_plot *plot, size_t series, rk_mark mark);
void rk_plot_words(rk_plot *plot, size_t series, double x, double y, const char *text);
void rk_plot_key(rk_plot *plot, rk_style style, const char *text);
void rk_plot_row(rk_plot *plot, double y, const char *left, const char *right);
void rk_plot_tick(rk_plot *plot, rk_scale *scale, double at, const char *text);
/* A copy in place of *to. */
void rk_plot_text(rk_plot *plot, char **to, const char *text);

/* A flag: its foot stands at (x, y), `tall` high and `wide` wide in the units of the scales (a
 * ratio on a log one). */
void rk_plot_flag(
    rk_plot *plot, size_t lines, size_t cloths, double x, double y, double wide, double tall);

/* Round numbers or dates along a scale; `labels` is about how many there is room for. */
void rk_ticks_of_time(rk_plot *plot, rk_scale *scale, int labels);
void rk_ticks_of_numbers(rk_plot *plot, rk_scale *scale, bool share, int labels);
/* The numbers under rows, as many as there is room for beside the words of the rows. */
void rk_ticks_under_rows(rk_plot *plot, bool share);

/* ------------------------------------------------------------------ shared by the three */

/* Colours that stay apart from one another and from the blue of the fan, also for the colour-blind
 * and in grey by their symbols. */
rk_style rk_style_of_source(rk_shape shape, size_t source, bool used);

/* The row that the answer is told by: the last date between the figures that has one, else the last
 * that has one, else the last. NULL when there is no date. */
const reckon_row *rk_headline(const reckon_result *result);

/* Who is counted: the population's name, else its id. */
const char *rk_result_title(const reckon_result *result);

/* What a source is called: its name, else its id. */
const char *rk_source_name(const reckon_result_source *source);
const char *rk_reading_source(const reckon_result_reading *reading);

/* A name as it may stand before a date: one that is written from right to left is kept apart by
 * marks, or the parts of the date would change their places. Returns `to`. */
char *rk_isolated(char *to, size_t size, const char *name);

/* Whether a row holds anything to draw. */
bool rk_row_answers(const reckon_row *row);

#endif
