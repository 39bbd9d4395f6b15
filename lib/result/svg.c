/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture as SVG 1.1: a title and a description of its own, real text, no script, no style sheet,
 * nothing fetched. Its sizes are estimated from the columns of the text, so that the same input
 * gives the same bytes on every machine.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/text.h"
#include "result/columns.h"
#include "result/markup.h"
#include "result/plot.h"

enum { TITLE_LINES = 2 };

static const char fonts[] =
    "'Noto Sans','DejaVu Sans','Noto Sans CJK SC','Noto Sans KR','Noto Sans Arabic',sans-serif";

/* Where everything stands, in pixels. */
typedef struct sheet {
    const rk_plot *plot;
    rk_buffer *out;
    double left, top, right, bottom; /* of the scales */
    double font, small;              /* sizes of text */
    bool key_beside;                 /* the key stands at the right, else below */
    double key_column;               /* its width */
} sheet;

static double widest_key(const rk_plot *plot, double font)
{
    double width = 0.0;
    for (size_t i = 0; i < plot->key_count; i++)
        width = fmax(width, rk_text_width(plot->keys[i].text, font));
    return width + 40.0;
}

static sheet lay_out(const rk_plot *plot, rk_buffer *out)
{
    sheet on = {.plot = plot, .out = out};
    bool small = plot->width < 640.0;
    on.font = small ? 10.0 : 13.0;
    on.small = small ? 9.0 : 12.0;
    on.key_beside = !small && !plot->y.rows && plot->key_count > 0;
    on.key_column = widest_key(plot, on.small);
    on.left = rk_plot_left(plot, on.small);
    on.top =
        14.0 +
        on.font * 1.35 * (rk_text_width(plot->title, on.font * 1.15) > plot->width - 30.0 ? 2 : 1) +
        on.small;
    on.top += 12.0;
    on.right = plot->width - 18.0;
    if (on.key_beside)
        on.right -= on.key_column;
    on.right -= plot->right_count ? rk_plot_right(plot, on.small) - 18.0 : 0.0;
    double below = 28.0 + (plot->x.label ? on.font + 6.0 : 0.0);
    if (!on.key_beside && plot->key_count) {
        double columns = fmax(floor((plot->width - 20.0) / on.key_column), 1.0);
        below += ceil((double)plot->key_count / columns) * (on.small + 5.0) + 6.0;
    }
    on.bottom = plot->height - below;
    return on;
}

/* ------------------------------------------------------------------ places */

static double along(const rk_scale *scale, double value)
{
    double part = scale->log ? (log(value) - log(scale->low)) / (log(scale->high) - log(scale->low))
                             : (value - scale->low) / (scale->high - scale->low);
    return fmin(fmax(part, -0.5), 1.5);
}

static double at_x(const sheet *on, double value)
{
    return on->left + along(&on->plot->x, value) * (on->right - on->left);
}

static double at_y(const sheet *on, double value)
{
    return on->bottom - along(&on->plot->y, value) * (on->bottom - on->top);
}

/* A length or place, to a hundredth of a pixel. */
static void put(rk_buffer *out, const char *before, double value)
{
    rk_buffer_append(out, before);
    rk_buffer_number(out, floor(value * 100.0 + 0.5) / 100.0 + 0.0);
}

static void put_colour(rk_buffer *out, const char *attribute, unsigned colour)
{
    rk_buffer_format(out, " %s=\"#%06X\"", attribute, colour);
}

static void put_stroke(rk_buffer *out, const rk_style *style)
{
    put_colour(out, "stroke", style->colour);
    put(out, " stroke-width=\"", style->width);
    rk_buffer_append(out, style->dashed ? "\" stroke-dasharray=\"5 3\"" : "\"");
}

static void put_line(
    rk_buffer *out, const rk_style *style, double x0, double y0, double x1, double y1)
{
    put(out, "<line x1=\"", x0);
    put(out, "\" y1=\"", y0);
    put(out, "\" x2=\"", x1);
    put(out, "\" y2=\"", y1);
    rk_buffer_append(out, "\"");
    put_stroke(out, style);
    rk_buffer_append(out, "/>\n");
}

