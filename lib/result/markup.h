/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of the evidence inside SVG, HTML and Markdown: always text, never a tag, a link or a mark.
 */
#ifndef RK_RESULT_MARKUP_H
#define RK_RESULT_MARKUP_H

#include "core/text.h"

/* For XML and HTML, between tags or in an attribute of double quotes; control characters become
 * blanks. NULL is "". */
void rk_markup_text(rk_buffer *out, const char *text);

/* For Markdown, on one line and in a cell of a table. */
void rk_markdown_text(rk_buffer *out, const char *text);

/* Whether an address may stand in a link: http or https and no blank or control character. */
int rk_markup_is_link(const char *url);

#endif
