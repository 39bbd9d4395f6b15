/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options of methods. One const table says everything about an option: help text, JSON, docs, bindings and the reading
 * of values all come from it.
 */
#ifndef RK_METHODS_OPTION_H
#define RK_METHODS_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/reconcile.h>
#include <reckon/status.h>

enum { RK_MAX_OPTIONS = 24 };

/* A table of options: the rows of one method, in the order in which they are echoed. */
typedef struct rk_option_table {
    const reckon_option *options; /* [count] */
    size_t count;                 /* <= RK_MAX_OPTIONS */
} rk_option_table;

/* The value of an option: a number (NAN: none), or the index of a choice. */
typedef struct rk_option_value {
    double number;
    int choice;
} rk_option_value;

/* The index of a name in the table, or -1. */
int rk_option_find(const rk_option_table *table, const char *name);

/* The default of an option as a value. */
rk_option_value rk_option_default(const reckon_option *option);

/* Reads `text` as a value of `option`: RECKON_OPTION, saying what the option takes, when it is not one. */
reckon_status rk_option_read(
    const reckon_option *option, const char *text, rk_option_value *value, reckon_error *error);

/* What an option takes, in words: "a number from 0 to 10", "one of DL, HE". Returns `to`. */
char *rk_option_domain(const reckon_option *option, char *to, size_t size);

#endif
