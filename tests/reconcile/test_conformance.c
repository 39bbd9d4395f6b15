/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every method must pass (docs/methods.md): one suite, run once for each method in the
 * registry. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_rng.h>

#include "reconcile/scenario.h"
#include "support/check.h"

static const char *method; /* which one this run is about */

static const claim seed[] = {
    {"china", "2005-03", 9500, 10500, 0, 0.6},
    {"seoul", "2005-03", 10000, 30000, 0, 0},
    {"aid", "2005-03", 0, 300000, 0, 0.5},
    {"state", "2000", 75000, 125000, 0, 0},
    {"state", "2003", 30000, 50000, 0.9, 0},
    {"crisis", "2006", 95000, 105000, 0, 0},
};
enum { SEED = sizeof seed / sizeof *seed };

static bool is(const char *id)
{
    return strcmp(method, id) == 0;
}

static bool is_temporal(void)
{
    return is("temporal");
}

/* The accuracy to which the same question asked in another way must give the same answer. */
static double same(void)
{
    return is_temporal() ? 1e-6 : 1e-9;
}

static void check_same_row(
    const reckon_row *x, const reckon_row *y, double factor, double tolerance)
{
    assert_int_equal(x->outcome, y->outcome);
    assert_int_equal(isnan(x->low), isnan(y->low));
    if (!isnan(x->low))
        check_close(y->low, factor * x->low, tolerance, 0);
    if (!isnan(x->central))
        check_close(y->central, factor * x->central, tolerance, 0);
    if (!isnan(x->high))
        check_close(y->high, factor * x->high, tolerance, 0);
}

static void check_same_rows(const reckon_result *a, const reckon_result *b, double factor)
{
    assert_int_equal(reckon_result_row_count(a), reckon_result_row_count(b));
    for (size_t i = 0; i < reckon_result_row_count(a); i++)
        check_same_row(reckon_result_row(a, i), reckon_result_row(b, i), factor, same());
}

/* Whether the result says that an end is missing, and why. */
static bool tells_missing_ends(const reckon_result *result)
{
    for (size_t i = 0; i < reckon_result_note_count(result); i++)
        if (strstr(reckon_result_note(result, i), "not finite") ||
            strstr(reckon_result_note(result, i), "below zero"))
            return true;
    return false;
}

/*
 * What may be missing in a row: everything when there is no answer, an end when no estimate closes
 * it or it is too large for a double; and then the result says so.
 */
static void check_row(const reckon_result *result, const reckon_row *row, const char *what)
{
    if (row->outcome >= RECKON_OUTCOME_EMPTY)
        return;
    bool missing = isnan(row->low) || isnan(row->central) || isnan(row->high);
    if (missing && !tells_missing_ends(result))
        fail_msg("%s: a NaN at %s", what, row->date);
    if (missing)
        return;
    if (!(row->low <= row->central && row->central <= row->high))
        fail_msg("%s: %.17g, %.17g, %.17g out of order at %s", what, row->low, row->central,
            row->high, row->date);
    assert_true(row->low >= 0);
}

static void check_rows(const reckon_result *result, const char *what)
{
    size_t count;
    reckon_result_probabilities(result, &count);
    for (size_t i = 0; i < reckon_result_row_count(result); i++) {
        const reckon_row *row = reckon_result_row(result, i);
        check_row(result, row, what);
        if (row->outcome < RECKON_OUTCOME_EMPTY)
            assert_true(row->region_count >= 1);
        for (size_t j = 0; row->quantiles && row->outcome < RECKON_OUTCOME_EMPTY && j < count;
             j++) {
            if (isnan(row->quantiles[j]))
                assert_true(tells_missing_ends(result));
            else if (j && !isnan(row->quantiles[j - 1]))
                assert_true(row->quantiles[j] >= row->quantiles[j - 1]);
        }
    }
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    question asked = {.method = method, .dates = {"2000", "2004-06-01", "2012"}};
    claim other[SEED];
    for (size_t i = 0; i < SEED; i++)
        other[i] = seed[(i * 5 + 3) % SEED];
    reckon_result *a = scenario_answer(RECKON_STOCK, seed, SEED, &asked);
    reckon_result *b = scenario_answer(RECKON_STOCK, other, SEED, &asked);
    check_same_rows(a, b, 1.0);
    reckon_result_free(a);
    reckon_result_free(b);
}

