/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of the format, for both roads in: the builder functions and the JSON reader. Pointers in errors are inside
 * the description ("/low", "/citation/quote"; "" is the whole).
 */
#ifndef RK_EVIDENCE_VALIDATE_H
#define RK_EVIDENCE_VALIDATE_H

#include <reckon/date.h>
#include <reckon/evidence.h>
#include <reckon/status.h>

reckon_status rk_validate_population(
    const reckon_evidence *evidence, const reckon_population *population, reckon_error *error);
reckon_status rk_validate_source(const reckon_evidence *evidence, const reckon_source *source, reckon_error *error);

/* What an estimate's ids and date stand for. */
typedef struct rk_estimate_links {
    size_t population;
    size_t source;
    reckon_period date;
} rk_estimate_links;

reckon_status rk_validate_estimate(
    const reckon_evidence *evidence, const reckon_estimate *estimate, rk_estimate_links *links, reckon_error *error);

#endif
