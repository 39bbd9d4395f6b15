/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks that a public call is on this thread's stack, for the handler of <reckon/gsl.h>. Calls nest. Those that reach
 * GSL carry the marks: the front door and the entries of the numeric layer, each at its one way in and its one way out;
 * what only copies, parses or frees does not.
 */
#ifndef RK_CORE_GSL_HANDLER_H
#define RK_CORE_GSL_HANDLER_H

void rk_gsl_enter(void);
void rk_gsl_leave(void);

/* Around a callback of the host's, whose GSL errors are its own affair: resume with what suspend returned. */
int rk_gsl_suspend(void);
void rk_gsl_resume(int depth);

#endif
