/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence of many populations, such as a table of pairs of countries, as one document for each. */
#ifndef RECONCILE_PAIRS_H
#define RECONCILE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>

struct pairs;

/* Takes the evidence over. NULL when memory is out. */
struct pairs *new_pairs(reckon_evidence *evidence);
void free_pairs(struct pairs *pairs);

/* The document of the next population on one line, valid until the next call: 1, 0 at the end, -1
 * when memory is out. */
int next_pair(struct pairs *pairs, const char **line, size_t *length);

/* Passes over populations: false when there are not so many. */
bool skip_pairs(struct pairs *pairs, size_t count);

#endif
