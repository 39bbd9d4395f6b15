/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scoring an answer against later counts that it was never given. */
#ifndef RK_RECONCILE_CHECKS_H
#define RK_RECONCILE_CHECKS_H

#include "reconcile/fit.h"
#include "result/result.h"

/*
 * Answers the question again on the dates of its checks and fills result->checks; nothing where
 * there is none. The log score is the log density on the link scale; it and the position come from
 * the quantiles through the normal score, which is linear between them and goes on as a normal
 * distribution beyond the outermost.
 */
reckon_status rk_score_checks(const rk_question *question, const rk_method *method,
    const void *options, reckon_result *result, reckon_error *error);

/* The log density and the cumulative probability at x of the distribution with quantile[count] at
 * probability[count], both rising; false when they say nothing (fewer than two distinct quantiles
 * that exist). */
bool rk_score(const double *quantile, const double *probability, size_t count, double x,
    double *log_score, double *position);

#endif
