/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/sample.h"
#include "evidence/store.h"

static void expect_fault(
    reckon_status status, const reckon_error *error, reckon_status code, const char *pointer)
{
    if (status != code || error->code != code || strcmp(error->pointer, pointer) != 0)
        fail_msg("got %s at \"%s\" (%s), expected %s at \"%s\"", reckon_status_name(status),
            error->pointer, error->message, reckon_status_name(code), pointer);
    assert_true(error->message[0] != '\0' && !strchr(error->message, '\n'));
}

static void expect_estimate(reckon_evidence *evidence, const reckon_estimate *estimate,
    reckon_status code, const char *pointer)
{
    size_t before = reckon_evidence_estimate_count(evidence);
    reckon_error error = RECKON_ERROR_INIT;
    expect_fault(reckon_evidence_add_estimate(evidence, estimate, &error), &error, code, pointer);
    assert_int_equal(reckon_evidence_estimate_count(evidence), before);
}

static void test_populations(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_population population;
    reckon_population_init(&population);
    reckon_error error = RECKON_ERROR_INIT;
    expect_fault(
        reckon_evidence_add_population(evidence, &population, &error), &error, RECKON_MISSING, "");
    reckon_error_clear(&error);
    population.id = "";
    expect_fault(
        reckon_evidence_add_population(evidence, &population, &error), &error, RECKON_VALUE, "/id");
    reckon_error_clear(&error);
    population.id = "p";
    expect_fault(reckon_evidence_add_population(evidence, &population, &error), &error,
        RECKON_DUPLICATE, "/id");
    reckon_error_clear(&error);
    population.id = "q";
    population.measure = (reckon_measure)4;
    expect_fault(reckon_evidence_add_population(evidence, &population, &error), &error,
        RECKON_VALUE, "/measure");
    reckon_error_clear(&error);
    population.measure = RECKON_SHARE;
    population.note = "\xC0\xAF";
    expect_fault(reckon_evidence_add_population(evidence, &population, &error), &error,
        RECKON_VALUE, "/note");
    population.note = "n";
    assert_int_equal(reckon_evidence_add_population(evidence, &population, NULL), RECKON_OK);
    assert_int_equal(reckon_evidence_population_count(evidence), 2);
    assert_int_equal(reckon_evidence_find_population(evidence, "q"), 1);
    assert_true(reckon_evidence_find_population(evidence, "r") == (size_t)-1);
    assert_string_equal(reckon_evidence_population(evidence, 1)->note, "n");
    assert_true(reckon_evidence_population(evidence, 1)->note != population.note);
    assert_null(reckon_evidence_population(evidence, 2));
    reckon_evidence_free(evidence);
}

static void expect_source(
    reckon_evidence *evidence, const reckon_source *source, reckon_status code, const char *pointer)
{
    reckon_error error = RECKON_ERROR_INIT;
    expect_fault(reckon_evidence_add_source(evidence, source, &error), &error, code, pointer);
    assert_int_equal(reckon_evidence_source_count(evidence), 1);
}

static reckon_source given_bias(double mean, double sd)
{
    reckon_source source;
    reckon_source_init(&source);
    source.id = "t";
    source.bias_kind = RECKON_BIAS_GIVEN;
    source.bias_mean = mean;
    source.bias_sd = sd;
    return source;
}

static void test_sources(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_source source;
    reckon_source_init(&source);
    expect_source(evidence, &source, RECKON_MISSING, "");
    source.id = "s";
    expect_source(evidence, &source, RECKON_DUPLICATE, "/id");
    source.id = "t";
    static const double bad[] = {0, -1, 1.0000001, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        source.reliability = bad[i];
        expect_source(evidence, &source, RECKON_VALUE, "/reliability");
    }
    source.reliability = 0.5;
    source.admiralty = 'A';
    expect_source(evidence, &source, RECKON_VALUE, "/reliability");
    source.reliability = (double)NAN;
    source.admiralty = 'G';
    expect_source(evidence, &source, RECKON_VALUE, "/reliability");
    source.admiralty = 0;
    source.bias_kind = (reckon_bias_kind)-1;
    expect_source(evidence, &source, RECKON_VALUE, "/bias");
    source.bias_kind = RECKON_BIAS_ANCHOR;
    source.bias_sd = 1;
    expect_source(evidence, &source, RECKON_VALUE, "/bias");
    source = given_bias(0.5, (double)NAN);
    expect_source(evidence, &source, RECKON_MISSING, "/bias");
    source = given_bias((double)INFINITY, 1);
    expect_source(evidence, &source, RECKON_VALUE, "/bias/mean");
    source = given_bias(0.5, 0);
    expect_source(evidence, &source, RECKON_VALUE, "/bias/sd");
    source = given_bias(0.5, (double)INFINITY);
    expect_source(evidence, &source, RECKON_VALUE, "/bias/sd");
    source = given_bias(-0.5, 0.25);
    assert_int_equal(reckon_evidence_add_source(evidence, &source, NULL), RECKON_OK);
    check_close(reckon_evidence_source_weight(evidence, 1), 1, 0, 0);
    check_close(reckon_evidence_source_weight(evidence, 99), 1, 0, 0);
    reckon_evidence_free(evidence);
}

