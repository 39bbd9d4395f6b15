/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model varied: terms switched off, scales of priors halved and doubled, one more figure. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "evidence/store.h"
#include "explain/explaining.h"

enum { MOST_SETTINGS = 3, PLACES = 3 };

/* An option and the value that switches it off. */
typedef struct setting {
    const char *option, *off;
} setting;

/* A term of the model, and what switches it off. */
typedef struct term {
    const char *name, *text;
    setting settings[MOST_SETTINGS];
} term;

static const term terms[] = {
    {"biases", "sources have no biases of their own", {{"bias_sd", "0"}}},
    {"error", "figures have no error beyond what they say", {{"error", "0"}}},
    {"drift", "the number does not drift", {{"drift", "0"}}},
    {"shocks", "the number never jumps", {{"shocks", "none"}}},
    {"common_bias", "no bias is common to all sources",
        {{"common_bias_sd", "0"}, {"common_bias_tail_sd", "0"}, {"common_bias_tail_weight", "0"}}},
    {"gross_error", "no figure is a gross error", {{"gross_error", "0"}}},
};
enum { TERMS = sizeof terms / sizeof *terms };

/* A scale of a prior; `fixed` is the option that, when it is set, makes the scale idle. */
typedef struct scale {
    const char *name, *text, *fixed;
} scale;

static const scale scales[] = {
    {"initial_sd", "how far off the level may be before any figure", NULL},
    {"drift_scale", "how fast the number may move", "drift"},
    {"error_scale", "how far single figures may be off", "error"},
    {"bias_scale", "how far apart sources may be", "bias_sd"},
    {"common_bias_sd", "how far all sources may be off together", NULL},
    {"common_bias_tail_sd", "the same, when they are far off together", NULL},
    {"gross_error", "how often a figure is a gross error", NULL},
    {"gross_error_sd", "how far a gross error may be off", NULL},
    {"shock_rate", "how often the number jumps", NULL},
    {"shock_sd", "how far it jumps", NULL},
    {"tau_scale", "how far estimates differ beyond what they state", NULL},
};
enum { SCALES = sizeof scales / sizeof *scales };

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory for the explanation");
}

static const rk_option_row *option_of(const rk_explaining *work, const char *name)
{
    size_t base;
    return rk_method_option(work->method, name, &base);
}

static bool has_term(const rk_explaining *work, const term *of)
{
    for (size_t i = 0; i < MOST_SETTINGS && of->settings[i].option; i++)
        if (!option_of(work, of->settings[i].option))
            return false;
    return true;
}

/* A scale that an option has fixed away says nothing, nor does one of 0. */
static bool has_scale(const rk_explaining *work, const scale *of)
{
    const rk_option_row *row = option_of(work, of->name);
    if (!row || (of->fixed && isfinite(rk_fit_option(work->method, work->options, of->fixed))))
        return false;
    double value = rk_fit_option(work->method, work->options, of->name);
    return isnan(value) || value > 0.0;
}

static reckon_variation *new_row(rk_explaining *work, reckon_variation_kind kind)
{
    rk_variations *list = &work->told->variations[kind];
    reckon_variation *row = &list->rows[list->count++];
    return rk_variation_init(row, work->question.year_count) ? row : NULL;
}

static void fill(const rk_explaining *work, const rk_answer *answer, reckon_variation *row)
{
    /* The row owns these arrays; they are const only for its readers. */
    reckon_explained_range *ranges = (reckon_explained_range *)(uintptr_t)row->ranges;
    double *widths = (double *)(uintptr_t)row->widths;
    for (size_t d = 0; d < work->question.year_count; d++) {
        ranges[d] = rk_explained_range_of(&work->question, &answer->rows[d]);
        widths[d] = rk_explained_width(work->question.measure, &ranges[d]);
    }
}

static reckon_status fit_varied(rk_explaining *work, reckon_variation *row, reckon_error *error)
{
    rk_answer answer;
    reckon_status status =
        rk_explain_fit(work, &work->question, work->varied, NULL, &answer, error);
    if (status != RECKON_OK)
        return status;
    fill(work, &answer, row);
    rk_answer_free(&answer);
    return RECKON_OK;
}

