/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <reckon/date.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/utf8.h"

typedef struct civil {
    int year, month, day;
} civil;

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_year(int year)
{
    return is_leap(year) ? 366 : 365;
}

static int days_in_month(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days of `year` that have passed when this date begins. */
static int days_before(civil date)
{
    int days = date.day - 1;
    for (int month = 1; month < date.month; month++)
        days += days_in_month(date.year, month);
    return days;
}

static double day_start(civil date)
{
    return date.year + (double)days_before(date) / days_in_year(date.year);
}

static double day_end(civil date)
{
    return date.year + (double)(days_before(date) + 1) / days_in_year(date.year);
}

static double day_middle(civil date)
{
    return date.year + (days_before(date) + 0.5) / days_in_year(date.year);
}

/* Days of the proleptic Gregorian calendar that have passed when 1 January of `year` begins, year
 * >= 1. */
static int days_to_year(int year)
{
    int past = year - 1;
    return 365 * past + past / 4 - past / 100 + past / 400;
}

/* The date on which `passed` days of the calendar have gone by, passed >= 0. */
static civil date_on_day(int passed)
{
    int year = (int)(passed / 365.2425) + 1;
    while (days_to_year(year) > passed)
        year--;
    while (days_to_year(year + 1) <= passed)
        year++;
    int day = passed - days_to_year(year), month = 1;
    while (day >= days_in_month(year, month))
        day -= days_in_month(year, month++);
    return (civil){year, month, day + 1};
}

static civil add_days(civil date, int days)
{
    return days ? date_on_day(days_to_year(date.year) + days_before(date) + days) : date;
}

/* The date `months` after `date`, on the same day of the month or the month's last. */
static civil add_months(civil date, int months)
{
    int index = date.month - 1 + months;
    date.year += index / 12;
    date.month = index % 12 + 1;
    int last = days_in_month(date.year, date.month);
    if (date.day > last)
        date.day = last;
    return date;
}

/* A decimal year is held by the day it falls in; a hair before midnight, from rounding, counts as
 * midnight. */
static civil day_of(double year)
{
    int whole = (int)floor(year);
    double days = (year - whole) * days_in_year(whole);
    int passed = (int)floor(days + 1e-6);
    if (passed >= days_in_year(whole)) {
        whole++;
        passed = 0;
    }
    civil start = {whole, 1, 1};
    return add_days(start, passed);
}

/* Reads exactly `width` digits. */
static bool read_digits(const char **at, int width, int *number)
{
    int value = 0;
    for (int i = 0; i < width; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9')
            return false;
        value = 10 * value + (c - '0');
    }
    *at += width;
    *number = value;
    return true;
}

/* A date as written, from its first to its last day; `loose` when it is marked uncertain or
 * approximate. */
typedef struct stretch {
    civil first, last;
    bool loose;
} stretch;

/* Reads a year, perhaps with one or two unknown digits at its end: "200X", "20XX". Returns what is
 * wrong, or NULL. */
static const char *read_year(const char **at, stretch *date)
{
    int digits = (int)strspn(*at, "0123456789"), span = 1, year = 0;
    int unknown = digits < 4 ? (int)strspn(*at + digits, "X") : 0;
    if (digits < 2 || digits + unknown < 4)
        return "a date starts with a year of four digits";
    digits = digits < 4 ? digits : 4;
    read_digits(at, digits, &year);
    for (; digits < 4; digits++, (*at)++) {
        year *= 10;
        span *= 10;
    }
    date->last = (civil){year + span - 1, 12, 31};
    year = year == 0 && span > 1 ? 1 : year;
    date->first = (civil){year, 1, 1};
    if (year < 1)
        return "years run from 0001 to 9999";
    return span > 1 && **at == '-' ? "an unknown year has no month" : NULL;
}

/* 21 to 24: three months from March, June, September and December on. */
static void take_season(stretch *date, int season)
{
    enum { SPRING = 21 };
    int year = date->first.year, month = 3 + 3 * (season - SPRING);
    date->first = (civil){year, month, 1};
    if (month < 12)
        date->last = (civil){year, month + 2, days_in_month(year, month + 2)};
    else if (year < 9999)
        date->last = (civil){year + 1, 2, days_in_month(year + 1, 2)};
}

/* Reads "-MM", "-XX" or a season. */
static const char *read_month(const char **at, stretch *date)
{
    int month, year = date->first.year;
    if (strncmp(*at, "-XX", 3) == 0) {
        *at += 3;
        if (strncmp(*at, "-XX", 3) == 0)
            *at += 3;
        return **at == '-' ? "a day in an unknown month cannot be placed" : NULL;
    }
    (*at)++;
    if (!read_digits(at, 2, &month))
        return "a month is 01 to 12, a season 21 to 24";
    if (month >= 21 && month <= 24) {
        take_season(date, month);
        return **at == '-' ? "a season has no day" : NULL;
    }
    if (month < 1 || month > 12)
        return "a month is 01 to 12, a season 21 to 24";
    date->first = (civil){year, month, 1};
    date->last = (civil){year, month, days_in_month(year, month)};
    return NULL;
}

/* Reads "-DD" or "-XX". */
static const char *read_day(const char **at, stretch *date)
{
    int day;
    (*at)++;
    if (strncmp(*at, "XX", 2) == 0) {
        *at += 2;
        return NULL;
    }
    if (!read_digits(at, 2, &day) || day < 1 || day > date->last.day)
        return "there is no such day in that month";
    date->first.day = date->last.day = day;
    return NULL;
}

/* One date of EDTF levels 0 and 1. Returns what is wrong, or NULL. */
static const char *read_date(const char **at, stretch *date)
{
    const char *fault = read_year(at, date);
    if (!fault && **at == '-')
        fault = read_month(at, date);
    if (!fault && **at == '-')
        fault = read_day(at, date);
    date->loose = !fault && **at && strchr("?~%", **at);
    *at += date->loose;
    return fault;
}

/* An interval with an end that is open ("2004/..") or unknown ("2004/"). */
static bool lacks_an_end(const char *text)
{
    size_t length = strlen(text);
    return strstr(text, "..") || text[0] == '/' || (length && text[length - 1] == '/');
}

static double half_width(const stretch *date)
{
    return 0.5 * (day_end(date->last) - day_start(date->first));
}

/* From the start of one date to the end of another; what is loose goes outwards by half its own
 * width. */
static void join(const stretch *from, const stretch *to, reckon_period *period)
{
    double start = day_start(from->first), end = day_end(to->last);
    bool one_day = memcmp(&from->first, &to->last, sizeof from->first) == 0;
    period->length = end - start;
    period->start = from->loose ? fmax(start - half_width(from), 1.0) : start;
    period->end = to->loose ? fmin(end + half_width(to), 10000.0) : end;
    period->middle = one_day ? day_middle(from->first) : 0.5 * (period->start + period->end);
}

reckon_status reckon_date_parse(const char *text, reckon_period *period, reckon_error *error)
{
    if (!text || !period)
        return rk_fail(error, RECKON_ARGUMENT, "a date and a place for it are needed");
    stretch from = {{1, 1, 1}, {1, 1, 1}, false}, to;
    const char *at = text;
    const char *fault = lacks_an_end(text) ? "an interval needs both ends; write the last date "
                                             "that the figure is known to be about, as in 2004/2006"
                                           : read_date(&at, &from);
    to = from;
    if (!fault && *at == '/') {
        at++;
        fault = read_date(&at, &to);
        if (!fault && day_end(to.last) <= day_start(from.first))
            fault = "the interval ends before it begins";
    }
    if (!fault && *at != '\0')
        fault = "nothing may follow YYYY, YYYY-MM, YYYY-MM-DD or START/END but one of ? ~ %";
    char shown[RK_SHOWN];
    if (fault)
        return rk_fail(
            error, RECKON_DATE, "\"%s\" is not a date: %s", rk_shown(shown, text), fault);
    join(&from, &to, period);
    return RECKON_OK;
}

reckon_status reckon_date_text(double year, char text[RECKON_DATE_TEXT])
{
    if (!(year >= 1.0 && year < 10000.0)) {
        text[0] = '\0';
        return RECKON_DATE;
    }
    civil date = day_of(year);
    if (date.year > 9999)
        date = (civil){9999, 12, 31};
    text[0] = (char)('0' + date.year / 1000);
    text[1] = (char)('0' + date.year / 100 % 10);
    text[2] = (char)('0' + date.year / 10 % 10);
    text[3] = (char)('0' + date.year % 10);
    text[4] = '-';
    text[5] = (char)('0' + date.month / 10);
    text[6] = (char)('0' + date.month % 10);
    text[7] = '-';
    text[8] = (char)('0' + date.day / 10);
    text[9] = (char)('0' + date.day % 10);
    text[10] = '\0';
    return RECKON_OK;
}

reckon_status reckon_step_parse(const char *text, reckon_step *step, reckon_error *error)
{
    if (!text || !step)
        return rk_fail(error, RECKON_ARGUMENT, "a step and a place for it are needed");
    static const char units[] = "YMWD";
    static const int months[] = {12, 1, 0, 0}, days[] = {0, 0, 7, 1};
    reckon_step sum = {0, 0};
    const char *at = text, *next_unit = units;
    bool good = *at++ == 'P' && *at;
    while (good && *at) {
        size_t digits = strspn(at, "0123456789");
        int number = 0;
        good = digits >= 1 && digits <= 5 && read_digits(&at, (int)digits, &number);
        const char *unit = good && *at ? strchr(next_unit, *at) : NULL;
        good = good && unit;
        if (good) {
            sum.months += number * months[unit - units];
            sum.days += number * days[unit - units];
            next_unit = unit + 1;
            at++;
        }
    }
    char shown[RK_SHOWN];
    if (!good || (sum.months == 0 && sum.days == 0))
        return rk_fail(error, RECKON_DATE, "\"%s\" is not a step such as P1Y, P6M, P2W or P10D",
            rk_shown(shown, text));
    *step = sum;
    return RECKON_OK;
}

/* Date number `index` of the grid, counted from the start each time so that short months do not
 * shift later dates. */
static double grid_date(civil start, reckon_step step, size_t index)
{
    civil date = add_months(start, (int)index * step.months);
    return day_middle(add_days(date, (int)index * step.days));
}

static bool grid_usable(double from, double to, reckon_step step)
{
    return from >= 1.0 && to < 10000.0 && from <= to && step.months >= 0 && step.days >= 0 &&
           step.months + step.days > 0 && step.months <= 120000 && step.days <= 3652500;
}

size_t reckon_date_grid_size(double from, double to, reckon_step step)
{
    if (!grid_usable(from, to, step))
        return 0;
    civil start = day_of(from);
    double last = day_middle(day_of(to)) + 1e-9;
    /* The spacing is regular to within a month, so the count is near this guess; walk to the exact
     * one. */
    double years = step.months / 12.0 + step.days / 365.2425;
    double guess = floor((last - day_middle(start)) / years);
    size_t count = guess > 0 ? (size_t)guess : 0;
    while (count > 0 && grid_date(start, step, count) > last)
        count--;
    while (grid_date(start, step, count + 1) <= last)
        count++;
    return count + 1;
}

reckon_status reckon_date_grid(double from, double to, reckon_step step, double *years,
    size_t capacity, size_t *count, reckon_error *error)
{
    if (!years || !count)
        return rk_fail(error, RECKON_ARGUMENT, "a place for the dates and their count is needed");
    *count = 0;
    size_t needed = reckon_date_grid_size(from, to, step);
    if (!needed)
        return rk_fail(
            error, RECKON_DATE, "a grid runs from a date to a later one by a positive step");
    if (needed > capacity)
        return rk_fail(error, RECKON_LIMIT,
            "the grid has %zu dates, more than the %zu there is room for", needed, capacity);
    civil start = day_of(from);
    for (size_t i = 0; i < needed; i++)
        years[i] = grid_date(start, step, i);
    *count = needed;
    return RECKON_OK;
}