static void put_text(
    const sheet *on, double x, double y, double font, rk_anchor anchor, const char *text)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    put(on->out, "<text x=\"", x);
    put(on->out, "\" y=\"", y);
    put(on->out, "\" font-size=\"", font);
    rk_buffer_format(on->out, "\" text-anchor=\"%s\">", anchors[anchor]);
    rk_markup_text(on->out, text);
    rk_buffer_append(on->out, "</text>\n");
}

/* Cut to what fits into `width` pixels. */
static void put_fitting(const sheet *on, double x, double y, double font, rk_anchor anchor,
    const char *text, double width)
{
    char cut[512];
    double columns = fmax(width / (0.56 * font), 1.0);
    put_text(on, x, y, font, anchor, rk_columns_cut(cut, sizeof cut, text, (size_t)columns));
}

/* ------------------------------------------------------------------ shapes */

static void put_corner(rk_buffer *out, const char *before, double x, double y)
{
    put(out, before, x);
    put(out, ",", y);
}

static bool continues(const rk_mark *before, const rk_mark *next)
{
    return before->x1 == next->x0 && before->low1 == next->low && before->high1 == next->high;
}

/* Quads that touch become one outline, so that no seam shows between them. */
static void put_quads(const sheet *on, const rk_series *series)
{
    for (size_t from = 0, until; from < series->count; from = until) {
        const rk_mark *marks = series->marks;
        for (until = from + 1; until < series->count && continues(&marks[until - 1], &marks[until]);
             until++)
            ;
        put_corner(on->out, "<path d=\"M", at_x(on, marks[from].x0), at_y(on, marks[from].high));
        for (size_t i = from; i < until; i++)
            put_corner(on->out, " L", at_x(on, marks[i].x1), at_y(on, marks[i].high1));
        for (size_t i = until; i-- > from;)
            put_corner(on->out, " L", at_x(on, marks[i].x1), at_y(on, marks[i].low1));
        put_corner(on->out, " L", at_x(on, marks[from].x0), at_y(on, marks[from].low));
        rk_buffer_append(on->out, " Z\"");
        put_colour(on->out, "fill", series->style.colour);
        if (series->style.width > 0)
            put_colour(on->out, "stroke", 0x000000);
        rk_buffer_append(on->out, "/>\n");
    }
}

static void put_whisker(
    const sheet *on, const rk_style *style, double x0, double y0, double x1, double y1)
{
    bool upright = fabs(x1 - x0) < fabs(y1 - y0) || x0 == x1;
    double dx = upright ? 4.0 : 0.0, dy = upright ? 0.0 : 4.0;
    put_line(on->out, style, x0, y0, x1, y1);
    put_line(on->out, style, x0 - dx, y0 - dy, x0 + dx, y0 + dy);
    put_line(on->out, style, x1 - dx, y1 - dy, x1 + dx, y1 + dy);
}

static void put_arrow(
    const sheet *on, const rk_style *style, double x0, double y0, double x1, double y1)
{
    double length = hypot(x1 - x0, y1 - y0);
    put_line(on->out, style, x0, y0, x1, y1);
    if (length < 0.5)
        return;
    double ux = (x1 - x0) / length, uy = (y1 - y0) / length;
    put_corner(on->out, "<path d=\"M", x1, y1);
    put_corner(on->out, " L", x1 - 8.0 * ux - 4.0 * uy, y1 - 8.0 * uy + 4.0 * ux);
    put_corner(on->out, " L", x1 - 8.0 * ux + 4.0 * uy, y1 - 8.0 * uy - 4.0 * ux);
    rk_buffer_append(on->out, " Z\"");
    put_colour(on->out, "fill", style->colour);
    rk_buffer_append(on->out, "/>\n");
}

