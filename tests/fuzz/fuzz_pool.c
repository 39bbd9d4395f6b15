/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any distributions, made or fitted, through every pool: what is made is sound, quantiles rise and
 * invert the distribution function, regions are in order. */
#include <math.h>
#include <stdlib.h>

#include <reckon/pool.h>

#include "fuzz/input.h"

enum { MOST = 24, PROBABILITIES = 9 };
static const double probabilities[PROBABILITIES] = {
    0, 1e-9, 0.025, 0.25, 0.5, 0.75, 0.975, 1 - 1e-9, 1};

/* A number that tends to make sense as a parameter. */
static double number(fuzz_input *in, bool wild)
{
    uint8_t kind = fuzz_byte(in);
    if (wild)
        return fuzz_any(in);
    return kind < 100 ? fuzz_within(in, -30, 30) : fuzz_within(in, 1e-6, 1e6);
}

static bool take_distribution(fuzz_input *in, bool wild, reckon_distribution *to)
{
    reckon_family family = (reckon_family)fuzz_below(in, RECKON_FAMILY_BETA + 1);
    double a = number(in, wild), b = number(in, wild), c = number(in, wild), d = number(in, wild);
    double level = wild ? fuzz_any(in) : fuzz_within(in, 0.01, 0.9999),
           best = a + fuzz_within(in, 0, 1) * (b - a);
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status;
    switch (fuzz_byte(in) % 4) {
    case 0:
        status = reckon_distribution_make(family, a, b, c, d, to, &error);
        break;
    case 1:
        status = reckon_distribution_fit(family, a, b, level, c, d, to, &error);
        break;
    case 2:
        status = reckon_distribution_fit_three(family, a, best, b, level, c, d, to, &error);
        break;
    default:
        status = reckon_distribution_pert(a, best, b, fabs(c), to, &error);
    }
    REQUIRE(status == error.code);
    REQUIRE(status == RECKON_OK || status == RECKON_VALUE);
    return status == RECKON_OK;
}

static void check_distribution(const reckon_distribution *of)
{
    double before = -INFINITY;
    for (size_t i = 0; i < PROBABILITIES; i++) {
        double x = reckon_distribution_quantile(of, probabilities[i]);
        REQUIRE(before <= x);
        before = x;
        double below = reckon_distribution_cdf(of, x), above = reckon_distribution_upper(of, x);
        REQUIRE(below >= 0 && below <= 1 && above >= 0 && above <= 1);
        REQUIRE(fabs(below + above - 1) <= 1e-6);
        REQUIRE(reckon_distribution_density(of, x) >= 0);
    }
    REQUIRE(!isnan(reckon_distribution_mean(of)) && reckon_distribution_sd(of) >= 0);
}

static void check_regions(reckon_pool *pool, double level)
{
    const reckon_range *regions;
    size_t count;
    REQUIRE(reckon_pool_regions(pool, level, &regions, &count, NULL) == RECKON_OK);
    REQUIRE(count >= 1);
    for (size_t i = 0; i < count; i++)
        REQUIRE(
            regions[i].low <= regions[i].high && (i == 0 || regions[i - 1].high <= regions[i].low));
}

/* In order but for the last digits, in which numbers found one by one may differ. */
static bool rises(double a, double b)
{
    return a == b || isinf(a) || isinf(b) ? a <= b : a <= b + 1e-12 * fmax(fabs(a), fabs(b));
}

static void check_pool(reckon_pool *pool, double level)
{
    double quantiles[PROBABILITIES];
    reckon_outcome outcome = reckon_pool_outcome(pool);
    bool has_answer = outcome != RECKON_OUTCOME_EMPTY && outcome != RECKON_OUTCOME_UNRESOLVED;
    reckon_status status =
        reckon_pool_quantiles(pool, probabilities, PROBABILITIES, quantiles, NULL);
    REQUIRE(status == (has_answer ? RECKON_OK : RECKON_ARGUMENT));
    if (!has_answer)
        return;
    for (size_t i = 0; i < PROBABILITIES; i++) {
        REQUIRE(!isnan(quantiles[i]) && (i == 0 || rises(quantiles[i - 1], quantiles[i])));
        double below = reckon_pool_cdf(pool, quantiles[i]);
        REQUIRE(below >= 0 && below <= 1 && reckon_pool_upper(pool, quantiles[i]) >= 0);
        REQUIRE(reckon_pool_density(pool, quantiles[i]) >= 0);
    }
    REQUIRE(!isnan(reckon_pool_mean(pool)) && reckon_pool_sd(pool) >= 0);
    check_regions(pool, level);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    reckon_distribution parts[MOST];
    double weights[MOST];
    size_t count = 0;
    bool wild = fuzz_byte(&in) >= 200, weighted = fuzz_byte(&in) & 1u;
    double level = fuzz_within(&in, 0.01, 0.999);
    for (size_t i = fuzz_count(&in, MOST); i; i--) {
        weights[count] = fuzz_within(&in, 1e-9, 1e6);
        if (!take_distribution(&in, wild, &parts[count]))
            continue;
        check_distribution(&parts[count++]);
    }
    reckon_pool *pool;
    REQUIRE(reckon_pool_new(count, &pool, NULL) == RECKON_OK);
    for (int kind = RECKON_POOL_LINEAR; kind <= RECKON_POOL_QUANTILE_LOG; kind++) {
        REQUIRE(reckon_pool_set(pool, (reckon_pool_kind)kind, parts, weighted ? weights : NULL,
                    count, NULL) == RECKON_OK);
        check_pool(pool, level);
    }
    reckon_pool_free(pool);
    return 0;
}
