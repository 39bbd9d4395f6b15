/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit on work: what people ask for passes, what only a hostile file asks for is refused
 * before it costs time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/json.h>

#include "core/memory.h"
#include "reconcile/fit.h"
#include "reconcile/request.h"
#include "support/check.h"

enum { MANY = 1000000 };

/* Evidence of `sources` sources, and `count` readings that they give in turn; nothing else of a
 * reading matters here.
 */
typedef struct posed {
    rk_problem problem;
    rk_reading *readings;
    bool *used;
} posed;

static void pose(posed *made, size_t sources, reckon_bias_kind bias, size_t count, size_t dates)
{
    reckon_evidence *evidence;
    assert_int_equal(reckon_evidence_new(&evidence), RECKON_OK);
    for (size_t i = 0; i < sources; i++) {
        char id[32];
        reckon_source source;
        reckon_source_init(&source);
        snprintf(id, sizeof id, "s%zu", i);
        source.id = id;
        source.bias_kind = bias;
        assert_int_equal(reckon_evidence_add_source(evidence, &source, NULL), RECKON_OK);
    }
    rk_reading *readings = rk_alloc(count, sizeof *readings);
    bool *used = rk_alloc(count, sizeof *used);
    assert_true(readings && used);
    for (size_t i = 0; i < count; i++) {
        readings[i].source = readings[i].origin = i % sources;
        used[i] = true;
    }
    made->readings = readings;
    made->used = used;
    made->problem = (rk_problem){.evidence = evidence,
        .readings = readings,
        .used = used,
        .reading_count = count,
        .year_count = dates,
        .probability_count = 5};
}

static void drop(posed *made)
{
    rk_free(made->readings);
    rk_free(made->used);
    /* the test's own evidence, which a problem only looks at */
    union {
        const reckon_evidence *borrowed;
        reckon_evidence *own;
    } evidence = {made->problem.evidence};
    reckon_evidence_free(evidence.own);
}

static reckon_status check(const posed *made, const char *method, reckon_error *error)
{
    return rk_fit_check_work(&made->problem, rk_method_find(method), rk_default_work, error);
}

static void test_default_for_every_method(void **state)
{
    (void)state;
    posed sane, hostile;
    pose(&sane, 20, RECKON_BIAS_EXCHANGEABLE, 10000, 10000);
    pose(&hostile, 20, RECKON_BIAS_EXCHANGEABLE, MANY, 10000);
    for (size_t m = 0; m < reckon_method_count(); m++) {
        const char *id = reckon_method_id(m);
        reckon_error error = RECKON_ERROR_INIT;
        assert_int_equal(check(&sane, id, &error), RECKON_OK);
        assert_int_equal(check(&hostile, id, &error), RECKON_LIMIT);
        assert_int_equal(error.code, RECKON_LIMIT);
        assert_memory_equal(error.message, id, strlen(id));
        assert_non_null(strstr(error.message, "1000000 estimates at 10000 dates"));
        assert_non_null(strstr(error.message, "max_work = 5000000000"));
        assert_string_equal(error.pointer, "/grid");
    }
    hostile.problem.year_count = 1; /* a million estimates at one date are a matter of seconds, but
                                       for the dearest methods */
    assert_int_equal(check(&hostile, "envelope", NULL), RECKON_OK);
    assert_int_equal(check(&hostile, "random-effects", NULL), RECKON_OK);
    assert_int_equal(check(&hostile, "linear-pool", NULL), RECKON_OK);
    sane.problem.reading_count = 8; /* a few estimates at every day of 270 years */
    sane.problem.year_count = 99000;
    sane.problem.probability_count = 199;
    for (size_t m = 0; m < reckon_method_count(); m++)
        assert_int_equal(check(&sane, reckon_method_id(m), NULL),
            strcmp(reckon_method_id(m), "temporal") == 0 ? RECKON_LIMIT : RECKON_OK);
    drop(&sane);
    drop(&hostile);
}

