/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as sheets write them, into dates that reckon_date_parse() reads. No locale decides
 * anything. */
#ifndef RK_SHEET_DATES_H
#define RK_SHEET_DATES_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/sheet.h>

typedef enum rk_date_kind {
    RK_DATE_NONE,    /* blank, or words for "no date" */
    RK_DATE_READ,    /* `text` is the date */
    RK_DATE_ORDERED, /* day and month in numbers: first/second/year, either may be the day */
    RK_DATE_EXCEL,   /* a count of days; `text` is the day that it would be in Excel */
    RK_DATE_SHORT,   /* the year has two digits */
    RK_DATE_SEASON,  /* "2018-21": spring, or two years */
    RK_DATE_BAD      /* anything else */
} rk_date_kind;

typedef struct rk_sheet_date {
    rk_date_kind kind;
    char text[RECKON_CLAIM_DATE];
    int first, second, year; /* of ORDERED */
} rk_sheet_date;

rk_sheet_date rk_sheet_date_read(const char *text);

/* What an ORDERED date shows: its first number can be no month, or its second. Neither: it has two
 * readings, unless both numbers are the same. */
bool rk_date_shows_day_first(const rk_sheet_date *date);
bool rk_date_shows_month_first(const rk_sheet_date *date);

/* Makes an ORDERED date READ, or BAD when there is no such day; without an order it stays unless it
 * shows its own. */
void rk_date_settle(rk_sheet_date *date, reckon_date_order order);

#endif
