/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/request.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "methods/registry.h"

static const double default_probabilities[] = {0.025, 0.25, 0.5, 0.75, 0.975};
enum { DEFAULT_PROBABILITIES = 5, MAX_PROBABILITIES = 999, MAX_SETTINGS = 256 };

static reckon_status no_memory(reckon_error *error)
{
    return rk_fail(error, RECKON_MEMORY, "out of memory for the request");
}

reckon_status reckon_request_new(reckon_request **request)
{
    if (!request)
        return RECKON_ARGUMENT;
    *request = NULL;
    reckon_request *made = rk_alloc(1, sizeof *made);
    double *probabilities = rk_alloc(DEFAULT_PROBABILITIES, sizeof *probabilities);
    if (!made || !probabilities) {
        rk_free(made);
        rk_free(probabilities);
        return RECKON_MEMORY;
    }
    memcpy(probabilities, default_probabilities, sizeof default_probabilities);
    made->level = 0.9;
    made->as_of_time = INFINITY;
    made->per_years = 1.0;
    made->probabilities = probabilities;
    made->probability_count = DEFAULT_PROBABILITIES;
    made->max_dates = 100000;
    made->max_work = rk_default_work;
    *request = made;
    return RECKON_OK;
}

void reckon_request_free(reckon_request *request)
{
    if (!request)
        return;
    for (size_t i = 0; i < request->setting_count; i++) {
        rk_free(request->settings[i].name);
        rk_free(request->settings[i].text);
    }
    rk_free(request->settings);
    rk_free(request->population);
    rk_free(request->method);
    rk_free(request->as_of);
    rk_free(request->per);
    rk_free(request->probabilities);
    rk_free(request->dates);
    rk_free(request);
}

static reckon_status replace_text(char **text, const char *with, reckon_error *error)
{
    char *copy = rk_strdup(with);
    if (!copy)
        return no_memory(error);
    rk_free(*text);
    *text = copy;
    return RECKON_OK;
}

reckon_status reckon_request_set_population(
    reckon_request *request, const char *id, reckon_error *error)
{
    if (!request || !id)
        return rk_fail(error, RECKON_ARGUMENT, "a request and the id of a population are needed");
    return replace_text(&request->population, id, error);
}

reckon_status reckon_request_set_method(
    reckon_request *request, const char *id, reckon_error *error)
{
    if (!request || !id)
        return rk_fail(error, RECKON_ARGUMENT, "a request and the id of a method are needed");
    char shown[RK_SHOWN];
    if (!rk_method_find(id))
        return rk_fail_at(
            error, RECKON_METHOD, "/method", "there is no method \"%s\"", rk_shown(shown, id));
    return replace_text(&request->method, id, error);
}

static bool some_method_has(const char *name)
{
    size_t base;
    for (size_t i = 0; i < rk_method_count; i++)
        if (rk_method_option(rk_methods[i], name, &base))
            return true;
    return false;
}

static reckon_status fail_option(
    reckon_error *error, const char *name, const char *what, const char *detail)
{
    char shown[RK_SHOWN], pointer[2 * RK_SHOWN + 16] = "/options/";
    rk_shown(shown, name);
    for (const char *at = shown; *at; at++) { /* one step of a JSON Pointer */
        const char plain[] = {*at, '\0'};
        size_t used = strlen(pointer);
        rk_copy_text(pointer + used, sizeof pointer - used,
            *at == '~'   ? "~0"
            : *at == '/' ? "~1"
                         : plain);
    }
    return rk_fail_at(error, RECKON_OPTION, pointer, "%s \"%s\"%s", what, shown, detail);
}

/* The setting of that name, made if there is none; NULL when memory is out or there are too many.
 */
