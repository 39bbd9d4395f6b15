/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"

static const char **text_of(struct arguments *to, const struct option_row *option)
{
    return (const char **)(void *)((char *)to + option->member);
}

static struct words *words_of(struct arguments *to, const struct option_row *option)
{
    return (struct words *)(void *)((char *)to + option->member);
}

static bool *flag_of(struct arguments *to, const struct option_row *option)
{
    return (bool *)(void *)((char *)to + option->member);
}

static bool has_value(const struct option_row *option)
{
    return option->kind == OPTION_TEXT || option->kind == OPTION_LIST;
}

static int take_value(const struct option_row *option, const char *value, struct arguments *to)
{
    if (option->kind == OPTION_LIST) {
        struct words *words = words_of(to, option);
        words->items[words->count++] = value;
        return 0;
    }
    const char **text = text_of(to, option);
    if (*text)
        return complain_usage(
            "--%s is given twice: \"%.80s\" and \"%.80s\"", option->name, *text, value);
    *text = value;
    return 0;
}

static void take_flag(const struct option_row *option, struct arguments *to)
{
    if (option->kind == OPTION_HELP)
        to->wants_help = true;
    else if (option->kind == OPTION_VERSION)
        to->wants_version = true;
    else
        *flag_of(to, option) = true;
}

/* An option without its value yet: the value follows as the next argument, which may not look like
 * an option. */
static int take_next(
    const struct option_row *option, int argc, char **argv, int *at, struct arguments *to)
{
    const char *next = *at + 1 < argc ? argv[*at + 1] : NULL;
    if (!next || strncmp(next, "--", 2) == 0)
        return complain_usage(
            "--%s needs a value: --%s %s", option->name, option->name, option->value);
    ++*at;
    return take_value(option, next, to);
}

/* What is no option of this command may be one of another. */
static int complain_unknown(const char *typed, size_t length, const struct arguments *of)
{
    char hint[120];
    struct nearest nearest = nearest_to(typed, length);
    for (size_t i = 0; i < option_count; i++) {
        if (option_rows[i].commands & FOR(of->command))
            consider(&nearest, option_rows[i].name);
        else if (strlen(option_rows[i].name) == length &&
                 memcmp(option_rows[i].name, typed, length) == 0)
            return complain_usage("--%.80s has no place in \"reconcile %s\"", option_rows[i].name,
                command_rows[of->command].name[0] ? command_rows[of->command].name : "FILE");
    }
    return complain_usage("there is no option \"--%.*s\"%s", (int)(length < 80 ? length : 80),
        typed, did_you_mean(&nearest, "--", hint, sizeof hint));
}

/* "--name", "--name value" or "--name=value" at argv[*at]. */
static int take_long(int argc, char **argv, int *at, struct arguments *to)
{
    const char *typed = argv[*at] + 2;
    size_t length = strcspn(typed, "=");
    const char *value = typed[length] == '=' ? typed + length + 1 : NULL;
    const struct option_row *option = find_option(to->command, typed, length);
    if (!option)
        return complain_unknown(typed, length, to);
    if (has_value(option))
        return value ? take_value(option, value, to) : take_next(option, argc, argv, at, to);
    if (value)
        return complain_usage("--%s takes no value", option->name);
    take_flag(option, to);
    return 0;
}

/* "-x", "-xy", "-x value" or "-xvalue" at argv[*at]. */
static int take_short(int argc, char **argv, int *at, struct arguments *to)
{
    const char *argument = argv[*at];
    if (argument[2] && find_option(to->command, argument + 1, strcspn(argument + 1, "=")))
        return complain_usage(
            "there is no option \"%.80s\" (did you mean -%.80s?)", argument, argument);
    for (const char *letter = argument + 1; *letter; letter++) {
        const struct option_row *option = find_letter(to->command, *letter);
        if (!option)
            return complain_usage(
                "there is no option \"-%.*s\"", (unsigned char)*letter < 0x80 ? 1 : 80, letter);
        if (!has_value(option)) {
            take_flag(option, to);
            continue;
        }
        const char *rest = letter[1] == '=' ? letter + 2 : letter + 1;
        return letter[1] ? take_value(option, rest, to) : take_next(option, argc, argv, at, to);
    }
    return 0;
}

/* Two files, or a command that was mistyped before a file. */
static int complain_two_operands(const struct arguments *of, const char *word)
{
    char hint[80];
    struct nearest nearest = nearest_to(of->operand, strlen(of->operand));
    for (int i = 0; i < COMMANDS && of->command == COMMAND_RECONCILE; i++)
        if (command_rows[i].name[0])
            consider(&nearest, command_rows[i].name);
    const char *operand = command_rows[of->command].operand;
    return complain_usage("one %s at a time, not \"%.80s\" and \"%.80s\"%s",
        strcmp(operand, "FILE") == 0 ? "file" : operand, of->operand, word,
        did_you_mean(&nearest, "", hint, sizeof hint));
}

