/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/classical.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"
#include "core/text.h"

const char *const rk_window_choices[] = {"both", "past", NULL};
const char *const rk_derived_choices[] = {"skip", "keep", NULL};

/* The options that decide which readings count at a date and how they have aged. */
typedef struct ageing {
    double drift;   /* link units per sqrt(year) */
    double horizon; /* years; infinite when there is none */
    bool past_only;
    double z; /* half-width, in sds, of the central interval at the request's level */
} ageing;

static ageing ageing_of(const rk_problem *problem)
{
    double horizon = rk_option_number(problem, "horizon");
    return (ageing){
        .drift = rk_option_number(problem, "drift"),
        .horizon = isnan(horizon) ? INFINITY : horizon,
        .past_only = strcmp(rk_option_choice(problem, "window"), "past") == 0,
        .z = rk_normal_central_z(problem->level),
    };
}

/* Bounds are no distributions; a range becomes one at `range_level`, and the echo shows it. */
static void read_as_distributions(rk_problem *problem)
{
    double z = rk_normal_central_z(rk_option_number(problem, "range_level"));
    for (size_t i = 0; i < problem->reading_count; i++) {
        rk_reading *reading = &problem->readings[i];
        if (reading->kind == RK_RANGE)
            reading->sd = (reading->link_high - reading->link_low) / (2.0 * z);
        if (!reading->used || reading->kind == RK_RANGE || reading->kind == RK_DISTRIBUTION ||
            reading->kind == RK_SPLIT)
            continue;
        reading->used = false;
        snprintf(reading->reason, sizeof reading->reason, "a bound is not a distribution: %s cannot use it",
            problem->method->id);
    }
}

/* A distribution becomes a set: its central interval at the request's level. */
static void read_as_sets(rk_problem *problem, double z)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        rk_reading *reading = &problem->readings[i];
        if (reading->kind != RK_DISTRIBUTION && reading->kind != RK_SPLIT)
            continue;
        reading->link_low = reading->centre - z * reading->sd;
        reading->link_high = reading->centre + z * reading->sd;
        reading->low = rk_unlink(problem->measure, reading->link_low);
        reading->high = rk_unlink(problem->measure, reading->link_high);
    }
}

static bool counts_at(const rk_reading *reading, double year, const ageing *age)
{
    const double same_day = 1e-9; /* the middle of a day, computed twice, may differ in its last digits */
    double distance = year - reading->time;
    if (!reading->used || (age->past_only && distance < -same_day))
        return false;
    return fabs(distance) <= age->horizon + same_day;
}

/* The readings as they stand at one date. */
static void age_readings(const rk_problem *problem, double year, const ageing *age, rk_need need, rk_aged *aged)
{
    aged->count = 0;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (!counts_at(reading, year, age))
            continue;
        double spread = age->drift * sqrt(fabs(year - reading->time));
        size_t at = aged->count++;
        aged->weight[at] = reading->weight;
        if (need == RK_NEED_SETS) {
            aged->low[at] = reading->link_low - age->z * spread;
            aged->high[at] = reading->link_high + age->z * spread;
        } else {
            aged->centre[at] = reading->centre;
            aged->sd[at] = hypot(reading->sd, spread);
        }
    }
}

double rk_natural(const rk_problem *problem, double linked)
{
    if (!isfinite(linked))
        return NAN;
    double value = rk_unlink(problem->measure, linked);
    return isfinite(value) ? value : NAN;
}

static bool fill_row(const rk_problem *problem, const rk_answer *answer, reckon_row *row, double *quantiles)
{
    row->outcome = answer->outcome;
    row->low = rk_natural(problem, answer->low);
    row->central = rk_natural(problem, answer->central);
    row->high = rk_natural(problem, answer->high);
    if (answer->has_quantiles) {
        for (size_t i = 0; i < problem->probability_count; i++)
            quantiles[i] = rk_natural(problem, answer->quantiles[i]);
        row->quantiles = quantiles;
    }
    reckon_range whole = {row->low, row->high};
    if (answer->region_count == 0 && answer->outcome < RECKON_OUTCOME_EMPTY)
        return rk_row_set_regions(row, &whole, 1);
    for (size_t i = 0; i < answer->region_count; i++) {
        answer->regions[i].low = rk_natural(problem, answer->regions[i].low);
        answer->regions[i].high = rk_natural(problem, answer->regions[i].high);
    }
    return rk_row_set_regions(row, answer->regions, answer->region_count);
}

