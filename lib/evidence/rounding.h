/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the digits of a figure say about its precision. */
#ifndef RK_EVIDENCE_ROUNDING_H
#define RK_EVIDENCE_ROUNDING_H

/*
 * The relative half-width of a figure that is only known to be rounded, for finite value > 0: half a unit of its last
 * significant digit, where trailing zeros are not significant but at least two digits are read (10,000 is 1.0e4, hence
 * 0.05; 38,500 is 50 / 38,500; 7 is 0.05 / 7; 0.667 is 0.0005 / 0.667). The digits are those of the shortest decimal
 * that reads back as the same double.
 */
double rk_rounding_precision(double value);

#endif
