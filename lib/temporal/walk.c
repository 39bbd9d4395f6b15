/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/walk.h"

#include <math.h>

#include "core/special.h"

double rk_next_uniform(uint64_t *state)
{
    uint64_t bits = *state += 0x9e3779b97f4a7c15u;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
    bits ^= bits >> 31;
    return ((double)(bits >> 11) + 0.5) * 0x1p-53;
}

double rk_next_normal(uint64_t *state)
{
    return rk_normal_quantile(rk_next_uniform(state));
}

void rk_walk_to(
    rk_walker *at, const rk_settings *settings, double drift, double time, uint64_t *state)
{
    double gap = fabs(time - at->time), forward = time >= at->time ? 1.0 : -1.0,
           root = drift * sqrt(gap);
    if (settings->trend) { /* level and slope of an integrated Wiener process: correlation sqrt(3) /
                              2 */
        double first = rk_next_normal(state), second = rk_next_normal(state);
        at->level += forward * gap * at->slope + root * gap * (0.5 * first + second / sqrt(12.0));
        at->slope += forward * root * first;
    } else {
        at->level += root * rk_next_normal(state);
    }
    at->time = time;
}

double rk_unseen_shock(const rk_settings *settings, double first, double last, double time)
{
    double outside = fmax(fmax(first - time, time - last), 0.0);
    return settings->shocks ? -expm1(-settings->shock_rate * outside) : 0.0;
}

void rk_walk_unseen_shocks(const rk_settings *settings, double first, double last,
    const double *times, size_t count, uint64_t *state, double *path)
{
    double before = rk_next_normal(state), after = rk_next_normal(state);
    double early = rk_normal_cdf(rk_next_normal(state)),
           late = rk_normal_cdf(rk_next_normal(state));
    for (size_t g = 0; g < count; g++) {
        double chance = rk_unseen_shock(settings, first, last, times[g]);
        if (times[g] > last && late < chance)
            path[g] += settings->shock_sd * after;
        if (times[g] < first && early < chance)
            path[g] += settings->shock_sd * before;
    }
}
