/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reconcile: evidence in, reconciled ranges out. The command line becomes a request, a file becomes
 * evidence, the library does the work, and the answer goes out as a table, JSON, CSV or a picture.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <reckon/explain.h>
#include <reckon/reconcile.h>

#include "arguments.h"
#include "batch.h"
#include "complain.h"
#include "draw.h"
#include "explain.h"
#include "files.h"
#include "help.h"
#include "progress.h"
#include "sheets.h"

/* Several populations and none named: the question is open, and the answer is to say which there
 * are. */
static int check_population(const reckon_evidence *evidence, const struct arguments *arguments)
{
    size_t count = reckon_evidence_population_count(evidence), shown = 0;
    bool unknown = arguments->population &&
                   reckon_evidence_find_population(evidence, arguments->population) == (size_t)-1;
    if (count == 0 || (!unknown && (arguments->population || count == 1)))
        return 0;
    char list[1200] = "";
    for (; shown < count && strlen(list) < 1000; shown++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%.80s", shown ? ", " : "",
            reckon_evidence_population(evidence, shown)->id);
    if (shown < count)
        snprintf(list + strlen(list), sizeof list - strlen(list), " and %zu more", count - shown);
    if (unknown)
        return complain_usage("there is no population \"%.80s\" in %.200s, which has: %s",
            arguments->population, shown_name(arguments->operand), list);
    return complain_usage("%.200s has %zu populations, choose one with --population: %s",
        shown_name(arguments->operand), count, list);
}

/* A failure of the library after the evidence was read: what points into the evidence is the
 * evidence's fault. */
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

static reckon_status write_one(const reckon_result *result, const struct arguments *arguments,
    char **text, reckon_error *error)
{
    if (format_is(arguments, "json"))
        return reckon_result_json(result, text, error);
    if (format_is(arguments, "csv"))
        return reckon_result_csv(result, text, error);
    return reckon_result_table(result, text, error);
}

static reckon_status write_several(const reckon_result *const *results, size_t count,
    const struct arguments *arguments, char **text, reckon_error *error)
{
    if (format_is(arguments, "json"))
        return reckon_results_json(results, count, text, error);
    if (format_is(arguments, "csv"))
        return reckon_results_csv(results, count, text, error);
    return reckon_results_table(results, count, text, error);
}

/* What goes out; a picture may hold any bytes. */
struct outgoing {
    char *text;
    size_t length;
    int complained; /* the exit status after a complaint, or 0 */
    bool answered;
};

static reckon_status write_any(const reckon_result *const *results, size_t count,
    const struct arguments *arguments, struct outgoing *out, reckon_error *error)
{
    if (is_picture(arguments)) {
        out->complained = draw(results, count, arguments, &out->text, &out->length);
        return RECKON_OK;
    }
    reckon_status status = arguments->compare
                               ? write_several(results, count, arguments, &out->text, error)
                               : write_one(results[0], arguments, &out->text, error);
    out->length = status == RECKON_OK ? strlen(out->text) : 0;
    return status;
}

/* With --fail an outcome that is no answer ends with a status of its own; its table is printed all
 * the same. */
static bool is_answer(const reckon_result *result)
{
    return reckon_result_outcome(result) <= RECKON_OUTCOME_BOUNDARY;
}

/* Runs one method and gives the answer as text. */
static reckon_status answer(const reckon_evidence *evidence, const reckon_request *request,
    const struct arguments *arguments, struct outgoing *out, reckon_error *error)
{
    reckon_result *result = NULL;
    reckon_status status = reckon_reconcile(evidence, request, &result, error);
    if (status == RECKON_OK)
        status = write_any((const reckon_result *const *)&result, 1, arguments, out, error);
    out->answered = status == RECKON_OK && is_answer(result);
    reckon_result_free(result);
    return status;
}

/* The same for every method; one that answers is enough. */
static reckon_status answer_all(const reckon_evidence *evidence, const reckon_request *request,
    const struct arguments *arguments, struct outgoing *out, reckon_error *error)
{
    reckon_result **results = NULL;
    size_t count = 0;
    reckon_status status = reckon_compare(evidence, request, &results, &count, error);
    if (status == RECKON_OK)
        status = write_any((const reckon_result *const *)results, count, arguments, out, error);
    for (size_t i = 0; status == RECKON_OK && i < count; i++)
        out->answered = out->answered || is_answer(results[i]);
    reckon_results_free(results, count);
    return status;
}

