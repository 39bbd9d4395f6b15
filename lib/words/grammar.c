/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The claim: [date] figure tail. A figure is one side, a range, two bounds, or an interval with its
 * level; the tail is whatever accounts for the rest. The first token that nothing accounts for is
 * asked about.
 */
#include <math.h>

#include "words/claim.h"
#include "words/side.h"

/* What the head of the text was, for the tail. */
typedef struct head {
    rk_side side;    /* of a claim of one side */
    bool single;     /* one side, plain or hedged */
    bool year;       /* the number looks like a year */
    bool best_first; /* "best estimate 35,000": a range must follow */
    size_t best_token;
} head;

static bool is_or_range(const rk_parse *p, bool between)
{
    const rk_token *t = &p->tokens[p->at];
    switch (t->class) {
    case RK_TO:
        return true;
    case RK_DASH: /* "10,000 -30,000" may be a sign, not a range */
    case RK_TILDE:
        return t->glued || !t[1].glued;
    case RK_AND:
        return between;
    default:
        return false;
    }
}

/* "two or three thousand": the second is at most twice the first, and lends it its unit. */
static bool near_choice(rk_parse *p, rk_side *a, size_t at)
{
    rk_side b;
    p->at = at + 1;
    if (!rk_side_read(p, false, &b))
        return false;
    if (a->quantity.magnitude > 1 || b.quantity.magnitude == 1)
        return rk_ask(p, RECKON_RULE_ASK_TWO, at, p->at, "one or the other");
    if (!rk_range_claim(p, a, &b))
        return false;
    return p->rules[RECKON_RULE_SHARED] && p->claim.high <= 2 * p->claim.low
               ? true
               : rk_ask(p, RECKON_RULE_ASK_TWO, at, p->at, "one or the other");
}

/* A prefix of a range: its tokens, and whether it is "between". */
static bool range_prefix(rk_parse *p, bool *between)
{
    size_t at = p->at;
    *between = false;
    while (rk_take(p, RK_RANGE))
        continue;
    if (rk_take(p, RK_BETWEEN))
        *between = true;
    else if (rk_next(p) == RK_FROM || (rk_next(p) == RK_OF && p->language != RK_ENGLISH))
        p->at++;
    return p->at > at;
}

/* A range, its prefix seen or not. `required`: a single number asks. Sets *single otherwise. */
static bool read_range(rk_parse *p, rk_side *a, bool required, bool between, bool *single)
{
    size_t from = p->at;
    if (!rk_side_number(p, between, a))
        return false;
    bool approximate = a->approximate;
    *single = false;
    if (rk_next(p) == RK_OR && !required)
        return near_choice(p, a, p->at);
    if (!is_or_range(p, between)) {
        *single = true;
        return required ? rk_ask(p, RECKON_RULE_ASK_TAIL, from > 0 ? from - 1 : from, p->at,
                              "a range of which one end is missing")
                        : true;
    }
    rk_side b;
    p->at++;
    if (!rk_side_read(p, false, &b))
        return false;
    a->approximate = approximate;
    if (a->hold == RK_HELD_LOW && b.hold == RK_HELD_HIGH && p->language == RK_KOREAN) {
        a->hold = b.hold = RK_HELD_PLAIN;
        rk_apply(p, RECKON_RULE_TWO_BOUNDS);
    }
    if (!rk_range_claim(p, a, &b))
        return false;
    if (p->rules[RECKON_RULE_TWO_BOUNDS])
        p->main = RECKON_RULE_TWO_BOUNDS;
    return true;
}

/* ---- intervals with a level */

/* "95% CI", "CI 95 %" at the next token. */
static bool level_begins(const rk_parse *p)
{
    return rk_next(p) == RK_INTERVAL || (rk_next(p) == RK_NUMBER && rk_ahead(p, 1) == RK_PERCENT &&
                                            rk_ahead(p, 2) == RK_INTERVAL);
}