static void test_scale_carries_over(void **state)
{
    (void)state;
    const double factors[] = {7.0, 1e-3, 1e6};
    question asked = {.method = method, .dates = {"2000", "2004-06-01", "2012"}};
    reckon_result *a = scenario_answer(RECKON_STOCK, seed, SEED, &asked);
    for (size_t f = 0; f < 3; f++) {
        claim scaled[SEED];
        for (size_t i = 0; i < SEED; i++) {
            scaled[i] = seed[i];
            scaled[i].low *= factors[f];
            scaled[i].high *= factors[f];
        }
        reckon_result *b = scenario_answer(RECKON_STOCK, scaled, SEED, &asked);
        check_same_rows(a, b, factors[f]);
        reckon_result_free(b);
    }
    reckon_result_free(a);
}

/* A figure listed twice with half its weight is the figure once. */
static void test_half_weights_make_one(void **state)
{
    (void)state;
    if (!is("linear-pool") && !is("log-pool") && !is("quantile-average") && !is("fixed-effect"))
        skip();
    question asked = {.method = method, .dates = {"2001", "2006"}};
    const claim once[] = {
        {NULL, "2003", 9000, 12000, 0, 0.8}, {NULL, "2004", 20000, 50000, 0, 0.5}};
    const claim twice[] = {{NULL, "2003", 9000, 12000, 0, 0.4},
        {NULL, "2004", 20000, 50000, 0, 0.5}, {NULL, "2003", 9000, 12000, 0, 0.4}};
    reckon_result *a = scenario_answer(RECKON_STOCK, once, 2, &asked);
    reckon_result *b = scenario_answer(RECKON_STOCK, twice, 3, &asked);
    check_same_rows(a, b, 1.0);
    reckon_result_free(a);
    reckon_result_free(b);
}

static void test_one_alone_is_itself(void **state)
{
    (void)state;
    if (is_temporal())
        skip();
    question asked = {.method = method, .dates = {"2004-05-06"}};
    const claim range[] = {{NULL, "2004-05-06", 30000, 50000, 0, 0}};
    reckon_result *result = scenario_answer(RECKON_STOCK, range, 1, &asked);
    const reckon_row *row = reckon_result_row(result, 0);
    check_close(row->low, 30000, 1e-9, 0);
    check_close(row->central, sqrt(30000.0 * 50000.0), 1e-9, 0);
    check_close(row->high, 50000, 1e-9, 0);
    reckon_result_free(result);
    const claim distribution[] = {{NULL, "2004-05-06", 30000, 50000, 0.9, 0}};
    result = scenario_answer(RECKON_STOCK, distribution, 1, &asked);
    row = reckon_result_row(result, 0);
    check_close(row->low, 30000, 1e-9, 0);
    check_close(row->high, 50000, 1e-9, 0);
    reckon_result_free(result);
}

static void test_ranges_widen_with_distance(void **state)
{
    (void)state;
    question asked = {.method = method, .dates = {"2005", "2006", "2008", "2012", "2020", "2040"}};
    const claim near[] = {{NULL, "2004", 30000, 50000, 0, 0}, {NULL, "2005", 35000, 60000, 0, 0}};
    reckon_result *result = scenario_answer(RECKON_STOCK, near, 2, &asked);
    assert_false(tells_missing_ends(result));
    double before = 0;
    for (size_t i = 0; i < reckon_result_row_count(result); i++) {
        const reckon_row *row = reckon_result_row(result, i);
        assert_int_equal(row->outcome < RECKON_OUTCOME_EMPTY, 1);
        double width = log(row->high / row->low);
        assert_true(width >= before * (1 - same()));
        before = width;
    }
    reckon_result_free(result);
}

static void test_same_input_same_bytes(void **state)
{
    (void)state;
    question asked = {.method = method};
    char *first = NULL, *second = NULL;
    reckon_result *a = scenario_answer(RECKON_STOCK, seed, SEED, &asked);
    reckon_result *b = scenario_answer(RECKON_STOCK, seed, SEED, &asked);
    assert_int_equal(reckon_result_json(a, &first, NULL), RECKON_OK);
    assert_int_equal(reckon_result_json(b, &second, NULL), RECKON_OK);
    assert_string_equal(first, second);
    assert_null(strstr(first, "nan"));
    reckon_free(first);
    reckon_free(second);
    reckon_result_free(a);
    reckon_result_free(b);
}

static void try_option(const char *name, const char *value)
{
    char what[128];
    snprintf(what, sizeof what, "%s=%s", name, value);
    question asked = {
        .method = method, .options = {{name, value}}, .dates = {"1999", "2004", "2015"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, seed, SEED, &asked);
    check_rows(result, what);
    reckon_result_free(result);
}

static void test_every_option_at_its_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < reckon_method_option_count(method); i++) {
        const reckon_option *option = reckon_method_option(method, i);
        if (option->type == RECKON_OPTION_CHOICE) {
            for (size_t c = 0; option->choices[c]; c++)
                try_option(option->name, option->choices[c]);
            continue;
        }
        char text[64];
        snprintf(text, sizeof text, "%.17g", option->minimum);
        try_option(option->name, text);
        snprintf(text, sizeof text, "%.17g", option->maximum);
        try_option(option->name, text);
    }
}

