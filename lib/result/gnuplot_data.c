/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture is made of: which ranges and estimates there are to draw, and the data blocks they
 * become. */
#include "result/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/readings.h"

/* ------------------------------------------------------------------ what there is to draw */

static bool has_answer(const reckon_row *row)
{
    return row->region_count > 0 || isfinite(row->low) || isfinite(row->high);
}

static bool is_inside(const rk_frame *frame, double value)
{
    return value > frame->bottom && value < frame->top;
}

static bool has_band(const reckon_row *row, const rk_band *shade)
{
    return shade->is_range ? has_answer(row) : row->quantiles != NULL;
}

static int widest_first(const void *a, const void *b)
{
    const rk_band *x = a, *y = b;
    return (x->coverage < y->coverage) - (x->coverage > y->coverage);
}

/* The pairs of probabilities p and 1 - p, outermost first, and low..high among them; a crowd of
 * pairs is thinned. */
static void choose_bands(rk_picture *of)
{
    const reckon_result *result = of->result;
    bool quantiles = false;
    for (size_t i = 0; i < result->row_count; i++)
        quantiles = quantiles || result->rows[i].quantiles;
    of->quantiles = quantiles;
    if (of->answers)
        of->bands[of->band_count++] = (rk_band){result->level, true, 0, 0};
    if (!quantiles || of->camps)
        return;
    size_t count = result->probability_count, pairs = 0;
    rk_band found[RK_MAX_BANDS - 1];
    size_t step = count / 2 / (RK_MAX_BANDS - 1) + 1;
    for (size_t i = 0, j = count; i < j && pairs < RK_MAX_BANDS - 1; i += step) {
        double p = result->probabilities[i];
        while (j > i + 1 && result->probabilities[j - 1] > 1.0 - p + 1e-9)
            j--;
        bool mirrored = j > i + 1 && fabs(result->probabilities[j - 1] - (1.0 - p)) <= 1e-9;
        if (mirrored && fabs(1.0 - 2.0 * p - result->level) > 1e-9)
            found[pairs++] = (rk_band){1.0 - 2.0 * p, false, i, j - 1};
    }
    memcpy(of->bands + of->band_count, found, pairs * sizeof *found);
    of->band_count += pairs;
    qsort(of->bands, of->band_count, sizeof *of->bands, widest_first);
}

static void look_at_rows(rk_picture *of)
{
    const reckon_result *result = of->result;
    of->apart = result->row_count <= 3;
    of->half_width = 0.008 * (of->frame.right - of->frame.left);
    for (size_t i = 0; i < result->row_count; i++) {
        const reckon_row *row = &result->rows[i];
        of->camps = of->camps || row->region_count > 1;
        of->answers = of->answers || has_answer(row);
        of->central = of->central || isfinite(row->central);
        bool cut = !is_inside(&of->frame, row->low) || !is_inside(&of->frame, row->high);
        of->cut = of->cut || (has_answer(row) && cut);
    }
}

/* ------------------------------------------------------------------ data */

/* One line of a data block: numbers apart by blanks. */
static void put_numbers(rk_buffer *out, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rk_buffer_append(out, i ? " " : "");
        rk_buffer_number(out, values[i]);
    }
    rk_buffer_append(out, "\n");
}

/* One end of a range for the line along its edge: nothing where the end is not in the picture. */
static void put_edge(const rk_picture *of, double value)
{
    rk_buffer_append(of->out, " ");
    if (is_inside(&of->frame, value))
        rk_buffer_number(of->out, value);
    else
        rk_buffer_append(of->out, "NaN");
}

/* A place in time, the ends as they are filled, the ends as they are lined. */
static void put_range(const rk_picture *of, double year, double low, double high)
{
    rk_buffer_number(of->out, year);
    rk_buffer_append(of->out, " ");
    rk_buffer_number(of->out, rk_frame_low(&of->frame, low));
    rk_buffer_append(of->out, " ");
    rk_buffer_number(of->out, rk_frame_high(&of->frame, high));
    put_edge(of, low);
    put_edge(of, high);
    rk_buffer_append(of->out, "\n");
}

