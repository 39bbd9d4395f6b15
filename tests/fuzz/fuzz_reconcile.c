/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole of it: bytes choose a method, options, dates and evidence (built call by call, or the
 * rest of the bytes as JSON); whatever comes out is in order, and is written as table, CSV, JSON
 * and gnuplot, twice the same.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <reckon/json.h>
#include <reckon/picture.h>
#include <reckon/reconcile.h>

#include "core/utf8.h"
#include "fuzz/input.h"

enum { MOST_DATES = 60 };

/* ---- the request ---- */

static void set_option(fuzz_input *in, reckon_request *request, const char *method)
{
    size_t count = reckon_method_option_count(method);
    const reckon_option *option =
        count ? reckon_method_option(method, fuzz_below(in, count)) : NULL;
    if (!option)
        return;
    size_t choices = 0;
    while (option->type == RECKON_OPTION_CHOICE && option->choices[choices])
        choices++;
    if (choices) {
        reckon_request_set_option(
            request, option->name, option->choices[fuzz_below(in, choices)], NULL);
        return;
    }
    double value = fuzz_within(in, option->minimum, option->maximum);
    if (option->type == RECKON_OPTION_INTEGER)
        value = floor(value);
    if (fuzz_byte(in) >= 250)
        value = fuzz_any(in);
    reckon_request_set_option_number(request, option->name, value, NULL);
}

static const char *take_date(fuzz_input *in, char text[32])
{
    unsigned year =
        fuzz_byte(in) < 240 ? 1990 + fuzz_byte(in) % 40u : (unsigned)fuzz_below(in, 10000);
    unsigned month = 1 + fuzz_byte(in) % 12u, day = 1 + fuzz_byte(in) % 28u;
    switch (fuzz_byte(in) % 4) {
    case 0:
        snprintf(text, 32, "%04u", year);
        break;
    case 1:
        snprintf(text, 32, "%04u-%02u", year, month);
        break;
    case 2:
        snprintf(text, 32, "%04u-%02u-%02u", year, month, day);
        break;
    default:
        snprintf(text, 32, "%04u-%02u/%04u", year, month, year + fuzz_byte(in) % 4u);
    }
    return text;
}

static void set_probabilities(fuzz_input *in, reckon_request *request)
{
    double probabilities[16], last = 0;
    size_t count = fuzz_count(in, 16);
    for (size_t i = 0; i < count; i++)
        last = probabilities[i] = fuzz_within(in, last, 1.0);
    reckon_request_set_probabilities(request, probabilities, count, NULL);
}

static void set_dates(fuzz_input *in, reckon_request *request)
{
    static const char *const steps[] = {
        "P1Y", "P6M", "P1M", "P10Y", "P1D", "P2W", "P1Y1M", "P999Y"};
    char text[32], end[32];
    uint8_t kind = fuzz_byte(in);
    if (kind & 1u)
        reckon_request_set_grid(
            request, take_date(in, text), take_date(in, end), steps[fuzz_below(in, 8)], NULL);
    for (size_t i = kind >> 6; i; i--)
        reckon_request_add_date(request, take_date(in, text), NULL);
}

/* In an order of its own, so that committed inputs keep their meaning when a method is added. */
static const char *take_method(fuzz_input *in)
{
    static const char *const ids[] = {"envelope", "intersection", "consensus", "endpoint-mean",
        "endpoint-median", "fixed-effect", "random-effects", "temporal", "linear-pool", "log-pool",
        "quantile-average", "bayes-random-effects"};
    return ids[fuzz_below(in, sizeof ids / sizeof *ids)];
}

static reckon_request *take_request(fuzz_input *in)
{
    reckon_request *request;
    REQUIRE(reckon_request_new(&request) == RECKON_OK);
    const char *method = take_method(in);
    if (reckon_request_set_method(request, method, NULL) != RECKON_OK)
        method = RECKON_DEFAULT_METHOD;
    uint8_t wanted = fuzz_byte(in);
    for (size_t i = wanted & 7u; i; i--)
        set_option(in, request, method);
    if (wanted & 8u)
        reckon_request_set_level(request, fuzz_within(in, 0.01, 0.9999), NULL);
    if (wanted & 16u)
        set_probabilities(in, request);
    if (wanted & 32u)
        set_dates(in, request);
    reckon_request_set_max_dates(request, MOST_DATES, NULL);
    return request;
}

/* ---- the evidence ---- */

static const char *take_id(fuzz_input *in, char prefix, char text[32])
{
    snprintf(text, 32, "%c%u", prefix, fuzz_byte(in) % 6u);
    return text;
}

