/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pairs.h"

#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>

/* The estimates of population p are order[starts[p]] to order[starts[p + 1] - 1], as they stand in
 * the evidence. */
struct pairs {
    reckon_evidence *evidence;
    size_t *order, *starts;
    size_t next;
    char *text; /* of the last document */
};

/* Sorts the estimates by their population, in two passes over them. */
static bool sort_estimates(struct pairs *pairs)
{
    const reckon_evidence *all = pairs->evidence;
    size_t populations = reckon_evidence_population_count(all);
    size_t estimates = reckon_evidence_estimate_count(all);
    pairs->order = calloc(estimates + 1, sizeof *pairs->order);
    pairs->starts = calloc(populations + 2, sizeof *pairs->starts);
    if (!pairs->order || !pairs->starts)
        return false;
    for (size_t i = 0; i < estimates; i++)
        pairs->starts[reckon_evidence_find_population(
                          all, reckon_evidence_estimate(all, i)->population) +
                      2]++;
    for (size_t p = 2; p < populations + 2; p++)
        pairs->starts[p] += pairs->starts[p - 1];
    for (size_t i = 0; i < estimates; i++) {
        size_t p =
            reckon_evidence_find_population(all, reckon_evidence_estimate(all, i)->population);
        pairs->order[pairs->starts[p + 1]++] = i;
    }
    return true;
}

struct pairs *new_pairs(reckon_evidence *evidence)
{
    struct pairs *pairs = calloc(1, sizeof *pairs);
    if (!pairs) {
        reckon_evidence_free(evidence);
        return NULL;
    }
    pairs->evidence = evidence;
    if (sort_estimates(pairs))
        return pairs;
    free_pairs(pairs);
    return NULL;
}

void free_pairs(struct pairs *pairs)
{
    if (!pairs)
        return;
    reckon_evidence_free(pairs->evidence);
    reckon_free(pairs->text);
    free(pairs->order);
    free(pairs->starts);
    free(pairs);
}

bool skip_pairs(struct pairs *pairs, size_t count)
{
    bool there = count <= reckon_evidence_population_count(pairs->evidence);
    pairs->next = there ? count : pairs->next;
    return there;
}

/* What was sound in the whole is sound alone: a sheet links no figure to another. */
static reckon_status copy_one(const struct pairs *pairs, size_t population, reckon_evidence *one)
{
    const reckon_evidence *all = pairs->evidence;
    reckon_status status =
        reckon_evidence_set_title(one, reckon_evidence_title(all), reckon_evidence_note(all));
    if (status == RECKON_OK)
        status =
            reckon_evidence_add_population(one, reckon_evidence_population(all, population), NULL);
    for (size_t i = pairs->starts[population];
         status == RECKON_OK && i < pairs->starts[population + 1]; i++) {
        const reckon_estimate *estimate = reckon_evidence_estimate(all, pairs->order[i]);
        if (reckon_evidence_find_source(one, estimate->source) == (size_t)-1) {
            size_t source = reckon_evidence_find_source(all, estimate->source);
            status = reckon_evidence_add_source(one, reckon_evidence_source(all, source), NULL);
        }
        if (status == RECKON_OK)
            status = reckon_evidence_add_estimate(one, estimate, NULL);
    }
    return status;
}

/* JSON of many lines on one: a line break in it is never within a string. */
static size_t join_lines(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '\n')
            *to++ = *from;
        else
            from += strspn(from + 1, " ");
    *to = '\0';
    return (size_t)(to - text);
}

int next_pair(struct pairs *pairs, const char **line, size_t *length)
{
    reckon_evidence *one = NULL;
    reckon_free(pairs->text);
    pairs->text = NULL;
    if (pairs->next == reckon_evidence_population_count(pairs->evidence))
        return 0;
    reckon_status status = reckon_evidence_new(&one);
    if (status == RECKON_OK)
        status = copy_one(pairs, pairs->next, one);
    if (status == RECKON_OK)
        status = reckon_evidence_write(one, &pairs->text, NULL);
    reckon_evidence_free(one);
    if (status != RECKON_OK)
        return -1;
    pairs->next++;
    *line = pairs->text;
    *length = join_lines(pairs->text);
    return 1;
}
