/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence from a parsed text, of which it may be a part. */
#ifndef RK_JSON_READ_EVIDENCE_H
#define RK_JSON_READ_EVIDENCE_H

#include <reckon/evidence.h>
#include <reckon/json.h>

#include "json/document.h"

/* As reckon_evidence_read_all(), from a place in a document; faults point from the document's root.
 */
reckon_status rk_evidence_from_json(const rk_json_document *document, const rk_json_at *at,
    const reckon_json_limits *limits, reckon_evidence **evidence, rk_faults *faults);

/* The caller's limits, which may be NULL or the shorter struct of an older header, completed by the
 * defaults. */
reckon_status rk_json_limits_take(
    const reckon_json_limits *stated, reckon_json_limits *limits, reckon_error *error);

#endif