static void add_source(fuzz_input *in, reckon_evidence *evidence)
{
    reckon_source source;
    char id[32];
    reckon_source_init(&source);
    source.id = take_id(in, 's', id);
    uint8_t kind = fuzz_byte(in);
    if (kind & 1u)
        source.reliability = fuzz_within(in, 1e-12, 1);
    else if (kind & 2u)
        source.admiralty = (char)('A' + fuzz_byte(in) % 6);
    source.bias_kind = (reckon_bias_kind)(kind / 4u % 5u);
    if (source.bias_kind == RECKON_BIAS_GIVEN) {
        source.bias_mean = fuzz_within(in, -100, 100);
        source.bias_sd = fuzz_within(in, 1e-6, 100);
    }
    reckon_evidence_add_source(evidence, &source, NULL);
}

static double take_figure(fuzz_input *in, reckon_measure measure)
{
    uint8_t kind = fuzz_byte(in);
    if (measure == RECKON_SHARE)
        return kind < 200 ? fuzz_within(in, 0.001, 0.999) : fuzz_within(in, 5e-324, 1 - 1.2e-16);
    if (kind < 200)
        return floor(fuzz_within(in, 1, 1e9));
    return kind < 240 ? fuzz_within(in, 1e-300, 1e300) : fabs(fuzz_finite(in));
}

static void state(fuzz_input *in, reckon_measure measure, reckon_estimate *estimate)
{
    double a = take_figure(in, measure), b = take_figure(in, measure);
    uint8_t kind = fuzz_byte(in);
    switch (kind % 6) {
    case 0:
        estimate->value = a;
        estimate->approximate = kind & 64u;
        break;
    case 1:
        estimate->value = a;
        estimate->precision = fuzz_within(in, 1e-15, 0.999);
        break;
    case 2:
        estimate->low = a;
        break;
    case 3:
        estimate->high = a;
        break;
    default:
        estimate->low = fmin(a, b);
        estimate->high = fmax(a, b);
        if (kind % 6 == 4)
            return;
        estimate->level = fuzz_within(in, 1e-9, 1 - 1e-9);
        if (kind & 128u)
            estimate->best = fuzz_within(in, estimate->low, estimate->high);
    }
}

static void add_estimate(
    fuzz_input *in, reckon_evidence *evidence, reckon_measure measure, unsigned number)
{
    reckon_estimate estimate;
    char id[32], origin[32], source[32], date[32];
    const char *origins[1] = {origin};
    snprintf(id, sizeof id, "e%u", number);
    reckon_estimate_init(&estimate);
    estimate.id = id;
    estimate.population = "p";
    estimate.source = take_id(in, 's', source);
    estimate.date = take_date(in, date);
    state(in, measure, &estimate);
    uint8_t kind = fuzz_byte(in);
    if (kind & 1u)
        estimate.weight = fuzz_within(in, 1e-12, 1);
    if (kind >= 240 && number) {
        snprintf(origin, sizeof origin, "e%u", fuzz_byte(in) % number);
        estimate.derived_from = origins;
        estimate.derived_count = 1;
    }
    if ((kind & 15u) == 14)
        estimate.exclude = "superseded";
    reckon_evidence_add_estimate(evidence, &estimate, NULL);
}

static reckon_evidence *build_evidence(fuzz_input *in)
{
    reckon_evidence *evidence;
    reckon_population population;
    REQUIRE(reckon_evidence_new(&evidence) == RECKON_OK);
    reckon_population_init(&population);
    population.id = "p";
    population.measure = (reckon_measure)(fuzz_byte(in) % 4);
    REQUIRE(reckon_evidence_add_population(evidence, &population, NULL) == RECKON_OK);
    for (size_t i = 1 + fuzz_byte(in) % 6u; i; i--)
        add_source(in, evidence);
    unsigned count = (unsigned)fuzz_count(in, 60);
    for (unsigned i = 0; i < count; i++)
        add_estimate(in, evidence, population.measure, i);
    return evidence;
}

static reckon_evidence *read_evidence(fuzz_input *in)
{
    reckon_evidence *evidence;
    size_t size;
    char *text = fuzz_rest(in, &size);
    reckon_evidence_read(text, size, NULL, &evidence, NULL);
    free(text);
    return evidence;
}

/* ---- the result ---- */

static bool in_order(double a, double b)
{
    return isnan(a) || isnan(b) || a <= b;
}

