/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every method on one question: the spread between methods is itself a finding.
 *
 *     03_compare evidence/north-koreans-in-china.json 2005
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>

/* The bytes of a small file, or NULL. */
static char *read_file(const char *name, size_t *length)
{
    enum { MOST = 1 << 20 };
    FILE *file = fopen(name, "rb");
    char *text = file ? malloc(MOST) : NULL;
    if (text) {
        *length = fread(text, 1, MOST, file);
        if (ferror(file) || *length == MOST) {
            free(text);
            text = NULL;
        }
    }
    if (file)
        fclose(file);
    return text;
}

/* A method may have no answer: then its numbers are NAN and its outcome says why. */
static void print_number(double value)
{
    if (isnan(value))
        printf("%11s", "-");
    else
        printf("%11.0f", value);
}

static void print_results(reckon_result *const *results, size_t count)
{
    printf("%-20s%11s%11s%11s  %s\n", "method", "low", "central", "high", "outcome");
    for (size_t i = 0; i < count; i++) {
        const reckon_row *row = reckon_result_row(results[i], 0);
        printf("%-20s", reckon_result_method(results[i]));
        print_number(row->low);
        print_number(row->central);
        print_number(row->high);
        printf("  %s", reckon_outcome_name(row->outcome));
        if (row->region_count > 1)
            printf(", %zu separate intervals", row->region_count);
        printf("\n");
    }
}

static reckon_status compare(const reckon_evidence *evidence, const char *date, reckon_error *error)
{
    reckon_request *request = NULL;
    reckon_result **results = NULL;
    size_t count = 0;
    reckon_status status = reckon_request_new(&request);
    if (status == RECKON_OK)
        status = reckon_request_add_date(request, date, error);
    /* An option goes to every method that has it. */
    if (status == RECKON_OK)
        status = reckon_request_set_option_number(request, "drift", 0.2, error);
    if (status == RECKON_OK)
        status = reckon_compare(evidence, request, &results, &count, error);
    if (status == RECKON_OK)
        print_results(results, count);
    reckon_results_free(results, count);
    reckon_request_free(request);
    return status;
}

int main(int argc, char **argv)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = NULL;
    size_t length = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: 03_compare EVIDENCE.json DATE\n");
        return 2;
    }
    char *text = read_file(argv[1], &length);
    if (!text) {
        fprintf(stderr, "%s cannot be read\n", argv[1]);
        return 1;
    }
    reckon_status status = reckon_evidence_read(text, length, NULL, &evidence, &error);
    if (status == RECKON_OK)
        status = compare(evidence, argv[2], &error);
    if (status != RECKON_OK)
        fprintf(stderr, "%s:%d:%d: %s\n", argv[1], error.line, error.column, error.message);
    reckon_evidence_free(evidence);
    free(text);
    return status == RECKON_OK ? 0 : 1;
}
