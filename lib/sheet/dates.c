/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/dates.h"

#include <stdio.h>
#include <string.h>

#include <reckon/date.h>

#include "sheet/fold.h"

/* ------------------------------------------------------------------ words */

/* Names of months in English, French, Spanish and German, folded, with their usual short forms. */
static const char *const months[12] = {
    "january jan janvier janv jan enero ene januar janner",
    "february feb fevrier fevr fev febrero februar",
    "march mar mars marzo marz maerz mrz",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juin junio juni",
    "july jul juillet juil julio juli",
    "august aug aout agosto ago",
    "september sept sep septembre septiembre setiembre",
    "october oct octobre octubre oktober okt",
    "november nov novembre noviembre",
    "december dec decembre diciembre dic dezember dez",
};

/* Thirds of a year: "early 2012" is January to April. */
static const char *const thirds[3] = {
    "early beginning debut principios comienzos inicios anfang 초",
    "mid middle mi milieu mediados mitte 중순 중반",
    "late end fin finales fines ende 말",
};

static const char no_date[] =
    "na unknown undated inconnu inconnue desconocido desconocida unbekannt none";
static const char between[] =
    "of de del du d le el la as at on in the st nd rd th er stand vom am year 년 월 일";

static int place_in(const char *const *lists, int count, const char *word, size_t length)
{
    for (int i = 0; i < count; i++)
        if (rk_in_list(lists[i], word, length))
            return i + 1;
    return 0;
}

/* ------------------------------------------------------------------ parts */

/* Digits up to the first other byte; callers have at most eight. */
static long number_of(const char *digits)
{
    long value = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++)
        value = 10 * value + (*digits - '0');
    return value;
}

typedef enum part_kind { NUMBER, YEAR, MONTH, THIRD, QUARTER } part_kind;

typedef struct part {
    part_kind kind;
    int value;
} part;

enum { PARTS = 4 };

/* Numbers and words of a folded text, in order. Returns how many, or -1 when something is no part
 * of a date. */
static bool add_part(part parts[PARTS], int *count, part_kind kind, int value)
{
    if (*count == PARTS)
        return false;
    parts[(*count)++] = (part){kind, value};
    return true;
}

static bool take_digits(const char *digits, size_t length, part parts[PARTS], int *count)
{
    int value = length > 8 ? 0 : (int)number_of(digits);
    if (length == 4)
        return add_part(parts, count, YEAR, value);
    return length <= 2 && add_part(parts, count, NUMBER, value);
}

static bool take_word(const char *word, size_t length, part parts[PARTS], int *count)
{
    int place = place_in(months, 12, word, length);
    if (place)
        return add_part(parts, count, MONTH, place);
    place = place_in(thirds, 3, word, length);
    if (place)
        return add_part(parts, count, THIRD, place);
    if (length == 2 && strchr("qt", word[0]) && word[1] >= '1' && word[1] <= '4')
        return add_part(parts, count, QUARTER, word[1] - '0');
    return rk_in_list(between, word, length);
}

static int part_text(const char *folded, part parts[PARTS])
{
    const char *at = folded, *word;
    int count = 0;
    for (size_t length; (length = rk_next_word(&at, &word)) != 0;) {
        size_t digits = 0;
        while (digits < length && word[digits] >= '0' && word[digits] <= '9')
            digits++;
        if (digits && !take_digits(word, digits, parts, &count))
            return -1;
        if (digits < length && !take_word(word + digits, length - digits, parts, &count))
            return -1;
    }
    return count;
}

/* --------------------------------------------------------------- together */

static const rk_sheet_date bad = {RK_DATE_BAD, "", 0, 0, 0};

/* A year, a month (day 0) or a year (month 0 too), BAD when the calendar has no such day. */
static rk_sheet_date made(int year, int month, int day)
{
    rk_sheet_date date = {.kind = RK_DATE_READ};
    reckon_period period;
    unsigned y = (unsigned)year % 10000u, m = (unsigned)month % 100u, d = (unsigned)day % 100u;
    if (!month)
        snprintf(date.text, sizeof date.text, "%04u", y);
    else if (!day)
        snprintf(date.text, sizeof date.text, "%04u-%02u", y, m);
    else
        snprintf(date.text, sizeof date.text, "%04u-%02u-%02u", y, m, d);
    return reckon_date_parse(date.text, &period, NULL) == RECKON_OK ? date : bad;
}