static bool read_level(rk_parse *p, size_t from)
{
    const rk_token *t = &p->tokens[p->at];
    bool number = t->class == RK_NUMBER && t[1].class == RK_PERCENT;
    if (!number)
        return rk_ask(p, RECKON_RULE_ASK_INTERVAL, from, p->at, "an interval without its level");
    rk_quantity level;
    if (!rk_quantity_read(p, false, &level))
        return false;
    double amount = rk_quantity_amount(&level);
    if (level.mark == RK_MARK_EITHER || amount < 0.5 || amount >= 1)
        return rk_ask(
            p, RECKON_RULE_ASK_INTERVAL, from, p->at, "a level from 50 % to below 100 % is needed");
    p->claim.level = amount;
    return true;
}

/* The value that was read becomes the best of the range that was read. */
static bool best_is(rk_parse *p, double best, size_t from)
{
    if (!(p->claim.low < best && best < p->claim.high))
        return rk_ask(
            p, RECKON_RULE_ASK_BOUND, from, p->at, "the best value lies outside its range");
    p->claim.best = best;
    p->claim.value = NAN;
    p->claim.approximate = false;
    return true;
}

/* A plain range inside brackets or after a level; the claim keeps its value for best_is(). */
static bool range_behind(rk_parse *p)
{
    rk_side a;
    bool between, single, share = p->claim.share, had = !isnan(p->claim.value);
    range_prefix(p, &between);
    if (!rk_side_before(p, &a) || !read_range(p, &a, true, between, &single))
        return false;
    return !had || share == p->claim.share
               ? true
               : rk_ask(p, RECKON_RULE_ASK_TWO, a.from, p->at, "persons and a share");
}

static bool interval(rk_parse *p)
{
    size_t from = p->at;
    double best = p->claim.value;
    bool ended = !isnan(p->claim.low) && !isnan(p->claim.high);
    if (!isnan(p->claim.level))
        return rk_ask_here(p);
    if (rk_take(p, RK_INTERVAL)) {
        if (!rk_take(p, RK_TO))
            rk_take(p, RK_OF);
        if (!read_level(p, from))
            return false;
    } else {
        if (!read_level(p, from))
            return false;
        rk_take(p, RK_INTERVAL);
    }
    if (!rk_take(p, RK_COLON) && !rk_take(p, RK_COMMA))
        rk_take(p, RK_OF);
    p->rules[RECKON_RULE_PERCENT] = p->claim.share;
    if (!ended && !range_behind(p))
        return false;
    rk_apply(p, RECKON_RULE_CI);
    p->main = RECKON_RULE_CI;
    return isnan(best) || best_is(p, best, from);
}

/* ---- the tail */

/* +- Y, or +- p %. */
static bool plus_minus(rk_parse *p, head *h)
{
    size_t from = p->at++;
    rk_quantity y, *x = &h->side.quantity;
    if (!h->single || h->side.hold != RK_HELD_PLAIN || x->kind == RK_BRACKET || x->fraction)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, from, p->at, "a width on what is no single number");
    if (!rk_quantity_read(p, false, &y) || !rk_settled(p, &y))
        return false;
    double amount = p->claim.value, width = rk_quantity_amount(&y);
    bool relative = y.percent && !x->percent;
    if (y.kind != RK_COUNT && !relative)
        return rk_ask(p, RECKON_RULE_ASK_MARK, from, p->at, "points, or percent of the share");
    if ((y.kind == RK_COUNT && x->kind == RK_SHARE) || (relative && amount <= 100))
        return rk_ask(
            p, RECKON_RULE_ASK_MARK, from, p->at, "the unit of the width has two readings");
    if (y.magnitude > 1 && x->magnitude == 1 && x->mark != RK_MARK_GROUPS &&
        (double)y.magnitude > amount)
        return rk_ask(
            p, RECKON_RULE_ASK_MARK, from, p->at, "the first number may or may not have the unit");
    if (!(width > 0) || (relative ? width >= 1 : width >= amount))
        return rk_ask(
            p, RECKON_RULE_ASK_BOUND, from, p->at, "the width is not smaller than the number");
    h->single = false;
    p->claim.approximate = false;
    rk_apply(p, RECKON_RULE_PLUS_MINUS);
    p->main = RECKON_RULE_PLUS_MINUS;
    p->rules[RECKON_RULE_PERCENT] = 0;
    if (relative) {
        p->claim.precision = width;
        return true;
    }
    p->claim.value = NAN;
    p->claim.low = amount - width;
    p->claim.high = amount + width;
    return true;
}

