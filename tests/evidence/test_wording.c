/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an estimate: in place of its numbers, or beside them. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "evidence/readings.h"
#include "evidence/sample.h"

static reckon_estimate worded(const char *text, const char *language)
{
    reckon_estimate estimate = sample_estimate("a");
    estimate.text = text;
    estimate.language = language;
    return estimate;
}

/* What the evidence holds after adding an estimate, with its reading. */
typedef struct kept {
    reckon_estimate stated;
    rk_reading reading;
    char per[8];
} kept;

static kept keep(reckon_measure measure, const reckon_estimate *estimate)
{
    reckon_evidence *evidence = sample_evidence(measure);
    sample_add(evidence, estimate);
    rk_reading *readings;
    size_t count;
    const rk_reading_policy everything = {RK_DERIVED_SKIP, (double)INFINITY};
    assert_int_equal(
        rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
    kept found = {*reckon_evidence_estimate(evidence, 0), readings[0], ""};
    if (found.stated.per)
        snprintf(found.per, sizeof found.per, "%s", found.stated.per);
    rk_free(readings);
    reckon_evidence_free(evidence);
    return found;
}

static void refuse(reckon_measure measure, const reckon_estimate *estimate, reckon_status code,
    const char *pointer, const char *part)
{
    reckon_evidence *evidence = sample_evidence(measure);
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_evidence_add_estimate(evidence, estimate, &error), code);
    assert_string_equal(error.pointer, pointer);
    if (!strstr(error.message, part))
        fail_msg("\"%s\" is not in: %s", part, error.message);
    assert_null(strchr(error.message, '\n'));
    assert_int_equal(reckon_evidence_estimate_count(evidence), 0);
    reckon_evidence_free(evidence);
}

static void test_words_alone(void **state)
{
    (void)state;
    reckon_estimate estimate = worded("just over 23,000", "en");
    kept found = keep(RECKON_STOCK, &estimate);
    assert_true(
        found.stated.low == 23000 && found.stated.high == 23500 && isnan(found.stated.value));
    assert_true(found.reading.kind == RK_RANGE && found.reading.low == 23000 &&
                found.reading.high == 23500);
    assert_string_equal(found.reading.note, "words read as 23,000 to 23,500");
    estimate = worded("up to 300,000 refugees", "en");
    found = keep(RECKON_STOCK, &estimate);
    assert_true(found.reading.kind == RK_AT_MOST && found.reading.high == 300000);
    estimate = worded("about 100,000", NULL);
    found = keep(RECKON_STOCK, &estimate);
    assert_true(found.stated.value == 100000 && found.stated.approximate);
    check_close(found.reading.low, 80000, 1e-14, 0);
    assert_string_equal(
        found.reading.note, "words read as about 100,000; approximate, read as within 20 %");
    estimate = worded("environ 100 000", "fr");
    found = keep(RECKON_STOCK, &estimate);
    assert_true(found.stated.value == 100000 && found.stated.approximate);
    estimate = worded("70 %", "en");
    found = keep(RECKON_SHARE, &estimate);
    check_close(found.stated.value, 0.7, 1e-15, 0);
}

static void test_rates(void **state)
{
    (void)state;
    reckon_estimate estimate = worded("40 a day", "en");
    kept found = keep(RECKON_FLOW, &estimate);
    assert_string_equal(found.per, "P1D");
    check_close(found.reading.low, 38 * 365.2425, 1e-12, 0);
    estimate.per = "P7D";
    refuse(RECKON_FLOW, &estimate, RECKON_STATEMENT, "/text",
        "is for a day, and \"per\" says otherwise");
    estimate.per = "P1D";
    assert_string_equal(keep(RECKON_FLOW, &estimate).per, "P1D");
    estimate = worded("40", "en"); /* no rate in the words: the period's, or what `per` says */
    estimate.per = "P1W";
    assert_string_equal(keep(RECKON_FLOW, &estimate).per, "P1W");
    estimate = worded("40 a day", "en");
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text",
        "states a flow, and the population's measure is stock");
}

static void test_words_beside_numbers(void **state)
{
    (void)state;
    reckon_estimate estimate = worded("10,000 to 30,000", "en");
    estimate.low = 10000;
    estimate.high = 30000;
    assert_int_equal(keep(RECKON_STOCK, &estimate).reading.kind, RK_RANGE);
    estimate.level = 0.9; /* numbers may say more */
    assert_int_equal(keep(RECKON_STOCK, &estimate).reading.kind, RK_DISTRIBUTION);
    estimate.best = 15000;
    assert_int_equal(keep(RECKON_STOCK, &estimate).reading.kind, RK_SPLIT);
    estimate.high = 31000; /* but not something else */
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text",
        "\"10,000 to 30,000\" is read as 10,000 to 30,000, and the numbers beside it say "
        "otherwise");
    estimate = worded("up to 300,000", "en");
    estimate.value = 300000;
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text", "say otherwise");
    estimate.value = (double)NAN;
    estimate.low = 0; /* the same as none */
    estimate.high = 300000;
    assert_int_equal(keep(RECKON_STOCK, &estimate).reading.kind, RK_AT_MOST);
    estimate = worded("about 5,000", "en");
    estimate.value = 5000;
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text", "say otherwise");
    estimate.approximate = true;
    estimate.precision = 0.1;
    check_close(keep(RECKON_STOCK, &estimate).reading.low, 4500, 1e-14, 0);
    estimate = worded("70 %", "en");
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text", "states a share");
    estimate = worded("5,000", "en");
    refuse(RECKON_SHARE, &estimate, RECKON_STATEMENT, "/text", "states no share");
}

static void test_words_with_a_date(void **state)
{
    (void)state;
    reckon_estimate estimate = worded("23,000 in 2005", "en");
    assert_true(keep(RECKON_STOCK, &estimate).stated.value == 23000);
    estimate.date = "2005-03";
    assert_true(keep(RECKON_STOCK, &estimate).stated.value == 23000);
    estimate.date = "2006";
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text",
        "is about 2005, and \"date\" says otherwise");
}

/* Where the reader asks, nothing is added: the message names the words at fault. */
static void test_questions(void **state)
{
    (void)state;
    static const char *const texts[][2] = {{"as many as 80 or more", "cannot be read"},
        {"many", "many"}, {"60.000", "60.000"}, {"rose from 10,000 to 20,000", "cannot be read"},
        {"5,000 families", "families"}, {"n/a", "holds no figure"}, {"", "holds no figure"},
        {"\n", "holds no figure"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        reckon_estimate estimate =
            worded(texts[i][0], strcmp(texts[i][0], "60.000") == 0 ? NULL : "en");
        refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text", texts[i][1]);
        estimate.value = 80; /* numbers beside words that cannot be read do not make them right */
        refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text", texts[i][1]);
    }
    reckon_estimate estimate = worded("5,000", "xx");
    refuse(RECKON_STOCK, &estimate, RECKON_VALUE, "/language", "\"xx\"");
    estimate = worded(NULL, "en");
    estimate.value = 5;
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/language", "needs a \"text\"");
    /* Text of any length and content is told in one line. */
    char words[3000];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    words[10] = '\n';
    estimate = worded(words, "en");
    refuse(RECKON_STOCK, &estimate, RECKON_STATEMENT, "/text", "cannot be read");
    estimate = worded("5,000\xFF", "en");
    refuse(RECKON_STOCK, &estimate, RECKON_VALUE, "/text", "UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_alone),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_words_beside_numbers),
        cmocka_unit_test(test_words_with_a_date),
        cmocka_unit_test(test_questions),
    };
    return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
