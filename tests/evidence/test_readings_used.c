/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which readings count, with which weight, and what is said of those that do not. */
#include "support/check.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "evidence/readings.h"
#include "evidence/sample.h"

static const rk_reading_policy everything = {RK_DERIVED_SKIP, INFINITY};

static void test_weights(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_source source;
    reckon_source_init(&source);
    source.id = "graded";
    source.admiralty = 'B';
    assert_int_equal(reckon_evidence_add_source(evidence, &source, NULL), RECKON_OK);
    source.id = "tiny";
    source.admiralty = 0;
    source.reliability = DBL_TRUE_MIN;
    assert_int_equal(reckon_evidence_add_source(evidence, &source, NULL), RECKON_OK);
    reckon_estimate estimate = sample_estimate("a");
    estimate.low = 1;
    estimate.weight = 0.5;
    estimate.source = "graded";
    sample_add(evidence, &estimate);
    estimate.id = "b";
    estimate.source = "tiny";
    sample_add(evidence, &estimate);
    rk_reading *readings;
    size_t count;
    assert_int_equal(
        rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
    check_close(readings[0].weight, 0.4, 1e-15, 0);
    assert_true(readings[1].weight > 0);
    rk_free(readings);
    static const double table[6] = {1, 0.5, 0.5, 0.5, 0.5, 0.5};
    assert_int_equal(reckon_evidence_set_admiralty(evidence, table), RECKON_OK);
    assert_int_equal(
        rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
    check_close(readings[0].weight, 0.25, 1e-15, 0);
    rk_free(readings);
    reckon_evidence_free(evidence);
}

static const rk_reading *find_reading(
    const reckon_evidence *evidence, const rk_reading *readings, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (readings[i].estimate == reckon_evidence_find_estimate(evidence, id))
            return &readings[i];
    fail_msg("no reading of %s", id);
    return NULL;
}

static void check_reason(
    const reckon_evidence *evidence, rk_derived_policy policy, const char *id, const char *reason)
{
    rk_reading *readings;
    size_t count;
    assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){policy, (double)INFINITY},
                         &readings, &count, NULL),
        RECKON_OK);
    const rk_reading *reading = find_reading(evidence, readings, count, id);
    assert_string_equal(reading->reason, reason);
    assert_int_equal(reading->used, reason[0] == '\0');
    rk_free(readings);
}

static void test_one_origin_is_one_voice(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    sample_value(evidence, "copy-of-copy", 3, "copy");
    sample_value(evidence, "copy", 2, "first");
    sample_value(evidence, "first", 1, NULL);
    check_reason(evidence, RK_DERIVED_SKIP, "first", "");
    check_reason(evidence, RK_DERIVED_SKIP, "copy", "repeats first");
    check_reason(evidence, RK_DERIVED_SKIP, "copy-of-copy", "repeats first");
    check_reason(evidence, RK_DERIVED_KEEP, "copy", "");
    /* Where the original is excluded, the copy speaks, and its own copy does not. */
    reckon_estimate withdrawn = sample_estimate("withdrawn");
    withdrawn.value = 9;
    withdrawn.exclude = "a slip of the pen";
    sample_add(evidence, &withdrawn);
    sample_value(evidence, "heir", 9, "withdrawn");
    sample_value(evidence, "heir-of-heir", 9, "heir");
    check_reason(evidence, RK_DERIVED_SKIP, "withdrawn", "excluded: a slip of the pen");
    check_reason(evidence, RK_DERIVED_KEEP, "withdrawn", "excluded: a slip of the pen");
    check_reason(evidence, RK_DERIVED_SKIP, "heir", "");
    check_reason(evidence, RK_DERIVED_SKIP, "heir-of-heir", "repeats heir");
    /* Several origins: one that is used is enough. */
    const char *both[] = {"withdrawn", "copy"};
    reckon_estimate mixed = sample_estimate("mixed");
    mixed.value = 5;
    mixed.derived_from = both;
    mixed.derived_count = 2;
    sample_add(evidence, &mixed);
    check_reason(evidence, RK_DERIVED_SKIP, "mixed", "repeats first");
    reckon_evidence_free(evidence);
}

