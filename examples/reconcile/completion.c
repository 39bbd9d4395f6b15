/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion for shells. The scripts hold every command, option, method and setting of this program
 * as it was built, so that a shell need not run it at each key. docs/using-the-program.md says
 * where they go.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/reconcile.h>

#include "complain.h"
#include "files.h"
#include "help.h"
#include "options.h"

static void put_methods(FILE *to, const char *between)
{
    for (size_t i = 0; i < reckon_method_count(); i++)
        fprintf(to, "%s%s", i ? between : "", reckon_method_id(i));
}

/* The name of every option of every method, once, with its equals sign. */
static void put_settings(FILE *to, const char *between)
{
    bool first = true;
    for (size_t i = 0; i < reckon_method_count(); i++)
        for (size_t j = 0; j < reckon_method_option_count(reckon_method_id(i)); j++) {
            const char *name = reckon_method_option(reckon_method_id(i), j)->name;
            bool before = false;
            for (size_t k = 0; k < i && !before; k++)
                for (size_t l = 0; l < reckon_method_option_count(reckon_method_id(k)) && !before;
                     l++)
                    before = strcmp(reckon_method_option(reckon_method_id(k), l)->name, name) == 0;
            if (!before)
                fprintf(to, "%s%s=", first ? "" : between, name);
            first = false;
        }
}

static void put_formats(FILE *to, enum command command, const char *between)
{
    const char *const *formats = command_rows[command].formats;
    for (size_t i = 0; formats && formats[i]; i++)
        fprintf(to, "%s%s", i ? between : "", formats[i]);
}

/* The words that may stand as an option's value. */
static void put_values(
    FILE *to, const struct option_row *option, enum command command, const char *between)
{
    if (strcmp(option->complete, "<method>") == 0)
        put_methods(to, between);
    else if (strcmp(option->complete, "<setting>") == 0)
        put_settings(to, between);
    else if (strcmp(option->complete, "<format>") == 0)
        put_formats(to, command, between);
    else
        fputs(option->complete, to);
}

static bool is_file(const char *complete)
{
    return strcmp(complete, "<file>") == 0;
}

/* ------------------------------------------------------------------ bash */

/* A case of the value that follows an option. */
static void put_bash_value(FILE *to, const struct option_row *option, enum command command)
{
    fprintf(to, "        \"%s --%s\"", command_rows[command].name, option->name);
    if (option->letter)
        fprintf(to, " | \"%s -%c\"", command_rows[command].name, option->letter);
    fputs(") ", to);
    if (is_file(option->complete)) {
        fputs("COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n", to);
        return;
    }
    fputs("words='", to);
    put_values(to, option, command, " ");
    fputs("' ;;\n", to);
}

static void put_bash_command(FILE *to, enum command command)
{
    fprintf(to, "        \"%s\") words='", command_rows[command].name);
    for (size_t i = 0; i < option_count; i++)
        if (option_rows[i].commands & FOR(command))
            fprintf(to, "--%s ", option_rows[i].name);
    if (command == COMMAND_METHODS)
        put_methods(to, " ");
    if (command == COMMAND_COMPLETION)
        fputs("bash zsh fish", to);
    fputs("' ;;\n", to);
}

static void put_bash(FILE *to)
{
    fputs("# Completion of reconcile for bash, made by: reconcile completion bash\n"
          "_reconcile() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} "
          "command='' words=''\n"
          "    case ${COMP_WORDS[1]} in\n        ",
        to);
    bool first = true;
    for (int i = 0; i < COMMANDS; i++)
        if (command_rows[i].name[0]) {
            fprintf(to, "%s%s", first ? "" : " | ", command_rows[i].name);
            first = false;
        }
    fputs(") [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]} ;;\n    esac\n"
          "    case \"$command $previous\" in\n",
        to);
    for (int command = 0; command < COMMANDS; command++)
        for (size_t i = 0; i < option_count; i++)
            if (option_rows[i].commands & FOR(command) && option_rows[i].value)
                put_bash_value(to, &option_rows[i], (enum command)command);
    fputs("        *) case \"$command\" in\n", to);
    for (int command = 0; command < COMMANDS; command++)
        put_bash_command(to, (enum command)command);
    fputs("        esac\n        [ \"$COMP_CWORD\" -eq 1 ] && words=\"$words", to);
    for (int i = 0; i < COMMANDS; i++)
        if (command_rows[i].name[0])
            fprintf(to, " %s", command_rows[i].name);
    fputs("\" ;;\n    esac\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
          "    case \"$current\" in -*) ;; *) COMPREPLY+=($(compgen -f -- \"$current\")) ;; esac\n"
          "    case \"${COMPREPLY[0]}\" in *=) compopt -o nospace ;; esac\n"
          "}\n"
          "complete -o filenames -F _reconcile reconcile\n",
        to);
}

