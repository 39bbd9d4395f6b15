/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/statement.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "evidence/link.h"
#include "evidence/rounding.h"

static const double LEAST_HALF_WIDTH = 1e-10; /* relative */

void rk_reading_note(rk_reading *reading, const char *text)
{
    size_t used = strlen(reading->note);
    if (used)
        rk_copy_text(reading->note + used, sizeof reading->note - used, "; ");
    used = strlen(reading->note);
    rk_copy_text(reading->note + used, sizeof reading->note - used, text);
}

/* "<how>, read as within 5 %", of a share "within 0.01"; to three digits. */
static void note_width(
    rk_reading *reading, reckon_measure measure, const char *how, double value, double half_width)
{
    char number[RK_NUMBER_TEXT], text[128];
    bool share = measure == RECKON_SHARE;
    double shown = rk_round_digits(share ? half_width : 100 * (half_width / value), 3);
    snprintf(text, sizeof text, "%s, read as within %s%s", how, rk_number_text(number, shown),
        share ? "" : " %");
    rk_reading_note(reading, text);
}

/* The range around a value above 0 (a share: below 1), kept inside the domain of the measure. */
static void read_around(
    rk_reading *reading, reckon_measure measure, double value, double half_width)
{
    reading->kind = RK_RANGE;
    reading->low = value - half_width;
    reading->high =
        fmax(value + half_width, nextafter(value, INFINITY)); /* where doubles lie far apart */
    if (reading->low < 0.5 * value && half_width > 0.5 * value) {
        reading->low = 0.5 * value;
        rk_reading_note(reading, "lower end held half-way to 0");
    }
    reading->low = fmax(reading->low, DBL_TRUE_MIN);
    double half_way = fmin(value + 0.5 * (1 - value), 1 - 0.5 * DBL_EPSILON);
    if (measure == RECKON_SHARE && reading->high > half_way) {
        reading->high = half_way;
        rk_reading_note(reading, "upper end held half-way to 1");
    }
    reading->high = fmin(reading->high, DBL_MAX);
}

/* Nobody at all, or everybody: an open end, and a bound as far off as a bare number is read to be.
 */
static void read_extreme(rk_reading *reading, double value, double half_width)
{
    char number[RK_NUMBER_TEXT], text[96];
    bool none = value == 0;
    double bound = none ? half_width : 1 - half_width;
    reading->kind = none ? RK_AT_MOST : RK_AT_LEAST;
    reading->low = none ? NAN : bound;
    reading->high = none ? bound : NAN;
    snprintf(text, sizeof text, "%s, read as at %s %s", none ? "a value of 0" : "the whole",
        none ? "most" : "least", rk_number_text(number, rk_round_digits(bound, 3)));
    rk_reading_note(reading, text);
}

/* A number with the width that is stated, or that its words and digits give it. */
static void read_value(
    rk_reading *reading, reckon_measure measure, const reckon_estimate *stated, double value)
{
    double half_width;
    const char *how = "no precision stated";
    if (!isnan(stated->precision)) {
        half_width = value * stated->precision;
        how = "stated precision";
    } else if (stated->approximate) {
        half_width = rk_approximate_half_width(measure, value);
        how = "approximate";
    } else
        half_width = rk_plain_half_width(measure, value);
    half_width = fmax(half_width, LEAST_HALF_WIDTH * value);
    if (value == 0 || (measure == RECKON_SHARE && value >= 1)) {
        read_extreme(reading, value, half_width);
        return;
    }
    note_width(reading, measure, how, value, half_width);
    read_around(reading, measure, value, half_width);
    if (!isnan(stated->precision)) /* as it is: a part of the value, however it rounds */
        reading->low = fmax(value * (1 - stated->precision), DBL_TRUE_MIN);
}

/* The ends with a floor under their distance; equal ends are one value. */
static bool has_no_width(reckon_measure measure, double low, double high)
{
    if (low == high)
        return true;
    return low > 0 && (measure != RECKON_SHARE || high < 1) &&
           rk_link(measure, high) - rk_link(measure, low) < 2 * LEAST_HALF_WIDTH;
}

/* Takes away ends that say nothing; the note tells. */
static void open_ends(rk_reading *reading, reckon_measure measure)
{
    if (reading->low == 0) {
        reading->low = NAN;
        rk_reading_note(reading, "a low of 0 says nothing");
    }
    if (measure == RECKON_SHARE && reading->high >= 1) {
        reading->high = NAN;
        rk_reading_note(reading, "a high of 1 is no bound of a share");
    }
}

static void read_ends(rk_reading *reading, reckon_measure measure, const reckon_estimate *stated)
{
    reading->low = stated->low;
    reading->high = stated->high;
    reading->best = stated->best;
    open_ends(reading, measure);
    bool open = isnan(reading->low) || isnan(reading->high);
    reading->kind = isnan(reading->high)  ? RK_AT_LEAST
                    : isnan(reading->low) ? RK_AT_MOST
                                          : RK_RANGE;
    if (!open && !isnan(stated->level))
        reading->kind = isnan(stated->best) ? RK_DISTRIBUTION : RK_SPLIT;
    if (open && !isnan(stated->level))
        rk_reading_note(reading, "its level says nothing without that end");
    reading->level = open ? NAN : stated->level;
    if (!isnan(stated->best) && reading->kind != RK_SPLIT)
        rk_reading_note(reading, "best kept, not used by methods that read ranges");
}

void rk_statement_read(rk_reading *reading, reckon_measure measure, const reckon_estimate *stated)
{
    reckon_statement statement = reckon_estimate_statement(stated);
    bool two_ends =
        statement == RECKON_STATEMENT_RANGE || statement == RECKON_STATEMENT_DISTRIBUTION;
    if (statement == RECKON_STATEMENT_VALUE)
        read_value(reading, measure, stated, stated->value);
    else if (two_ends && has_no_width(measure, stated->low, stated->high)) {
        rk_reading_note(reading, "no width, taken for one figure");
        read_value(reading, measure, stated, stated->low);
    } else if (statement == RECKON_STATEMENT_AT_MOST && stated->high == 0)
        read_value(reading, measure, stated, 0);
    else if (statement == RECKON_STATEMENT_AT_LEAST && measure == RECKON_SHARE && stated->low >= 1)
        read_value(reading, measure, stated, 1);
    else
        read_ends(reading, measure, stated);
}
