/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of a generalised Pareto distribution: how heavy the tail of importance weights is. */
#ifndef RK_CORE_PARETO_H
#define RK_CORE_PARETO_H

#include <stddef.h>

/*
 * Shape k of excesses[count] > 0, ascending, by Zhang & Stephens (2009) with the weak prior of
 * Vehtari et al. (2024). -inf when all excesses are equal or there are fewer than five.
 */
double rk_pareto_shape(const double *excesses, size_t count);

#endif
