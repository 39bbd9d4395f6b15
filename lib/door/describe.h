/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the text door says beside results: the registry of methods, what evidence holds, and what
 * went wrong. */
#ifndef RK_DOOR_DESCRIBE_H
#define RK_DOOR_DESCRIBE_H

#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

/* Each is a new text, to be freed with rk_free(), or NULL when memory is out. */

/* "reckon-methods/1": every method with its options, from the registry. */
char *rk_describe_methods(void);

/* "reckon-check/1": the populations of sound evidence, and how much there is of each. */
char *rk_describe_evidence(const reckon_evidence *evidence);

/* "reckon-error/1": the first fault, more[more_count] after it, and how many were found; `document`
 * is the text that lines and columns are of. */
char *rk_describe_error(const reckon_error *error, const reckon_error *more, size_t more_count,
    size_t total, const char *document);

#endif
