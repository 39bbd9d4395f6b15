/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels over x = asinh(tau / unit), halved until a 16-point Gauss-Legendre rule on a panel and on
 * its two halves agree to rounding, relative to the panel: so tails count as much as the middle,
 * and quantiles, moments and mixtures made from the nodes are all resolved. (Roever 2020 bins tau
 * so that neighbouring conditionals differ little; here the conditionals are integrated over.)
 */
#include <math.h>

#include <gsl/gsl_math.h>

#include "core/memory.h"
#include "core/quadrature.h"
#include "meta/bayes.h"

/* Panels this wide resolve 1 / (v + tau^2) and normal tails in x to all digits (poles lie about 0.8
 * off the axis). */
static const double widest_panel = 1.0;
/* Logarithm of what is too small to matter beside the largest part, and the share of a logarithm
 * that is rounding. */
static const double negligible = -45.0, rounding = 1e-13;
static const double largest_tau = 1e150, smallest_unit = 1e-140;
/* Past a tolerance that rounding alone makes so large, the answer is not to be relied on. */
static const double worst_tolerance = 1e-7;
enum { DEEPEST = 60, FIRST_ROOM = 48, MOST_PANELS = 4096, FEW_PANELS = 128 };

/* A stretch of x with the log posterior density at its rule's points. */
typedef struct stretch {
    double low, high;
    double log_q[RK_BAYES_POINTS];
} stretch;

typedef struct builder {
    reckon_bayes *bayes;
    double moment; /* the highest power of tau that has a posterior mean, up to 2 */
    double peak;   /* largest log density of x met, and where */
    double peak_x;
    double moment_peak; /* the same of tau^moment times the density */
    double moment_peak_x;
    double tolerance; /* relative, of a panel's mass */
    size_t most_panels;
    bool converged;
    bool memory_out;
} builder;

double rk_bayes_tau_of(const reckon_bayes *bayes, double x)
{
    return bayes->unit * sinh(x);
}

double rk_bayes_log_density_of_x(const reckon_bayes *bayes, double x)
{
    rk_bayes_conditional at;
    rk_bayes_at(bayes, rk_bayes_tau_of(bayes, x), &at);
    double log_jacobian = log(bayes->unit) + x + log1p(exp(-2.0 * x)) - M_LN2;
    return isfinite(at.log_density) ? at.log_density + log_jacobian : -INFINITY;
}

/* log(tau^moment) where that counts. */
static double log_moment(const builder *build, double x)
{
    return build->moment > 0.0 ? build->moment * log(rk_bayes_tau_of(build->bayes, x)) : 0.0;
}

static void note_peak(builder *build, double x, double log_q)
{
    double log_moment_q = log_q + log_moment(build, x);
    if (log_q > build->peak) {
        build->peak = log_q;
        build->peak_x = x;
    }
    if (log_moment_q > build->moment_peak) {
        build->moment_peak = log_moment_q;
        build->moment_peak_x = x;
    }
}

static double point_of(double low, double high, int i)
{
    return low + 0.5 * (high - low) * (1.0 + rk_gauss_legendre_16_node[i]);
}

static void evaluate(builder *build, double low, double high, stretch *panel)
{
    panel->low = low;
    panel->high = high;
    for (int i = 0; i < RK_BAYES_POINTS; i++) {
        double x = point_of(low, high, i);
        panel->log_q[i] = rk_bayes_log_density_of_x(build->bayes, x);
        note_peak(build, x, panel->log_q[i]);
    }
}

/* Whether a log density of x can be left out beside the largest met. */
static bool is_negligible(const builder *build, double x, double log_q)
{
    return log_q < build->peak + negligible - rounding * fabs(build->peak) &&
           log_q + log_moment(build, x) <
               build->moment_peak + negligible - rounding * fabs(build->moment_peak);
}

static bool holds(const stretch *panel, double x)
{
    return panel->low <= x && x <= panel->high;
}