static void test_estimate_links(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    reckon_estimate good = sample_estimate("a"), bad = good;
    good.value = bad.value = 1;
    bad.id = NULL;
    expect_estimate(evidence, &bad, RECKON_MISSING, "");
    bad = good;
    bad.population = NULL;
    expect_estimate(evidence, &bad, RECKON_MISSING, "");
    bad.population = "nowhere\n";
    expect_estimate(evidence, &bad, RECKON_REFERENCE, "/population");
    bad = good;
    bad.source = "nobody";
    expect_estimate(evidence, &bad, RECKON_REFERENCE, "/source");
    bad = good;
    bad.date = NULL;
    expect_estimate(evidence, &bad, RECKON_MISSING, "");
    bad.date = "2005-13";
    expect_estimate(evidence, &bad, RECKON_DATE, "/date");
    bad = good;
    bad.published = "soon";
    expect_estimate(evidence, &bad, RECKON_DATE, "/published");
    bad = good;
    bad.exclude = "";
    expect_estimate(evidence, &bad, RECKON_VALUE, "/exclude");
    bad = good;
    bad.citation.quote = "\xED\xA0\x80";
    expect_estimate(evidence, &bad, RECKON_VALUE, "/citation/quote");
    bad = good;
    const char *list[] = {"x", NULL, "\xFF"};
    bad.chain = list;
    bad.chain_count = 2;
    expect_estimate(evidence, &bad, RECKON_VALUE, "/chain/1");
    list[1] = "y";
    bad.chain_count = 3;
    expect_estimate(evidence, &bad, RECKON_VALUE, "/chain/2");
    bad.chain = NULL;
    expect_estimate(evidence, &bad, RECKON_ARGUMENT, "");
    bad = good;
    bad.credibility = 7;
    expect_estimate(evidence, &bad, RECKON_VALUE, "/credibility");
    bad.credibility = -1;
    expect_estimate(evidence, &bad, RECKON_VALUE, "/credibility");
    bad = good;
    bad.weight = 0;
    expect_estimate(evidence, &bad, RECKON_VALUE, "/weight");
    bad = good;
    bad.struct_size = 0;
    expect_estimate(evidence, &bad, RECKON_ARGUMENT, "");
    bad.struct_size = sizeof bad + 8;
    expect_estimate(evidence, &bad, RECKON_ARGUMENT, "");
    /* A shorter struct, from a header that ended earlier: the rest takes its defaults. */
    bad = good;
    bad.struct_size = offsetof(reckon_estimate, note);
    bad.note = "not looked at";
    sample_add(evidence, &bad);
    assert_null(reckon_evidence_estimate(evidence, 0)->note);
    expect_estimate(evidence, &good, RECKON_DUPLICATE, "/id");
    reckon_evidence_free(evidence);
}

/* value, precision, approximate, low, high, level, best -> the fault, or NULL. */
typedef struct statement_case {
    double value, precision, approximate, low, high, level, best;
    reckon_status code;
    const char *pointer;
} statement_case;

