/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/reconcile.h>
#include <reckon/version.h>

#include "complain.h"
#include "files.h"

static const char usage[] =
    "usage: reconcile [OPTION]... EVIDENCE.json\n"
    "       reconcile --methods | --help | --version\n"
    "\n"
    "Reconciles competing estimates of a hidden population into ranges over time: reads evidence (reckon-evidence/1\n"
    "JSON; - is the standard input) and prints how many, between what and what, when, and how each estimate was read.\n"
    "\n"
    "What is asked\n"
    "  --method ID            the method; --methods lists them and says which is used when none is named\n"
    "  --compare              every method on the same evidence, one after the other\n"
    "  --population ID        which population; needed when the evidence has several\n"
    "  --set OPTION=VALUE     an option of the method, such as tau2=REML or drift=0.3; may be repeated\n"
    "\n"
    "When: dates are ISO 8601 years, months or days (2005, 2005-03, 2005-03-14)\n"
    "  --from DATE --to DATE  a grid of dates, from the start of the first to the end of the last\n"
    "  --step PERIOD          between its dates: P1Y, P6M, P2W, P10D (default: P1Y)\n"
    "  --at DATE              one more date; a year or month stands at its middle; may be repeated\n"
    "                         Default: 1 January of every year from the first estimate to the last.\n"
    "\n"
    "How sure: probabilities from 0 to 1\n"
    "  --level P              that low to high holds the number, 0.01 to 0.9999 (default: 0.9)\n"
    "  --probabilities P,...  at which quantiles are given, rising (default: 0.025,0.25,0.5,0.75,0.975)\n"
    "\n"
    "What comes out\n"
    "  --format FORMAT        table (default), json, csv or gnuplot (a script that draws the ranges over time)\n"
    "  --output FILE          to this file, written whole or not at all (default: the standard output)\n"
    "\n"
    "Numbers have a decimal point whatever the locale. --option=VALUE is understood too; -- ends the options.\n"
    "\n"
    "Exit status: 0 there is a result (the table says how the mathematics ended), 1 the evidence or a file is at\n"
    "fault (one line: file:line:column: what), 2 the command line is.\n"
    "\n"
    "Examples\n"
    "  reconcile examples/evidence/north-koreans-in-china.json\n"
    "  reconcile --at 2005 --compare examples/evidence/north-koreans-in-china.json\n"
    "  reconcile --method random-effects --set tau2=PM --set test=adhoc --from 2000 --to 2012 --step P6M "
    "evidence.json\n"
    "  reconcile --format gnuplot --output fan.gp evidence.json &&\n"
    "    gnuplot -e \"set terminal svg size 960,560 background 'white'; set output 'fan.svg'\" fan.gp\n";

int print_help(void)
{
    return write_whole(NULL, usage, sizeof usage - 1);
}

int print_version(void)
{
    char text[512];
    int length = snprintf(text, sizeof text,
        "reconcile (reckon) %s\n"
        "License GPL-3.0-or-later: free software, to change and to share; there is no warranty.\n",
        reckon_version());
    return write_whole(NULL, text, (size_t)length);
}

/* ------------------------------------------------------------------ methods */

enum { HELP_WIDTH = 100, NAME_WIDTH = 20, DEFAULT_WIDTH = 13 };

