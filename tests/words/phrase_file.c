/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words/phrase_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"

json_t *load_phrases(const char *name)
{
    char path[1000];
    json_error_t error;
    snprintf(path, sizeof path, "%s/words/%s", RECKON_TEST_DIR, name);
    json_t *phrases = json_load_file(path, 0, &error);
    if (!phrases)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    assert_true(json_is_array(phrases) && json_array_size(phrases) > 100);
    return phrases;
}

struct phrase phrase_at(const json_t *phrases, size_t index)
{
    const json_t *row = json_array_get(phrases, index);
    const char *language = json_string_value(json_object_get(row, "language"));
    if (language && strcmp(language, "other") == 0)
        language = NULL;
    return (struct phrase){json_string_value(json_object_get(row, "id")),
        json_string_value(json_object_get(row, "text")), language,
        json_string_value(json_object_get(row, "why")),
        !json_is_null(json_object_get(row, "expect")), json_is_true(json_object_get(row, "ask_ok")),
        row};
}

reckon_figure read_text(const char *text, const char *language)
{
    reckon_figure_options options;
    reckon_figure figure;
    reckon_figure_options_init(&options);
    options.language = language;
    assert_int_equal(reckon_figure_read(text, strlen(text), &options, &figure, NULL), RECKON_OK);
    return figure;
}

reckon_figure read_phrase(const struct phrase *phrase)
{
    return read_text(phrase->text, phrase->language);
}

/* A number of the statement: `absent` where the key is missing; a low of 0 and a share's high of 1
 * are absent, too. */
static bool number_agrees(const json_t *statement, const char *key, double actual)
{
    const json_t *value = json_object_get(statement, key);
    double expected = value ? json_number_value(value) : (double)NAN;
    bool share = json_is_true(json_object_get(statement, "share"));
    double trivial = strcmp(key, "low") == 0 ? 0 : strcmp(key, "high") == 0 && share ? 1 : -1;
    if (expected == trivial)
        expected = NAN;
    if (actual == trivial)
        actual = NAN;
    if (isnan(expected) || isnan(actual))
        return isnan(expected) && isnan(actual);
    return fabs(actual - expected) <= 1e-9 * fmax(fabs(actual), fabs(expected));
}

static bool text_agrees(const json_t *statement, const char *key, const char *actual)
{
    const char *expected = json_string_value(json_object_get(statement, key));
    return strcmp(expected ? expected : "", actual) == 0;
}

static bool agrees(const reckon_claim *claim, const json_t *statement)
{
    return number_agrees(statement, "value", claim->value) &&
           number_agrees(statement, "low", claim->low) &&
           number_agrees(statement, "high", claim->high) &&
           number_agrees(statement, "level", claim->level) &&
           number_agrees(statement, "best", claim->best) &&
           number_agrees(statement, "precision", claim->precision) &&
           json_is_true(json_object_get(statement, "approximate")) == claim->approximate &&
           json_is_true(json_object_get(statement, "share")) == claim->share &&
           text_agrees(statement, "per", reckon_per_name(claim->per)) &&
           text_agrees(statement, "date", claim->date);
}

bool claim_is_right(const reckon_claim *claim, const struct phrase *phrase)
{
    size_t index;
    json_t *other;
    if (!phrase->readable)
        return false;
    if (agrees(claim, json_object_get(phrase->row, "expect")))
        return true;
    json_array_foreach(
        json_object_get(phrase->row, "accept"), index, other) if (agrees(claim, other)) return true;
    return false;
}

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

bool same_claim(const reckon_claim *a, const reckon_claim *b)
{
    return same_number(a->value, b->value) && same_number(a->low, b->low) &&
           same_number(a->high, b->high) && same_number(a->level, b->level) &&
           same_number(a->best, b->best) && same_number(a->precision, b->precision) &&
           a->approximate == b->approximate && a->share == b->share && a->per == b->per &&
           strcmp(a->date, b->date) == 0;
}
