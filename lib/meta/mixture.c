/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meta/mixture.h"

#include <math.h>
#include <stdbool.h>

#include "core/newton.h"
#include "core/root.h"
#include "core/special.h"

static const double inverse_sqrt_2pi = 0.39894228040143267794;

void rk_normal_mixture_at(const rk_normal_mixture *mixture, double x, rk_density_point *point)
{
    *point = (rk_density_point){0.0, 0.0, 0.0, 0.0};
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_normal_component *c = &mixture->component[i];
        double z = (x - c->mean) / c->sd,
               density = inverse_sqrt_2pi * exp(-0.5 * z * z) * (c->weight / c->sd);
        double tail = c->weight * (z < 0.0 ? rk_normal_cdf(z) : rk_normal_upper(z));
        point->below += z < 0.0 ? tail : c->weight - tail;
        point->above += z < 0.0 ? c->weight - tail : tail;
        point->density += density;
        point->slope -= density * (z / c->sd);
    }
}

/* The search runs in u with x = centre + scale sinh(u), so that heavy tails are no further away
 * than a few digits. */
typedef struct quantile_equation {
    const rk_normal_mixture *mixture;
    double z; /* of the probability wanted */
    double centre, scale;
} quantile_equation;

/* How far the normal quantile of P(X <= x) is from the wanted one: nearly a straight line for a
 * nearly normal X. */
static double quantile_excess(double u, void *context, double *slope)
{
    const quantile_equation *equation = context;
    rk_density_point point;
    rk_normal_mixture_at(equation->mixture, equation->centre + equation->scale * sinh(u), &point);
    double z = point.below < point.above ? rk_normal_quantile(point.below)
                                         : -rk_normal_quantile(point.above);
    *slope = point.density / rk_normal_density(z) * (equation->scale * cosh(u));
    return z - equation->z;
}

double rk_normal_mixture_quantile(const rk_normal_mixture *mixture, double p, double one_minus_p)
{
    quantile_equation equation = {mixture, 0.0, 0.0, 1.0};
    equation.z = p < one_minus_p ? rk_normal_quantile(p) : -rk_normal_quantile(one_minus_p);
    double heaviest = -1.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_normal_component *c = &mixture->component[i];
        if (c->weight > heaviest) {
            heaviest = c->weight;
            equation.centre = c->mean + c->sd * equation.z;
            equation.scale = c->sd;
        }
    }
    /* the quantile lies among those of the components, and not far from their average */
    double low = INFINITY, high = -INFINITY, start = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_normal_component *c = &mixture->component[i];
        double u = asinh((c->mean + c->sd * equation.z - equation.centre) / equation.scale);
        low = fmin(low, u);
        high = fmax(high, u);
        start += c->weight * u;
    }
    double u = rk_newton_root(quantile_excess, &equation, low, high, start, true, 1e-8);
    return equation.centre + equation.scale * sinh(u);
}

static void density_at(double x, const void *context, rk_density_point *point)
{
    rk_normal_mixture_at(context, x, point);
}

typedef struct width_equation {
    const rk_normal_mixture *mixture;
    double level;
} width_equation;

/* The interval of the level that leaves `below` in the lower tail. */
static double interval_from(
    const rk_normal_mixture *mixture, double level, double below, double *low)
{
    double above = 1.0 - level - below;
    *low = below > 0.0 ? rk_normal_mixture_quantile(mixture, below, 1.0 - below) : -INFINITY;
    return above > 0.0 ? rk_normal_mixture_quantile(mixture, 1.0 - above, above) : INFINITY;
}

static double width(double below, void *context)
{
    const width_equation *equation = context;
    double low, high = interval_from(equation->mixture, equation->level, below, &low);
    return high - low;
}

/* The best of a row of lower tails, settled; between its neighbours where that fails. For mixtures
 * with several bumps.
 */
