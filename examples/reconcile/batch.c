/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many questions in one run: lines in, answers out, how far it is on the standard error. */
#include "batch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <reckon/batch.h>

#include "batch_input.h"
#include "batch_output.h"
#include "complain.h"
#include "files.h"

/* Set by Ctrl-C and what else asks a program to end; a second one ends it at once. */
static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

static void listen_for_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
}

/* ------------------------------------------------------------------ how far it is */

struct clock {
    bool terminal, wanted; /* the line is written over, or there is a new one now and then */
    bool shown;
    double start, last;
};

static double seconds(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0
               ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec
               : 0.0;
}

static struct clock start_clock(const struct arguments *arguments)
{
    bool terminal = isatty(STDERR_FILENO) == 1 && !arguments->quiet;
    double now = seconds();
    return (struct clock){
        .terminal = terminal, .wanted = terminal || arguments->progress, .start = now, .last = now};
}

static double rate_of(const struct clock *clock, const reckon_batch_counts *counts, double now)
{
    return now > clock->start ? (double)counts->lines / (now - clock->start) : 0.0;
}

static void show(struct clock *clock, const reckon_batch_counts *counts)
{
    double now = seconds();
    if (!clock->wanted || now - clock->last < (clock->terminal ? 0.2 : 5.0))
        return;
    fprintf(stderr, "%sreconcile: %zu done, %zu of them at fault, %.1f a second%s",
        clock->terminal ? "\r" : "", counts->lines, counts->errors, rate_of(clock, counts, now),
        clock->terminal ? "  " : "\n");
    fflush(stderr);
    clock->last = now;
    clock->shown = clock->terminal;
}

static void wipe(struct clock *clock)
{
    if (clock->shown)
        fprintf(stderr, "\r%70s\r", "");
    fflush(stderr);
    clock->shown = false;
}

/* ------------------------------------------------------------------ the run */

struct batch {
    const struct arguments *arguments;
    struct batch_input input;
    struct batch_output output;
    struct clock clock;
    reckon_batch_counts counts;
};

static int read_one(void *context, const char **line, size_t *length)
{
    struct batch *batch = context;
    return next_batch_line(&batch->input, line, length);
}

static int write_one(void *context, const char *text, size_t length)
{
    struct batch *batch = context;
    return put_batch_answer(&batch->output, text, length);
}

static int watch(void *context, const reckon_batch_counts *so_far)
{
    struct batch *batch = context;
    show(&batch->clock, so_far);
    return interrupted != 0;
}

/* "7 lines: 5 ok, 1 bounded; 1 at fault; 0.2 s, 35 a second" */
static void sum_up(const struct batch *batch)
{
    const reckon_batch_counts *counts = &batch->counts;
    const char *unit = batch->input.pairs ? "populations" : "lines";
    char text[500], *at = text, *end = text + sizeof text;
    double now = seconds();
    if (batch->arguments->quiet)
        return;
    at += snprintf(at, (size_t)(end - at), "%zu %s: ", counts->lines, unit);
    const char *between = "";
    for (int i = 0; i < RECKON_BATCH_OUTCOMES; i++)
        if (counts->outcomes[i] || i == RECKON_OUTCOME_OK) {
            at += snprintf(at, (size_t)(end - at), "%s%zu %s", between, counts->outcomes[i],
                reckon_outcome_name((reckon_outcome)i));
            between = ", ";
        }
    at += snprintf(at, (size_t)(end - at), "; %zu at fault", counts->errors);
    if (counts->empty)
        at += snprintf(at, (size_t)(end - at), ", %zu empty", counts->empty);
    if (batch->clock.wanted)
        snprintf(at, (size_t)(end - at), "; %.1f s, %.1f a second", now - batch->clock.start,
            rate_of(&batch->clock, counts, now));
    complain("%s", text);
}

static int complain_interrupted(const struct batch *batch)
{
    if (batch->output.name)
        complain("stopped after line %zu; the same command with --resume goes on from there",
            batch->counts.last);
    else
        complain(
            "stopped after line %zu; with --output FILE a run can be resumed", batch->counts.last);
    return EXIT_INTERRUPTED;
}

/* How the run ended, as an exit status. A failure to write is told when the output is closed. */
static int conclude(struct batch *batch, reckon_status status, const reckon_error *error)
{
    const reckon_batch_counts *counts = &batch->counts;
    size_t answers =
        counts->outcomes[RECKON_OUTCOME_OK] + counts->outcomes[RECKON_OUTCOME_BOUNDARY];
    if (status == RECKON_CANCELLED && batch->output.reason)
        return EXIT_FAILED;
    if (status == RECKON_CANCELLED && interrupted)
        return complain_interrupted(batch);
    if (status == RECKON_CANCELLED)
        return complain("%.1000s cannot be read: %s", shown_name(batch->input.name),
            strerror(batch->input.reason ? batch->input.reason : ENOMEM));
    if (status == RECKON_OPTION)
        return complain_usage("%s", error->message);
    if (status != RECKON_OK)
        return complain("%s", error->message);
    sum_up(batch);
    if (counts->errors)
        return EXIT_FAILED;
    bool all = answers + counts->empty == counts->lines;
    return batch->arguments->fail && !all ? EXIT_NO_ANSWER : 0;
}

static int answer_lines(
    struct batch *batch, const reckon_request *request, size_t jobs, size_t answered)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_batch_options options;
    reckon_batch_options_init(&options);
    options.request = request;
    options.compare = batch->arguments->compare;
    options.format = format_is(batch->arguments, "csv") ? RECKON_BATCH_CSV : RECKON_BATCH_NDJSON;
    options.jobs = jobs;
    options.before = answered;
    options.progress = watch;
    batch->clock = start_clock(batch->arguments);
    reckon_status status =
        reckon_batch(&options, read_one, write_one, batch, &batch->counts, &error);
    wipe(&batch->clock);
    return conclude(batch, status, &error);
}

/* As many threads as the machine has processors, or as --jobs says. */
static int count_jobs(const char *stated, size_t *jobs)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    char *end;
    *jobs = processors < 1                   ? 1
            : processors > RECKON_BATCH_JOBS ? RECKON_BATCH_JOBS
                                             : (size_t)processors;
    if (!stated)
        return 0;
    unsigned long number = strtoul(stated, &end, 10);
    if (strspn(stated, "0123456789") != strlen(stated) || number < 1 || number > RECKON_BATCH_JOBS)
        return complain_usage(
            "--jobs takes a number from 1 to %d, not \"%.80s\"", RECKON_BATCH_JOBS, stated);
    *jobs = number;
    return 0;
}

int run_batch(const struct arguments *arguments)
{
    struct batch batch = {.arguments = arguments, .input.file = -1, .output.file = -1};
    reckon_request *request = NULL;
    size_t jobs = 1, answered = 0;
    int status = count_jobs(arguments->jobs, &jobs);
    if (!status)
        status = make_request(arguments, &request);
    if (!status)
        status = check_output(arguments->output, arguments->operand);
    listen_for_signals();
    if (!status)
        status = open_batch_input(arguments, &interrupted, &batch.input);
    if (!status)
        status = open_batch_output(arguments, &batch.output, &answered);
    if (!status)
        status = skip_batch_lines(&batch.input, answered);
    if (!status)
        status = answer_lines(&batch, request, jobs, answered);
    int closed = close_batch_output(&batch.output);
    close_batch_input(&batch.input);
    reckon_request_free(request);
    return status ? status : closed;
}
