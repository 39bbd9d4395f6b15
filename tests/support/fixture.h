/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and JSON that tests read. Everything fails the running test, with the reason, instead of
 * returning an error. */
#ifndef TESTS_SUPPORT_FIXTURE_H
#define TESTS_SUPPORT_FIXTURE_H

#include <stddef.h>

#include <jansson.h>

/* The bytes of tests/<name>, terminated; free() them. `length` may be NULL. */
char *fixture_text(const char *name, size_t *length);

/* tests/<name> as JSON; json_decref() it. */
json_t *fixture_json(const char *name);

/* Checks each of the `count` cases that the array in tests/<name> holds. */
void fixture_each(const char *name, size_t count, void (*check)(const json_t *given));

/* The member `key` of an object; it must be there. Borrowed. */
json_t *fixture_get(const json_t *object, const char *key);

/* A JSON number, null (NaN) or one of the strings "inf" and "-inf" as a double. */
double fixture_double(const json_t *value);

/* An array of such numbers in new memory of *count doubles; free() it. */
double *fixture_doubles(const json_t *array, size_t *count);

#endif
