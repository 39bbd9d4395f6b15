/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of evidence, JSON or a sheet by their content, and the command that shows how each figure
 * is read. */
#ifndef RECONCILE_SHEETS_H
#define RECONCILE_SHEETS_H

#include "arguments.h"

/* Reads the file of the arguments. 0 and new *evidence, or the exit status after a complaint. */
int read_evidence(const struct arguments *arguments, reckon_evidence **evidence);

/* The same from the text of a sheet. */
int read_sheet_text(
    const struct arguments *arguments, const char *text, size_t length, reckon_evidence **evidence);

/* Complains about options that say how a sheet is read, which mean nothing for JSON. */
int refuse_sheet_options(const struct arguments *arguments);

/* reconcile read FILE: a line for each row, and the evidence to --output. */
int show_reading(const struct arguments *arguments);

#endif
