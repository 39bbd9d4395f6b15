/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that runs out on purpose. A test made with reckon_failing_test() links the library's calls
 * of malloc, calloc, realloc and free (and its own) to the functions here; those of shared
 * libraries are not touched.
 */
#ifndef TESTS_SUPPORT_FAILING_ALLOC_H
#define TESTS_SUPPORT_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/status.h>

/* What happened between begin and end. */
typedef struct failing_alloc_report {
    size_t allocations; /* asked for, failed ones included */
    size_t failed;
    size_t leaked; /* blocks allocated and not freed */
} failing_alloc_report;

/*
 * From now on allocation number `fail_at` fails, counting from 1 (0: none does), and with
 * `all_after` every later one too. One section at a time, on one thread.
 */
void failing_alloc_begin(size_t fail_at, bool all_after);
failing_alloc_report failing_alloc_end(void);

/* One run in a section of its own. */
typedef struct failing_alloc_try {
    reckon_status status;
    bool excused; /* any status is right: who was refused is not the program */
    failing_alloc_report report;
} failing_alloc_try;

typedef failing_alloc_try (*failing_alloc_attempt)(
    reckon_status (*run)(void *context), void *context, size_t fail_at, bool all_after);

failing_alloc_try failing_alloc_once(
    reckon_status (*run)(void *context), void *context, size_t fail_at, bool all_after);

/*
 * failing_alloc_every() by way of `attempt`, with `what` in its messages: returns how many
 * allocations failed in all, and in *allocations how many a run makes. Every `step`-th fails: 1,
 * but where a run is made of parts that are all tried by themselves.
 */
size_t failing_alloc_all(failing_alloc_attempt attempt, reckon_status (*run)(void *context),
    void *context, const char *what, size_t step, size_t *allocations);

/*
 * Runs `run` once with enough memory, where it must return RECKON_OK; then with each k-th
 * allocation failing, alone and with all after it, where it must return RECKON_MEMORY; and fails
 * the test when a run leaks. Returns how many allocations the run makes. `run` frees all it
 * allocates.
 */
size_t failing_alloc_every(reckon_status (*run)(void *context), void *context);

#endif
