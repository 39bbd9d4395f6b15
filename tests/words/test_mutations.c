/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Phrases changed at random: a word that nobody knows must never be passed over, what does not
 * matter must not change the reading, and no text may do harm.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/check.h"
#include "words/phrase_file.h"

enum { ROOM = 600 };

/* Calls try(phrase, figure) for every phrase of both files that is read. */
static void each_reading(void (*try)(const struct phrase *, const reckon_figure *))
{
    static const char *const files[] = {"phrases.json", "phrases_made.json"};
    for (size_t f = 0; f < 2; f++) {
        json_t *phrases = load_phrases(files[f]);
        for (size_t i = 0; i < json_array_size(phrases); i++) {
            struct phrase phrase = phrase_at(phrases, i);
            reckon_figure figure = read_phrase(&phrase);
            if (figure.status == RECKON_FIGURE_READ)
                try(&phrase, &figure);
        }
        json_decref(phrases);
    }
}

/* `text` with `word` put at byte `at`, blanks around it. */
static const char *with_word(char room[ROOM], const char *text, size_t at, const char *word)
{
    snprintf(room, ROOM, "%.*s %s %s", (int)at, text, word, text + at);
    return room;
}

static void insert_unknown(const struct phrase *phrase, const reckon_figure *figure)
{
    static const char *const words[] = {"blurg", "xqz", "zdrowie", "\xeb\xb7\x81\xeb\xb7\x81",
        "\xd0\xb9\xd1\x86", "#", "except", "x-ray", "sauf", "ohne", "salvo"};
    char room[ROOM];
    (void)figure;
    for (size_t at = 0; at <= strlen(phrase->text); at++) {
        bool edge = at == 0 || phrase->text[at] == '\0' || phrase->text[at] == ' ' ||
                    phrase->text[at - 1] == ' ';
        for (size_t w = 0; edge && w < sizeof words / sizeof *words; w++) {
            const char *text = with_word(room, phrase->text, at, words[w]);
            if (read_text(text, phrase->language).status == RECKON_FIGURE_READ)
                fail_msg("\"%s\" is read", text);
        }
    }
}

static void unknown_words_are_never_passed_over(void **state)
{
    (void)state;
    each_reading(insert_unknown);
}

/* Letters glued into or behind the digits. */
static void glue_letters(const struct phrase *phrase, const reckon_figure *figure)
{
    char room[ROOM];
    (void)figure;
    for (size_t at = 1; at <= strlen(phrase->text); at++) {
        if (!isdigit((unsigned char)phrase->text[at - 1]))
            continue;
        snprintf(room, sizeof room, "%.*sq%s", (int)at, phrase->text, phrase->text + at);
        if (read_text(room, phrase->language).status == RECKON_FIGURE_READ)
            fail_msg("\"%s\" is read", room);
    }
}

static void letters_glued_to_digits_ask(void **state)
{
    (void)state;
    each_reading(glue_letters);
}

static void unchanged(
    const struct phrase *phrase, const reckon_figure *figure, const char *text, bool may_ask)
{
    reckon_figure other = read_text(text, phrase->language);
    if (may_ask && other.status == RECKON_FIGURE_ASK)
        return;
    if (other.status != figure->status || !same_claim(&figure->claim, &other.claim))
        fail_msg("\"%s\" and \"%s\" are read differently (%s)", phrase->text, text, other.why);
}

/* Upper case hides names, about which the reader may then ask; lower case, too. */
static void change_case(const struct phrase *phrase, const reckon_figure *figure)
{
    char upper[ROOM], lower[ROOM];
    size_t i = 0;
    for (; phrase->text[i]; i++) {
        unsigned char c = (unsigned char)phrase->text[i];
        upper[i] = (char)(c < 0x80 ? toupper(c) : c);
        lower[i] = (char)(c < 0x80 ? tolower(c) : c);
    }
    upper[i] = lower[i] = '\0';
    unchanged(phrase, figure, upper, true);
    unchanged(phrase, figure, lower, true);
}

/* Blanks at the ends, and a no-break blank for a blank. */
static void change_blanks(const struct phrase *phrase, const reckon_figure *figure)
{
    char room[ROOM];
    size_t n = 0;
    snprintf(room, sizeof room, "  %s \t\n", phrase->text);
    unchanged(phrase, figure, room, false);
    for (const char *c = phrase->text; *c && n < ROOM - 4; c++) {
        if (*c == ' ') {
            room[n++] = '\xc2';
            room[n++] = '\xa0';
        } else {
            room[n++] = *c;
        }
    }
    room[n] = '\0';
    unchanged(phrase, figure, room, false);
}

/* Two blanks for one between words; between digits they may part a number, and then the reader
 * asks. */
static void double_blanks(const struct phrase *phrase, const reckon_figure *figure)
{
    char room[ROOM];
    size_t n = 0;
    for (const char *c = phrase->text; *c && n < ROOM - 4; c++) {
        room[n++] = *c;
        if (*c == ' ')
            room[n++] = ' ';
    }
    room[n] = '\0';
    unchanged(phrase, figure, room, strpbrk(phrase->text, "0123456789") != NULL);
}

