/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/date.h>

#include "core/utf8.h"
#include "support/random.h"

static reckon_period parse(const char *text)
{
    reckon_period period;
    reckon_error error = RECKON_ERROR_INIT;
    if (reckon_date_parse(text, &period, &error) != RECKON_OK)
        fail_msg("%s", error.message);
    assert_true(period.start < period.middle && period.middle < period.end);
    return period;
}

static void test_parse(void **state)
{
    (void)state;
    reckon_period period = parse("2005");
    assert_true(period.start == 2005 && period.middle == 2005.5 && period.end == 2006);
    period = parse("2005-03");
    check_close(period.start, 2005 + 59 / 365.0, 1e-15, 0);
    check_close(period.end, 2005 + 90 / 365.0, 1e-15, 0);
    check_close(period.middle, 2005 + 74.5 / 365, 1e-15, 0);
    period = parse("2004-03-01");
    check_close(period.middle, 2004 + (61 - 0.5) / 366, 1e-15, 0);
    assert_true(parse("2000-02-29").end == parse("2000-03-01").start);
    assert_true(parse("2005-12-31").end == 2006);
    period = parse("2004-01/2005-03");
    assert_true(period.start == 2004);
    check_close(period.end, 2005 + 90 / 365.0, 1e-15, 0);
    check_close(period.middle, 0.5 * (period.start + period.end), 1e-15, 0);
    assert_true(parse("2005-03-14/2005-03-14").middle == parse("2005-03-14").middle);
    assert_true(parse("2005/2005-03").end == parse("2005-03").end);
    assert_true(parse("0001").start == 1 && parse("9999").end == 10000);
}

/* EDTF levels 0 and 1: what a stretch is, and what it is taken to be in days. */
static void test_edtf(void **state)
{
    (void)state;
    static const char *const same[][2] = {{"2004-21", "2004-03/2004-05"},
        {"2004-22", "2004-06/2004-08"}, {"2004-23", "2004-09/2004-11"},
        {"2004-24", "2004-12/2005-02"}, {"2003-24", "2003-12/2004-02"}, {"200X", "2000/2009"},
        {"20XX", "2000/2099"}, {"000X", "0001/0009"}, {"2004-XX", "2004"}, {"2004-XX-XX", "2004"},
        {"2004-02-XX", "2004-02"}, {"200X/2012", "2000/2012"},
        {"2004-21/2004-23", "2004-03/2004-11"}, {"9999-24", "9999-12"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        reckon_period short_form = parse(same[i][0]), long_form = parse(same[i][1]);
        check_close_named(short_form.start, long_form.start, 0, 0, same[i][0]);
        check_close_named(short_form.end, long_form.end, 0, 0, same[i][0]);
        check_close_named(short_form.middle, long_form.middle, 0, 0, same[i][0]);
        check_close_named(short_form.length, long_form.length, 0, 0, same[i][0]);
    }
    /* Uncertain, approximate and both: half as wide again on both sides; what it is about is as
     * long as before. */
    static const char *const marks[] = {"2004?", "2004~", "2004%"};
    for (size_t i = 0; i < 3; i++) {
        reckon_period loose = parse(marks[i]);
        assert_true(loose.start == 2003.5 && loose.middle == 2004.5 && loose.end == 2005.5 &&
                    loose.length == 1);
    }
    reckon_period month = parse("2004-06"), loose = parse("2004-06~");
    check_close(loose.middle, month.middle, 1e-15, 0);
    check_close(loose.end - loose.start, 2 * (month.end - month.start), 1e-9, 0);
    check_close(loose.length, month.length, 0, 0);
    loose = parse("2004-06-15~");
    assert_true(loose.middle == parse("2004-06-15").middle);
    check_close(loose.end - loose.start, 2 / 366.0, 1e-9, 0);
    /* Of an interval, the end that is marked goes outwards. */
    loose = parse("2004~/2006");
    assert_true(loose.start == 2003.5 && loose.end == 2007 && loose.length == 3);
    loose = parse("2004/2006?");
    assert_true(loose.start == 2004 && loose.end == 2007.5 && loose.length == 3);
    assert_true(parse("0001~").start == 1 && parse("9999~").end == 10000);
}

/* What EDTF has and a figure cannot use is refused with a word on what to do. */
static void test_edtf_refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"200x", "2XXX", "XXXX", "20X4", "200X-03", "200X-XX",
        "2004-XX-12", "2004-X1", "2004-03-X1", "2004-20", "2004-25", "2004-21-01", "2004??",
        "?2004", "2004?-06", "2004-~06", "Y20040", "2004S2", "2004E1", "{2004}", "[2004]",
        "2004-06-15T12:00", "2004~/..", "../2004", "/2004", "2004/", "..", "2004/2005~/2006"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reckon_period period;
        reckon_error error = RECKON_ERROR_INIT;
        if (reckon_date_parse(bad[i], &period, &error) != RECKON_DATE || !*error.message)
            fail_msg("\"%s\" was taken for a date", bad[i]);
        bool open = strstr(bad[i], "..") || bad[i][0] == '/' || bad[i][strlen(bad[i]) - 1] == '/';
        assert_true(!open || strstr(error.message, "needs both ends; write the last date"));
    }
}

