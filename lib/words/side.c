/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words/side.h"

#include <math.h>

static rk_hold hold_of(rk_class class)
{
    switch (class) {
    case RK_JUST_OVER:
        return RK_HELD_OVER;
    case RK_JUST_UNDER:
        return RK_HELD_UNDER;
    case RK_NEARLY:
        return RK_HELD_NEAR;
    case RK_ODD:
        return RK_HELD_ODD;
    case RK_AT_LEAST:
    case RK_PLUS:
        return RK_HELD_LOW;
    case RK_AT_MOST:
        return RK_HELD_HIGH;
    default:
        return RK_HELD_PLAIN;
    }
}

/* The same bound twice is one; anything else contradicts. */
static bool hold(rk_parse *p, rk_side *side, const rk_token *t)
{
    rk_hold hold = hold_of(t->class);
    if (side->hold != RK_HELD_PLAIN && side->hold != hold)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, p->at, p->at + 1, "two bounds on one number");
    side->hold = hold;
    if (t->flags & RK_WELL)
        rk_apply(p, RECKON_RULE_WELL_BOUND);
    p->at++;
    return true;
}

static bool hedge(rk_parse *p, rk_side *side, const rk_token *t)
{
    if (side->hold != RK_HELD_PLAIN)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, p->at, p->at + 1, "a hedge inside a bound");
    side->approximate = true;
    side->vague = side->vague || (t->flags & RK_VAGUE);
    rk_apply(p, RECKON_RULE_APPROX);
    p->at++;
    return true;
}

bool rk_side_before(rk_parse *p, rk_side *side)
{
    *side = (rk_side){.from = p->at};
    for (;;) {
        const rk_token *t = &p->tokens[p->at];
        bool behind = (t->flags & RK_ONLY_AFTER) != 0;
        if ((t->class == RK_APPROX && !behind) || t->class == RK_TILDE) {
            if (!hedge(p, side, t))
                return false;
        } else if (hold_of(t->class) != RK_HELD_PLAIN && !behind && t->class != RK_PLUS) {
            if (!hold(p, side, t))
                return false;
        } else if (t->class == RK_TOTAL) {
            rk_apply(p, RECKON_RULE_SCOPE);
            p->at++;
        } else {
            return true;
        }
    }
}

/* Bounds and hedges behind the number, before or after its noun. */
static bool behind(rk_parse *p, rk_side *side)
{
    for (;;) {
        const rk_token *t = &p->tokens[p->at];
        bool may = (t->flags & (RK_AFTER | RK_ONLY_AFTER)) != 0;
        bool hyphen =
            t->class == RK_DASH && t->glued && t[1].class == RK_ODD && (t[1].flags & RK_ONLY_AFTER);
        if (hyphen) {
            p->at++;
            continue;
        }
        if (t->class == RK_FOOTNOTE) {
            rk_apply(p, RECKON_RULE_FOOTNOTE);
            p->at++;
        } else if (t->class == RK_APPROX && may) {
            side->approximate = true;
            rk_apply(p, RECKON_RULE_APPROX);
            p->at++;
        } else if ((t->class == RK_PLUS && t->glued) ||
                   (t->class != RK_PLUS && hold_of(t->class) != RK_HELD_PLAIN && may)) {
            bool bound_follows = (t->flags & RK_AFTER) && rk_ahead(p, 1) == RK_NUMBER;
            if (bound_follows)
                return true;
            if (!hold(p, side, t))
                return false;
        } else {
            return true;
        }
    }
}

bool rk_side_number(rk_parse *p, bool and_separates, rk_side *side)
{
    if (!rk_quantity_read(p, and_separates, &side->quantity) || !behind(p, side))
        return false;
    rk_class next = rk_next(p);
    if (side->quantity.fraction && !side->quantity.out_of &&
        (next == RK_PERSON || next == RK_STATUS))
        return rk_ask(p, RECKON_RULE_ASK_TAIL, side->from, p->at + 1, "a fraction of what");
    rk_scope(p, side->quantity.kind == RK_SHARE);
    side->to = p->at;
    if (p->asked || !behind(p, side))
        return false;
    rk_scope(p, side->quantity.kind == RK_SHARE);
    side->to = p->at;
    return !p->asked;
}

