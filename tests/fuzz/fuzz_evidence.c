/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as evidence JSON: no crash, an error that says where, or evidence that reads as it writes. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>

#include "core/memory.h"
#include "core/utf8.h"
#include "evidence/readings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int held, const char *what)
{
    if (!held) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

static void try_readings(const reckon_evidence *evidence, size_t population)
{
    rk_reading *readings;
    size_t count;
    require(rk_readings_build(evidence, population, RK_DERIVED_SKIP, &readings, &count, NULL) == RECKON_OK,
        "evidence that was read has readings");
    for (size_t i = 0; i < count; i++) {
        const rk_reading *reading = &readings[i];
        require(isfinite(reading->centre) && isfinite(reading->sd) && reading->sd >= 0, "centre and sd are finite");
        require(reading->link_low <= reading->link_high && !isnan(reading->link_low), "the ends are in order");
        require(reading->weight > 0 && reading->weight <= 1, "weights lie in (0, 1]");
        require(reading->used == (reading->reason[0] == '\0'), "what is not used has a reason");
        require(rk_utf8_valid(reading->reason) && rk_utf8_valid(reading->note), "reasons and notes are UTF-8");
    }
    rk_free(readings);
}

static void try_round_trip(const reckon_evidence *evidence)
{
    char *once, *twice;
    reckon_evidence *again;
    require(reckon_evidence_write(evidence, &once, NULL) == RECKON_OK, "evidence can be written");
    reckon_json_limits limits;
    reckon_json_limits_init(&limits);
    require(reckon_evidence_read(once, strlen(once), &limits, &again, NULL) == RECKON_OK, "and read");
    require(reckon_evidence_write(again, &twice, NULL) == RECKON_OK, "and written again");
    require(strcmp(once, twice) == 0, "as the same bytes");
    reckon_evidence_free(again);
    reckon_free(once);
    reckon_free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reckon_evidence *evidence;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status = reckon_evidence_read((const char *)data, size, NULL, &evidence, &error);
    require(status == error.code && (status == RECKON_OK) == (evidence != NULL), "status, error and evidence agree");
    if (status != RECKON_OK) {
        require(error.line > 0 && error.column > 0 && error.message[0] != '\0', "an error says where and what");
        require(rk_utf8_valid(error.message) && rk_utf8_valid(error.pointer), "in UTF-8");
        return 0;
    }
    for (size_t i = 0; i < reckon_evidence_population_count(evidence); i++)
        try_readings(evidence, i);
    try_round_trip(evidence);
    reckon_evidence_free(evidence);
    return 0;
}
