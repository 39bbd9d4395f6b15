/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/statement.h"

#include <math.h>

#include "core/special.h"

/* Masses whose sum is below this are added up as logs. */
static const double least_sum = 1e-250;

static const double inverse_sqrt_2pi = 0.39894228040143267794,
                    log_sqrt_2pi = 0.91893853320467274178;

rk_statement rk_statement_of(
    const rk_settings *settings, const reckon_temporal_reading *r, bool anchor, double origin)
{
    double weight = 1.0 / fmax(r->weight, 1e-30), root = sqrt(weight);
    double share = anchor ? settings->anchor_error * settings->anchor_error : 1.0;
    rk_statement s = {.kind = RK_STATEMENT_BOX,
        .low = r->kind == RECKON_TEMPORAL_AT_MOST ? -INFINITY : r->low - origin,
        .high = r->kind == RECKON_TEMPORAL_AT_LEAST ? INFINITY : r->high - origin,
        .centre = rk_reading_centre(r) - origin,
        .gross = anchor || r->certain ? 0.0 : settings->gross,
        .gross_variance = settings->gross_sd * settings->gross_sd,
        .error_share = share * weight,
        .date_share = settings->trend ? 0.0 : 0.25 * r->length * weight,
        .direct = r->certain};
    if (r->kind == RECKON_TEMPORAL_SPLIT) {
        s.kind = RK_STATEMENT_SPLIT;
        s.sd_low = r->sd_low * root;
        s.sd_high = r->sd_high * root;
    } else if (r->kind == RECKON_TEMPORAL_DENSITY || !(s.low < s.high)) {
        s.kind = RK_STATEMENT_POINT;
        s.sd_low = s.sd_high = r->kind == RECKON_TEMPORAL_DENSITY ? r->sd * root : 0.0;
    }
    return s;
}

static double log_normal(double x, double mean, double variance)
{
    double off = x - mean;
    return -0.5 * (off * off / variance + log(variance)) - log_sqrt_2pi;
}

static double normal(double x, double mean, double variance)
{
    double off = x - mean;
    return inverse_sqrt_2pi * exp(-0.5 * off * off / variance) / sqrt(variance);
}

/* z is h and noise, in (low, high). */
static void box_piece(
    double low, double high, double mean, double variance, double noise, rk_piece *piece)
{
    double sum = variance + noise, sd = sqrt(sum > RK_LEAST_VARIANCE ? sum : RK_LEAST_VARIANCE),
           inverse = 1.0 / sd;
    rk_normal_box_set(&piece->box, (low - mean) * inverse, (high - mean) * inverse);
    piece->share = piece->box.mass;
    piece->mean = mean;
    piece->sd = sd;
    piece->low = low;
    piece->high = high;
    piece->noise = noise;
    piece->gross = false;
}

/* z is `centre`, to within `noise`. */
static void point_piece(double centre, double mean, double variance, double noise, rk_piece *piece)
{
    double sum = variance + noise;
    piece->share = normal(centre, mean, sum > RK_LEAST_VARIANCE ? sum : RK_LEAST_VARIANCE);
    piece->mean = piece->low = piece->high = centre;
    piece->sd = 0.0;
    piece->noise = noise;
    piece->gross = false;
}

/* One side of a split normal: sign -1 below the mode, 1 above it. */
static void side_piece(const rk_statement *statement, int sign, double mean, double variance,
    double noise, rk_piece *piece)
{
    double s = sign < 0 ? statement->sd_low : statement->sd_high, best = statement->centre,
           own = s * s;
    double spread = fmax(variance + noise, RK_LEAST_VARIANCE), r = spread * own / (spread + own);
    double centre = r * (mean / spread + best / own);
    box_piece(sign < 0 ? -INFINITY : best, sign < 0 ? best : INFINITY, centre, r, 0.0, piece);
    piece->noise = noise;
    piece->share *=
        2.0 * s / (statement->sd_low + statement->sd_high) * normal(best, mean, spread + own);
}

static size_t ordinary_pieces(
    const rk_statement *statement, double mean, double variance, double noise, rk_piece *piece)
{
    switch (statement->kind) {
    case RK_STATEMENT_BOX:
        box_piece(statement->low, statement->high, mean, variance, statement->direct ? 0.0 : noise,
            piece);
        return 1;
    case RK_STATEMENT_SPLIT:
        side_piece(statement, -1, mean, variance, noise, &piece[0]);
        side_piece(statement, 1, mean, variance, noise, &piece[1]);
        return 2;
    case RK_STATEMENT_POINT:
        break;
    }
    point_piece(
        statement->centre, mean, variance, noise + statement->sd_low * statement->sd_low, piece);
    return 1;
}

/* The log of a piece's mass within the statement, where it may underflow. */
static double log_mass_of(
    const rk_statement *statement, const rk_piece *piece, double mean, double variance)
{
    double prior = statement->gross <= 0.0 ? 0.0
                   : piece->gross          ? log(statement->gross)
                                           : log1p(-statement->gross);
    double spread = fmax(variance + piece->noise, RK_LEAST_VARIANCE);
    if (piece->sd == 0.0)
        return prior + log_normal(piece->mean, mean, spread);
    double inside = rk_normal_box_log_mass(&piece->box);
    if (statement->kind != RK_STATEMENT_SPLIT || piece->gross)
        return prior + inside;
    double s = isinf(piece->low) ? statement->sd_low : statement->sd_high;
    return prior + inside + log(2.0 * s / (statement->sd_low + statement->sd_high)) +
           log_normal(statement->centre, mean, spread + s * s);
}

