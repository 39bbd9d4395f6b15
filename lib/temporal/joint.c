/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/joint.h"

#include <math.h>
#include <string.h>

/* A factor leaves at least this share of a variance. */
static const double least_share = 1e-12;

/* A factor is kept from being sharper than this, times the prior: taking it out again would leave
 * no digits. It looks ahead, so a point that stands for a narrow range is as good. */
static const double most_sharpness = 1e9;

void rk_joint_begin(rk_joint *joint, const rk_dense *dense, const rk_setting *setting)
{
    joint->sites = dense->sites;
    memset(joint->mean, 0, dense->sites * sizeof *joint->mean);
    rk_dense_prior(dense, setting, joint->covariance);
    for (size_t i = 0; i < dense->sites; i++)
        joint->sharpest[i] =
            most_sharpness / fmax(joint->covariance[i * dense->sites + i], RK_LEAST_VARIANCE);
}

/* covariance -= gain column column', mean += move column, for the sites from `first` on. */
static void update(rk_joint *joint, size_t site, size_t first, double gain, double move)
{
    size_t n = joint->sites;
    double column[RK_DENSE_MOST];
    memcpy(column, &joint->covariance[site * n], n * sizeof *column);
    for (size_t i = first; i < n; i++) {
        double by = gain * column[i], *restrict row = &joint->covariance[i * n];
        for (size_t j = first; j < n; j++)
            row[j] -= by * column[j];
        joint->mean[i] += move * column[i];
    }
}

static void absorb(rk_joint *joint, size_t site, size_t first, double precision, double shift)
{
    double variance = joint->covariance[site * joint->sites + site];
    double growth = fmax(1.0 + precision * variance, least_share);
    double share = 1.0 / growth;
    update(joint, site, first, precision * share, (shift - precision * joint->mean[site]) * share);
}

void rk_joint_absorb(rk_joint *joint, size_t site, double precision, double shift)
{
    absorb(joint, site, 0, precision, shift);
}

void rk_joint_learn(rk_joint *joint, size_t site, double precision, double shift)
{
    absorb(joint, site, site + 1, precision, shift);
}

void rk_joint_fix(rk_joint *joint, size_t site, double value)
{
    double variance = fmax(joint->covariance[site * joint->sites + site], RK_LEAST_VARIANCE);
    update(joint, site, site + 1, 1.0 / variance, (value - joint->mean[site]) / variance);
}

void rk_joint_copy(rk_joint *joint, const rk_joint *from)
{
    joint->sites = from->sites;
    memcpy(joint->mean, from->mean, from->sites * sizeof *joint->mean);
    memcpy(
        joint->covariance, from->covariance, from->sites * from->sites * sizeof *joint->covariance);
}

rk_cavity rk_joint_cavity(const rk_joint *joint, size_t site, double precision, double shift)
{
    double variance = fmax(joint->covariance[site * joint->sites + site], 0.0);
    double keep = fmax(1.0 - precision * variance, least_share);
    return (rk_cavity){(joint->mean[site] - shift * variance) / keep, variance / keep};
}

double rk_log_factor(rk_cavity cavity, double precision, double shift)
{
    double m = cavity.mean, V = cavity.variance, growth = 1.0 + precision * V;
    return 0.5 * ((shift * (shift * V + 2.0 * m) - precision * m * m) / growth - log(growth));
}

double rk_joint_absorb_all(rk_joint *joint, const double *precision, const double *shift)
{
    size_t n = joint->sites;
    double total = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (precision[i] == 0.0 && shift[i] == 0.0)
            continue;
        rk_cavity now = {joint->mean[i], joint->covariance[i * n + i]};
        total += rk_log_factor(now, precision[i], shift[i]);
        rk_joint_absorb(joint, i, precision[i], shift[i]);
    }
    return total;
}

/* The factor that matches the exact statement against the cavity; returns the statement's log mass.
 */
