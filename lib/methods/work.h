/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a question will cost, before any of it is paid. */
#ifndef RK_METHODS_WORK_H
#define RK_METHODS_WORK_H

#include "methods/method.h"

/* In proportion to readings times dates: lightly, with sorting or iteration, and with integrals. */
reckon_status rk_light_work(const rk_problem *problem, double *steps, reckon_error *error);
reckon_status rk_common_work(const rk_problem *problem, double *steps, reckon_error *error);
reckon_status rk_heavy_work(const rk_problem *problem, double *steps, reckon_error *error);
/* For the temporal model: to readings and dates, and to the square of the sources whose biases hang
 * together. */
reckon_status rk_temporal_work(const rk_problem *problem, double *steps, reckon_error *error);

#endif
