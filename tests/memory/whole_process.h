/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * support/failing_alloc.h for the whole process: malloc and its family are replaced for every library that is loaded,
 * not only for what is linked into the program, so that GSL's and the C library's own allocations fail, too.
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
 * As failing_alloc_every(), but a refused allocation that is not the program's own may also end in RECKON_OK: such
 * code has a way without that memory (glibc's qsort sorts in place then). Returns how many allocations were refused.
 */
size_t memory_fail_every(reckon_status (*run)(void *context), void *context, const char *what);

#endif
