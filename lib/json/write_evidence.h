/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence as a value of a larger document. */
#ifndef RK_JSON_WRITE_EVIDENCE_H
#define RK_JSON_WRITE_EVIDENCE_H

#include <reckon/evidence.h>

#include "json/emit.h"

/* Writes "reckon-evidence/1" as one object. */
void rk_emit_evidence(rk_emit *emit, const reckon_evidence *evidence);

#endif