/* A panel with a peak in it matters even where all its points miss the peak. */
static bool matters(const builder *build, const stretch *panel)
{
    if (holds(panel, build->peak_x) || holds(panel, build->moment_peak_x))
        return true;
    for (int i = 0; i < RK_BAYES_POINTS; i++) {
        if (!is_negligible(build, point_of(panel->low, panel->high, i), panel->log_q[i]))
            return true;
    }
    return false;
}

/* The rule's integral over the panel, of the density times exp(-shift). */
static double integral(const stretch *panel, double shift)
{
    double sum = 0.0;
    for (int i = 0; i < RK_BAYES_POINTS; i++)
        sum += rk_gauss_legendre_16_weight[i] * exp(panel->log_q[i] - shift);
    return 0.5 * (panel->high - panel->low) * sum;
}

static double highest(const stretch *panel)
{
    double top = -INFINITY;
    for (int i = 0; i < RK_BAYES_POINTS; i++)
        top = fmax(top, panel->log_q[i]);
    return top;
}

static bool grow(reckon_bayes *bayes, size_t room)
{
    rk_bayes_panel *panel = rk_realloc(bayes->panel, room, sizeof *panel);
    if (panel)
        bayes->panel = panel;
    rk_bayes_node *node = rk_realloc(bayes->node, room, RK_BAYES_POINTS * sizeof *node);
    if (node)
        bayes->node = node;
    rk_normal_component *component =
        rk_realloc(bayes->component, room, RK_BAYES_POINTS * sizeof *component);
    if (component)
        bayes->component = component;
    if (!panel || !node || !component)
        return false;
    bayes->panel_room = room;
    return true;
}

/* Keeps the panel; its node weights hold the log density until normalise(). */
static void keep(builder *build, const stretch *panel)
{
    reckon_bayes *bayes = build->bayes;
    if (bayes->panel_count == bayes->panel_room && !grow(bayes, 2 * bayes->panel_room)) {
        build->memory_out = true;
        return;
    }
    rk_bayes_node *node = &bayes->node[RK_BAYES_POINTS * bayes->panel_count];
    bayes->panel[bayes->panel_count++] = (rk_bayes_panel){panel->low, panel->high, 0.0};
    for (int i = 0; i < RK_BAYES_POINTS; i++)
        node[i].weight = panel->log_q[i];
}

/* Left half before right half, so that the panels kept rise in x. */
static void refine(builder *build, const stretch *panel, int depth)
{
    if (build->memory_out || !matters(build, panel))
        return;
    stretch left, right;
    double middle = panel->low + 0.5 * (panel->high - panel->low);
    evaluate(build, panel->low, middle, &left);
    evaluate(build, middle, panel->high, &right);
    double top = fmax(highest(panel), fmax(highest(&left), highest(&right)));
    double whole = integral(panel, top), parts = integral(&left, top) + integral(&right, top);
    if (fabs(whole - parts) <= build->tolerance * parts) {
        keep(build, panel);
    } else if (depth == DEEPEST || build->bayes->panel_count >= build->most_panels) {
        build->converged = false;
        keep(build, panel);
    } else {
        refine(build, &left, depth + 1);
        refine(build, &right, depth + 1);
    }
}

/* Where the density of x begins to be negligible for good: past everything that sets a scale, it
 * only falls. */
static double find_reach(builder *build)
{
    const reckon_bayes *bayes = build->bayes;
    const rk_meta_data *data = &bayes->data;
    double scale = data->range, step = 0.4, ceiling = asinh(largest_tau / bayes->unit);
    if (bayes->options.mu_prior == RECKON_MU_PRIOR_NORMAL && data->k > 0)
        scale = fmax(scale, fabs(data->y[data->star] - bayes->options.mu_mean));
    for (double x = 0.5 * step; x < ceiling; x += step) {
        double log_q = rk_bayes_log_density_of_x(bayes, x);
        note_peak(build, x, log_q);
        if (is_negligible(build, x, log_q) && rk_bayes_tau_of(bayes, x) > 10.0 * scale)
            return x;
    }
    return ceiling;
}

