/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answers [--locale NAME] FILE...: every method on every population of every evidence file, as
 * JSON, CSV, table and gnuplot, on standard output; nothing but these bytes. Two builds, or two
 * locales, must print the same. Exit 77 when there is no such locale.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon.h>

#include "support/locale.h"

typedef reckon_status writer(const reckon_result *result, char **text, reckon_error *error);

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        return NULL;
    long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    *length = text ? fread(text, 1, (size_t)size, file) : 0;
    fclose(file);
    return text;
}

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

static int print(const reckon_result *result)
{
    static writer *const writers[] = {
        reckon_result_json, reckon_result_csv, reckon_result_table, svg, gnuplot, vega};
    for (size_t i = 0; i < 6; i++) {
        char *text;
        if (writers[i](result, &text, NULL) != RECKON_OK)
            return 1;
        fputs(text, stdout);
        reckon_free(text);
    }
    return 0;
}

static int answer(const reckon_evidence *evidence, size_t population, const char *method)
{
    reckon_request *request;
    reckon_result *result;
    reckon_error error = RECKON_ERROR_INIT;
    if (reckon_request_new(&request) != RECKON_OK)
        return 1;
    reckon_request_set_population(
        request, reckon_evidence_population(evidence, population)->id, &error);
    reckon_request_set_method(request, method, &error);
    reckon_status status = reckon_reconcile(evidence, request, &result, &error);
    reckon_request_free(request);
    if (status != RECKON_OK) {
        printf("%s: %s\n", reckon_status_name(status), error.message);
        return 0; /* what cannot be answered is an answer, too */
    }
    int failed = print(result);
    reckon_result_free(result);
    return failed;
}

static int answer_file(const char *path)
{
    size_t length;
    reckon_evidence *evidence;
    char *text = read_file(path, &length);
    if (!text || reckon_evidence_read(text, length, NULL, &evidence, NULL) != RECKON_OK) {
        fprintf(stderr, "%s cannot be read\n", path);
        free(text);
        return 1;
    }
    int failed = 0;
    for (size_t p = 0; p < reckon_evidence_population_count(evidence); p++)
        for (size_t m = 0; m < reckon_method_count(); m++)
            failed |= answer(evidence, p, reckon_method_id(m));
    reckon_evidence_free(evidence);
    free(text);
    return failed;
}

int main(int argc, char **argv)
{
    int first = 1, failed = 0;
    if (argc > 2 && strcmp(argv[1], "--locale") == 0) {
        if (!locale_enter(argv[2]))
            return 77;
        first = 3;
    }
    for (int i = first; i < argc; i++)
        failed |= answer_file(argv[i]);
    return failed;
}
