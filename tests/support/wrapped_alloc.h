/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both sides of an allocator that is wrapped: the linker's option --wrap sends calls of malloc to
 * __wrap_malloc, and
 * __real_malloc to malloc; where the whole process is replaced, memory/whole_process.c does.
 */
#ifndef TESTS_SUPPORT_WRAPPED_ALLOC_H
#define TESTS_SUPPORT_WRAPPED_ALLOC_H

#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

#endif
