/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes: a Gauss rule along each coordinate, refined until it carries the posterior that it
 * found. */
#include <math.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_poly.h>
#include <gsl/gsl_statistics_double.h>

#include "core/quadrature.h"
#include "temporal/hyper.h"

enum { MEASURE_POINTS = 8 * RK_GAUSS_LEGENDRE_POINTS };

/* Where the polynomials of a Gauss rule live: log(y + bend), between y itself and its log. Measured
 * on the reference cases, it needs two nodes fewer than either end. */
static const double bend = 4.0;

/* No node's posterior weight is taken to be less than this share of what was foreseen, as a log. */
static const double deepest_correction = -30.0;

/* Where the marginals are carried but the joint posterior has more than this many tolerances in a
 * coordinate's highest polynomials, the coordinates depend on each other: more nodes help then. */
static const double most_joint = 8.0;

/* The normal distribution, truncated to y > 0, that is fitted to mode and curvature along a
 * coordinate. */
typedef struct rk_fitted {
    double sd, centre;
    double nearest; /* of y > 0 to the centre, in sds: the density's top */
} rk_fitted;

/* Tails foreseen too light cost more nodes than tails foreseen too heavy. */
static const double widened = 1.25;

/* y = exp(length x), where x has its mode at 0 and variance length^2 at the mode, so y is fitted by
 * normal(1 - s^2, s^2) truncated to y > 0, with s^2 = length^2 / (1 - length^2), and widened a
 * little. */
static rk_fitted fitted_normal(const rk_rule *rule, size_t k)
{
    double square = rule->factor[k][k] * rule->factor[k][k],
           variance = widened * square / fmax(1.0 - square, 0.02);
    rk_fitted fitted = {.sd = sqrt(variance), .centre = 1.0 - variance};
    fitted.nearest = fmax(-fitted.centre / fitted.sd, 0.0);
    return fitted;
}

/* A polynomial through values that differ by more than this may swing between them. */
static const double most_smooth = 8.0;

/* The log of the correction at a place: straight beyond the outermost places. */
static double correction_at(const rk_correction *correction, double place)
{
    const double *at = correction->place, *value = correction->value, *slope = correction->slope;
    size_t last = correction->count - 1, i = 0;
    if (correction->count == 0)
        return 0.0;
    if (place <= at[0] || place >= at[last]) {
        size_t end = place <= at[0] ? 0 : last;
        return value[end] + slope[end] * (place - at[end]);
    }
    if (correction->smooth)
        return gsl_poly_dd_eval(correction->difference, at, correction->count, place);
    while (i + 2 < correction->count && place > at[i + 1])
        i++;
    double step = at[i + 1] - at[i], t = (place - at[i]) / step,
           secant = (value[i + 1] - value[i]) / step;
    return value[i] + step * t *
                          (slope[i] + t * (3.0 * secant - 2.0 * slope[i] - slope[i + 1] +
                                              t * (slope[i] + slope[i + 1] - 2.0 * secant)));
}

/* Slopes with which the cubics do not overshoot (Steffen 1990); those of the outermost pieces at
 * the ends. */
static void find_slopes(rk_correction *correction)
{
    const double *at = correction->place, *value = correction->value;
    size_t last = correction->count - 1;
    correction->slope[0] = (value[1] - value[0]) / (at[1] - at[0]);
    for (size_t i = 1; i < last; i++) {
        double before = at[i] - at[i - 1], after = at[i + 1] - at[i];
        double left = (value[i] - value[i - 1]) / before, right = (value[i + 1] - value[i]) / after;
        double parabola = (left * after + right * before) / (before + after);
        double least = fmin(fmin(fabs(left), fabs(right)), 0.5 * fabs(parabola));
        correction->slope[i] = left * right > 0.0 ? copysign(2.0 * least, left) : 0.0;
    }
    correction->slope[last] = (value[last] - value[last - 1]) / (at[last] - at[last - 1]);
}

/* Log density of the measure along coordinate k, up to a constant. */
static double log_measure(const rk_axis *axis, const rk_fitted *fitted, double y)
{
    double z = (y - fitted->centre) / fitted->sd;
    return correction_at(&axis->correction, log(y + bend)) -
           0.5 * (z - fitted->nearest) * (z + fitted->nearest);
}

/* What lies where next to nothing was foreseen counts as if this share had been: it may be many
 * times what was foreseen and matter to nobody. */
static const double least_share = 1e-4;

/* A polynomial's value as large as it may be at a node of the least share. */
static double bounded(double polynomial)
{
    double most = 1.0 / sqrt(least_share);
    return fmin(fmax(polynomial, -most), most);
}

