/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/groups.h"

#include <string.h>

#include "core/memory.h"

bool rk_groups_find(rk_groups *groups, rk_shelf *shelf, const char *key, size_t *group, bool *added)
{
    *added = false;
    if (groups->count && strcmp(groups->keys.ids[groups->last], key) == 0) {
        *group = groups->last;
        return true;
    }
    *group = rk_id_index_find(&groups->keys, key);
    if (*group != RK_NO_INDEX) {
        groups->last = *group;
        return true;
    }
    const char **grown = rk_realloc(groups->label, groups->count + 1, sizeof *grown);
    if (!grown)
        return false;
    groups->label = grown;
    const char *kept = rk_shelf_keep(shelf, key, strlen(key));
    if (shelf->failed || !rk_id_index_reserve(&groups->keys))
        return false;
    rk_id_index_add(&groups->keys, kept);
    groups->label[groups->count] = kept;
    *group = groups->last = groups->count++;
    *added = true;
    return true;
}

void rk_groups_free(rk_groups *groups)
{
    rk_id_index_free(&groups->keys);
    rk_free(groups->label);
}
