/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an estimate (`text`) against, or in place of, its numbers. */
#ifndef RK_EVIDENCE_WORDING_H
#define RK_EVIDENCE_WORDING_H

#include <reckon/evidence.h>
#include <reckon/status.h>

/*
 * Reads estimate->text, which must not be NULL. An estimate without numbers takes those of the
 * words; one with numbers must not say otherwise, but may add what the words leave open (level,
 * best, precision, per). Errors, with pointers inside the description: RECKON_STATEMENT when the
 * words cannot be read (the message names the token and what to do), say something else than the
 * numbers, or do not fit the measure; RECKON_VALUE for a language that is not known.
 */
reckon_status rk_wording_apply(
    reckon_estimate *estimate, reckon_measure measure, reckon_error *error);

/* What the words were read as, for a note: "at least 5,000 a year". `to` holds RECKON_CLAIM_TEXT
 * bytes. */
void rk_wording_echo(char *to, const reckon_estimate *estimate, reckon_measure measure);

#endif
