/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any problem through the temporal model: legal ones end in an outcome with finite numbers in
 * order, others are refused, and the workspace is as good as new afterwards. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/temporal.h>

#include "fuzz/input.h"

enum { MOST_READINGS = 60, MOST_SOURCES = 12, MOST_GRID = 40, MOST_P = 9 };

typedef struct question {
    reckon_temporal_reading readings[MOST_READINGS];
    bool used[MOST_READINGS];
    reckon_temporal_source sources[MOST_SOURCES];
    double grid[MOST_GRID], probabilities[MOST_P];
    reckon_temporal_problem problem;
    reckon_temporal_options options;
    bool wild; /* numbers that need not be legal */
} question;

typedef struct answer {
    double mean[MOST_GRID], sd[MOST_GRID], quantiles[MOST_GRID * MOST_P];
    reckon_range regions[MOST_GRID * RECKON_TEMPORAL_REGIONS];
    size_t region_count[MOST_GRID];
    double bias_mean[MOST_SOURCES], bias_sd[MOST_SOURCES], bias_quantiles[MOST_SOURCES * MOST_P];
    double common_bias_quantiles[MOST_P];
    reckon_temporal_result result;
} answer;

static double number(fuzz_input *in, const question *q, double low, double high)
{
    return q->wild && fuzz_byte(in) >= 250 ? fuzz_any(in) : fuzz_within(in, low, high);
}

/* What the evidence layer can say: the logs of doubles. */
static double log_figure(fuzz_input *in, const question *q)
{
    return fuzz_byte(in) < 220 ? number(in, q, 0, 20) : number(in, q, -750, 750);
}

static double year(fuzz_input *in, const question *q)
{
    return fuzz_byte(in) < 240 ? number(in, q, 1990, 2030) : number(in, q, 1, 1e4);
}

static void take_reading(fuzz_input *in, const question *q, reckon_temporal_reading *reading)
{
    double a = log_figure(in, q),
           b = fuzz_byte(in) < 128 ? a + number(in, q, 0, 3) : log_figure(in, q);
    reading->kind = (reckon_temporal_kind)(fuzz_byte(in) % 5);
    reading->source = fuzz_below(in, q->problem.source_count ? q->problem.source_count : 1);
    reading->time = year(in, q);
    reading->low = q->wild ? a : fmin(a, b);
    reading->high = q->wild ? b : fmin(fmax(a, b), 1e6);
    reading->centre = a;
    reading->sd = fuzz_byte(in) < 230 ? number(in, q, 0, 3) : number(in, q, 1e-13, 150);
    reading->weight = number(in, q, fuzz_byte(in) < 200 ? 0.05 : 1e-9, 1);
    if (reading->kind == RECKON_TEMPORAL_SPLIT) {
        reading->sd_low = number(in, q, 1e-6, 3);
        reading->sd_high = number(in, q, 1e-6, 3);
    }
    bool box = reading->kind != RECKON_TEMPORAL_SPLIT && reading->kind != RECKON_TEMPORAL_DENSITY;
    reading->certain = fuzz_byte(in) >= 240 && box && (q->wild || reading->low < reading->high);
    if (fuzz_byte(in) >= 200)
        reading->length = number(in, q, 0, 2);
}

static void take_options(fuzz_input *in, question *q)
{
    reckon_temporal_options *o = &q->options;
    reckon_temporal_options_init(o);
    uint8_t which = fuzz_byte(in), fixed = fuzz_byte(in);
    o->process = which & 1u ? RECKON_TEMPORAL_LOCAL_LINEAR_TREND : RECKON_TEMPORAL_RANDOM_WALK;
    o->points = which & 2u ? 64 : 256;
    if (which & 4u)
        o->initial_mean = number(in, q, -1e3, 1e3);
    if (which & 8u)
        o->initial_sd = number(in, q, 1e-3, 1e3);
    if (which & 16u)
        o->slope_sd = number(in, q, 0, 1e3);
    if (which & 32u) {
        o->drift_scale = number(in, q, 1e-3, 1e3);
        o->error_scale = number(in, q, 1e-3, 1e3);
        o->bias_scale = number(in, q, 1e-3, 1e3);
    }
    if (which & 64u) {
        o->common_bias_mean = number(in, q, -5, 5);
        o->common_bias_sd = number(in, q, 0, 1e3);
    }
    if (fixed & 1u)
        o->drift = number(in, q, 0, fixed & 8u ? 100 : 2);
    if (fixed & 2u)
        o->error = number(in, q, 0, fixed & 8u ? 100 : 2);
    if (fixed & 4u)
        o->bias_sd = number(in, q, 0, fixed & 8u ? 100 : 2);
    if (fixed & 32u) {
        o->drift_prior = (reckon_temporal_drift_prior)(which % 3);
        o->shocks = RECKON_TEMPORAL_SHOCKS_NONE;
        o->gross_error = number(in, q, 0, 0.5);
        o->gross_error_sd = number(in, q, 1e-3, 1e3);
    }
    if (fixed & 64u) {
        o->common_bias_tail_sd = number(in, q, 0, 1e3);
        o->common_bias_tail_weight = number(in, q, 0, 1);
        o->anchor_error = number(in, q, 0, 1);
        o->shock_rate = number(in, q, 0, 1);
        o->shock_sd = number(in, q, 0, 1e3);
    }
    if (fixed & 16u)
        o->region_level = number(in, q, 1e-9, 1 - 1e-9);
}

