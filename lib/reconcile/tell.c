/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/tell.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "evidence/digest.h"
#include "reconcile/request.h"

/* What the result says of the question and of every option it was asked under. */
static bool echo_question(const rk_question *question, reckon_result *result)
{
    const reckon_population *population =
        reckon_evidence_population(question->evidence, question->population);
    result->population = rk_strdup(population->id);
    result->name = rk_strdup(population->name ? population->name : population->id);
    const char *unit = question->measure == RECKON_SHARE ? "fraction" : "persons";
    result->unit = rk_strdup(population->unit ? population->unit : unit);
    const char *title = reckon_evidence_title(question->evidence);
    result->title = rk_strdup(title);
    if (title && !result->title)
        return false;
    const reckon_request *request = question->request;
    result->as_of = rk_strdup(request ? request->as_of : NULL);
    result->per = rk_strdup(request ? request->per : NULL);
    if (request && ((request->as_of && !result->as_of) || (request->per && !result->per)))
        return false;
    rk_evidence_digest(question->evidence, result->digest);
    result->measure = question->measure;
    result->level = question->level;
    result->probabilities = rk_alloc(question->probability_count, sizeof *result->probabilities);
    if (!result->population || !result->name || !result->unit || !result->probabilities)
        return false;
    result->probability_count = question->probability_count;
    if (question->probability_count)
        memcpy(result->probabilities, question->probabilities,
            question->probability_count * sizeof(double));
    return true;
}

/* Where a default is "none", what it came to. */
static bool echo_options(
    const rk_method *method, const void *options, const rk_answer *answer, reckon_result *result)
{
    size_t count = rk_method_option_count(method);
    result->method = method->id;
    result->options = rk_alloc(count, sizeof *result->options);
    if (!result->options)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t base;
        const rk_option_row *row = rk_method_option_at(method, i, &base);
        double value = rk_option_get(row, (const char *)options + base);
        bool choice = row->seen.type == RECKON_OPTION_CHOICE;
        result->options[i] = (rk_echo){
            .name = row->seen.name,
            .text = choice ? row->seen.choices[(int)value] : NULL,
            .number = choice         ? NAN
                      : isnan(value) ? rk_fit_get(&answer->defaulted, row->seen.name)
                                     : value,
        };
    }
    result->option_count = count;
    return true;
}

static bool tell_regions(
    const rk_question *question, const rk_answer *answer, size_t index, reckon_row *row)
{
    const rk_answer_row *from = &answer->rows[index];
    reckon_range whole = {row->low, row->high};
    if (from->region_count == 0 && from->outcome < RECKON_OUTCOME_EMPTY)
        return rk_row_set_regions(row, &whole, 1);
    if (from->region_count == 0)
        return true;
    if (!rk_row_set_regions(row, answer->regions + from->region_start, from->region_count))
        return false;
    for (size_t i = 0; i < row->region_count; i++) {
        reckon_range *region = rk_row_region(row, i);
        region->low = rk_question_natural(question, region->low);
        region->high = rk_question_natural(question, region->high);
    }
    return true;
}

/* Among the readings in use, each as long as its date. */
static reckon_support support_at(const rk_question *question, const rk_answer *answer, double year)
{
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < question->reading_count; i++) {
        const rk_reading *reading = &question->readings[i];
        if (!answer->uses[i].used)
            continue;
        double reach = 0.5 * reading->length + 1e-3;
        first = fmin(first, reading->time - reach);
        last = fmax(last, reading->time + reach);
    }
    return year < first  ? RECKON_SUPPORT_BEFORE
           : year > last ? RECKON_SUPPORT_AFTER
                         : RECKON_SUPPORT_INSIDE;
}

