/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A side of a branch is 2 * position for an id, 2 * branch + 1 for another branch. Branch number n
 * is made together with id number n + 1, and branches further from the root test later bits.
 */
#include "evidence/id_index.h"

#include <string.h>

#include "core/memory.h"

bool rk_id_index_reserve(rk_id_index *index)
{
    if (index->count < index->capacity)
        return true;
    size_t capacity = index->capacity ? 2 * index->capacity : 16;
    const char **ids = rk_realloc(index->ids, capacity, sizeof *ids);
    if (!ids)
        return false;
    index->ids = ids;
    rk_id_branch *branches = rk_realloc(index->branches, capacity, sizeof *branches);
    if (!branches)
        return false;
    index->branches = branches;
    index->capacity = capacity;
    return true;
}

/* Which side of the branch an id of `length` bytes lies on; past its end it counts as zero. */
static size_t side_of(const rk_id_branch *branch, const char *id, size_t length)
{
    return branch->byte < length && ((unsigned char)id[branch->byte] & branch->bit) != 0;
}

/* The position of the one id that `id` could be: where the branches lead. The index must not be
 * empty. */
static size_t nearest(const rk_id_index *index, const char *id, size_t length)
{
    size_t at = index->root;
    while (at & 1u) {
        const rk_id_branch *branch = &index->branches[at >> 1];
        at = branch->side[side_of(branch, id, length)];
    }
    return at >> 1;
}

size_t rk_id_index_find(const rk_id_index *index, const char *id)
{
    if (!id || !index->count)
        return RK_NO_INDEX;
    size_t position = nearest(index, id, strlen(id));
    return strcmp(index->ids[position], id) == 0 ? position : RK_NO_INDEX;
}

/* The first byte that differs, and its highest bit that does. */
static rk_id_branch parting(const char *one, const char *other)
{
    rk_id_branch branch = {0, {0, 0}, 0x80};
    while (one[branch.byte] == other[branch.byte])
        branch.byte++;
    unsigned differing = (unsigned char)one[branch.byte] ^ (unsigned char)other[branch.byte];
    while (!(differing & branch.bit))
        branch.bit = (unsigned char)(branch.bit >> 1);
    return branch;
}

static bool tests_before(const rk_id_branch *branch, const rk_id_branch *other)
{
    return branch->byte < other->byte || (branch->byte == other->byte && branch->bit > other->bit);
}

void rk_id_index_add(rk_id_index *index, const char *id)
{
    size_t position = index->count++;
    index->ids[position] = id;
    if (position == 0) {
        index->root = 0;
        return;
    }
    size_t length = strlen(id);
    rk_id_branch branch = parting(index->ids[nearest(index, id, length)], id);
    size_t *link = &index->root;
    while (*link & 1u && tests_before(&index->branches[*link >> 1], &branch)) {
        rk_id_branch *passed = &index->branches[*link >> 1];
        link = &passed->side[side_of(passed, id, length)];
    }
    size_t own = side_of(&branch, id, length);
    branch.side[own] = 2 * position;
    branch.side[!own] = *link;
    index->branches[position - 1] = branch;
    *link = 2 * (position - 1) + 1;
}

void rk_id_index_free(rk_id_index *index)
{
    rk_free(index->ids);
    rk_free(index->branches);
    *index = (rk_id_index)RK_ID_INDEX_INIT;
}
