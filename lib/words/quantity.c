/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities: digits with units, number words, fractions, brackets such as "tens of thousands". */
#include <math.h>

#include "words/parse.h"

static const int64_t most_persons = 1000000000000000; /* 10^15: whole numbers stay exact */

static bool is_scale(const rk_token *t)
{
    return t->class == RK_SCALE || t->class == RK_HUNDRED;
}

static bool counts_as_one(const rk_token *t)
{
    return t->class == RK_ARTICLE || (t->class == RK_DIGIT && (t->flags & RK_ALSO_ARTICLE));
}

bool rk_quantity_begins(const rk_parse *p)
{
    const rk_token *t = &p->tokens[p->at];
    switch (t->class) {
    case RK_NUMBER:
    case RK_VULGAR:
    case RK_DIGIT:
    case RK_TEEN:
    case RK_TENS:
    case RK_HUNDREDS:
    case RK_HALF:
    case RK_WITH_HALF:
    case RK_PART_OF_MILLION:
    case RK_HUNDRED_OR_SO:
    case RK_FEW:
    case RK_MAGNITUDE:
        return true;
    case RK_HUNDRED:
    case RK_SCALE:
        return (t->flags & RK_BARE) != 0;
    case RK_ARTICLE:
        return is_scale(t + 1) || t[1].class == RK_HALF || t[1].class == RK_PART;
    default:
        return false;
    }
}

/* The units after a number in digits: "million", "hundred thousand". */
static bool take_units(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class == RK_HUNDRED && !(t->flags & RK_BARE)) {
        q->unit *= 100;
        p->at++;
        t++;
    }
    if (t->class == RK_SCALE) {
        q->unit *= t->value;
        q->magnitude = q->unit;
        p->at++;
    }
    if (q->unit == 1)
        return true;
    if (q->mark == RK_MARK_GROUPS || q->mark == RK_MARK_BAD)
        return rk_ask(p, RECKON_RULE_ASK_MARK, q->from, p->at,
            "a grouped number and a unit: the mark has two readings");
    if (q->mark == RK_MARK_EITHER && p->scan->strict)
        return rk_ask(p, RECKON_RULE_ASK_MARK, q->from, p->at,
            "without a language the mark has two readings");
    q->mark = RK_MARK_NONE;
    return q->digits <= most_persons / q->unit
               ? true
               : rk_ask(p, RECKON_RULE_ASK_MARK, q->from, p->at, "the number is too large");
}

/* "and a half" between the number and its unit, or after it. */
static bool take_and_half(rk_parse *p, rk_quantity *q)
{
    if (rk_next(p) != RK_AND_HALF)
        return true;
    if (q->decimals || q->mark == RK_MARK_GROUPS || q->digits > 1000000000000)
        return rk_ask_here(p);
    if (rk_ahead(p, 1) == RK_SCALE && q->unit == 1 && q->magnitude == 1) {
        q->digits = q->digits * 10 + 5;
        q->decimals = 1;
        q->unit = q->magnitude = p->tokens[p->at + 1].value;
        p->at += 2;
    } else if (q->magnitude >= 1000000 && q->digits * q->unit % q->magnitude == 0) {
        q->digits = q->digits * q->unit * 10 + q->magnitude * 5;
        q->decimals = 1;
        q->unit = 1;
        p->at++;
    } else {
        return rk_ask_here(p);
    }
    q->round_part = true;
    return true;
}

/* 1 1/2 as one sign: only before a unit. */
static bool take_vulgar(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class != RK_VULGAR)
        return true;
    if (q->mark != RK_MARK_NONE || !is_scale(t + 1) || q->digits > 1000000)
        return rk_ask(p, RECKON_RULE_ASK_MARK, q->from, p->at + 1, "a fraction of a person");
    for (int i = 0; i < t->number.decimals; i++)
        q->digits *= 10;
    q->digits += t->number.digits;
    q->decimals = t->number.decimals;
    q->round_part = true;
    p->at++;
    return true;
}