static void reset_answer(rk_answer *answer)
{
    answer->low = answer->central = answer->high = NAN;
    answer->has_quantiles = false;
    answer->region_count = 0;
    answer->outcome = RECKON_OUTCOME_OK;
    answer->fit.count = 0;
}

/* Everything the walk over the grid needs, made once. */
typedef struct walk {
    rk_aged aged;
    rk_answer answer;
    void *workspace;
    double *block;
} walk;

static bool walk_new(const rk_problem *problem, walk *w)
{
    size_t n = problem->reading_count, p = problem->probability_count;
    memset(w, 0, sizeof *w);
    w->block = rk_alloc(5 * n + p + 1, sizeof *w->block);
    w->answer.region_capacity = n + 16;
    w->answer.regions = rk_alloc(w->answer.region_capacity, sizeof *w->answer.regions);
    if (!w->block || !w->answer.regions)
        return false;
    w->aged = (rk_aged){.low = w->block,
        .high = w->block + n,
        .centre = w->block + 2 * n,
        .sd = w->block + 3 * n,
        .weight = w->block + 4 * n};
    w->answer.quantiles = w->block + 5 * n;
    return true;
}

static void walk_free(walk *w, const rk_rule *rule)
{
    if (w->workspace && rule->release)
        rule->release(w->workspace);
    rk_free(w->answer.regions);
    rk_free(w->block);
}

static reckon_status answer_date(
    rk_problem *problem, const rk_rule *rule, walk *w, reckon_result *result, size_t index, reckon_error *error)
{
    reckon_row *row = &result->rows[index];
    reset_answer(&w->answer);
    reckon_status status = RECKON_OK;
    if (w->aged.count == 0)
        w->answer.outcome = RECKON_OUTCOME_EMPTY;
    else
        status = rule->answer(problem, &w->aged, w->workspace, &w->answer, result, error);
    if (status != RECKON_OK)
        return status;
    row->estimates_used = w->aged.count;
    if (w->answer.fit.count)
        rk_fit_add(&w->answer.fit, "year", problem->years[index]);
    result->row_fits[index] = w->answer.fit;
    double *quantiles = result->quantiles + index * problem->probability_count;
    if (!fill_row(problem, &w->answer, row, quantiles))
        return rk_fail(error, RECKON_MEMORY, "out of memory at date %s", row->date);
    return RECKON_OK;
}

static bool assume(const rk_problem *problem, const rk_rule *rule, reckon_result *result)
{
    char number[RK_NUMBER_TEXT];
    rk_texts *to = &result->assumptions;
    bool good = true;
    if (rule->need == RK_NEED_DISTRIBUTIONS)
        good = rk_texts_add(to,
            "a range without a stated level is read as the central interval of a normal distribution on the %s scale "
            "that holds "
            "with probability %s (range_level)",
            problem->measure == RECKON_SHARE ? "logit" : "log",
            rk_number_text(number, rk_option_number(problem, "range_level")));
    good = good && rk_texts_add(to, "evidence away from a date is widened by %s log units per square-root year (drift)",
                       rk_number_text(number, rk_option_number(problem, "drift")));
    return good && rk_texts_add(to,
                       "no source is taken to be biased: %s does not use bias priors, so the truth here means what "
                       "the sources agree on",
                       problem->method->id);
}

reckon_status rk_classical_run(rk_problem *problem, const rk_rule *rule, reckon_result *result, reckon_error *error)
{
    walk w;
    ageing age = ageing_of(problem);
    reckon_status status = RECKON_OK;
    result->row_fits = rk_alloc(problem->year_count, sizeof *result->row_fits);
    if (!walk_new(problem, &w) || !result->row_fits || !assume(problem, rule, result)) {
        status = rk_fail(error, RECKON_MEMORY, "out of memory for %zu estimates", problem->reading_count);
        goto out;
    }
    if (rule->need == RK_NEED_SETS)
        read_as_sets(problem, age.z);
    else
        read_as_distributions(problem);
    if (rule->prepare)
        status = rule->prepare(problem, problem->reading_count, &w.workspace, error);
    for (size_t i = 0; i < problem->year_count && status == RECKON_OK; i++) {
        age_readings(problem, problem->years[i], &age, rule->need, &w.aged);
        status = answer_date(problem, rule, &w, result, i, error);
        if (status == RECKON_OK)
            status = rk_report_progress(problem, (double)(i + 1) / (double)problem->year_count, error);
    }
    if (status == RECKON_OK && problem->year_count)
        result->fit = result->row_fits[problem->year_count - 1];
out:
    walk_free(&w, rule);
    return status;
}