static bool best(rk_parse *p)
{
    size_t from = p->at++;
    rk_side side;
    rk_take(p, RK_COLON);
    bool ended = !isnan(p->claim.low) && !isnan(p->claim.high) && isnan(p->claim.best);
    if (!ended)
        return rk_ask(
            p, RECKON_RULE_ASK_INTERVAL, from, p->at, "a most likely value without its range");
    if (!rk_side_read(p, false, &side) || !rk_settled(p, &side.quantity))
        return false;
    bool share = side.quantity.kind == RK_SHARE;
    if (side.hold != RK_HELD_PLAIN || side.quantity.kind == RK_BRACKET || share != p->claim.share)
        return rk_ask(
            p, RECKON_RULE_ASK_BOUND, from, p->at, "the most likely value is no single number");
    rk_apply(p, RECKON_RULE_BEST);
    p->main = isnan(p->claim.level) ? RECKON_RULE_BEST : RECKON_RULE_CI;
    return best_is(p, rk_quantity_amount(&side.quantity), from);
}

/* "but fewer than 30,000": the other bound of a claim that has one. */
static bool other_bound(rk_parse *p, head *h)
{
    size_t from = p->at;
    rk_side side;
    rk_take(p, RK_COMMA);
    if (!rk_take(p, RK_BUT))
        rk_take(p, RK_AND);
    if (!rk_side_read(p, false, &side) || !rk_settled(p, &side.quantity))
        return false;
    bool up = h->side.hold == RK_HELD_LOW && side.hold == RK_HELD_HIGH;
    bool down = h->side.hold == RK_HELD_HIGH && side.hold == RK_HELD_LOW;
    const rk_side *low = up ? &h->side : &side, *high = up ? &side : &h->side;
    if (!h->single || (!up && !down))
        return rk_ask(p, RECKON_RULE_ASK_BOUND, from, p->at, "not a lower and an upper bound");
    if (low->quantity.kind == RK_BRACKET || low->quantity.kind != high->quantity.kind)
        return rk_ask(
            p, RECKON_RULE_ASK_BOUND, from, p->at, "the two bounds are of different kinds");
    double least = rk_quantity_amount(&low->quantity), most = rk_quantity_amount(&high->quantity);
    bool unit =
        (low->quantity.magnitude > 1) == (high->quantity.magnitude > 1) || most < 1000 * least;
    if (!(least < most) || !unit)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, from, p->at,
            "the low end is not below the high end, or has no unit");
    p->claim.low = least;
    p->claim.high = most;
    h->single = false;
    rk_apply(p, RECKON_RULE_TWO_BOUNDS);
    p->main = RECKON_RULE_TWO_BOUNDS;
    return true;
}

static bool bound_follows(const rk_parse *p)
{
    size_t n = rk_next(p) == RK_COMMA;
    rk_class c = rk_ahead(p, n);
    if (c == RK_BUT || c == RK_AND)
        c = rk_ahead(p, ++n);
    return n > 0 && (c == RK_AT_LEAST || c == RK_AT_MOST) &&
           !(p->tokens[p->at + n].flags & RK_ONLY_AFTER);
}

static bool about_behind(rk_parse *p, head *h)
{
    if (!h->single || h->side.hold != RK_HELD_PLAIN || h->side.quantity.kind == RK_BRACKET)
        return rk_ask_here(p);
    p->claim.approximate = true;
    p->claim.precision = NAN;
    h->side.approximate = true;
    rk_apply(p, RECKON_RULE_APPROX);
    p->main = RECKON_RULE_APPROX;
    p->at++;
    return true;
}

/* X (A to B). */
static bool range_of_best(rk_parse *p, head *h)
{
    size_t from = p->at;
    double value = p->claim.value;
    if (!h->single || h->side.hold != RK_HELD_PLAIN || isnan(value) || h->side.quantity.fraction)
        return rk_ask_here(p);
    if (!range_behind(p))
        return false;
    rk_apply(p, RECKON_RULE_BEST);
    p->main = RECKON_RULE_BEST;
    h->single = h->best_first = false;
    p->claim.precision = NAN;
    return best_is(p, value, from);
}

