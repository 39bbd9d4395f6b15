/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result as a gnuplot script with its data inside: the ranges as a fan over time, every estimate
 * as an error bar in the colour of its source, bounds as arrows. Text stands between single quotes,
 * so nothing in it is understood as a command; numbers never follow the locale.
 */
#include "result/gnuplot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/version.h>

#include "core/memory.h"
#include "core/status.h"
#include "result/figure.h"

enum { TITLE_COLUMNS = 60, ID_COLUMNS = 32 };

/* ------------------------------------------------------------------ colours */

/* Colours that stay apart from one another and from the blue of the fan, also for the colour-blind;
 * with the shapes, thirty sources differ. */
static const unsigned source_colours[] = {0xD55E00, 0x007A5A, 0xB4468F, 0x000000, 0xC99000,
    0x6A3D9A, 0x8C510A, 0xB2182B, 0x5A5A5A, 0x2C7FB8};
enum { COLOUR_COUNT = sizeof source_colours / sizeof *source_colours };
/* gnuplot's filled circle, square and diamond; one less is the hollow one. No triangles: the arrows
 * of bounds point up and down. */
static const int shapes[] = {7, 5, 13};
enum { SHAPE_COUNT = sizeof shapes / sizeof *shapes };

/* `part` of the way from one colour to another. */
static unsigned blend(unsigned from, unsigned to, double part)
{
    unsigned mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double a = (double)(from >> shift & 0xFFu), b = (double)(to >> shift & 0xFFu);
        mixed |= (unsigned)lround(a + part * (b - a)) << shift;
    }
    return mixed;
}

static unsigned band_colour(const rk_picture *of, size_t index)
{
    double part = of->band_count > 1 ? (double)index / (double)(of->band_count - 1) : 0.4;
    return blend(0xE4EEF8, 0x9CC1E4, part);
}

static unsigned source_colour(size_t group, bool used)
{
    unsigned colour = source_colours[group % COLOUR_COUNT];
    return used ? colour : blend(colour, 0xFFFFFF, 0.35);
}

/* ------------------------------------------------------------------ the plot command */

/* Parts of the plot command, one a line. */
static void next_part(const rk_picture *of, bool *first)
{
    rk_buffer_append(of->out, *first ? "plot \\\n  " : ", \\\n  ");
    *first = false;
}

/* "90 %" */
static void put_percent(rk_buffer *out, double coverage)
{
    char text[RK_FIGURE_TEXT];
    rk_buffer_append(out, rk_figure_text(text, 100.0 * coverage, 6));
    rk_buffer_append(out, " %");
}

/* "90 % range", and of low..high what it is a range of, where the method has a choice
 * ("confidence"). Sets hold with no probability of their own. */
static void put_band_name(const rk_picture *of, const rk_band *shade)
{
    if (shade->is_range && !of->quantiles) {
        rk_buffer_append(of->out, of->camps ? "low to high, each interval" : "low to high");
        return;
    }
    put_percent(of->out, shade->coverage);
    rk_buffer_append(of->out, " range");
    if (!shade->is_range)
        return;
    const char *meaning = of->camps ? "each interval" : "low to high";
    for (size_t i = 0; i < of->result->option_count; i++)
        if (strcmp(of->result->options[i].name, "range") == 0 && of->result->options[i].text)
            meaning = of->result->options[i].text;
    rk_buffer_format(of->out, " (%s)", meaning);
}

static void plot_bands(const rk_picture *of, bool *first)
{
    for (size_t i = 0; i < of->band_count; i++) {
        const rk_band *shade = &of->bands[i];
        next_part(of, first);
        rk_buffer_format(of->out,
            "$band%zu using 1:2:3 with filledcurves fillcolor rgb '#%06X' fillstyle solid 1.0 "
            "noborder title '",
            i + 1, band_colour(of, i));
        put_band_name(of, shade);
        rk_buffer_append(of->out, "'");
    }
    for (size_t i = 0; i < of->band_count; i++) {
        if (!of->bands[i].is_range)
            continue;
        for (int column = 4; column <= 5; column++) {
            next_part(of, first);
            rk_buffer_format(of->out,
                "$band%zu using 1:%d with lines linecolor rgb '#5B8DBE' linewidth 1 notitle", i + 1,
                column);
        }
    }
    if (!of->central)
        return;
    next_part(of, first);
    rk_buffer_append(of->out,
        "$central using 1:2 with lines linecolor rgb '#1F4E79' linewidth 3 title 'central'");
}

