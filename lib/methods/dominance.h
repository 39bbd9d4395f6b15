/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One figure that carries all the weight is told: the answer is then that figure's. */
#ifndef RK_METHODS_DOMINANCE_H
#define RK_METHODS_DOMINANCE_H

#include "methods/classical.h"

/*
 * Notes "dominated" when one of share[count] (any sum) has 99 % of it, and there is another.
 * share[i] belongs to aged->reading[i]. False when memory is out.
 */
bool rk_note_dominance(const rk_problem *problem, const rk_aged *aged, const double *share,
    size_t count, rk_answer *answer);

#endif
