/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence in, answers out: a file that is read whole, and a file that is written whole or not at
 * all. */
#ifndef RECONCILE_FILES_H
#define RECONCILE_FILES_H

#include <stddef.h>

/*
 * Reads file `name` ("-": the standard input) into new memory *text of *length bytes, at most one
 * more than `limit`. 0, or the exit status after a complaint.
 */
int read_whole(const char *name, size_t limit, char **text, size_t *length);

/* How `name` is called in messages. */
const char *shown_name(const char *name);

/*
 * Whether an answer may be written to `output` (NULL or "-": the standard output) when `input` was
 * read: not when both are one file, under whatever names and links. 0, or the exit status after a
 * complaint.
 */
int check_output(const char *output, const char *input);

/*
 * Writes text[length] to file `name`, or to the standard output when it is NULL or "-". A file
 * appears under its name only when all of it is on the disk; until then it stands beside it under
 * another name, and if anything fails, nothing of it is left. What stands there and may not be
 * written to (a read-only file, a link that leads nowhere or in a circle) is told and stays as it
 * is. 0, or the exit status after a complaint.
 */
int write_whole(const char *name, const char *text, size_t length);

#endif