static void search_shortest(
    const rk_normal_mixture *mixture, double level, double *low, double *high)
{
    enum { TAILS = 24 };
    width_equation equation = {mixture, level};
    double step = (1.0 - level) / TAILS, best = 0.5 * (1.0 - level),
           best_width = width(best, &equation);
    for (int i = 1; i < TAILS; i++) {
        double trial = width(i * step, &equation);
        if (trial < best_width) {
            best_width = trial;
            best = i * step;
        }
    }
    *high = interval_from(mixture, level, best, low);
    double l = *low, h = *high;
    if (rk_settle_shortest(density_at, mixture, level, &l, &h) && h - l <= best_width) {
        *low = l;
        *high = h;
        return;
    }
    double floor = fmax(best - step, 1e-6 * step),
           ceiling = fmin(best + step, (1.0 - level) - 1e-6 * step), below;
    if (rk_minimize(width, &equation, floor, ceiling, &below) <= best_width)
        *high = interval_from(mixture, level, below, low);
}

/* Means and scales of the components that carry all but a thousandth of the weight at either end of
 * tau. */
static void find_spread(const rk_normal_mixture *mixture, double *distance, double *narrowest)
{
    double low = INFINITY, high = -INFINITY, passed = 0.0;
    *narrowest = INFINITY;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_normal_component *c = &mixture->component[i];
        passed += c->weight;
        if (passed < 1e-3 || passed - c->weight > 1.0 - 1e-3)
            continue;
        low = fmin(low, c->mean);
        high = fmax(high, c->mean);
        *narrowest = fmin(*narrowest, c->sd);
    }
    *distance = high - low;
}

static double density_only(const rk_normal_mixture *mixture, double x)
{
    double density = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_normal_component *c = &mixture->component[i];
        double z = (x - c->mean) / c->sd;
        if (fabs(z) < 9.0)
            density += exp(-0.5 * z * z) * (c->weight / c->sd);
    }
    return density;
}

/*
 * Whether the density has several bumps around the central interval. It has one where all
 * components that matter (they come in the order of tau) lie within two of the narrowest's sd; else
 * it is looked at in steps of half that sd.
 */
static bool has_bumps(const rk_normal_mixture *mixture, double low, double high)
{
    double distance, narrowest, x = low - 0.5 * (high - low), before = -1.0;
    find_spread(mixture, &distance, &narrowest);
    if (distance <= 2.0 * narrowest)
        return false;
    int steps = (int)fmin(fmax(4.0 * (high - low) / narrowest, 30.0), 500.0), rises = 0;
    bool rising = false;
    for (int i = 0; i <= steps; i++) {
        double density = density_only(mixture, x + 2.0 * (high - low) * i / steps);
        rises += density > before && !rising;
        rising = density > before;
        before = density;
    }
    return rises > 1;
}

void rk_normal_mixture_summary(
    const rk_normal_mixture *mixture, double level, bool search, reckon_posterior *posterior)
{
    double tail = 0.5 * (1.0 - level), mean = 0.0, variance = 0.0;
    for (size_t i = 0; i < mixture->count; i++)
        mean += mixture->component[i].weight * mixture->component[i].mean;
    for (size_t i = 0; i < mixture->count; i++) {
        const rk_normal_component *c = &mixture->component[i];
        variance += c->weight * (c->sd * c->sd + (c->mean - mean) * (c->mean - mean));
    }
    posterior->mean = mean;
    posterior->sd = sqrt(variance);
    posterior->median = rk_normal_mixture_quantile(mixture, 0.5, 0.5);
    posterior->central_low = rk_normal_mixture_quantile(mixture, tail, 1.0 - tail);
    posterior->central_high = rk_normal_mixture_quantile(mixture, 1.0 - tail, tail);
    posterior->shortest_low = posterior->central_low;
    posterior->shortest_high = posterior->central_high;
    /* an interval of a few last digits of its ends has no shortest position that could be found */
    double central_width = posterior->central_high - posterior->central_low;
    search &=
        central_width > 1e-9 * fmax(fabs(posterior->central_low), fabs(posterior->central_high));
    bool bumps = search && has_bumps(mixture, posterior->central_low, posterior->central_high);
    bool settled = !bumps && rk_settle_shortest(density_at, mixture, level,
                                 &posterior->shortest_low, &posterior->shortest_high);
    if (search && !settled)
        search_shortest(mixture, level, &posterior->shortest_low, &posterior->shortest_high);
}
