/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation on the way through evidence fails once: reading, writing, building, readings. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>

#include "core/memory.h"
#include "evidence/readings.h"
#include "support/failing_alloc.h"
#include "support/fixture.h"

typedef struct text {
    char *bytes;
    size_t length;
    reckon_error error;
} text;

static reckon_status read_and_write(void *context)
{
    text *input = context;
    reckon_evidence *evidence;
    char *written;
    reckon_error_clear(&input->error);
    reckon_status status =
        reckon_evidence_read(input->bytes, input->length, NULL, &evidence, &input->error);
    assert_int_equal(status, input->error.code);
    if (status != RECKON_OK)
        return status;
    status = reckon_evidence_write(evidence, &written, &input->error);
    assert_int_equal(status, input->error.code);
    if (status == RECKON_OK)
        reckon_free(written);
    rk_reading *readings = NULL;
    size_t count;
    if (status == RECKON_OK)
        status =
            rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY},
                &readings, &count, &input->error);
    assert_int_equal(status, input->error.code);
    rk_free(readings);
    reckon_evidence_free(evidence);
    return status;
}

static void test_files(void **state)
{
    (void)state;
    static const char *const files[] = {"evidence_good/every-key.json",
        "evidence_good/derived.json", "evidence_good/bias-kinds.json",
        "evidence_good/minimal.json"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        text input = {.length = 0};
        input.bytes = fixture_text(files[i], &input.length);
        assert_true(failing_alloc_every(read_and_write, &input) >= 10);
        free(input.bytes);
    }
}

/* Enough of everything that every growing array grows several times. */
static void test_growth(void **state)
{
    (void)state;
    enum { COUNT = 70 };
    char *bytes = malloc(1 << 16);
    assert_non_null(bytes);
    size_t used = (size_t)sprintf(bytes,
        "{\"format\":\"reckon-evidence/1\",\"title\":\"t\",\"note\":\"n\",\"populations\":[");
    for (int i = 0; i < COUNT; i++)
        used += (size_t)sprintf(
            bytes + used, "%s{\"id\":\"p%d\",\"measure\":\"stock\"}", i ? "," : "", i);
    used += (size_t)sprintf(bytes + used, "],\"sources\":[");
    for (int i = 0; i < COUNT; i++)
        used += (size_t)sprintf(bytes + used, "%s{\"id\":\"s%d\"}", i ? "," : "", i);
    used += (size_t)sprintf(bytes + used, "],\"estimates\":[");
    for (int i = 0; i < COUNT; i++) {
        used += (size_t)sprintf(bytes + used,
            "%s{\"id\":\"e%d\",\"population\":\"p0\",\"source\":\"s%d\",\"date\":\"2005\",\"low\":%"
            "d,\"derived_from\":"
            "[",
            i ? "," : "", i, i, i + 1);
        for (int j = 0; j < i; j++)
            used += (size_t)sprintf(bytes + used, "%s\"e%d\"", j ? "," : "", j);
        used += (size_t)sprintf(bytes + used, "]}");
    }
    used += (size_t)sprintf(bytes + used, "]}");
    text input = {.bytes = bytes, .length = used};
    size_t allocations = failing_alloc_every(read_and_write, &input);
    print_message("%zu allocations, each failed twice\n", allocations);
    assert_true(allocations > 3 * COUNT);
    free(bytes);
}

/* A call that fails changes nothing, and the same call works once there is memory. */
static void test_a_failed_call_changes_nothing(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t k = 1; k < 20; k++) {
        reckon_evidence *evidence;
        reckon_population population;
        reckon_source source;
        reckon_estimate estimate;
        reckon_population_init(&population);
        reckon_source_init(&source);
        reckon_estimate_init(&estimate);
        population.id = estimate.population = "p";
        source.id = estimate.source = "s";
        estimate.id = "e";
        estimate.date = "2005";
        estimate.low = 1;
        assert_int_equal(reckon_evidence_new(&evidence), RECKON_OK);
        failing_alloc_begin(k, false);
        reckon_status first = reckon_evidence_add_population(evidence, &population, NULL);
        assert_int_equal(reckon_evidence_population_count(evidence), first == RECKON_OK);
        if (first != RECKON_OK)
            first = reckon_evidence_add_population(evidence, &population, NULL);
        reckon_status second = reckon_evidence_add_source(evidence, &source, NULL);
        assert_int_equal(reckon_evidence_source_count(evidence), second == RECKON_OK);
        if (second != RECKON_OK)
            second = reckon_evidence_add_source(evidence, &source, NULL);
        reckon_status third = reckon_evidence_add_estimate(evidence, &estimate, NULL);
        assert_int_equal(reckon_evidence_estimate_count(evidence), third == RECKON_OK);
        if (third != RECKON_OK)
            third = reckon_evidence_add_estimate(evidence, &estimate, NULL);
        reckon_status titled = reckon_evidence_set_title(evidence, "t", "n");
        if (titled != RECKON_OK) {
            assert_null(reckon_evidence_title(evidence));
            titled = reckon_evidence_set_title(evidence, "t", "n");
        }
        assert_true(
            first == RECKON_OK && second == RECKON_OK && third == RECKON_OK && titled == RECKON_OK);
        assert_int_equal(reckon_evidence_find_estimate(evidence, "e"), 0);
        assert_string_equal(reckon_evidence_note(evidence), "n");
        failures += failing_alloc_end().failed;
        reckon_evidence_free(evidence);
    }
    assert_true(failures >= 10);
}

/* The counter itself: a block kept is a leak, a refused one is not. */
static void test_the_counter(void **state)
{
    (void)state;
    failing_alloc_begin(2, false);
    void *kept = rk_alloc(1, 1), *refused = rk_alloc(1, 1), *moved = rk_realloc(NULL, 1, 1);
    rk_free(moved);
    failing_alloc_report report = failing_alloc_end();
    assert_true(kept && !refused && moved);
    assert_int_equal(report.allocations, 3);
    assert_int_equal(report.failed, 1);
    assert_int_equal(report.leaked, 1);
    rk_free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_counter),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_a_failed_call_changes_nothing),
    };
    return cmocka_run_group_tests_name("json_memory", tests, NULL, NULL);
}
