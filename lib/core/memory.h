/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one seam for memory: nothing else in the library calls malloc, calloc, realloc or free. */
#ifndef RK_CORE_MEMORY_H
#define RK_CORE_MEMORY_H

#include <stddef.h>

/* `count` zeroed elements of `size` bytes; NULL when memory is out or the product overflows. count
 * 0 gives a valid pointer. */
void *rk_alloc(size_t count, size_t size);

/* Grows or shrinks to `count` elements (new ones are not zeroed); on failure NULL, and the old
 * block stays valid. */
void *rk_realloc(void *memory, size_t count, size_t size);

/* Takes const, so that text handed out as const can be freed by its owner. NULL is fine. */
void rk_free(const void *memory);

/* A copy of `text`, or NULL when memory is out or `text` is NULL. */
char *rk_strdup(const char *text);

#endif
