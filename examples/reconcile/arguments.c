/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arguments.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"

/* The options: those with a value have the member where it goes; the others change nothing but a flag. */
enum kind { TEXT, DATES, SETTINGS, COMPARE, HELP, VERSION, METHODS };

struct option_name {
    const char *name;
    enum kind kind;
    size_t member; /* of struct arguments, for TEXT */
};

static const struct option_name option_names[] = {
    {"method", TEXT, offsetof(struct arguments, method)},
    {"population", TEXT, offsetof(struct arguments, population)},
    {"from", TEXT, offsetof(struct arguments, from)},
    {"to", TEXT, offsetof(struct arguments, to)},
    {"step", TEXT, offsetof(struct arguments, step)},
    {"level", TEXT, offsetof(struct arguments, level)},
    {"probabilities", TEXT, offsetof(struct arguments, probabilities)},
    {"format", TEXT, offsetof(struct arguments, format_name)},
    {"output", TEXT, offsetof(struct arguments, output)},
    {"at", DATES, 0},
    {"set", SETTINGS, 0},
    {"compare", COMPARE, 0},
    {"help", HELP, 0},
    {"version", VERSION, 0},
    {"methods", METHODS, 0},
};

/* `text` after the two dashes: "name" or "name=value"; *value is NULL when there is none. */
static const struct option_name *find_option(const char *text, const char **value)
{
    size_t length = strcspn(text, "=");
    *value = text[length] == '=' ? text + length + 1 : NULL;
    for (size_t i = 0; i < sizeof option_names / sizeof *option_names; i++)
        if (strncmp(option_names[i].name, text, length) == 0 && option_names[i].name[length] == '\0')
            return &option_names[i];
    return NULL;
}

static int take_value(const struct option_name *option, const char *value, struct arguments *to)
{
    if (option->kind == DATES) {
        to->dates[to->date_count++] = value;
        return 0;
    }
    if (option->kind == SETTINGS) {
        const char *equals = strchr(value, '=');
        if (!equals || equals == value)
            return complain_usage("--set takes OPTION=VALUE, not \"%.80s\"", value);
        to->settings[to->setting_count++] = value;
        return 0;
    }
    const char **member = (const char **)(void *)((char *)to + option->member);
    if (*member)
        return complain_usage("--%s is given twice: \"%.80s\" and \"%.80s\"", option->name, *member, value);
    *member = value;
    return 0;
}

static void take_flag(const struct option_name *option, struct arguments *to)
{
    switch (option->kind) {
    case COMPARE:
        to->compare = true;
        break;
    case HELP:
        to->action = ACTION_HELP;
        break;
    case VERSION:
        to->action = ACTION_VERSION;
        break;
    case METHODS:
        to->action = ACTION_METHODS;
        break;
    default:
        break;
    }
}

/* One option at argv[*at]; *at moves on when its value is the next argument. */
static int take_option(int argc, char **argv, int *at, struct arguments *to)
{
    const char *value;
    const struct option_name *option = find_option(argv[*at] + 2, &value);
    if (!option)
        return complain_usage("there is no option \"%.80s\"", argv[*at]);
    bool wants_value = option->kind == TEXT || option->kind == DATES || option->kind == SETTINGS;
    if (!wants_value) {
        if (value)
            return complain_usage("--%s takes no value", option->name);
        take_flag(option, to);
        return 0;
    }
    if (!value && (*at + 1 >= argc || strncmp(argv[*at + 1], "--", 2) == 0))
        return complain_usage("--%s needs a value", option->name);
    if (!value)
        value = argv[++*at];
    return take_value(option, value, to);
}

static int take_evidence(const char *name, struct arguments *to)
{
    if (to->evidence)
        return complain_usage("one evidence file at a time, not \"%.80s\" and \"%.80s\"", to->evidence, name);
    to->evidence = name;
    return 0;
}

static int read_format(struct arguments *to)
{
    static const char *const names[] = {
        [FORMAT_TABLE] = "table", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv", [FORMAT_GNUPLOT] = "gnuplot"};
    to->format = FORMAT_TABLE;
    if (!to->format_name)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], to->format_name) == 0) {
            to->format = (enum format)i;
            return 0;
        }
    return complain_usage("--format is one of table, json, csv, gnuplot, not \"%.80s\"", to->format_name);
}

/* What options demand of one another. */
static int check_together(const struct arguments *of)
{
    if (!of->evidence)
        return complain_usage("an evidence file is needed, or - for the standard input");
    if (of->compare && of->method)
        return complain_usage("--compare runs every method: --method has no place beside it");
    if (of->compare && of->format == FORMAT_GNUPLOT)
        return complain_usage("--format gnuplot draws one method: name it with --method instead of --compare");
    if (!of->from != !of->to)
        return complain_usage("%s needs %s", of->from ? "--from" : "--to", of->from ? "--to" : "--from");
    if (of->step && !of->from)
        return complain_usage("--step needs --from and --to");
    return 0;
}

int read_arguments(int argc, char **argv, struct arguments *to)
{
    *to = (struct arguments){0};
    to->dates = calloc((size_t)argc + 1, sizeof *to->dates);
    to->settings = calloc((size_t)argc + 1, sizeof *to->settings);
    if (!to->dates || !to->settings)
        return complain("out of memory");
    bool only_files = false;
    for (int i = 1; i < argc && to->action == ACTION_RECONCILE; i++) {
        int status = 0;
        if (!only_files && strcmp(argv[i], "--") == 0)
            only_files = true;
        else if (!only_files && strncmp(argv[i], "--", 2) == 0)
            status = take_option(argc, argv, &i, to);
        else if (!only_files && argv[i][0] == '-' && argv[i][1] != '\0')
            status = complain_usage("there is no option \"%.80s\"", argv[i]);
        else
            status = take_evidence(argv[i], to);
        if (status)
            return status;
    }
    if (to->action != ACTION_RECONCILE)
        return 0;
    int status = read_format(to);
    return status ? status : check_together(to);
}

void free_arguments(struct arguments *arguments)
{
    free(arguments->dates);
    free(arguments->settings);
}