static void put_point(const sheet *on, const rk_style *style, double x, double y)
{
    rk_buffer *out = on->out;
    double scale = on->small < 10.0 ? 0.7 : 1.0, r = 4.0 * scale;
    rk_style bar = *style;
    bar.dashed = false;
    bar.width = 1.8;
    switch (style->symbol) {
    case RK_CROSS:
        put_line(out, &bar, x - r, y - r, x + r, y + r);
        put_line(out, &bar, x - r, y + r, x + r, y - r);
        return;
    case RK_PLUS:
        put_line(out, &bar, x - r, y, x + r, y);
        put_line(out, &bar, x, y - r, x, y + r);
        return;
    case RK_SQUARE:
        put(out, "<rect x=\"", x - 0.9 * r);
        put(out, "\" y=\"", y - 0.9 * r);
        put(out, "\" width=\"", 1.8 * r);
        put(out, "\" height=\"", 1.8 * r);
        rk_buffer_append(out, "\"");
        break;
    case RK_DIAMOND:
        put_corner(out, "<path d=\"M", x - 1.25 * r, y);
        put_corner(out, " L", x, y - 1.25 * r);
        put_corner(out, " L", x + 1.25 * r, y);
        put_corner(out, " L", x, y + 1.25 * r);
        rk_buffer_append(out, " Z\"");
        break;
    case RK_CIRCLE:
    case RK_SYMBOLS:
    default:
        put(out, "<circle cx=\"", x);
        put(out, "\" cy=\"", y);
        put(out, "\" r=\"", r);
        rk_buffer_append(out, "\"");
    }
    put_colour(out, "fill", style->hollow ? 0xFFFFFF : style->colour);
    put_colour(out, "stroke", style->colour);
    rk_buffer_append(out, " stroke-width=\"1.4\"/>\n");
}

static void put_mark(const sheet *on, const rk_style *style, const rk_mark *mark)
{
    double x0 = at_x(on, mark->x0), y0 = at_y(on, mark->low), x1 = at_x(on, mark->x1),
           y1 = at_y(on, mark->high);
    bool told = mark->text && style->shape != RK_WORDS;
    if (told) {
        rk_buffer_append(on->out, "<g><title>");
        rk_markup_text(on->out, mark->text);
        rk_buffer_append(on->out, "</title>");
    }
    switch (style->shape) {
    case RK_SEGMENT:
        put_line(on->out, style, x0, y0, x1, y1);
        break;
    case RK_WHISKER:
        put_whisker(on, style, x0, y0, x1, y1);
        break;
    case RK_ARROW:
        put_arrow(on, style, x0, y0, x1, y1);
        break;
    case RK_POINT:
        put_point(on, style, x0, y0);
        break;
    case RK_WORDS:
        put_text(on, x0, y0, on->small, style->anchor, mark->text);
        break;
    case RK_QUAD:
        break;
    }
    rk_buffer_append(on->out, told ? "</g>\n" : "");
}

static void put_series(const sheet *on)
{
    for (size_t s = 0; s < on->plot->series_count; s++) {
        const rk_series *series = &on->plot->series[s];
        if (series->style.shape == RK_QUAD)
            put_quads(on, series);
        for (size_t i = 0; i < series->count && series->style.shape != RK_QUAD; i++)
            put_mark(on, &series->style, &series->marks[i]);
    }
}

/* ------------------------------------------------------------------ what stands around */

static const rk_style grid = {.shape = RK_SEGMENT, .colour = 0xDDDDDD, .width = 0.7};
static const rk_style axis = {.shape = RK_SEGMENT, .colour = 0x606060, .width = 1.0};

static void put_x_scale(const sheet *on)
{
    const rk_scale *scale = &on->plot->x;
    for (size_t i = 0; i < scale->tick_count; i++) {
        double x = at_x(on, scale->ticks[i].at);
        if (scale->ticks[i].text) {
            put_line(on->out, &grid, x, on->top, x, on->bottom);
            put_text(
                on, x, on->bottom + 9.0 + on->small, on->small, RK_MIDDLE, scale->ticks[i].text);
        }
        put_line(on->out, &axis, x, on->bottom, x, on->bottom + (scale->ticks[i].text ? 5.0 : 3.0));
    }
    put_line(on->out, &axis, on->left, on->bottom, on->right, on->bottom);
    if (scale->label)
        put_text(on, 0.5 * (on->left + on->right), on->bottom + 14.0 + on->small + on->font,
            on->font, RK_MIDDLE, scale->label);
}