static bool tell_row(
    const rk_question *question, const rk_answer *answer, size_t index, reckon_result *result)
{
    const rk_answer_row *from = &answer->rows[index];
    reckon_row *row = &result->rows[index];
    size_t p = result->probability_count;
    row->year = question->years[index];
    reckon_date_text(row->year, row->date);
    row->low = rk_question_natural(question, from->low);
    row->central = rk_question_natural(question, from->central);
    row->high = rk_question_natural(question, from->high);
    row->estimates_used = from->used;
    row->outcome = from->outcome;
    row->decided = from->decided;
    if (from->has_quantiles) {
        double *quantiles = result->quantiles + index * p;
        for (size_t i = 0; i < p; i++)
            quantiles[i] = rk_question_natural(question, answer->quantiles[index * p + i]);
        row->quantiles = quantiles;
    }
    return tell_regions(question, answer, index, row);
}

static bool tell_rows(const rk_question *question, rk_answer *answer, reckon_result *result)
{
    result->rows = rk_alloc(answer->row_count, sizeof *result->rows);
    result->quantiles =
        rk_alloc(answer->row_count * result->probability_count, sizeof *result->quantiles);
    if (!result->rows || !result->quantiles)
        return false;
    result->row_count = answer->row_count;
    for (size_t i = 0; i < answer->row_count; i++)
        if (!tell_row(question, answer, i, result))
            return false;
    for (size_t i = 0; i < answer->row_count; i++)
        result->rows[i].support = support_at(question, answer, result->rows[i].year);
    result->fit = answer->fit;
    result->row_fits = answer->row_fits;
    answer->row_fits = NULL;
    return true;
}

/* The sources behind the readings, in the order of the evidence; others say nothing here. */
static bool tell_sources(
    const rk_question *question, const rk_answer *answer, reckon_result *result)
{
    size_t count = reckon_evidence_source_count(question->evidence);
    result->sources = rk_alloc(count, sizeof *result->sources);
    bool *speaks = rk_alloc(count, sizeof *speaks);
    bool good = result->sources && speaks;
    for (size_t i = 0; good && i < question->reading_count; i++)
        speaks[question->readings[i].source] = speaks[question->readings[i].origin] = true;
    for (size_t i = 0; good && i < count; i++) {
        if (!speaks[i])
            continue;
        const rk_bias *bias = &answer->biases[i];
        reckon_result_source *to = &result->sources[result->source_count++];
        *to = (reckon_result_source){
            .id = rk_strdup(reckon_evidence_source(question->evidence, i)->id),
            .name = rk_strdup(reckon_evidence_source(question->evidence, i)->name),
            .weight = reckon_evidence_source_weight(question->evidence, i),
            .bias_mean = bias->mean,
            .bias_sd = bias->sd,
            .bias_low = bias->low,
            .bias_high = bias->high,
        };
        good = to->id && (to->name || !reckon_evidence_source(question->evidence, i)->name);
    }
    rk_free(speaks);
    return good;
}

/* Stated ends come back as they were stated; those that a method made come from the link scale. */
static double told_end(const rk_question *question, const rk_use *use, double stated, double linked)
{
    return use->widened ? rk_question_natural(question, linked) : question->per * stated;
}

/* A copy of a text that may be absent; *good becomes false when memory is out. */
static const char *copied(const char *text, bool *good)
{
    char *copy = rk_strdup(text);
    *good = *good && (copy || !text);
    return copy;
}

/* Author, title, publication and date, what there is of them, in one line. */
static char *cited(const reckon_citation *citation)
{
    rk_buffer line = RK_BUFFER_INIT;
    const char *parts[] = {citation->author, citation->title ? citation->title : citation->document,
        citation->publication, citation->date};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i])
            continue;
        rk_buffer_append(&line, line.length ? ", " : "");
        rk_buffer_append(&line, parts[i]);
    }
    return rk_buffer_take(&line);
}

static bool has_citation(const reckon_citation *citation)
{
    return citation->author || citation->title || citation->document || citation->publication ||
           citation->date;
}