/* From `left` to `right` the same low and high: a box, apart from its neighbours. */
static void put_box(const rk_picture *of, double left, double right, double low, double high)
{
    put_range(of, left, low, high);
    put_range(of, right, low, high);
    rk_buffer_append(of->out, "\n");
}

static void band_ends(const reckon_row *row, const rk_band *shade, double *low, double *high)
{
    *low = shade->is_range ? row->low : row->quantiles[shade->lower];
    *high = shade->is_range ? row->high : row->quantiles[shade->upper];
}

/* A shade as a ribbon over the dates, broken where there is no answer; a date that stands alone
 * becomes a box. */
static void put_band(const rk_picture *of, const rk_band *shade)
{
    const reckon_row *rows = of->result->rows;
    size_t count = of->result->row_count;
    for (size_t i = 0; i < count; i++) {
        if (!has_band(&rows[i], shade)) {
            rk_buffer_append(of->out, "\n");
            continue;
        }
        double low, high;
        band_ends(&rows[i], shade, &low, &high);
        bool before = i > 0 && has_band(&rows[i - 1], shade),
             after = i + 1 < count && has_band(&rows[i + 1], shade);
        if (of->apart || (!before && !after))
            put_box(of, rows[i].year - of->half_width, rows[i].year + of->half_width, low, high);
        else
            put_range(of, rows[i].year, low, high);
    }
}

/* Half way to the neighbouring dates: what a date stands for when its answer is several intervals.
 */
static void around(const rk_picture *of, size_t i, double *left, double *right)
{
    const reckon_row *rows = of->result->rows;
    size_t last = of->result->row_count - 1;
    *left = rows[i].year - of->half_width;
    *right = rows[i].year + of->half_width;
    if (of->apart)
        return;
    double before = i > 0 ? 0.5 * (rows[i].year - rows[i - 1].year) : 0.0;
    double after = i < last ? 0.5 * (rows[i + 1].year - rows[i].year) : 0.0;
    *left = rows[i].year - (i > 0 ? before : after);
    *right = rows[i].year + (i < last ? after : before);
}

/* Every interval of every date as a box. */
static void put_camps(const rk_picture *of)
{
    for (size_t i = 0; i < of->result->row_count; i++) {
        const reckon_row *row = &of->result->rows[i];
        double left, right;
        around(of, i, &left, &right);
        for (size_t r = 0; r < row->region_count; r++)
            put_box(of, left, right, row->regions[r].low, row->regions[r].high);
        if (!row->region_count && has_answer(row))
            put_box(of, left, right, row->low, row->high);
    }
}

static void put_central(const rk_picture *of)
{
    const reckon_row *rows = of->result->rows;
    size_t count = of->result->row_count;
    for (size_t i = 0; i < count; i++) {
        double value = rows[i].central, left, right;
        if (!isfinite(value)) {
            rk_buffer_append(of->out, "\n");
            continue;
        }
        bool before = i > 0 && isfinite(rows[i - 1].central),
             after = i + 1 < count && isfinite(rows[i + 1].central);
        around(of, i, &left, &right);
        if (of->apart || of->camps)
            put_box(of, left, right, value, value);
        else if (!before && !after)
            put_box(of, rows[i].year - of->half_width, rows[i].year + of->half_width, value, value);
        else
            put_numbers(of->out, (double[]){rows[i].year, value}, 2);
    }
}

bool rk_is_bound(const reckon_result_reading *reading)
{
    return !isfinite(reading->low) || !isfinite(reading->high);
}

static void end_line_with_id(const rk_picture *of, const reckon_result_reading *reading)
{
    /* The number line ended already: the name goes on its own comment line. */
    rk_buffer_append(of->out, "# ");
    rk_gnuplot_comment(of->out, reading->estimate);
    rk_buffer_append(of->out, "\n");
}

