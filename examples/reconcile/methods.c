/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry of methods as text: what each does and what its options take. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/reconcile.h>

#include "complain.h"
#include "files.h"
#include "help.h"
#include "options.h"

enum { HELP_WIDTH = 100, NAME_WIDTH = 20, DEFAULT_WIDTH = 13 };

/* `text` in lines of at most `HELP_WIDTH` columns, those after the first indented; the first starts
 * at `indent`. */
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

static void put_method_option(FILE *to, const reckon_option *option)
{
    char value[64], domain[256], line[1024];
    default_text(option, value, sizeof value);
    reckon_option_domain(option, domain, sizeof domain);
    snprintf(line, sizeof line, "%s (%s%s%s)", option->help, domain, option->unit[0] ? "; " : "",
        option->unit);
    fprintf(to, "  %-*s %-*s ", NAME_WIDTH, option->name, DEFAULT_WIDTH, value);
    put_paragraph(to, line, NAME_WIDTH + DEFAULT_WIDTH + 4);
}

static const reckon_option *option_of(const char *method, const char *name)
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
        const reckon_option *other = option_of(reckon_method_id(i), option->name);
        count += other && says_the_same(option, other);
    }
    return count;
}

/* Options that more than half of the methods have are described once, at the end. */
static bool is_common(const reckon_option *option)
{
    return 2 * shared_by(option) > reckon_method_count();
}

static const char *is_default(const char *id)
{
    return strcmp(id, RECKON_DEFAULT_METHOD) == 0 ? " (when no method is named)" : "";
}

static void put_method(FILE *to, const char *id)
{
    char common[512] = "";
    const char *reference = reckon_method_reference(id);
    fprintf(to, "\n%s%s\n  ", id, is_default(id));
    put_paragraph(to, reckon_method_summary(id), 2);
    if (strcmp(reference, "-") != 0) {
        fputs("  ", to);
        put_paragraph(to, reference, 2);
    }
    for (size_t i = 0; i < reckon_method_option_count(id); i++) {
        const reckon_option *option = reckon_method_option(id, i);
        if (!is_common(option))
            put_method_option(to, option);
        else
            snprintf(common + strlen(common), sizeof common - strlen(common), "%s%s",
                common[0] ? ", " : "", option->name);
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
                const reckon_option *other = option_of(reckon_method_id(k), option->name);
                before = other && says_the_same(option, other);
            }
            if (is_common(option) && !before)
                put_method_option(to, option);
        }
}

/* One method with every option spelled out. */
static int put_one(FILE *to, const char *id)
{
    char hint[200];
    struct nearest nearest = nearest_to(id, strlen(id));
    for (size_t i = 0; i < reckon_method_count(); i++)
        consider(&nearest, reckon_method_id(i));
    const char *reference = reckon_method_reference(id);
    if (!reference)
        return complain_usage(
            "there is no method \"%.80s\"%s", id, did_you_mean(&nearest, "", hint, sizeof hint));
    fprintf(to, "%s%s\n  ", id, is_default(id));
    put_paragraph(to, reckon_method_summary(id), 2);
    if (strcmp(reference, "-") != 0) {
        fputs("  ", to);
        put_paragraph(to, reference, 2);
    }
    fputs("\nOptions, for --set NAME=VALUE, with defaults and what they take\n", to);
    for (size_t i = 0; i < reckon_method_option_count(id); i++)
        put_method_option(to, reckon_method_option(id, i));
    return 0;
}

static void put_all(FILE *to)
{
    fprintf(to, "Methods, for --method ID; their options, for --set NAME=VALUE, with defaults and "
                "what they take.\n"
                "One alone: reconcile methods ID\n");
    for (size_t i = 0; i < reckon_method_count(); i++)
        put_method(to, reckon_method_id(i));
    put_common_options(to);
}

int print_methods(const char *id)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    if (!to)
        return complain("out of memory");
    int status = 0;
    if (id)
        status = put_one(to, id);
    else
        put_all(to);
    if (fclose(to) != 0)
        status = complain("out of memory");
    if (!status)
        status = write_whole(NULL, text, length);
    free(text);
    return status;
}