/* Turns log densities into probabilities, and fills in what is known at each node. */
static void normalise(reckon_bayes *bayes)
{
    double sum = 0.0, top = -INFINITY;
    for (size_t i = 0; i < RK_BAYES_POINTS * bayes->panel_count; i++)
        top = fmax(top, bayes->node[i].weight);
    for (size_t p = 0; p < bayes->panel_count; p++) {
        rk_bayes_panel *panel = &bayes->panel[p];
        for (int i = 0; i < RK_BAYES_POINTS; i++) {
            rk_bayes_node *node = &bayes->node[RK_BAYES_POINTS * p + (size_t)i];
            rk_bayes_conditional at;
            node->tau = rk_bayes_tau_of(bayes, point_of(panel->low, panel->high, i));
            rk_bayes_at(bayes, node->tau, &at);
            node->mean = at.mean;
            node->variance = at.variance;
            node->weight = 0.5 * (panel->high - panel->low) * rk_gauss_legendre_16_weight[i] *
                           exp(node->weight - top);
            panel->mass += node->weight;
        }
        sum += panel->mass;
    }
    for (size_t p = 0; p < bayes->panel_count; p++) {
        bayes->panel[p].mass /= sum;
        for (int i = 0; i < RK_BAYES_POINTS; i++)
            bayes->node[RK_BAYES_POINTS * p + (size_t)i].weight /= sum;
    }
    bayes->fit.nodes = RK_BAYES_POINTS * bayes->panel_count;
    bayes->fit.log_integrated_likelihood = top + log(sum);
}

/* A scale of tau below which the posterior has no features. */
static double find_unit(const reckon_bayes *bayes)
{
    const rk_meta_data *data = &bayes->data;
    bool scaled = bayes->options.tau_prior == RECKON_TAU_PRIOR_HALF_NORMAL ||
                  bayes->options.tau_prior == RECKON_TAU_PRIOR_HALF_CAUCHY;
    double unit = scaled ? bayes->options.tau_scale : largest_tau;
    rk_meta_sums sums;
    if (data->k > 1) {
        rk_meta_sum(data, 0.0, &sums);
        double typical = sqrt((double)(data->k - 1) * (sums.base / sums.trace));
        if (typical > 0.0)
            unit = fmin(unit, typical);
    } else if (data->v_positive > 0.0) {
        unit = fmin(unit, sqrt(data->v_positive));
    }
    if (unit == largest_tau)
        unit = data->range > 0.0 ? data->range : 1.0;
    return fmax(unit, smallest_unit);
}

bool rk_bayes_integrate(reckon_bayes *bayes)
{
    builder build = {.bayes = bayes, .peak = -INFINITY, .moment_peak = -INFINITY};
    double exponent = bayes->fit.tail_exponent;
    build.moment = exponent > 3.0 ? 2.0 : exponent > 2.0 ? 1.0 : 0.0;
    bayes->panel_count = 0;
    if (bayes->panel_room == 0 && !grow(bayes, FIRST_ROOM))
        return false;
    bayes->unit = find_unit(bayes);
    double reach = find_reach(&build);
    /* the log density is a sum of about k terms of its own size, each with its rounding */
    build.tolerance = 1e-13 + 1e-15 * ((double)bayes->data.k + fabs(build.peak));
    build.converged = build.tolerance <= worst_tolerance;
    build.tolerance = fmin(build.tolerance, 1e-3);
    build.most_panels = build.converged ? MOST_PANELS : FEW_PANELS;
    size_t panels = (size_t)ceil(reach / widest_panel);
    for (size_t i = 0; i < panels && !build.memory_out; i++) {
        stretch panel;
        evaluate(&build, reach * (double)i / (double)panels,
            reach * (double)(i + 1) / (double)panels, &panel);
        refine(&build, &panel, 0);
    }
    if (build.memory_out)
        return false;
    normalise(bayes);
    bayes->fit.outcome = build.converged ? RECKON_OUTCOME_OK : RECKON_OUTCOME_NOT_CONVERGED;
    return true;
}
