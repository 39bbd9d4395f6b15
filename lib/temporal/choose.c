/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which statements are drawn: those whose shape can be felt somewhere. */
#include "temporal/draw.h"

#include <math.h>
#include <string.h>

#include "core/truncated.h"

/* Statements that move a distribution function by less than this stay Gaussian. */
static const double least_effect = 3e-4;

/* What skewness and kurtosis of one z do to a distribution function that it is correlated with. */
static double shape_effect(double skewness, double kurtosis, double correlation)
{
    double square = correlation * correlation;
    return square * (fabs(correlation * skewness) / 6.0 + square * fabs(kurtosis) / 24.0);
}

/*
 * How far the shape of z reaches: a cumulant of order k of z arrives in anything that z tells about weakened by the
 * k-th power of their correlation, which is at most that of z with its own h.
 */
static double effect_of(const rk_ep *ep, size_t i, double *skewness, double *kurtosis)
{
    const rk_site *site = &ep->model->site[i];
    double V = ep->cavity_spread[i], m = ep->cavity_mean[i], sd = sqrt(V);
    rk_truncated_shape((site->low - m) / sd, (site->high - m) / sd, skewness, kurtosis);
    if (!isfinite(*skewness) || !isfinite(*kurtosis)) /* an interval so far off that it is a point from here */
        *skewness = *kurtosis = 0.0;
    double z_variance = V / (1.0 + V * ep->precision[i]), noise = ep->noise[i];
    double through = 1.0 / (1.0 + noise * ep->precision[i]);
    double from_noise = noise * through; /* the part of z's variance that h does not see */
    double square = fmax(1.0 - from_noise / z_variance, 0.0);
    return shape_effect(*skewness, *kurtosis, sqrt(square));
}

typedef struct rk_choice {
    size_t site;
    double effect, skewness, kurtosis;
} rk_choice;

static void put_choice(rk_sampler *sampler, size_t k, const rk_choice *choice)
{
    sampler->site[k] = choice->site;
    sampler->effect[k] = choice->effect;
    sampler->skewness[k] = choice->skewness;
    sampler->kurtosis[k] = choice->kurtosis;
}

static rk_choice get_choice(const rk_sampler *sampler, size_t k)
{
    return (rk_choice){sampler->site[k], sampler->effect[k], sampler->skewness[k], sampler->kurtosis[k]};
}

static void insert_choice(rk_sampler *sampler, const rk_choice *choice)
{
    size_t k = sampler->drawn;
    if (k == RK_DRAWN_MOST) {
        sampler->neglected += fmin(choice->effect, sampler->effect[k - 1]);
        if (choice->effect <= sampler->effect[k - 1])
            return;
        k--;
    } else {
        sampler->drawn++;
    }
    for (; k > 0 && sampler->effect[k - 1] < choice->effect; k--) {
        rk_choice before = get_choice(sampler, k - 1);
        put_choice(sampler, k, &before);
    }
    put_choice(sampler, k, choice);
}

void rk_sampler_choose(rk_sampler *sampler, const rk_ep *ep)
{
    sampler->ep = ep;
    sampler->drawn = 0;
    sampler->pivot = false;
    sampler->neglected = 0.0;
    for (size_t i = 0; i < ep->model->sites; i++) {
        if (ep->model->site[i].gaussian)
            continue;
        rk_choice choice = {.site = i};
        choice.effect = effect_of(ep, i, &choice.skewness, &choice.kurtosis);
        if (choice.effect > least_effect && ep->model->settings.points > 0)
            insert_choice(sampler, &choice);
        else
            sampler->neglected += choice.effect;
    }
}

/* Steps of the power iteration for the direction of the pivot, which need not be exact. */
enum { DIRECTION_STEPS = 20 };

/* The leading eigenvector of the correlation matrix of the drawn z, for each in units of its sd. */
static void find_direction(rk_sampler *sampler, const size_t *row)
{
    size_t drawn = sampler->drawn;
    double correlation[RK_DRAWN_MOST][RK_DRAWN_MOST], sd[RK_DRAWN_MOST], next[RK_DRAWN_MOST];
    double *direction = sampler->direction;
    for (size_t i = 0; i < drawn; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0.0;
            for (size_t k = 0; k <= row[j]; k++)
                sum += sampler->factor[row[i]][k] * sampler->factor[row[j]][k];
            correlation[i][j] = correlation[j][i] = sum;
        }
    for (size_t i = 0; i < drawn; i++)
        sd[i] = sqrt(correlation[i][i]);
    for (size_t i = 0; i < drawn; i++)
        for (size_t j = 0; j < drawn; j++)
            correlation[i][j] /= sd[i] * sd[j];
    memcpy(direction, correlation[0], drawn * sizeof *direction); /* signs as the first one has them */
    for (int step = 0; step < DIRECTION_STEPS; step++) {
        double square = 0.0;
        for (size_t i = 0; i < drawn; i++) {
            next[i] = 0.0;
            for (size_t j = 0; j < drawn; j++)
                next[i] += correlation[i][j] * direction[j];
            square += next[i] * next[i];
        }
        for (size_t i = 0; i < drawn; i++)
            direction[i] = next[i] / sqrt(square);
    }
    for (size_t i = 0; i < drawn; i++)
        direction[i] /= sd[i];
}

/* The largest effect of choice j on an output; adds its effect on each to sum[outputs]. */
static double reach_of(const rk_sampler *sampler, size_t j, double *sum)
{
    const double *row = sampler->factor[j];
    double reach = 0.0, spread = 0.0;
    for (size_t i = 0; i <= j; i++)
        spread += row[i] * row[i];
    for (size_t k = 0; k < sampler->outputs; k++) {
        double variance = sampler->output_variance[k] + sampler->output_spread[k], covariance = 0.0;
        if (!(variance > 0.0))
            continue;
        for (size_t i = 0; i <= j; i++)
            covariance += row[i] * sampler->load[i * sampler->outputs + k];
        double correlation = covariance / sqrt(variance * spread);
        double effect = shape_effect(sampler->skewness[j], sampler->kurtosis[j], correlation);
        sum[k] += effect;
        reach = fmax(reach, effect);
    }
    return reach;
}

double rk_sampler_prune(rk_sampler *sampler)
{
    size_t outputs = sampler->outputs, kept = 0, row[RK_DRAWN_MOST];
    double largest = 0.0, *sum = sampler->output_mean; /* which is found anew afterwards */
    memset(sum, 0, outputs * sizeof *sum);
    for (size_t j = 0; j < sampler->drawn; j++) {
        double reach = reach_of(sampler, j, sum);
        if (reach < 0.5 * least_effect) {
            sampler->neglected += reach;
            continue;
        }
        rk_choice choice = get_choice(sampler, j);
        row[kept] = j;
        put_choice(sampler, kept++, &choice);
    }
    sampler->drawn = kept;
    if (kept > 1)
        find_direction(sampler, row);
    for (size_t k = 0; k < outputs; k++)
        largest = fmax(largest, sum[k]);
    return largest;
}
