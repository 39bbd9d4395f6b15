/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/mixture.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "core/newton.h"

enum { CLASS_SHIFT = 51 };
static const double bin_width = 0.8, cut = 8.5, inverse_sqrt_2pi = 0.39894228040143267794;

/* A component narrower than its cell's scale is widened until the series to the fourth order
 * carries it. */
static const double least_excess = -0.3;

/* Variances between these have classes of their own: what overflowed is found out when the answer
 * is looked at. */
static const double least_variance = 1e-200, most_variance = 1e200;

/* Two classes an octave of the variance, from its exponent and the first bit of its mantissa. */
static int32_t class_of(double variance)
{
    uint64_t bits;
    double kept = variance > least_variance ? variance < most_variance ? variance : most_variance
                                            : least_variance;
    memcpy(&bits, &kept, sizeof bits);
    return (int32_t)(bits >> CLASS_SHIFT);
}

/* The sd in the middle of a class. */
static double class_scale(int32_t scale_class)
{
    uint64_t bits = ((uint64_t)(uint32_t)scale_class << CLASS_SHIFT) | (uint64_t)1
                                                                           << (CLASS_SHIFT - 1);
    double variance;
    memcpy(&variance, &bits, sizeof variance);
    return sqrt(variance);
}

void rk_mixture_begin(rk_mixture *mixture, double origin, double finest)
{
    mixture->count = 0;
    mixture->origin = origin;
    mixture->floor = class_of(finest * finest);
    memset(mixture->table, 0, 2 * mixture->capacity * sizeof *mixture->table);
}

rk_lane rk_mixture_lane(const rk_mixture *mixture, double variance)
{
    double least = class_scale(mixture->floor);
    int32_t scale_class = variance > least * least ? class_of(variance) : mixture->floor;
    if (scale_class < mixture->floor)
        scale_class = mixture->floor;
    double scale = class_scale(scale_class);
    return (rk_lane){variance, scale_class, scale, 1.0 / scale, 1.0 / (bin_width * scale),
        fmax(variance / (scale * scale) - 1.0, least_excess)};
}

/* The cell of a class and bin, made if there is room for one more; NULL when there is not. */
static rk_cell *find_cell(rk_mixture *mixture, int32_t scale_class, double scale, double bin_place)
{
    int32_t bin = (int32_t)fmin(fmax(bin_place, -1e9), 1e9);
    uint32_t mask = (uint32_t)(2 * mixture->capacity - 1);
    uint32_t hash = ((uint32_t)bin * 2654435761u + (uint32_t)scale_class * 40503u) & mask;
    for (; mixture->table[hash]; hash = (hash + 1) & mask) {
        rk_cell *cell = &mixture->cell[mixture->table[hash] - 1];
        if (cell->bin == bin && cell->scale_class == scale_class)
            return cell;
    }
    if (mixture->count == mixture->capacity)
        return NULL;
    rk_cell *cell = &mixture->cell[mixture->count++];
    mixture->table[hash] = (int16_t)mixture->count;
    double centre = mixture->origin + ((double)bin + 0.5) * bin_width * scale;
    *cell = (rk_cell){.scale_class = scale_class, .bin = bin, .centre = centre, .scale = scale};
    return cell;
}

/* Formal moments of d + sqrt(e) G, G standard normal, e > -1: what place and excess variance do to
 * a cell's series. */
static void series_moments(double d, double e, double moment[RK_CELL_MOMENTS])
{
    double square = d * d;
    moment[0] = 1.0;
    moment[1] = d;
    moment[2] = square + e;
    moment[3] = d * (square + 3.0 * e);
    moment[4] = square * (square + 6.0 * e) + 3.0 * e * e;
}

/* Adds the moments of one cell, whose components are wider than its scale by `excess`, to another
 * cell. */
static void pour(const rk_cell *from, double excess, rk_cell *into)
{
    static const double binomial[RK_CELL_MOMENTS][RK_CELL_MOMENTS] = {
        {1, 0, 0, 0, 0}, {1, 1, 0, 0, 0}, {1, 2, 1, 0, 0}, {1, 3, 3, 1, 0}, {1, 4, 6, 4, 1}};
    double ratio = from->scale / into->scale, shift[RK_CELL_MOMENTS];
    series_moments((from->centre - into->centre) / into->scale,
        fmax(ratio * ratio * (1.0 + excess) - 1.0, least_excess), shift);
    for (int k = 0; k < RK_CELL_MOMENTS; k++) {
        double power = 1.0;
        for (int j = 0; j <= k; j++, power *= ratio)
            into->moment[k] += binomial[k][j] * power * from->moment[j] * shift[k - j];
    }
}

/* Raises the floor until half the cells are free. What lies below it moves to the coarser class,
 * place by place. */
