/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/gnuplot.h"

#include <math.h>
#include <stdio.h>

#include <reckon/date.h>

#include "result/figure.h"

static bool is_control(char c)
{
    return (unsigned char)c < 0x20u || (unsigned char)c == 0x7Fu;
}

void rk_gnuplot_text(rk_buffer *out, const char *text, size_t columns)
{
    size_t written = 0;
    rk_buffer_append(out, "'");
    for (const char *at = text; *at; at++) {
        bool starts = ((unsigned char)*at & 0xC0u) != 0x80u;
        if (starts && ++written > columns) {
            rk_buffer_append(out, "...");
            break;
        }
        if (is_control(*at))
            rk_buffer_append(out, " ");
        else if (*at == '\'')
            rk_buffer_append(out, "''");
        else
            rk_buffer_append_bytes(out, at, 1);
    }
    rk_buffer_append(out, "'");
}

void rk_gnuplot_comment(rk_buffer *out, const char *text)
{
    for (const char *at = text; *at; at++)
        rk_buffer_append_bytes(out, is_control(*at) || *at == '\\' || *at == '`' ? " " : at, 1);
}

/* One mark: its label, its place, and 1 for a small mark without a label. */
static void put_mark(rk_buffer *out, bool *first, const char *label, double place)
{
    rk_buffer_append(out, *first ? "" : ", ");
    rk_buffer_format(out, "\"%s\" ", label ? label : "");
    rk_buffer_number(out, place);
    if (!label)
        rk_buffer_append(out, " 1");
    *first = false;
}

/* ------------------------------------------------------------------ time */

/* The smallest round number of months that gives at most nine labels, six where labels are months.
 */
static int months_apart(const rk_frame *frame)
{
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000};
    double months = 12.0 * (frame->right - frame->left);
    size_t last = sizeof steps / sizeof *steps - 1;
    for (size_t i = 0; i < last; i++)
        if (months / steps[i] <= (steps[i] % 12 == 0 ? 9.0 : 6.0))
            return steps[i];
    return steps[last];
}

void rk_gnuplot_time_marks(rk_buffer *out, const rk_frame *frame)
{
    int step = months_apart(frame);
    bool first = true;
    rk_buffer_append(out, "set xtics (");
    int month = (int)ceil(12.0 * frame->left / step) * step;
    for (; month < 12 * 10000 && month <= 12.0 * frame->right; month += step) {
        char text[16];
        reckon_period period;
        snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
        if (reckon_date_parse(text, &period, NULL) != RECKON_OK)
            continue;
        if (step % 12 == 0)
            snprintf(text, sizeof text, "%d", month / 12);
        put_mark(out, &first, text, period.start);
    }
    rk_buffer_append(out, ")\n");
}

/* ------------------------------------------------------------------ numbers */

static void put_number_mark(rk_buffer *out, bool *first, double value)
{
    char label[RK_FIGURE_TEXT];
    put_mark(out, first, rk_figure_text(label, value, 12), value);
}

/* Steps of 1, 2 or 5 times a power of ten, for an axis too short for whole decades. */
static void mark_evenly(rk_buffer *out, bool *first, const rk_frame *frame)
{
    double rough = (frame->top - frame->bottom) / 7.0;
    double power = pow(10.0, floor(log10(rough)));
    double step = rough <= power       ? power
                  : rough <= 2 * power ? 2 * power
                  : rough <= 5 * power ? 5 * power
                                       : 10 * power;
    for (double i = ceil(frame->bottom / step); i * step <= frame->top; i++)
        put_number_mark(out, first, i * step);
}

/* Labels at some digits times powers of ten, the fewer the longer the axis, and small marks between
 * them. */
static void mark_decades(rk_buffer *out, bool *first, const rk_frame *frame)
{
    double decades = log10(frame->top) - log10(frame->bottom); /* their ratio may not be finite */
    int every = decades > 10.0 ? (int)ceil(decades / 10.0) : 1;
    const char *labelled = decades <= 1.2   ? "1,2,3,4,5,7"
                           : decades <= 2.5 ? "1,2,3,5"
                           : decades <= 4.5 ? "1,3"
                                            : "1";
    int low = (int)floor(log10(frame->bottom)), high = (int)ceil(log10(frame->top));
    for (int power = low; power <= high; power++)
        for (int digit = 1; digit <= 9; digit++) {
            double value = digit * pow(10.0, power);
            bool has_label = power % every == 0;
            bool is_labelled = false;
            for (const char *at = labelled; *at; at++)
                is_labelled = is_labelled || *at == '0' + digit;
            if (value < frame->bottom || value > frame->top)
                continue;
            if (is_labelled && has_label)
                put_number_mark(out, first, value);
            else if (decades <= 10.0)
                put_mark(out, first, NULL, value);
        }
}

void rk_gnuplot_number_marks(rk_buffer *out, const rk_frame *frame)
{
    bool first = true;
    rk_buffer_append(out, "set ytics (");
    if (frame->measure == RECKON_SHARE)
        for (int tenth = 0; tenth <= 10; tenth++)
            put_number_mark(out, &first, tenth / 10.0);
    else if (frame->top / frame->bottom < 5.0)
        mark_evenly(out, &first, frame);
    else
        mark_decades(out, &first, frame);
    rk_buffer_append(out, ")\n");
}
