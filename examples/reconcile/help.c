/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help pages, made from the tables of commands and options. Examples come first. */
#include "help.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/version.h>

#include "complain.h"
#include "files.h"

enum { OPTION_WIDTH = 24 };

/* "usage" of every command on the first page, of its own on a command's page. */
static void put_usage(FILE *to, enum command command)
{
    if (command != COMMAND_RECONCILE) {
        fprintf(to, "reconcile %s [OPTION]... %s: %s\n", command_rows[command].name,
            command_rows[command].operand, command_rows[command].help);
        return;
    }
    fputs("Reconciles competing estimates of a hidden population into ranges over "
          "time.\n\nCommands\n",
        to);
    for (int i = 0; i < COMMANDS; i++) {
        char line[80];
        snprintf(line, sizeof line, "reconcile %s%s%s", command_rows[i].name,
            command_rows[i].name[0] ? " " : "", command_rows[i].operand);
        fprintf(to, "  %-*s %s\n", OPTION_WIDTH + 4, line, command_rows[i].help);
    }
}

static void put_option(FILE *to, const struct option_row *option)
{
    char left[80];
    snprintf(left, sizeof left, "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
        option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
        option->value ? " " : "", option->value ? option->value : "");
    fprintf(to, "  %-*s %s\n", OPTION_WIDTH, left, option->help);
}

/* The options of a command under their headings, in the order of the table. */
static void put_options(FILE *to, enum command command)
{
    const char *group = "";
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *option = &option_rows[i];
        if (!(option->commands & FOR(command)))
            continue;
        if (strcmp(group, option->group) != 0)
            fprintf(to, "\n%s\n", option->group);
        group = option->group;
        put_option(to, option);
    }
}

int print_help(enum command command)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    if (!to)
        return complain("out of memory");
    put_usage(to, command);
    fprintf(to, "\nExamples\n%s", command_rows[command].examples);
    put_options(to, command);
    if (command_rows[command].more)
        fprintf(to, "\n%s", command_rows[command].more);
    bool good = fclose(to) == 0;
    int status = good ? write_whole(NULL, text, length) : complain("out of memory");
    free(text);
    return status;
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
