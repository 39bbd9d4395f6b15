/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Simulation-based calibration (Talts et al. 2018): scales, truth, biases, gross errors and figures
 * are drawn from the prior, the model is fitted, and where the truth falls among the posterior
 * quantiles must be uniform. A figure is turned into a statement by a rule that does not look at
 * the truth: the cell of a random grid that it lies in, the side of a random bound, or the figure
 * itself.
 *
 *     test.slow.calibration [PROBLEMS [SEED]]
 *
 * prints the table of docs/temporal.md and fails when coverage or ranks are off by more than chance
 * allows.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "temporal/case.h"

enum { BINS = 20, PROBABILITIES = BINS + 1, GRID = 5, MOST_READINGS = 16, LEVELS = 4 };

static const double levels[LEVELS] = {0.5, 0.8, 0.9, 0.95};

/* One quantity over all problems. */
typedef struct tally {
    const char *name;
    size_t count, covered[LEVELS], bin[BINS];
} tally;

/* What a problem was made from. */
typedef struct truth {
    double drift, error, bias_sd, common;
    double theta[GRID], bias[MOST_READINGS];
} truth;

/* 0.025, 0.05, 0.10, .. 0.95, 0.975: the ends of twentieths and of the four levels' ranges. */
static void set_probabilities(double *p)
{
    p[0] = 0.025;
    for (int k = 1; k < BINS; k++)
        p[k] = 0.05 * k;
    p[BINS] = 0.975;
}

static void record(tally *t, const double *quantile, double value)
{
    static const int low[LEVELS] = {5, 2, 1, 0}, high[LEVELS] = {15, 18, 19, 20};
    size_t bin = 0;
    for (int k = 0; k < LEVELS; k++)
        t->covered[k] += value >= quantile[low[k]] && value <= quantile[high[k]];
    for (int k = 1; k < BINS; k++)
        bin += value > quantile[k];
    t->bin[bin]++;
    t->count++;
}

static void draw_sources(temporal_case *c, truth *t, gsl_rng *r)
{
    for (size_t s = 0; s < c->problem.source_count; s++) {
        reckon_temporal_source *source = &c->sources[s];
        size_t pick = gsl_rng_uniform_int(r, 10);
        source->bias = pick < 6 ? RECKON_TEMPORAL_EXCHANGEABLE : (reckon_temporal_bias)(pick - 5);
        double size = gsl_ran_gaussian(r, t->bias_sd);
        t->bias[s] = size;
        if (source->bias == RECKON_TEMPORAL_UNDERSTATES)
            t->bias[s] = -fabs(size);
        if (source->bias == RECKON_TEMPORAL_OVERSTATES)
            t->bias[s] = fabs(size);
        if (source->bias == RECKON_TEMPORAL_ANCHOR)
            t->bias[s] = 0.0;
        if (source->bias == RECKON_TEMPORAL_KNOWN) {
            source->mean = gsl_ran_gaussian(r, 0.3);
            source->sd = 0.05 + 0.4 * gsl_rng_uniform(r);
            t->bias[s] = source->mean + gsl_ran_gaussian(r, source->sd);
        }
    }
}

/* The state at every time, in order of time: readings after the grid times in `at`. */
static void draw_path(const temporal_case *c, const truth *t, gsl_rng *r, const double *time,
    double *at, size_t count)
{
    bool trend = c->options.process == RECKON_TEMPORAL_LOCAL_LINEAR_TREND;
    bool done[MOST_READINGS + GRID] = {false};
    double level = c->options.initial_mean + gsl_ran_gaussian(r, c->options.initial_sd), now = NAN;
    double slope = trend ? gsl_ran_gaussian(r, c->options.slope_sd) : 0.0;
    for (size_t k = 0; k < count; k++) {
        size_t next = count;
        for (size_t i = 0; i < count; i++)
            if (!done[i] && (next == count || time[i] < time[next]))
                next = i;
        double gap = isnan(now) ? 0.0 : time[next] - now;
        if (trend) { /* level and slope of an integrated Wiener process, by its Cholesky factor */
            double u = gsl_ran_ugaussian(r), v = gsl_ran_ugaussian(r), size = t->drift * sqrt(gap);
            level += gap * slope + size * gap * (0.5 * u + v / sqrt(12.0));
            slope += size * u;
        } else {
            level += gsl_ran_gaussian(r, t->drift * sqrt(gap));
        }
        now = time[next];
        at[next] = level;
        done[next] = true;
    }
}