static void check_row(const reckon_result *result, const reckon_row *row)
{
    size_t count;
    reckon_result_probabilities(result, &count);
    REQUIRE(isfinite(row->year) && strlen(row->date) == 10);
    REQUIRE(in_order(row->low, row->central) && in_order(row->central, row->high) &&
            in_order(row->low, row->high));
    REQUIRE(!isinf(row->low) && !isinf(row->central) && !isinf(row->high));
    for (size_t i = 0; row->quantiles && i < count; i++) {
        REQUIRE(!isinf(row->quantiles[i]));
        REQUIRE(i == 0 || in_order(row->quantiles[i - 1], row->quantiles[i]));
    }
    for (size_t i = 0; i < row->region_count; i++) {
        REQUIRE(in_order(row->regions[i].low, row->regions[i].high));
        REQUIRE(i == 0 || in_order(row->regions[i - 1].high, row->regions[i].low));
    }
    REQUIRE(row->estimates_used <= reckon_result_reading_count(result));
    REQUIRE(row->outcome <= reckon_result_outcome(result));
}

/* A number that is missing has a note that says why. */
static void check_missing(const reckon_result *result)
{
    bool missing = false;
    for (size_t i = 0; i < reckon_result_row_count(result); i++) {
        const reckon_row *row = reckon_result_row(result, i);
        missing = missing || isnan(row->low) || isnan(row->central) || isnan(row->high);
    }
    REQUIRE(!missing || reckon_result_note_count(result) > 0);
}

typedef reckon_status writer(const reckon_result *result, char **text, reckon_error *error);

static char *write_twice(const reckon_result *result, writer *write)
{
    char *first, *second;
    REQUIRE(write(result, &first, NULL) == RECKON_OK);
    REQUIRE(write(result, &second, NULL) == RECKON_OK);
    REQUIRE(strcmp(first, second) == 0);
    REQUIRE(rk_utf8_valid(first));
    free(second);
    return first;
}

static reckon_status svg(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_picture_svg(&result, 1, NULL, text, error);
}

static reckon_status gnuplot(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_picture_gnuplot(&result, 1, NULL, text, error);
}

static reckon_status vega(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_picture_vega(&result, 1, NULL, text, error);
}

static void check_texts(const reckon_result *result)
{
    json_error_t where;
    free(write_twice(result, reckon_result_table));
    free(write_twice(result, reckon_result_csv));
    free(write_twice(result, svg));
    free(write_twice(result, gnuplot));
    free(write_twice(result, vega));
    char *text = write_twice(result, reckon_result_json);
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &where);
    REQUIRE(json_is_object(value));
    json_decref(value);
    free(text);
}

static void check_result(const reckon_result *result)
{
    for (size_t i = 0; i < reckon_result_row_count(result); i++)
        check_row(result, reckon_result_row(result, i));
    check_missing(result);
    check_texts(result);
}

static void check_same(
    const reckon_evidence *evidence, const reckon_request *request, const reckon_result *result)
{
    reckon_result *again;
    char *first, *second;
    REQUIRE(reckon_reconcile(evidence, request, &again, NULL) == RECKON_OK);
    REQUIRE(reckon_result_json(result, &first, NULL) == RECKON_OK);
    REQUIRE(reckon_result_json(again, &second, NULL) == RECKON_OK);
    REQUIRE(strcmp(first, second) == 0);
    free(first);
    free(second);
    reckon_result_free(again);
}

static void ask(const reckon_evidence *evidence, reckon_request *request, bool again)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_result *result;
    if (reckon_evidence_population_count(evidence) > 1)
        reckon_request_set_population(request, reckon_evidence_population(evidence, 1)->id, NULL);
    reckon_status status = reckon_reconcile(evidence, request, &result, &error);
    REQUIRE((result != NULL) == (status == RECKON_OK) && error.code == status);
    if (status == RECKON_OK) {
        check_result(result);
        if (again)
            check_same(evidence, request, result);
        reckon_result_free(result);
        return;
    }
    REQUIRE(status == RECKON_OPTION || status == RECKON_LIMIT || status == RECKON_REFERENCE);
    REQUIRE(error.message[0] != '\0' && rk_utf8_valid(error.message));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    uint8_t kind = fuzz_byte(&in);
    reckon_request *request = take_request(&in);
    reckon_evidence *evidence = kind < 64 ? read_evidence(&in) : build_evidence(&in);
    if (evidence)
        ask(evidence, request, kind % 4 == 0);
    reckon_evidence_free(evidence);
    reckon_request_free(request);
    return 0;
}
