/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A density on the line that is known up to a factor, tabulated for drawing from: its log is
 * straight between places.
 */
#ifndef RK_CORE_TABULATED_H
#define RK_CORE_TABULATED_H

#include <stddef.h>

enum { RK_TABULATED_SIDE = 30, RK_TABULATED_MOST = 2 * RK_TABULATED_SIDE };

typedef struct rk_tabulated {
    size_t count;
    double place[RK_TABULATED_MOST];       /* ascending */
    double log_density[RK_TABULATED_MOST]; /* below the top */
    double below[RK_TABULATED_MOST];       /* integral up to the place */
} rk_tabulated;

/*
 * Tabulates exp(log_density(x)), finite at 0, every `step` from 0 outwards until it is negligible,
 * at most RK_TABULATED_SIDE steps to either side.
 */
void rk_tabulate(rk_tabulated *table, double (*log_density)(double x, const void *context),
    const void *context, double step);

/* The quantile of u in [0, 1] and the log of the tabulated, normalised density there. */
double rk_tabulated_quantile(const rk_tabulated *table, double u, double *log_density);

#endif