/* A month or a day that is stated is not 0. */
static rk_sheet_date month_of(int year, int month)
{
    return month < 1 || month > 12 ? bad : made(year, month, 0);
}

static rk_sheet_date day_of(int year, int month, int day)
{
    return month < 1 || day < 1 ? bad : made(year, month, day);
}

static rk_sheet_date years(int from, int to)
{
    rk_sheet_date date = {.kind = RK_DATE_READ};
    reckon_period period;
    snprintf(
        date.text, sizeof date.text, "%04u/%04u", (unsigned)from % 10000u, (unsigned)to % 10000u);
    return reckon_date_parse(date.text, &period, NULL) == RECKON_OK ? date : bad;
}

static bool are(const part parts[PARTS], int count, int n, const part_kind kinds[])
{
    for (int i = 0; count == n && i < n; i++)
        if (parts[i].kind != kinds[i])
            return false;
    return count == n;
}

#define ARE(n, ...) are(p, count, n, (const part_kind[]){__VA_ARGS__})

static rk_sheet_date stretch(int year, int from, int to)
{
    rk_sheet_date date = {.kind = RK_DATE_READ};
    snprintf(date.text, sizeof date.text, "%04u-%02u/%04u-%02u", (unsigned)year % 10000u,
        (unsigned)from % 100u, (unsigned)year % 10000u, (unsigned)to % 100u);
    return date;
}

static rk_sheet_date from_numbers(const part p[PARTS], int count)
{
    if (ARE(1, YEAR))
        return made(p[0].value, 0, 0);
    if (ARE(3, NUMBER, NUMBER, YEAR))
        return (rk_sheet_date){RK_DATE_ORDERED, "", p[0].value, p[1].value, p[2].value};
    if (ARE(3, YEAR, NUMBER, NUMBER))
        return day_of(p[0].value, p[1].value, p[2].value);
    if (ARE(2, NUMBER, YEAR))
        return month_of(p[1].value, p[0].value);
    if (ARE(2, YEAR, NUMBER))
        return month_of(p[0].value, p[1].value);
    if (ARE(2, YEAR, YEAR))
        return years(p[0].value, p[1].value);
    if (ARE(3, NUMBER, NUMBER, NUMBER))
        return (rk_sheet_date){RK_DATE_SHORT, "", 0, 0, 0};
    return bad;
}

static rk_sheet_date from_words(const part p[PARTS], int count)
{
    if (ARE(2, MONTH, YEAR))
        return month_of(p[1].value, p[0].value);
    if (ARE(2, YEAR, MONTH))
        return month_of(p[0].value, p[1].value);
    if (ARE(3, NUMBER, MONTH, YEAR))
        return day_of(p[2].value, p[1].value, p[0].value);
    if (ARE(3, MONTH, NUMBER, YEAR))
        return day_of(p[2].value, p[0].value, p[1].value);
    if (ARE(3, YEAR, MONTH, NUMBER))
        return day_of(p[0].value, p[1].value, p[2].value);
    if (ARE(2, MONTH, NUMBER) || ARE(3, NUMBER, MONTH, NUMBER))
        return (rk_sheet_date){RK_DATE_SHORT, "", 0, 0, 0};
    if (ARE(2, THIRD, YEAR))
        return stretch(p[1].value, 4 * p[0].value - 3, 4 * p[0].value);
    if (ARE(2, YEAR, THIRD))
        return stretch(p[0].value, 4 * p[1].value - 3, 4 * p[1].value);
    if (ARE(2, QUARTER, YEAR))
        return stretch(p[1].value, 3 * p[0].value - 2, 3 * p[0].value);
    if (ARE(2, YEAR, QUARTER))
        return stretch(p[0].value, 3 * p[1].value - 2, 3 * p[1].value);
    return bad;
}

/* ----------------------------------------------------------------- a cell */

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return length > 0;
}