static void case_and_blanks_do_not_matter(void **state)
{
    (void)state;
    each_reading(change_case);
    each_reading(change_blanks);
    each_reading(double_blanks);
}

/* Every prefix, byte by byte: cut characters too. Memory of the exact size shows reading past the
 * end. */
static void cut_short(const struct phrase *phrase, const reckon_figure *figure)
{
    (void)figure;
    reckon_figure_options options;
    reckon_figure_options_init(&options);
    options.language = phrase->language;
    for (size_t length = 0; length <= strlen(phrase->text); length++) {
        char *text = malloc(length ? length : 1);
        reckon_figure cut;
        reckon_figure_token tokens[RECKON_FIGURE_TOKENS];
        size_t count;
        assert_non_null(text);
        memcpy(text, phrase->text, length);
        assert_int_equal(reckon_figure_read(text, length, &options, &cut, NULL), RECKON_OK);
        assert_int_equal(reckon_figure_tokens(
                             text, length, &options, tokens, RECKON_FIGURE_TOKENS, &count, NULL),
            RECKON_OK);
        assert_true(cut.offset + cut.length <= length);
        for (size_t i = 0; i < count; i++)
            assert_true(tokens[i].offset + tokens[i].length <= length);
        free(text);
    }
}

static void prefixes_do_no_harm(void **state)
{
    (void)state;
    each_reading(cut_short);
}

/* The tokens cover every byte but blanks: nothing is dropped on the way in. */
static void cover(const struct phrase *phrase, const reckon_figure *figure)
{
    reckon_figure_options options;
    reckon_figure_token tokens[RECKON_FIGURE_TOKENS];
    size_t count, at = 0, length = strlen(phrase->text);
    (void)figure;
    reckon_figure_options_init(&options);
    options.language = phrase->language;
    assert_int_equal(reckon_figure_tokens(phrase->text, length, &options, tokens,
                         RECKON_FIGURE_TOKENS, &count, NULL),
        RECKON_OK);
    for (size_t i = 0; i <= count; i++) {
        size_t next = i < count ? tokens[i].offset : length;
        for (; at < next; at++)
            if (isalnum((unsigned char)phrase->text[at]))
                fail_msg("\"%s\": byte %zu is in no token", phrase->text, at);
        at = i < count ? next + tokens[i].length : at;
    }
}

static void tokens_cover_the_text(void **state)
{
    (void)state;
    each_reading(cover);
}

static void hostile_text_takes_linear_time(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "1,", "one hundred and ", "(", "10-", "\xff", "of the ", "\xec\x88\x98", "a"};
    size_t size = 1000000;
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        size_t length = strlen(parts[p]);
        for (size_t i = 0; i < size; i++)
            text[i] = parts[p][i % length];
        for (size_t n = 10; n <= size; n *= 10) {
            reckon_figure figure;
            clock_t start = clock();
            assert_int_equal(reckon_figure_read(text, n, NULL, &figure, NULL), RECKON_OK);
            assert_int_equal(figure.status, RECKON_FIGURE_ASK);
            assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.5);
        }
    }
    free(text);
}

static void calls_that_are_wrong(void **state)
{
    (void)state;
    reckon_figure figure;
    reckon_figure_options options;
    reckon_error error = RECKON_ERROR_INIT;
    size_t count;
    reckon_figure_options_init(&options);
    assert_int_equal(reckon_figure_read("1", 1, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_figure_read(NULL, 1, NULL, &figure, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_figure_read(NULL, 0, NULL, &figure, NULL), RECKON_OK);
    assert_int_equal(figure.status, RECKON_FIGURE_NOTHING);
    assert_int_equal(reckon_figure_tokens("1", 1, NULL, NULL, 3, &count, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_figure_tokens("1", 1, NULL, NULL, 0, NULL, NULL), RECKON_ARGUMENT);
    options.language = "tlh";
    assert_int_equal(reckon_figure_read("1", 1, &options, &figure, &error), RECKON_OPTION);
    assert_non_null(strstr(error.message, "tlh"));
    options.language = "de-CH";
    assert_int_equal(reckon_figure_read("60.000", 6, &options, &figure, NULL), RECKON_OK);
    check_close(figure.claim.value, 60000, 0, 0);
    assert_string_equal(reckon_rule_name((reckon_rule)-1), "unknown");
    assert_string_equal(reckon_per_name((reckon_per)77), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_words_are_never_passed_over),
        cmocka_unit_test(letters_glued_to_digits_ask),
        cmocka_unit_test(case_and_blanks_do_not_matter),
        cmocka_unit_test(prefixes_do_no_harm),
        cmocka_unit_test(tokens_cover_the_text),
        cmocka_unit_test(hostile_text_takes_linear_time),
        cmocka_unit_test(calls_that_are_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
