/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <reckon/json.h>

#include "support/fixture.h"
#include "support/locale.h"
#include "support/random.h"
#include "json/document.h"

static const char HEAD[] =
    "{\"format\":\"reckon-evidence/1\",\"populations\":[{\"id\":\"p\",\"measure\":\"stock\"}],"
    "\"sources\":[{\"id\":\"s\"}],\"estimates\":[";

static reckon_status read_text(const char *text, reckon_evidence **evidence, reckon_error *error)
{
    reckon_error_clear(error);
    return reckon_evidence_read(text, strlen(text), NULL, evidence, error);
}

static void test_limits(void **state)
{
    (void)state;
    size_t length;
    char *text = fixture_text("evidence_good/every-key.json", &length);
    reckon_json_limits limits;
    reckon_evidence *evidence;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_json_limits_init(&limits);
    reckon_json_limits_init(NULL);
    limits.max_bytes = length;
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, &error), RECKON_OK);
    reckon_evidence_free(evidence);
    limits.max_bytes = length - 1;
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, &error), RECKON_LIMIT);
    assert_null(evidence);
    reckon_json_limits_init(&limits);
    limits.max_depth = 3;
    reckon_error_clear(&error);
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, &error), RECKON_LIMIT);
    assert_true(error.line > 1);
    reckon_json_limits_init(&limits);
    limits.max_estimates = 0;
    reckon_error_clear(&error);
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, &error), RECKON_LIMIT);
    assert_string_equal(error.pointer, "/estimates");
    reckon_json_limits_init(&limits);
    limits.max_sources = 0;
    reckon_error_clear(&error);
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, &error), RECKON_LIMIT);
    assert_string_equal(error.pointer, "/populations");
    reckon_json_limits_init(&limits);
    limits.max_text = 3;
    reckon_error_clear(&error);
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, &error), RECKON_LIMIT);
    assert_string_equal(error.pointer, "/format");
    limits.struct_size = 1;
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, NULL), RECKON_ARGUMENT);
    struct {
        reckon_json_limits known;
        size_t later;
    } newer = {.later = 1}; /* of a header to come, with something in what is not known here */
    reckon_json_limits_init(&newer.known);
    newer.known.struct_size = sizeof newer;
    assert_int_equal(
        reckon_evidence_read(text, length, &newer.known, &evidence, NULL), RECKON_ARGUMENT);
    newer.later = 0;
    assert_int_equal(reckon_evidence_read(text, length, &newer.known, &evidence, NULL), RECKON_OK);
    reckon_evidence_free(evidence);
    limits.struct_size = offsetof(reckon_json_limits, max_text); /* an older header */
    assert_int_equal(reckon_evidence_read(text, length, &limits, &evidence, NULL), RECKON_OK);
    reckon_evidence_free(evidence);
    assert_int_equal(reckon_evidence_read(NULL, 0, NULL, &evidence, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_read(text, length, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_evidence_write(NULL, &text, NULL), RECKON_ARGUMENT);
    free(text);
}

/* One level more than allowed is refused where it opens, before anything recurses. */
static void test_depth(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    char *text = malloc(2 * DEPTH);
    assert_non_null(text);
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    rk_json_document document;
    reckon_error error = RECKON_ERROR_INIT;
    rk_faults faults = {&error, 1, 0};
    assert_int_equal(rk_json_load(text, 2 * DEPTH, 64, &document, &faults), RECKON_LIMIT);
    assert_int_equal(error.column, 65);
    rk_json_unload(&document);
    faults.count = 0;
    assert_int_equal(rk_json_load(text + DEPTH - 64, 128, 64, &document, &faults), RECKON_OK);
    assert_true(rk_json_is_deeper(&document.root, 63) && !rk_json_is_deeper(&document.root, 64));
    rk_json_unload(&document);
    free(text);
}

/* Damages a text in a few places with bytes that matter to JSON. */
static void damage(char *text, size_t *length, uint64_t *seed)
{
    static const char bytes[] = "{}[]\",:\\0123456789.eE+-tfnu/ \n\t\x80\xC3\xA9\xED\xFF\x01";
    size_t edits = random_below(seed, 5);
    for (size_t i = 0; i<edits && * length> 1; i++) {
        size_t at = random_below(seed, *length), kind = random_below(seed, 4);
        if (kind == 0) {
            memmove(text + at, text + at + 1, *length - at - 1);
            --*length;
        } else if (kind == 1) {
            memmove(text + at + 1, text + at, *length - at);
            text[at] = bytes[random_below(seed, sizeof bytes - 1)];
            ++*length;
        } else if (kind == 2) {
            text[at] = bytes[random_below(seed, sizeof bytes - 1)];
        } else {
            size_t from = random_below(seed, *length), run = random_below(seed, 12);
            if (from + run < *length && at + run < *length)
                memmove(text + at, text + from, run);
        }
    }
}

/* Evidence files damaged in the same way: an error with a place, or evidence that writes and reads
 * back. */
static void test_damaged_evidence(void **state)
{
    (void)state;
    static const char *const files[] = {"evidence_good/every-key.json",
        "evidence_good/derived.json", "evidence_good/bias-kinds.json",
        "evidence_good/distributions.json"};
    uint64_t seed = 12;
    int taken = 0;
    for (int i = 0; i < 4000; i++) {
        size_t length;
        char *text = fixture_text(files[i % 4], &length), *larger = realloc(text, length + 16);
        assert_non_null(larger);
        damage(larger, &length, &seed);
        reckon_evidence *evidence;
        reckon_error error = RECKON_ERROR_INIT;
        reckon_status status = reckon_evidence_read(larger, length, NULL, &evidence, &error);
        if (status == RECKON_OK) {
            char *written;
            assert_int_equal(reckon_evidence_write(evidence, &written, NULL), RECKON_OK);
            reckon_evidence *again;
            assert_int_equal(read_text(written, &again, &error), RECKON_OK);
            reckon_evidence_free(again);
            reckon_free(written);
            taken++;
        } else {
            assert_true(error.line > 0 && error.column > 0 && error.code == status && !evidence);
        }
        reckon_evidence_free(evidence);
        free(larger);
    }
    assert_true(taken > 100);
}

static void check_text(const char *one, const char *other)
{
    if (one && other)
        assert_string_equal(one, other);
    else
        assert_true(!one && !other);
}

static void check_number(double one, double other)
{
    assert_true(one == other || (isnan(one) && isnan(other)));
}

static void check_list(
    const char *const *one, size_t count, const char *const *other, size_t other_count)
{
    assert_int_equal(count, other_count);
    for (size_t i = 0; i < count; i++)
        check_text(one[i], other[i]);
}

static void check_population(const reckon_population *one, const reckon_population *other)
{
    check_text(one->id, other->id);
    check_text(one->name, other->name);
    check_text(one->unit, other->unit);
    check_text(one->scope, other->scope);
    check_text(one->since, other->since);
    check_text(one->note, other->note);
    assert_int_equal(one->measure, other->measure);
    assert_int_equal(one->event_count, other->event_count);
    for (size_t i = 0; i < one->event_count; i++) {
        check_text(one->events[i].date, other->events[i].date);
        check_text(one->events[i].note, other->events[i].note);
        check_number(one->events[i].mean, other->events[i].mean);
        check_number(one->events[i].sd, other->events[i].sd);
    }
}

static void check_estimate(const reckon_estimate *one, const reckon_estimate *other)
{
    check_text(one->origin, other->origin);
    check_text(one->text, other->text);
    check_text(one->language, other->language);
    check_text(one->since, other->since);
    check_text(one->per, other->per);
    assert_int_equal(one->certain, other->certain);
    assert_int_equal(one->check, other->check);
    check_list(one->supersedes, one->supersedes_count, other->supersedes, other->supersedes_count);
    check_text(one->id, other->id);
    check_text(one->population, other->population);
    check_text(one->source, other->source);
    check_text(one->date, other->date);
    check_text(one->published, other->published);
    check_text(one->exclude, other->exclude);
    check_text(one->note, other->note);
    check_text(one->citation.author, other->citation.author);
    check_text(one->citation.title, other->citation.title);
    check_text(one->citation.document, other->citation.document);
    check_text(one->citation.publication, other->citation.publication);
    check_text(one->citation.date, other->citation.date);
    check_text(one->citation.quote, other->citation.quote);
    check_text(one->citation.url, other->citation.url);
    check_text(one->citation.page, other->citation.page);
    check_text(one->citation.note, other->citation.note);
    check_number(one->value, other->value);
    check_number(one->precision, other->precision);
    check_number(one->low, other->low);
    check_number(one->high, other->high);
    check_number(one->level, other->level);
    check_number(one->best, other->best);
    check_number(one->weight, other->weight);
    assert_int_equal(one->approximate, other->approximate);
    assert_int_equal(one->credibility, other->credibility);
    check_list(one->derived_from, one->derived_count, other->derived_from, other->derived_count);
    check_list(one->chain, one->chain_count, other->chain, other->chain_count);
}

static const char *random_text(uint64_t *seed, char *text)
{
    static const char *const pieces[] = {"a", "\"", "\\", "/", "\n", "\x01", "\x7F", "\xC3\xA9",
        "\xE2\x80\xA8", "\xF0\x9F\x98\x80", "\t", " ", "\\u0041", "~1"};
    size_t count = random_below(seed, 6);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        strcat(text, pieces[random_below(seed, sizeof pieces / sizeof *pieces)]);
    return random_below(seed, 3) ? text : NULL;
}

static reckon_estimate random_estimate(uint64_t *seed, const char *id, char texts[16][40])
{
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    estimate.id = id;
    estimate.population = "p";
    estimate.source = "s";
    estimate.date = "2004-01/2005-03";
    estimate.published = random_below(seed, 2) ? "2005" : NULL;
    estimate.low = random_scale(seed, 1e-300, 1e300);
    estimate.high = estimate.low * (1 + random_uniform(seed, 0, 1));
    if (random_below(seed, 2)) {
        estimate.level = random_uniform(seed, 0.01, 0.99);
        estimate.best = 0.5 * (estimate.low + estimate.high);
    }
    estimate.weight = random_below(seed, 2) ? random_uniform(seed, 1e-6, 1) : (double)NAN;
    estimate.credibility = (int)random_below(seed, 7);
    estimate.note = random_text(seed, texts[0]);
    estimate.exclude = random_text(seed, texts[1]);
    if (estimate.exclude && !*estimate.exclude)
        estimate.exclude = NULL;
    estimate.citation.author = random_text(seed, texts[2]);
    estimate.citation.title = random_text(seed, texts[3]);
    estimate.citation.document = random_text(seed, texts[4]);
    estimate.citation.publication = random_text(seed, texts[5]);
    estimate.citation.date = random_text(seed, texts[6]);
    estimate.citation.quote = random_text(seed, texts[7]);
    estimate.citation.url = random_text(seed, texts[8]);
    estimate.citation.page = random_text(seed, texts[9]);
    estimate.citation.note = random_text(seed, texts[10]);
    return estimate;
}

/* Random estimates with every kind of text and number: what is read is what was written, bit by
 * bit. */
static void test_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 13;
    reckon_evidence *evidence, *again;
    reckon_error error = RECKON_ERROR_INIT;
    char *written;
    char head[512];
    snprintf(head, sizeof head, "%s]}", HEAD);
    assert_int_equal(read_text(head, &evidence, &error), RECKON_OK);
    for (int i = 0; i < 2000; i++) {
        char id[24], texts[16][40], link[40];
        snprintf(id, sizeof id, "\"\\%d\"", i);
        reckon_estimate estimate = random_estimate(&seed, id, texts);
        const char *origins[] = {"\"\\0\"", "\"\\1\""}, *chain[] = {random_text(&seed, link), "b"};
        estimate.derived_from = origins;
        estimate.derived_count = i < 2 ? 0 : random_below(&seed, 3);
        estimate.supersedes = origins;
        estimate.supersedes_count = i < 2 ? 0 : random_below(&seed, 3);
        estimate.origin = random_below(&seed, 2) ? "s" : NULL;
        estimate.certain = isnan(estimate.level) && random_below(&seed, 2);
        estimate.check = random_below(&seed, 2);
        estimate.chain = chain;
        estimate.chain_count = chain[0] ? random_below(&seed, 3) : 0;
        if (reckon_evidence_add_estimate(evidence, &estimate, &error) != RECKON_OK)
            fail_msg("%s: %s", error.pointer, error.message);
    }
    assert_int_equal(reckon_evidence_write(evidence, &written, NULL), RECKON_OK);
    if (read_text(written, &again, &error) != RECKON_OK)
        fail_msg("%d:%d: %s", error.line, error.column, error.message);
    for (size_t i = 0; i < 2000; i++)
        check_estimate(reckon_evidence_estimate(evidence, i), reckon_evidence_estimate(again, i));
    reckon_evidence_free(evidence);
    reckon_evidence_free(again);
    reckon_free(written);
}

