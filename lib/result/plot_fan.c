/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fan: ranges over time from wide (light) to narrow (dark), dimmed where nothing is known any
 * more; every figure at its date; later counts as flags; a rule with the numbers at the date the
 * answer is told by.
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

enum { MAX_BANDS = 6, NAME_COLUMNS = 30 };

typedef struct band {
    double coverage;
    bool is_range;       /* low..high */
    size_t lower, upper; /* of the quantiles */
} band;

typedef struct fan {
    const reckon_result *result;
    rk_plot *plot;
    rk_frame frame;
    band bands[MAX_BANDS]; /* the widest first */
    size_t band_count;
    double half_width; /* in years, of a date that stands alone */
    bool apart;        /* so few dates that nothing is said about what lies between them */
    bool camps;        /* at some date the answer is more than one interval */
    bool central;
    bool cut;    /* some end is open or beyond the frame */
    bool beyond; /* some date lies before or after the figures */
} fan;

/* ------------------------------------------------------------------ what there is */

static bool is_inside(const rk_frame *frame, double value)
{
    return value > frame->bottom && value < frame->top;
}

static void look_at_rows(fan *of)
{
    const reckon_result *result = of->result;
    of->apart = result->row_count <= 3;
    of->half_width = 0.008 * (of->frame.right - of->frame.left);
    for (size_t i = 0; i < result->row_count; i++) {
        const reckon_row *row = &result->rows[i];
        bool answers = rk_row_answers(row);
        of->camps = of->camps || row->region_count > 1;
        of->central = of->central || isfinite(row->central);
        of->beyond = of->beyond || (answers && row->support != RECKON_SUPPORT_INSIDE);
        bool cut = !is_inside(&of->frame, row->low) || !is_inside(&of->frame, row->high);
        of->cut = of->cut || (answers && cut);
    }
}

static int widest_first(const void *a, const void *b)
{
    const band *x = a, *y = b;
    return (x->coverage < y->coverage) - (x->coverage > y->coverage);
}

static bool has_quantiles(const reckon_result *result)
{
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].quantiles)
            return true;
    return false;
}

/* low..high, and inside it the pairs of probabilities p and 1 - p; what is wider than low..high is
 * left to the table. */
static void choose_bands(fan *of)
{
    const reckon_result *result = of->result;
    of->bands[of->band_count++] = (band){result->level, true, 0, 0};
    if (of->camps || !has_quantiles(result))
        return;
    for (size_t i = 0, j = result->probability_count; i < j && of->band_count < MAX_BANDS; i++) {
        double p = result->probabilities[i], covered = 1.0 - 2.0 * p;
        while (j > i + 1 && result->probabilities[j - 1] > 1.0 - p + 1e-9)
            j--;
        bool mirrored = j > i + 1 && fabs(result->probabilities[j - 1] - (1.0 - p)) <= 1e-9;
        if (mirrored && covered < result->level - 1e-9)
            of->bands[of->band_count++] = (band){covered, false, i, j - 1};
    }
    qsort(of->bands, of->band_count, sizeof *of->bands, widest_first);
}

static bool has_band(const reckon_row *row, const band *shade)
{
    return shade->is_range ? rk_row_answers(row) : row->quantiles != NULL;
}

static void band_ends(
    const fan *of, const reckon_row *row, const band *shade, double *low, double *high)
{
    double below = shade->is_range ? row->low : row->quantiles[shade->lower];
    double above = shade->is_range ? row->high : row->quantiles[shade->upper];
    *low = rk_frame_low(&of->frame, below);
    *high = rk_frame_high(&of->frame, above);
}

/* Half way to the neighbouring dates: what a date stands for when its answer is several intervals.
 */
static void around(const fan *of, size_t i, double *left, double *right)
{
    const reckon_row *rows = of->result->rows;
    size_t last = of->result->row_count - 1;
    double before = of->half_width, after = of->half_width;
    if (!of->apart && of->camps) {
        before = i > 0 ? 0.5 * (rows[i].year - rows[i - 1].year) : 0.0;
        after = i < last ? 0.5 * (rows[i + 1].year - rows[i].year) : before;
        before = i > 0 ? before : after;
    }
    *left = fmax(rows[i].year - before, of->frame.left);
    *right = fmin(rows[i].year + after, of->frame.right);
}

