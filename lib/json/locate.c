/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/locate.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

void rk_json_line_and_column(const char *text, size_t offset, int *line, int *column)
{
    size_t lines = 1, start = 0;
    for (size_t i = 0; i < offset; i++)
        if (text[i] == '\n') {
            lines++;
            start = i + 1;
        }
    size_t columns = offset - start + 1;
    *line = lines < INT_MAX ? (int)lines : INT_MAX;
    *column = columns < INT_MAX ? (int)columns : INT_MAX;
}

static size_t skip_blanks(const char *text, size_t length, size_t at)
{
    while (at < length &&
           (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
        at++;
    return at;
}

/* Behind the string that opens at `at`. */
static size_t skip_string(const char *text, size_t length, size_t at)
{
    for (at++; at < length && text[at] != '"'; at++)
        if (text[at] == '\\')
            at++;
    return at < length ? at + 1 : length;
}

/* Behind the value that begins at `at`: brackets are counted, strings stepped over. */
static size_t skip_value(const char *text, size_t length, size_t at)
{
    size_t open = 0;
    do {
        char c = at < length ? text[at] : '\0';
        if (at >= length)
            return length;
        if (c == '"') {
            at = skip_string(text, length, at);
        } else if (c == '{' || c == '[') {
            open++;
            at++;
        } else if (c == '}' || c == ']') {
            if (!open) /* behind a value that is not there */
                return at;
            open--;
            at++;
        } else if (c == ',' || c == ':' || open) {
            at++;
        } else {
            while (at < length && !strchr(",:]} \n\r\t", text[at]))
                at++;
        }
    } while (open);
    return at;
}

/* The start of the value behind the key that begins at `at`. */
static size_t behind_key(const char *text, size_t length, size_t at)
{
    at = skip_blanks(text, length, skip_string(text, length, at));
    return skip_blanks(text, length, at < length ? at + 1 : length);
}

size_t rk_json_offset(const char *text, size_t length, const size_t *path, size_t depth, bool key)
{
    size_t at = skip_blanks(text, length, 0);
    for (size_t i = 0; i < depth; i++) {
        bool object = at < length && text[at] == '{';
        at = skip_blanks(text, length, at + 1);
        for (size_t before = path[i]; before && at < length; before--) {
            at = skip_value(text, length, object ? behind_key(text, length, at) : at);
            at = skip_blanks(text, length, at);
            at = skip_blanks(text, length, at < length ? at + 1 : length); /* the comma */
        }
        if (object && !(key && i + 1 == depth))
            at = behind_key(text, length, at);
    }
    return at < length ? at : length;
}

void rk_json_pointer_append(char *pointer, size_t size, const char *step)
{
    size_t used = strlen(pointer);
    char escaped[8];
    if (used + 1 < size)
        memcpy(pointer + used++, "/", 2);
    while (*step) {
        size_t width = 1;
        while (((unsigned char)step[width] & 0xC0u) == 0x80u && width < 4)
            width++;
        memcpy(escaped, step, width);
        escaped[width] = '\0';
        const char *piece = *step == '~' ? "~0" : *step == '/' ? "~1" : escaped;
        size_t length = strlen(piece);
        if (used + length + 1 > size)
            return;
        memcpy(pointer + used, piece, length + 1);
        used += length;
        step += width;
    }
}

static void append_index(char *pointer, size_t size, size_t index)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", index);
    rk_json_pointer_append(pointer, size, digits);
}

/* The key that is written from `at`, without its quotes. */
static void append_written_key(
    char *pointer, size_t size, const char *text, size_t length, size_t at)
{
    char key[256];
    size_t end = skip_string(text, length, at), count = end > at + 2 ? end - at - 2 : 0;
    if (count >= sizeof key)
        count = sizeof key - 1;
    memcpy(key, text + at + 1, count);
    key[count] = '\0';
    char whole[256];
    rk_copy_text(whole, sizeof whole, key);
    rk_json_pointer_append(pointer, size, whole);
}

/* Down into the member that holds `until`, again and again. */
void rk_json_pointer_to(
    const char *text, size_t length, size_t until, char *pointer, size_t size, size_t *start)
{
    size_t at = skip_blanks(text, length, 0);
    pointer[0] = '\0';
    *start = at;
    while (at < length && (text[at] == '{' || text[at] == '[')) {
        bool object = text[at] == '{';
        size_t member = skip_blanks(text, length, at + 1), index = 0, value = member, end = member;
        if (member >= length || member >= until || text[member] == '}' || text[member] == ']')
            return;
        for (;; index++) {
            value = object ? behind_key(text, length, member) : member;
            end = skip_value(text, length, value);
            size_t next = skip_blanks(text, length, end);
            if (next >= length || text[next] != ',')
                break;
            next = skip_blanks(text, length, next + 1);
            if (next >= until)
                break;
            member = next;
        }
        if (object)
            append_written_key(pointer, size, text, length, member);
        else
            append_index(pointer, size, index);
        *start = value < until ? value : member;
        if (value >= until || end < until)
            return;
        at = value;
    }
}

size_t rk_json_too_deep(const char *text, size_t length, size_t most)
{
    size_t depth = 0;
    for (size_t at = 0; at < length; at++) {
        char c = text[at];
        if (c == '"') {
            at = skip_string(text, length, at) - 1;
        } else if (c == '{' || c == '[') {
            if (++depth > most)
                return at;
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
    }
    return length;
}