bool rk_side_read(rk_parse *p, bool and_separates, rk_side *side)
{
    return rk_side_before(p, side) && rk_side_number(p, and_separates, side);
}

bool rk_settled(rk_parse *p, const rk_quantity *q)
{
    if (q->mark == RK_MARK_EITHER)
        return rk_ask(
            p, RECKON_RULE_ASK_MARK, q->from, q->to, "the mark may part groups or decimals");
    if (q->kind == RK_COUNT) {
        int64_t divisor = 1;
        for (int i = 0; i < q->decimals; i++)
            divisor *= 10;
        if (q->digits * q->unit % divisor != 0)
            return rk_ask(
                p, RECKON_RULE_ASK_MARK, q->from, q->to, "it is no whole number of persons");
    }
    if (q->kind == RK_SHARE && rk_quantity_amount(q) > 1)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, q->from, q->to, "a share above 1");
    return true;
}

static void main_rule(rk_parse *p, reckon_rule rule)
{
    rk_apply(p, rule);
    p->main = rule;
}

static bool bracket_claim(rk_parse *p, const rk_side *s)
{
    const rk_quantity *q = &s->quantity;
    bool few = p->rules[RECKON_RULE_FEW];
    if (s->vague || (s->hold != RK_HELD_PLAIN && s->hold != RK_HELD_LOW && s->hold != RK_HELD_HIGH))
        return rk_ask(
            p, RECKON_RULE_ASK_VAGUE, s->from, s->to, "the words give no number to hold on to");
    if (s->hold == RK_HELD_HIGH && isnan(q->high))
        return rk_ask(p, RECKON_RULE_ASK_BOUND, s->from, s->to, "the words have no upper end");
    if (s->hold != RK_HELD_HIGH)
        p->claim.low = q->low;
    if (s->hold != RK_HELD_LOW)
        p->claim.high = q->high;
    if (s->approximate)
        rk_apply(p, RECKON_RULE_HEDGED_RANGE);
    main_rule(p, s->hold != RK_HELD_PLAIN ? RECKON_RULE_BOUNDED_MAGNITUDE
                 : few                    ? RECKON_RULE_FEW
                                          : RECKON_RULE_MAGNITUDE);
    return true;
}

static reckon_rule plain_rule(const rk_parse *p, const rk_quantity *q)
{
    if (q->percent)
        return RECKON_RULE_PERCENT;
    if (q->fraction)
        return RECKON_RULE_FRACTION;
    if (q->round_part)
        return RECKON_RULE_FRACTION_MILLION;
    if (q->words)
        return RECKON_RULE_NUMBER_WORDS;
    if (p->rules[RECKON_RULE_UNIT])
        return RECKON_RULE_UNIT;
    return p->rules[RECKON_RULE_GROUPING] ? RECKON_RULE_GROUPING : RECKON_RULE_PLAIN;
}

static void value_claim(rk_parse *p, const rk_side *s)
{
    const rk_quantity *q = &s->quantity;
    p->claim.value = rk_quantity_amount(q);
    p->claim.approximate = s->approximate || q->round_part || q->about;
    if (q->fraction && !s->approximate)
        p->claim.precision = 0.1;
    main_rule(p, s->approximate || q->about ? RECKON_RULE_APPROX : plain_rule(p, q));
}

bool rk_side_claim(rk_parse *p, const rk_side *s)
{
    const rk_quantity *q = &s->quantity;
    reckon_claim *claim = &p->claim;
    if (q->kind == RK_BRACKET)
        return bracket_claim(p, s);
    if (!rk_settled(p, q))
        return false;
    claim->share = q->kind == RK_SHARE;
    double amount = rk_quantity_amount(q);
    if (amount == 0 && s->hold != RK_HELD_PLAIN)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, s->from, s->to, "a bound of nothing");
    switch (s->hold) {
    case RK_HELD_PLAIN:
        value_claim(p, s);
        return true;
    case RK_HELD_OVER:
    case RK_HELD_ODD:
        claim->low = amount;
        claim->high = s->hold == RK_HELD_OVER ? rk_quantity_moved(q, 0.5, 0.05)
                                              : rk_quantity_moved(q, 1, 0.1);
        main_rule(p, s->hold == RK_HELD_OVER ? RECKON_RULE_JUST_OVER : RECKON_RULE_ODD);
        break;
    case RK_HELD_UNDER:
    case RK_HELD_NEAR:
        claim->high = amount;
        claim->low = s->hold == RK_HELD_UNDER ? rk_quantity_moved(q, -0.5, 0.05)
                                              : rk_quantity_moved(q, -1, 0.1);
        main_rule(p, s->hold == RK_HELD_UNDER ? RECKON_RULE_JUST_UNDER : RECKON_RULE_NEARLY);
        break;
    case RK_HELD_LOW:
        claim->low = amount;
        main_rule(p, RECKON_RULE_AT_LEAST);
        break;
    case RK_HELD_HIGH:
        claim->high = amount;
        main_rule(p, RECKON_RULE_AT_MOST);
        break;
    }
    if (claim->share && claim->high > 1)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, s->from, s->to, "a share above 1");
    return true;
}

