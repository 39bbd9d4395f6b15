/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One number with the words that hold it: hedges and bounds before and behind. */
#ifndef RK_WORDS_SIDE_H
#define RK_WORDS_SIDE_H

#include "words/parse.h"

typedef enum rk_hold {
    RK_HELD_PLAIN,
    RK_HELD_OVER,  /* just over */
    RK_HELD_UNDER, /* just under */
    RK_HELD_NEAR,
    RK_HELD_ODD,
    RK_HELD_LOW, /* at least */
    RK_HELD_HIGH /* at most */
} rk_hold;

typedef struct rk_side {
    rk_quantity quantity;
    rk_hold hold;
    bool approximate;
    bool vague; /* "some": says nothing before a magnitude */
    size_t from, to;
} rk_side;

/* Hedges and bounds before a number, with nothing read yet. */
bool rk_side_before(rk_parse *p, rk_side *side);
/* The number and what stands behind it. */
bool rk_side_number(rk_parse *p, bool and_separates, rk_side *side);
/* Both. */
bool rk_side_read(rk_parse *p, bool and_separates, rk_side *side);

/* A whole number of persons or a share that is none above 1; asks otherwise. */
bool rk_settled(rk_parse *p, const rk_quantity *quantity);

/* Writes the claim of one side. */
bool rk_side_claim(rk_parse *p, const rk_side *side);

/* Writes low and high of two plain sides, the first of which may share the magnitude of the second.
 */
bool rk_range_claim(rk_parse *p, rk_side *first, rk_side *second);

#endif
