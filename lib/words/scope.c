/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who and where: words that do not change the figure. */
#include "words/parse.h"

/* "Cox's" needs the rest of the name. */
static bool is_who(const rk_token *t)
{
    if (t->class == RK_PROPER && (t->flags & RK_ONLY_AFTER) && t[1].class != RK_PROPER)
        return false;
    return t->class == RK_PERSON || t->class == RK_STATUS || t->class == RK_PLACE ||
           t->class == RK_PROPER;
}

static bool joins(const rk_token *t)
{
    return t->class == RK_OF || t->class == RK_IN || t->class == RK_FROM;
}

/* "of the refugees" after a count is a part of a whole; of a share it names the whole. */
static bool part_of_whole(const rk_token *t)
{
    return t->class == RK_OF && ((t->flags & RK_ALSO_ARTICLE) || t[1].class == RK_ARTICLE);
}

/* How many tokens lead to the next noun and are it: prepositions, articles, "and", a comma between
 * places. 0: none. */
static size_t lead(const rk_token *t, bool after_noun, bool of_whole)
{
    size_t n = 0;
    bool part = false;
    if (is_who(t) || (t->class == RK_PARTICLE && after_noun))
        return 1;
    bool listed = t->class == RK_COMMA && (t[1].class == RK_PROPER || t[1].class == RK_PLACE);
    if (after_noun && (t->class == RK_AND || listed))
        n = 1;
    else if (t->class == RK_ARTICLE && !of_whole)
        return 0;
    for (; joins(&t[n]) || t[n].class == RK_ARTICLE; n++)
        part = part || part_of_whole(&t[n]);
    bool people = t[n].class == RK_PERSON || t[n].class == RK_STATUS;
    return is_who(&t[n]) && !(part && people && !of_whole) ? n + 1 : 0;
}

bool rk_scope(rk_parse *p, bool of_whole)
{
    size_t from = p->at;
    for (size_t n; (n = lead(&p->tokens[p->at], p->at > from, of_whole)) > 0;)
        p->at += n;
    if (p->at == from)
        return false;
    p->persons = true;
    rk_apply(p, RECKON_RULE_SCOPE);
    return true;
}
