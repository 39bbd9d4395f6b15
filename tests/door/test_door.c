/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text door against the C interface that stands behind it, and at its edges. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include <reckon/explain.h>
#include <reckon/json.h>
#include <reckon/picture.h>
#include <reckon/reconcile.h>
#include <reckon/text.h>

#include "door/question.h"
#include "support/fixture.h"
#include "support/locale.h"

static const char evidence_text[] = QUESTION_EVIDENCE;

/* The text of a good answer, as new memory. */
static char *good(const char *request, const char *evidence)
{
    reckon_answer *answer = reckon_ask(request, evidence);
    if (reckon_answer_status(answer) != 0)
        fail_msg("%s: %s", request ? request : "(no request)", reckon_answer_text(answer));
    assert_string_equal(reckon_answer_message(answer), "");
    assert_string_equal(reckon_answer_pointer(answer), "");
    assert_string_equal(reckon_answer_document(answer), "");
    assert_int_equal(reckon_answer_line(answer), 0);
    assert_int_equal(reckon_answer_column(answer), 0);
    char *text = strdup(reckon_answer_text(answer));
    assert_non_null(text);
    reckon_answer_free(answer);
    return text;
}

static void check_same(const char *request, const char *evidence, const char *wanted)
{
    char *text = good(request, evidence);
    assert_string_equal(text, wanted);
    free(text);
}

static reckon_evidence *read_evidence(void)
{
    reckon_evidence *evidence;
    assert_int_equal(
        reckon_evidence_read(evidence_text, strlen(evidence_text), NULL, &evidence, NULL),
        RECKON_OK);
    return evidence;
}

