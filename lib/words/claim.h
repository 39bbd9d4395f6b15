/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims: empty, present, the same. */
#ifndef RK_WORDS_CLAIM_H
#define RK_WORDS_CLAIM_H

#include <stdbool.h>

#include <reckon/words.h>

/* Every number absent, no date, no flag. */
void rk_claim_clear(reckon_claim *claim);

/* Whether it says a number at all. */
bool rk_claim_present(const reckon_claim *claim);

/* Whether two claims say the same, number by number. */
bool rk_claim_same(const reckon_claim *a, const reckon_claim *b);

#endif
