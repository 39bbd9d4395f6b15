/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text: reading is exact and, like writing, the same in every locale. */
#include "support/check.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "support/locale.h"
#include "support/random.h"

static double read_number(const char *text)
{
    double value = -1;
    assert_true(rk_number_parse(text, &value));
    return value;
}

static void test_reading(void **state)
{
    (void)state;
    assert_true(
        read_number("0") == 0 && !signbit(read_number("0")) && signbit(read_number("-0.0e5")));
    assert_true(read_number("10000") == 10000 && read_number("1e+05") == 100000 &&
                read_number("-1.5E-1") == -0.15);
    assert_true(read_number("123456789012345678901234567890") == 123456789012345678901234567890.0);
    assert_true(read_number("0.000000000000000000000000000001") == 1e-30);
    assert_true(read_number("1e-400") == 0 && read_number("0e999999999999999999999") == 0);
    assert_true(
        read_number("5e-324") == DBL_TRUE_MIN && read_number("1.7976931348623157e308") == DBL_MAX);
    double value;
    assert_false(rk_number_parse("-1e99999999999999999999999", &value));
    /* 2^53 + 1 is no double: ties go to even, and one digit far behind decides otherwise. */
    char text[402];
    memset(text, '0', 401);
    memcpy(text, "9007199254740993.", 17);
    text[399] = '\0';
    assert_true(read_number(text) == 9007199254740992.0);
    text[398] = '1';
    assert_true(read_number(text) == 9007199254740994.0);
    text[399] = '0';
    text[400] = '\0';
    assert_false(rk_number_parse(text, &value));
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", " 1", "1 ", "1.", ".5", "0x10", "inf", "nan", "1e", "1e+", "--1", "1,5", "1e400"};
    double value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(rk_number_parse(bad[i], &value));
    assert_false(rk_number_parse(NULL, &value));
    assert_true(rk_number_parse("+1e+05", &value) && value == 1e5);
    assert_true(rk_number_parse("0012.50", &value) && value == 12.5);
}

/* ---- Writing: against the C library's own conversions, digit by digit ---- */

/* What rk_number_text promises, said with printf. */
static void shortest_by_printf(char text[40], double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 40, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}

static void check_text(double value)
{
    char text[RK_NUMBER_TEXT], expected[40];
    for (int sign = 0; sign < 2; sign++, value = -value) {
        shortest_by_printf(expected, value);
        assert_string_equal(rk_number_text(text, value), expected);
    }
}

/* And those on both sides, where the last digits change. */
static void check_around(double value)
{
    double below = value, above = value;
    for (int i = 0; i < 3 && isfinite(above); i++) {
        check_text(below);
        check_text(above);
        below = nextafter(below, 0.0);
        above = nextafter(above, INFINITY);
    }
}

static void test_text_of_special_numbers(void **state)
{
    (void)state;
    check_text(0.0);
    check_around(DBL_MIN);
    check_around(DBL_MAX);
    for (int power = -1074; power < 1024;
         power++) { /* below a power of two doubles are twice as dense */
        check_around(ldexp(1.0, power));
        check_text(ldexp(1.0, power) + ldexp(1.0, power - 20));
    }
    for (int power = -323; power < 309; power++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", power);
        check_around(strtod(text, NULL));
    }
    for (int i = 0; i < 3000; i++) { /* ties: a last digit of 5 beyond those written */
        check_text(i);
        check_text(i + 0.5);
        check_text(1e12 + i / 1024.0);
        check_text(1e14 + i / 64.0);
        check_text(i / 4096.0);
        check_text(4503599627370496.0 / 8 +
                   i / 8.0); /* 2^49 and on: sixteen digits, ties at the fifteenth */
    }
}

static void test_text_of_random_numbers(void **state)
{
    (void)state;
    uint64_t seed = 77;
    for (int i = 0; i < 60000; i++) {
        double value, decimals = pow(10, (double)random_below(&seed, 8));
        check_text(random_scale(&seed, 1e-5, 1e16));
        check_text(random_uniform(&seed, 0, 1));
        check_text(round(random_scale(&seed, 1, 1e12)) / decimals);
        uint64_t bits = random_bits(&seed);
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value) && i % 4 == 0)
            check_text(fabs(value));
    }
}

static void test_digits(void **state)
{
    (void)state;
    double mantissa;
    assert_int_equal(rk_number_digits(10000, &mantissa), 1);
    assert_true(mantissa == 1);
    assert_int_equal(rk_number_digits(0.667, &mantissa), 3);
    assert_true(mantissa == 6.67);
    assert_int_equal(rk_number_digits(1e23, &mantissa), 1);
    assert_int_equal(rk_number_digits(0.1 + 0.2, &mantissa), 17);
    assert_int_equal(rk_number_digits(DBL_MAX, &mantissa), 17);
    check_close(rk_round_digits(12.3456, 3), 12.3, 1e-15, 0);
    check_close(rk_round_digits(9.996, 3), 10, 1e-15, 0);
}

/* Writing and reading back gives the same double, and the text is the same, whatever the locale. */
static void check_locale(const char *name)
{
    static const double values[] = {
        0.1, 1.0 / 3, 1e-7, 12345.678, 1e22, 123456789.123456789, 5e-324, -2.5};
    char expected[8][RK_NUMBER_TEXT], text[RK_NUMBER_TEXT];
    for (size_t i = 0; i < 8; i++)
        rk_number_text(expected[i], values[i]);
    if (!locale_enter(name))
        skip();
    for (size_t i = 0; i < 8; i++) {
        double value;
        assert_string_equal(rk_number_text(text, values[i]), expected[i]);
        assert_true(rk_number_parse(text, &value) && value == values[i]);
    }
    double mantissa;
    assert_int_equal(rk_number_digits(0.667, &mantissa), 3);
    assert_true(mantissa == 6.67);
    check_close(rk_round_digits(12.3456, 3), 12.3, 1e-15, 0);
    locale_leave();
}

static void test_comma_locale(void **state)
{
    (void)state;
    check_locale("de_DE");
}

static void test_locale_with_a_long_mark(void **state)
{
    (void)state;
    check_locale("ps_AF");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_text_of_special_numbers),
        cmocka_unit_test(test_text_of_random_numbers),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_comma_locale),
        cmocka_unit_test(test_locale_with_a_long_mark),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
