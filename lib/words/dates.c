/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in the words: a year, a month, a day, or a third of a year ("early 2012" is January to
 * April). */
#include <stdio.h>
#include <string.h>

#include "words/parse.h"

typedef struct day {
    int year, month, day, last_month;
} day;

static bool is_year(const rk_token *t)
{
    return t->class == RK_NUMBER && t->number.mark == RK_MARK_NONE && t->number.width == 4 &&
           !t->number.exponent && t->number.digits >= 1900 && t->number.digits <= 2099;
}

/* A number of one or two bare digits, at most `most`. */
static bool is_small(const rk_token *t, int64_t most)
{
    return t->class == RK_NUMBER && t->number.mark == RK_MARK_NONE && t->number.width <= 2 &&
           !t->number.exponent && t->number.digits >= 1 && t->number.digits <= most;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool take_year(rk_parse *p, day *d)
{
    if (!is_year(&p->tokens[p->at]))
        return false;
    d->year = (int)p->tokens[p->at++].number.digits;
    return true;
}

static bool part_of_year(rk_parse *p, day *d)
{
    d->month = (int)p->tokens[p->at++].value;
    d->last_month = d->month + 3;
    if (!rk_take(p, RK_DASH))
        rk_take(p, RK_OF);
    return take_year(p, d);
}

/* 31 May 2016, 1er mars 2018, 31 de mayo de 2016, 1. März 2018. */
static bool day_month_year(rk_parse *p, day *d)
{
    d->day = (int)p->tokens[p->at++].number.digits;
    if (!rk_take(p, RK_ORDINAL))
        rk_take(p, RK_STOP);
    rk_take(p, RK_OF);
    if (rk_next(p) != RK_MONTH)
        return false;
    d->month = (int)p->tokens[p->at++].value;
    rk_take(p, RK_OF);
    rk_take(p, RK_COMMA);
    return take_year(p, d);
}

/* March 2014, May 31, 2016. */
static bool month_first(rk_parse *p, day *d)
{
    d->month = (int)p->tokens[p->at++].value;
    if (is_small(&p->tokens[p->at], 31)) {
        d->day = (int)p->tokens[p->at++].number.digits;
        rk_take(p, RK_ORDINAL);
    }
    rk_take(p, RK_OF);
    rk_take(p, RK_COMMA);
    return take_year(p, d);
}

/* 2016-05-31. */
static bool iso(rk_parse *p, day *d)
{
    const rk_token *t = &p->tokens[p->at];
    for (size_t i = 1; i < 5; i++)
        if (t[i - 1].class == RK_END || !t[i].glued)
            return false;
    if (t[1].class != RK_DASH || t[3].class != RK_DASH || !is_small(&t[2], 12) ||
        !is_small(&t[4], 31) || t[2].end - t[2].begin != 2 || t[4].end - t[4].begin != 2)
        return false;
    d->month = (int)t[2].number.digits;
    d->day = (int)t[4].number.digits;
    p->at += 4;
    d->year = (int)t->number.digits;
    p->at++;
    return true;
}

/* 2012년 3월 31일, 2012년 초. */
static bool korean(rk_parse *p, day *d)
{
    const rk_token *t = &p->tokens[p->at];
    d->year = (int)t->number.digits;
    p->at += 2;
    t += 2;
    if (t->class == RK_PART_OF_YEAR) {
        d->month = (int)t->value;
        d->last_month = d->month + 3;
        p->at++;
        return true;
    }
    if (!is_small(t, 12) || t[1].class != RK_MONTH_MARK)
        return true;
    d->month = (int)t->number.digits;
    p->at += 2;
    t += 2;
    if (is_small(t, 31) && t[1].class == RK_DIGIT && t[1].value == 1 && t[1].glued) {
        d->day = (int)t->number.digits;
        p->at += 2;
    }
    return true;
}

static bool core(rk_parse *p, day *d)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class == RK_PART_OF_YEAR)
        return part_of_year(p, d);
    if (t->class == RK_MONTH)
        return month_first(p, d);
    if (is_year(t) && t[1].class == RK_YEAR_MARK)
        return korean(p, d);
    if (is_year(t))
        return iso(p, d) || take_year(p, d);
    return is_small(t, 31) && day_month_year(p, d);
}

/* The word before a date, or a date that needs none. */
static bool preposition(rk_parse *p, bool in_brackets)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class == RK_AS_OF || t->class == RK_IN || t->class == RK_ON) {
        p->at++;
        rk_take(p, RK_COLON);
        return true;
    }
    bool day_follows = t->class != RK_END && is_small(t + 1, 31);
    if (day_follows && ((t->class == RK_ARTICLE && p->language == RK_FRENCH) ||
                           (t->class == RK_TO && p->language == RK_SPANISH))) {
        p->at++;
        return true;
    }
    return in_brackets || t->class == RK_PART_OF_YEAR || (is_year(t) && t[1].class == RK_YEAR_MARK);
}

static void write(rk_parse *p, const day *d)
{
    char *to = p->claim.date;
    if (d->last_month)
        snprintf(to, RECKON_CLAIM_DATE, "%04d-%02d/%04d-%02d", d->year % 10000, d->month % 100,
            d->year % 10000, d->last_month % 100);
    else if (d->day)
        snprintf(
            to, RECKON_CLAIM_DATE, "%04d-%02d-%02d", d->year % 10000, d->month % 100, d->day % 100);
    else if (d->month)
        snprintf(to, RECKON_CLAIM_DATE, "%04d-%02d", d->year % 10000, d->month % 100);
    else
        snprintf(to, RECKON_CLAIM_DATE, "%04d", d->year % 10000);
    rk_apply(p, RECKON_RULE_DATE);
}

bool rk_date_clause(rk_parse *p, bool in_brackets)
{
    day d = {0};
    size_t at = p->at;
    bool read = !p->claim.date[0] && preposition(p, in_brackets) && core(p, &d);
    if (!read || (d.day && d.day > days_in(d.year, d.month))) {
        p->at = at;
        return false;
    }
    rk_take(p, RK_AS_OF); /* 현재 stands behind */
    write(p, &d);
    return true;
}
