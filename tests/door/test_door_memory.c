/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation on the way through the door fails once: each action, each form, each kind of
 * error. */
#include "support/check.h"

#include <string.h>

#include <reckon/reconcile.h>
#include <reckon/text.h>

#include "door/question.h"
#include "support/failing_alloc.h"

typedef struct question {
    const char *request, *evidence;
    int wanted; /* the status when there is memory enough */
} question;

static reckon_status ask(void *context)
{
    const question *asked = context;
    reckon_answer *answer = reckon_ask(asked->request, asked->evidence);
    int status = reckon_answer_status(answer);
    assert_non_null(reckon_answer_text(answer));
    assert_true(reckon_answer_text(answer)[0] != '\0');
    if (status == RECKON_MEMORY)
        assert_non_null(strstr(reckon_answer_text(answer), "\"code\": \"memory\""));
    reckon_answer_free(answer);
    return (reckon_status)status;
}

/* With its scales fixed, the temporal model integrates over nothing and answers at once. */
#define AT_2003                                                                                    \
    ", \"dates\": [\"2003\"], \"options\": {\"drift\": 0.2, \"error\": 0.3, \"bias_sd\": 0.5}"
#define PLAIN_AT_2003 ", \"dates\": [\"2003\"]"

static void test_answers(void **state)
{
    (void)state;
    static const question questions[] = {
        {QUESTION(AT_2003), QUESTION_EVIDENCE, 0},
        {QUESTION(", \"action\": \"methods\""), NULL, 0},
        {QUESTION(", \"action\": \"check\", \"evidence\": " QUESTION_EVIDENCE), NULL, 0},
        {QUESTION(", \"action\": \"read\""), QUESTION_EVIDENCE, 0},
        {QUESTION(", \"action\": \"compare\"" AT_2003), QUESTION_EVIDENCE, 0},
        {QUESTION(", \"action\": \"compare\", \"answer\": \"csv\"" AT_2003), QUESTION_EVIDENCE, 0},
        {QUESTION(", \"action\": \"compare\", \"answer\": \"table\"" AT_2003), QUESTION_EVIDENCE,
            0},
        {QUESTION(", \"action\": \"explain\", \"method\": \"consensus\"" PLAIN_AT_2003),
            QUESTION_EVIDENCE, 0},
        {QUESTION(", \"action\": \"brief\", \"method\": \"consensus\"" PLAIN_AT_2003),
            QUESTION_EVIDENCE, 0},
        {QUESTION(", \"method\": \"envelope\", \"answer\": \"gnuplot\"" PLAIN_AT_2003),
            QUESTION_EVIDENCE, 0},
        {QUESTION(", \"population\": \"p\", \"method\": {\"id\": \"random-effects\", \"options\": "
                  "{\"tau2\": \"DL\", "
                  "\"horizon\": null, \"drift\": 0.3}}, \"level\": 0.8, \"probabilities\": [0.5], "
                  "\"grid\": {\"from\": "
                  "\"2000\", \"to\": \"2001\"}, \"limits\": {\"max_dates\": 9, \"max_work\": "
                  "1000000}, \"answer\": "
                  "\"csv\"" PLAIN_AT_2003),
            QUESTION_EVIDENCE, 0},
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        question asked = questions[i];
        print_message("%zu allocations\n", failing_alloc_every(ask, &asked));
    }
}

/* An error is an error still when memory runs out over telling it, and nothing leaks. */
static void test_errors(void **state)
{
    (void)state;
    static const question questions[] = {
        {NULL, NULL, RECKON_ARGUMENT},
        {"{", NULL, RECKON_SYNTAX},
        {QUESTION(", \"grid\": {\"from\": \"2000\", \"to\": \"2001\", \"step\": \"P0D\"}"),
            QUESTION_EVIDENCE, RECKON_DATE},
        {QUESTION(", \"method\": \"envelope\", \"options\": {\"drift\": 99}"), QUESTION_EVIDENCE,
            RECKON_OPTION},
        {QUESTION(", \"evidence\": {\"format\": 1}"), NULL, RECKON_TYPE},
        {QUESTION(""), "{\"format\": 1}", RECKON_TYPE},
        {QUESTION(", \"population\": \"q\""), QUESTION_EVIDENCE, RECKON_REFERENCE},
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        question asked = questions[i];
        failing_alloc_begin(0, false);
        assert_int_equal(ask(&asked), asked.wanted);
        size_t allocations = failing_alloc_end().allocations;
        assert_true(allocations >= 2);
        for (size_t k = 1; k <= allocations; k++) {
            for (int after = 0; after < 2; after++) {
                failing_alloc_begin(k, after);
                int status = (int)ask(&asked);
                failing_alloc_report report = failing_alloc_end();
                assert_true(status == asked.wanted || status == RECKON_MEMORY);
                assert_int_equal(report.leaked, 0);
                assert_true(report.failed > 0);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests_name("door_memory", tests, NULL, NULL);
}
