/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explaining: the answer, then the same question again with figures left out, terms switched off,
 * figures added. */
#include "explain/explaining.h"

#include <math.h>
#include <stdint.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "reconcile/request.h"

/* Where a figure that is still to come is tried: the middles of three equally probable parts of the
 * answer. */
static const double thirds[] = {1.0 / 6.0, 0.5, 5.0 / 6.0};

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory for the explanation");
}

reckon_status rk_explain_fit(rk_explaining *work, const rk_question *question, const void *options,
    const bool *mask, rk_answer *answer, reckon_error *error)
{
    const rk_fit_request fit = {.method = work->method,
        .options = options,
        .used = mask,
        .progress = work->progress.report ? rk_progress_pass : NULL,
        .progress_context = &work->progress};
    reckon_status status = rk_fit_under(question, &fit, answer, error);
    if (status != RECKON_OK)
        return status;
    rk_progress_next(&work->progress);
    /* A quick fit may not ask whether it is to go on. */
    if (!work->progress.report || rk_progress_pass(&work->progress, 0.0) == 0)
        return RECKON_OK;
    rk_answer_free(answer);
    return rk_fail(error, RECKON_CANCELLED, "stopped by the progress function");
}

reckon_explained_range rk_explained_range_of(const rk_question *question, const rk_answer_row *row)
{
    if (row->outcome >= RECKON_OUTCOME_EMPTY)
        return (reckon_explained_range){NAN, NAN, NAN, row->outcome};
    return (reckon_explained_range){rk_question_natural(question, row->low),
        rk_question_natural(question, row->central), rk_question_natural(question, row->high),
        row->outcome};
}

/* ------------------------------------------------------------------ what is left out */

/* The change of that end which moves most; on the link scale. */
static double change_of(const rk_answer_row *with, const rk_answer_row *without)
{
    const double before[] = {with->low, with->central, with->high};
    const double after[] = {without->low, without->central, without->high};
    double most = NAN;
    if (with->outcome >= RECKON_OUTCOME_EMPTY || without->outcome >= RECKON_OUTCOME_EMPTY)
        return NAN;
    for (int i = 0; i < 3; i++) {
        double change = after[i] - before[i];
        if (isfinite(change) && !(fabs(change) <= fabs(most)))
            most = change;
    }
    return most;
}

/* The region that a figure stands in, or the nearest; a bound stands in none. */
static size_t camp_of(const rk_answer *answer, size_t row, const rk_reading *reading)
{
    const rk_answer_row *at = &answer->rows[row];
    size_t nearest = (size_t)-1;
    double least = INFINITY;
    if (at->region_count < 2 || reading->kind == RK_AT_LEAST || reading->kind == RK_AT_MOST)
        return nearest;
    for (size_t i = 0; i < at->region_count; i++) {
        const reckon_range *region = &answer->regions[at->region_start + i];
        double away =
            fmax(0.0, fmax(region->low - reading->centre, reading->centre - region->high));
        if (away < least) {
            least = away;
            nearest = i;
        }
    }
    return nearest;
}

/* The mask without what left_out[] names: whoever repeats it may speak. */
static reckon_status mask_without(rk_explaining *work, reckon_error *error)
{
    const rk_question *question = &work->question;
    const rk_reading_policy policy = {work->evidence_options.derived, question->as_of};
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = rk_readings_without(
        question->evidence, question->population, &policy, work->left_out, work->mask, &inner);
    if (status == RECKON_MEMORY)
        return no_memory(error);
    /* Totals that nothing bridges any more: then nobody else begins to speak. */
    for (size_t i = 0; status != RECKON_OK && i < question->reading_count; i++)
        work->mask[i] = question->used[i] && !work->left_out[question->readings[i].estimate];
    return RECKON_OK;
}