static void test_statements(void **state)
{
    (void)state;
    const double no = (double)NAN, infinite = (double)INFINITY;
    const statement_case cases[] = {
        {no, no, 0, no, no, no, no, RECKON_STATEMENT, ""},
        {1, no, 0, 1, no, no, no, RECKON_STATEMENT, ""},
        {1, no, 0, no, 2, no, no, RECKON_STATEMENT, ""},
        {1, no, 0, 1, 2, 0.5, no, RECKON_STATEMENT, ""},
        {1, no, 0, no, no, 0.5, no, RECKON_STATEMENT, "/level"},
        {no, no, 0, 1, no, 0.5, no, RECKON_STATEMENT, "/level"},
        {no, no, 0, no, 1, 0.5, no, RECKON_STATEMENT, "/level"},
        {no, no, 0, 1, no, no, 2, RECKON_STATEMENT, "/best"},
        {no, no, 0, no, 3, no, 2, RECKON_STATEMENT, "/best"},
        {no, no, 0, 0, 3, no, 0, RECKON_STATEMENT, "/best"},
        {no, no, 0, 0, no, no, no, RECKON_STATEMENT, ""},
        {0, 0.1, 0, no, no, no, no, RECKON_STATEMENT, "/precision"},
        {0, no, 1, no, no, no, no, RECKON_STATEMENT, "/approximate"},
        {1, no, 0, no, no, no, 1, RECKON_STATEMENT, "/best"},
        {no, 0.1, 0, 1, 3, no, no, RECKON_STATEMENT, "/precision"},
        {no, no, 1, 1, 3, no, no, RECKON_STATEMENT, "/approximate"},
        {no, no, 0, 3, 1, no, no, RECKON_STATEMENT, "/low"},
        {no, no, 0, 1, 3, 0.5, 1, RECKON_STATEMENT, "/best"},
        {no, no, 0, 1, 3, 0.5, 3, RECKON_STATEMENT, "/best"},
        {no, no, 0, 1, 3, 0.5, 4, RECKON_STATEMENT, "/best"},
        {-5, no, 0, no, no, no, no, RECKON_VALUE, "/value"},
        {infinite, no, 0, no, no, no, no, RECKON_VALUE, "/value"},
        {no, no, 0, -1, 3, no, no, RECKON_VALUE, "/low"},
        {no, no, 0, 1, infinite, no, no, RECKON_VALUE, "/high"},
        {no, no, 0, 1, 3, 0.5, -2, RECKON_VALUE, "/best"},
        {no, no, 0, 1, 3, 0, no, RECKON_VALUE, "/level"},
        {no, no, 0, 1, 3, 1, no, RECKON_VALUE, "/level"},
        {no, no, 0, 1, 3, -infinite, no, RECKON_VALUE, "/level"},
        {1, 1, 0, no, no, no, no, RECKON_VALUE, "/precision"},
        {1, 0, 0, no, no, no, no, RECKON_VALUE, "/precision"},
    };
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const statement_case *c = &cases[i];
        reckon_estimate estimate = sample_estimate("a");
        estimate.value = c->value;
        estimate.precision = c->precision;
        estimate.approximate = c->approximate > 0;
        estimate.low = c->low;
        estimate.high = c->high;
        estimate.level = c->level;
        estimate.best = c->best;
        expect_estimate(evidence, &estimate, c->code, c->pointer);
    }
    reckon_evidence_free(evidence);
    evidence = sample_evidence(RECKON_SHARE);
    reckon_estimate estimate = sample_estimate("a");
    estimate.value = 66.7;
    expect_estimate(evidence, &estimate, RECKON_VALUE, "/value");
    estimate.value = (double)NAN;
    estimate.low = 0;
    estimate.high = 1;
    expect_estimate(evidence, &estimate, RECKON_STATEMENT, "");
    estimate.low = (double)NAN;
    expect_estimate(evidence, &estimate, RECKON_STATEMENT, "");
    estimate.high = (double)NAN;
    estimate.value = 0.667;
    sample_add(evidence, &estimate);
    assert_int_equal(
        reckon_estimate_statement(reckon_evidence_estimate(evidence, 0)), RECKON_STATEMENT_VALUE);
    reckon_evidence_free(evidence);
}

static void check_whole(reckon_evidence *evidence, reckon_status code, const char *pointer)
{
    reckon_error error = RECKON_ERROR_INIT;
    if (code == RECKON_OK)
        assert_int_equal(reckon_evidence_check(evidence, &error), RECKON_OK);
    else
        expect_fault(reckon_evidence_check(evidence, &error), &error, code, pointer);
    reckon_evidence_free(evidence);
}

