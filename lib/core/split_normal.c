/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/split_normal.h"

#include <math.h>

#include "core/root.h"
#include "core/special.h"

static const double TWO_OVER_PI = 0.63661977236758134308;

/* What the search for the nearer end's quantile knows. */
typedef struct ends {
    double tail;      /* mass beyond either end */
    double log_ratio; /* of the nearer distance to the farther, <= 0 */
} ends;

/* The half of the nearer end holds `mass`, at least `tail`; where its end stands, in sds, decides
 * how much. */
static double mass_of(const ends *known, double z)
{
    return 0.5 * known->tail / rk_normal_upper(z);
}

/* The quantile of the farther end, in sds, when the half of the nearer one holds `mass`. */
static double other_quantile(const ends *known, double mass)
{
    return rk_normal_upper_quantile(0.5 * known->tail / (1.0 - mass));
}

/*
 * Masses are in proportion to sds: mass / (1 - mass) = (near / z) / (far / other z). Rises with log
 * z, since more mass in one half moves both quantiles to that side.
 */
static double imbalance(double log_z, void *context)
{
    const ends *known = context;
    double z = exp(log_z), mass = mass_of(known, z);
    return log(mass) - log1p(-mass) + log_z - log(other_quantile(known, mass)) - known->log_ratio;
}

void rk_split_normal_solve(
    double below, double above, double level, double *sd_low, double *sd_high)
{
    double near = fmin(below, above), far = fmax(below, above), z = rk_normal_central_z(level);
    ends known = {0.5 * (1.0 - level), log(near) - log(far)};
    double high = log(z), low = high + known.log_ratio, log_z = high;
    /* At the upper end of the bracket both halves hold one half; at the lower one the nearer half
     * holds too little. */
    if (known.log_ratio < 0.0 && !rk_find_root(imbalance, &known, low, high, 0.0, &log_z))
        log_z = imbalance(low, &known) >= 0.0 ? low : high;
    double near_z = exp(log_z), far_z = other_quantile(&known, mass_of(&known, near_z));
    *sd_low = below <= above ? near / near_z : far / far_z;
    *sd_high = below <= above ? far / far_z : near / near_z;
}

double rk_split_normal_shift(double sd_low, double sd_high)
{
    return sqrt(TWO_OVER_PI) * (sd_high - sd_low);
}

double rk_split_normal_sd(double sd_low, double sd_high)
{
    double skew = sd_high - sd_low;
    return sqrt((1.0 - TWO_OVER_PI) * skew * skew + sd_low * sd_high);
}