static reckon_status switch_off(rk_explaining *work, const term *of, reckon_error *error)
{
    reckon_variation *row = new_row(work, RECKON_VARIATION_WIDTH);
    if (!row)
        return no_memory(error);
    row->name = of->name;
    row->text = of->text;
    memcpy(work->varied, work->options, work->method->options_size);
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < MOST_SETTINGS && of->settings[i].option && status == RECKON_OK; i++)
        status = rk_fit_set_option(
            work->method, work->varied, of->settings[i].option, of->settings[i].off, error);
    return status == RECKON_OK ? fit_varied(work, row, error) : status;
}

/* Halved or doubled, as far as the option's own domain goes. */
static reckon_status rescale(
    rk_explaining *work, const scale *of, double factor, reckon_error *error)
{
    char text[RK_NUMBER_TEXT];
    const rk_option_row *option = option_of(work, of->name);
    reckon_variation *row = new_row(work, RECKON_VARIATION_PRIOR);
    if (!row)
        return no_memory(error);
    double value = rk_fit_option(work->method, work->options, of->name);
    row->name = of->name;
    row->text = of->text;
    row->value = isnan(value) ? rk_fit_get(&work->base.defaulted, of->name) : value;
    if (!isfinite(row->value)) { /* no figure was there to give it a value */
        for (size_t d = 0; d < work->question.year_count; d++)
            ((reckon_explained_range *)(uintptr_t)row->ranges)[d] =
                (reckon_explained_range){NAN, NAN, NAN, work->base.rows[d].outcome};
        for (size_t d = 0; d < work->question.year_count; d++)
            ((double *)(uintptr_t)row->widths)[d] = NAN;
        return RECKON_OK;
    }
    row->changed = fmin(fmax(factor * row->value, option->seen.minimum), option->seen.maximum);
    memcpy(work->varied, work->options, work->method->options_size);
    reckon_status status = rk_fit_set_option(
        work->method, work->varied, of->name, rk_number_text(text, row->changed), error);
    return status == RECKON_OK ? fit_varied(work, row, error) : status;
}

/* ------------------------------------------------------------------ one more figure */

/* Sources beside the evidence's own. */
typedef struct extra {
    reckon_evidence *evidence; /* a copy with one source more */
    rk_question question;      /* of the copy; borrows years, owns readings and used */
    size_t newcomer;           /* that source */
} extra;

static reckon_status copy_evidence(const reckon_evidence *from, extra *to, reckon_error *error)
{
    char id[32] = "one-more";
    reckon_source newcomer;
    reckon_status status = reckon_evidence_new(&to->evidence);
    if (status == RECKON_OK)
        status = reckon_evidence_set_admiralty(to->evidence, from->admiralty);
    for (size_t i = 0; i < reckon_evidence_population_count(from) && status == RECKON_OK; i++)
        status = reckon_evidence_add_population(
            to->evidence, reckon_evidence_population(from, i), error);
    for (size_t i = 0; i < reckon_evidence_source_count(from) && status == RECKON_OK; i++)
        status = reckon_evidence_add_source(to->evidence, reckon_evidence_source(from, i), error);
    for (size_t i = 0; i < reckon_evidence_estimate_count(from) && status == RECKON_OK; i++)
        status =
            reckon_evidence_add_estimate(to->evidence, reckon_evidence_estimate(from, i), error);
    if (status != RECKON_OK)
        return status;
    while (reckon_evidence_find_source(from, id) != (size_t)-1 && strlen(id) + 1 < sizeof id)
        strcat(id, "-");
    reckon_source_init(&newcomer);
    newcomer.id = id;
    to->newcomer = reckon_evidence_source_count(from);
    return reckon_evidence_add_source(to->evidence, &newcomer, error);
}

static reckon_status extra_open(const rk_explaining *work, extra *to, reckon_error *error)
{
    size_t count = work->question.reading_count;
    *to = (extra){.question = work->question};
    to->question.readings = rk_alloc(count + 1, sizeof *to->question.readings);
    to->question.used = rk_alloc(count + 1, sizeof *to->question.used);
    to->question.reading_count = count + 1;
    if (!to->question.readings || !to->question.used)
        return no_memory(error);
    memcpy(to->question.readings, work->question.readings, count * sizeof *to->question.readings);
    memcpy(to->question.used, work->question.used, count * sizeof *to->question.used);
    to->question.used[count] = true;
    reckon_status status = copy_evidence(work->question.evidence, to, error);
    to->question.evidence = to->evidence;
    return status;
}

