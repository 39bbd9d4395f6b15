/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence from a parsed text, of which it may be a part. */
#ifndef RK_JSON_READ_EVIDENCE_H
#define RK_JSON_READ_EVIDENCE_H

#include <reckon/evidence.h>
#include <reckon/json.h>

#include "json/tree.h"

/* As reckon_evidence_read(), from a node of a tree; errors point from the tree's root. `limits` is not NULL. */
reckon_status rk_evidence_from_json(const rk_json_tree *tree, size_t node, const reckon_json_limits *limits,
    reckon_evidence **evidence, reckon_error *error);

/* The caller's limits, which may be NULL or the shorter struct of an older header, completed by the defaults. */
reckon_status rk_json_limits_take(const reckon_json_limits *stated, reckon_json_limits *limits, reckon_error *error);

#endif
