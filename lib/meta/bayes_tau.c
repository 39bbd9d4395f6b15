/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The posterior of tau itself: its panels' masses, and the density integrated over a part of a
 * panel. */
#include <math.h>

#include "core/newton.h"
#include "core/quadrature.h"
#include "core/root.h"
#include "meta/bayes.h"

static double density_of_x(const reckon_bayes *bayes, double x)
{
    return exp(rk_bayes_log_density_of_x(bayes, x) - bayes->fit.log_integrated_likelihood);
}

/* Posterior probability between two x of one panel. */
static double mass_between(
    const reckon_bayes *bayes, const rk_bayes_panel *panel, double low, double high)
{
    double sum = 0.0;
    if (bayes->fit.outcome !=
        RECKON_OUTCOME_OK) /* the density is not resolved: spread the panel's mass evenly */
        return panel->mass * ((high - low) / (panel->high - panel->low));
    for (int i = 0; i < RK_BAYES_POINTS; i++)
        sum += rk_gauss_legendre_16_weight[i] *
               density_of_x(bayes, low + 0.5 * (high - low) * (1.0 + rk_gauss_legendre_16_node[i]));
    return 0.5 * (high - low) * sum;
}

/* Probabilities on both sides of x. */
static void tails_of_x(const reckon_bayes *bayes, double x, double *below, double *above)
{
    *below = *above = 0.0;
    for (size_t p = 0; p < bayes->panel_count; p++) {
        const rk_bayes_panel *panel = &bayes->panel[p];
        if (panel->high <= x) {
            *below += panel->mass;
        } else if (panel->low >= x) {
            *above += panel->mass;
        } else {
            *below += mass_between(bayes, panel, panel->low, x);
            *above += mass_between(bayes, panel, x, panel->high);
        }
    }
}

void rk_bayes_tau_tails(const reckon_bayes *bayes, double tau, double *below, double *above)
{
    if (tau > 0.0) {
        tails_of_x(bayes, asinh(tau / bayes->unit), below, above);
        *below = fmin(*below, 1.0);
        *above = fmin(*above, 1.0);
    } else {
        *below = 0.0;
        *above = 1.0;
    }
}

double rk_bayes_tau_density(const reckon_bayes *bayes, double tau)
{
    rk_bayes_conditional at;
    if (tau < 0.0)
        return 0.0;
    rk_bayes_at(bayes, tau, &at);
    return isnan(at.log_density) ? 0.0 : exp(at.log_density - bayes->fit.log_integrated_likelihood);
}

/* A panel, the mass wanted from one of its ends, and which end. */
typedef struct panel_equation {
    const reckon_bayes *bayes;
    const rk_bayes_panel *panel;
    double wanted;
    bool from_low;
} panel_equation;

static double mass_excess(double x, void *context, double *slope)
{
    const panel_equation *equation = context;
    const rk_bayes_panel *panel = equation->panel;
    *slope = density_of_x(equation->bayes, x) / equation->wanted;
    if (equation->from_low)
        return mass_between(equation->bayes, panel, panel->low, x) / equation->wanted - 1.0;
    return 1.0 - mass_between(equation->bayes, panel, x, panel->high) / equation->wanted;
}

/* The x in a panel that has mass `wanted`, less than the panel's, between it and one end. */
static double x_within(
    const reckon_bayes *bayes, const rk_bayes_panel *panel, double wanted, bool from_low)
{
    if (!(wanted > 0.0))
        return from_low ? panel->low : panel->high;
    panel_equation equation = {bayes, panel, wanted, from_low};
    double part = wanted / panel->mass * (panel->high - panel->low);
    double even = from_low ? panel->low + part : panel->high - part;
    if (bayes->fit.outcome != RECKON_OUTCOME_OK)
        return even;
    return rk_newton_root(mass_excess, &equation, panel->low, panel->high, even, true, 1e-7);
}

double rk_bayes_tau_quantile(const reckon_bayes *bayes, double p, double one_minus_p)
{
    bool from_low = p < one_minus_p;
    double wanted = from_low ? p : one_minus_p;
    const rk_bayes_panel *panel = &bayes->panel[0];
    for (size_t i = 0; i < bayes->panel_count; i++) {
        panel = &bayes->panel[from_low ? i : bayes->panel_count - 1 - i];
        if (wanted < panel->mass)
            return rk_bayes_tau_of(bayes, x_within(bayes, panel, wanted, from_low));
        wanted -= panel->mass;
    }
    return rk_bayes_tau_of(bayes, from_low ? panel->high : panel->low);
}

typedef struct interval_equation {
    const reckon_bayes *bayes;
    double level;
} interval_equation;

