/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who speaks: corrections, checks, what was known when, who counted; and totals that start on
 * different dates. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "evidence/readings.h"
#include "evidence/sample.h"

static const rk_reading_policy everything = {RK_DERIVED_SKIP, INFINITY};

/* One estimate in a few words. */
typedef struct plain {
    const char *id;
    const char *derived_from, *supersedes, *exclude;
    const char *date, *published, *since;
    double value;
    bool check;
} plain;

static void add(reckon_evidence *evidence, plain from)
{
    reckon_estimate estimate = sample_estimate(from.id);
    estimate.value = from.value > 0 ? from.value : 1000;
    estimate.date = from.date ? from.date : "2005";
    estimate.published = from.published;
    estimate.since = from.since;
    estimate.exclude = from.exclude;
    estimate.check = from.check;
    estimate.derived_from = &from.derived_from;
    estimate.derived_count = from.derived_from != NULL;
    estimate.supersedes = &from.supersedes;
    estimate.supersedes_count = from.supersedes != NULL;
    sample_add(evidence, &estimate);
}

static rk_reading reading_of(
    const reckon_evidence *evidence, const char *id, rk_reading_policy policy)
{
    rk_reading *readings, found;
    size_t count, at = reckon_evidence_find_estimate(evidence, id);
    assert_int_equal(rk_readings_build(evidence, 0, &policy, &readings, &count, NULL), RECKON_OK);
    assert_true(at < count && readings[at].estimate == at);
    found = readings[at];
    rk_free(readings);
    return found;
}

static void expect(
    const reckon_evidence *evidence, const char *id, double as_of, const char *reason)
{
    rk_reading reading = reading_of(evidence, id, (rk_reading_policy){RK_DERIVED_SKIP, as_of});
    assert_string_equal(reading.reason, reason);
    assert_int_equal(reading.used, reason[0] == '\0');
}

static void expect_refusal(
    reckon_evidence *evidence, reckon_status code, const char *pointer, const char *part)
{
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_evidence_check(evidence, &error), code);
    assert_string_equal(error.pointer, pointer);
    if (!strstr(error.message, part))
        fail_msg("\"%s\" is not in: %s", part, error.message);
    reckon_evidence_free(evidence);
}

static void test_corrections(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "first", .published = "2005-02"});
    add(evidence, (plain){.id = "second",
                      .supersedes = "first",
                      .derived_from = "first",
                      .published = "2005-03"});
    add(evidence, (plain){.id = "third", .supersedes = "second", .published = "2005-06"});
    add(evidence, (plain){.id = "copy", .derived_from = "first", .published = "2005-02"});
    expect(evidence, "first", (double)INFINITY, "superseded by third");
    expect(evidence, "second", (double)INFINITY, "superseded by third");
    expect(evidence, "third", (double)INFINITY, "");
    expect(evidence, "copy", (double)INFINITY, "repeats what is superseded by third");
    assert_true(
        reading_of(evidence, "copy", (rk_reading_policy){RK_DERIVED_KEEP, (double)INFINITY}).used);
    /* What was known in March, in February, and before anything was. */
    expect(evidence, "third", 2005.3, "not known to be published by then: 2005-06");
    expect(evidence, "first", 2005.3, "superseded by second");
    expect(evidence, "second", 2005.3, "");
    expect(evidence, "first", 2005.2, "");
    expect(evidence, "copy", 2005.2, "repeats first");
    expect(evidence, "first", 2005, "not known to be published by then: 2005-02");
    reckon_evidence_free(evidence);
}

/* A correction that is not in force itself corrects nothing; one that is corrected passes its own
 * on. */
static void test_corrections_out_of_force(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "a"});
    add(evidence, (plain){.id = "wrong", .supersedes = "a", .exclude = "misprint"});
    expect(evidence, "a", (double)INFINITY, "");
    expect(evidence, "wrong", (double)INFINITY, "excluded: misprint");
    add(evidence, (plain){.id = "right", .supersedes = "wrong"});
    expect(evidence, "a", (double)INFINITY, "superseded by right");
    expect(evidence, "wrong", (double)INFINITY, "excluded: misprint");
    reckon_evidence_free(evidence);
}

