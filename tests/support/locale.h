/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locales that write numbers otherwise, made on the spot so that no installed locale is needed. */
#ifndef TESTS_SUPPORT_LOCALE_H
#define TESTS_SUPPORT_LOCALE_H

#include <stdbool.h>

/*
 * Puts the process into a locale of the system's sources, such as "de_DE" (decimal mark ',') or
 * "ps_AF" (a mark of two bytes), in UTF-8. False, with a message, where localedef or its sources
 * are missing: skip() the test then.
 */
bool locale_enter(const char *name);
/* Back into the C locale. */
void locale_leave(void);

#endif
