/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which estimates lean on which: `derived_from` or `supersedes` of all of them, as a graph that has
 * been checked. */
#ifndef RK_EVIDENCE_LINKS_H
#define RK_EVIDENCE_LINKS_H

#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/status.h>

typedef enum rk_link_kind { RK_DERIVED_FROM, RK_SUPERSEDES } rk_link_kind;

typedef struct rk_links {
    rk_link_kind kind;
    size_t count;   /* estimates */
    size_t *start;  /* [count + 1] estimate i names target[start[i] .. start[i + 1]) */
    size_t *target; /* in the order stated */
    size_t *order;  /* [count] the estimates, each after all that it names */
} rk_links;

/* The errors of reckon_evidence_check() about this key. rk_links_free() is due in any case. */
reckon_status rk_links_build(
    const reckon_evidence *evidence, rk_link_kind kind, rk_links *links, reckon_error *error);
void rk_links_free(rk_links *links);

#endif