static int take_operand(const char *word, struct arguments *to)
{
    const char *operand = command_rows[to->command].operand;
    if (operand[0] == '\0')
        return complain_usage(
            "%s takes nothing more, not \"%.80s\"", command_rows[to->command].name, word);
    if (to->operand)
        return complain_two_operands(to, word);
    to->operand = word;
    return 0;
}

static int check_format(struct arguments *to)
{
    const char *const *formats = command_rows[to->command].formats;
    char list[200] = "", hint[80];
    if (!formats)
        return 0;
    if (!to->format)
        to->format = formats[0];
    struct nearest nearest = nearest_to(to->format, strlen(to->format));
    for (size_t i = 0; formats[i]; i++) {
        if (strcmp(formats[i], to->format) == 0)
            return 0;
        consider(&nearest, formats[i]);
        snprintf(
            list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "", formats[i]);
    }
    return complain_usage("--format is one of %s, not \"%.80s\"%s", list, to->format,
        did_you_mean(&nearest, "", hint, sizeof hint));
}

static int check_language(const struct arguments *to)
{
    const char *code = to->brief_language;
    if (!code || strcmp(code, "en") == 0 || strcmp(code, "fr") == 0)
        return 0;
    return complain_usage("--in is one of en (English), fr (French), not \"%.80s\"", code);
}

/* A file, or what is piped in; a terminal that nobody types into is not waited for. */
static int check_operand(struct arguments *to)
{
    bool is_file = strcmp(command_rows[to->command].operand, "FILE") == 0;
    if (to->explain_reading && to->operand)
        return complain_usage("--explain-reading takes no file: \"%.80s\"", to->operand);
    if (to->operand || to->explain_reading || !is_file)
        return 0;
    if (isatty(STDIN_FILENO))
        return complain_usage("a file is needed, or - for the standard input");
    to->operand = "-";
    return 0;
}

/* What options demand of one another. */
static int check_together(const struct arguments *of)
{
    if (of->compare && of->method)
        return complain_usage("--compare runs every method: --method has no place beside it");
    if (!of->from != !of->to)
        return complain_usage(
            "%s needs %s", of->from ? "--from" : "--to", of->from ? "--to" : "--from");
    if (of->step && !of->from)
        return complain_usage("--step needs --from and --to");
    for (size_t i = 0; i < of->settings.count; i++) {
        const char *equals = strchr(of->settings.items[i], '=');
        if (!equals || equals == of->settings.items[i])
            return complain_usage("--set takes NAME=VALUE, not \"%.80s\"", of->settings.items[i]);
    }
    return 0;
}

static bool make_room(int argc, struct arguments *to)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_rows[i].kind == OPTION_LIST) {
            struct words *words = words_of(to, &option_rows[i]);
            words->items = calloc((size_t)argc + 1, sizeof *words->items);
            if (!words->items)
                return false;
        }
    return true;
}

int read_arguments(int argc, char **argv, struct arguments *to)
{
    *to = (struct arguments){.command = COMMAND_RECONCILE};
    if (!make_room(argc, to))
        return complain("out of memory");
    int i = 1;
    if (argc > 1 && find_command(argv[1]) != COMMANDS)
        to->command = find_command(argv[i++]);
    bool only_operands = false;
    for (; i < argc && !to->wants_help && !to->wants_version; i++) {
        int status = 0;
        if (!only_operands && strcmp(argv[i], "--") == 0)
            only_operands = true;
        else if (!only_operands && strncmp(argv[i], "--", 2) == 0)
            status = take_long(argc, argv, &i, to);
        else if (!only_operands && argv[i][0] == '-' && argv[i][1] != '\0')
            status = take_short(argc, argv, &i, to);
        else
            status = take_operand(argv[i], to);
        if (status)
            return status;
    }
    if (to->wants_help || to->wants_version)
        return 0;
    int status = check_format(to);
    if (!status)
        status = check_language(to);
    if (!status)
        status = check_together(to);
    return status ? status : check_operand(to);
}

void free_arguments(struct arguments *arguments)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_rows[i].kind == OPTION_LIST)
            free(words_of(arguments, &option_rows[i])->items);
}

bool format_is(const struct arguments *arguments, const char *name)
{
    return arguments->format && strcmp(arguments->format, name) == 0;
}