/* The limit is the last number of steps that passes. */
static void test_the_limit_is_what_is_set(void **state)
{
    (void)state;
    posed made;
    reckon_request *request;
    pose(&made, 3, RECKON_BIAS_EXCHANGEABLE, 30, 7);
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    for (size_t m = 0; m < rk_method_count; m++) {
        double steps = NAN;
        assert_int_equal(rk_methods[m]->work(&made.problem, &steps, NULL), RECKON_OK);
        assert_true(steps >= 210);
        assert_int_equal(
            rk_fit_check_work(&made.problem, rk_methods[m], (size_t)ceil(steps), NULL), RECKON_OK);
        assert_int_equal(
            rk_fit_check_work(&made.problem, rk_methods[m], (size_t)ceil(steps) - 1, NULL),
            RECKON_LIMIT);
    }
    assert_int_equal(reckon_request_set_max_work(request, 0, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_request_set_max_work(NULL, 1, NULL), RECKON_ARGUMENT);
    made.problem.reading_count = made.problem.year_count =
        (size_t)-1 / 4; /* whatever the numbers, no overflow */
    assert_int_equal(rk_fit_check_work(&made.problem, rk_method_find("envelope"), (size_t)-1, NULL),
        RECKON_LIMIT);
    reckon_request_free(request);
    drop(&made);
}

/* Sources that speak once cost nothing; those whose biases hang together cost by the square. */
static void test_sources_of_the_temporal_model(void **state)
{
    (void)state;
    static const struct {
        size_t sources;
        reckon_bias_kind bias;
        reckon_status expected;
    } cases[] = {
        {10000, RECKON_BIAS_EXCHANGEABLE, RECKON_OK},
        {10000, RECKON_BIAS_ANCHOR, RECKON_OK},
        {10000, RECKON_BIAS_UNDERSTATES, RECKON_LIMIT},
        {10000, RECKON_BIAS_OVERSTATES, RECKON_LIMIT},
        {5000, RECKON_BIAS_EXCHANGEABLE, RECKON_LIMIT},
        {100, RECKON_BIAS_EXCHANGEABLE, RECKON_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        posed problem;
        pose(&problem, cases[i].sources, cases[i].bias, 10000, 1000);
        assert_int_equal(check(&problem, "temporal", NULL), cases[i].expected);
        for (size_t k = cases[i].sources; k < problem.problem.reading_count; k++)
            problem.used[k] = false;
        if (cases[i].bias ==
            RECKON_BIAS_EXCHANGEABLE) /* a second figure that is not used does not count */
            assert_int_equal(check(&problem, "temporal", NULL), RECKON_OK);
        drop(&problem);
    }
}

static const char evidence_text[] = "{\"format\": \"reckon-evidence/1\", \"populations\": "
                                    "[{\"id\": \"p\", \"measure\": \"stock\"}],"
                                    "\"sources\": [{\"id\": \"s\"}], \"estimates\": ["
                                    "{\"id\": \"a\", \"population\": \"p\", \"source\": \"s\", "
                                    "\"date\": \"2001\", \"value\": 1000},"
                                    "{\"id\": \"b\", \"population\": \"p\", \"source\": \"s\", "
                                    "\"date\": \"2004\", \"value\": 2000}]}";

static void test_through_the_front_door(void **state)
{
    (void)state;
    reckon_evidence *evidence;
    reckon_request *request;
    reckon_result *result, **results;
    size_t count;
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(
        reckon_evidence_read(evidence_text, strlen(evidence_text), NULL, &evidence, NULL),
        RECKON_OK);
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_request_set_method(request, "envelope", NULL), RECKON_OK);
    assert_int_equal(
        reckon_request_set_max_work(request, 11, NULL), RECKON_OK); /* 2 estimates at 6 dates: 12 */
    assert_int_equal(reckon_reconcile(evidence, request, &result, &error), RECKON_LIMIT);
    assert_null(result);
    assert_non_null(strstr(error.message, "max_work = 11"));
    assert_int_equal(reckon_compare(evidence, request, &results, &count, NULL), RECKON_LIMIT);
    assert_null(results);
    assert_int_equal(reckon_request_set_max_work(request, 12, NULL), RECKON_OK);
    assert_int_equal(reckon_reconcile(evidence, request, &result, NULL), RECKON_OK);
    reckon_result_free(result);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_for_every_method),
        cmocka_unit_test(test_the_limit_is_what_is_set),
        cmocka_unit_test(test_sources_of_the_temporal_model),
        cmocka_unit_test(test_through_the_front_door),
    };
    return cmocka_run_group_tests_name("work", tests, NULL, NULL);
}
