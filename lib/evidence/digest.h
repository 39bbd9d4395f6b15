/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One short text that is the same for the same evidence, and another for any other. */
#ifndef RK_EVIDENCE_DIGEST_H
#define RK_EVIDENCE_DIGEST_H

#include <reckon/evidence.h>

#include "core/sha256.h"

/*
 * SHA-256 of everything the evidence says, in its canonical form: populations, sources and
 * estimates in their order, each as a line of its kind and then a line for each key that is stated,
 * "key=length:text" for texts and "key=number" for numbers. Spaces, the order of keys and the
 * spelling of numbers in a file make no difference.
 */
void rk_evidence_digest(const reckon_evidence *evidence, char text[RK_SHA256_TEXT]);

#endif
