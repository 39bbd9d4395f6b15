/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who repeats whom: the `derived_from` links of all estimates as a graph that has been checked. */
#ifndef RK_EVIDENCE_ORIGINS_H
#define RK_EVIDENCE_ORIGINS_H

#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

typedef struct rk_origins {
    size_t count;    /* estimates */
    size_t *start;   /* [count + 1] estimate i derives from origin[start[i] .. start[i + 1]) */
    size_t *origin;  /* in the order stated */
    size_t *order;   /* [count] the estimates, each after all that it derives from */
    size_t *scratch; /* [count] free for the user */
} rk_origins;

/* The errors of reckon_evidence_check(). rk_origins_free() is due in any case. */
reckon_status rk_origins_build(const reckon_evidence *evidence, rk_origins *origins, reckon_error *error);
void rk_origins_free(rk_origins *origins);

#endif