static void extra_close(extra *of)
{
    reckon_evidence_free(of->evidence);
    rk_free(of->question.readings);
    rk_free(of->question.used);
}

typedef enum helper_kind { CHECKED_COUNT, NEW_ORIGIN, OLD_ORIGIN, HELPS } helper_kind;

static const struct {
    const char *name, *text;
    double half; /* half-width on the link scale */
} helps[HELPS] = {
    {"checked-count", "a checked count at that date, right to within 5 %", 0.05},
    {"new-origin", "a figure of an origin not heard before, within 20 %", 0.2},
    {"old-origin", "one more figure of the latest origin, within 20 %", 0.2},
};

/* Of the latest figure in use. */
static const rk_reading *latest(const rk_explaining *work)
{
    const rk_reading *last = NULL;
    for (size_t i = 0; i < work->figure_count; i++) {
        const rk_reading *reading = &work->question.readings[work->figures[i]];
        if (!last || reading->time > last->time)
            last = reading;
    }
    return last;
}

/* Where the figure will say the number is, in one of three equally probable parts: where the answer
 * has it there, spread by what such a figure is expected to be off. */
static double place_of(
    const rk_explaining *work, size_t date, helper_kind kind, size_t origin, int place)
{
    const double *quantiles = work->base.quantiles + date * PLACES;
    double error = rk_fit_get(&work->base.fit, "error.mean"),
           spread = rk_fit_get(&work->base.fit, "bias_sd.mean");
    double half = 0.5 * (quantiles[2] - quantiles[0]), shift = 0.0, more = 0.0;
    const double unit = 0.96742156610170; /* normal quantile of 5/6 */
    if (kind != CHECKED_COUNT && isfinite(error))
        more += error * error;
    if (kind == NEW_ORIGIN && isfinite(spread))
        more += spread * spread;
    if (kind == OLD_ORIGIN && origin < work->base.bias_count &&
        isfinite(work->base.biases[origin].mean))
        shift = work->base.biases[origin].mean;
    double sd = half / unit;
    double grown = sd > 0.0 ? sqrt(1.0 + more / (sd * sd)) : 1.0;
    return quantiles[1] + shift + grown * (quantiles[place] - quantiles[1]);
}

static void pose_figure(
    extra *to, const rk_explaining *work, double year, double at, helper_kind kind)
{
    const rk_reading *last = latest(work);
    rk_reading *figure = &to->question.readings[work->question.reading_count];
    double low = at - helps[kind].half, high = at + helps[kind].half;
    *figure = (rk_reading){.estimate = last->estimate,
        .source = kind == OLD_ORIGIN ? last->source : to->newcomer,
        .origin = kind == OLD_ORIGIN ? last->origin : to->newcomer,
        .kind = RK_RANGE,
        .certain = kind == CHECKED_COUNT,
        .low = rk_unlink(work->question.measure, low),
        .high = rk_unlink(work->question.measure, high),
        .best = NAN,
        .link_low = low,
        .link_high = high,
        .link_best = NAN,
        .centre = at,
        .sd_low = NAN,
        .sd_high = NAN,
        .level = NAN,
        .weight = 1.0,
        .time = year,
        .used = false}; /* the mask lets it in; the prior stands where the evidence's own figures
                           put it */
}

/* The expected width at one date: a geometric mean over three places; NAN when one of them gives no
 * range. */
static reckon_status expect(rk_explaining *work, extra *of, size_t date, helper_kind kind,
    double *width, reckon_outcome *outcome, reckon_error *error)
{
    double sum = 0.0;
    rk_question asked = of->question;
    asked.years = &work->question.years[date];
    asked.year_count = 1;
    *outcome = RECKON_OUTCOME_OK;
    for (int place = 0; place < PLACES; place++) {
        rk_answer answer;
        double at = place_of(work, date, kind, latest(work)->origin, place);
        pose_figure(of, work, asked.years[0], at, kind);
        reckon_status status = rk_explain_fit(work, &asked, work->options, NULL, &answer, error);
        if (status != RECKON_OK)
            return status;
        sum += answer.rows[0].high - answer.rows[0].low;
        *outcome = rk_outcome_worse(*outcome, answer.rows[0].outcome);
        rk_answer_free(&answer);
    }
    *width = isfinite(sum) && *outcome < RECKON_OUTCOME_EMPTY ? exp(sum / PLACES) : NAN;
    return RECKON_OK;
}

