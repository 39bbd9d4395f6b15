/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <reckon/version.h>

const char *reckon_version(void)
{
    return RECKON_VERSION_STRING;
}
