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
    rk_emit_array_begin(&emit);
    for (int i = 0; i < 2; i++) {
        rk_emit_array_begin(&emit);
        rk_emit_number(&emit, 1);
        rk_emit_number(&emit, 2.5);
        rk_emit_array_end(&emit);
    }
    rk_emit_object_begin(&emit);
    rk_emit_key_number(&emit, "x", -0.5);
    rk_emit_key_string(&emit, "y", NULL);
    rk_emit_object_end(&emit);
    rk_emit_array_end(&emit);
    rk_emit_key(&emit, "end");
    rk_emit_null(&emit);
    rk_emit_object_end(&emit);
    rk_emit_finish(&emit);
    char *text = rk_buffer_take(&buffer);
    json_t *written = json_loads(text, 0, NULL);
    json_t *expected =
        json_loads("{\"title\": \"a \\\"b\\\"\", \"quantiles\": [10000, 0.1, 1e22, null, null], "
                   "\"empty\": [], \"hollow\": {}, "
                   "\"series\": [{\"used\": 0, \"last\": false}, {\"used\": 1, \"last\": true}], "
                   "\"regions\": [[1, 2.5], [1, 2.5], {\"x\": -0.5, \"y\": null}], \"end\": null}",
            0, NULL);
    assert_true(written && expected && json_equal(written, expected));
    json_decref(written);
    json_decref(expected);
    /* In the order in which it was put, two blanks a level, whole numbers as such, fifteen digits.
     */
    assert_true(strncmp(text, "{\n  \"title\": ", 13) == 0 && text[strlen(text) - 1] == '\n');
    assert_true(strstr(text, "\"title\"") < strstr(text, "\"hollow\"") &&
                strstr(text, "\"hollow\"") < strstr(text, "\"end\""));
    assert_non_null(strstr(text, "\n    10000,\n    0.1,\n    1e22,\n"));
    reckon_free(text);
}

/* Every byte a C string can hold that is valid UTF-8 comes back through a parser that is not ours.
 */
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
    rk_emit_finish(&emit);
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

/* One number that needs 17 digits brings them to all, so that each reads back as the same double.
 */
static void test_digits(void **state)
{
    (void)state;
    static const double values[2][3] = {
        {0.1, 0.3, 12345.678}, {0.1, 0.1 + 0.2, -9007199254740991.0}};
    for (int i = 0; i < 2; i++) {
        rk_buffer buffer = RK_BUFFER_INIT;
        rk_emit emit = rk_emit_to(&buffer);
        rk_emit_array_begin(&emit);
        for (int j = 0; j < 3; j++)
            rk_emit_number(&emit, values[i][j]);
        rk_emit_array_end(&emit);
        rk_emit_finish(&emit);
        char *text = rk_buffer_take(&buffer);
        assert_non_null(text);
        assert_true((strstr(text, "  0.1,\n") != NULL) == (i == 0));
        json_t *read = json_loads(text, 0, NULL);
        for (size_t j = 0; j < 3; j++)
            assert_true(json_number_value(json_array_get(read, j)) == values[i][j]);
        json_decref(read);
        reckon_free(text);
    }
}

/* What cannot be said is no text: nested too deep, a value without its key, text that is not UTF-8.
 */
static void test_misuse(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        rk_buffer buffer = RK_BUFFER_INIT;
        rk_emit emit = rk_emit_to(&buffer);
        for (int i = 0; kind == 0 && i <= RK_EMIT_DEPTH; i++)
            rk_emit_array_begin(&emit);
        rk_emit_object_begin(&emit);
        if (kind == 1)
            rk_emit_integer(&emit, 1);
        if (kind == 2)
            rk_emit_key_string(&emit, "x", "\xFF");
        rk_emit_object_end(&emit);
        rk_emit_finish(&emit);
        assert_null(rk_buffer_take(&buffer));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_every_escape_reads_back),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_misuse),
    };
    return cmocka_run_group_tests_name("emit", tests, NULL, NULL);
}
