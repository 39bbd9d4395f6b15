/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file outcome.h
 * How the mathematics ended. Legal input never fails with a status; it ends in one of these.
 */
#ifndef RECKON_OUTCOME_H
#define RECKON_OUTCOME_H

#include <reckon/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** X(NAME, "stable-name", "text"), from best to worst. */
#define RECKON_OUTCOME_LIST(X)                                                                     \
    X(OK, "ok", "an answer")                                                                       \
    X(BOUNDARY, "boundary",                                                                        \
        "an answer with a parameter at the edge of its domain, such as no heterogeneity")          \
    X(BOUNDED, "bounded", "the estimates bound the number on one side only")                       \
    X(NOT_CONVERGED, "not-converged",                                                              \
        "an answer whose own accuracy check failed: do not rely on it")                            \
    X(EMPTY, "empty",                                                                              \
        "there is no answer, because no usable estimate or no common range is there")              \
    X(UNRESOLVED, "unresolved", "the estimates do not determine an answer")

typedef enum reckon_outcome {
#define RECKON_OUTCOME_ENUM(NAME, id, text) RECKON_OUTCOME_##NAME,
    RECKON_OUTCOME_LIST(RECKON_OUTCOME_ENUM)
#undef RECKON_OUTCOME_ENUM
} reckon_outcome;

/** The stable name ("not-converged"); "unknown" for a number that is no outcome. Static text. */
RECKON_EXPORT const char *reckon_outcome_name(reckon_outcome outcome);

/** One plain sentence; total over all integers. Static text. */
RECKON_EXPORT const char *reckon_outcome_text(reckon_outcome outcome);

#ifdef __cplusplus
}
#endif
#endif
