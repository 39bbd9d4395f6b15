/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that share a key, numbered in the order in which the keys come. */
#ifndef RK_SHEET_GROUPS_H
#define RK_SHEET_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "evidence/id_index.h"
#include "sheet/reading.h"

typedef struct rk_groups {
    rk_id_index keys;   /* borrowed from the shelf */
    const char **label; /* [count] what the caller calls each */
    size_t count;
    size_t last; /* the group of the row before: sheets repeat themselves */
} rk_groups;

/* The number of a key in *group; *added when it is new, with the key as its label. False when
 * memory is out. */
bool rk_groups_find(
    rk_groups *groups, rk_shelf *shelf, const char *key, size_t *group, bool *added);
void rk_groups_free(rk_groups *groups);

#endif