/* Few, equal, flat, huge, tiny, hardly weighed. */
static void test_extremes_of_evidence(void **state)
{
    (void)state;
    static const claim cases[][3] = {
        {{NULL, "2001", 10, 20, 0, 0}},
        {{NULL, "2001", 10, 20, 0, 0}, {NULL, "2001", 10, 20, 0, 0}},
        {{NULL, "2001", 10, 20, 0, 0}, {NULL, "2001", 1e6, 2e6, 0, 0}},
        {{NULL, "2001", 500, 500, 0, 0}},
        {{NULL, "2001", 500, 500, 0, 0}, {NULL, "2002", 500, 500, 0, 0},
            {NULL, "2003", 500, 500, 0, 0}},
        {{NULL, "2001", 500, 500, 0, 0}, {NULL, "2001", 700, 700, 0, 0}},
        {{NULL, "2001", 1, 1.5, 0, 0}, {NULL, "2003", 1e12, 2e12, 0, 0}},
        {{NULL, "2001", 1, 1.5, 0, 1e-6}, {NULL, "2001", 1000, 2000, 0, 1}},
        {{NULL, "2001", 900, 1100, 0.5, 1e-6}, {NULL, "2001", 1000, 2000, 0.99, 1e-6}},
        {{NULL, "2001", 100, 0, 0, 0}, {NULL, "2002", 0, 5000, 0, 0}},
        {{NULL, "2001", 100, 0, 0, 0}},
        {{NULL, "2001", 0, 100, 0, 0}, {NULL, "2002", 50, 60, 0, 0}},
        {{NULL, "0500", 100, 200, 0, 0}, {NULL, "2001", 100, 200, 0, 0}},
        {{NULL, "2001-01-01", 100, 200, 0, 0}, {NULL, "2001-01-02", 100, 200, 0, 0}},
        {{NULL, "2001", 1000000, 1000000.001, 0, 0}, {NULL, "2001", 999999, 1000001, 0.9999, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = 0;
        while (count < 3 && cases[i][count].date)
            count++;
        char what[64];
        snprintf(what, sizeof what, "case %zu", i);
        question asked = {.method = method, .dates = {"2000", "2001", "2001-07-02", "2005"}};
        reckon_result *result = scenario_answer(RECKON_STOCK, cases[i], count, &asked);
        assert_int_equal(reckon_result_row_count(result), 3);
        check_rows(result, what);
        reckon_result_free(result);
    }
}

static void test_shares_stay_inside(void **state)
{
    (void)state;
    const claim shares[] = {{NULL, "2005", 0.6, 0.7, 0, 0}, {NULL, "2012", 0.69, 0.71, 0.9, 0},
        {NULL, "2012", 0.5, 0, 0, 0}, {NULL, "2009", 0.001, 0.999, 0, 0}};
    question asked = {.method = method, .dates = {"2000", "2005", "2012", "2050"}};
    reckon_result *result = scenario_answer(RECKON_SHARE, shares, 4, &asked);
    check_rows(result, "shares");
    for (size_t i = 0; i < 4; i++)
        if (!isnan(reckon_result_row(result, i)->high))
            assert_true(reckon_result_row(result, i)->high < 1);
    reckon_result_free(result);
}

/* A date that is asked changes no other date's answer. */
static void test_more_dates_change_nothing(void **state)
{
    (void)state;
    question few = {.method = method, .dates = {"2004-06-15"}};
    question many = {
        .method = method, .dates = {"1970", "1999-02-03", "2004-06-15", "2005-03-01", "2031"}};
    reckon_result *one = scenario_answer(RECKON_STOCK, seed, SEED, &few);
    reckon_result *all = scenario_answer(RECKON_STOCK, seed, SEED, &many);
    /* The draws of `temporal` go on until the dates that are asked are accurate: the same to that
     * accuracy. */
    check_same_row(
        reckon_result_row(one, 0), reckon_result_row(all, 2), 1.0, is_temporal() ? 0.005 : same());
    reckon_result_free(one);
    reckon_result_free(all);
}

/* What was counted by name holds in every answer of its day, whatever the other figures say. */
static void test_certain_floor_holds(void **state)
{
    (void)state;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, seed, SEED);
    reckon_estimate floor;
    reckon_estimate_init(&floor);
    floor.id = "by-name";
    floor.population = "p";
    floor.source = "seoul";
    floor.date = "2005-03-15";
    floor.low = 60000;
    floor.certain = true;
    assert_int_equal(reckon_evidence_add_estimate(evidence, &floor, NULL), RECKON_OK);
    question asked = {.method = method, .dates = {"2005-03-15"}};
    reckon_result *result = scenario_reconcile(evidence, &asked);
    const reckon_row *row = reckon_result_row(result, 0);
    if (row->outcome == RECKON_OUTCOME_OK && !isnan(row->low))
        assert_true(row->low >= 60000 * (1 - 1e-6));
    else
        assert_true(reckon_result_note_count(result) > 0);
    reckon_result_free(result);
    reckon_evidence_free(evidence);
}

static void test_random_evidence(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int rounds = is_temporal() ? 12 : 60;
    for (int round = 0; round < rounds; round++) {
        claim claims[12];
        char dates[12][16], what[64];
        size_t count = 1 + gsl_rng_uniform_int(rng, 12);
        for (size_t i = 0; i < count; i++) {
            double low = exp(28.0 * gsl_rng_uniform(rng)), kind = gsl_rng_uniform(rng);
            double high = low * exp(pow(10.0, 1.0 - 6.0 * gsl_rng_uniform(rng)));
            snprintf(dates[i], sizeof dates[i], "%lu", 1900 + gsl_rng_uniform_int(rng, 150));
            claims[i] = (claim){NULL, dates[i], kind < 0.1 ? 0 : low, kind > 0.9 ? 0 : high,
                kind > 0.5 && kind < 0.8 ? 0.05 + 0.94 * gsl_rng_uniform(rng) : 0,
                pow(10.0, -6.0 * gsl_rng_uniform(rng))};
        }
        snprintf(what, sizeof what, "random round %d", round);
        question asked = {.method = method, .dates = {"1890", "1950", "2000", "2060"}};
        reckon_result *result = scenario_answer(RECKON_STOCK, claims, count, &asked);
        check_rows(result, what);
        reckon_result_free(result);
    }
    gsl_rng_free(rng);
}

static void test_thousands_of_estimates(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    claim *claims = calloc(COUNT, sizeof *claims);
    char(*dates)[16] = calloc(COUNT, sizeof *dates);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < COUNT; i++) {
        double low = 20000.0 * exp(0.4 * gsl_rng_uniform(rng));
        snprintf(dates[i], sizeof dates[i], "%lu-%02lu", 1990 + gsl_rng_uniform_int(rng, 30),
            1 + gsl_rng_uniform_int(rng, 12));
        claims[i] = (claim){i % 3 ? "one" : "two", dates[i], low, low * 1.5, 0, 0};
    }
    question asked = {.method = method, .dates = {"1995", "2010"}};
    reckon_result *result = scenario_answer(RECKON_STOCK, claims, COUNT, &asked);
    check_rows(result, "thousands");
    reckon_result_free(result);
    gsl_rng_free(rng);
    free(claims);
    free(dates);
}

