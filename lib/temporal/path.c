/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/path.h"

#include "core/special.h"
#include <math.h>

/* The piece that u falls on, and what is left of u within it. */
static const rk_piece *pick_piece(const rk_piece *piece, size_t count, double *u)
{
    double below = 0.0;
    size_t k = 0;
    while (k + 1 < count && below + piece[k].share <= *u)
        below += piece[k++].share;
    *u = fmin(fmax((*u - below) / piece[k].share, 1e-12), 1.0 - 1e-12);
    return &piece[k];
}

/* Factors that look ahead, or none. */
typedef struct rk_ahead {
    double precision, shift;
} rk_ahead;

static rk_ahead ahead_of(const rk_path *path, size_t i, bool ahead)
{
    return ahead ? (rk_ahead){path->precision[i], path->shift[i]} : (rk_ahead){0.0, 0.0};
}

/* The pieces of one figure given the z before it; returns the log of its probability over that of
 * its factor. */
static double weigh_one(const rk_path *path, const rk_dense *dense, size_t i, rk_ahead ahead,
    rk_piece piece[RK_PIECES], size_t *count)
{
    double log_mass;
    rk_cavity cavity = rk_joint_cavity(&path->joint, i, ahead.precision, ahead.shift);
    *count = rk_statement_pieces(
        &dense->statement[i], cavity.mean, cavity.variance, path->ordinary[i], piece, &log_mass);
    return ahead.precision > 0.0 || ahead.shift != 0.0
               ? log_mass - rk_log_factor(cavity, ahead.precision, ahead.shift)
               : log_mass;
}

/* The z of figure i has become known. */
static void learn(rk_path *path, size_t i, rk_ahead ahead)
{
    double noise = path->noise[i], z = path->value[i];
    if (noise > RK_LEAST_VARIANCE)
        rk_joint_learn(&path->joint, i, 1.0 / noise - ahead.precision, z / noise - ahead.shift);
    else
        rk_joint_fix(&path->joint, i, z);
}

/* Draws every z, or with u NULL takes those that were drawn; returns the log of their likelihood
 * over their density. */
static double go_through(rk_path *path, const rk_dense *dense, bool looks_ahead, const double *u)
{
    double total =
        looks_ahead ? rk_joint_absorb_all(&path->joint, path->precision, path->shift) : 0.0;
    for (size_t i = 0; i < dense->sites; i++) {
        rk_piece piece[RK_PIECES];
        rk_ahead ahead = ahead_of(path, i, looks_ahead);
        size_t count;
        total += weigh_one(path, dense, i, ahead, piece, &count);
        if (u) {
            double rest = u[i];
            const rk_piece *picked = pick_piece(piece, count, &rest);
            path->value[i] = rk_piece_draw(picked, rest);
            path->noise[i] = fmax(picked->noise, RK_LEAST_VARIANCE);
            path->gross[i] = picked->gross;
        }
        learn(path, i, ahead);
    }
    return total;
}

/* What a figure says beside its noise has at least this share of its factor's variance. */
static const double least_own = 0.02;

/*
 * Factors at this setting: what a figure says of z stays, and the noise between z and h is that of
 * these scales. A figure that comes first needs none, and none may be too sharp to take out.
 */
static void take_factors(rk_path *path, const rk_dense *dense, const rk_factors *factors)
{
    rk_setting there = {.hyper = {factors->hyper[0], factors->hyper[1], factors->hyper[2]}};
    for (size_t i = 0; i < dense->sites; i++) {
        double precision = factors->precision[i], shift = factors->shift[i], share = 1.0;
        if (precision > 0.0) {
            double variance = 1.0 / precision;
            double own = fmax(variance - rk_dense_noise(dense, &there, i), least_own * variance);
            share = variance / (own + path->ordinary[i]);
        }
        if (precision * share > path->joint.sharpest[i])
            share = path->joint.sharpest[i] / precision;
        if (i < dense->directional)
            share = 0.0;
        path->precision[i] = share * precision;
        path->shift[i] = share * shift;
    }
}

double rk_path_draw(rk_path *path, const rk_dense *dense, const rk_setting *setting,
    const rk_factors *factors, const double *u)
{
    bool ahead = u[0] >= path->blind_share;
    for (size_t i = 0; i < dense->sites; i++)
        path->ordinary[i] = rk_dense_noise(dense, setting, i);
    rk_joint_begin(&path->joint, dense, setting);
    rk_joint_copy(&path->prior, &path->joint);
    take_factors(path, dense, factors);
    double drawn = go_through(path, dense, ahead, u + 1);
    rk_joint_copy(&path->joint, &path->prior);
    double other = go_through(path, dense, !ahead, NULL);
    path->seeing = ahead ? drawn : other;
    path->blind = ahead ? other : drawn;
    return -rk_log_add(
        log1p(-path->blind_share) - path->seeing, log(path->blind_share) - path->blind);
}

/* The other part of c is an independent extra of some variance, of either sign, in every z that c
 * is in. */
