/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of a fuzzer as numbers. Every function takes a few bytes off the front; an input that has
 * ended goes on as zeros, so that every input means something.
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls, and the replay of committed files (replay.c) too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct fuzz_input {
    const uint8_t *at;
    size_t left;
    double last[4]; /* numbers taken before: ties and nearly-ties are what sorting and agreement
                       stumble over */
    size_t taken;
} fuzz_input;

fuzz_input fuzz_open(const uint8_t *data, size_t size);

uint8_t fuzz_byte(fuzz_input *in);
/* 0 .. limit - 1, limit >= 1. */
size_t fuzz_below(fuzz_input *in, size_t limit);
/* Up to 8 mostly; now and then up to `limit`. */
size_t fuzz_count(fuzz_input *in, size_t limit);

/* Any finite double: small integers, powers of ten, raw bits, the extremes, a number taken before
 * or its neighbour. */
double fuzz_finite(fuzz_input *in);
/* As fuzz_finite, and now and then NaN or an infinity. */
double fuzz_any(fuzz_input *in);
/* Within [low, high], the ends included; on the log scale when 0 < low and high / low > 100. */
double fuzz_within(fuzz_input *in, double low, double high);

/* What is left, as new terminated memory of exactly *size + 1 bytes, so that reading past the end
 * is seen. */
char *fuzz_rest(fuzz_input *in, size_t *size);

/* Stops with a finding when `held` is false. */
void fuzz_require(bool held, const char *what);
#define REQUIRE(condition) fuzz_require((condition), #condition)

/* calloc that never fails short of the machine. */
void *fuzz_alloc(size_t count, size_t size);

#endif