static void test_parse_refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "5", "05", "205", "20055", "2005-", "2005-1", "2005-00",
        "2005-13", "2005-03-", "2005-03-0", "2005-03-00", "2005-03-32", "2005-02-29", "1900-02-29",
        "2005-04-31", "2005-03-14T00", "2005/", "/2005", "2005/2004", "2005-03/2005-02",
        "2005-03-14/2005-03-13", "2005/2006/2007", " 2005", "2005 ", "2005-3", "0000", "0000-01",
        "-2005", "+2005", "2005-W10", "2005-060", "20050314", "about 2005", "2005/2006-13",
        "２００５", "2005\n", "2005--3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reckon_period period = {-1, -1, -1, -1};
        reckon_error error = RECKON_ERROR_INIT;
        if (reckon_date_parse(bad[i], &period, &error) != RECKON_DATE || period.start != -1 ||
            !*error.message)
            fail_msg("\"%s\" was taken for a date", bad[i]);
        assert_null(strchr(error.message, '\n'));
    }
    reckon_period period;
    assert_int_equal(reckon_date_parse(NULL, &period, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_date_parse("2005", NULL, NULL), RECKON_ARGUMENT);
}

/* A long text of many-byte characters is cut between them. */
static void test_message_is_utf8(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        char text[400];
        memset(text, 'x', shift);
        text[shift] = '\0';
        for (int i = 0; i < 90; i++)
            strcat(text, "\xF0\x9F\x98\x80");
        reckon_period period;
        reckon_step step;
        reckon_error error = RECKON_ERROR_INIT;
        assert_int_equal(reckon_date_parse(text, &period, &error), RECKON_DATE);
        assert_true(rk_utf8_valid(error.message));
        reckon_error_clear(&error);
        assert_int_equal(reckon_step_parse(text, &step, &error), RECKON_DATE);
        assert_true(rk_utf8_valid(error.message));
    }
}

static bool leap(int year)
{
    return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

/* Every day from 1590 to 2110, counted one by one, as text and as decimal year and back. */
static void test_every_day(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int year = 1590; year <= 2110; year++) {
        int day_of_year = 0;
        for (int month = 1; month <= 12; month++) {
            int days = lengths[month - 1] + (month == 2 && leap(year));
            for (int day = 1; day <= days; day++) {
                char text[48], back[RECKON_DATE_TEXT];
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                reckon_period period = parse(text);
                double expected = year + (++day_of_year - 0.5) / (leap(year) ? 366 : 365);
                check_close_named(period.middle, expected, 1e-15, 0, text);
                assert_int_equal(reckon_date_text(period.middle, back), RECKON_OK);
                assert_string_equal(back, text);
                assert_int_equal(reckon_date_text(period.start, back), RECKON_OK);
                assert_string_equal(back, text);
            }
        }
    }
}

static void test_text_at_the_ends(void **state)
{
    (void)state;
    char text[RECKON_DATE_TEXT];
    assert_int_equal(reckon_date_text(1, text), RECKON_OK);
    assert_string_equal(text, "0001-01-01");
    assert_int_equal(reckon_date_text(nextafter(10000, 0), text), RECKON_OK);
    assert_string_equal(text, "9999-12-31");
    assert_int_equal(reckon_date_text(nextafter(2006, 0), text), RECKON_OK);
    assert_string_equal(text, "2006-01-01");
    static const double bad[] = {0.999, 10000, -5, NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(reckon_date_text(bad[i], text), RECKON_DATE);
        assert_string_equal(text, "");
    }
}

static void test_steps(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int months, days;
    } good[] = {{"P1Y", 12, 0}, {"P6M", 6, 0}, {"P1Y6M", 18, 0}, {"P2W", 0, 14}, {"P10D", 0, 10},
        {"P1Y2M3W4D", 14, 25}, {"P0Y1D", 0, 1}, {"P99999D", 0, 99999}};
    static const char *const bad[] = {"", "P", "1Y", "PY", "P1", "P1X", "P1Y1Y", "P1M1Y", "P-1Y",
        "P1.5Y", "P0D", "P0Y0M", "p1y", "P1Y ", "PT1H", "P100000D", "P1Y\xC3\xA9"};
    reckon_step step = {0, 0};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(reckon_step_parse(good[i].text, &step, NULL), RECKON_OK);
        assert_int_equal(step.months, good[i].months);
        assert_int_equal(step.days, good[i].days);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (reckon_step_parse(bad[i], &step, NULL) != RECKON_DATE)
            fail_msg("\"%s\" was taken for a step", bad[i]);
    assert_int_equal(step.days, 99999);
    assert_int_equal(reckon_step_parse(NULL, &step, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_step_parse("P1Y", NULL, NULL), RECKON_ARGUMENT);
}

