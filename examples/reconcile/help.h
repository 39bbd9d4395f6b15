/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program says about itself. All of it goes to the standard output; 0, or the exit status
 * after a complaint.
 */
#ifndef RECONCILE_HELP_H
#define RECONCILE_HELP_H

#include "options.h"

/* The help page of a command. */
int print_help(enum command command);
int print_version(void);

/* Every method with its options, or the one of that id, from the library's registry. */
int print_methods(const char *id);

/* A script that completes the command line in "bash", "zsh" or "fish". */
int print_completion(const char *shell);

#endif
