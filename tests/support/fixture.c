/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"

char *fixture_text(const char *name, size_t *length)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", RECKON_TEST_DIR, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    size_t used = 0, size = 65536;
    char *text = malloc(size);
    assert_non_null(text);
    for (;;) {
        used += fread(text + used, 1, size - used - 1, file);
        if (used + 1 < size)
            break;
        size *= 2;
        text = realloc(text, size);
        assert_non_null(text);
    }
    fclose(file);
    text[used] = '\0';
    if (length)
        *length = used;
    return text;
}

json_t *fixture_json(const char *name)
{
    size_t length;
    char *text = fixture_text(name, &length);
    json_error_t error;
    json_t *json = json_loadb(text, length, 0, &error);
    free(text);
    if (!json)
        fail_msg("%s:%d: %s", name, error.line, error.text);
    return json;
}

void fixture_each(const char *name, size_t count, void (*check)(const json_t *given))
{
    json_t *cases = fixture_json(name);
    assert_int_equal(json_array_size(cases), count);
    for (size_t i = 0; i < count; i++)
        check(json_array_get(cases, i));
    json_decref(cases);
}

json_t *fixture_get(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (!value)
        fail_msg("the fixture has no key \"%s\"", key);
    return value;
}

double fixture_double(const json_t *value)
{
    if (json_is_number(value))
        return json_number_value(value);
    if (json_is_string(value))
        return strcmp(json_string_value(value), "-inf") == 0 ? -HUGE_VAL : HUGE_VAL;
    return (double)NAN;
}

double *fixture_doubles(const json_t *array, size_t *count)
{
    *count = json_array_size(array);
    double *values = malloc((*count + 1) * sizeof *values);
    assert_non_null(values);
    for (size_t i = 0; i < *count; i++)
        values[i] = fixture_double(json_array_get(array, i));
    return values;
}