static void put_y_scale(const sheet *on)
{
    const rk_scale *scale = &on->plot->y;
    for (size_t i = 0; i < scale->tick_count; i++) {
        double y = at_y(on, scale->ticks[i].at);
        const char *text = scale->ticks[i].text;
        if (text && !scale->rows)
            put_line(on->out, &grid, on->left, y, on->right, y);
        if (!scale->rows)
            put_line(on->out, &axis, on->left - (text ? 5.0 : 3.0), y, on->left, y);
        if (text)
            put_fitting(on, on->left - 8.0, y + 0.36 * on->small, on->small, RK_END, text,
                on->left - (scale->label ? 26.0 : 12.0));
    }
    if (!scale->rows)
        put_line(on->out, &axis, on->left, on->top, on->left, on->bottom);
    for (size_t i = 0; i < on->plot->right_count; i++)
        if (on->plot->right[i].text)
            put_fitting(on, on->right + 8.0, at_y(on, on->plot->right[i].at) + 0.36 * on->small,
                on->small, RK_START, on->plot->right[i].text, on->plot->width - on->right - 10.0);
    if (!scale->label)
        return;
    put(on->out, "<g transform=\"translate(", 6.0 + on->font);
    put(on->out, " ", 0.5 * (on->top + on->bottom));
    rk_buffer_append(on->out, ") rotate(-90)\">");
    put_fitting(on, 0.0, 0.0, on->font, RK_MIDDLE, scale->label, on->bottom - on->top);
    rk_buffer_append(on->out, "</g>\n");
}

/* A small flag for the key. */
static void put_key_flag(const sheet *on, const rk_style *style, double x, double y)
{
    const rk_style pole = {.shape = RK_SEGMENT, .colour = 0x000000, .width = 1.6};
    put_line(on->out, &pole, x + 6.0, y + 6.0, x + 6.0, y - 7.0);
    put_corner(on->out, "<path d=\"M", x + 6.0, y - 7.0);
    put_corner(on->out, " L", x + 18.0, y - 3.5);
    put_corner(on->out, " L", x + 6.0, y);
    rk_buffer_append(on->out, " Z\" stroke=\"#000000\"");
    put_colour(on->out, "fill", style->colour);
    rk_buffer_append(on->out, "/>\n");
}

static void put_key_box(const sheet *on, const rk_style *style, double x, double y)
{
    put(on->out, "<rect x=\"", x);
    put(on->out, "\" y=\"", y - 5.0);
    rk_buffer_append(on->out, "\" width=\"24\" height=\"10\"");
    put_colour(on->out, "fill", style->colour);
    rk_buffer_append(
        on->out, style->dashed ? " stroke=\"#8A97A6\" stroke-dasharray=\"5 3\"/>\n" : "/>\n");
}

static void put_key_sample(const sheet *on, const rk_style *style, double x, double y)
{
    switch (style->shape) {
    case RK_QUAD:
        if (style->symbol == RK_SYMBOLS)
            put_key_flag(on, style, x, y);
        else
            put_key_box(on, style, x, y);
        break;
    case RK_SEGMENT:
        put_line(on->out, style, x, y, x + 24.0, y);
        break;
    case RK_WHISKER:
        put_whisker(on, style, x, y, x + 24.0, y);
        break;
    case RK_ARROW:
        put_arrow(on, style, x + 12.0, y + 7.0, x + 12.0, y - 7.0);
        break;
    case RK_POINT:
        put_point(on, style, x + 12.0, y);
        break;
    case RK_WORDS:
        break;
    }
}

static void put_keys(const sheet *on)
{
    const rk_plot *plot = on->plot;
    double step = on->small + (on->key_beside ? 6.0 : 5.0);
    size_t columns =
        on->key_beside ? 1 : (size_t)fmax(floor((plot->width - 20.0) / on->key_column), 1.0);
    double column = on->key_beside ? on->key_column : (plot->width - 20.0) / (double)columns;
    double first = on->bottom + 30.0 + on->small + (plot->x.label ? on->font + 6.0 : 0.0);
    for (size_t i = 0; i < plot->key_count; i++) {
        double x = on->key_beside ? on->right + 16.0 : 10.0 + column * (double)(i % columns);
        size_t line = i / columns;
        double y = (on->key_beside ? on->top + 8.0 : first) + step * (double)line;
        put_key_sample(on, &plot->keys[i].style, x, y);
        put_fitting(on, x + 30.0, y + 0.36 * on->small, on->small, RK_START, plot->keys[i].text,
            column - 26.0);
    }
}

