/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file method.h
 * The methods that reconcile estimates, by id, and the options that each takes.
 */
#ifndef RECKON_METHOD_H
#define RECKON_METHOD_H

#include <stddef.h>

#include <reckon/export.h>
#include <reckon/option.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The id used when a request names no method. */
#define RECKON_DEFAULT_METHOD "temporal"

/** How many methods there are, and the id of each in the order of docs/methods.md; NULL past the
 * end. Static text. */
RECKON_EXPORT size_t reckon_method_count(void);
RECKON_EXPORT const char *reckon_method_id(size_t index);

/** One line on what a method does, and where it is published ("-" when it needs no reference). NULL
 * for an unknown id.
 */
RECKON_EXPORT const char *reckon_method_summary(const char *id);
RECKON_EXPORT const char *reckon_method_reference(const char *id);

/** The options of a method, in the order in which results echo them. 0 and NULL for an unknown id
 * or past the end. */
RECKON_EXPORT size_t reckon_method_option_count(const char *id);
RECKON_EXPORT const reckon_option *reckon_method_option(const char *id, size_t index);

#ifdef __cplusplus
}
#endif
#endif
