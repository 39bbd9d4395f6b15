/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words/scan.h"

#include <string.h>

#include "core/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter_at(const rk_folded *folded, size_t at)
{
    size_t size;
    uint32_t point = rk_folded_point(folded, at, &size);
    return size > 0 && rk_is_letter(point);
}

static bool hangul_at(const rk_folded *folded, size_t at)
{
    size_t size;
    return rk_is_hangul(rk_folded_point(folded, at, &size));
}

/* The bytes of text at `at` that a row of the lexicon covers, or 0. A blank of the row matches a
 * hyphen, too. */
static size_t covers(const rk_folded *folded, size_t at, const char *row)
{
    size_t i = 0;
    for (; row[i]; i++) {
        char c = folded->text[at + i];
        bool inner_hyphen = row[i] == ' ' && c == '-' && at + i > 0 &&
                            folded->text[at + i - 1] != ' ' && letter_at(folded, at + i + 1);
        if (c != row[i] && !inner_hyphen)
            return 0;
    }
    return i;
}

/* A word in letters must not go on in letters or digits; one that ends in an apostrophe, and
 * Korean, may. */
static bool ends_well(const rk_folded *folded, size_t at, size_t size)
{
    char last = folded->text[at + size - 1];
    bool letters = ((unsigned char)last >= 0x80 || (last >= 'a' && last <= 'z'));
    if (!letters || !letter_at(folded, at) || hangul_at(folded, at))
        return true;
    return !letter_at(folded, at + size) && !is_digit(folded->text[at + size]) &&
           folded->text[at + size] != '\'';
}

static void find_longest(const rk_folded *folded, size_t at, const rk_word *words,
    bool after_number, const rk_word **best, size_t *size)
{
    char first = folded->text[at];
    for (const rk_word *word = words; word && word->text; word++) {
        if (word->text[0] != first || ((word->flags & RK_GLUED) && !after_number))
            continue;
        size_t n = covers(folded, at, word->text);
        if (n > *size && ends_well(folded, at, n)) {
            *best = word;
            *size = n;
        }
    }
}

/* The longest row of a lexicon that covers the text at `at`. */
static const rk_word *longest(
    const rk_folded *folded, size_t at, const rk_lexicon *lexicon, bool after_number, size_t *size)
{
    const rk_word *best = NULL;
    find_longest(folded, at, lexicon->words[0], after_number, &best, size);
    find_longest(folded, at, lexicon->words[1], after_number, &best, size);
    return best;
}

static rk_token *add(rk_scan *scan, rk_class class, size_t begin, size_t end)
{
    if (scan->count == RECKON_FIGURE_TOKENS) {
        scan->too_many = true;
        return &scan->tokens[RECKON_FIGURE_TOKENS];
    }
    rk_token *token = &scan->tokens[scan->count++];
    memset(token, 0, sizeof *token);
    token->class = class;
    token->begin = begin;
    token->end = end;
    token->glued = begin > 0 && scan->folded.text[begin - 1] != ' ';
    token->first = begin == 0;
    token->ask = class == RK_UNKNOWN ? RECKON_RULE_ASK_UNIT : RECKON_RULE_PLAIN;
    return token;
}

static void add_word(rk_scan *scan, const rk_word *word, size_t begin, size_t end)
{
    rk_token *token = add(scan, word->class, begin, end);
    token->flags = word->flags;
    token->value = word->value;
    token->high = word->high;
    if (word->class == RK_ASK)
        token->ask = (reckon_rule)word->value;
}

/* The end of the run of letters at `at`, inner apostrophes and, when `digits`, digits with it. */
static size_t run_of_letters(const rk_folded *folded, size_t at, bool digits)
{
    size_t end = at;
    for (;;) {
        size_t size;
        uint32_t point = rk_folded_point(folded, end, &size);
        bool joins =
            size && (rk_is_letter(point) || (digits && point < 0x80 && is_digit((char)point)) ||
                        (point >= 0x300 && point <= 0x36f) ||
                        (point == '\'' && end > at && letter_at(folded, end + 1)));
        if (!joins)
            return end;
        end += size;
    }
}

/* "dreihundertfünfzigtausend": a German word made of number words alone, or nothing. */
static bool add_compound(rk_scan *scan, size_t begin, size_t end)
{
    size_t at = begin, count = scan->count;
    const rk_lexicon *german = rk_lexicon_of(RK_GERMAN);
    while (at < end) {
        const rk_word *best = NULL;
        size_t size = 0;
        for (const rk_word *word = german->words[0]; word->text; word++) {
            bool part =
                (word->class >= RK_DIGIT && word->class <= RK_SCALE) || word->class == RK_AND;
            size_t n = part ? strlen(word->text) : 0;
            if (n > size && n <= end - at && memcmp(word->text, scan->folded.text + at, n) == 0) {
                best = word;
                size = n;
            }
        }
        if (!best) {
            scan->count = count;
            return false;
        }
        add_word(scan, best, at, at + size);
        at += size;
    }
    return true;
}

/* A capital in the middle of a text with small letters makes a name; in German every noun has one.
 */
static bool is_name(const rk_scan *scan, size_t begin)
{
    const rk_token *before = scan->count ? &scan->tokens[scan->count - 1] : NULL;
    if (!scan->folded.capital[begin] || !scan->folded.lower_case || !before)
        return false;
    return scan->language != RK_GERMAN || before->class == RK_IN || before->class == RK_PLACE;
}