/* ------------------------------------------------------------------ zsh */

/* Text inside single quotes of zsh's _arguments: colons, brackets and quotes would end it. */
static void put_quoted(FILE *to, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", to);
        else if (strchr(":[]\\", *text))
            fprintf(to, "\\%c", *text);
        else
            fputc(*text, to);
    }
}

static void put_zsh_option(FILE *to, const struct option_row *option, enum command command)
{
    fputs(" \\\n            ", to);
    if (option->letter)
        fprintf(to, "{-%c,--%s}", option->letter, option->name);
    else
        fprintf(to, "--%s", option->name);
    fputs("'[", to);
    put_quoted(to, option->help);
    fputs("]", to);
    if (option->value && is_file(option->complete)) {
        fputs(":file:_files", to);
    } else if (option->value) {
        fprintf(to, ":%s:(", option->name);
        put_values(to, option, command, " ");
        fputs(")", to);
    }
    fputs("'", to);
}

static void put_zsh(FILE *to)
{
    fputs(
        "#compdef reconcile\n# Completion of reconcile for zsh, made by: reconcile completion zsh\n"
        "_reconcile() {\n    case ${words[2]} in\n",
        to);
    for (int command = COMMANDS - 1; command >= 0; command--) {
        const char *name = command_rows[command].name;
        fprintf(to, "        %s)\n            _arguments -s", name[0] ? name : "*");
        for (size_t i = 0; i < option_count; i++)
            if (option_rows[i].commands & FOR(command))
                put_zsh_option(to, &option_rows[i], (enum command)command);
        if (command == COMMAND_METHODS) {
            fputs(" \\\n            '2:method:(", to);
            put_methods(to, " ");
            fputs(")'", to);
        } else if (command == COMMAND_COMPLETION) {
            fputs(" \\\n            '2:shell:(bash zsh fish)'", to);
        } else {
            fputs(" \\\n            '*:file:_files'", to);
        }
        fputs(" ;;\n", to);
    }
    fputs("    esac\n}\n_reconcile \"$@\"\n", to);
}

/* ------------------------------------------------------------------ fish */

static void put_fish_option(FILE *to, const struct option_row *option, enum command command)
{
    const char *name = command_rows[command].name;
    if (name[0])
        fprintf(to, "complete -c reconcile -n '__fish_seen_subcommand_from %s'", name);
    else
        fputs("complete -c reconcile -n 'not __fish_seen_subcommand_from $reconcile_commands'", to);
    if (option->letter)
        fprintf(to, " -s %c", option->letter);
    fprintf(to, " -l %s", option->name);
    if (option->value)
        fputs(is_file(option->complete) ? " -r -F" : " -x", to);
    if (option->value && !is_file(option->complete) && option->complete[0]) {
        fputs(" -a '", to);
        put_values(to, option, command, " ");
        fputs("'", to);
    }
    fputs(" -d '", to);
    for (const char *at = option->help; *at; at++)
        fprintf(to, *at == '\'' ? "\\%c" : "%c", *at);
    fputs("'\n", to);
}

static void put_fish(FILE *to)
{
    fputs("# Completion of reconcile for fish, made by: reconcile completion fish\nset -l "
          "reconcile_commands",
        to);
    for (int i = 0; i < COMMANDS; i++)
        if (command_rows[i].name[0])
            fprintf(to, " %s", command_rows[i].name);
    fputs("\n", to);
    for (int i = 0; i < COMMANDS; i++)
        if (command_rows[i].name[0])
            fprintf(to,
                "complete -c reconcile -n \"not __fish_seen_subcommand_from $reconcile_commands\" "
                "-a %s -d '%s'\n",
                command_rows[i].name, command_rows[i].help);
    for (int command = 0; command < COMMANDS; command++)
        for (size_t i = 0; i < option_count; i++)
            if (option_rows[i].commands & FOR(command))
                put_fish_option(to, &option_rows[i], (enum command)command);
    fputs("complete -c reconcile -n '__fish_seen_subcommand_from methods' -f -a '", to);
    put_methods(to, " ");
    fputs("'\ncomplete -c reconcile -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh "
          "fish'\n",
        to);
}

int print_completion(const char *shell)
{
    static const struct {
        const char *name;
        void (*put)(FILE *to);
    } shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};
    for (size_t i = 0; shell && i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(shells[i].name, shell) != 0)
            continue;
        char *text = NULL;
        size_t length = 0;
        FILE *to = open_memstream(&text, &length);
        if (!to)
            return complain("out of memory");
        shells[i].put(to);
        bool good = fclose(to) == 0;
        int status = good ? write_whole(NULL, text, length) : complain("out of memory");
        free(text);
        return status;
    }
    return complain_usage("completion is for bash, zsh or fish%s%.80s%s", shell ? ", not \"" : "",
        shell ? shell : "", shell ? "\"" : "");
}
