/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/scenario.h"

#include <math.h>
#include <stdio.h>

#include "support/check.h"

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK)
        fail_msg("%s: %s (%s)", reckon_status_name(status), error->message, error->pointer);
}

static void add_source(reckon_evidence *evidence, const char *id)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_source source;
    if (reckon_evidence_find_source(evidence, id) != (size_t)-1)
        return;
    reckon_source_init(&source);
    source.id = id;
    must(reckon_evidence_add_source(evidence, &source, &error), &error);
}

static void add_claim(reckon_evidence *evidence, const claim *from, size_t index)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_estimate estimate;
    char id[32], own[32];
    snprintf(id, sizeof id, "e%zu", index);
    snprintf(own, sizeof own, "s%zu", index);
    reckon_estimate_init(&estimate);
    estimate.id = id;
    estimate.population = "p";
    estimate.source = from->source ? from->source : own;
    estimate.date = from->date;
    if (from->low > 0)
        estimate.low = from->low;
    if (from->high > 0)
        estimate.high = from->high;
    if (from->level > 0)
        estimate.level = from->level;
    if (from->weight > 0)
        estimate.weight = from->weight;
    add_source(evidence, estimate.source);
    must(reckon_evidence_add_estimate(evidence, &estimate, &error), &error);
}

reckon_evidence *scenario_evidence(reckon_measure measure, const claim *claims, size_t count)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence;
    reckon_population population;
    must(reckon_evidence_new(&evidence), &error);
    reckon_population_init(&population);
    population.id = "p";
    population.measure = measure;
    must(reckon_evidence_add_population(evidence, &population, &error), &error);
    for (size_t i = 0; i < count; i++)
        add_claim(evidence, &claims[i], i);
    return evidence;
}

reckon_request *scenario_request(const question *asked)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_request *request;
    must(reckon_request_new(&request), &error);
    if (asked->method)
        must(reckon_request_set_method(request, asked->method, &error), &error);
    for (size_t i = 0; i < 8 && asked->options[i][0]; i++)
        must(reckon_request_set_option(request, asked->options[i][0], asked->options[i][1], &error),
            &error);
    if (asked->level > 0)
        must(reckon_request_set_level(request, asked->level, &error), &error);
    for (size_t i = 0; i < 12 && asked->dates[i]; i++)
        must(reckon_request_add_date(request, asked->dates[i], &error), &error);
    return request;
}

reckon_result *scenario_reconcile(const reckon_evidence *evidence, const question *asked)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_result *result;
    reckon_request *request = scenario_request(asked);
    must(reckon_reconcile(evidence, request, &result, &error), &error);
    reckon_request_free(request);
    return result;
}

reckon_result *scenario_answer(
    reckon_measure measure, const claim *claims, size_t count, const question *asked)
{
    reckon_evidence *evidence = scenario_evidence(measure, claims, count);
    reckon_result *result = scenario_reconcile(evidence, asked);
    reckon_evidence_free(evidence);
    return result;
}
