/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods side by side at one date: the range of each, what it claims, and where none of them has
 * an answer. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "result/figure.h"
#include "result/frame.h"
#include "result/plot.h"

typedef struct side {
    const reckon_result *const *results;
    size_t count;
    size_t index; /* of the row that is shown */
    rk_plot *plot;
    rk_frame frame;
} side;

/* Which row is told: that of the first result. */
static size_t shown_row(const reckon_result *result)
{
    const reckon_row *row = rk_headline(result);
    return row ? (size_t)(row - result->rows) : 0;
}

/* The frames of all results at the date, and the figures, in one. */
static rk_frame common_frame(const side *of)
{
    rk_frame all = {0};
    for (size_t i = 0; i < of->count; i++) {
        reckon_result at = *of->results[i];
        at.rows = at.row_count ? &at.rows[of->index] : at.rows;
        at.row_count = at.row_count ? 1 : 0;
        rk_frame frame = rk_frame_of(&at);
        all = i ? all : frame;
        all.bottom = fmin(all.bottom, frame.bottom);
        all.top = fmax(all.top, frame.top);
    }
    return all;
}

static bool claims(const reckon_result *result)
{
    return isfinite(result->claim.probability);
}

/* "8,500 to 168,000, claims 90 %" */
static void tell(
    const reckon_result *result, const reckon_row *row, bool small, char *to, size_t size)
{
    char range[RK_RANGE_TEXT], number[RK_FIGURE_TEXT];
    if (!row || !rk_row_answers(row)) {
        snprintf(
            to, size, "%s: no answer", reckon_outcome_name(row ? row->outcome : result->outcome));
        return;
    }
    rk_range_text(range, result->measure, row->low, row->high, 3);
    int length = snprintf(to, size, "%.300s", range);
    if (claims(result))
        snprintf(to + length, size - (size_t)length, "%s%.10s %%", small ? ", " : ", claims ",
            rk_figure_text(number, 100.0 * result->claim.probability, 4));
    else if (!small) /* in a small picture the dashes tell it */
        snprintf(to + length, size - (size_t)length, ", claims no probability");
}

static void add_ranges(const side *of, const reckon_result *result, const reckon_row *row, double y)
{
    bool sure = claims(result);
    size_t bars = rk_plot_series(
        of->plot, (rk_style){.shape = RK_QUAD, .colour = sure ? 0x9CC1E4 : 0xDDDDDD});
    size_t ends = rk_plot_series(of->plot, (rk_style){.shape = RK_WHISKER,
                                               .colour = sure ? 0x1F4E79 : 0x606060,
                                               .width = 1.6,
                                               .dashed = !sure});
    size_t points = rk_plot_series(of->plot,
        (rk_style){.shape = RK_POINT, .colour = 0x1F4E79, .symbol = RK_DIAMOND, .hollow = !sure});
    reckon_range alone = {row->low, row->high};
    size_t count = row->region_count ? row->region_count : rk_row_answers(row) ? 1 : 0;
    for (size_t r = 0; r < count; r++) {
        reckon_range region = row->region_count ? row->regions[r] : alone;
        double low = rk_frame_low(&of->frame, region.low),
               high = rk_frame_high(&of->frame, region.high);
        rk_plot_add(
            of->plot, bars, (rk_mark){low, y - 0.28, y + 0.28, high, y - 0.28, y + 0.28, NULL});
        rk_plot_add(of->plot, ends, (rk_mark){.x0 = low, .low = y, .x1 = high, .high = y});
    }
    if (isfinite(row->central))
        rk_plot_add(of->plot, points,
            (rk_mark){.x0 = fmin(fmax(row->central, of->frame.bottom), of->frame.top), .low = y});
}

static void put_words(const side *of, const char *date)
{
    char line[256];
    size_t none = 0;
    for (size_t i = 0; i < of->count; i++)
        none += !claims(of->results[i]);
    rk_plot_text(of->plot, &of->plot->title, rk_result_title(of->results[0]));
    snprintf(line, sizeof line, "every method side by side at %s", date);
    rk_plot_text(of->plot, &of->plot->subtitle, line);
    snprintf(line, sizeof line,
        "The ranges of %zu methods at %s, one a row; %zu of them claim no probability.", of->count,
        date, none);
    rk_plot_text(of->plot, &of->plot->described, line);
    rk_style bar = {.shape = RK_QUAD, .colour = 0x9CC1E4},
             bare = {.shape = RK_QUAD, .colour = 0xDDDDDD, .dashed = true};
    if (none < of->count)
        rk_plot_key(of->plot, bar, "blue: claims a probability");
    if (none)
        rk_plot_key(of->plot, bare, "dashed: claims no probability");
}

void rk_plot_methods(rk_plot *plot, const reckon_result *const *results, size_t count)
{
    side of = {.results = results, .count = count, .plot = plot, .index = shown_row(results[0])};
    const reckon_result *first = results[0];
    plot->id = "methods";
    of.frame = common_frame(&of);
    if (plot->height == 0.0)
        plot->height = 112.0 + (plot->width < 640.0 ? 15.0 : 22.0) * ((double)count + 1.0);
    plot->x = (rk_scale){
        .log = of.frame.measure != RECKON_SHARE, .low = of.frame.bottom, .high = of.frame.top};
    plot->y = (rk_scale){.rows = true, .low = -0.7, .high = (double)count - 0.3};
    rk_plot_text(plot, &plot->x.label, first->unit);
    put_words(&of, first->row_count ? first->rows[of.index].date : "no date");
    for (size_t i = 0; i < count; i++) {
        const reckon_row *row = results[i]->row_count ? &results[i]->rows[of.index] : NULL;
        double y = (double)(count - 1 - i);
        char right[512];
        tell(results[i], row, plot->width < 640.0, right, sizeof right);
        rk_plot_row(plot, y, results[i]->method, right);
        if (row && rk_row_answers(row))
            add_ranges(&of, results[i], row, y);
    }
    rk_ticks_under_rows(plot, of.frame.measure == RECKON_SHARE);
}
