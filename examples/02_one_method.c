/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One method, twice: random-effects meta-analysis on plain arrays (the numeric layer: no handles,
 * no allocation), and the same question through the front door. Both give the same figures.
 */
#include <math.h>
#include <stdio.h>

#include <reckon/meta.h>
#include <reckon/reconcile.h>

enum { COUNT = 4 };

/* Four ranges for one number, each stated to hold with 95 %. */
static const double lows[COUNT] = {9000, 10000, 30000, 75000};
static const double highs[COUNT] = {11000, 30000, 50000, 125000};

/* A range on the log scale: its middle and its variance, with 1.96 standard deviations to each
 * side. */
static reckon_status on_arrays(reckon_error *error)
{
    const double z = 1.959963984540054;
    double y[COUNT], v[COUNT];
    for (int i = 0; i < COUNT; i++) {
        double sd = (log(highs[i]) - log(lows[i])) / (2 * z);
        y[i] = 0.5 * (log(lows[i]) + log(highs[i]));
        v[i] = sd * sd;
    }
    reckon_meta_options options;
    reckon_meta_options_init(&options);
    options.tau2 = RECKON_TAU2_REML;
    options.test = RECKON_META_TEST_KNHA;
    reckon_meta_fit fit;
    reckon_status status = reckon_random_effects(COUNT, y, v, NULL, &options, &fit, error);
    if (status != RECKON_OK)
        return status;
    printf("arrays:     mean %.0f, of the sources %.0f .. %.0f, of a new source %.0f .. %.0f\n",
        exp(fit.mu), exp(fit.ci_low), exp(fit.ci_high), exp(fit.prediction_low),
        exp(fit.prediction_high));
    printf("            tau2 %.4f, I2 %.1f %%, outcome %s\n", fit.tau2, fit.I2,
        reckon_outcome_name(fit.outcome));
    return RECKON_OK;
}

static reckon_status add_estimates(reckon_evidence *evidence, reckon_error *error)
{
    static const char *const ids[COUNT] = {"A", "B", "C", "D"};
    reckon_population population;
    reckon_population_init(&population);
    population.id = "number";
    reckon_status status = reckon_evidence_add_population(evidence, &population, error);
    for (int i = 0; status == RECKON_OK && i < COUNT; i++) {
        reckon_source source;
        reckon_source_init(&source);
        source.id = ids[i];
        status = reckon_evidence_add_source(evidence, &source, error);
        reckon_estimate estimate;
        reckon_estimate_init(&estimate);
        estimate.id = estimate.source = ids[i];
        estimate.population = "number";
        estimate.date = "2005";
        estimate.low = lows[i];
        estimate.high = highs[i];
        estimate.level = 0.95;
        if (status == RECKON_OK)
            status = reckon_evidence_add_estimate(evidence, &estimate, error);
    }
    return status;
}

/* The options of a method are set by name; `reconcile methods` lists them. */
static reckon_status ask(reckon_request *request, reckon_error *error)
{
    reckon_status status = reckon_request_set_method(request, "random-effects", error);
    if (status == RECKON_OK)
        status = reckon_request_set_option(request, "tau2", "REML", error);
    if (status == RECKON_OK)
        status = reckon_request_set_option(request, "test", "knha", error);
    if (status == RECKON_OK) /* where the mean of the sources is, not where a new source would be */
        status = reckon_request_set_option(request, "range", "confidence", error);
    if (status == RECKON_OK)
        status = reckon_request_set_level(request, 0.95, error);
    return status == RECKON_OK ? reckon_request_add_date(request, "2005", error) : status;
}

static reckon_status through_the_front_door(reckon_error *error)
{
    reckon_evidence *evidence = NULL;
    reckon_request *request = NULL;
    reckon_result *result = NULL;
    reckon_status status = reckon_evidence_new(&evidence);
    if (status == RECKON_OK)
        status = reckon_request_new(&request);
    if (status == RECKON_OK)
        status = add_estimates(evidence, error);
    if (status == RECKON_OK)
        status = ask(request, error);
    if (status == RECKON_OK)
        status = reckon_reconcile(evidence, request, &result, error);
    if (status == RECKON_OK) {
        const reckon_row *row = reckon_result_row(result, 0);
        printf("front door: mean %.0f, of the sources %.0f .. %.0f, of a new source %.0f .. %.0f\n",
            row->central, row->low, row->high, exp(reckon_result_fit(result, "prediction_low")),
            exp(reckon_result_fit(result, "prediction_high")));
    }
    reckon_result_free(result);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return status;
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    if (on_arrays(&error) == RECKON_OK && through_the_front_door(&error) == RECKON_OK)
        return 0;
    fprintf(stderr, "%s %s\n", error.message, error.pointer);
    return 1;
}
