/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as evidence JSON: refused with a code and a place, or read; and what was read writes
 * itself, reads back and writes the same bytes, is JSON to another reader, and has sound readings.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <reckon/json.h>

#include "core/memory.h"
#include "core/utf8.h"
#include "evidence/readings.h"
#include "fuzz/input.h"

static void check_error(const reckon_error *error, reckon_status status)
{
    REQUIRE(error->code == status && status != RECKON_OK && status != RECKON_MEMORY &&
            status != RECKON_NUMERIC);
    REQUIRE(error->message[0] != '\0' && strchr(error->message, '\n') == NULL);
    REQUIRE(rk_utf8_valid(error->message) && rk_utf8_valid(error->pointer));
    REQUIRE(error->pointer[0] == '\0' || error->pointer[0] == '/');
    bool whole = status == RECKON_LIMIT && error->line == 0; /* the text as such is too long */
    REQUIRE(whole || (error->line >= 1 && error->column >= 1));
}

static void check_reading(const rk_reading *reading)
{
    bool has_low = reading->kind != RK_AT_MOST, has_high = reading->kind != RK_AT_LEAST;
    REQUIRE(!has_low || (isfinite(reading->low) && isfinite(reading->link_low)));
    REQUIRE(!has_high || (isfinite(reading->high) && isfinite(reading->link_high)));
    REQUIRE(reading->link_low < reading->link_high);
    REQUIRE(isfinite(reading->centre) && isfinite(reading->sd) && reading->sd >= 0);
    REQUIRE(reading->kind != RK_DISTRIBUTION || reading->sd > 0);
    REQUIRE(reading->kind != RK_SPLIT ||
            (reading->sd > 0 && reading->sd_low > 0 && reading->sd_high > 0));
    REQUIRE(reading->kind != RK_SPLIT || (isfinite(reading->best) && isfinite(reading->link_best)));
    REQUIRE(reading->length > 0 && isfinite(reading->length) && !(reading->check && reading->used));
    REQUIRE(reading->weight > 0 && reading->weight <= 1 && isfinite(reading->time));
    REQUIRE(reading->used == (reading->reason[0] == '\0'));
    REQUIRE(rk_utf8_valid(reading->reason) && rk_utf8_valid(reading->note));
}

static void check_readings(const reckon_evidence *evidence)
{
    static const rk_reading_policy everything = {RK_DERIVED_SKIP, INFINITY};
    size_t total = 0;
    for (size_t p = 0; p < reckon_evidence_population_count(evidence) && p < 20; p++) {
        rk_reading *readings;
        size_t count;
        REQUIRE(rk_readings_build(evidence, p, &everything, &readings, &count, NULL) == RECKON_OK);
        for (size_t i = 0; i < count; i++)
            check_reading(&readings[i]);
        rk_free(readings);
        total += count;
    }
    REQUIRE(total <= reckon_evidence_estimate_count(evidence));
}

static void check_json(const char *text)
{
    json_error_t where;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &where);
    REQUIRE(json_is_object(value));
    json_decref(value);
}

static void check_round_trip(const reckon_evidence *evidence)
{
    reckon_evidence *again;
    char *first, *second;
    REQUIRE(reckon_evidence_write(evidence, &first, NULL) == RECKON_OK);
    check_json(first);
    REQUIRE(reckon_evidence_read(first, strlen(first), NULL, &again, NULL) == RECKON_OK);
    REQUIRE(reckon_evidence_write(again, &second, NULL) == RECKON_OK);
    REQUIRE(strcmp(first, second) == 0);
    reckon_evidence_free(again);
    reckon_free(first);
    reckon_free(second);
}

static void read_within(const char *text, size_t size, const reckon_json_limits *limits)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence;
    reckon_status status = reckon_evidence_read(text, size, limits, &evidence, &error);
    REQUIRE((evidence != NULL) == (status == RECKON_OK));
    if (status != RECKON_OK) {
        check_error(&error, status);
        return;
    }
    REQUIRE(error.code == RECKON_OK && reckon_evidence_check(evidence, NULL) == RECKON_OK);
    check_round_trip(evidence);
    check_readings(evidence);
    reckon_evidence_free(evidence);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1); /* no terminator: a byte too far is seen */
    if (text == NULL)
        return 0;
    if (size)
        memcpy(text, data, size);
    read_within(text, size, NULL);
    reckon_json_limits tight;
    reckon_json_limits_init(&tight);
    tight.max_bytes = 400;
    tight.max_depth = 4;
    tight.max_estimates = tight.max_sources = 2;
    tight.max_text = 12;
    read_within(text, size, &tight);
    free(text);
    return 0;
}