static rk_setting *setting_of(reckon_request *request, const char *name, reckon_error *error)
{
    for (size_t i = 0; i < request->setting_count; i++)
        if (strcmp(request->settings[i].name, name) == 0)
            return &request->settings[i];
    if (request->setting_count == MAX_SETTINGS) {
        rk_fail(error, RECKON_LIMIT, "more than %d options", MAX_SETTINGS);
        return NULL;
    }
    rk_setting *grown = rk_realloc(request->settings, request->setting_count + 1, sizeof *grown);
    if (!grown) {
        no_memory(error);
        return NULL;
    }
    request->settings = grown;
    rk_setting *made = &grown[request->setting_count];
    *made = (rk_setting){rk_strdup(name), NULL, NAN};
    if (!made->name) {
        no_memory(error);
        return NULL;
    }
    request->setting_count++;
    return made;
}

/* Sets from `text`, or from `number` when it is NULL. A setting that fails halfway is as it was, or
 * gone. */
static reckon_status set_option(
    reckon_request *request, const char *name, const char *text, double number, reckon_error *error)
{
    reckon_error inner = RECKON_ERROR_INIT;
    if (!some_method_has(name))
        return fail_option(error, name, "no method has an option", "");
    char *copy = text ? rk_strdup(text) : NULL;
    if (text && !copy)
        return no_memory(error);
    rk_setting *setting = setting_of(request, name, &inner);
    if (!setting) {
        rk_free(copy);
        return rk_fail(error, inner.code, "%s", inner.message);
    }
    rk_free(setting->text);
    setting->text = copy;
    setting->number = number;
    return RECKON_OK;
}

reckon_status reckon_request_set_option(
    reckon_request *request, const char *name, const char *value, reckon_error *error)
{
    if (!request || !name || !value)
        return rk_fail(
            error, RECKON_ARGUMENT, "a request, the name of an option and its value are needed");
    return set_option(request, name, value, NAN, error);
}

reckon_status reckon_request_set_option_number(
    reckon_request *request, const char *name, double value, reckon_error *error)
{
    if (!request || !name)
        return rk_fail(error, RECKON_ARGUMENT, "a request and the name of an option are needed");
    if (!isfinite(value))
        return rk_fail(error, RECKON_ARGUMENT, "the value of an option must be finite");
    return set_option(request, name, NULL, value, error);
}

reckon_status reckon_request_set_level(reckon_request *request, double level, reckon_error *error)
{
    if (!request)
        return rk_fail(error, RECKON_ARGUMENT, "a request is needed");
    if (!(level >= 0.01 && level <= 0.9999))
        return rk_fail_at(
            error, RECKON_VALUE, "/level", "a level is a probability from 0.01 to 0.9999");
    request->level = level;
    return RECKON_OK;
}

reckon_status reckon_request_set_probabilities(
    reckon_request *request, const double *probabilities, size_t count, reckon_error *error)
{
    if (!request || (!probabilities && count))
        return rk_fail(error, RECKON_ARGUMENT, "a request and probabilities are needed");
    if (count > MAX_PROBABILITIES)
        return rk_fail_at(
            error, RECKON_LIMIT, "/probabilities", "more than %d probabilities", MAX_PROBABILITIES);
    for (size_t i = 0; i < count; i++)
        if (!(probabilities[i] > 0 && probabilities[i] < 1) ||
            (i && probabilities[i] <= probabilities[i - 1]))
            return rk_fail_at(error, RECKON_VALUE, "/probabilities",
                "probabilities lie between 0 and 1 and rise from one to the next");
    double *copy = rk_alloc(count, sizeof *copy);
    if (!copy)
        return no_memory(error);
    if (count)
        memcpy(copy, probabilities, count * sizeof *copy);
    rk_free(request->probabilities);
    request->probabilities = copy;
    request->probability_count = count;
    return RECKON_OK;
}

reckon_status reckon_request_set_grid(reckon_request *request, const char *from, const char *to,
    const char *step, reckon_error *error)
{
    reckon_period first, last;
    reckon_step every;
    if (!request || !from || !to || !step)
        return rk_fail(error, RECKON_ARGUMENT, "a request, two dates and a step are needed");
    reckon_status status = reckon_date_parse(from, &first, error);
    if (status == RECKON_OK)
        status = reckon_date_parse(to, &last, error);
    if (status == RECKON_OK)
        status = reckon_step_parse(step, &every, error);
    if (status != RECKON_OK)
        return status;
    double last_day = last.end - 1e-3; /* inside the last day, whose end is the start of the next */
    if (last_day < first.start)
        return rk_fail_at(error, RECKON_DATE, "/grid",
            "the grid ends (%.24s) before it begins (%.24s)", to, from);
    request->has_grid = true;
    request->from = first.start;
    request->to = last_day;
    request->step = every;
    return RECKON_OK;
}

