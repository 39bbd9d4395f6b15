/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/option.h"
#include "core/status.h"
#include "result/columns.h"

/* ------------------------------------------------------------------ parts */

/* Room for one more in an array that doubles: it is full whenever its count is a power of two. */
static void *room_for_one(rk_plot *plot, void *array, size_t count, size_t size)
{
    if (plot->failed || (count & (count - 1)) != 0)
        return plot->failed ? NULL : array;
    void *grown = rk_realloc(array, count ? 2 * count : 1, size);
    plot->failed = !grown;
    return grown;
}

static char *copy_of(rk_plot *plot, const char *text)
{
    char *copy = text && !plot->failed ? rk_strdup(text) : NULL;
    plot->failed = plot->failed || (text && !copy);
    return copy;
}

size_t rk_plot_series(rk_plot *plot, rk_style style)
{
    rk_series *grown = room_for_one(plot, plot->series, plot->series_count, sizeof *grown);
    if (!grown)
        return 0;
    plot->series = grown;
    grown[plot->series_count] = (rk_series){.style = style};
    return plot->series_count++;
}

void rk_plot_add(rk_plot *plot, size_t series, rk_mark mark)
{
    if (plot->failed)
        return;
    rk_series *to = &plot->series[series];
    rk_mark *grown = room_for_one(plot, to->marks, to->count, sizeof *grown);
    if (!grown)
        return;
    to->marks = grown;
    grown[to->count] = mark;
    grown[to->count++].text = copy_of(plot, mark.text);
}

void rk_plot_words(rk_plot *plot, size_t series, double x, double y, const char *text)
{
    if (plot->failed)
        return;
    size_t before = plot->series[series].count;
    rk_plot_add(plot, series, (rk_mark){.x0 = x, .low = y, .x1 = x, .high = y});
    if (plot->series[series].count > before)
        plot->series[series].marks[before].text = copy_of(plot, text);
}

void rk_plot_key(rk_plot *plot, rk_style style, const char *text)
{
    rk_key *grown = room_for_one(plot, plot->keys, plot->key_count, sizeof *grown);
    if (!grown)
        return;
    plot->keys = grown;
    grown[plot->key_count++] = (rk_key){style, copy_of(plot, text)};
}

static void add_tick(rk_plot *plot, rk_tick **ticks, size_t *count, double at, const char *text)
{
    rk_tick *grown = room_for_one(plot, *ticks, *count, sizeof *grown);
    if (!grown)
        return;
    *ticks = grown;
    grown[(*count)++] = (rk_tick){at, copy_of(plot, text)};
}

void rk_plot_tick(rk_plot *plot, rk_scale *scale, double at, const char *text)
{
    add_tick(plot, &scale->ticks, &scale->tick_count, at, text);
}

void rk_plot_row(rk_plot *plot, double y, const char *left, const char *right)
{
    rk_plot_tick(plot, &plot->y, y, left);
    add_tick(plot, &plot->right, &plot->right_count, y, right);
}

void rk_plot_text(rk_plot *plot, char **to, const char *text)
{
    rk_free(*to);
    *to = copy_of(plot, text);
}

static double moved(const rk_scale *scale, double value, double part)
{
    if (scale->log)
        return exp(log(value) + part * (log(scale->high) - log(scale->low)));
    return value + part * (scale->high - scale->low);
}

void rk_plot_flag(
    rk_plot *plot, size_t lines, size_t cloths, double x, double y, double wide, double tall)
{
    double top = moved(&plot->y, y, tall), low = moved(&plot->y, y, 0.5 * tall),
           right = moved(&plot->x, x, wide);
    double tip = moved(&plot->y, y, 0.75 * tall);
    rk_plot_add(plot, lines, (rk_mark){.x0 = x, .low = y, .x1 = x, .high = top});
    rk_plot_add(plot, cloths,
        (rk_mark){.x0 = x, .low = low, .high = top, .x1 = right, .low1 = tip, .high1 = tip});
}

static void free_ticks(rk_tick *ticks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rk_free(ticks[i].text);
    rk_free(ticks);
}

void rk_plot_free(rk_plot *plot)
{
    for (size_t s = 0; s < plot->series_count; s++) {
        for (size_t i = 0; i < plot->series[s].count; i++)
            rk_free(plot->series[s].marks[i].text);
        rk_free(plot->series[s].marks);
    }
    rk_free(plot->series);
    for (size_t i = 0; i < plot->key_count; i++)
        rk_free(plot->keys[i].text);
    rk_free(plot->keys);
    free_ticks(plot->x.ticks, plot->x.tick_count);
    free_ticks(plot->y.ticks, plot->y.tick_count);
    free_ticks(plot->right, plot->right_count);
    rk_free(plot->x.label);
    rk_free(plot->y.label);
    rk_free(plot->title);
    rk_free(plot->subtitle);
    rk_free(plot->described);
    *plot = (rk_plot){0};
}

/* ------------------------------------------------------------------ sizes */

double rk_text_width(const char *text, double font)
{
    return text ? 0.56 * font * (double)rk_columns(text) : 0.0;
}

static double widest_tick(const rk_tick *ticks, size_t count, double font)
{
    double width = 0.0;
    for (size_t i = 0; i < count; i++)
        width = fmax(width, rk_text_width(ticks[i].text, font));
    return width;
}

double rk_plot_left(const rk_plot *plot, double font)
{
    double limit = plot->y.rows ? 0.33 * plot->width : 0.25 * plot->width;
    return fmin(widest_tick(plot->y.ticks, plot->y.tick_count, font), limit) +
           (plot->y.label ? 34.0 : 16.0);
}

