/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The brief: each sentence on evidence where it must stand and where it must not. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon/explain.h>
#include <reckon/method.h>

#include "explain/brief_words.h"
#include "reconcile/scenario.h"
#include "support/check.h"

enum { SENTENCE = 600 };

static char *brief_of(reckon_measure measure, const claim *claims, size_t count,
    const question *asked, const char *language)
{
    char *text;
    reckon_explanation *why;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *evidence = scenario_evidence(measure, claims, count);
    reckon_request *request = scenario_request(asked);
    if (reckon_explain(evidence, request, &why, &error) != RECKON_OK)
        fail_msg("%s (%s)", error.message, error.pointer);
    assert_int_equal(reckon_explanation_brief(why, language, &text, NULL), RECKON_OK);
    reckon_explanation_free(why);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
    for (char *c = text; *c; c++) /* lines are joined again, sentences stay apart */
        if (*c == '\n' && c[1] && c[1] != '\n' && c > text && c[-1] != '.')
            *c = ' ';
    return text;
}

/* Whether a sentence made from this word is in the text: its longest part without a placeholder. */
static bool has(const char *text, rk_brief_word word, rk_language_id language)
{
    char part[SENTENCE] = "", best[SENTENCE] = "";
    const char *from = rk_brief_word_text(word, language);
    while (*from) {
        size_t length = strcspn(from, "{");
        snprintf(part, sizeof part, "%.*s", (int)length, from);
        if (strlen(part) > strlen(best))
            snprintf(best, sizeof best, "%s", part);
        from += length;
        from += strcspn(from, "}");
        from += *from == '}';
    }
    return strstr(text, best) != NULL;
}

/* The text has this sentence, or has it not, in both languages. */
static void check_said(
    const claim *claims, size_t count, const question *asked, rk_brief_word word, bool wanted)
{
    for (int l = 0; l < RK_LANGUAGES; l++) {
        char *text = brief_of(RECKON_STOCK, claims, count, asked, rk_languages[l].code);
        if (has(text, word, (rk_language_id)l) != wanted)
            fail_msg("\"%s\" is%s in:\n%s", rk_brief_word_text(word, (rk_language_id)l),
                wanted ? " not" : "", text);
        reckon_free(text);
    }
}

static const claim two[] = {
    {"gov", "2010", 90000, 110000, 0, 0}, {"un", "2011", 60000, 150000, 0, 0}};
static const claim three[] = {{"gov", "2010", 90000, 110000, 0, 0},
    {"un", "2011", 60000, 150000, 0, 0}, {"ngo", "2011", 200000, 320000, 0, 0}};
static const claim one_source[] = {
    {"gov", "2010", 90000, 110000, 0, 0}, {"gov", "2011", 80000, 100000, 0, 0}};
static const claim apart[] = {{"gov", "2011", 9000, 9500, 0, 0},
    {"un", "2011", 200000, 210000, 0, 0}, {"ngo", "2011", 190000, 220000, 0, 0}};
static const question at_2011 = {.dates = {"2011"}};

static void test_few_voices(void **state)
{
    (void)state;
    check_said(two, 1, &at_2011, RK_BRIEF_ONE_FIGURE, true);
    check_said(two, 2, &at_2011, RK_BRIEF_ONE_FIGURE, false);
    check_said(one_source, 2, &at_2011, RK_BRIEF_ONE_ORIGIN, true);
    check_said(two, 2, &at_2011, RK_BRIEF_ONE_ORIGIN, false);
}

static void test_far_from_the_figures(void **state)
{
    (void)state;
    const question before = {.dates = {"2001"}}, after = {.dates = {"2020"}};
    check_said(two, 2, &before, RK_BRIEF_BEFORE, true);
    check_said(two, 2, &before, RK_BRIEF_AFTER, false);
    check_said(two, 2, &after, RK_BRIEF_AFTER, true);
    check_said(two, 2, &after, RK_BRIEF_PRIOR, true);
    check_said(two, 2, &at_2011, RK_BRIEF_AFTER, false);
    check_said(two, 2, &at_2011, RK_BRIEF_BEFORE, false);
    check_said(two, 2, &at_2011, RK_BRIEF_PRIOR, false);
}

static void test_limits_alone(void **state)
{
    (void)state;
    const claim floors[] = {{"gov", "2010", 90000, NAN, 0, 0}, {"un", "2011", 60000, NAN, 0, 0}};
    check_said(floors, 2, &at_2011, RK_BRIEF_BOUNDED, true);
    check_said(two, 2, &at_2011, RK_BRIEF_BOUNDED, false);
}

static void test_what_the_range_claims(void **state)
{
    (void)state;
    const question envelope = {.method = "envelope", .dates = {"2011"}};
    check_said(two, 2, &at_2011, RK_BRIEF_ANSWER, true);
    check_said(two, 2, &at_2011, RK_BRIEF_ANSWER_PLAIN, false);
    check_said(two, 2, &envelope, RK_BRIEF_ANSWER_PLAIN, true);
    check_said(two, 2, &envelope, RK_BRIEF_ANSWER, false);
    check_said(two, 2, &envelope, RK_BRIEF_BECAUSE, false); /* nothing was switched off */
    check_said(two, 2, &at_2011, RK_BRIEF_BECAUSE, true);
}

static void test_no_answer(void **state)
{
    (void)state;
    const claim apart_for_all[] = {{"gov", "2011", 10, 20, 0, 0}, {"un", "2011", 30, 40, 0, 0}};
    const question all = {.method = "intersection", .dates = {"2011"}};
    check_said(apart_for_all, 2, &all, RK_BRIEF_NO_ANSWER, true);
    check_said(apart_for_all, 2, &all, RK_BRIEF_ANSWER_PLAIN, false);
    check_said(two, 2, &all, RK_BRIEF_NO_ANSWER, false);
}

