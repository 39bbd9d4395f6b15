/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file range.h  A closed range of numbers, as the numeric families and results hand it out. */
#ifndef RECKON_RANGE_H
#define RECKON_RANGE_H

/** All x with low <= x <= high. An end may be infinite; low == high is a point; the empty range is
 * [+inf, -inf]. */
typedef struct reckon_range {
    double low;
    double high;
} reckon_range;

#endif