/* The title over one or two lines, then what stands below it. */
static void put_title(const sheet *on)
{
    const rk_plot *plot = on->plot;
    double font = on->font * 1.15, y = 14.0 + font * 0.8, width = plot->width - 30.0;
    const char *text = plot->title;
    rk_buffer_append(on->out, "<g font-weight=\"bold\">");
    for (int line = 0; line < TITLE_LINES && *text; line++, y += font * 1.25) {
        size_t length = rk_columns_fit(text, (size_t)(width / (0.6 * font)));
        size_t kept = length;
        while (text[length] && kept && text[kept] != ' ')
            kept--;
        char part[512];
        bool last = line + 1 == TITLE_LINES || !text[length];
        kept = kept ? kept : length;
        rk_copy_text(part, kept + 1 < sizeof part ? kept + 1 : sizeof part, text);
        if (last)
            put_fitting(on, 12.0, y, font, RK_START, text, width);
        else
            put_text(on, 12.0, y, font, RK_START, part);
        text += last ? strlen(text) : kept + (text[kept] == ' ');
    }
    rk_buffer_append(on->out, "</g>");
    put_fitting(on, 12.0, y, on->small, RK_START, plot->subtitle, width);
}

static void put_opening(const sheet *on)
{
    const rk_plot *plot = on->plot;
    rk_buffer *out = on->out;
    put(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", plot->width);
    put(out, "\" height=\"", plot->height);
    put(out, "\" viewBox=\"0 0 ", plot->width);
    put(out, " ", plot->height);
    rk_buffer_format(out,
        "\" role=\"img\" aria-labelledby=\"%s-title %s-desc\" font-family=\"%s\" "
        "fill=\"#202020\">\n",
        plot->id, plot->id, fonts);
    rk_buffer_format(out, "<title id=\"%s-title\">", plot->id);
    rk_markup_text(out, plot->title);
    rk_buffer_format(out, "</title>\n<desc id=\"%s-desc\">", plot->id);
    rk_markup_text(out, plot->described);
    put(out, "</desc>\n<rect width=\"", plot->width);
    put(out, "\" height=\"", plot->height);
    rk_buffer_append(out, "\" fill=\"#FFFFFF\"/>\n");
}

void rk_svg_write(rk_buffer *out, const rk_plot *plot)
{
    sheet on = lay_out(plot, out);
    put_opening(&on);
    put_title(&on);
    put_x_scale(&on);
    put_y_scale(&on);
    rk_buffer_format(out, "<clipPath id=\"%s-clip\">", plot->id);
    put(out, "<rect x=\"", on.left);
    put(out, "\" y=\"", on.top);
    put(out, "\" width=\"", on.right - on.left);
    put(out, "\" height=\"", on.bottom - on.top);
    rk_buffer_format(out, "\"/></clipPath>\n<g clip-path=\"url(#%s-clip)\">\n", plot->id);
    put_series(&on);
    rk_buffer_append(out, "</g>\n");
    put_keys(&on);
    rk_buffer_append(out, "</svg>\n");
}

reckon_status reckon_picture_svg(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, char **text, reckon_error *error)
{
    rk_plot plot = {0};
    rk_buffer out = RK_BUFFER_INIT;
    if (!text)
        return rk_fail(error, RECKON_ARGUMENT, "a place for the picture is needed");
    *text = NULL;
    reckon_status status = rk_plot_make(results, count, options, &plot, error);
    if (status == RECKON_OK) {
        rk_svg_write(&out, &plot);
        *text = rk_buffer_take(&out);
        if (!*text)
            status = rk_fail(error, RECKON_MEMORY, "out of memory for the picture");
    }
    rk_buffer_free(&out);
    rk_plot_free(&plot);
    return status;
}