static bool is_beyond(const reckon_row *row)
{
    return row->support != RECKON_SUPPORT_INSIDE;
}

/* ------------------------------------------------------------------ bands */

/* A line along an end, where that end is in the picture. */
static void add_edge(const fan *of, size_t series, double x0, double y0, double x1, double y1)
{
    if (is_inside(&of->frame, y0) && is_inside(&of->frame, y1))
        rk_plot_add(of->plot, series, (rk_mark){.x0 = x0, .low = y0, .x1 = x1, .high = y1});
}

/* One piece of a band into `fill`, its ends into `edge`. */
static void add_piece(const fan *of, size_t fill, size_t edge, rk_mark piece)
{
    rk_plot_add(of->plot, fill, piece);
    add_edge(of, edge, piece.x0, piece.low, piece.x1, piece.low1);
    add_edge(of, edge, piece.x0, piece.high, piece.x1, piece.high1);
}

static void add_camps(const fan *of, size_t i, size_t fill, size_t edge)
{
    const reckon_row *row = &of->result->rows[i];
    double left, right;
    around(of, i, &left, &right);
    reckon_range alone = {row->low, row->high};
    size_t count = row->region_count ? row->region_count : rk_row_answers(row) ? 1 : 0;
    for (size_t r = 0; r < count; r++) {
        reckon_range region = row->region_count ? row->regions[r] : alone;
        double low = rk_frame_low(&of->frame, region.low),
               high = rk_frame_high(&of->frame, region.high);
        add_piece(of, fill, edge, (rk_mark){left, low, high, right, low, high, NULL});
    }
}

/* The part of a band that lies between the figures, or the part beyond them. */
static void add_band(const fan *of, const band *shade, bool beyond, size_t fill, size_t edge)
{
    const reckon_row *rows = of->result->rows;
    size_t count = of->result->row_count;
    for (size_t i = 0; i < count; i++) {
        double low, high, low1, high1, left, right;
        if (!has_band(&rows[i], shade))
            continue;
        bool after = !of->apart && i + 1 < count && has_band(&rows[i + 1], shade);
        bool before = !of->apart && i > 0 && has_band(&rows[i - 1], shade);
        band_ends(of, &rows[i], shade, &low, &high);
        if (of->camps && is_beyond(&rows[i]) == beyond) {
            add_camps(of, i, fill, edge);
        } else if (!of->camps && after) {
            band_ends(of, &rows[i + 1], shade, &low1, &high1);
            if ((is_beyond(&rows[i]) || is_beyond(&rows[i + 1])) == beyond)
                add_piece(of, fill, edge,
                    (rk_mark){rows[i].year, low, high, rows[i + 1].year, low1, high1, NULL});
        } else if (!of->camps && !before && is_beyond(&rows[i]) == beyond) {
            around(of, i, &left, &right);
            add_piece(of, fill, edge, (rk_mark){left, low, high, right, low, high, NULL});
        }
    }
}

static unsigned band_colour(const fan *of, size_t index, bool beyond)
{
    static const unsigned supported[] = {
        0xCFE0F1, 0x9CC1E4, 0x6FA3D3, 0x4F8AC2, 0x3C77AF, 0x2C639A};
    static const unsigned dimmed[] = {0xF0F3F6, 0xE2E8EE, 0xD5DDE6, 0xC9D3DE, 0xC0CBD7, 0xB8C4D1};
    (void)of;
    return beyond ? dimmed[index] : supported[index];
}

/* "90 %" */
static char *percent(char to[RK_FIGURE_TEXT + 4], double coverage)
{
    rk_figure_text(to, 100.0 * coverage, 6);
    return strcat(to, " %");
}

