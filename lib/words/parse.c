/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of the walk that every part of the grammar shares. */
#include "words/parse.h"

void rk_apply(rk_parse *p, reckon_rule rule)
{
    p->rules[rule] = 1;
}

bool rk_ask(rk_parse *p, reckon_rule rule, size_t from, size_t to, const char *why)
{
    if (p->asked)
        return false;
    p->asked = true;
    p->ask = rule;
    p->ask_from = from;
    p->ask_to = to;
    p->why = why;
    return false;
}

/* A token that does not fit where it stands asks by what it is. */
static reckon_rule rule_of(const rk_token *t)
{
    if (t->class == RK_ASK || t->class == RK_UNKNOWN)
        return t->ask;
    switch (t->class) {
    case RK_NUMBER:
    case RK_VULGAR:
    case RK_DIGIT:
    case RK_TEEN:
    case RK_TENS:
    case RK_HUNDREDS:
    case RK_HUNDRED:
    case RK_SCALE:
    case RK_HALF:
    case RK_PART:
    case RK_MAGNITUDE:
    case RK_FEW:
    case RK_AND:
    case RK_OR:
        return RECKON_RULE_ASK_TWO;
    case RK_AT_LEAST:
    case RK_AT_MOST:
    case RK_JUST_OVER:
    case RK_JUST_UNDER:
    case RK_NEARLY:
    case RK_ODD:
    case RK_PLUS:
        return RECKON_RULE_ASK_BOUND;
    case RK_INTERVAL:
        return RECKON_RULE_ASK_INTERVAL;
    case RK_NOTHING:
        return RECKON_RULE_ASK_NOTHING;
    case RK_MONTH:
    case RK_PART_OF_YEAR:
        return RECKON_RULE_ASK_YEARS;
    case RK_APPROX:
    case RK_END:
        return RECKON_RULE_ASK_VAGUE;
    case RK_TILDE:
    case RK_STOP:
    case RK_SLASH:
        return RECKON_RULE_ASK_MARK;
    default:
        return RECKON_RULE_ASK_TAIL;
    }
}

bool rk_ask_here(rk_parse *p)
{
    const rk_token *t = &p->tokens[p->at];
    size_t to = t->class == RK_END ? p->at : p->at + 1;
    return rk_ask(p, rule_of(t), p->at, to, t->class == RK_END ? "there is no figure" : NULL);
}

rk_class rk_ahead(const rk_parse *p, size_t ahead)
{
    size_t at = p->at;
    while (ahead > 0 && p->tokens[at].class != RK_END) {
        at++;
        ahead--;
    }
    return p->tokens[at].class;
}

bool rk_take(rk_parse *p, rk_class class)
{
    if (rk_next(p) != class)
        return false;
    p->at++;
    return true;
}
