/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/page.h"

#include <string.h>

size_t rk_page_wider(size_t width, const char *text)
{
    size_t columns = rk_columns(text);
    return columns > width ? columns : width;
}

void rk_page_blanks(rk_buffer *out, size_t count)
{
    while (count--)
        rk_buffer_append(out, " ");
}

void rk_page_text(rk_buffer *out, const char *text)
{
    for (const char *at = text; *at; at++)
        rk_buffer_append_bytes(out, (unsigned char)*at < 0x20 || *at == 0x7F ? " " : at, 1);
}

void rk_page_left(rk_buffer *out, const char *text, size_t width)
{
    size_t columns = rk_columns(text);
    rk_page_text(out, text);
    rk_page_blanks(out, columns < width ? width - columns : 0);
}

void rk_page_right(rk_buffer *out, const char *text, size_t width)
{
    size_t columns = rk_columns(text);
    rk_page_blanks(out, columns < width ? width - columns : 0);
    rk_page_text(out, text);
}

void rk_page_left_cut(rk_buffer *out, const char *text, size_t width)
{
    char cut[512];
    rk_page_left(out, rk_columns_cut(cut, sizeof cut, text, width), width);
}

char *rk_page_figure_text(char to[RK_FIGURE_TEXT], double value, int digits)
{
    rk_figure_text(to, value, digits);
    for (size_t length = strlen(to); strncmp(to, "0.", 2) == 0 && length < 5; length++)
        memcpy(to + length, "0", 2);
    return to;
}

void rk_page_figure(rk_buffer *out, double value, size_t width)
{
    char text[RK_FIGURE_TEXT];
    rk_page_right(out, rk_page_figure_text(text, value, RK_PAGE_DIGITS), width);
}

size_t rk_page_figure_width(const double *values, size_t count, int digits, size_t least)
{
    char text[RK_FIGURE_TEXT];
    size_t width = least;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(rk_page_figure_text(text, values[i], digits));
        width = length > width ? length : width;
    }
    return width;
}

void rk_page_end_line(rk_buffer *out)
{
    while (out->length && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
    rk_buffer_append(out, "\n");
}

void rk_page_paragraph(rk_buffer *out, const char *text, size_t indent, size_t width)
{
    char word[512];
    size_t column = indent;
    while (*text) {
        size_t length = strcspn(text, " ");
        rk_copy_text(word, length + 1 < sizeof word ? length + 1 : sizeof word, text);
        /* One byte on, should a word hold no whole character. */
        length = strlen(word) ? strlen(word) : 1;
        bool begins = column == indent, fits = column + 1 + rk_columns(word) <= width;
        if (!begins && !fits) {
            rk_buffer_append(out, "\n");
            rk_page_blanks(out, indent);
            column = indent;
        } else if (!begins) {
            rk_buffer_append(out, " ");
            column++;
        }
        rk_page_text(out, word);
        column += rk_columns(word);
        text += length;
        text += strspn(text, " ");
    }
    rk_buffer_append(out, "\n");
}

void rk_page_sentences(rk_buffer *out, const char *heading, const rk_texts *texts, size_t width)
{
    if (!texts->count)
        return;
    rk_buffer_format(out, "%s\n", heading);
    for (size_t i = 0; i < texts->count; i++) {
        rk_buffer_append(out, "  - ");
        rk_page_paragraph(out, texts->items[i].text, 4, width);
    }
}