static bool read_digits(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    const rk_number *n = &t->number;
    if (n->mark == RK_MARK_BAD)
        return rk_ask(
            p, RECKON_RULE_ASK_MARK, p->at, p->at + 1, "its marks do not make one number here");
    q->digits = n->digits;
    q->decimals = n->decimals;
    q->mark = n->mark;
    q->groups = n->groups;
    q->year_like = n->mark == RK_MARK_NONE && n->width == 4 && !n->exponent && n->digits >= 1900 &&
                   n->digits <= 2099;
    q->small_digits = n->mark == RK_MARK_NONE && n->width <= 3 && !n->exponent;
    p->at++;
    if (!take_vulgar(p, q) || !take_and_half(p, q) || !take_units(p, q) || !take_and_half(p, q))
        return false;
    q->year_like = q->year_like && q->unit == 1;
    if (n->exponent)
        rk_apply(p, RECKON_RULE_UNIT);
    return true;
}

static bool read_words(rk_parse *p, bool and_separates, rk_quantity *q)
{
    q->words = true;
    if (!rk_number_words(p, and_separates, &q->digits, &q->magnitude))
        return false;
    rk_apply(p, RECKON_RULE_NUMBER_WORDS);
    return take_and_half(p, q);
}

/* "a million" after half, a quarter of: the unit; 0 when none follows. */
static int64_t unit_of_part(rk_parse *p)
{
    size_t at = p->at;
    if (p->tokens[at].class == RK_OF)
        at++;
    if (counts_as_one(&p->tokens[at]) || (p->tokens[at].class == RK_DASH && p->tokens[at].glued))
        at++;
    const rk_token *t = &p->tokens[at];
    if (t->class != RK_SCALE || (t->flags & RK_GLUED) || t->value < 100000)
        return 0;
    p->at = at + 1;
    return t->value;
}

/* numerator / denominator, of a unit or as a share. */
static bool finish_part(
    rk_parse *p, int64_t numerator, int64_t denominator, bool bare, rk_quantity *q)
{
    int64_t unit = unit_of_part(p);
    if (unit) {
        if (unit * numerator % denominator != 0)
            return rk_ask(
                p, RECKON_RULE_ASK_MARK, q->from, p->at, "it is no whole number of persons");
        q->digits = unit / denominator * numerator;
        q->magnitude = unit;
        q->round_part = true;
        rk_apply(p, RECKON_RULE_FRACTION_MILLION);
        return true;
    }
    if (!bare || numerator >= denominator)
        return rk_ask(
            p, RECKON_RULE_ASK_VAGUE, q->from, p->at, "it is no fraction that stands alone");
    q->kind = RK_SHARE;
    q->fraction = true;
    q->numerator = numerator;
    q->denominator = denominator;
    return true;
}

/* half; a third; two-thirds; three quarters of a million. False, and nothing taken, when it is none
 * of them. */
static bool fraction_begins(const rk_parse *p)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class == RK_HALF || t->class == RK_VULGAR)
        return true;
    bool counted = counts_as_one(t) || t->class == RK_DIGIT;
    size_t hyphen = t[0].class != RK_END && t[1].class == RK_DASH && t[1].glued ? 1 : 0;
    rk_class next = counted ? t[1 + hyphen].class : RK_END;
    return next == RK_PART || (next == RK_HALF && counts_as_one(t));
}

static bool read_fraction(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class == RK_VULGAR) {
        p->at++;
        int64_t denominator = t->number.decimals == 1 ? 10 : 100;
        return finish_part(p, t->number.digits, denominator, true, q);
    }
    int64_t count = counts_as_one(t) || t->class == RK_HALF ? 1 : t->value;
    if (t->class != RK_HALF)
        p->at++;
    if (rk_next(p) == RK_DASH)
        p->at++;
    const rk_token *part = &p->tokens[p->at++];
    if (part->class == RK_HALF)
        return finish_part(p, 1, 2, (part->flags & RK_BARE) != 0, q);
    return finish_part(p, count, part->value, true, q);
}

/* The whole that "one in five" is of: a number word or few digits. */
static bool whole_follows(const rk_parse *p)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class != RK_OUT_OF && !(t->class == RK_IN && p->language == RK_ENGLISH))
        return false;
    t++;
    return t->class == RK_DIGIT || t->class == RK_TEEN || t->class == RK_TENS ||
           t->class == RK_HUNDRED || t->class == RK_ARTICLE ||
           (t->class == RK_NUMBER && t->number.width <= 3);
}