static void add_bands(fan *of)
{
    for (size_t i = 0; i < of->band_count; i++) {
        char text[RK_FIGURE_TEXT + 64], name[RK_FIGURE_TEXT + 4];
        rk_style fill = {.shape = RK_QUAD, .colour = band_colour(of, i, false)};
        bool claims = of->bands[i].is_range ? isfinite(of->result->claim.probability) : true;
        snprintf(text, sizeof text, "%s range", percent(name, of->bands[i].coverage));
        if (!claims)
            snprintf(text, sizeof text, "low to high%s",
                of->camps ? ", each interval" : " (no probability)");
        rk_plot_key(of->plot, fill, text);
        for (int beyond = 0; beyond < 2; beyond++) {
            rk_style edge = {RK_SEGMENT, beyond ? 0x8A97A6 : 0x5B8DBE, 1.0, beyond == 1, false,
                RK_CIRCLE, RK_START};
            fill.colour = band_colour(of, i, beyond == 1);
            size_t filled = rk_plot_series(of->plot, fill);
            size_t lined = rk_plot_series(of->plot, edge);
            add_band(of, &of->bands[i], beyond == 1, filled, lined);
        }
    }
    if (of->beyond)
        rk_plot_key(of->plot, (rk_style){.shape = RK_QUAD, .colour = 0xE2E8EE, .dashed = true},
            "pale: beyond the figures");
}

static void add_central(fan *of)
{
    const reckon_row *rows = of->result->rows;
    size_t count = of->result->row_count;
    rk_style style = {.shape = RK_SEGMENT, .colour = 0x1F4E79, .width = 3.0};
    size_t series = rk_plot_series(of->plot, style);
    for (size_t i = 0; i < count; i++) {
        double value = rows[i].central, left, right;
        if (!isfinite(value))
            continue;
        bool joined = !of->apart && !of->camps;
        bool after = joined && i + 1 < count && isfinite(rows[i + 1].central);
        bool before = joined && i > 0 && isfinite(rows[i - 1].central);
        if (after) {
            rk_plot_add(of->plot, series,
                (rk_mark){.x0 = rows[i].year,
                    .low = value,
                    .x1 = rows[i + 1].year,
                    .high = rows[i + 1].central});
        } else if (!before) {
            around(of, i, &left, &right);
            rk_plot_add(
                of->plot, series, (rk_mark){.x0 = left, .low = value, .x1 = right, .high = value});
        }
    }
    if (of->central)
        rk_plot_key(of->plot, style, "central figure");
}

/* ------------------------------------------------------------------ figures */

static size_t source_index(const reckon_result *result, const char *id)
{
    for (size_t i = 0; i < result->source_count; i++)
        if (strcmp(result->sources[i].id, id) == 0)
            return i;
    return 0;
}

/* The series of one source: lines and points, used and not. */
typedef struct source_series {
    size_t whisker, arrow, point;
} source_series;

static void add_figure(
    const fan *of, const reckon_result_reading *reading, double x, source_series to)
{
    char told[512], apart[272], name[256];
    bool low = isfinite(reading->low), high = isfinite(reading->high);
    rk_columns_cut(name, sizeof name, rk_reading_source(reading), 80);
    snprintf(
        told, sizeof told, "%s, %.100s", rk_isolated(apart, sizeof apart, name), reading->estimate);
    if (low && high) {
        double from = rk_frame_low(&of->frame, reading->low),
               to_high = rk_frame_high(&of->frame, reading->high);
        double middle = rk_unlink(of->result->measure, reading->log_centre);
        rk_plot_add(of->plot, to.whisker,
            (rk_mark){.x0 = x, .low = from, .x1 = x, .high = to_high, .text = told});
        bool plain = strcmp(reading->kind, "range") == 0;
        /* A mark in the middle of a plain range would claim a best value that nobody stated. */
        double points[2] = {plain ? from : fmin(fmax(middle, from), to_high), to_high};
        for (int p = 0; p < (plain ? 2 : 1); p++)
            rk_plot_add(of->plot, to.point, (rk_mark){.x0 = x, .low = points[p], .text = told});
    } else if (low || high) {
        double value = low ? reading->low : reading->high;
        double tip = rk_frame_shift(&of->frame, value, low ? 0.1 : -0.1);
        rk_plot_add(of->plot, to.arrow,
            (rk_mark){.x0 = x, .low = value, .x1 = x, .high = tip, .text = told});
        rk_plot_add(of->plot, to.point, (rk_mark){.x0 = x, .low = value, .text = told});
    }
}

static rk_style point_style(size_t source, bool used, bool alike)
{
    rk_style style = rk_style_of_source(RK_POINT, source, used);
    style.symbol = alike ? RK_CIRCLE : style.symbol;
    return style;
}

