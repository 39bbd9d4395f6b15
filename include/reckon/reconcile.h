/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file reconcile.h
 * The front door: evidence and a request in, reconciled ranges on a grid of dates out. Methods are
 * looked up by id; their options are described by tables that this header lets one read.
 */
#ifndef RECKON_RECONCILE_H
#define RECKON_RECONCILE_H

#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/export.h>
#include <reckon/method.h>
#include <reckon/result.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------ requests
 * -----------------------------------------
 */

/** What is asked: population, method and its options, dates, levels. Freed by the caller. */
typedef struct reckon_request reckon_request;

/** A request for everything by default. RECKON_MEMORY when memory is out; *request is then NULL. */
RECKON_EXPORT reckon_status reckon_request_new(reckon_request **request);
/** NULL is ignored. */
RECKON_EXPORT void reckon_request_free(reckon_request *request);

/** Which population, by id. Not needed when the evidence has only one. */
RECKON_EXPORT reckon_status reckon_request_set_population(
    reckon_request *request, const char *id, reckon_error *error);

/** Which method, by id: RECKON_METHOD when there is none. Default RECKON_DEFAULT_METHOD. */
RECKON_EXPORT reckon_status reckon_request_set_method(
    reckon_request *request, const char *id, reckon_error *error);

/**
 * Sets an option of the method by name, from text ("0.2", "REML"). Checked against the method when
 * it runs; setting a name again replaces the value. RECKON_OPTION when no method has such an
 * option.
 */
RECKON_EXPORT reckon_status reckon_request_set_option(
    reckon_request *request, const char *name, const char *value, reckon_error *error);

/** The same from a number, which reaches the method to the last digit. */
RECKON_EXPORT reckon_status reckon_request_set_option_number(
    reckon_request *request, const char *name, double value, reckon_error *error);

/** The probability that low..high is to hold, in [0.01, 0.9999]; default 0.9. */
RECKON_EXPORT reckon_status reckon_request_set_level(
    reckon_request *request, double level, reckon_error *error);

/** Probabilities in (0, 1), rising, at which quantiles are wanted; default 0.025, 0.25, 0.5, 0.75,
 * 0.975. At most 999.
 */
RECKON_EXPORT reckon_status reckon_request_set_probabilities(
    reckon_request *request, const double *probabilities, size_t count, reckon_error *error);

/** A grid from one date to another by a step ("2000", "2012-06", "P6M"). Replaces the grid set
 * before. */
RECKON_EXPORT reckon_status reckon_request_set_grid(reckon_request *request, const char *from,
    const char *to, const char *step, reckon_error *error);

/**
 * One more date, beside the grid if one is set. A year or month stands at its middle. Without a
 * grid or dates: 1 January of every year from the one of the earliest estimate to the one after the
 * latest; where the estimates span under three years, the first of every month between them, and
 * under two months, every day; and always the date of the latest.
 */
RECKON_EXPORT reckon_status reckon_request_add_date(
    reckon_request *request, const char *date, reckon_error *error);

/**
 * Only what was known to be published by the end of this date is used ("2012", "2012-03"); an
 * estimate that does not say when it was published counts as published at the end of its own date.
 * Results echo it. RECKON_DATE for no date.
 */
RECKON_EXPORT reckon_status reckon_request_set_as_of(
    reckon_request *request, const char *date, reckon_error *error);

/**
 * What a flow is told per: "P1Y" (default), "P1M", "P1W", "P1D" or another step. A month is a
 * twelfth of a year. Of no other measure: RECKON_VALUE when it is reconciled. RECKON_DATE for no
 * step.
 */
RECKON_EXPORT reckon_status reckon_request_set_per(
    reckon_request *request, const char *step, reckon_error *error);

/** The most dates a request may ask for; default 100,000. RECKON_LIMIT is the answer to more. */
RECKON_EXPORT reckon_status reckon_request_set_max_dates(
    reckon_request *request, size_t dates, reckon_error *error);

/**
 * The most work that a method may take on, in steps of at most 0.1 microseconds of one core;
 * default 5,000,000,000. It is estimated from the numbers of estimates, dates and sources before
 * the method runs: roughly, and for pools and `bayes-random-effects` three to twenty times too low
 * (docs/limits.md). RECKON_LIMIT is the answer to more. RECKON_ARGUMENT for a NULL or 0.
 */
RECKON_EXPORT reckon_status reckon_request_set_max_work(
    reckon_request *request, size_t steps, reckon_error *error);

/** Called now and then with the part of the work that is done, 0 to 1; an answer other than 0 stops
 * it: RECKON_CANCELLED. */
typedef int (*reckon_progress)(void *context, double done);

/** Sets the progress callback (NULL: none). It runs on the thread that called and must not use the
 * same handles. */
RECKON_EXPORT reckon_status reckon_request_set_progress(
    reckon_request *request, reckon_progress progress, void *context);

/* ------------------------------------------------------------------ the work
 * -----------------------------------------
 */

/**
 * Reconciles. `request` may be NULL: everything by default. On success *result is a new handle that
 * the caller frees with reckon_result_free(); how the mathematics ended is in it. On failure
 * *result is NULL. Errors: RECKON_REFERENCE (no such population, or several and none named),
 * RECKON_OPTION, RECKON_DATE, RECKON_LIMIT, RECKON_CANCELLED, RECKON_MEMORY and those of
 * reckon_evidence_check().
 */
RECKON_EXPORT reckon_status reckon_reconcile(const reckon_evidence *evidence,
    const reckon_request *request, reckon_result **result, reckon_error *error);

/**
 * Runs every method on the same evidence, in the order of reckon_method_id(), each with those of
 * the request's options that it has. *results is an array of *count handles; free all with
 * reckon_results_free().
 */
RECKON_EXPORT reckon_status reckon_compare(const reckon_evidence *evidence,
    const reckon_request *request, reckon_result ***results, size_t *count, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
