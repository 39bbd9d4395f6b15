/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "memory/whole_process.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/wrapped_alloc.h"

/* glibc's own names of its allocator; the linker does not connect the two sides of failing_alloc.c
 * here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

void *__real_malloc(size_t size)
{
    return __libc_malloc(size);
}

void *__real_calloc(size_t count, size_t size)
{
    return __libc_calloc(count, size);
}

void *__real_realloc(void *memory, size_t size)
{
    return __libc_realloc(memory, size);
}

void __real_free(void *memory)
{
    __libc_free(memory);
}

static memory_askers askers;
static bool in_section, refused_to_others;
static size_t requests, refused_request;

/* Notes who asks; the request number that failing_alloc.c is about to refuse is known here, too. */
static void ask(void *caller)
{
    Dl_info info;
    if (!in_section)
        return;
    bool known = dladdr(caller, &info) != 0 && info.dli_fname;
    bool own = known && strstr(info.dli_fname, ".so") == NULL;
    if (own)
        askers.program++;
    else if (known && strstr(info.dli_fname, "libgsl"))
        askers.gsl++;
    else
        askers.others++;
    if (++requests == refused_request)
        refused_to_others = !own;
}

void *malloc(size_t size)
{
    ask(__builtin_return_address(0));
    return __wrap_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    ask(__builtin_return_address(0));
    return __wrap_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    ask(__builtin_return_address(0));
    return __wrap_realloc(memory, size);
}

void free(void *memory)
{
    __wrap_free(memory);
}

memory_askers memory_asked(void)
{
    return askers;
}

static failing_alloc_try run_once(
    reckon_status (*run)(void *context), void *context, size_t fail_at, bool all_after)
{
    requests = 0;
    refused_request = fail_at;
    refused_to_others = false;
    failing_alloc_begin(fail_at, all_after);
    in_section = true;
    reckon_status status = run(context);
    in_section = false;
    return (failing_alloc_try){status, refused_to_others, failing_alloc_end()};
}

size_t memory_fail_every(
    reckon_status (*run)(void *context), void *context, const char *what, size_t step)
{
    size_t allocations;
    return failing_alloc_all(run_once, run, context, what, step, &allocations);
}