static size_t scan_letters(rk_scan *scan, size_t at, bool after_number)
{
    const rk_folded *folded = &scan->folded;
    size_t size = 0, common = 0;
    const rk_word *word = longest(folded, at, rk_lexicon_of(scan->language), after_number, &size);
    const rk_word *shared = longest(folded, at, rk_lexicon_of(RK_LANGUAGES), after_number, &common);
    if (shared && common > size) {
        word = shared;
        size = common;
    }
    if (word) {
        add_word(scan, word, at, at + size);
        return size;
    }
    size_t end = run_of_letters(folded, at, true);
    if (scan->language == RK_GERMAN && add_compound(scan, at, end))
        return end - at;
    if (is_name(scan, at) && run_of_letters(folded, at, false) == end)
        add(scan, RK_PROPER, at, end)->flags =
            end - at > 2 && folded->text[end - 2] == '\'' && folded->text[end - 1] == 's'
                ? RK_ONLY_AFTER
                : 0;
    else
        add(scan, RK_UNKNOWN, at, end);
    return end - at;
}

/* 1/2, 1/4, 3/4 and their kin as digits over a power of ten; 0 for what is none. */
static int vulgar(uint32_t point, int64_t *digits)
{
    switch (point) {
    case 0xbc:
        *digits = 25;
        return 2;
    case 0xbd:
        *digits = 5;
        return 1;
    case 0xbe:
        *digits = 75;
        return 2;
    default:
        return 0;
    }
}

static bool is_superscript(uint32_t point)
{
    return point == 0xb9 || point == 0xb2 || point == 0xb3 || point == 0x2070 ||
           (point >= 0x2074 && point <= 0x2079);
}

/* Letters directly after digits must be a known unit or a Korean word; else digits and letters are
 * one slip. */
static size_t scan_digits(rk_scan *scan, size_t at)
{
    rk_number number;
    size_t size = rk_scan_number(scan, at, &number), common = 0, own = 0;
    size_t end = at + size;
    bool glued_letter = letter_at(&scan->folded, end);
    if (glued_letter && !hangul_at(&scan->folded, end)) {
        const rk_word *word =
            longest(&scan->folded, end, rk_lexicon_of(scan->language), true, &own);
        const rk_word *shared =
            longest(&scan->folded, end, rk_lexicon_of(RK_LANGUAGES), true, &common);
        if (shared && common > own)
            word = shared;
        if (!word || (word->class != RK_SCALE && word->class != RK_ORDINAL)) {
            end = run_of_letters(&scan->folded, end, true);
            add(scan, RK_UNKNOWN, at, end)->ask = RECKON_RULE_ASK_MARK;
            return end - at;
        }
    }
    add(scan, RK_NUMBER, at, end)->number = number;
    return size;
}

/* "[3]" after the figure. */
static size_t scan_footnote(rk_scan *scan, size_t at)
{
    const char *text = scan->folded.text + at;
    size_t n = 1;
    while (n < 4 && is_digit(text[n]))
        n++;
    if (text[0] != '[' || n == 1 || text[n] != ']' || scan->count == 0)
        return 0;
    add(scan, RK_FOOTNOTE, at, at + n + 1);
    return n + 1;
}

static size_t scan_sign(rk_scan *scan, size_t at, uint32_t point, size_t size)
{
    int64_t digits = 0;
    int decimals = vulgar(point, &digits);
    if (decimals) {
        rk_token *token = add(scan, RK_VULGAR, at, at + size);
        token->number.digits = digits;
        token->number.decimals = decimals;
        return size;
    }
    if (is_superscript(point)) {
        size_t end = at;
        while (size && is_superscript(point)) {
            end += size;
            point = rk_folded_point(&scan->folded, end, &size);
        }
        add(scan, scan->count ? RK_FOOTNOTE : RK_UNKNOWN, at, end)->ask = RECKON_RULE_ASK_MARK;
        return end - at;
    }
    add(scan, RK_UNKNOWN, at, at + size)->ask = RECKON_RULE_ASK_MARK;
    return size;
}

static size_t scan_one(rk_scan *scan, size_t at)
{
    const rk_folded *folded = &scan->folded;
    size_t size, words = 0, own = 0;
    uint32_t point = rk_folded_point(folded, at, &size);
    bool after_number = at > 0 && is_digit(folded->text[at - 1]);
    if (point < 0x80 && is_digit((char)point))
        return scan_digits(scan, at);
    if (rk_is_letter(point))
        return scan_letters(scan, at, after_number);
    size_t footnote = scan_footnote(scan, at);
    if (footnote)
        return footnote;
    const rk_word *word = longest(folded, at, rk_lexicon_of(RK_LANGUAGES), after_number, &words);
    const rk_word *marked = longest(folded, at, rk_lexicon_of(scan->language), after_number, &own);
    if (marked && own > words) {
        word = marked;
        words = own;
    }
    if (!word)
        return scan_sign(scan, at, point, size);
    add_word(scan, word, at, at + words);
    return words;
}

void rk_scan_text(rk_scan *scan, const char *text, size_t length, int language, bool strict)
{
    rk_fold(&scan->folded, text, length);
    scan->count = 0;
    scan->too_many = false;
    scan->language = language;
    scan->strict = strict;
    for (size_t at = 0; at < scan->folded.length && !scan->too_many;)
        at += scan->folded.text[at] == ' ' ? 1 : scan_one(scan, at);
    rk_token *end = &scan->tokens[scan->count];
    memset(end, 0, sizeof *end);
    end->class = RK_END;
    end->begin = end->end = scan->folded.length;
}
