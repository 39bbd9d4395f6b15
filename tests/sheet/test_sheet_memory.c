/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation on the way from a sheet to evidence, JSON and a table fails once. libcsv that is
 * refused asks again for less, so one failure alone may end well: then with the same bytes as with
 * all the memory. */
#include "support/check.h"

#include <string.h>

#include <reckon/sheet.h>

#include "support/failing_alloc.h"

static const char sheet[] = "Source,Date,Camp,Figure,Min,Max,Trust,Repeats\n"
                            "A,15/03/2019,North,approx. 100 000,,,B,\n"
                            "B,2019,North,,75000,125000,0.5,2\n"
                            "C,01/02/2020,South,\"2,141 million\",,,,\n"
                            "Total,,,500,,,,\n";

static reckon_status read_sheet(void *context)
{
    reckon_sheet_options options;
    reckon_evidence *evidence;
    reckon_reading *reading, *again = NULL;
    reckon_error faults[4] = {RECKON_ERROR_INIT};
    size_t count;
    char *text = NULL;
    char **whole = context;
    reckon_sheet_options_init(&options);
    options.skip_unreadable = true;
    reckon_status status =
        reckon_sheet_read(sheet, strlen(sheet), &options, &evidence, &reading, faults, 4, &count);
    if (status != RECKON_OK) {
        assert_null(evidence);
        assert_int_equal(status, faults[0].code);
    }
    if (status == RECKON_OK)
        status = reckon_reading_json(reading, "sheet.csv", evidence, &text, NULL);
    if (status == RECKON_OK && !*whole) {
        *whole = text;
        text = NULL;
    } else if (status == RECKON_OK) {
        assert_string_equal(text, *whole);
    }
    reckon_free(text);
    text = NULL;
    if (status == RECKON_OK)
        status = reckon_reading_table(reading, &text, NULL);
    reckon_free(text);
    if (status == RECKON_OK)
        status = reckon_reading_of_evidence(evidence, &again, NULL);
    reckon_reading_free(again);
    reckon_reading_free(reading);
    reckon_evidence_free(evidence);
    return status;
}

static failing_alloc_try attempt(
    reckon_status (*run)(void *context), void *context, size_t fail_at, bool all_after)
{
    failing_alloc_try tried = failing_alloc_once(run, context, fail_at, all_after);
    tried.excused = !all_after;
    return tried;
}

static void test_every_allocation(void **state)
{
    (void)state;
    char *whole = NULL;
    size_t allocations;
    assert_int_equal(read_sheet(&whole), RECKON_OK);
    failing_alloc_all(attempt, read_sheet, &whole, "a sheet", 1, &allocations);
    assert_true(allocations >= 40);
    reckon_free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
