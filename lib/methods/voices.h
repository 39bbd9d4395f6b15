/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The voices of one date, for meta-analyses: an estimate with a variance for each origin
 * (votes=origin) or each figure. Figures of one origin are taken as fully dependent:
 * inverse-variance weights p_i, centre sum p_i y_i, sd sum p_i s_i.
 */
#ifndef RK_METHODS_VOICES_H
#define RK_METHODS_VOICES_H

#include "methods/classical.h"

typedef struct rk_voices {
    size_t count;
    double *centre, *variance; /* [count] */
    double *share;             /* [count] scratch of whoever looks at weights */
    rk_aged lead;              /* lead.reading[i]: the first reading of voice i */
    double *sum;               /* [3 count] while merging: of 1/v, y/v and 1/s */
    size_t *place;             /* [sources] voice of an origin at this date */
    double *block;
} rk_voices;

bool rk_voices_new(const rk_problem *problem, size_t capacity, rk_voices *voices);
void rk_voices_free(rk_voices *voices);

/* A weight divides the variance of its reading. Fails (false) only for a note, when memory is out.
 */
bool rk_voices_hear(
    const rk_problem *problem, const rk_aged *aged, rk_voices *voices, rk_answer *answer);

/* Notes that split normals were matched by mean and variance, if there are any. False when memory
 * is out. */
bool rk_note_matched(const rk_problem *problem, rk_answer *answer);

#endif