/* What the C interface says, asked everything that a request can ask. */
static reckon_result *ask_in_c(void)
{
    static const double probabilities[] = {0.1, 0.5, 0.9};
    reckon_evidence *evidence = read_evidence();
    reckon_request *request;
    reckon_result *result;
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_request_set_population(request, "p", NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_method(request, "random-effects", NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_option(request, "tau2", "DL", NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_option_number(request, "drift", 0.3, NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_option(request, "horizon", "none", NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_level(request, 0.8, NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_probabilities(request, probabilities, 3, NULL), RECKON_OK);
    assert_int_equal(reckon_request_set_grid(request, "2000", "2004-06", "P6M", NULL), RECKON_OK);
    assert_int_equal(reckon_request_add_date(request, "2010-02-03", NULL), RECKON_OK);
    assert_int_equal(reckon_reconcile(evidence, request, &result, NULL), RECKON_OK);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    return result;
}

#define EVERYTHING                                                                                 \
    ", \"action\": \"reconcile\", \"population\": \"p\", \"method\": \"random-effects\",\n"        \
    " \"options\": {\"tau2\": \"DL\", \"drift\": 0.3, \"horizon\": null}, \"level\": 0.8,\n"       \
    " \"probabilities\": [0.1, 0.5, 0.9], \"grid\": {\"from\": \"2000\", \"to\": \"2004-06\", "    \
    "\"step\": \"P6M\"},\n"                                                                        \
    " \"dates\": [\"2010-02-03\"]"

static reckon_status svg(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_picture_svg(&result, 1, NULL, text, error);
}

static reckon_status gnuplot(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_picture_gnuplot(&result, 1, NULL, text, error);
}

static reckon_status vega(const reckon_result *result, char **text, reckon_error *error)
{
    return reckon_picture_vega(&result, 1, NULL, text, error);
}

static void test_a_request_says_what_the_interface_says(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        reckon_status (*write)(const reckon_result *result, char **text, reckon_error *error);
    } forms[] = {
        {QUESTION(EVERYTHING), reckon_result_json},
        {QUESTION(EVERYTHING ", \"answer\": \"json\""), reckon_result_json},
        {QUESTION(EVERYTHING ", \"answer\": \"csv\""), reckon_result_csv},
        {QUESTION(EVERYTHING ", \"answer\": \"table\""), reckon_result_table},
        {QUESTION(EVERYTHING ", \"answer\": \"svg\""), svg},
        {QUESTION(EVERYTHING ", \"answer\": \"gnuplot\""), gnuplot},
        {QUESTION(EVERYTHING ", \"answer\": \"vega\""), vega},
        {QUESTION(EVERYTHING ", \"evidence\": " QUESTION_EVIDENCE), reckon_result_json},
    };
    reckon_result *result = ask_in_c();
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char *wanted;
        assert_int_equal(forms[i].write(result, &wanted, NULL), RECKON_OK);
        check_same(
            forms[i].request, strstr(forms[i].request, "evidence") ? NULL : evidence_text, wanted);
        reckon_free(wanted);
    }
    reckon_result_free(result);
}

static void test_compare(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        reckon_status (*write)(
            const reckon_result *const *results, size_t count, char **text, reckon_error *error);
    } forms[] = {
        {QUESTION(", \"action\": \"compare\", \"dates\": [\"2003\"]"), reckon_results_json},
        {QUESTION(", \"action\": \"compare\", \"dates\": [\"2003\"], \"answer\": \"csv\""),
            reckon_results_csv},
        {QUESTION(", \"action\": \"compare\", \"dates\": [\"2003\"], \"answer\": \"table\""),
            reckon_results_table},
    };
    reckon_evidence *evidence = read_evidence();
    reckon_request *request;
    reckon_result **results;
    size_t count;
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_request_add_date(request, "2003", NULL), RECKON_OK);
    assert_int_equal(reckon_compare(evidence, request, &results, &count, NULL), RECKON_OK);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char *wanted;
        assert_int_equal(
            forms[i].write((const reckon_result *const *)results, count, &wanted, NULL), RECKON_OK);
        check_same(forms[i].request, evidence_text, wanted);
        reckon_free(wanted);
    }
    reckon_results_free(results, count);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

static void test_explain(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        reckon_status (*write)(
            const reckon_explanation *explanation, char **text, reckon_error *error);
    } forms[] = {
        {QUESTION(", \"action\": \"explain\", \"dates\": [\"2003\"], \"method\": \"envelope\""),
            reckon_explanation_json},
        {QUESTION(", \"action\": \"explain\", \"dates\": [\"2003\"], \"method\": \"envelope\", "
                  "\"answer\": \"table\""),
            reckon_explanation_table},
    };
    reckon_evidence *evidence = read_evidence();
    reckon_request *request;
    reckon_explanation *explanation;
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_request_set_method(request, "envelope", NULL), RECKON_OK);
    assert_int_equal(reckon_request_add_date(request, "2003", NULL), RECKON_OK);
    assert_int_equal(reckon_explain(evidence, request, &explanation, NULL), RECKON_OK);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char *wanted;
        assert_int_equal(forms[i].write(explanation, &wanted, NULL), RECKON_OK);
        check_same(forms[i].request, evidence_text, wanted);
        reckon_free(wanted);
    }
    static const char *const languages[] = {"en", "fr"};
    for (size_t i = 0; i < 2; i++) {
        char *wanted, asked[256];
        assert_int_equal(
            reckon_explanation_brief(explanation, languages[i], &wanted, NULL), RECKON_OK);
        snprintf(asked, sizeof asked,
            QUESTION(", \"action\": \"brief\", \"dates\": [\"2003\"], \"method\": \"envelope\", "
                     "\"language\": \"%s\""),
            languages[i]);
        check_same(asked, evidence_text, wanted);
        reckon_free(wanted);
    }
    reckon_explanation_free(explanation);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

static void test_silence_is_the_default(void **state)
{
    (void)state;
    reckon_evidence *evidence = read_evidence();
    reckon_result *result;
    char *wanted;
    assert_int_equal(reckon_reconcile(evidence, NULL, &result, NULL), RECKON_OK);
    assert_int_equal(reckon_result_json(result, &wanted, NULL), RECKON_OK);
    check_same(NULL, evidence_text, wanted);
    check_same(QUESTION(""), evidence_text, wanted);
    check_same("\xEF\xBB\xBF" QUESTION(", \"options\": {}, \"limits\": {}"), evidence_text, wanted);
    check_same(QUESTION(", \"evid\\u0065nce\": " QUESTION_EVIDENCE), NULL, wanted);
    check_same(
        "{\"evidence\": " QUESTION_EVIDENCE ", \"format\": \"reckon-request/1\"}", NULL, wanted);
    reckon_free(wanted);
    reckon_result_free(result);
    reckon_evidence_free(evidence);
}