static bool tell_reading(const rk_question *question, const rk_reading *from, const rk_use *use,
    reckon_result_reading *to)
{
    bool good = true;
    const reckon_estimate *stated = reckon_evidence_estimate(question->evidence, from->estimate);
    const reckon_source *source = reckon_evidence_source(question->evidence, from->source);
    *to = (reckon_result_reading){
        .estimate = copied(stated->id, &good),
        .source = copied(source->id, &good),
        .kind = rk_reading_kind_name(from->kind),
        .low = told_end(question, use, from->low, use->link_low),
        .high = told_end(question, use, from->high, use->link_high),
        .log_centre = use->centre,
        .log_sd = use->sd,
        .weight = from->weight,
        .time = from->time,
        .used = use->used,
        .reason = copied(use->reason[0] ? use->reason : NULL, &good),
        .note = copied(from->note[0] ? from->note : NULL, &good),
        .origin = copied(reckon_evidence_source(question->evidence, from->origin)->id, &good),
        .source_name = copied(source->name, &good),
        .text = copied(stated->text, &good),
        .quote = copied(stated->citation.quote, &good),
        .citation = has_citation(&stated->citation) ? cited(&stated->citation) : NULL,
        .url = copied(stated->citation.url, &good),
        .certain = from->certain,
        .gross = use->gross,
        .shock = use->shock,
    };
    return good && (to->citation || !has_citation(&stated->citation));
}

static bool tell_readings(
    const rk_question *question, const rk_answer *answer, reckon_result *result)
{
    result->readings = rk_alloc(question->reading_count, sizeof *result->readings);
    if (!result->readings)
        return false;
    result->reading_count = question->reading_count; /* all zero: what fails halfway can be freed */
    for (size_t i = 0; i < question->reading_count; i++)
        if (!tell_reading(question, &question->readings[i], &answer->uses[i], &result->readings[i]))
            return false;
    return true;
}

/* The outcome of the whole is the worst of its dates; where dates differ, a note counts them. */
static bool summarise_outcome(reckon_result *result)
{
    size_t counts[RECKON_OUTCOME_UNRESOLVED + 1] = {0};
    for (size_t i = 0; i < result->row_count; i++) {
        counts[result->rows[i].outcome]++;
        result->outcome = rk_outcome_worse(result->outcome, result->rows[i].outcome);
    }
    if (result->row_count == 0)
        result->outcome = RECKON_OUTCOME_EMPTY;
    for (int outcome = RECKON_OUTCOME_BOUNDARY; outcome <= RECKON_OUTCOME_UNRESOLVED; outcome++)
        if (counts[outcome] &&
            !rk_notes_add(&result->notes, reckon_outcome_name((reckon_outcome)outcome),
                "%zu of %zu dates: %s", counts[outcome], result->row_count,
                reckon_outcome_text((reckon_outcome)outcome)))
            return false;
    if (result->reading_count == 0)
        return rk_notes_add(
            &result->notes, "no-estimate", "there is no estimate of this population");
    return true;
}

static bool has_missing_number(const reckon_result *result, const reckon_row *row)
{
    if (row->outcome >= RECKON_OUTCOME_EMPTY)
        return false;
    bool missing = isnan(row->low) || isnan(row->central) || isnan(row->high);
    for (size_t i = 0; row->quantiles && i < result->probability_count && !missing; i++)
        missing = isnan(row->quantiles[i]);
    return missing;
}

static bool note_what_is_open(reckon_result *result)
{
    for (size_t i = 0; i < result->row_count; i++) {
        if (has_missing_number(result, &result->rows[i]))
            return rk_notes_add(&result->notes, "open",
                "a number that is not shown is not finite: no estimate closes that end, or it is "
                "too large");
    }
    return true;
}

/* How wide a reading is on the link scale, as the method took it; infinite for a bound. */
static double width_of(const rk_use *use)
{
    const double both_sides = 2.0 * 1.645; /* sds: nine tenths of a normal distribution */
    double set = use->link_high - use->link_low;
    return isfinite(set) ? set : use->sd > 0.0 ? both_sides * use->sd : INFINITY;
}

