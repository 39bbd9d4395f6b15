/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random problems of every kind, answered as users get them and by Markov chains of many moves. The
 * two share the model's covariances (which the exact cases of tests/reference hold) and nothing of
 * how they integrate: points with weights there, states without weights here. Where chains answer
 * by default as well, the long ones begin elsewhere and go further.
 *
 *     test.slow.random_numerics [PROBLEMS [FIRST]]
 *
 * prints a line for every problem whose answer is off by more than a warning, and the table of
 * docs/temporal.md; fails on a miss: an answer far off that does not say `not-converged`. FIRST is
 * the seed of the first problem, so that one line can be repeated alone.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/random_problem.h"

enum { GRID = 3, PLACES = 9, KINDS = 6, MANY_POINTS = 8192 };

static const double probabilities[PLACES] = {0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975};

/* In posterior sds: a miss may not go unsaid, and below the other an alarm is false. The long
 * chains are themselves off by up to `noise`. */
static const double miss = 0.03, fine = 0.01, noise = 0.02;

static const char *const kind_name[KINDS] = {
    "mixed", "one source", "bounds", "normal", "register", "two camps"};

typedef struct tally {
    size_t problems, alarms, false_alarms, misses;
    double sum, largest;
} tally;

static random_kind kind_of(size_t k, uint64_t *seed)
{
    random_kind kind = {.readings = 1 + random_below(seed, 12),
        .sources = 1 + random_below(seed, 5),
        .grid = GRID,
        .years = random_uniform(seed, 0.5, 20.0),
        .drift = random_uniform(seed, 0.02, 0.5),
        .error = random_uniform(seed, 0.05, 0.8),
        .bias = random_uniform(seed, 0.0, 0.9),
        .gross = random_below(seed, 2) ? 0.1 : 0.0,
        .bounds = 0.3,
        .densities = 0.4,
        .anchor = random_below(seed, 5) == 0};
    kind.directions = kind.sources > 1 && random_below(seed, 5) == 0;
    if (k == 1)
        kind.sources = 1, kind.directions = kind.anchor = false;
    if (k == 2)
        kind.bounds = 1.0, kind.readings = 1 + random_below(seed, 6);
    if (k == 3)
        kind.bounds = 0.0, kind.densities = 1.0, kind.gross = 0.0;
    return kind;
}

/* A register of one office: yearly counts that jump and fall back. */
static void make_register(temporal_case *c, uint64_t *seed)
{
    size_t n = c->problem.reading_count, up = random_below(seed, n), down = random_below(seed, n);
    double level = random_uniform(seed, 1.0, 12.0), jump = random_uniform(seed, 0.5, 4.0);
    for (size_t i = 0; i < n; i++) {
        double at = level + (i >= up && i < up + 1 + down ? jump : 0.0);
        at += random_uniform(seed, -0.1, 0.1);
        c->readings[i] = (reckon_temporal_reading){.kind = RECKON_TEMPORAL_INTERVAL,
            .time = 2000.0 + (double)i,
            .low = at - 0.02,
            .high = at + 0.02,
            .weight = 1.0};
    }
}

/* Half of the sources stand a factor above the others. */
static void make_camps(temporal_case *c, uint64_t *seed)
{
    double apart = random_uniform(seed, 1.0, 4.0);
    for (size_t i = 0; i < c->problem.reading_count; i++) {
        reckon_temporal_reading *r = &c->readings[i];
        double lift = r->source % 2 && !r->certain ? apart : 0.0;
        r->low += lift;
        r->high += lift;
        r->centre += lift;
    }
}

static void make_problem(temporal_case *c, size_t k, uint64_t seed)
{
    double truth[GRID];
    uint64_t state = 0x9e3779b97f4a7c15u * (seed + 1);
    random_kind kind = kind_of(k, &state);
    if (k == 4)
        kind.sources = 1, kind.years = 12.0, kind.directions = kind.anchor = false,
        kind.readings = 4 + random_below(&state, 9);
    random_problem_new(c, &kind, seed, truth);
    memcpy(c->probabilities, probabilities, sizeof probabilities);
    if (k == 4)
        make_register(c, &state);
    if (k == 5)
        make_camps(c, &state);
    c->options.process = (reckon_temporal_process)random_below(&state, 2);
}

/* Largest difference of a quantile in posterior sds. In a valley between two regions a quantile
 * goes far for little probability, so there the probability below it counts: its difference, with a
 * normal's density, is what the quantile's would be. */
static double difference(const temporal_case *c, const double *quantiles)
{
    double worst = 0.0;
    for (size_t g = 0; g < GRID; g++) {
        const double *a = &c->result.quantiles[g * PLACES], *b = &quantiles[g * PLACES];
        double sd = (a[PLACES - 1] - a[0]) / 3.92;
        for (size_t p = 0; p < PLACES; p++) {
            double apart = fabs(a[p] - b[p]) / sd, slope = INFINITY;
            if (p > 0 && p + 1 < PLACES)
                slope = sd * (probabilities[p + 1] - probabilities[p - 1]) / (a[p + 1] - a[p - 1]);
            double normal = 0.4 * exp(-0.5 * pow(2.0 * (2.0 * probabilities[p] - 1.0), 2.0));
            worst = fmax(worst, slope < 0.5 * normal ? apart * slope / normal : apart);
        }
    }
    return worst;
}

static void try_problem(size_t k, uint64_t seed, tally *t)
{
    temporal_case c;
    double quantiles[GRID * PLACES];
    make_problem(&c, k, seed);
    temporal_case_fit(&c);
    temporal_case_check_sane(&c);
    bool alarm = c.result.outcome == RECKON_OUTCOME_NOT_CONVERGED;
    reckon_temporal_certificate certificate = c.result.certificate;
    memcpy(quantiles, c.result.quantiles, sizeof quantiles);
    c.options.points = MANY_POINTS;
    temporal_case_fit_by(&c, RK_FIT_CHAINS);
    double off = difference(&c, quantiles), seen = c.result.certificate.quantile_error;
    t->problems++;
    t->sum += off;
    t->largest = fmax(t->largest, off);
    t->alarms += alarm;
    t->false_alarms += alarm && off < fine;
    t->misses += !alarm && off > miss + noise;
    if (off > miss || alarm)
        printf("seed %3zu  %-10s  %2zu figures  off %.3f sd  seen %.4f, long chains %.4f  moves "
               "%zu%s\n",
            (size_t)seed, kind_name[k], c.problem.reading_count, off, certificate.quantile_error,
            seen, certificate.moves, alarm ? "  not-converged" : "");
    fflush(stdout);
    temporal_case_free(&c);
}

int main(int argc, char **argv)
{
    tally by_kind[KINDS] = {{0}};
    size_t problems = argc > 1 ? strtoul(argv[1], NULL, 10) : 2 * KINDS, misses = 0;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    for (uint64_t seed = first; seed < first + problems; seed++)
        try_problem(seed % KINDS, seed, &by_kind[seed % KINDS]);
    printf("| kind | problems | mean | largest | not-converged | of these below %.2f | misses |\n",
        fine);
    printf("|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < KINDS; k++) {
        const tally *t = &by_kind[k];
        misses += t->misses;
        printf("| %s | %zu | %.4f | %.3f | %zu | %zu | %zu |\n", kind_name[k], t->problems,
            t->sum / fmax((double)t->problems, 1.0), t->largest, t->alarms, t->false_alarms,
            t->misses);
    }
    return misses > 0;
}
