/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/digest.h"

#include <math.h>
#include <string.h>

#include "core/text.h"
#include "evidence/fields.h"
#include "evidence/store.h"

static void add_words(rk_sha256 *hash, const char *words)
{
    rk_sha256_add(hash, words, strlen(words));
}

static void add_number(rk_sha256 *hash, const char *key, double number)
{
    char shown[RK_NUMBER_TEXT];
    if (isnan(number))
        return;
    add_words(hash, key);
    add_words(hash, "=");
    add_words(hash, rk_number_text(shown, number));
    add_words(hash, "\n");
}

/* The length comes first, so that no text can be taken for the next line. */
static void add_text(rk_sha256 *hash, const char *key, const char *text)
{
    char shown[RK_NUMBER_TEXT];
    if (!text)
        return;
    add_words(hash, key);
    add_words(hash, "=");
    add_words(hash, rk_number_text(shown, (double)strlen(text)));
    add_words(hash, ":");
    add_words(hash, text);
    add_words(hash, "\n");
}

static void add_texts(rk_sha256 *hash, const void *description, const rk_text_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        add_text(hash, fields->field[i].name, rk_text_of(description, &fields->field[i]));
}

static void add_list(rk_sha256 *hash, const char *key, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_text(hash, key, list[i]);
}

static void add_population(rk_sha256 *hash, const reckon_population *population)
{
    add_words(hash, "population\n");
    add_texts(hash, population, &rk_population_texts);
    add_text(hash, "measure", reckon_measure_name(population->measure));
    for (size_t i = 0; i < population->event_count; i++) {
        add_words(hash, "event\n");
        add_texts(hash, &population->events[i], &rk_event_texts);
        add_number(hash, "mean", population->events[i].mean);
        add_number(hash, "sd", population->events[i].sd);
    }
}

static void add_source(rk_sha256 *hash, const reckon_source *source)
{
    const char letter[] = {source->admiralty, '\0'};
    bool given = source->bias_kind == RECKON_BIAS_GIVEN;
    add_words(hash, "source\n");
    add_texts(hash, source, &rk_source_texts);
    add_number(hash, "reliability", source->reliability);
    add_text(hash, "admiralty", source->admiralty ? letter : NULL);
    add_text(hash, "bias", reckon_bias_name(source->bias_kind));
    add_number(hash, "mean", given ? source->bias_mean : NAN);
    add_number(hash, "sd", given ? source->bias_sd : NAN);
}

static void add_estimate(rk_sha256 *hash, const reckon_estimate *estimate)
{
    add_words(hash, "estimate\n");
    add_texts(hash, estimate, &rk_estimate_texts);
    add_number(hash, "value", estimate->value);
    add_number(hash, "approximate", estimate->approximate ? 1 : NAN);
    add_number(hash, "precision", estimate->precision);
    add_number(hash, "low", estimate->low);
    add_number(hash, "high", estimate->high);
    add_number(hash, "level", estimate->level);
    add_number(hash, "best", estimate->best);
    add_number(hash, "weight", estimate->weight);
    add_number(
        hash, "credibility", estimate->credibility ? (double)estimate->credibility : (double)NAN);
    add_number(hash, "certain", estimate->certain ? 1 : NAN);
    add_number(hash, "check", estimate->check ? 1 : NAN);
    add_list(hash, "derived_from", estimate->derived_from, estimate->derived_count);
    add_list(hash, "supersedes", estimate->supersedes, estimate->supersedes_count);
    add_list(hash, "chain", estimate->chain, estimate->chain_count);
    add_texts(hash, &estimate->citation, &rk_citation_texts);
}

void rk_evidence_digest(const reckon_evidence *evidence, char text[RK_SHA256_TEXT])
{
    rk_sha256 hash;
    rk_sha256_begin(&hash);
    add_words(&hash, "reckon-evidence/1\n");
    add_text(&hash, "title", evidence->title);
    add_text(&hash, "note", evidence->note);
    for (size_t i = 0; i < evidence->population_ids.count; i++)
        add_population(&hash, &evidence->populations[i].stated);
    for (size_t i = 0; i < evidence->source_ids.count; i++)
        add_source(&hash, &evidence->sources[i].stated);
    for (size_t i = 0; i < 6; i++) {
        const char letter[] = {(char)('A' + (int)i), '\0'};
        add_number(&hash, letter, evidence->admiralty[i]);
    }
    for (size_t i = 0; i < evidence->estimate_ids.count; i++)
        add_estimate(&hash, &evidence->estimates[i].stated);
    rk_sha256_end(&hash, text);
}
