/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss rules: Gauss-Legendre, and the rule of any measure that is given as points and weights. */
#ifndef RK_CORE_QUADRATURE_H
#define RK_CORE_QUADRATURE_H

#include <stdbool.h>
#include <stddef.h>

enum { RK_GAUSS_LEGENDRE_POINTS = 32, RK_GAUSS_MEASURE_MAX = 24 };

/* Nodes and weights of the 16-point Gauss-Legendre rule on [-1, 1], nodes ascending. */
extern const double rk_gauss_legendre_16_node[16];
extern const double rk_gauss_legendre_16_weight[16];

/* Nodes and weights of the 32-point Gauss-Legendre rule on [-1, 1], nodes ascending. */
extern const double rk_gauss_legendre_node[RK_GAUSS_LEGENDRE_POINTS];
extern const double rk_gauss_legendre_weight[RK_GAUSS_LEGENDRE_POINTS];

/*
 * The `count`-point Gauss rule of the discrete measure with mass[i] >= 0 at point[i], i < points:
 * exact for polynomials of degree 2 count - 1. Nodes ascend; weights sum to 1. polynomial[count *
 * count], or NULL, takes the orthonormal polynomials of the measure at the nodes, row by degree.
 * count <= RK_GAUSS_MEASURE_MAX and far fewer than the points that carry mass. False when the
 * measure does not carry so many nodes. (Stieltjes; Golub & Welsch 1969.)
 */
bool rk_gauss_measure(const double *point, const double *mass, size_t points, size_t count,
    double *node, double *weight, double *polynomial);

#endif
