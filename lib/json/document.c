/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"
#include "json/c_locale.h"
#include "json/locate.h"

/* ------------------------------------------------------------------ faults */

reckon_error *rk_faults_next(rk_faults *faults)
{
    reckon_error *next = faults->count < faults->capacity ? &faults->items[faults->count] : NULL;
    faults->count++;
    if (next)
        reckon_error_clear(next);
    return next;
}

reckon_status rk_json_fail_nowhere(rk_faults *faults, reckon_status code, const char *message)
{
    return rk_fail(rk_faults_next(faults), code, "%s", message);
}

/* The steps from the whole to a place. Their number, at most `most`. */
static size_t path_to(const rk_json_at *at, const rk_json_at **steps, size_t most)
{
    size_t depth = 0;
    for (const rk_json_at *step = at; step->up; step = step->up)
        depth++;
    size_t left = depth;
    for (const rk_json_at *step = at; step->up; step = step->up)
        if (--left < most)
            steps[left] = step;
    return depth < most ? depth : most;
}

/* Deeper than any format goes. */
enum { DEEPEST = 80 };

static void place(
    const rk_json_document *document, const rk_json_at *at, bool key, reckon_error *error)
{
    const rk_json_at *steps[DEEPEST];
    size_t path[DEEPEST];
    size_t depth = path_to(at, steps, DEEPEST);
    error->pointer[0] = '\0';
    for (size_t i = 0; i < depth; i++) {
        char digits[24];
        snprintf(digits, sizeof digits, "%zu", steps[i]->index);
        path[i] = steps[i]->index;
        rk_json_pointer_append(
            error->pointer, sizeof error->pointer, steps[i]->key ? steps[i]->key : digits);
    }
    size_t offset = rk_json_offset(document->text, document->length, path, depth, key);
    rk_json_line_and_column(document->text, offset, &error->line, &error->column);
}

__attribute__((format(printf, 6, 0))) static reckon_status fail_at(const rk_json_document *document,
    const rk_json_at *at, bool key, rk_faults *faults, reckon_status code, const char *format,
    va_list arguments)
{
    reckon_error *error = rk_faults_next(faults);
    if (!error)
        return code;
    char message[sizeof error->message];
    vsnprintf(message, sizeof message, format, arguments);
    rk_fail(error, code, "%s", message);
    place(document, at, key, error);
    return code;
}

reckon_status rk_json_fail(const rk_json_document *document, const rk_json_at *at,
    rk_faults *faults, reckon_status code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(document, at, false, faults, code, format, arguments);
    va_end(arguments);
    return code;
}

reckon_status rk_json_fail_key(const rk_json_document *document, const rk_json_at *at,
    rk_faults *faults, reckon_status code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(document, at, true, faults, code, format, arguments);
    va_end(arguments);
    return code;
}

/* The member that one step of a pointer leads to. */
static rk_json_at follow(const rk_json_at *at, const char *step)
{
    if (rk_json_type_of(at) == RK_JSON_OBJECT)
        return rk_json_member(at, step);
    if (rk_json_type_of(at) == RK_JSON_ARRAY)
        return rk_json_item(at, (size_t)strtoull(step, NULL, 10));
    return (rk_json_at){0};
}

/* The library's own pointers hold the format's keys and indices only: no step is escaped, and none
 * goes deeper. */
enum { STEPS_INSIDE = 8 };

reckon_status rk_json_fail_inside(const rk_json_document *document, const rk_json_at *at,
    rk_faults *faults, const reckon_error *inner)
{
    rk_json_at way[STEPS_INSIDE];
    const rk_json_at *reached = at;
    size_t steps = 0;
    for (const char *slash = inner->pointer; *slash == '/' && steps < STEPS_INSIDE;) {
        char step[64];
        size_t length = strcspn(slash + 1, "/");
        if (length >= sizeof step)
            break;
        memcpy(step, slash + 1, length);
        step[length] = '\0';
        way[steps] = follow(reached, step);
        if (!way[steps].value)
            break;
        reached = &way[steps++];
        slash += 1 + length;
    }
    return rk_json_fail(document, reached, faults, inner->code, "%s", inner->message);
}

