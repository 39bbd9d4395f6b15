/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that names of columns are made of: data for role.c. All are folded (sheet/fold.h). */
#ifndef RK_SHEET_ROLE_WORDS_H
#define RK_SHEET_ROLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "sheet/role.h"

/* A whole name. */
typedef struct rk_role_phrase {
    const char *phrase;
    rk_role role;
    int rank;
} rk_role_phrase;

extern const rk_role_phrase rk_role_phrases[];
extern const size_t rk_role_phrase_count;

/* A name of any words of the lists, one at least of `core`. The first that fits decides. */
typedef struct rk_role_bag {
    rk_role role;
    int rank;
    bool with_counts; /* rk_count_words may stand beside */
    const char *core, *more;
} rk_role_bag;

extern const rk_role_bag rk_role_bags[];
extern const size_t rk_role_bag_count;

/* Lists of words, parted by blanks. */
extern const char rk_filler_words[]; /* of, the, ... */
extern const char rk_count_words[];  /* number, people, refugees, ... */
extern const char rk_scale_words[];  /* thousands, %, ... */
extern const char rk_family_words[]; /* households, ... */
extern const char rk_origin_words[], rk_asylum_words[];
extern const char rk_total_words[], rk_total_prefixes[], rk_total_tails[];

/* Columns of figures of UNHCR's tables, as a whole. */
extern const char *const rk_unhcr_counts[];
extern const size_t rk_unhcr_count_count;

#endif
