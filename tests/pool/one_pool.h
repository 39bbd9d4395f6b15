/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pool that the tests of a program share, and distributions in a line each. Everything fails
 * the running test on error. */
#ifndef TESTS_POOL_ONE_POOL_H
#define TESTS_POOL_ONE_POOL_H

#include <stdint.h>

#include <reckon/pool.h>

#include "support/check.h"

/* Room enough for every test. */
enum { CAPACITY = 5000 };

extern reckon_pool *pool;

/* Group setup and teardown. */
int make_pool(void **state);
int free_pool(void **state);

reckon_distribution make(
    reckon_family family, double first, double second, double lower, double upper);
reckon_distribution normal(double mean, double sd);

/* Positive families of ordinary size, all of which reach (0, inf) or most of it. */
reckon_distribution draw_positive(uint64_t *seed);

/* Fills the pool. */
reckon_outcome set(
    reckon_pool_kind kind, const reckon_distribution *part, const double *weight, size_t count);
double quantile(double p);

#endif
