/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file result.h
 * Reconciled ranges with everything that led to them: how each estimate was read, every option
 * after defaulting, the numbers of the fit, and how it ended. A result stands alone: it keeps
 * nothing of the evidence or the request, and is only read. Numbers that do not exist are NAN here
 * and null in JSON.
 */
#ifndef RECKON_RESULT_H
#define RECKON_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/date.h>
#include <reckon/evidence.h>
#include <reckon/export.h>
#include <reckon/outcome.h>
#include <reckon/range.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A reconciled answer with all that led to it: read-only, so that several threads may look at one.
 */
typedef struct reckon_result reckon_result;

/** Frees a result and everything that was got from it. NULL is ignored. */
RECKON_EXPORT void reckon_result_free(reckon_result *result);
/** Frees the results[count] of reckon_compare() and the array. */
RECKON_EXPORT void reckon_results_free(reckon_result **results, size_t count);

/** Where a date lies among the figures that are used: between them, or beyond the first or the
 * last. */
typedef enum reckon_support {
    RECKON_SUPPORT_INSIDE,
    RECKON_SUPPORT_BEFORE,
    RECKON_SUPPORT_AFTER
} reckon_support;

/** The answer at one date, natural scale (persons, or a fraction for shares). */
typedef struct reckon_row {
    char date[RECKON_DATE_TEXT];
    double year;               /* decimal */
    double low, central, high; /* NAN: there is none, or it is not finite */
    const double *quantiles;   /* [probability count], or NULL: the method gives none */
    const reckon_range
        *regions; /* [region_count]: every maximal interval of the answer, in rising order */
    size_t region_count;
    size_t estimates_used;
    reckon_outcome outcome; /* of this date */
    reckon_support support; /* before and after: the answer is extrapolated */
    double decided; /* share of the log width that the figures decided, the rest is prior; NAN: not
                       known */
} reckon_row;

/** How one estimate was read. Natural scale, but for log_*: the link (natural log; logit for
 * shares). */
typedef struct reckon_result_reading {
    const char *estimate; /* id */
    const char *source;   /* id */
    const char *kind;     /* "range", "distribution", "at_least", "at_most" */
    double low, high;     /* NAN on an open side */
    double log_centre, log_sd;
    double weight;
    double time; /* decimal year */
    bool used;
    const char *reason;      /* why it is not used, or NULL */
    const char *note;        /* what had to be assumed to read it, or NULL */
    const char *origin;      /* id of the source that counted; `source` when no other is named */
    const char *source_name; /* NULL: it has none */
    const char *text;        /* the figure in words, as published, or NULL */
    const char *quote;       /* from its citation, or NULL; likewise the next two */
    const char *citation;    /* author, title, publication and date in one line */
    const char *url;
    bool certain;
    double gross; /* probability that it is a gross error; NAN: the method has no such thing */
    double shock; /* probability of a jump between the figure before and this one; NAN likewise */
} reckon_result_reading;

/** A later, trusted count that was never used, and where the answer stood on its day. */
typedef struct reckon_result_check {
    const char *estimate;      /* id */
    double time;               /* decimal year */
    double value;              /* its centre, natural scale */
    double low, central, high; /* the answer at that time; NAN: there is none */
    double
        position; /* probability that the answer gave to less than it; NAN without a distribution */
    double log_score; /* log density of it under the answer, on the link scale; NAN likewise */
    bool inside;      /* low <= value <= high */
} reckon_result_check;

/** What low to high claim. */
typedef struct reckon_range_claim {
    double probability; /* NAN: none is claimed */
    const char *text;   /* one sentence */
} reckon_range_claim;

/** A source, and its bias where the method estimates one (NAN otherwise): a log-ratio to the truth.
 */
typedef struct reckon_result_source {
    const char *id;
    const char *name; /* NULL: it has none */
    double weight;
    double bias_mean, bias_sd;
    double bias_low, bias_high; /* central interval at the result's level */
} reckon_result_source;

/** What was asked. Texts and arrays belong to the result; NULL, NAN or 0 for a NULL result. */
RECKON_EXPORT const char *reckon_result_population(const reckon_result *result); /* id */
RECKON_EXPORT const char *reckon_result_name(
    const reckon_result *result); /* of the population; its id if unnamed */
RECKON_EXPORT const char *reckon_result_unit(const reckon_result *result);
RECKON_EXPORT reckon_measure reckon_result_measure(const reckon_result *result);
RECKON_EXPORT const char *reckon_result_method(const reckon_result *result); /* id */
RECKON_EXPORT double reckon_result_level(const reckon_result *result);
RECKON_EXPORT const char *reckon_result_title(
    const reckon_result *result); /* of the evidence; NULL: it has none */
