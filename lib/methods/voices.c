/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/voices.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/memory.h"
#include "core/utf8.h"

bool rk_voices_new(const rk_problem *problem, size_t capacity, rk_voices *voices)
{
    memset(voices, 0, sizeof *voices);
    voices->block = rk_alloc(6 * capacity + 1, sizeof *voices->block);
    voices->lead.reading = rk_alloc(capacity, sizeof *voices->lead.reading);
    voices->place =
        rk_alloc(reckon_evidence_source_count(problem->evidence), sizeof *voices->place);
    if (!voices->block || !voices->lead.reading || !voices->place)
        return false;
    voices->centre = voices->block;
    voices->variance = voices->block + capacity;
    voices->share = voices->block + 2 * capacity;
    voices->sum = voices->block + 3 * capacity;
    return true;
}

void rk_voices_free(rk_voices *voices)
{
    rk_free(voices->block);
    rk_free(voices->lead.reading);
    rk_free(voices->place);
}

static double variance_of(const rk_aged *aged, size_t i)
{
    return aged->sd[i] * aged->sd[i] / aged->weight[i];
}

static void hear_each(const rk_aged *aged, rk_voices *voices)
{
    voices->count = aged->count;
    for (size_t i = 0; i < aged->count; i++) {
        voices->centre[i] = aged->centre[i];
        voices->variance[i] = variance_of(aged, i);
        voices->lead.reading[i] = aged->reading[i];
    }
}

/* Which voice each reading joins; their number is voices->count. */
static void find_places(const rk_problem *problem, const rk_aged *aged, rk_voices *voices)
{
    for (size_t i = 0; i < aged->count; i++)
        voices->place[problem->readings[aged->reading[i]].origin] = SIZE_MAX;
    voices->count = 0;
    for (size_t i = 0; i < aged->count; i++) {
        size_t *place = &voices->place[problem->readings[aged->reading[i]].origin];
        if (*place != SIZE_MAX)
            continue;
        *place = voices->count;
        voices->lead.reading[voices->count++] = aged->reading[i];
    }
}

/*
 * With p_i = (1 / v_i) / S: the centre is (sum y_i / v_i) / S, the sd (sum 1 / s_i) / S. A figure
 * that is alone stays as it is, to the last digit; so does one without a variance, beside which the
 * others are nothing.
 */
static void merge(const rk_problem *problem, const rk_aged *aged, rk_voices *voices)
{
    double *sums = voices->sum;
    memset(sums, 0, 3 * voices->count * sizeof *sums);
    for (size_t i = 0; i < aged->count; i++) {
        size_t at = voices->place[problem->readings[aged->reading[i]].origin];
        double variance = fmax(variance_of(aged, i), 1e-300);
        sums[3 * at] += 1.0 / variance;
        sums[3 * at + 1] += aged->centre[i] / variance;
        sums[3 * at + 2] += 1.0 / sqrt(variance);
    }
    for (size_t at = 0; at < voices->count; at++) {
        double sd = sums[3 * at + 2] / sums[3 * at];
        voices->centre[at] = sums[3 * at + 1] / sums[3 * at];
        voices->variance[at] = sd * sd;
    }
}

static void keep_lone_figures(const rk_problem *problem, const rk_aged *aged, rk_voices *voices)
{
    double *figures = voices->sum;
    memset(figures, 0, voices->count * sizeof *figures);
    for (size_t i = 0; i < aged->count; i++)
        figures[voices->place[problem->readings[aged->reading[i]].origin]] += 1.0;
    for (size_t i = 0; i < aged->count; i++) {
        size_t at = voices->place[problem->readings[aged->reading[i]].origin];
        if (figures[at] != 1.0)
            continue;
        voices->centre[at] = aged->centre[i];
        voices->variance[at] = variance_of(aged, i);
    }
}

bool rk_voices_hear(
    const rk_problem *problem, const rk_aged *aged, rk_voices *voices, rk_answer *answer)
{
    if (!aged->by_origin) {
        hear_each(aged, voices);
        return true;
    }
    find_places(problem, aged, voices);
    if (voices->count == aged->count) {
        hear_each(aged, voices);
        return true;
    }
    merge(problem, aged, voices);
    keep_lone_figures(problem, aged, voices);
    return rk_notes_add(&answer->notes, "merged",
        "figures that one origin counted are merged into one before they meet the others "
        "(votes=origin)");
}

bool rk_note_matched(const rk_problem *problem, rk_answer *answer)
{
    char shown[RK_SHOWN];
    for (size_t i = 0; i < problem->reading_count; i++)
        if (answer->uses[i].used && problem->readings[i].kind == RK_SPLIT)
            return rk_notes_add(&answer->notes, "matched",
                "%s takes normal distributions only: \"%s\" and others with a best off the middle "
                "are matched in mean "
                "and variance, so that their stated ends do not come back",
                problem->method, rk_reading_id(problem, i, shown));
    return true;
}
