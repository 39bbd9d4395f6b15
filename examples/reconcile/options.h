/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the command line knows, as data: commands and options. Reading the command line, the help
 * pages, the hints after a slip of the keys and the completions of shells all come from these two
 * tables.
 *
 * A new option is one row in options.c and one member of struct arguments. A new command is one row
 * too, and a function that main.c calls.
 */
#ifndef RECONCILE_OPTIONS_H
#define RECONCILE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum command {
    COMMAND_RECONCILE,
    COMMAND_READ,
    COMMAND_EXPLAIN,
    COMMAND_BRIEF,
    COMMAND_BATCH,
    COMMAND_METHODS,
    COMMAND_COMPLETION,
    COMMANDS
};

/* Bits for the commands that take an option. */
#define FOR(command) (1u << (command))

struct command_row {
    const char *name;    /* "" for the one that needs no word */
    const char *operand; /* what stands behind the options, such as "FILE"; "" for nothing */
    const char *help;    /* one line */
    const char *const
        *formats;         /* NULL-terminated, the default first; NULL: --format is not taken */
    const char *examples; /* lines of the help page */
    const char *more;     /* sentences that end the help page, or NULL */
};
extern const struct command_row command_rows[COMMANDS];

enum option_kind {
    OPTION_TEXT, /* a value, once: a const char * */
    OPTION_LIST, /* a value, may be repeated: a struct words */
    OPTION_FLAG, /* no value: a bool */
    OPTION_HELP, /* print the help page and end */
    OPTION_VERSION
};

struct option_row {
    const char *name;
    char letter; /* the short form, or '\0' */
    enum option_kind kind;
    size_t member;        /* of struct arguments, but for HELP and VERSION */
    unsigned commands;    /* FOR(...) | FOR(...) */
    const char *group;    /* heading in the help page */
    const char *value;    /* what the value is called in the help page; NULL for flags */
    const char *help;     /* what it does, and its default */
    const char *complete; /* what shells may offer as its value: words with blanks between, or
                             "<file>", "<method>" */
};
extern const struct option_row option_rows[];
extern const size_t option_count;

/* By its long name of `length` bytes, or by its letter; among the options of one command. NULL when
 * there is none. */
const struct option_row *find_option(enum command command, const char *name, size_t length);
const struct option_row *find_letter(enum command command, char letter);

/* The command of that name, or COMMANDS. */
enum command find_command(const char *name);

/* The name nearest to what was typed, or NULL when none is near: two slips at most, fewer in short
 * words. */
struct nearest {
    const char *typed;
    size_t length;
    const char *name; /* the nearest so far */
    size_t distance;
};
struct nearest nearest_to(const char *typed, size_t length);
void consider(struct nearest *nearest, const char *name);

/* " (did you mean X?)", or "" when nothing was near. Returns `to`. */
char *did_you_mean(const struct nearest *nearest, const char *prefix, char *to, size_t size);

#endif
