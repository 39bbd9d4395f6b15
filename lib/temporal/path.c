/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/path.h"

#include <math.h>
#include "core/special.h"

/* The piece that u falls on, and what is left of u within it. */
static size_t pick_piece(const double *share, size_t count, double *u)
{
    double below = 0.0;
    size_t k = 0;
    while (k + 1 < count && below + share[k] <= *u)
        below += share[k++];
    *u = fmin(fmax((*u - below) / share[k], 1e-12), 1.0 - 1e-12);
    return k;
}

/* The pieces of one figure given the z before it; returns the log of its probability over that of its factor. */
static double weigh_one(rk_path *path, const rk_dense *dense, const rk_setting *setting, size_t i, bool ahead,
    rk_piece piece[RK_PIECES], double share[RK_PIECES], size_t *count)
{
    double precision = ahead ? path->precision[i] : 0.0, shift = ahead ? path->shift[i] : 0.0;
    rk_cavity cavity = rk_joint_cavity(&path->joint, i, precision, shift);
    *count = rk_statement_pieces(
        &dense->statement[i], cavity.mean, cavity.variance, rk_dense_noise(dense, setting, i), piece);
    double log_mass = rk_pieces_weigh(piece, *count, share);
    return ahead ? log_mass - rk_log_factor(cavity, precision, shift) : log_mass;
}

/* The z of figure i has become known. */
static void learn(rk_path *path, size_t i, bool ahead)
{
    double precision = ahead ? path->precision[i] : 0.0, shift = ahead ? path->shift[i] : 0.0;
    double noise = path->noise[i], z = path->value[i];
    if (noise > RK_LEAST_VARIANCE)
        rk_joint_absorb(&path->joint, i, 1.0 / noise - precision, z / noise - shift);
    else
        rk_joint_fix(&path->joint, i, z);
}

/* Draws every z; returns the log of their likelihood over their density. */
static double draw_values(
    rk_path *path, const rk_dense *dense, const rk_setting *setting, bool ahead, const double *u)
{
    double total = ahead ? rk_joint_absorb_all(&path->joint, path->precision, path->shift) : 0.0;
    for (size_t i = 0; i < dense->sites; i++) {
        rk_piece piece[RK_PIECES];
        double share[RK_PIECES], rest = u[i];
        size_t count;
        total += weigh_one(path, dense, setting, i, ahead, piece, share, &count);
        size_t k = pick_piece(share, count, &rest);
        path->value[i] = rk_piece_draw(&piece[k], rest);
        path->noise[i] = fmax(piece[k].noise, RK_LEAST_VARIANCE);
        path->gross[i] = piece[k].gross;
        learn(path, i, ahead);
    }
    return total;
}

/* The same of z that have been drawn. */
static double weigh_values(rk_path *path, const rk_dense *dense, const rk_setting *setting, bool ahead)
{
    double total = ahead ? rk_joint_absorb_all(&path->joint, path->precision, path->shift) : 0.0;
    for (size_t i = 0; i < dense->sites; i++) {
        rk_piece piece[RK_PIECES];
        double share[RK_PIECES];
        size_t count;
        total += weigh_one(path, dense, setting, i, ahead, piece, share, &count);
        learn(path, i, ahead);
    }
    return total;
}

/* The share of the points whose factors do not look ahead. */
static const double blind_share = 0.25;

/* Factors at this setting: a figure that comes first needs none, and none may be too sharp to take out. */
static void take_factors(rk_path *path, const rk_dense *dense, const double *precision, const double *shift)
{
    for (size_t i = 0; i < dense->sites; i++) {
        double share = i < dense->directional                          ? 0.0
                       : precision[i] > path->joint.sharpest[i] ? path->joint.sharpest[i] / precision[i]
                                                                       : 1.0;
        path->precision[i] = share * precision[i];
        path->shift[i] = share * shift[i];
    }
}

double rk_path_draw(rk_path *path, const rk_dense *dense, const rk_setting *setting, const double *precision,
    const double *shift, const double *u)
{
    bool ahead = u[0] >= blind_share;
    rk_joint_begin(&path->joint, dense, setting);
    take_factors(path, dense, precision, shift);
    double drawn = draw_values(path, dense, setting, ahead, u + 1);
    rk_joint_begin(&path->joint, dense, setting);
    double other = weigh_values(path, dense, setting, !ahead);
    double seeing = ahead ? drawn : other, blind = ahead ? other : drawn;
    return -rk_log_add(log1p(-blind_share) - seeing, log(blind_share) - blind);
}