/* The figures of one source (or of all alike, when there are too many to tell apart). */
static void add_source(const fan *of, const double *places, size_t source, bool alike)
{
    bool any_used = false, any = false;
    size_t shown = alike ? 3 : source; /* alike: black */
    for (int used = 0; used < 2; used++) {
        source_series to = {
            rk_plot_series(of->plot, rk_style_of_source(RK_WHISKER, shown, used == 1)),
            rk_plot_series(of->plot, rk_style_of_source(RK_ARROW, shown, used == 1)),
            rk_plot_series(of->plot, point_style(shown, used == 1, alike))};
        for (size_t i = 0; i < of->result->reading_count; i++) {
            const reckon_result_reading *reading = &of->result->readings[i];
            if (reading->used != (used == 1) ||
                (!alike && source_index(of->result, reading->source) != source))
                continue;
            any = true;
            any_used = any_used || reading->used;
            add_figure(of, reading, places[i], to);
        }
    }
    char name[160], line[200];
    if (!any)
        return;
    if (alike)
        snprintf(line, sizeof line, "%zu figures of %zu sources", of->result->reading_count,
            of->result->source_count);
    else
        rk_columns_cut(line, sizeof line,
            rk_columns_cut(
                name, sizeof name, rk_source_name(&of->result->sources[source]), NAME_COLUMNS),
            60);
    rk_plot_key(of->plot, point_style(shown, any_used, alike), line);
}

/* How many lines the key has room for. */
static size_t room_for_keys(const rk_plot *plot)
{
    return plot->width >= 640.0 ? (size_t)fmax((plot->height - 130.0) / 18.0, 1.0) : 6;
}

static void add_figures(fan *of)
{
    const reckon_result *result = of->result;
    double *places = rk_alloc(result->reading_count, sizeof *places);
    if (!places || !rk_frame_places(&of->frame, result, places)) {
        of->plot->failed = true;
        rk_free(places);
        return;
    }
    bool bound = false, unused = false;
    for (size_t i = 0; i < result->reading_count; i++) {
        bool open = isfinite(result->readings[i].low) != isfinite(result->readings[i].high);
        bound = bound || open;
        unused = unused || !result->readings[i].used;
    }
    size_t others = of->plot->key_count + unused + bound + of->cut + (result->check_count > 0);
    bool alike =
        result->source_count > 1 && others + result->source_count > room_for_keys(of->plot);
    for (size_t s = 0; s < (alike ? 1 : result->source_count); s++)
        add_source(of, places, s, alike);
    if (unused)
        rk_plot_key(of->plot, rk_style_of_source(RK_WHISKER, 3, false), "hollow, dashed: not used");
    if (bound)
        rk_plot_key(of->plot, rk_style_of_source(RK_ARROW, 3, true), "arrow: at least, at most");
    if (of->cut)
        rk_plot_key(of->plot, (rk_style){.shape = RK_WORDS}, "bands at the edge go on");
    rk_free(places);
}

static void add_checks(fan *of)
{
    const reckon_result *result = of->result;
    if (!result->check_count)
        return;
    rk_style line = {.shape = RK_SEGMENT, .colour = 0x000000, .width = 1.6};
    rk_style cloth = {.shape = RK_QUAD, .colour = 0xE0B000, .width = 1.0};
    rk_style words = {.shape = RK_WORDS, .colour = 0x000000, .anchor = RK_START};
    size_t poles = rk_plot_series(of->plot, line), cloths = rk_plot_series(of->plot, cloth);
    size_t labels = rk_plot_series(of->plot, words);
    double wide = 14.0 / of->plot->width;
    for (size_t i = 0; i < result->check_count; i++) {
        const reckon_result_check *check = &result->checks[i];
        char text[RK_FIGURE_TEXT];
        if (!isfinite(check->value))
            continue;
        rk_plot_flag(of->plot, poles, cloths, check->time, check->value, wide, 0.09);
        if (result->check_count <= 6)
            rk_plot_words(of->plot, labels,
                check->time + 1.3 * wide * (of->frame.right - of->frame.left),
                rk_frame_shift(&of->frame, check->value, 0.075),
                rk_figure_text(text, check->value, 4));
    }
    cloth.symbol = RK_SYMBOLS; /* drawn as a flag in the key */
    rk_plot_key(of->plot, cloth, "flag: a later count, not used");
}