/* The Gauss rule with `count` nodes for the measure along coordinate k; false when the measure does
 * not carry it. */
static bool place_nodes(rk_rule *rule, size_t k, size_t count)
{
    rk_axis *axis = &rule->axis[k];
    rk_fitted fitted = fitted_normal(rule, k);
    double low = fmax(0.0, fitted.centre - 9.0 * fitted.sd),
           high = fmax(fitted.centre, 0.0) + 9.0 * fitted.sd;
    double point[MEASURE_POINTS], mass[MEASURE_POINTS], total = 0.0;
    size_t panels = MEASURE_POINTS / RK_GAUSS_LEGENDRE_POINTS;
    double half = 0.5 * (high - low) / (double)panels;
    for (size_t i = 0; i < MEASURE_POINTS; i++) {
        size_t panel = i / RK_GAUSS_LEGENDRE_POINTS, j = i % RK_GAUSS_LEGENDRE_POINTS;
        double y = low + half * ((double)(2 * panel + 1) + rk_gauss_legendre_node[j]);
        point[i] = log(y + bend);
        mass[i] = half * rk_gauss_legendre_weight[j] * exp(log_measure(axis, &fitted, y));
        total += mass[i];
    }
    double node[RK_RULE_MOST], share[RK_RULE_MOST], polynomial[RK_RULE_MOST * RK_RULE_MOST];
    if (!rk_gauss_measure(point, mass, MEASURE_POINTS, count, node, share, polynomial))
        return false;
    for (size_t i = 0; i < count; i++) {
        double y = fmax(exp(node[i]) - bend, 1e-12);
        axis->position[i] = y;
        axis->share[i] = share[i];
        axis->log_weight[i] = log(share[i]) + log(total) - log_measure(axis, &fitted, y) - log(y);
        axis->top[0][i] = count > 1 ? bounded(polynomial[(count - 2) * count + i]) : 0.0;
        axis->top[1][i] = bounded(polynomial[(count - 1) * count + i]);
    }
    axis->count = count;
    return true;
}

/* The rule along coordinate k, with fewer nodes where the measure carries no more. */
static void place_axis(rk_rule *rule, size_t k, size_t count)
{
    while (count > 1 && !place_nodes(rule, k, count))
        count--;
    if (count == 1) /* the mode itself */
        rule->axis[k] =
            (rk_axis){.count = 1, .position = {1.0}, .share = {1.0}, .top = {{0.0}, {1.0}}};
}

static void count_nodes(rk_rule *rule)
{
    rule->nodes = 1;
    for (size_t k = 0; k < rule->free; k++)
        rule->nodes *= rule->axis[k].count;
}

void rk_rule_begin(rk_rule *rule, size_t nodes)
{
    for (size_t k = 0; k < rule->free; k++)
        place_axis(rule, k, nodes);
    count_nodes(rule);
}

/* Snake order: neighbours in the list differ in one coordinate by one place, so that one node's
 * factors start the next.
 */
static void unpack(const rk_rule *rule, size_t node, size_t place[RK_HYPERS])
{
    size_t rest = node, outer = 0;
    for (size_t k = rule->free; k-- > 0;) {
        size_t inner = 1;
        for (size_t j = 0; j < k; j++)
            inner *= rule->axis[j].count;
        place[k] = rest / inner;
        rest %= inner;
        if (outer & 1)
            place[k] = rule->axis[k].count - 1 - place[k];
        outer += place[k];
    }
}

void rk_rule_node(
    const rk_rule *rule, const rk_ep *ep, size_t node, double hyper[RK_HYPERS], double *log_weight)
{
    size_t place[RK_HYPERS];
    unpack(rule, node, place);
    double logs[RK_HYPERS];
    *log_weight = 0.0;
    for (size_t k = 0; k < rule->free; k++) {
        logs[k] = rule->mode[k];
        for (size_t j = 0; j <= k; j++)
            logs[k] +=
                rule->factor[k][j] * log(rule->axis[j].position[place[j]]) / rule->factor[j][j];
        *log_weight += rule->axis[k].log_weight[place[k]];
    }
    rk_rule_hyper(rule, ep, logs, hyper);
    for (size_t k = 0; k < rule->free; k++)
        *log_weight += logs[k];
    *log_weight += rk_rule_log_prior(rule, ep, hyper);
}

/* What the nodes' weights (sum 1) say along coordinate k: the marginal weights, and in the square
 * of `residual` how much of the joint posterior the two highest polynomials along k carry
 * (Parseval's sum over the other coordinates). */
