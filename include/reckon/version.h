/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECKON_VERSION_H
#define RECKON_VERSION_H

#include <reckon/export.h>

/* The one place the version is written; CMake reads it from here. */
#define RECKON_VERSION_MAJOR 0
#define RECKON_VERSION_MINOR 1
#define RECKON_VERSION_PATCH 0
#define RECKON_VERSION_STRING "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/** The version of the library that is linked, as "major.minor.patch"; static text. */
RECKON_EXPORT const char *reckon_version(void);

#ifdef __cplusplus
}
#endif
#endif