static bool can_expect(const rk_explaining *work, size_t date)
{
    const rk_answer_row *row = &work->base.rows[date];
    const double *quantiles = work->base.quantiles + date * PLACES;
    return row->has_quantiles && row->outcome < RECKON_OUTCOME_EMPTY && isfinite(quantiles[0]) &&
           isfinite(quantiles[PLACES - 1]);
}

static reckon_status help(rk_explaining *work, extra *of, helper_kind kind, reckon_error *error)
{
    reckon_variation *row = new_row(work, RECKON_VARIATION_HELP);
    reckon_status status = row ? RECKON_OK : no_memory(error);
    if (!row)
        return status;
    row->name = helps[kind].name;
    row->text = helps[kind].text;
    for (size_t d = 0; d < work->question.year_count && status == RECKON_OK; d++) {
        reckon_explained_range *range = (reckon_explained_range *)(uintptr_t)&row->ranges[d];
        double *width = (double *)(uintptr_t)&row->widths[d];
        *range = (reckon_explained_range){NAN, NAN, NAN, work->base.rows[d].outcome};
        *width = NAN;
        if (can_expect(work, d))
            status = expect(work, of, d, kind, width, &range->outcome, error);
    }
    return status;
}

static reckon_status help_by_each(rk_explaining *work, reckon_error *error)
{
    extra of;
    if (!work->figure_count)
        return RECKON_OK;
    bool any = false;
    for (size_t d = 0; d < work->question.year_count; d++)
        any = any || can_expect(work, d);
    if (!any)
        return rk_texts_add(&work->told->notes,
                   "what would help is left out: the answer of %s is no distribution that says "
                   "what to expect",
                   work->method->id)
                   ? RECKON_OK
                   : no_memory(error);
    reckon_status status = extra_open(work, &of, error);
    for (int kind = 0; kind < HELPS && status == RECKON_OK; kind++)
        status = help(work, &of, (helper_kind)kind, error);
    extra_close(&of);
    return status;
}

/* ------------------------------------------------------------------ the whole */

static size_t term_count(const rk_explaining *work)
{
    size_t count = 0;
    for (size_t i = 0; i < TERMS; i++)
        count += has_term(work, &terms[i]);
    return count;
}

static size_t scale_count(const rk_explaining *work)
{
    size_t count = 0;
    for (size_t i = 0; i < SCALES; i++)
        count += has_scale(work, &scales[i]);
    return count;
}

size_t rk_explain_variation_fits(const rk_explaining *work)
{
    return term_count(work) + 2 * scale_count(work) +
           (size_t)HELPS * PLACES * work->question.year_count;
}

static bool note_absent(rk_explaining *work)
{
    rk_texts *notes = &work->told->notes;
    return (term_count(work) ||
               rk_texts_add(notes,
                   "what the width is made of is left out: %s has no terms to switch off",
                   work->method->id)) &&
           (scale_count(work) ||
               rk_texts_add(notes, "the prior is left out: %s has none whose scale could be halved",
                   work->method->id));
}

reckon_status rk_explain_variations(rk_explaining *work, reckon_error *error)
{
    const size_t rows[RK_VARIATION_KINDS] = {term_count(work), 2 * scale_count(work), HELPS};
    for (int kind = 0; kind < RK_VARIATION_KINDS; kind++) {
        work->told->variations[kind].rows =
            rk_alloc(rows[kind], sizeof *work->told->variations[kind].rows);
        if (!work->told->variations[kind].rows)
            return no_memory(error);
    }
    reckon_status status = note_absent(work) ? RECKON_OK : no_memory(error);
    for (size_t i = 0; i < TERMS && status == RECKON_OK; i++)
        if (has_term(work, &terms[i]))
            status = switch_off(work, &terms[i], error);
    for (size_t i = 0; i < SCALES && status == RECKON_OK; i++) {
        if (!has_scale(work, &scales[i]))
            continue;
        status = rescale(work, &scales[i], 0.5, error);
        if (status == RECKON_OK)
            status = rescale(work, &scales[i], 2.0, error);
    }
    return status == RECKON_OK ? help_by_each(work, error) : status;
}
