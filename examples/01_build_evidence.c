/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evidence built in C: four published figures for one number, reconciled by the default method,
 * printed by hand.
 *
 *     cc 01_build_evidence.c $(pkg-config --cflags --libs reckon) && ./a.out
 */
#include <math.h>
#include <stdio.h>

#include <reckon/reconcile.h>

/* One published figure: NAN for an end that was not stated. */
struct figure {
    const char *id, *source, *date;
    double low, high;
};

static const struct figure figures[] = {
    {"us-state-2000", "us-state", "2000", 75000, 125000},
    {"us-state-2003", "us-state", "2003", 30000, 50000},
    {"rok-2005", "rok", "2005-03", 10000, 30000},
    {"ngo-2005", "ngo", "2005-03", NAN, 300000}, /* "as high as": a bound, not a mean */
};

static reckon_status describe_question(reckon_evidence *evidence, reckon_error *error)
{
    reckon_population population;
    reckon_population_init(&population);
    population.id = "north-koreans-in-china";
    population.measure = RECKON_STOCK;
    reckon_status status = reckon_evidence_add_population(evidence, &population, error);

    static const struct {
        const char *id;
        double reliability;
    } sources[] = {{"us-state", 0.7}, {"rok", 0.8}, {"ngo", 0.5}};
    for (size_t i = 0; status == RECKON_OK && i < sizeof sources / sizeof *sources; i++) {
        reckon_source source;
        reckon_source_init(&source);
        source.id = sources[i].id;
        source.reliability = sources[i].reliability;
        status = reckon_evidence_add_source(evidence, &source, error);
    }
    return status;
}

static reckon_status add_figures(reckon_evidence *evidence, reckon_error *error)
{
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < sizeof figures / sizeof *figures; i++) {
        reckon_estimate estimate;
        reckon_estimate_init(&estimate);
        estimate.id = figures[i].id;
        estimate.population = "north-koreans-in-china";
        estimate.source = figures[i].source;
        estimate.date = figures[i].date;
        estimate.low = figures[i].low;
        estimate.high = figures[i].high;
        status = reckon_evidence_add_estimate(evidence, &estimate, error);
    }
    return status;
}

static void print_result(const reckon_result *result)
{
    printf("method %s, outcome %s\n", reckon_result_method(result),
        reckon_outcome_name(reckon_result_outcome(result)));
    for (size_t i = 0; i < reckon_result_row_count(result); i++) {
        const reckon_row *row = reckon_result_row(result, i);
        printf("%s  %8.0f .. %8.0f  central %8.0f  from %zu estimates\n", row->date, row->low,
            row->high, row->central, row->estimates_used);
    }
    for (size_t i = 0; i < reckon_result_reading_count(result); i++) {
        const reckon_result_reading *reading = reckon_result_reading_at(result, i);
        printf("  %-14s read as %-12s weight %.2f\n", reading->estimate, reading->kind,
            reading->weight);
    }
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = NULL;
    reckon_request *request = NULL;
    reckon_result *result = NULL;
    reckon_status status = reckon_evidence_new(&evidence);
    if (status == RECKON_OK)
        status = describe_question(evidence, &error);
    if (status == RECKON_OK)
        status = add_figures(evidence, &error);
    if (status == RECKON_OK)
        status = reckon_request_new(&request);
    if (status == RECKON_OK)
        status = reckon_request_set_grid(request, "2000", "2006", "P2Y", &error);
    if (status == RECKON_OK)
        status = reckon_reconcile(evidence, request, &result, &error);
    if (status == RECKON_OK)
        print_result(result);
    else
        fprintf(stderr, "%s: %s %s\n", reckon_status_text(status), error.message, error.pointer);
    reckon_result_free(result);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return status == RECKON_OK ? 0 : 1;
}
