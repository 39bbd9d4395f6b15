/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file reckon.h
 * All of reckon, in reading order: what can go wrong, dates, words, evidence, the numeric families,
 * the front door, text.
 *
 * Two tiers, and what each promises from version 1.0 on (docs/versioning.md):
 *
 * - **The front door is stable**: status, outcome, date, range, evidence, reconcile, result, json,
 * sheet, text, batch, version, gsl. What compiled and linked still does until the next major
 * version. Options grow behind `struct_size`.
 * - **The numeric layer is for those who compile with it**: interval, meta, pool, temporal, words.
 * Arrays in, structs out. Results are structs of the caller's, so a minor version that gives one
 * more figure changes their size: compile anew. The names, meanings and units of what is there
 * stay.
 */
#ifndef RECKON_H
#define RECKON_H

#include <reckon/export.h>
#include <reckon/version.h>

#include <reckon/option.h>
#include <reckon/outcome.h>
#include <reckon/status.h>

#include <reckon/date.h>
#include <reckon/range.h>

#include <reckon/words.h>

#include <reckon/evidence.h>

#include <reckon/interval.h>
#include <reckon/meta.h>
#include <reckon/pool.h>
#include <reckon/temporal.h>

#include <reckon/explain.h>
#include <reckon/method.h>
#include <reckon/picture.h>
#include <reckon/reconcile.h>
#include <reckon/result.h>

#include <reckon/json.h>
#include <reckon/sheet.h>
#include <reckon/text.h>

#include <reckon/batch.h>

#include <reckon/gsl.h>

#endif