/* `text` in lines of at most `HELP_WIDTH` columns, those after the first indented; the first starts at `indent`. */
static void put_paragraph(FILE *to, const char *text, int indent)
{
    int column = indent;
    while (*text) {
        int length = (int)strcspn(text, " ");
        if (column > indent && column + 1 + length > HELP_WIDTH) {
            fprintf(to, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', to);
            column++;
        }
        fprintf(to, "%.*s", length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', to);
}

/* The default of an option as it would be set. */
static void default_text(const reckon_option *option, char *text, size_t size)
{
    if (option->type == RECKON_OPTION_CHOICE) {
        snprintf(text, size, "%s", option->default_choice);
        return;
    }
    snprintf(text, size, "none");
    for (int digits = 1; digits <= 17 && !isnan(option->default_number); digits++) {
        snprintf(text, size, "%.*g", digits, option->default_number);
        if (strtod(text, NULL) == option->default_number)
            break;
    }
}

static void put_option(FILE *to, const reckon_option *option)
{
    char value[64], domain[256], line[1024];
    default_text(option, value, sizeof value);
    reckon_option_domain(option, domain, sizeof domain);
    snprintf(line, sizeof line, "%s (%s%s%s)", option->help, domain, option->unit[0] ? "; " : "", option->unit);
    fprintf(to, "  %-*s %-*s ", NAME_WIDTH, option->name, DEFAULT_WIDTH, value);
    put_paragraph(to, line, NAME_WIDTH + DEFAULT_WIDTH + 4);
}

static const reckon_option *find_option(const char *method, const char *name)
{
    for (size_t i = 0; i < reckon_method_option_count(method); i++)
        if (strcmp(reckon_method_option(method, i)->name, name) == 0)
            return reckon_method_option(method, i);
    return NULL;
}

/* Whether two methods have an option that says the same. */
static bool says_the_same(const reckon_option *a, const reckon_option *b)
{
    char x[64], y[64];
    default_text(a, x, sizeof x);
    default_text(b, y, sizeof y);
    return strcmp(a->help, b->help) == 0 && strcmp(x, y) == 0;
}

/* How many methods have this option, saying the same. */
static size_t shared_by(const reckon_option *option)
{
    size_t count = 0;
    for (size_t i = 0; i < reckon_method_count(); i++) {
        const reckon_option *other = find_option(reckon_method_id(i), option->name);
        count += other && says_the_same(option, other);
    }
    return count;
}

/* Options that more than half of the methods have are described once, at the end. */
static bool is_common(const reckon_option *option)
{
    return 2 * shared_by(option) > reckon_method_count();
}

static void put_method(FILE *to, const char *id)
{
    char common[512] = "";
    const char *reference = reckon_method_reference(id);
    fprintf(to, "\n%s%s\n  ", id, strcmp(id, RECKON_DEFAULT_METHOD) == 0 ? " (when no method is named)" : "");
    put_paragraph(to, reckon_method_summary(id), 2);
    if (strcmp(reference, "-") != 0) {
        fputs("  ", to);
        put_paragraph(to, reference, 2);
    }
    for (size_t i = 0; i < reckon_method_option_count(id); i++) {
        const reckon_option *option = reckon_method_option(id, i);
        if (!is_common(option))
            put_option(to, option);
        else
            snprintf(
                common + strlen(common), sizeof common - strlen(common), "%s%s", common[0] ? ", " : "", option->name);
    }
    if (common[0])
        fprintf(to, "  common options: %s\n", common);
}

/* Each common option once, in the order of the methods. */
static void put_common_options(FILE *to)
{
    fputs("\nCommon options\n", to);
    for (size_t i = 0; i < reckon_method_count(); i++)
        for (size_t j = 0; j < reckon_method_option_count(reckon_method_id(i)); j++) {
            const reckon_option *option = reckon_method_option(reckon_method_id(i), j);
            bool before = false;
            for (size_t k = 0; k < i && !before; k++) {
                const reckon_option *other = find_option(reckon_method_id(k), option->name);
                before = other && says_the_same(option, other);
            }
            if (is_common(option) && !before)
                put_option(to, option);
        }
}

int print_methods(void)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    if (!to)
        return complain("out of memory");
    fprintf(to, "Methods, for --method ID; their options, for --set OPTION=VALUE, with defaults and what they take.\n");
    for (size_t i = 0; i < reckon_method_count(); i++)
        put_method(to, reckon_method_id(i));
    put_common_options(to);
    bool good = fclose(to) == 0;
    int status = good ? write_whole(NULL, text, length) : complain("out of memory");
    free(text);
    return status;
}
