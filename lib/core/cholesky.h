/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Symmetric positive definite systems. First those of some hundred unknowns, solved and inverted in
 * place. GSL's routines do the same and are what the tests compare with; these take a quarter of
 * their time (plain loops over rows, four at a time, which a compiler turns into vector code), and
 * a matrix that is not positive definite is a return value here.
 */
#ifndef RK_CORE_CHOLESKY_H
#define RK_CORE_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * matrix[n * n] = U'U: the upper triangle is read and replaced by U, the lower one is left alone.
 * False, with the matrix spoilt, when a pivot is not positive and finite.
 */
bool rk_cholesky(size_t n, double *matrix);

/* x <- (U'U)^-1 x. */
void rk_cholesky_solve(size_t n, const double *factor, double *x);

/* U'^-1 into the lower triangle, with the diagonal; the rest of U is left alone. scratch[n]. */
void rk_cholesky_invert_transposed(size_t n, double *factor, double *scratch);

/* U, in the upper triangle, replaced by U^-1. The lower triangle is spoilt. scratch[n]. */
void rk_cholesky_invert_factor(size_t n, double *factor, double *scratch);

/*
 * Small ones, of the covariance or curvature of a few quantities, which rounding may have left not
 * quite definite. Rows stand `stride` apart; the lower triangle is read and replaced by L of L L',
 * the upper one is left alone. A pivot below `absolute`, or below `relative` times its diagonal
 * element, is lifted to that. One of the two is above 0.
 */
void rk_cholesky_floored(size_t n, size_t stride, double *matrix, double relative, double absolute);

/* x <- (L L')^-1 x. */
void rk_cholesky_lower_solve(size_t n, size_t stride, const double *factor, double *x);

#endif
