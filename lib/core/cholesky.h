/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Symmetric positive definite systems of some hundred unknowns, solved and inverted in place. GSL's routines do the
 * same and are what the tests compare with; these take a quarter of their time (plain loops over rows, four at a time,
 * which a compiler turns into vector code), and a matrix that is not positive definite is a return value here.
 */
#ifndef RK_CORE_CHOLESKY_H
#define RK_CORE_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * matrix[n * n] = U'U: the upper triangle is read and replaced by U, the lower one is left alone. False, with the
 * matrix spoilt, when a pivot is not positive and finite.
 */
bool rk_cholesky(size_t n, double *matrix);

/* x <- (U'U)^-1 x. */
void rk_cholesky_solve(size_t n, const double *factor, double *x);

/* U, in the upper triangle, replaced by U^-1. The lower triangle is spoilt. scratch[n]. */
void rk_cholesky_invert_factor(size_t n, double *factor, double *scratch);

/* U, in the upper triangle, replaced by the whole of the symmetric (U'U)^-1. scratch[n]. */
void rk_cholesky_invert(size_t n, double *factor, double *scratch);

#endif