/* The method of a result is the method of a request: the same answer comes again, for every method.
 */
static void test_a_result_can_be_asked_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < reckon_method_count(); i++) {
        char request[4096];
        snprintf(request, sizeof request, QUESTION(", \"method\": \"%s\", \"dates\": [\"2003\"]"),
            reckon_method_id(i));
        char *first = good(request, evidence_text);
        json_t *result = json_loads(first, 0, NULL);
        char *method = json_dumps(fixture_get(result, "method"), 0);
        snprintf(
            request, sizeof request, QUESTION(", \"dates\": [\"2003\"], \"method\": %s"), method);
        check_same(request, evidence_text, first);
        free(method);
        json_decref(result);
        free(first);
    }
}

static void test_methods(void **state)
{
    (void)state;
    char *text = good(QUESTION(", \"action\": \"methods\""), NULL);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL),
           *methods = fixture_get(root, "methods");
    assert_string_equal(json_string_value(fixture_get(root, "format")), "reckon-methods/1");
    assert_string_equal(json_string_value(fixture_get(root, "default")), RECKON_DEFAULT_METHOD);
    assert_int_equal(json_array_size(methods), reckon_method_count());
    for (size_t m = 0; m < reckon_method_count(); m++) {
        const json_t *method = json_array_get(methods, m),
                     *options = fixture_get(method, "options");
        const char *id = reckon_method_id(m);
        assert_string_equal(json_string_value(fixture_get(method, "id")), id);
        assert_string_equal(
            json_string_value(fixture_get(method, "summary")), reckon_method_summary(id));
        assert_string_equal(
            json_string_value(fixture_get(method, "reference")), reckon_method_reference(id));
        assert_int_equal(json_array_size(options), reckon_method_option_count(id));
        for (size_t i = 0; i < reckon_method_option_count(id); i++) {
            const reckon_option *option = reckon_method_option(id, i);
            const json_t *told = json_array_get(options, i);
            assert_string_equal(json_string_value(fixture_get(told, "name")), option->name);
            assert_string_equal(json_string_value(fixture_get(told, "help")), option->help);
            if (option->type == RECKON_OPTION_CHOICE) {
                assert_string_equal(
                    json_string_value(fixture_get(told, "default")), option->default_choice);
                assert_true(json_array_size(fixture_get(told, "choices")) > 1);
                continue;
            }
            assert_true(json_is_null(fixture_get(told, "default")) ==
                        (option->default_number != option->default_number));
            assert_true(fixture_double(fixture_get(told, "minimum")) == option->minimum);
            assert_true(fixture_double(fixture_get(told, "maximum")) == option->maximum);
        }
    }
    json_decref(root);
    free(text);
}

static void test_check(void **state)
{
    (void)state;
    char *text = good(QUESTION(", \"action\": \"check\""), evidence_text);
    check_same(QUESTION(", \"action\": \"check\", \"evidence\": " QUESTION_EVIDENCE), NULL, text);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const json_t *population = json_array_get(fixture_get(root, "populations"), 0);
    assert_string_equal(json_string_value(fixture_get(root, "title")), "Three figures");
    assert_int_equal(json_integer_value(fixture_get(root, "sources")), 2);
    assert_int_equal(json_integer_value(fixture_get(root, "estimates")), 3);
    assert_string_equal(json_string_value(fixture_get(population, "name")), "People");
    assert_string_equal(json_string_value(fixture_get(population, "unit")), "persons");
    assert_int_equal(json_integer_value(fixture_get(population, "estimates")), 3);
    assert_string_equal(json_string_value(fixture_get(population, "first")), "2000-07-02");
    assert_string_equal(json_string_value(fixture_get(population, "last")), "2004-07-02");
    json_decref(root);
    free(text);
    text = good(QUESTION(", \"action\": \"check\""),
        "{\"format\": \"reckon-evidence/1\", \"populations\": [{\"id\": \"x\", \"measure\": "
        "\"share\"}], "
        "\"sources\": [], \"estimates\": []}");
    assert_non_null(strstr(text, "\"title\": null"));
    root = json_loads(text, 0, NULL);
    population = json_array_get(json_object_get(root, "populations"), 0);
    assert_string_equal(json_string_value(fixture_get(population, "unit")), "fraction");
    assert_int_equal(json_integer_value(fixture_get(population, "estimates")), 0);
    assert_true(json_is_null(fixture_get(population, "first")) &&
                json_is_null(fixture_get(population, "last")));
    json_decref(root);
    free(text);
}