/* ------------------------------------------------------------------ loading */

/* What jansson found, in plain words where it has a code for it. */
static reckon_status code_of(const json_error_t *found, const char **plain)
{
    switch (json_error_code(found)) {
    case json_error_out_of_memory:
        *plain = "out of memory";
        return RECKON_MEMORY;
    case json_error_premature_end_of_input:
        *plain = "the text ends too early";
        return RECKON_SYNTAX;
    case json_error_end_of_input_expected:
        *plain = "the document ends before this: nothing may follow it";
        return RECKON_SYNTAX;
    case json_error_invalid_utf8:
        *plain = "this is not UTF-8 text";
        return RECKON_SYNTAX;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        *plain = "text may not hold a NUL";
        return RECKON_SYNTAX;
    case json_error_duplicate_key:
        *plain = "this key occurs twice";
        return RECKON_DUPLICATE;
    case json_error_numeric_overflow:
        *plain = "this number is too large for a double";
        return RECKON_VALUE;
    default: /* an allocation that fails before the first token leaves no word at all */
        *plain = found->text[0] ? NULL : "out of memory";
        return found->text[0] ? RECKON_SYNTAX : RECKON_MEMORY;
    }
}

/* jansson quotes what stands near, whatever bytes it is made of: one line of valid UTF-8 is kept.
 */
static void clean(char *to, size_t size, const char *from)
{
    size_t used = 0;
    for (size_t left = strlen(from); left && used + 5 < size;) {
        size_t width = rk_utf8_character(from, left);
        bool bad = !width || (width == 1 && (unsigned char)*from < 0x20) || *from == 0x7F;
        memcpy(to + used, bad ? "?" : from, bad ? 1 : width);
        used += bad ? 1 : width;
        from += width ? width : 1;
        left -= width ? width : 1;
    }
    to[used] = '\0';
}

static reckon_status fail_parse(
    const rk_json_document *document, rk_faults *faults, const json_error_t *found)
{
    const char *plain;
    reckon_status code = code_of(found, &plain);
    reckon_error *error = rk_faults_next(faults);
    if (!error)
        return code;
    char message[JSON_ERROR_TEXT_LENGTH + 8];
    clean(message, sizeof message, found->text);
    rk_fail(error, code, "%s", plain ? plain : message);
    if (code == RECKON_MEMORY)
        return code;
    size_t until = found->position > 0 ? (size_t)found->position : 0;
    until = until < document->length ? until : document->length;
    size_t offset = until ? until - 1 : 0;
    if (json_error_code(found) == json_error_premature_end_of_input)
        offset = document->length;
    if (json_error_code(found) ==
        json_error_invalid_utf8) /* the bytes that are no character were not counted */
        offset = until;
    if (code == RECKON_DUPLICATE || code == RECKON_VALUE)
        rk_json_pointer_to(document->text, document->length, until, error->pointer,
            sizeof error->pointer, &offset);
    if (!rk_utf8_valid(
            error->pointer)) /* the text before the fault need not be JSON: a key of any bytes */
        error->pointer[0] = '\0';
    rk_json_line_and_column(document->text, offset, &error->line, &error->column);
    return code;
}

static reckon_status fail_depth(
    const rk_json_document *document, rk_faults *faults, size_t offset, size_t most)
{
    reckon_error *error = rk_faults_next(faults);
    rk_fail(
        error, RECKON_LIMIT, "arrays and objects are nested deeper than the limit of %zu", most);
    if (error)
        rk_json_line_and_column(document->text, offset, &error->line, &error->column);
    return RECKON_LIMIT;
}

