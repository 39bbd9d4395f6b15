/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/classical.h"

#include <math.h>
#include <string.h>

#include "core/gsl_handler.h"
#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "methods/certain.h"

static const char *const window_choices[] = {"both", "past", NULL};
static const char *const derived_choices[] = {"skip", "keep", NULL};
static const char *const votes_choices[] = {"origin", "figure", NULL};

static const rk_option_row evidence_rows[] = {
    RK_OPTION_CHOICE_ROW(rk_evidence_options, derived, "skip", derived_choices,
        "what is derived from another estimate in use: skip or keep"),
};
const rk_option_rows rk_evidence_option_rows = {
    evidence_rows, sizeof evidence_rows / sizeof *evidence_rows};

static const rk_option_row classical_rows[] = {
    RK_OPTION_NUMBER_ROW(rk_classical_options, drift, 0.2, 0.0, 10.0, "log units per sqrt(year)",
        "how fast the number wanders: evidence away from a date is widened by it"),
    RK_OPTION_NUMBER_ROW(rk_classical_options, horizon, NAN, 0.0, 1000.0, "years",
        "evidence farther than this from a date is not used for it"),
    RK_OPTION_CHOICE_ROW(rk_classical_options, window, "both", window_choices,
        "use evidence from both sides of a date, or from its past only"),
    RK_OPTION_NUMBER_ROW(rk_classical_options, range_level, 0.9, 0.001, 0.9999, "probability",
        "the probability that a range without a stated level is read to hold"),
    RK_OPTION_CHOICE_ROW(rk_classical_options, votes, "origin", votes_choices,
        "who has one voice at a date: each origin, shared by its figures, or each figure"),
};
const rk_option_rows rk_classical_option_rows = {
    classical_rows, sizeof classical_rows / sizeof *classical_rows};

/* The options that decide which readings count at a date and how they have aged. */
typedef struct ageing {
    double drift;   /* link units per sqrt(year) */
    double horizon; /* years; infinite when there is none */
    bool past_only, by_origin;
    double z; /* half-width, in sds, of the central interval at the request's level */
} ageing;

static const rk_classical_options *options_of(const rk_problem *problem, const rk_rule *rule)
{
    return (const rk_classical_options *)(const void *)((const char *)problem->options +
                                                        rule->classical);
}

static ageing ageing_of(const rk_problem *problem, const rk_rule *rule)
{
    const rk_classical_options *options = options_of(problem, rule);
    return (ageing){
        .drift = options->drift,
        .horizon = isnan(options->horizon) ? INFINITY : options->horizon,
        .past_only = options->window == RK_WINDOW_PAST,
        .by_origin = options->votes == RK_VOTES_ORIGIN,
        .z = rk_normal_central_z(problem->level),
    };
}

/* Bounds are no distributions; a range becomes one at `range_level`, and the echo shows it. */
static void read_as_distributions(const rk_problem *problem, double range_level, rk_answer *answer)
{
    double z = rk_normal_central_z(range_level);
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        rk_use *use = &answer->uses[i];
        if (reading->kind == RK_RANGE)
            use->sd = (reading->link_high - reading->link_low) / (2.0 * z);
        if (!use->used || reading->kind == RK_RANGE || reading->kind == RK_DISTRIBUTION ||
            reading->kind == RK_SPLIT)
            continue;
        rk_use_not(use,
            reading->certain
                ? "a bound is not a distribution, but being certain it limits the answer of %s"
                : "a bound is not a distribution: %s cannot use it",
            problem->method);
    }
}

/* The end of a split normal that leaves the share p below it (above it, with `upper`); p is below
 * one half. */
static double split_end(const rk_reading *reading, double p, bool upper)
{
    double both = reading->sd_low + reading->sd_high, below = reading->sd_low / both;
    double share = upper ? 1.0 - below : below, side = upper ? reading->sd_high : reading->sd_low;
    if (p <= share) { /* on its own side of the mode: that half is twice `share` of a normal */
        double distance = side * rk_normal_upper_quantile(0.5 * p / share);
        return reading->link_best + (upper ? distance : -distance);
    }
    double other = upper ? reading->sd_low : reading->sd_high;
    double distance = other * rk_normal_upper_quantile(0.5 * (1.0 - p) / (1.0 - share));
    return reading->link_best + (upper ? -distance : distance);
}

/* A distribution becomes a set: its central interval at the request's level. */
static void read_as_sets(const rk_problem *problem, double z, rk_answer *answer)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        rk_use *use = &answer->uses[i];
        if (reading->kind != RK_DISTRIBUTION && reading->kind != RK_SPLIT)
            continue;
        use->widened = true;
        if (reading->kind == RK_SPLIT) {
            use->link_low = split_end(reading, 0.5 * (1.0 - problem->level), false);
            use->link_high = split_end(reading, 0.5 * (1.0 - problem->level), true);
        } else {
            use->link_low = reading->centre - z * reading->sd;
            use->link_high = reading->centre + z * reading->sd;
        }
    }
}