reckon_status reckon_request_add_date(
    reckon_request *request, const char *date, reckon_error *error)
{
    reckon_period period;
    if (!request || !date)
        return rk_fail(error, RECKON_ARGUMENT, "a request and a date are needed");
    reckon_status status = reckon_date_parse(date, &period, error);
    if (status != RECKON_OK)
        return status;
    double *grown = rk_realloc(request->dates, request->date_count + 1, sizeof *grown);
    if (!grown)
        return no_memory(error);
    request->dates = grown;
    grown[request->date_count++] = period.middle;
    return RECKON_OK;
}

reckon_status reckon_request_set_as_of(
    reckon_request *request, const char *date, reckon_error *error)
{
    reckon_period period;
    if (!request || !date)
        return rk_fail(error, RECKON_ARGUMENT, "a request and a date are needed");
    reckon_status status = reckon_date_parse(date, &period, error);
    if (status == RECKON_OK)
        status = replace_text(&request->as_of, date, error);
    if (status == RECKON_OK)
        request->as_of_time = period.end;
    return status;
}

reckon_status reckon_request_set_per(reckon_request *request, const char *step, reckon_error *error)
{
    static const double days_of_a_year = 365.2425;
    reckon_step length;
    if (!request || !step)
        return rk_fail(error, RECKON_ARGUMENT, "a request and a step are needed");
    reckon_status status = reckon_step_parse(step, &length, error);
    if (status == RECKON_OK)
        status = replace_text(&request->per, step, error);
    if (status == RECKON_OK)
        request->per_years = length.months / 12.0 + length.days / days_of_a_year;
    return status;
}

reckon_status reckon_request_set_max_dates(
    reckon_request *request, size_t dates, reckon_error *error)
{
    if (!request || dates == 0)
        return rk_fail(
            error, RECKON_ARGUMENT, "a request and a positive number of dates are needed");
    request->max_dates = dates;
    return RECKON_OK;
}

reckon_status reckon_request_set_max_work(
    reckon_request *request, size_t steps, reckon_error *error)
{
    if (!request || steps == 0)
        return rk_fail(
            error, RECKON_ARGUMENT, "a request and a positive number of steps are needed");
    request->max_work = steps;
    return RECKON_OK;
}

reckon_status reckon_request_set_progress(
    reckon_request *request, reckon_progress progress, void *context)
{
    if (!request)
        return RECKON_ARGUMENT;
    request->progress = progress;
    request->progress_context = context;
    return RECKON_OK;
}

/* An option that some method has, but not this one: says which it has. */
static reckon_status fail_foreign_option(
    reckon_error *error, const char *name, const rk_method *method)
{
    char what[64] = "method ", detail[500] = "; it has ";
    rk_copy_text(what + strlen(what), sizeof what - strlen(what), method->id);
    rk_copy_text(what + strlen(what), sizeof what - strlen(what), " has no option");
    for (size_t i = 0; i < rk_method_option_count(method); i++) {
        size_t used = strlen(detail), base;
        rk_copy_text(detail + used, sizeof detail - used, i ? ", " : "");
        used = strlen(detail);
        rk_copy_text(
            detail + used, sizeof detail - used, rk_method_option_at(method, i, &base)->seen.name);
    }
    return fail_option(error, name, what, detail);
}

static reckon_status apply(
    const rk_setting *setting, const rk_option_row *row, void *to, reckon_error *error)
{
    char text[RK_NUMBER_TEXT];
    if (setting->text)
        return rk_option_set_text(row, setting->text, to, error);
    if (row->seen.type == RECKON_OPTION_CHOICE) /* for the message: no choice is a number */
        return rk_option_set_text(row, rk_number_text(text, setting->number), to, error);
    return rk_option_set_number(row, setting->number, to, error);
}

