/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of reconcile, taken apart and checked as far as the command line alone can tell. */
#ifndef RECONCILE_ARGUMENTS_H
#define RECONCILE_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/reconcile.h>

enum action { ACTION_RECONCILE, ACTION_HELP, ACTION_VERSION, ACTION_METHODS };

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV, FORMAT_GNUPLOT };

/* All text points into the command line. */
struct arguments {
    enum action action;
    const char *method, *population, *from, *to, *step, *level, *probabilities, *format_name, *output, *evidence;
    const char **dates;    /* [date_count] of --at */
    const char **settings; /* [setting_count] OPTION=VALUE of --set */
    size_t date_count, setting_count;
    bool compare;
    enum format format;
};

/* Reads argv[argc]. 0, or the exit status after a complaint; free the lists with free_arguments() either way. */
int read_arguments(int argc, char **argv, struct arguments *arguments);
void free_arguments(struct arguments *arguments);

/* Makes the request that the arguments ask for. 0 and a new *request, or the exit status after a complaint. */
int make_request(const struct arguments *arguments, reckon_request **request);

#endif
