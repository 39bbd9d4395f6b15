/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the lowest end to the highest, date by date: a method as small as one can be. */
#include "recipe/widest_method.h"

#include <math.h>

#include "methods/classical.h"
#include "methods/work.h"

static reckon_status answer_widest(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    (void)problem, (void)workspace, (void)whole, (void)error;
    date->low = INFINITY;
    date->high = -INFINITY;
    for (size_t i = 0; i < aged->count; i++) {
        date->low = fmin(date->low, aged->low[i]);
        date->high = fmax(date->high, aged->high[i]);
    }
    date->central = 0.5 * (date->low + date->high);
    date->outcome = RECKON_OUTCOME_OK;
    return RECKON_OK;
}

static reckon_status run_widest(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {.need = RK_NEED_SETS,
        .classical = offsetof(rk_plain_options, classical),
        .answer = answer_widest};
    answer->claim.text = "every figure's range lies inside low to high; no probability is claimed";
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_widest = {
    .id = "widest",
    .summary = "from the lowest end to the highest",
    .reference = "-",
    .options_size = sizeof(rk_plain_options),
    .parts = {{&rk_classical_option_rows, offsetof(rk_plain_options, classical)},
        {&rk_evidence_option_rows, offsetof(rk_plain_options, evidence)}},
    .run = run_widest,
    .work = rk_light_work,
};