reckon_status rk_request_options(const reckon_request *request, const rk_method *method,
    bool strict, void *options, reckon_error *error)
{
    rk_method_defaults(method, options);
    for (size_t i = 0; request && i < request->setting_count; i++) {
        size_t base;
        const rk_option_row *row = rk_method_option(method, request->settings[i].name, &base);
        if (!row && strict)
            return fail_foreign_option(error, request->settings[i].name, method);
        if (!row)
            continue;
        reckon_status status = apply(&request->settings[i], row, (char *)options + base, error);
        if (status != RECKON_OK)
            return status;
    }
    return RECKON_OK;
}

reckon_status rk_request_evidence_options(
    const reckon_request *request, rk_evidence_options *options, reckon_error *error)
{
    rk_options_default(rk_evidence_option_rows, options);
    for (size_t i = 0; request && i < request->setting_count; i++) {
        const rk_option_row *row =
            rk_option_find(rk_evidence_option_rows, request->settings[i].name);
        reckon_status status = row ? apply(&request->settings[i], row, options, error) : RECKON_OK;
        if (status != RECKON_OK)
            return status;
    }
    return RECKON_OK;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A grid of dates and the last of the evidence, on which no step need fall. */
typedef struct span {
    double from, to;
    reckon_step step;
} span;

/* Without dates: inside the evidence by days or months where it is short, else 1 January of every
 * year about it. */
static span default_span(double first, double last)
{
    static const double two_months = 2.0 / 12.0, three_years = 3.0;
    char day[RECKON_DATE_TEXT];
    reckon_period month;
    if (last - first < two_months)
        return (span){first, last, {0, 1}};
    if (last - first >= three_years)
        return (span){floor(first), fmin(ceil(last), 9999.0), {12, 0}};
    span found = {first, last, {1, 0}};
    if (reckon_date_text(first, day) != RECKON_OK)
        return found;
    day[sizeof "2005-03" - 1] = '\0'; /* the month: its first day leads the grid */
    if (reckon_date_parse(day, &month, NULL) == RECKON_OK)
        found.from = month.start + 0.5 / 366.0;
    return found;
}

reckon_status rk_request_years(const reckon_request *request, double first, double last,
    double **years, size_t *count, reckon_error *error)
{
    *years = NULL;
    *count = 0;
    bool has_dates = request && request->date_count, has_grid = request && request->has_grid;
    bool by_default = !has_dates && !has_grid;
    span grid = by_default ? default_span(first, last)
                : has_grid ? (span){request->from, request->to, request->step}
                           : (span){0.0, 0.0, {12, 0}};
    size_t limit = request ? request->max_dates : 100000;
    size_t single = has_dates ? request->date_count : by_default;
    size_t steps =
        by_default || has_grid ? reckon_date_grid_size(grid.from, grid.to, grid.step) : 0;
    if (steps > limit || single > limit - steps)
        return rk_fail_at(error, RECKON_LIMIT, "/grid", "%zu dates are more than the limit of %zu",
            steps + single, limit);
    double *all = rk_alloc(steps + single, sizeof *all);
    if (!all)
        return no_memory(error);
    size_t made = 0;
    if (steps &&
        reckon_date_grid(grid.from, grid.to, grid.step, all, steps, &made, error) != RECKON_OK) {
        rk_free(all);
        return RECKON_DATE;
    }
    if (has_dates)
        memcpy(all + made, request->dates, single * sizeof *all);
    else if (by_default)
        all[made] = last;
    qsort(all, made + single, sizeof *all, by_time);
    const double same = by_default ? 0.5 / 366.0 : 1e-6; /* a day is 0.0027 */
    for (size_t i = 0; i < made + single; i++)
        if (*count == 0 || all[i] - all[*count - 1] > same)
            all[(*count)++] = all[i];
    *years = all;
    return RECKON_OK;
}
