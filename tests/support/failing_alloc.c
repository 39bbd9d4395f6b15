/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/failing_alloc.h"

#include <stdint.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/wrapped_alloc.h"

/* Blocks alive since the section began: a hash table of their addresses with linear probing, 0 for
 * a free place. */
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
    for (at &= section.size - 1; section.blocks[at] && section.blocks[at] != block;
         at = (at + 1) & (section.size - 1))
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
    for (at = (at + 1) & (section.size - 1); section.blocks[at];
         at = (at + 1) & (section.size - 1)) {
        uintptr_t moved = section.blocks[at];
        section.blocks[at] = 0;
        section.blocks[place_of(moved)] = moved;
    }
}

/* Counts one request and decides its fate. */
static bool refuse(void)
{
    size_t number = ++section.report.allocations;
    bool refused = section.fail_at &&
                   (number == section.fail_at || (section.all_after && number > section.fail_at));
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

failing_alloc_try failing_alloc_once(
    reckon_status (*run)(void *context), void *context, size_t fail_at, bool all_after)
{
    failing_alloc_begin(fail_at, all_after);
    reckon_status status = run(context);
    return (failing_alloc_try){status, false, failing_alloc_end()};
}

size_t failing_alloc_all(failing_alloc_attempt attempt, reckon_status (*run)(void *context),
    void *context, const char *what, size_t step, size_t *allocations)
{
    failing_alloc_try tried = attempt(run, context, 0, false);
    if (tried.status != RECKON_OK || tried.report.leaked)
        fail_msg("%s: status %s, %zu blocks leaked, with all the memory", what,
            reckon_status_name(tried.status), tried.report.leaked);
    size_t failed = 0;
    *allocations = tried.report.allocations;
    for (size_t k = 1; k <= *allocations; k += step) {
        for (int all_after = 0; all_after < 2; all_after++) {
            tried = attempt(run, context, k, all_after == 1);
            bool fine = tried.status == RECKON_MEMORY || tried.excused;
            if (!fine || tried.report.failed == 0 || tried.report.leaked)
                fail_msg(
                    "%s: allocation %zu of %zu fails%s: status %s, %zu failed, %zu blocks leaked",
                    what, k, *allocations, all_after ? " and all after it" : "",
                    reckon_status_name(tried.status), tried.report.failed, tried.report.leaked);
            failed += tried.report.failed;
        }
    }
    return failed;
}

size_t failing_alloc_every(reckon_status (*run)(void *context), void *context)
{
    size_t allocations;
    failing_alloc_all(failing_alloc_once, run, context, "a run", 1, &allocations);
    return allocations;
}
