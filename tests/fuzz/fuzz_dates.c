/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a date, a period and a step: no crash, and whatever is read is in order and writes
 * back into itself. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/date.h>

#include "fuzz/input.h"

static void try_date(const char *text)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_period period;
    if (reckon_date_parse(text, &period, &error) != RECKON_OK) {
        fuzz_require(error.code == RECKON_DATE && error.message[0] != '\0',
            "a refusal is a date error with a message");
        return;
    }
    fuzz_require(
        period.start < period.middle && period.middle < period.end, "start < middle < end");
    char written[RECKON_DATE_TEXT];
    fuzz_require(
        reckon_date_text(period.middle, written) == RECKON_OK, "the middle can be written");
    reckon_period day;
    fuzz_require(
        reckon_date_parse(written, &day, NULL) == RECKON_OK, "what was written can be read");
    fuzz_require(
        day.end > period.start && day.start < period.end, "the middle's day lies in the period");
}

static void try_step(const char *text)
{
    reckon_step step;
    double years[8];
    size_t count = 0;
    if (reckon_step_parse(text, &step, NULL) != RECKON_OK)
        return;
    fuzz_require(step.months > 0 || step.days > 0, "a step goes forward");
    reckon_status status = reckon_date_grid(1999.2, 2004.7, step, years, 8, &count, NULL);
    bool too_long = step.months > 120000 ||
                    step.days > 3652500; /* ten thousand years: no grid has such a step */
    fuzz_require(too_long ? status == RECKON_DATE : status == RECKON_OK || status == RECKON_LIMIT,
        "a grid fits or is too long");
    for (size_t i = 1; i < count; i++)
        fuzz_require(years[i] > years[i - 1], "a grid goes forward");
}

/* Any two numbers and a step as a grid: it says before how long it is, and goes forward day by day.
 */
static void try_grid(fuzz_input *in)
{
    double from = fuzz_any(in),
           to = fuzz_byte(in) < 128 ? from + fuzz_within(in, 0, 40) : fuzz_any(in);
    reckon_step step = {(int8_t)fuzz_byte(in), (int8_t)fuzz_byte(in)};
    double years[200], day = 0;
    size_t size = reckon_date_grid_size(from, to, step), count = 0, most = fuzz_below(in, 201);
    reckon_status status = reckon_date_grid(from, to, step, years, most, &count, NULL);
    if (size == 0) {
        REQUIRE(status == RECKON_DATE || status == RECKON_ARGUMENT || status == RECKON_VALUE);
        return;
    }
    REQUIRE(status == (size <= most ? RECKON_OK : RECKON_LIMIT));
    REQUIRE(status != RECKON_OK || count == size);
    for (size_t i = 0; status == RECKON_OK && i < count; i++) {
        char text[RECKON_DATE_TEXT];
        REQUIRE(years[i] > day && reckon_date_text(years[i], text) == RECKON_OK);
        day = years[i];
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    char *text = fuzz_rest(&in, &size);
    try_date(text);
    try_step(text);
    free(text);
    in = fuzz_open(data, size);
    try_grid(&in);
    return 0;
}
