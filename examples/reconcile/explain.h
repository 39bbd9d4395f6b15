/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a figure in words is read: tokens, rule, reading or question. */
#ifndef RECONCILE_EXPLAIN_H
#define RECONCILE_EXPLAIN_H

/* Prints it for `text`; `language` may be NULL. 0, or the exit status after a complaint. */
int explain_reading(const char *text, const char *language);

#endif
