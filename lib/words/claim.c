/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of rules and periods, and a claim in plain words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/words.h>

#include "core/text.h"
#include "words/claim.h"

const char *reckon_rule_name(reckon_rule rule)
{
    static const char *const names[] = {
#define RULE_NAME(NAME, id, meaning) id,
        RECKON_RULE_LIST(RULE_NAME)
#undef RULE_NAME
    };
    return (unsigned)rule < RECKON_RULE_COUNT ? names[rule] : "unknown";
}

const char *reckon_rule_meaning(reckon_rule rule)
{
    static const char *const meanings[] = {
#define RULE_MEANING(NAME, id, meaning) meaning,
        RECKON_RULE_LIST(RULE_MEANING)
#undef RULE_MEANING
    };
    return (unsigned)rule < RECKON_RULE_COUNT ? meanings[rule] : "no such rule";
}

const char *reckon_per_name(reckon_per per)
{
    static const char *const names[] = {"", "day", "week", "month", "year"};
    return (unsigned)per < sizeof names / sizeof *names ? names[per] : "";
}

void rk_claim_clear(reckon_claim *claim)
{
    memset(claim, 0, sizeof *claim);
    claim->value = claim->low = claim->high = NAN;
    claim->level = claim->best = claim->precision = NAN;
}

/* The value, or else one end, is there. */
bool rk_claim_present(const reckon_claim *claim)
{
    return !isnan(claim->value) || !isnan(claim->low) || !isnan(claim->high);
}

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

bool rk_claim_same(const reckon_claim *a, const reckon_claim *b)
{
    return same_number(a->value, b->value) && same_number(a->low, b->low) &&
           same_number(a->high, b->high) && same_number(a->level, b->level) &&
           same_number(a->best, b->best) && same_number(a->precision, b->precision) &&
           a->approximate == b->approximate && a->share == b->share && a->per == b->per &&
           strcmp(a->date, b->date) == 0;
}

/* A number with commas between groups of three, or a share in percent. */
static const char *number_text(char to[RK_NUMBER_TEXT + 16], double number, bool share)
{
    char plain[RK_NUMBER_TEXT];
    rk_number_text(plain, share ? rk_round_digits(number * 100, 12) : number);
    if (share) {
        snprintf(to, RK_NUMBER_TEXT + 16, "%.31s %%", plain);
        return to;
    }
    size_t digits = strspn(plain, "0123456789"), out = 0;
    bool grouped = !strpbrk(plain, "eE");
    for (size_t i = 0; plain[i]; i++) {
        if (grouped && i > 0 && i < digits && (digits - i) % 3 == 0)
            to[out++] = ',';
        to[out++] = plain[i];
    }
    to[out] = '\0';
    return to;
}

static void add_text(char *to, const char *text)
{
    size_t used = strlen(to);
    rk_copy_text(to + used, RECKON_CLAIM_TEXT - used, text);
}

static void add_number(char *to, const char *before, double number, bool share)
{
    char text[RK_NUMBER_TEXT + 16];
    add_text(to, before);
    add_text(to, number_text(text, number, share));
}

static void add_ends(char *to, const reckon_claim *claim)
{
    if (isnan(claim->high)) {
        add_number(to, "at least ", claim->low, claim->share);
    } else if (isnan(claim->low)) {
        add_number(to, "at most ", claim->high, claim->share);
    } else {
        add_number(to, "", claim->low, claim->share);
        add_number(to, " to ", claim->high, claim->share);
    }
    if (!isnan(claim->level))
        add_number(to, ", level ", claim->level, true);
    if (!isnan(claim->best))
        add_number(to, ", most likely ", claim->best, claim->share);
}

char *reckon_claim_text(char *to, const reckon_claim *claim)
{
    to[0] = '\0';
    if (!isnan(claim->value)) {
        add_number(to, claim->approximate ? "about " : "", claim->value, claim->share);
        if (!isnan(claim->precision))
            add_number(to, ", give or take ", claim->precision, true);
        if (!isnan(claim->precision))
            add_text(to, " of it");
    } else if (rk_claim_present(claim)) {
        add_ends(to, claim);
    } else {
        add_text(to, "nothing");
    }
    if (claim->per != RECKON_PER_NONE) {
        add_text(to, " a ");
        add_text(to, reckon_per_name(claim->per));
    }
    if (claim->date[0]) {
        add_text(to, ", date ");
        add_text(to, claim->date);
    }
    return to;
}