static double match(const rk_statement *statement, double noise, rk_cavity cavity, double sharpest,
    double *precision, double *shift)
{
    double mean, variance;
    double log_mass =
        rk_statement_moments(statement, cavity.mean, cavity.variance, noise, &mean, &variance);
    double V = fmax(cavity.variance, RK_LEAST_VARIANCE);
    double now = fmax(variance, RK_LEAST_VARIANCE * 1e-2);
    *precision = now < V ? fmin((V - now) / (V * now), sharpest) : 0.0;
    *shift = (mean - cavity.mean) / V + mean * *precision;
    return log_mass;
}

/* Means that still move by more than this, in sds, or variances by this share, are no fixed point.
 */
static const double most_movement = 0.5;

/* Those that move by less than this have settled. */
static const double least_movement = 0.03;

/* From the second sweep on factors move this share of their way: they overshoot where figures
 * conflict. */
static const double damping = 0.8;

/* One sweep over all figures; returns the largest movement, and the sum of the log masses on the
 * way. */
static double sweep_once(rk_joint *joint, const rk_dense *dense, const rk_setting *setting,
    double *precision, double *shift, double share, double *log_masses)
{
    double worst = 0.0;
    *log_masses = 0.0;
    for (size_t i = 0; i < dense->sites; i++) {
        double next_precision, next_shift, mean = joint->mean[i];
        double variance = fmax(joint->covariance[i * dense->sites + i], RK_LEAST_VARIANCE);
        rk_cavity cavity = rk_joint_cavity(joint, i, precision[i], shift[i]);
        *log_masses += match(&dense->statement[i], rk_dense_noise(dense, setting, i), cavity,
            joint->sharpest[i], &next_precision, &next_shift);
        double more = share * (next_precision - precision[i]);
        rk_joint_absorb(joint, i, more, share * (next_shift - shift[i]));
        precision[i] += more;
        shift[i] += share * (next_shift - shift[i]);
        double now = fmax(joint->covariance[i * dense->sites + i], RK_LEAST_VARIANCE);
        worst = fmax(worst, fabs(joint->mean[i] - mean) / sqrt(variance));
        worst = fmax(worst, fabs(log(now / variance)));
    }
    return isfinite(worst) ? worst : HUGE_VAL;
}

/* The evidence by the factors as they are. */
static double find_evidence(rk_joint *joint, const rk_dense *dense, const rk_setting *setting,
    const double *precision, const double *shift)
{
    rk_joint_begin(joint, dense, setting);
    double total = rk_joint_absorb_all(joint, precision, shift);
    for (size_t i = 0; i < dense->sites; i++) {
        double ignored[2];
        rk_cavity cavity = rk_joint_cavity(joint, i, precision[i], shift[i]);
        total += match(&dense->statement[i], rk_dense_noise(dense, setting, i), cavity,
                     joint->sharpest[i], &ignored[0], &ignored[1]) -
                 rk_log_factor(cavity, precision[i], shift[i]);
    }
    return total;
}

double rk_joint_propagate(rk_joint *joint, const rk_dense *dense, const rk_setting *setting,
    double *precision, double *shift, size_t sweeps)
{
    size_t n = dense->sites;
    double movement = 0.0, ignored, in_turn;
    memset(precision, 0, n * sizeof *precision);
    memset(shift, 0, n * sizeof *shift);
    rk_joint_begin(joint, dense, setting);
    sweep_once(joint, dense, setting, precision, shift, 1.0, &in_turn);
    for (size_t sweep = 1; sweep < sweeps && (sweep == 1 || movement > least_movement); sweep++)
        movement = sweep_once(joint, dense, setting, precision, shift, damping, &ignored);
    double total =
        movement < most_movement ? find_evidence(joint, dense, setting, precision, shift) : NAN;
    if (isfinite(total))
        return total;
    memset(precision, 0, n * sizeof *precision);
    memset(shift, 0, n * sizeof *shift);
    rk_joint_begin(joint, dense, setting);
    return in_turn;
}
