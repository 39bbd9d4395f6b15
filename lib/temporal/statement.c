/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/statement.h"

#include <math.h>

#include "core/special.h"
#include "core/truncated.h"

rk_statement rk_statement_of(
    const rk_settings *settings, const reckon_temporal_reading *r, bool anchor, double mean)
{
    double weight = 1.0 / fmax(r->weight, 1e-30), root = sqrt(weight);
    double share = anchor ? settings->anchor_error * settings->anchor_error : 1.0;
    rk_statement s = {.kind = RK_STATEMENT_BOX,
        .low = r->kind == RECKON_TEMPORAL_AT_MOST ? -INFINITY : r->low - mean,
        .high = r->kind == RECKON_TEMPORAL_AT_LEAST ? INFINITY : r->high - mean,
        .centre = rk_reading_centre(r) - mean,
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
    return rk_normal_log_density((x - mean) / sqrt(variance)) - 0.5 * log(variance);
}

/* z is h and noise, in (low, high). */
static rk_piece box_piece(double low, double high, double mean, double variance, double noise)
{
    double sd = sqrt(fmax(variance + noise, RK_LEAST_VARIANCE));
    double log_mass = rk_normal_log_interval((low - mean) / sd, (high - mean) / sd);
    return (rk_piece){log_mass, mean, sd, low, high, noise, false};
}

/* z is `centre`. */
static rk_piece point_piece(double centre, double mean, double variance, double noise)
{
    double spread = fmax(variance + noise, RK_LEAST_VARIANCE);
    return (rk_piece){log_normal(centre, mean, spread), centre, 0.0, centre, centre, noise, false};
}

/* One side of a split normal: sign -1 below the mode, 1 above it. */
static rk_piece side_piece(
    const rk_statement *statement, int sign, double mean, double variance, double noise)
{
    double s = sign < 0 ? statement->sd_low : statement->sd_high, best = statement->centre;
    double spread = fmax(variance + noise, RK_LEAST_VARIANCE);
    double r = 1.0 / (1.0 / spread + 1.0 / (s * s)), centre = r * (mean / spread + best / (s * s));
    double sd = sqrt(r), share = 2.0 * s / (statement->sd_low + statement->sd_high);
    double log_mass = log(share) + log_normal(best, mean, spread + s * s) +
                      rk_normal_log_cdf((double)sign * (centre - best) / sd);
    double low = sign < 0 ? -INFINITY : best, high = sign < 0 ? best : INFINITY;
    return (rk_piece){log_mass, centre, sd, low, high, noise, false};
}

static size_t ordinary_pieces(
    const rk_statement *statement, double mean, double variance, double noise, rk_piece *piece)
{
    switch (statement->kind) {
    case RK_STATEMENT_BOX:
        piece[0] = box_piece(
            statement->low, statement->high, mean, variance, statement->direct ? 0.0 : noise);
        return 1;
    case RK_STATEMENT_SPLIT:
        piece[0] = side_piece(statement, -1, mean, variance, noise);
        piece[1] = side_piece(statement, 1, mean, variance, noise);
        return 2;
    case RK_STATEMENT_POINT:
        break;
    }
    piece[0] = point_piece(
        statement->centre, mean, variance, noise + statement->sd_low * statement->sd_low);
    return 1;
}

size_t rk_statement_pieces(
    const rk_statement *statement, double mean, double variance, double noise, rk_piece piece[RK_PIECES])
{
    size_t count = ordinary_pieces(statement, mean, variance, noise, piece);
    if (statement->gross <= 0.0)
        return count;
    double ordinary = log1p(-statement->gross);
    for (size_t k = 0; k < count; k++)
        piece[k].log_mass += ordinary;
    bool box = statement->kind == RK_STATEMENT_BOX;
    piece[count] = box ? box_piece(statement->low, statement->high, mean, variance, statement->gross_variance)
                       : point_piece(statement->centre, mean, variance, statement->gross_variance);
    piece[count].log_mass += log(statement->gross);
    piece[count].gross = true;
    return count + 1;
}

double rk_pieces_weigh(const rk_piece *piece, size_t count, double share[RK_PIECES])
{
    double most = piece[0].log_mass, sum = 0.0;
    for (size_t k = 1; k < count; k++)
        most = fmax(most, piece[k].log_mass);
    if (count == 1 || !isfinite(most)) {
        for (size_t k = 0; k < count; k++)
            share[k] = 1.0 / (double)count;
        return most;
    }
    for (size_t k = 0; k < count; k++)
        sum += share[k] = exp(piece[k].log_mass - most);
    for (size_t k = 0; k < count; k++)
        share[k] /= sum;
    return most + log(sum);
}

double rk_piece_draw(const rk_piece *piece, double u)
{
    if (piece->sd == 0.0)
        return piece->mean;
    double low = (piece->low - piece->mean) / piece->sd, high = (piece->high - piece->mean) / piece->sd;
    double z = piece->mean + piece->sd * rk_truncated_quantile(low, high, u).value;
    return fmin(fmax(z, piece->low), piece->high);
}

void rk_piece_moments(const rk_piece *piece, double *mean, double *variance)
{
    *mean = piece->mean;
    *variance = 0.0;
    if (piece->sd == 0.0)
        return;
    rk_truncated z = rk_truncated_moments(
        (piece->low - piece->mean) / piece->sd, (piece->high - piece->mean) / piece->sd);
    *mean += piece->sd * z.mean;
    *variance = piece->sd * piece->sd * fmin(fmax(z.variance, 0.0), 1.0);
}

double rk_statement_moments(const rk_statement *statement, double mean, double variance, double noise,
    double *new_mean, double *new_variance)
{
    rk_piece piece[RK_PIECES];
    double share[RK_PIECES], first = 0.0, second = 0.0;
    size_t count = rk_statement_pieces(statement, mean, variance, noise, piece);
    double log_mass = rk_pieces_weigh(piece, count, share);
    for (size_t k = 0; k < count; k++) {
        double z, spread, total = fmax(variance + piece[k].noise, RK_LEAST_VARIANCE), gain = variance / total;
        if (share[k] < 1e-12)
            continue;
        rk_piece_moments(&piece[k], &z, &spread);
        double move = gain * (z - mean);
        first += share[k] * move;
        second += share[k] * (move * move + variance * (piece[k].noise / total) + gain * gain * spread);
    }
    *new_mean = mean + first;
    *new_variance = fmax(second - first * first, 0.0);
    return log_mass;
}

/* Derivative of the log of a piece's mass by the variance of z, z being h and noise of that variance. */
static double piece_slope(const rk_piece *piece, double mean, double variance)
{
    double z, spread, total = fmax(variance + piece->noise, RK_LEAST_VARIANCE);
    rk_piece_moments(piece, &z, &spread);
    return 0.5 * (((z - mean) * (z - mean) + spread) / total - 1.0) / total;
}

rk_statement_slopes rk_statement_find_slopes(const rk_statement *statement, double mean, double variance, double noise)
{
    rk_piece piece[RK_PIECES];
    double share[RK_PIECES];
    rk_statement_slopes slopes = {0};
    size_t count = rk_statement_pieces(statement, mean, variance, noise, piece);
    rk_pieces_weigh(piece, count, share);
    for (size_t k = 0; k < count; k++) {
        double slope = share[k] > 0.0 ? share[k] * piece_slope(&piece[k], mean, variance) : 0.0;
        slopes.both += slope;
        slopes.ordinary += piece[k].gross ? 0.0 : slope;
        slopes.gross += piece[k].gross ? share[k] : 0.0;
    }
    return slopes;
}
