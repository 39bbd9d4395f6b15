/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole way on the bundled evidence: reading, reconciling by each method on the default grid,
 * writing the result.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);
    if (!file || !text) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    *length = fread(text, 1, 1 << 20, file);
    fclose(file);
    return text;
}

static void must(reckon_status status, const char *what)
{
    if (status == RECKON_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, reckon_status_text(status));
    exit(1);
}

static void measure_reading(const char *text, size_t length, int repeats)
{
    double best = INFINITY;
    for (int i = 0; i < repeats; i++) {
        reckon_evidence *evidence;
        double start = seconds();
        must(reckon_evidence_read(text, length, NULL, &evidence, NULL), "reading");
        best = fmin(best, seconds() - start);
        reckon_evidence_free(evidence);
    }
    printf("%-22s %10.1f us\n", "read evidence", 1e6 * best);
}

static void measure_method(const reckon_evidence *evidence, const char *id, int repeats)
{
    double best = INFINITY, best_write = INFINITY;
    reckon_request *request;
    size_t rows = 0;
    must(reckon_request_new(&request), id);
    must(reckon_request_set_method(request, id, NULL), id);
    for (int i = 0; i < repeats; i++) {
        reckon_result *result;
        char *json;
        double start = seconds();
        must(reckon_reconcile(evidence, request, &result, NULL), id);
        double middle = seconds();
        must(reckon_result_json(result, &json, NULL), id);
        best = fmin(best, middle - start);
        best_write = fmin(best_write, seconds() - middle);
        rows = reckon_result_row_count(result);
        reckon_free(json);
        reckon_result_free(result);
    }
    printf(
        "%-22s %10.1f us   %8.1f us to JSON   %zu dates\n", id, 1e6 * best, 1e6 * best_write, rows);
    reckon_request_free(request);
}

int main(int argc, char **argv)
{
    int quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    int repeats = quick ? 1 : 50;
    size_t length;
    char *text =
        read_file(RECKON_SOURCE_DIR "/examples/evidence/north-koreans-in-china.json", &length);
    reckon_evidence *evidence;
    measure_reading(text, length, repeats);
    must(reckon_evidence_read(text, length, NULL, &evidence, NULL), "reading");
    for (size_t i = 0; i < reckon_method_count(); i++)
        measure_method(evidence, reckon_method_id(i), repeats);
    reckon_evidence_free(evidence);
    free(text);
    return 0;
}
