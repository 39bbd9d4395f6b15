/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool/one_pool.h"

#include <math.h>

#include "support/random.h"

reckon_pool *pool;

int make_pool(void **state)
{
    (void)state;
    return reckon_pool_new(CAPACITY, &pool, NULL) == RECKON_OK ? 0 : -1;
}

int free_pool(void **state)
{
    (void)state;
    reckon_pool_free(pool);
    return 0;
}

reckon_distribution make(
    reckon_family family, double first, double second, double lower, double upper)
{
    reckon_distribution made;
    if (reckon_distribution_make(family, first, second, lower, upper, &made, NULL) != RECKON_OK)
        fail_msg("family %d does not take %g, %g", (int)family, first, second);
    return made;
}

reckon_distribution normal(double mean, double sd)
{
    return make(RECKON_FAMILY_NORMAL, mean, sd, 0, 0);
}

reckon_outcome set(
    reckon_pool_kind kind, const reckon_distribution *part, const double *weight, size_t count)
{
    assert_int_equal(reckon_pool_set(pool, kind, part, weight, count, NULL), RECKON_OK);
    return reckon_pool_outcome(pool);
}

double quantile(double p)
{
    double x;
    assert_int_equal(reckon_pool_quantiles(pool, &p, 1, &x, NULL), RECKON_OK);
    return x;
}

reckon_distribution draw_positive(uint64_t *seed)
{
    double centre = random_uniform(seed, 8, 10), spread = random_uniform(seed, 0.1, 0.8);
    switch (random_below(seed, 3)) {
    case 0:
        return make(RECKON_FAMILY_LOGNORMAL, centre, spread, 0, 0);
    case 1:
        return make(
            RECKON_FAMILY_GAMMA, 1 / spread / spread, 1 / spread / spread / exp(centre), 0, 0);
    default:
        return make(RECKON_FAMILY_BETA, random_uniform(seed, 1, 6), random_uniform(seed, 1, 6), 0,
            3 * exp(centre));
    }
}