/* Excel counts days from 1900 and takes 1900 for a leap year: day 25569 is 1 January 1970. */
static rk_sheet_date excel_day(const char *digits)
{
    rk_sheet_date date;
    long days = number_of(digits) - 25569;
    /* Civil from days, by eras of 400 years that begin in March. */
    long shifted = days + 719468, era = shifted / 146097, day_of_era = shifted % 146097;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long month = (5 * day_of_year + 2) / 153, day = day_of_year - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    long year = year_of_era + era * 400 + (month <= 2);
    date = day_of((int)year, (int)month, (int)day);
    date.kind = RK_DATE_EXCEL;
    return date;
}

/* "2019-03-15 00:00:00", "2019-03-15T00:00Z": midnight says no more than the day. */
static size_t without_midnight(const char *text, size_t length)
{
    if (length < 13 || (text[10] != ' ' && text[10] != 'T') || text[4] != '-' || text[7] != '-')
        return length;
    for (size_t i = 11; i < length; i++)
        if (!strchr("0:.Z", text[i]))
            return length;
    return 10;
}

static rk_sheet_date read_digits(const char *copy, size_t length)
{
    if (length == 4)
        return made((int)number_of(copy), 0, 0);
    if (length == 5)
        return excel_day(copy);
    if (length == 8) {
        int all = (int)number_of(copy);
        return day_of(all / 10000, all / 100 % 100, all % 100);
    }
    return bad;
}

/* "2018-21" is a spring to a library and two years to most people. */
static bool is_season(const char *text, size_t length)
{
    return length == 7 && text[4] == '-' && text[5] == '2' && text[6] >= '1' && text[6] <= '4' &&
           all_digits(text, 4);
}

/* "2019.5": May, or the middle of the year. */
static bool is_decimal_year(const char *text, size_t length)
{
    return length > 5 && text[4] == '.' && all_digits(text, 4) && all_digits(text + 5, length - 5);
}

rk_sheet_date rk_sheet_date_read(const char *text)
{
    char copy[40], folded[RK_FOLDED];
    part parts[PARTS];
    reckon_period period;
    size_t length;
    const char *from = rk_trimmed(text, &length);
    length = without_midnight(from, length);
    if (!length)
        return (rk_sheet_date){RK_DATE_NONE, "", 0, 0, 0};
    if (length >= sizeof copy || is_decimal_year(from, length))
        return bad;
    memcpy(copy, from, length);
    copy[length] = '\0';
    if (all_digits(copy, length))
        return read_digits(copy, length);
    if (is_season(copy, length))
        return (rk_sheet_date){RK_DATE_SEASON, "", 0, 0, 0};
    rk_sheet_date date = {.kind = RK_DATE_READ};
    if (length < sizeof date.text && reckon_date_parse(copy, &period, NULL) == RECKON_OK) {
        memcpy(date.text, copy, length + 1);
        return date;
    }
    rk_fold_name(folded, copy);
    if (!folded[0] || rk_in_list(no_date, folded, strlen(folded)) || strcmp(folded, "n a") == 0 ||
        strcmp(folded, "n d") == 0)
        return (rk_sheet_date){RK_DATE_NONE, "", 0, 0, 0};
    int count = part_text(folded, parts);
    if (count <= 0)
        return bad;
    date = from_numbers(parts, count);
    return date.kind == RK_DATE_BAD ? from_words(parts, count) : date;
}

bool rk_date_shows_day_first(const rk_sheet_date *date)
{
    return date->kind == RK_DATE_ORDERED && date->first > 12 && date->second <= 12;
}

bool rk_date_shows_month_first(const rk_sheet_date *date)
{
    return date->kind == RK_DATE_ORDERED && date->second > 12 && date->first <= 12;
}

void rk_date_settle(rk_sheet_date *date, reckon_date_order order)
{
    if (date->kind != RK_DATE_ORDERED)
        return;
    if (order == RECKON_DATE_ORDER_SHEET) {
        if (rk_date_shows_month_first(date))
            order = RECKON_DATE_ORDER_MDY;
        else if (rk_date_shows_day_first(date) || date->first == date->second)
            order = RECKON_DATE_ORDER_DMY;
        else if (date->first <= 12)
            return;
    }
    bool month_first = order == RECKON_DATE_ORDER_MDY;
    *date = day_of(date->year, month_first ? date->first : date->second,
        month_first ? date->second : date->first);
}