/* Figures that agree by chance can leave a range that is narrower than any of them allows. */
static bool note_no_width(
    const rk_question *question, const rk_answer *answer, reckon_result *result)
{
    static const double hardly = 0.1; /* of the narrowest figure */
    double narrowest = INFINITY;
    for (size_t i = 0; i < question->reading_count; i++)
        if (answer->uses[i].used)
            narrowest = fmin(narrowest, width_of(&answer->uses[i]));
    for (size_t i = 0; i < answer->row_count; i++) {
        const rk_answer_row *row = &answer->rows[i];
        if (row->outcome < RECKON_OUTCOME_EMPTY && row->high - row->low < hardly * narrowest)
            return rk_notes_add(&result->notes, "no-width",
                "a range is less than a tenth as wide as the most exact figure: its width says how "
                "well the figures "
                "agree, not how well they are known");
    }
    return true;
}

/* The reading of an estimate; readings are in the order of the evidence. Their count when there is
 * none. */
static size_t reading_of(const rk_question *question, size_t estimate)
{
    size_t low = 0, high = question->reading_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (question->readings[middle].estimate < estimate)
            low = middle + 1;
        else
            high = middle;
    }
    return low < question->reading_count && question->readings[low].estimate == estimate
               ? low
               : question->reading_count;
}

/* The id of what figure `index` repeats when none of its originals is in use; NULL else. */
static const char *silent_original(
    const rk_question *question, const rk_answer *answer, size_t index)
{
    const reckon_evidence *evidence = question->evidence;
    const reckon_estimate *repeats =
        reckon_evidence_estimate(evidence, question->readings[index].estimate);
    const char *silent = NULL;
    for (size_t i = 0; i < repeats->derived_count; i++) {
        size_t original =
            reading_of(question, reckon_evidence_find_estimate(evidence, repeats->derived_from[i]));
        if (original == question->reading_count)
            continue;
        if (answer->uses[original].used)
            return NULL;
        silent = repeats->derived_from[i];
    }
    return silent;
}

/* A copy speaks when its original is left out: whoever left the original out hardly means that. */
static bool note_repetition(
    const rk_question *question, const rk_answer *answer, reckon_result *result)
{
    char shown[RK_SHOWN], original[RK_SHOWN];
    for (size_t i = 0; i < question->reading_count; i++) {
        const char *silent = answer->uses[i].used ? silent_original(question, answer, i) : NULL;
        const reckon_estimate *speaks =
            reckon_evidence_estimate(question->evidence, question->readings[i].estimate);
        if (silent && !rk_notes_add(&result->notes, "repetition-speaks",
                          "\"%s\" repeats \"%s\", which is not used, and now speaks in its place: "
                          "leave it out too "
                          "if the figure itself is in doubt",
                          rk_shown(shown, speaks->id), rk_shown(original, silent)))
            return false;
    }
    return true;
}

reckon_status rk_tell(const rk_question *question, const rk_method *method, const void *options,
    rk_answer *answer, reckon_result **result, reckon_error *error)
{
    reckon_result *made = rk_alloc(1, sizeof *made);
    if (!made || !echo_question(question, made) || !echo_options(method, options, answer, made) ||
        !tell_rows(question, answer, made) || !tell_sources(question, answer, made) ||
        !tell_readings(question, answer, made) || !rk_texts_take(&made->notes, &answer->notes) ||
        !rk_texts_take(&made->assumptions, &answer->assumptions) || !summarise_outcome(made) ||
        !note_what_is_open(made) || !note_no_width(question, answer, made) ||
        !note_repetition(question, answer, made)) {
        reckon_result_free(made);
        return rk_fail(error, RECKON_MEMORY, "out of memory for the result");
    }
    made->claim = (reckon_range_claim){answer->claim.probability, answer->claim.text};
    *result = made;
    return RECKON_OK;
}
