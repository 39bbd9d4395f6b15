/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for eyes: three significant digits, thousands separated; and an axis of characters to
 * draw ranges on. */
#ifndef RK_RESULT_FIGURE_H
#define RK_RESULT_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/range.h>

/* Room for any figure: the largest double has 309 digits and 102 separators. */
enum { RK_FIGURE_TEXT = 420 };

/* "96,800", "24", "0.667"; "-" for NAN. Rounded to `digits` significant digits (1 to 15). Returns
 * `to`. */
char *rk_figure_text(char to[RK_FIGURE_TEXT], double value, int digits);

/*
 * The ends of a range as they are shown: rounded outwards, so that no range looks narrower than it
 * is, to `digits` significant digits or as many more as keep the picture of the width (within a
 * tenth). A figure of which both ends lie within half a unit is that figure. An end that is NAN or
 * infinite stays so.
 */
reckon_range rk_figure_ends(reckon_measure measure, double low, double high, int digits);

/* "8,330 to 140,000", "at least 310,000", "at most 9,000", "41,300", or "-" when both ends are
 * open. Returns `to`. */
enum { RK_RANGE_TEXT = 2 * RK_FIGURE_TEXT + 16 };
char *rk_range_text(
    char to[RK_RANGE_TEXT], reckon_measure measure, double low, double high, int digits);

/* Part of the number line, on the link scale of a measure, shown in `width` characters. */
typedef struct rk_axis {
    reckon_measure measure;
    double low, high; /* link scale, low < high */
    size_t width;     /* <= RK_AXIS_MAX */
} rk_axis;

enum { RK_AXIS_MAX = 80 };

/* An axis that shows all of the finite values[count] (natural scale; others are passed over) with a
 * little room. */
rk_axis rk_axis_for(reckon_measure measure, const double *values, size_t count, size_t width);

/* Labels of round numbers at their places along the axis, in to[width + 1]. */
void rk_axis_labels(const rk_axis *axis, char to[RK_AXIS_MAX + 1]);

/* One line: |---| for every region, 'o' at `central` where a region holds it; '<' and '>' where an
 * end is open (NAN) or outside. */
void rk_axis_bar(const rk_axis *axis, const reckon_range *regions, size_t count, double central,
    char to[RK_AXIS_MAX + 1]);

#endif
