/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/special.h"
#include "evidence/readings.h"
#include "evidence/sample.h"

/* The reading of a single estimate on its own. */
static rk_reading read_one(reckon_measure measure, const reckon_estimate *estimate)
{
    reckon_evidence *evidence = sample_evidence(measure);
    sample_add(evidence, estimate);
    rk_reading *readings;
    size_t count;
    assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
    assert_int_equal(count, 1);
    rk_reading reading = readings[0];
    rk_free(readings);
    reckon_evidence_free(evidence);
    return reading;
}

static rk_reading read_value(reckon_measure measure, double value, double precision, bool approximate)
{
    reckon_estimate estimate = sample_estimate("a");
    estimate.value = value;
    estimate.precision = precision;
    estimate.approximate = approximate;
    return read_one(measure, &estimate);
}

static rk_reading read_ends(reckon_measure measure, double low, double best, double high, double level)
{
    reckon_estimate estimate = sample_estimate("a");
    estimate.low = low;
    estimate.best = best;
    estimate.high = high;
    estimate.level = level;
    return read_one(measure, &estimate);
}

static void test_rounding(void **state)
{
    (void)state;
    static const double cases[][2] = {{10000, 500}, {38500, 50}, {23457, 0.5}, {7, 0.05}, {24, 0.5}, {0.667, 0.0005},
        {0.7, 0.005}, {300000, 5000}, {75000, 500}, {125000, 500}, {1, 0.05}, {10, 0.5}, {99, 0.5}, {100, 5},
        {1.5, 0.05}, {0.1, 0.005}, {1e12, 5e10}, {1444856, 0.5}, {9007199254740991.0, 0.5}, {1e22, 5e20}, {1e23, 5e21},
        {123e20, 5e19}, {1e-300, 5e-302}, {0.1 + 0.2, 5e-18}, {1e300, 5e298}, {2.5e-5, 5e-7}, {99.95, 0.005}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char what[32];
        snprintf(what, sizeof what, "half unit of %g", cases[i][0]);
        check_close_named(rk_rounding_precision(cases[i][0]), cases[i][1] / cases[i][0], 1e-14, 0, what);
    }
    assert_true(rk_rounding_precision(10000) == 0.05);
    assert_true(isfinite(rk_rounding_precision(DBL_MAX)) && rk_rounding_precision(DBL_TRUE_MIN) > 0);
}

/* Against the digits as a person would count them, on numbers made from digits. */
static void test_rounding_of_made_numbers(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 20000; i++) {
        char digits[16], text[32];
        int count = 1 + rand() % 12, exponent = rand() % 40 - 20;
        for (int j = 0; j < count; j++)
            digits[j] = (char)('0' + rand() % 10);
        digits[0] = (char)('1' + rand() % 9);
        digits[count - 1] = (char)('1' + rand() % 9);
        digits[count] = '\0';
        snprintf(text, sizeof text, "%se%d", digits, exponent);
        double value = strtod(text, NULL);
        int significant = count < 2 ? 2 : count;
        double unit = pow(10.0, exponent + count - significant);
        check_close_named(rk_rounding_precision(value), 0.5 * unit / value, 1e-12, 0, text);
    }
}

static void test_value(void **state)
{
    (void)state;
    rk_reading reading = read_value(RECKON_STOCK, 10000, (double)NAN, false);
    assert_int_equal(reading.kind, RK_RANGE);
    check_close(reading.low, 9500, 1e-15, 0);
    check_close(reading.high, 10500, 1e-15, 0);
    check_close(reading.link_low, log(9500), 1e-15, 0);
    check_close(reading.centre, 0.5 * (log(9500) + log(10500)), 1e-15, 0);
    assert_true(reading.sd == 0 && isnan(reading.level));
    check_close(reading.time, 2005.5, 0, 0);
    assert_true(reading.used && reading.reason[0] == '\0' && reading.weight == 1);
    assert_string_equal(reading.note, "rounded figure, read as within 5 %");
    reading = read_value(RECKON_STOCK, 10000, (double)NAN, true);
    check_close(reading.low, 8000, 1e-15, 0);
    check_close(reading.high, 12000, 1e-15, 0);
    assert_string_equal(reading.note, "approximate, read as within 20 %");
    reading = read_value(RECKON_STOCK, 10000, 0.1234567, true);
    check_close(reading.low, 8765.433, 1e-15, 0);
    assert_string_equal(reading.note, "stated precision, read as within 12.3 %");
    reading = read_value(RECKON_FLOW, 38500, (double)NAN, false);
    check_close(reading.high, 38550, 1e-15, 0);
}

