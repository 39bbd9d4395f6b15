/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the worst files cost: each is made in two sizes, the second four times the first, and read
 * (and where it is sound reconciled) in a process of its own, so that its time and its peak of
 * memory can be told. Linear work takes four times as long, quadratic work sixteen times.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

#include "core/text.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* What a child tells its parent. */
typedef struct cost {
    size_t bytes;
    reckon_status status;
    double read, work, write;
    size_t written;
    long before; /* peak of memory before the work, KiB: the text itself */
} cost;

/* ---- the texts ---- */

static void open_evidence(rk_buffer *out)
{
    rk_buffer_append(out,
        "{\"format\":\"reckon-evidence/1\",\"populations\":[{\"id\":\"p\",\"measure\":\"stock\"}],"
        "\"sources\":[");
}

static void put_sources(rk_buffer *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rk_buffer_format(out, "%s{\"id\":\"s%zu\"}", i ? "," : "", i);
    rk_buffer_append(out, "],\"estimates\":[");
}

static void begin_estimate(rk_buffer *out, size_t i, size_t source)
{
    rk_buffer_format(out,
        "%s{\"id\":\"e%zu\",\"population\":\"p\",\"source\":\"s%zu\",\"date\":\"%zu-%02zu\"",
        i ? "," : "", i, source, 1990 + i * 7919 % 30, 1 + i * 104729 % 12);
}

static void put_range(rk_buffer *out, size_t i)
{
    rk_buffer_format(
        out, ",\"low\":%zu,\"high\":%zu}", 1000 + i * 31337 % 9000, 11000 + i * 15331 % 90000);
}

static void nested_arrays(rk_buffer *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rk_buffer_append(out, "[");
}

static void nested_objects(rk_buffer *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rk_buffer_append(out, "{\"a\":");
}

