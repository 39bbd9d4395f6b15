/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words/question.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "core/utf8.h"
#include "words/claim.h"

static const char *remedy_of(reckon_rule rule)
{
    switch (rule) {
    case RECKON_RULE_ASK_CHANGE:
        return "Type the level that was reached, if the report gives it; leave a mere change out.";
    case RECKON_RULE_ASK_FORECAST:
        return "Leave forecasts and plans out: they are not estimates of what was.";
    case RECKON_RULE_ASK_CAPACITY:
        return "Type how many persons are there; a capacity does not say it.";
    case RECKON_RULE_ASK_HOUSEHOLDS:
        return "Type persons: multiply by the size of a household that you can defend, and say so "
               "in a note.";
    case RECKON_RULE_ASK_MONEY:
        return "Type a number of persons.";
    case RECKON_RULE_ASK_YEARS:
        return "Put a year in the date; if it is a number of persons, add \"people\".";
    case RECKON_RULE_ASK_MARK:
        return "Type the digits alone (60000 or 60), or give the language of the text.";
    case RECKON_RULE_ASK_VAGUE:
        return "Type a number or a range.";
    case RECKON_RULE_ASK_BOUND:
        return "Type one bound (\"at least 80\"), or a range with its low end first.";
    case RECKON_RULE_ASK_TWO:
        return "Type the one figure that is meant; give others a row of their own.";
    case RECKON_RULE_ASK_INTERVAL:
        return "Type the level with the interval: \"35,000 (95% CI 20,000-60,000)\".";
    case RECKON_RULE_ASK_NOTHING:
        return "Type a figure, or leave the row out.";
    default:
        return "Take the word out if the figure stays right without it; else type the figure that "
               "is meant.";
    }
}

void rk_question_at(reckon_figure *figure, reckon_rule rule, const char *text, size_t offset,
    size_t size, const char *why)
{
    char token[40], shown[RK_SHOWN];
    size_t most = size < sizeof token - 1 ? size : sizeof token - 1, kept = 0;
    for (size_t n; kept < most && (n = rk_utf8_character(text + offset + kept, size - kept)) > 0;) {
        if (kept + n > most)
            break;
        kept += n;
    }
    memcpy(token, text + offset, kept);
    token[kept] = '\0';
    figure->status = RECKON_FIGURE_ASK;
    figure->rule = rule;
    figure->rules[rule] = 1;
    figure->offset = offset;
    figure->length = size;
    rk_claim_clear(&figure->claim);
    const char *reason = why ? why : reckon_rule_meaning(rule);
    if (kept)
        snprintf(figure->why, sizeof figure->why, "\"%s\": %s", rk_shown(shown, token), reason);
    else
        snprintf(figure->why, sizeof figure->why, "%s", reason);
    rk_copy_text(figure->remedy, sizeof figure->remedy, remedy_of(rule));
}

static void add_candidate(reckon_figure *figure, const reckon_claim *claim)
{
    char text[RECKON_CLAIM_TEXT];
    if (figure->candidate_count == RECKON_CANDIDATES || !rk_claim_present(claim))
        return;
    for (size_t i = 0; i < figure->candidate_count; i++)
        if (rk_claim_same(&figure->candidates[i].claim, claim))
            return;
    reckon_candidate *candidate = &figure->candidates[figure->candidate_count++];
    candidate->claim = *claim;
    rk_copy_text(candidate->type, sizeof candidate->type, reckon_claim_text(text, claim));
}

static void add_value(reckon_figure *figure, double value, bool share)
{
    reckon_claim claim;
    if (!isfinite(value) || value < 0)
        return;
    rk_claim_clear(&claim);
    claim.value = value;
    claim.share = share;
    add_candidate(figure, &claim);
}

static void add_bounds(reckon_figure *figure, double low, double high)
{
    reckon_claim claim;
    rk_claim_clear(&claim);
    claim.low = low;
    claim.high = high;
    add_candidate(figure, &claim);
}

/* Both readings of a mark. */
static void add_both(reckon_figure *figure, const rk_number *n, int64_t unit)
{
    double digits = (double)n->digits, scale = (double)unit, power = 1;
    for (int i = 0; i < n->decimals; i++)
        power *= 10;
    add_value(figure, digits / power * scale, false);
    add_value(figure, digits * scale, false);
}

static int64_t unit_behind(const rk_token *t)
{
    return t[1].class == RK_SCALE && t[1].value > 0 ? t[1].value : 1;
}

/* What the numbers in the text could mean, by the reason to ask. */
void rk_question(reckon_figure *figure, const rk_parse *p, const char *text, size_t length)
{
    const rk_scan *scan = p->scan;
    size_t from = p->tokens[p->ask_from].begin;
    size_t to = p->ask_to > p->ask_from ? p->tokens[p->ask_to - 1].end : from;
    size_t offset = scan->folded.at[from], end = scan->folded.at[to];
    end = end < offset ? offset : end > length ? length : end;
    rk_question_at(figure, p->ask, text, offset, end - offset, p->why);
    if (p->ask == RECKON_RULE_ASK_MONEY || p->ask == RECKON_RULE_ASK_NOTHING ||
        p->ask == RECKON_RULE_ASK_VAGUE)
        return;
    double numbers[2];
    size_t count = 0;
    for (const rk_token *t = p->tokens; t->class != RK_END; t++) {
        if (t->class != RK_NUMBER || t->number.mark == RK_MARK_BAD)
            continue;
        int64_t unit = unit_behind(t);
        if (t->number.mark == RK_MARK_EITHER)
            add_both(figure, &t->number, unit);
        if (count < 2 && t->number.mark != RK_MARK_EITHER) {
            double power = 1;
            for (int i = 0; i < t->number.decimals; i++)
                power *= 10;
            numbers[count++] = (double)t->number.digits / power * (double)unit;
        }
    }
    if (p->ask == RECKON_RULE_ASK_BOUND && count == 1) {
        add_bounds(figure, numbers[0], NAN);
        add_bounds(figure, NAN, numbers[0]);
        return;
    }
    for (size_t i = 0; i < count; i++)
        add_value(figure, numbers[i], false);
    if (count == 2 && numbers[0] < numbers[1])
        add_bounds(figure, numbers[0], numbers[1]);
}
