/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things stand in a JSON text: used only when there is an error to tell. The text was parsed
 * before, or is sound up to the place that is looked for, so it is stepped over, not judged.
 */
#ifndef RK_JSON_LOCATE_H
#define RK_JSON_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* Line and column (bytes), from 1, of an offset in a text. */
void rk_json_line_and_column(const char *text, size_t offset, int *line, int *column);

/*
 * The offset of the value that path[depth] leads to from the whole, each step being the number of
 * members that stand before in the array or object; with `key`, of the key in front of the value.
 */
size_t rk_json_offset(const char *text, size_t length, const size_t *path, size_t depth, bool key);

/*
 * The JSON Pointer to the member that stands at, or that begins last before, offset `until`, into
 * pointer[size]; keys are taken as they are written, without their escapes undone. *start is the
 * offset of its value, or of its key where the value comes after `until`.
 */
void rk_json_pointer_to(
    const char *text, size_t length, size_t until, char *pointer, size_t size, size_t *start);

/* The first offset at which arrays and objects are nested more than `most` deep, or `length`. */
size_t rk_json_too_deep(const char *text, size_t length, size_t most);

/* Appends a step to a JSON Pointer in pointer[size]: '~' and '/' are escaped; what does not fit is
 * cut at a character.
 */
void rk_json_pointer_append(char *pointer, size_t size, const char *step);

#endif
