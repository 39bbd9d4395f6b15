/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/tabulated.h"

#include <math.h>

/* Below the top by this much, a density is negligible; and no deeper is it kept. */
static const double negligible = 14.0, deepest = 40.0;

/* Tabulates one side, outwards; returns how many places. */
static size_t tabulate_side(double (*log_density)(double, const void *), const void *context,
    double step, double first, double *value, double *top)
{
    size_t count = 0;
    while (count < RK_TABULATED_SIDE) {
        double log_value = log_density(first + step * (double)count, context);
        value[count++] = log_value;
        *top = fmax(*top, log_value);
        if (!(log_value >= *top - negligible))
            break;
    }
    return count;
}

/* Integral of exp over a step on which the log goes straight from a to b, in units of the step. */
static double straight_mass(double a, double b)
{
    double rise = b - a;
    return fabs(rise) < 1e-6 ? exp(a) : exp(a) * expm1(rise) / rise;
}

void rk_tabulate(rk_tabulated *table, double (*log_density)(double x, const void *context),
    const void *context, double step)
{
    double right[RK_TABULATED_SIDE], left[RK_TABULATED_SIDE], top = -INFINITY;
    size_t rights = tabulate_side(log_density, context, step, 0.0, right, &top);
    size_t lefts = tabulate_side(log_density, context, -step, -step, left, &top);
    table->count = lefts + rights;
    for (size_t i = 0; i < table->count; i++) {
        double value = i < lefts ? left[lefts - 1 - i] : right[i - lefts];
        table->place[i] = step * ((double)i - (double)lefts);
        table->log_density[i] = fmax(value - top, -deepest); /* a NaN counts as negligible */
    }
    table->below[0] = 0.0;
    for (size_t i = 1; i < table->count; i++)
        table->below[i] = table->below[i - 1] +
                          step * straight_mass(table->log_density[i - 1], table->log_density[i]);
}

double rk_tabulated_quantile(const rk_tabulated *table, double u, double *log_density)
{
    double total = table->below[table->count - 1], wanted = u * total;
    size_t low = 0, high = table->count - 2;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        if (table->below[middle] <= wanted)
            low = middle;
        else
            high = middle - 1;
    }
    double step = table->place[low + 1] - table->place[low], start = table->log_density[low];
    double rise = table->log_density[low + 1] - start,
           rest = (wanted - table->below[low]) / step * exp(-start);
    double share = fabs(rise) < 1e-6 ? rest : log1p(fmax(rest * rise, -1.0 + 1e-15)) / rise;
    share = fmin(fmax(share, 0.0), 1.0);
    *log_density = start + rise * share - log(total);
    return table->place[low] + step * share;
}
