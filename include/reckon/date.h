/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file date.h
 * Time as decimal years of the proleptic Gregorian calendar. A day d of year y stands at y +
 * (day_of_year - 0.5) / days_in_year; a period stands at its midpoint, so a year stands at y + 0.5.
 */
#ifndef RECKON_DATE_H
#define RECKON_DATE_H

#include <stddef.h>

#include <reckon/export.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A stretch of time in decimal years, start < end (the end of its last day). */
typedef struct reckon_period {
    double start;
    double end;
    double middle; /* where a figure for this period stands */
    double length; /* years; without what "?", "~" and "%" add: `end - start` less that */
} reckon_period;

/** Room for "YYYY-MM-DD" and its terminator. */
#define RECKON_DATE_TEXT 11

/**
 * Reads a date of EDTF levels 0 and 1 (ISO 8601-2): "2005", "2005-03", "2005-03-14", or an interval
 * "2004-01/2005-03" (both ends whole). Years 0001 to 9999.
 * - A season, "2004-21" to "2004-24": spring is March to May, and so on; winter starts in December
 * of its year.
 * - Digits that are not known, "200X", "20XX", "2004-XX", "2004-03-XX", "2004-XX-XX": the whole
 * decade, century, year, month.
 * - "2004?", "2004~", "2004%" (uncertain, approximate, both): half as wide again on both sides; of
 * an interval, each end that is so marked, outwards.
 * - An open or unknown end, "2004/..", "2004/", is refused: the message says what to write instead.
 * RECKON_DATE, with a message naming the part at fault, for anything else; never guesses.
 */
RECKON_EXPORT reckon_status reckon_date_parse(
    const char *text, reckon_period *period, reckon_error *error);

/** The day that holds decimal year `year` in [1, 10000), as "YYYY-MM-DD". RECKON_DATE outside that.
 */
RECKON_EXPORT reckon_status reckon_date_text(double year, char text[RECKON_DATE_TEXT]);

/** A step between grid dates: whole months and whole days, at least one of them positive. */
typedef struct reckon_step {
    int months;
    int days;
} reckon_step;

/** Reads an ISO 8601 duration of whole units: "P1Y", "P6M", "P1Y6M", "P2W", "P10D". RECKON_DATE
 * otherwise. */
RECKON_EXPORT reckon_status reckon_step_parse(
    const char *text, reckon_step *step, reckon_error *error);

/** How many dates reckon_date_grid() gives for these arguments, or 0 when they are not usable. */
RECKON_EXPORT size_t reckon_date_grid_size(double from, double to, reckon_step step);

/**
 * Dates from the day that holds `from`, every `step`, up to and with the day that holds `to`
 * (decimal years, from <= to), as decimal years (middle of the day). A step of months keeps the day
 * of the month, or takes the month's last day where it is shorter. years[capacity]; *count dates
 * are written. RECKON_LIMIT when there are more than `capacity`.
 */
RECKON_EXPORT reckon_status reckon_date_grid(double from, double to, reckon_step step,
    double *years, size_t capacity, size_t *count, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
