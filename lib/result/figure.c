/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "evidence/readings.h"

static const double ln10 = 2.30258509299404568402;

/* The digits and the decimal exponent of a positive value rounded to `digits` significant digits;
 * the locale's mark is passed over. */
static int round_to_digits(double value, int digits, char *to)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    const char *exponent = strchr(text, 'e');
    int kept = 0;
    for (const char *at = text; at < exponent; at++)
        if (*at >= '0' && *at <= '9' && kept < digits)
            to[kept++] = *at;
    while (kept > 1 && to[kept - 1] == '0')
        kept--;
    to[kept] = '\0';
    return (int)strtol(exponent + 1, NULL, 10);
}

/* The whole part with a comma between thousands: digits, then zeros up to the exponent. */
static char *write_whole(char *at, const char *digits, int exponent)
{
    int available = (int)strlen(digits);
    for (int place = exponent; place >= 0; place--) {
        int index = exponent - place;
        *at++ = index < available ? digits[index] : '0';
        if (place > 0 && place % 3 == 0)
            *at++ = ',';
    }
    return at;
}

char *rk_figure_text(char to[RK_FIGURE_TEXT], double value, int digits)
{
    char significant[32], *at = to;
    if (!isfinite(value)) {
        strcpy(to, "-");
        return to;
    }
    if (value == 0.0) {
        strcpy(to, "0");
        return to;
    }
    if (value < 0)
        *at++ = '-';
    int exponent = round_to_digits(fabs(value), digits, significant);
    if (exponent < -6) {
        sprintf(
            at, "%.1s%s%se%d", significant, significant[1] ? "." : "", significant + 1, exponent);
        return to;
    }
    if (exponent < 0) {
        at = strcpy(at, "0.") + 2;
        for (int place = -1; place > exponent; place--)
            *at++ = '0';
        strcpy(at, significant);
        return to;
    }
    at = write_whole(at, significant, exponent);
    if ((int)strlen(significant) > exponent + 1) {
        *at++ = '.';
        strcpy(at, significant + exponent + 1);
        return to;
    }
    *at = '\0';
    return to;
}

/* `value` > 0 at `digits` significant digits, not below it (up) or not above it. */
static double round_outwards(double value, int digits, bool up)
{
    double nearest = rk_round_digits(value, digits);
    /* 0.56 that came back from the link scale as 0.55999999999999994 is 0.56 */
    if (fabs(nearest - value) <= 1e-9 * value || (nearest > value) == up)
        return nearest;
    double unit = pow(10.0, floor(log10(value)) - digits + 1);
    return rk_round_digits(nearest + (up ? unit : -unit), digits < 15 ? digits + 1 : 15);
}

reckon_range rk_figure_ends(reckon_measure measure, double low, double high, int digits)
{
    reckon_range ends = {low, high};
    bool has_low = isfinite(low) && low > 0, has_high = isfinite(high) && high > 0;
    if (has_low && has_high && measure != RECKON_SHARE && high - low <= 1.0 + 1e-9 * high) {
        double middle = 0.5 * (low + high);
        ends.low = ends.high = middle >= 10.0 ? round(middle) : rk_round_digits(middle, digits);
        return ends;
    }
    for (; digits <= 12; digits++) {
        ends.low = has_low ? round_outwards(low, digits, false) : low;
        ends.high = has_high ? round_outwards(high, digits, true) : high;
        bool whole = measure != RECKON_SHARE && has_low && digits > (int)floor(log10(low)) + 1 &&
                     low >= 100.0;
        if (!has_low || !has_high || whole ||
            ends.high - ends.low <= 1.1 * (high - low) + 1e-12 * high)
            break;
    }
    return ends;
}

char *rk_range_text(
    char to[RK_RANGE_TEXT], reckon_measure measure, double low, double high, int digits)
{
    char first[RK_FIGURE_TEXT], second[RK_FIGURE_TEXT];
    reckon_range ends = rk_figure_ends(measure, low, high, digits);
    rk_figure_text(first, ends.low, 12);
    rk_figure_text(second, ends.high, 12);
    if (isfinite(ends.low) && isfinite(ends.high) && strcmp(first, second) == 0)
        strcpy(to, first);
    else if (isfinite(ends.low) && isfinite(ends.high))
        sprintf(to, "%s to %s", first, second);
    else if (isfinite(ends.low))
        sprintf(to, "at least %s", first);
    else if (isfinite(ends.high))
        sprintf(to, "at most %s", second);
    else
        strcpy(to, "-");
    return to;
}