static int run_suite(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_scale_carries_over),
        cmocka_unit_test(test_half_weights_make_one),
        cmocka_unit_test(test_one_alone_is_itself),
        cmocka_unit_test(test_ranges_widen_with_distance),
        cmocka_unit_test(test_same_input_same_bytes),
        cmocka_unit_test(test_every_option_at_its_ends),
        cmocka_unit_test(test_more_dates_change_nothing),
        cmocka_unit_test(test_certain_floor_holds),
        cmocka_unit_test(test_extremes_of_evidence),
        cmocka_unit_test(test_shares_stay_inside),
        cmocka_unit_test(test_random_evidence),
        cmocka_unit_test(test_thousands_of_estimates),
    };
    return cmocka_run_group_tests_name(method, tests, NULL, NULL);
}

/* One method, or with --but every method of the registry except those named, so that none is
 * forgotten. */
int main(int argc, char **argv)
{
    bool but = argc > 1 && strcmp(argv[1], "--but") == 0;
    int failed = 0;
    if (!but && (argc != 2 || !reckon_method_summary(argv[1]))) {
        fprintf(stderr, "usage: %s METHOD, or %s --but METHOD...\n", argv[0], argv[0]);
        return 2;
    }
    for (size_t m = 0; m < reckon_method_count(); m++) {
        bool named = false;
        method = reckon_method_id(m);
        for (int i = but ? 2 : 1; i < argc; i++)
            named = named || is(argv[i]);
        if (named != but)
            failed += run_suite();
    }
    return failed;
}
