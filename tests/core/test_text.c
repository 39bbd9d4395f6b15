/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies that do not cut a character, and buffers that grow or fail cleanly. */
#include "support/check.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

/* The linker sends the library's calls of rk_realloc here. */
void *__real_rk_realloc(void *memory, size_t count, size_t size);
void *__wrap_rk_realloc(void *memory, size_t count, size_t size);

static int allocations_left = -1; /* -1: any number */

void *__wrap_rk_realloc(void *memory, size_t count, size_t size)
{
    if (allocations_left == 0)
        return NULL;
    if (allocations_left > 0)
        allocations_left--;
    return __real_rk_realloc(memory, count, size);
}

static void check_copy(const char *from, size_t size, const char *expected)
{
    char to[16];
    memset(to, 'x', sizeof to);
    rk_copy_text(to, size, from);
    assert_string_equal(to, expected);
    assert_true(to[size] == 'x');
}

static void test_copy_keeps_characters_whole(void **state)
{
    (void)state;
    check_copy("abc", 10, "abc");
    check_copy("abc", 4, "abc");
    check_copy("abc", 3, "ab");
    check_copy("abc", 1, "");
    check_copy(NULL, 5, "");
    check_copy("", 5, "");
    check_copy("a\xC3\xA9z", 4, "a\xC3\xA9");                  /* e acute, two bytes */
    check_copy("a\xC3\xA9z", 3, "a");                          /* would be cut in two */
    check_copy("\xE6\x9C\x9D\xE9\xAE\xAE", 6, "\xE6\x9C\x9D"); /* two characters of three bytes */
    check_copy("\xE6\x9C\x9D\xE9\xAE\xAE", 3, "");
    check_copy("\xF0\x9F\x98\x80", 5, "\xF0\x9F\x98\x80");
    check_copy("\xF0\x9F\x98\x80", 4, "");
    char untouched = 'u';
    rk_copy_text(&untouched, 0, "abc");
    assert_true(untouched == 'u');
}

static void test_buffer_grows(void **state)
{
    (void)state;
    rk_buffer buffer = RK_BUFFER_INIT;
    char expected[16384] = "";
    size_t length = 0;
    for (int i = 0; i < 500; i++) {
        rk_buffer_append(&buffer, "line ");
        rk_buffer_format(&buffer, "%d of %s", i, "many");
        rk_buffer_append_bytes(&buffer, "\n???", 1);
        length +=
            (size_t)snprintf(expected + length, sizeof expected - length, "line %d of many\n", i);
        assert_int_equal(buffer.length, length);
    }
    rk_buffer_number(&buffer, 0.1);
    strcpy(expected + length, "0.1");
    assert_string_equal(buffer.text, expected);
    assert_false(buffer.failed);
    char *text = rk_buffer_take(&buffer);
    assert_string_equal(text, expected);
    assert_null(buffer.text);
    assert_int_equal(buffer.length, 0);
    rk_free(text);
}

static void test_one_long_append(void **state)
{
    (void)state;
    static char text[100001];
    memset(text, 'y', 100000);
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_buffer_format(&buffer, "%s%s", text, "z");
    assert_int_equal(buffer.length, 100001);
    assert_true(buffer.text[100000] == 'z' && buffer.text[100001] == '\0');
    rk_buffer_free(&buffer);
    rk_buffer_free(&buffer);
}

static void test_nothing_taken_is_an_empty_text(void **state)
{
    (void)state;
    rk_buffer buffer = RK_BUFFER_INIT;
    char *text = rk_buffer_take(&buffer);
    assert_string_equal(text, "");
    rk_free(text);
    rk_buffer_append_bytes(&buffer, NULL, 0);
    rk_buffer_free(&buffer);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    for (int allowed = 0; allowed < 4; allowed++) {
        rk_buffer buffer = RK_BUFFER_INIT;
        allocations_left = allowed;
        for (int i = 0; i < 1000; i++)
            rk_buffer_append(&buffer, "twelve bytes");
        rk_buffer_format(&buffer, "%d", 1);
        rk_buffer_number(&buffer, 1.5);
        assert_true(buffer.failed);
        if (allowed)
            assert_int_equal(buffer.text[buffer.length], '\0');
        assert_null(rk_buffer_take(&buffer));
        allocations_left = -1;
        assert_null(buffer.text);
        rk_buffer_append(&buffer, "usable again");
        assert_false(buffer.failed);
        rk_buffer_free(&buffer);
    }
    rk_buffer buffer = RK_BUFFER_INIT;
    allocations_left = 0;
    assert_null(rk_buffer_take(&buffer)); /* not even room for the empty text */
    allocations_left = -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy_keeps_characters_whole),
        cmocka_unit_test(test_buffer_grows),
        cmocka_unit_test(test_one_long_append),
        cmocka_unit_test(test_nothing_taken_is_an_empty_text),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
