/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reconcile: evidence in, reconciled ranges out. The command line becomes a request, a file becomes evidence, the
 * library does the work, and the answer goes out as a table, JSON, CSV or a gnuplot script.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

#include "arguments.h"
#include "complain.h"
#include "files.h"
#include "help.h"
#include "progress.h"

static int read_evidence(const char *name, reckon_evidence **evidence)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_json_limits limits;
    char *text;
    size_t length;
    reckon_json_limits_init(&limits);
    int status = read_whole(name, limits.max_bytes, &text, &length);
    if (!status && reckon_evidence_read(text, length, &limits, evidence, &error) != RECKON_OK)
        status = complain_evidence(shown_name(name), &error);
    free(text);
    return status;
}

/* Several populations and none named: the question is open, and the answer is to say which there are. */
static int check_population(const reckon_evidence *evidence, const struct arguments *arguments)
{
    size_t count = reckon_evidence_population_count(evidence), shown = 0;
    bool unknown =
        arguments->population && reckon_evidence_find_population(evidence, arguments->population) == (size_t)-1;
    if (count == 0 || (!unknown && (arguments->population || count == 1)))
        return 0;
    char list[1200] = "";
    for (; shown < count && strlen(list) < 1000; shown++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%.80s", shown ? ", " : "",
            reckon_evidence_population(evidence, shown)->id);
    if (shown < count)
        snprintf(list + strlen(list), sizeof list - strlen(list), " and %zu more", count - shown);
    if (unknown)
        return complain_usage("there is no population \"%.80s\" in %.200s, which has: %s", arguments->population,
            shown_name(arguments->evidence), list);
    return complain_usage(
        "%.200s has %zu populations, choose one with --population: %s", shown_name(arguments->evidence), count, list);
}

/* A failure of the library after the evidence was read: what points into the evidence is the evidence's fault. */
static int complain_about(const reckon_error *error, const char *evidence)
{
    static const char *const parts[] = {"/populations", "/sources", "/estimates"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strncmp(error->pointer, parts[i], strlen(parts[i])) == 0)
            return complain_evidence(shown_name(evidence), error);
    switch (error->code) {
    case RECKON_OPTION:
    case RECKON_METHOD:
    case RECKON_DATE:
    case RECKON_LIMIT:
        return complain_usage("%s", error->message);
    case RECKON_MEMORY:
    case RECKON_NUMERIC:
        return complain("%s", error->message);
    default:
        return complain_evidence(shown_name(evidence), error);
    }
}

static reckon_status write_one(const reckon_result *result, enum format format, char **text, reckon_error *error)
{
    switch (format) {
    case FORMAT_JSON:
        return reckon_result_json(result, text, error);
    case FORMAT_CSV:
        return reckon_result_csv(result, text, error);
    case FORMAT_GNUPLOT:
        return reckon_result_gnuplot(result, text, error);
    case FORMAT_TABLE:
    default:
        return reckon_result_table(result, text, error);
    }
}

static reckon_status write_several(
    const reckon_result *const *results, size_t count, enum format format, char **text, reckon_error *error)
{
    switch (format) {
    case FORMAT_JSON:
        return reckon_results_json(results, count, text, error);
    case FORMAT_CSV:
        return reckon_results_csv(results, count, text, error);
    case FORMAT_TABLE:
    default:
        return reckon_results_table(results, count, text, error);
    }
}

/* Runs one method and gives the answer as text. */
static reckon_status answer(const reckon_evidence *evidence, const reckon_request *request,
    const struct arguments *arguments, char **text, reckon_error *error)
{
    reckon_result *result = NULL;
    reckon_status status = reckon_reconcile(evidence, request, &result, error);
    if (status == RECKON_OK)
        status = write_one(result, arguments->format, text, error);
    reckon_result_free(result);
    return status;
}

/* The same for every method. */
static reckon_status answer_all(const reckon_evidence *evidence, const reckon_request *request,
    const struct arguments *arguments, char **text, reckon_error *error)
{
    reckon_result **results = NULL;
    size_t count = 0;
    reckon_status status = reckon_compare(evidence, request, &results, &count, error);
    if (status == RECKON_OK)
        status = write_several((const reckon_result *const *)results, count, arguments->format, text, error);
    reckon_results_free(results, count);
    return status;
}

static int reconcile(const reckon_evidence *evidence, reckon_request *request, const struct arguments *arguments)
{
    reckon_error error = RECKON_ERROR_INIT;
    struct progress progress;
    char *text = NULL;
    int status = check_population(evidence, arguments);
    if (status)
        return status;
    if (start_progress(&progress))
        reckon_request_set_progress(request, show_progress, &progress);
    reckon_status worked = arguments->compare ? answer_all(evidence, request, arguments, &text, &error)
                                              : answer(evidence, request, arguments, &text, &error);
    end_progress(&progress);
    status = worked == RECKON_OK ? write_whole(arguments->output, text, strlen(text))
                                 : complain_about(&error, arguments->evidence);
    reckon_free(text);
    return status;
}

static int run(const struct arguments *arguments)
{
    reckon_request *request = NULL;
    reckon_evidence *evidence = NULL;
    int status = make_request(arguments, &request);
    if (!status)
        status = read_evidence(arguments->evidence, &evidence);
    if (!status)
        status = reconcile(evidence, request, arguments);
    reckon_evidence_free(evidence);
    reckon_request_free(request);
    return status;
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    /* A reader that goes away, or a limit on the size of files, is a failed write like any other. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    int status = read_arguments(argc, argv, &arguments);
    if (!status)
        switch (arguments.action) {
        case ACTION_HELP:
            status = print_help();
            break;
        case ACTION_VERSION:
            status = print_version();
            break;
        case ACTION_METHODS:
            status = print_methods();
            break;
        case ACTION_RECONCILE:
            status = run(&arguments);
            break;
        }
    free_arguments(&arguments);
    return status;
}
