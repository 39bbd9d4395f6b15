/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The split normal: halves of two normal distributions that meet at their common mode, each scaled
 * so that the density is continuous there. With sds s below and t above, s / (s + t) of the mass
 * lies below the mode (Johnson, Kotz and Balakrishnan 1994, section 13.10.3; Wallis 2014).
 */
#ifndef RK_CORE_SPLIT_NORMAL_H
#define RK_CORE_SPLIT_NORMAL_H

/*
 * The sds whose (1 - level) / 2 and (1 + level) / 2 quantiles lie `below` under and `above` over
 * the mode. Both > 0 and finite, their ratio within 1e-200 to 1e200; level in (0, 1). There is
 * exactly one pair.
 */
void rk_split_normal_solve(
    double below, double above, double level, double *sd_low, double *sd_high);

/* Mean, as the distance from the mode, and sd. */
double rk_split_normal_shift(double sd_low, double sd_high);
double rk_split_normal_sd(double sd_low, double sd_high);

#endif