/** SHA-256 of the evidence in its canonical form (docs/format.md), 64 hexadecimal digits: the same
 * for the same evidence. */
RECKON_EXPORT const char *reckon_result_digest(const reckon_result *result);
RECKON_EXPORT const char *reckon_result_as_of(
    const reckon_result *result); /* as it was asked; NULL: it was not */
RECKON_EXPORT const char *reckon_result_per(
    const reckon_result *result); /* of a flow, as asked; NULL: per year */
RECKON_EXPORT const reckon_range_claim *reckon_result_claim(const reckon_result *result);
RECKON_EXPORT const double *reckon_result_probabilities(const reckon_result *result, size_t *count);

/** How the mathematics ended: the worst over all dates; and notes, one sentence each. */
RECKON_EXPORT reckon_outcome reckon_result_outcome(const reckon_result *result);
RECKON_EXPORT size_t reckon_result_note_count(const reckon_result *result);
RECKON_EXPORT const char *reckon_result_note(const reckon_result *result, size_t index);
/** What kind of note it is ("gross", "faster-than-prior"), a stable word; docs/format.md lists
 * them. NULL past the end.
 */
RECKON_EXPORT const char *reckon_result_note_code(const reckon_result *result, size_t index);

/** What was assumed, one sentence each. */
RECKON_EXPORT size_t reckon_result_assumption_count(const reckon_result *result);
RECKON_EXPORT const char *reckon_result_assumption(const reckon_result *result, size_t index);

/** The answers, dates rising. NULL past the end; valid until the result is freed. */
RECKON_EXPORT size_t reckon_result_row_count(const reckon_result *result);
RECKON_EXPORT const reckon_row *reckon_result_row(const reckon_result *result, size_t index);
/** Every estimate of the population, in the order of the evidence, used or not. NULL past the end.
 */
RECKON_EXPORT size_t reckon_result_reading_count(const reckon_result *result);
RECKON_EXPORT const reckon_result_reading *reckon_result_reading_at(
    const reckon_result *result, size_t index);
/** The sources of those estimates, in the order of the evidence. NULL past the end. */
RECKON_EXPORT size_t reckon_result_source_count(const reckon_result *result);
RECKON_EXPORT const reckon_result_source *reckon_result_source_at(
    const reckon_result *result, size_t index);

/** The checks of the population, in the order of the evidence. NULL past the end. */
RECKON_EXPORT size_t reckon_result_check_count(const reckon_result *result);
RECKON_EXPORT const reckon_result_check *reckon_result_check_at(
    const reckon_result *result, size_t index);

/**
 * Numbers of the fit, on the link scale, by name ("mu", "tau2", "mu.median"). For methods that
 * answer each date by itself this is the fit at the last date, and "year" says which. NAN when
 * there is no such number.
 */
RECKON_EXPORT size_t reckon_result_fit_count(const reckon_result *result);
RECKON_EXPORT const char *reckon_result_fit_name(const reckon_result *result, size_t index);
RECKON_EXPORT double reckon_result_fit(const reckon_result *result, const char *name);

/* ------------------------------------------------------------------ as text
 * ------------------------------------------
 */

/** Each gives new text in *text (free with reckon_free()), the same bytes for the same result;
 * RECKON_MEMORY or RECKON_ARGUMENT. */

/** A table for eyes: figures rounded to three digits, a bar on a log axis, how each estimate was
 * read. */
RECKON_EXPORT reckon_status reckon_result_table(
    const reckon_result *result, char **text, reckon_error *error);
/** One line a date and method, full precision; RFC 4180 with a header. */
RECKON_EXPORT reckon_status reckon_result_csv(
    const reckon_result *result, char **text, reckon_error *error);
/** The format "reckon-result/1" of docs/format.md. */
RECKON_EXPORT reckon_status reckon_result_json(
    const reckon_result *result, char **text, reckon_error *error);

/** The same for several results of one question, as reckon_compare() gives them: a table by method,
 * one CSV, a JSON array. */
RECKON_EXPORT reckon_status reckon_results_table(
    const reckon_result *const *results, size_t count, char **text, reckon_error *error);
RECKON_EXPORT reckon_status reckon_results_csv(
    const reckon_result *const *results, size_t count, char **text, reckon_error *error);
RECKON_EXPORT reckon_status reckon_results_json(
    const reckon_result *const *results, size_t count, char **text, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