static reckon_status write_explanation(const reckon_explanation *explanation,
    const struct arguments *arguments, char **text, reckon_error *error)
{
    if (arguments->command == COMMAND_BRIEF)
        return reckon_explanation_brief(explanation, arguments->brief_language, text, error);
    return format_is(arguments, "json") ? reckon_explanation_json(explanation, text, error)
                                        : reckon_explanation_table(explanation, text, error);
}

/* Why the answer of one method is what it is. */
static reckon_status explain(const reckon_evidence *evidence, const reckon_request *request,
    const struct arguments *arguments, struct outgoing *out, reckon_error *error)
{
    reckon_explanation *explanation = NULL;
    reckon_status status = reckon_explain(evidence, request, &explanation, error);
    if (status == RECKON_OK)
        status = write_explanation(explanation, arguments, &out->text, error);
    out->answered = status == RECKON_OK;
    out->length = out->answered ? strlen(out->text) : 0;
    reckon_explanation_free(explanation);
    return status;
}

typedef reckon_status (*answering)(const reckon_evidence *evidence, const reckon_request *request,
    const struct arguments *arguments, struct outgoing *out, reckon_error *error);

static answering answering_of(const struct arguments *arguments)
{
    if (arguments->command == COMMAND_EXPLAIN || arguments->command == COMMAND_BRIEF)
        return explain;
    return arguments->compare ? answer_all : answer;
}

static int reconcile(
    const reckon_evidence *evidence, reckon_request *request, const struct arguments *arguments)
{
    reckon_error error = RECKON_ERROR_INIT;
    struct progress progress;
    struct outgoing out = {0};
    int status = check_population(evidence, arguments);
    if (status)
        return status;
    if (start_progress(&progress) && !arguments->quiet)
        reckon_request_set_progress(request, show_progress, &progress);
    reckon_status worked = answering_of(arguments)(evidence, request, arguments, &out, &error);
    end_progress(&progress);
    if (worked != RECKON_OK)
        status = complain_about(&error, arguments->operand);
    else
        status =
            out.complained ? out.complained : write_whole(arguments->output, out.text, out.length);
    reckon_free(out.text);
    return !status && arguments->fail && !out.answered ? EXIT_NO_ANSWER : status;
}

static int run(const struct arguments *arguments)
{
    reckon_request *request = NULL;
    reckon_evidence *evidence = NULL;
    int status = make_request(arguments, &request);
    if (!status && is_picture(arguments)) {
        reckon_picture_options picture;
        status = picture_options(arguments, &picture);
    }
    if (!status)
        status = check_output(arguments->output, arguments->operand);
    if (!status)
        status = read_evidence(arguments, &evidence);
    if (!status)
        status = reconcile(evidence, request, arguments);
    reckon_evidence_free(evidence);
    reckon_request_free(request);
    return status;
}

static int obey(const struct arguments *arguments)
{
    if (arguments->wants_help)
        return print_help(arguments->command);
    if (arguments->wants_version)
        return print_version();
    if (arguments->explain_reading)
        return explain_reading(arguments->explain_reading, arguments->language);
    switch (arguments->command) {
    case COMMAND_METHODS:
        return print_methods(arguments->operand);
    case COMMAND_COMPLETION:
        return print_completion(arguments->operand);
    case COMMAND_READ:
        return show_reading(arguments);
    case COMMAND_BATCH:
        return run_batch(arguments);
    case COMMAND_RECONCILE:
    case COMMAND_EXPLAIN:
    case COMMAND_BRIEF:
    case COMMANDS:
        break;
    }
    return run(arguments);
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    /* A reader that goes away, or a limit on the size of files, is a failed write like any other.
     */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    int status = read_arguments(argc, argv, &arguments);
    if (!status)
        status = obey(&arguments);
    free_arguments(&arguments);
    return status;
}