/* The end of the interval of the level that leaves `below` in the lower tail. */
static double interval_from(const interval_equation *equation, double below, double *low)
{
    double above = (1.0 - equation->level) - below;
    *low = below > 0.0 ? rk_bayes_tau_quantile(equation->bayes, below, 1.0 - below) : 0.0;
    return rk_bayes_tau_quantile(equation->bayes, 1.0 - above, above);
}

static double width(double below, void *context)
{
    double low, high = interval_from(context, below, &low);
    return high - low;
}

/* log of the density at the high end over that at the low end: falls below 0 left of the shortest
 * interval... */
static double end_contrast(double below, void *context)
{
    const interval_equation *equation = context;
    double low, high = interval_from(equation, below, &low);
    rk_bayes_conditional at_low, at_high;
    rk_bayes_at(equation->bayes, low, &at_low);
    rk_bayes_at(equation->bayes, high, &at_high);
    double contrast = at_low.log_density - at_high.log_density;
    return isfinite(contrast) ? contrast : copysign(1e6, at_low.log_density > 0.0 ? 1.0 : -1.0);
}

static void density_at(double tau, const void *context, rk_density_point *point)
{
    const reckon_bayes *bayes = context;
    double step = 1e-5 * tau; /* the slope only steers, so a difference will do */
    rk_bayes_tau_tails(bayes, tau, &point->below, &point->above);
    point->density = rk_bayes_tau_density(bayes, tau);
    point->slope =
        (rk_bayes_tau_density(bayes, tau + step) - rk_bayes_tau_density(bayes, tau - step)) /
        (2.0 * step);
}

/* How often the density of tau turns from rising to falling. */
static size_t count_modes(const reckon_bayes *bayes)
{
    size_t modes = 0;
    double before = rk_bayes_tau_density(bayes, 0.0);
    bool rising = false;
    for (size_t i = 0; i < bayes->fit.nodes; i++) {
        double density = rk_bayes_tau_density(bayes, bayes->node[i].tau);
        if (density < before && (rising || i == 0))
            modes++;
        if (density != before)
            rising = density > before;
        before = density;
    }
    return modes;
}

/* *low and *high come as the central interval. */
static void shortest(const reckon_bayes *bayes, double level, double *low, double *high)
{
    enum { TAILS = 24 };
    interval_equation equation = {bayes, level};
    double tail = 1.0 - level, left = 0.0, right = tail * (1.0 - 1e-9), below = 0.0;
    bool one_mode = bayes->fit.outcome == RECKON_OUTCOME_OK && count_modes(bayes) <= 1;
    if (one_mode && end_contrast(0.0, &equation) < 0.0 &&
        rk_settle_shortest(density_at, bayes, level, low, high))
        return;
    if (!one_mode) { /* several dips of the width: look for the deepest first */
        double best = INFINITY;
        size_t at = 0;
        for (size_t i = 0; i <= TAILS; i++) {
            double trial = width(right * (double)i / TAILS, &equation);
            if (trial < best) {
                best = trial;
                at = i;
            }
        }
        left = right * (at > 0 ? (double)(at - 1) : 0.0) / TAILS;
        right = right * fmin((double)(at + 1) / TAILS, 1.0);
    }
    if (!(left == 0.0 && end_contrast(0.0, &equation) >= 0.0) &&
        !rk_find_root(end_contrast, &equation, left, right, 0.0, &below))
        rk_minimize(width, &equation, left, right, &below);
    *high = interval_from(&equation, below, low);
}

void rk_bayes_tau_summary(const reckon_bayes *bayes, double level, reckon_posterior *posterior)
{
    double tail = 0.5 * (1.0 - level), mean = 0.0, variance = 0.0,
           exponent = bayes->fit.tail_exponent;
    for (size_t i = 0; i < bayes->fit.nodes; i++)
        mean += bayes->node[i].weight * bayes->node[i].tau;
    for (size_t i = 0; i < bayes->fit.nodes; i++)
        variance +=
            bayes->node[i].weight * (bayes->node[i].tau - mean) * (bayes->node[i].tau - mean);
    posterior->mean = exponent > 2.0 ? mean : INFINITY;
    posterior->sd = exponent > 3.0 ? sqrt(variance) : INFINITY;
    posterior->median = rk_bayes_tau_quantile(bayes, 0.5, 0.5);
    posterior->central_low = rk_bayes_tau_quantile(bayes, tail, 1.0 - tail);
    posterior->central_high = rk_bayes_tau_quantile(bayes, 1.0 - tail, tail);
    posterior->shortest_low = posterior->central_low;
    posterior->shortest_high = posterior->central_high;
    shortest(bayes, level, &posterior->shortest_low, &posterior->shortest_high);
}