/* Two corrections, each built on what the other corrected: both stay. */
static void test_crossed_corrections(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "o1"});
    add(evidence, (plain){.id = "o2"});
    add(evidence, (plain){.id = "a", .derived_from = "o2"});
    add(evidence, (plain){.id = "b", .derived_from = "o1"});
    add(evidence, (plain){.id = "new1", .supersedes = "o1", .derived_from = "a"});
    add(evidence, (plain){.id = "new2", .supersedes = "o2", .derived_from = "b"});
    expect(evidence, "new1", (double)INFINITY, "");
    expect(evidence, "new2", (double)INFINITY, "");
    expect(evidence, "a", (double)INFINITY, "repeats what is superseded by new2");
    expect(evidence, "b", (double)INFINITY, "repeats what is superseded by new1");
    reckon_evidence_free(evidence);
}

/* Whatever is derived, superseded, excluded or kept as a check: an unused figure has somebody who
 * speaks for it. */
static void test_somebody_speaks(void **state)
{
    (void)state;
    enum { COUNT = 30 };
    srand(19);
    for (int round = 0; round < 400; round++) {
        reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
        char ids[COUNT][8];
        size_t alive = 0;
        for (int i = 0; i < COUNT; i++) {
            snprintf(ids[i], sizeof ids[i], "e%d", i);
            plain made = {.id = ids[i],
                .derived_from = i && rand() % 2 ? ids[rand() % i] : NULL,
                .supersedes = i && rand() % 4 == 0 ? ids[rand() % i] : NULL};
            add(evidence, made);
        }
        rk_reading *readings;
        size_t count;
        assert_int_equal(
            rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
        for (size_t i = 0; i < count; i++) {
            const char *by = strrchr(readings[i].reason, ' ');
            alive += readings[i].used;
            if (readings[i].used)
                continue;
            /* Follow the reasons: they end at a figure that is used. */
            size_t at = i;
            for (int step = 0; step < COUNT && !readings[at].used; step++) {
                by = strrchr(readings[at].reason, ' ');
                assert_non_null(by);
                at = reckon_evidence_find_estimate(evidence, by + 1);
                assert_true(at < count);
            }
            assert_true(readings[at].used);
        }
        assert_true(alive > 0);
        rk_free(readings);
        reckon_evidence_free(evidence);
    }
}

static void test_checks(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "count", .check = true, .value = 605416, .published = "2012"});
    add(evidence, (plain){.id = "copy", .derived_from = "count"});
    rk_reading reading = reading_of(evidence, "count", everything);
    assert_true(reading.check && !reading.used);
    assert_string_equal(reading.reason, "a check: kept for comparison, never used");
    check_close(reading.low, 605416 * 0.95, 1e-15, 0); /* it is read all the same: it is scored */
    expect(evidence, "copy", (double)INFINITY, "");
    expect(evidence, "count", 2005, "a check: kept for comparison, never used");
    reckon_evidence_free(evidence);
}

static void test_bad_corrections(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "a", .supersedes = "lost"});
    expect_refusal(evidence, RECKON_REFERENCE, "/estimates/0/supersedes/0", "is no estimate");
    evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "a", .supersedes = "a"});
    expect_refusal(
        evidence, RECKON_REFERENCE, "/estimates/0/supersedes/0", "is the estimate itself");
    evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "a", .supersedes = "b"});
    add(evidence, (plain){.id = "b", .supersedes = "a"});
    expect_refusal(
        evidence, RECKON_REFERENCE, "/estimates/1/supersedes/0", "closes a circle: it supersedes");
    evidence = sample_evidence(RECKON_STOCK);
    reckon_population population;
    reckon_population_init(&population);
    population.id = "q";
    assert_int_equal(reckon_evidence_add_population(evidence, &population, NULL), RECKON_OK);
    add(evidence, (plain){.id = "a"});
    const char *a = "a";
    reckon_estimate estimate = sample_estimate("b");
    estimate.population = "q";
    estimate.value = 1;
    estimate.supersedes = &a;
    estimate.supersedes_count = 1;
    sample_add(evidence, &estimate);
    expect_refusal(
        evidence, RECKON_REFERENCE, "/estimates/1/supersedes/0", "counts another population");
}

