/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers in digits. The language decides the point and the comma; a mark with two readings is said
 * to have two, and is never settled here.
 */
#include <string.h>

#include "words/scan.h"

enum { MOST_GROUPS = 8, MOST_DIGITS = 15 };

/* A run of digits cut at its marks. */
typedef struct run {
    char mark[MOST_GROUPS]; /* before group i + 1: one of ". , '" or a blank */
    int width[MOST_GROUPS + 1];
    int groups; /* after the first */
    int64_t digits;
    int count;
    bool bad;
} run;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const rk_folded *folded, size_t at)
{
    size_t n = 0;
    while (is_digit(folded->text[at + n]))
        n++;
    return n;
}

static void take_digits(run *r, const rk_folded *folded, size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (++r->count > MOST_DIGITS) {
            r->bad = true;
            return;
        }
        r->digits = r->digits * 10 + (folded->text[at + i] - '0');
    }
}

/* Whether the run goes on over the mark at `at`: digits follow, and over a blank just three in a
 * run of groups. */
static bool goes_on(const run *r, const rk_folded *folded, size_t at)
{
    char mark = folded->text[at];
    if ((mark != ',' && mark != '.' && mark != '\'' && mark != ' ') ||
        !is_digit(folded->text[at + 1]))
        return false;
    if (mark != ' ')
        return true;
    if (folded->wide[at] || r->width[0] > 3 || digits_at(folded, at + 1) != 3)
        return false;
    for (int i = 0; i < r->groups; i++)
        if (r->mark[i] != ' ')
            return false;
    return true;
}

static size_t cut(run *r, const rk_folded *folded, size_t at)
{
    memset(r, 0, sizeof *r);
    size_t n = digits_at(folded, at), end = at + n;
    r->width[0] = n > 99 ? 99 : (int)n;
    take_digits(r, folded, at, n);
    while (goes_on(r, folded, end)) {
        n = digits_at(folded, end + 1);
        if (r->groups < MOST_GROUPS) {
            r->mark[r->groups++] = folded->text[end];
            r->width[r->groups] = n > 99 ? 99 : (int)n;
        } else {
            r->bad = true;
        }
        take_digits(r, folded, end + 1, n);
        end += 1 + n;
    }
    return end;
}

/* How many of the first marks are `mark`, all of them before groups of three. */
static bool all_threes(const run *r, int groups)
{
    if (r->width[0] > 3)
        return false;
    for (int i = 0; i < groups; i++)
        if (r->mark[i] != r->mark[0] || r->width[i + 1] != 3)
            return false;
    return true;
}

/* 1,00,000: twos, and three at the end. */
static bool indian(const run *r)
{
    if (r->groups < 2 || r->width[0] > 2 || r->width[r->groups] != 3)
        return false;
    for (int i = 0; i < r->groups; i++)
        if (r->mark[i] != ',' || (i + 1 < r->groups && r->width[i + 1] != 2))
            return false;
    return true;
}

/* The marks of a run: groups, a decimal mark, two readings, or bad. `point` is the language's
 * decimal mark. */
static rk_mark understand(
    const run *r, char point, bool point_groups, bool comma_groups, bool leading_zero)
{
    if (r->bad)
        return RK_MARK_BAD;
    if (r->groups == 0)
        return leading_zero && r->width[0] > 1 ? RK_MARK_BAD : RK_MARK_NONE;
    char last = r->mark[r->groups - 1], first = r->mark[0];
    bool lone_zero = leading_zero && r->width[0] == 1;
    if (leading_zero && !lone_zero)
        return RK_MARK_BAD;
    if (last == point && (r->groups == 1 || first != point)) {
        if (r->groups == 1)
            return r->width[1] == 3 && r->width[0] <= 3 && !lone_zero ? RK_MARK_EITHER
                                                                      : RK_MARK_DECIMAL;
        bool groups = (first == ' ' || first == '\'' || (first == '.' && point_groups) ||
                          (first == ',' && comma_groups)) &&
                      all_threes(r, r->groups - 1);
        return groups && !lone_zero ? RK_MARK_DECIMAL : RK_MARK_BAD;
    }
    if (lone_zero)
        return RK_MARK_BAD;
    bool may_group = first == ' ' || first == '\'' || (first == ',' && comma_groups) ||
                     (first == '.' && point_groups);
    if (may_group && all_threes(r, r->groups))
        return RK_MARK_GROUPS;
    return comma_groups && indian(r) ? RK_MARK_GROUPS : RK_MARK_BAD;
}

/* "e+05" after a run without marks or with a decimal point. */
static size_t exponent(const rk_folded *folded, size_t at, rk_number *number)
{
    const char *text = folded->text + at;
    size_t sign = text[0] == 'e' && text[1] == '+' ? 1 : 0, n = 0;
    if (text[0] != 'e' || !is_digit(text[1 + sign]))
        return 0;
    int power = 0;
    for (; is_digit(text[1 + sign + n]); n++)
        power = power < 100 ? power * 10 + (text[1 + sign + n] - '0') : power;
    if (power > 12 || (number->mark != RK_MARK_NONE && number->mark != RK_MARK_DECIMAL &&
                          number->mark != RK_MARK_EITHER)) {
        number->mark = RK_MARK_BAD;
        return 1 + sign + n;
    }
    for (; power > 0 && number->decimals > 0; power--)
        number->decimals--;
    for (; power > 0; power--) {
        number->digits *= 10;
        if (number->digits > 1000000000000000) {
            number->digits = 0;
            number->mark = RK_MARK_BAD;
            return 1 + sign + n;
        }
    }
    number->mark = number->decimals ? RK_MARK_DECIMAL : RK_MARK_NONE;
    number->exponent = true;
    return 1 + sign + n;
}

size_t rk_scan_number(const rk_scan *scan, size_t at, rk_number *number)
{
    run r;
    size_t end = cut(&r, &scan->folded, at);
    bool comma_decimal =
        scan->language == RK_FRENCH || scan->language == RK_SPANISH || scan->language == RK_GERMAN;
    bool strict = scan->strict;
    if (strict)
        comma_decimal = false;
    bool point_groups = !strict && (scan->language == RK_SPANISH || scan->language == RK_GERMAN);
    number->mark = understand(
        &r, comma_decimal ? ',' : '.', point_groups, !comma_decimal, scan->folded.text[at] == '0');
    number->digits = r.bad ? 0 : r.digits;
    number->decimals =
        number->mark == RK_MARK_DECIMAL || number->mark == RK_MARK_EITHER ? r.width[r.groups] : 0;
    number->percent_only = strict && number->mark == RK_MARK_EITHER;
    number->exponent = false;
    number->width = r.width[0];
    number->groups = r.groups;
    return end + exponent(&scan->folded, end, number) - at;
}
