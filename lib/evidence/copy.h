/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptions that own their text: all of it in one block, so that a copy is made or fails at one
 * place. */
#ifndef RK_EVIDENCE_COPY_H
#define RK_EVIDENCE_COPY_H

#include <reckon/evidence.h>

/*
 * Points every text (and list) of the description at a copy inside one new block, which is returned
 * and freed with rk_free. NULL when memory is out; the description is then as it was.
 */
void *rk_copy_population_texts(reckon_population *population);
void *rk_copy_source_texts(reckon_source *source);
void *rk_copy_estimate_texts(reckon_estimate *estimate);

#endif
