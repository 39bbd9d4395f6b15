/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers spelled out in five languages read back; numbers in digits by every way to group them. */
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "words/phrase_file.h"
#include "words/speller.h"

static void reads_back(int64_t number, const char *language)
{
    char text[300];
    reckon_figure figure = read_text(spell(text, sizeof text, number, language), language);
    if (figure.status != RECKON_FIGURE_READ || figure.claim.value != (double)number)
        fail_msg("%s: %lld is spelled \"%s\" and read: %s", language, (long long)number, text,
            figure.why);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void spelled_numbers_read_back(void **state)
{
    (void)state;
    uint64_t random = 20261126;
    for (size_t i = 0; reckon_figure_language(i); i++) {
        const char *language = reckon_figure_language(i);
        int64_t most = strcmp(language, "es") == 0 ? 999999999 : 999999999999;
        for (int64_t number = 1; number <= 3000; number++)
            reads_back(number, language);
        for (int64_t power = 10; power <= most; power *= 10)
            for (int64_t digit = 1; digit <= 9 && digit * power <= most; digit++)
                reads_back(digit * power, language);
        for (int k = 0; k < 5000; k++) {
            int64_t ceiling = most;
            for (uint64_t cut = next_random(&random) % 11; cut > 0 && ceiling > 1000; cut--)
                ceiling /= 10;
            reads_back(1 + (int64_t)(next_random(&random) % (uint64_t)ceiling), language);
        }
    }
}

/* `number` with `mark` between groups of three. */
static const char *grouped(char to[64], int64_t number, const char *mark)
{
    char digits[32];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number), out = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            out += (size_t)snprintf(to + out, 64 - out, "%s", mark);
        to[out++] = digits[i];
        to[out] = '\0';
    }
    return to;
}

static void groups_read_back(void **state)
{
    (void)state;
    static const struct {
        const char *mark, *language;
    } ways[] = {{",", "en"}, {",", "ko"}, {",", NULL}, {" ", "en"}, {" ", "fr"}, {"\xc2\xa0", "fr"},
        {"\xe2\x80\xaf", "fr"}, {"\xe2\x80\x89", "de"}, {"'", "de"}, {"\xe2\x80\x99", "fr"},
        {".", "es"}, {".", "de"}};
    uint64_t random = 7;
    char text[64];
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
        for (int i = 0; i < 500; i++) {
            int64_t number = 1000 + (int64_t)(next_random(&random) % 999999000);
            reckon_figure figure = read_text(grouped(text, number, ways[w].mark), ways[w].language);
            assert_int_equal(figure.status, RECKON_FIGURE_READ);
            check_close_named(figure.claim.value, (double)number, 0, 0, text);
        }
}

/* Across languages the same marks are a question: a point between threes in English, a comma in
 * German. */
static void marks_of_another_language_ask(void **state)
{
    (void)state;
    char text[64];
    for (int64_t number = 1000; number < 1000000; number += 7919) {
        assert_int_equal(read_text(grouped(text, number, "."), "en").status, RECKON_FIGURE_ASK);
        assert_int_equal(read_text(grouped(text, number, "."), "fr").status, RECKON_FIGURE_ASK);
        assert_int_equal(read_text(grouped(text, number, "."), NULL).status, RECKON_FIGURE_ASK);
        assert_int_equal(read_text(grouped(text, number, ","), "de").status, RECKON_FIGURE_ASK);
        assert_int_equal(read_text(grouped(text, number, ","), "es").status, RECKON_FIGURE_ASK);
        assert_int_equal(read_text(grouped(text, number, ","), "fr").status, RECKON_FIGURE_ASK);
    }
}

/* Both readings of a mark are offered, with what to type. */
static void a_mark_with_two_readings_shows_both(void **state)
{
    (void)state;
    reckon_figure figure = read_text("60.000", "en");
    assert_int_equal(figure.rule, RECKON_RULE_ASK_MARK);
    assert_int_equal(figure.offset, 0);
    assert_int_equal(figure.length, 6);
    assert_int_equal(figure.candidate_count, 2);
    check_close(figure.candidates[0].claim.value, 60, 0, 0);
    check_close(figure.candidates[1].claim.value, 60000, 0, 0);
    assert_string_equal(figure.candidates[1].type, "60,000");
    figure = read_text("about 30,000 blurgs", "en");
    assert_int_equal(figure.rule, RECKON_RULE_ASK_UNIT);
    assert_int_equal(figure.offset, 13);
    assert_int_equal(figure.length, 6);
    assert_non_null(strstr(figure.why, "blurgs"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelled_numbers_read_back),
        cmocka_unit_test(groups_read_back),
        cmocka_unit_test(marks_of_another_language_ask),
        cmocka_unit_test(a_mark_with_two_readings_shows_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
