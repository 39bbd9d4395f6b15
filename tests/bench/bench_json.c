/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence JSON beside jansson's own loading of the same bytes, and how reading, building and
 * readings grow. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include <reckon/json.h>

#include "core/memory.h"
#include "core/text.h"
#include "evidence/readings.h"
#include "support/random.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* An estimate as in the bundled evidence: a figure, a citation with a quote, a chain; every tenth
 * repeats another. */
static void add_estimate(reckon_evidence *evidence, size_t i, uint64_t *seed)
{
    static const char *const chain[] = {"The Daily", "an aid group"};
    char id[32], source[32], date[16], origin[32], title[64];
    const char *origins[] = {origin};
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    snprintf(id, sizeof id, "estimate-%zu", i);
    snprintf(source, sizeof source, "source-%zu", i % 20);
    snprintf(
        date, sizeof date, "%zu-%02zu", 1990 + random_below(seed, 30), 1 + random_below(seed, 12));
    snprintf(origin, sizeof origin, "estimate-%zu", i ? i - 1 : 0);
    snprintf(title, sizeof title, "Displaced across the border, part %zu", i);
    estimate.id = id;
    estimate.population = "crossing";
    estimate.source = source;
    estimate.date = date;
    estimate.published = "2016-08-31";
    estimate.low = round(random_scale(seed, 1e3, 1e5));
    estimate.high = estimate.low + round(random_scale(seed, 1e3, 1e5));
    estimate.weight = 0.5;
    estimate.citation.author = "A. Reporter";
    estimate.citation.title = title;
    estimate.citation.publication = "The Daily";
    estimate.citation.quote =
        "estimates of how many have crossed the border vary widely, and nobody has counted them";
    estimate.chain = chain;
    estimate.chain_count = 2;
    estimate.derived_from = origins;
    estimate.derived_count = i % 10 == 9;
    reckon_evidence_add_estimate(evidence, &estimate, NULL);
}

static reckon_evidence *make_evidence(size_t count)
{
    reckon_evidence *evidence;
    uint64_t seed = 3;
    if (reckon_evidence_new(&evidence) != RECKON_OK)
        return NULL;
    reckon_population population;
    reckon_population_init(&population);
    population.id = "crossing";
    reckon_evidence_add_population(evidence, &population, NULL);
    for (size_t i = 0; i < 20; i++) {
        char id[32];
        reckon_source source;
        reckon_source_init(&source);
        snprintf(id, sizeof id, "source-%zu", i);
        source.id = id;
        reckon_evidence_add_source(evidence, &source, NULL);
    }
    for (size_t i = 0; i < count; i++)
        add_estimate(evidence, i, &seed);
    return evidence;
}

/* The shortest of several runs of each step, in seconds. */
typedef struct times {
    double jansson_load, jansson_free, read, release, write, build, readings;
} times;

static int run_once(const char *text, size_t count, times *best)
{
    size_t length = strlen(text), used;
    reckon_evidence *evidence;
    rk_reading *readings;
    char *written;
    double start = seconds();
    json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    best->jansson_load = fmin(best->jansson_load, seconds() - start);
    start = seconds();
    json_decref(json);
    best->jansson_free = fmin(best->jansson_free, seconds() - start);
    start = seconds();
    if (!json || reckon_evidence_read(text, length, NULL, &evidence, NULL) != RECKON_OK)
        return 1;
    best->read = fmin(best->read, seconds() - start);
    start = seconds();
    int failed = reckon_evidence_write(evidence, &written, NULL) != RECKON_OK;
    best->write = fmin(best->write, seconds() - start);
    if (failed)
        return 1;
    reckon_free(written);
    start = seconds();
    failed = rk_readings_build(evidence, 0, &(rk_reading_policy){RK_DERIVED_SKIP, (double)INFINITY},
                 &readings, &used, NULL) != RECKON_OK;
    best->readings = fmin(best->readings, seconds() - start);
    rk_free(readings);
    start = seconds();
    reckon_evidence_free(evidence);
    best->release = fmin(best->release, seconds() - start);
    start = seconds();
    evidence = make_evidence(count);
    best->build = fmin(best->build, seconds() - start);
    reckon_evidence_free(evidence);
    return failed;
}

static int measure(size_t count, int repeats)
{
    reckon_evidence *evidence = make_evidence(count);
    char *text;
    if (!evidence || reckon_evidence_write(evidence, &text, NULL) != RECKON_OK)
        return 1;
    reckon_evidence_free(evidence);
    times best = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    int failed = 0;
    for (int i = 0; i < repeats && !failed; i++)
        failed = run_once(text, count, &best);
    double megabytes = 1e-6 * (double)strlen(text);
    printf("%7zu estimates, %7.2f MB\n", count, megabytes);
    printf("  json_loadb             %9.2f ms  %6.0f MB/s   (and %.2f ms to free)\n",
        1e3 * best.jansson_load, megabytes / best.jansson_load, 1e3 * best.jansson_free);
    printf("  reckon_evidence_read   %9.2f ms  %6.0f MB/s   %.2f times json_loadb (and %.2f ms to "
           "free)\n",
        1e3 * best.read, megabytes / best.read, best.read / best.jansson_load, 1e3 * best.release);
    printf("  reckon_evidence_write  %9.2f ms  %6.0f MB/s\n", 1e3 * best.write,
        megabytes / best.write);
    printf("  building through the API %7.2f ms  %6.0f ns an estimate\n", 1e3 * best.build,
        1e9 * best.build / (double)count);
    printf("  readings               %9.2f ms  %6.0f ns an estimate\n", 1e3 * best.readings,
        1e9 * best.readings / (double)count);
    reckon_free(text);
    return failed;
}

/* Numbers as text, by the kinds that results are made of. Processor time. */
static void measure_numbers(const char *kind, double low, double high, bool whole, int count)
{
    enum { DIFFERENT = 1000 };
    rk_buffer buffer = RK_BUFFER_INIT;
    uint64_t seed = 5;
    double values[DIFFERENT], best = INFINITY;
    for (int i = 0; i < DIFFERENT; i++) {
        double value = random_scale(&seed, low, high);
        values[i] = whole ? round(value) : value;
    }
    for (int run = 0; run < 5; run++) {
        buffer.length = 0;
        clock_t start = clock();
        for (int i = 0; i < count; i++)
            rk_buffer_number(&buffer, values[i % DIFFERENT]);
        best = fmin(best, (double)(clock() - start) / CLOCKS_PER_SEC);
    }
    printf("  %-34s %7.0f ns a number\n", kind, 1e9 * best / count);
    rk_buffer_free(&buffer);
}

int main(int argc, char **argv)
{
    int quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    int failed = 0;
    for (size_t count = 100; count <= (quick ? 100u : 100000u); count *= 10)
        failed |= measure(count, quick ? 1 : count > 10000 ? 3 : 10);
    int numbers = quick ? 100 : 300000;
    printf("numbers as text\n");
    measure_numbers("persons, 100 to 10 million", 1e2, 1e7, false, numbers);
    measure_numbers("whole persons", 1e2, 1e7, true, numbers);
    measure_numbers("shares, 0.001 to 1", 1e-3, 1, false, numbers);
    measure_numbers("of any size, 1e-300 to 1e300", 1e-300, 1e300, false, numbers);
    return failed;
}
