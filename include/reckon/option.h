/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file option.h
 * What an option is: one row of a table that says its name, what it takes, its default, unit and
 * meaning. Help, JSON, the bindings, the defaults of options structs and the checks of the numeric
 * layer all read the same row.
 */
#ifndef RECKON_OPTION_H
#define RECKON_OPTION_H

#include <stddef.h>

#include <reckon/export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum reckon_option_type {
    RECKON_OPTION_NUMBER,
    RECKON_OPTION_INTEGER,
    RECKON_OPTION_CHOICE
} reckon_option_type;

/** One option of a method. All text is static. */
typedef struct reckon_option {
    const char *name;
    reckon_option_type type;
    double default_number;      /* number, integer: NAN when the default is "none" */
    const char *default_choice; /* choice */
    double minimum;             /* number, integer: smallest value taken */
    double maximum;             /* number, integer: largest value taken */
    const char *const *choices; /* choice: NULL-terminated */
    const char *unit;           /* "" when it has none */
    const char *help;           /* one line */
} reckon_option;

/**
 * What an option takes, in words ("a number from 0 to 10", "one of DL, HE, ..."), into text[size],
 * cut if it does not fit. Returns `text`.
 */
RECKON_EXPORT char *reckon_option_domain(const reckon_option *option, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
