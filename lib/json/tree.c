/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/tree.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/text.h"

size_t rk_json_size(const rk_json_tree *tree, size_t node)
{
    size_t size = 0;
    for (size_t at = node + 1; at < rk_json_end(tree, node); at = rk_json_end(tree, at))
        size++;
    return size;
}

const char *rk_json_text(const rk_json_tree *tree, size_t node)
{
    return tree->strings + tree->nodes[node].data;
}

bool rk_json_number(const rk_json_tree *tree, size_t node, double *value)
{
    return rk_number_read(tree->text + tree->nodes[node].start, tree->nodes[node].data, value);
}

size_t rk_json_member(const rk_json_tree *tree, size_t object, const char *key)
{
    for (size_t at = object + 1; at < rk_json_end(tree, object); at = rk_json_end(tree, at))
        if (strcmp(rk_json_text(tree, at), key) == 0)
            return at + 1;
    return 0;
}

const char *rk_json_type_name(rk_json_type type)
{
    switch (type) {
    case RK_JSON_OBJECT:
        return "an object";
    case RK_JSON_ARRAY:
        return "an array";
    case RK_JSON_KEY:
        return "a key";
    case RK_JSON_STRING:
        return "a string";
    case RK_JSON_NUMBER:
        return "a number";
    case RK_JSON_TRUE:
        return "true";
    case RK_JSON_FALSE:
        return "false";
    case RK_JSON_NULL:
        return "null";
    }
    return "unknown";
}

void rk_json_locate(const char *text, size_t offset, int *line, int *column)
{
    size_t lines = 1, start = 0;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            lines++;
            start = i + 1;
        }
    }
    size_t columns = offset - start + 1;
    *line = lines < INT_MAX ? (int)lines : INT_MAX;
    *column = columns < INT_MAX ? (int)columns : INT_MAX;
}

/* A pointer under construction, with room to see that it is too long; no memory is needed to report an error. */
typedef struct pointer_text {
    char text[sizeof((reckon_error *)NULL)->pointer + 8];
    size_t length;
} pointer_text;

static void append(pointer_text *pointer, const char *text)
{
    for (; *text && pointer->length + 1 < sizeof pointer->text; text++)
        pointer->text[pointer->length++] = *text;
    pointer->text[pointer->length] = '\0';
}

/* A key as one step of a JSON Pointer: '~' and '/' are escaped. */
static void append_key(pointer_text *pointer, const char *key)
{
    for (; *key && pointer->length + 1 < sizeof pointer->text; key++) {
        const char character[2] = {*key, '\0'};
        append(pointer, *key == '~' ? "~0" : *key == '/' ? "~1" : character);
    }
}

/* Down from the whole, each time into the member that holds the node. */
static void append_path(pointer_text *pointer, const rk_json_tree *tree, size_t node)
{
    for (size_t at = 0; at != node;) {
        size_t member = at + 1, index = 0;
        for (; rk_json_end(tree, member) <= node; member = rk_json_end(tree, member))
            index++;
        append(pointer, "/");
        if (rk_json_type_of(tree, member) == RK_JSON_KEY) {
            append_key(pointer, rk_json_text(tree, member));
            at = member == node ? member : member + 1;
        } else {
            char digits[24];
            snprintf(digits, sizeof digits, "%zu", index);
            append(pointer, digits);
            at = member;
        }
    }
}

/* Fills in where an error stands, once it has been recorded with a code and a message. */
static void place(const rk_json_tree *tree, size_t node, reckon_error *error)
{
    pointer_text pointer = {"", 0};
    append_path(&pointer, tree, node);
    rk_copy_text(error->pointer, sizeof error->pointer, pointer.text);
    rk_json_locate(tree->text, tree->nodes[node].start, &error->line, &error->column);
}

reckon_status rk_json_fail(
    const rk_json_tree *tree, size_t node, reckon_error *error, reckon_status code, const char *format, ...)
{
    if (!error || error->code != RECKON_OK)
        return code;
    char message[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    rk_fail(error, code, "%s", message);
    place(tree, node, error);
    return code;
}

/* The member of an array or object that one step of a pointer leads to, or 0. */
static size_t follow(const rk_json_tree *tree, size_t node, const char *step)
{
    if (rk_json_type_of(tree, node) == RK_JSON_OBJECT)
        return rk_json_member(tree, node, step);
    if (rk_json_type_of(tree, node) != RK_JSON_ARRAY)
        return 0;
    size_t left = (size_t)strtoull(step, NULL, 10);
    for (size_t at = node + 1; at < rk_json_end(tree, node); at = rk_json_end(tree, at))
        if (left-- == 0)
            return at;
    return 0;
}

reckon_status rk_json_fail_inside(const rk_json_tree *tree, size_t node, reckon_error *error, const reckon_error *inner)
{
    /* The library's own pointers hold the format's keys and indices only, so no step is escaped or long. */
    char step[64];
    size_t at = node;
    for (const char *slash = inner->pointer; *slash == '/';) {
        size_t length = strcspn(slash + 1, "/");
        if (length >= sizeof step)
            break;
        memcpy(step, slash + 1, length);
        step[length] = '\0';
        size_t found = follow(tree, at, step);
        if (!found)
            break;
        at = found;
        slash += 1 + length;
    }
    return rk_json_fail(tree, at, error, inner->code, "%s", inner->message);
}
