/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * support/failing_alloc.h for the whole process: malloc and its family are replaced for every
 * library that is loaded, not only for what is linked into the program, so that GSL's and the C
 * library's own allocations fail, too.
 */
#ifndef TESTS_MEMORY_WHOLE_PROCESS_H
#define TESTS_MEMORY_WHOLE_PROCESS_H

#include <stddef.h>

#include "support/failing_alloc.h"

/* Who asked for memory while sections ran, counted since the program began. */
typedef struct memory_askers {
    size_t program; /* reckon, linked statically, and the test itself */
    size_t gsl;     /* libgsl, libgslcblas */
    size_t others;  /* the C library and all else */
} memory_askers;

memory_askers memory_asked(void);

/*
 * As failing_alloc_every(), but a refused allocation that is not the program's own may end in any
 * status: glibc's qsort sorts in place then, and jansson 2.14 may lose a character
 * (docs/embedding.md). Nothing may leak or crash. Returns how many allocations were refused, which
 * is every `step`-th.
 */
size_t memory_fail_every(
    reckon_status (*run)(void *context), void *context, const char *what, size_t step);

#endif
