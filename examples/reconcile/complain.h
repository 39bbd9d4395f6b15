/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saying what went wrong: one line on the standard error, whatever stands in it, and the program's
 * exit status. */
#ifndef RECONCILE_COMPLAIN_H
#define RECONCILE_COMPLAIN_H

#include <reckon/status.h>

enum exit_status {
    EXIT_DONE = 0,         /* there is a result, however its mathematics ended */
    EXIT_FAILED = 1,       /* bad evidence, or a file that cannot be read or written */
    EXIT_USAGE = 2,        /* the command line cannot be understood */
    EXIT_NO_ANSWER = 3,    /* with --fail: the evidence gives no answer */
    EXIT_INTERRUPTED = 130 /* a batch was stopped by a signal, as shells have it */
};

/* "reconcile: ..." with control characters shown as '?', so that it stays one line. Returns
 * EXIT_FAILED. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and where to find help. Returns EXIT_USAGE. */
int complain_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "file:line:column: what (pointer)", with the parts that are known. Returns EXIT_FAILED. */
int complain_evidence(const char *file, const reckon_error *error);

#endif
