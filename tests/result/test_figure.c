/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures for eyes and the axis of characters. */
#include <math.h>
#include <string.h>

#include "result/figure.h"
#include "support/check.h"

static void check_figure(double value, int digits, const char *expected)
{
    char text[RK_FIGURE_TEXT];
    assert_string_equal(rk_figure_text(text, value, digits), expected);
}

static void test_figures(void **state)
{
    (void)state;
    check_figure(96843.2, 3, "96,800");
    check_figure(96850.0, 4, "96,850");
    check_figure(999999, 3, "1,000,000");
    check_figure(999, 3, "999");
    check_figure(999.6, 3, "1,000");
    check_figure(24, 3, "24");
    check_figure(24.04, 3, "24");
    check_figure(24.06, 3, "24.1");
    check_figure(1.005, 3, "1");
    check_figure(0.66666, 3, "0.667");
    check_figure(0.0123456, 3, "0.0123");
    check_figure(0.1, 15, "0.1");
    check_figure(-1234.5, 3, "-1,230");
    check_figure(0, 3, "0");
    check_figure(3.21e-9, 3, "3.21e-9");
    check_figure(5e-324, 1, "5e-324");
    check_figure(7e-9, 3, "7e-9");
    check_figure(1.5e12, 3, "1,500,000,000,000");
    check_figure(NAN, 3, "-");
    check_figure(INFINITY, 3, "-");
    char text[RK_FIGURE_TEXT];
    assert_int_equal(strlen(rk_figure_text(text, 1.7976931348623157e308, 3)), 309 + 102);
}

static void check_bar(
    const rk_axis *axis, reckon_range region, double central, const char *expected)
{
    char bar[RK_AXIS_MAX + 1];
    rk_axis_bar(axis, &region, 1, central, bar);
    assert_string_equal(bar, expected);
}

static void test_bars(void **state)
{
    (void)state;
    const rk_axis axis = {RECKON_STOCK, log(10.0), log(1000.0), 21};
    check_bar(&axis, (reckon_range){10, 1000}, 100, "|---------o---------|");
    check_bar(&axis, (reckon_range){100, 100}, 100, "          o          ");
    check_bar(&axis, (reckon_range){NAN, 100}, NAN, "<---------|          ");
    check_bar(&axis, (reckon_range){100, NAN}, NAN, "          |--------->");
    check_bar(&axis, (reckon_range){1, 5}, 2, "<                    "); /* wholly to the left */
    check_bar(&axis, (reckon_range){2000, 5000}, 3000, "                    >");
    check_bar(&axis, (reckon_range){1, 100000}, 100, "<---------o--------->");
    char bar[RK_AXIS_MAX + 1];
    const reckon_range camps[] = {{10, 20}, {500, 1000}};
    rk_axis_bar(&axis, camps, 2, 100, bar);
    assert_string_equal(bar, "|--|             |--|"); /* no mark where no answer is */
    rk_axis_bar(&axis, camps, 0, 100, bar);
    assert_string_equal(bar, "                     ");
}

static void test_axis_shows_all_values(void **state)
{
    (void)state;
    const double values[] = {9000, NAN, 300000, INFINITY};
    rk_axis axis = rk_axis_for(RECKON_STOCK, values, 4, 44);
    assert_true(axis.low < log(9000) && axis.high > log(300000));
    char labels[RK_AXIS_MAX + 1];
    rk_axis_labels(&axis, labels);
    assert_int_equal(strlen(labels), 44);
    assert_non_null(strstr(labels, "10,000"));
    assert_non_null(strstr(labels, "100,000"));
    axis = rk_axis_for(RECKON_STOCK, NULL, 0, 500);
    assert_int_equal(axis.width, RK_AXIS_MAX);
    assert_true(axis.low < axis.high);
    const double shares[] = {0.4, 0.8};
    axis = rk_axis_for(RECKON_SHARE, shares, 2, 44);
    rk_axis_labels(&axis, labels);
    assert_non_null(strstr(labels, "0.5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_axis_shows_all_values),
    };
    return cmocka_run_group_tests_name("figure", tests, NULL, NULL);
}