static void marginal_of(const rk_rule *rule, size_t k, const double *weight,
    double marginal[RK_RULE_MOST], double *residual)
{
    enum { LINES = RK_RULE_MOST * RK_RULE_MOST };
    const rk_axis *axis = &rule->axis[k];
    double high[LINES] = {0}, next[LINES] = {0}, other[LINES] = {0}, square = 0.0;
    for (size_t i = 0; i < axis->count; i++)
        marginal[i] = 0.0;
    for (size_t node = 0; node < rule->nodes; node++) {
        size_t place[RK_HYPERS], line = 0;
        double share = 1.0;
        unpack(rule, node, place);
        for (size_t j = 0; j < rule->free; j++)
            if (j != k) {
                line = line * RK_RULE_MOST + place[j];
                share *= rule->axis[j].share[place[j]];
            }
        marginal[place[k]] += weight[node];
        high[line] += weight[node] * axis->top[1][place[k]];
        next[line] += weight[node] * axis->top[0][place[k]];
        other[line] = share;
    }
    for (size_t line = 0; line < LINES; line++)
        if (other[line] > 0.0)
            square += (high[line] * high[line] + next[line] * next[line]) /
                      fmax(other[line], least_share);
    *residual = sqrt(square);
}

/* Corrects the measure along coordinate k by the marginal weights that its nodes turned out to
 * have. */
static void correct_axis(rk_axis *axis, const double marginal[RK_RULE_MOST])
{
    size_t count = axis->count;
    rk_correction corrected = {.count = count};
    for (size_t i = 0; i < count; i++) {
        double place = log(axis->position[i] + bend),
               ratio = log(fmax(marginal[i], 1e-300) / axis->share[i]);
        corrected.place[i] = place;
        corrected.value[i] =
            correction_at(&axis->correction, place) + fmax(ratio, deepest_correction);
    }
    find_slopes(&corrected);
    double low, high;
    gsl_stats_minmax(&low, &high, corrected.value, 1, count);
    corrected.smooth = high - low < most_smooth;
    if (corrected.smooth)
        gsl_poly_dd_init(corrected.difference, corrected.place, corrected.value, count);
    axis->correction = corrected;
}

/* What is to be done about coordinate k. */
typedef enum rk_remedy { RK_LEAVE, RK_ADD_NODES, RK_CORRECT } rk_remedy;

static rk_remedy remedy_for(
    const rk_axis *axis, const double *marginal, double joint, double tolerance)
{
    double tail[2] = {0.0, 0.0};
    for (size_t i = 0; i < axis->count; i++) {
        tail[0] += marginal[i] * axis->top[0][i];
        tail[1] += marginal[i] * axis->top[1][i];
    }
    if (axis->count >= 3 && fmax(fabs(tail[0]), fabs(tail[1])) > tolerance)
        return RK_CORRECT;
    return joint > most_joint * tolerance && axis->count < RK_RULE_MOST ? RK_ADD_NODES : RK_LEAVE;
}

bool rk_rule_refine(rk_rule *rule, const double *weight, double tolerance, bool may_change)
{
    size_t wanted[RK_HYPERS] = {0};
    bool changed = false;
    rule->residual = 0.0;
    for (size_t k = 0; k < rule->free; k++) {
        rk_axis *axis = &rule->axis[k];
        double marginal[RK_RULE_MOST], joint;
        marginal_of(rule, k, weight, marginal, &joint);
        rule->residual = fmax(rule->residual, joint);
        rk_remedy remedy = may_change ? remedy_for(axis, marginal, joint, tolerance) : RK_LEAVE;
        if (remedy == RK_LEAVE)
            continue;
        size_t more = remedy == RK_CORRECT && axis->correction.count == 0 ? 1 : 2;
        wanted[k] = axis->count + more < RK_RULE_MOST ? axis->count + more : RK_RULE_MOST;
        if (remedy == RK_CORRECT)
            correct_axis(axis, marginal);
        changed = true;
    }
    for (size_t k = 0; k < rule->free; k++)
        if (wanted[k])
            place_axis(rule, k, wanted[k]);
    count_nodes(rule);
    return changed;
}

double rk_rule_overlap(const rk_rule *rule, const double *weight)
{
    double overlap = rule->free ? 0.0 : 1.0;
    for (size_t node = 0; rule->free && node < rule->nodes; node++) {
        size_t place[RK_HYPERS];
        double share = 1.0;
        unpack(rule, node, place);
        for (size_t k = 0; k < rule->free; k++)
            share *= rule->axis[k].share[place[k]];
        overlap += fmin(share, weight[node]);
    }
    return overlap;
}
