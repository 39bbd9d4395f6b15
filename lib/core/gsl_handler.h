/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks that a call of this library is on this thread's stack, for the handler of <reckon/gsl.h>.
 * Marks nest. They stand around the running of a method in the front door, around the wrappers of
 * lib/core whose GSL functions have an error path at all (root and minimum search, incomplete gamma
 * and beta functions, log erfc), and around any other GSL function with an error path where the
 * numeric layer calls it; GSL's normal distribution, sorting and plain arithmetic have none.
 */
#ifndef RK_CORE_GSL_HANDLER_H
#define RK_CORE_GSL_HANDLER_H

void rk_gsl_enter(void);
void rk_gsl_leave(void);

/* Around a callback of the host's, whose GSL errors are its own affair: resume with what suspend
 * returned. */
int rk_gsl_suspend(void);
void rk_gsl_resume(int depth);

#endif