/* An estimate with two ends: place, middle, low, high. */
static void put_estimate(const rk_picture *of, size_t index)
{
    const reckon_result_reading *reading = &of->result->readings[index];
    double middle = rk_unlink(of->result->measure, reading->log_centre);
    double low = rk_frame_low(&of->frame, reading->low),
           high = rk_frame_high(&of->frame, reading->high);
    end_line_with_id(of, reading);
    put_numbers(
        of->out, (double[]){of->places[index], fmin(fmax(middle, low), high), low, high}, 4);
}

/* A bound: place, value, and how far its arrow goes. */
static void put_bound(const rk_picture *of, size_t index)
{
    const reckon_result_reading *reading = &of->result->readings[index];
    bool at_least = isfinite(reading->low);
    double value = at_least ? reading->low : reading->high;
    end_line_with_id(of, reading);
    double tip = rk_frame_shift(&of->frame, value, at_least ? 0.1 : -0.1);
    put_numbers(of->out, (double[]){of->places[index], value, tip - value}, 3);
}

/* ------------------------------------------------------------------ estimates by source */

const rk_way rk_ways[RK_WAY_COUNT] = {{"used", false, true}, {"unused", false, false},
    {"bounds", true, true}, {"unused_bounds", true, false}};

size_t rk_picture_groups(const rk_picture *of)
{
    size_t sources = of->result->source_count;
    return sources > RK_MANY_SOURCES ? 1 : sources;
}

/* Whether reading `index` is of group `group` (a source, or everybody when there are too many to
 * tell apart). */
static bool is_drawn(const rk_picture *of, size_t index, size_t group, const rk_way *how)
{
    const reckon_result_reading *reading = &of->result->readings[index];
    if (!isfinite(reading->low) && !isfinite(reading->high))
        return false;
    if (how && (rk_is_bound(reading) != how->bound || reading->used != how->used))
        return false;
    return of->result->source_count > RK_MANY_SOURCES ||
           strcmp(reading->source, of->result->sources[group].id) == 0;
}

bool rk_picture_has(const rk_picture *of, size_t group, const rk_way *how)
{
    for (size_t i = 0; i < of->result->reading_count; i++)
        if (is_drawn(of, i, group, how))
            return true;
    return false;
}

static void put_estimates(const rk_picture *of)
{
    for (size_t group = 0; group < rk_picture_groups(of); group++)
        for (size_t w = 0; w < RK_WAY_COUNT; w++) {
            if (!rk_picture_has(of, group, &rk_ways[w]))
                continue;
            rk_buffer_format(of->out, "$source%zu_%s << END\n", group + 1, rk_ways[w].name);
            for (size_t i = 0; i < of->result->reading_count; i++) {
                if (!is_drawn(of, i, group, &rk_ways[w]))
                    continue;
                if (rk_ways[w].bound)
                    put_bound(of, i);
                else
                    put_estimate(of, i);
            }
            rk_buffer_append(of->out, "END\n");
        }
}

void rk_gnuplot_data(const rk_picture *of)
{
    for (size_t i = 0; i < of->band_count; i++) {
        rk_buffer_format(of->out,
            "# decimal year, low, high, and both again where they are not cut\n$band%zu << END\n",
            i + 1);
        if (of->camps)
            put_camps(of);
        else
            put_band(of, &of->bands[i]);
        rk_buffer_append(of->out, "END\n");
    }
    if (of->central) {
        rk_buffer_append(of->out, "# decimal year, central figure\n$central << END\n");
        put_central(of);
        rk_buffer_append(of->out, "END\n");
    }
    rk_buffer_append(
        of->out, "# estimates: place in time, middle, low, high; bounds: place, value, arrow\n");
    put_estimates(of);
}

void rk_picture_prepare(rk_picture *of)
{
    look_at_rows(of);
    choose_bands(of);
}