/* A file with every key of the format comes back key by key. */
static void test_every_key_comes_back(void **state)
{
    (void)state;
    char *text = fixture_text("evidence_good/every-key.json", NULL), *written;
    reckon_evidence *evidence, *again;
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(read_text(text, &evidence, &error), RECKON_OK);
    assert_int_equal(reckon_evidence_write(evidence, &written, NULL), RECKON_OK);
    assert_int_equal(read_text(written, &again, &error), RECKON_OK);
    assert_int_equal(reckon_evidence_population_count(again), 3);
    for (size_t i = 0; i < 3; i++)
        check_population(
            reckon_evidence_population(evidence, i), reckon_evidence_population(again, i));
    assert_int_equal(reckon_evidence_population(again, 0)->event_count, 2);
    size_t count = reckon_evidence_estimate_count(evidence);
    assert_int_equal(reckon_evidence_estimate_count(again), count);
    for (size_t i = 0; i < count; i++)
        check_estimate(reckon_evidence_estimate(evidence, i), reckon_evidence_estimate(again, i));
    reckon_evidence_free(evidence);
    reckon_evidence_free(again);
    reckon_free(written);
    free(text);
}

/* The same bytes out under a decimal comma and under a mark of two bytes (where jansson would end
 * the process). */
static void check_locale(const char *name)
{
    size_t length;
    char *text = fixture_text("evidence_good/every-key.json", &length), *plain, *written;
    reckon_evidence *evidence;
    assert_int_equal(reckon_evidence_read(text, length, NULL, &evidence, NULL), RECKON_OK);
    assert_int_equal(reckon_evidence_write(evidence, &plain, NULL), RECKON_OK);
    reckon_evidence_free(evidence);
    bool entered = locale_enter(name);
    if (entered) {
        assert_int_equal(reckon_evidence_read(text, length, NULL, &evidence, NULL), RECKON_OK);
        assert_int_equal(reckon_evidence_write(evidence, &written, NULL), RECKON_OK);
        locale_leave();
        assert_string_equal(plain, written);
        reckon_evidence_free(evidence);
        reckon_free(written);
    }
    reckon_free(plain);
    free(text);
    if (!entered)
        skip();
}

