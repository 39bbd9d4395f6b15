/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A host that sets its locale, as graphical programs do, and then uses the library: prints
 * everything that becomes text in every format. The bytes must be the same in every locale. Exit 77
 * when LC_ALL gives no decimal comma where one is asked for.
 *
 *     locale_host EVIDENCE.json comma|point
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/picture.h>
#include <reckon/reconcile.h>

static char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    char *text = malloc(1 << 20);
    *length = file && text ? fread(text, 1, 1 << 20, file) : 0;
    if (file)
        fclose(file);
    return text;
}

static int print_text(reckon_status status, char **text)
{
    if (status == RECKON_OK)
        fputs(*text, stdout);
    reckon_free(*text);
    *text = NULL;
    return status == RECKON_OK ? 0 : 1;
}

static int print_all(const reckon_evidence *evidence, reckon_request *request)
{
    reckon_result **results = NULL;
    size_t count = 0;
    char *text = NULL;
    int failed = print_text(reckon_evidence_write(evidence, &text, NULL), &text);
    failed |= reckon_request_set_option(request, "drift", "0.25", NULL) != RECKON_OK;
    failed |= reckon_request_set_option_number(request, "range_level", 0.85, NULL) != RECKON_OK;
    failed |= reckon_request_set_level(request, 0.8, NULL) != RECKON_OK;
    failed |= reckon_request_add_date(request, "2005-03-14", NULL) != RECKON_OK;
    failed |= reckon_compare(evidence, request, &results, &count, NULL) != RECKON_OK;
    for (size_t i = 0; i < count; i++) {
        failed |= print_text(reckon_result_table(results[i], &text, NULL), &text);
        failed |= print_text(reckon_result_csv(results[i], &text, NULL), &text);
        failed |= print_text(reckon_result_json(results[i], &text, NULL), &text);
    }
    const reckon_result *const *all = (const reckon_result *const *)results;
    failed |= print_text(reckon_results_table(all, count, &text, NULL), &text);
    failed |= print_text(reckon_results_csv(all, count, &text, NULL), &text);
    failed |= print_text(reckon_results_json(all, count, &text, NULL), &text);
    failed |= print_text(reckon_picture_svg(all, count, NULL, &text, NULL), &text);
    failed |= print_text(reckon_picture_gnuplot(all, count, NULL, &text, NULL), &text);
    failed |= print_text(reckon_picture_vega(all, count, NULL, &text, NULL), &text);
    reckon_results_free(results, count);
    return failed;
}

int main(int argc, char **argv)
{
    reckon_evidence *evidence = NULL;
    reckon_request *request = NULL;
    size_t length = 0;
    if (argc != 3)
        return 2;
    const char *mark = setlocale(LC_ALL, "") ? localeconv()->decimal_point : "?";
    if (strcmp(mark, strcmp(argv[2], "comma") == 0 ? "," : ".") != 0)
        return 77;
    char *text = read_file(argv[1], &length);
    int failed = reckon_evidence_read(text, length, NULL, &evidence, NULL) != RECKON_OK;
    failed |= reckon_request_new(&request) != RECKON_OK;
    failed = failed || print_all(evidence, request);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    free(text);
    return failed;
}
