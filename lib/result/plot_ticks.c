/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks along the scales: years, or months where few years are shown; round numbers with their
 * thousands apart. */
#include <math.h>
#include <stdio.h>

#include <reckon/date.h>

#include "result/figure.h"
#include "result/plot.h"

/* How many months apart the labels of a time scale stand. */
static int months_apart(const rk_scale *scale, int labels)
{
    static const int steps[] = {
        1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000};
    double months = 12.0 * (scale->high - scale->low);
    size_t last = sizeof steps / sizeof *steps - 1;
    for (size_t i = 0; i < last; i++)
        if (months / steps[i] <= (steps[i] % 12 == 0 ? labels : 0.7 * labels))
            return steps[i];
    return steps[last];
}

/* Days, when there is less than a month or two to show. */
static void mark_days(rk_plot *plot, rk_scale *scale, int labels)
{
    double days = 365.25 * (scale->high - scale->low);
    int step = (int)ceil(days / (0.6 * labels));
    for (int month = (int)floor(12.0 * scale->low); month <= (int)floor(12.0 * scale->high);
         month++)
        for (int day = 1; day + step / 2 <= 30; day += step) {
            char text[40];
            reckon_period period;
            snprintf(text, sizeof text, "%04d-%02d-%02d", month / 12, month % 12 + 1, day);
            if (reckon_date_parse(text, &period, NULL) != RECKON_OK)
                continue;
            if (period.start >= scale->low && period.start <= scale->high)
                rk_plot_tick(plot, scale, period.start, text);
        }
}

void rk_ticks_of_time(rk_plot *plot, rk_scale *scale, int labels)
{
    if (scale->high - scale->low < 2.0 / 12.0) {
        mark_days(plot, scale, labels);
        return;
    }
    int step = months_apart(scale, labels);
    int month = (int)ceil(12.0 * scale->low / step) * step;
    for (; month < 12 * 10000 && month <= 12.0 * scale->high; month += step) {
        char text[16];
        reckon_period period;
        snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
        if (reckon_date_parse(text, &period, NULL) != RECKON_OK)
            continue;
        if (step % 12 == 0)
            snprintf(text, sizeof text, "%d", month / 12);
        rk_plot_tick(plot, scale, period.start, text);
    }
}

static void mark_number(rk_plot *plot, rk_scale *scale, double value)
{
    char label[RK_FIGURE_TEXT];
    rk_plot_tick(plot, scale, value, rk_figure_text(label, value, 12));
}

/* Steps of 1, 2 or 5 times a power of ten, for a scale too short for whole decades. */
static void mark_evenly(rk_plot *plot, rk_scale *scale, int labels)
{
    double rough = (scale->high - scale->low) / labels;
    double power = pow(10.0, floor(log10(rough)));
    double step = rough <= power       ? power
                  : rough <= 2 * power ? 2 * power
                  : rough <= 5 * power ? 5 * power
                                       : 10 * power;
    for (double i = ceil(scale->low / step); i * step <= scale->high; i++)
        mark_number(plot, scale, i * step);
}

/* Labels at some digits times powers of ten, the fewer the longer the scale, and small marks
 * between them. */
static void mark_decades(rk_plot *plot, rk_scale *scale, int labels)
{
    double decades = log10(scale->high) - log10(scale->low); /* their ratio may not be finite */
    int every = decades > labels ? (int)ceil(decades / labels) : 1;
    double room = labels / decades; /* labels that a decade may have */
    const char *labelled = room >= 5.5   ? "1,2,3,4,5,7"
                           : room >= 3.5 ? "1,2,3,5"
                           : room >= 2   ? "1,3"
                                         : "1";
    int low = (int)floor(log10(scale->low)), high = (int)ceil(log10(scale->high));
    for (int power = low; power <= high; power++)
        for (int digit = 1; digit <= 9; digit++) {
            double value = digit * pow(10.0, power);
            bool is_labelled = false;
            for (const char *at = labelled; *at; at++)
                is_labelled = is_labelled || *at == '0' + digit;
            if (value < scale->low || value > scale->high)
                continue;
            if (is_labelled && power % every == 0)
                mark_number(plot, scale, value);
            else if (decades <= 10.0)
                rk_plot_tick(plot, scale, value, NULL);
        }
}

void rk_ticks_of_numbers(rk_plot *plot, rk_scale *scale, bool share, int labels)
{
    if (share)
        for (int tenth = 0; tenth <= 10; tenth += labels < 6 ? 2 : 1)
            mark_number(plot, scale, tenth / 10.0);
    else if (scale->high / scale->low < 5.0)
        mark_evenly(plot, scale, labels);
    else
        mark_decades(plot, scale, labels);
}

void rk_ticks_under_rows(rk_plot *plot, bool share)
{
    char label[RK_FIGURE_TEXT];
    double font = plot->width < 640.0 ? 9.0 : 12.0;
    double room = plot->width - rk_plot_left(plot, font) - rk_plot_right(plot, font);
    double power = share ? 0.1 : pow(10.0, floor(log10(plot->x.high)));
    double wide = rk_text_width(rk_figure_text(label, power, 12), font) + 2.0 * font;
    rk_ticks_of_numbers(plot, &plot->x, share, (int)fmin(fmax(room / wide, 1.0), 8.0));
}
