/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of text for eyes: cells by the columns they take, figures, paragraphs in lines of a given
 * width. */
#ifndef RK_RESULT_PAGE_H
#define RK_RESULT_PAGE_H

#include <stddef.h>

#include "core/text.h"
#include "core/texts.h"
#include "result/columns.h"
#include "result/figure.h"

/* Significant digits of an answer. */
enum { RK_PAGE_DIGITS = 3 };

/* The larger of `width` and the columns of `text`. */
size_t rk_page_wider(size_t width, const char *text);

void rk_page_blanks(rk_buffer *out, size_t count);
/* Text of the evidence as it may stand on a page: no line breaks, no commands to a terminal. */
void rk_page_text(rk_buffer *out, const char *text);
/* A cell of `width` columns; what is longer pushes the next one on. */
void rk_page_left(rk_buffer *out, const char *text, size_t width);
void rk_page_right(rk_buffer *out, const char *text, size_t width);
/* The same, cut with an ellipsis when it is longer. */
void rk_page_left_cut(rk_buffer *out, const char *text, size_t width);
/* A figure at the right of a cell, to RK_PAGE_DIGITS. */
void rk_page_figure(rk_buffer *out, double value, size_t width);
/* Ends a line without trailing blanks. */
void rk_page_end_line(rk_buffer *out);

/* A sentence that begins at column `indent` (the text up to there is written), in lines of at most
 * `width` columns. */
void rk_page_paragraph(rk_buffer *out, const char *text, size_t indent, size_t width);
/* Sentences as a list under a heading; nothing when there are none. */
void rk_page_sentences(rk_buffer *out, const char *heading, const rk_texts *texts, size_t width);

/* A figure as the tables show it. Shares get their zeros back, so that they stand under one
 * another. */
char *rk_page_figure_text(char to[RK_FIGURE_TEXT], double value, int digits);
/* The columns that the widest of values[count] takes, at least `least`. */
size_t rk_page_figure_width(const double *values, size_t count, int digits, size_t least);

#endif
