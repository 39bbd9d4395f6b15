/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/frame.h"

#include <math.h>
#include <stdlib.h>

#include "core/memory.h"

typedef struct span {
    double low, high;
} span;

static const span nothing = {INFINITY, -INFINITY};

static void widen(span *to, double value)
{
    if (!isfinite(value))
        return;
    to->low = fmin(to->low, value);
    to->high = fmax(to->high, value);
}

/* Counts stand on a log axis, where zero and less have no place. */
static void widen_log(span *to, double value)
{
    if (value > 0)
        widen(to, log(value));
}

static span span_of_times(const reckon_result *result)
{
    span times = nothing;
    for (size_t i = 0; i < result->row_count; i++)
        widen(&times, result->rows[i].year);
    for (size_t i = 0; i < result->reading_count; i++)
        widen(&times, result->readings[i].time);
    for (size_t i = 0; i < result->check_count; i++)
        widen(&times, result->checks[i].time);
    return times;
}

/* What must be seen whole: estimates and central figures. */
static span span_of_figures(const reckon_result *result)
{
    span figures = nothing;
    for (size_t i = 0; i < result->row_count; i++)
        widen_log(&figures, result->rows[i].central);
    for (size_t i = 0; i < result->reading_count; i++) {
        widen_log(&figures, result->readings[i].low);
        widen_log(&figures, result->readings[i].high);
    }
    for (size_t i = 0; i < result->check_count; i++)
        widen_log(&figures, result->checks[i].value);
    return figures;
}

static span span_of_ranges(const reckon_result *result)
{
    span ranges = nothing;
    for (size_t i = 0; i < result->row_count; i++) {
        const reckon_row *row = &result->rows[i];
        widen_log(&ranges, row->low);
        widen_log(&ranges, row->high);
        if (row->quantiles && result->probability_count) {
            widen_log(&ranges, row->quantiles[0]);
            widen_log(&ranges, row->quantiles[result->probability_count - 1]);
        }
    }
    return ranges;
}

static bool has_bounds(const reckon_result *result)
{
    for (size_t i = 0; i < result->reading_count; i++)
        if (isfinite(result->readings[i].low) != isfinite(result->readings[i].high))
            return true;
    return false;
}

static void frame_counts(const reckon_result *result, rk_frame *frame)
{
    span figures = span_of_figures(result), ranges = span_of_ranges(result);
    if (figures.low > figures.high)
        figures = ranges;
    if (figures.low > figures.high)
        figures = (span){log(100.0), log(10000.0)};
    double reach = fmax(figures.high - figures.low, log(3.0));
    double low = fmax(fmin(figures.low, ranges.low), figures.low - reach);
    double high = fmin(fmax(figures.high, ranges.high), figures.high + reach);
    /* A bound says nothing of the other side: there is room for what it leaves open. */
    if (high - low < log(2.0) && has_bounds(result)) {
        low = fmin(low, figures.low - reach);
        high = fmax(high, figures.high + reach);
    }
    double room = fmax(0.05 * (high - low), 0.02);
    /* Inside what exp() can give back. */
    frame->bottom = exp(fmax(low - room, -690.0));
    frame->top = exp(fmin(high + room, 700.0));
}

rk_frame rk_frame_of(const reckon_result *result)
{
    rk_frame frame = {.measure = result->measure, .bottom = 0.0, .top = 1.0};
    span times = span_of_times(result);
    if (times.low > times.high)
        times = (span){2000.0, 2001.0};
    double room = fmax(0.03 * (times.high - times.low), 0.5 * (1.0 - (times.high - times.low)));
    frame.left = times.low - room;
    frame.right = times.high + room;
    if (result->measure != RECKON_SHARE)
        frame_counts(result, &frame);
    return frame;
}

double rk_frame_low(const rk_frame *frame, double low)
{
    return isfinite(low) ? fmin(fmax(low, frame->bottom), frame->top) : frame->bottom;
}

double rk_frame_high(const rk_frame *frame, double high)
{
    return isfinite(high) ? fmin(fmax(high, frame->bottom), frame->top) : frame->top;
}

double rk_frame_shift(const rk_frame *frame, double value, double part)
{
    double moved;
    if (frame->measure == RECKON_SHARE)
        moved = value + part * (frame->top - frame->bottom);
    else /* the ratio of the ends may not be finite, the difference of their logs is */
        moved = exp(log(value) + part * (log(frame->top) - log(frame->bottom)));
    return fmin(fmax(moved, frame->bottom), frame->top);
}

typedef struct standing {
    double time;
    size_t index;
} standing;

static int by_time(const void *a, const void *b)
{
    const standing *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* Spreads group[count], which stand too close to tell apart, around their mean date. */
static void spread(const standing *group, size_t count, double gap, double *places)
{
    double mean = 0.0;
    for (size_t i = 0; i < count; i++)
        mean += group[i].time / (double)count;
    /* A crowd takes no more room than ten. */
    double step = count <= 10 ? gap : gap * 10.0 / (double)count;
    for (size_t i = 0; i < count; i++)
        places[group[i].index] = mean + step * ((double)i - 0.5 * (double)(count - 1));
}

bool rk_frame_places(const rk_frame *frame, const reckon_result *result, double *places)
{
    size_t count = result->reading_count;
    double gap = 0.016 * (frame->right - frame->left);
    standing *order = rk_alloc(count, sizeof *order);
    if (!order)
        return false;
    for (size_t i = 0; i < count; i++)
        order[i] = (standing){result->readings[i].time, i};
    qsort(order, count, sizeof *order, by_time);
    for (size_t from = 0, until; from < count; from = until) {
        for (until = from + 1; until < count && order[until].time - order[until - 1].time < gap;
             until++)
            ;
        spread(order + from, until - from, gap, places);
    }
    rk_free(order);
    return true;
}
