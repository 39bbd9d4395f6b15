/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one figure says of h = theta + c + b, where h is normal before the figure is heard: its
 * pieces. A figure of a box has one ordinary piece, a split normal two, one for each side; a figure
 * that may be gross has one piece more. Within a piece z is normal, truncated to a range, and h
 * given z is normal again: so masks, moments and exact draws of every kind of figure are the same
 * few lines.
 */
#ifndef RK_TEMPORAL_STATEMENT_H
#define RK_TEMPORAL_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/normal_box.h"
#include "temporal/settings.h"

typedef enum rk_statement_kind {
    RK_STATEMENT_BOX,   /* z in (low, high) */
    RK_STATEMENT_POINT, /* z = centre, known to within an sd */
    RK_STATEMENT_SPLIT  /* a split normal about centre */
} rk_statement_kind;

typedef struct rk_statement {
    rk_statement_kind kind;
    double low, high; /* BOX; relative to the prior mean of h, like every place here */
    double centre;
    double sd_low, sd_high; /* of POINT (the same) and SPLIT, the weight taken in */
    double gross;           /* prior probability of being gross */
    double gross_variance;
    double error_share; /* of error^2, in the ordinary noise */
    double date_share;  /* of drift^2 */
    bool direct;        /* about h itself: no noise */
} rk_statement;

enum { RK_PIECES = 3 };

/* z is N(mean, sd^2) within a box, or is `mean` when sd is 0; it is h and noise. */
typedef struct rk_piece {
    double share; /* of the statement's mass */
    double mean, sd;
    rk_normal_box box; /* of z, standardised */
    double low, high;  /* the box as it is stated */
    double noise;      /* variance of z given h */
    bool gross;
} rk_piece;

/* Noise and spreads below this variance (a relative 1e-6 of the figure) are not told from zero. */
#define RK_LEAST_VARIANCE 1e-12

/* What a reading says, relative to `origin`. */
rk_statement rk_statement_of(const rk_settings *settings, const reckon_temporal_reading *reading,
    bool anchor, double origin);

/* The pieces when h is N(mean, variance) and the ordinary noise has variance `noise`, and the log
 * of the statement's mass; returns how many. */
size_t rk_statement_pieces(const rk_statement *statement, double mean, double variance,
    double noise, rk_piece piece[RK_PIECES], double *log_mass);

/* Variance of z given h when the ordinary noise is `noise`. */
double rk_statement_noise(const rk_statement *statement, double noise, bool gross);

/* The piece that u in (0, 1) falls on, and what is left of u within it. */
const rk_piece *rk_pick_piece(const rk_piece *piece, size_t count, double *u);

/* A z of this piece from u in (0, 1). */
double rk_piece_draw(const rk_piece *piece, double u);

/* Mean and variance of z within a piece. */
void rk_piece_moments(const rk_piece *piece, double *mean, double *variance);

/* Mean and variance of h after the statement is heard; returns the log of its probability. */
double rk_statement_moments(const rk_statement *statement, double mean, double variance,
    double noise, double *new_mean, double *new_variance);

/* Derivatives of the log of the statement's probability, and the probability that it is gross. */
typedef struct rk_statement_slopes {
    double ordinary; /* by the ordinary noise */
    double both;     /* by noise that an ordinary and a gross figure have alike */
    double gross;
} rk_statement_slopes;

rk_statement_slopes rk_statement_find_slopes(
    const rk_statement *statement, double mean, double variance, double noise);

#endif
