/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evidence from the standard input, looked at before anything is asked of it: what is counted, who
 * speaks, what each figure states. Then changed, checked, and written again.
 *
 *     11_look_at_evidence < evidence/north-koreans-in-china.json
 */
#include <stdio.h>
#include <stdlib.h>

#include <reckon/evidence.h>
#include <reckon/json.h>

enum { MOST = 1 << 20 };

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%d:%d: %s (%s)\n", error->line, error->column, error->message,
            reckon_status_name(status));
        exit(1);
    }
}

static reckon_evidence *read_evidence(reckon_error *error)
{
    char *text = malloc(MOST);
    size_t length = text ? fread(text, 1, MOST, stdin) : 0;
    reckon_evidence *evidence = NULL;
    must(reckon_evidence_read(text, length, NULL, &evidence, error), error);
    free(text);
    return evidence;
}

static void print_sources(const reckon_evidence *evidence)
{
    for (size_t i = 0; i < reckon_evidence_source_count(evidence); i++) {
        const reckon_source *source = reckon_evidence_source(evidence, i);
        printf("source %-13s weight %.2f, bias %s\n", source->id,
            reckon_evidence_source_weight(evidence, i), reckon_bias_name(source->bias_kind));
    }
}

static void print_estimates(const reckon_evidence *evidence)
{
    for (size_t i = 0; i < reckon_evidence_estimate_count(evidence); i++) {
        const reckon_estimate *estimate = reckon_evidence_estimate(evidence, i);
        size_t source = reckon_evidence_find_source(evidence, estimate->source);
        size_t population = reckon_evidence_find_population(evidence, estimate->population);
        printf("figure %-18s %-15s %-9s by %s, of a %s\n", estimate->id, estimate->date,
            reckon_statement_name(reckon_estimate_statement(estimate)),
            reckon_evidence_source(evidence, source)->id,
            reckon_measure_name(reckon_evidence_population(evidence, population)->measure));
    }
}

/* One more source, graded by a letter of the Admiralty code with weights of our own, and one more
 * figure. */
static void add_a_figure(reckon_evidence *evidence, reckon_error *error)
{
    double weights[6]; /* of A to F */
    reckon_admiralty_default(weights);
    weights[1] = 0.9;
    must(reckon_evidence_set_admiralty(evidence, weights), error);
    must(reckon_evidence_set_title(evidence, "With one more figure", "changed by an example"),
        error);

    reckon_source source;
    reckon_source_init(&source);
    source.id = "survey";
    source.admiralty = 'B';
    must(reckon_evidence_add_source(evidence, &source, error), error);
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    estimate.id = "survey-2008";
    estimate.source = "survey";
    estimate.population = reckon_evidence_population(evidence, 0)->id;
    estimate.date = "2008";
    estimate.value = 25000;
    must(reckon_evidence_add_estimate(evidence, &estimate, error), error);

    /* What can only be seen when all is there: origins, circles, references. */
    must(reckon_evidence_check(evidence, error), error);
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = read_evidence(&error);
    printf("%s\n", reckon_evidence_title(evidence));
    for (size_t i = 0; i < reckon_evidence_population_count(evidence); i++) {
        const reckon_population *population = reckon_evidence_population(evidence, i);
        printf("population %s, a %s of %s\n", population->id,
            reckon_measure_name(population->measure),
            population->unit ? population->unit : "persons");
    }
    print_sources(evidence);
    print_estimates(evidence);

    add_a_figure(evidence, &error);
    size_t added = reckon_evidence_find_estimate(evidence, "survey-2008");
    printf("added figure number %zu; the survey weighs %.2f\n", added,
        reckon_evidence_source_weight(evidence, reckon_evidence_find_source(evidence, "survey")));
    char *text = NULL;
    must(reckon_evidence_write(evidence, &text, &error), &error);
    printf("%s (%s); it begins %.33s\n", reckon_evidence_title(evidence),
        reckon_evidence_note(evidence), text);
    reckon_free(text);
    reckon_evidence_free(evidence);
    return 0;
}
