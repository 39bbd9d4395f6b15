/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words/speller.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct speech {
    char *text;
    size_t size;
} speech;

static void say(speech *s, const char *word)
{
    size_t used = strlen(s->text);
    snprintf(s->text + used, s->size - used, "%s", word);
}

static const char *const en_small[] = {"", "one", "two", "three", "four", "five", "six", "seven",
    "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen"};
static const char *const en_tens[] = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};

static void en_group(speech *s, int n)
{
    if (n >= 100) {
        say(s, en_small[n / 100]);
        say(s, n % 100 ? " hundred and " : " hundred");
    }
    n %= 100;
    if (n >= 20) {
        say(s, en_tens[n / 10]);
        say(s, n % 10 ? "-" : "");
        n %= 10;
    }
    say(s, en_small[n]);
}

static const char *const fr_small[] = {"", "un", "deux", "trois", "quatre", "cinq", "six", "sept",
    "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept",
    "dix-huit", "dix-neuf"};
static const char *const fr_tens[] = {"", "", "vingt", "trente", "quarante", "cinquante",
    "soixante", "soixante", "quatre-vingt", "quatre-vingt"};

static void fr_group(speech *s, int n)
{
    if (n >= 200)
        say(s, fr_small[n / 100]);
    if (n >= 100)
        say(s, n >= 200 ? " cent " : "cent ");
    n %= 100;
    if (n < 20) {
        say(s, fr_small[n]);
        return;
    }
    int tens = n / 10, rest = n - 10 * (tens == 7 || tens == 9 ? tens - 1 : tens);
    say(s, fr_tens[tens]);
    if (rest == 0)
        return;
    say(s, (rest == 1 || rest == 11) && tens < 8 ? " et " : "-");
    say(s, fr_small[rest]);
}

static const char *const es_small[] = {"", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete",
    "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis",
    "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiún", "veintidós", "veintitrés",
    "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"};
static const char *const es_tens[] = {
    "", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"};
static const char *const es_hundreds[] = {"", "ciento", "doscientos", "trescientos",
    "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"};

static void es_group(speech *s, int n)
{
    if (n == 100) {
        say(s, "cien");
        return;
    }
    say(s, es_hundreds[n / 100]);
    say(s, n >= 100 ? " " : "");
    n %= 100;
    if (n < 30) {
        say(s, es_small[n]);
        return;
    }
    say(s, es_tens[n / 10]);
    say(s, n % 10 ? " y " : "");
    say(s, es_small[n % 10]);
}

static const char *const de_small[] = {"", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben",
    "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn",
    "siebzehn", "achtzehn", "neunzehn"};
static const char *const de_tens[] = {
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"};

static void de_group(speech *s, int n)
{
    if (n >= 100) {
        say(s, de_small[n / 100]);
        say(s, "hundert");
    }
    n %= 100;
    if (n < 20) {
        say(s, de_small[n]);
        return;
    }
    say(s, de_small[n % 10]);
    say(s, n % 10 ? "und" : "");
    say(s, de_tens[n / 10]);
}

/* Groups of three with the names of their powers, the millions above a thousand as "two thousand
 * five million". */
static void western(speech *s, int64_t number, const char *language)
{
    bool fr = strcmp(language, "fr") == 0, es = strcmp(language, "es") == 0,
         de = strcmp(language, "de") == 0;
    void (*group)(speech *, int) = fr ? fr_group : es ? es_group : de ? de_group : en_group;
    const char *names[] = {"",
        fr   ? " mille "
        : es ? " mil "
        : de ? "tausend"
             : " thousand ",
        fr   ? " millions "
        : es ? " millones "
        : de ? " Millionen "
             : " million ",
        fr   ? " milliards "
        : de ? " Milliarden "
             : " billion "};
    int64_t power = 1000000000;
    for (int i = 3; i >= 0; i--, power /= 1000) {
        int n = (int)(number / power % 1000);
        if (n == 0)
            continue;
        bool bare_thousand = i == 1 && n == 1 && (fr || es);
        if (!bare_thousand)
            group(s, n);
        say(s, names[i]);
    }
}

static void korean(speech *s, int64_t number)
{
    static const char *const digits[] = {"", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"};
    static const char *const small[] = {"", "십", "백", "천"}, *const large[] = {"", "만", "억"};
    int64_t power = 100000000;
    for (int i = 2; i >= 0; i--, power /= 10000) {
        int n = (int)(number / power % 10000);
        for (int k = 3, unit = 1000; k >= 0; k--, unit /= 10) {
            int digit = n / unit % 10;
            if (digit > 1 || (digit == 1 && k == 0))
                say(s, digits[digit]);
            say(s, digit ? small[k] : "");
        }
        say(s, n ? large[i] : "");
    }
}

char *spell(char *to, size_t size, int64_t number, const char *language)
{
    speech s = {to, size};
    to[0] = '\0';
    if (strcmp(language, "ko") == 0)
        korean(&s, number);
    else
        western(&s, number, language);
    return to;
}
