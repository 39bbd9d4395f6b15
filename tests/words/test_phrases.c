/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every phrase of the files: none may be read wrongly; few that can be read may be asked about; the
 * rule is named. */
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "words/phrase_file.h"

enum { KINDS = 6 };

struct score {
    size_t wrong, rows;
    size_t asked[KINDS], readable[KINDS];
};

static size_t kind_of(const char *language)
{
    for (size_t i = 0; language && reckon_figure_language(i); i++)
        if (strcmp(reckon_figure_language(i), language) == 0)
            return i;
    return KINDS - 1;
}

/* Whether the rule that the file names first is among those that were applied. */
static bool names_rule(const reckon_figure *figure, const char *why)
{
    size_t length = strcspn(why, ":");
    for (int rule = 0; rule < RECKON_RULE_COUNT; rule++) {
        const char *name = reckon_rule_name((reckon_rule)rule);
        if (figure->rules[rule] && strlen(name) == length && strncmp(name, why, length) == 0)
            return true;
    }
    return false;
}

static void try_phrase(const struct phrase *phrase, struct score *score)
{
    reckon_figure figure = read_phrase(phrase);
    size_t kind = kind_of(phrase->language);
    bool read = figure.status == RECKON_FIGURE_READ,
         must_read = phrase->readable && !phrase->ask_ok;
    char text[RECKON_CLAIM_TEXT];
    score->rows++;
    score->readable[kind] += must_read;
    score->asked[kind] += must_read && !read;
    assert_true(figure.rules[figure.rule]);
    assert_true(figure.why[0] != '\0');
    if (read && !claim_is_right(&figure.claim, phrase)) {
        score->wrong++;
        print_error("%s wrong: \"%s\" read as %s (%s)\n", phrase->id, phrase->text,
            reckon_claim_text(text, &figure.claim), figure.why);
    } else if (must_read && !read) {
        print_message("%s asked: \"%s\": %s (%s)\n", phrase->id, phrase->text, figure.why,
            reckon_rule_name(figure.rule));
    }
    if (figure.status == RECKON_FIGURE_ASK) {
        size_t length = strlen(phrase->text);
        assert_true(figure.offset + figure.length <= length);
        assert_true(figure.remedy[0] != '\0');
    }
}

static void try_file(const char *name, size_t rows)
{
    json_t *phrases = load_phrases(name);
    struct score score = {0};
    for (size_t i = 0; i < json_array_size(phrases); i++) {
        struct phrase phrase = phrase_at(phrases, i);
        try_phrase(&phrase, &score);
    }
    json_decref(phrases);
    for (size_t i = 0; i < KINDS; i++) {
        print_message("%s, %s: asked %zu of %zu\n", name,
            i + 1 < KINDS ? reckon_figure_language(i) : "no language", score.asked[i],
            score.readable[i]);
        assert_true(score.asked[i] * 100 <= score.readable[i] * (i == 0 ? 5 : 10));
    }
    assert_int_equal(score.wrong, 0);
    assert_true(score.rows >= rows);
}

static void the_phrases_of_reports(void **state)
{
    (void)state;
    try_file("phrases.json", 569);
}

static void made_phrases(void **state)
{
    (void)state;
    try_file("phrases_made.json", 280);
}

/* The row of the rules that a phrase stands for is named among the rules that were applied. */
static void every_rule_is_named(void **state)
{
    (void)state;
    json_t *phrases = load_phrases("phrases.json");
    size_t missed = 0, rows = 0;
    for (size_t i = 0; i < json_array_size(phrases); i++) {
        struct phrase phrase = phrase_at(phrases, i);
        reckon_figure figure = read_phrase(&phrase);
        if (figure.status != RECKON_FIGURE_READ && phrase.readable)
            continue;
        rows++;
        bool plain = strncmp(phrase.why, "plain", 5) == 0 && figure.rules[RECKON_RULE_GROUPING];
        if (!names_rule(&figure, phrase.why) && !plain) {
            missed++;
            print_message("%s \"%s\": %s, not %.20s\n", phrase.id, phrase.text,
                reckon_rule_name(figure.rule), phrase.why);
        }
    }
    json_decref(phrases);
    print_message("rule not named: %zu of %zu\n", missed, rows);
    assert_true(rows > 540);
    assert_true(missed * 20 <= rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_phrases_of_reports),
        cmocka_unit_test(made_phrases),
        cmocka_unit_test(every_rule_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