/* Who speaks under the mask and did not before. */
static bool name_speakers(const rk_explaining *work, const char **speaks)
{
    const rk_question *question = &work->question;
    rk_buffer names = RK_BUFFER_INIT;
    for (size_t i = 0; i < question->reading_count; i++) {
        if (!work->mask[i] || question->used[i])
            continue;
        rk_buffer_append(&names, names.length ? ", " : "");
        rk_buffer_append(&names,
            reckon_evidence_estimate(question->evidence, question->readings[i].estimate)->id);
    }
    bool any = names.length > 0, failed = names.failed;
    *speaks = any ? rk_buffer_take(&names) : NULL;
    rk_buffer_free(&names);
    return !failed && (!any || *speaks);
}

/* Names and room of one row. What is there is freed with the explanation, also when this fails. */
static bool begin_row(
    rk_explaining *work, const char *id, size_t source, bool is_origin, reckon_left_out *row)
{
    size_t dates = work->question.year_count;
    const reckon_source *of = reckon_evidence_source(work->question.evidence, source);
    *row = (reckon_left_out){
        .id = rk_strdup(id), .name = rk_strdup(of->name ? of->name : of->id), .gross = NAN};
    row->is_origin = is_origin;
    row->ranges = rk_alloc(dates, sizeof *row->ranges);
    row->changes = rk_alloc(dates, sizeof *row->changes);
    row->camps = rk_alloc(dates, sizeof *row->camps);
    work->told->left_out_count++;
    return row->id && row->name && row->ranges && row->changes && row->camps &&
           name_speakers(work, &row->speaks);
}

static void fill_row(
    rk_explaining *work, const rk_answer *answer, const rk_reading *figure, reckon_left_out *row)
{
    /* The row owns these arrays; they are const only for its readers. */
    reckon_explained_range *ranges = (reckon_explained_range *)(uintptr_t)row->ranges;
    double *changes = (double *)(uintptr_t)row->changes;
    size_t *camps = (size_t *)(uintptr_t)row->camps;
    for (size_t d = 0; d < work->question.year_count; d++) {
        ranges[d] = rk_explained_range_of(&work->question, &answer->rows[d]);
        changes[d] = change_of(&work->base.rows[d], &answer->rows[d]);
        camps[d] = figure ? camp_of(&work->base, d, figure) : (size_t)-1;
    }
}

static reckon_status leave_out_figure(rk_explaining *work, size_t index, reckon_error *error)
{
    const rk_question *question = &work->question;
    size_t reading = work->figures[index];
    const rk_reading *figure = &question->readings[reading];
    reckon_left_out *row = &work->told->left_out[work->told->left_out_count];
    rk_answer answer;
    work->left_out[figure->estimate] = true;
    reckon_status status = mask_without(work, error);
    work->left_out[figure->estimate] = false;
    if (status != RECKON_OK)
        return status;
    if (!begin_row(work, reckon_evidence_estimate(question->evidence, figure->estimate)->id,
            figure->source, false, row))
        return no_memory(error);
    row->gross = work->base.uses[reading].gross;
    status = rk_explain_fit(work, question, work->options, work->mask, &answer, error);
    if (status != RECKON_OK)
        return status;
    fill_row(work, &answer, figure, row);
    for (size_t i = 0; work->gross && i < question->reading_count; i++)
        work->gross[index * question->reading_count + i] = answer.uses[i].gross;
    rk_answer_free(&answer);
    return RECKON_OK;
}

static reckon_status leave_out_origin(rk_explaining *work, size_t origin, reckon_error *error)
{
    const rk_question *question = &work->question;
    reckon_left_out *row = &work->told->left_out[work->told->left_out_count];
    rk_answer answer;
    /* Repetitions of this origin's figures are of the same origin, and stay silent with it. */
    for (size_t i = 0; i < question->reading_count; i++)
        work->left_out[question->readings[i].estimate] = question->readings[i].origin == origin;
    reckon_status status = mask_without(work, error);
    for (size_t i = 0; i < question->reading_count; i++)
        work->left_out[question->readings[i].estimate] = false;
    if (status != RECKON_OK)
        return status;
    if (!begin_row(work, reckon_evidence_source(question->evidence, origin)->id, origin, true, row))
        return no_memory(error);
    status = rk_explain_fit(work, question, work->options, work->mask, &answer, error);
    if (status != RECKON_OK)
        return status;
    fill_row(work, &answer, NULL, row);
    rk_answer_free(&answer);
    return RECKON_OK;
}

