/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program says about itself. All of it goes to the standard output; 0, or the exit status after a complaint.
 */
#ifndef RECONCILE_HELP_H
#define RECONCILE_HELP_H

int print_help(void);
int print_version(void);
/* Every method with its options, from the library's registry. */
int print_methods(void);

#endif