static void test_share(void **state)
{
    (void)state;
    rk_reading reading = read_value(RECKON_SHARE, 0.667, (double)NAN, false);
    check_close(reading.low, 0.6665, 1e-14, 0);
    check_close(reading.high, 0.6675, 1e-14, 0);
    check_close(reading.link_low, log(0.6665 / 0.3335), 1e-13, 0);
    reading = read_value(RECKON_SHARE, 0.97, (double)NAN, true);
    check_close(reading.low, 0.776, 1e-14, 0);
    check_close(reading.high, 0.985, 1e-14, 0);
    assert_non_null(strstr(reading.note, "half-way"));
    reading = read_value(RECKON_SHARE, nextafter(1, 0), (double)NAN, true);
    assert_true(isfinite(reading.link_high) && reading.high < 1 && reading.link_low < reading.link_high);
    reading = read_value(RECKON_SHARE, DBL_TRUE_MIN, 1 - DBL_EPSILON, false);
    assert_true(isfinite(reading.link_low) && reading.link_low <= reading.link_high);
    /* The same formulas with the logit in place of the log. */
    double z = rk_normal_central_z(0.9);
    reading = read_ends(RECKON_SHARE, 0.6, (double)NAN, 0.8, 0.9);
    check_close(reading.centre, 0.5 * (log(1.5) + log(4)), 1e-14, 0);
    check_close(reading.sd, (log(4) - log(1.5)) / (2 * z), 1e-14, 0);
    for (double p = 0.001; p < 1; p += 0.001)
        check_close(rk_unlink(RECKON_SHARE, rk_link(RECKON_SHARE, p)), p, 1e-14, 0);
    assert_true(rk_unlink(RECKON_SHARE, -(double)INFINITY) == 0 && rk_unlink(RECKON_SHARE, (double)INFINITY) == 1);
    assert_true(rk_unlink(RECKON_STOCK, -(double)INFINITY) == 0);
}

static void test_ranges_and_bounds(void **state)
{
    (void)state;
    double nan = (double)NAN;
    rk_reading reading = read_ends(RECKON_STOCK, 10000, nan, 30000, nan);
    assert_int_equal(reading.kind, RK_RANGE);
    assert_true(reading.low == 10000 && reading.high == 30000 && reading.sd == 0 && reading.note[0] == '\0');
    check_close(reading.centre, log(sqrt(3e8)), 1e-15, 0);
    reading = read_ends(RECKON_STOCK, nan, nan, 300000, nan);
    assert_int_equal(reading.kind, RK_AT_MOST);
    assert_true(isnan(reading.low) && reading.link_low == -(double)INFINITY && reading.sd == 0);
    check_close(reading.centre, log(300000), 0, 0);
    reading = read_ends(RECKON_STOCK, 80, nan, nan, nan);
    assert_int_equal(reading.kind, RK_AT_LEAST);
    assert_true(isnan(reading.high) && reading.link_high == (double)INFINITY);
    check_close(reading.centre, log(80), 0, 0);
}

static void test_distributions(void **state)
{
    (void)state;
    double nan = (double)NAN, z = 1.6448536269514722;
    rk_reading reading = read_ends(RECKON_STOCK, 10000, nan, 30000, 0.9);
    assert_int_equal(reading.kind, RK_DISTRIBUTION);
    check_close(reading.centre, 0.5 * (log(10000) + log(30000)), 1e-15, 0);
    check_close(reading.sd, log(3) / (2 * z), 1e-14, 0);
    assert_true(reading.level == 0.9);
    /* A best in the middle (of logs) changes nothing; off the middle, the moments are those of the density. */
    rk_reading middle = read_ends(RECKON_STOCK, 10000, sqrt(3e8), 30000, 0.9);
    check_close(middle.centre, reading.centre, 1e-14, 0);
    check_close(middle.sd, reading.sd, 1e-13, 0);
    rk_reading split = read_ends(RECKON_STOCK, 10000, 12000, 30000, 0.9);
    double best = log(12000), s_lo = (best - log(10000)) / z, s_hi = (log(30000) - best) / z;
    double mass = 0, mean = 0, square = 0;
    for (int i = 0; i < 400000; i++) {
        double x = best - 12 * s_lo + (i + 0.5) * (12 * s_lo + 12 * s_hi) / 400000;
        double density = exp(-0.5 * pow((x - best) / (x < best ? s_lo : s_hi), 2));
        mass += density;
        mean += density * x;
        square += density * x * x;
    }
    mean /= mass;
    check_close(split.centre, mean, 1e-7, 0);
    check_close(split.sd, sqrt(square / mass - mean * mean), 1e-6, 0);
}