static void many_estimates(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 20);
    for (size_t i = 0; i < count; i++) {
        begin_estimate(out, i, i % 20);
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

static void many_sources(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, count);
    for (size_t i = 0; i < count; i++) {
        begin_estimate(out, i, count - 1 - i);
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

static void idle_sources(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, count);
    for (size_t i = 0; i < count; i++) {
        begin_estimate(out, i, 0);
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

/* Each derives from the one before: one voice in the end. */
static void long_chain(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 1);
    for (size_t i = 0; i < count; i++) {
        begin_estimate(out, i, 0);
        if (i + 1 < count)
            rk_buffer_format(out, ",\"derived_from\":[\"e%zu\"]", i + 1);
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

static void long_circle(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 1);
    for (size_t i = 0; i < count; i++) {
        begin_estimate(out, i, 0);
        rk_buffer_format(out, ",\"derived_from\":[\"e%zu\"]", (i + 1) % count);
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

/* The last derives from all others. */
static void wide_star(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 1);
    for (size_t i = 0; i < count; i++) {
        begin_estimate(out, i, 0);
        if (i + 1 == count) {
            rk_buffer_append(out, ",\"derived_from\":[");
            for (size_t j = 0; j + 1 < count; j++)
                rk_buffer_format(out, "%s\"e%zu\"", j ? "," : "", j);
            rk_buffer_append(out, "]");
        }
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

/* Twenty layers, each member of which derives from every member of the next: count^2 links,
 * 10^layers paths. */
static void dense_layers(rk_buffer *out, size_t links)
{
    size_t width = 1, layers = 20;
    while (width * width * layers < links)
        width++;
    open_evidence(out);
    put_sources(out, 1);
    for (size_t i = 0; i < width * layers; i++) {
        begin_estimate(out, i, 0);
        if (i / width + 1 < layers) {
            rk_buffer_append(out, ",\"derived_from\":[");
            for (size_t j = 0; j < width; j++)
                rk_buffer_format(out, "%s\"e%zu\"", j ? "," : "", (i / width + 1) * width + j);
            rk_buffer_append(out, "]");
        }
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

static void many_keys(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 1);
    begin_estimate(out, 0, 0);
    rk_buffer_append(out, ",\"citation\":{");
    for (size_t i = 0; i < count; i++)
        rk_buffer_format(out, "%s\"k%zu\":1", i ? "," : "", i);
    rk_buffer_append(out, "}}]}");
}

static void long_number(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 1);
    begin_estimate(out, 0, 0);
    rk_buffer_append(out, ",\"value\":1.");
    for (size_t i = 0; i < count; i++)
        rk_buffer_append(out, "7");
    rk_buffer_append(out, "e300}]}");
}

static void long_texts(rk_buffer *out, size_t count)
{
    open_evidence(out);
    put_sources(out, 1);
    for (size_t i = 0; i < count / 1000000 + 1; i++) {
        begin_estimate(out, i, 0);
        rk_buffer_append(out, ",\"note\":\"");
        for (size_t j = 0; j < 1000000 / 10 && j < count; j++)
            rk_buffer_append(out, "\\u00e9\\\"\\n");
        rk_buffer_append(out, "\"");
        put_range(out, i);
    }
    rk_buffer_append(out, "]}");
}

/* Ids that part late, at ever deeper bytes. */
static void like_ids(rk_buffer *out, size_t count)
{
    rk_buffer_append(out,
        "{\"format\":\"reckon-evidence/1\",\"populations\":[{\"id\":\"p\",\"measure\":\"stock\"}],"
        "\"sources\":[");
    char id[4096];
    memset(id, 'a', sizeof id);
    for (size_t i = 0; i < count; i++) {
        size_t length = i % (sizeof id - 16);
        rk_buffer_append(out, i ? ",{\"id\":\"" : "{\"id\":\"");
        rk_buffer_append_bytes(out, id, length);
        rk_buffer_format(out, "%zu\"}", i / (sizeof id - 16));
    }
    rk_buffer_append(out, "],\"estimates\":[]}");
}

/* ---- the work ---- */

typedef struct scenario {
    const char *name;
    void (*make)(rk_buffer *out, size_t count);
    size_t count;
    const char *method; /* NULL: only read */
    const char *from, *to, *step;
    size_t probabilities;
} scenario;

static reckon_request *request_for(const scenario *of)
{
    reckon_request *request = NULL;
    static double probabilities[999];
    if (reckon_request_new(&request) != RECKON_OK)
        return NULL;
    for (size_t i = 0; i < of->probabilities; i++)
        probabilities[i] = (double)(i + 1) / (double)(of->probabilities + 1);
    reckon_request_set_method(request, of->method, NULL);
    reckon_request_set_probabilities(request, probabilities, of->probabilities, NULL);
    if (of->from)
        reckon_request_set_grid(request, of->from, of->to, of->step, NULL);
    return request;
}

static void reconcile(const scenario *of, const reckon_evidence *evidence, cost *spent)
{
    reckon_result *result = NULL;
    char *text = NULL;
    reckon_request *request = request_for(of);
    double start = seconds();
    spent->status = reckon_reconcile(evidence, request, &result, NULL);
    spent->work = seconds() - start;
    start = seconds();
    if (spent->status == RECKON_OK)
        spent->status = reckon_result_json(result, &text, NULL);
    spent->write = seconds() - start;
    spent->written = text ? strlen(text) : 0;
    reckon_free(text);
    reckon_result_free(result);
    reckon_request_free(request);
}

static long peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static cost run(const scenario *of, size_t count)
{
    cost spent = {.status = RECKON_OK};
    rk_buffer text = RK_BUFFER_INIT;
    reckon_evidence *evidence;
    of->make(&text, count);
    spent.bytes = text.length;
    spent.before = peak();
    double start = seconds();
    spent.status = reckon_evidence_read(text.text, text.length, NULL, &evidence, NULL);
    spent.read = seconds() - start;
    if (spent.status == RECKON_OK && of->method)
        reconcile(of, evidence, &spent);
    reckon_evidence_free(evidence);
    rk_buffer_free(&text);
    return spent;
}

/* In a child; prints one line. */
static void report(const scenario *of, size_t count)
{
    int ends[2];
    struct rusage usage;
    cost spent;
    if (pipe(ends) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        spent = run(of, count);
        _exit(write(ends[1], &spent, sizeof spent) != (ssize_t)sizeof spent);
    }
    close(ends[1]);
    int state = 0;
    bool told = child > 0 && read(ends[0], &spent, sizeof spent) == (ssize_t)sizeof spent;
    close(ends[0]);
    if (child <= 0 || wait4(child, &state, 0, &usage) != child || !told) {
        printf("%-28s %9zu  died\n", of->name, count);
        return;
    }
    printf("%-28s %9zu %8.1f %10s %9.1f %10.1f %9.1f %9.1f\n", of->name, count,
        (double)spent.bytes / 1e6, reckon_status_name(spent.status), 1e3 * spent.read,
        1e3 * spent.work, 1e3 * spent.write, (double)(usage.ru_maxrss - spent.before) / 1024.0);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const scenario all[] = {
        {"nested arrays", nested_arrays, 1000000, NULL, NULL, NULL, NULL, 0},
        {"nested objects", nested_objects, 1000000, NULL, NULL, NULL, NULL, 0},
        {"digits of one number", long_number, 1000000, NULL, NULL, NULL, NULL, 0},
        {"bytes of text", long_texts, 10000000, "envelope", "2000", "2000", "P1Y", 5},
        {"keys of one object", many_keys, 500000, NULL, NULL, NULL, NULL, 0},
        {"ids that part late", like_ids, 5000, NULL, NULL, NULL, NULL, 0},
        {"estimates, envelope", many_estimates, 100000, "envelope", "2000", "2000", "P1Y", 5},
        {"estimates, consensus", many_estimates, 100000, "consensus", "2000", "2000", "P1Y", 5},
        {"estimates, random-effects", many_estimates, 100000, "random-effects", "2000", "2000",
            "P1Y", 5},
        {"sources, all speaking", many_sources, 25000, "envelope", "2000", "2000", "P1Y", 5},
        {"sources, one speaking", idle_sources, 25000, "envelope", "2000", "2000", "P1Y", 5},
        {"chain of derived_from", long_chain, 65536, "envelope", "2000", "2000", "P1Y", 5},
        {"circle of derived_from", long_circle, 65536, NULL, NULL, NULL, NULL, 0},
        {"star of derived_from", wide_star, 65536, "envelope", "2000", "2000", "P1Y", 5},
        {"links between twenty layers", dense_layers, 100000, "envelope", "2000", "2000", "P1Y", 5},
        {"dates, envelope", many_estimates, 10, "envelope", "1000", "1068", "P1D", 0},
        {"dates by 199, random-effects", many_estimates, 10, "random-effects", "1000", "1068",
            "P1D", 199},
    };
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    printf("%-28s %9s %8s %10s %9s %10s %9s %9s\n", "", "count", "MB", "status", "read ms",
        "work ms", "write ms", "peak MB");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        scenario of = all[i];
        bool by_dates = of.step && strcmp(of.step, "P1D") == 0;
        if (quick) {
            report(&of, by_dates ? 2 : of.count / 1000 + 2);
            continue;
        }
        report(&of, of.count);
        if (by_dates)
            of.to = "1272";
        report(&of, by_dates ? of.count : 4 * of.count);
    }
    return 0;
}
