/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * docs/words.md is made from the rules and the lexicon, so that page and reader cannot differ: the
 * test fails when the file is another. `test.unit.words_page --write FILE` writes it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/words.h>

#include "support/check.h"
#include "words/lexicon.h"

enum { ROOM = 300000 };

static char page[ROOM];
static size_t used;

static void put(const char *text)
{
    size_t length = strlen(text);
    assert_true(used + length < ROOM);
    memcpy(page + used, text, length + 1);
    used += length;
}

static void put_introduction(void)
{
    put("# Figures in words\n\n"
        "This page is made from the lexicon in `lib/words`; a test fails when the two differ.\n\n"
        "Reports say \"just over 23,000\" or \"tens of thousands\". `reckon_figure_read()` turns "
        "such words into the\n"
        "keys of an estimate. The principle: **every token is accounted for, or the reader asks.** "
        "It names the\n"
        "token, says why, gives the readings that are possible, and says what to type. It never "
        "drops a word.\n\n"
        "    reconcile --explain-reading \"just over 23,000 refugees\"\n\n"
        "The language decides the words, the point and the comma; give it with `--language`, or "
        "with `language`\n"
        "beside `text` in evidence. Without one, all five languages read the text, by marks that "
        "none of them\n"
        "reads differently: `60.000` is then a question. Two languages that disagree are a "
        "question, too.\n\n"
        "## How the numbers are made\n\n"
        "X is the number as written in full. **u is the unit of its last digit that is not zero; "
        "if that digit\n"
        "is a 5, u is five of those units**: 1,000 for 23,000; 5,000 for 25,000; 500,000 for 1.5 "
        "million. For a\n"
        "percentage u is in points. A fraction in words has no last digit: there only the cap "
        "holds.\n\n"
        "| words | from | to |\n|---|---|---|\n"
        "| just over X | X | X + min(u/2, 5 % of X) |\n"
        "| just under X | X - min(u/2, 5 % of X) | X |\n"
        "| nearly X | X - min(u, 10 % of X) | X |\n"
        "| X-odd, a good X | X | X + min(u, 10 % of X) |\n"
        "| dozens, scores | 24, 40 | 99, 199 |\n"
        "| hundreds, thousands, ... | 100, 1,000, ... | 999, 9,999, ... |\n"
        "| millions | 2,000,000 | open |\n"
        "| a few N, several N | 2 N | 9.99 N, whole persons |\n"
        "| most | 50 % | open |\n"
        "| early, mid, late in a year | January, May, September | April, August, December |\n\n"
        "These widths are conventions; nobody has measured them.\n\n"
        "In \"60-100,000\" and \"10-30 thousand\" the first number takes the unit of the second, "
        "if it has none and\n"
        "low then stays below high. \"200 to 1,000\" shares nothing. A bare 1900 to 2099 is a "
        "year, unless a noun\n"
        "for persons, a period or a lower bound says otherwise. A word with a capital inside the "
        "text is a name\n"
        "(in German only after \"in\" or \"aus\"), and names do not change a figure.\n\n");
}

static void put_rules(void)
{
    put("## Rules\n\n| rule | meaning |\n|---|---|\n");
    for (int rule = 0; rule < RECKON_RULE_COUNT; rule++) {
        put("| `");
        put(reckon_rule_name((reckon_rule)rule));
        put("` | ");
        put(reckon_rule_meaning((reckon_rule)rule));
        put(" |\n");
    }
    put("\nThe rules that begin with `ask` are the reasons to ask.\n");
}

static bool is_of(const rk_word *word, rk_class class, reckon_rule rule)
{
    return word->class == class && (class != RK_ASK || word->value == (int64_t)rule);
}

/* The words of one class in one language, or nothing. */
static void put_language(int language, rk_class class, reckon_rule rule)
{
    const rk_lexicon *lexicon = rk_lexicon_of(language);
    bool any = false;
    for (size_t list = 0; list < 2; list++)
        for (const rk_word *word = lexicon->words[list]; word && word->text; word++) {
            if (!is_of(word, class, rule))
                continue;
            put(any ? ", " : "- ");
            if (!any)
                put(lexicon->name);
            put(any ? "`" : ": `");
            put(strcmp(word->text, "|") == 0 ? "\\|" : word->text);
            put("`");
            any = true;
        }
    if (any)
        put("\n");
}

static void put_class(rk_class class, reckon_rule rule, const char *title)
{
    size_t before = used;
    put("\n### ");
    put(title);
    put("\n\n");
    size_t empty = used;
    for (int language = 0; language <= RK_LANGUAGES; language++)
        put_language(language, class, rule);
    if (used == empty) {
        used = before; /* a class that no word makes: numbers, names */
        page[used] = '\0';
    }
}

static void put_page(void)
{
    put_introduction();
    put_rules();
    put("\n## Words\n\nIn lower case; a blank also stands for a hyphen. Capitals, the kind of "
        "blank, dash and quote "
        "do\n"
        "not matter.\n");
    for (int class = RK_DIGIT; class < RK_ASK; class ++)
        put_class((rk_class) class, RECKON_RULE_PLAIN, rk_class_kind((rk_class) class));
    put("\n## Words that the reader asks about\n");
    for (int rule = RECKON_RULE_ASK_CHANGE; rule < RECKON_RULE_COUNT; rule++)
        put_class(RK_ASK, (reckon_rule)rule, reckon_rule_name((reckon_rule)rule));
}

static void the_page_is_the_lexicon(void **state)
{
    (void)state;
    static char file[ROOM];
    FILE *from = fopen(RECKON_SOURCE_DIR "/docs/words.md", "rb");
    assert_non_null(from);
    size_t length = fread(file, 1, ROOM - 1, from);
    fclose(from);
    file[length] = '\0';
    if (strcmp(file, page) != 0)
        fail_msg("docs/words.md is not what the lexicon makes: run this test with --write "
                 "docs/words.md");
}

/* Rows that can never be met: a text twice in one language, or not in the folded form. */
static void rows_are_met(void **state)
{
    (void)state;
    for (int language = 0; language <= RK_LANGUAGES; language++) {
        const rk_lexicon *lexicon = rk_lexicon_of(language);
        for (size_t list = 0; list < 2; list++)
            for (const rk_word *word = lexicon->words[list]; word && word->text; word++) {
                assert_true(word->text[0] != '\0');
                for (const char *c = word->text; *c; c++)
                    assert_false(*c >= 'A' && *c <= 'Z');
                for (size_t other = list; other < 2; other++)
                    for (const rk_word *later = other == list ? word + 1 : lexicon->words[other];
                         later && later->text; later++)
                        if (strcmp(word->text, later->text) == 0)
                            fail_msg("\"%s\" stands twice in %s", word->text, lexicon->name);
            }
    }
}

int main(int argc, char **argv)
{
    put_page();
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        FILE *to = fopen(argv[2], "wb");
        if (!to || fwrite(page, 1, used, to) != used || fclose(to) != 0)
            return EXIT_FAILURE;
        return EXIT_SUCCESS;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_the_lexicon),
        cmocka_unit_test(rows_are_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