static bool read_whole(rk_parse *p, bool and_separates, rk_quantity *q)
{
    if (q->kind != RK_COUNT || q->decimals || q->unit != 1 || q->digits > 99 || !whole_follows(p))
        return true;
    rk_quantity whole = {.unit = 1, .magnitude = 1, .from = p->at + 1};
    size_t at = p->at++;
    bool read =
        rk_next(p) == RK_NUMBER ? read_digits(p, &whole) : read_words(p, and_separates, &whole);
    if (!read)
        return false;
    if (whole.unit != 1 || whole.mark != RK_MARK_NONE || whole.digits > 100 ||
        whole.digits <= q->digits)
        return rk_ask(p, RECKON_RULE_ASK_TWO, at, p->at, "a part and its whole");
    q->kind = RK_SHARE;
    q->fraction = q->out_of = true;
    q->numerator = q->digits;
    q->denominator = whole.digits;
    return true;
}

static int64_t base_of(const rk_token *t)
{
    if (t->class != RK_MAGNITUDE)
        return t->value;
    if (t->flags & RK_OPEN_ENDED)
        return 1000000;
    return t->value == 24                        ? 12
           : t->value == 40 || t->value == 40000 ? 0
           : t->value == 20                      ? 10
                                                 : t->value;
}

/* A few or several of a unit: from 2 to 9.99 of it, rounded down to whole persons. */
static bool read_few(rk_parse *p, rk_quantity *q)
{
    int64_t unit = 1;
    size_t few = p->at++;
    rk_take(p, RK_OF);
    for (;; p->at++) {
        const rk_token *t = &p->tokens[p->at];
        bool ten = t->class == RK_TEEN && t->value == 10;
        if (!is_scale(t) && t->class != RK_DOZEN && t->class != RK_MAGNITUDE && !ten)
            break;
        int64_t base = base_of(t);
        if (base <= 0 || (t->flags & RK_GLUED) || unit > 10000000 / base)
            return rk_ask_here(p);
        unit *= base;
        if (t->class == RK_MAGNITUDE) {
            p->at++;
            break;
        }
    }
    if (unit == 1)
        return rk_ask(p, RECKON_RULE_ASK_VAGUE, few, few + 1, NULL);
    q->kind = RK_BRACKET;
    q->low = 2.0 * (double)unit;
    int64_t whole = unit * 999 / 100; /* whole persons: rounded down */
    q->high = (double)whole;
    rk_apply(p, RECKON_RULE_FEW);
    return true;
}

static bool read_magnitude(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at++];
    q->kind = RK_BRACKET;
    q->low = (double)t->value;
    q->high = (t->flags & RK_OPEN_ENDED) ? NAN : (double)t->high;
    rk_apply(p, RECKON_RULE_MAGNITUDE);
    return true;
}

/* anderthalb Millionen, eine Viertelmillion, une centaine. */
static bool read_round(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at++];
    q->words = true;
    q->digits = t->value;
    if (t->class == RK_HUNDRED_OR_SO) {
        q->about = true;
        return true;
    }
    q->round_part = true;
    rk_apply(p, RECKON_RULE_FRACTION_MILLION);
    if (t->class == RK_PART_OF_MILLION) {
        q->magnitude = 1000000;
        return true;
    }
    if (rk_next(p) != RK_SCALE)
        return rk_ask_here(p);
    q->decimals = 1;
    q->unit = q->magnitude = p->tokens[p->at++].value;
    return true;
}

static bool read_korean(rk_parse *p, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    bool alone = t->class == RK_NUMBER && !is_scale(t + 1) && t[1].class != RK_NUMBER &&
                 t[1].class != RK_DIGIT;
    if (t->class == RK_NUMBER && t[1].class == RK_PARTS_OF && t[2].class == RK_NUMBER) {
        p->at += 3; /* 3분의 2 */
        return finish_part(p, t[2].number.digits, t->number.digits, t->number.digits > 1, q);
    }
    if (alone || (t->class == RK_NUMBER && t->number.mark == RK_MARK_BAD))
        return read_digits(p, q);
    if (t->class == RK_NUMBER && (t + 1)->class == RK_SCALE && ((t + 1)->flags & RK_GLUED))
        return read_digits(p, q);
    if (t->class == RK_NUMBER && t->number.mark == RK_MARK_EITHER)
        return rk_ask(p, RECKON_RULE_ASK_MARK, p->at, p->at + 1, "the mark has two readings");
    return rk_korean_numeral(p, q);
}

