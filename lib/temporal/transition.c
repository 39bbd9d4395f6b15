/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/transition.h"

/* A slope at the root that is known better than this variance (1e-10 a year) is known exactly. */
static const double least_slope_variance = 1e-20;

static double slope_variance(const rk_gaussian *gaussian)
{
    double variance = gaussian->slope_variance;
    return variance > least_slope_variance ? variance : least_slope_variance;
}

/* Years between the root and step i. */
static double distance(const rk_gaussian *gaussian, size_t i)
{
    double years = gaussian->step[i].time - gaussian->step[gaussian->root].time;
    return years < 0.0 ? -years : years;
}

/* V at a distance u from the root, with `extra` variance of theta taken on between: sums of
 * positive terms only. */
static rk_pair prior_covariance(const rk_gaussian *gaussian, double u, double extra, double sign)
{
    double q = gaussian->drift_variance, level = gaussian->root_variance + extra;
    if (!gaussian->trend)
        return (rk_pair){level + q * u, 0.0, 0.0};
    double l = slope_variance(gaussian);
    return (rk_pair){level + u * u * (l + q * u / 3.0), sign * u * (l + 0.5 * q * u), l + q * u};
}

/* Its inverse; the determinant as a sum of positive terms as well. */
static rk_pair inverse_prior(const rk_gaussian *gaussian, double u, double extra)
{
    double q = gaussian->drift_variance, level = gaussian->root_variance + extra;
    rk_pair V = prior_covariance(gaussian, u, extra, -1.0);
    if (!gaussian->trend)
        return (rk_pair){V.level > 0.0 ? 1.0 / V.level : 0.0, 0.0, 0.0};
    double cube = q * u * u * u,
           determinant = level * V.slope + cube * (slope_variance(gaussian) / 3.0 + q * u / 12.0);
    double inverse = determinant > 0.0 ? 1.0 / determinant : 0.0;
    return (rk_pair){V.slope * inverse, -V.both * inverse, V.level * inverse};
}

/* Q of a gap. */
static rk_pair increment(const rk_gaussian *gaussian, const rk_transition *at, double extra)
{
    double q = gaussian->drift_variance * at->gap, sign = at->before_root ? -1.0 : 1.0;
    if (!gaussian->trend)
        return (rk_pair){q + extra, 0.0, 0.0};
    return (rk_pair){q * at->gap * at->gap / 3.0 + extra, sign * 0.5 * q * at->gap, q};
}

/* G and H of a trend before the root; V is the prior covariance of step i. */
static void turn_trend_round(rk_transition *at, const rk_pair *Q, const rk_pair *V)
{
    const rk_pair *W = &at->inverse_prior;
    double t = at->gap, known = Q->level * W->level + Q->both * W->both;
    double B[2][2], start = 0.0; /* G = B W + start A^-1, in whichever form does not cancel */
    if (known > 0.5) {           /* V A' W */
        B[0][0] = V->level - t * V->both;
        B[0][1] = V->both;
        B[1][0] = V->both - t * V->slope;
        B[1][1] = V->slope;
    } else { /* A^-1 - A^-1 Q W */
        start = 1.0;
        B[0][0] = -(Q->level + t * Q->both);
        B[0][1] = -(Q->both + t * Q->slope);
        B[1][0] = -Q->both;
        B[1][1] = -Q->slope;
    }
    for (int b = 0; b < 2; b++) {
        at->G[b][0] = B[b][0] * W->level + B[b][1] * W->both + (b == 0 ? start : 0.0);
        at->G[b][1] = B[b][0] * W->both + B[b][1] * W->slope + (b == 0 ? start * t : start);
    }
    double level = Q->level + t * Q->both, both = Q->both + t * Q->slope; /* first row of A^-1 Q */
    at->H.level = level * at->G[0][0] + both * at->G[0][1];
    at->H.both = level * at->G[1][0] + both * at->G[1][1];
    at->H.slope = Q->both * at->G[1][0] + Q->slope * at->G[1][1];
}

