/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run: read, have answered, write, in the order of the lines. Every callback of the caller's is
 * called here, on the caller's thread. */
#include <reckon/batch.h>

#include <string.h>

#include "batch/crew.h"
#include "batch/line.h"
#include "core/memory.h"
#include "core/option.h"
#include "core/status.h"
#include "methods/registry.h"
#include "reconcile/request.h"
#include "json/read_evidence.h"

/* Enough that no thread waits while one of them is at a line that takes long. */
enum { LINES_A_THREAD = 4 };

typedef struct batch {
    reckon_batch_options options;
    rk_batch_plan plan;
    reckon_request *own; /* when the caller gave none */
    reckon_batch_read read;
    reckon_batch_write write;
    void *context;
    reckon_batch_counts counts;
    size_t seen;  /* number of the last line that was read */
    bool ended;   /* nothing more to read */
    bool stopped; /* a callback stopped the run */
} batch;

void reckon_batch_options_init(reckon_batch_options *options)
{
    if (options)
        *options = (reckon_batch_options){.struct_size = sizeof *options, .jobs = 1};
}

/* ------------------------------------------------------------------ before */

/* An option that the method does not have would be every line's error. */
static reckon_status check_settings(const rk_batch_plan *plan, reckon_error *error)
{
    const reckon_request *request = plan->request;
    for (size_t i = 0; i < rk_method_count; i++) {
        const rk_method *method = rk_methods[i];
        const char *asked = request->method ? request->method : RECKON_DEFAULT_METHOD;
        if (!plan->compare && strcmp(method->id, asked) != 0)
            continue;
        void *options = rk_alloc(1, method->options_size);
        if (!options)
            return rk_fail(error, RECKON_MEMORY, "out of memory for the request");
        reckon_status status = rk_request_options(request, method, !plan->compare, options, error);
        rk_free(options);
        if (status != RECKON_OK)
            return status;
    }
    return RECKON_OK;
}

static reckon_status prepare(batch *run, const reckon_batch_options *given, reckon_error *error)
{
    reckon_batch_options *options = &run->options;
    reckon_batch_options_init(options);
    reckon_status status = rk_struct_take(options, sizeof *options, given, error);
    if (status == RECKON_OK && (options->jobs < 1 || options->jobs > RECKON_BATCH_JOBS))
        status = rk_fail(error, RECKON_OPTION, "the number of jobs is 1 to %d, not %zu",
            RECKON_BATCH_JOBS, options->jobs);
    if (status == RECKON_OK && (unsigned)options->format > RECKON_BATCH_CSV)
        status = rk_fail(error, RECKON_OPTION, "there is no such format of a batch");
    if (status == RECKON_OK)
        status = rk_json_limits_take(options->limits, &run->plan.limits, error);
    if (status == RECKON_OK && !options->request && reckon_request_new(&run->own) != RECKON_OK)
        status = rk_fail(error, RECKON_MEMORY, "out of memory for the request");
    if (status != RECKON_OK)
        return status;
    run->plan.request = options->request ? options->request : run->own;
    run->plan.compare = options->compare;
    run->plan.format = options->format;
    run->seen = run->counts.last = options->before;
    return check_settings(&run->plan, error);
}

/* The header belongs to the first run of a table. */
static reckon_status write_header(batch *run, reckon_error *error)
{
    if (run->options.format != RECKON_BATCH_CSV || run->options.before)
        return RECKON_OK;
    char *header = rk_batch_header(&run->plan);
    if (!header)
        return rk_fail(error, RECKON_MEMORY, "out of memory for the header");
    run->stopped = run->write(run->context, header, strlen(header)) != 0;
    rk_free(header);
    return RECKON_OK;
}

/* ------------------------------------------------------------------ line by line */

static int report(void *context, double done)
{
    batch *run = context;
    (void)done;
    if (run->options.progress && run->options.progress(run->context, &run->counts) != 0)
        run->stopped = true;
    return run->stopped;
}

/* The next line, in memory of its own; false at the end. A line over the limit keeps its length
 * alone, and is told so like any other fault. */
static bool next_line(batch *run, rk_batch_line *line)
{
    const char *text = NULL;
    size_t length = 0;
    int got = run->ended || run->stopped ? 0 : run->read(run->context, &text, &length);
    if (got <= 0) {
        run->ended = true;
        run->stopped = run->stopped || got < 0;
        return false;
    }
    *line = (rk_batch_line){.number = ++run->seen, .length = length};
    line->empty = rk_batch_is_empty(text, length);
    if (line->empty || length > run->plan.limits.max_bytes)
        return true;
    line->text = rk_alloc(length, 1);
    if (line->text)
        memcpy(line->text, text, length);
    return true;
}

/* What is known once a line is answered, and all before it are. */
static void count(batch *run, const rk_batch_line *line)
{
    reckon_batch_counts *counts = &run->counts;
    counts->lines++;
    counts->last = line->number;
    if (line->empty)
        counts->empty++;
    else if (line->status == RECKON_OK)
        counts->outcomes[line->outcome]++;
    else
        counts->errors++;
}

static void finish(batch *run, rk_batch_line *line)
{
    size_t length;
    const char *text = rk_batch_text(line, &length);
    if (line->status == RECKON_CANCELLED ||
        (!run->stopped && length && run->write(run->context, text, length) != 0))
        run->stopped = true;
    if (!run->stopped) {
        count(run, line);
        report(run, 0.0);
    }
    rk_batch_line_clear(line);
}

static void run_alone(batch *run)
{
    rk_batch_line line;
    while (!run->stopped && next_line(run, &line)) {
        rk_batch_answer(&run->plan, &line, run->options.progress ? report : NULL, run);
        finish(run, &line);
    }
}

/* Lines go in while there is room, and come out in their order. Once the run is stopped, what is
 * answered already is let go. */
static void run_crew(batch *run, rk_crew *crew)
{
    rk_batch_line line;
    while (!run->stopped) {
        if (rk_crew_take(crew, &line))
            finish(run, &line);
        else if (rk_crew_has_room(crew) && next_line(run, &line))
            rk_crew_put(crew, &line);
        else if (rk_crew_held(crew)) {
            rk_crew_wait(crew);
            report(run, 0.0);
        } else if (run->ended)
            break;
    }
}

static void run_all(batch *run)
{
    rk_crew *crew = NULL;
    size_t jobs = run->options.jobs;
    if (jobs > 1)
        crew = rk_crew_new(&run->plan, jobs, LINES_A_THREAD * jobs);
    if (crew)
        run_crew(run, crew);
    else
        run_alone(run);
    rk_crew_free(crew);
}

reckon_status reckon_batch(const reckon_batch_options *options, reckon_batch_read read,
    reckon_batch_write write, void *context, reckon_batch_counts *counts, reckon_error *error)
{
    if (counts)
        *counts = (reckon_batch_counts){0};
    if (!read || !write)
        return rk_fail(
            error, RECKON_ARGUMENT, "a callback that reads and one that writes are needed");
    batch run = {.read = read, .write = write, .context = context};
    reckon_status status = prepare(&run, options, error);
    if (status == RECKON_OK)
        status = write_header(&run, error);
    if (status == RECKON_OK)
        run_all(&run);
    if (status == RECKON_OK && run.stopped)
        status =
            rk_fail(error, RECKON_CANCELLED, "the run was stopped after line %zu", run.counts.last);
    if (counts)
        *counts = run.counts;
    reckon_request_free(run.own);
    return status;
}
