/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The library inside a service that takes evidence from strangers: limits on what a text and a
 * question may cost, errors that are told and forgotten, and a guard in front of GSL's error
 * handler. docs/limits.md says what the limits mean.
 *
 *     13_in_a_service < evidence/north-koreans-in-china.json
 */
#include <stdio.h>
#include <stdlib.h>

#include <reckon/gsl.h>
#include <reckon/json.h>
#include <reckon/reconcile.h>

enum { MOST = 1 << 20 };

/* What this service lets a stranger ask. */
static reckon_status new_request(reckon_request **request, reckon_error *error)
{
    reckon_status status = reckon_request_new(request);
    if (status == RECKON_OK)
        status = reckon_request_set_max_dates(*request, 100, error);
    if (status == RECKON_OK)
        status = reckon_request_set_max_work(*request, 10000000, error);
    return status;
}

/* One question: an answer or a line that says why there is none. The error is the caller's and used
 * again and again. */
static void serve(
    const reckon_evidence *evidence, const char *from, const char *step, reckon_error *error)
{
    reckon_request *request = NULL;
    reckon_result *result = NULL;
    reckon_error_clear(error);
    reckon_status status = new_request(&request, error);
    if (status == RECKON_OK)
        status = reckon_request_set_grid(request, from, "2010", step, error);
    if (status == RECKON_OK)
        status = reckon_reconcile(evidence, request, &result, error);
    if (status == RECKON_OK)
        printf("%zu dates answered\n", reckon_result_row_count(result));
    else
        printf("refused, %s: %s\n", reckon_status_name(status), error->message);
    reckon_result_free(result);
    reckon_request_free(request);
}

int main(void)
{
    /* Once, before there are threads: no defect in here can then end the whole service. */
    printf(
        "in front of GSL's handler: %s\n", reckon_gsl_install_handler() ? "yes" : "it was before");

    reckon_json_limits limits;
    reckon_json_limits_init(&limits);
    limits.max_bytes = 100000;
    limits.max_estimates = 1000;

    char *text = malloc(MOST);
    size_t length = text ? fread(text, 1, MOST, stdin) : 0;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = NULL;
    if (reckon_evidence_read(text, length, &limits, &evidence, &error) != RECKON_OK) {
        printf("refused, %s: %s\n", reckon_status_name(error.code), error.message);
        free(text);
        return 1;
    }
    free(text);
    serve(evidence, "2000", "P1Y", &error);
    serve(evidence, "1900", "P1D", &error);
    serve(evidence, "2000-13", "P1Y", &error);
    serve(evidence, "2005", "P1Y", &error);

    const char *reason;
    unsigned recorded = reckon_gsl_recorded(&reason);
    printf("errors of GSL met: %u%s%s\n", recorded, reason ? ", the last: " : "",
        reason ? reason : "");
    reckon_evidence_free(evidence);
    return 0;
}