static reckon_status leave_out_each(rk_explaining *work, reckon_error *error)
{
    work->told->left_out =
        rk_alloc(work->figure_count + work->origin_count, sizeof *work->told->left_out);
    bool has_gross = work->figure_count && isfinite(work->base.uses[work->figures[0]].gross);
    if (has_gross)
        work->gross =
            rk_alloc(work->figure_count * work->question.reading_count, sizeof *work->gross);
    if (!work->told->left_out || (has_gross && !work->gross))
        return no_memory(error);
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < work->figure_count && status == RECKON_OK; i++)
        status = leave_out_figure(work, i, error);
    for (size_t i = 0; i < work->origin_count && status == RECKON_OK; i++)
        status = leave_out_origin(work, work->origins[i], error);
    return status;
}

/* ------------------------------------------------------------------ the whole */

static bool echo_question(rk_explaining *work)
{
    const rk_question *question = &work->question;
    reckon_explanation *told = work->told;
    const reckon_population *population =
        reckon_evidence_population(question->evidence, question->population);
    const char *unit = question->measure == RECKON_SHARE ? "fraction" : "persons";
    const char *per = question->request ? question->request->per : NULL;
    told->population = rk_strdup(population->id);
    told->name = rk_strdup(population->name ? population->name : population->id);
    told->unit = rk_strdup(population->unit ? population->unit : unit);
    told->per = rk_strdup(per);
    told->measure = question->measure;
    told->method = work->method->id;
    told->level = question->level;
    told->dates = rk_alloc(question->year_count, sizeof *told->dates);
    return told->population && told->name && told->unit && (!per || told->per) && told->dates;
}

/* How many figures of how many origins there are, and from when to when. */
static void count_figures(rk_explaining *work)
{
    reckon_explanation *told = work->told;
    told->first_year = told->last_year = NAN;
    told->figure_count = work->figure_count;
    told->origin_count = work->origin_count;
    for (size_t i = 0; i < work->figure_count; i++) {
        double year = work->question.readings[work->figures[i]].time;
        told->first_year = fmin(told->first_year, year);
        told->last_year = fmax(told->last_year, year);
    }
}

static bool list_figures(rk_explaining *work)
{
    const rk_question *question = &work->question;
    size_t sources = reckon_evidence_source_count(question->evidence);
    bool *heard = rk_alloc(sources, sizeof *heard);
    work->figures = rk_alloc(question->reading_count, sizeof *work->figures);
    work->origins = rk_alloc(sources, sizeof *work->origins);
    work->left_out =
        rk_alloc(reckon_evidence_estimate_count(question->evidence), sizeof *work->left_out);
    work->mask = rk_alloc(question->reading_count, sizeof *work->mask);
    bool good = heard && work->figures && work->origins && work->left_out && work->mask;
    for (size_t i = 0; good && i < question->reading_count; i++) {
        if (!question->used[i])
            continue;
        work->figures[work->figure_count++] = i;
        heard[question->readings[i].origin] = true;
    }
    for (size_t i = 0; good && i < sources; i++)
        if (heard[i])
            work->origins[work->origin_count++] = i;
    rk_free(heard);
    count_figures(work);
    return good;
}

/* All fits together are held to what the request allows for one. */
static reckon_status share_work(
    rk_explaining *work, const rk_question *question, size_t fits, reckon_error *error)
{
    rk_question asked = *question;
    reckon_error inner = RECKON_ERROR_INIT;
    asked.max_work = question->max_work / fits;
    const rk_problem problem = {.evidence = asked.evidence,
        .population = asked.population,
        .measure = asked.measure,
        .method = work->method->id,
        .options = work->options,
        .level = asked.level,
        .probabilities = asked.probabilities,
        .probability_count = asked.probability_count,
        .years = asked.years,
        .year_count = asked.year_count,
        .readings = asked.readings,
        .used = asked.used,
        .reading_count = asked.reading_count};
    reckon_status status = rk_fit_check_work(&problem, work->method, asked.max_work, &inner);
    if (status == RECKON_LIMIT)
        return rk_fail_at(error, RECKON_LIMIT, "/grid",
            "explaining takes %zu fits, together more than max_work = %zu: ask for fewer dates, or "
            "raise max_work",
            fits, question->max_work);
    return status == RECKON_OK ? status
                               : rk_fail_at(error, status, inner.pointer, "%s", inner.message);
}

