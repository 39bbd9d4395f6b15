/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compiled and linked against an installed reckon: evidence built by hand, one method, and a check
 * that header and library are of one version.
 */
#include <stdio.h>
#include <string.h>

#include <reckon/evidence.h>
#include <reckon/reconcile.h>
#include <reckon/result.h>
#include <reckon/status.h>
#include <reckon/version.h>

static reckon_status add_figure(
    reckon_evidence *evidence, const char *id, double low, double high, reckon_error *error)
{
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    estimate.id = id;
    estimate.population = "people";
    estimate.source = "press";
    estimate.date = "2005";
    estimate.low = low;
    estimate.high = high;
    return reckon_evidence_add_estimate(evidence, &estimate, error);
}

static reckon_status build(reckon_evidence *evidence, reckon_error *error)
{
    reckon_population population;
    reckon_population_init(&population);
    population.id = "people";
    population.measure = RECKON_STOCK;
    population.unit = "persons";
    reckon_source source;
    reckon_source_init(&source);
    source.id = "press";
    reckon_status status = reckon_evidence_add_population(evidence, &population, error);
    if (status == RECKON_OK)
        status = reckon_evidence_add_source(evidence, &source, error);
    if (status == RECKON_OK)
        status = add_figure(evidence, "first", 10000, 30000, error);
    if (status == RECKON_OK)
        status = add_figure(evidence, "second", 20000, 50000, error);
    return status;
}

int main(void)
{
    reckon_evidence *evidence = NULL;
    reckon_request *request = NULL;
    reckon_result *result = NULL;
    reckon_error error = RECKON_ERROR_INIT;
    const reckon_row *row = NULL;
    reckon_status status = reckon_evidence_new(&evidence);
    if (status == RECKON_OK)
        status = build(evidence, &error);
    if (status == RECKON_OK)
        status = reckon_request_new(&request);
    if (status == RECKON_OK)
        status = reckon_request_set_method(request, "intersection", &error);
    if (status == RECKON_OK)
        status = reckon_request_add_date(request, "2005", &error);
    if (status == RECKON_OK)
        status = reckon_reconcile(evidence, request, &result, &error);
    if (status == RECKON_OK)
        row = reckon_result_row(result, 0);
    if (row)
        printf(
            "reckon %s: %s, from %.0f to %.0f\n", reckon_version(), row->date, row->low, row->high);
    else
        fprintf(stderr, "%s: %s\n", reckon_status_text(status), error.message);
    int good = row && row->low > 19999 && row->low < 20001 && row->high > 29999 &&
               row->high < 30001 && strcmp(reckon_version(), RECKON_VERSION_STRING) == 0;
    reckon_result_free(result);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return good ? 0 : 1;
}
