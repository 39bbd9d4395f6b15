/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/dominance.h"

#include "core/utf8.h"

static const double all_but_alone = 0.99;

bool rk_note_dominance(const rk_problem *problem, const rk_aged *aged, const double *share,
    size_t count, rk_answer *answer)
{
    double sum = 0.0;
    size_t largest = 0;
    char shown[RK_SHOWN];
    for (size_t i = 0; i < count; i++) {
        sum += share[i];
        largest = share[i] > share[largest] ? i : largest;
    }
    if (count < 2 || !(share[largest] >= all_but_alone * sum))
        return true;
    return rk_notes_add(&answer->notes, "dominated",
        "\"%s\" carries at least 99 %% of the weight: the answer is hardly more than this one "
        "figure",
        rk_reading_id(problem, aged->reading[largest], shown));
}