/* Pitfall 4: equal bounds must not become an infinite weight. */
static void test_zero_width(void **state)
{
    (void)state;
    double nan = (double)NAN;
    rk_reading reading = read_ends(RECKON_STOCK, 10000, nan, 10000, nan);
    check_close(reading.low, 9500, 1e-15, 0);
    check_close(reading.high, 10500, 1e-15, 0);
    assert_string_equal(reading.note, "no width, taken for a rounded figure, read as within 5 %");
    reading = read_ends(RECKON_STOCK, 10000, nan, 10000, 0.9);
    check_close(reading.sd, log(10500.0 / 9500) / (2 * 1.6448536269514722), 1e-13, 0);
    reading = read_ends(RECKON_STOCK, 10000, nan, nextafter(10000, 1e9), nan);
    assert_true(reading.link_high - reading.link_low > 1e-10);
    reading = read_ends(RECKON_STOCK, 10000, nan, 10000 * (1 + 1e-9), nan);
    assert_true(reading.low == 10000 && reading.note[0] == '\0');
    reading = read_ends(RECKON_SHARE, 0.5, nan, 0.5, 0.5);
    check_close(reading.low, 0.495, 1e-14, 0);
    assert_true(reading.sd > 0);
}

/* No legal number makes anything but finite readings of positive width. */
static void test_extremes(void **state)
{
    (void)state;
    double nan = (double)NAN;
    static const double values[] = {
        DBL_TRUE_MIN, 15e-324, DBL_MIN, 1e-100, 1, 123456.78901234567, 1e12, 1e100, DBL_MAX};
    static const double precisions[] = {NAN, 1e-300, 1e-16, 0.5, 1 - DBL_EPSILON / 2};
    static const double levels[] = {DBL_TRUE_MIN, 1e-18, 1e-9, 0.5, 1 - 1e-9, 1 - DBL_EPSILON / 2};
    enum { VALUES = sizeof values / sizeof *values };
    for (size_t i = 0; i < VALUES; i++)
        for (size_t j = 0; j < sizeof precisions / sizeof *precisions; j++) {
            rk_reading reading = read_value(RECKON_STOCK, values[i], precisions[j], false);
            assert_true(reading.low > 0 && isfinite(reading.high) && isfinite(reading.centre));
            assert_true(reading.link_low < reading.link_high);
        }
    for (size_t i = 0; i < VALUES; i++)
        for (size_t j = i; j < VALUES; j++)
            for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
                double best = values[i] * 0.5 + values[j] * 0.5;
                bool inside = values[i] < best && best < values[j];
                rk_reading reading = read_ends(RECKON_STOCK, values[i], inside ? best : nan, values[j], levels[k]);
                assert_true(isfinite(reading.centre) && reading.sd > 0 && reading.sd < 1e3);
            }
}

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
    assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
    check_close(readings[0].weight, 0.4, 1e-15, 0);
    assert_true(readings[1].weight > 0);
    rk_free(readings);
    static const double table[6] = {1, 0.5, 0.5, 0.5, 0.5, 0.5};
    assert_int_equal(reckon_evidence_set_admiralty(evidence, table), RECKON_OK);
    assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
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

static void check_reason(const reckon_evidence *evidence, rk_derived_policy policy, const char *id, const char *reason)
{
    rk_reading *readings;
    size_t count;
    assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){policy, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
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
    assert_int_equal(rk_readings_build(evidence, 1, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
    assert_int_equal(count, 1);
    assert_true(readings[0].used);
    rk_free(readings);
    assert_int_equal(rk_readings_build(evidence, 2, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_ARGUMENT);
    reckon_evidence_free(evidence);
}

/* A random forest of derivations says the same of each estimate, in whatever order they are given. */
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
            assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
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
    assert_int_equal(rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY}, &readings, &count, NULL), RECKON_OK);
    assert_int_equal((strlen(readings[0].reason) - strlen("excluded: ")) % 3, 0);
    rk_free(readings);
    reckon_evidence_free(evidence);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(rk_reading_kind_name(RK_RANGE), "range");
    assert_string_equal(rk_reading_kind_name(RK_DISTRIBUTION), "distribution");
    assert_string_equal(rk_reading_kind_name(RK_AT_LEAST), "at_least");
    assert_string_equal(rk_reading_kind_name(RK_AT_MOST), "at_most");
    assert_string_equal(rk_reading_kind_name((rk_reading_kind)9), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_rounding_of_made_numbers),
        cmocka_unit_test(test_value),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_ranges_and_bounds),
        cmocka_unit_test(test_distributions),
        cmocka_unit_test(test_zero_width),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_one_origin_is_one_voice),
        cmocka_unit_test(test_origin_in_another_population),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_long_reason_is_cut_at_a_character),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("readings", tests, NULL, NULL);
}
