/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <string.h>

#include <reckon/status.h>

#include "core/status.h"

static void test_every_code_has_a_name_and_a_text(void **state)
{
    (void)state;
    for (int code = 0; code <= RECKON_NUMERIC; code++) {
        assert_string_not_equal(reckon_status_name((reckon_status)code), "unknown");
        assert_true(strlen(reckon_status_text((reckon_status)code)) > 5);
    }
    assert_string_equal(reckon_status_name((reckon_status)-1), "unknown");
    assert_string_equal(reckon_status_name((reckon_status)(RECKON_NUMERIC + 1)), "unknown");
    assert_true(strlen(reckon_status_text((reckon_status)99999)) > 5);
}

static void test_first_error_wins(void **state)
{
    (void)state;
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(rk_fail_at(&error, RECKON_VALUE, "/a/0", "%s is %d", "x", 3), RECKON_VALUE);
    assert_int_equal(rk_fail(&error, RECKON_TYPE, "second"), RECKON_TYPE);
    assert_int_equal(error.code, RECKON_VALUE);
    assert_string_equal(error.message, "x is 3");
    assert_string_equal(error.pointer, "/a/0");
    reckon_error_clear(&error);
    assert_int_equal(error.code, RECKON_OK);
    assert_int_equal(rk_fail(NULL, RECKON_TYPE, "nobody listens"), RECKON_TYPE);
    reckon_error_clear(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_has_a_name_and_a_text),
        cmocka_unit_test(test_first_error_wins),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
