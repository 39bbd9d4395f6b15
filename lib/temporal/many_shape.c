/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What certain statements do to the shape of an answer. Expectation propagation gives theta at the
 * date of a certain statement the right mean and variance, but a normal shape, which reaches past
 * the bound. Its true shape given the other factors is a truncated normal; an output is normal
 * given theta there. So each component of an output is drawn out along the shape of the one certain
 * statement that weighs most in it.
 */
#include <math.h>

#include <gsl/gsl_math.h>

#include "temporal/many.h"

/* A certain statement with less log mass than this under everything else cuts something off. */
static const double least_cut = 1e-3, most_cut = 4.0;

/* Below this share of the variance of an output the shape cannot be seen in it. */
static const double least_seen = 1e-3;

/* Of a normal cut by the statement: standardised places of equal probability, and the width that
 * each stands for. */
static void find_places(rk_many *many, size_t site, double mean, double variance, rk_cut *cut)
{
    double noise, z[RK_SHAPE_PLACES], sum = 0.0, square = 0.0;
    rk_piece piece[RK_PIECES];
    rk_statement statement = rk_ep_statement(&many->ep, site, &noise);
    rk_statement_pieces(&statement, mean, variance, noise, piece, &cut->log_mass);
    for (size_t j = 0; j < RK_SHAPE_PLACES; j++) {
        z[j] = rk_piece_draw(&piece[0], ((double)j + 0.5) / RK_SHAPE_PLACES);
        sum += z[j];
    }
    cut->mean = sum / RK_SHAPE_PLACES;
    for (size_t j = 0; j < RK_SHAPE_PLACES; j++)
        square += gsl_pow_2(z[j] - cut->mean);
    double sd = sqrt(fmax(square / RK_SHAPE_PLACES, RK_LEAST_VARIANCE));
    for (size_t j = 0; j < RK_SHAPE_PLACES; j++) {
        size_t before = j ? j - 1 : j, after = j + 1 < RK_SHAPE_PLACES ? j + 1 : j;
        cut->place[j] = (z[j] - cut->mean) / sd;
        cut->width[j] = (z[after] - z[before]) / sd / (double)(after - before);
    }
    cut->variance = sd * sd;
}

/* log of what the site's Gaussian factor comes to under N(mean, variance). */
static double log_factor(const rk_ep *ep, size_t site, double mean, double variance)
{
    double precision = ep->precision[site], shift = ep->shift[site],
           growth = 1.0 + precision * variance;
    return 0.5 *
           (((shift * shift * variance + 2.0 * shift * mean) - precision * mean * mean) / growth -
               log(growth));
}

/*
 * The shape under the part of c that the Gaussian layer has, and under the other one: there theta
 * has other moments, and what they would be without the site's own factor is what the statement
 * cuts.
 */
static void find_shape(rk_many *many, const rk_other_part *other, rk_shape *shape)
{
    const rk_ep *ep = &many->ep;
    const rk_gaussian *g = &ep->gaussian;
    size_t i = shape->site;
    find_places(many, i, ep->cavity_mean[i], ep->cavity_spread[i], &shape->part[0]);
    shape->part[1] = shape->part[0];
    shape->log_gain = 0.0;
    if (!(other->share > 0.0))
        return;
    double lean = many->lean_mean[shape->step] / g->constant_variance[0];
    double mean = g->mean[shape->step] + lean * other->mean;
    double variance =
        fmax(g->variance[shape->step] + lean * lean * other->variance, RK_LEAST_VARIANCE);
    double information = 1.0 / variance - ep->precision[i];
    if (!(information * variance > 1e-6))
        return;
    double spread = 1.0 / information, alone = spread * (mean / variance - ep->shift[i]);
    find_places(many, i, alone, spread, &shape->part[1]);
    shape->log_gain =
        (shape->part[1].log_mass - log_factor(ep, i, alone, spread)) -
        (shape->part[0].log_mass - log_factor(ep, i, ep->cavity_mean[i], ep->cavity_spread[i]));
}

void rk_many_find_shapes(rk_many *many, rk_other_part *other)
{
    const rk_model *model = &many->model;
    rk_gaussian *g = &many->ep.gaussian;
    many->shapes = 0;
    for (size_t i = 0; i < model->sites; i++) {
        const rk_site *site = &model->site[i];
        double cut = -many->ep.log_mass[i];
        if (!site->statement.direct || site->figure == SIZE_MAX || !(cut > least_cut))
            continue;
        size_t k = many->shapes; /* the deepest cuts, in order */
        while (k > 0 && many->shape[k - 1].cut < cut)
            k--;
        if (k == RK_SHAPES)
            continue;
        many->shapes += many->shapes < RK_SHAPES;
        for (size_t j = many->shapes; j-- > k + 1;) {
            many->shape[j].site = many->shape[j - 1].site;
            many->shape[j].cut = many->shape[j - 1].cut;
        }
        many->shape[k].site = i;
        many->shape[k].cut = cut;
    }
    for (size_t k = 0; k < many->shapes; k++) {
        rk_shape *shape = &many->shape[k];
        shape->step = model->site_step[shape->site];
        find_shape(many, other, shape);
        rk_gaussian_respond(
            g, shape->step, 1.0, shape->response, many->shape_score, many->shape_constant);
    }
    if (many->shapes && other->share > 0.0 &&
        other->share < 1.0) { /* the deepest cut tells the parts of c apart */
        double odds = other->share / (1.0 - other->share) *
                      exp(fmin(fmax(many->shape[0].log_gain, -600.0), 600.0));
        other->share = odds / (1.0 + odds);
    }
}

/* How theta at a step depends on theta where the shape is, under a part of c. */
static double lean_on(const rk_many *many, const rk_other_part *other, const rk_shape *shape,
    size_t step, size_t part, double variance)
{
    const rk_gaussian *g = &many->ep.gaussian;
    double covariance = shape->response[step], own = g->variance[shape->step];
    if (part == 1) {
        double unit = 1.0 / g->constant_variance[0], here = many->lean_mean[step] * unit;
        double there = many->lean_mean[shape->step] * unit;
        covariance += here * there * other->variance;
        own += there * there * other->variance;
    }
    if (!(own > 0.0))
        return 0.0;
    double most = sqrt(fmax(variance, 0.0)), lean = covariance / sqrt(own);
    return fmin(fmax(lean, -most), most);
}

const rk_cut *rk_many_shape_of(const rk_many *many, const rk_other_part *other, size_t step,
    size_t part, double mean, double variance, rk_follows *follows)
{
    const rk_gaussian *g = &many->ep.gaussian;
    const rk_cut *best = NULL;
    double most = 0.0;
    for (size_t k = 0; k < many->shapes; k++) {
        const rk_shape *shape = &many->shape[k];
        double l = lean_on(many, other, shape, step, part, variance), share = l * l / variance;
        double seen = share * fmin(-shape->part[part].log_mass, most_cut);
        if (!(share > least_seen) || !(seen > most))
            continue;
        double unit = part == 1 ? many->lean_mean[shape->step] / g->constant_variance[0] : 0.0;
        double own = g->variance[shape->step] + unit * unit * (part == 1 ? other->variance : 0.0);
        double at = g->mean[shape->step] + unit * (part == 1 ? other->mean : 0.0);
        most = seen;
        best = &shape->part[part];
        *follows = (rk_follows){mean + l / sqrt(own) * (best->mean - at),
            l * sqrt(best->variance / own), fmax(variance - l * l, 0.0)};
    }
    return best;
}