static bool take_interval(rk_parse *p, head *h)
{
    bool ended = !isnan(p->claim.low) && !isnan(p->claim.high) && !h->single;
    bool plain = h->single && h->side.hold == RK_HELD_PLAIN && !isnan(p->claim.value) &&
                 !h->side.quantity.fraction;
    if (!ended && !plain)
        return rk_ask_here(p);
    h->single = h->best_first = false;
    return interval(p);
}

static bool in_brackets(rk_parse *p, head *h)
{
    if (level_begins(p))
        return take_interval(p, h);
    if (rk_date_clause(p, true))
        return true;
    switch (rk_next(p)) {
    case RK_PLUS_MINUS:
        return plus_minus(p, h);
    case RK_GIVE_OR_TAKE:
        p->at++;
        if (rk_quantity_begins(p)) {
            p->at--;
            return plus_minus(p, h);
        }
        p->at--;
        return about_behind(p, h);
    case RK_BEST:
        return best(p);
    case RK_APPROX:
        return rk_ahead(p, 1) == RK_CLOSE ? about_behind(p, h) : range_of_best(p, h);
    case RK_RANGE:
    case RK_BETWEEN:
    case RK_FROM:
        return range_of_best(p, h);
    case RK_TOTAL:
        p->at++;
        return true;
    case RK_PERSON:
    case RK_STATUS:
    case RK_PLACE:
    case RK_PROPER:
        return rk_scope(p, false);
    default:
        break;
    }
    return rk_quantity_begins(p) ? range_of_best(p, h) : rk_ask_here(p);
}

static bool take_rate(rk_parse *p)
{
    const rk_token *t = &p->tokens[p->at];
    if (p->claim.per != RECKON_PER_NONE)
        return rk_ask_here(p);
    p->claim.per = (reckon_per)t->value;
    rk_apply(p, RECKON_RULE_RATE);
    p->at++;
    return true;
}

/* What may follow a comma. */
static bool after_comma(rk_parse *p, head *h)
{
    size_t comma = p->at++;
    if (level_begins(p))
        return take_interval(p, h);
    if (rk_date_clause(p, false))
        return true;
    switch (rk_next(p)) {
    case RK_BEST:
        return best(p);
    case RK_PLUS_MINUS:
    case RK_GIVE_OR_TAKE:
    case RK_TOTAL:
        return true;
    case RK_APPROX:
        return rk_ahead(p, 1) == RK_END && (p->tokens[p->at].flags & (RK_AFTER | RK_ONLY_AFTER))
                   ? about_behind(p, h)
                   : rk_ask_here(p);
    case RK_END:
        p->at = comma;
        return rk_ask_here(p);
    default:
        return rk_ask_here(p);
    }
}

/* What stands behind the figure and fits nowhere. */
static bool ask_about_tail(rk_parse *p)
{
    rk_class class = rk_next(p);
    rk_class next = rk_ahead(p, rk_ahead(p, 1) == RK_ARTICLE ? 2 : 1);
    if (class == RK_AT_LEAST || class == RK_AT_MOST)
        return rk_ask(
            p, RECKON_RULE_ASK_CHANGE, p->at, p->at + 1, "more or less than something else");
    if ((class == RK_OF || class == RK_DASH || class == RK_TO || class == RK_COMMA) &&
        next == RK_NUMBER)
        return rk_ask(p, RECKON_RULE_ASK_TWO, p->at, p->at + 1, NULL);
    if (class == RK_TILDE && next == RK_NUMBER)
        return rk_ask(p, RECKON_RULE_ASK_YEARS, p->at, p->at + 1, NULL);
    return rk_ask_here(p);
}

