/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/path.h"

#include <math.h>

#include "core/cholesky.h"
#include "core/special.h"

/* A pivot of the covariance of the z is kept above this share of its variance. */
static const double least_pivot = 1e-15;

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
            const rk_piece *picked = rk_pick_piece(piece, count, &rest);
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

/* The prior at this setting, and the factors as they are there. */
static void begin(
    rk_path *path, const rk_dense *dense, const rk_setting *setting, const rk_factors *factors)
{
    for (size_t i = 0; i < dense->sites; i++)
        path->ordinary[i] = rk_dense_noise(dense, setting, i);
    rk_joint_begin(&path->joint, dense, setting);
    rk_joint_copy(&path->prior, &path->joint);
    take_factors(path, dense, factors);
}

/* The z are there under one sort of factors; what the other sort says of them, and both. */
static double mix_sorts(rk_path *path, const rk_dense *dense, bool ahead, double drawn)
{
    rk_joint_copy(&path->joint, &path->prior);
    double other = go_through(path, dense, !ahead, NULL);
    path->seeing = ahead ? drawn : other;
    path->blind = ahead ? other : drawn;
    return -rk_log_add(
        log1p(-path->blind_share) - path->seeing, log(path->blind_share) - path->blind);
}

double rk_path_draw(rk_path *path, const rk_dense *dense, const rk_setting *setting,
    const rk_factors *factors, const double *u)
{
    bool ahead = u[0] >= path->blind_share;
    begin(path, dense, setting, factors);
    return mix_sorts(path, dense, ahead, go_through(path, dense, ahead, u + 1));
}

double rk_path_weigh(
    rk_path *path, const rk_dense *dense, const rk_setting *setting, const rk_factors *factors)
{
    begin(path, dense, setting, factors);
    return mix_sorts(path, dense, true, go_through(path, dense, true, NULL));
}

void rk_path_set_noise(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    for (size_t i = 0; i < dense->sites; i++) {
        path->ordinary[i] = rk_dense_noise(dense, setting, i);
        path->noise[i] =
            rk_statement_noise(&dense->statement[i], path->ordinary[i], path->gross[i]);
    }
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

/* Covariance of the z, where the inverse of its factor goes. */
static void find_covariance(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    size_t n = dense->sites;
    rk_dense_prior(dense, setting, path->inverse);
    for (size_t i = 0; i < n; i++)
        path->inverse[i * n + i] += path->noise[i];
}

/* The inverse of the covariance's Cholesky factor. Rounding may have left it not quite definite. */
static void factorise(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    size_t n = dense->sites;
    double *M = path->inverse, scratch[RK_DENSE_MOST];
    find_covariance(path, dense, setting);
    if (!rk_cholesky(n, M)) {
        find_covariance(path, dense, setting);
        rk_cholesky_floored(n, n, M, least_pivot, RK_LEAST_VARIANCE * least_pivot);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < i; j++)
                M[j * n + i] = M[i * n + j];
    }
    rk_cholesky_invert_transposed(n, M, scratch);
}

void rk_path_condition(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    size_t n = dense->sites;
    for (size_t i = 0; i < n; i++)
        path->has_common[i] = dense->site[i].common ? 1.0 : 0.0;
    factorise(path, dense, setting);
    for (size_t i = 0; i < n; i++) {
        const double *restrict row = &path->inverse[i * n];
        double sum = 0.0;
        for (size_t k = 0; k <= i; k++)
            sum += row[k] * path->value[k];
        path->white[i] = sum;
    }
    weigh_parts(path, dense, setting);
}

double rk_path_density(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    double total = 0.0;
    rk_path_set_noise(path, dense, setting);
    rk_path_condition(path, dense, setting);
    for (size_t i = 0; i < dense->sites; i++)
        total += log(path->inverse[i * dense->sites + i]) - 0.5 * path->white[i] * path->white[i];
    return total;
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
