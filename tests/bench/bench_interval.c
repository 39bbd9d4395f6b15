/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seconds a consensus takes at 1e3 to 1e5 intervals: n log n means the last column grows slowly. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <reckon/interval.h>

#include "support/random.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int measure(size_t count, int repeats)
{
    double *low = malloc(3 * count * sizeof *low), *high = low + count, *weight = low + 2 * count;
    reckon_interval_workspace *workspace = NULL;
    if (!low || reckon_interval_workspace_new(count, &workspace, NULL) != RECKON_OK) {
        free(low);
        return 1;
    }
    uint64_t seed = 5;
    for (size_t i = 0; i < count; i++) {
        low[i] = random_uniform(&seed, 0, 20);
        high[i] = low[i] + random_uniform(&seed, 0, 4);
        weight[i] = random_uniform(&seed, 0.01, 1);
    }
    reckon_consensus consensus;
    double best = INFINITY;
    for (int i = 0; i < repeats; i++) {
        double start = seconds();
        if (reckon_interval_consensus(workspace, low, high, weight, count, &consensus, NULL) !=
            RECKON_OK)
            return 1;
        best = fmin(best, seconds() - start);
    }
    printf("consensus  n = %6zu  %10.1f us  %6.2f ns per n log2 n\n", count, 1e6 * best,
        1e9 * best / ((double)count * log2((double)count)));
    reckon_interval_workspace_free(workspace);
    free(low);
    return 0;
}

int main(int argc, char **argv)
{
    int quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    int failed = 0;
    for (size_t count = 1000; count <= (quick ? 1000u : 100000u); count *= 10)
        failed |= measure(count, quick ? 1 : 20);
    return failed;
}
