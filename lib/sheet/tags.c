/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/tags.h"

#include <string.h>

#include "sheet/fold.h"

/* Whether one of the attributes is in the list; `folded` keeps '#' and '+'. */
static bool has(const char *folded, const char *list)
{
    for (const char *at = strchr(folded, '+'); at; at = strchr(at, '+')) {
        size_t length = strcspn(++at, "+ ");
        if (length && rk_in_list(list, at, length))
            return true;
    }
    return false;
}

static rk_role role_of_figure(const char *folded)
{
    if (has(folded, "min low lower minimum"))
        return RK_ROLE_LOW;
    if (has(folded, "max high upper maximum"))
        return RK_ROLE_HIGH;
    return has(folded, "best median mode") ? RK_ROLE_BEST : RK_ROLE_VALUE;
}

static rk_role role_of_date(const char *folded)
{
    if (has(folded, "start"))
        return RK_ROLE_START;
    if (has(folded, "end"))
        return RK_ROLE_END;
    if (has(folded, "month"))
        return RK_ROLE_MONTH;
    return has(folded, "published release") ? RK_ROLE_PUBLISHED : RK_ROLE_DATE;
}

static rk_role role_of_meta(const char *folded)
{
    static const struct {
        const char *attributes;
        rk_role role;
    } known[] = {{"source", RK_ROLE_SOURCE}, {"url link", RK_ROLE_LINK}, {"quote", RK_ROLE_QUOTE},
        {"title", RK_ROLE_TITLE}, {"author", RK_ROLE_AUTHOR}, {"language lang", RK_ROLE_LANGUAGE},
        {"trust reliability", RK_ROLE_TRUST}, {"note comment remark description", RK_ROLE_NOTE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (has(folded, known[i].attributes))
            return known[i].role;
    return RK_ROLE_NONE;
}

rk_naming rk_naming_of_tag(const char *tag)
{
    char folded[RK_FOLDED];
    rk_naming naming = {RK_ROLE_NONE, 1, false, false};
    const char *name = rk_fold_name(folded, tag);
    size_t length = strcspn(name, "+ ");
    if (rk_in_list("#affected #population #inneed", name, length)) {
        naming.role = role_of_figure(folded);
        naming.rank = rk_in_list("#affected", name, length) ? 1 : 2;
        naming.families = has(folded, "hh households families f_hh");
        naming.scaled = has(folded, "pct percent percentage");
    } else if (rk_in_list("#date", name, length)) {
        naming.role = role_of_date(folded);
    } else if (rk_in_list("#meta", name, length)) {
        naming.role = role_of_meta(folded);
    } else if (rk_in_list("#org", name, length)) {
        naming.role = RK_ROLE_SOURCE;
        naming.rank = 2;
    } else if (rk_in_list(
                   "#country #region #adm1 #adm2 #adm3 #adm4 #loc #indicator", name, length)) {
        naming.role = RK_ROLE_PLACE;
    }
    return naming;
}