/* The magnitude of the second number that the first may take: of its words or unit, or of its
 * groups. */
static int64_t shared_magnitude(const rk_quantity *second)
{
    if (second->magnitude > 1)
        return second->magnitude;
    if (second->mark != RK_MARK_GROUPS || second->digits % 1000 != 0)
        return 1;
    return second->groups > 1 && second->digits % 1000000 == 0 ? 1000000 : 1000;
}

/* "60-100,000", "10-30 thousand": the first number takes the magnitude, when low then stays below
 * high. */
static bool share_magnitude(rk_parse *p, rk_quantity *a, const rk_quantity *b)
{
    if (b->percent && a->kind == RK_COUNT && a->magnitude == 1 && a->mark != RK_MARK_GROUPS) {
        a->kind = RK_SHARE;
        a->percent = true;
        a->year_like = false;
        return true;
    }
    if (a->kind != RK_COUNT || b->kind != RK_COUNT || a->magnitude > 1)
        return true;
    bool bare =
        a->words || a->small_digits || (a->mark != RK_MARK_GROUPS && a->mark != RK_MARK_NONE);
    int64_t unit = shared_magnitude(b);
    double second = rk_quantity_amount(b), first = rk_quantity_amount(a);
    if (bare && unit > 1 && first * (double)unit < second && a->digits <= 1000000000000000 / unit) {
        a->unit *= unit;
        a->magnitude = unit;
        a->mark = RK_MARK_NONE;
        rk_apply(p, RECKON_RULE_SHARED);
        p->main = RECKON_RULE_SHARED;
        return true;
    }
    if (first * 1000 <= second)
        return rk_ask(p, RECKON_RULE_ASK_MARK, a->from, a->to,
            "it may or may not have the unit of the second number");
    return true;
}

bool rk_range_claim(rk_parse *p, rk_side *first, rk_side *second)
{
    rk_quantity *a = &first->quantity, *b = &second->quantity;
    if (first->hold != RK_HELD_PLAIN || second->hold != RK_HELD_PLAIN)
        return rk_ask(p, RECKON_RULE_ASK_BOUND, first->from, second->to, "a bound on a range");
    if (a->kind == RK_BRACKET || b->kind == RK_BRACKET)
        return rk_ask(
            p, RECKON_RULE_ASK_VAGUE, first->from, second->to, "a range of words that are ranges");
    if (a->year_like && b->year_like)
        return rk_ask(p, RECKON_RULE_ASK_YEARS, first->from, second->to, NULL);
    p->main = RECKON_RULE_RANGE;
    if (!share_magnitude(p, a, b) || !rk_settled(p, a) || !rk_settled(p, b))
        return false;
    if (a->kind != b->kind)
        return rk_ask(p, RECKON_RULE_ASK_TWO, first->from, second->to, "persons and a share");
    double low = rk_quantity_amount(a), high = rk_quantity_amount(b);
    if (!(low < high))
        return rk_ask(p, RECKON_RULE_ASK_BOUND, first->from, second->to,
            "the low end is not below the high end");
    p->claim.low = low;
    p->claim.high = high;
    p->claim.share = a->kind == RK_SHARE;
    rk_apply(p, RECKON_RULE_RANGE);
    if (first->approximate || second->approximate)
        main_rule(p, RECKON_RULE_HEDGED_RANGE);
    return true;
}