rk_axis rk_axis_for(reckon_measure measure, const double *values, size_t count, size_t width)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        double linked = isfinite(values[i]) ? rk_link(measure, values[i]) : NAN;
        if (!isfinite(linked))
            continue;
        low = fmin(low, linked);
        high = fmax(high, linked);
    }
    if (!(low <= high))
        low = high = measure == RECKON_SHARE ? 0.0 : rk_link(measure, 1000.0);
    double room = fmax(0.03 * (high - low), 0.05);
    return (rk_axis){measure, low - room, high + room, width < RK_AXIS_MAX ? width : RK_AXIS_MAX};
}

/* The column of a value on the link scale; may lie outside 0..width-1. */
static long column_of(const rk_axis *axis, double linked)
{
    double part = (linked - axis->low) / (axis->high - axis->low);
    return lround(fmin(fmax(part, -1.0), 2.0) * (double)(axis->width - 1));
}

/* Writes a label centred on its column if it fits and keeps a blank from its neighbours. */
static void place_label(const rk_axis *axis, double natural, char *to)
{
    char text[RK_FIGURE_TEXT];
    long length = (long)strlen(rk_figure_text(text, natural, 3));
    long column = column_of(axis, rk_link(axis->measure, natural)), start = column - length / 2;
    if (column < 0 || column >= (long)axis->width || length > (long)axis->width)
        return;
    start = start < 0 ? 0 : start; /* at an edge a label moves inwards */
    start = start + length > (long)axis->width ? (long)axis->width - length : start;
    for (long i = start > 0 ? start - 1 : 0; i < start + length + 1 && i < (long)axis->width; i++)
        if (to[i] != ' ')
            return;
    memcpy(to + start, text, (size_t)length);
}

static void label_shares(const rk_axis *axis, char *to)
{
    static const double shares[] = {0.5, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.01, 0.99, 0.05,
        0.95, 0.65, 0.75, 0.001, 0.999};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        place_label(axis, shares[i], to);
}

/* Powers of ten first, then 3, then 2 and 5, as far as there is room. */
static void label_counts(const rk_axis *axis, char *to)
{
    static const double steps[] = {1.0, 3.0, 2.0, 5.0, 1.5, 4.0, 7.0};
    int first = (int)floor(axis->low / ln10) - 1, last = (int)ceil(axis->high / ln10);
    for (size_t step = 0; step < sizeof steps / sizeof *steps; step++)
        for (int power = first; power <= last; power++)
            place_label(axis, steps[step] * pow(10.0, power), to);
}

void rk_axis_labels(const rk_axis *axis, char to[RK_AXIS_MAX + 1])
{
    memset(to, ' ', axis->width);
    to[axis->width] = '\0';
    if (axis->measure == RECKON_SHARE)
        label_shares(axis, to);
    else
        label_counts(axis, to);
}

static void draw_region(const rk_axis *axis, const reckon_range *region, char *to)
{
    long last = (long)axis->width - 1;
    bool open_low = !isfinite(region->low), open_high = !isfinite(region->high);
    long from = open_low ? 0 : column_of(axis, rk_link(axis->measure, region->low));
    long until = open_high ? last : column_of(axis, rk_link(axis->measure, region->high));
    open_low = open_low || from < 0;
    open_high = open_high || until > last;
    bool outside = until < 0 || from > last; /* the whole region: only an arrow towards it */
    from = from < 0 ? 0 : from > last ? last : from;
    until = until > last ? last : until < from ? from : until;
    memset(to + from, '-', (size_t)(until - from + 1));
    to[until] = open_high ? '>' : '|';
    if (!outside || open_low)
        to[from] = open_low ? '<' : '|';
}

void rk_axis_bar(const rk_axis *axis, const reckon_range *regions, size_t count, double central,
    char to[RK_AXIS_MAX + 1])
{
    memset(to, ' ', axis->width);
    to[axis->width] = '\0';
    for (size_t i = 0; i < count; i++)
        draw_region(axis, &regions[i], to);
    if (!isfinite(central) || !count)
        return;
    long at = column_of(axis, rk_link(axis->measure, central));
    bool inside = at >= 0 && at < (long)axis->width &&
                  to[at] != ' '; /* between two camps there is no answer to mark */
    if (inside)
        to[at] = 'o';
}
