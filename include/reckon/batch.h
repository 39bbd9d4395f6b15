/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file batch.h
 * Many questions at once: a document or a request a line in, an answer a line out, in the order of
 * the lines, on as many threads as are asked for. What comes out does not depend on their number.
 * docs/batch.md has the lines, "reckon-batch/1".
 */
#ifndef RECKON_BATCH_H
#define RECKON_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/export.h>
#include <reckon/json.h>
#include <reckon/outcome.h>
#include <reckon/reconcile.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Gives the next line: 1 and line[length] without its end (valid until the next call), 0 at the
 * end, below 0 to stop. May wait; meanwhile no answer is written.
 */
typedef int (*reckon_batch_read)(void *context, const char **line, size_t *length);

/**
 * Takes the answer to a line: text[length], whole lines with their ends. Anything but 0 stops the
 * run.
 */
typedef int (*reckon_batch_write)(void *context, const char *text, size_t length);

/** What an answer looks like. */
typedef enum reckon_batch_format {
    RECKON_BATCH_NDJSON, /* {"line": 3, "result": {...}}: one JSON text a line */
    RECKON_BATCH_CSV     /* a header, then one line a date, with the number of the line before it */
} reckon_batch_format;

/** Room for every outcome of RECKON_OUTCOME_LIST. */
enum { RECKON_BATCH_OUTCOMES = RECKON_OUTCOME_UNRESOLVED + 1 };

/** How far a run is. A line that is answered is counted by its outcome; the lines before those of
 * this run (`before`) are not counted. */
typedef struct reckon_batch_counts {
    size_t lines;                           /* that are done with: answered, at fault or empty */
    size_t empty;                           /* of nothing but blanks: no answer */
    size_t errors;                          /* answered by an error */
    size_t outcomes[RECKON_BATCH_OUTCOMES]; /* of compare: the best of its methods */
    size_t last; /* the number of the last line that is done with, all before it are too; 0: none */
} reckon_batch_counts;

/** Called after every line, and now and then within one; anything but 0 stops the run. */
typedef int (*reckon_batch_progress)(void *context, const reckon_batch_counts *so_far);

/** The most threads. */
enum { RECKON_BATCH_JOBS = 256 };

typedef struct reckon_batch_options {
    size_t struct_size;
    const reckon_request *request; /* what is asked of every document; NULL: all by default */
    bool compare;                  /* every method, of every document */
    reckon_batch_format format;
    size_t jobs;   /* threads that work, 1 (default) to RECKON_BATCH_JOBS */
    size_t before; /* lines that an earlier run has answered: numbers go on from there */
    const reckon_json_limits *limits; /* of a line; NULL: the defaults */
    reckon_batch_progress progress;   /* or NULL */
} reckon_batch_options;

/** The defaults. NULL is ignored. */
RECKON_EXPORT void reckon_batch_options_init(reckon_batch_options *options);

/**
 * Answers every line that `read` gives through `write`, in their order. A line is evidence
 * ("reckon-evidence/1"), of which `request` is asked, or a request ("reckon-request/1") that holds
 * its evidence and stands alone. A line at fault is answered by one error and never ends the run.
 *
 * The callbacks get `context` and are called on the calling thread only. Beside them `jobs` threads
 * work, each with memory of its own; with 1, and where the platform has no threads, the calling
 * thread works itself. At most four lines a thread, and 64 MiB of them or a single one, are held at
 * any time: memory does not grow with the number of lines.
 *
 * `options` may be NULL. *counts (may be NULL) is filled also after a failure. Errors:
 * RECKON_ARGUMENT, RECKON_OPTION (an option that the method does not have, a number of jobs),
 * RECKON_CANCELLED (a callback stopped the run: every line up to counts->last is written whole),
 * RECKON_MEMORY (not even the run could start; a line that needs too much memory is answered by an
 * error).
 */
RECKON_EXPORT reckon_status reckon_batch(const reckon_batch_options *options,
    reckon_batch_read read, reckon_batch_write write, void *context, reckon_batch_counts *counts,
    reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
