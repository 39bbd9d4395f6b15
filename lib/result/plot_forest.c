/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forest: every figure as a row with its source, date, range and weight, later counts as flags,
 * and the answer as a diamond under them, its range as a pale band through all rows.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "evidence/readings.h"
#include "result/columns.h"
#include "result/figure.h"
#include "result/frame.h"
#include "result/plot.h"

enum { SOURCE_COLUMNS = 34, SMALL_SOURCE_COLUMNS = 15 };

typedef struct forest {
    const reckon_result *result;
    const reckon_row *row; /* the answer that is shown, or NULL */
    rk_plot *plot;
    rk_frame frame; /* its left and right are not used */
    size_t *order;  /* [shown] readings, by date */
    size_t shown;
    size_t lines; /* rows of the picture */
} forest;

static bool is_small(const rk_plot *plot)
{
    return plot->width < 640.0;
}

static double height_of_line(const rk_plot *plot)
{
    return is_small(plot) ? 14.0 : 20.0;
}

/* Sorting readings needs what they are: the heaviest that are used first. */
typedef struct standing {
    double rank, time;
    size_t index;
} standing;

static int by_rank(const void *a, const void *b)
{
    const standing *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int by_time(const void *a, const void *b)
{
    const standing *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* Chooses the figures that there is room for. */
static bool choose_figures(forest *of)
{
    const reckon_result *result = of->result;
    size_t count = result->reading_count;
    double room =
        of->plot->height == 0.0 ? 1e6 : (of->plot->height - 100.0) / height_of_line(of->plot);
    size_t others = 2 + result->check_count,
           most = room > (double)others + 3.0 ? (size_t)room - others : 3;
    standing *standings = rk_alloc(count, sizeof *standings);
    of->order = rk_alloc(count, sizeof *of->order);
    bool good = standings && of->order;
    for (size_t i = 0; good && i < count; i++)
        standings[i] =
            (standing){(result->readings[i].used ? 2.0 : 0.0) + result->readings[i].weight,
                result->readings[i].time, i};
    if (good) {
        qsort(standings, count, sizeof *standings, by_rank);
        of->shown = count > most ? most - 1 : count;
        qsort(standings, of->shown, sizeof *standings, by_time);
        for (size_t i = 0; i < of->shown; i++)
            of->order[i] = standings[i].index;
    }
    rk_free(standings);
    return good;
}

static const char *date_of(double year, char text[RECKON_DATE_TEXT])
{
    return reckon_date_text(year, text) == RECKON_OK ? text : "-";
}

/* "75,000 to 125,000, weight 0.7, gross 84 %" */
static void tell_reading(
    const forest *of, const reckon_result_reading *reading, char *to, size_t size)
{
    char range[RK_RANGE_TEXT], number[RK_FIGURE_TEXT];
    rk_range_text(range, of->result->measure, reading->low, reading->high, 4);
    if (is_small(of->plot)) { /* dashes tell what was not used */
        snprintf(to, size, "%.200s", range);
        return;
    }
    if (!reading->used) {
        snprintf(to, size, "%.200s, not used", range);
        return;
    }
    int length = snprintf(
        to, size, "%.200s, weight %.20s", range, rk_figure_text(number, reading->weight, 2));
    if (isfinite(reading->gross) && reading->gross >= 0.1)
        snprintf(to + length, size - (size_t)length, ", gross %.10s %%",
            rk_figure_text(number, 100.0 * reading->gross, 2));
}

static void add_shape(const forest *of, const reckon_result_reading *reading, double y)
{
    size_t colour = reading->certain ? 3 : 9;
    bool low = isfinite(reading->low), high = isfinite(reading->high);
    rk_style line = rk_style_of_source(low && high ? RK_WHISKER : RK_ARROW, colour, reading->used);
    rk_style point = rk_style_of_source(RK_POINT, colour, reading->used);
    point.symbol = reading->certain ? RK_DIAMOND : RK_SQUARE;
    line.width = reading->certain ? 3.0 : line.width;
    size_t lines = rk_plot_series(of->plot, line), points = rk_plot_series(of->plot, point);
    if (low && high) {
        double from = rk_frame_low(&of->frame, reading->low),
               to = rk_frame_high(&of->frame, reading->high);
        double middle = rk_unlink(of->result->measure, reading->log_centre);
        rk_plot_add(of->plot, lines, (rk_mark){.x0 = from, .low = y, .x1 = to, .high = y});
        if (strcmp(reading->kind, "range") != 0)
            rk_plot_add(of->plot, points, (rk_mark){.x0 = fmin(fmax(middle, from), to), .low = y});
    } else if (low || high) {
        double value = low ? reading->low : reading->high;
        double tip = rk_frame_shift(&of->frame, value, low ? 0.08 : -0.08);
        rk_plot_add(of->plot, lines, (rk_mark){.x0 = value, .low = y, .x1 = tip, .high = y});
        rk_plot_add(of->plot, points, (rk_mark){.x0 = value, .low = y});
    }
}

static void add_figures(forest *of)
{
    for (size_t i = 0; i < of->shown; i++) {
        const reckon_result_reading *reading = &of->result->readings[of->order[i]];
        char name[256], apart[272], left[400], right[400], date[RECKON_DATE_TEXT];
        double y = (double)(of->lines - 1 - i);
        bool small = is_small(of->plot);
        rk_columns_cut(name, sizeof name, rk_reading_source(reading),
            small ? SMALL_SOURCE_COLUMNS : SOURCE_COLUMNS);
        snprintf(left, sizeof left, "%s, %.*s", rk_isolated(apart, sizeof apart, name),
            small ? 7 : RECKON_DATE_TEXT, date_of(reading->time, date));
        tell_reading(of, reading, right, sizeof right);
        rk_plot_row(of->plot, y, left, right);
        add_shape(of, reading, y);
    }
    if (of->shown < of->result->reading_count) {
        char left[64];
        snprintf(left, sizeof left, "and %zu more figures", of->result->reading_count - of->shown);
        rk_plot_row(of->plot, (double)(of->lines - 1 - of->shown), left, NULL);
    }
}

static void add_checks(forest *of, double y)
{
    if (!of->result->check_count)
        return;
    size_t poles =
        rk_plot_series(of->plot, (rk_style){.shape = RK_SEGMENT, .colour = 0x000000, .width = 1.6});
    size_t cloths =
        rk_plot_series(of->plot, (rk_style){.shape = RK_QUAD, .colour = 0xE0B000, .width = 1.0});
    for (size_t i = 0; i < of->result->check_count; i++, y -= 1.0) {
        const reckon_result_check *check = &of->result->checks[i];
        char left[128], right[RK_FIGURE_TEXT + 64], number[RK_FIGURE_TEXT], date[RECKON_DATE_TEXT];
        snprintf(left, sizeof left, "later count, %s", date_of(check->time, date));
        const char *where = !isfinite(check->low) && !isfinite(check->high) ? ", not used"
                            : check->inside ? ", inside the range of its day"
                                            : ", outside the range of its day";
        snprintf(right, sizeof right, "%.200s%s", rk_figure_text(number, check->value, 4),
            is_small(of->plot) ? "" : where);
        rk_plot_row(of->plot, y, left, right);
        if (isfinite(check->value))
            rk_plot_flag(of->plot, poles, cloths, check->value, y - 0.4, 0.02,
                0.8 / (double)(of->lines + 1));
    }
}

/* The range of the answer as a diamond, or a bar where it has no central figure; several regions
 * stay several. */
static void add_answer(forest *of, double y, size_t behind)
{
    char left[64], right[RK_RANGE_TEXT + 64], range[RK_RANGE_TEXT], number[RK_FIGURE_TEXT];
    const reckon_row *row = of->row;
    snprintf(left, sizeof left, "answer, %s", row ? row->date : "no date");
    if (!row || !rk_row_answers(row)) {
        rk_plot_row(
            of->plot, y, left, reckon_outcome_name(row ? row->outcome : of->result->outcome));
        return;
    }
    rk_range_text(range, of->result->measure, row->low, row->high, 3);
    bool tells_central = isfinite(row->central) && !is_small(of->plot);
    snprintf(right, sizeof right, "%.800s%s%.40s", range, tells_central ? ", central " : "",
        tells_central ? rk_figure_text(number, row->central, 3) : "");
    rk_plot_row(of->plot, y, left, right);
    double low = rk_frame_low(&of->frame, row->low), high = rk_frame_high(&of->frame, row->high);
    size_t filled = rk_plot_series(of->plot, (rk_style){.shape = RK_QUAD, .colour = 0x1F4E79});
    for (size_t r = 0; r < (row->region_count ? row->region_count : 1); r++) {
        double from = row->region_count ? rk_frame_low(&of->frame, row->regions[r].low) : low;
        double to = row->region_count ? rk_frame_high(&of->frame, row->regions[r].high) : high;
        rk_plot_add(of->plot, behind,
            (rk_mark){
                from, -0.5, (double)of->lines - 0.4, to, -0.5, (double)of->lines - 0.4, NULL});
        if (isfinite(row->central) && row->region_count <= 1) {
            double middle = fmin(fmax(row->central, low), high);
            rk_plot_add(of->plot, filled, (rk_mark){low, y, y, middle, y - 0.4, y + 0.4, NULL});
            rk_plot_add(of->plot, filled, (rk_mark){middle, y - 0.4, y + 0.4, high, y, y, NULL});
        } else
            rk_plot_add(
                of->plot, filled, (rk_mark){from, y - 0.2, y + 0.2, to, y - 0.2, y + 0.2, NULL});
    }
}

static void put_words(forest *of)
{
    const reckon_result *result = of->result;
    char line[RK_RANGE_TEXT + 400], range[RK_RANGE_TEXT] = "none";
    rk_plot_text(of->plot, &of->plot->title, rk_result_title(result));
    snprintf(line, sizeof line,
        "the answer of the method %s at %s, and every figure as it was read", result->method,
        of->row ? of->row->date : "no date");
    rk_plot_text(of->plot, &of->plot->subtitle, line);
    if (of->row)
        rk_range_text(range, result->measure, of->row->low, of->row->high, 3);
    snprintf(line, sizeof line, "%zu figures, one a row, and the answer under them: %.800s.",
        result->reading_count, range);
    rk_plot_text(of->plot, &of->plot->described, line);
}

static void put_keys(const forest *of)
{
    bool unused = false, certain = false;
    for (size_t i = 0; i < of->result->reading_count; i++) {
        unused = unused || !of->result->readings[i].used;
        certain = certain || of->result->readings[i].certain;
    }
    rk_style diamond = {.shape = RK_POINT, .colour = 0x1F4E79, .symbol = RK_DIAMOND};
    rk_plot_key(of->plot, diamond, "the answer; band: its range");
    if (unused)
        rk_plot_key(of->plot, rk_style_of_source(RK_WHISKER, 9, false), "dashed: not used");
    if (certain)
        rk_plot_key(of->plot, rk_style_of_source(RK_WHISKER, 3, true), "thick: certain");
}

void rk_plot_forest(rk_plot *plot, const reckon_result *result)
{
    forest of = {.result = result, .plot = plot, .row = rk_headline(result)};
    reckon_result at = *result; /* the frame of one date */
    plot->id = "forest";
    if (of.row) {
        at.rows = rk_alloc(1, sizeof *at.rows);
        plot->failed = !at.rows;
        if (at.rows)
            at.rows[0] = *of.row;
        at.row_count = at.rows ? 1 : 0;
    }
    of.frame = rk_frame_of(&at);
    if (of.row)
        rk_free(at.rows);
    if (plot->failed || !choose_figures(&of)) {
        plot->failed = true;
        rk_free(of.order);
        return;
    }
    of.lines = of.shown + (of.shown < result->reading_count) + result->check_count + 1;
    if (plot->height == 0.0)
        plot->height = 112.0 + height_of_line(plot) * ((double)of.lines + 1.0);
    plot->x = (rk_scale){
        .log = of.frame.measure != RECKON_SHARE, .low = of.frame.bottom, .high = of.frame.top};
    plot->y = (rk_scale){.rows = true, .low = -0.6, .high = (double)of.lines - 0.4};
    rk_plot_text(plot, &plot->x.label, result->unit);
    put_words(&of);
    size_t behind = rk_plot_series(plot, (rk_style){.shape = RK_QUAD, .colour = 0xE3ECF6});
    add_figures(&of);
    add_checks(&of, (double)result->check_count);
    add_answer(&of, 0.0, behind);
    put_keys(&of);
    rk_ticks_under_rows(plot, of.frame.measure == RECKON_SHARE);
    rk_free(of.order);
}