static void test_comma_locale(void **state)
{
    (void)state;
    check_locale("de_DE");
}

static void test_locale_with_a_long_mark(void **state)
{
    (void)state;
    check_locale("ps_AF");
}

/* A million digits are a number, a mebibyte is an id, one byte more is not. */
static void test_extremes(void **state)
{
    (void)state;
    enum { LONG = 1 << 20 };
    char *text = malloc(2 * LONG), *id = malloc(LONG + 2);
    assert_true(text && id);
    memset(id, 'i', LONG + 1);
    id[LONG] = '\0';
    reckon_evidence *evidence;
    reckon_error error;
    sprintf(text,
        "%s{\"id\":\"%s\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":1}]}",
        HEAD, id);
    assert_int_equal(read_text(text, &evidence, &error), RECKON_OK);
    assert_int_equal(reckon_evidence_find_estimate(evidence, id), 0);
    reckon_evidence_free(evidence);
    id[LONG] = 'i';
    id[LONG + 1] = '\0';
    sprintf(text,
        "%s{\"id\":\"%s\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":1}]}",
        HEAD, id);
    assert_int_equal(read_text(text, &evidence, &error), RECKON_LIMIT);
    assert_string_equal(error.pointer, "/estimates/0/id");
    memset(id, '0', LONG);
    id[LONG] = '\0';
    sprintf(text,
        "%s{\"id\":\"a\",\"population\":\"p\",\"source\":\"s\",\"date\":\"2005\",\"low\":1.%s1}]}",
        HEAD, id);
    assert_int_equal(read_text(text, &evidence, &error), RECKON_OK);
    check_number(reckon_evidence_estimate(evidence, 0)->low, 1);
    reckon_evidence_free(evidence);
    free(text);
    free(id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_damaged_evidence),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_key_comes_back),
        cmocka_unit_test(test_comma_locale),
        cmocka_unit_test(test_locale_with_a_long_mark),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