static void plot_way(const rk_picture *of, size_t group, const rk_way *how, bool *first)
{
    int shape = shapes[group % SHAPE_COUNT] - (how->used ? 0 : 1);
    unsigned colour = source_colour(group, how->used);
    next_part(of, first);
    rk_buffer_format(of->out, "$source%zu_%s using ", group + 1, how->name);
    const char *line = how->used ? "linewidth 2" : "linewidth 1.5 dashtype 2";
    if (how->bound) {
        rk_buffer_format(of->out,
            "1:2:(0):3 with vectors head filled size screen 0.010,20 linecolor rgb '#%06X' %s "
            "notitle",
            colour, line);
        next_part(of, first);
        rk_buffer_format(of->out,
            "$source%zu_%s using 1:2 with points pointtype %d pointsize 1.1 linecolor rgb "
            "'#%06X' linewidth 1.5 notitle",
            group + 1, how->name, shape, colour);
        return;
    }
    rk_buffer_format(of->out,
        "1:2:3:4 with yerrorbars pointtype %d pointsize 1.1 linecolor rgb '#%06X' %s notitle",
        shape, colour, line);
}

/* The line of a source in the key: a mark that is drawn nowhere else. */
static void plot_key(const rk_picture *of, size_t group, bool *first)
{
    bool used = rk_picture_has(of, group, &rk_ways[0]) || rk_picture_has(of, group, &rk_ways[2]);
    int shape = shapes[group % SHAPE_COUNT] - (used ? 0 : 1);
    next_part(of, first);
    rk_buffer_format(of->out,
        "NaN with points pointtype %d pointsize 1.1 linewidth 1.5 linecolor rgb '#%06X' title ",
        shape, source_colour(group, used));
    bool many = of->result->source_count > RK_MANY_SOURCES;
    rk_gnuplot_text(of->out, many ? "estimates" : of->result->sources[group].id, ID_COLUMNS);
}

/* A line of the key that explains and draws nothing. */
static void plot_remark(const rk_picture *of, const char *text, bool *first)
{
    next_part(of, first);
    rk_buffer_format(of->out, "NaN with lines linecolor rgb '#FFFFFF' title '%s'", text);
}

static void plot_estimates(const rk_picture *of, bool *first)
{
    bool unused = false, bound = false;
    if (*first) {
        next_part(of, first);
        rk_buffer_append(of->out, "NaN notitle");
    }
    for (size_t group = 0; group < rk_picture_groups(of); group++) {
        for (size_t w = RK_WAY_COUNT; w-- > 0;)
            if (rk_picture_has(of, group, &rk_ways[w]))
                plot_way(of, group, &rk_ways[w], first);
        plot_key(of, group, first);
    }
    for (size_t i = 0; i < of->result->reading_count; i++) {
        unused = unused || !of->result->readings[i].used;
        bound = bound || rk_is_bound(&of->result->readings[i]);
    }
    if (of->cut)
        plot_remark(of, "reaches the edge: open, or goes on", first);
    if (bound)
        plot_remark(of, "arrow: at least, at most", first);
    if (unused)
        plot_remark(of, "hollow, dashed: not used", first);
}

/* ------------------------------------------------------------------ the frame around it */

/* The name, broken into at most three lines at blanks, as one expression: 'a'."\n".'b'. */
static void put_wrapped(rk_buffer *out, const char *text)
{
    char line[4 * TITLE_COLUMNS + 1];
    if (!*text)
        rk_buffer_append(out, "''");
    for (int lines = 0; lines < 3 && *text; lines++) {
        size_t length = 0, columns = 0, blank = 0;
        for (; text[length] && columns <= TITLE_COLUMNS && length < sizeof line - 4; length++) {
            columns += ((unsigned char)text[length] & 0xC0u) != 0x80u;
            blank = text[length] == ' ' ? length : blank;
        }
        bool fits = !text[length] || lines == 2 || !blank;
        size_t kept = fits ? strlen(text) : blank;
        rk_buffer_append(out, lines ? ".\"\\n\"." : "");
        rk_copy_text(line, kept + 1 < sizeof line ? kept + 1 : sizeof line, text);
        rk_gnuplot_text(out, line, TITLE_COLUMNS);
        text += fits ? strlen(text) : blank + 1;
    }
}

