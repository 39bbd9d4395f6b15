/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the answers of a batch go: written line by line, and gone on with where an earlier run
 * stopped. */
#ifndef RECONCILE_BATCH_OUTPUT_H
#define RECONCILE_BATCH_OUTPUT_H

#include <stddef.h>

#include "arguments.h"

struct batch_output {
    const char *name; /* NULL: the standard output */
    int file;
    int reason; /* errno of a write that failed */
};

/*
 * Opens the file of --output. With --resume an existing file is cut after its last whole answer,
 * and *answered is the number of the line that this belongs to; without, a file with something in
 * it is refused. 0, or the exit status after a complaint; close either way.
 */
int open_batch_output(
    const struct arguments *arguments, struct batch_output *output, size_t *answered);

/* Writes whole lines: as reckon_batch_write. */
int put_batch_answer(struct batch_output *output, const char *text, size_t length);

/* 0, or the exit status after a complaint about this or an earlier failure. */
int close_batch_output(struct batch_output *output);

#endif
