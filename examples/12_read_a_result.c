/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that stands in a result, without going through text: how sure it is, what was assumed,
 * what each figure became, how far each source stands from the answer, the numbers of the fit.
 *
 *     12_read_a_result < evidence/north-koreans-in-china.json
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

enum { MOST = 1 << 20 };

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%d:%d: %s (%s)\n", error->line, error->column, error->message,
            reckon_status_name(status));
        exit(1);
    }
}

/* The default method, at one date. */
static reckon_result *answer(reckon_error *error)
{
    char *text = malloc(MOST);
    size_t length = text ? fread(text, 1, MOST, stdin) : 0;
    reckon_evidence *evidence = NULL;
    reckon_request *request = NULL;
    reckon_result *result = NULL;
    must(reckon_evidence_read(text, length, NULL, &evidence, error), error);
    free(text);
    must(reckon_request_new(&request), error);
    must(reckon_request_add_date(request, "2005", error), error);
    must(reckon_request_set_as_of(request, "2014", error),
        error); /* what was printed later is not used */
    must(reckon_reconcile(evidence, request, &result, error), error);
    /* A result stands alone: it holds its own copies. */
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return result;
}

static void print_heading(const reckon_result *result)
{
    printf("from: %s\n",
        reckon_result_title(result) ? reckon_result_title(result) : "evidence without a title");
    printf("%s (id %s): a %s of %s\n", reckon_result_name(result), reckon_result_population(result),
        reckon_measure_name(reckon_result_measure(result)), reckon_result_unit(result));
    reckon_outcome outcome = reckon_result_outcome(result);
    printf("method %s, level %.2f, outcome %s: %s\n", reckon_result_method(result),
        reckon_result_level(result), reckon_outcome_name(outcome), reckon_outcome_text(outcome));
    printf("claim: %s\n", reckon_result_claim(result)->text);
    printf("evidence: %s\n", reckon_result_digest(result));
    if (reckon_result_as_of(result))
        printf("known by: %s\n", reckon_result_as_of(result));
    if (reckon_result_per(result))
        printf("per: %s\n", reckon_result_per(result));
    for (size_t i = 0; i < reckon_result_note_count(result); i++)
        printf(
            "note (%s): %s\n", reckon_result_note_code(result, i), reckon_result_note(result, i));
    for (size_t i = 0; i < reckon_result_assumption_count(result); i++)
        printf("assumed: %s\n", reckon_result_assumption(result, i));
}

static void print_rows(const reckon_result *result)
{
    size_t count;
    const double *p = reckon_result_probabilities(result, &count);
    for (size_t i = 0; i < reckon_result_row_count(result); i++) {
        const reckon_row *row = reckon_result_row(result, i);
        printf("%s: %.0f, between %.0f and %.0f, from %zu figures\n", row->date, row->central,
            row->low, row->high, row->estimates_used);
        for (size_t j = 0; row->quantiles && j < count; j++)
            printf("  %5.1f %% are below %.0f\n", 100 * p[j], row->quantiles[j]);
    }
}

static void print_readings_and_sources(const reckon_result *result)
{
    for (size_t i = 0; i < reckon_result_reading_count(result); i++) {
        const reckon_result_reading *reading = reckon_result_reading_at(result, i);
        printf("figure %-18s %s%s\n", reading->estimate,
            reading->used ? reading->kind : "not used: ", reading->used ? "" : reading->reason);
    }
    for (size_t i = 0; i < reckon_result_check_count(result);
         i++) { /* later counts, which were not used */
        const reckon_result_check *check = reckon_result_check_at(result, i);
        printf("check %-18s %.0f, the answer on its day was %.0f to %.0f: %s\n", check->estimate,
            check->value, check->low, check->high, check->inside ? "inside" : "outside");
    }
    for (size_t i = 0; i < reckon_result_source_count(result); i++) {
        const reckon_result_source *source = reckon_result_source_at(result, i);
        if (isnan(source->bias_mean))
            continue; /* a source none of whose figures is used, or a method without biases */
        printf("source %-18s log-ratio to the answer %.2f, between %.2f and %.2f\n", source->id,
            source->bias_mean, source->bias_low, source->bias_high);
    }
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_result *result = answer(&error);
    print_heading(result);
    print_rows(result);
    print_readings_and_sources(result);
    for (size_t i = 0; i < reckon_result_fit_count(result); i++) {
        const char *name = reckon_result_fit_name(result, i);
        printf("fit %-20s %.3g\n", name, reckon_result_fit(result, name));
    }
    reckon_result_free(result);
    return 0;
}
