/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text into cells: quotes, line ends, separators, and what is refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sheet/cells.h"
#include "sheet/dialect.h"
#include "sheet/place.h"
#include "sheet/role.h"

static reckon_status read(const char *text, char separator, rk_cells *cells, reckon_error *error)
{
    rk_cells_extent extent = {separator, false, 0};
    return rk_cells_read(text, strlen(text), &extent, cells, error);
}

static void test_quotes_and_line_ends(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "a;\"b;\"\"c\"\"\"\n\n1;2\n", "a;\"b;\"\"c\"\"\"\r\n\r\n1;2"};
    for (size_t i = 0; i < 2; i++) {
        rk_cells cells;
        reckon_error error = {0};
        assert_int_equal(read(texts[i], ';', &cells, &error), RECKON_OK);
        assert_int_equal(cells.row_count, 3);
        assert_string_equal(rk_cell(&cells, 0, 1), "b;\"c\"");
        assert_int_equal(rk_row_width(&cells, 1), 0);
        assert_string_equal(rk_cell(&cells, 2, 1), "2");
        assert_string_equal(rk_cell(&cells, 2, 2), "");
        rk_cells_free(&cells);
    }
}

static void test_quotes_out_of_place(void **state)
{
    (void)state;
    rk_cells cells;
    reckon_error error = {0};
    assert_int_equal(read("a,b\n1,x\"y\n", ',', &cells, &error), RECKON_SYNTAX);
    assert_non_null(strstr(error.message, "B2"));
    assert_int_equal(error.line, 2);
    error = (reckon_error){0};
    assert_int_equal(read("a,b\n1,\"y\n", ',', &cells, &error), RECKON_SYNTAX);
    assert_non_null(strstr(error.message, "B2"));
}

static void test_what_is_no_sheet(void **state)
{
    (void)state;
    static const char *const texts[] = {"PK\x03\x04 xl/workbook",
        "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "\xFF\xFE"
        "a",
        "a\xE9"
        "b",
        " \n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rk_dialect dialect;
        reckon_error error = {0};
        assert_int_not_equal(
            rk_dialect_check(texts[i], strlen(texts[i]), &dialect, &error), RECKON_OK);
        assert_true(strlen(error.message) > 0);
    }
}

static void test_mark_and_stated_separator(void **state)
{
    (void)state;
    const char *text = "\xEF\xBB\xBFsep=;\r\na;b\r\n";
    rk_dialect dialect;
    reckon_error error = {0};
    assert_int_equal(rk_dialect_check(text, strlen(text), &dialect, &error), RECKON_OK);
    assert_true(dialect.mark && dialect.crlf);
    assert_int_equal(dialect.separator, ';');
    assert_string_equal(text + dialect.begin, "a;b\r\n");
}

static void test_names(void **state)
{
    (void)state;
    char name[RK_CELL_NAME];
    assert_string_equal(rk_cell_name(name, 4, 27), "AB5");
    assert_int_equal(rk_column_of_letters("AB"), 27);
    assert_int_equal(rk_naming_of("Fuente").role, RK_ROLE_SOURCE);
    assert_int_equal(rk_naming_of("Datum").role, RK_ROLE_DATE);
    assert_int_equal(rk_naming_of("Zebra").role, RK_ROLE_NONE);
    assert_true(rk_is_total("Insgesamt"));
    assert_false(rk_is_total("Totland"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_and_line_ends),
        cmocka_unit_test(test_quotes_out_of_place),
        cmocka_unit_test(test_what_is_no_sheet),
        cmocka_unit_test(test_mark_and_stated_separator),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
