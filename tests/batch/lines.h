/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines to give a batch, and a place for what it answers. */
#ifndef TESTS_BATCH_LINES_H
#define TESTS_BATCH_LINES_H

#include "support/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/batch.h>

/* One estimate of one population, whose id and figure are the number. */
#define LINE_DOCUMENT                                                                              \
    "{\"format\": \"reckon-evidence/1\", \"populations\": [{\"id\": \"p%zu\", \"measure\": "       \
    "\"stock\"}], \"sources\": [{\"id\": \"s\"}], \"estimates\": [{\"id\": \"e\", "                \
    "\"population\": \"p%zu\", \"source\": \"s\", \"date\": \"2005\", \"low\": %zu, \"high\": "    \
    "%zu}]}"

typedef struct lines {
    const char *const *given; /* [count]; NULL: documents are made up */
    size_t count, next;
    size_t stop_at;   /* reading fails at this line; 0: never */
    size_t refuse_at; /* writing fails at this answer; 0: never */
    size_t answers;
    size_t progress, cancel_at; /* calls of progress; at which to cancel; 0: never */
    size_t most_ahead;          /* lines read, but not yet answered */
    char made[1024];
    char *out; /* [length] */
    size_t length;
} lines;

static inline int lines_read(void *context, const char **line, size_t *length)
{
    lines *l = context;
    if (l->stop_at && l->next + 1 == l->stop_at)
        return -1;
    if (l->next == l->count)
        return 0;
    size_t n = l->next++;
    if (l->next - l->answers > l->most_ahead)
        l->most_ahead = l->next - l->answers;
    *line = l->made;
    if (l->given)
        *line = l->given[n];
    else
        snprintf(l->made, sizeof l->made, LINE_DOCUMENT, n, n, 1000 + n, 2000 + 3 * n);
    *length = strlen(*line);
    return 1;
}

static inline int lines_write(void *context, const char *text, size_t length)
{
    lines *l = context;
    if (l->refuse_at && l->answers + 1 == l->refuse_at)
        return 1;
    l->answers++;
    assert_true(length > 0 && text[length - 1] == '\n');
    if (!l->out)
        return 0;
    memcpy(l->out + l->length, text, length);
    l->length += length;
    l->out[l->length] = '\0';
    return 0;
}

static inline int lines_progress(void *context, const reckon_batch_counts *so_far)
{
    lines *l = context;
    assert_true(so_far->lines <= l->count);
    return l->cancel_at && ++l->progress >= l->cancel_at;
}

#endif
