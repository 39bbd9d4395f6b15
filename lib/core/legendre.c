/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/legendre.h"

#include <math.h>

#include <gsl/gsl_math.h>

/* The Legendre polynomial of `degree` at x in (-1, 1), and its derivative. */
static double legendre(size_t degree, double x, double *slope)
{
    double before = 1.0, p = x;
    for (size_t n = 1; n < degree; n++) {
        double next = ((2.0 * (double)n + 1.0) * x * p - (double)n * before) / ((double)n + 1.0);
        before = p;
        p = next;
    }
    *slope = (double)degree * (x * p - before) / (x * x - 1.0);
    return p;
}

void rk_legendre_rule(size_t points, double *node, double *weight)
{
    double n = (double)points;
    for (size_t i = 0; i < (points + 1) / 2; i++) {
        /* Tricomi's start is close enough for Newton's method to converge to the last digit in a few steps */
        double x = cos(M_PI * ((double)i + 0.75) / (n + 0.5)) * (1.0 - (n - 1.0) / (8.0 * n * n * n)), slope = 1.0;
        for (int step = 0; step < 6; step++)
            x -= legendre(points, x, &slope) / slope;
        if (2 * i + 1 == points)
            x = 0.0;
        legendre(points, x, &slope);
        node[i] = -x;
        node[points - 1 - i] = x;
        weight[i] = weight[points - 1 - i] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
}
