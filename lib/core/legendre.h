/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss-Legendre rules of any size, made on the spot. */
#ifndef RK_CORE_LEGENDRE_H
#define RK_CORE_LEGENDRE_H

#include <stddef.h>

/* Nodes (rising, in (-1, 1)) and weights (sum 2) of the rule with `points` >= 1 points; node[points], weight[points].
 */
void rk_legendre_rule(size_t points, double *node, double *weight);

#endif