static bool counts_at(const rk_reading *reading, const rk_use *use, double year, const ageing *age)
{
    const double same_day =
        1e-9; /* the middle of a day, computed twice, may differ in its last digits */
    double distance = year - reading->time;
    if (!use->used || (age->past_only && distance < -same_day))
        return false;
    return fabs(distance) <= age->horizon + same_day;
}

/* Everything the walk over the grid needs, made once. */
typedef struct walk {
    rk_aged aged;
    rk_date_answer date;
    void *workspace;
    double *block;
    double *votes; /* [sources] figures of each origin at this date */
} walk;

/* An origin's weight is shared by its figures at the date. */
static void share_votes(const rk_problem *problem, walk *w)
{
    rk_aged *aged = &w->aged;
    for (size_t i = 0; i < aged->count; i++)
        w->votes[problem->readings[aged->reading[i]].origin] = 0.0;
    for (size_t i = 0; i < aged->count; i++)
        w->votes[problem->readings[aged->reading[i]].origin] += 1.0;
    for (size_t i = 0; i < aged->count; i++)
        aged->weight[i] /= w->votes[problem->readings[aged->reading[i]].origin];
}

/* The readings as they stand at one date. */
static void age_readings(const rk_problem *problem, const rk_rule *rule, const rk_answer *answer,
    double year, const ageing *age, walk *w)
{
    rk_aged *aged = &w->aged;
    aged->count = 0;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        const rk_use *use = &answer->uses[i];
        if (!counts_at(reading, use, year, age))
            continue;
        double spread = age->drift * sqrt(fabs(year - reading->time));
        size_t at = aged->count++;
        aged->reading[at] = i;
        aged->spread[at] = spread;
        aged->weight[at] = reading->weight;
        if (rule->need == RK_NEED_SETS) {
            aged->low[at] = use->link_low - age->z * spread;
            aged->high[at] = use->link_high + age->z * spread;
        } else {
            aged->centre[at] = use->centre;
            aged->sd[at] = hypot(use->sd, spread);
        }
    }
    aged->by_origin = age->by_origin;
    if (age->by_origin && !rule->merges)
        share_votes(problem, w);
}

static bool fill_row(const rk_date_answer *date, rk_answer *answer, size_t index)
{
    rk_answer_row *row = &answer->rows[index];
    row->outcome = date->outcome;
    row->low = date->low;
    row->central = date->central;
    row->high = date->high;
    row->has_quantiles = date->has_quantiles;
    if (date->has_quantiles && answer->probability_count)
        memcpy(answer->quantiles + index * answer->probability_count, date->quantiles,
            answer->probability_count * sizeof *date->quantiles);
    return rk_answer_add_regions(answer, index, date->regions, date->region_count);
}

static void reset_date(rk_date_answer *date)
{
    date->low = date->central = date->high = NAN;
    date->has_quantiles = false;
    date->region_count = 0;
    date->outcome = RECKON_OUTCOME_OK;
    date->fit.count = 0;
}

static bool walk_new(const rk_problem *problem, walk *w)
{
    size_t n = problem->reading_count, p = problem->probability_count;
    memset(w, 0, sizeof *w);
    w->block = rk_alloc(6 * n + p + 1, sizeof *w->block);
    w->votes = rk_alloc(reckon_evidence_source_count(problem->evidence), sizeof *w->votes);
    w->aged.reading = rk_alloc(n, sizeof *w->aged.reading);
    w->date.region_capacity = n + 16;
    w->date.regions = rk_alloc(w->date.region_capacity, sizeof *w->date.regions);
    if (!w->block || !w->votes || !w->aged.reading || !w->date.regions)
        return false;
    w->aged.low = w->block;
    w->aged.high = w->block + n;
    w->aged.centre = w->block + 2 * n;
    w->aged.sd = w->block + 3 * n;
    w->aged.spread = w->block + 4 * n;
    w->aged.weight = w->block + 5 * n;
    w->date.quantiles = w->block + 6 * n;
    return true;
}

static void walk_free(walk *w, const rk_rule *rule)
{
    if (w->workspace && rule->release)
        rule->release(w->workspace);
    rk_free(w->date.regions);
    rk_free(w->aged.reading);
    rk_free(w->votes);
    rk_free(w->block);
}

/* An end that no figure closes: the answer bounds the number on one side only, and has no centre.
 */
static void mark_bounded(rk_date_answer *date)
{
    bool open = isinf(date->low) || isinf(date->high);
    if (!open || date->outcome >= RECKON_OUTCOME_NOT_CONVERGED)
        return;
    date->outcome =
        isinf(date->low) && isinf(date->high) ? RECKON_OUTCOME_UNRESOLVED : RECKON_OUTCOME_BOUNDED;
    date->central = NAN;
}