double rk_plot_right(const rk_plot *plot, double font)
{
    return fmin(widest_tick(plot->right, plot->right_count, font), 0.36 * plot->width) + 18.0;
}

/* ------------------------------------------------------------------ what is told of results */

static const unsigned source_colours[] = {0xC2500A, 0x007A5A, 0xB4468F, 0x202020, 0x9A7000,
    0x6A3D9A, 0x8C510A, 0xB2182B, 0x5A5A5A, 0x2C6FA8};
enum { COLOURS = sizeof source_colours / sizeof *source_colours };

rk_style rk_style_of_source(rk_shape shape, size_t source, bool used)
{
    return (rk_style){
        .shape = shape,
        .colour = source_colours[source % COLOURS],
        .width = used ? 2.0 : 1.2,
        .dashed = !used,
        .hollow = !used,
        .symbol = (rk_symbol)((source + source / COLOURS) % RK_SYMBOLS),
    };
}

bool rk_row_answers(const reckon_row *row)
{
    return row->region_count > 0 || isfinite(row->low) || isfinite(row->high);
}

const reckon_row *rk_headline(const reckon_result *result)
{
    const reckon_row *answered = NULL;
    for (size_t i = result->row_count; i-- > 0;) {
        const reckon_row *row = &result->rows[i];
        if (!rk_row_answers(row))
            continue;
        if (row->support == RECKON_SUPPORT_INSIDE)
            return row;
        answered = answered ? answered : row;
    }
    if (!answered && result->row_count)
        answered = &result->rows[result->row_count - 1];
    return answered;
}

const char *rk_result_title(const reckon_result *result)
{
    return result->name && result->name[0] ? result->name : result->population;
}

const char *rk_source_name(const reckon_result_source *source)
{
    return source->name ? source->name : source->id;
}

const char *rk_reading_source(const reckon_result_reading *reading)
{
    return reading->source_name ? reading->source_name : reading->source;
}

/* Hebrew, Arabic, Syriac, Thaana, N'Ko and the forms of Arabic, by the first bytes of UTF-8. */
static bool runs_left(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if ((at[0] >= 0xD6 && at[0] <= 0xDF) || (at[0] == 0xE0 && at[1] >= 0xA0 && at[1] <= 0xA3) ||
            (at[0] == 0xEF && at[1] >= 0xAC && at[1] <= 0xBB))
            return true;
    return false;
}

char *rk_isolated(char *to, size_t size, const char *name)
{
    /* U+2068 and U+2069 */
    static const char begins[] = {(char)0xE2, (char)0x81, (char)0xA8, '\0'},
                      ends[] = {(char)0xE2, (char)0x81, (char)0xA9, '\0'};
    bool apart = runs_left(name);
    int room = (int)size - 8;
    snprintf(
        to, size, "%s%.*s%s", apart ? begins : "", room > 0 ? room : 0, name, apart ? ends : "");
    return to;
}

/* ------------------------------------------------------------------ making one */

void reckon_picture_options_init(reckon_picture_options *options)
{
    if (options)
        *options = (reckon_picture_options){.struct_size = sizeof *options, .width = 960.0};
}

static reckon_status take_options(
    const reckon_picture_options *given, reckon_picture_options *options, reckon_error *error)
{
    reckon_picture_options_init(options);
    reckon_status status = rk_struct_take(options, sizeof *options, given, error);
    if (status != RECKON_OK)
        return status;
    if (options->picture < RECKON_PICTURE_FAN || options->picture > RECKON_PICTURE_METHODS)
        return rk_fail(error, RECKON_OPTION, "there is no such picture");
    if (!(options->width >= 200.0 && options->width <= 10000.0))
        return rk_fail(
            error, RECKON_OPTION, "the width of a picture must be from 200 to 10000 pixels");
    if (options->height != 0.0 && !(options->height >= 150.0 && options->height <= 10000.0))
        return rk_fail(
            error, RECKON_OPTION, "the height of a picture must be from 150 to 10000 pixels");
    return RECKON_OK;
}

static bool one_question(const reckon_result *const *results, size_t count)
{
    if (!results || !count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!results[i] || results[i]->row_count != results[0]->row_count)
            return false;
    return true;
}

reckon_status rk_plot_make(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, rk_plot *plot, reckon_error *error)
{
    reckon_picture_options taken;
    *plot = (rk_plot){0};
    if (!one_question(results, count))
        return rk_fail(error, RECKON_ARGUMENT, "results of one question are needed for a picture");
    reckon_status status = take_options(options, &taken, error);
    if (status != RECKON_OK)
        return status;
    plot->width = taken.width;
    plot->height = taken.height;
    if (taken.picture == RECKON_PICTURE_FAN)
        rk_plot_fan(plot, results[0]);
    else if (taken.picture == RECKON_PICTURE_FOREST)
        rk_plot_forest(plot, results[0]);
    else
        rk_plot_methods(plot, results, count);
    /* Rows keep their height under a title of two lines. */
    if (taken.height == 0.0 && plot->y.rows &&
        rk_text_width(plot->title, 15.0) > plot->width - 30.0)
        plot->height += 20.0;
    if (!plot->failed)
        return RECKON_OK;
    return rk_fail(error, RECKON_MEMORY, "out of memory for the picture");
}

double reckon_picture_height(
    const reckon_result *const *results, size_t count, const reckon_picture_options *options)
{
    rk_plot plot;
    double height =
        rk_plot_make(results, count, options, &plot, NULL) == RECKON_OK ? plot.height : NAN;
    rk_plot_free(&plot);
    return height;
}