static void test_origin(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_source source;
    reckon_source_init(&source);
    source.id = "paper";
    source.reliability = 0.5;
    assert_int_equal(reckon_evidence_add_source(evidence, &source, NULL), RECKON_OK);
    source.id = "un";
    source.reliability = 0.8;
    assert_int_equal(reckon_evidence_add_source(evidence, &source, NULL), RECKON_OK);
    reckon_estimate estimate = sample_estimate("quoted");
    estimate.value = 1000;
    estimate.source = "paper";
    estimate.origin = "un";
    estimate.weight = 0.5;
    sample_add(evidence, &estimate);
    rk_reading reading = reading_of(evidence, "quoted", everything);
    assert_true(reading.source == 1 && reading.origin == 2);
    check_close(reading.weight, 0.5 * 0.8 * 0.5, 1e-15, 0);
    estimate.id = "own";
    estimate.origin = "paper"; /* the source itself: counted once */
    sample_add(evidence, &estimate);
    reading = reading_of(evidence, "own", everything);
    assert_true(reading.source == 1 && reading.origin == 1);
    check_close(reading.weight, 0.25, 1e-15, 0);
    estimate.id = "lost";
    estimate.origin = "nobody";
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_evidence_add_estimate(evidence, &estimate, &error), RECKON_REFERENCE);
    assert_string_equal(error.pointer, "/origin");
    reckon_evidence_free(evidence);
}

/* The figure and its dates say how long the moment may have been. */
static void test_length(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    add(evidence, (plain){.id = "year", .date = "2005"});
    add(evidence, (plain){.id = "day", .date = "2005-03-14"});
    add(evidence, (plain){.id = "loose", .date = "2005~"});
    add(evidence, (plain){.id = "decade", .date = "200X"});
    add(evidence, (plain){.id = "span", .date = "2013-01-01/2017-12-31"});
    check_close(reading_of(evidence, "year", everything).length, 1, 1e-12, 0);
    check_close(reading_of(evidence, "day", everything).length, 1 / 365.0, 1e-9, 0);
    check_close(reading_of(evidence, "loose", everything).length, 2, 1e-12, 0);
    check_close(reading_of(evidence, "loose", everything).time, 2005.5, 1e-15, 0);
    check_close(reading_of(evidence, "decade", everything).length, 10, 1e-12, 0);
    check_close(reading_of(evidence, "decade", everything).time, 2005, 1e-15, 0);
    check_close(reading_of(evidence, "span", everything).length, 5, 1e-12, 0);
    reckon_evidence_free(evidence);
}

/* A day, two days and a week that all say 6 to 7 a day; a month and a year that agree. */
static void test_flows(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_FLOW);
    add(evidence, (plain){.id = "day", .date = "2015-05-20", .value = 7});
    add(evidence, (plain){.id = "two", .date = "2015-05-19/2015-05-20", .value = 12});
    add(evidence, (plain){.id = "week", .date = "2015-05-14/2015-05-20", .value = 49});
    add(evidence, (plain){.id = "month", .date = "2016-06", .value = 1250});
    add(evidence, (plain){.id = "year", .date = "2016", .value = 15000});
    add(evidence, (plain){.id = "about-when", .date = "2016~", .value = 15000});
    reckon_estimate estimate = sample_estimate("rate");
    estimate.low = 1000;
    estimate.best = 1250;
    estimate.high = 1500;
    estimate.level = 0.9;
    estimate.date = "2016-06-15";
    estimate.per = "P1M";
    sample_add(evidence, &estimate);
    check_close(reading_of(evidence, "day", everything).low, 6.5 * 365, 1e-9, 0);
    check_close(reading_of(evidence, "two", everything).low, 11.4 * 182.5, 1e-9, 0);
    check_close(reading_of(evidence, "week", everything).high, 49 * 1.05 * 365 / 7, 1e-9, 0);
    check_close(reading_of(evidence, "month", everything).low, 1250 * 0.95 * 366 / 30, 1e-9, 0);
    rk_reading year = reading_of(evidence, "year", everything);
    check_close(year.low, 15000 * 0.95, 1e-12, 0);
    check_close(year.length, 1 / 3.0, 1e-12, 0);
    assert_null(strstr(year.note, "per year"));
    rk_reading loose =
        reading_of(evidence, "about-when", everything); /* still a figure for one year */
    check_close(loose.low, 15000 * 0.95, 1e-12, 0);
    check_close(loose.length, 1 + 1 / 3.0, 1e-12, 0);
    rk_reading rate = reading_of(evidence, "rate", everything);
    check_close(rate.low, 12000, 1e-12, 0);
    check_close(rate.best, 15000, 1e-12, 0);
    check_close(rate.link_high, log(18000), 1e-13, 0);
    assert_non_null(strstr(rate.note, "as a number per year"));
    /* A month of a year of days: within the days that months differ by. */
    reckon_step month = {1, 0}, week = {0, 7}, both = {12, 365};
    check_close(15000 * rk_step_years(month), 1250, 1e-15, 0);
    check_close(rk_step_years(week), 7 / 365.2425, 1e-15, 0);
    check_close(rk_step_years(both), 1 + 365 / 365.2425, 1e-15, 0);
    reckon_evidence_free(evidence);
}

