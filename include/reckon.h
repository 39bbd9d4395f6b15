/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file reckon.h
 * All of reckon, in reading order: what can go wrong, dates, evidence, the numeric families, the front door, text.
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

#include <reckon/method.h>
#include <reckon/reconcile.h>
#include <reckon/result.h>

#include <reckon/json.h>
#include <reckon/text.h>

#include <reckon/gsl.h>

#endif
