/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ids to positions: a crit-bit tree over the bytes of the ids. Finding and adding cost no more than
 * the length of the id, whatever the other ids are, so no choice of ids can make a file slow to
 * read (a hash has such choices). The ids are borrowed: they must outlive the index.
 */
#ifndef RK_EVIDENCE_ID_INDEX_H
#define RK_EVIDENCE_ID_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#define RK_NO_INDEX ((size_t)-1)

/* Where ids part: the byte and bit that differ first, and what lies on each side (see id_index.c).
 */
typedef struct rk_id_branch {
    size_t byte;
    size_t side[2];
    unsigned char bit;
} rk_id_branch;

typedef struct rk_id_index {
    const char **ids;       /* [count] in the order added */
    rk_id_branch *branches; /* [count - 1] */
    size_t count;
    size_t capacity;
    size_t root;
} rk_id_index;

#define RK_ID_INDEX_INIT                                                                           \
    {                                                                                              \
        NULL, NULL, 0, 0, 0                                                                        \
    }

/* Makes room for one more, so that the next rk_id_index_add cannot fail. False when memory is out.
 */
bool rk_id_index_reserve(rk_id_index *index);
/* Adds an id that is not there yet, at position count, after a reserve. */
void rk_id_index_add(rk_id_index *index, const char *id);
/* The position of `id`, or RK_NO_INDEX (also for NULL). */
size_t rk_id_index_find(const rk_id_index *index, const char *id);
void rk_id_index_free(rk_id_index *index);

#endif
