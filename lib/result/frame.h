/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture of a result shows: a stretch of time, a stretch of the number line, and a place
 * for every estimate. */
#ifndef RK_RESULT_FRAME_H
#define RK_RESULT_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "result/result.h"

typedef struct rk_frame {
    reckon_measure measure;
    double left, right; /* decimal years, left < right */
    double bottom, top; /* natural scale, bottom < top: 0 and 1 for shares (a linear axis), > 0 for
                           counts (a log axis) */
} rk_frame;

/*
 * The frame that shows every estimate and every central figure whole, and the ranges as far as they
 * go, but at most as far again as the estimates reach: a range that says next to nothing must not
 * press what is known into a line.
 */
rk_frame rk_frame_of(const reckon_result *result);

/* An end of a range as it is drawn: moved to the frame's edge when it is open (NAN, infinite) or
 * beyond. */
double rk_frame_low(const rk_frame *frame, double low);
double rk_frame_high(const rk_frame *frame, double high);

/* The value that lies `part` of the frame's height above `value` (below, when `part` is negative),
 * inside the frame. */
double rk_frame_shift(const rk_frame *frame, double value, double part);

/* Where the estimates stand in time, those of about the same date side by side.
 * places[reading_count] is written. False when memory is out. */
bool rk_frame_places(const rk_frame *frame, const reckon_result *result, double *places);

#endif
