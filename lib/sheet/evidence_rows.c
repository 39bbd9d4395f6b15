/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimates of evidence shown as rows of a reading: what was written, how it is read. */
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "sheet/reading.h"

static const char *kept(rk_shelf *shelf, const char *text)
{
    return text ? rk_shelf_keep(shelf, text, strlen(text)) : "";
}

static reckon_per per_of(const char *step)
{
    static const char *const steps[] = {"", "P1D", "P1W", "P1M", "P1Y"};
    for (int per = RECKON_PER_DAY; step && per <= RECKON_PER_YEAR; per++)
        if (strcmp(steps[per], step) == 0)
            return (reckon_per)per;
    return RECKON_PER_NONE;
}

static const char *rule_of(reckon_statement statement)
{
    switch (statement) {
    case RECKON_STATEMENT_AT_LEAST:
        return "at-least";
    case RECKON_STATEMENT_AT_MOST:
        return "at-most";
    case RECKON_STATEMENT_RANGE:
        return "range";
    case RECKON_STATEMENT_DISTRIBUTION:
        return "ci";
    case RECKON_STATEMENT_VALUE:
        break;
    }
    return "plain";
}

/* The rule: of the words when there are any, else of the keys. */
static void put_reason(rk_shelf *shelf, const reckon_estimate *estimate, reckon_reading_row *row)
{
    reckon_figure figure;
    reckon_figure_options options;
    row->rule = rule_of(reckon_estimate_statement(estimate));
    row->why = "stated in numbers";
    if (estimate->text) {
        reckon_figure_options_init(&options);
        options.language = estimate->language;
        reckon_figure_read(estimate->text, strlen(estimate->text), &options, &figure, NULL);
        row->rule = reckon_rule_name(figure.rule);
        row->why = kept(shelf, figure.why);
    }
    if (estimate->exclude)
        row->why = rk_shelf_format(shelf, "%.200s; left out: %.200s", row->why, estimate->exclude);
}

static bool add_row(reckon_reading *reading, const reckon_evidence *evidence, size_t index)
{
    const reckon_estimate *estimate = reckon_evidence_estimate(evidence, index);
    const reckon_population *population = reckon_evidence_population(
        evidence, reckon_evidence_find_population(evidence, estimate->population));
    const reckon_source *source =
        reckon_evidence_source(evidence, reckon_evidence_find_source(evidence, estimate->source));
    reckon_reading_row *row = rk_reading_add(reading);
    if (!row)
        return false;
    row->row = index + 1;
    row->status = RECKON_ROW_READ;
    row->claim = (reckon_claim){.value = estimate->value,
        .low = estimate->low,
        .high = estimate->high,
        .level = estimate->level,
        .best = estimate->best,
        .precision = estimate->precision,
        .approximate = estimate->approximate,
        .share = population->measure == RECKON_SHARE,
        .per = per_of(estimate->per)};
    row->source = kept(&reading->shelf, source->name ? source->name : source->id);
    row->date = kept(&reading->shelf, estimate->date);
    row->text = kept(&reading->shelf, estimate->text);
    row->population = kept(&reading->shelf, estimate->population);
    row->estimate = kept(&reading->shelf, estimate->id);
    put_reason(&reading->shelf, estimate, row);
    reading->status_counts[RECKON_ROW_READ]++;
    return true;
}

reckon_status reckon_reading_of_evidence(
    const reckon_evidence *evidence, reckon_reading **reading, reckon_error *error)
{
    if (reading)
        *reading = NULL;
    if (!evidence || !reading)
        return rk_fail(error, RECKON_ARGUMENT, "evidence and a place for the reading are needed");
    reckon_reading *made = rk_alloc(1, sizeof *made);
    bool good = made != NULL;
    for (size_t i = 0; good && i < reckon_evidence_estimate_count(evidence); i++)
        good = add_row(made, evidence, i);
    if (!good || made->shelf.failed) {
        reckon_reading_free(made);
        return rk_fail(error, RECKON_MEMORY, "out of memory for the reading");
    }
    *reading = made;
    return RECKON_OK;
}
