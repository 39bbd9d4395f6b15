/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microseconds of processor time a meta-analysis takes at k = 13 (the BCG vaccine trials) and at k
 * = 1000, one call each. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <reckon/meta.h>

#include "support/random.h"

enum { LARGE = 1000 };

static const double bcg_y[13] = {-0.8893113339202054, -1.5853886572014306, -1.3480731482996933,
    -1.4415511900213054, -0.21754732221129558, -0.786115585818864, -1.6208982235983918,
    0.011952333523840508, -0.4694176487381494, -1.3713448034727844, -0.3393588283383906,
    0.44591340057137874, -0.017313948216879815};
static const double bcg_v[13] = {0.32558476500396133, 0.19458112139814385, 0.4153679653679654,
    0.020010031902247573, 0.05121017216963086, 0.0069056184559087574, 0.22301724757231517,
    0.0039615792978177295, 0.056434210463248966, 0.07302479361302891, 0.01241221397155972,
    0.5325058452001528, 0.0714046596839863};

typedef struct problem {
    const double *y, *v;
    size_t k;
    reckon_meta_options options;
    double *work;
    reckon_meta_influence_row *rows;
} problem;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The best of five rounds of `repeats` calls, in microseconds a call. */
static double measure(void (*run)(problem *), problem *given, int repeats)
{
    double best = INFINITY;
    for (int round = 0; round < 5; round++) {
        double start = seconds();
        for (int i = 0; i < repeats; i++)
            run(given);
        best = fmin(best, (seconds() - start) / repeats);
    }
    return 1e6 * best;
}

static void run_tau2(problem *given)
{
    double tau2;
    reckon_tau2_estimate(given->k, given->y, given->v, given->options.tau2, &tau2, NULL);
}

static void run_fit(problem *given)
{
    reckon_meta_fit fit;
    reckon_random_effects(given->k, given->y, given->v, NULL, &given->options, &fit, NULL);
}

static void run_fixed(problem *given)
{
    reckon_meta_fit fit;
    reckon_fixed_effect(given->k, given->y, given->v, NULL, &given->options, &fit, NULL);
}

static void run_profile(problem *given)
{
    reckon_tau2_interval interval;
    reckon_tau2_profile(given->k, given->y, given->v, 0.95, &interval, NULL);
}

static void run_influence(problem *given)
{
    reckon_meta_influence(
        given->k, given->y, given->v, NULL, &given->options, given->rows, given->work, NULL, NULL);
}

static void print_classical(problem *given, int repeats)
{
    printf("k = %zu%29s  %10s\n", given->k, "tau2, us", "fit, us");
    printf("  %-24s  %10s  %10.2f\n", "fixed effect", "", measure(run_fixed, given, repeats));
    for (int method = 0; method <= RECKON_TAU2_PM; method++) {
        given->options.tau2 = (reckon_tau2_method)method;
        printf("  %-24s  %10.2f  %10.2f\n", reckon_tau2_name(given->options.tau2),
            measure(run_tau2, given, repeats), measure(run_fit, given, repeats));
    }
    given->options.tau2 = RECKON_TAU2_REML;
    printf(
        "  %-24s  %10s  %10.2f\n", "Q-profile interval", "", measure(run_profile, given, repeats));
    printf("  %-24s  %10s  %10.2f\n", "leave-one-out (REML)", "",
        measure(run_influence, given, repeats / 50 + 1));
}

static reckon_bayes *bayes;
static reckon_bayes_options bayes_options;

static void run_bayes(problem *given)
{
    reckon_bayes_run(bayes, given->k, given->y, given->v, &bayes_options, NULL, NULL);
}

/* Everything that Roever's bayesmeta() reports: tau, mu, a new theta and every theta, with shortest
 * intervals. */
static void run_bayes_all(problem *given)
{
    reckon_posterior posterior;
    run_bayes(given);
    for (int quantity = 0; quantity < RECKON_BAYES_SHRINKAGE; quantity++)
        reckon_bayes_summary(bayes, (reckon_bayes_quantity)quantity, 0, 0.95, &posterior, NULL);
    for (size_t i = 0; i < given->k; i++)
        reckon_bayes_summary(bayes, RECKON_BAYES_SHRINKAGE, i, 0.95, &posterior, NULL);
}

static void run_bayes_range(problem *given)
{
    double x;
    run_bayes(given);
    reckon_bayes_quantile(bayes, RECKON_BAYES_MU, 0, 0.05, &x, NULL);
    reckon_bayes_quantile(bayes, RECKON_BAYES_MU, 0, 0.95, &x, NULL);
}

static int print_bayes(problem *given, int repeats)
{
    if (reckon_bayes_new(given->k, &bayes, NULL) != RECKON_OK)
        return 1;
    printf("Bayes, k = %zu%22s  %10s  %10s\n", given->k, "fit, us", "range, us", "all, us");
    reckon_bayes_options_init(&bayes_options);
    for (int prior = 0; prior <= RECKON_TAU_PRIOR_JEFFREYS; prior++) {
        bayes_options.tau_prior = (reckon_tau_prior)prior;
        printf("  %-24s  %10.1f  %10.1f", reckon_tau_prior_name(bayes_options.tau_prior),
            measure(run_bayes, given, repeats), measure(run_bayes_range, given, repeats));
        if (given->k < 100)
            printf("  %10.1f", measure(run_bayes_all, given, repeats));
        printf("\n");
    }
    reckon_bayes_free(bayes);
    return 0;
}

int main(int argc, char **argv)
{
    int quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    static double y[LARGE], v[LARGE], work[3 * LARGE];
    static reckon_meta_influence_row rows[LARGE];
    uint64_t seed = 7;
    for (size_t i = 0; i < LARGE; i++) {
        v[i] = random_scale(&seed, 0.005, 0.5);
        y[i] = random_uniform(&seed, -1, 1) + sqrt(3.0 * v[i]) * random_uniform(&seed, -1, 1);
    }
    problem small = {.y = bcg_y, .v = bcg_v, .k = 13, .work = work, .rows = rows};
    problem large = {.y = y, .v = v, .k = quick ? 50 : LARGE, .work = work, .rows = rows};
    reckon_meta_options_init(&small.options);
    reckon_meta_options_init(&large.options);
    print_classical(&small, quick ? 1 : 5000);
    print_classical(&large, quick ? 1 : 50);
    int failed = print_bayes(&small, quick ? 1 : 50);
    return failed | print_bayes(&large, quick ? 1 : 5);
}
