/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file gsl.h
 * Living with GSL's error handler. GSL has one handler for the whole process, and its default
 * prints a line and aborts. This library checks what it passes to GSL, so that no input of its own
 * reaches that handler, and it never switches the handler off around a call, because that races
 * between threads. A host may do nothing. A host that wants to be sure that no defect here could
 * ever end its process installs the handler below, once, before it starts threads that use GSL.
 */
#ifndef RECKON_GSL_H
#define RECKON_GSL_H

#include <stdbool.h>

#include <reckon/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Puts a handler in front of the one that GSL has now. It records a GSL error that is met while a
 * call of this library is on the calling thread's stack, and lets that call go on; every other
 * error goes to the handler that was there before, with the same arguments, or does what GSL does
 * by default (print and abort) when there was none.
 *
 * Acts once in a process: true from the call that installed it, false ever after. There is no way
 * back, since another library may have chained to it by then; the shared library stays loaded for
 * the same reason. Not safe while another thread calls gsl_set_error_handler() or meets a GSL
 * error. A host that sets a handler of its own later gets every error there, those of this
 * library's calls included, and may pass them on to the handler that GSL returned to it, which is
 * this one. A handler that does not return (longjmp, C++ exception) out of a call of this library
 * leaks what that call held.
 */
RECKON_EXPORT bool reckon_gsl_install_handler(void);

/**
 * How many GSL errors the calling thread's calls of this library have met since the handler was
 * installed: 0 always, or there is a defect to report. *reason (NULL is fine) is GSL's text for the
 * last of them, or NULL; static text.
 */
RECKON_EXPORT unsigned reckon_gsl_recorded(const char **reason);

#ifdef __cplusplus
}
#endif
#endif
