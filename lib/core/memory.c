/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/status.h>

void *rk_alloc(size_t count, size_t size)
{
    return calloc(count ? count : 1, size ? size : 1);
}

void *rk_realloc(void *memory, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    size_t bytes = count * size;
    return realloc(memory, bytes ? bytes : 1);
}

void rk_free(const void *memory)
{
    free((void *)(uintptr_t)memory);
}

void reckon_free(void *memory)
{
    rk_free(memory);
}

char *rk_strdup(const char *text)
{
    if (!text)
        return NULL;
    size_t bytes = strlen(text) + 1;
    char *copy = rk_alloc(bytes, 1);
    if (copy)
        memcpy(copy, text, bytes);
    return copy;
}
