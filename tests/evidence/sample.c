/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/sample.h"

#include "support/check.h"

reckon_evidence *sample_evidence(reckon_measure measure)
{
    reckon_evidence *evidence;
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_evidence_new(&evidence), RECKON_OK);
    reckon_population population;
    reckon_population_init(&population);
    population.id = "p";
    population.measure = measure;
    assert_int_equal(reckon_evidence_add_population(evidence, &population, &error), RECKON_OK);
    reckon_source source;
    reckon_source_init(&source);
    source.id = "s";
    assert_int_equal(reckon_evidence_add_source(evidence, &source, &error), RECKON_OK);
    return evidence;
}

reckon_estimate sample_estimate(const char *id)
{
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    estimate.id = id;
    estimate.population = "p";
    estimate.source = "s";
    estimate.date = "2005";
    return estimate;
}

void sample_add(reckon_evidence *evidence, const reckon_estimate *estimate)
{
    reckon_error error = RECKON_ERROR_INIT;
    if (reckon_evidence_add_estimate(evidence, estimate, &error) != RECKON_OK)
        fail_msg("%s: %s", error.pointer, error.message);
}

void sample_value(reckon_evidence *evidence, const char *id, double value, const char *origin)
{
    reckon_estimate estimate = sample_estimate(id);
    estimate.value = value;
    estimate.derived_from = origin ? &origin : NULL;
    estimate.derived_count = origin != NULL;
    sample_add(evidence, &estimate);
}