static void state_figure(
    reckon_temporal_reading *reading, double h, double error, bool gross, gsl_rng *r)
{
    double pick = gsl_rng_uniform(r), width = exp(-3.0 + 4.0 * gsl_rng_uniform(r));
    double figure =
        h + (gross ? gsl_ran_gaussian(r, 2.5) : gsl_ran_gaussian(r, error / sqrt(reading->weight)));
    if (pick < 0.5) {
        double offset = gsl_rng_uniform(r);
        reading->kind = RECKON_TEMPORAL_INTERVAL;
        reading->low = width * (floor(figure / width + offset) - offset);
        reading->high = reading->low + width;
    } else if (pick < 0.8) {
        double bound = 10.0 + gsl_ran_gaussian(r, 2.5);
        reading->kind = figure >= bound ? RECKON_TEMPORAL_AT_LEAST : RECKON_TEMPORAL_AT_MOST;
        reading->low = reading->high = bound;
    } else {
        reading->kind = RECKON_TEMPORAL_DENSITY;
        reading->sd = 0.7 * gsl_rng_uniform(r);
        reading->centre =
            figure + (gross ? 0.0 : gsl_ran_gaussian(r, reading->sd / sqrt(reading->weight)));
    }
}

static void draw_problem(temporal_case *c, truth *t, gsl_rng *r, int index)
{
    size_t readings = 2 + gsl_rng_uniform_int(r, index % 3 ? 7 : MOST_READINGS - 1);
    size_t sources = 1 + gsl_rng_uniform_int(r, readings < 8 ? readings : 8);
    double span = 1.0 + 19.0 * gsl_rng_uniform(r), time[MOST_READINGS + GRID],
           at[MOST_READINGS + GRID];
    temporal_case_new(c, readings, sources, GRID, PROBABILITIES);
    set_probabilities(c->probabilities);
    c->options.initial_mean = 10.0;
    bool trend = index % 4 == 3;
    c->options.process = trend ? RECKON_TEMPORAL_LOCAL_LINEAR_TREND : RECKON_TEMPORAL_RANDOM_WALK;
    c->options.shocks = RECKON_TEMPORAL_SHOCKS_NONE; /* the truth here does not jump */
    t->drift = (trend ? 0.15 : 0.4) * fabs(gsl_ran_tdist(r, 3.0));
    t->error = fabs(gsl_ran_gaussian(r, c->options.error_scale));
    t->bias_sd = fabs(gsl_ran_gaussian(r, c->options.bias_scale));
    bool wide = gsl_rng_uniform(r) < c->options.common_bias_tail_weight;
    t->common =
        c->options.common_bias_mean +
        gsl_ran_gaussian(r, wide ? c->options.common_bias_tail_sd : c->options.common_bias_sd);
    draw_sources(c, t, r);
    for (size_t g = 0; g < GRID; g++)
        time[g] = c->grid[g] = 2000.0 + span * ((double)g / (GRID - 2) - 0.2);
    for (size_t i = 0; i < readings; i++)
        time[GRID + i] = 2000.0 + span * gsl_rng_uniform(r);
    c->options.initial_time = time[0]; /* of all times the first: the path starts there */
    for (size_t i = 0; i < readings; i++)
        c->options.initial_time = fmin(c->options.initial_time, time[GRID + i]);
    draw_path(c, t, r, time, at, GRID + readings);
    memcpy(t->theta, at, sizeof t->theta);
    for (size_t i = 0; i < readings; i++) {
        reckon_temporal_reading *reading = &c->readings[i];
        size_t source = gsl_rng_uniform_int(r, sources);
        bool anchor = c->sources[source].bias == RECKON_TEMPORAL_ANCHOR;
        *reading = (reckon_temporal_reading){
            .source = source, .time = time[GRID + i], .weight = 0.2 + 0.8 * gsl_rng_uniform(r)};
        double error = (anchor ? c->options.anchor_error : 1.0) * t->error;
        bool gross = !anchor && gsl_rng_uniform(r) < c->options.gross_error;
        state_figure(
            reading, at[GRID + i] + t->bias[source] + (anchor ? 0.0 : t->common), error, gross, r);
    }
}

