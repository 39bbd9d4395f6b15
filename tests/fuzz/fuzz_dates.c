/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a date, a period and a step: no crash, and whatever is read is in order and writes back into itself. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/date.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int held, const char *what)
{
    if (!held) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

static void try_date(const char *text)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_period period;
    if (reckon_date_parse(text, &period, &error) != RECKON_OK) {
        require(error.code == RECKON_DATE && error.message[0] != '\0', "a refusal is a date error with a message");
        return;
    }
    require(period.start < period.middle && period.middle < period.end, "start < middle < end");
    char written[RECKON_DATE_TEXT];
    require(reckon_date_text(period.middle, written) == RECKON_OK, "the middle can be written");
    reckon_period day;
    require(reckon_date_parse(written, &day, NULL) == RECKON_OK, "what was written can be read");
    require(day.end > period.start && day.start < period.end, "the middle's day lies in the period");
}

static void try_step(const char *text)
{
    reckon_step step;
    double years[8];
    size_t count = 0;
    if (reckon_step_parse(text, &step, NULL) != RECKON_OK)
        return;
    require(step.months > 0 || step.days > 0, "a step goes forward");
    reckon_status status = reckon_date_grid(1999.2, 2004.7, step, years, 8, &count, NULL);
    bool too_long = step.months > 120000 || step.days > 3652500; /* ten thousand years: no grid has such a step */
    require(
        too_long ? status == RECKON_DATE : status == RECKON_OK || status == RECKON_LIMIT, "a grid fits or is too long");
    for (size_t i = 1; i < count; i++)
        require(years[i] > years[i - 1], "a grid goes forward");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    try_date(text);
    try_step(text);
    free(text);
    return 0;
}