static bool tail_token(rk_parse *p, head *h)
{
    if (rk_scope(p, p->claim.share))
        return true;
    if (level_begins(p))
        return take_interval(p, h);
    if (bound_follows(p))
        return other_bound(p, h);
    if (rk_date_clause(p, false))
        return true;
    switch (rk_next(p)) {
    case RK_PER:
        return take_rate(p);
    case RK_OPEN:
        p->at++;
        if (!in_brackets(p, h))
            return false;
        return rk_take(p, RK_CLOSE) ? true : rk_ask_here(p);
    case RK_COMMA:
        return after_comma(p, h);
    case RK_PLUS_MINUS:
        return plus_minus(p, h);
    case RK_GIVE_OR_TAKE:
        if (rk_ahead(p, 1) == RK_NUMBER || rk_ahead(p, 1) == RK_DIGIT ||
            rk_ahead(p, 1) == RK_ARTICLE)
            return plus_minus(p, h);
        return about_behind(p, h);
    case RK_BEST:
        return best(p);
    case RK_FOOTNOTE:
        rk_apply(p, RECKON_RULE_FOOTNOTE);
        p->at++;
        return true;
    case RK_TOTAL:
        p->at++;
        return true;
    case RK_STOP:
        if (rk_ahead(p, 1) == RK_END) {
            p->at++;
            return true;
        }
        return rk_ask_here(p);
    default:
        return ask_about_tail(p);
    }
}

/* ---- the head */

static bool most(rk_parse *p, head *h)
{
    p->at++;
    p->claim.low = 0.5;
    p->claim.share = true;
    h->single = false;
    rk_apply(p, RECKON_RULE_MOST);
    p->main = RECKON_RULE_MOST;
    rk_scope(p, true);
    return !p->asked;
}

static bool figure(rk_parse *p, head *h)
{
    rk_side *s = &h->side;
    bool between = false;
    if (rk_next(p) == RK_MOST)
        return most(p, h);
    if (rk_next(p) == RK_DASH)
        return rk_ask(
            p, RECKON_RULE_ASK_BOUND, p->at, p->at + 1, "no number of persons is negative");
    if (level_begins(p))
        return interval(p);
    if (rk_next(p) == RK_BEST) {
        h->best_first = true;
        h->best_token = p->at++;
        rk_take(p, RK_COLON);
    }
    if (!rk_side_before(p, s))
        return false;
    size_t held_from = s->from;
    bool prefix = range_prefix(p, &between), approximate = s->approximate;
    if (prefix) {
        rk_hold hold = s->hold;
        rk_side inner;
        if (!rk_side_before(p, &inner))
            return false;
        if (hold != RK_HELD_PLAIN || inner.hold != RK_HELD_PLAIN)
            return rk_ask(p, RECKON_RULE_ASK_BOUND, held_from, p->at, "a bound on a range");
        s->approximate = approximate || inner.approximate;
    }
    if (!read_range(p, s, prefix, between, &h->single))
        return false;
    h->year = h->single && s->quantity.year_like;
    return h->single ? rk_side_claim(p, s) : true;
}

/* What can only be said at the end. */
static bool whole_claim(rk_parse *p, const head *h)
{
    if (h->best_first && h->single)
        return rk_ask(p, RECKON_RULE_ASK_INTERVAL, h->best_token, h->best_token + 1,
            "a most likely value without its range");
    bool said = p->persons || p->claim.per != RECKON_PER_NONE || h->side.hold == RK_HELD_LOW;
    if (h->year && !said)
        return rk_ask(p, RECKON_RULE_ASK_YEARS, h->side.quantity.from, h->side.quantity.to, NULL);
    return true;
}

static bool leading(rk_parse *p)
{
    if (rk_date_clause(p, false))
        rk_take(p, RK_COMMA);
    if (rk_next(p) == RK_PER && p->language == RK_KOREAN && !take_rate(p))
        return false;
    size_t at = p->at;
    if (rk_scope(p, false) && !rk_take(p, RK_COLON) && p->language != RK_KOREAN)
        p->persons = false;
    if (!p->persons)
        p->at = at;
    return true;
}

bool rk_claim_parse(rk_parse *p)
{
    head h = {.single = false};
    if (!leading(p) || !figure(p, &h))
        return false;
    while (rk_next(p) != RK_END)
        if (!tail_token(p, &h))
            return false;
    return whole_claim(p, &h);
}