reckon_status rk_json_load(const char *text, size_t length, size_t max_depth,
    rk_json_document *document, rk_faults *faults)
{
    static const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    bool marked = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    rk_c_locale locale;
    json_error_t found;
    *document =
        (rk_json_document){.text = text + (marked ? 3 : 0), .length = length - (marked ? 3 : 0)};
    /* Before jansson sees the text: it recurses. */
    size_t deep = rk_json_too_deep(document->text, document->length, max_depth);
    if (deep < document->length)
        return fail_depth(document, faults, deep, max_depth);
    if (!rk_c_locale_enter(&locale))
        return rk_json_fail_nowhere(faults, RECKON_MEMORY, "out of memory");
    document->root.value = json_loadb(document->text, document->length, flags, &found);
    rk_c_locale_leave(&locale);
    return document->root.value ? RECKON_OK : fail_parse(document, faults, &found);
}

void rk_json_unload(rk_json_document *document)
{
    json_decref(document->root.value);
    document->root.value = NULL;
}

/* ------------------------------------------------------------------ looking */

rk_json_type rk_json_type_of(const rk_json_at *at)
{
    switch (json_typeof(at->value)) {
    case JSON_OBJECT:
        return RK_JSON_OBJECT;
    case JSON_ARRAY:
        return RK_JSON_ARRAY;
    case JSON_STRING:
        return RK_JSON_STRING;
    case JSON_INTEGER:
    case JSON_REAL:
        return RK_JSON_NUMBER;
    case JSON_TRUE:
        return RK_JSON_TRUE;
    case JSON_FALSE:
        return RK_JSON_FALSE;
    case JSON_NULL:
        break;
    }
    return RK_JSON_NULL;
}

const char *rk_json_type_name(rk_json_type type)
{
    static const char *const names[] = {
        "an object", "an array", "a string", "a number", "true", "false", "null"};
    return names[type];
}

size_t rk_json_size(const rk_json_at *at)
{
    return json_is_object(at->value) ? json_object_size(at->value) : json_array_size(at->value);
}

const char *rk_json_text(const rk_json_at *at)
{
    return json_string_value(at->value);
}

double rk_json_number(const rk_json_at *at)
{
    return json_number_value(at->value);
}

rk_json_at rk_json_item(const rk_json_at *array, size_t index)
{
    return (rk_json_at){.up = array, .index = index, .value = json_array_get(array->value, index)};
}

rk_json_at rk_json_first(const rk_json_at *object)
{
    void *found = json_object_iter(object->value);
    if (!found)
        return (rk_json_at){.up = object};
    return (rk_json_at){object, json_object_iter_key(found), 0, json_object_iter_value(found)};
}

rk_json_at rk_json_next(const rk_json_at *member)
{
    json_t *object = member->up->value;
    void *found = json_object_iter_next(object, json_object_key_to_iter(member->key));
    if (!found)
        return (rk_json_at){.up = member->up};
    return (rk_json_at){
        member->up, json_object_iter_key(found), member->index + 1, json_object_iter_value(found)};
}

rk_json_at rk_json_member(const rk_json_at *object, const char *key)
{
    rk_json_at at = rk_json_first(object);
    while (at.value && strcmp(at.key, key) != 0)
        at = rk_json_next(&at);
    return at;
}

/* No deeper than the depth that the document was loaded with. */
bool rk_json_is_deeper(const rk_json_at *at, size_t most)
{
    rk_json_type type = rk_json_type_of(at);
    if (type != RK_JSON_OBJECT && type != RK_JSON_ARRAY)
        return false;
    if (!most)
        return true;
    size_t count = type == RK_JSON_ARRAY ? rk_json_size(at) : 0;
    for (size_t i = 0; i < count; i++) {
        rk_json_at item = rk_json_item(at, i);
        if (rk_json_is_deeper(&item, most - 1))
            return true;
    }
    if (type == RK_JSON_OBJECT)
        for (rk_json_at member = rk_json_first(at); member.value; member = rk_json_next(&member))
            if (rk_json_is_deeper(&member, most - 1))
                return true;
    return false;
}
