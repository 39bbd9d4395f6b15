/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the lines of a batch come from: a text of one document or request a line, or a table whose
 * every population becomes a document. */
#ifndef RECONCILE_BATCH_INPUT_H
#define RECONCILE_BATCH_INPUT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "arguments.h"

struct pairs; /* the populations of a table */

struct batch_input {
    const char *name;
    int file;
    char *buffer; /* [size], of which begin .. end is read and not yet given out */
    size_t size, begin, end;
    bool ended;
    int reason;          /* errno of a read that failed */
    struct pairs *pairs; /* of a table; NULL: lines */
    const volatile sig_atomic_t *interrupted;
};

/* Opens the file of the arguments, and reads it when it is a table. 0, or the exit status after a
 * complaint; close either way. */
int open_batch_input(const struct arguments *arguments, const volatile sig_atomic_t *interrupted,
    struct batch_input *input);
void close_batch_input(struct batch_input *input);

/* Passes over `count` lines that an earlier run has answered. 0, or the exit status after a
 * complaint when there are not so many. */
int skip_batch_lines(struct batch_input *input, size_t count);

/* The next line: as reckon_batch_read. */
int next_batch_line(struct batch_input *input, const char **line, size_t *length);

#endif
