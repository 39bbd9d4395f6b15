/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a sheet: no harm, the same answer twice, every fault in its place, every row with a
 * reason, and evidence that is written reads back. The first bytes choose options.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/sheet.h>

#include "fuzz/input.h"

enum { FAULTS = 8 };

static void check_reading(const reckon_reading *reading)
{
    for (size_t i = 0; i < reckon_reading_count(reading); i++) {
        const reckon_reading_row *row = reckon_reading_at(reading, i);
        REQUIRE(row->row > 0 && row->why[0] != '\0' && row->rule[0] != '\0');
        REQUIRE(row->status != RECKON_ROW_READ || row->date[0] != '\0');
        REQUIRE(row->status == RECKON_ROW_READ || row->estimate[0] == '\0' ||
                row->status == RECKON_ROW_ASK);
    }
}

static void check_written(const reckon_evidence *evidence)
{
    char *text;
    reckon_evidence *again;
    REQUIRE(reckon_evidence_write(evidence, &text, NULL) == RECKON_OK);
    REQUIRE(reckon_evidence_read(text, strlen(text), NULL, &again, NULL) == RECKON_OK);
    REQUIRE(reckon_evidence_estimate_count(again) == reckon_evidence_estimate_count(evidence));
    reckon_evidence_free(again);
    reckon_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char decimals[] = {'\0', ',', '.'};
    fuzz_input in = fuzz_open(data, size);
    reckon_sheet_options options;
    reckon_evidence *evidence, *same;
    reckon_reading *reading, *again;
    reckon_error faults[FAULTS];
    size_t count, second;
    reckon_sheet_options_init(&options);
    options.language = reckon_figure_language(fuzz_below(&in, 6));
    options.decimal = decimals[fuzz_below(&in, 3)];
    options.date_order = (reckon_date_order)fuzz_below(&in, 3);
    options.skip_unreadable = fuzz_below(&in, 2);
    char *text = fuzz_rest(&in, &size), *json, *other;
    reckon_status status =
        reckon_sheet_read(text, size, &options, &evidence, &reading, faults, FAULTS, &count);
    REQUIRE((status == RECKON_OK) == (count == 0) && (status == RECKON_OK) == (evidence != NULL));
    for (size_t i = 0; i < count && i < FAULTS; i++)
        REQUIRE(faults[i].code != RECKON_OK && faults[i].message[0] != '\0');
    check_reading(reading);
    if (evidence)
        check_written(evidence);
    REQUIRE(
        reckon_sheet_read(text, size, &options, &same, &again, faults, FAULTS, &second) == status);
    REQUIRE(second == count && (reading == NULL) == (again == NULL));
    if (reading) {
        REQUIRE(reckon_reading_json(reading, NULL, NULL, &json, NULL) == RECKON_OK);
        REQUIRE(reckon_reading_json(again, NULL, NULL, &other, NULL) == RECKON_OK);
        REQUIRE(strcmp(json, other) == 0);
        reckon_free(json);
        reckon_free(other);
    }
    reckon_reading_free(reading);
    reckon_reading_free(again);
    reckon_evidence_free(evidence);
    reckon_evidence_free(same);
    free(text);
    return 0;
}
