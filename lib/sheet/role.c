/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of columns are matched whole: every word of a name must be known, or the name says nothing.
 */
#include "sheet/role.h"

#include <string.h>

#include "sheet/fold.h"
#include "sheet/role_words.h"

const char *rk_role_name(rk_role role)
{
    static const char *const names[] = {"source", "date", "start", "end", "month", "day", "value",
        "low", "high", "best", "level", "trust", "repeats", "leave out", "published", "quote",
        "link", "note", "author", "title", "page", "language", "place", "none"};
    return names[role];
}

/* Whether every word of `name` is of one of the lists, and at least one of `core`. */
static bool made_of(const char *name, const char *core, const char *more, const char *most)
{
    const char *at = name, *word;
    bool named = false;
    for (size_t length; (length = rk_next_word(&at, &word)) != 0;) {
        if (rk_in_list(core, word, length))
            named = true;
        else if (!rk_in_list(rk_filler_words, word, length) && !rk_in_list(more, word, length) &&
                 !rk_in_list(most, word, length))
            return false;
    }
    return named;
}

/* Copies the words of `name` that are not in `list`; whether there was one. */
static bool without(char to[RK_FOLDED], const char *name, const char *list)
{
    const char *at = name, *word;
    size_t used = 0;
    bool found = false;
    for (size_t length; (length = rk_next_word(&at, &word)) != 0;) {
        if (rk_in_list(list, word, length)) {
            found = true;
            continue;
        }
        if (used)
            to[used++] = ' ';
        memcpy(to + used, word, length);
        used += length;
    }
    to[used] = '\0';
    return found;
}

static rk_naming naming_of_folded(const char *name)
{
    rk_naming naming = {RK_ROLE_NONE, 0, false, false};
    for (size_t i = 0; i < rk_role_phrase_count; i++)
        if (strcmp(rk_role_phrases[i].phrase, name) == 0)
            return (rk_naming){rk_role_phrases[i].role, rk_role_phrases[i].rank, false, false};
    for (size_t i = 0; i < rk_role_bag_count; i++)
        if (made_of(name, rk_role_bags[i].core, rk_role_bags[i].more,
                rk_role_bags[i].with_counts ? rk_count_words : ""))
            return (rk_naming){rk_role_bags[i].role, rk_role_bags[i].rank, false, false};
    return naming;
}

static bool is_figure(rk_role role)
{
    return role >= RK_ROLE_VALUE && role <= RK_ROLE_BEST;
}

rk_naming rk_naming_of(const char *name)
{
    char folded[RK_FOLDED], rest[RK_FOLDED];
    rk_naming naming = naming_of_folded(rk_fold_name(folded, name));
    if (naming.role != RK_ROLE_NONE || !folded[0])
        return naming;
    /* A name of figures with a unit that is not the person. */
    for (int pass = 0; pass < 2; pass++) {
        if (!without(rest, folded, pass ? rk_family_words : rk_scale_words))
            continue;
        naming = naming_of_folded(rest);
        if (is_figure(naming.role)) {
            naming.scaled = !pass;
            naming.families = pass;
            return naming;
        }
    }
    return (rk_naming){RK_ROLE_NONE, 0, false, false};
}

rk_side rk_side_of(const char *name)
{
    char folded[RK_FOLDED];
    const char *at = rk_fold_name(folded, name), *word;
    rk_side side = {' ', 1};
    for (size_t length; (length = rk_next_word(&at, &word)) != 0;) {
        if (rk_in_list(rk_origin_words, word, length))
            side.side = 'o';
        else if (rk_in_list(rk_asylum_words, word, length))
            side.side = 'a';
        if (length >= 3 && memcmp(word, "iso", 3) == 0)
            side.choice = 3;
        else if (side.choice < 2 && rk_in_list("code codes coo coa", word, length))
            side.choice = 2;
        else if (side.choice < 3 && rk_in_list("name", word, length))
            side.choice = 1;
    }
    return side;
}

bool rk_is_unhcr_count(const char *name)
{
    char folded[RK_FOLDED];
    rk_fold_name(folded, name);
    for (size_t i = 0; i < rk_unhcr_count_count; i++)
        if (strcmp(folded, rk_unhcr_counts[i]) == 0)
            return true;
    return false;
}

bool rk_is_total(const char *text)
{
    char folded[RK_FOLDED];
    /* No such word begins with a digit, as years do. */
    if (!text[0] || (text[0] >= '0' && text[0] <= '9'))
        return false;
    const char *at = rk_fold_name(folded, text), *word;
    size_t length = rk_next_word(&at, &word);
    if (!rk_in_list(rk_total_words, word, length)) {
        /* "Grand total", "Sous-total", "of which: total" are as good. */
        if (!rk_in_list(rk_total_prefixes, word, length))
            return false;
        length = rk_next_word(&at, &word);
        if (!rk_in_list(rk_total_words, word, length))
            return false;
    }
    while ((length = rk_next_word(&at, &word)) != 0) {
        bool number = word[0] >= '0' && word[0] <= '9';
        if (!number && !rk_in_list(rk_total_words, word, length) &&
            !rk_in_list(rk_total_tails, word, length) &&
            !rk_in_list(rk_count_words, word, length) && !rk_in_list(rk_filler_words, word, length))
            return false;
    }
    return true;
}
