/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers written in words: groups below a thousand, each with its unit, the units falling. */
#include "words/parse.h"

/* What the group of up to three digits has so far. */
typedef enum stage {
    STAGE_EMPTY,
    STAGE_ARTICLE, /* "a": only a unit may follow */
    STAGE_HUNDREDS,
    STAGE_TENS,
    STAGE_TENS_OR_TEENS, /* soixante, quatre-vingt */
    STAGE_UNITS_FIRST,   /* ein und ... */
    STAGE_FULL
} stage;

typedef struct words {
    int64_t total, group, last_scale, largest;
    stage stage;
    bool any;
    bool joined_low; /* "ten thousand and twenty": no unit may follow */
    bool units_open; /* a digit is last: German "und" may turn it */
} words;

static bool take_small(words *w, const rk_token *t)
{
    switch (t->class) {
    case RK_DIGIT:
        if (w->stage == STAGE_FULL || w->stage == STAGE_ARTICLE || (t->value == 0 && w->any))
            return false;
        break;
    case RK_TEEN:
        if (w->stage != STAGE_EMPTY && w->stage != STAGE_HUNDREDS &&
            w->stage != STAGE_TENS_OR_TEENS)
            return false;
        if (w->stage == STAGE_TENS_OR_TEENS && t->value >= 20)
            return false;
        break;
    case RK_TENS:
    case RK_HUNDREDS:
        if (w->stage != STAGE_EMPTY && !(t->class == RK_TENS && w->stage == STAGE_HUNDREDS))
            return false;
        break;
    default:
        return false;
    }
    w->group += t->value;
    w->units_open = t->class == RK_DIGIT && (w->stage == STAGE_EMPTY || w->stage == STAGE_HUNDREDS);
    if (t->class == RK_HUNDREDS)
        w->stage = STAGE_HUNDREDS;
    else if (t->class == RK_TENS)
        w->stage = (t->flags & RK_TEENS) ? STAGE_TENS_OR_TEENS : STAGE_TENS;
    else
        w->stage = STAGE_FULL;
    return true;
}

/* "fifteen hundred" and "three hundred", not "ten hundred" or "two hundred hundred". */
static bool take_hundred(words *w, const rk_token *t)
{
    bool bare = w->stage == STAGE_EMPTY && (t->flags & RK_BARE);
    bool counted = w->stage == STAGE_FULL && w->group > 0 && w->group < 100 && w->group % 10 != 0;
    if (!bare && !counted && w->stage != STAGE_ARTICLE)
        return false;
    w->group = (counted ? w->group : 1) * 100;
    w->stage = STAGE_HUNDREDS;
    w->units_open = false;
    return true;
}

static bool take_scale(words *w, const rk_token *t)
{
    bool bare =
        w->stage == STAGE_EMPTY && (t->flags & RK_BARE) && (!w->any || w->last_scale > t->value);
    if (w->joined_low || t->value >= w->last_scale || t->value > 1000000000000)
        return false;
    if (w->stage == STAGE_EMPTY && !bare)
        return false;
    if (w->stage != STAGE_EMPTY && w->stage != STAGE_ARTICLE && w->group == 0)
        return false;
    int64_t count = w->group > 0 ? w->group : 1;
    w->total += count * t->value;
    w->group = 0;
    w->stage = STAGE_EMPTY;
    w->last_scale = t->value;
    w->largest = w->largest > t->value ? w->largest : t->value;
    w->units_open = false;
    return true;
}

static bool take_word(words *w, const rk_token *t, bool counted_by_article)
{
    bool taken;
    if (t->class == RK_ARTICLE && counted_by_article && !w->any) {
        w->stage = STAGE_ARTICLE;
        taken = true;
    } else if (t->class == RK_HUNDRED) {
        taken = take_hundred(w, t);
    } else if (t->class == RK_SCALE && !(t->flags & RK_GLUED)) {
        taken = take_scale(w, t);
    } else {
        taken = take_small(w, t);
    }
    w->any = w->any || taken;
    return taken;
}

/* Whether `t` may follow an "and" inside the number, and what that does to the group. */
static bool take_joined(words *w, const rk_token *t, int language)
{
    bool small = t->class == RK_DIGIT || t->class == RK_TEEN || t->class == RK_TENS;
    if (!small || t->value == 0)
        return false;
    if (language == RK_GERMAN && t->class == RK_TENS && w->units_open) {
        w->group += t->value;
        w->stage = STAGE_FULL;
        w->units_open = false;
        return true;
    }
    bool after_tens = w->stage == STAGE_TENS || w->stage == STAGE_TENS_OR_TEENS;
    if (language == RK_SPANISH || language == RK_FRENCH)
        return after_tens && take_small(w, t);
    if (w->stage == STAGE_HUNDREDS)
        return take_small(w, t);
    if (w->stage != STAGE_EMPTY || !w->any || w->last_scale > 1000000)
        return false;
    w->joined_low = true;
    return take_small(w, t);
}

static bool is_number_word(const rk_token *t)
{
    return (t->class >= RK_DIGIT && t->class <= RK_HUNDRED) ||
           (t->class == RK_SCALE && !(t->flags & RK_GLUED));
}

/* A hyphen without blanks between two number words. */
static bool joining_hyphen(const rk_token *t)
{
    return t->class == RK_DASH && t->glued && t[1].glued && is_number_word(&t[1]);
}

bool rk_number_words(rk_parse *p, bool and_separates, int64_t *number, int64_t *largest_unit)
{
    words w = {.last_scale = INT64_MAX, .largest = 1};
    size_t from = p->at;
    for (;;) {
        const rk_token *t = &p->tokens[p->at];
        rk_class following = t->class == RK_END ? RK_END : t[1].class;
        bool article =
            following == RK_HUNDRED || (following == RK_SCALE && !(t[1].flags & RK_GLUED));
        words before = w;
        if (take_word(&w, t, article)) {
            p->at++;
        } else if (w.any && t->class == RK_AND && !and_separates &&
                   take_joined(&w, &t[1], p->language)) {
            p->at += 2;
        } else if (w.any && joining_hyphen(t) && take_word(&w, &t[1], false)) {
            p->at += 2;
        } else if (w.any && t->class == RK_DASH && p->language == RK_FRENCH && t->glued &&
                   following == RK_AND && p->tokens[p->at + 2].class == RK_DASH &&
                   take_joined(&w, &t[3], p->language)) {
            p->at += 4; /* vingt-et-un */
        } else {
            w = before;
            break;
        }
    }
    if (!w.any || w.stage == STAGE_ARTICLE)
        return rk_ask_here(p);
    if (is_number_word(&p->tokens[p->at]))
        return rk_ask(
            p, RECKON_RULE_ASK_MARK, from, p->at + 1, "the number words do not make one number");
    *number = w.total + w.group;
    *largest_unit = w.largest;
    return true;
}