static void take_question(fuzz_input *in, question *q)
{
    reckon_temporal_problem *p = &q->problem;
    q->wild = fuzz_byte(in) >= 230;
    *p = (reckon_temporal_problem){.readings = q->readings,
        .sources = q->sources,
        .grid = q->grid,
        .probabilities = q->probabilities};
    take_options(in, q);
    p->source_count = fuzz_count(in, MOST_SOURCES);
    for (size_t i = 0; i < p->source_count; i++)
        q->sources[i] = (reckon_temporal_source){(reckon_temporal_bias)(fuzz_byte(in) % 5),
            number(in, q, -3, 3), number(in, q, 0, fuzz_byte(in) < 230 ? 3 : 1e3)};
    p->reading_count = p->source_count || q->wild ? fuzz_count(in, MOST_READINGS) : 0;
    for (size_t i = 0; i < p->reading_count; i++) {
        take_reading(in, q, &q->readings[i]);
        q->used[i] = fuzz_byte(in) < 220;
    }
    p->used = fuzz_byte(in) & 1u ? q->used : NULL;
    p->grid_count = fuzz_count(in, MOST_GRID);
    for (size_t i = 0; i < p->grid_count; i++)
        q->grid[i] = year(in, q);
    p->probability_count = fuzz_count(in, MOST_P);
    for (size_t i = 0; i < p->probability_count; i++)
        q->probabilities[i] = number(in, q, 1e-6, 1 - 1e-6);
}

static void point(answer *a)
{
    memset(a, 0, sizeof *a);
    a->result = (reckon_temporal_result){.mean = a->mean,
        .sd = a->sd,
        .quantiles = a->quantiles,
        .regions = a->regions,
        .region_count = a->region_count,
        .bias_mean = a->bias_mean,
        .bias_sd = a->bias_sd,
        .bias_quantiles = a->bias_quantiles,
        .common_bias_quantiles = a->common_bias_quantiles};
}

/* Quantiles rise with their probabilities, in whatever order those come. */
static void check_rising(const question *q, const double *quantiles)
{
    size_t count = q->problem.probability_count;
    for (size_t i = 0; i < count; i++) {
        REQUIRE(isfinite(quantiles[i]));
        for (size_t j = 0; j < count; j++)
            REQUIRE(!(q->probabilities[i] <= q->probabilities[j]) ||
                    quantiles[i] <= quantiles[j] + 1e-12 * (1 + fabs(quantiles[j])));
    }
}

static void check_grid(const question *q, const answer *a)
{
    for (size_t i = 0; i < q->problem.grid_count; i++) {
        REQUIRE(isfinite(a->mean[i]) && isfinite(a->sd[i]) && a->sd[i] >= 0);
        check_rising(q, a->quantiles + i * q->problem.probability_count);
        REQUIRE(a->region_count[i] >= 1 && a->region_count[i] <= RECKON_TEMPORAL_REGIONS);
        for (size_t r = 0; r < a->region_count[i]; r++) {
            const reckon_range *region = &a->regions[i * RECKON_TEMPORAL_REGIONS + r];
            REQUIRE(isfinite(region->low) && isfinite(region->high) && region->low <= region->high);
            REQUIRE(r == 0 || region[-1].high <= region->low);
        }
    }
}

static void check_rest(const question *q, const answer *a)
{
    const reckon_temporal_result *r = &a->result;
    const double numbers[] = {r->common_bias.mean, r->common_bias.sd, r->drift.mean, r->drift.sd,
        r->error.mean, r->error.sd, r->bias_scale.mean, r->bias_scale.sd, r->log_evidence,
        r->initial_mean, r->drift_scale};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        REQUIRE(isfinite(numbers[i]));
    for (size_t s = 0; s < q->problem.source_count; s++) {
        REQUIRE(isfinite(a->bias_mean[s]) && isfinite(a->bias_sd[s]) && a->bias_sd[s] >= 0);
        check_rising(q, a->bias_quantiles + s * q->problem.probability_count);
    }
    const reckon_temporal_certificate *c = &r->certificate;
    REQUIRE(c->effective_fraction >= 0 && c->effective_fraction <= 1 + 1e-9 && !isnan(c->pareto_k));
    REQUIRE(!isnan(c->quantile_error) && !isnan(c->unconverged_mass) && !isnan(c->neglected));
    REQUIRE(r->outcome <= RECKON_OUTCOME_UNRESOLVED);
}

static void ask(const question *q, reckon_temporal_workspace *workspace, answer *a)
{
    reckon_error error = RECKON_ERROR_INIT;
    point(a);
    reckon_status status =
        reckon_temporal_fit(&q->problem, &q->options, workspace, &a->result, &error);
    REQUIRE(error.code == status);
    if (status != RECKON_OK) {
        REQUIRE(q->wild && (status == RECKON_VALUE || status == RECKON_OPTION));
        return;
    }
    check_rest(q, a);
    if (a->result.outcome !=
        RECKON_OUTCOME_NOT_CONVERGED) /* its numbers are numbers, but need not be in order */
        check_grid(q, a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    question *q = fuzz_alloc(1, sizeof *q);
    answer *first = fuzz_alloc(2, sizeof *first), *second = first + 1;
    reckon_error error = RECKON_ERROR_INIT;
    take_question(&in, q);
    reckon_temporal_workspace *workspace = NULL;
    if (reckon_temporal_workspace_new(&q->problem, &workspace, &error) == RECKON_OK) {
        ask(q, workspace, first);
        if (size % 8 == 0) {
            ask(q, workspace, second);
            REQUIRE(memcmp(first->quantiles, second->quantiles, sizeof first->quantiles) == 0);
        }
    } else
        REQUIRE(q->wild && error.code == RECKON_VALUE);
    reckon_temporal_workspace_free(workspace);
    free(first);
    free(q);
    return 0;
}
