/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Korean numerals: digits or number words before 십 백 천, sections of them before 만 and 억, all
 * falling. */
#include "words/parse.h"

typedef struct numeral {
    int64_t total, section, digit, last_small, last_large;
    bool has_digit;
    bool any;
} numeral;

static bool is_unit(const rk_token *t)
{
    return t->class == RK_SCALE && !(t->flags & RK_GLUED);
}

static bool is_digit_word(const rk_token *t)
{
    return t->class == RK_DIGIT;
}

/* 십, 백, 천 within a section below 만. */
static bool take_small_unit(numeral *n, int64_t unit)
{
    int64_t count = n->has_digit ? n->digit : 1;
    if (unit >= n->last_small || count <= 0 || count > 9999 ||
        (unit < 1000 && count > 9 && n->section > 0))
        return false;
    n->section += count * unit;
    n->last_small = unit;
    n->digit = 0;
    n->has_digit = false;
    return true;
}

/* 만, 억. */
static bool take_large_unit(numeral *n, int64_t unit)
{
    int64_t count = n->section + n->digit;
    if (unit >= n->last_large)
        return false;
    if (count == 0) {
        if (unit > 10000)
            return false;
        count = 1;
    }
    if (count >= 1000000)
        return false;
    n->total += count * unit;
    n->section = n->digit = 0;
    n->has_digit = false;
    n->last_small = INT64_MAX;
    n->last_large = unit;
    return true;
}

static bool take_unit(numeral *n, int64_t unit)
{
    if (n->has_digit && n->digit >= n->last_small)
        return false;
    return unit >= 10000 ? take_large_unit(n, unit) : take_small_unit(n, unit);
}

bool rk_korean_numeral_begins(const rk_parse *p)
{
    const rk_token *t = &p->tokens[p->at];
    return is_unit(t) || is_digit_word(t) || t->class == RK_NUMBER;
}

/* "1.5만": decimals stand before one unit, and nothing follows. */
static bool decimal_unit(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    q->digits = t->number.digits;
    q->decimals = t->number.decimals;
    q->unit = q->magnitude = t[1].value;
    q->mark = RK_MARK_NONE;
    p->at += 2;
    const rk_token *next = &p->tokens[p->at];
    return next->class == RK_NUMBER || is_unit(next)
               ? rk_ask(p, RECKON_RULE_ASK_MARK, p->at - 2, p->at + 1, "decimals and further units")
               : true;
}

static bool take_number(rk_parse *p, numeral *n)
{
    const rk_token *t = &p->tokens[p->at];
    bool whole = t->number.mark == RK_MARK_NONE || t->number.mark == RK_MARK_GROUPS;
    if (n->has_digit || !whole || t->number.digits >= n->last_small ||
        t->number.digits >= n->last_large ||
        (n->any && !t->glued && !is_unit(t + 1) && t->number.digits < 1000 && n->total > 0 &&
            n->section == 0))
        return false;
    n->digit = t->number.digits;
    n->has_digit = true;
    p->at++;
    return true;
}

bool rk_korean_numeral(rk_parse *p, rk_quantity *q)
{
    numeral n = {.last_small = INT64_MAX, .last_large = INT64_MAX};
    size_t from = p->at;
    const rk_token *first = &p->tokens[p->at];
    int64_t largest = 1;
    if (first->class == RK_NUMBER && first->number.decimals && is_unit(first + 1))
        return decimal_unit(p, q);
    for (;;) {
        const rk_token *t = &p->tokens[p->at];
        if (is_unit(t) && take_unit(&n, t->value)) {
            largest = t->value > largest ? t->value : largest;
            p->at++;
        } else if (is_digit_word(t) && !n.has_digit && t->value < n.last_small) {
            n.digit = t->value;
            n.has_digit = true;
            q->words = true;
            p->at++;
        } else if (t->class != RK_NUMBER || !take_number(p, &n)) {
            break;
        }
        n.any = true;
    }
    const rk_token *stop = &p->tokens[p->at];
    if (!n.any)
        return rk_ask_here(p);
    if (is_unit(stop) || is_digit_word(stop) || stop->class == RK_NUMBER)
        return rk_ask(
            p, RECKON_RULE_ASK_MARK, from, p->at + 1, "the numerals do not make one number");
    q->digits = n.total + n.section + n.digit;
    q->decimals = 0;
    q->unit = 1;
    /* The magnitude that a first number may share ("20~30만"). */
    q->magnitude = largest;
    return true;
}
