/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of a CSV of results, for who writes many of them under one header. */
#ifndef RK_RESULT_CSV_H
#define RK_RESULT_CSV_H

#include <reckon/result.h>

#include "core/text.h"

/* The names of the columns, without the end of the line. */
void rk_csv_header(rk_buffer *out, const double *probabilities, size_t count);
/* One date of a result, without the end of the line. */
void rk_csv_row(rk_buffer *out, const reckon_result *result, const reckon_row *row);
/* A text as a cell: quoted where it must be, and no formula to a spreadsheet. */
void rk_csv_text(rk_buffer *out, const char *text);

#endif
