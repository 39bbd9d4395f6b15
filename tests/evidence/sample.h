/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small evidence for tests: one population "p" of a measure, one source "s", and estimates added in
 * a line each. */
#ifndef TESTS_EVIDENCE_SAMPLE_H
#define TESTS_EVIDENCE_SAMPLE_H

#include <reckon/evidence.h>

/* Evidence with population "p" and source "s". */
reckon_evidence *sample_evidence(reckon_measure measure);

/* An estimate "id" of p by s in 2005 that says nothing yet. */
reckon_estimate sample_estimate(const char *id);

/* Adds it; fails the test when that fails. */
void sample_add(reckon_evidence *evidence, const reckon_estimate *estimate);

/* Adds "id" with a value and, when `origin` is not NULL, derived from it. */
void sample_value(reckon_evidence *evidence, const char *id, double value, const char *origin);

#endif