static void coarsen(rk_mixture *mixture)
{
    while (2 * mixture->count > mixture->capacity) {
        size_t count = mixture->count;
        mixture->floor += 2;
        mixture->count = 0;
        memset(mixture->table, 0, 2 * mixture->capacity * sizeof *mixture->table);
        double least = class_scale(mixture->floor);
        for (size_t i = 0; i < count;
             i++) { /* the cell being read is never behind the one being written */
            rk_cell from = mixture->cell[i];
            bool fine = from.scale_class < mixture->floor;
            double scale = fine ? least : from.scale;
            double place = fine ? floor((from.centre - mixture->origin) / (bin_width * scale))
                                : (double)from.bin;
            rk_cell *into =
                find_cell(mixture, fine ? mixture->floor : from.scale_class, scale, place);
            pour(&from, 0.0, into);
        }
    }
}

/* The cell that takes components of this lane at this place; makes room when there is none. */
static rk_cell *cell_at(rk_mixture *mixture, rk_lane *lane, double place)
{
    rk_cell *cell = NULL;
    while (!cell) {
        if (lane->scale_class < mixture->floor)
            *lane = rk_mixture_lane(mixture, lane->variance);
        cell = find_cell(mixture, lane->scale_class, lane->scale,
            floor((place - mixture->origin) * lane->inverse_bin));
        if (!cell)
            coarsen(mixture);
    }
    return cell;
}

void rk_mixture_add(rk_mixture *mixture, rk_lane *lane, double mean, double weight)
{
    rk_cell *cell = cell_at(mixture, lane, mean);
    double moment[RK_CELL_MOMENTS];
    series_moments((mean - cell->centre) / cell->scale, lane->excess, moment);
    for (int k = 0; k < RK_CELL_MOMENTS; k++)
        cell->moment[k] += weight * moment[k];
}

void rk_mixture_add_cluster(
    rk_mixture *mixture, rk_lane *lane, double centre, const double moment[RK_CELL_MOMENTS])
{
    rk_cell cluster = {.centre = centre, .scale = lane->scale};
    double excess = lane->excess; /* the lane may change when the floor rises */
    for (int k = 0; k < RK_CELL_MOMENTS; k++)
        cluster.moment[k] = moment[k];
    pour(&cluster, excess, cell_at(mixture, lane, centre));
}

/* Cells that all together could not move a distribution function by 1e-4 are let go. */
static const double least_share = 2e-7;

static bool is_negligible(const rk_cell *cell, double total)
{
    double size = 0.0;
    for (int k = 0; k < RK_CELL_MOMENTS; k++)
        size = fmax(size, fabs(cell->moment[k]));
    return size < least_share * fabs(total);
}

void rk_mixture_finish(rk_mixture *mixture, double total)
{
    static const double factorial[RK_CELL_MOMENTS] = {1.0, 1.0, 2.0, 6.0, 24.0};
    size_t kept = 0;
    for (size_t i = 0; i < mixture->count; i++) {
        if (is_negligible(&mixture->cell[i], total))
            continue;
        rk_cell *cell = &mixture->cell[kept++];
        *cell = mixture->cell[i];
        for (int k = 0; k < RK_CELL_MOMENTS; k++)
            cell->moment[k] /= total * factorial[k];
    }
    mixture->count = kept;
}

double rk_mixture_cdf(const rk_mixture *mixture, double x, double *density)
{
    double below = 0.0, slope = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_cell *cell = &mixture->cell[i];
        double y = (x - cell->centre) / cell->scale;
        if (y > cut) {
            below += cell->moment[0];
            continue;
        }
        if (y < -cut)
            continue;
        const double *m = cell->moment;
        double h2 = y * y - 1.0, h3 = y * (y * y - 3.0), h4 = y * y * (y * y - 6.0) + 3.0;
        double phi = inverse_sqrt_2pi * exp(-0.5 * y * y);
        below += m[0] * gsl_cdf_ugaussian_P(y) - phi * (m[1] + y * m[2] + h2 * m[3] + h3 * m[4]);
        slope += phi / cell->scale * (m[0] + y * m[1] + h2 * m[2] + h3 * m[3] + h4 * m[4]);
    }
    *density = fmax(slope, 0.0);
    return below;
}

static double density_at(const rk_mixture *mixture, double x)
{
    double density = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_cell *cell = &mixture->cell[i];
        double y = (x - cell->centre) / cell->scale, square = y * y;
        if (square > cut * cut)
            continue;
        const double *m = cell->moment;
        double series = m[0] + y * m[1] + (square - 1.0) * m[2] + y * (square - 3.0) * m[3] +
                        (square * (square - 6.0) + 3.0) * m[4];
        density += exp(-0.5 * square) * series / cell->scale;
    }
    return fmax(inverse_sqrt_2pi * density, 0.0);
}

typedef struct rk_quantile {
    const rk_mixture *mixture;
    double p;
} rk_quantile;

static double mass_excess(double x, void *context, double *slope)
{
    const rk_quantile *quantile = context;
    return rk_mixture_cdf(quantile->mixture, x, slope) - quantile->p;
}

