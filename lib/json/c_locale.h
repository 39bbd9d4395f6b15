/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jansson writes and reads numbers with the C library, which follows the calling thread's locale.
 * Under a locale whose decimal mark has more than one byte (ps_AF), jansson 2.14 ends the process
 * on "[0.5]". So each call chain runs under a C locale of its own, which touches no other thread
 * (uselocale, POSIX.1-2008).
 */
#ifndef RK_JSON_C_LOCALE_H
#define RK_JSON_C_LOCALE_H

#include <stdbool.h>

typedef struct rk_c_locale {
    void *own;    /* the C locale in force */
    void *before; /* what the thread had */
} rk_c_locale;

/* From here on the thread's numbers have a point. False when memory is out; nothing is changed
 * then. */
bool rk_c_locale_enter(rk_c_locale *locale);

/* The thread's locale as it was. Keeps errno. */
void rk_c_locale_leave(rk_c_locale *locale);

#endif