static reckon_status explain_base(rk_explaining *work, reckon_error *error)
{
    reckon_status status =
        rk_explain_fit(work, &work->question, work->options, NULL, &work->base, error);
    if (status != RECKON_OK)
        return status;
    work->base_made = true;
    for (size_t d = 0; d < work->question.year_count; d++) {
        reckon_explained_date *date = &work->told->dates[d];
        const rk_answer_row *row = &work->base.rows[d];
        date->year = work->question.years[d];
        reckon_date_text(date->year, date->date);
        date->range = rk_explained_range_of(&work->question, row);
        date->decided = row->decided;
        bool told = row->outcome < RECKON_OUTCOME_EMPTY;
        date->region_count = told && !row->region_count ? 1 : row->region_count;
    }
    work->told->claimed = work->base.claim.probability;
    work->told->date_count = work->question.year_count;
    return RECKON_OK;
}

static reckon_status prepare(
    rk_explaining *work, const reckon_request *request, reckon_error *error)
{
    rk_question *question = &work->question;
    bool by_default = !request || (!request->has_grid && !request->date_count);
    if (by_default && question->year_count > 1) {
        question->years[0] = question->years[question->year_count - 1];
        question->year_count = 1;
    }
    question->probabilities = thirds;
    question->probability_count = sizeof thirds / sizeof *thirds;
    work->options = rk_alloc(1, work->method->options_size);
    work->varied = rk_alloc(1, work->method->options_size);
    work->told = rk_alloc(1, sizeof *work->told);
    if (!work->options || !work->varied || !work->told || !echo_question(work) ||
        !list_figures(work))
        return no_memory(error);
    reckon_status status = rk_request_options(request, work->method, true, work->options, error);
    if (status == RECKON_OK)
        status = rk_request_evidence_options(request, &work->evidence_options, error);
    if (status != RECKON_OK)
        return status;
    size_t fits = 1 + work->figure_count + work->origin_count + rk_explain_variation_fits(work);
    work->progress = rk_progress_of(request, fits);
    return share_work(work, question, fits, error);
}

static void close_work(rk_explaining *work)
{
    if (work->base_made)
        rk_answer_free(&work->base);
    rk_free(work->options);
    rk_free(work->varied);
    rk_free(work->figures);
    rk_free(work->origins);
    rk_free(work->gross);
    rk_free(work->left_out);
    rk_free(work->mask);
    rk_question_close(&work->question);
}

reckon_status reckon_explain(const reckon_evidence *evidence, const reckon_request *request,
    reckon_explanation **explanation, reckon_error *error)
{
    if (explanation)
        *explanation = NULL;
    if (!evidence || !explanation)
        return rk_fail(
            error, RECKON_ARGUMENT, "evidence and a place for the explanation are needed");
    rk_explaining work = {
        .method =
            rk_method_find(request && request->method ? request->method : RECKON_DEFAULT_METHOD)};
    reckon_status status = rk_question_open(evidence, request, &work.question, error);
    if (status != RECKON_OK)
        return status;
    status = prepare(&work, request, error);
    if (status == RECKON_OK)
        status = explain_base(&work, error);
    if (status == RECKON_OK)
        status = leave_out_each(&work, error);
    if (status == RECKON_OK)
        status = rk_explain_clashes(&work, error);
    if (status == RECKON_OK)
        status = rk_explain_variations(&work, error);
    if (status == RECKON_OK)
        *explanation = work.told;
    else
        reckon_explanation_free(work.told);
    close_work(&work);
    return status;
}
