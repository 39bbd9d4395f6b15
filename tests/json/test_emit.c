/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <reckon/status.h>

#include "json/emit.h"

static void test_shape(void **state)
{
    (void)state;
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    double quantiles[] = {10000, 0.1, 1e22, (double)NAN, -(double)INFINITY};
    rk_emit_object_begin(&emit);
    rk_emit_key_string(&emit, "title", "a \"b\"");
    rk_emit_key_numbers(&emit, "quantiles", quantiles, 5);
    rk_emit_key(&emit, "empty");
    rk_emit_array_begin(&emit);
    rk_emit_array_end(&emit);
    rk_emit_key(&emit, "hollow");
    rk_emit_object_begin(&emit);
    rk_emit_object_end(&emit);
    rk_emit_key(&emit, "series");
    rk_emit_array_begin(&emit);
    for (int i = 0; i < 2; i++) {
        rk_emit_object_begin(&emit);
        rk_emit_key_integer(&emit, "used", i);
        rk_emit_key_bool(&emit, "last", i == 1);
        rk_emit_object_end(&emit);
    }
    rk_emit_array_end(&emit);
    rk_emit_key(&emit, "regions");
    rk_emit_flat_array_begin(&emit);
    for (int i = 0; i < 2; i++) {
        rk_emit_array_begin(&emit);
        rk_emit_number(&emit, 1);
        rk_emit_number(&emit, 2.5);
        rk_emit_array_end(&emit);
    }
    rk_emit_flat_object_begin(&emit);
    rk_emit_key_number(&emit, "x", -0.5);
    rk_emit_key_string(&emit, "y", NULL);
    rk_emit_object_end(&emit);
    rk_emit_array_end(&emit);
    rk_emit_key(&emit, "end");
    rk_emit_null(&emit);
    rk_emit_object_end(&emit);
    rk_emit_finish(&emit);
    char *text = rk_buffer_take(&buffer);
    assert_string_equal(text, "{\n"
                              "  \"title\": \"a \\\"b\\\"\",\n"
                              "  \"quantiles\": [10000, 0.1, 1e+22, null, null],\n"
                              "  \"empty\": [],\n"
                              "  \"hollow\": {},\n"
                              "  \"series\": [\n"
                              "    {\n      \"used\": 0,\n      \"last\": false\n    },\n"
                              "    {\n      \"used\": 1,\n      \"last\": true\n    }\n"
                              "  ],\n"
                              "  \"regions\": [[1, 2.5], [1, 2.5], {\"x\": -0.5, \"y\": null}],\n"
                              "  \"end\": null\n"
                              "}\n");
    reckon_free(text);
}

/* Every byte a C string can hold that is valid UTF-8 comes back through a parser that is not ours. */
static void test_every_escape_reads_back(void **state)
{
    (void)state;
    char all[256 + 16] = "";
    size_t length = 0;
    for (int c = 1; c < 128; c++)
        all[length++] = (char)c;
    strcpy(all + length, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    rk_emit_object_begin(&emit);
    rk_emit_key_string(&emit, all, all);
    rk_emit_object_end(&emit);
    char *text = rk_buffer_take(&buffer);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, all)), all);
    for (const char *at = text; *at; at++)
        assert_true(*at == '\n' || (unsigned char)*at >= 0x20);
    json_decref(root);
    reckon_free(text);
}

static void test_deep_nesting_is_indented(void **state)
{
    (void)state;
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    enum { DEPTH = 100 };
    for (int i = 0; i < DEPTH; i++)
        rk_emit_array_begin(&emit);
    rk_emit_integer(&emit, -9223372036854775807LL);
    for (int i = 0; i < DEPTH; i++)
        rk_emit_array_end(&emit);
    char *text = rk_buffer_take(&buffer);
    char *number = strstr(text, "-9223372036854775807");
    assert_non_null(number);
    assert_int_equal(number - (strrchr(text, '[') + 2), 2 * DEPTH);
    reckon_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_every_escape_reads_back),
        cmocka_unit_test(test_deep_nesting_is_indented),
    };
    return cmocka_run_group_tests_name("emit", tests, NULL, NULL);
}