static void test_figures_that_matter_and_clash(void **state)
{
    (void)state;
    check_said(three, 3, &at_2011, RK_BRIEF_FIGURE, true);
    check_said(two, 1, &at_2011, RK_BRIEF_FIGURE, false);
    check_said(apart, 3, &at_2011, RK_BRIEF_CLASH, true);
    check_said(two, 2, &at_2011, RK_BRIEF_CLASH, false);
    check_said(three, 3, &at_2011, RK_BRIEF_HELP, true);
}

/* Every brief of every method is short, whole, and has no placeholder left. */
static void test_every_method(void **state)
{
    (void)state;
    for (size_t m = 0; m < reckon_method_count(); m++) {
        const question asked = {.method = reckon_method_id(m), .dates = {"2011", "2012"}};
        for (int l = 0; l < RK_LANGUAGES; l++) {
            char *text = brief_of(RECKON_STOCK, three, 3, &asked, rk_languages[l].code);
            size_t lines = 0;
            for (const char *c = text; *c; c++)
                lines += *c == '\n';
            assert_true(lines >= 3 && lines <= 2 * 8 + 1); /* two dates, and a line between */
            assert_null(strchr(text, '{'));
            assert_null(strchr(text, '}'));
            reckon_free(text);
        }
    }
}

static void test_numbers_of_a_language(void **state)
{
    (void)state;
    const question envelope = {.method = "envelope", .dates = {"2011"}};
    char *text = brief_of(RECKON_STOCK, two, 2, &envelope, "fr");
    assert_non_null(strstr(text, "de 60\u202f000 à 153\u202f000 personnes"));
    reckon_free(text);
    text = brief_of(RECKON_STOCK, two, 2, &envelope, "en");
    assert_non_null(strstr(text, "60,000 to 153,000 persons"));
    reckon_free(text);
    const claim share[] = {{"gov", "2011", 0.25, 0.5, 0, 0}};
    text = brief_of(RECKON_SHARE, share, 1, &envelope, "fr");
    assert_non_null(strstr(text, "de 0,25 à 0,5 (en fraction)"));
    reckon_free(text);
    text = brief_of(RECKON_FLOW, two, 2, &envelope, NULL);
    assert_non_null(strstr(text, "persons a year"));
    reckon_free(text);
}

/* Both languages fill in the same placeholders. */
static void test_table_of_words(void **state)
{
    (void)state;
    for (int w = 0; w < RK_BRIEF_WORD_COUNT; w++)
        for (int l = 1; l < RK_LANGUAGES; l++) {
            const char *english = rk_brief_word_text((rk_brief_word)w, RK_ENGLISH),
                       *other = rk_brief_word_text((rk_brief_word)w, (rk_language_id)l);
            size_t here = 0, there = 0;
            assert_true(other[0]);
            for (const char *c = english; (c = strchr(c, '{')); c++, here++) {
                char name[64];
                snprintf(name, sizeof name, "%.*s", (int)strcspn(c, "}") + 1, c);
                if (!strstr(other, name))
                    fail_msg("\"%s\" has no %s", other, name);
            }
            for (const char *c = other; (c = strchr(c, '{')); c++)
                there++;
            assert_int_equal(here, there);
        }
}

/* Every cause and every help that explain names has its words. */
static void test_every_row_has_words(void **state)
{
    (void)state;
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, three, 3);
    for (size_t m = 0; m < reckon_method_count(); m++) {
        const question asked = {.method = reckon_method_id(m), .dates = {"2011"}};
        reckon_request *request = scenario_request(&asked);
        reckon_explanation *why;
        assert_int_equal(reckon_explain(evidence, request, &why, NULL), RECKON_OK);
        for (int kind = 0; kind <= RECKON_VARIATION_HELP; kind += RECKON_VARIATION_HELP)
            for (size_t i = 0;
                 i < reckon_explanation_variation_count(why, (reckon_variation_kind)kind); i++)
                assert_non_null(rk_brief_row_text(
                    reckon_explanation_variation(why, (reckon_variation_kind)kind, i)->name,
                    RK_FRENCH));
        reckon_explanation_free(why);
        reckon_request_free(request);
    }
    reckon_evidence_free(evidence);
}

static void test_misuse(void **state)
{
    (void)state;
    char *text = NULL;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_explanation *why;
    const question envelope = {.method = "envelope", .dates = {"2011"}};
    reckon_evidence *evidence = scenario_evidence(RECKON_STOCK, two, 2);
    reckon_request *request = scenario_request(&envelope);
    assert_int_equal(reckon_explain(evidence, request, &why, NULL), RECKON_OK);
    assert_int_equal(reckon_explanation_brief(NULL, "en", &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_explanation_brief(why, "en", NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_explanation_brief(why, "xx", &text, &error), RECKON_VALUE);
    assert_non_null(strstr(error.message, "\"xx\""));
    assert_null(text);
    reckon_explanation_free(why);
    reckon_request_free(request);
    reckon_evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_voices),
        cmocka_unit_test(test_far_from_the_figures),
        cmocka_unit_test(test_limits_alone),
        cmocka_unit_test(test_what_the_range_claims),
        cmocka_unit_test(test_no_answer),
        cmocka_unit_test(test_figures_that_matter_and_clash),
        cmocka_unit_test(test_every_method),
        cmocka_unit_test(test_numbers_of_a_language),
        cmocka_unit_test(test_table_of_words),
        cmocka_unit_test(test_every_row_has_words),
        cmocka_unit_test(test_misuse),
    };
    return cmocka_run_group_tests_name("brief", tests, NULL, NULL);
}