static reckon_status answer_date(const rk_problem *problem, const rk_rule *rule, walk *w,
    rk_answer *answer, size_t index, reckon_error *error)
{
    reset_date(&w->date);
    reckon_status status = RECKON_OK;
    double year = problem->years[index];
    if (w->aged.count == 0)
        w->date.outcome = RECKON_OUTCOME_EMPTY;
    else
        status = rule->answer(problem, &w->aged, w->workspace, &w->date, answer, error);
    if (status != RECKON_OK)
        return status;
    if (!rk_certain_limit(problem, year, &w->date, answer))
        return rk_fail(error, RECKON_MEMORY, "out of memory for a note");
    mark_bounded(&w->date);
    answer->rows[index].used = w->aged.count;
    if (w->date.fit.count)
        rk_fit_add(&w->date.fit, "year", year);
    answer->row_fits[index] = w->date.fit;
    if (!fill_row(&w->date, answer, index))
        return rk_fail(error, RECKON_MEMORY, "out of memory for the regions of %zu dates",
            problem->year_count);
    return RECKON_OK;
}

static bool assume(const rk_problem *problem, const rk_rule *rule, rk_answer *answer)
{
    char number[RK_NUMBER_TEXT];
    const rk_classical_options *options = options_of(problem, rule);
    rk_texts *to = &answer->assumptions;
    bool good = true;
    if (rule->need == RK_NEED_DISTRIBUTIONS)
        good = rk_texts_add(to,
            "a range without a stated level is read as the central interval of a normal "
            "distribution on the %s scale "
            "that holds "
            "with probability %s (range_level)",
            problem->measure == RECKON_SHARE ? "logit" : "log",
            rk_number_text(number, options->range_level));
    good = good &&
           rk_texts_add(to,
               "evidence away from a date is widened by %s log units per square-root year (drift)",
               rk_number_text(number, options->drift));
    return good && rk_texts_add(to,
                       "no source is taken to be biased: %s does not use bias priors, so the truth "
                       "here means what "
                       "the sources agree on",
                       problem->method);
}

/* With votes=figure, an origin that publishes often outvotes the others. votes[sources] is scratch.
 */
static bool note_many_votes(const rk_problem *problem, double *votes, rk_answer *answer)
{
    size_t most = 0, used = 0;
    char shown[RK_SHOWN];
    for (size_t i = 0; i < problem->reading_count; i++)
        votes[problem->readings[i].origin] = 0.0;
    for (size_t i = 0; i < problem->reading_count; i++) {
        size_t origin = problem->readings[i].origin;
        if (!answer->uses[i].used)
            continue;
        votes[origin] += 1.0;
        used++;
        most = votes[origin] > votes[most] || used == 1 ? origin : most;
    }
    if (!used || votes[most] < 2.0 || votes[most] >= (double)used ||
        2.0 * votes[most] <= (double)used)
        return true;
    return rk_notes_add(&answer->notes, "many-votes",
        "%zu of the %zu figures in use were counted by \"%s\", and each has a vote: one origin "
        "outvotes the others; "
        "votes=origin gives each origin one voice",
        (size_t)votes[most], used,
        rk_shown(shown, reckon_evidence_source(problem->evidence, most)->id));
}

reckon_status rk_classical_run(
    const rk_problem *problem, const rk_rule *rule, rk_answer *answer, reckon_error *error)
{
    walk w;
    ageing age = ageing_of(problem, rule);
    reckon_status status = RECKON_OK;
    answer->row_fits = rk_alloc(problem->year_count, sizeof *answer->row_fits);
    if (!walk_new(problem, &w) || !answer->row_fits || !assume(problem, rule, answer)) {
        status = rk_fail(
            error, RECKON_MEMORY, "out of memory for %zu estimates", problem->reading_count);
        goto out;
    }
    if (rule->need == RK_NEED_SETS)
        read_as_sets(problem, age.z, answer);
    else
        read_as_distributions(problem, options_of(problem, rule)->range_level, answer);
    if (rule->prepare)
        status = rule->prepare(problem, answer, problem->reading_count, &w.workspace, error);
    for (size_t i = 0; i < problem->year_count && status == RECKON_OK; i++) {
        age_readings(problem, rule, answer, problem->years[i], &age, &w);
        status = answer_date(problem, rule, &w, answer, i, error);
        if (status == RECKON_OK)
            status =
                rk_report_progress(problem, (double)(i + 1) / (double)problem->year_count, error);
    }
    if (status == RECKON_OK && problem->year_count)
        answer->fit = answer->row_fits[problem->year_count - 1];
    if (status == RECKON_OK && !age.by_origin && !note_many_votes(problem, w.votes, answer))
        status = rk_fail(error, RECKON_MEMORY, "out of memory for notes");
out:
    walk_free(&w, rule);
    return status;
}

reckon_status rk_report_progress(const rk_problem *problem, double done, reckon_error *error)
{
    if (!problem->progress)
        return RECKON_OK;
    int depth = rk_gsl_suspend();
    int stop = problem->progress(problem->progress_context, done);
    rk_gsl_resume(depth);
    return stop ? rk_fail(error, RECKON_CANCELLED, "stopped by the caller") : RECKON_OK;
}

const char *rk_reading_id(const rk_problem *problem, size_t reading, char *to)
{
    return rk_shown(
        to, reckon_evidence_estimate(problem->evidence, problem->readings[reading].estimate)->id);
}