static void test_derivations(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    sample_value(evidence, "a", 1, "b");
    sample_value(evidence, "b", 1, NULL);
    sample_value(evidence, "c", 1, "a");
    check_whole(evidence, RECKON_OK, "");
    evidence = sample_evidence(RECKON_STOCK);
    sample_value(evidence, "a", 1, "lost");
    check_whole(evidence, RECKON_REFERENCE, "/estimates/0/derived_from/0");
    evidence = sample_evidence(RECKON_STOCK);
    sample_value(evidence, "x", 1, NULL);
    sample_value(evidence, "a", 1, "a");
    check_whole(evidence, RECKON_REFERENCE, "/estimates/1/derived_from/0");
    evidence = sample_evidence(RECKON_STOCK);
    sample_value(evidence, "x", 1, "a");
    sample_value(evidence, "a", 1, "b");
    sample_value(evidence, "b", 1, "c");
    sample_value(evidence, "c", 1, "a");
    check_whole(evidence, RECKON_REFERENCE, "/estimates/3/derived_from/0");
    evidence = sample_evidence(RECKON_STOCK);
    sample_value(evidence, "a", 1, NULL);
    const char *twice[] = {"a", "a"};
    reckon_estimate estimate = sample_estimate("b");
    estimate.value = 1;
    estimate.derived_from = twice;
    estimate.derived_count = 2;
    sample_add(evidence, &estimate);
    check_whole(evidence, RECKON_DUPLICATE, "/estimates/1/derived_from/1");
    evidence = sample_evidence(RECKON_STOCK);
    reckon_population share;
    reckon_population_init(&share);
    share.id = "share";
    share.measure = RECKON_SHARE;
    assert_int_equal(reckon_evidence_add_population(evidence, &share, NULL), RECKON_OK);
    sample_value(evidence, "a", 1, "b");
    estimate = sample_estimate("b");
    estimate.population = "share";
    estimate.value = 0.5;
    sample_add(evidence, &estimate);
    check_whole(evidence, RECKON_MEASURE, "/estimates/0/derived_from/0");
    assert_int_equal(reckon_evidence_check(NULL, NULL), RECKON_ARGUMENT);
}

static void test_text_is_copied(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    char id[] = "a", note[] = "note", origin[] = "b", link[] = "press", quote[] = "quote",
         date[] = "2005-03";
    const char *origins[] = {origin}, *chain[] = {link};
    reckon_estimate estimate = sample_estimate(id);
    estimate.value = 1;
    estimate.date = date;
    estimate.note = note;
    estimate.derived_from = origins;
    estimate.derived_count = 1;
    estimate.chain = chain;
    estimate.chain_count = 1;
    estimate.citation.quote = quote;
    estimate.credibility = 3;
    sample_add(evidence, &estimate);
    id[0] = note[0] = origin[0] = link[0] = quote[0] = date[0] = '!';
    chain[0] = origins[0] = NULL;
    const reckon_estimate *kept = reckon_evidence_estimate(evidence, 0);
    assert_string_equal(kept->id, "a");
    assert_string_equal(kept->note, "note");
    assert_string_equal(kept->date, "2005-03");
    assert_string_equal(kept->derived_from[0], "b");
    assert_string_equal(kept->chain[0], "press");
    assert_string_equal(kept->citation.quote, "quote");
    assert_int_equal(kept->credibility, 3);
    assert_null(kept->citation.url);
    assert_int_equal(reckon_evidence_find_estimate(evidence, "a"), 0);
    reckon_evidence_free(evidence);
}

static void test_title(void **state)
{
    (void)state;
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    assert_null(reckon_evidence_title(evidence));
    assert_int_equal(reckon_evidence_set_title(evidence, "T", NULL), RECKON_OK);
    assert_int_equal(reckon_evidence_set_title(evidence, "\xFF", NULL), RECKON_VALUE);
    assert_string_equal(reckon_evidence_title(evidence), "T");
    assert_int_equal(
        reckon_evidence_set_title(evidence, reckon_evidence_title(evidence), "N"), RECKON_OK);
    assert_string_equal(reckon_evidence_title(evidence), "T");
    assert_string_equal(reckon_evidence_note(evidence), "N");
    assert_int_equal(reckon_evidence_set_title(evidence, NULL, NULL), RECKON_OK);
    assert_null(reckon_evidence_title(evidence));
    reckon_evidence_free(evidence);
}