/* Chi-square of the ranks against uniform, as an upper tail probability. */
static double rank_p(const tally *t)
{
    double expected = (double)t->count / BINS, sum = 0.0;
    for (int k = 0; k < BINS; k++)
        sum += ((double)t->bin[k] - expected) * ((double)t->bin[k] - expected) / expected;
    return gsl_cdf_chisq_Q(sum, BINS - 1);
}

/* Prints a row; true when coverage and ranks are within what chance allows. */
static bool report(const tally *t)
{
    bool fine = rank_p(t) > 1e-4;
    printf("| %-28s | %6zu |", t->name, t->count);
    for (int k = 0; k < LEVELS; k++) {
        double share = (double)t->covered[k] / (double)t->count;
        double chance = sqrt(levels[k] * (1.0 - levels[k]) / (double)t->count);
        fine = fine && fabs(share - levels[k]) < 4.0 * chance;
        printf(" %5.1f %% |", 100.0 * share);
    }
    printf(" %.3f |%s\n", rank_p(t), fine ? "" : " <-- off");
    return fine;
}

int main(int argc, char **argv)
{
    int problems = argc > 1 ? atoi(argv[1]) : 120;
    gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
    if (!r || problems < 1)
        return 2;
    gsl_rng_set(r, argc > 2 ? strtoul(argv[2], NULL, 10) : 20050301);
    tally inside = {.name = "truth, amid the evidence"},
          after = {.name = "truth, after the evidence"};
    tally before = {.name = "truth, before the evidence"}, bias = {.name = "bias of a source"};
    tally common = {.name = "common bias"};
    size_t outcomes[RECKON_OUTCOME_UNRESOLVED + 1] = {0};
    for (int k = 0; k < problems; k++) {
        temporal_case c;
        truth t;
        draw_problem(&c, &t, r, k);
        temporal_case_fit(&c);
        outcomes[c.result.outcome]++;
        size_t g = 1 + gsl_rng_uniform_int(r, GRID - 2),
               s = gsl_rng_uniform_int(r, c.problem.source_count);
        record(&before, c.result.quantiles, t.theta[0]);
        record(&inside, &c.result.quantiles[g * PROBABILITIES], t.theta[g]);
        record(&after, &c.result.quantiles[(GRID - 1) * PROBABILITIES], t.theta[GRID - 1]);
        if (c.sources[s].bias != RECKON_TEMPORAL_ANCHOR)
            record(&bias, &c.result.bias_quantiles[s * PROBABILITIES], t.bias[s]);
        record(&common, c.result.common_bias_quantiles, t.common);
        temporal_case_free(&c);
    }
    gsl_rng_free(r);
    printf("| quantity                     |  fits |    50 %% |    80 %% |    90 %% |    95 %% | "
           "p, ranks uniform |\n");
    printf("|---|---|---|---|---|---|---|\n");
    bool fine = report(&before);
    fine = report(&inside) && fine;
    fine = report(&after) && fine;
    fine = report(&bias) && fine;
    fine = report(&common) && fine;
    printf("outcomes: ok %zu, not-converged %zu, unresolved %zu\n", outcomes[RECKON_OUTCOME_OK],
        outcomes[RECKON_OUTCOME_NOT_CONVERGED], outcomes[RECKON_OUTCOME_UNRESOLVED]);
    return fine ? 0 : 1;
}