static void weigh_parts(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    const rk_settings *settings = dense->settings;
    size_t n = dense->sites, other = 1 - setting->part;
    double drawn_sd = settings->common_sd[setting->part], other_sd = settings->common_sd[other];
    double more = other_sd * other_sd - drawn_sd * drawn_sd, information = 0.0, score = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double *restrict row = &path->inverse[i * n];
        double sum = 0.0;
        for (size_t k = 0; k <= i; k++)
            sum += row[k] * path->has_common[k];
        path->lean[i] = sum;
        information += sum * sum;
        score += sum * path->white[i];
    }
    double growth = fmax(1.0 + more * information, 1e-12);
    double gain = 0.5 * (score * score * more / growth - log(growth));
    double odds = settings->common_weight[other] / settings->common_weight[setting->part] *
                  exp(fmin(gain, 600.0));
    path->part_share[0] = 1.0 / (1.0 + odds);
    path->part_share[1] = odds / (1.0 + odds);
    path->other_variance = more / growth;
    path->other_mean = score * path->other_variance;
}

/* Lower Cholesky factor of the covariance of the z, and its inverse row by row. */
static void factorise(rk_path *path, size_t n)
{
    double *L = path->factor, *inverse = path->inverse;
    for (size_t i = 0; i < n; i++) {
        double *row = &L[i * n], *restrict own = &inverse[i * n], full = row[i], pivot = full;
        for (size_t j = 0; j < i; j++) {
            const double *restrict other = &L[j * n];
            double sum = row[j];
            for (size_t k = 0; k < j; k++)
                sum -= row[k] * other[k];
            row[j] = sum * inverse[j * n + j];
            pivot -= row[j] * row[j];
        }
        row[i] = sqrt(fmax(pivot, 1e-15 * full));
        double scale = 1.0 / row[i];
        for (size_t k = 0; k < i; k++)
            own[k] = 0.0;
        for (size_t j = 0; j < i; j++) {
            const double *restrict other = &inverse[j * n];
            double by = -row[j] * scale;
            for (size_t k = 0; k <= j; k++)
                own[k] += by * other[k];
        }
        own[i] = scale;
    }
}

void rk_path_condition(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    size_t n = dense->sites;
    rk_dense_prior(dense, setting, path->factor);
    for (size_t i = 0; i < n; i++) {
        path->factor[i * n + i] += path->noise[i];
        path->has_common[i] = dense->site[i].common ? 1.0 : 0.0;
    }
    factorise(path, n);
    for (size_t i = 0; i < n; i++) {
        const double *restrict row = &path->inverse[i * n];
        double sum = 0.0;
        for (size_t k = 0; k <= i; k++)
            sum += row[k] * path->value[k];
        path->white[i] = sum;
    }
    weigh_parts(path, dense, setting);
}

void rk_path_outputs(const rk_path *path, const rk_dense *dense, const rk_setting *setting,
    size_t from, size_t count, rk_marginals *m)
{
    size_t n = dense->sites;
    double covariance[RK_DENSE_MOST * RK_LANES], lean[RK_LANES];
    rk_dense_outputs(dense, setting, from, count, covariance, m->variance[0]);
    for (size_t k = 0; k < count; k++) {
        m->mean[0][k] = dense->output[from + k].mean;
        lean[k] = dense->output[from + k].common ? 1.0 : 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        const double *restrict row = &path->inverse[i * n];
        double v[RK_LANES] = {0}, white = path->white[i], leans = path->lean[i];
        for (size_t j = 0; j <= i; j++) {
            const double *restrict c = &covariance[j * RK_LANES];
            double by = row[j];
            for (size_t k = 0; k < count; k++)
                v[k] += by * c[k];
        }
        for (size_t k = 0; k < count; k++) {
            m->variance[0][k] -= v[k] * v[k];
            m->mean[0][k] += v[k] * white;
            lean[k] -= v[k] * leans;
        }
    }
    for (size_t k = 0; k < count; k++) {
        m->mean[1][k] = m->mean[0][k] + lean[k] * path->other_mean;
        m->variance[1][k] = fmax(m->variance[0][k] + lean[k] * lean[k] * path->other_variance, 0.0);
        m->variance[0][k] = fmax(m->variance[0][k], 0.0);
    }
}

/* Column `site` of the inverse of the factor: its square is the site's part of the inverse
 * covariance. */
double rk_path_gross(const rk_path *path, const rk_dense *dense, size_t site)
{
    size_t n = dense->sites;
    double information = 0.0, score = 0.0, gross = 0.0, log_mass;
    for (size_t i = site; i < n; i++) {
        double element = path->inverse[i * n + site];
        information += element * element;
        score += element * path->white[i];
    }
    rk_piece piece[RK_PIECES];
    double mean = path->value[site] - score / information;
    double variance = fmax(1.0 / information - path->noise[site], 0.0);
    size_t count = rk_statement_pieces(
        &dense->statement[site], mean, variance, path->ordinary[site], piece, &log_mass);
    for (size_t k = 0; k < count; k++)
        gross += piece[k].gross ? piece[k].share : 0.0;
    return gross;
}