static void test_origin_in_another_population(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_population population;
    reckon_population_init(&population);
    population.id = "q";
    assert_int_equal(reckon_evidence_add_population(evidence, &population, NULL), RECKON_OK);
    sample_value(evidence, "root", 1, NULL);
    const char *root = "root", *other = "other";
    reckon_estimate estimate = sample_estimate("other");
    estimate.population = "q";
    estimate.value = 5;
    estimate.derived_from = &root;
    estimate.derived_count = 1;
    sample_add(evidence, &estimate);
    estimate = sample_estimate("back");
    estimate.value = 5;
    estimate.derived_from = &other;
    estimate.derived_count = 1;
    sample_add(evidence, &estimate);
    check_reason(evidence, RK_DERIVED_SKIP, "back", "repeats root");
    rk_reading *readings;
    size_t count;
    assert_int_equal(
        rk_readings_build(evidence, 1, &everything, &readings, &count, NULL), RECKON_OK);
    assert_int_equal(count, 1);
    assert_true(readings[0].used);
    rk_free(readings);
    assert_int_equal(
        rk_readings_build(evidence, 2, &everything, &readings, &count, NULL), RECKON_ARGUMENT);
    reckon_evidence_free(evidence);
}

/* A random forest of derivations says the same of each estimate, in whatever order they are given.
 */
static void test_order_does_not_matter(void **state)
{
    (void)state;
    enum { COUNT = 60 };
    srand(7);
    for (int round = 0; round < 50; round++) {
        char ids[COUNT][8], reasons[COUNT][160];
        size_t order[COUNT], origin[COUNT];
        bool excluded[COUNT];
        for (size_t i = 0; i < COUNT; i++) {
            snprintf(ids[i], sizeof ids[i], "e%zu", i);
            order[i] = i;
            origin[i] = i && rand() % 3 ? (size_t)rand() % i : i;
            excluded[i] = rand() % 4 == 0;
        }
        for (int pass = 0; pass < 2; pass++) {
            reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
            for (size_t i = 0; i < COUNT; i++) {
                size_t at = order[i];
                const char *from = ids[origin[at]];
                reckon_estimate estimate = sample_estimate(ids[at]);
                estimate.value = 1 + (double)at;
                estimate.derived_from = &from;
                estimate.derived_count = origin[at] != at;
                estimate.exclude = excluded[at] ? "no" : NULL;
                sample_add(evidence, &estimate);
            }
            rk_reading *readings;
            size_t count;
            assert_int_equal(
                rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
            for (size_t i = 0; i < COUNT; i++) {
                const rk_reading *reading = find_reading(evidence, readings, count, ids[i]);
                if (pass)
                    assert_string_equal(reading->reason, reasons[i]);
                strcpy(reasons[i], reading->reason);
            }
            rk_free(readings);
            reckon_evidence_free(evidence);
            for (size_t i = COUNT - 1; i > 0; i--) {
                size_t j = (size_t)rand() % (i + 1), kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
        }
    }
}

static void test_long_reason_is_cut_at_a_character(void **state)
{
    (void)state;
    char reason[400] = "";
    for (int i = 0; i < 100; i++)
        strcat(reason, "\xE2\x82\xAC");
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_estimate estimate = sample_estimate("a");
    estimate.value = 1;
    estimate.exclude = reason;
    sample_add(evidence, &estimate);
    rk_reading *readings;
    size_t count;
    assert_int_equal(
        rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
    assert_int_equal((strlen(readings[0].reason) - strlen("excluded: ")) % 3, 0);
    rk_free(readings);
    reckon_evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_one_origin_is_one_voice),
        cmocka_unit_test(test_origin_in_another_population),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_long_reason_is_cut_at_a_character),
    };
    return cmocka_run_group_tests_name("readings in use", tests, NULL, NULL);
}
