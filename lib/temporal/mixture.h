/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mixture of very many normal distributions, kept as few cells so that its distribution function
 * costs little: a component falls into the cell of its scale (two classes of variance an octave)
 * and its place (bins 0.8 of the scale wide), where moments to the fourth order are added up; the
 * cell's share of the distribution function is its Hermite series. (The fast Gauss transform of
 * Greengard & Strain 1991, with a scale dimension.)
 */
#ifndef RK_TEMPORAL_MIXTURE_H
#define RK_TEMPORAL_MIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include <reckon/temporal.h>

enum { RK_CELL_MOMENTS = 5 };

typedef struct rk_cell {
    int32_t scale_class;
    int32_t bin;
    double centre, scale;
    double moment[RK_CELL_MOMENTS]; /* of the components, about the centre, in units of the scale;
                                       [0] is the weight */
} rk_cell;

typedef struct rk_mixture {
    size_t capacity; /* a power of two */
    size_t count;
    rk_cell *cell;  /* [capacity]; the first `count` are in use */
    int16_t *table; /* [2 * capacity] open addressing: cell + 1, or 0 */
    double origin;  /* bins are counted from here */
    int32_t floor;  /* narrower components share this class; it rises when the cells run out */
} rk_mixture;

/* Where the components of one variance go; makes adding many of them cheap. */
typedef struct rk_lane {
    double variance;
    int32_t scale_class;
    double scale, inverse_scale, inverse_bin;
    double excess; /* variance / scale^2 - 1 */
} rk_lane;

/* Places near `origin`, features finer than `finest` need not be told apart. */
void rk_mixture_begin(rk_mixture *mixture, double origin, double finest);
rk_lane rk_mixture_lane(const rk_mixture *mixture, double variance);
/* The lane follows when the floor has risen. */
void rk_mixture_add(rk_mixture *mixture, rk_lane *lane, double mean, double weight);

/* Adds many components at once: weighted moments, to the fourth order, of their means about
 * `centre`, in units of the lane's scale; for means that lie well within a scale. */
void rk_mixture_add_cluster(
    rk_mixture *mixture, rk_lane *lane, double centre, const double moment[RK_CELL_MOMENTS]);

/* Brings the weights, which sum to `total`, to sum 1, and the moments to series coefficients. */
void rk_mixture_finish(rk_mixture *mixture, double total);

/* Distribution function and density at x. */
double rk_mixture_cdf(const rk_mixture *mixture, double x, double *density);

/* quantile[count] at ascending or unordered probability[count]; mean and sd are those of the
 * mixture. */
void rk_mixture_quantiles(const rk_mixture *mixture, double mean, double sd,
    const double *probability, size_t count, double *quantile);

/* The highest-density region that holds `level`, as at most RECKON_TEMPORAL_REGIONS intervals;
 * returns how many. */
size_t rk_mixture_regions(
    const rk_mixture *mixture, double mean, double sd, double level, reckon_range *region);

#endif
