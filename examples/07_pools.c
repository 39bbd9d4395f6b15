/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One distribution out of many, in three ways. The linear pool says "one of them is right", the
 * logarithmic pool "all of them are right", the quantile average "a typical one of them". On logs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/pool.h>

enum { COUNT = 4, QUANTILES = 3 };

static const double lows[COUNT] = {9000, 10000, 30000, 75000};
static const double highs[COUNT] = {11000, 30000, 50000, 125000};
static const double weight[COUNT] = {0.6, 0.8, 0.7, 0.7};

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static void print_pool(const char *name, const reckon_pool *pool, reckon_error *error)
{
    static const double p[QUANTILES] = {0.025, 0.5, 0.975};
    double quantile[QUANTILES];
    must(reckon_pool_quantiles(pool, p, QUANTILES, quantile, error), error);
    printf("%-17s 95 %% between %6.0f and %6.0f, half below %6.0f; mean and sd of the log %.3f, "
           "%.3f\n",
        name, exp(quantile[0]), exp(quantile[2]), exp(quantile[1]), reckon_pool_mean(pool),
        reckon_pool_sd(pool));
}

/* Where the pool is densest: camps that nothing joins stay apart. */
static void print_regions(reckon_pool *pool, reckon_error *error)
{
    const reckon_range *region;
    size_t count;
    must(reckon_pool_regions(pool, 0.8, &region, &count, error), error);
    printf("%-17s 80 %% lie in", "");
    for (size_t i = 0; i < count; i++)
        printf("%s %.0f to %.0f", i ? " or" : "", exp(region[i].low), exp(region[i].high));
    printf("\n");
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_distribution distribution[COUNT];
    for (int i = 0; i < COUNT; i++)
        must(reckon_distribution_fit(RECKON_FAMILY_NORMAL, log(lows[i]), log(highs[i]), 0.95, 0, 0,
                 &distribution[i], &error),
            &error);

    reckon_pool *pool = NULL; /* made once, filled as often as you like */
    must(reckon_pool_new(COUNT, &pool, &error), &error);

    must(reckon_pool_set(pool, RECKON_POOL_LINEAR, distribution, weight, COUNT, &error), &error);
    print_pool("linear", pool, &error);
    print_regions(pool, &error);
    printf("%-17s P(N <= 20000) %.3f, P(N > 100000) %.3f, density of log N at log 20000 %.3f\n", "",
        reckon_pool_cdf(pool, log(20000)), reckon_pool_upper(pool, log(100000)),
        reckon_pool_density(pool, log(20000)));

    must(reckon_pool_set(pool, RECKON_POOL_LOGARITHMIC, distribution, weight, COUNT, &error),
        &error);
    print_pool("logarithmic", pool, &error);
    must(reckon_pool_set(pool, RECKON_POOL_QUANTILE, distribution, weight, COUNT, &error), &error);
    print_pool("quantile average", pool, &error);

    /* Bounded distributions that nowhere overlap have no logarithmic pool; the outcome says so, and
     * it is no error. */
    must(reckon_distribution_pert(9000, 10000, 11000, 4, &distribution[0], &error), &error);
    must(reckon_distribution_pert(75000, 90000, 125000, 4, &distribution[1], &error), &error);
    must(reckon_pool_set(pool, RECKON_POOL_LOGARITHMIC, distribution, NULL, 2, &error), &error);
    printf("two that nowhere overlap: %s, %s\n", reckon_outcome_name(reckon_pool_outcome(pool)),
        reckon_outcome_text(reckon_pool_outcome(pool)));
    reckon_pool_free(pool);
    return 0;
}
