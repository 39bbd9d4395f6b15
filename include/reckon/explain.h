/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file explain.h
 * Why an answer is what it is: what each figure and each origin does to it, which figures clash,
 * what its width is made of, how much the prior says, and what one more figure would bring. It is
 * made of many fits of one question, each with something left out, switched off or added.
 */
#ifndef RECKON_EXPLAIN_H
#define RECKON_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/date.h>
#include <reckon/evidence.h>
#include <reckon/export.h>
#include <reckon/outcome.h>
#include <reckon/reconcile.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An explanation: read-only; keeps nothing of the evidence or the request. */
typedef struct reckon_explanation reckon_explanation;

/** Numbers of one date are natural scale (persons, or a fraction); NAN: there is none. */
typedef struct reckon_explained_range {
    double low, central, high;
    reckon_outcome outcome;
} reckon_explained_range;

/** The answer at one date of the explanation. */
typedef struct reckon_explained_date {
    char date[RECKON_DATE_TEXT];
    double year; /* decimal */
    reckon_explained_range range;
    double decided;      /* share of the log width that the figures decided; NAN: not known */
    size_t region_count; /* two or more: the figures stand in camps */
} reckon_explained_date;

/** A figure, or all figures of an origin, and what the answer is without. Arrays are
 * [reckon_explanation_date_count()]. */
typedef struct reckon_left_out {
    const char *id;                       /* of the estimate, or of the origin's source */
    const char *name;                     /* of its source */
    bool is_origin;                       /* all that this origin counted */
    const reckon_explained_range *ranges; /* without it, per date */
    const double *changes; /* per date: how far the end that moves most moves, on the log (shares:
                              logit) scale, signed; NAN: there is no answer on one side */
    const size_t *camps;   /* per date: the region that the figure stands in, from 0; (size_t)-1:
                              none, or an origin */
    double gross; /* probability of being a gross error; NAN: not known (an origin; most methods) */
    const char *speaks; /* ids of the figures that start to speak when it is left out, ", " between;
                           NULL: none */
} reckon_left_out;

/** Two figures that cannot both be right. */
typedef struct reckon_clash {
    const char *first, *second; /* ids of estimates, in the order of the evidence */
    double factor; /* by which they still miss each other after the drift between their dates; > 1.
                      Of shares: of their odds */
    const char *supported; /* the one of them that the rest supports; NULL: the rest does not tell,
                              or was not asked */
} reckon_clash;

/** What a variation of the model or of the evidence gives: one row of the width, the prior, or the
 * help. */
typedef struct reckon_variation {
    const char *name;      /* "drift", "bias_scale", "checked-count": stable */
    const char *text;      /* in words */
    double value, changed; /* of a prior's scale: as it was, and as it is here; else NAN */
    const reckon_explained_range *ranges; /* per date; of help only `outcome` is told */
    const double *widths; /* per date: width of the range as a factor, high / low (shares: of odds);
                             of help: what it is expected to become, a geometric mean; NAN: none */
} reckon_variation;

/**
 * Explains the answer of the request's method at the request's dates; at the last date of the
 * evidence's own grid when the request names none. `request` may be NULL. On success *explanation
 * is new: free it with reckon_explanation_free(). Errors are those of reckon_reconcile();
 * RECKON_LIMIT also when all fits together take more than the request's max_work. The request's
 * progress function is called with 0 to 1 over all fits; when it answers other than 0 the end is
 * RECKON_CANCELLED.
 */
RECKON_EXPORT reckon_status reckon_explain(const reckon_evidence *evidence,
    const reckon_request *request, reckon_explanation **explanation, reckon_error *error);
/** NULL is ignored. */
RECKON_EXPORT void reckon_explanation_free(reckon_explanation *explanation);

/** Each count is 0 for NULL; each row NULL for an index out of range. What a row points to lives as
 * the explanation. */
RECKON_EXPORT size_t reckon_explanation_date_count(const reckon_explanation *explanation);
RECKON_EXPORT const reckon_explained_date *reckon_explanation_date(
    const reckon_explanation *explanation, size_t index);
RECKON_EXPORT size_t reckon_explanation_left_out_count(const reckon_explanation *explanation);
/** Figures first, in the order of the evidence, then origins. */
RECKON_EXPORT const reckon_left_out *reckon_explanation_left_out(
    const reckon_explanation *explanation, size_t index);
RECKON_EXPORT size_t reckon_explanation_clash_count(const reckon_explanation *explanation);
/** The largest factor first. */
RECKON_EXPORT const reckon_clash *reckon_explanation_clash(
    const reckon_explanation *explanation, size_t index);

/** Which list of variations. */
typedef enum reckon_variation_kind {
    RECKON_VARIATION_WIDTH, /* a term of the model switched off; they do not add up */
    RECKON_VARIATION_PRIOR, /* a prior's scale halved or doubled */
    RECKON_VARIATION_HELP   /* one more figure */
} reckon_variation_kind;
RECKON_EXPORT size_t reckon_explanation_variation_count(
    const reckon_explanation *explanation, reckon_variation_kind kind);
RECKON_EXPORT const reckon_variation *reckon_explanation_variation(
    const reckon_explanation *explanation, reckon_variation_kind kind, size_t index);

/** What was left out of the explanation, and why, in plain sentences. */
RECKON_EXPORT size_t reckon_explanation_note_count(const reckon_explanation *explanation);
RECKON_EXPORT const char *reckon_explanation_note(
    const reckon_explanation *explanation, size_t index);

/** The three rows that matter most at a date: what moves the answer most, what its width is most
 * made of, what would narrow it most. NULL where there is none. */
RECKON_EXPORT const reckon_left_out *reckon_explanation_most_influential(
    const reckon_explanation *explanation, size_t date);
RECKON_EXPORT const reckon_variation *reckon_explanation_main(
    const reckon_explanation *explanation, reckon_variation_kind kind, size_t date);

/**
 * A brief: one to six sentences for each date, for a reader who has no time for a table: what must
 * be said first (a limit on one side only, one source, a share of assumptions, a date far from the
 * figures), the answer, and why, as far as it was measured. `language` is "en" (also when NULL) or
 * "fr"; RECKON_VALUE for others. A sentence begins a line, and lines have at most 80 columns. *text
 * is freed with reckon_free().
 */
RECKON_EXPORT reckon_status reckon_explanation_brief(
    const reckon_explanation *explanation, const char *language, char **text, reckon_error *error);

/** A table of at most 80 columns, or JSON "reckon-explanation/1". *text is freed with
 * reckon_free(). */
RECKON_EXPORT reckon_status reckon_explanation_table(
    const reckon_explanation *explanation, char **text, reckon_error *error);
RECKON_EXPORT reckon_status reckon_explanation_json(
    const reckon_explanation *explanation, char **text, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