static void test_null_arguments(void **state)
{
    (void)state;
    reckon_evidence_free(NULL);
    reckon_population_init(NULL);
    reckon_source_init(NULL);
    reckon_estimate_init(NULL);
    assert_int_equal(reckon_evidence_new(NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_set_title(NULL, "", ""), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_set_admiralty(NULL, NULL), RECKON_ARGUMENT);
    assert_null(reckon_evidence_title(NULL));
    assert_null(reckon_evidence_note(NULL));
    assert_int_equal(reckon_evidence_population_count(NULL), 0);
    assert_null(reckon_evidence_source(NULL, 0));
    assert_null(reckon_evidence_estimate(NULL, 0));
    assert_true(reckon_evidence_find_estimate(NULL, "a") == (size_t)-1);
    assert_true(reckon_evidence_find_source(NULL, "a") == (size_t)-1);
    assert_true(reckon_evidence_find_population(NULL, "a") == (size_t)-1);
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    assert_true(reckon_evidence_find_estimate(evidence, "a") == (size_t)-1);
    assert_true(reckon_evidence_find_source(evidence, NULL) == (size_t)-1);
    assert_int_equal(reckon_evidence_add_population(evidence, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_add_source(evidence, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_add_estimate(NULL, NULL, NULL), RECKON_ARGUMENT);
    static const double bad[6] = {1, 1, 1, 1, 1, 0};
    assert_int_equal(reckon_evidence_set_admiralty(evidence, bad), RECKON_VALUE);
    assert_int_equal(reckon_estimate_statement(NULL), RECKON_STATEMENT_VALUE);
    reckon_evidence_free(evidence);
}

static void test_names(void **state)
{
    (void)state;
    static const char *const measures[] = {"stock", "flow", "cumulative", "share", "unknown"};
    static const char *const biases[] = {
        "exchangeable", "understates", "overstates", "given", "anchor", "unknown"};
    static const char *const statements[] = {
        "value", "range", "distribution", "at_least", "at_most", "unknown"};
    for (int i = 0; i < 5; i++)
        assert_string_equal(reckon_measure_name((reckon_measure)i), measures[i]);
    for (int i = 0; i < 6; i++)
        assert_string_equal(reckon_bias_name((reckon_bias_kind)i), biases[i]);
    for (int i = 0; i < 6; i++)
        assert_string_equal(reckon_statement_name((reckon_statement)i), statements[i]);
}

/* Ids of every shape against a plain search. */
static void test_index_against_plain_search(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static char ids[COUNT][12];
    size_t count = 0;
    rk_id_index index = RK_ID_INDEX_INIT;
    srand(3);
    for (int round = 0; round < 3 * COUNT && count < COUNT; round++) {
        char id[12] = "";
        int length = 1 + rand() % 6;
        for (int i = 0; i < length; i++)
            id[i] = (char)("ab\x01\xC3\xFF"[rand() % 5]);
        size_t plain = RK_NO_INDEX;
        for (size_t i = 0; i < count; i++)
            if (strcmp(ids[i], id) == 0)
                plain = i;
        assert_true(rk_id_index_find(&index, id) == plain);
        if (plain != RK_NO_INDEX)
            continue;
        strcpy(ids[count], id);
        assert_true(rk_id_index_reserve(&index));
        rk_id_index_add(&index, ids[count++]);
    }
    assert_true(count > 1000);
    for (size_t i = 0; i < count; i++)
        assert_true(rk_id_index_find(&index, ids[i]) == i);
    rk_id_index_free(&index);
}

/* A hundred thousand, each derived from the one after it: the longest chain there can be. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    for (int i = 0; i < MANY; i++) {
        char id[24], origin[24];
        snprintf(id, sizeof id, "estimate-%d", i);
        snprintf(origin, sizeof origin, "estimate-%d", i + 1);
        sample_value(evidence, id, 1000 + i, i + 1 < MANY ? origin : NULL);
    }
    assert_int_equal(reckon_evidence_find_estimate(evidence, "estimate-77777"), 77777);
    check_whole(evidence, RECKON_OK, "");
}

static void test_long_ids(void **state)
{
    (void)state;
    enum { LENGTH = 1 << 20 };
    char *id = malloc(LENGTH + 1);
    assert_non_null(id);
    memset(id, 'x', LENGTH);
    id[LENGTH] = '\0';
    reckon_evidence *evidence = sample_evidence(RECKON_STOCK);
    for (int i = 0; i < 8; i++) {
        id[LENGTH - 1] = (char)('a' + i);
        sample_value(evidence, id, 1, NULL);
    }
    assert_int_equal(reckon_evidence_find_estimate(evidence, id), 7);
    reckon_estimate estimate = sample_estimate(id);
    estimate.value = 1;
    expect_estimate(evidence, &estimate, RECKON_DUPLICATE, "/id");
    free(id);
    reckon_evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_populations),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_estimate_links),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_derivations),
        cmocka_unit_test(test_text_is_copied),
        cmocka_unit_test(test_title),
        cmocka_unit_test(test_null_arguments),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_index_against_plain_search),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_long_ids),
    };
    return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