static void test_nothing_at_all(void **state)
{
    (void)state;
    reckon_answer *answer = reckon_ask(NULL, NULL);
    assert_int_equal(reckon_answer_status(answer), RECKON_ARGUMENT);
    assert_string_equal(reckon_answer_document(answer), "request");
    reckon_answer_free(answer);
    reckon_answer_free(NULL);
    /* What a caller holds that got no answer at all. */
    assert_int_equal(reckon_answer_status(NULL), RECKON_MEMORY);
    assert_int_equal(reckon_answer_line(NULL), 0);
    assert_int_equal(reckon_answer_column(NULL), 0);
    assert_string_equal(reckon_answer_message(NULL), "out of memory");
    assert_string_equal(reckon_answer_pointer(NULL), "");
    assert_string_equal(reckon_answer_document(NULL), "");
    json_t *error = json_loads(reckon_answer_text(NULL), JSON_REJECT_DUPLICATES, NULL);
    assert_string_equal(json_string_value(fixture_get(error, "format")), "reckon-error/1");
    const json_t *what = fixture_get(error, "error");
    assert_int_equal(json_integer_value(fixture_get(what, "status")), RECKON_MEMORY);
    assert_string_equal(
        json_string_value(fixture_get(what, "code")), reckon_status_name(RECKON_MEMORY));
    json_decref(error);
}

typedef struct watch {
    int calls, stop_at;
    double last;
} watch;

static int look(void *context, double done)
{
    watch *seen = context;
    assert_true(done >= 0 && done <= 1);
    seen->last = done;
    return ++seen->calls == seen->stop_at;
}

static void test_progress(void **state)
{
    (void)state;
    static const char request[] = QUESTION(
        ", \"method\": \"random-effects\", \"grid\": {\"from\": \"1900\", \"to\": \"2000\"}");
    watch seen = {0, 0, -1};
    reckon_answer *answer = reckon_ask_watched(request, evidence_text, look, &seen);
    assert_int_equal(reckon_answer_status(answer), 0);
    assert_true(seen.calls > 0);
    char *unwatched = good(request, evidence_text);
    assert_string_equal(unwatched, reckon_answer_text(answer));
    free(unwatched);
    reckon_answer_free(answer);
    seen = (watch){0, 1, -1};
    answer = reckon_ask_watched(request, evidence_text, look, &seen);
    assert_int_equal(reckon_answer_status(answer), RECKON_CANCELLED);
    assert_non_null(strstr(reckon_answer_text(answer), "\"code\": \"cancelled\""));
    assert_int_equal(seen.calls, 1);
    reckon_answer_free(answer);
}

/* The same bytes every time, and under a locale whose decimal mark is a comma. */
static void test_same_bytes(void **state)
{
    (void)state;
    static const char *const requests[] = {
        QUESTION(EVERYTHING),
        QUESTION(EVERYTHING ", \"answer\": \"csv\""),
        QUESTION(EVERYTHING ", \"answer\": \"table\""),
        QUESTION(", \"action\": \"compare\", \"level\": 0.85"),
        QUESTION(", \"action\": \"check\""),
    };
    enum { REQUESTS = sizeof requests / sizeof *requests };
    char *first[REQUESTS];
    for (size_t i = 0; i < REQUESTS; i++) {
        first[i] = good(requests[i], evidence_text);
        check_same(requests[i], evidence_text, first[i]);
    }
    bool entered = locale_enter("de_DE");
    for (size_t i = 0; entered && i < REQUESTS; i++)
        check_same(requests[i], evidence_text, first[i]);
    if (entered)
        locale_leave();
    for (size_t i = 0; i < REQUESTS; i++)
        free(first[i]);
    if (!entered)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_request_says_what_the_interface_says),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_silence_is_the_default),
        cmocka_unit_test(test_a_result_can_be_asked_again),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_nothing_at_all),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_same_bytes),
    };
    return cmocka_run_group_tests_name("door", tests, NULL, NULL);
}