static bool read_any(rk_parse *p, bool and_separates, rk_quantity *q)
{
    const rk_token *t = &p->tokens[p->at];
    if (t->class == RK_FEW)
        return read_few(p, q);
    if (t->class == RK_MAGNITUDE)
        return read_magnitude(p, q);
    if (counts_as_one(t) && t[1].class == RK_PART_OF_MILLION) {
        p->at++;
        t++;
    }
    if (t->class == RK_WITH_HALF || t->class == RK_PART_OF_MILLION || t->class == RK_HUNDRED_OR_SO)
        return read_round(p, q);
    if (fraction_begins(p))
        return read_fraction(p, q);
    if (p->language == RK_KOREAN)
        return read_korean(p, q);
    return t->class == RK_NUMBER ? read_digits(p, q) : read_words(p, and_separates, q);
}

bool rk_quantity_read(rk_parse *p, bool and_separates, rk_quantity *q)
{
    *q = (rk_quantity){
        .unit = 1, .magnitude = 1, .denominator = 1, .low = NAN, .high = NAN, .from = p->at};
    if (!rk_quantity_begins(p))
        return rk_ask_here(p);
    if (!read_any(p, and_separates, q) || !read_whole(p, and_separates, q))
        return false;
    if (q->kind == RK_COUNT && rk_next(p) == RK_PERCENT) {
        if (q->unit != 1 || q->mark == RK_MARK_GROUPS ||
            (q->mark == RK_MARK_EITHER && p->scan->strict))
            return rk_ask_here(p);
        q->kind = RK_SHARE;
        q->percent = true;
        q->year_like = q->small_digits = false;
        q->mark = RK_MARK_NONE;
        rk_apply(p, RECKON_RULE_PERCENT);
        p->at++;
    }
    if (q->fraction)
        rk_apply(p, RECKON_RULE_FRACTION);
    if (q->round_part)
        rk_apply(p, RECKON_RULE_FRACTION_MILLION);
    if (q->mark == RK_MARK_GROUPS)
        rk_apply(p, RECKON_RULE_GROUPING);
    if (q->magnitude > 1 && !q->words && !q->round_part)
        rk_apply(p, RECKON_RULE_UNIT);
    q->to = p->at;
    return true;
}

static double power_of_ten(int n)
{
    double power = 1;
    for (; n > 0; n--)
        power *= 10;
    return power;
}

/* In persons, or in points of percent. */
static double plain_amount(const rk_quantity *q)
{
    return (double)(q->digits * q->unit) / power_of_ten(q->decimals);
}

double rk_quantity_amount(const rk_quantity *q)
{
    if (q->fraction)
        return (double)q->numerator / (double)q->denominator;
    return q->percent ? plain_amount(q) / 100 : plain_amount(q);
}

double rk_quantity_last_unit(const rk_quantity *q)
{
    int64_t digits = q->digits * q->unit;
    int decimals = q->decimals;
    double unit = 1;
    if (q->fraction || digits == 0)
        return INFINITY;
    for (; digits % 10 == 0; digits /= 10) {
        if (decimals > 0)
            decimals--;
        else
            unit *= 10;
    }
    unit /= power_of_ten(decimals);
    return digits % 10 == 5 ? 5 * unit : unit;
}

double rk_quantity_moved(const rk_quantity *q, double units, double cap)
{
    double amount = q->fraction ? rk_quantity_amount(q) : plain_amount(q);
    double most = cap < 0 ? -cap * amount : cap * amount;
    double width = (units < 0 ? -units : units) * rk_quantity_last_unit(q);
    width = width < most ? width : most;
    double moved = units < 0 ? amount - width : amount + width;
    return q->percent ? moved / 100 : moved;
}
