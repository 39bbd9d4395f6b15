/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every thread with handles of its own, all at once. Each job writes a digest of what it computed;
 * the digests of threads that ran side by side must equal those of one run alone. ThreadSanitizer
 * watches in the preset tsan. POSIX threads, since GCC 12's ThreadSanitizer does not know C11's.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/date.h>
#include <reckon/evidence.h>
#include <reckon/interval.h>
#include <reckon/json.h>
#include <reckon/meta.h>
#include <reckon/outcome.h>
#include <reckon/reconcile.h>
#include <reckon/result.h>
#include <reckon/status.h>
#include <reckon/text.h>

#include "door/question.h"
#include "support/check.h"
#include "support/fixture.h"
#include "support/random.h"

enum { THREADS = 8, ROUNDS = 6, DIGEST = 8192 };

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

/* A long text by its length and a hash (FNV-1a). */
static void note_whole(digest *to, const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *at = text; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
    char summary[64];
    snprintf(summary, sizeof summary, "%zu bytes, %016llx", strlen(text), (unsigned long long)hash);
    note(to, summary);
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

/* Evidence as text, read by every thread and changed by none. */
static char *evidence_text;
static size_t evidence_length;

enum { FIGURES = 40 };

static void draw_figures(int round, double *y, double *v)
{
    uint64_t state = 77 + (uint64_t)round;
    for (int i = 0; i < FIGURES; i++) {
        y[i] = random_uniform(&state, 8.0, 13.0);
        v[i] = random_uniform(&state, 0.01, 1.0);
    }
}

static void intervals(digest *to, int round)
{
    double low[FIGURES], width[FIGURES], high[FIGURES];
    draw_figures(round, low, width);
    for (int i = 0; i < FIGURES; i++)
        high[i] = low[i] + width[i];
    reckon_interval_workspace *workspace = NULL;
    reckon_consensus consensus = {0};
    reckon_endpoint_median median = {0};
    reckon_interval_workspace_new(FIGURES, &workspace, NULL);
    reckon_interval_consensus(workspace, low, high, width, FIGURES, &consensus, NULL);
    for (size_t i = 0; i < consensus.region_count; i++)
        note_number(to, consensus.regions[i].high);
    reckon_interval_endpoint_median(workspace, low, high, NULL, FIGURES, &median, NULL);
    note_number(to, median.low.mid);
    reckon_interval_workspace_free(workspace);
}

static void meta_analysis(digest *to, int round)
{
    double y[FIGURES], v[FIGURES];
    draw_figures(round, y, v);
    reckon_meta_options options;
    reckon_meta_options_init(&options);
    options.test = RECKON_META_TEST_KNHA;
    for (int method = RECKON_TAU2_DL; method <= RECKON_TAU2_PM; method++) {
        reckon_meta_fit fit;
        options.tau2 = (reckon_tau2_method)method;
        note(to,
            reckon_status_name(reckon_random_effects(FIGURES, y, v, NULL, &options, &fit, NULL)));
        note_number(to, fit.tau2);
        note_number(to, fit.ci_low);
        note_number(to, fit.Q_p);
    }
    reckon_tau2_interval interval = {0};
    reckon_tau2_profile(FIGURES, y, v, 0.9, &interval, NULL);
    note_number(to, interval.high);
}

static void evidence_there_and_back(digest *to, int round)
{
    reckon_evidence *evidence = NULL;
    char *text = NULL;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence_read(evidence_text, evidence_length, NULL, &evidence, &error);
    char title[32];
    snprintf(title, sizeof title, "round %d", round);
    reckon_evidence_set_title(evidence, title, NULL);
    note(to, reckon_status_name(reckon_evidence_write(evidence, &text, &error)));
    note_whole(to, text ? text : "");
    reckon_free(text);
    reckon_evidence_free(evidence);
    size_t cut = evidence_length / 2 + (size_t)round; /* and a text that ends too early */
    note(to, reckon_status_name(reckon_evidence_read(evidence_text, cut, NULL, &evidence, &error)));
    note(to, error.message);
}

static void all_methods(digest *to, int round)
{
    reckon_evidence *evidence = NULL;
    reckon_request *request = NULL;
    reckon_result **results = NULL;
    size_t count = 0;
    char date[16];
    snprintf(date, sizeof date, "%d-07", 2000 + round);
    reckon_evidence_read(evidence_text, evidence_length, NULL, &evidence, NULL);
    reckon_request_new(&request);
    reckon_request_add_date(request, date, NULL);
    reckon_error error = RECKON_ERROR_INIT;
    note(to, reckon_status_name(reckon_compare(evidence, request, &results, &count, &error)));
    note(to, error.message);
    for (size_t i = 0; i < count; i++) {
        char *text = NULL;
        reckon_result_json(results[i], &text, NULL);
        note_whole(to, text ? text : "");
        reckon_free(text);
    }
    reckon_results_free(results, count);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

/* A whole way through the library by every method, and an error on the way. */
static void door(digest *to, int round)
{
    char request[256];
    for (size_t i = 0; i < reckon_method_count(); i++) {
        snprintf(request, sizeof request,
            QUESTION(", \"method\": \"%s\", \"dates\": [\"%d\"], \"probabilities\": [], "
                     "\"answer\": \"csv\""),
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
static const job jobs[] = {
    dates, intervals, meta_analysis, evidence_there_and_back, all_methods, door};
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
    evidence_text =
        fixture_text("../examples/evidence/north-koreans-in-china.json", &evidence_length);
    for (size_t j = 0; j < JOBS; j++) {
        for (int round = 0; round < ROUNDS; round++) {
            jobs[j](&alone[j][round], round);
            assert_true(alone[j][round].length > 0 && alone[j][round].length < DIGEST - 1);
        }
        assert_string_not_equal(alone[j][0].text, alone[j][1].text);
    }
    pthread_attr_t attributes;
    assert_int_equal(pthread_attr_init(&attributes), 0);
#ifdef THREAD_STACK /* what docs/embedding.md says is plenty; sanitizers need more */
    assert_int_equal(pthread_attr_setstacksize(&attributes, THREAD_STACK), 0);
#endif
    worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){.first = i, .alone = alone};
        assert_int_equal(pthread_create(&workers[i].thread, &attributes, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].differences, 0);
    }
    pthread_attr_destroy(&attributes);
    free(evidence_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_side_by_side_compute_what_one_computes_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