static size_t check_grid(
    const char *from, const char *to, reckon_step step, const char *const *expected, size_t count)
{
    double years[64];
    size_t found;
    double start = parse(from).middle, end = parse(to).middle;
    assert_int_equal(reckon_date_grid(start, end, step, years, 64, &found, NULL), RECKON_OK);
    assert_int_equal(found, reckon_date_grid_size(start, end, step));
    for (size_t i = 0; i < count; i++) {
        char text[RECKON_DATE_TEXT];
        assert_int_equal(reckon_date_text(years[i], text), RECKON_OK);
        assert_string_equal(text, expected[i]);
        assert_true(years[i] == parse(text).middle);
    }
    return found;
}

static void test_grids(void **state)
{
    (void)state;
    static const char *const yearly[] = {
        "2000-02-29", "2001-02-28", "2002-02-28", "2003-02-28", "2004-02-29"};
    assert_int_equal(check_grid("2000-02-29", "2004-03-01", (reckon_step){12, 0}, yearly, 5), 5);
    static const char *const monthly[] = {
        "2004-12-31", "2005-01-31", "2005-02-28", "2005-03-31", "2005-04-30"};
    assert_int_equal(check_grid("2004-12-31", "2005-04-30", (reckon_step){1, 0}, monthly, 5), 5);
    assert_int_equal(check_grid("2004-12-31", "2005-04-29", (reckon_step){1, 0}, monthly, 4), 4);
    static const char *const weekly[] = {"2004-02-23", "2004-03-01", "2004-03-08"};
    assert_int_equal(check_grid("2004-02-23", "2004-03-14", (reckon_step){0, 7}, weekly, 3), 3);
    static const char *const one[] = {"2005-06-30"};
    assert_int_equal(check_grid("2005-06-30", "2005-06-30", (reckon_step){0, 1}, one, 1), 1);
    assert_int_equal(check_grid("2005-06-30", "2005-12-31", (reckon_step){1200, 0}, one, 1), 1);
    static const char *const last[] = {"9999-12-30", "9999-12-31"};
    assert_int_equal(check_grid("9999-12-30", "9999-12-31", (reckon_step){0, 1}, last, 2), 2);
    static const char *const both[] = {"2005-01-31", "2005-03-01", "2005-04-02"};
    assert_int_equal(check_grid("2005-01-31", "2005-04-02", (reckon_step){1, 1}, both, 3), 3);
}

/* Against one day after another. */
static void test_random_grids(void **state)
{
    (void)state;
    uint64_t seed = 17;
    static double years[60000], days[60000];
    size_t all, found;
    assert_int_equal(
        reckon_date_grid(1900.001, 2060.5, (reckon_step){0, 1}, days, 60000, &all, NULL),
        RECKON_OK);
    for (size_t i = 1; i < all; i++)
        assert_true(days[i] > days[i - 1] && days[i] - days[i - 1] < 1.01 / 365);
    for (int round = 0; round < 300; round++) {
        size_t first = random_below(&seed, all), last = first + random_below(&seed, all - first);
        int step = 1 + (int)random_below(&seed, 500);
        assert_int_equal(reckon_date_grid(days[first], days[last], (reckon_step){0, step}, years,
                             60000, &found, NULL),
            RECKON_OK);
        assert_int_equal(found, 1 + (last - first) / (size_t)step);
        for (size_t i = 0; i < found; i++)
            assert_true(years[i] == days[first + i * (size_t)step]);
    }
}

static void test_grid_refuses(void **state)
{
    (void)state;
    double years[4];
    size_t count = 9;
    reckon_step year = {12, 0}, none = {0, 0}, back = {-1, 40};
    assert_int_equal(reckon_date_grid(2000, 2010, year, years, 4, &count, NULL), RECKON_LIMIT);
    assert_int_equal(count, 0);
    assert_int_equal(reckon_date_grid(2000, 1999, year, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(reckon_date_grid(2000, 2001, none, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(reckon_date_grid(2000, 2001, back, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(reckon_date_grid(0, 2001, year, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(reckon_date_grid(2000, 10000, year, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(
        reckon_date_grid((double)NAN, 2001, year, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(
        reckon_date_grid(2000, (double)NAN, year, years, 4, &count, NULL), RECKON_DATE);
    assert_int_equal(reckon_date_grid(2000, 2001, year, NULL, 4, &count, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_date_grid(2000, 2001, year, years, 4, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_date_grid_size(1, 9999.999, (reckon_step){0, 1}), 3652059);
    assert_int_equal(reckon_date_grid_size(1, 9999.999, (reckon_step){120000, 3652500}), 1);
    assert_int_equal(reckon_date_grid_size(1, 9999.999, (reckon_step){120001, 0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_edtf),
        cmocka_unit_test(test_edtf_refuses),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_message_is_utf8),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_text_at_the_ends),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_grids),
        cmocka_unit_test(test_random_grids),
        cmocka_unit_test(test_grid_refuses),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