static void refuse(reckon_measure measure, const char *since, const char *per, const char *date,
    reckon_status code, const char *pointer)
{
    reckon_evidence *evidence = sample_evidence(measure);
    reckon_estimate estimate = sample_estimate("a");
    reckon_error error = RECKON_ERROR_INIT;
    estimate.value = measure == RECKON_SHARE ? 0.5 : 10;
    estimate.since = since;
    estimate.per = per;
    estimate.date = date;
    assert_int_equal(reckon_evidence_add_estimate(evidence, &estimate, &error), code);
    assert_string_equal(error.pointer, pointer);
    assert_true(error.message[0] && !strchr(error.message, '\n'));
    reckon_evidence_free(evidence);
}

static void test_keys_of_other_measures(void **state)
{
    (void)state;
    refuse(RECKON_STOCK, "2001", NULL, "2005", RECKON_VALUE, "/since");
    refuse(RECKON_FLOW, "2001", NULL, "2005", RECKON_VALUE, "/since");
    refuse(RECKON_CUMULATIVE, "soon", NULL, "2005", RECKON_DATE, "/since");
    refuse(RECKON_CUMULATIVE, "2006", NULL, "2005", RECKON_DATE, "/since");
    refuse(RECKON_STOCK, NULL, "P1D", "2005", RECKON_VALUE, "/per");
    refuse(RECKON_SHARE, NULL, "P1D", "2005", RECKON_VALUE, "/per");
    refuse(RECKON_FLOW, NULL, "day", "2005", RECKON_DATE, "/per");
    refuse(RECKON_FLOW, NULL, "P0D", "2005", RECKON_DATE, "/per");
}

static void test_totals(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_CUMULATIVE);
    add(evidence, (plain){.id = "old", .since = "2011", .date = "2015-06", .value = 100000});
    add(evidence, (plain){.id = "same", .since = "2011-01-01", .date = "2015-07", .value = 101000});
    add(evidence, (plain){.id = "new", .since = "2013", .date = "2017", .value = 80000});
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_evidence_check(evidence, &error), RECKON_MEASURE);
    assert_string_equal(error.pointer, "/estimates/2/since");
    assert_non_null(strstr(error.message, "\"new\" counts since 2013, \"old\" since 2011"));
    assert_non_null(strstr(error.message, "Add an estimate since 2011 that is dated 2013"));
    /* The bridge: what had come by the start of 2013. */
    reckon_estimate bridge = sample_estimate("bridge");
    bridge.low = 30000;
    bridge.high = 40000;
    bridge.since = "2011";
    bridge.date = "2012-12-31";
    sample_add(evidence, &bridge);
    rk_reading reading = reading_of(evidence, "new", everything);
    check_close(reading.low, 80000 * 0.95 + 30000, 1e-15, 0);
    check_close(reading.high, 80000 * 1.05 + 40000, 1e-15, 0);
    check_close(reading.link_high, log(124000), 1e-15, 0);
    assert_non_null(strstr(reading.note, "\"bridge\" added for what had come before"));
    check_close(reading_of(evidence, "same", everything).high, 101000 * 1.05, 1e-15, 0);
    check_close(reading_of(evidence, "bridge", everything).high, 40000, 0, 0);
    reckon_evidence_free(evidence);
}