static void find_transition(rk_gaussian *gaussian, size_t i, double extra_to_root)
{
    rk_transition *at = &gaussian->transition[i];
    double gap = gaussian->step[i].time - gaussian->step[i - 1].time,
           extra = gaussian->extra_variance[i];
    at->gap = gap > 0.0 ? gap : 0.0;
    at->moves = at->gap > 0.0 || extra > 0.0;
    at->before_root = i <= gaussian->root;
    at->G[0][0] = at->G[1][1] = 1.0;
    at->G[0][1] = gaussian->trend ? at->gap : 0.0;
    at->G[1][0] = 0.0;
    at->H = increment(gaussian, at, extra);
    if (!at->before_root)
        return;
    double u = distance(gaussian, i - 1);
    at->inverse_prior = inverse_prior(gaussian, u, extra_to_root + extra);
    rk_pair Q = at->H;
    if (!at->moves)
        return;
    rk_pair V = prior_covariance(gaussian, distance(gaussian, i), extra_to_root, -1.0);
    if (gaussian->trend) {
        turn_trend_round(at, &Q, &V);
    } else {
        at->G[0][0] = V.level * at->inverse_prior.level;
        at->H.level = at->G[0][0] * Q.level;
    }
}

rk_pair rk_prior_at_first(const rk_gaussian *gaussian)
{
    double extra = 0.0;
    for (size_t i = 1; i <= gaussian->root; i++)
        extra += gaussian->extra_variance[i];
    return prior_covariance(gaussian, distance(gaussian, 0), extra, -1.0);
}

void rk_transitions_find(rk_gaussian *gaussian)
{
    size_t root = gaussian->root;
    double extra = 0.0, *mean = gaussian->prior_mean, *variance = gaussian->prior_variance;
    mean[root] = gaussian->root_mean;
    variance[root] = gaussian->root_variance;
    for (size_t i = root; i > 0; i--) {
        find_transition(gaussian, i, extra);
        extra += gaussian->extra_variance[i];
        mean[i - 1] = mean[i] - gaussian->extra_mean[i];
        variance[i - 1] = prior_covariance(gaussian, distance(gaussian, i - 1), extra, -1.0).level;
    }
    extra = 0.0;
    for (size_t i = root + 1; i < gaussian->steps; i++) {
        find_transition(gaussian, i, 0.0);
        extra += gaussian->extra_variance[i];
        mean[i] = mean[i - 1] + gaussian->extra_mean[i];
        variance[i] = prior_covariance(gaussian, distance(gaussian, i), extra, 1.0).level;
    }
}

rk_turned rk_transition_turn(const rk_transition *gap, size_t base, const double *P, size_t stride)
{
    const rk_pair *W = &gap->inverse_prior;
    rk_turned turned = {.N = {0.0, 0.0, 0.0}};
    if (base == 1) {
        double learnt = 1.0 - W->level * P[0];
        turned.K[0][0] = -learnt * gap->G[0][0];
        turned.N.level = learnt * W->level;
        return turned;
    }
    const double V[2][2] = {{W->level, W->both}, {W->both, W->slope}};
    double rest[2][2], N[2][2]; /* V^-1 P - I */
    for (int b = 0; b < 2; b++)
        for (int c = 0; c < 2; c++)
            rest[b][c] = V[b][0] * P[c] + V[b][1] * P[stride + (size_t)c] - (b == c ? 1.0 : 0.0);
    for (int b = 0; b < 2; b++)
        for (int c = 0; c < 2; c++) {
            turned.K[b][c] = rest[b][0] * gap->G[c][0] + rest[b][1] * gap->G[c][1];
            N[b][c] = -(rest[b][0] * V[0][c] + rest[b][1] * V[1][c]);
        }
    turned.N = (rk_pair){N[0][0], 0.5 * (N[0][1] + N[1][0]), N[1][1]};
    return turned;
}

double rk_transition_slope(const rk_transition *gap, size_t base, const rk_pair *excess)
{
    double t = gap->gap, sign = gap->before_root ? -1.0 : 1.0;
    if (base == 1)
        return 0.5 * t * excess->level;
    return 0.5 * t * (t * t / 3.0 * excess->level + sign * t * excess->both + excess->slope);
}