static void put_title(const rk_picture *of)
{
    const reckon_result *result = of->result;
    char line[256];
    rk_buffer_append(of->out, "set title ");
    put_wrapped(of->out, result->name);
    rk_buffer_append(of->out, ".\"\\n\".");
    snprintf(line, sizeof line, "method %s", result->method);
    if (result->outcome == RECKON_OUTCOME_BOUNDARY)
        snprintf(line, sizeof line, "method %s; outcome %s", result->method,
            reckon_outcome_name(result->outcome));
    else if (result->outcome != RECKON_OUTCOME_OK)
        snprintf(line, sizeof line, "method %s; %s: %s", result->method,
            reckon_outcome_name(result->outcome), reckon_outcome_text(result->outcome));
    put_wrapped(of->out, line);
    rk_buffer_append(of->out, " noenhanced\n");
}

static void put_heading(const rk_picture *of)
{
    rk_buffer *out = of->out;
    rk_buffer_append(out, "# ");
    rk_gnuplot_comment(out, of->result->name);
    rk_buffer_append(out,
        "\n# Made by reckon " RECKON_VERSION_STRING ". To draw it:\n"
        "#   gnuplot -e \"set terminal svg size 960,560 background 'white'; set output 'x.svg'\" "
        "this_file\n"
        "#   gnuplot -e \"set terminal pngcairo size 960,560; set output 'x.png'\" this_file\n"
        "# Ranges that go on beyond the picture, or are open, are drawn to its edge.\n\n");
    rk_buffer_append(out, "set encoding utf8\n");
}

static void put_axes(const rk_picture *of)
{
    rk_buffer *out = of->out;
    const rk_frame *frame = &of->frame;
    put_title(of);
    rk_buffer_append(out, "set xrange [");
    rk_buffer_number(out, frame->left);
    rk_buffer_append(out, ":");
    rk_buffer_number(out, frame->right);
    rk_buffer_append(out, "]\nset yrange [");
    rk_buffer_number(out, frame->bottom);
    rk_buffer_append(out, ":");
    rk_buffer_number(out, frame->top);
    rk_buffer_append(
        out, frame->measure == RECKON_SHARE ? "]\nunset logscale y\n" : "]\nset logscale y 10\n");
    rk_gnuplot_time_marks(out, frame);
    rk_gnuplot_number_marks(out, frame);
    rk_buffer_append(out, "set ylabel ");
    rk_gnuplot_text(out, of->result->unit, ID_COLUMNS);
    rk_buffer_append(out,
        " noenhanced\n"
        "set tics out nomirror\n"
        "set border 3 linecolor rgb '#606060'\n"
        "set grid xtics ytics back linetype 1 linecolor rgb '#DCDCDC' linewidth 0.5\n"
        "set bars 0.7\n"
        "set key outside right top vertical Left reverse noenhanced samplen 2 spacing 1.2\n\n");
}

reckon_status reckon_result_gnuplot(const reckon_result *result, char **text, reckon_error *error)
{
    if (!result || !text)
        return rk_fail(error, RECKON_ARGUMENT, "a result and a place for the text are needed");
    rk_buffer out = RK_BUFFER_INIT;
    rk_picture of = {.result = result, .out = &out, .frame = rk_frame_of(result)};
    bool first = true;
    of.places = rk_alloc(result->reading_count, sizeof *of.places);
    bool good = of.places && rk_frame_places(&of.frame, result, of.places);
    if (good) {
        rk_picture_prepare(&of);
        put_heading(&of);
        put_axes(&of);
        rk_gnuplot_data(&of);
        rk_buffer_append(&out, "\n");
        plot_bands(&of, &first);
        plot_estimates(&of, &first);
        rk_buffer_append(&out, "\n");
    }
    rk_free(of.places);
    *text = good ? rk_buffer_take(&out) : NULL;
    if (!*text)
        rk_buffer_free(&out);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the script");
}
