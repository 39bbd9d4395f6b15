/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repeatable pseudo-random numbers for tests: splitmix64 (Steele, Lea & Flood 2014). */
#ifndef TESTS_SUPPORT_RANDOM_H
#define TESTS_SUPPORT_RANDOM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Uniform in [low, high). */
static inline double random_uniform(uint64_t *state, double low, double high)
{
    return low + (high - low) * ((double)(random_bits(state) >> 11) * 0x1p-53);
}

/* Uniform over 0 .. limit - 1. */
static inline size_t random_below(uint64_t *state, size_t limit)
{
    return (size_t)(random_bits(state) % limit);
}

/* Log-uniform in [low, high), both > 0. */
static inline double random_scale(uint64_t *state, double low, double high)
{
    return exp(random_uniform(state, log(low), log(high)));
}

#endif
