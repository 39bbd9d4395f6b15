/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every thread with handles of its own, all at once. Each job writes a digest of what it computed; the digests of
 * threads that ran side by side must equal those of one run alone. ThreadSanitizer watches in the preset tsan. POSIX
 * threads, since GCC 12's ThreadSanitizer does not know C11's.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <reckon/date.h>
#include <reckon/outcome.h>
#include <reckon/reconcile.h>
#include <reckon/status.h>
#include <reckon/text.h>

#include "door/question.h"
#include "support/check.h"

enum { THREADS = 8, ROUNDS = 20, DIGEST = 4096 };

typedef struct digest {
    char text[DIGEST];
    size_t length;
} digest;

static void note(digest *to, const char *text)
{
    size_t left = sizeof to->text - to->length;
    int written = snprintf(to->text + to->length, left, "%s\n", text);
    if (written > 0)
        to->length += (size_t)written < left ? (size_t)written : left - 1;
}

static void note_number(digest *to, double value)
{
    char text[64];
    snprintf(text, sizeof text, "%a", value);
    note(to, text);
}

typedef void (*job)(digest *to, int round);

static void dates(digest *to, int round)
{
    char text[32];
    snprintf(text, sizeof text, "%04d-%02d", 1990 + round, 1 + round % 12);
    reckon_period period = {0};
    reckon_error error = RECKON_ERROR_INIT;
    note(to, reckon_status_name(reckon_date_parse(text, &period, &error)));
    note_number(to, period.middle);
    note(to, reckon_status_name(reckon_date_parse("2005-13", &period, &error)));
    note(to, error.message);
    double years[64];
    size_t count = 0;
    reckon_date_grid(1999.5, 2004.5, (reckon_step){1 + round, 0}, years, 64, &count, NULL);
    for (size_t i = 0; i < count; i++)
        note_number(to, years[i]);
}

/* A whole way through the library by every method, and an error on the way. */
static void door(digest *to, int round)
{
    char request[256];
    for (size_t i = 0; i < reckon_method_count(); i++) {
        snprintf(request, sizeof request,
            QUESTION(", \"method\": \"%s\", \"dates\": [\"%d\"], \"probabilities\": [], \"answer\": \"csv\""),
            reckon_method_id(i), 1990 + round);
        reckon_answer *answer = reckon_ask(request, QUESTION_EVIDENCE);
        note(to, strchr(reckon_answer_text(answer), '\n'));
        reckon_answer_free(answer);
    }
    reckon_answer *answer = reckon_ask(QUESTION(", \"level\": 2"), QUESTION_EVIDENCE);
    note(to, reckon_answer_message(answer));
    reckon_answer_free(answer);
}

/* Each layer of the library adds its job here. */
static const job jobs[] = {dates, door};
enum { JOBS = sizeof jobs / sizeof jobs[0] };

typedef struct worker {
    pthread_t thread;
    size_t first; /* the job this one begins with, so that different layers meet */
    digest (*alone)[ROUNDS];
    int differences;
} worker;

static void *work(void *argument)
{
    worker *self = argument;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t j = 0; j < JOBS; j++) {
            size_t which = (j + self->first) % JOBS;
            digest mine = {.length = 0};
            jobs[which](&mine, round);
            self->differences += strcmp(mine.text, self->alone[which][round].text) != 0;
        }
    }
    return NULL;
}

static digest alone[JOBS][ROUNDS];

static void threads_side_by_side_compute_what_one_computes_alone(void **state)
{
    (void)state;
    for (size_t j = 0; j < JOBS; j++) {
        for (int round = 0; round < ROUNDS; round++) {
            jobs[j](&alone[j][round], round);
            assert_true(alone[j][round].length > 0 && alone[j][round].length < DIGEST - 1);
        }
        assert_string_not_equal(alone[j][0].text, alone[j][1].text);
    }
    worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){.first = i, .alone = alone};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].differences, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_side_by_side_compute_what_one_computes_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
