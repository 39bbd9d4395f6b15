/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an answer on the link scale to a result in persons, beside the question and every
 * assumption. */
#ifndef RK_RECONCILE_TELL_H
#define RK_RECONCILE_TELL_H

#include "reconcile/fit.h"
#include "result/result.h"

/* The result of an answer, whose notes and assumptions it takes. Free with reckon_result_free().
 * RECKON_MEMORY. */
reckon_status rk_tell(const rk_question *question, const rk_method *method, const void *options,
    rk_answer *answer, reckon_result **result, reckon_error *error);

#endif