static void test_totals_not_said(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_CUMULATIVE);
    add(evidence, (plain){.id = "open"});
    add(evidence, (plain){.id = "other"});
    assert_int_equal(reckon_evidence_check(evidence, NULL), RECKON_OK);
    add(evidence, (plain){.id = "dated", .since = "2001"});
    expect_refusal(
        evidence, RECKON_MEASURE, "/estimates/0", "\"open\" does not say since when it counts");
    /* What is not used is held to nothing and bridges nothing. */
    evidence = sample_evidence(RECKON_CUMULATIVE);
    add(evidence, (plain){.id = "a", .since = "2001"});
    add(evidence, (plain){.id = "b", .since = "2002", .exclude = "other start"});
    add(evidence, (plain){.id = "c", .since = "2002", .check = true});
    assert_int_equal(reckon_evidence_check(evidence, NULL), RECKON_OK);
    add(evidence, (plain){.id = "d", .since = "2003"});
    add(evidence, (plain){.id = "e", .since = "2001", .date = "2003-01", .exclude = "unsure"});
    expect_refusal(evidence, RECKON_MEASURE, "/estimates/3/since", "such totals do not mix");
    /* The population's own start holds for all that do not say; an earlier start cannot be cut off.
     */
    evidence = sample_evidence(RECKON_STOCK);
    reckon_population population;
    reckon_population_init(&population);
    population.id = "q";
    population.measure = RECKON_CUMULATIVE;
    population.since = "2003";
    assert_int_equal(reckon_evidence_add_population(evidence, &population, NULL), RECKON_OK);
    reckon_estimate estimate = sample_estimate("x");
    estimate.population = "q";
    estimate.value = 5;
    sample_add(evidence, &estimate);
    estimate.id = "y";
    estimate.since = "2003-01";
    sample_add(evidence, &estimate);
    assert_int_equal(reckon_evidence_check(evidence, NULL), RECKON_OK);
    estimate.id = "z";
    estimate.since = "2001";
    sample_add(evidence, &estimate);
    expect_refusal(evidence, RECKON_MEASURE, "/estimates/2/since",
        "\"z\" counts since 2001, \"q\" since 2003");
}

/* Bounds, distributions and bests through a bridge. */
static void test_bridged_kinds(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_CUMULATIVE);
    reckon_estimate bridge = sample_estimate("bridge");
    bridge.low = 100;
    bridge.high = 300;
    bridge.since = "2000";
    bridge.date = "2003";
    sample_add(evidence, &bridge);
    reckon_estimate later = sample_estimate("least");
    later.since = "2003";
    later.low = 1000;
    sample_add(evidence, &later);
    later.id = "most";
    later.high = 2000;
    later.low = (double)NAN;
    sample_add(evidence, &later);
    later.id = "split";
    later.low = 1000;
    later.best = 1500;
    later.level = 0.8;
    sample_add(evidence, &later);
    rk_reading reading = reading_of(evidence, "least", everything);
    assert_true(reading.kind == RK_AT_LEAST && reading.low == 1100 && isnan(reading.high));
    reading = reading_of(evidence, "most", everything);
    assert_true(reading.kind == RK_RANGE && reading.low == 100 && reading.high == 2300);
    reading = reading_of(evidence, "split", everything);
    assert_true(reading.kind == RK_SPLIT && reading.low == 1100 && reading.best == 1700 &&
                reading.high == 2300);
    assert_true(reading.level == 0.8 && reading.sd_low > 0 && reading.sd_high > 0);
    reckon_evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corrections),
        cmocka_unit_test(test_corrections_out_of_force),
        cmocka_unit_test(test_crossed_corrections),
        cmocka_unit_test(test_somebody_speaks),
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_bad_corrections),
        cmocka_unit_test(test_origin),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_flows),
        cmocka_unit_test(test_keys_of_other_measures),
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_totals_not_said),
        cmocka_unit_test(test_bridged_kinds),
    };
    return cmocka_run_group_tests_name("standing", tests, NULL, NULL);
}