/* ------------------------------------------------------------------ words and scales */

/* A dashed rule at the date the answer is told by, with its numbers. */
static void add_headline(fan *of)
{
    const reckon_row *row = rk_headline(of->result);
    char text[RK_RANGE_TEXT + 64], range[RK_RANGE_TEXT];
    if (!row || !rk_row_answers(row))
        return;
    size_t rule = rk_plot_series(of->plot,
        (rk_style){.shape = RK_SEGMENT, .colour = 0x404040, .width = 1.2, .dashed = true});
    rk_plot_add(of->plot, rule,
        (rk_mark){
            .x0 = row->year, .low = of->frame.bottom, .x1 = row->year, .high = of->frame.top});
    bool right = row->year > 0.5 * (of->frame.left + of->frame.right);
    size_t words = rk_plot_series(of->plot,
        (rk_style){.shape = RK_WORDS, .colour = 0x202020, .anchor = right ? RK_END : RK_START});
    double tall = (of->plot->width < 640.0 ? 0.42 : 0.8) * of->plot->height; /* of the scales */
    double x = row->year + (right ? -0.008 : 0.008) * (of->frame.right - of->frame.left);
    rk_range_text(range, of->result->measure, row->low, row->high, 3);
    snprintf(text, sizeof text, "%s: %.800s", row->date, range);
    rk_plot_words(
        of->plot, words, x, rk_frame_shift(&of->frame, of->frame.top, -16.0 / tall), text);
}

static void put_scales(fan *of)
{
    rk_plot *plot = of->plot;
    plot->x = (rk_scale){.low = of->frame.left, .high = of->frame.right};
    plot->y = (rk_scale){
        .log = of->frame.measure != RECKON_SHARE, .low = of->frame.bottom, .high = of->frame.top};
    rk_plot_text(plot, &plot->y.label, of->result->unit);
    int across = (int)fmin(fmax(plot->width / 90.0, 3.0), 12.0),
        up = (int)fmin(fmax(plot->height / 50.0, 4.0), 14.0);
    rk_ticks_of_time(plot, &plot->x, across);
    rk_ticks_of_numbers(plot, &plot->y, of->frame.measure == RECKON_SHARE, up);
}

static void put_words(fan *of)
{
    const reckon_result *result = of->result;
    const reckon_row *row = rk_headline(result);
    char line[RK_RANGE_TEXT + 512], range[RK_RANGE_TEXT], central[RK_FIGURE_TEXT];
    rk_plot_text(of->plot, &of->plot->title, rk_result_title(result));
    snprintf(line, sizeof line, "method %s", result->method);
    if (result->outcome > RECKON_OUTCOME_BOUNDARY)
        snprintf(line, sizeof line, "method %s; %s: %s", result->method,
            reckon_outcome_name(result->outcome), reckon_outcome_text(result->outcome));
    rk_plot_text(of->plot, &of->plot->subtitle, line);
    if (row && rk_row_answers(row)) {
        rk_range_text(range, result->measure, row->low, row->high, 3);
        snprintf(line, sizeof line,
            "Ranges over %zu dates by the method %s, with %zu figures of %zu sources. At %s: "
            "%.800s, central %.400s.",
            result->row_count, result->method, result->reading_count, result->source_count,
            row->date, range,
            isfinite(row->central) ? rk_figure_text(central, row->central, 3) : "none");
    } else
        snprintf(line, sizeof line, "%zu figures of %zu sources; the method %s gives no answer.",
            result->reading_count, result->source_count, result->method);
    rk_plot_text(of->plot, &of->plot->described, line);
}

void rk_plot_fan(rk_plot *plot, const reckon_result *result)
{
    fan of = {.result = result, .plot = plot, .frame = rk_frame_of(result)};
    plot->id = "fan";
    if (plot->height == 0.0)
        plot->height = fmax(560.0 * plot->width / 960.0, 300.0);
    put_words(&of);
    put_scales(&of);
    look_at_rows(&of);
    choose_bands(&of);
    if (result->row_count) {
        add_bands(&of);
        add_central(&of);
    }
    add_figures(&of);
    add_checks(&of);
    add_headline(&of);
}
