/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of reconcile, taken apart and checked as far as the command line alone can tell.
 */
#ifndef RECONCILE_ARGUMENTS_H
#define RECONCILE_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/reconcile.h>

#include "options.h"

/* The values of an option that may be repeated. */
struct words {
    const char **items; /* [count] */
    size_t count;
};

/* All text points into the command line. Options that were not given are NULL, false or empty. */
struct arguments {
    enum command command;
    bool wants_help, wants_version;
    const char *operand; /* the file, or what else the command is about; NULL: none was given */
    const char *method, *population, *from, *to, *step, *level, *probabilities;
    const char *as_of, *per;
    const char *format; /* one of the command's, the default when none was given; NULL: the command
                           has none */
    const char *output;
    const char *picture, *size; /* which picture, and how large */
    const char *brief_language;
    const char *explain_reading, *language;                /* a figure in words, and its language */
    const char *value, *low, *high, *date_column, *source; /* columns of a sheet */
    const char *decimal, *date_order, *measure, *name;     /* how a sheet is read */
    struct words dates, settings, where;
    const char *jobs; /* of a batch */
    bool resume, progress;
    bool compare, fail, quiet, skip_unreadable;
};

/* Reads argv[argc]. 0, or the exit status after a complaint; free with free_arguments() either way.
 */
int read_arguments(int argc, char **argv, struct arguments *arguments);
void free_arguments(struct arguments *arguments);

/* Whether the format that was asked for is `name`. */
bool format_is(const struct arguments *arguments, const char *name);

/* Makes the request that the arguments ask for. 0 and a new *request, or the exit status after a
 * complaint. */
int make_request(const struct arguments *arguments, reckon_request **request);

#endif
