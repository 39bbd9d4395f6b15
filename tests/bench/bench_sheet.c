/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of the size and shape of UNHCR's (138,893 rows, 16 columns, 6,927 pairs) into cells by
 * libcsv alone, and into evidence of every pair. bench.sheet FILE takes a table of one's own, with
 * the column "refugees".
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <csv.h>

#include <reckon/sheet.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static char *make_table(size_t rows, size_t *length)
{
    size_t size = rows * 96 + 256;
    char *text = malloc(size);
    if (!text)
        abort();
    size_t used = (size_t)snprintf(text, size,
        "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,returned_refugees,"
        "idps,"
        "returned_idps,stateless,ooc,oip,hst\n");
    for (size_t i = 0; i < rows; i++) {
        size_t pair = i * 7919 % 6927, from = pair % 217, to = pair / 217;
        used += (size_t)snprintf(text + used, size - used,
            "%zu,\"Origin, the country %zu\",O%zu,O%02zu,Asylum number "
            "%zu,A%zu,A%02zu,%zu,%zu,0,0,0,0,0,,0\n",
            1951 + i / 1852, from, from, from, to, to, to, i % 6 ? i * 31 % 90000 : 0, i % 500);
    }
    *length = used;
    return text;
}

static char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    char *text = malloc((size_t)1 << 28);
    if (!file || !text)
        abort();
    *length = fread(text, 1, (size_t)1 << 28, file);
    fclose(file);
    return text;
}

static void count_cell(void *cell, size_t length, void *context)
{
    (void)cell;
    (void)length;
    ++*(size_t *)context;
}

static double by_libcsv(const char *text, size_t length, size_t *cells)
{
    struct csv_parser parser;
    double begin = seconds();
    *cells = 0;
    csv_init(&parser, CSV_STRICT);
    csv_parse(&parser, text, length, count_cell, NULL, cells);
    csv_fini(&parser, count_cell, NULL, cells);
    csv_free(&parser);
    return seconds() - begin;
}

static double by_reckon(const char *text, size_t length, size_t *populations, size_t *estimates)
{
    reckon_sheet_options options;
    reckon_evidence *evidence = NULL;
    reckon_reading *reading = NULL;
    reckon_error fault = RECKON_ERROR_INIT;
    size_t count;
    reckon_sheet_options_init(&options);
    options.value = "refugees";
    double begin = seconds();
    if (reckon_sheet_read(text, length, &options, &evidence, &reading, &fault, 1, &count) !=
        RECKON_OK)
        fprintf(stderr, "%d: %s\n", fault.line, fault.message);
    double spent = seconds() - begin;
    *populations = reckon_evidence_population_count(evidence);
    *estimates = reckon_evidence_estimate_count(evidence);
    reckon_reading_free(reading);
    reckon_evidence_free(evidence);
    return spent;
}

int main(int argc, char **argv)
{
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0, given = argc > 1 && !quick;
    size_t length, cells = 0, populations = 0, estimates = 0;
    char *text = given ? read_file(argv[1], &length) : make_table(quick ? 2000 : 138893, &length);
    double alone = 1e9, whole = 1e9;
    for (int i = 0; i < (quick ? 1 : 5); i++) {
        double first = by_libcsv(text, length, &cells),
               second = by_reckon(text, length, &populations, &estimates);
        alone = first < alone ? first : alone;
        whole = second < whole ? second : whole;
    }
    printf("%zu bytes, %zu cells: libcsv alone %.3f s\n", length, cells, alone);
    printf("evidence of %zu populations, %zu estimates: %.3f s, %.1f times libcsv\n", populations,
        estimates, whole, whole / alone);
    free(text);
    return estimates == 0;
}
