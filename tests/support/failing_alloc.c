/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/failing_alloc.h"

#include <stdint.h>
#include <stdlib.h>

#include "support/check.h"

/* The linker's option --wrap sends calls of malloc to __wrap_malloc, and __real_malloc to malloc. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

/* Blocks alive since the section began: a hash table of their addresses with linear probing, 0 for a free place. */
static struct {
    bool active;
    size_t fail_at;
    bool all_after;
    failing_alloc_report report;
    uintptr_t *blocks;
    size_t size; /* a power of two */
    size_t used;
} section;

static size_t place_of(uintptr_t block)
{
    size_t at = (size_t)(block >> 4) * 0x9E3779B1u;
    for (at &= section.size - 1; section.blocks[at] && section.blocks[at] != block; at = (at + 1) & (section.size - 1))
        continue;
    return at;
}

static void grow(void)
{
    uintptr_t *old = section.blocks;
    size_t old_size = section.size;
    section.size = old_size ? 2 * old_size : 1024;
    section.blocks = __real_calloc(section.size, sizeof *section.blocks);
    assert_non_null(section.blocks);
    for (size_t i = 0; i < old_size; i++)
        if (old[i])
            section.blocks[place_of(old[i])] = old[i];
    __real_free(old);
}

static void *note(void *block)
{
    if (!block)
        return NULL;
    if (2 * section.used >= section.size)
        grow();
    section.blocks[place_of((uintptr_t)block)] = (uintptr_t)block;
    section.used++;
    return block;
}

/* Takes a block out, and puts those that had to make way for it where they belong. */
static void forget(uintptr_t block)
{
    size_t at = section.size ? place_of(block) : 0;
    if (!section.size || !section.blocks[at])
        return; /* from before the section, or from a shared library */
    section.blocks[at] = 0;
    section.used--;
    for (at = (at + 1) & (section.size - 1); section.blocks[at]; at = (at + 1) & (section.size - 1)) {
        uintptr_t moved = section.blocks[at];
        section.blocks[at] = 0;
        section.blocks[place_of(moved)] = moved;
    }
}

/* Counts one request and decides its fate. */
static bool refuse(void)
{
    size_t number = ++section.report.allocations;
    bool refused = section.fail_at && (number == section.fail_at || (section.all_after && number > section.fail_at));
    section.report.failed += refused;
    return refused;
}

void *__wrap_malloc(size_t size)
{
    if (!section.active)
        return __real_malloc(size);
    return refuse() ? NULL : note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    if (!section.active)
        return __real_calloc(count, size);
    return refuse() ? NULL : note(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    if (!section.active)
        return __real_realloc(memory, size);
    if (refuse())
        return NULL;
    uintptr_t old = (uintptr_t)memory;
    void *moved = __real_realloc(memory, size);
    if (moved && old)
        forget(old);
    return note(moved);
}

void __wrap_free(void *memory)
{
    if (section.active && memory)
        forget((uintptr_t)memory);
    __real_free(memory);
}

void failing_alloc_begin(size_t fail_at, bool all_after)
{
    section.report = (failing_alloc_report){0, 0, 0};
    section.fail_at = fail_at;
    section.all_after = all_after;
    section.active = true;
}

failing_alloc_report failing_alloc_end(void)
{
    failing_alloc_report report = section.report;
    section.active = false;
    report.leaked = section.used;
    __real_free(section.blocks);
    section.blocks = NULL;
    section.size = section.used = 0;
    return report;
}

size_t failing_alloc_every(reckon_status (*run)(void *context), void *context)
{
    failing_alloc_begin(0, false);
    reckon_status status = run(context);
    failing_alloc_report report = failing_alloc_end();
    assert_int_equal(status, RECKON_OK);
    assert_int_equal(report.leaked, 0);
    size_t allocations = report.allocations;
    for (size_t k = 1; k <= allocations; k++) {
        for (int all_after = 0; all_after < 2; all_after++) {
            failing_alloc_begin(k, all_after == 1);
            status = run(context);
            report = failing_alloc_end();
            if (status != RECKON_MEMORY || report.failed == 0 || report.leaked != 0)
                fail_msg("allocation %zu of %zu fails%s: status %s, %zu blocks leaked", k, allocations,
                    all_after ? " and all after it" : "", reckon_status_name(status), report.leaked);
        }
    }
    return allocations;
}
