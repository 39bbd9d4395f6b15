/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _POSIX_C_SOURCE 200809L
#include "json/c_locale.h"

#include <errno.h>
#include <locale.h>

bool rk_c_locale_enter(rk_c_locale *locale)
{
    locale_t own = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (own == (locale_t)0)
        return false;
    locale->own = own;
    locale->before = uselocale(own);
    return true;
}

void rk_c_locale_leave(rk_c_locale *locale)
{
    int kept = errno;
    uselocale(locale->before);
    freelocale(locale->own);
    errno = kept;
}
