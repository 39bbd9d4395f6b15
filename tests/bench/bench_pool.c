/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Microseconds that a pool of normals on the log scale, and one of mixed families on the natural
 * scale, takes: to be set, for five quantiles, and for the regions at 90 %.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <reckon/pool.h>

#include "support/random.h"

enum { MOST = 10000 };

static const char *const kind_names[] = {"linear", "logarithmic", "quantile", "log quantile"};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void draw(uint64_t *seed, int mixed, reckon_distribution *part)
{
    double centre = random_uniform(seed, 9, 12), sd = random_uniform(seed, 0.1, 0.5),
           shape = 1 / sd / sd;
    switch (mixed ? random_below(seed, 3) : 3) {
    case 0:
        reckon_distribution_make(RECKON_FAMILY_LOGNORMAL, centre, sd, 0, 0, part, NULL);
        return;
    case 1:
        reckon_distribution_make(RECKON_FAMILY_GAMMA, shape, shape / exp(centre), 0, 0, part, NULL);
        return;
    case 2:
        reckon_distribution_make(
            RECKON_FAMILY_NORMAL, exp(centre), 0.5 * sd * exp(centre), 0, 0, part, NULL);
        return;
    default:
        reckon_distribution_make(RECKON_FAMILY_NORMAL, centre, sd, 0, 0, part, NULL);
    }
}

/* Best of `repeats` for each step, in seconds. */
static int measure(reckon_pool *pool, reckon_pool_kind kind, const reckon_distribution *part,
    size_t count, int repeats, double best[3])
{
    static const double p[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    double x[5];
    const reckon_range *region;
    size_t regions;
    best[0] = best[1] = best[2] = INFINITY;
    for (int i = 0; i < repeats; i++) {
        double start = seconds();
        if (reckon_pool_set(pool, kind, part, NULL, count, NULL) ||
            reckon_pool_outcome(pool) > RECKON_OUTCOME_BOUNDARY)
            return 1;
        double set = seconds();
        if (reckon_pool_quantiles(pool, p, 5, x, NULL))
            return 1;
        double quantiles = seconds();
        if (reckon_pool_regions(pool, 0.9, &region, &regions, NULL))
            return 1;
        double end = seconds();
        best[0] = fmin(best[0], set - start);
        best[1] = fmin(best[1], quantiles - set);
        best[2] = fmin(best[2], end - quantiles);
    }
    return 0;
}

static int run(reckon_pool *pool, size_t count, int mixed, int repeats)
{
    static reckon_distribution part[MOST];
    uint64_t seed = 9;
    for (size_t i = 0; i < count; i++)
        draw(&seed, mixed, &part[i]);
    for (int kind = RECKON_POOL_LINEAR;
         kind <= (mixed ? RECKON_POOL_QUANTILE_LOG : RECKON_POOL_QUANTILE); kind++) {
        double best[3];
        if (measure(pool, (reckon_pool_kind)kind, part, count, repeats, best)) {
            printf("%s pool of %zu failed\n", kind_names[kind], count);
            return 1;
        }
        printf("%-12s %-8s n = %5zu  set %10.1f us  five quantiles %10.1f us  regions %10.1f us\n",
            kind_names[kind], mixed ? "mixed" : "normals", count, 1e6 * best[0], 1e6 * best[1],
            1e6 * best[2]);
    }
    return 0;
}

static int measure_fits(int repeats)
{
    static const char *const family_names[] = {"normal", "lognormal", "gamma", "beta"};
    for (int family = RECKON_FAMILY_NORMAL; family <= RECKON_FAMILY_BETA; family++) {
        reckon_distribution made;
        double start = seconds();
        for (int i = 0; i < repeats; i++)
            if (reckon_distribution_fit(
                    (reckon_family)family, 10e3, 30e3 + i, 0.9, 0, 1e6, &made, NULL))
                return 1;
        printf("fit of a %-10s to an interval %8.1f us\n", family_names[family],
            1e6 * (seconds() - start) / repeats);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    int failed = 0;
    reckon_pool *pool;
    if (reckon_pool_new(MOST, &pool, NULL) != RECKON_OK)
        return 1;
    for (size_t count = 10; count <= (quick ? 10u : MOST); count *= 10) {
        failed |= run(pool, count, 0, quick ? 1 : 20);
        if (count <= 100)
            failed |= run(pool, count, 1, quick ? 1 : 20);
    }
    failed |= measure_fits(quick ? 2 : 200);
    reckon_pool_free(pool);
    return failed;
}
