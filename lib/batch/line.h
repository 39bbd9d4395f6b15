/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a batch: from its text to its answer, on whatever thread. */
#ifndef RK_BATCH_LINE_H
#define RK_BATCH_LINE_H

#include <reckon/batch.h>

/* What holds for every line; only read while threads work. */
typedef struct rk_batch_plan {
    const reckon_request *request;
    bool compare;
    reckon_batch_format format;
    reckon_json_limits limits;
} rk_batch_plan;

/* Room for an error that is told without memory. */
enum { RK_BATCH_LAST_WORDS = 160 };

typedef struct rk_batch_line {
    size_t number;
    bool empty; /* nothing but blanks: no answer */
    char *text; /* [length], owned; NULL: there was no memory to keep it */
    size_t length;
    char *answer; /* [answer_length], owned; NULL: `last_words` are it */
    size_t answer_length;
    char last_words[RK_BATCH_LAST_WORDS];
    reckon_status status;
    reckon_outcome outcome; /* when status is OK */
} rk_batch_line;

/* The header of a CSV, into new memory; NULL when memory is out. */
char *rk_batch_header(const rk_batch_plan *plan);

/*
 * Fills in answer, status and outcome. The answer is there whatever went wrong, unless `progress`
 * (or NULL) stopped the work: RECKON_CANCELLED.
 */
void rk_batch_answer(
    const rk_batch_plan *plan, rk_batch_line *line, reckon_progress progress, void *context);

/* The bytes of the answer. */
const char *rk_batch_text(const rk_batch_line *line, size_t *length);

/* Frees what it owns, and makes it empty. */
void rk_batch_line_clear(rk_batch_line *line);

/* Whether text[length] is nothing but blanks. */
bool rk_batch_is_empty(const char *text, size_t length);

#endif
