/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raising errors: every failure in the library passes through rk_fail, so one breakpoint sees them
 * all. */
#ifndef RK_CORE_STATUS_H
#define RK_CORE_STATUS_H

#include <reckon/status.h>

/* Records code and message in `error` if it is the first (NULL is fine), and returns `code` for
 * `return rk_fail(...)`.
 */
reckon_status rk_fail(reckon_error *error, reckon_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As rk_fail, with the JSON Pointer of the value at fault. */
reckon_status rk_fail_at(reckon_error *error, reckon_status code, const char *pointer,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