/* The other part of c is an independent extra of some variance, of either sign, in every z that c is in. */
static void weigh_parts(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    const rk_settings *settings = dense->settings;
    size_t n = dense->sites, other = 1 - setting->part;
    double drawn_sd = settings->common_sd[setting->part], other_sd = settings->common_sd[other];
    double more = other_sd * other_sd - drawn_sd * drawn_sd, information = 0.0, score = 0.0;
    for (size_t i = 0; i < n; i++) {
        double sum = dense->site[i].common ? 1.0 : 0.0;
        for (size_t k = 0; k < i; k++)
            sum -= path->factor[i * n + k] * path->lean[k];
        path->lean[i] = sum / path->factor[i * n + i];
        information += path->lean[i] * path->lean[i];
        score += path->lean[i] * path->white[i];
    }
    double growth = fmax(1.0 + more * information, 1e-12);
    double gain = 0.5 * (score * score * more / growth - log(growth));
    double odds = settings->common_weight[other] / settings->common_weight[setting->part] * exp(fmin(gain, 600.0));
    path->part_share[0] = 1.0 / (1.0 + odds);
    path->part_share[1] = odds / (1.0 + odds);
    path->other_variance = more / growth;
    path->other_mean = score * path->other_variance;
}

void rk_path_condition(rk_path *path, const rk_dense *dense, const rk_setting *setting)
{
    size_t n = dense->sites;
    double *L = path->factor;
    rk_dense_prior(dense, setting, L);
    for (size_t i = 0; i < n; i++)
        L[i * n + i] += path->noise[i];
    for (size_t i = 0; i < n; i++) {
        double *row = &L[i * n], white = path->value[i];
        for (size_t j = 0; j < i; j++) {
            const double *restrict other = &L[j * n];
            double sum = row[j];
            for (size_t k = 0; k < j; k++)
                sum -= row[k] * other[k];
            row[j] = sum / other[j];
            white -= row[j] * path->white[j];
        }
        double full = row[i], pivot = full;
        for (size_t k = 0; k < i; k++)
            pivot -= row[k] * row[k];
        row[i] = sqrt(fmax(pivot, 1e-15 * full));
        path->white[i] = white / row[i];
    }
    weigh_parts(path, dense, setting);
}

void rk_path_output(rk_path *path, const rk_dense *dense, const rk_setting *setting, size_t k, double mean[2],
    double variance[2])
{
    size_t n = dense->sites;
    const double *L = path->factor;
    double *restrict row = path->row;
    double left = rk_dense_output(dense, setting, k, row), move = 0.0, lean = dense->output[k].common ? 1.0 : 0.0;
    for (size_t i = 0; i < n; i++) {
        const double *restrict other = &L[i * n];
        double sum = row[i];
        for (size_t j = 0; j < i; j++)
            sum -= other[j] * row[j];
        row[i] = sum / other[i];
        left -= row[i] * row[i];
        move += row[i] * path->white[i];
        lean -= row[i] * path->lean[i];
    }
    mean[0] = dense->output[k].mean + move;
    mean[1] = mean[0] + lean * path->other_mean;
    variance[0] = fmax(left, 0.0);
    variance[1] = fmax(left + lean * lean * path->other_variance, 0.0);
}

/* Column `site` of the inverse of the factor: its square is the site's part of the inverse covariance. */
double rk_path_gross(const rk_path *path, const rk_dense *dense, const rk_setting *setting, size_t site)
{
    size_t n = dense->sites;
    const double *L = path->factor;
    double *column = path->row, information = 0.0, score = 0.0;
    for (size_t i = site; i < n; i++) {
        double sum = i == site ? 1.0 : 0.0;
        for (size_t k = site; k < i; k++)
            sum -= L[i * n + k] * column[k];
        column[i] = sum / L[i * n + i];
        information += column[i] * column[i];
        score += column[i] * path->white[i];
    }
    rk_piece piece[RK_PIECES];
    double share[RK_PIECES], gross = 0.0;
    double mean = path->value[site] - score / information;
    double variance = fmax(1.0 / information - path->noise[site], 0.0);
    size_t count = rk_statement_pieces(
        &dense->statement[site], mean, variance, rk_dense_noise(dense, setting, site), piece);
    rk_pieces_weigh(piece, count, share);
    for (size_t k = 0; k < count; k++)
        gross += piece[k].gross ? share[k] : 0.0;
    return gross;
}