/* Ends between which the mixture has all but nothing of its mass. */
static void reach(const rk_mixture *mixture, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_cell *cell = &mixture->cell[i];
        *low = fmin(*low, cell->centre - cut * cell->scale);
        *high = fmax(*high, cell->centre + cut * cell->scale);
    }
}

void rk_mixture_quantiles(const rk_mixture *mixture, double mean, double sd,
    const double *probability, size_t count, double *quantile)
{
    double low, high;
    reach(mixture, &low, &high);
    for (size_t k = 0; k < count; k++) {
        double p = probability[k], start = mean + sd * gsl_cdf_ugaussian_Pinv(p);
        rk_quantile wanted = {mixture, p};
        bool spread = sd > 0.0 && mixture->count > 0;
        quantile[k] = spread ? rk_newton_root(mass_excess, &wanted, low, high, start, true,
                                   1e-3 * fmin(p, 1.0 - p))
                             : mean;
    }
    for (size_t k = 0; k < count; k++) /* the series may dip by 1e-6: quantiles never cross */
        for (size_t j = 0; j < k; j++) {
            if (probability[j] < probability[k] && quantile[j] > quantile[k])
                quantile[k] = quantile[j];
            else if (probability[j] > probability[k] && quantile[j] < quantile[k])
                quantile[k] = quantile[j];
        }
}

enum { REGION_GRID = 81 };

/* Mass above a density threshold on the tabulated density (trapezoids between crossings, linear in
 * each gap). */
static double mass_above(const double *density, double step, double threshold)
{
    double mass = 0.0;
    for (size_t i = 0; i + 1 < REGION_GRID; i++) {
        double a = density[i], b = density[i + 1];
        if (a >= threshold && b >= threshold) {
            mass += 0.5 * (a + b);
        } else if (a >= threshold || b >= threshold) {
            double top = fmax(a, b), share = (top - threshold) / (top - fmin(a, b));
            mass += 0.5 * share * (top + threshold);
        }
    }
    return mass * step;
}

static double find_threshold(const double *density, double step, double level)
{
    double low = 0.0, high = 0.0;
    for (size_t i = 0; i < REGION_GRID; i++)
        high = fmax(high, density[i]);
    double goal = level * mass_above(density, step, 0.0);
    for (int i = 0; i < 50; i++) {
        double middle = 0.5 * (low + high);
        if (mass_above(density, step, middle) >= goal)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The crossing of the threshold between two neighbouring places: interpolated, then one step of the
 * same with what is found there. */
static double crossing(
    const rk_mixture *mixture, double x, double step, double before, double after, double threshold)
{
    double at = step * (threshold - before) / (after - before), there = density_at(mixture, x + at);
    if ((there >= threshold) == (before >= threshold)) {
        if (there != after)
            at += (step - at) * fmin(fmax((threshold - there) / (after - there), 0.0), 1.0);
    } else if (there != before) {
        at *= fmin(fmax((threshold - before) / (there - before), 0.0), 1.0);
    }
    return x + at;
}

static void join_nearest(reckon_range *region, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i + 1 < count; i++)
        if (region[i + 1].low - region[i].high < region[best + 1].low - region[best].high)
            best = i;
    region[best].high = region[best + 1].high;
    for (size_t i = best + 1; i + 1 < count; i++)
        region[i] = region[i + 1];
}

size_t rk_mixture_regions(
    const rk_mixture *mixture, double mean, double sd, double level, reckon_range *region)
{
    if (!(sd > 0.0) || mixture->count == 0) {
        region[0] = (reckon_range){mean, mean};
        return 1;
    }
    const double ends[2] = {0.02 * (1.0 - level), 1.0 - 0.02 * (1.0 - level)};
    double end[2], density[REGION_GRID];
    rk_mixture_quantiles(mixture, mean, sd, ends, 2, end);
    double step = (end[1] - end[0]) / (REGION_GRID - 1);
    for (size_t i = 0; i < REGION_GRID; i++)
        density[i] = density_at(mixture, end[0] + step * (double)i);
    double threshold = find_threshold(density, step, level / (ends[1] - ends[0]));
    reckon_range found[RECKON_TEMPORAL_REGIONS + 1];
    size_t count = 0;
    bool inside = density[0] >= threshold;
    double low = end[0];
    for (size_t i = 0; i + 1 < REGION_GRID; i++) {
        if ((density[i + 1] >= threshold) == inside)
            continue;
        double x = crossing(
            mixture, end[0] + step * (double)i, step, density[i], density[i + 1], threshold);
        if (inside)
            found[count++] = (reckon_range){low, x};
        low = x;
        inside = !inside;
        if (count > RECKON_TEMPORAL_REGIONS)
            join_nearest(found, count--);
    }
    if (inside && count <= RECKON_TEMPORAL_REGIONS)
        found[count++] = (reckon_range){low, end[1]};
    if (count > RECKON_TEMPORAL_REGIONS)
        join_nearest(found, count--);
    memcpy(region, found, count * sizeof *found);
    return count;
}