static double share_out_logs(
    const rk_statement *statement, rk_piece *piece, size_t count, double mean, double variance)
{
    double most = -INFINITY, sum = 0.0;
    for (size_t k = 0; k < count; k++) {
        piece[k].share = log_mass_of(statement, &piece[k], mean, variance);
        most = fmax(most, piece[k].share);
    }
    for (size_t k = 0; k < count; k++)
        sum += piece[k].share = isfinite(most) ? exp(piece[k].share - most) : 1.0;
    for (size_t k = 0; k < count; k++)
        piece[k].share /= sum;
    return isfinite(most) ? most + log(sum) : most;
}

size_t rk_statement_pieces(const rk_statement *statement, double mean, double variance,
    double noise, rk_piece piece[RK_PIECES], double *log_mass)
{
    size_t count = ordinary_pieces(statement, mean, variance, noise, piece);
    double sum = 0.0;
    if (statement->gross > 0.0) {
        for (size_t k = 0; k < count; k++)
            piece[k].share *= 1.0 - statement->gross;
        if (statement->kind == RK_STATEMENT_BOX)
            box_piece(statement->low, statement->high, mean, variance, statement->gross_variance,
                &piece[count]);
        else
            point_piece(
                statement->centre, mean, variance, statement->gross_variance, &piece[count]);
        piece[count].share *= statement->gross;
        piece[count++].gross = true;
    }
    for (size_t k = 0; k < count; k++)
        sum += piece[k].share;
    if (!(sum > least_sum)) {
        *log_mass = share_out_logs(statement, piece, count, mean, variance);
        return count;
    }
    double inverse = 1.0 / sum;
    for (size_t k = 0; k < count; k++)
        piece[k].share *= inverse;
    *log_mass = log(sum);
    return count;
}

double rk_statement_noise(const rk_statement *statement, double noise, bool gross)
{
    if (gross)
        return fmax(statement->gross_variance, RK_LEAST_VARIANCE);
    double own = statement->direct ? 0.0 : noise;
    if (statement->kind == RK_STATEMENT_POINT)
        own = noise + statement->sd_low * statement->sd_low;
    return fmax(own, RK_LEAST_VARIANCE);
}

const rk_piece *rk_pick_piece(const rk_piece *piece, size_t count, double *u)
{
    double below = 0.0;
    size_t k = 0;
    while (k + 1 < count && below + piece[k].share <= *u)
        below += piece[k++].share;
    *u = fmin(fmax((*u - below) / piece[k].share, 1e-12), 1.0 - 1e-12);
    return &piece[k];
}

double rk_piece_draw(const rk_piece *piece, double u)
{
    if (piece->sd == 0.0)
        return piece->mean;
    return fmin(fmax(piece->mean + piece->sd * rk_normal_box_quantile(&piece->box, u), piece->low),
        piece->high);
}

void rk_piece_moments(const rk_piece *piece, double *mean, double *variance)
{
    *mean = piece->mean;
    *variance = 0.0;
    if (piece->sd == 0.0)
        return;
    double m, v;
    rk_normal_box_moments(&piece->box, &m, &v);
    *mean += piece->sd * m;
    *variance = piece->sd * piece->sd * v;
}

/* A piece of less than this has no say in the moments. */
static const double least_share = 1e-12;

double rk_statement_moments(const rk_statement *statement, double mean, double variance,
    double noise, double *new_mean, double *new_variance)
{
    rk_piece piece[RK_PIECES];
    double first = 0.0, second = 0.0, log_mass;
    size_t count = rk_statement_pieces(statement, mean, variance, noise, piece, &log_mass);
    for (size_t k = 0; k < count; k++) {
        double z, spread, total = fmax(variance + piece[k].noise, RK_LEAST_VARIANCE),
                          gain = variance / total;
        double share = piece[k].share;
        if (share < least_share)
            continue;
        rk_piece_moments(&piece[k], &z, &spread);
        double move = gain * (z - mean);
        first += share * move;
        second +=
            share * (move * move + variance * (piece[k].noise / total) + gain * gain * spread);
    }
    *new_mean = mean + first;
    *new_variance = fmax(second - first * first, 0.0);
    return log_mass;
}

/* Derivative of the log of a piece's mass by the variance of z, z being h and noise of that
 * variance. */
static double piece_slope(const rk_piece *piece, double mean, double variance)
{
    double z, spread, total = fmax(variance + piece->noise, RK_LEAST_VARIANCE);
    rk_piece_moments(piece, &z, &spread);
    return 0.5 * (((z - mean) * (z - mean) + spread) / total - 1.0) / total;
}

rk_statement_slopes rk_statement_find_slopes(
    const rk_statement *statement, double mean, double variance, double noise)
{
    rk_piece piece[RK_PIECES];
    double log_mass;
    rk_statement_slopes slopes = {0};
    size_t count = rk_statement_pieces(statement, mean, variance, noise, piece, &log_mass);
    for (size_t k = 0; k < count; k++) {
        double share = piece[k].share,
               slope = share > 0.0 ? share * piece_slope(&piece[k], mean, variance) : 0.0;
        slopes.both += slope;
        slopes.ordinary += piece[k].gross ? 0.0 : slope;
        slopes.gross += piece[k].gross ? share : 0.0;
    }
    return slopes;
}
